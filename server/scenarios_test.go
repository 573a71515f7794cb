package server_test

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"catchment/server"
)

const asJSON = "application/json"

// schools is a scenario of the bundled place: one school more, one closed.
const schools = `{"name":"方案一 North school","note":"one more","question":{"service":"primary_school","radius":500,"area":"park","demand":"landuse:R","status":"existing",
	"sites":{"added":[{"id":"new-1","name":"城北小学","lon":118.87,"lat":42.262}],"closed":["facilities/primary_school-05"]}}}`

// TestScenarioIsKept makes, changes, renames, withdraws and makes again.
func TestScenarioIsKept(t *testing.T) {
	s := newPark(t, server.Options{})
	send := func(method, path, body string, header ...string) answer {
		return s.do(method, path, strings.NewReader(body), append(header, "Content-Type", asJSON)...)
	}
	made := send("POST", "/api/scenarios", schools)
	if made.status != http.StatusCreated || made.header.Get("ETag") == "" {
		t.Fatalf("%v", made)
	}
	(shape{"id": "string", "version": "number", "changed_at": "string", "name": "string", "note": "string", "question.service": "string",
		"question.sites.added[].lon": "number", "question.sites.closed[]": "string", "question.area": "string"}).check(t, made)
	var one struct {
		ID, Name string
		Version  int
	}
	made.into(t, &one)
	if one.ID != "方案一-north-school" || one.Version != 1 {
		t.Errorf("made %+v", one)
	}
	path := "/api/scenarios/" + url.PathEscape(one.ID)
	if again := send("POST", "/api/scenarios", schools); !strings.Contains(string(again.body), `"方案一-north-school-2"`) {
		t.Errorf("a second one of the name: %v", again)
	}
	renamed := strings.Replace(schools, "方案一 North school", "Plan A", 1)
	for _, change := range []struct {
		method, body, match string
		want                int
	}{
		{"PUT", renamed, "", http.StatusPreconditionRequired},
		{"PUT", renamed, `nonsense`, http.StatusBadRequest},
		{"PUT", renamed, `"nonsense"`, http.StatusPreconditionFailed},
		{"PUT", renamed, "W/" + made.header.Get("ETag"), http.StatusPreconditionFailed},
		{"PUT", renamed, made.header.Get("ETag"), http.StatusOK},
		{"PUT", renamed, made.header.Get("ETag"), http.StatusPreconditionFailed},
		{"DELETE", "", "", http.StatusPreconditionRequired},
		{"DELETE", "", made.header.Get("ETag"), http.StatusPreconditionFailed},
	} {
		header := []string{}
		if change.match != "" {
			header = []string{"If-Match", change.match}
		}
		if a := send(change.method, path, change.body, header...); a.status != change.want {
			t.Errorf("%s with If-Match %s: %d, want %d", change.method, change.match, a.status, change.want)
		}
	}
	now := s.get(path)
	if !strings.Contains(string(now.body), `"Plan A"`) {
		t.Errorf("renamed: %v", now)
	}
	if a := send("DELETE", path, "", "If-Match", now.header.Get("ETag")); a.status != http.StatusNoContent {
		t.Errorf("%v", a)
	}
	if a := send("GET", path, ""); a.status != http.StatusNotFound {
		t.Errorf("withdrawn: %v", a)
	}
	if a := send("PUT", path, renamed); a.status != http.StatusCreated { // the deletion undone
		t.Errorf("made again: %v", a)
	}
	var list struct{ Scenarios []struct{ ID, Name string } }
	s.get("/api/scenarios").into(t, &list)
	if len(list.Scenarios) != 2 || list.Scenarios[0].Name != "Plan A" {
		t.Errorf("listed: %+v, want the one changed last first", list)
	}
}

// TestScenarioRefused sends what cannot be kept; the problem names the member.
func TestScenarioRefused(t *testing.T) {
	s := newPark(t, server.Options{})
	question := func(members string) string { return `{"name":"x","question":{` + members + `}}` }
	for body, want := range map[string]struct {
		status int
		at     string
	}{
		`{"name":"  ","question":{"service":"clinic"}}`:                                           {400, "name"},
		`{"question":{"service":"clinic"}}`:                                                       {400, "name"},
		`{"name":"` + strings.Repeat("长", 201) + `","question":{"service":"clinic"}}`:             {400, "name"},
		`{"name":"x","note":"` + strings.Repeat("n", 4001) + `","question":{"service":"clinic"}}`: {400, "note"},
		`{"name":"x"}`: {400, "question"},
		`{"name":"x","question":{"service":"clinic"},"colour":"red"}`:                                           {400, "colour"},
		question(`"service":"clinic","radius":-3`):                                                              {400, "question.radius"},
		question(`"service":"clinic","demand":"cows"`):                                                          {400, "question.demand"},
		question(`"service":"clinic","area":"nowhere"`):                                                         {404, "question.area"},
		question(`"service":"no such service"`):                                                                 {404, "question.service"},
		question(`"service":"clinic","sites":{"closed":["no-such"]}`):                                           {404, "question.sites.closed"},
		question(`"service":"clinic","sites":{"added":[{"lon":999,"lat":0}]}`):                                  {400, "question.sites.added"},
		question(`"service":"clinic","area":{"type":"Point","coordinates":[118.88,42.26]}`):                     {400, "question.area"},
		`{"name":"x","note":"` + strings.Repeat(" ", 1<<20) + `","question":{"service":"clinic"}}`:              {413, ""},
		`{"name":"x","question":{"service":"clinic","year":"soon"}}`:                                            {400, "question.year"},
		`{"name":"x","question":{"service":"clinic","sites":{"added":[{"lon":"118.88","lat":42.26}]}}}`:         {400, "question.sites.added[0].lon"},
		`{"name":"x","question":{"service":"clinic","sites":{"moved":[{"id":"clinic-1","lon":118.8}]}}}`:        {400, "question.sites.moved[0].lat"},
		`{"name":"x","question":{"service":"clinic","area":{"type":"Polygon","coordinates":[[[999,0]]]}}}`:      {422, "question.area"},
		`{"name":"x","question":{"service":"clinic","sites":{"moved":[{"id":"nobody","lon":118.8,"lat":42}]}}}`: {404, "question.sites.moved"},
	} {
		p := s.do("POST", "/api/scenarios", strings.NewReader(body), "Content-Type", asJSON).problem(t)
		if p.Status != want.status || p.Parameter != want.at || p.Detail == "" {
			t.Errorf("POST %.90s\ngot %d at %q (%.100s), want %d at %q", body, p.Status, p.Parameter, p.Detail, want.status, want.at)
		}
	}
	for _, id := range []string{"today", "now", "compare"} {
		if a := s.do("PUT", "/api/scenarios/"+id, strings.NewReader(schools), "Content-Type", asJSON); a.status != http.StatusBadRequest && a.status != http.StatusMethodNotAllowed {
			t.Errorf("%v", a)
		}
	}
	if a := s.get("/api/scenarios"); !strings.Contains(string(a.body), `"scenarios":[]`) {
		t.Errorf("refused and kept: %v", a)
	}
}

type comparedShape struct {
	A, B struct {
		ID, Name              string
		Total, Covered, Ratio float64
		Gaps                  int
	}
	Difference struct {
		Covered, Ratio, Gained, Lost, Kept, Open float64
		Gaps                                     int
	}
	Districts []struct {
		ID       string
		CoveredA float64 `json:"covered_a"`
		CoveredB float64 `json:"covered_b"`
		Gained   float64
		Lost     float64
	}
	Facilities []struct{ ID, Change string }
}

// TestComparedOverHTTP: the numbers are those of the coverage resource, today
// beside a scenario; turned round they change sign; the land adds up to them.
func TestComparedOverHTTP(t *testing.T) {
	s := newPark(t, server.Options{})
	s.do("PUT", "/api/scenarios/north", strings.NewReader(schools), "Content-Type", asJSON)
	a := s.get("/api/scenarios/compare?a=today&b=north")
	(shape{"a.id": "string", "b.version": "number", "a.depth[].amount": "number", "area.id": "string", "demand.unit": "string", "difference.gained": "number",
		"districts[].id": "string", "districts[].name": "string", "districts[].total_a": "number", "facilities[].exclusive_b": "number", "layers{}": "number", "method.plane": "string"}).check(t, a)
	var c, back, inline comparedShape
	a.into(t, &c)
	s.get("/api/scenarios/compare?a=north&b=today").into(t, &back)
	var with, without coverageShape
	var kept struct{ Question json.RawMessage }
	s.get("/api/scenarios/north").into(t, &kept)
	s.do("POST", "/api/coverage", strings.NewReader(string(kept.Question)), "Content-Type", asJSON).into(t, &with)
	s.get("/api/coverage?service=primary_school&radius=500&area=park&demand=landuse:R&status=existing").into(t, &without)
	s.do("POST", "/api/scenarios/compare", strings.NewReader(`{"a":"today","b":`+string(kept.Question)+`}`), "Content-Type", asJSON).into(t, &inline)
	if c.A.Covered != without.Covered || c.B.Covered != with.Covered || c.B.Gaps != with.Gaps.Count || c.A.ID != "today" || c.B.Name != "方案一 North school" {
		t.Errorf("compared %+v, coverage says %g and %g", c, without.Covered, with.Covered)
	}
	if c.Difference.Gained <= 0 || c.Difference.Lost <= 0 {
		t.Fatalf("%+v: the test needs a scenario that gains and loses", c.Difference)
	}
	if inline.Difference != c.Difference || inline.B.ID != "" {
		t.Errorf("sent along %+v, kept %+v", inline.Difference, c.Difference)
	}
	slack := 1e-9 * c.A.Total
	if math.Abs(c.Difference.Covered-(c.Difference.Gained-c.Difference.Lost)) > slack || math.Abs(back.Difference.Covered+c.Difference.Covered) > slack ||
		math.Abs(back.Difference.Gained-c.Difference.Lost) > slack || back.Difference.Gaps != -c.Difference.Gaps {
		t.Errorf("there %+v, back %+v", c.Difference, back.Difference)
	}
	gained := 0.0
	for _, d := range c.Districts {
		gained += d.Gained
	}
	if len(c.Districts) < 2 || math.Abs(gained-c.Difference.Gained) > slack {
		t.Errorf("%d districts gain %g, all of them %g", len(c.Districts), gained, c.Difference.Gained)
	}
	if got := fmt.Sprint(c.Facilities[:2]); got != "[{new-1 added} {primary_school-05 closed}]" {
		t.Errorf("changed: %s", got)
	}
	var land struct {
		Features []struct {
			Properties struct {
				Change, A, B string
				AreaM2       float64 `json:"area_m2"`
			}
		}
	}
	g := s.get("/api/scenarios/compare?a=today&b=north&f=geojson")
	g.into(t, &land)
	if g.header.Get("Content-Type") != "application/geo+json" {
		t.Errorf("%v: %s", g.request, g.header.Get("Content-Type"))
	}
	m2 := map[string]float64{}
	for _, f := range land.Features {
		m2[f.Properties.Change] += f.Properties.AreaM2
	}
	for change, want := range map[string]float64{"gained": c.Difference.Gained, "lost": c.Difference.Lost, "kept": c.Difference.Kept, "open": c.Difference.Open} {
		if math.Abs(m2[change]-want) > 2e-3*want+50 {
			t.Errorf("%s: shapes of %.0f m², amount %.0f", change, m2[change], want)
		}
	}
}

// TestComparisonsThatCannotBe says which side to mend.
func TestComparisonsThatCannotBe(t *testing.T) {
	s := newPark(t, server.Options{})
	put := func(id, body string) {
		s.do("PUT", "/api/scenarios/"+id, strings.NewReader(body), "Content-Type", asJSON)
	}
	put("homes", schools)
	put("people", strings.Replace(schools, "landuse:R", "population", 1))
	put("east", strings.Replace(schools, `"park"`, `"districts/district-2"`, 1))
	for query, want := range map[string]struct {
		status int
		at     string
	}{
		"a=today&b=today":            {400, "b"},
		"a=homes":                    {400, "b"},
		"a=homes&b=nobody":           {404, "b.id"},
		"a=nobody&b=homes":           {404, "a.id"},
		"a=homes&b=people":           {400, "b.demand"},
		"a=homes&b=east":             {400, "b.area"},
		"a=homes&b=people&f=shp":     {400, "f"},
		"a=homes&b=people&f=geojson": {400, "b.demand"},
		"a=homes&b=homes&c=1":        {400, "c"},
	} {
		p := s.do("GET", "/api/scenarios/compare?"+query, nil).problem(t)
		if p.Status != want.status || p.Parameter != want.at {
			t.Errorf("%s: %d at %q (%s), want %d at %q", query, p.Status, p.Parameter, p.Detail, want.status, want.at)
		}
	}
	for body, at := range map[string]string{`{"a":"today","b":7}`: "b", `{"a":{"service":"clinic","radius":-1},"b":"today"}`: "a.radius", `{"b":"homes"}`: "a"} {
		p := s.do("POST", "/api/scenarios/compare", strings.NewReader(body), "Content-Type", asJSON).problem(t)
		if p.Status != http.StatusBadRequest || p.Parameter != at {
			t.Errorf("%s: %d at %q (%s), want 400 at %q", body, p.Status, p.Parameter, p.Detail, at)
		}
	}
}
