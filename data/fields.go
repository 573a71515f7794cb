package data

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// Fields says which property states a fact of the features of a layer, by the
// name of the fact: what somebody has said where the names of the properties do
// not tell, or tell wrongly. The empty property says that none does; [Unnamed] is
// the one whose name is empty.
//
// A property that is named for a fact speaks for nothing else, and nothing else
// speaks for that fact: the layer is read as if the property had a name that is
// known for the fact, and whatever else could state it had one that says nothing.
type Fields map[string]string

// ErrField is wrapped by every [FieldError].
var ErrField = errors.New("field cannot be used")

// FieldError says what is wrong with what was said of one fact.
type FieldError struct {
	Fact, Property string
	Why            string
}

func (e *FieldError) Error() string {
	return fmt.Sprintf("field for %q: %s", clippedText(e.Fact), e.Why)
}

// Unwrap makes a FieldError an [ErrField].
func (e *FieldError) Unwrap() error { return ErrField }

// Unnamed is chosen where the property has the empty name, since none chosen is
// written so.
const Unnamed = " "

// choiceOf returns how a property is written that is chosen.
func choiceOf(property string) string {
	if property == "" {
		return Unnamed
	}
	return property
}

// maxFieldName is the longest name of a property that can be chosen, in bytes.
const maxFieldName = 400

// fact is what one property can be chosen for.
type fact struct {
	name   string
	fields []field // what can state it, the first whatever its value looks like
	texts  bool    // one property may state it and another such fact
}

// facts are those that a property can be chosen for.
var facts = func() []fact {
	all := []fact{
		{"class", []field{fieldCode, fieldSurvey, fieldCodeHint}, false}, {"scheme", []field{fieldScheme}, false},
		{"kind", []field{fieldKind, fieldKindHint}, true}, {"name", []field{fieldName}, true}, {"name_en", []field{fieldNameEN}, true},
		{"status", []field{fieldStatus}, false}, {"opens", []field{fieldOpens}, false}, {"closes", []field{fieldCloses}, false},
	}
	for a, f := range amountFields {
		all = append(all, fact{amountNames[a], []field{f}, false})
	}
	return all
}()

// FactNames returns the names of the facts that a property can be chosen for.
func FactNames() []string {
	names := make([]string, len(facts))
	for i, f := range facts {
		names[i] = f.name
	}
	return names
}

func factOf(name string) (fact, bool) {
	i := slices.IndexFunc(facts, func(f fact) bool { return f.name == name })
	if i < 0 {
		return fact{}, false
	}
	return facts[i], true
}

// ParseFields reads choices written as "fact:property", where the property may
// be empty. The error is a [*FieldError].
func ParseFields(choices []string) (Fields, error) {
	if len(choices) == 0 {
		return nil, nil
	}
	f := Fields{}
	for _, choice := range choices {
		name, property, found := strings.Cut(choice, ":")
		if !found {
			return nil, &FieldError{name, "", "write fact:property, such as class:YDXZ"}
		}
		if old, twice := f[name]; twice && old != property {
			return nil, &FieldError{name, property, fmt.Sprintf("both %q and %q are named for it", clippedText(old), clippedText(property))}
		}
		f[name] = property
	}
	return f, f.Check()
}

// Check returns nil if the choices can be followed, whatever properties there
// are; else a [*FieldError].
func (f Fields) Check() error {
	by := map[string]fact{}
	for _, name := range slices.Sorted(maps.Keys(f)) {
		property := f[name]
		of, known := factOf(name)
		switch {
		case !known:
			return &FieldError{name, property, "there is no such fact; there are: " + strings.Join(FactNames(), ", ")}
		case len(property) > maxFieldName:
			return &FieldError{name, property, fmt.Sprintf("the name of the property has %d bytes, at most %d", len(property), maxFieldName)}
		case !utf8.ValidString(property):
			return &FieldError{name, property, "the name of the property is not UTF-8"}
		case property == "":
			continue
		}
		if other, taken := by[property]; taken && !(of.texts && other.texts) {
			return &FieldError{name, property, fmt.Sprintf("%q is chosen for %s too; one property cannot state both", clippedText(property), other.name)}
		}
		by[property] = of
	}
	return nil
}

// AmountOf returns the name of the amount that the layer reads from a property
// of this key, as in inferences: "floor_area_m2" for 建筑面积; empty for any
// other key.
func (l *Layer) AmountOf(key string) string {
	for _, u := range newReader(l.Fields).use(key).uses {
		for a, f := range amountFields {
			if u.field == f {
				return amountNames[a]
			}
		}
	}
	return ""
}

// chosenAs returns what a property that was chosen for the fact states: codes of
// the land survey stay such by their name.
func (of *fact) chosenAs(property string) field {
	if of.fields[0] == fieldCode && slices.ContainsFunc(readKey(property).uses, func(u use) bool { return u.field == fieldSurvey }) {
		return fieldSurvey
	}
	return of.fields[0]
}

// chosen is what Fields say, as a reader needs it.
type chosen struct {
	uses  map[string][]use // by the property
	taken [fieldCount]bool // what the known names no longer state
}

// newReader returns a reader that follows the choices, which have been checked.
func newReader(f Fields) *reader {
	r := &reader{}
	if len(f) == 0 {
		return r
	}
	r.chosen = &chosen{uses: map[string][]use{}}
	for _, of := range facts {
		property, given := f[of.name]
		if !given {
			continue
		}
		for _, taken := range of.fields {
			r.chosen.taken[taken] = true
		}
		if property != "" {
			r.chosen.uses[property] = append(r.chosen.uses[property], use{of.chosenAs(property), 0})
		}
	}
	r.said.untagged[fieldCode], r.said.untagged[fieldKind] = r.chosen.taken[fieldCode], r.chosen.taken[fieldKind]
	return r
}

// use returns what a property key is for.
func (r *reader) use(key string) *keyUse {
	k := readKey(key)
	if r.chosen == nil {
		return k
	}
	if uses, ok := r.chosen.uses[choiceOf(key)]; ok {
		return &keyUse{k.key, k.unit, uses}
	}
	return &keyUse{k.key, k.unit, slices.DeleteFunc(slices.Clone(k.uses), func(u use) bool { return r.chosen.taken[u.field] })}
}

// clippedText shortens what somebody wrote for a message.
func clippedText(text string) string {
	return short(strings.ToValidUTF8(text[:min(len(text), 400)], "\ufffd"))
}
