package standards_test

import (
	"slices"
	"strings"
	"testing"

	"catchment/data/standards"
)

// town is a rule file that numbers its rule and its document as the built-in
// table does, with another value.
const town = `{"documents":[{"id":"GB 50180-2018","title_zh":"抄本","status":"draft","jurisdiction":"CN"}],
"rules":[{"id":"gb-50180-2018/kindergarten/radius","kinds":["kindergarten"],"metric":"radius","values":[{"max":350}],"standard":"GB 50180-2018","clause":"5","evidence":"secondary","confidence":"low","jurisdiction":"CN"}]}`

// TestMergeKeepsApart checks that a set does not replace anything of another.
func TestMergeKeepsApart(t *testing.T) {
	set, err := standards.Parse(strings.NewReader(town))
	if err != nil {
		t.Fatal(err)
	}
	own := standards.Builtin()
	for _, parts := range [][]standards.Part{
		{{ID: standards.BuiltinID, Set: own}, {ID: "town", Version: 3, Set: set}},
		{{ID: "town", Version: 3, Set: set}, {ID: standards.BuiltinID, Set: own}},
	} {
		m := standards.Merge(parts...)
		if len(m.Rules()) != len(own.Rules())+1 || len(m.Documents()) != len(own.Documents())+1 || len(m.Parts()) != 2 {
			t.Fatalf("Merge has %d rules and %d documents of %v", len(m.Rules()), len(m.Documents()), m.Parts())
		}
		for _, r := range own.Rules() {
			if got, ok := m.Rule(r.ID); !ok || got.Set != "" || got.Standard != r.Standard || m.Document(got) != own.Document(r) {
				t.Errorf("rule %s became %+v of %+v", r.ID, got, m.Document(got))
			}
		}
		r, ok := m.Rule("town/gb-50180-2018/kindergarten/radius")
		if !ok || r.Set != "town" || m.Document(r).Status != standards.Draft || r.PerCode() {
			t.Errorf("the town's rule is %+v, %v, per code %v", r, ok, r.PerCode())
		}
		if got, radiusM, ok := m.DefaultRadius("kindergarten"); !ok || radiusM != 350 || got.Set != "town" {
			t.Errorf("DefaultRadius = %+v, %g, %v, want the town's 350", got, radiusM, ok)
		}
		presets := m.Presets("kindergarten")
		for _, p := range own.Presets("kindergarten") {
			if !slices.ContainsFunc(presets, func(q standards.Preset) bool { return q.RadiusM == p.RadiusM }) {
				t.Errorf("Presets lost %g m", p.RadiusM)
			}
		}
		for _, p := range presets {
			if p.Default != (p.RadiusM == 350) || p.RadiusM == 350 && (p.Origin != standards.FromUser || !strings.Contains(p.Label, "not per code")) {
				t.Errorf("preset %+v", p)
			}
		}
		if !slices.ContainsFunc(m.Conflicts(), func(c standards.Conflict) bool {
			return slices.Contains(c.Rules, r.ID) && slices.Contains(c.Rules, "gb-50180-2018/kindergarten/radius")
		}) {
			t.Error("the two kindergarten radii are no conflict")
		}
	}
}

func FuzzMerge(f *testing.F) {
	f.Add(town)
	f.Add(`{"rules":[{"id":"x","values":[{"min":1,"max":0}]}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		set, err := standards.Parse(strings.NewReader(text))
		if err != nil {
			return
		}
		m := standards.Merge(standards.Part{ID: standards.BuiltinID, Set: standards.Builtin()}, standards.Part{ID: "fuzz", Set: set})
		m.Conflicts()
		for _, r := range set.Rules() {
			for _, k := range r.Kinds {
				if len(m.Presets(k)) == 0 {
					t.Errorf("no presets for %q", k)
				}
			}
		}
	})
}
