package server_test

import (
	"io/fs"
	"net/http"
	"strings"
	"testing"

	"catchment/server"
	"catchment/web"
)

// TestPageFiles fetches every file of the page.
func TestPageFiles(t *testing.T) {
	s := newPark(t, server.Options{})
	types := map[string]string{"html": "text/html", "js": "text/javascript", "css": "text/css", "json": "application/json", "svg": "image/svg+xml", "png": "image/png"}
	files := 0
	err := fs.WalkDir(web.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files++
		path := "/" + name
		if name == "index.html" {
			path = "/"
		}
		want, err := fs.ReadFile(web.FS(), name)
		if err != nil {
			return err
		}
		got := s.do(http.MethodGet, path, nil, "Accept", "text/html,*/*;q=0.8") // as browsers ask for /
		if string(got.body) != string(want) || got.header.Get("ETag") == "" || got.header.Get("Cache-Control") != "no-cache" {
			t.Errorf("GET %s: %d bytes, ETag %q, Cache-Control %q; want the file's %d bytes", path, len(got.body), got.header.Get("ETag"), got.header.Get("Cache-Control"), len(want))
		}
		if want := types[name[strings.LastIndex(name, ".")+1:]]; want != "" && !strings.HasPrefix(got.header.Get("Content-Type"), want) {
			t.Errorf("GET %s is %q, want %s", path, got.header.Get("Content-Type"), want)
		}
		head := s.do(http.MethodHead, path, nil, "Accept", "text/html")
		if head.status != http.StatusOK || len(head.body) != 0 || head.header.Get("ETag") != got.header.Get("ETag") || head.header.Get("Content-Type") != got.header.Get("Content-Type") {
			t.Errorf("HEAD %s: %d, ETag %q, %s, %d bytes; GET has ETag %q, %s", path, head.status, head.header.Get("ETag"), head.header.Get("Content-Type"), len(head.body), got.header.Get("ETag"), got.header.Get("Content-Type"))
		}
		return nil
	})
	if err != nil || files < 10 {
		t.Errorf("looked at %d files: %v", files, err)
	}
	for _, folder := range []string{"/js", "/js/", "/index.html/", "/css/"} {
		if a := s.do(http.MethodGet, folder, nil); a.status == http.StatusOK {
			t.Errorf("GET %s lists a folder: %v", folder, a)
		}
	}
}

// TestSecurityHeaders checks what every answer carries, whatever it is.
func TestSecurityHeaders(t *testing.T) {
	s := newPark(t, server.Options{})
	for _, path := range []string{"/", "/js/main.js", "/api/layers", "/api/layers/park/features", "/api/coverage?service=nope", "/nowhere", "/openapi.json", "/healthz", "/metrics"} {
		h := s.do(http.MethodGet, path, nil).header
		policy := h.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"} {
			if !strings.Contains(policy, want) {
				t.Errorf("GET %s: Content-Security-Policy %q lacks %s", path, policy, want)
			}
		}
		if strings.Contains(policy, "unsafe") || strings.Contains(policy, "http") || strings.Contains(policy, "*") {
			t.Errorf("GET %s: Content-Security-Policy %q is not strict", path, policy)
		}
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("GET %s: X-Content-Type-Options %q, Referrer-Policy %q", path, h.Get("X-Content-Type-Options"), h.Get("Referrer-Policy"))
		}
		if h.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("GET %s may be read by any site", path)
		}
	}
}

// TestNoAnswerIsMarkUp puts mark-up wherever data or a request can hold it, and
// checks that nothing but the page itself is ever sent as something a browser
// runs.
func TestNoAnswerIsMarkUp(t *testing.T) {
	s := newPark(t, server.Options{})
	const evil = "%3Cscript%3Ealert(1)%3C%2Fscript%3E"
	s.load("id=evil&name="+evil+"&file="+evil+".geojson&role=facility&kind=clinic", faithful)
	s.load("id=evil_area&role=boundary&name="+evil, `{"type":"Feature","id":"<svg onload=alert(1)>","properties":{"name":"<img src=x onerror=alert(1)>"},"geometry":{"type":"Polygon","coordinates":[[[118.87,42.25],[118.88,42.25],[118.88,42.26],[118.87,42.25]]]}}`)
	for _, path := range []string{
		"/api/layers", "/api/layers/evil", "/api/layers/evil/features", "/api/layers/evil/versions", "/api/areas", "/api/services",
		"/api/coverage?service=clinic&area=evil_area", "/api/gaps?service=clinic&area=evil_area", "/api/nearest?lon=118.8&lat=42.2&service=evil",
		"/api/coverage?service=" + evil, "/api/coverage?service=clinic&area=" + evil, "/api/coverage?service=clinic&" + evil + "=1",
		"/api/layers/" + evil, "/" + evil, "/api/layers/evil/features?bbox=" + evil, "/api/coverage?service=clinic&radius=" + evil,
		"/api/layers/evil/restore?version=" + evil, "/metrics",
	} {
		for _, accept := range []string{"*/*", "text/html", "text/html,application/xhtml+xml,application/xml;q=0.9"} {
			a := s.do(http.MethodGet, path, nil, "Accept", accept)
			kind, _, _ := strings.Cut(a.header.Get("Content-Type"), ";")
			if !oneOf(kind, "application/json|application/geo+json|application/problem+json|text/plain") || a.header.Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("%v with Accept %s: sent as %q", a, accept, a.header.Get("Content-Type"))
			}
			if a.status >= 500 {
				t.Errorf("%v", a)
			}
		}
	}
	a := s.do(http.MethodPost, "/api/layers?id="+evil, strings.NewReader("<script>"))
	if kind := a.header.Get("Content-Type"); kind != "application/problem+json" {
		t.Errorf("%v", a)
	}
}
