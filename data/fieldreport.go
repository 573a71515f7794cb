package data

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tidwall/gjson"

	"catchment/data/standards"
)

// FieldReport says from which properties of a file the facts of its features are
// read, and which other properties there are.
type FieldReport struct {
	Facts  []FactSource  `json:"facts" doc:"The facts that a layer of its role can state, and those that were chosen for."`
	Fields []FieldSample `json:"fields" doc:"The properties that the features have, in the order in which they first occur: the first 200 whose names have at most 400 bytes."`
	More   bool          `json:"more_fields,omitempty" doc:"Whether there are others."`
}

// FactSource says which property states a fact, and how well.
type FactSource struct {
	Fact   string   `json:"fact" example:"class" doc:"Name of the fact, as the parameter field takes it."`
	Field  string   `json:"field,omitempty" doc:"The property from which most values come, a blank for the one with the empty name; missing where none does."`
	Others []string `json:"other_fields,omitempty" doc:"Further properties that state it where the first does not, at most 5."`
	// Reason is alias, given or untold.
	Reason   string      `json:"reason" enum:"alias,given,untold" doc:"alias: its name is known for the fact; given: it was chosen; untold: no property is known for it."`
	Missing  bool        `json:"missing,omitempty" doc:"Whether no feature has the property that was chosen."`
	Usable   int         `json:"usable" doc:"Features with a value that can be used."`
	Unusable int         `json:"unusable" doc:"Features whose value cannot be used."`
	Empty    int         `json:"empty" doc:"Features that state none."`
	Examples []FactValue `json:"examples,omitempty" doc:"What the first values become, and the first of those that cannot be used."`
}

// FactValue is what a value of a property becomes.
type FactValue struct {
	Feature int      `json:"feature" doc:"Number of the feature in the file, from 0; -1 where it is not known."`
	ID      string   `json:"id,omitempty"`
	Value   string   `json:"value" doc:"As it stands in the file, cut to 80 letters."`
	Scheme  string   `json:"scheme,omitempty" doc:"Of a class."`
	Code    string   `json:"code,omitempty" doc:"Of a class."`
	Number  *float64 `json:"number,omitempty" doc:"In the unit that the fact's name tells; a year of opening and closing."`
	Text    string   `json:"text,omitempty"`
	Rule    string   `json:"rule,omitempty" doc:"Why the value cannot be used."`
}

// FieldSample is a property with some of its values.
type FieldSample struct {
	Name     string   `json:"name"`
	Features int      `json:"features" doc:"Features in which it says something."`
	Examples []string `json:"examples,omitempty" doc:"The first different values, cut to 80 letters."`
}

// How much a FieldReport holds.
const (
	maxSampled     = 200 // properties
	sampleExamples = 3   // values of each
	maxOtherFields = 5
	firstValues    = 5 // examples of a fact
	badValues      = 3 // more of them that cannot be used
	exampleLetters = 80
)

// RuleValueUnusable says of a value that nothing can be made of it.
const ruleValueUnusable = "value_unusable"

// factsOffered are the facts that a layer of a role may state, beside names,
// status and years. Of what nothing is known any may turn out to be the one
// that tells.
var factsOffered = map[Role][]string{
	RoleLandUse:  {"class", "scheme"},
	RoleFacility: {"kind"},
	RoleBoundary: {"kind"},
	RoleOther:    {"class", "kind", "population", "jobs", "floors"},
}

// factsFor returns the facts to be reported for a role and choices, in order.
func factsFor(role Role, chosen Fields) []fact {
	names := append([]string{"name", "status", "opens"}, factsOffered[role]...)
	for _, a := range amountsOf[role] {
		names = append(names, amountNames[a])
	}
	var all []fact
	for _, of := range facts {
		if _, given := chosen[of.name]; given || slices.Contains(names, of.name) {
			all = append(all, of)
		}
	}
	return all
}

// ReadFields reports what the properties of features are read as in a layer of
// the role, by choices that have been checked. It reads all of them.
func ReadFields(role Role, chosen Fields, fs []Feature) *FieldReport {
	s := &survey{report: &FieldReport{Facts: []FactSource{}, Fields: []FieldSample{}}, at: map[string]int{}, facts: factsFor(role, chosen)}
	s.from = make([]map[string]int, len(s.facts))
	for i, of := range s.facts {
		property, given := chosen[of.name]
		source := FactSource{Fact: of.name, Reason: "untold", Missing: given && property != ""}
		if given {
			source.Field, source.Reason = property, "given"
		}
		s.report.Facts = append(s.report.Facts, source)
		s.from[i] = map[string]int{}
	}
	p := &factReader{meta: &Meta{Role: role, Fields: chosen}, reader: newReader(chosen)}
	for i := range fs {
		p.number, p.feature = i, &fs[i]
		s.sample(chosen, fs[i].Properties)
		s.read(p)
	}
	s.conclude()
	return s.report
}

// survey is a FieldReport in the making.
type survey struct {
	report *FieldReport
	at     map[string]int // where a property stands among those sampled
	facts  []fact
	from   []map[string]int // of each fact, how many values come from which property
}

// sample notes the properties of one feature.
func (s *survey) sample(chosen Fields, properties []byte) {
	EachProperty(properties, func(key, value string) {
		for i := range s.report.Facts {
			if f := &s.report.Facts[i]; f.Missing && f.Field == choiceOf(key) {
				f.Missing = false
			}
		}
		at, known := s.at[key]
		if !known {
			if len(s.at) == maxSampled || len(key) > maxFieldName || !utf8.ValidString(key) {
				s.report.More = true
				return
			}
			at = len(s.report.Fields)
			s.at[key] = at
			s.report.Fields = append(s.report.Fields, FieldSample{Name: strings.Clone(key)})
		}
		f := &s.report.Fields[at]
		if blank(value) {
			return
		}
		f.Features++
		if len(f.Examples) < sampleExamples {
			if text := exampleOf(value); !slices.Contains(f.Examples, text) {
				f.Examples = append(f.Examples, text)
			}
		}
	})
}

// exampleOf returns a JSON value as an example shows it.
func exampleOf(value string) string {
	const most = 6*exampleLetters + 2 // bytes of so many letters, each escaped
	if value[0] == '"' && len(value) > most {
		cut := value[:most]
		for i := 1; i <= 12; i++ { // not within an escape
			if text := cut[:len(cut)-i] + `"`; gjson.Valid(text) {
				value = text
				break
			}
		}
	}
	text := value[:min(len(value), most)]
	if value[0] == '"' {
		text = strings.TrimSpace(gjson.Parse(value).Str)
	}
	runes := []rune(strings.ToValidUTF8(text, "\ufffd"))
	if len(runes) > exampleLetters {
		return string(runes[:exampleLetters-1]) + "…"
	}
	return string(runes)
}

// read notes what one feature states.
func (s *survey) read(p *factReader) {
	said := p.reader.read(p.feature.Properties)
	for i, of := range s.facts {
		f := &s.report.Facts[i]
		key, value := p.said(said, of)
		if key == "" {
			f.Empty++
			continue
		}
		became, states := p.becomes(said, of)
		switch {
		case !states:
			f.Empty++
			continue
		case became.Rule == "":
			f.Usable++
		default:
			f.Unusable++
		}
		if n := s.from[i][key]; n > 0 || len(s.from[i]) < maxSampled {
			if n == 0 {
				key = strings.Clone(key)
			}
			s.from[i][key] = n + 1
		}
		if n := f.Usable + f.Unusable; n <= firstValues || became.Rule != "" && f.Unusable <= badValues {
			if became.Feature, became.ID, became.Value = p.number, p.feature.ID, key; value != "" {
				became.Value = exampleOf(value)
			}
			f.Examples = append(f.Examples, became)
		}
	}
}

// said returns the property that states the fact, and its value as it stands;
// an OSM tag, which is a class or a kind as a whole, without one.
func (p *factReader) said(s *said, of fact) (key, value string) {
	for _, f := range of.fields {
		looser := f == fieldCodeHint && !looksLikeCode(s.text(f)) && !(s.key[f] != nil && s.key[f].key == "code" && s.has(fieldScheme))
		if f == fieldKindHint {
			_, known := LookupKind(s.text(f))
			looser = !known || p.meta.Role != RoleFacility
		}
		if !s.has(f) || looser {
			continue
		}
		if key, value = s.raw[f], s.value[f]; s.text(f) != "" || len(of.fields) == 1 {
			return key, value
		}
	}
	switch f := of.fields[0]; {
	case s.untagged[f] || f == fieldKind && key != "":
	case f == fieldCode:
		for _, key := range classTags {
			if v := s.tag(key); v != "" {
				return clippedText(key + "=" + v), ""
			}
		}
	case f == fieldKind && p.meta.Role == RoleFacility:
		_, tags := kindByTags(s.tags)
		return clippedText(tags), ""
	}
	return key, value // of which nothing can be read
}

// becomes returns what the feature at hand states of a fact; false where its
// words say that nothing is known.
func (p *factReader) becomes(s *said, of fact) (FactValue, bool) {
	p.warnings = p.warnings[:0]
	var v FactValue
	f := of.fields[0]
	number := func(n float64, states bool) { // a reader that cannot tell has warned
		if v.Number = &n; len(p.warnings) > 0 || !states {
			v.Number = nil
		}
	}
	states := true
	switch f {
	case fieldCode:
		if c := p.class(s); knownClass(c) {
			v.Scheme, v.Code = c.Scheme, clippedText(c.Code)
		} else {
			v.Rule = "class_unknown"
		}
	case fieldStatus:
		v.Text = p.status(s).String()
		if _, known := statusWords[foldWord(s.text(f))]; !known {
			v.Text, v.Rule = "", "status_unknown"
		}
	case fieldOpens, fieldCloses:
		number(float64(p.year(s, f)), true)
	case fieldKind:
		kind, _ := facilityKind(s, "")
		if v.Text = clippedText(string(kind)); p.meta.Role != RoleFacility {
			v.Text = clippedText(foldWord(s.text(f)))
		}
	default:
		if a := slices.Index(amountFields[:], f); a >= 0 {
			n := p.amount(s, amount(a))
			states = !math.IsNaN(n) || len(p.warnings) > 0
			number(n, states)
			break
		}
		v.Text = exampleOf(cmp.Or(s.value[f], `""`))
		if s.text(f) == "" {
			v.Text, v.Rule = "", ruleValueUnusable
		}
	}
	if (f == fieldOpens || f == fieldCloses) && s.text(f) == "" || f == fieldKind && v.Text == "" { // an object
		v.Number, v.Rule = nil, ruleValueUnusable
	}
	if v.Rule == "" && len(p.warnings) > 0 {
		v.Rule = p.warnings[0].Rule
	}
	return v, states
}

// knownClass tells whether a class is one that some scheme has.
func knownClass(c Class) bool {
	switch c.Scheme {
	case SchemeOSM:
		return true
	case SchemeGBT2101:
		return isDigitCode(c.Code)
	}
	return slices.ContainsFunc(standards.Schemes(), func(table *standards.Classification) bool {
		_, _, found := table.Nearest(c.Code)
		return found && (c.Scheme == table.ID || c.Scheme == SchemeOther)
	})
}

// conclude says from which properties the facts come.
func (s *survey) conclude() {
	for i := range s.report.Facts {
		f := &s.report.Facts[i]
		if f.Reason == "given" {
			continue
		}
		keys := make([]string, 0, len(s.from[i]))
		for key := range s.from[i] {
			keys = append(keys, key)
		}
		slices.SortFunc(keys, func(a, b string) int { return cmp.Or(cmp.Compare(s.from[i][b], s.from[i][a]), cmp.Compare(a, b)) })
		if len(keys) > 0 {
			f.Field, f.Reason = keys[0], "alias"
			f.Others = keys[1:min(len(keys), 1+maxOtherFields)]
		}
	}
}
