package server_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"catchment/server"
)

const (
	asFeature = "application/geo+json"
	asPatch   = "application/merge-patch+json"
)

// oneFeature is a feature as it comes back.
type oneFeature struct {
	Type       string
	ID         any
	Properties map[string]any
	Geometry   struct {
		Type        string
		Coordinates json.RawMessage
	}
	Links []struct{ Rel, Href string }
}

func feature(id, properties string) string {
	if id != "" {
		id = `"id":` + id + `,`
	}
	return `{"type":"Feature",` + id + `"properties":` + properties + `,"geometry":{"type":"Point","coordinates":[118.87,42.25]}}`
}

// TestFeatureLife makes a feature, replaces it, changes it and removes it: each
// answer says what GET then says, and every step is a version of the layer.
func TestFeatureLife(t *testing.T) {
	s := newPark(t, server.Options{})
	before := layerVersions(t, s)["bus_stops"]
	as := func(a answer, status int) oneFeature {
		t.Helper()
		var f oneFeature
		if a.status != status {
			t.Fatalf("%v, want %d", a, status)
		}
		a.into(t, &f)
		return f
	}
	made := s.do(http.MethodPost, "/collections/bus_stops/items", strings.NewReader(feature("", `{"name":"新站"}`)), "Content-Type", asFeature)
	f := as(made, http.StatusCreated)
	at := strings.TrimPrefix(made.header.Get("Location"), s.url)
	if at != "/collections/bus_stops/items/"+fmt.Sprint(f.ID) {
		t.Fatalf("the feature %v is at %s", f.ID, at)
	}
	same := func(a answer) string {
		t.Helper()
		now := s.get(at)
		if string(now.body) != string(a.body) || now.header.Get("ETag") != a.header.Get("ETag") || !strings.HasPrefix(now.header.Get("ETag"), `"`) {
			t.Errorf("%v\nand then %v", a, now)
		}
		return now.header.Get("ETag")
	}
	tag := same(made)
	if again := s.do(http.MethodPut, at, strings.NewReader(string(made.body)), "Content-Type", asFeature, "If-Match", tag); again.header.Get("ETag") != tag || layerVersions(t, s)["bus_stops"] != before+1 {
		t.Errorf("what GET gave is put back: %v, version %d", again, layerVersions(t, s)["bus_stops"])
	}
	put := s.do(http.MethodPut, at, strings.NewReader(feature("", `{"name":"改名","n":1}`)), "Content-Type", asFeature+"; charset=utf-8", "If-Match", `"x", `+tag)
	if f := as(put, http.StatusOK); f.Properties["name"] != "改名" || len(f.Links) != 3 {
		t.Errorf("%v", put)
	}
	old := tag
	tag = same(put)
	amended := s.do(http.MethodPatch, at, strings.NewReader(`{"properties":{"n":null,"m":2},"geometry":{"type":"LineString","coordinates":[[118.87,42.25],[118.88,42.25]]}}`),
		"Content-Type", asPatch, "If-Match", tag)
	if f := as(amended, http.StatusOK); fmt.Sprint(f.Properties) != "map[m:2 name:改名]" || f.Geometry.Type != "LineString" {
		t.Errorf("%v", amended)
	}
	tag = same(amended)
	for _, stale := range []string{old, "W/" + tag, `"nothing"`} {
		if a := s.do(http.MethodDelete, at, nil, "If-Match", stale); a.problem(t).Status != http.StatusPreconditionFailed {
			t.Errorf("with %s: %v", stale, a)
		}
	}
	if a := s.do(http.MethodDelete, at, nil, "If-Match", tag); a.status != http.StatusNoContent || len(a.body) > 0 {
		t.Errorf("%v", a)
	}
	for _, method := range []string{http.MethodGet, http.MethodDelete} {
		if a := s.do(method, at, nil, "If-Match", tag); a.problem(t).Status != http.StatusNotFound {
			t.Errorf("%v", a)
		}
	}
	if after := layerVersions(t, s)["bus_stops"]; after != before+4 {
		t.Errorf("four changes made version %d of %d", after, before)
	}
}

// TestFeatureIDs: an id that is given and free is taken, one that is not given
// is like the others.
func TestFeatureIDs(t *testing.T) {
	s := newPark(t, server.Options{})
	s.load("id=numbered&role=other", `{"type":"FeatureCollection","features":[`+feature("7", `{}`)+`,`+feature("9", `{}`)+`]}`)
	post := func(layer, body string) (answer, any) {
		a := s.do(http.MethodPost, "/collections/"+layer+"/items", strings.NewReader(body), "Content-Type", asFeature)
		var f oneFeature
		a.into(t, &f)
		return a, f.ID
	}
	a, id := post("numbered", feature("", `{}`))
	if _, number := id.(float64); !number {
		t.Errorf("among numbers the id is %v: %v", id, a)
	}
	if _, id := post("landuse", feature("", `{"code":"R2"}`)); len(fmt.Sprint(id)) < 16 {
		t.Errorf("among names the id is %v", id)
	}
	a, id = post("landuse", feature(`"a/b ü"`, `{}`))
	if want := "/collections/landuse/items/" + url.PathEscape("a/b ü"); id != "a/b ü" || a.header.Get("Location") != s.url+want {
		t.Errorf("%v at %s", id, a.header.Get("Location"))
	}
	if a, _ := post("landuse", feature(`"a/b ü"`, `{}`)); a.status != http.StatusConflict {
		t.Errorf("%v, want 409", a)
	}
}

// TestLinksAreTheServers: links in a body are those that GET put there, and are
// not kept.
func TestLinksAreTheServers(t *testing.T) {
	s := newPark(t, server.Options{})
	const lot = "/collections/landuse/items/lot-001"
	for method, body := range map[string]string{
		http.MethodPatch: `{"links":[],"note":"n"}`,
		http.MethodPut:   strings.Replace(feature("", `{}`), `"properties"`, `"links":[],"note":"n","properties"`, 1),
	} {
		media := map[string]string{http.MethodPatch: asPatch, http.MethodPut: asFeature}[method]
		a := s.do(method, lot, strings.NewReader(body), "Content-Type", media, "If-Match", "*")
		var f oneFeature
		if a.into(t, &f); len(f.Links) != 3 || !strings.Contains(string(a.body), `"note":"n"`) {
			t.Errorf("%s: %v", method, a)
		}
	}
}

// TestFeatureSystems: positions are read in the system that Content-Crs names.
func TestFeatureSystems(t *testing.T) {
	s := newPark(t, server.Options{})
	const uri = "http://www.opengis.net/def/crs/EPSG/0/4326"
	body := strings.Replace(feature(`"swapped"`, `{}`), "118.87,42.25", "42.25,118.87", 1)
	s.do(http.MethodPost, "/collections/bus_stops/items", strings.NewReader(body), "Content-Type", asFeature, "Content-Crs", "<"+uri+">")
	at := func(query string) (oneFeature, string) {
		a := s.get("/collections/bus_stops/items/swapped" + query)
		var f oneFeature
		a.into(t, &f)
		return f, a.header.Get("ETag")
	}
	f, tag := at("")
	if got := string(f.Geometry.Coordinates); got != "[118.87,42.25]" {
		t.Errorf("it is at %s", got)
	}
	a := s.do(http.MethodPatch, "/collections/bus_stops/items/swapped", strings.NewReader(`{"geometry":{"type":"Point","coordinates":[42.26,118.88]}}`),
		"Content-Type", asPatch, "Content-Crs", "<"+uri+">", "If-Match", tag)
	if a.header.Get("Content-Crs") != "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>" {
		t.Errorf("%v says it is in %s", a, a.header.Get("Content-Crs"))
	}
	if f, _ := at("?crs=" + uri); string(f.Geometry.Coordinates) != "[42.26,118.88]" {
		t.Errorf("%v, then %s", a, f.Geometry.Coordinates)
	}
}

// TestRefusedChanges: what cannot be done is refused, says what to mend, and
// changes nothing.
func TestRefusedChanges(t *testing.T) {
	s := newPark(t, server.Options{})
	const lot = "/collections/landuse/items/lot-001"
	tag, before := s.get(lot).header.Get("ETag"), fmt.Sprint(layerVersions(t, s))
	good := feature("", `{}`)
	for _, c := range []struct {
		method, path, body string
		status             int
		about              string
		header             []string
	}{
		{"PUT", lot, good, 428, "If-Match", []string{"Content-Type", asFeature}},
		{"PUT", lot, good, 428, "If-Match", []string{"Content-Type", asFeature, "If-Unmodified-Since", "Thu, 26 Nov 2026 00:00:00 GMT"}},
		{"PATCH", lot, `{}`, 428, "If-Match", []string{"Content-Type", asPatch}},
		{"DELETE", lot, "", 428, "If-Match", nil},
		{"PUT", lot, good, 412, "If-Match", []string{"Content-Type", asFeature, "If-Match", `"no"`}},
		{"PUT", lot, good, 412, "If-None-Match", []string{"Content-Type", asFeature, "If-None-Match", "*"}},
		{"PUT", lot + "x", good, 412, "If-Match", []string{"Content-Type", asFeature, "If-Match", "*"}},
		{"PUT", lot + "x", good, 404, "", []string{"Content-Type", asFeature}},
		{"PATCH", lot + "x", `{}`, 404, "", []string{"Content-Type", asPatch, "If-Match", "*"}},
		{"PUT", "/collections/none/items/1", good, 404, "", []string{"Content-Type", asFeature, "If-Match", "*"}},
		{"POST", "/collections/none/items", good, 404, "", []string{"Content-Type", asFeature}},
		{"PUT", lot, good, 400, "If-Match", []string{"Content-Type", asFeature, "If-Match", "lot"}},
		{"PUT", lot, good, 415, "Content-Type", []string{"If-Match", tag}},
		{"PUT", lot, good, 415, "Content-Type", []string{"Content-Type", "application/json", "If-Match", tag}},
		{"POST", "/collections/landuse/items", good, 415, "Content-Type", []string{"Content-Type", "text/plain"}},
		{"PATCH", lot, `{}`, 415, "Content-Type", []string{"Content-Type", asFeature, "If-Match", tag}},
		{"PUT", lot, good, 400, "Content-Crs", []string{"Content-Type", asFeature, "If-Match", tag, "Content-Crs", "EPSG:4326"}},
		{"PUT", lot, good, 400, "Content-Crs", []string{"Content-Type", asFeature, "If-Match", tag, "Content-Crs", "<http://www.opengis.net/def/crs/EPSG/0/9999>"}},
		{"PUT", lot, feature(`"other"`, `{}`), 422, "", []string{"Content-Type", asFeature, "If-Match", tag}},
		{"PATCH", lot, `{"id":"other"}`, 422, "", []string{"Content-Type", asPatch, "If-Match", tag}},
		{"PATCH", lot, `{"type":"Thing"}`, 422, "", []string{"Content-Type", asPatch, "If-Match", tag}},
		{"PATCH", lot, `{"geometry":null}`, 422, "", []string{"Content-Type", asPatch, "If-Match", tag}},
		{"PATCH", lot, `{"geometry":{"type":"Point","coordinates":[999,42]}}`, 422, "/geometry/coordinates", []string{"Content-Type", asPatch, "If-Match", tag}},
		{"PATCH", lot, `[]`, 400, "", []string{"Content-Type", asPatch, "If-Match", tag}},
		{"PATCH", lot, `{"properties":`, 400, "", []string{"Content-Type", asPatch, "If-Match", tag}},
		{"PUT", lot, `{"type":"Feature"`, 400, "", []string{"Content-Type", asFeature, "If-Match", tag}},
		{"PUT", lot, "", 400, "", []string{"Content-Type", asFeature, "If-Match", tag}},
		{"POST", "/collections/landuse/items", `{"type":"Point","coordinates":[1,2]}`, 422, "/type", []string{"Content-Type", asFeature}},
		{"POST", "/collections/landuse/items", `{"type":"FeatureCollection","features":[` + good + `,` + good + `]}`, 400, "", []string{"Content-Type", asFeature}},
		{"POST", "/collections/landuse/items", strings.Replace(good, "118.87", "NaN", 1), 400, "", []string{"Content-Type", asFeature}},
		{"POST", "/collections/landuse/items", strings.Replace(good, "42.25", "91", 1), 422, "/geometry/coordinates", []string{"Content-Type", asFeature}},
		{"POST", "/collections/landuse/items", feature(`".."`, `{}`), 422, "/id", []string{"Content-Type", asFeature}},
		{"POST", "/collections/landuse/items", feature(`"`+strings.Repeat("好", 1001)+`"`, `{}`), 422, "/id", []string{"Content-Type", asFeature}},
		{"POST", "/collections/landuse/items", "\x1f\x8b\x08", 400, "", []string{"Content-Type", asFeature}},
		{"POST", "/collections/landuse/items", good, 415, "Content-Encoding", []string{"Content-Type", asFeature, "Content-Encoding", "br"}},
		{"PUT", lot, good, 400, "Content-Crs", []string{"Content-Type", asFeature, "If-Match", tag, "Content-Crs", "<>"}},
		{"POST", "/collections/landuse/items?limit=1", good, 400, "limit", []string{"Content-Type", asFeature}},
		{"POST", "/collections/landuse/items", `{"type":"Feature","pad":"` + strings.Repeat("x", 9<<20) + `"}`, 413, "", []string{"Content-Type", asFeature}},
	} {
		a := s.do(c.method, c.path, strings.NewReader(c.body), c.header...)
		p := a.problem(t)
		if p.Status != c.status || c.about != "" && p.Parameter != c.about && p.Path != c.about {
			t.Errorf("%.200s %.300v %v, want %d about %q", c.body, a, c.header, c.status, c.about)
		}
	}
	if after := fmt.Sprint(layerVersions(t, s)); after != before || s.get(lot).header.Get("ETag") != tag {
		t.Errorf("refused changes took %s to %s", before, after)
	}
}

// TestAllowed: OPTIONS says what is possible, and that is so.
func TestAllowed(t *testing.T) {
	s := newPark(t, server.Options{})
	for path, want := range map[string]string{
		"/collections/landuse/items":         "GET, HEAD, OPTIONS, POST",
		"/collections/landuse/items/lot-001": "DELETE, GET, HEAD, OPTIONS, PATCH, PUT",
	} {
		a := s.do(http.MethodOptions, path, nil)
		if a.status != http.StatusOK || a.header.Get("Allow") != want {
			t.Errorf("%v allows %q, want %q", a, a.header.Get("Allow"), want)
		}
		for _, method := range []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"} {
			a := s.do(method, path, nil)
			if possible := strings.Contains(want, method); possible == (a.status == http.StatusMethodNotAllowed) {
				t.Errorf("%v, and Allow is %q", a, want)
			}
		}
	}
	if a := s.do(http.MethodOptions, "/collections/landuse/items/none", nil); a.problem(t).Status != http.StatusNotFound {
		t.Errorf("%v", a)
	}
}

// TestNoLostUpdates: clients that count in one feature by reading, adding one
// and writing back on condition count every time, while others write features
// of their own, who are never refused.
func TestNoLostUpdates(t *testing.T) {
	s := newPark(t, server.Options{})
	const clients, rounds = 4, 12
	var features []string
	for i := range clients + 1 {
		features = append(features, feature(fmt.Sprintf(`"f%d"`, i), `{"n":0}`))
	}
	s.load("id=counters&role=other", `{"type":"FeatureCollection","features":[`+strings.Join(features, ",")+`]}`)
	var group sync.WaitGroup
	for i := range clients {
		group.Go(func() { countUp(t, s, "f0", rounds, i%2 == 0, true) })
		group.Go(func() { countUp(t, s, fmt.Sprintf("f%d", i+1), rounds, i%2 == 0, false) })
	}
	group.Wait()
	for i := range clients + 1 {
		want := float64(rounds)
		if i == 0 {
			want = clients * rounds
		}
		var f oneFeature
		s.get(fmt.Sprintf("/collections/counters/items/f%d", i)).into(t, &f)
		if f.Properties["n"] != want {
			t.Errorf("f%d counts %v, want %v", i, f.Properties["n"], want)
		}
	}
	if v := layerVersions(t, s)["counters"]; v != 1+2*clients*rounds {
		t.Errorf("%d changes made version %d", 2*clients*rounds, v)
	}
}

// countUp adds one to the count of a feature so many times, whole or by a
// patch. It is beaten to it only where others write the feature.
func countUp(t *testing.T, s *site, id string, rounds int, whole, others bool) {
	at := "/collections/counters/items/" + id
	for done := 0; done < rounds; {
		now, err := s.try(http.MethodGet, at, nil)
		var f oneFeature
		if err != nil || json.Unmarshal(now.body, &f) != nil {
			t.Errorf("%v: %v", now, err)
			return
		}
		properties := fmt.Sprintf(`{"n":%v}`, f.Properties["n"].(float64)+1)
		method, kind, body := http.MethodPatch, asPatch, `{"properties":`+properties+`}`
		if whole {
			method, kind, body = http.MethodPut, asFeature, feature(`"`+id+`"`, properties)
		}
		a, err := s.try(method, at, strings.NewReader(body), "Content-Type", kind, "If-Match", now.header.Get("ETag"))
		switch {
		case err == nil && a.status == http.StatusOK:
			done++
		case err != nil, a.status != http.StatusPreconditionFailed, !others:
			t.Errorf("%v: %v", a, err)
			return
		}
	}
}

// TestUnconditionalChanges: where the operator lets them, changes come without
// a condition too, from several clients at once, and each of them counts.
func TestUnconditionalChanges(t *testing.T) {
	s := newPark(t, server.Options{UnconditionalEdits: true})
	const lot = "/collections/landuse/items/lot-001"
	var group sync.WaitGroup
	for i := range 6 {
		group.Go(func() {
			a, err := s.try(http.MethodPatch, lot, strings.NewReader(fmt.Sprintf(`{"properties":{"by%d":true}}`, i)), "Content-Type", asPatch)
			if err != nil || a.status != http.StatusOK {
				t.Errorf("%v: %v", a, err)
			}
		})
	}
	group.Wait()
	a := s.get(lot)
	for i := range 6 {
		if !strings.Contains(string(a.body), fmt.Sprintf(`"by%d":true`, i)) {
			t.Errorf("the change by %d is lost: %s", i, a.body)
		}
	}
	if a := s.do(http.MethodDelete, lot, nil, "If-Match", `"old"`); a.status != http.StatusPreconditionFailed {
		t.Errorf("%v: a condition that is given counts", a)
	}
	if a := s.do(http.MethodDelete, lot, nil); a.status != http.StatusNoContent {
		t.Errorf("%v", a)
	}
}
