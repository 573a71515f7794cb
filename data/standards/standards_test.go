package standards_test

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"

	"catchment/data/standards"
)

func TestDefaultRadius(t *testing.T) {
	tests := []struct {
		kind     string
		radiusM  float64
		standard string
	}{
		{"kindergarten", 300, "GB 50180-2018"}, // before JGJ 39: same force, surer text
		{"primary_school", 500, "GB 50180-2018"},
		{"middle_school", 1000, "GB 50180-2018"},
		{"clinic", 1000, "GB 50442 draft"}, // GB 50180 says the same, but that is recalled
		{"bus_stop", 500, "公交都市考核评价指标体系"},
		{"park", 500, "GB/T 51346-2019"}, // A.0.3, not one of the radii by size
	}
	for _, tt := range tests {
		r, m, ok := standards.Builtin().DefaultRadius(tt.kind)
		if !ok || m != tt.radiusM || r.Standard != tt.standard {
			t.Errorf("DefaultRadius(%q) = %q, %v, %v; want %q, %v", tt.kind, r.Standard, m, ok, tt.standard, tt.radiusM)
		}
	}
	for _, kind := range []string{"hospital", "fire_station", "heat_plant", "water_plant", "gas_station", "substation", "police", "pharmacy", "school", "culture", ""} {
		if r, m, ok := standards.Builtin().DefaultRadius(kind); ok {
			t.Errorf("DefaultRadius(%q) = %q, %v; no radius was found for it, so none may be given", kind, r.ID, m)
		}
	}
}

func TestRecalledIsNeverPerCode(t *testing.T) {
	recalled := 0
	for _, r := range standards.Rules() {
		switch r.Evidence {
		case standards.Recalled:
			recalled++
			if r.PerCode() || r.ClauseKnown() || r.Clause != "" {
				t.Errorf("%s: recalled, yet PerCode %v, clause %q", r.ID, r.PerCode(), r.Clause)
			}
		case standards.NotFound:
			if r.PerCode() || len(r.Values) > 0 {
				t.Errorf("%s: not found, yet PerCode %v, values %v", r.ID, r.PerCode(), r.Values)
			}
		}
		if strings.Contains(r.ClauseNote, "recalled") {
			t.Errorf("%s: clause note %q names a clause nobody saw", r.ID, r.ClauseNote)
		}
	}
	if recalled < 20 {
		t.Errorf("%d recalled rules; the table holds two dozen", recalled)
	}
	for _, kind := range []string{"market", "culture", "hospital", "substation", "unheard_of"} {
		for _, p := range standards.Builtin().Presets(kind) {
			if r, ok := standards.Builtin().Rule(p.RuleID); p.Origin == standards.FromRule && (!ok || !r.PerCode()) {
				t.Errorf("Presets(%q): %v m is said to be of rule %q", kind, p.RadiusM, p.RuleID)
			}
			if p.Origin == standards.FromProgram && p.Label != "default of this program" {
				t.Errorf("Presets(%q): %v m is labelled %q", kind, p.RadiusM, p.Label)
			}
		}
	}
}

func TestPresetsHaveOneDefault(t *testing.T) {
	kinds := []string{"", "unheard_of", "school"}
	for _, r := range standards.Rules() {
		kinds = append(kinds, r.Kinds...)
	}
	for _, kind := range kinds {
		presets := standards.Builtin().Presets(kind)
		defaults := 0
		for i, p := range presets {
			if p.Default {
				defaults++
			}
			if p.RadiusM <= 0 || i > 0 && p.RadiusM <= presets[i-1].RadiusM {
				t.Errorf("Presets(%q): %v is not ascending", kind, presets)
			}
		}
		if defaults != 1 {
			t.Errorf("Presets(%q) has %d defaults, want 1: %+v", kind, defaults, presets)
		}
	}
}

// The park's one named station is judged by these two numbers.
func TestFireJurisdiction(t *testing.T) {
	var most []float64
	for _, r := range standards.Builtin().RulesFor("fire_station") {
		if r.Standard == "GB 51080-2015" && r.Metric == standards.MetricJurisdictionArea {
			if !r.ClauseKnown() || r.Clause != "4.1.3(2)" || r.Evidence != standards.Verbatim {
				t.Errorf("%s: clause %q, evidence %q", r.ID, r.Clause, r.Evidence)
			}
			most = append(most, *r.Values[0].Max)
		}
	}
	if !slices.Equal(most, []float64{7, 15}) {
		t.Errorf("GB 51080-2015 jurisdiction limits: %v km², want 7 and 15", most)
	}
}

func TestConflicts(t *testing.T) {
	var kindergarten, fire bool
	for _, c := range standards.Builtin().Conflicts() {
		kindergarten = kindergarten || c.Kind == "kindergarten" && c.Metric == standards.MetricRadius && len(c.Rules) == 2
		fire = fire || c.Kind == "fire_station" && c.Metric == standards.MetricClearance && c.Case == "site boundary to hazardous goods"
		for _, id := range c.Rules {
			r, ok := standards.Builtin().Rule(id)
			if !ok || standards.Builtin().Document(r).Status == standards.Superseded {
				t.Errorf("conflict %+v names rule %q, which is not there or superseded", c, id)
			}
		}
	}
	if !kindergarten || !fire {
		t.Errorf("conflicts found: kindergarten radius %v, fire station clearance %v; want both", kindergarten, fire)
	}
}

func TestTablesAreSound(t *testing.T) {
	ascii := regexp.MustCompile(`^[a-z0-9/-]+$`)
	for _, r := range standards.Rules() {
		if !ascii.MatchString(r.ID) || r.NameZH == "" || r.NameEN == "" || r.Jurisdiction == "" || r.Values == nil || r.Kinds == nil {
			t.Errorf("rule %+v lacks something", r)
		}
		if len(r.Kinds) == 0 && r.Subject == "" {
			t.Errorf("%s: neither kind nor subject", r.ID)
		}
		if len(r.Values) == 0 && r.Text == "" && r.Evidence != standards.NotFound {
			t.Errorf("%s: says nothing", r.ID)
		}
	}
	used := map[string]bool{}
	for _, r := range standards.Rules() {
		used[r.Standard] = true
	}
	for _, d := range standards.Builtin().Documents() {
		if !used[d.ID] {
			t.Errorf("document %q has no rule", d.ID)
		}
	}
}

func TestParseNamesTheRule(t *testing.T) {
	const head = `{"documents":[{"id":"X 1","status":"local","jurisdiction":"CN"}],"rules":[`
	tests := []struct{ name, text, want string }{
		{"not JSON", `{`, "unexpected EOF"},
		{"unknown field", head + `{"id":"a","radius":300}]}`, `unknown field "radius"`},
		{"tail", `{"documents":[],"rules":[]} x`, "after the end"},
		{"no document", head + `{"id":"a","standard":"Y","metric":"radius","evidence":"verbatim","confidence":"high"}]}`, `rule 0 ("a"), standard`},
		{"same id", head + `{"id":"a","standard":"X 1","metric":"radius","evidence":"verbatim","confidence":"high"},{"id":"a","standard":"X 1","metric":"radius","evidence":"verbatim","confidence":"high"}]}`, `rule 1 ("a"), id`},
		{"evidence", head + `{"id":"a","standard":"X 1","metric":"radius","evidence":"sure","confidence":"high"}]}`, "evidence"},
		{"range upside down", head + `{"id":"a","standard":"X 1","metric":"radius","evidence":"verbatim","confidence":"high","values":[{"min":5,"max":3}]}]}`, "min is above max"},
		{"negative", head + `{"id":"a","standard":"X 1","metric":"radius","evidence":"verbatim","confidence":"high","values":[{"max":-3}]}]}`, "not negative"},
		{"another unit", head + `{"id":"a","standard":"X 1","metric":"radius","unit":"km","evidence":"verbatim","confidence":"high","values":[{"max":0.5}]}]}`, `rule 0 ("a"), unit: "km"`},
		{"area in square metres", head + `{"id":"a","standard":"X 1","metric":"jurisdiction_area","unit":"m2","evidence":"verbatim","confidence":"high","values":[{"max":7000000}]}]}`, `unit: "m2"`},
		{"radius beyond any plane", head + `{"id":"a","standard":"X 1","metric":"radius","evidence":"verbatim","confidence":"high","values":[{"max":1e9}]}]}`, "1e+09 is more than 100000 m"},
		{"radius of nothing", head + `{"id":"a","standard":"X 1","metric":"walk","evidence":"verbatim","confidence":"high","values":[{"max":0}]}]}`, "above 0"},
		{"share in per cent", head + `{"id":"a","standard":"X 1","metric":"coverage_ratio","evidence":"verbatim","confidence":"high","values":[{"min":80,"radius_m":500}]}]}`, "80: a share is at most 1"},
		{"share of nothing known", head + `{"id":"a","standard":"X 1","metric":"coverage_ratio","denominator":"houses","evidence":"verbatim","confidence":"high","values":[{"min":0.8,"radius_m":500}]}]}`, `denominator: "houses"`},
		{"share at most", head + `{"id":"a","standard":"X 1","metric":"coverage_ratio","evidence":"verbatim","confidence":"high","values":[{"max":0.8,"radius_m":500}]}]}`, "min, and no max"},
		{"share within anything", head + `{"id":"a","standard":"X 1","metric":"coverage_ratio","evidence":"verbatim","confidence":"high","values":[{"min":0.8,"radius_m":500000}]}]}`, "radius_m 500000"},
		{"kind twice", head + `{"id":"a","standard":"X 1","metric":"radius","kinds":["park","clinic","park"],"evidence":"verbatim","confidence":"high"}]}`, `kinds: lists "park" twice`},
		{"too many values", head + `{"id":"a","standard":"X 1","metric":"radius","kinds":["park","clinic"],"evidence":"verbatim","confidence":"high","values":[{"max":1}` + strings.Repeat(`,{"max":2}`, 1000) + `]}]}`, "more than 2000 values"},
		{"number that is none", head + `{"id":"a","standard":"X 1","metric":"radius","evidence":"verbatim","confidence":"high","values":[{"max":"300"}]}]}`, `rule 0 ("a"), values: max is a string`},
		{"status", `{"documents":[{"id":"X 1","status":"inforce"}],"rules":[]}`, `document 0 ("X 1"), status`},
		{"value not found", head + `{"id":"a","standard":"X 1","metric":"radius","evidence":"not_found","confidence":"high","values":[{"max":3}]}]}`, "has none"},
	}
	for _, tt := range tests {
		_, err := standards.Parse(strings.NewReader(tt.text))
		if !errors.Is(err, standards.ErrRule) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: Parse = %v, want ErrRule with %q", tt.name, err, tt.want)
		}
	}
	s, err := standards.Parse(strings.NewReader(head + `{"id":"own","kinds":["kindergarten"],"standard":"X 1","metric":"radius","unit":"m","values":[{"max":400}],"evidence":"verbatim","confidence":"high","jurisdiction":"CN"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if r, m, ok := s.DefaultRadius("kindergarten"); !ok || m != 400 || r.ID != "own" {
		t.Errorf("a planner's own set: DefaultRadius = %q, %v, %v; want own, 400", r.ID, m, ok)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"documents":[{"id":"X","status":"local"}],"rules":[{"id":"a","standard":"X","metric":"radius","evidence":"verbatim","confidence":"low","values":[{"max":1}],"kinds":["park"]}]}`))
	f.Add([]byte(`{"rules":[null]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := standards.Parse(strings.NewReader(string(text)))
		if err != nil {
			if !errors.Is(err, standards.ErrRule) {
				t.Errorf("Parse(%q) = %v, not an ErrRule", text, err)
			}
			return
		}
		s.Conflicts()
		for _, r := range s.Rules() {
			for _, k := range r.Kinds {
				if len(s.Presets(k)) == 0 {
					t.Errorf("Presets(%q) is empty for %q", k, text)
				}
			}
		}
	})
}
