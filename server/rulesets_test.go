package server_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"catchment/data/standards"
	"catchment/server"
)

// localRules is a rule file of a town: one value recalled, one seen in print.
const localRules = `{"documents":[{"id":"Town guide","title_zh":"导则","status":"local","jurisdiction":"CN-1504"}],"rules":[
{"id":"k","kinds":["kindergarten"],"name_zh":"幼儿园","name_en":"Kindergarten","metric":"radius","unit":"m","values":[{"max":400}],"force":"should","standard":"Town guide","clause":"3.1","evidence":"recalled","confidence":"medium","jurisdiction":"CN-1504","source":["minutes"]},
{"id":"p","kinds":["primary_school"],"name_zh":"小学","name_en":"Primary school","metric":"radius","unit":"m","values":[{"max":600}],"force":"must","standard":"Town guide","clause":"3.2","evidence":"verbatim","confidence":"high","jurisdiction":"CN-1504"}]}`

// put sends a body with If-Match where tag is not empty.
func (s *site) put(path, tag, body string) answer {
	header := []string{"Content-Type", "application/json"}
	if tag != "" {
		header = append(header, "If-Match", tag)
	}
	return s.do(http.MethodPut, path, strings.NewReader(body), header...)
}

func TestRuleSetDoors(t *testing.T) {
	s := newPark(t, server.Options{})
	const path = "/api/standards/sets/town"
	want := func(what string, a answer, status int) answer {
		t.Helper()
		if a.status != status {
			t.Errorf("%s: %v, want %d", what, a, status)
		}
		return a
	}
	want("GET of nothing", s.do(http.MethodGet, path, nil), 404)
	want("If-Match * of nothing", s.put(path, "*", localRules), 412)
	first := want("first PUT", s.put(path, "", localRules), 201).header.Get("ETag")
	want("PUT without If-Match", s.put(path, "", localRules), 428)
	second := want("second PUT", s.put(path, first, localRules), 200).header.Get("ETag")
	want("PUT of an older version", s.put(path, first, localRules), 412)
	want("PUT with another's tag", s.put(path, `"park-1"`, localRules), 412)
	want("PUT as builtin", s.put("/api/standards/sets/builtin", "", localRules), 400)
	if a := want("GET", s.get(path), 200); string(a.body) != localRules || a.header.Get("ETag") != second || second == first {
		t.Errorf("GET = %v %q after ETags %s and %s, want the file as it came", a, a.body, first, second)
	}
	want("DELETE without If-Match", s.do(http.MethodDelete, path, nil), 428)
	want("DELETE", s.do(http.MethodDelete, path, nil, "If-Match", second), 204)
	want("GET after DELETE", s.do(http.MethodGet, path, nil), 404)
	for _, bad := range []struct{ body, path, says string }{
		{strings.Replace(localRules, `"recalled"`, `"heard"`, 1), "/rules/0/evidence", "heard"},
		{strings.Replace(localRules, `{"max":600}`, `{"max":"far"}`, 1), "/rules/1/values", "string"},
		{strings.Replace(localRules, `"clause":"3.2"`, `"claus":"3.2"`, 1), "/rules/1/claus", "claus"},
		{strings.Replace(localRules, `"id":"p"`, `"id":"k"`, 1), "/rules/1/id", "twice"},
		{strings.Replace(localRules, `"id":"p"`, `"id":"p","set":"builtin"`, 1), "/rules/1/set", "set"},
	} {
		var p struct{ Path, Detail string }
		a := want(bad.path, s.put(path, "", bad.body), 422)
		a.into(t, &p)
		if p.Path != bad.path || !strings.Contains(p.Detail, bad.says) {
			t.Errorf("bad rule: %v, want path %s and %q", a, bad.path, bad.says)
		}
	}
	want("no JSON", s.put(path, "", `{"rules":[`), 400)
	want("nothing", s.put(path, "", ``), 400)
	want("too large", s.put(path, "", `{"note":"`+strings.Repeat("x", 1<<20)+`"}`), 413)
}

// TestRuleSetsHold checks that a set that is switched on speaks in every answer
// with its own evidence, and that one that is not, or is not named, does not.
func TestRuleSetsHold(t *testing.T) {
	ofNumbers(t)
	s := newPark(t, server.Options{})
	type service struct {
		Service      string
		RadiusM      float64   `json:"radius_m"`
		PresetsM     []float64 `json:"presets_m"`
		RadiusSource struct {
			Standard, Clause, Evidence string
			RuleSet                    string `json:"rule_set"`
		} `json:"radius_source"`
	}
	radius := func(kind string) service {
		t.Helper()
		var all struct{ Services []service }
		s.get("/api/services").into(t, &all)
		i := slices.IndexFunc(all.Services, func(x service) bool { return x.Service == kind })
		if i < 0 {
			t.Fatalf("no service %s", kind)
		}
		return all.Services[i]
	}
	before := radius("kindergarten")
	tag := s.put("/api/standards/sets/town", "", localRules).header.Get("ETag")
	if k := radius("kindergarten"); k.RadiusM != 400 || k.RadiusSource.Evidence != "recalled" || k.RadiusSource.Clause != "" || k.RadiusSource.RuleSet != "town" || !slices.Contains(k.PresetsM, before.RadiusM) {
		t.Errorf("kindergarten = %+v, want 400 m of the town beside %g m", k, before.RadiusM)
	}
	if p := radius("primary_school"); p.RadiusM != 600 || p.RadiusSource.Clause != "3.2" {
		t.Errorf("primary school = %+v", p)
	}
	var all struct {
		Conflicts []standards.Conflict
		RuleSets  []standards.Part `json:"rule_sets"`
	}
	s.get("/api/standards").into(t, &all)
	if !slices.ContainsFunc(all.Conflicts, func(c standards.Conflict) bool {
		return c.Kind == "kindergarten" && slices.Contains(c.Rules, "town/k") && len(c.Rules) > 1
	}) || len(all.RuleSets) != 2 {
		t.Errorf("GET /api/standards: sets %+v, no conflict about kindergartens between them", all.RuleSets)
	}
	type card struct {
		RuleSets []standards.Part                      `json:"rule_sets"`
		ByUser   struct{ Fail, Pass, Undecidable int } `json:"by_user"`
		Rows     []struct {
			ID   string
			Rule struct {
				PerCode bool `json:"per_code"`
				Set     string
				Basis   struct{ EN string }
			}
		}
	}
	scored := func(query string) (c card) {
		s.get("/api/scorecard"+query).into(t, &c)
		return c
	}
	users := func(c card) (out []string) {
		for _, r := range c.Rows {
			if r.Rule.Set == "town" {
				out = append(out, r.ID)
				if r.Rule.PerCode != (r.ID == "town/p") || strings.Contains(r.Rule.Basis.EN, "not per code") == r.Rule.PerCode {
					t.Errorf("row %s: %+v", r.ID, r.Rule)
				}
			}
		}
		return out
	}
	if c := scored(""); !slices.Equal(users(c), []string{"town/k", "town/p"}) && !slices.Equal(users(c), []string{"town/p", "town/k"}) || c.ByUser.Fail+c.ByUser.Pass != 1 || c.RuleSets[1].Version != 1 {
		t.Errorf("scorecard: rows %v of the town, %+v by user, sets %+v", users(c), c.ByUser, c.RuleSets)
	}
	if c := scored("?rules=builtin"); users(c) != nil || len(c.RuleSets) != 1 {
		t.Errorf("scorecard by builtin has rows %v", users(c))
	}
	if c := scored("?rules=town"); len(users(c)) != len(c.Rows) || len(c.Rows) != 2 {
		t.Errorf("scorecard by the town alone has %d rows", len(c.Rows))
	}
	if a := s.do(http.MethodGet, "/api/scorecard?rules=nowhere", nil); a.status != 404 || !strings.Contains(string(a.body), "town") {
		t.Errorf("scorecard by no set: %v", a)
	}
	a := s.do(http.MethodPatch, "/api/standards/sets/town", strings.NewReader(`{"active":false}`), "Content-Type", "application/json", "If-Match", tag)
	if a.status != 200 || radius("kindergarten").RadiusM != before.RadiusM || users(scored("")) != nil || len(users(scored("?rules=builtin,town"))) != 2 {
		t.Errorf("switched off: %v, %+v", a, radius("kindergarten"))
	}
	report := string(s.get("/api/report?lang=en&rules=builtin,town&date=2026-10-01").body)
	if !strings.Contains(report, "Rule sets used") || !strings.Contains(report, "rule set town of the user") {
		t.Error("the report does not say which rule sets were used")
	}
}

// TestClearancesOfRuleSets: a clearance that a user brought stands beside those
// of the program, is checked, and names its set and source.
func TestClearancesOfRuleSets(t *testing.T) {
	ofNumbers(t)
	s := newPark(t, server.Options{})
	rules := `{"documents":[{"id":"Guide","status":"local","jurisdiction":"CN-1504"}],"rules":[
{"id":"c","kinds":["fuel_station"],"exposed":["fire_station"],"name_zh":"加油站","name_en":"Filling station","metric":"clearance","unit":"m","values":[{"min":150}],"standard":"Guide","evidence":"recalled","confidence":"low","source":["minutes"]}]}`
	type answer struct {
		Clearances []struct {
			Rule, Set, Outcome string
			BasisEN            string `json:"basis_en"`
			Source, Exposed    []string
			Differs            []string `json:"differs_from"`
			Counts             map[string]int
		}
		RuleSets []standards.Part `json:"rule_sets"`
	}
	asked := func(query string) (a answer) {
		s.get("/api/conflicts"+query).into(t, &a)
		return a
	}
	before := asked("")
	if a := s.put("/api/standards/sets/town", "", rules); a.status != 201 {
		t.Fatal(a)
	}
	after := asked("")
	if len(after.Clearances) != len(before.Clearances)+1 || len(after.RuleSets) != 2 {
		t.Fatalf("%d clearances, %d before; sets %v", len(after.Clearances), len(before.Clearances), after.RuleSets)
	}
	// The stations are 169 m apart: inside the 200 and 300 m of the codes, clear
	// of the 150 m of the town, as drawn; their parcels are closer.
	c := after.Clearances[len(after.Clearances)-1]
	if c.Rule != "town/c" || c.Set != "town" || c.Outcome != "checked" || c.Counts["conflict"] != 0 || c.Counts["possible"] != 1 || !strings.Contains(c.BasisEN, "not per code") || !slices.Equal(c.Source, []string{"minutes"}) || len(c.Differs) != 2 {
		t.Errorf("the town's clearance stands as %+v", c)
	}
	if got := asked("?rules=builtin"); len(got.Clearances) != len(before.Clearances) || len(got.RuleSets) != 1 {
		t.Errorf("by builtin alone: %d clearances of %v", len(got.Clearances), got.RuleSets)
	}
	for _, bad := range []struct{ from, to, says string }{{`{"min":150}`, `{"max":150}`, "least distance"}, {`{"min":150}`, `{"min":1e9}`, "10000"}, {`"clearance"`, `"radius"`, "exposed"}} {
		if a := s.put("/api/standards/sets/bad", "", strings.Replace(rules, bad.from, bad.to, 1)); a.status != 422 || !strings.Contains(string(a.body), bad.says) {
			t.Errorf("%s for %s: %v, want 422 and %q", bad.to, bad.from, a, bad.says)
		}
	}
}
