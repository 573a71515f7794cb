package data

import (
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/tidwall/gjson"
)

// Hint is what is known about a layer before its features are looked at: what
// the caller gave and where the file came from. Every member may be empty.
type Hint struct {
	Role    Role
	Kind    Kind
	Name    string
	Source  string          // file name; its words are weak evidence
	Foreign json.RawMessage // members of the collection beside features
	Fields  Fields          // which have been checked
}

// Conclusion is what a layer is, and why.
type Conclusion struct {
	Role       Role
	Kind       Kind // "" for facilities of several kinds, each with its own
	Name       string
	NameEN     string
	Inferences []Inference

	facts *factsRead // of all features, when they had to be read for the kind
}

// sampleSize is how many features, evenly spread, are looked at for a role.
const sampleSize = 5000

// Infer concludes what a layer is. What the caller gave stands. Otherwise it
// goes by, in this order: members of the collection (role, kind, name), the
// properties of at least half of the features, the words of the file name, the
// names of the features, their geometry types.
func Infer(h Hint, fs []Feature) Conclusion {
	c := &Conclusion{}
	e := collect(h.Fields, fs)
	c.inferRole(h, e, fs)
	c.inferKind(h, e, fs)
	c.inferName(h)
	c.inferFields(h, e)
	return *c
}

func (c *Conclusion) note(field, value string, g Ground) {
	c.Inferences = append(c.Inferences, Inferred(field, value, g))
}

// member returns a text among the foreign members of the collection, looked up
// under several names.
func (h Hint) member(names ...string) (value, name string) {
	for _, n := range names {
		if v := gjson.GetBytes(h.Foreign, n); v.Type == gjson.String && strings.TrimSpace(v.Str) != "" {
			return strings.TrimSpace(v.Str), n
		}
	}
	return "", ""
}

func (c *Conclusion) inferRole(h Hint, e *evidence, fs []Feature) {
	set := func(r Role, g Ground) {
		c.Role = r
		c.note("role", string(r), g)
	}
	if h.Role != "" {
		set(h.Role, Ground{Reason: "given"})
		return
	}
	if h.Kind != "" {
		if _, ok := LookupKind(string(h.Kind)); ok {
			set(RoleFacility, Ground{Reason: "given_kind"})
			return
		}
	}
	if v, n := h.member("role", "layer_role"); Role(v).Valid() {
		set(Role(v), Ground{Reason: "member", Evidence: n})
		return
	}
	if r, n := e.best(); n*2 >= e.looked && n > 0 {
		set(r, Ground{Reason: "features", Evidence: e.why[r], Count: n, Looked: e.looked})
		return
	}
	for _, text := range c.titles(h) {
		if r, word := roleOfWords(text, e); r != "" {
			set(r, Ground{Reason: "word", Evidence: word, Within: text})
			return
		}
	}
	if e.named*2 >= e.looked && e.named > 0 {
		set(RoleFacility, Ground{Reason: "named_like", Evidence: e.namedExample, Count: e.named, Looked: e.looked})
		return
	}
	if r, n := e.best(); n > 0 {
		set(r, Ground{Reason: "features", Evidence: e.why[r], Count: n, Looked: e.looked})
		return
	}
	if len(fs) == 1 && e.polygons == 1 {
		set(RoleBoundary, Ground{Reason: "one_polygon"})
		return
	}
	set(RoleOther, Ground{Reason: "untold"})
}

// titles returns the names a layer goes by before its features are looked at.
func (c *Conclusion) titles(h Hint) []string {
	var out []string
	member, _ := h.member("name", "title")
	for _, t := range []string{h.Name, member, baseName(h.Source)} {
		if t != "" {
			out = append(out, t)
		}
	}
	return out
}

// baseName returns a file name without its folder and endings.
func baseName(source string) string {
	source = path.Base(strings.ReplaceAll(source, `\`, "/"))
	if source == "." || source == "/" {
		return ""
	}
	for {
		ext := strings.ToLower(path.Ext(source))
		switch ext {
		case ".geojson", ".json", ".gz", ".zst", ".geojsonl", ".geojsons", ".ndjson", ".txt":
			source = source[:len(source)-len(ext)]
		default:
			return source
		}
	}
}

func (c *Conclusion) inferKind(h Hint, e *evidence, fs []Feature) {
	set := func(k Kind, g Ground) {
		c.Kind = k
		c.note("kind", string(k), g)
	}
	if h.Kind != "" {
		if k, ok := LookupKind(string(h.Kind)); ok && c.Role == RoleFacility {
			set(k.Kind, Ground{Reason: "given"})
			return
		}
		set(Kind(foldWord(string(h.Kind))), Ground{Reason: "given"})
		return
	}
	if v, n := h.member("kind", "layer_kind"); v != "" {
		k := Kind(foldWord(v))
		if known, ok := LookupKind(v); ok {
			k = known.Kind
		}
		set(k, Ground{Reason: "member", Evidence: n})
		return
	}
	switch c.Role {
	case RoleFacility:
		c.inferFacilityKind(h, fs)
	case RoleBoundary:
		if k, all := e.onlyKind(); all && k != "" {
			set(k, Ground{Reason: "kind_property"})
		} else if len(fs) == 1 {
			set("study_area", Ground{Reason: "one_feature"})
		} else {
			set("district", Ground{Reason: "features_many"})
		}
	case RolePopulation:
		if e.fields[fieldJobs].n > 0 && e.fields[fieldPopulation].n == 0 {
			set("jobs", Ground{Reason: "property", Evidence: e.fields[fieldJobs].example})
		} else if e.fields[fieldPopulation].n > 0 {
			set("people", Ground{Reason: "property", Evidence: e.fields[fieldPopulation].example})
		}
	}
}

// inferFacilityKind looks at every feature: a layer has a kind only if no
// feature has another.
func (c *Conclusion) inferFacilityKind(h Hint, fs []Feature) {
	counts, why := c.countKinds(h, fs)
	none := counts[""]
	delete(counts, "")
	titled := Kind("")
	for _, text := range c.titles(h) {
		if k, ok := kindOfTitle(text); ok && titled == "" {
			titled = k
		}
	}
	kinds := slices.Sorted(maps.Keys(counts))
	switch {
	case len(kinds) == 0 && titled != "":
		c.Kind = titled
		c.note("kind", string(titled), Ground{Reason: "title"})
	case len(kinds) == 0:
		c.note("kind", "", Ground{Reason: "kind_untold"})
	case len(kinds) == 1 && titled != kinds[0] && titled.IsA(kinds[0]):
		c.Kind = titled
		c.note("kind", string(titled), Ground{Reason: "narrowed", Evidence: why[kinds[0]], Count: counts[kinds[0]], Looked: len(fs)})
	case len(kinds) == 1 && 2*counts[kinds[0]] >= len(fs):
		c.Kind = kinds[0]
		c.note("kind", string(c.Kind), Ground{Reason: "features", Evidence: why[c.Kind], Count: counts[c.Kind], Looked: len(fs)})
	default:
		var parts []string
		for _, k := range kinds {
			parts = append(parts, fmt.Sprintf("%s %d", k, counts[k]))
		}
		if none > 0 {
			parts = append(parts, fmt.Sprintf("untold %d", none))
		}
		c.note("kind", "", Ground{Reason: "each_own", Evidence: strings.Join(parts, ", ")})
	}
}

// countKinds returns how many features tell each facility kind, "" for none,
// and the first evidence for each. It keeps the facts it reads.
func (c *Conclusion) countKinds(h Hint, fs []Feature) (map[Kind]int, map[Kind]string) {
	c.facts = readFacts(&Meta{Role: RoleFacility, Fields: h.Fields}, fs)
	counts, why := map[Kind]int{}, map[Kind]string{}
	r := newReader(h.Fields)
	for from, to := 0, 0; from < len(fs); from = to {
		k := c.facts.kind.at(from)
		for to = from + 1; to < len(fs) && c.facts.kind.at(to) == k; to++ {
		}
		if counts[k] == 0 {
			s := r.read(fs[from].Properties)
			_, evidence := facilityKind(s, s.text(fieldName))
			why[k] = evidence.String()
		}
		counts[k] += to - from
	}
	return counts, why
}

func (c *Conclusion) inferName(h Hint) {
	member, key := h.member("name", "title")
	switch {
	case h.Name != "":
		c.Name = h.Name
		c.note("name", c.Name, Ground{Reason: "given"})
	case member != "":
		c.Name = member
		c.note("name", c.Name, Ground{Reason: "member", Evidence: key})
	case baseName(h.Source) != "":
		c.Name = baseName(h.Source)
		c.note("name", c.Name, Ground{Reason: "file_name"})
	}
	c.NameEN, _ = h.member("name_en", "name:en", "title_en")
}

// amountNames are the names under which inference notes which property states
// an amount.
var amountNames = [amountCount]string{"population", "jobs", "floors", "floor_area_m2", "footprint_m2", "green_m2", "output_yuan", "invested_yuan", "far", "building_coverage", "green_ratio"}

// inferFields says which property each fact is read from.
func (c *Conclusion) inferFields(h Hint, e *evidence) {
	shown := []struct {
		field field
		name  string
	}{{fieldStatus, "status"}, {fieldOpens, "opens"}}
	if c.Role == RoleLandUse {
		for _, f := range [...]field{fieldCode, fieldSurvey, fieldCodeHint} {
			if e.fields[f].n > 0 {
				shown = append(shown, struct {
					field field
					name  string
				}{f, "class"})
				break
			}
		}
	}
	for _, a := range amountsOf[c.Role] {
		shown = append(shown, struct {
			field field
			name  string
		}{amountFields[a], amountNames[a]})
	}
	for _, of := range facts {
		if property, given := h.Fields[of.name]; given {
			c.note(of.name, property, Ground{Reason: "given"})
		}
	}
	for _, s := range shown {
		if _, given := h.Fields[s.name]; given {
			continue
		}
		if found := e.fields[s.field]; found.n > 0 {
			c.note(s.name, found.example, Ground{Reason: "filled", Count: found.n, Looked: e.looked})
		}
	}
}
