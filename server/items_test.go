package server_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os/exec"
	"strings"
	"testing"

	"catchment/geo/trial"
	"catchment/server"
)

// itemsShape is a page of features.
type itemsShape struct {
	NumberMatched, NumberReturned int
	Links                         []struct{ Href, Rel, Type string }
	Features                      []struct {
		ID       any
		Geometry struct{ Coordinates json.RawMessage }
	}
}

func (p *itemsShape) next() string {
	for _, l := range p.Links {
		if l.Rel == "next" {
			return l.Href
		}
	}
	return ""
}

// items walks over all pages of a question and returns the ids in order.
func (s *site) items(query string) (ids []string, matched int) {
	s.t.Helper()
	for path := query; path != ""; {
		var page itemsShape
		s.get(path).into(s.t, &page)
		if path != query && page.NumberMatched != matched {
			s.t.Errorf("%s: numberMatched is %d, on the first page %d", path, page.NumberMatched, matched)
		}
		if matched = page.NumberMatched; page.NumberReturned != len(page.Features) {
			s.t.Errorf("%s: numberReturned is %d of %d", path, page.NumberReturned, len(page.Features))
		}
		for _, f := range page.Features {
			ids = append(ids, fmt.Sprint(f.ID))
		}
		path = strings.TrimPrefix(page.next(), s.url)
	}
	if len(ids) != matched {
		s.t.Errorf("%s: %d features on all pages, numberMatched is %d", query, len(ids), matched)
	}
	return ids, matched
}

// TestPagesAddUp: whatever the size of a page, the pages together are the same
// features in the same order.
func TestPagesAddUp(t *testing.T) {
	s := newPark(t, server.Options{})
	for _, query := range []string{"", "bbox=118.86,42.25,118.88,42.27", "code=R2", "datetime=../2015-06-01T00:00:00Z", "bbox=118.86,42.25,118.88,42.27&code=R2"} {
		whole, matched := s.items("/collections/landuse/items?limit=10000&" + query)
		if matched == 0 || query != "" && matched == 735 {
			t.Errorf("?%s finds %d", query, matched)
		}
		for _, limit := range []int{1 + matched/3, 50, matched} {
			if got, _ := s.items(fmt.Sprintf("/collections/landuse/items?limit=%d&%s", limit, query)); strings.Join(got, " ") != strings.Join(whole, " ") {
				t.Errorf("?%s by %d differs from one page", query, limit)
			}
		}
	}
}

// TestBoxesAgainstGEOS: features in a box are those whose geometry meets it,
// not those whose box does, as GEOS has it.
func TestBoxesAgainstGEOS(t *testing.T) {
	python := trial.Python(t, "shapely")
	s := newPark(t, server.Options{})
	r := rand.New(rand.NewPCG(20261125, 7))
	for _, layer := range []string{"landuse", "roads", "facilities"} {
		var boxes []string
		for range 60 {
			w, n := 118.84+0.07*r.Float64(), 42.24+0.04*r.Float64()
			size := 0.02 * math.Pow(r.Float64(), 2)
			boxes = append(boxes, fmt.Sprintf("%.6f,%.6f,%.6f,%.6f", w, n, w+size, n+size*r.Float64()))
		}
		c := exec.Command(python, "-c", `
import sys, json, shapely.geometry as g
shapes = [g.shape(f["geometry"]) for f in json.load(sys.stdin)["features"]]
for b in sys.argv[1:]:
    box = g.box(*map(float, b.split(",")))
    print(sum(s.intersects(box) for s in shapes))`)
		c.Args = append(c.Args, boxes...)
		c.Stdin = strings.NewReader(string(s.get("/collections/" + layer + "/items?limit=10000").body))
		out, err := c.Output()
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range strings.Fields(string(out)) {
			var page itemsShape
			s.get("/collections/"+layer+"/items?limit=1&bbox="+boxes[i]).into(t, &page)
			if got := fmt.Sprint(page.NumberMatched); got != want {
				t.Errorf("%s in %s: %s features, GEOS says %s", layer, boxes[i], got, want)
			}
		}
	}
}

// TestBoxesAcrossTheAntimeridian: west greater than east goes the other way
// round; the poles are in a box that reaches them.
func TestBoxesAcrossTheAntimeridian(t *testing.T) {
	s := newPark(t, server.Options{})
	var points []string
	for i, at := range []string{"179.5,-17", "-179.5,-17", "0,-17", "180,-17", "10,90", "-100,-90"} {
		points = append(points, fmt.Sprintf(`{"type":"Feature","id":"p%d","properties":null,"geometry":{"type":"Point","coordinates":[%s]}}`, i, at))
	}
	s.load("id=round&role=other", `{"type":"FeatureCollection","features":[`+strings.Join(points, ",")+`]}`)
	for box, want := range map[string]string{
		"179,-20,-179,-10": "p0 p1 p3", "-179.9,-20,179.9,-10": "p0 p1 p2", "177,65,-177,90": "", "-180,85,180,90": "p4", "-180,-90,180,-85": "p5",
		"-180,-90,180,90": "p0 p1 p2 p3 p4 p5", "179,-20,-5,-179,-10,5": "p0 p1 p3",
	} {
		if got, _ := s.items("/collections/round/items?limit=2&bbox=" + box); strings.Join(got, " ") != want {
			t.Errorf("bbox=%s finds %v, want %s", box, got, want)
		}
	}
}

// TestSystems: the same features in another system, and the same box.
func TestSystems(t *testing.T) {
	s := newPark(t, server.Options{})
	uri := func(code int) string {
		return url.QueryEscape(fmt.Sprintf("http://www.opengis.net/def/crs/EPSG/0/%d", code))
	}
	at := func(query string) (p [2]float64) {
		t.Helper()
		a := s.get("/collections/bus_stops/items?limit=1&" + query)
		var page itemsShape
		a.into(t, &page)
		if err := json.Unmarshal(page.Features[0].Geometry.Coordinates, &p); err != nil {
			t.Fatal(err)
		}
		if want, _ := url.QueryUnescape(strings.TrimPrefix(query, "crs=")); query != "" && a.header.Get("Content-Crs") != "<"+want+">" {
			t.Errorf("Content-Crs is %s", a.header.Get("Content-Crs"))
		}
		return p
	}
	degrees := at("")
	for _, code := range []int{4326, 4490} {
		if got := at("crs=" + uri(code)); got != [2]float64{degrees[1], degrees[0]} {
			t.Errorf("in EPSG:%d it is at %v, in CRS84 at %v", code, got, degrees)
		}
	}
	const radius = 6378137
	want := [2]float64{degrees[0] * math.Pi / 180 * radius, math.Log(math.Tan(math.Pi/4+degrees[1]*math.Pi/360)) * radius}
	if got := at("crs=" + uri(3857)); math.Hypot(got[0]-want[0], got[1]-want[1]) > 1e-6 {
		t.Errorf("in EPSG:3857 it is at %v, want %v", got, want)
	}
	whole, _ := s.items("/collections/landuse/items?limit=1000&bbox=118.86,42.25,118.88,42.27")
	swapped, _ := s.items("/collections/landuse/items?limit=1000&bbox=42.25,118.86,42.27,118.88&bbox-crs=" + uri(4326))
	if len(whole) == 0 || strings.Join(whole, " ") != strings.Join(swapped, " ") {
		t.Errorf("a box with latitude first finds %d features, with longitude first %d", len(swapped), len(whole))
	}
	mercator := func(lon, lat float64) string {
		return fmt.Sprintf("%.9f,%.9f", lon*math.Pi/180*radius, math.Log(math.Tan(math.Pi/4+lat*math.Pi/360))*radius)
	}
	metres, _ := s.items("/collections/bus_stops/items?limit=1000&bbox-crs=" + uri(3857) + "&bbox=" + mercator(118.86, 42.25) + "," + mercator(118.88, 42.27))
	stops, _ := s.items("/collections/bus_stops/items?limit=1000&bbox=118.86,42.25,118.88,42.27")
	if len(stops) == 0 || strings.Join(metres, " ") != strings.Join(stops, " ") {
		t.Errorf("a box of Web Mercator finds %d stops, the same in degrees %d", len(metres), len(stops))
	}
}

// TestBadItems: every question that cannot be answered is refused with the
// parameter's name.
func TestBadItems(t *testing.T) {
	s := newPark(t, server.Options{})
	for _, c := range []struct {
		query, parameter string
		status           int
	}{
		{"landuse/items?limit=0", "limit", 400}, {"landuse/items?limit=-1", "limit", 400}, {"landuse/items?limit=unlimited", "limit", 400},
		{"landuse/items?limit=1e2", "limit", 400}, {"landuse/items?offset=-1", "offset", 400}, {"landuse/items?limit=1&limit=2", "limit", 400},
		{"landuse/items?bbox=1,2,3", "bbox", 400}, {"landuse/items?bbox=1,2,3,4,5", "bbox", 400}, {"landuse/items?bbox=a,b,c,d", "bbox", 400},
		{"landuse/items?bbox=NaN,0,1,1", "bbox", 400}, {"landuse/items?bbox=0,10,1,-10", "bbox", 400}, {"landuse/items?bbox=0,0,Inf,1", "bbox", 400},
		{"landuse/items?bbox=", "bbox", 400}, {"landuse/items?limit=", "limit", 400}, {"landuse/items?offset=", "offset", 400}, {"landuse/items?datetime=", "datetime", 400},
		{"landuse/items?crs=", "crs", 400},
		{"landuse/items?bbox=-200,0,1,1", "bbox", 400}, {"landuse/items?bbox=0,0,5,1,1,1", "bbox", 400},
		{"landuse/items?datetime=yesterday", "datetime", 400}, {"landuse/items?datetime=2030-01-01T00:00:00Z/2020-01-01T00:00:00Z", "datetime", 400},
		{"landuse/items?crs=http://www.opengis.net/def/crs/EPSG/0/9999", "crs", 400}, {"landuse/items?bbox-crs=EPSG:4326", "bbox-crs", 400},
		{"landuse/items?no_such=1", "no_such", 400}, {"landuse/items?floors=tall", "floors", 400}, {"landuse/items?f=xml", "f", 400},
		{"landuse?f=xml", "f", 400}, {"landuse/items/lot-001?limit=1", "limit", 400}, {"landuse/items/lot-001?crs=x", "crs", 400},
		{"nowhere", "", 404}, {"nowhere/items", "", 404}, {"landuse/items/nothing", "", 404},
	} {
		a := s.do(http.MethodGet, "/collections/"+c.query, nil)
		if p := a.problem(t); p.Status != c.status || p.Parameter != c.parameter {
			t.Errorf("%v, want %d about %q", a, c.status, c.parameter)
		}
	}
	var page itemsShape
	s.get("/collections/landuse/items?limit=99999999999999999999").into(t, &page)
	if page.NumberReturned != 735 {
		t.Errorf("a limit above the maximum gives %d features", page.NumberReturned)
	}
}

// TestPagesForPeople: every document is a page too, in both languages, with all
// its links, and nothing in the data becomes mark-up.
func TestPagesForPeople(t *testing.T) {
	s := newPark(t, server.Options{})
	s.load("id=evil&role=other&name=%3Cscript%3E", `{"type":"Feature","id":"<b>&\"'","properties":{"<i>":"<img src=x onerror=alert(1)>"},"geometry":{"type":"Point","coordinates":[118.87,42.25]}}`)
	for _, path := range []string{"/", "/conformance", "/collections", "/collections/landuse", "/collections/landuse/items", "/collections/roads/items?limit=7&offset=7",
		"/collections/landuse/items/lot-001", "/collections/evil", "/collections/evil/items", "/collections/evil/items/" + url.PathEscape(`<b>&"'`), "/collections/landuse/schema", "/collections/landuse/geojson-schema", "/api"} {
		join := "?"
		if strings.Contains(path, "?") {
			join = "&"
		}
		for language, word := range map[string]string{"en": "Links", "zh": "链接"} {
			a := s.get(path + join + "f=html&lang=" + language)
			text := string(a.body)
			if a.header.Get("Content-Type") != "text/html; charset=utf-8" || a.header.Get("Content-Language") != language || !strings.Contains(text, word) {
				t.Errorf("%v is not a page in %s", a, language)
			}
			for _, bad := range []string{"<script", "<img", "<i>", "<b>"} {
				if strings.Contains(text, bad) {
					t.Errorf("%v has %s in it", a, bad)
				}
			}
			for _, link := range a.header.Values("Link") {
				href := strings.ReplaceAll(link[1:strings.Index(link, ">")], "&", "&amp;")
				if !strings.Contains(text, `<a href="`+href) {
					t.Errorf("%s: the page lacks the link %s", a.request, href)
				}
			}
			if got := s.do(http.MethodGet, path+join+"f=html&lang="+language, nil, "If-None-Match", a.header.Get("ETag")); got.status != http.StatusNotModified {
				t.Errorf("%v, want 304", got)
			}
		}
	}
	if a := s.do(http.MethodGet, "/collections/landuse", nil, "Accept", "text/html", "Accept-Language", "fr, zh-CN;q=0.9, en;q=0.8"); a.header.Get("Content-Language") != "zh" {
		t.Errorf("%v is not in Chinese", a)
	}
}
