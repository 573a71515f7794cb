package server_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"catchment/data"
	"catchment/server"
)

// spots returns a collection of named points, one feature per line.
func spots(features ...string) string {
	return `{"type":"FeatureCollection","features":[` + strings.Join(features, ",\n") + "]}"
}

func spot(id, properties string, lon float64) string {
	return fmt.Sprintf(`{"type":"Feature","id":%q,"geometry":{"type":"Point","coordinates":[%v,42]},"properties":%s}`, id, lon, properties)
}

func TestCompareVersions(t *testing.T) {
	s := newPark(t, server.Options{})
	s.load("id=p", spots(spot("a", `{"n":1}`, 118), spot("b", `{}`, 118.1), spot("c", `{}`, 118.2)))
	s.load("id=p", spots(spot("c", `{}`, 118.2), spot("a", `{"n":2}`, 118), spot("d", `{}`, 118.3)))
	var d struct {
		Layer string
		data.Diff
		AddedTotal int `json:"added_total"`
	}
	for _, query := range []string{"", "?from=1", "?from=1&to=2"} {
		s.get("/api/layers/p/compare"+query).into(t, &d)
		if d.Layer != "p" || d.From != 1 || d.To != 2 || !slices.Equal(d.Added, []string{"d"}) || !slices.Equal(d.Changed, []string{"a"}) || !slices.Equal(d.Removed, []string{"b"}) ||
			d.Unchanged != 1 || d.AddedTotal != 1 || len(d.Changes) != 1 || !slices.Equal(d.Changes[0].Properties, []string{"n"}) {
			t.Errorf("compare%s = %+v", query, d)
		}
	}
	s.get("/api/layers/p/compare?from=2&to=1&limit=0").into(t, &d)
	if len(d.Added) != 0 || d.AddedTotal != 1 || d.From != 2 {
		t.Errorf("compare with limit 0 = %+v", d)
	}
	for path, status := range map[string]int{
		"/api/layers/p/compare?from=1&to=9":  404,
		"/api/layers/q/compare":              404,
		"/api/layers/q/compare?from=1&to=2":  404,
		"/api/layers/p/compare?from=x":       400,
		"/api/layers/park/compare":           400, // there is but one version
		"/api/layers/p/compare?to=1":         400,
		"/api/layers/p/compare?from=1&to=-1": 400,
	} {
		if a := s.do(http.MethodGet, path, nil); a.status != status {
			t.Errorf("%v, want %d", a, status)
		}
	}
}

func TestEditFeature(t *testing.T) {
	s := newPark(t, server.Options{})
	first := s.load("id=p", spots(spot("node/7", `{"n":1,"big":12345678901234567890, "code":"007"}`, 118), spot("b", `{}`, 118.1))).header.Get("ETag")
	const path = "/api/layers/p/features/node%2F7"
	got := s.get(path)
	if want := `{"type":"Feature","id":"node/7","geometry":{"type":"Point","coordinates":[118,42]},"properties":{"n":1,"big":12345678901234567890, "code":"007"}}`; string(got.body) != want || got.header.Get("ETag") != first {
		t.Errorf("%v, ETag %s; want %s, %s", got, got.header.Get("ETag"), want, first)
	}
	a := s.do(http.MethodPatch, path, strings.NewReader(`{"properties":{"n":null,"name":"第七小学"},"geometry":{"coordinates":[118.5,42.5]}}`), "If-Match", first, "Content-Type", "application/merge-patch+json")
	want := `{"type":"Feature","id":"node/7","geometry":{"type":"Point","coordinates":[118.5,42.5]},"properties":{"big":12345678901234567890,"code":"007","name":"第七小学"}}`
	if a.status != http.StatusOK || string(a.body) != want || a.header.Get("ETag") == first {
		t.Fatalf("%v, ETag %s; want 200 %s", a, a.header.Get("ETag"), want)
	}
	if again := s.get(path); string(again.body) != want || again.header.Get("ETag") != a.header.Get("ETag") {
		t.Errorf("after the change: %v", again)
	}
	var layer data.Meta
	s.get("/api/layers/p").into(t, &layer)
	if layer.Version != 2 || layer.Edited != "node/7" {
		t.Errorf("layer %+v", layer)
	}
	var d data.Diff
	s.get("/api/layers/p/compare").into(t, &d)
	if !slices.Equal(d.Changed, []string{"node/7"}) || d.Unchanged != 1 {
		t.Errorf("compare = %+v", d)
	}
	// The next change needs the new ETag.
	if b := s.do(http.MethodPatch, path, strings.NewReader(`{"properties":{"n":2}}`), "If-Match", first); b.status != http.StatusPreconditionFailed {
		t.Errorf("%v, want 412", b)
	}
	if b := s.do(http.MethodPatch, path, strings.NewReader(`{"properties":null}`), "If-Match", "*"); b.status != http.StatusOK || !strings.Contains(string(b.body), `"properties":{}`) {
		t.Errorf("%v, want 200 without properties", b)
	}
}

// TestEditIsRefused checks that a change which cannot be made changes nothing.
func TestEditIsRefused(t *testing.T) {
	s := newPark(t, server.Options{})
	tag := s.load("id=p", spots(spot("a", `{"n":1}`, 118))).header.Get("ETag")
	before := s.everything()
	const path = "/api/layers/p/features/a"
	for _, c := range []struct {
		path, patch, tag string
		status           int
		says             string
	}{
		{path, `{"properties":{"n":2}}`, "", 428, "If-Match"},
		{path, `{"properties":{"n":2}}`, `"p-9"`, 412, "version"},
		{path, `{"properties":{"n":2}}`, `"q-1"`, 412, "ETag"},
		{path, `{"properties":`, tag, 400, "JSON"},
		{path, ` `, tag, 400, ""},
		{path, `[1]`, tag, 400, ""},
		{path, `null`, tag, 400, ""},
		{path, `{"id":"z"}`, tag, 422, "id"},
		{path, `{"id":null}`, tag, 422, "id"},
		{path, `{"type":"Point"}`, tag, 422, "Feature"},
		{path, `{"geometry":null}`, tag, 422, "geometry"},
		{path, `{"geometry":{"coordinates":[999,0]}}`, tag, 422, "999"},
		{path, `{"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,1],[1,0],[0,1],[0,0]]]}}`, tag, 422, "cross"},
		{path, `{"properties":7}`, tag, 422, "properties"},
		{path, `{"properties":{"a":` + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + `}}`, tag, 400, ""},
		{"/api/layers/p/features/zz", `{"properties":{}}`, tag, 404, "zz"},
		{"/api/layers/none/features/a", `{"properties":{}}`, "*", 412, "none"},
	} {
		a := s.do(http.MethodPatch, c.path, strings.NewReader(c.patch), "If-Match", c.tag)
		if c.tag == "" {
			a = s.do(http.MethodPatch, c.path, strings.NewReader(c.patch))
		}
		if a.status != c.status || !strings.Contains(string(a.body), c.says) {
			t.Errorf("patch %s: %v, want %d saying %q", c.patch[:min(len(c.patch), 60)], a, c.status, c.says)
		}
	}
	if a := s.do(http.MethodGet, "/api/layers/p/features/zz", nil); a.status != http.StatusNotFound {
		t.Errorf("%v, want 404", a)
	}
	if after := s.everything(); after != before {
		t.Errorf("layers before:\n%.2000s\nand after:\n%.2000s", before, after)
	}
}

// TestEditIsDurable changes a feature, starts the service anew on the same
// file, and finds both versions.
func TestEditIsDurable(t *testing.T) {
	name := filepath.Join(t.TempDir(), "catchment.gpkg")
	t.Run("change", func(t *testing.T) {
		s := newSite(t, name, server.Options{})
		tag := s.load("id=p", spots(spot("a", `{"n":1}`, 118))).header.Get("ETag")
		if a := s.do(http.MethodPatch, "/api/layers/p/features/a", strings.NewReader(`{"properties":{"n":2}}`), "If-Match", tag); a.status != http.StatusOK {
			t.Fatalf("%v, want 200", a)
		}
	})
	s := newSite(t, name, server.Options{})
	var layer data.Meta
	s.get("/api/layers/p").into(t, &layer)
	if layer.Version != 2 || layer.Edited != "a" {
		t.Errorf("layer %+v", layer)
	}
	if a := s.get("/api/layers/p/features/a"); !strings.Contains(string(a.body), `"n":2`) {
		t.Errorf("%v, want the change", a)
	}
	var d data.Diff
	s.get("/api/layers/p/compare?from=1&to=2").into(t, &d)
	if !slices.Equal(d.Changed, []string{"a"}) {
		t.Errorf("compare = %+v", d)
	}
}

// TestOtherFormats loads a table and an archive over HTTP; what leaves a choice
// names the parameter that makes it.
func TestOtherFormats(t *testing.T) {
	s := newPark(t, server.Options{})
	const table = "名称,经度,纬度,x2,y2\n松山小学,118.9,42.3,1,2\n"
	s.load("file=schools.csv", table)
	if a := s.get("/api/layers/schools/features/1"); !strings.Contains(string(a.body), `[118.9,42.3]`) || !strings.Contains(string(a.body), `"名称":"松山小学"`) {
		t.Errorf("%v", a)
	}
	s.load("id=other&columns=x2,y2", table)
	if a := s.get("/api/layers/other/features/1"); !strings.Contains(string(a.body), `[1,2]`) {
		t.Errorf("%v", a)
	}
	const point = `<kml><Placemark><Point><coordinates>118.9,42.3</coordinates></Point></Placemark></kml>`
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range []string{"a.kml", "b.kml"} {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, point); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	archive := b.String()
	for query, parameter := range map[string]string{"id=z": "table", "id=z&table=c": "table"} {
		p := s.do(http.MethodPost, "/api/layers?"+query, strings.NewReader(archive)).problem(t)
		if p.Status != http.StatusBadRequest || p.Parameter != parameter || !strings.Contains(p.Detail, `"a", "b"`) {
			t.Errorf("%s: %+v", query, p)
		}
	}
	s.load("id=z&table=b", archive)
	p := s.do(http.MethodPost, "/api/layers?file=a.csv", strings.NewReader("lon,lng,lat\n1,2,3\n")).problem(t)
	if p.Status != http.StatusBadRequest || p.Parameter != "columns" || p.Line != 1 {
		t.Errorf("two longitudes: %+v", p)
	}
}
