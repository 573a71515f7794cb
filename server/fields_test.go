package server_test

import (
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"catchment/server"
)

// officeNamed is land whose properties have names of an office's own: codes in
// YDXZ_X, one of them a word, people in rk2.
func officeNamed() string {
	var features []string
	for i, properties := range []string{
		`{"YDXZ_X":"R2","rk2":"1,200","landuse":"industrial"}`, `{"YDXZ_X":"A33","rk2":0}`, `{"YDXZ_X":"住宅","rk2":300}`, `{"rk2":null,"landuse":"residential"}`,
	} {
		x := 118.87 + 0.001*float64(i)
		features = append(features, fmt.Sprintf(`{"type":"Feature","id":"p%d","properties":%s,"geometry":{"type":"Polygon","coordinates":[[[%.3f,42.25],[%.3f,42.25],[%.3f,42.251],[%.3f,42.251],[%.3f,42.25]]]}}`, i, properties, x, x+0.001, x+0.001, x, x))
	}
	return `{"type":"FeatureCollection","features":[` + strings.Join(features, ",") + `]}`
}

const officeChoice = "field=class:YDXZ_X&field=population:rk2"

// TestFieldsOverHTTP: a choice is checked, loaded, kept over a restart and an
// edit, and land is counted by it.
func TestFieldsOverHTTP(t *testing.T) {
	file := filepath.Join(t.TempDir(), "x.gpkg")
	people := func(s *site) string {
		t.Helper()
		var land struct {
			Classes []struct {
				Code     string
				Features int
			}
			Unmapped []unmappedShape
		}
		s.get("/api/landuse?level=2&scheme=GB50137-2011&area=area").into(t, &land)
		var demand struct{ Demand struct{ Total float64 } }
		s.get("/api/coverage?service=park&radius=500&area=area&demand=population").into(t, &demand)
		return fmt.Sprintf("%v %v %.0f", land.Classes, land.Unmapped, demand.Demand.Total) // the area has geodesic edges
	}
	want := "[{R2 1} {A3 1}] [{land landuse residential 1} {land YDXZ_X 住宅 1}] 1500"
	t.Run("load", func(t *testing.T) {
		s := newSite(t, file, server.Options{})
		s.load("id=area&role=boundary&crs=WGS84", `{"type":"Feature","properties":{"name":"area"},"geometry":{"type":"Polygon","coordinates":[[[118.87,42.25],[118.874,42.25],[118.874,42.251],[118.87,42.251],[118.87,42.25]]]}}`)
		s.load("id=parks&role=facility&kind=park", `{"type":"Feature","properties":{"name":"p"},"geometry":{"type":"Point","coordinates":[118.87,42.25]}}`)
		a := s.do(http.MethodPost, "/api/check?id=land&"+officeChoice, strings.NewReader(officeNamed()))
		for _, part := range []string{`"role":"landuse"`, `"fields_read"`, `"fact":"class","field":"YDXZ_X"`, `"reason":"given","usable":2,"unusable":1,"empty":1`, `"rule":"class_unknown"`, `"field_unusable"`, `"number":1200`, `"name":"landuse"`} {
			if !strings.Contains(string(a.body), part) {
				t.Errorf("the check does not say %s: %s", part, a.body)
			}
		}
		if s.do(http.MethodGet, "/api/layers/land", nil).status != http.StatusNotFound {
			t.Error("the check has loaded the layer")
		}
		s.load("id=land&"+officeChoice, officeNamed())
		if got := people(s); got != want {
			t.Errorf("land and people are %s, want %s", got, want)
		}
		s.load("id=land&"+officeChoice, officeNamed())
		if got := people(s); got != want {
			t.Errorf("loaded again: %s, want %s", got, want)
		}
	})
	t.Run("restart", func(t *testing.T) {
		s := newSite(t, file, server.Options{})
		var l struct{ Fields map[string]string }
		s.get("/api/layers/land").into(t, &l)
		if got := people(s); got != want || l.Fields["class"] != "YDXZ_X" || l.Fields["population"] != "rk2" {
			t.Errorf("after a restart: %s, %v, want %s", got, l.Fields, want)
		}
		a := s.do(http.MethodPatch, "/api/layers/land/features/p1", strings.NewReader(`{"properties":{"rk2":7}}`), "Content-Type", "application/merge-patch+json", "If-Match", "*")
		if got, want := people(s), strings.Replace(want, "1500", "1507", 1); a.status != http.StatusOK || got != want {
			t.Errorf("after an edit: %s, want %s: %v", got, want, a)
		}
	})
	t.Run("again", func(t *testing.T) {
		s := newSite(t, file, server.Options{})
		if got, want := people(s), strings.Replace(want, "1500", "1507", 1); got != want {
			t.Errorf("after an edit and a restart: %s, want %s", got, want)
		}
	})
}

// TestFieldsRefusedOverHTTP: what cannot be followed is refused by name.
func TestFieldsRefusedOverHTTP(t *testing.T) {
	s := newSite(t, filepath.Join(t.TempDir(), "x.gpkg"), server.Options{})
	for choice, want := range map[string]struct {
		status int
		says   string
	}{
		"field=class":                             {http.StatusBadRequest, "write fact:property"},
		"field=__proto__:a":                       {http.StatusBadRequest, "no such fact"},
		"field=class:a&field=class:b":             {http.StatusBadRequest, "are named for it"},
		"field=class:rk2&field=population:rk2":    {http.StatusBadRequest, "one property cannot state both"},
		"field=class:" + strings.Repeat("x", 500): {http.StatusBadRequest, "at most 400"},
		"field=class:nosuch":                      {http.StatusUnprocessableEntity, "no feature has the property"},
		"field=class:%00%E2%80%AE%22":             {http.StatusUnprocessableEntity, "no feature has the property"},
	} {
		for _, path := range []string{"/api/layers?id=x&", "/api/check?"} {
			a := s.do(http.MethodPost, path+choice, strings.NewReader(officeNamed()))
			status := want.status
			if path == "/api/check?" && status == http.StatusUnprocessableEntity {
				status = http.StatusOK
			}
			if a.status != status || !strings.Contains(string(a.body), want.says) || status == http.StatusBadRequest && !strings.Contains(string(a.body), `"parameter":"field"`) {
				t.Errorf("%s%.60s: %v, want %d and %q", path, choice, a, status, want.says)
			}
		}
	}
	if s.do(http.MethodGet, "/api/layers/x", nil).status != http.StatusNotFound {
		t.Error("a refused file was loaded")
	}
}
