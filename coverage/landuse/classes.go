package landuse

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/tidwall/gjson"

	"catchment/data"
	"catchment/data/standards"
)

// levels is the number of levels of the schemes with a table.
const levels = 3

// unclassified is the number of the class of parcels without one.
const unclassified = 0

// classing says which class each plot of a ground belongs to, at each level.
type classing struct {
	scheme string
	table  *standards.Classification // nil for raw codes

	classes []standards.Class // by class number; 0 stands for none
	byCode  map[string]int32
	sets    []landSet       // by class number, of first-level classes
	above   [][levels]int32 // by class number: the class at level 1, 2, 3
	of      []int32         // by plot: its class as stated

	estimated []bool         // by plot: the class was mapped or shortened
	basis     []Basis        // by plot: what its class comes from
	unknown   map[string]int // codes that say nothing in the scheme, with how many plots
}

// classOf returns the number of a plot's class at a level, from 0.
func (c *classing) classOf(plot int32, level int) int32 { return c.above[c.of[plot]][level] }

// classify tells the class of every plot. Without a scheme it takes the one
// that most plots state.
// Codes that say nothing in it are noted in bad.
func classify(g *ground, scheme string, mapping map[data.Class]string, bad *faults) *classing {
	if scheme == "" {
		scheme = commonScheme(g)
	}
	c := &classing{scheme: scheme, byCode: map[string]int32{}, unknown: map[string]int{},
		classes: make([]standards.Class, 1), above: make([][levels]int32, 1), sets: make([]landSet, 1),
		of: make([]int32, g.len()), estimated: make([]bool, g.len()), basis: make([]Basis, g.len())}
	c.table, _ = standards.Scheme(scheme)
	type told struct {
		class     int32
		estimated bool
		basis     Basis
	}
	known := map[data.Class]told{} // of codes; tags are looked at feature by feature
	for i := range g.len() {
		layer, index := g.layers[g.layer[i]], int(g.index[i])
		stated, mapped := layer.ClassIn(index, scheme)
		if _, chosen := layer.Fields["class"]; stated.IsZero() && (chosen || scheme == standards.OSM) { // then tags say nothing
			c.basis[i] = NoClass
			continue
		}
		t, ok := known[stated]
		if !ok {
			var code string
			fromTags := false
			code, t.estimated, fromTags = c.resolve(stated, mapping, layer.Features[index].Properties)
			t.class = c.number(code)
			t.basis = c.basisOf(stated, t.class, t.estimated)
			if !fromTags {
				known[stated] = t
			}
		}
		if mapped && t.class != unclassified {
			t.estimated, t.basis = true, ByMapping
		}
		c.of[i], c.estimated[i], c.basis[i] = t.class, t.estimated, t.basis
		if t.class == unclassified && !stated.IsZero() {
			c.unknown[stated.Scheme+" "+stated.Code]++
			bad.add(layer, index, "class", stated.Scheme+" "+stated.Code, "class_unknown", "is no class of "+scheme, false)
		}
	}
	return c
}

// commonScheme returns the scheme that most plots state, of equals the first by
// name; empty when none states any.
func commonScheme(g *ground) string {
	counts := map[string]int{}
	for i := range g.len() {
		if class, _ := g.layers[g.layer[i]].ClassIn(int(g.index[i]), ""); !class.IsZero() {
			counts[class.Scheme]++
		}
	}
	best := ""
	for _, s := range slices.Sorted(maps.Keys(counts)) {
		if best == "" || counts[s] > counts[best] {
			best = s
		}
	}
	return best
}

// resolve returns the code in c's scheme of a stated class: by the user's
// mapping, by the code itself, by the nearest class of another scheme, or by
// OSM tags. It says whether the code is an estimate, and whether it depends on
// more than the class.
func (c *classing) resolve(stated data.Class, mapping map[data.Class]string, properties json.RawMessage) (code string, estimated, fromTags bool) {
	if mapped, ok := mapping[stated]; ok {
		return mapped, true, false
	}
	switch {
	case c.table == nil:
		if stated.Scheme == c.scheme {
			return stated.Code, false, false
		}
	case stated.Scheme == c.scheme, stated.Scheme == data.SchemeOther:
		if k, exact, ok := c.table.Nearest(stated.Code); ok {
			return k.Code, !exact || stated.Scheme != c.scheme, false
		}
	case stated.Scheme == standards.OSM, stated.IsZero():
		k, _, ok := standards.FromOSM(c.scheme, tagsOf(stated.Code, properties))
		if !ok {
			return "", false, true
		}
		return k.Code, true, !standards.OSMDecides(stated.Code)
	default:
		if from, ok := standards.Scheme(stated.Scheme); ok {
			if k, _, ok := from.Nearest(stated.Code); ok {
				if k, ok = standards.Convert(k, c.scheme); ok {
					return k.Code, true, false
				}
			}
		}
	}
	return "", false, false
}

// tagsOf reads OSM tags: that of the raw class, and any other from the
// properties, where they stand by their own name or under "tags".
func tagsOf(raw string, properties json.RawMessage) func(string) string {
	rawKey, rawValue, _ := strings.Cut(raw, "=")
	escape := strings.NewReplacer(`\`, `\\`, ".", `\.`, "*", `\*`, "?", `\?`, "|", `\|`, "#", `\#`, "@", `\@`)
	return func(key string) string {
		if key == rawKey {
			return rawValue
		}
		path := escape.Replace(key)
		if v := gjson.GetBytes(properties, path); v.Type == gjson.String {
			return v.Str
		}
		return gjson.GetBytes(properties, "tags."+path).String()
	}
}

// number returns the class number of a code, new ones with those above.
func (c *classing) number(code string) int32 {
	if code == "" {
		return unclassified
	}
	if n, ok := c.byCode[code]; ok {
		return n
	}
	class := standards.Class{Scheme: c.scheme, Code: code, Level: 1}
	if c.table != nil {
		k, ok := c.table.Lookup(code)
		if !ok { // a mapping to a code that is none
			return unclassified
		}
		class = k
	}
	n := int32(len(c.classes))
	c.classes = append(c.classes, class)
	c.above = append(c.above, [levels]int32{n, n, n})
	c.sets = append(c.sets, setOf(c.scheme, class.Code))
	c.byCode[code], c.byCode[class.Code] = n, n
	if class.Parent != "" {
		parent := c.above[c.number(class.Parent)]
		for level := range class.Level - 1 {
			c.above[n][level] = parent[level]
		}
	}
	return n
}

// order returns class numbers in the order of the scheme: that of its table,
// or of the codes.
func (c *classing) order(numbers []int32) []int32 {
	place := map[string]int{}
	if c.table != nil {
		for i, k := range c.table.Classes() {
			place[k.Code] = i
		}
	}
	out := slices.Clone(numbers)
	slices.SortFunc(out, func(a, b int32) int {
		ca, cb := c.classes[a].Code, c.classes[b].Code
		return cmp.Or(cmp.Compare(place[ca], place[cb]), cmp.Compare(ca, cb))
	})
	return out
}
