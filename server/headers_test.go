package server_test

import (
	"io"
	"io/fs"
	"net/http"
	"slices"
	"strings"
	"testing"

	"catchment/geo/trial"
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
		got := s.do(http.MethodGet, path, nil, "Accept", "text/html,*/*;q=0.8", "Accept-Encoding", "identity") // as browsers ask for /
		if string(got.body) != string(want) || got.header.Get("ETag") == "" || got.header.Get("Cache-Control") != "no-cache" {
			t.Errorf("GET %s: %d bytes, ETag %q, Cache-Control %q; want the file's %d bytes", path, len(got.body), got.header.Get("ETag"), got.header.Get("Cache-Control"), len(want))
		}
		if want := types[name[strings.LastIndex(name, ".")+1:]]; want != "" && !strings.HasPrefix(got.header.Get("Content-Type"), want) {
			t.Errorf("GET %s is %q, want %s", path, got.header.Get("Content-Type"), want)
		}
		head := s.do(http.MethodHead, path, nil, "Accept", "text/html", "Accept-Encoding", "identity")
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

// TestJoinedFiles fetches the joined page as browsers and other programs do: it
// comes compressed as they take it, and what is named after its content is kept.
func TestJoinedFiles(t *testing.T) {
	trial.Slow(t)
	joined, srv := joinedPage(), parkServer(t)
	names, err := fs.Glob(joined, "joined/start-*")
	names = slices.DeleteFunc(names, func(name string) bool { return strings.HasSuffix(name, ".gz") })
	if err != nil || len(names) < 2 {
		t.Fatalf("joined files %v: %v", names, err)
	}
	ask := func(path, name, value string) *http.Response {
		t.Helper()
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, srv.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Accept", "text/html,*/*;q=0.8")
		request.Header.Set("Accept-Encoding", "identity")
		request.Header.Set(name, value)
		answer, err := http.DefaultTransport.RoundTrip(request)
		if err != nil {
			t.Fatal(err)
		}
		return answer
	}
	for _, name := range append(names, "index.html", "i18n/zh.json") {
		path, kept := "/"+strings.TrimSuffix(name, "index.html"), "no-cache"
		if strings.HasPrefix(name, "joined/") {
			kept = "public, max-age=31536000, immutable"
		}
		plain, err := fs.ReadFile(joined, name)
		if err != nil {
			t.Fatal(err)
		}
		tags := map[string]bool{}
		for accepted, want := range map[string]string{"": "", "identity": "", "gzip, deflate, br, zstd": ".gz", "gzip": ".gz", "br;q=1.0, gzip; q=0.5": ".gz", "gzip;q=0, br": "", "GZIP": ".gz", "br": ""} {
			answer := ask(path, "Accept-Encoding", accepted)
			body, err := io.ReadAll(answer.Body)
			answer.Body.Close()
			form, formErr := fs.ReadFile(joined, name+want)
			if formErr != nil { // too short to be worth it
				form, want = plain, ""
			}
			coding := map[string]string{".gz": "gzip"}[want]
			h := answer.Header
			if err != nil || string(body) != string(form) || h.Get("Content-Encoding") != coding || h.Get("Cache-Control") != kept || len(h.Values("Vary")) == 0 {
				t.Errorf("GET %s, Accept-Encoding %q: %d bytes as %q, Cache-Control %q, Vary %q; want the %d bytes of %s as %q, %q", path, accepted, len(body), h.Get("Content-Encoding"), h.Get("Cache-Control"), h.Values("Vary"), len(form), name+want, coding, kept)
			}
			tags[h.Get("ETag")] = true
			again := ask(path, "Accept-Encoding", accepted)
			again.Body.Close()
			if tag := again.Header.Get("ETag"); tag == "" || tag != h.Get("ETag") {
				t.Errorf("GET %s: ETag %q, then %q", path, h.Get("ETag"), tag)
			}
			unchanged := ask(path, "If-None-Match", h.Get("ETag"))
			unchanged.Body.Close()
			if want == "" && unchanged.StatusCode != http.StatusNotModified {
				t.Errorf("GET %s, If-None-Match its ETag: %d", path, unchanged.StatusCode)
			}
		}
		if want := 2; len(plain) > 2048 && len(tags) != want {
			t.Errorf("GET %s has %d ETags, want one for each of %d forms: %v", path, len(tags), want, tags)
		}
	}
	for _, none := range []string{"/" + names[0] + ".gz", "/joined/", "/joined/start-OLD.js"} {
		answer := ask(none, "Accept", "*/*")
		answer.Body.Close()
		if answer.StatusCode != http.StatusNotFound {
			t.Errorf("GET %s: %d, want 404", none, answer.StatusCode)
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
