package server_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"catchment/server"
)

// TestEditsAsQGISSendsThem makes the requests of QGIS from 3.32 on: it asks with
// OPTIONS what it may do, names systems without brackets, leaves the ids of
// features in paths as they are, and says of no state that it knows.
func TestEditsAsQGISSendsThem(t *testing.T) {
	s := newPark(t, server.Options{UnconditionalEdits: true})
	s.load("id=osm&role=facility&kind=clinic", `{"type":"FeatureCollection","features":[`+feature(`"node/7"`, `{"name":"a","beds":4}`)+`]}`)
	const items = "/collections/osm/items"
	allows := func(path string, want ...string) {
		t.Helper()
		allow := s.do(http.MethodOptions, path, nil).header.Get("Allow")
		for _, method := range want {
			if !strings.Contains(allow, method) {
				t.Errorf("%s allows %q, not %s", path, allow, method)
			}
		}
	}
	node := func() (f oneFeature) {
		t.Helper()
		s.get(items+"/"+url.PathEscape("node/7")).into(t, &f)
		return f
	}
	sent := func(method, path, body string, status int, header ...string) answer {
		t.Helper()
		a := s.do(method, path, strings.NewReader(body), header...)
		if a.status != status {
			t.Fatalf("%s %v, want %d", method, a, status)
		}
		return a
	}
	allows(items, "POST")
	allows(items+"/node/7", "PUT", "PATCH", "DELETE")
	for _, c := range []struct{ uri, at string }{
		{"http://www.opengis.net/def/crs/EPSG/0/4490", "[42.2601,118.8701]"},
		{"http://www.opengis.net/def/crs/EPSG/0/3857", "[13232559.0025,5200021.1423]"},
	} {
		made := sent(http.MethodPost, items, `{"type":"Feature","geometry":{"type":"Point","coordinates":`+c.at+`},"properties":{"name":"b","beds":null}}`, http.StatusCreated,
			"Content-Type", asFeature, "Content-Crs", c.uri)
		_, id, _ := strings.Cut(made.header.Get("Location"), "/items/")
		var f oneFeature
		s.get(items+"/"+id).into(t, &f)
		var at [2]float64
		if err := json.Unmarshal(f.Geometry.Coordinates, &at); err != nil || fmt.Sprintf("%.4f %.4f", at[0], at[1]) != "118.8701 42.2601" {
			t.Errorf("%s of %s is at %s", c.at, c.uri, f.Geometry.Coordinates)
		}
		sent(http.MethodDelete, items+"/"+id, "", http.StatusNoContent)
	}
	sent(http.MethodPatch, items+"/node/7", `{"properties":{"name":"甲","beds":null}}`, http.StatusOK, "Content-Type", asPatch)
	if f := node(); f.Properties["name"] != "甲" || len(f.Properties) != 1 {
		t.Errorf("attributes are %v", f.Properties)
	}
	sent(http.MethodPatch, items+"/node/7", `{"geometry":{"type":"Point","coordinates":[42.26,118.88]}}`, http.StatusOK,
		"Content-Type", asPatch, "Content-Crs", "http://www.opengis.net/def/crs/EPSG/0/4326")
	if f := node(); string(f.Geometry.Coordinates) != "[118.88,42.26]" || f.Properties["name"] != "甲" {
		t.Errorf("moved, it is %+v", f)
	}
	sent(http.MethodDelete, items+"/node/7", "", http.StatusNoContent)
	if a := s.do(http.MethodGet, items+"/node/7", nil); a.status != http.StatusNotFound {
		t.Errorf("removed: %v", a)
	}
	allows(items+"/unknown_id", "PUT", "PATCH", "DELETE") // of a layer without features it asks this
	sent(http.MethodPost, items, feature(`"node/8"`, `{}`), http.StatusCreated, "Content-Type", asFeature)
	// A condition that cannot be held against anything is not passed over.
	sent(http.MethodDelete, items+"/node/8", "", http.StatusPreconditionRequired, "If-Unmodified-Since", "Thu, 26 Nov 2026 00:00:00 GMT")
}

// TestPathsAsTheyAreWritten: a slash at the end of a path counts for nothing,
// and one in the id of a feature need not be encoded.
func TestPathsAsTheyAreWritten(t *testing.T) {
	s := newPark(t, server.Options{})
	s.load("id=osm&role=other", `{"type":"FeatureCollection","features":[`+feature(`"way/1/2"`, `{}`)+`,`+feature(`"a/"`, `{}`)+`]}`)
	for path, want := range map[string]string{
		"/collections/":                      "/collections",
		"/collections/osm/":                  "/collections/osm",
		"/collections/osm/items/":            "/collections/osm/items",
		"/collections/osm/items/?limit=1":    "/collections/osm/items?limit=1",
		"/collections/osm/items/way/1/2":     "/collections/osm/items/way%2F1%2F2",
		"/collections/osm/items/way%2F1/2":   "/collections/osm/items/way%2F1%2F2",
		"/collections/osm/items/a/":          "/collections/osm/items/a%2F",
		"/collections/osm/items/a%2F?f=json": "/collections/osm/items/a%2F",
		"/conformance/":                      "/conformance",
		"/processes/":                        "/processes",
		"/api/layers/":                       "/api/layers",
		"/api/":                              "/api",
	} {
		got, plain := s.do(http.MethodGet, path, nil), s.get(want)
		var a, b struct{ ID any }
		if got.status != http.StatusOK || got.header.Get("Content-Type") != plain.header.Get("Content-Type") {
			t.Errorf("%v, want as %v", got, plain)
			continue
		}
		got.into(t, &a)
		plain.into(t, &b)
		if fmt.Sprint(a.ID) != fmt.Sprint(b.ID) {
			t.Errorf("%s is %v, want %v", path, a.ID, b.ID)
		}
	}
	for _, path := range []string{"/collections/osm/items/way/1", "/collections/osm/x/items/way", "/collections/osm/items/%2e%2e/way", "/nothing/"} {
		if a := s.do(http.MethodGet, path, nil); a.problem(t).Status != http.StatusNotFound {
			t.Errorf("%v", a)
		}
	}
}

// TestAccept: an answer is a page where the Accept header takes that rather than
// JSON (RFC 9110, 12.5.1).
func TestAccept(t *testing.T) {
	s := newPark(t, server.Options{})
	for accept, page := range map[string]bool{
		"": false, "*/*": false, "*/*;q=0.1": false, "application/json": false, "application/*": false, "application/geo+json": false,
		"text/html": true, "TEXT/HTML": true, "text/*": true, "application/xhtml+xml": true, "text/html;level=1": true,
		"text/html, */*;q=0.8": true, "text/html, */*": true, "text/html;q=0, */*": false, "text/html;q=0": false,
		"text/html;q=0.5, application/json;q=0.4": true, "text/html;q=0.4, application/json;q=0.5": false,
		"application/json, text/html": false, "application/schema+json, text/html;q=0.9": false, "application/json;q=0, text/html;q=0.1": true,
		"text/html;q=0.5, */*": false, "text/*;q=0.5, */*;q=0.1": true, "application/xml": false, ";,;q": false,
		"text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8": true,
	} {
		for _, path := range []string{"/collections", "/collections/landuse/items?limit=1", "/collections/landuse/queryables"} {
			a := s.do(http.MethodGet, path, nil, "Accept", accept)
			if got := strings.HasPrefix(a.header.Get("Content-Type"), "text/html"); a.status != http.StatusOK || got != page || !strings.Contains(a.header.Get("Vary"), "Accept") {
				t.Errorf("%s for %q is %s, page is to be %v", path, accept, a.header.Get("Content-Type"), page)
			}
		}
	}
}

// TestOptionsEverywhere: OPTIONS says what is possible wherever there is
// something, with the HEAD that is wherever GET is.
func TestOptionsEverywhere(t *testing.T) {
	s := newPark(t, server.Options{})
	for path, want := range map[string]string{
		"/": "GET, HEAD, OPTIONS", "/collections": "GET, HEAD, OPTIONS", "/processes/coverage-gaps/execution": "OPTIONS, POST",
		"/jobs/x": "DELETE, GET, HEAD, OPTIONS", "/tiles/landuse/0/0/0.mvt": "GET, HEAD, OPTIONS",
	} {
		a := s.do(http.MethodOptions, path, nil)
		if a.status != http.StatusNoContent || a.header.Get("Allow") != want {
			t.Errorf("%v allows %q, want %q", a, a.header.Get("Allow"), want)
		}
		if a := s.do("PURGE", path, nil); a.problem(t).Status != http.StatusMethodNotAllowed || a.header.Get("Allow") != want {
			t.Errorf("%v allows %q, want %q", a, a.header.Get("Allow"), want)
		}
	}
	if a := s.do(http.MethodOptions, "/nothing", nil); a.problem(t).Status != http.StatusNotFound {
		t.Errorf("%v", a)
	}
}
