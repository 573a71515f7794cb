package server_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"catchment/geo/trial"
	"catchment/server"
)

// cacheable are the answers of which a client may ask whether they still hold.
var cacheable = []string{
	"/", "/?f=html", "/conformance", "/api", "/collections", "/collections?f=html", "/collections/landuse", "/collections/landuse/queryables",
	"/collections/landuse/schema", "/collections/landuse/items?limit=100", "/collections/landuse/items?f=html&limit=100",
	"/collections/landuse/items?bbox=118.86,42.24,118.90,42.28", "/collections/facilities/items/clinic-01", "/collections/facilities/items/clinic-01?f=html",
	"/api/layers/landuse", "/api/layers/landuse/features", "/js/main.js", "/openapi.json", "/openapi-3.0.json", "/openapi.yaml",
	"/api/layers", "/api/areas", "/api/services", "/api/standards", "/api/standards/sets", "/api/landuse/codes", "/api/scenarios", "/api/drafts", "/api/mappings",
	"/api/coverage?service=clinic", "/api/gaps?service=clinic", "/api/density", "/api/landuse", "/api/scorecard",
	"/api/arrays/land", "/api/arrays/reach?service=clinic", "/tiles/landuse/13/6801/3033.mvt",
}

// sorted returns each of some words once, in order.
func sorted(words []string) []string {
	slices.Sort(words)
	return slices.Compact(words)
}

// TestRevalidation: HEAD says what GET says and sends nothing; who has what
// there is gets 304 in whatever encoding, and the whole answer otherwise.
func TestRevalidation(t *testing.T) {
	trial.Slow(t)
	s := newPark(t, server.Options{})
	for _, path := range cacheable {
		tags := map[string]string{}
		for _, encoding := range []string{"identity", "gzip", "zstd", "gzip, deflate, br, zstd"} {
			ask := func(method string, header ...string) answer {
				return s.do(method, path, nil, append([]string{"Accept", "application/json;q=0.9,*/*;q=0.8", "Accept-Encoding", encoding}, header...)...)
			}
			got := ask(http.MethodGet)
			tag := got.header.Get("ETag")
			if got.status != http.StatusOK || tag == "" || len(got.body) == 0 {
				t.Errorf("%v: ETag %q, %d bytes", got, tag, len(got.body))
				continue
			}
			if used := got.header.Get("Content-Encoding"); used != "" && !strings.Contains(encoding, used) || used == "" && encoding != "identity" && len(got.body) > 4096 {
				t.Errorf("%s to who takes %s is encoded as %q, %d bytes", path, encoding, used, len(got.body))
			}
			if as, used := got.header.Get("Content-Encoding"), tags[tag]; used != "" && used != as+"." {
				t.Errorf("%s as %q has the ETag that it has as %q", path, as, used)
			}
			tags[tag] = got.header.Get("Content-Encoding") + "."
			if !slices.Contains(elements(got.header, "Vary"), "Accept-Encoding") {
				t.Errorf("%s: Vary %q", path, got.header["Vary"])
			}
			head := ask(http.MethodHead)
			if head.status != http.StatusOK || len(head.body) > 0 {
				t.Errorf("HEAD %s = %d, %d bytes", path, head.status, len(head.body))
			}
			for _, name := range []string{"ETag", "Content-Type", "Content-Encoding", "Content-Crs", "Link", "Vary", "Content-Language"} {
				if !slices.Equal(head.header[http.CanonicalHeaderKey(name)], got.header[http.CanonicalHeaderKey(name)]) {
					t.Errorf("HEAD %s (%s): %s %q, GET has %q", path, encoding, name, head.header[name], got.header[name])
				}
			}
			for _, seen := range []string{tag, "W/" + strings.TrimPrefix(tag, "W/"), `"other", ` + tag, "*"} {
				for _, method := range []string{http.MethodGet, http.MethodHead} {
					a := ask(method, "If-None-Match", seen)
					if a.status != http.StatusNotModified || len(a.body) > 0 || a.header.Get("ETag") != tag && seen != "*" {
						t.Errorf("%s %s (%s) with If-None-Match %s = %d, ETag %q, %d bytes", method, path, encoding, seen, a.status, a.header.Get("ETag"), len(a.body))
					}
					for _, name := range []string{"Cache-Control", "Vary"} { // what keeps answers goes by the last of them
						if had, has := sorted(elements(got.header, name)), sorted(elements(a.header, name)); !slices.Equal(had, has) {
							t.Errorf("%s %s (%s) unchanged has %s %q, else %q", method, path, encoding, name, has, had)
						}
					}
				}
			}
			if a := ask(http.MethodGet, "If-None-Match", `"other"`); a.status != http.StatusOK || string(a.body) == "" {
				t.Errorf("%s with another ETag = %d", path, a.status)
			}
		}
	}
}

// TestTagsTellAnswersApart: what differs has another ETag, and a change of the
// layer changes it.
func TestTagsTellAnswersApart(t *testing.T) {
	s := newPark(t, server.Options{})
	const items = "/collections/facilities/items?limit=5"
	byTag := map[string]string{}
	for _, ask := range [][]string{
		{items}, {items + "&offset=1"}, {items + "&f=html"}, {items + "&f=html", "Accept-Language", "zh-CN"}, {"/collections/facilities/items?limit=6"},
		{items + "&bbox=118.86,42.24,118.90,42.28"}, {items + "&crs=http://www.opengis.net/def/crs/EPSG/0/3857"}, {"/collections/roads/items?limit=5"},
	} {
		a := s.do(http.MethodGet, ask[0], nil, ask[1:]...)
		tag := a.header.Get("ETag")
		if before, ok := byTag[tag]; ok || tag == "" {
			t.Errorf("%v and %s have the ETag %q", ask, before, tag)
		}
		byTag[tag] = strings.Join(ask, " ")
	}
	before := s.get(items).header.Get("ETag")
	if a := s.do(http.MethodPatch, "/api/layers/facilities/features/clinic-01", strings.NewReader(`{"properties":{"note":"seen"}}`), "Content-Type", "application/merge-patch+json", "If-Match", `"facilities-1"`); a.status != http.StatusOK {
		t.Fatal(a)
	}
	if a := s.do(http.MethodGet, items, nil, "If-None-Match", before); a.status != http.StatusOK {
		t.Errorf("after a change, with the ETag of before: %v", a)
	}
}

// TestEditOfWhatCameCompressed: the ETag of a compressed answer is a condition
// like that of the answer as it is, and holds until the feature changes.
func TestEditOfWhatCameCompressed(t *testing.T) {
	s := newPark(t, server.Options{})
	at := "/collections/bus_stops/items/long"
	made := s.do(http.MethodPost, "/collections/bus_stops/items", strings.NewReader(feature(`"long"`, `{"note":"`+strings.Repeat("站", 4000)+`"}`)), "Content-Type", asFeature, "Accept-Encoding", "gzip")
	seen := []string{made.header.Get("ETag")}
	for _, coding := range []string{"gzip", "zstd"} {
		got := s.do(http.MethodGet, at, nil, "Accept-Encoding", coding)
		tag := got.header.Get("ETag")
		if got.header.Get("Content-Encoding") != coding || !strings.HasSuffix(tag, "-"+coding+`"`) || strings.HasPrefix(tag, "W/") {
			t.Fatalf("%v in %s: %v", got, coding, got.header)
		}
		if a := s.do(http.MethodPatch, at, strings.NewReader(`{"properties":{"coding":"`+coding+`"}}`), "Content-Type", asPatch, "If-Match", tag); a.status != http.StatusOK {
			t.Errorf("%v with the ETag %s of what is there", a, tag)
		}
		seen = append(seen, tag)
		for _, old := range seen {
			if a := s.do(http.MethodDelete, at, nil, "If-Match", old); a.status != http.StatusPreconditionFailed {
				t.Errorf("%v with the ETag %s of before", a, old)
			}
		}
	}
}
