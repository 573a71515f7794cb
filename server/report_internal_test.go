package server

import (
	"bytes"
	"io"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"catchment/data/words"
)

// TestReportLanguages: what may be asked for is what the catalogue has.
func TestReportLanguages(t *testing.T) {
	field, _ := reflect.TypeFor[ReportForm]().FieldByName("Lang")
	offered := strings.Split(field.Tag.Get("enum"), ",")
	if slices.Sort(offered); !slices.Equal(offered, words.Languages()) {
		t.Errorf("a report may be asked for in %q, the catalogue has %q", offered, words.Languages())
	}
}

// TestReportOnDrawnAreas: the report on what is drawn is the same after one on
// another drawn area as without it, and calls it that in its own language.
func TestReportOnDrawnAreas(t *testing.T) {
	post := func(site, lang, corner string) string {
		t.Helper()
		w, s, e, n := "118.89", "42.26", "118.92", "42.29"
		if corner != "" {
			w, s, e, n = "118.86", "42.25", "118.87", corner
		}
		ring := strings.NewReplacer("w", w, "s", s, "e", e, "n", n).Replace("[[[w,s],[e,s],[e,n],[w,n],[w,s]]]")
		r, err := http.Post(site+"/api/report?date=2026-10-01&format=csv&lang="+lang, "application/json", strings.NewReader(`{"service":"primary_school","area":{"type":"Polygon","coordinates":`+ring+`}}`))
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		body, err := io.ReadAll(r.Body)
		if err != nil || r.StatusCode != http.StatusOK {
			t.Fatalf("%d %.200s, %v", r.StatusCode, body, err)
		}
		return string(body)
	}
	site := serveRoutes(t, (*server).scoreRoutes)
	first := post(site, "en", "42.26")
	second, alone := post(site, "en", ""), post(serveRoutes(t, (*server).scoreRoutes), "en", "")
	if second != alone || second == first {
		t.Error("the report on a drawn area has something of that on another")
	}
	for lang, name := range map[string]string{"en": "Drawn area", "zh": "绘制的范围"} {
		if got := post(site, lang, ""); strings.TrimSpace(strings.Split(got, "\n")[1]) != name {
			t.Errorf("%s: the area is called %.120q, want %q", lang, got, name)
		}
	}
}

// TestReportRoute asks for the report on a district in each format: a file with
// its name, the same bytes when asked again, and styles that its policy lets
// through.
func TestReportRoute(t *testing.T) {
	site := serveRoutes(t, (*server).scoreRoutes)
	const query = "/api/report?area=districts/district-6&date=2026-10-01&format="
	for format, want := range map[string]struct{ media, begins string }{
		"html": {"text/html; charset=utf-8", "<!doctype html>\n<html lang=\"zh\">"},
		"csv":  {"text/csv; charset=utf-8", "\ufeff服务覆盖与用地评估报告"},
		"xlsx": {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "PK\x03\x04"},
	} {
		status, header, body := fetch(t, site+query+format)
		if status != http.StatusOK || header.Get("Content-Type") != want.media || !bytes.HasPrefix(body, []byte(want.begins)) {
			t.Errorf("%s: %d %s %.60q", format, status, header.Get("Content-Type"), body)
		}
		if name := header.Get("Content-Disposition"); !strings.Contains(name, "catchment-districts-district-6-2026-10-01."+format) {
			t.Errorf("%s: disposition %q", format, name)
		}
		if policy := header.Values("Content-Security-Policy"); len(policy) != 1 || policy[0] != reportPolicy {
			t.Errorf("%s: policy %q", format, policy)
		}
		if _, _, again := fetch(t, site+query+format); !bytes.Equal(body, again) {
			t.Errorf("%s: two runs differ", format)
		}
	}
	for path, want := range map[string]int{
		"/api/report?lang=fr": http.StatusBadRequest, "/api/report?date=1.10.2026": http.StatusBadRequest, "/api/report?format=pdf": http.StatusBadRequest, "/api/report?palette=pretty": http.StatusBadRequest,
		"/api/report?area=nowhere": http.StatusNotFound, "/api/report?area=districts/district-6&service=opera": http.StatusNotFound,
	} {
		if status, _, body := fetch(t, site+path); status != want {
			t.Errorf("GET %s: %d %s, want %d", path, status, body, want)
		}
	}
}
