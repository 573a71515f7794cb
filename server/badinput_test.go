package server_test

import (
	"bufio"
	"bytes"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"

	"catchment/geo/trial"
	"catchment/server"
)

// in returns a FeatureCollection with a good feature before a geometry, which
// stands on line 3.
func in(geometry string) string {
	return `{"type":"FeatureCollection","features":[` + "\n" +
		`{"type":"Feature","properties":{"n":1},"geometry":{"type":"Point","coordinates":[118.88,42.26]}},` + "\n" +
		`{"type":"Feature","properties":{"n":2},"geometry":` + geometry + "}\n]}"
}

func pointAt(position string) string {
	return in(`{"type":"Point","coordinates":` + position + `}`)
}

func polygonOf(rings string) string {
	return in(`{"type":"Polygon","coordinates":` + rings + `}`)
}

// badFiles are files that must be refused. A refusal says where: on which
// line, and in which feature (-1: the file as a whole).
var badFiles = []struct {
	name, body    string
	status        int
	line, feature int
	path, says    string // path is the beginning of one, says a part of the detail
}{
	{"nothing", "", 400, 1, -1, "", "empty"},
	{"only spaces", " \n\n ", 400, 3, -1, "", "empty"},
	{"a word", "hello", 400, 1, -1, "", "JSON"},
	{"wrong JSON", in(`{"type":"Point" "coordinates":[1,2]}`), 400, 3, 1, "/features/1", "comma"},
	{"single quotes", "{'type':'Point','coordinates':[1,2]}", 400, 1, -1, "", "double quotes"},
	{"JSON, not GeoJSON", `{"schools":[1,2,3]}`, 400, 1, -1, "", "type"},
	{"a list", `[{"lon":1,"lat":2}]`, 400, 1, -1, "", ""},
	{"a web page", "<!DOCTYPE html><html></html>", 400, 1, -1, "", "web page"},
	{"a table without a place", "name,address\nschool,High Street 1\n", 400, 1, -1, "", "JSON"},
	{"a table with two", "name,lon,lat,wkt\nschool,118.88,42.26,\n", 400, 1, -1, "", ""},
	{"a table with a bad place", "name,lon,lat\nschool,118.88,E 42\n", 422, 2, 0, "/features/0", "E 42"},
	{"a ZIP", "PK\x03\x04\x14\x00", 400, 0, -1, "", "ZIP"},
	{"a damaged GeoPackage", "SQLite format 3\x00" + strings.Repeat("\x00", 4096), 400, 0, -1, "", "GeoPackage"},
	{"a lone .shp", "\x00\x00\x27\x0a" + strings.Repeat("\x00", 96), 400, 1, -1, "", ".zip"},
	{"TopoJSON", `{"type":"Topology","objects":{}}`, 400, 1, -1, "/type", "TopoJSON"},
	{"cut off in a number", pointAt("[118.8")[:180], 400, 3, 1, "/features/1", "cut off"},
	{"cut off between features", in("{}")[:139], 400, 3, 1, "/features/1", "cut off"},
	{"ring not closed", polygonOf("[[[118,42],[118.1,42],[118.1,42.1],[118,42.1]]]"), 422, 3, 1, "/features/1/geometry/coordinates/0", "repeat the first"},
	{"ring crosses itself", polygonOf("[[[118,42],[118.1,42.1],[118.1,42],[118,42.1],[118,42]]]"), 422, 3, 1, "/features/1/geometry/coordinates/0", "cross"},
	{"ring of two positions", polygonOf("[[[118,42],[118.1,42.1],[118,42]]]"), 422, 3, 1, "/features/1/geometry/coordinates/0", ""},
	{"hole outside", polygonOf("[[[118,42],[118.1,42],[118.1,42.1],[118,42]],[[119,43],[119.1,43],[119.1,43.1],[119,43]]]"), 422, 3, 1, "/features/1/geometry/coordinates/1", "outside"},
	{"null geometry", in("null"), 422, 3, 1, "/features/1/geometry", "null"},
	{"no geometry", `{"type":"Feature","properties":{}}`, 422, 1, 0, "", "geometry"},
	{"empty polygon", polygonOf("[]"), 422, 3, 1, "/features/1/geometry", ""},
	{"empty point", pointAt("[]"), 422, 3, 1, "/features/1/geometry", ""},
	{"empty collection", in(`{"type":"GeometryCollection","geometries":[]}`), 422, 3, 1, "/features/1/geometry", ""},
	{"null in a collection", in(`{"type":"GeometryCollection","geometries":[null]}`), 422, 3, 1, "/features/1/geometry/geometries/0", "null"},
	{"no features", `{"type":"FeatureCollection","features":[]}`, 422, 0, -1, "", "no feature"},
	{"NaN", pointAt("[NaN,42]"), 400, 3, 1, "/features/1/geometry/coordinates/0", "NaN"},
	{"Infinity", pointAt("[118,-Infinity]"), 400, 3, 1, "/features/1/geometry/coordinates/1", "Infinity"},
	{"1e999", pointAt("[1e999,42]"), 422, 3, 1, "/features/1/geometry/coordinates", "finite"},
	{"longitude 999", pointAt("[999,42]"), 422, 3, 1, "/features/1/geometry/coordinates", "999"},
	{"latitude -91", pointAt("[118,-91]"), 422, 3, 1, "/features/1/geometry/coordinates", "-91"},
	{"words for numbers", pointAt(`["118.88","42.26"]`), 422, 3, 1, "/features/1/geometry/coordinates/0", "quotes"},
	{"one number", pointAt("[118.88]"), 422, 3, 1, "/features/1/geometry/coordinates", ""},
	{"metres", pointAt("[4654321.5,39654321.5]"), 422, 3, 1, "/features/1/geometry/coordinates", ""},
	{"swapped axes in one feature", pointAt("[42.26,118.88]"), 422, 3, 1, "/features/1/geometry/coordinates", "longitude first"},
	{"swapped axes throughout", `{"type":"MultiPoint","coordinates":[[42.26,118.88],[42.27,118.87]]}`, 422, 1, -1, "", "longitude first"},
	{"another coordinate system", `{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::2385"}},"features":[]}`, 422, 1, -1, "/crs", "Xian 1980"},
	{"a crs member that names none", `{"type":"FeatureCollection","crs":{"type":"name"},"features":[]}`, 422, 1, -1, "/crs", "crs"},
	{"100,000 deep properties", `{"type":"Feature","properties":` + strings.Repeat(`{"a":`, 100_000), 400, 1, -1, "/properties", "deep"},
	{"100,000 deep coordinates", `{"type":"Point","coordinates":` + strings.Repeat("[", 100_000), 400, 1, -1, "/coordinates", "deep"},
	{"100,000 deep collections", in(strings.Repeat(`{"type":"GeometryCollection","geometries":[`, 100_000)), 400, 3, 1, "/features/1/geometry", "deep"},
	{"100,000 deep list", strings.Repeat("[", 100_000), 400, 1, -1, "", ""},
	{"unknown geometry", in(`{"type":"Circle","coordinates":[118,42],"radius":5}`), 422, 3, 1, "/features/1/geometry/type", "Circle"},
	{"geometry for a feature", `{"type":"FeatureCollection","features":[{"type":"Point","coordinates":[118,42]}]}`, 422, 1, 0, "/features/0", "Feature"},
	{"one id twice", strings.ReplaceAll(in(`{"type":"Point","coordinates":[118.88,42.26]}`), `"properties"`, `"id":"a","properties"`), 422, 3, 1, "/features/1", "id"},
	{"Latin-1", `{"type":"Feature","properties":{"a":"Z` + "\xfc" + `rich"},"geometry":null}`, 400, 1, -1, "", "Latin-1"},
}

// TestBadFilesAreRefused sends each bad file in each way a file can come in,
// and compares everything that was loaded before and after.
func TestBadFilesAreRefused(t *testing.T) {
	trial.Slow(t)
	s := newPark(t, server.Options{})
	before := s.everything()
	for _, bad := range badFiles {
		t.Run(bad.name, func(t *testing.T) {
			for _, way := range []struct{ method, path string }{
				{http.MethodPost, "/api/layers?id=park"},
				{http.MethodPost, "/api/layers?file=bad.geojson"},
				{http.MethodPut, "/api/layers/facilities"},
			} {
				a := s.do(way.method, way.path, strings.NewReader(bad.body), "Content-Type", "application/geo+json")
				p := a.problem(t)
				feature := -1
				if p.Feature != nil {
					feature = *p.Feature
				}
				if p.Status != bad.status || p.Line != bad.line || (p.Line > 0) != (p.Column > 0) || feature != bad.feature || !strings.HasPrefix(p.Path, bad.path) || !strings.Contains(p.Detail, bad.says) {
					t.Errorf("%v\n got %d, line %d, column %d, feature %d, path %q\nwant %d, line %d, feature %d, path %s…, saying %q", a, p.Status, p.Line, p.Column, feature, p.Path, bad.status, bad.line, bad.feature, bad.path, bad.says)
				}
				if len(p.Detail) > 400 {
					t.Errorf("%v: the sentence is %d bytes long", a, len(p.Detail))
				}
				if bad.line > 0 && len(p.Problems) == 0 {
					t.Errorf("%v lists no problems", a)
				}
			}
			a := s.do(http.MethodPost, "/api/check", strings.NewReader(bad.body))
			var checked struct{ Refused string }
			if a.into(t, &checked); a.status != http.StatusOK || checked.Refused == "" {
				t.Errorf("%v, want 200 with the reason for refusal", a)
			}
		})
	}
	if after := s.everything(); after != before {
		t.Errorf("layers before:\n%s\nand after:\n%s", before, after)
	}
	s.get("/api/coverage?service=primary_school")
}

// everything returns what the service holds, as text.
func (s *site) everything() string {
	s.t.Helper()
	var all strings.Builder
	all.Write(s.get("/api/layers").body)
	for _, id := range []string{"park", "facilities", "landuse"} {
		all.Write(s.get("/api/layers/" + id + "/features").body)
		all.Write(s.get("/api/layers/" + id + "/versions").body)
	}
	return all.String()
}

// TestEveryBadFeatureIsListed checks that a refusal names all bad features and
// not only the first, and that the other modes take the good ones.
func TestEveryBadFeatureIsListed(t *testing.T) {
	s := newPark(t, server.Options{})
	var features []string
	for i := range 60 {
		lon := "118.88"
		if i%3 == 0 {
			lon = "999"
		}
		features = append(features, fmt.Sprintf(`{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[%s,42.26]}}`, lon))
	}
	file := `{"type":"FeatureCollection","features":[` + "\n" + strings.Join(features, ",\n") + "]}"
	p := s.do(http.MethodPost, "/api/layers?id=new", strings.NewReader(file)).problem(t)
	if len(p.Problems) != 20 {
		t.Fatalf("%d problems listed, the file has 20", len(p.Problems))
	}
	for i, one := range p.Problems {
		if one.Feature != 3*i || one.Line != 3*i+2 || one.Column == 0 || one.Rule != "out_of_range" || one.Severity != "error" {
			t.Errorf("problem %d: %+v, want feature %d on line %d", i, one, 3*i, 3*i+2)
		}
	}
	for _, mode := range []string{"skip", "repair"} {
		var r receiptShape
		s.load("id=new&mode="+mode, file).into(t, &r)
		if r.Accepted != 40 || r.Rejected != 20 || r.Features != 40 {
			t.Errorf("mode %s: accepted %d, rejected %d, holds %d; want 40, 20, 40", mode, r.Accepted, r.Rejected, r.Features)
		}
	}
}

// TestLegacyCRS takes the crs members that say what is so anyway.
func TestLegacyCRS(t *testing.T) {
	s := newPark(t, server.Options{})
	for _, name := range []string{"urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "urn:ogc:def:crs:EPSG::4490"} {
		s.load("id=crs", `{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"`+name+`"}},"features":[{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[118.88,42.26]}}]}`)
	}
}

// badQuestions are requests that cannot be answered, with the parameter or
// layer at fault.
var badQuestions = []struct {
	method, path string
	status       int
	at, says     string
}{
	{"GET", "/api/coverage", 400, "service", "missing"},
	{"GET", "/api/coverage?service=", 400, "service", "missing"},
	{"GET", "/api/coverage?service=space_port", 404, "service", "primary_school"},
	{"GET", "/api/gaps?service=space_port", 404, "service", "there are"},
	{"GET", "/api/reach?service=space_port", 404, "service", "there are"},
	{"GET", "/api/curve?service=space_port", 404, "service", "there are"},
	{"GET", "/api/coverage?service=park/../../etc", 404, "service", ""},
	{"GET", "/api/coverage?service=landuse", 404, "service", ""},
	{"GET", "/api/coverage?service=clinic&radius=-500", 400, "radius", "more than 0"},
	{"GET", "/api/coverage?service=clinic&radius=0", 400, "radius", "more than 0"},
	{"GET", "/api/coverage?service=clinic&radius=NaN", 400, "radius", "NaN"},
	{"GET", "/api/coverage?service=clinic&radius=Infinity", 400, "radius", "Inf"},
	{"GET", "/api/coverage?service=clinic&radius=-Inf", 400, "radius", "Inf"},
	{"GET", "/api/coverage?service=clinic&radius=1e999", 400, "radius", "1e999"},
	{"GET", "/api/coverage?service=clinic&radius=1e300", 400, "radius", "100000"},
	{"GET", "/api/coverage?service=clinic&radius=far", 400, "radius", "far"},
	{"GET", "/api/coverage?service=clinic&radius=500m", 400, "radius", "500m"},
	{"GET", "/api/gaps?service=clinic&radius=-1", 400, "radius", "more than 0"},
	{"GET", "/api/curve?service=clinic&radius=NaN", 400, "radius", "NaN"},
	{"GET", "/api/coverage?service=clinic&metric=teleport", 400, "metric", "radius"},
	{"GET", "/api/coverage?service=clinic&area=atlantis", 404, "area", "park"},
	{"GET", "/api/coverage?service=clinic&area=bus_stops", 400, "area", "polygon"},
	{"GET", "/api/coverage?service=clinic&area=districts/none", 404, "area", "there are"},
	{"GET", "/api/coverage?service=clinic&area=../../../etc/passwd", 404, "area", "there are"},
	{"GET", "/api/landuse?area=atlantis", 404, "area", "park"},
	{"GET", "/api/density?area=atlantis", 404, "area", "park"},
	{"GET", "/api/coverage?service=clinic&demand=gold", 400, "demand", "population"},
	{"GET", "/api/coverage?service=clinic&demand=landuse", 400, "demand", "landuse:R"},
	{"GET", "/api/coverage?service=clinic&demand=landuse:ZZ", 404, "demand", "R2"},
	{"GET", "/api/coverage?service=clinic&status=finished", 400, "status", "existing"},
	{"GET", "/api/coverage?service=clinic&year=next", 400, "year", "four digits"},
	{"GET", "/api/coverage?service=clinic&colour=red", 400, "colour", "radius"},
	{"GET", "/api/layers?x=1", 400, "x", ""},
	{"GET", "/api/nearest?lon=999&lat=42&service=clinic", 400, "lon", "180"},
	{"GET", "/api/nearest?lon=118&lat=-91&service=clinic", 400, "lat", "90"},
	{"GET", "/api/nearest?lon=NaN&lat=42&service=clinic", 400, "lon", "degrees"},
	{"GET", "/api/nearest?lon=118&lat=NaN&service=clinic", 400, "lat", "degrees"},
	{"GET", "/api/nearest?lat=42&service=clinic", 400, "lon", "missing"},
	{"GET", "/api/nearest?lon=118&lat=42&service=clinic&k=0", 400, "k", "1"},
	{"GET", "/api/nearest?lon=118&lat=42&service=clinic&k=99999999999999999999", 400, "k", ""},
	{"GET", "/api/nearest?lon=118&lat=42&service=space_port", 404, "service", "there are"},
	{"GET", "/api/density?size=0", 400, "size", "more than 0"},
	{"GET", "/api/arrays/cells?size=0", 400, "size", "more than 0"},
	{"GET", "/api/density?size=-5", 400, "size", "more than 0"},
	{"GET", "/api/density?size=NaN", 400, "size", "more than 0"},
	{"GET", "/api/density?size=Inf", 400, "size", "more than 0"},
	{"GET", "/api/density?size=0.01", 400, "size", ""},
	{"GET", "/api/density?cells=round", 400, "cells", "square"},
	{"GET", "/api/density?kernel=-1", 400, "kernel", "0 for none"},
	{"GET", "/api/density?kernel=NaN", 400, "kernel", "0 for none"},
	{"GET", "/api/density?cells=parcel&kernel=500", 400, "kernel", "squares"},
	{"GET", "/api/density?cells=parcel&measure=road_density", 400, "measure", "parcels"},
	{"GET", "/api/density?cells=district&measure=happiness", 400, "measure", "road_density"},
	{"GET", "/api/density?measure=beauty", 400, "measure", "far_gross"},
	{"GET", "/api/landuse?level=7", 400, "level", "3"},
	{"GET", "/api/landuse?scheme=none", 400, "scheme", "GB50137-2011"},
	{"GET", "/api/layers/none", 404, "none", "/api/layers"},
	{"GET", "/api/layers/none/features", 404, "none", "/api/layers"},
	{"GET", "/api/layers/none/versions", 404, "", "/api/layers"},
	{"DELETE", "/api/layers/none", 404, "none", "/api/layers"},
	{"POST", "/api/layers/none/restore?version=1", 404, "", ""},
	{"POST", "/api/layers/park/restore?version=99", 404, "version", "versions"},
	{"POST", "/api/layers/park/restore?version=0", 400, "version", "1"},
	{"POST", "/api/layers/park/restore", 400, "version", "missing"},
	{"GET", "/api/layers/park/features?bbox=1,2,3", 400, "bbox", "west"},
	{"GET", "/api/layers/park/features?bbox=1,2,3,NaN", 400, "bbox", "west"},
	{"GET", "/api/layers/park/features?bbox=3,2,1,4", 400, "bbox", "west"},
	{"GET", "/api/layers/%2e%2e%2f%2e%2e%2fetc%2fpasswd", 404, "", ""},
	{"GET", "/api/layers/..%5c..%5cetc", 404, "", ""},
	{"GET", "/api/layers/%00", 404, "", ""},
	{"GET", "/api/layers/%ff%fe", 404, "", ""},
	{"GET", "/api/layers/" + strings.Repeat("x", 5000), 400, "id", "96"},
	{"GET", "/../../etc/passwd", 404, "", ""},
	{"GET", "/js/..%2f..%2fweb.go", 404, "", ""},
	{"GET", "/nowhere", 404, "", ""},
	{"PATCH", "/api/coverage?service=clinic", 405, "", ""},
	{"DELETE", "/", 405, "", ""},
}

// TestBadQuestionsAreAnswered asks what cannot be answered.
func TestBadQuestionsAreAnswered(t *testing.T) {
	s := newPark(t, server.Options{})
	before := s.everything()
	for _, bad := range badQuestions {
		a := s.do(bad.method, bad.path, nil)
		p := a.problem(t)
		if p.Status != bad.status || !strings.Contains(p.Detail, bad.says) || bad.at != p.Parameter && bad.at != p.Layer {
			t.Errorf("%.900v\nwant %d at %q, saying %q", a, bad.status, bad.at, bad.says)
		}
	}
	if after := s.everything(); after != before {
		t.Errorf("layers changed:\n%s\nand after:\n%s", before, after)
	}
}

// TestBadLoadsAreAnswered loads a good file with bad words.
func TestBadLoadsAreAnswered(t *testing.T) {
	s := newPark(t, server.Options{})
	before := s.everything()
	const good = `{"type":"Point","coordinates":[118.88,42.26]}`
	for query, want := range map[string]struct {
		status   int
		at, says string
	}{
		"id=..%2F..%2Fetc":              {400, "id", "letters"},
		"id=.hidden":                    {400, "id", "letters"},
		"id=a%2Fb":                      {400, "id", "letters"},
		"id=a%00b":                      {400, "id", "letters"},
		"id=a%20b":                      {400, "id", "letters"},
		"id=%ff":                        {400, "id", ""},
		"id=%22%3BDROP%20TABLE":         {400, "id", "letters"},
		"id=" + strings.Repeat("a", 97): {400, "id", "96"},
		"id=x&role=castle":              {400, "role", "facility"},
		"id=x&mode=hopeful":             {400, "mode", "strict"},
		"id=x&crs=mars":                 {400, "crs", "WGS84"},
		"id=x&crs=EPSG:2385":            {400, "crs", "Xian"},
		"id=x&rôle=facility":            {400, "rôle", "role"},
		"id=x&a=1&b=2":                  {400, "a", `"b"`},
	} {
		a := s.do(http.MethodPost, "/api/layers?"+query, strings.NewReader(good))
		p := a.problem(t)
		if p.Status != want.status || p.Parameter != want.at && want.at != "a" || !strings.Contains(p.Detail, want.says) {
			t.Errorf("%v\nwant %d at %q, saying %q", a, want.status, want.at, want.says)
		}
	}
	for name, body := range map[string]string{
		"a form without a file": "--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n1\r\n--b--\r\n",
		"a form cut off":        "--b\r\nContent-Disp",
		"a form that is none":   good,
	} {
		p := s.do(http.MethodPost, "/api/layers?id=x", strings.NewReader(body), "Content-Type", "multipart/form-data; boundary=b").problem(t)
		if p.Status != http.StatusBadRequest || !strings.Contains(p.Detail, "file") {
			t.Errorf("%s: %+v, want 400 that asks for a file", name, p)
		}
	}
	if after := s.everything(); after != before {
		t.Errorf("layers changed:\n%s\nand after:\n%s", before, after)
	}
}

// TestDamagedCompression sends gzip that is cut off, bent, or followed by
// rubbish.
func TestDamagedCompression(t *testing.T) {
	s := newPark(t, server.Options{})
	before := s.everything()
	packed := gzipped(t, []byte(faithful))
	bent := bytes.Clone(packed)
	bent[len(bent)/2] ^= 0xff
	for name, body := range map[string][]byte{
		"cut off": packed[:len(packed)/2], "bent": bent, "only a head": packed[:5],
	} {
		p := s.do(http.MethodPost, "/api/layers?id=x", bytes.NewReader(body), "Content-Encoding", "gzip").problem(t)
		if p.Status != http.StatusBadRequest || !strings.Contains(p.Detail, "again") {
			t.Errorf("%s: %+v, want 400 that says to get the file again", name, p)
		}
	}
	if after := s.everything(); after != before {
		t.Errorf("layers changed:\n%s\nand after:\n%s", before, after)
	}
}

// TestBodiesThatBreakOff sends bodies whose chunks are not what they say: it is
// the sender's fault, and nothing is loaded.
func TestBodiesThatBreakOff(t *testing.T) {
	s := newPark(t, server.Options{})
	for name, body := range map[string]string{
		"no length":   "zz\r\n{}\r\n",
		"cut short":   "ff\r\n{\"type\":",
		"no end":      "2\r\n{}\r\n",
		"bad trailer": "2\r\n{}xx0\r\n\r\n",
	} {
		c, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(c, "POST /api/layers?id=broken HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n%s", body)
		if err := c.(*net.TCPConn).CloseWrite(); err != nil {
			t.Fatal(err)
		}
		response, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		response.Body.Close()
		if response.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: %s, want 400", name, response.Status)
		}
		c.Close()
	}
}
