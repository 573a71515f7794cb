package server_test

import (
	"math"
	"strings"
	"testing"

	"catchment/server"
)

// TestBadDrawings asks about areas that cannot be, and with members that are
// none.
func TestBadDrawings(t *testing.T) {
	s := newPark(t, server.Options{})
	for body, want := range map[string]struct {
		status   int
		at, says string
	}{
		`{"service":"clinic","area":{"type":"FeatureCollection","features":[]}}`:                                              {400, "area", "nothing is drawn"},
		`{"service":"clinic","area":{"type":"Polygon","coordinates":[]}}`:                                                     {422, "area", "no positions"},
		`{"service":"clinic","area":{"type":"Point","coordinates":[118.88,42.26]}}`:                                           {400, "area", "MultiPolygon"},
		`{"service":"clinic","area":{"type":"Polygon","coordinates":[[[-180,-90],[180,-90],[180,90],[-180,90],[-180,-90]]]}}`: {400, "area", "part of it"},
		`{"service":"clinic","area":{}}`:                               {400, "area", "type"},
		`{"service":"clinic","area":7}`:                                {400, "area", ""},
		`{"service":"clinic","radius_m":300}`:                          {400, "radius_m", "no member"},
		`{"service":"clinic","sites":{"closed":["no-such"]}}`:          {404, "sites.closed", "no-such"},
		`{"service":"clinic","sites":{"added":[{"lon":999,"lat":0}]}}`: {400, "sites.added", "999"},
	} {
		paths := []string{"/api/coverage", "/api/gaps", "/api/reach"}
		if !strings.Contains(body, "sites") { // which arrays know nothing of
			paths = append(paths, "/api/arrays/reach")
		}
		for _, path := range paths {
			p := s.do("POST", path, strings.NewReader(body), "Content-Type", "application/json").problem(t)
			if p.Status != want.status || p.Parameter != want.at || !strings.Contains(p.Detail, want.says) {
				t.Errorf("POST %s %s\ngot %+v\nwant %d at %q, saying %q", path, body, p, want.status, want.at, want.says)
			}
		}
	}
}

// TestAreasThatOverlap: a layer of a region and the halves it is made of is as
// large as the region.
func TestAreasThatOverlap(t *testing.T) {
	s := newPark(t, server.Options{})
	feature := func(id, west, east string) string {
		return `{"type":"Feature","id":"` + id + `","properties":{},"geometry":{"type":"Polygon","coordinates":[[[` +
			west + `,42],[` + east + `,42],[` + east + `,43],[` + west + `,43],[` + west + `,42]]]}}`
	}
	body := `{"type":"FeatureCollection","features":[` + feature("all", "118", "120") + "," + feature("west", "118", "119") + "," + feature("east", "119", "120") + `]}`
	s.load("id=regions&role=boundary&kind=district", body)
	var got struct {
		Areas []struct {
			ID     string  `json:"id"`
			AreaM2 float64 `json:"area_m2"`
		} `json:"areas"`
	}
	s.get("/api/areas").into(t, &got)
	m2 := map[string]float64{}
	for _, a := range got.Areas {
		m2[a.ID] = a.AreaM2
	}
	if whole, region := m2["regions"], m2["regions/all"]; region <= 0 || math.Abs(whole-region) > 1e-5*region {
		t.Errorf("the layer has %.0f m², the region in it %.0f m²", whole, region)
	}
}

// TestHostileDrawings: areas at the ends of what can be drawn, and more sites
// than anybody places, are answered or refused with a problem document.
func TestHostileDrawings(t *testing.T) {
	s := newPark(t, server.Options{})
	area := func(corners string) string {
		return `{"service":"clinic","radius":500,"area":{"type":"Polygon","coordinates":[[` + corners + `]]}}`
	}
	for name, body := range map[string]string{
		"bowtie":          area("[118.8,42.2],[118.9,42.3],[118.9,42.2],[118.8,42.3],[118.8,42.2]"),
		"around the pole": area("[0,89],[90,89],[180,89],[-90,89],[0,89]"),
		"a millimetre":    area("[118.88,42.26],[118.88000001,42.26],[118.88000001,42.26000001],[118.88,42.26000001],[118.88,42.26]"),
		"100 km":          area("[118,42],[119.2,42],[119.2,42.9],[118,42.9],[118,42]"),
		"10,001 sites":    `{"service":"clinic","radius":500,"area":"park","sites":{"added":[` + strings.Repeat(`{"lon":118.88,"lat":42.26},`, 10_000) + `{"lon":118.88,"lat":42.26}]}}`,
	} {
		for _, path := range []string{"/api/coverage", "/api/gaps"} {
			a := s.do("POST", path, strings.NewReader(body), "Content-Type", "application/json")
			t.Logf("%s %s: %d", name, path, a.status)
			if a.status == 200 {
				continue
			}
			if p := a.problem(t); p.Status < 400 || p.Status >= 500 || p.Detail == "" {
				t.Errorf("POST %s, %s: %+v", path, name, p)
			}
		}
	}
}
