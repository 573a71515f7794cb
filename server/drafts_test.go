package server_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"catchment/data"
	"catchment/server"
)

// northSchool is a draft of the bundled place: one school more, one closed.
const northSchool = `{"name":"小学 · 2 changes","from":"plan-a","question":{"service":"primary_school","radius":500,"area":"park","demand":"landuse:R","status":"existing",
	"sites":{"added":[{"id":"new-1","lon":118.87,"lat":42.262}],"closed":["facilities/primary_school-05"]}}}`

func draftPath(n int) string { return fmt.Sprintf("/api/drafts/%032x", n) }

type draftShape struct {
	ID, Name, From, Service string
	Version                 int
	Saved                   time.Time `json:"saved_at"`
	Added, Moved, Closed    int
}

func (s *site) drafts() []draftShape {
	s.t.Helper()
	var list struct{ Drafts []draftShape }
	s.get("/api/drafts").into(s.t, &list)
	return list.Drafts
}

// TestDraftIsKept makes, changes and throws away, each on the condition of the
// version that was seen.
func TestDraftIsKept(t *testing.T) {
	s := newPark(t, server.Options{})
	path := draftPath(0xabc)
	made := s.do("PUT", path, strings.NewReader(northSchool), "Content-Type", asJSON, "If-None-Match", "*")
	if made.status != http.StatusCreated || made.header.Get("ETag") == "" {
		t.Fatalf("%v", made)
	}
	(shape{"id": "string", "version": "number", "saved_at": "string", "name": "string", "from": "string", "question.service": "string",
		"question.sites.added[].lon": "number", "question.sites.closed[]": "string", "question.area": "string"}).check(t, made)
	first := made.header.Get("ETag")
	changed := strings.Replace(northSchool, "42.262", "42.263", 1)
	for _, change := range []struct {
		method, body, header, value string
		want                        int
	}{
		{"PUT", changed, "", "", http.StatusPreconditionRequired},
		{"PUT", changed, "If-None-Match", "*", http.StatusPreconditionFailed},
		{"PUT", changed, "If-Match", `nonsense`, http.StatusBadRequest},
		{"PUT", changed, "If-Match", `"nonsense"`, http.StatusPreconditionFailed},
		{"PUT", changed, "If-Match", "W/" + first, http.StatusPreconditionFailed},
		{"PUT", changed, "If-Match", first, http.StatusOK},
		{"PUT", changed, "If-Match", first, http.StatusPreconditionFailed},
		{"DELETE", "", "", "", http.StatusPreconditionRequired},
		{"DELETE", "", "If-Match", first, http.StatusPreconditionFailed},
	} {
		header := []string{"Content-Type", asJSON}
		if change.header != "" {
			header = append(header, change.header, change.value)
		}
		a := s.do(change.method, path, strings.NewReader(change.body), header...)
		if a.status != change.want {
			t.Errorf("%s with %s: %s = %v, want %d", change.method, change.header, change.value, a, change.want)
		}
	}
	now := s.get(path)
	if !strings.Contains(string(now.body), `42.263`) || now.header.Get("ETag") == first {
		t.Errorf("changed: %v", now)
	}
	list := s.drafts()
	if len(list) != 1 || list[0].ID != path[len("/api/drafts/"):] || list[0].Name != "小学 · 2 changes" || list[0].From != "plan-a" || list[0].Service != "primary_school" ||
		list[0].Added != 1 || list[0].Moved != 0 || list[0].Closed != 1 || time.Since(list[0].Saved) > time.Minute {
		t.Errorf("listed: %+v", list)
	}
	if a := s.do("DELETE", path, nil, "If-Match", now.header.Get("ETag")); a.status != http.StatusNoContent {
		t.Errorf("%v", a)
	}
	for _, method := range []string{"GET", "DELETE"} {
		if p := s.do(method, path, nil).problem(t); p.Status != http.StatusNotFound || p.Parameter != "id" {
			t.Errorf("%s of nothing: %+v", method, p)
		}
	}
	again := s.do("PUT", path, strings.NewReader(northSchool), "Content-Type", asJSON) // thrown away by mistake
	for _, old := range []string{first, now.header.Get("ETag")} {
		if a := s.do("PUT", path, strings.NewReader(changed), "Content-Type", asJSON, "If-Match", old); again.status != http.StatusCreated || a.status != http.StatusPreconditionFailed {
			t.Errorf("made again (%d), and changed as it was seen before that: %v", again.status, a)
		}
	}
}

// TestDraftRefused sends what cannot be kept; the problem names the member, as
// it does for a scenario.
func TestDraftRefused(t *testing.T) {
	s := newPark(t, server.Options{})
	question := func(members string) string { return `{"name":"x","question":{` + members + `}}` }
	for body, want := range map[string]struct {
		status int
		at     string
	}{
		`{"name":"  ","question":{"service":"clinic"}}`:                                         {400, "name"},
		`{"question":{"service":"clinic"}}`:                                                     {400, "name"},
		`{"name":"` + strings.Repeat("长", 201) + `","question":{"service":"clinic"}}`:           {400, "name"},
		`{"name":"x","from":"../etc","question":{"service":"clinic"}}`:                          {400, "from"},
		`{"name":"x","from":"` + strings.Repeat("a", 97) + `","question":{"service":"clinic"}}`: {400, "from"},
		`{"name":"x"}`: {400, "question"},
		`{"name":"x","question":{"service":"clinic"},"id":"mine"}`:                                                {400, "id"},
		`{"name":"x","question":{"service":"clinic"},"saved_at":"2020-01-01T00:00:00Z"}`:                          {400, "saved_at"},
		question(`"service":"clinic","radius":-3`):                                                                {400, "question.radius"},
		question(`"service":"clinic","area":"nowhere"`):                                                           {404, "question.area"},
		question(`"service":"no such service"`):                                                                   {404, "question.service"},
		question(`"service":"clinic","sites":{"closed":["no-such"]}`):                                             {404, "question.sites.closed"},
		question(`"service":"clinic","sites":{"added":[{"lon":999,"lat":0}]}`):                                    {400, "question.sites.added"},
		question(`"service":"clinic","sites":{"added":[{"lon":"118.88","lat":42.26}]}`):                           {400, "question.sites.added[0].lon"},
		question(`"service":"clinic","area":{"type":"Polygon","coordinates":[[[999,0]]]}`):                        {422, "question.area"},
		`{"name":"x","question":{"service":"clinic","status":"` + strings.Repeat(" ", data.MaxDraftBytes) + `"}}`: {413, ""},
		// Longer when it is written as it is kept.
		`{"name":"x","question":{"service":"clinic","sites":{"added":[{"name":"` + strings.Repeat("<", data.MaxDraftBytes/2) + `","lon":118.88,"lat":42.26}]}}}`: {413, ""},
		strings.Repeat("[", 30000): {400, ""},
	} {
		p := s.do("PUT", draftPath(1), strings.NewReader(body), "Content-Type", asJSON).problem(t)
		if p.Status != want.status || p.Parameter != want.at || p.Detail == "" {
			t.Errorf("PUT %.90s\ngot %d at %q (%.100s), want %d at %q", body, p.Status, p.Parameter, p.Detail, want.status, want.at)
		}
	}
	for _, id := range []string{"x", strings.Repeat("A", 32), draftPath(1)[len("/api/drafts/"):] + "0", strings.Repeat("g", 32), "..%2F" + strings.Repeat("0", 29)} {
		for _, method := range []string{"GET", "PUT", "DELETE"} {
			p := s.do(method, "/api/drafts/"+id, strings.NewReader(northSchool), "Content-Type", asJSON).problem(t)
			if p.Status != http.StatusBadRequest || p.Parameter != "id" {
				t.Errorf("%s %s: %+v", method, id, p)
			}
		}
	}
	if got := s.drafts(); len(got) != 0 {
		t.Errorf("refused and kept: %+v", got)
	}
}

// elapsedMS is what two equal answers differ in.
var elapsedMS = regexp.MustCompile(`"elapsed_ms":[0-9.e+-]+|"timeStamp":"[^"]*"`)

// TestDraftChangesNothingElse: what was answered before a draft was kept,
// changed and thrown away has the same bytes and the same tags after.
func TestDraftChangesNothingElse(t *testing.T) {
	s := newPark(t, server.Options{})
	s.do("POST", "/api/scenarios", strings.NewReader(schools), "Content-Type", asJSON)
	paths := []string{"/api/layers", "/api/layers/landuse", "/api/coverage?service=clinic", "/api/arrays/land?area=park", "/api/scenarios", "/api/scenarios/compare?a=today&b=方案一-north-school",
		"/collections", "/collections/landuse/items?limit=2", "/collections/landuse/tiles/WebMercatorQuad/10/379/850", "/openapi.json"}
	seen := func() (all []string) {
		for _, path := range paths {
			a := s.get(path)
			if a.status != http.StatusOK {
				t.Fatalf("%s: %v", path, a)
			}
			all = append(all, a.header.Get("ETag")+elapsedMS.ReplaceAllString(string(a.body), ""))
		}
		return all
	}
	before := seen()
	for round := range 3 {
		header := []string{"Content-Type", asJSON}
		if round > 0 {
			header = append(header, "If-Match", "*")
		}
		a := s.do("PUT", draftPath(1), strings.NewReader(northSchool), header...)
		if a.status >= 300 {
			t.Fatalf("%v", a)
		}
	}
	s.do("DELETE", draftPath(1), nil, "If-Match", "*")
	for i, now := range seen() {
		if now != before[i] {
			t.Errorf("GET %s is\n%.300s\nand was\n%.300s", paths[i], now, before[i])
		}
	}
}

// TestDraftWritersOverHTTP lets several pages save over one version: one is
// answered 200, all others 412.
func TestDraftWritersOverHTTP(t *testing.T) {
	s := newPark(t, server.Options{})
	tag := s.do("PUT", draftPath(1), strings.NewReader(northSchool), "Content-Type", asJSON).header.Get("ETag")
	for range 4 {
		answers := make([]answer, 8)
		var group sync.WaitGroup
		for i := range answers {
			group.Go(func() {
				answers[i] = s.do("PUT", draftPath(1), strings.NewReader(strings.Replace(northSchool, "42.262", fmt.Sprintf("42.26%d", i), 1)), "Content-Type", asJSON, "If-Match", tag)
			})
		}
		group.Wait()
		won := 0
		for _, a := range answers {
			switch a.status {
			case http.StatusOK:
				won, tag = won+1, a.header.Get("ETag")
			case http.StatusPreconditionFailed:
			default:
				t.Errorf("%v", a)
			}
		}
		if won != 1 || s.get(draftPath(1)).header.Get("ETag") != tag {
			t.Fatalf("%d of %d wrote", won, len(answers))
		}
	}
}

// TestDraftFromElsewhere: whoever may not keep a scenario may not keep a draft,
// nor throw one away.
func TestDraftFromElsewhere(t *testing.T) {
	const named = "https://map.example.org"
	s := newPark(t, server.Options{Origins: []string{named}})
	for n, from := range [][]string{
		{}, {"Sec-Fetch-Site", "same-origin"}, {"Sec-Fetch-Site", "cross-site", "Origin", named},
		{"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example.net"}, {"Origin", "https://evil.example.net"}, {"Sec-Fetch-Site", "same-site"},
	} {
		scenario := s.do("PUT", fmt.Sprint("/api/scenarios/s", n), strings.NewReader(schools), append(from, "Content-Type", asJSON)...)
		draft := s.do("PUT", draftPath(n), strings.NewReader(northSchool), append(from, "Content-Type", asJSON)...)
		gone := s.do("DELETE", draftPath(n), nil, append(from, "If-Match", "*")...)
		if draft.status != scenario.status || (draft.status == http.StatusForbidden) != (gone.status == http.StatusForbidden) || (n < 3) != (draft.status == http.StatusCreated) {
			t.Errorf("from %v: a scenario %d, a draft %d, its end %d", from, scenario.status, draft.status, gone.status)
		}
	}
}
