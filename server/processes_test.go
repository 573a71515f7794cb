package server_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"catchment/server"
	"catchment/server/queue"
)

// execute starts a process.
func (s *site) execute(process, body string, header ...string) answer {
	s.t.Helper()
	return s.do("POST", "/processes/"+process+"/execution", strings.NewReader(body), append(header, "Content-Type", asJSON)...)
}

// jobShape is what tests read of a job.
type jobShape struct {
	JobID, ProcessID, Type, Status, Message string
	Progress                                int
	Links                                   []struct{ Href, Rel, Type string }
}

// job starts a process as a job.
func (s *site) job(process, body string) (j jobShape) {
	s.t.Helper()
	a := s.execute(process, body, "Prefer", "respond-async")
	if a.status != http.StatusCreated || a.header.Get("Preference-Applied") != "respond-async" {
		s.t.Fatalf("%v", a)
	}
	a.into(s.t, &j)
	if want := s.url + "/jobs/" + j.JobID; a.header.Get("Location") != want || j.Type != "process" || j.ProcessID != process {
		s.t.Errorf("Location %q, want %q; %+v", a.header.Get("Location"), want, j)
	}
	return j
}

// ended waits until a job has ended.
func (s *site) ended(id string) (j jobShape) {
	s.t.Helper()
	for {
		s.get("/jobs/"+id).into(s.t, &j)
		if j.Status != "accepted" && j.Status != "running" {
			return j
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// timeless is an answer without the time it took, and without white space.
func timeless(body []byte) string {
	var tight bytes.Buffer
	if err := json.Compact(&tight, body); err != nil {
		return err.Error()
	}
	return regexp.MustCompile(`"elapsed_ms":[0-9.e+-]+`).ReplaceAllString(tight.String(), "")
}

// TestProcessesAnswerWhatTheAPIAnswers starts every process in each way: the
// outputs are what the resource under /api answers.
func TestProcessesAnswerWhatTheAPIAnswers(t *testing.T) {
	s := newPark(t, server.Options{})
	if a := s.do("POST", "/api/scenarios", strings.NewReader(schools), "Content-Type", asJSON); a.status != http.StatusCreated {
		t.Fatal(a)
	}
	const question = `{"service":"primary_school","radius":500,"area":"park","demand":"landuse:R"}`
	const asked = "?service=primary_school&radius=500&area=park&demand=landuse:R"
	for _, c := range []struct{ process, inputs, output, path, media string }{
		{"service-area", question, "reach", "/api/reach" + asked, "application/geo+json"},
		{"service-area", question, "figures", "/api/coverage" + asked, asJSON},
		{"coverage-gaps", question, "gaps", "/api/gaps" + asked, "application/geo+json"},
		{"land-use-density", `{"cells":"hex","size":400,"area":{"value":"park"}}`, "cells", "/api/density?cells=hex&size=400&area=park", "application/geo+json"},
		{"compare-scenarios", `{"a":"today","b":"方案一-north-school"}`, "figures", "/api/scenarios/compare?a=today&b=方案一-north-school", asJSON},
		{"compare-scenarios", `{"a":"today","b":"方案一-north-school"}`, "land", "/api/scenarios/compare?a=today&b=方案一-north-school&f=geojson", "application/geo+json"},
	} {
		want := s.get(c.path)
		body := fmt.Sprintf(`{"inputs":%s,"outputs":{"%s":{}}}`, c.inputs, c.output)
		raw := s.execute(c.process, body)
		if raw.status != http.StatusOK || timeless(raw.body) != timeless(want.body) || raw.header.Get("Content-Type") != c.media {
			t.Errorf("%s %s = %.200v\nwant %.200s", c.process, c.output, raw, want.body)
		}
		var document map[string]struct {
			Value     json.RawMessage
			MediaType string
		}
		s.execute(c.process, strings.TrimSuffix(body, "}")+`,"response":"document"}`).into(t, &document)
		if one := document[c.output]; timeless(one.Value) != timeless(want.body) || one.MediaType != c.media || len(document) != 1 {
			t.Errorf("%s %s as a document = %.200s of %s", c.process, c.output, one.Value, one.MediaType)
		}
		j := s.ended(s.job(c.process, body).JobID)
		if j.Status != "successful" || j.Progress != 100 {
			t.Fatalf("%+v", j)
		}
		result := s.get("/jobs/" + j.JobID + "/results")
		if timeless(result.body) != timeless(want.body) || result.header.Get("Content-Type") != c.media {
			t.Errorf("job of %s %s = %.200v", c.process, c.output, result)
		}
		if a := s.do("GET", "/jobs/"+j.JobID+"/results", nil, "If-None-Match", result.header.Get("ETag")); a.status != http.StatusNotModified {
			t.Errorf("again: %v", a)
		}
	}
	if a := s.execute("service-area", `{"inputs":`+question+`,"outputs":{}}`); a.status != http.StatusNoContent || len(a.body) != 0 {
		t.Errorf("no outputs: %v", a)
	}
	var all map[string]json.RawMessage
	if s.execute("service-area", `{"inputs":`+question+`}`).into(t, &all); len(all) != 3 {
		t.Errorf("all outputs: %d, want 3", len(all))
	}
	var near struct {
		Features []struct {
			ID         int
			Properties struct{ ID string }
		}
	}
	s.execute("nearest-facility", `{"inputs":{"lon":118.88,"lat":42.26,"service":"primary_school","k":3}}`).into(t, &near)
	var plain struct{ Results []struct{ ID string } }
	s.get("/api/nearest?lon=118.88&lat=42.26&service=primary_school&k=3").into(t, &plain)
	if len(near.Features) != 3 || near.Features[2].Properties.ID != plain.Results[2].ID || near.Features[2].ID != 3 {
		t.Errorf("nearest %+v, want %+v", near, plain)
	}
	drawn := `{"type":"Polygon","coordinates":[[[118.86,42.25],[118.89,42.25],[118.89,42.27],[118.86,42.25]]]}`
	for _, area := range []string{drawn, `{"value":` + drawn + `,"mediaType":"application/geo+json"}`} {
		a := s.execute("coverage-gaps", `{"inputs":{"service":"primary_school","area":`+area+`}}`)
		if want := s.do("POST", "/api/gaps", strings.NewReader(`{"service":"primary_school","area":`+drawn+`}`), "Content-Type", asJSON); string(a.body) != string(want.body) || a.status != http.StatusOK {
			t.Errorf("drawn area: %.300v", a)
		}
	}
}

// TestBadExecutions holds every way to start a process wrongly against its
// answer, which names the input. Jobs are refused as answers are.
func TestBadExecutions(t *testing.T) {
	s := newPark(t, server.Options{})
	for _, c := range []struct {
		process, body, parameter string
		status                   int
	}{
		{"coverage-gaps", `{"inputs":{}}`, "service", 400},
		{"coverage-gaps", `{}`, "service", 400},
		{"coverage-gaps", `{"inputs":{"service":7}}`, "service", 400},
		{"coverage-gaps", `{"inputs":{"service":{"href":"http://127.0.0.1:1/x"}}}`, "service", 400},
		{"coverage-gaps", `{"inputs":{"service":"primary_school","area":{"href":"file:///etc/passwd","type":"application/geo+json"}}}`, "area", 400},
		{"coverage-gaps", `{"inputs":{"service":"primary_school","radius":"wide"}}`, "radius", 400},
		{"coverage-gaps", `{"inputs":{"service":"primary_school","sites":{"added":[{"lon":"x","lat":1}]}}}`, "sites.added[0].lon", 400},
		{"coverage-gaps", `{"inputs":{"service":"primary_school","radious":5}}`, "radious", 400},
		{"coverage-gaps", `{"inputs":{"service":"primary_school"},"outputs":{"holes":{}}}`, "outputs.holes", 400},
		{"coverage-gaps", `{"inputs":{"service":"primary_school"},"outputs":{"gaps":{"transmissionMode":"reference"}}}`, "outputs.gaps", 400},
		{"coverage-gaps", `{"inputs":{"service":"primary_school"},"outputs":{"gaps":{"format":{"mediaType":"image/tiff"}}}}`, "outputs.gaps", 400},
		{"coverage-gaps", `{"inputs":{"service":"primary_school"},"response":"both"}`, "response", 400},
		{"coverage-gaps", `{"inputs":{"service":"primary_school"},"subscriber":{"successUri":"http://127.0.0.1:1/"}}`, "subscriber", 400},
		{"coverage-gaps", `{"inputs":{"service":"primary_school"},"mode":"x"}`, "", 400},
		{"coverage-gaps", `{"inputs":{"service":"clinic","service":"primary_school"}}`, "service", 400},
		{"coverage-gaps", `{"inputs":{"service":"clinic"},"Inputs":{"service":"primary_school"}}`, "Inputs", 400},
		{"coverage-gaps", `{"inputs":[]}`, "", 400},
		{"coverage-gaps", `{`, "", 400},
		{"coverage-gaps", `{"inputs":{"service":"primary_school"}}{}`, "", 400},
		{"land-use-density", `{"inputs":{"cells":"round"}}`, "cells", 400},
		{"land-use-density", `{"inputs":{"size":0}}`, "size", 400},
		{"nearest-facility", `{"inputs":{"lon":181,"lat":0,"service":"clinic"}}`, "lon", 400},
		{"nearest-facility", `{"inputs":{"lon":1,"lat":0,"service":"clinic","k":1001}}`, "k", 400},
	} {
		for _, prefer := range []string{"", "respond-async"} {
			var p struct{ Parameter, Detail string }
			a := s.execute(c.process, c.body, "Prefer", prefer)
			a.into(t, &p)
			if a.status != c.status || p.Parameter != c.parameter || p.Detail == "" || a.header.Get("Content-Type") != "application/problem+json" {
				t.Errorf("%s %s = %d %q %s; want %d %q", c.process, c.body, a.status, p.Parameter, p.Detail, c.status, c.parameter)
			}
		}
	}
	// What only the work finds is the answer, or the results of a failed job.
	for body, want := range map[string]struct {
		status    int
		parameter string
	}{
		`{"inputs":{"service":"primary_school","radius":-5}}`:       {400, "radius"},
		`{"inputs":{"service":"primary_school","area":"atlantis"}}`: {404, "area"},
	} {
		j := s.ended(s.job("coverage-gaps", body).JobID)
		for _, a := range []answer{s.execute("coverage-gaps", body), s.do("GET", "/jobs/"+j.JobID+"/results", nil)} {
			var p struct{ Parameter string }
			if a.into(t, &p); a.status != want.status || p.Parameter != want.parameter || j.Status != "failed" || j.Message == "" {
				t.Errorf("%s = %v, job %+v", body, a, j)
			}
		}
	}
	if a := s.do("POST", "/processes/coverage-gaps/execution", strings.NewReader("x"), "Content-Type", "text/plain"); a.status != http.StatusUnsupportedMediaType {
		t.Errorf("%v", a)
	}
	for path, name := range map[string]string{"/processes/nothing": "no-such-process", "/jobs/nothing": "no-such-job", "/jobs/nothing/results": "no-such-job"} {
		var p struct{ Type string }
		a := s.do("GET", path, nil)
		if a.into(t, &p); a.status != http.StatusNotFound || p.Type != "http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0/"+name {
			t.Errorf("GET %s = %v", path, a)
		}
	}
}

// TestProcessDescriptions finds each process and all that is needed to start it.
func TestProcessDescriptions(t *testing.T) {
	s := newPark(t, server.Options{})
	var list struct{ Processes []struct{ ID string } }
	if s.get("/processes").into(t, &list); len(list.Processes) != 5 {
		t.Fatalf("%+v", list)
	}
	for _, p := range list.Processes {
		a := s.get("/processes/" + p.ID)
		(shape{"id": "string", "version": "string", "jobControlOptions[]": "string", "inputs{}.schema": "object", "inputs{}.title": "string",
			"inputs{}.minOccurs": "number", "outputs{}.schema.type": "string", "links[].type": "string"}).check(t, a)
		if strings.Contains(string(a.body), "$ref") {
			t.Errorf("%s refers to what is not there: %s", p.ID, a.body)
		}
		if page := s.get("/processes/" + p.ID + "?f=html&lang=zh"); !strings.HasPrefix(page.header.Get("Content-Type"), "text/html") {
			t.Errorf("%v", page)
		}
	}
	page, asked := map[string]map[string]string{"en": words(t, "en"), "zh": words(t, "zh")}, map[string]bool{}
	for _, p := range list.Processes {
		var english, chinese struct {
			Title, Description string
			Inputs, Outputs    map[string]struct{ Title, Description string }
		}
		s.get("/processes/"+p.ID).into(t, &english)
		a := s.do("GET", "/processes/"+p.ID, nil, "Accept-Language", "zh-CN,zh;q=0.9,en;q=0.8")
		a.into(t, &chinese)
		if got := s.get("/processes/" + p.ID + "?lang=en").header.Get("Content-Language"); a.header.Get("Content-Language") != "zh" || got != "en" {
			t.Errorf("%s in %s and %s", p.ID, a.header.Get("Content-Language"), got)
		}
		if key := "job." + p.ID; english.Title != page["en"][key] || chinese.Title != page["zh"][key] {
			t.Errorf("%s is called %q and %q, on the page %q and %q", p.ID, english.Title, chinese.Title, page["en"][key], page["zh"][key])
		}
		asked["process."+p.ID] = true
		for id := range english.Inputs {
			asked["process.in."+id], asked["process."+p.ID+".in."+id] = true, true
		}
		for id := range english.Outputs {
			asked["process."+p.ID+".out."+id] = true
		}
		said := map[string][2]string{"title": {english.Title, chinese.Title}, "description": {english.Description, chinese.Description}}
		for id, in := range english.Inputs {
			said["input "+id] = [2]string{in.Description, chinese.Inputs[id].Description}
		}
		for id, out := range english.Outputs {
			said["output "+id] = [2]string{out.Title, chinese.Outputs[id].Title}
		}
		for what, text := range said {
			han := func(s string) bool {
				return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
			}
			if text[0] == "" || han(text[0]) || !han(text[1]) {
				t.Errorf("%s, %s: %q, in Chinese %q", p.ID, what, text[0], text[1])
			}
		}
	}
	for key := range words(t, "service.zh") {
		if !asked[key] {
			t.Errorf("nothing that processes say is called %q", key)
		}
	}
	if s.get("/processes?limit=2").into(t, &list); len(list.Processes) != 2 {
		t.Errorf("limit=2: %d", len(list.Processes))
	}
	landing, conforms := string(s.get("/?f=json").body), string(s.get("/conformance?f=json").body)
	for _, rel := range []string{"processes", "job-list"} {
		if !strings.Contains(landing, "http://www.opengis.net/def/rel/ogc/1.0/"+rel) {
			t.Errorf("the landing page does not lead to %s", rel)
		}
	}
	if !strings.Contains(conforms, "ogcapi-processes-1/1.0/conf/dismiss") {
		t.Error(conforms)
	}
}

// heavy is work of many seconds on the bundled place.
const heavy = `{"inputs":{"cells":"square","size":10,"kernel":400}}`

// TestDismissedJobStops dismisses a job that has the only place: the one behind
// it gets the place long before the first would have ended.
func TestDismissedJobStops(t *testing.T) {
	s := newPark(t, server.Options{Jobs: queue.Options{Running: 1, Waiting: 2}})
	first := s.job("land-use-density", heavy)
	for s.get("/jobs/"+first.JobID).into(t, &first); first.Status == "accepted"; s.get("/jobs/"+first.JobID).into(t, &first) {
		time.Sleep(time.Millisecond)
	}
	if first.Status != "running" {
		t.Fatalf("it is too quick to be dismissed: %+v", first)
	}
	var p struct{ Type string }
	if a := s.do("GET", "/jobs/"+first.JobID+"/results", nil); a.status != http.StatusNotFound {
		t.Errorf("%v", a)
	} else if a.into(t, &p); !strings.HasSuffix(p.Type, "/result-not-ready") {
		t.Errorf("%v", a)
	}
	light := s.job("nearest-facility", `{"inputs":{"lon":118.88,"lat":42.26,"service":"primary_school"}}`)
	s.job("land-use-density", heavy)
	if a := s.execute("land-use-density", heavy, "Prefer", "respond-async"); a.status != http.StatusServiceUnavailable {
		t.Errorf("one too many: %v", a)
	}
	begun := time.Now()
	var gone jobShape
	s.do("DELETE", "/jobs/"+first.JobID, nil).into(t, &gone)
	if gone.Status != "dismissed" {
		t.Errorf("%+v", gone)
	}
	if j := s.ended(light.JobID); j.Status != "successful" {
		t.Errorf("%+v", j)
	}
	t.Logf("the place was free after %v", time.Since(begun))
	if a := s.do("GET", "/jobs/"+first.JobID+"/results", nil); a.status != http.StatusGone {
		t.Errorf("%v", a)
	}
	var list struct {
		Jobs          []jobShape
		NumberMatched int
		Links         []struct{ Href, Rel string }
	}
	for query, want := range map[string]int{"": 3, "?status=dismissed": 1, "?status=dismissed,successful": 2, "?processID=nearest-facility": 1,
		"?processID=service-area": 0, "?type=process": 3, "?limit=1&offset=1": 1} {
		s.get("/jobs"+query).into(t, &list)
		if len(list.Jobs) != want {
			t.Errorf("/jobs%s has %d jobs, want %d", query, len(list.Jobs), want)
		}
	}
	if a := s.do("GET", "/jobs?status=lost", nil); a.status != http.StatusBadRequest {
		t.Errorf("%v", a)
	}
	s.get("/jobs").into(t, &list)
	for _, j := range list.Jobs {
		s.do("DELETE", "/jobs/"+j.JobID, nil)
	}
	if a := s.do("GET", "/jobs/"+light.JobID, nil); a.status != http.StatusNotFound {
		t.Errorf("forgotten: %v", a)
	}
}

// TestProgressMoves: a job says more and more of itself done while it works,
// never less, and all of it only at its end.
func TestProgressMoves(t *testing.T) {
	s := newPark(t, server.Options{})
	j := s.job("land-use-density", `{"inputs":{"cells":"hex","size":25,"kernel":200}}`)
	var seen []int
	for j.Status == "accepted" || j.Status == "running" {
		s.get("/jobs/"+j.JobID).into(t, &j)
		if len(seen) == 0 || seen[len(seen)-1] != j.Progress {
			seen = append(seen, j.Progress)
		}
	}
	if !slices.IsSorted(seen) || len(seen) < 6 || seen[len(seen)-1] != 100 || j.Status != "successful" {
		t.Errorf("%s: progress was %v", j.Status, seen)
	}
}

// TestDensityOfDrawnAreas: the density of what is drawn is that of an area of
// the same land, as a process and as the result of a scenario.
func TestDensityOfDrawnAreas(t *testing.T) {
	s := newPark(t, server.Options{})
	var park struct {
		Features []struct{ Geometry json.RawMessage }
	}
	s.get("/collections/park/items").into(t, &park)
	drawn := string(park.Features[0].Geometry)
	cells := func(a answer) string {
		var found struct{ Features []json.RawMessage }
		if a.into(t, &found); len(found.Features) < 10 {
			t.Fatalf("%v", a)
		}
		return fmt.Sprintf("%s", found.Features)
	}
	want := cells(s.get("/api/density?size=500"))
	if got := cells(s.execute("land-use-density", `{"inputs":{"size":500,"area":`+drawn+`}}`)); got != want {
		t.Errorf("drawn: %.300s\nnamed: %.300s", got, want)
	}
	made := s.do("POST", "/api/scenarios", strings.NewReader(`{"name":"drawn","question":{"service":"primary_school","radius":500,"area":`+drawn+`}}`), "Content-Type", asJSON)
	if made.status != http.StatusCreated {
		t.Fatal(made)
	}
	var all featuresShape
	if s.get("/collections/density:drawn/items?limit=1").into(t, &all); all.NumberMatched != count(t, s.get("/api/density")) {
		t.Errorf("%d cells of the drawn area, %d of the same land", all.NumberMatched, count(t, s.get("/api/density")))
	}
	for _, area := range []string{`"atlantis"`, `{"type":"Point","coordinates":[1,2]}`, `{"type":"Polygon","coordinates":[]}`, `7`} {
		if a := s.execute("land-use-density", `{"inputs":{"area":`+area+`}}`); a.status < 400 || a.status >= 500 {
			t.Errorf("area %s: %v", area, a)
		}
	}
}
