package server_test

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
	"testing"

	"catchment/server"
	"catchment/web"
)

// TestOrigins: pages of named origins may read and change, with * every page
// may read, and without origins none may anything.
func TestOrigins(t *testing.T) {
	const mine, theirs = "https://map.example.org", "https://evil.example.net"
	const reads, changes = "GET, HEAD, OPTIONS", "GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE"
	for _, c := range []struct {
		origins          []string
		from             string
		allowed, methods string
		varies           bool
	}{
		{nil, mine, "", "", false},
		{[]string{mine}, mine, mine, changes, true},
		{[]string{mine}, theirs, "", "", true},
		{[]string{mine}, mine + ".evil.example.net", "", "", true},
		{[]string{mine}, "http://map.example.org", "", "", true},
		{[]string{mine}, mine + ":8443", "", "", true},
		{[]string{mine}, "null", "", "", true},
		{[]string{"*"}, theirs, "*", reads, false},
		{[]string{"*"}, "null", "*", reads, false},
		{[]string{"*", mine}, mine, mine, changes, true},
		{[]string{"*", mine}, theirs, "*", reads, true},
	} {
		s := newPark(t, server.Options{Origins: c.origins})
		for _, path := range []string{"/collections/landuse/items?limit=1", "/api/layers", "/js/main.js", "/nowhere", "/collections/landuse/items?limit=0"} {
			for _, encoding := range []string{"identity", "gzip", "zstd"} {
				for _, method := range []string{http.MethodGet, http.MethodHead} {
					h := s.do(method, path, nil, "Origin", c.from, "Accept-Encoding", encoding).header
					if h.Get("Access-Control-Allow-Origin") != c.allowed || h.Get("Access-Control-Allow-Credentials") != "" {
						t.Errorf("%v: %s %s from %s: allowed to %q, want %q", c.origins, method, path, c.from, h.Get("Access-Control-Allow-Origin"), c.allowed)
					}
					if exposed := h.Get("Access-Control-Expose-Headers"); (c.allowed != "") != strings.Contains(exposed, "ETag") {
						t.Errorf("%v: %s %s from %s: %q may be read", c.origins, method, path, c.from, exposed)
					}
					if slices.Contains(elements(h, "Vary"), "Origin") != c.varies {
						t.Errorf("%v: %s %s from %s: Vary %q", c.origins, method, path, c.from, h["Vary"])
					}
				}
			}
			a := s.do(http.MethodOptions, path, nil, "Origin", c.from, "Access-Control-Request-Method", "PUT", "Access-Control-Request-Headers", "if-match,content-type")
			if got := a.header.Get("Access-Control-Allow-Methods"); got != c.methods || a.header.Get("Access-Control-Allow-Origin") != c.allowed {
				t.Errorf("%v: preflight of %s from %s = %d, %q to %q, want %q to %q", c.origins, path, c.from, a.status, got, a.header.Get("Access-Control-Allow-Origin"), c.methods, c.allowed)
			}
			if c.methods != "" && (a.status != http.StatusNoContent || !strings.Contains(a.header.Get("Access-Control-Allow-Headers"), "If-Match")) {
				t.Errorf("preflight of %s = %d, allows the headers %q", path, a.status, a.header.Get("Access-Control-Allow-Headers"))
			}
		}
		if a := s.do(http.MethodGet, "/tiles/landuse/0/0/0.mvt", nil, "Origin", c.from); c.allowed != "" {
			for _, name := range []string{"Features-Drawn", "Features-Dropped"} {
				if a.header.Get(name) == "" || !slices.Contains(elements(a.header, "Access-Control-Expose-Headers"), name) {
					t.Errorf("%v: %s of a tile %q may not be read", c.origins, name, a.header.Get(name))
				}
			}
		}
		a := s.do(http.MethodGet, "/api/layers", nil)
		if a.header.Get("Access-Control-Allow-Origin") != "" || slices.Contains(elements(a.header, "Vary"), "Origin") != c.varies {
			t.Errorf("%v: without an origin: allowed to %q, Vary %q", c.origins, a.header.Get("Access-Control-Allow-Origin"), a.header["Vary"])
		}
	}
}

// elements are those of a header that is a list, over all its lines.
func elements(h http.Header, name string) (all []string) {
	for _, line := range h[http.CanonicalHeaderKey(name)] {
		for e := range strings.SplitSeq(line, ",") {
			all = append(all, strings.TrimSpace(e))
		}
	}
	return all
}

// TestBadOrigins: what no browser would ever send as an origin is refused when
// the service starts, where it can still be seen.
func TestBadOrigins(t *testing.T) {
	for _, bad := range []string{"", "map.example.org", "https://map.example.org/", "https://map.example.org/map", "https://Map.example.org", "null", "ftp://example.org", "https://", "https://a@example.org", "https://*.example.org"} {
		if _, err := server.New(server.Options{Page: web.FS(), Origins: []string{"https://map.example.org", bad}}); err == nil || !strings.Contains(err.Error(), "origin") {
			t.Errorf("the origin %q: %v", bad, err)
		}
	}
}

// TestForeignPagesChangeNothing: what a browser sends for a page of another
// origin is refused unless it only reads, whatever type its body claims.
func TestForeignPagesChangeNothing(t *testing.T) {
	const mine, theirs = "https://map.example.org", "https://evil.example.net"
	s := newPark(t, server.Options{Origins: []string{mine, "*"}})
	file := []byte(`{"type":"Feature","geometry":{"type":"Point","coordinates":[118.88,42.26]},"properties":{}}`)
	before := s.do(http.MethodGet, "/api/layers", nil).body
	for _, c := range []struct {
		method, path string
		header       []string
		want         int
	}{
		{http.MethodPost, "/api/layers?id=x&role=facility&kind=clinic", []string{"Origin", theirs}, 403},
		{http.MethodPost, "/api/layers?id=x&role=facility&kind=clinic", []string{"Origin", theirs, "Content-Type", "text/plain"}, 403},
		{http.MethodPost, "/api/layers?id=x&role=facility&kind=clinic", []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{http.MethodPost, "/api/layers?id=x&role=facility&kind=clinic", []string{"Origin", "null"}, 403},
		{http.MethodDelete, "/api/layers/roads", []string{"Origin", theirs}, 403},
		{http.MethodPost, "/collections/facilities/items", []string{"Origin", theirs, "Content-Type", "application/geo+json"}, 403},
		{http.MethodGet, "/api/layers", []string{"Origin", theirs, "Sec-Fetch-Site", "cross-site"}, 200},
		{http.MethodPost, "/api/check?file=a.geojson", []string{"Origin", mine, "Sec-Fetch-Site", "cross-site"}, 200},
		{http.MethodPost, "/api/check?file=a.geojson", []string{"Sec-Fetch-Site", "same-origin"}, 200},
		{http.MethodPost, "/api/check?file=a.geojson", nil, 200},
	} {
		if got := s.do(c.method, c.path, bytes.NewReader(file), c.header...); got.status != c.want {
			t.Errorf("%s %s with %v: %d, want %d: %.200s", c.method, c.path, c.header, got.status, c.want, got.body)
		}
	}
	if after := s.do(http.MethodGet, "/api/layers", nil).body; string(after) != string(before) {
		t.Error("a page of another origin has changed the layers")
	}
}
