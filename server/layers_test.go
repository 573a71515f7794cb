package server_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"catchment/server"
)

// faithful is a file whose properties, ids and foreign members are easily
// bent on the way: big and negative zero numbers, escapes, key order, repeated
// keys, spaces, mark-up.
const faithful = `{"type":"FeatureCollection","note":{"b":1,"a":[1.0,2e0]},"features":[
{"type":"Feature","id":9007199254740993,"properties":{"name":"<script>alert(1)</script>","z":1.50,"a":-0,"big":123456789012345678901234567890,"name:zh":"\u5c0f\u5b66","e":1E+2, "s" : "\/" },"geometry":{"type":"Point","coordinates":[118.87,42.25]},"tail":"<b>"},
{"type":"Feature","id":"two","properties":null,"geometry":{"type":"Point","coordinates":[118.8700001,42.2500001]}},
{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[118.87,42.25],[118.88,42.25],[118.88,42.26],[118.87,42.25]]]}}
]}`

type receiptShape struct {
	ID            string
	Role          string
	Kind          string
	Version       int
	Features      int
	GeometryTypes []string `json:"geometry_types"`
	BBox          []float64
	Accepted      int
	Rejected      int
	Inference     []struct {
		Field, Value, Why string
		Given             bool
	}
}

func TestLoadedLayerComesBackAsItWas(t *testing.T) {
	s := newPark(t, server.Options{})
	a := s.load("id=faithful&role=facility&kind=library&crs=WGS84", faithful)
	shape{
		"id": "string", "role": "string", "kind": "string", "version": "number", "features": "number", "geometry_types[]": "string",
		"bbox[]": "number", "crs": "string", "accepted": "number", "rejected": "number", "repaired": "number",
		"inference[].field": "string", "inference[].why": "string", "inference[].given": "bool",
	}.check(t, a)
	var r receiptShape
	a.into(t, &r)
	if r.ID != "faithful" || r.Role != "facility" || r.Kind != "library" || r.Version != 1 || r.Features != 3 || r.Accepted != 3 || !slices.Equal(r.GeometryTypes, []string{"Point", "Polygon"}) {
		t.Errorf("receipt = %+v", r)
	}
	if got := a.header.Get("Location"); got != "/api/layers/faithful" {
		t.Errorf("Location = %q", got)
	}
	back := s.get("/api/layers/faithful/features")
	if back.header.Get("Content-Type") != "application/geo+json" {
		t.Errorf("%v", back)
	}
	var want, got struct {
		Features []struct {
			ID, Properties, Tail json.RawMessage
			Geometry             any
		}
	}
	if err := json.Unmarshal([]byte(faithful), &want); err != nil {
		t.Fatal(err)
	}
	back.into(t, &got)
	if len(got.Features) != len(want.Features) {
		t.Fatalf("got %d features back, want %d", len(got.Features), len(want.Features))
	}
	for i, w := range want.Features {
		g := got.Features[i]
		if !bytes.Equal(g.Properties, w.Properties) || !bytes.Equal(g.Tail, w.Tail) || w.ID != nil && !bytes.Equal(g.ID, w.ID) {
			t.Errorf("feature %d came back as\nid %s, %s, tail %s\nwant\nid %s, %s, tail %s", i, g.ID, g.Properties, g.Tail, w.ID, w.Properties, w.Tail)
		}
		gotShape, _ := json.Marshal(g.Geometry)
		wantShape, _ := json.Marshal(w.Geometry)
		if !bytes.Equal(gotShape, wantShape) {
			t.Errorf("feature %d: geometry %s, want %s", i, gotShape, wantShape)
		}
	}
}

// TestLayerLife loads, replaces, withdraws and restores a layer.
func TestLayerLife(t *testing.T) {
	name := filepath.Join(t.TempDir(), "catchment.gpkg")
	s := newSite(t, name, server.Options{})
	point := func(lon string) string { return `{"type":"Point","coordinates":[` + lon + `,42.25]}` }
	first := s.load("id=a", point("118.1"))
	tag := first.header.Get("ETag")
	if tag == "" || s.get("/api/layers/a").header.Get("ETag") != tag || s.get("/api/layers/a/features").header.Get("ETag") != tag {
		t.Errorf("POST says ETag %q, GET %q, features %q", tag, s.get("/api/layers/a").header.Get("ETag"), s.get("/api/layers/a/features").header.Get("ETag"))
	}
	second := s.do(http.MethodPut, "/api/layers/a", strings.NewReader(point("118.2")), "If-Match", tag)
	if second.status != http.StatusCreated && second.status != http.StatusOK {
		t.Fatalf("%v, want 200 or 201", second)
	}
	newer := second.header.Get("ETag")
	for _, stale := range []answer{
		s.do(http.MethodPut, "/api/layers/a", strings.NewReader(point("118.3")), "If-Match", tag),
		s.do(http.MethodPost, "/api/layers?id=a", strings.NewReader(point("118.3")), "If-Match", tag),
		s.do(http.MethodDelete, "/api/layers/a", nil, "If-Match", tag),
		s.do(http.MethodPost, "/api/layers/a/restore?version=1", nil, "If-Match", tag),
	} {
		if p := stale.problem(t); p.Status != http.StatusPreconditionFailed || p.Layer != "a" || !strings.Contains(p.Detail, "version 1") {
			t.Errorf("%v, want 412 naming the layer and its versions", stale)
		}
	}
	for header, want := range map[string]int{"garbage": 400, `"a-2`: 400, `a-2`: 400, `"b-2"`: 412, `"a-"`: 412, "W/" + newer: 412, `"a-3", "a-1"`: 412} {
		if p := s.do(http.MethodDelete, "/api/layers/a", nil, "If-Match", header).problem(t); p.Status != want || p.Parameter != "If-Match" {
			t.Errorf("DELETE with If-Match %s: %+v, want %d", header, p, want)
		}
	}
	listed := s.do(http.MethodPut, "/api/layers/a", strings.NewReader(point("118.2")), "If-Match", `"other", W/"x" , `+newer)
	if newer = listed.header.Get("ETag"); listed.status != http.StatusCreated {
		t.Errorf("PUT with a list that names the version: %v, want 201", listed)
	}
	if p := s.do(http.MethodPut, "/api/layers/new", strings.NewReader(point("118.3")), "If-Match", "*").problem(t); p.Status != http.StatusPreconditionFailed {
		t.Errorf("PUT of a new layer with If-Match *: %+v, want 412", p)
	}
	for request, method := range map[string]string{"/api/layers/a": http.MethodPut, "/api/layers?id=a": http.MethodPost} {
		there := s.do(method, request, strings.NewReader(point("118.3")), "If-None-Match", "*")
		if p := there.problem(t); p.Status != http.StatusPreconditionFailed || p.Layer != "a" || !strings.Contains(p.Detail, "found version 3") {
			t.Errorf("%s %s with If-None-Match *: %v, want 412", method, request, there)
		}
	}
	if made := s.do(http.MethodPut, "/api/layers/fresh", strings.NewReader(point("118.3")), "If-None-Match", "*"); made.status != http.StatusCreated {
		t.Errorf("PUT of a new layer with If-None-Match *: %v, want 201", made)
	}
	if got := s.do(http.MethodDelete, "/api/layers/a", nil, "If-Match", newer); got.status != http.StatusNoContent || len(got.body) != 0 {
		t.Errorf("%v, want 204", got)
	}
	for _, gone := range []string{"/api/layers/a", "/api/layers/a/features"} {
		if p := s.do(http.MethodGet, gone, nil).problem(t); p.Status != http.StatusNotFound || p.Layer != "a" {
			t.Errorf("GET %s after DELETE: %+v, want 404", gone, p)
		}
	}
	restored := s.do(http.MethodPost, "/api/layers/a/restore?version=1", nil)
	if restored.status != http.StatusOK || restored.header.Get("ETag") == tag || restored.header.Get("ETag") == newer {
		t.Errorf("%v with ETag %s, want 200 and a tag unlike %s and %s", restored, restored.header.Get("ETag"), tag, newer)
	}
	if back := s.get("/api/layers/a/features"); !strings.Contains(string(back.body), "118.1") {
		t.Errorf("%v, want version 1 again", back)
	}
	var history struct {
		Versions []struct {
			Version  int
			Current  bool
			Features int
		}
	}
	s.get("/api/layers/a/versions").into(t, &history)
	if len(history.Versions) != 4 || history.Versions[0].Version != 4 || !history.Versions[0].Current || history.Versions[3].Version != 1 || history.Versions[3].Current {
		t.Errorf("history = %+v, want versions 4 (current), 3, 2, 1", history.Versions)
	}
}

// TestConditionsOverLines spreads If-Match and If-None-Match over several lines
// (RFC 9110, 5.3): all of them count, and a weak tag is none for If-Match.
func TestConditionsOverLines(t *testing.T) {
	s := newSite(t, filepath.Join(t.TempDir(), "catchment.gpkg"), server.Options{})
	point := `{"type":"Feature","id":"f","properties":{},"geometry":{"type":"Point","coordinates":[118.1,42.25]}}`
	tag := s.load("id=a", point).header.Get("ETag")
	for _, c := range []struct {
		lines []string
		want  int
	}{
		{[]string{`"other"`, `"another"`}, 412},
		{[]string{`"other"`, "W/" + tag}, 412},
		{[]string{tag, `garbage`}, 400},
		{[]string{`*`, tag}, 400},
		{[]string{``}, 400},
		{[]string{`"other"`, `W/"x"`, tag}, 200},
	} {
		for path, method := range map[string]string{"/api/layers/a/features/f": http.MethodPatch, "/api/layers/a": http.MethodPut, "/api/layers/a/restore?version=1": http.MethodPost} {
			var header []string
			for _, line := range c.lines {
				header = append(header, "If-Match", strings.ReplaceAll(line, tag, s.get("/api/layers/a").header.Get("ETag")))
			}
			body := `{"properties":{"n":1}}`
			if method == http.MethodPut {
				body = point
			}
			a := s.do(method, path, strings.NewReader(body), header...)
			if c.want == 200 && a.status/100 != 2 || c.want != 200 && a.status != c.want {
				t.Errorf("%s with %q: %v, want %d", path, header, a, c.want)
			}
		}
	}
	tag = s.get("/api/layers/a/features").header.Get("ETag")
	for _, lines := range [][]string{{`"x"`, tag}, {tag, `"x"`}, {`"x"`, "W/" + tag + `, "y"`}} {
		if a := s.do(http.MethodGet, "/api/layers/a/features", nil, "If-None-Match", lines[0], "If-None-Match", lines[1]); a.status != http.StatusNotModified {
			t.Errorf("If-None-Match %q: %d, want 304", lines, a.status)
		}
	}
	for _, path := range []string{"/js/main.js", "/collections/a/items?limit=1"} {
		if a := s.do(http.MethodGet, path, nil, "If-None-Match", `"x"`, "If-None-Match", s.get(path).header.Get("ETag")); a.status != http.StatusNotModified {
			t.Errorf("%s: %d, want 304", path, a.status)
		}
	}
}

// TestConditionalGet asks again with what the first answer said.
func TestConditionalGet(t *testing.T) {
	s := newPark(t, server.Options{})
	for _, path := range []string{"/api/layers/park/features", "/", "/js/main.js"} {
		tag := s.get(path).header.Get("ETag")
		again := s.do(http.MethodGet, path, nil, "If-None-Match", tag)
		if tag == "" || again.status != http.StatusNotModified || len(again.body) != 0 || again.header.Get("ETag") != tag {
			t.Errorf("%s, If-None-Match %s: %d with %d bytes and ETag %s, want 304 with none", path, tag, again.status, len(again.body), again.header.Get("ETag"))
		}
		for _, other := range []string{`"other"`, ""} {
			if a := s.do(http.MethodGet, path, nil, "If-None-Match", other); a.status != http.StatusOK {
				t.Errorf("%s, If-None-Match %s: %d, want 200", path, other, a.status)
			}
		}
		for _, listed := range []string{`"other", ` + tag, "W/" + tag, "*"} {
			if a := s.do(http.MethodGet, path, nil, "If-None-Match", listed); a.status != http.StatusNotModified {
				t.Errorf("%s, If-None-Match %s: %d, want 304", path, listed, a.status)
			}
		}
	}
	// A part of a layer is another answer than the whole.
	whole := s.get("/api/layers/facilities/features").header.Get("ETag")
	part := s.do(http.MethodGet, "/api/layers/facilities/features?bbox=118.87,42.25,118.88,42.26", nil, "If-None-Match", whole)
	if part.status != http.StatusOK {
		t.Errorf("features in a box, If-None-Match of the whole layer: %d, want 200", part.status)
	}
}

// TestFeaturesInABox compares the box search with a look at every feature.
func TestFeaturesInABox(t *testing.T) {
	s := newPark(t, server.Options{})
	type points struct {
		Features []struct {
			ID       any
			Geometry struct{ Coordinates [2]float64 }
		}
	}
	var all, boxed points
	s.get("/api/layers/bus_stops/features").into(t, &all)
	s.get("/api/layers/bus_stops/features?bbox=118.87,42.25,118.89,42.27").into(t, &boxed)
	inside := 0
	for _, f := range all.Features {
		if c := f.Geometry.Coordinates; c[0] >= 118.87 && c[0] <= 118.89 && c[1] >= 42.25 && c[1] <= 42.27 {
			inside++
		}
	}
	if inside == 0 || len(boxed.Features) != inside {
		t.Errorf("the box holds %d bus stops of %d, the answer has %d", inside, len(all.Features), len(boxed.Features))
	}
}

// TestWaysToSendAFile sends one file plain, compressed, in a form, and as
// lines, and checks it without storing.
func TestWaysToSendAFile(t *testing.T) {
	s := newSite(t, filepath.Join(t.TempDir(), "catchment.gpkg"), server.Options{})
	const school = `{"type":"Feature","properties":{"amenity":"school","name":"No. 1"},"geometry":{"type":"Point","coordinates":[118.87,42.25]}}`
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	z.Write([]byte(school))
	z.Close()
	var form bytes.Buffer
	m := multipart.NewWriter(&form)
	m.WriteField("comment", "first part")
	part, err := m.CreateFormFile("file", "schools.geojson")
	if err != nil {
		t.Fatal(err)
	}
	part.Write([]byte(school))
	m.Close()
	checked := s.do(http.MethodPost, "/api/check?file=schools.geojson", strings.NewReader(school))
	if checked.status != http.StatusOK || len(layerVersions(t, s)) != 0 {
		t.Errorf("%v; layers then: %v; want 200 and none", checked, layerVersions(t, s))
	}
	for i, sent := range []struct{ body, contentType, query string }{
		{school, "application/geo+json", "file=schools.geojson"},
		{packed.String(), "application/gzip", "file=schools.geojson"},
		{form.String(), m.FormDataContentType(), ""},
		{school + "\n" + strings.Replace(school, "No. 1", "No. 2", 1), "application/x-ndjson", "file=schools.geojson"},
		{school, "application/x-www-form-urlencoded", "file=schools.geojson"},
	} {
		a := s.do(http.MethodPost, "/api/layers?"+sent.query, strings.NewReader(sent.body), "Content-Type", sent.contentType)
		if a.status != http.StatusCreated {
			t.Errorf("%s: %v", sent.contentType, a)
			continue
		}
		var r receiptShape
		a.into(t, &r)
		if r.ID != "schools" || r.Role != "facility" || r.Version != i+1 {
			t.Errorf("%s: layer %s version %d is a %s %s, want version %d of schools, a facility", sent.contentType, r.ID, r.Version, r.Role, r.Kind, i+1)
		}
		if !slices.ContainsFunc(r.Inference, func(i struct {
			Field, Value, Why string
			Given             bool
		}) bool {
			return i.Field == "role" && i.Why != "" && !i.Given
		}) {
			t.Errorf("%s: the answer does not say why it is a %s: %+v", sent.contentType, r.Role, r.Inference)
		}
	}
}

// TestSaidAndInferred checks that what the caller says wins.
func TestSaidAndInferred(t *testing.T) {
	s := newSite(t, filepath.Join(t.TempDir(), "catchment.gpkg"), server.Options{})
	const hospital = `{"type":"Feature","properties":{"amenity":"hospital"},"geometry":{"type":"Point","coordinates":[118.87,42.25]}}`
	for _, tt := range []struct{ query, role, kind string }{
		{"id=a", "facility", "hospital"},
		{"id=b&role=other", "other", ""},
		{"id=c&role=facility&kind=clinic", "facility", "clinic"},
		{"id=d&kind=%E5%B0%8F%E5%AD%A6", "facility", "primary_school"},
	} {
		var r receiptShape
		s.load(tt.query, hospital).into(t, &r)
		if r.Role != tt.role || tt.kind != "" && r.Kind != tt.kind {
			t.Errorf("POST ?%s gave role %q, kind %q, want %q, %q", tt.query, r.Role, r.Kind, tt.role, tt.kind)
		}
	}
}
