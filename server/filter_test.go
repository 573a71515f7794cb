package server_test

import (
	"net/http"
	"net/url"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"catchment/geo/trial"
	"catchment/server"
)

// grid is a layer of which every answer is seen at a glance.
const grid = `{"type":"FeatureCollection","features":[
{"type":"Feature","id":"a","geometry":{"type":"Point","coordinates":[1,1]},"properties":{"name":"Park 1","beds":5,"open":true,"opens":2030}},
{"type":"Feature","id":"b","geometry":{"type":"Point","coordinates":[2,2]},"properties":{"name":"公园","beds":50,"open":false}},
{"type":"Feature","id":"c","geometry":{"type":"Point","coordinates":[3,3]},"properties":{"name":null,"beds":null,"open":true}},
{"type":"Feature","id":"d","geometry":{"type":"Polygon","coordinates":[[[4,4],[6,4],[6,6],[4,6],[4,4]]]},"properties":{"name":"it's","beds":7.5,"tags":["x"]}}]}`

func filtered(t *testing.T) *site {
	s := newPark(t, server.Options{})
	s.load("id=grid&role=other", grid)
	return s
}

// query writes parameters, given as names and values.
func query(parameters ...string) string {
	v := url.Values{}
	for i := 0; i < len(parameters); i += 2 {
		v.Set(parameters[i], parameters[i+1])
	}
	return "?" + v.Encode()
}

func TestFilter(t *testing.T) {
	s := filtered(t)
	for _, q := range []struct {
		want       string
		parameters []string
	}{
		{"bd", []string{"filter", "beds > 5"}},
		{"bd", []string{"filter", "beds > 5", "filter-lang", "cql2-text"}},
		{"bd", []string{"filter", "beds > 5", "filter-lang", "cql-text"}},
		{"bd", []string{"filter", `{"op":">","args":[{"property":"beds"},5]}`, "filter-lang", "cql2-json"}},
		{"a", []string{"filter", "CASEI(name) LIKE casei('PARK%')"}},
		{"b", []string{"filter", "name IN ('公园', 'x')"}},
		{"bd", []string{"filter", "id IN ('d', 'b')"}},
		{"a", []string{"filter", "CASEI(id) LIKE CASEI('A%') AND beds > 1"}},
		{"abc", []string{"filter", "tags IS NULL"}},
		{"bcd", []string{"filter", "S_INTERSECTS(geometry, BBOX(2,2,5,5))"}},
		{"bc", []string{"filter", "S_INTERSECTS(geometry, BBOX(2,2,5,5))", "bbox", "0,0,3.5,3.5"}},
		{"c", []string{"filter", "S_INTERSECTS(geometry, BBOX(2,2,5,5))", "bbox", "0,0,3.5,3.5", "open", "true"}},
		{"bcd", []string{"filter", "TRUE", "datetime", "2020-01-01T00:00:00Z"}},
		{"d", []string{"filter", "S_CONTAINS(geometry, POINT(5 4.5))", "filter-crs", "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}},
		{"d", []string{"filter", "S_INTERSECTS(geometry, LINESTRING(4.5 5, 4.6 9))", "filter-crs", "http://www.opengis.net/def/crs/EPSG/0/4326"}},
		{"b", []string{"filter", "S_WITHIN(geometry, BBOX(200000,200000,250000,250000))", "filter-crs", "http://www.opengis.net/def/crs/EPSG/0/3857"}},
		{"", []string{"filter", "beds > 1000"}},
		{"abcd", []string{"filter", ""}},
	} {
		path := "/collections/grid/items" + query(q.parameters...)
		var page struct {
			NumberMatched int
			Features      []struct{ ID string }
		}
		s.get(path).into(t, &page)
		got := ""
		for _, f := range page.Features {
			got += f.ID
		}
		if got != q.want || page.NumberMatched != len(q.want) {
			t.Errorf("%v: features %q, numberMatched %d; want %q", q.parameters, got, page.NumberMatched, q.want)
		}
	}
}

// TestFilterPages follows the links of a filter: they carry it, and lead to
// each feature once.
func TestFilterPages(t *testing.T) {
	s := filtered(t)
	path, seen := "/collections/facilities/items"+query("filter", "kind = 'primary_school' OR kind LIKE 'fire%'", "limit", "3"), map[string]bool{}
	matched := -1
	for pages := 0; path != ""; pages++ {
		var page struct {
			NumberMatched int
			Links         []struct{ Rel, Href string }
			Features      []struct {
				ID         string
				Properties struct{ Kind string }
			}
		}
		s.get(path).into(t, &page)
		if matched < 0 {
			matched = page.NumberMatched
		}
		for _, f := range page.Features {
			if seen[f.ID] || f.Properties.Kind != "primary_school" && f.Properties.Kind != "fire_station" {
				t.Errorf("%s answers %v", path, f)
			}
			seen[f.ID] = true
		}
		path = ""
		for _, l := range page.Links {
			if l.Rel == "next" {
				path = strings.TrimPrefix(l.Href, s.url)
			}
		}
		if pages > 50 || page.NumberMatched != matched {
			t.Fatalf("page %d: numberMatched %d after %d", pages, page.NumberMatched, matched)
		}
	}
	if len(seen) != matched || matched < 4 {
		t.Errorf("%d features on all pages, numberMatched %d", len(seen), matched)
	}
}

func TestFilterErrors(t *testing.T) {
	s := filtered(t)
	for _, q := range []struct {
		parameter, says string
		parameters      []string
	}{
		{"filter", "at byte 7", []string{"filter", "beds > "}},
		{"filter", "at byte 0: there is no property bed here; there are: geometry, name, beds", []string{"filter", "bed > 5"}},
		{"filter", "cannot be compared", []string{"filter", "beds = 'x'"}},
		{"filter", "refused", []string{"filter", "S_INTERSECTS(geometry, POINT(200 0))"}},
		{"filter", "too deep", []string{"filter", strings.Repeat("(", 500)}},
		{"filter", "at /args/0/property", []string{"filter", `{"op":"=","args":[{"property":5},1]}`, "filter-lang", "cql2-json"}},
		{"filter", "not JSON", []string{"filter", "beds > 5", "filter-lang", "cql2-json"}},
		{"filter-lang", "cql2-text or cql2-json", []string{"filter", "beds > 5", "filter-lang", "sql"}},
		{"filter-crs", "EPSG/0/32650", []string{"filter", "beds > 5", "filter-crs", "http://www.opengis.net/def/crs/EPSG/0/32650"}},
	} {
		a := s.do(http.MethodGet, "/collections/grid/items"+query(q.parameters...), nil)
		var p struct{ Parameter, Detail string }
		if a.status != http.StatusBadRequest || a.header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%v, want a problem 400", a)
			continue
		}
		if a.into(t, &p); p.Parameter != q.parameter || !strings.Contains(p.Detail, q.says) {
			t.Errorf("%v: parameter %q, %q; want %q and %q", q.parameters, p.Parameter, p.Detail, q.parameter, q.says)
		}
	}
}

func TestQueryables(t *testing.T) {
	s := filtered(t)
	a := s.get("/collections/grid/queryables")
	if kind := a.header.Get("Content-Type"); kind != "application/schema+json" {
		t.Errorf("Content-Type %q", kind)
	}
	var doc struct {
		ID                   string `json:"$id"`
		Type                 string
		AdditionalProperties *bool
		Properties           map[string]struct {
			Type   any
			Format string
		}
	}
	a.into(t, &doc)
	if doc.ID != s.url+"/collections/grid/queryables" || doc.Type != "object" || doc.AdditionalProperties == nil || *doc.AdditionalProperties {
		t.Errorf("the document is %v", a)
	}
	for name, want := range map[string]any{"name": "string", "beds": "number", "open": "boolean", "opens": "integer"} {
		if got := doc.Properties[name].Type; got != want {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
	if got := doc.Properties["geometry"].Format; got != "geometry-any" {
		t.Errorf("geometry has the format %q", got)
	}
	if found := s.do(http.MethodGet, "/collections/none/queryables", nil); found.status != http.StatusNotFound {
		t.Errorf("%v, want 404", found)
	}
	if link := s.get("/collections/grid"); !strings.Contains(string(link.body), `"http://www.opengis.net/def/rel/ogc/1.0/queryables"`) {
		t.Errorf("%v has no link to the queryables", link)
	}
	// Every name can be asked of.
	for name := range doc.Properties {
		s.get("/collections/grid/items" + query("filter", `"`+name+`" IS NULL`))
	}
}

// TestFilterGDAL has GDAL filter by attributes and by a box.
func TestFilterGDAL(t *testing.T) {
	trial.Program(t, "ogrinfo", "gdal-bin")
	s := filtered(t)
	count := regexp.MustCompile(`Feature Count: (\d+)`)
	for _, q := range []struct {
		want string
		args []string
	}{
		{"2", []string{"-where", "beds > 5"}},
		{"1", []string{"-where", "name LIKE 'Park%' AND open = 1"}},
		{"1", []string{"-where", "name = '公园'"}},
		{"1", []string{"-where", "name IS NULL"}},
		{"3", []string{"-where", "beds IN (5, 50, 7.5)"}},
		{"2", []string{"-spat", "0", "0", "2.5", "2.5"}},
		{"1", []string{"-spat", "0", "0", "2.5", "2.5", "-where", "beds BETWEEN 6 AND 60"}},
	} {
		args := append([]string{"-ro", "-so", "OAPIF:" + s.url, "grid"}, q.args...)
		out, err := exec.Command("ogrinfo", args...).CombinedOutput()
		if found := count.FindSubmatch(out); err != nil || found == nil || string(found[1]) != q.want {
			t.Errorf("ogrinfo %v: %v, want %s features\n%s", q.args, err, q.want, out)
		}
	}
}
