package server_test

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	"catchment/server"
)

// cellsShape is what a density answer holds.
type cellsShape struct {
	Area struct {
		AreaM2 float64 `json:"area_m2"`
	}
	Measures []struct {
		ID, Unit, Formula string
		N                 int
	}
	Features []struct {
		Properties map[string]any
	}
}

func (c *cellsShape) sum(id, by string) float64 {
	sum := 0.0
	for _, f := range c.Features {
		if v, ok := f.Properties[id].(float64); ok {
			area, _ := f.Properties[by].(float64)
			sum += v * area
		}
	}
	return sum
}

// has tells whether some cell has a value of a measure.
func (c *cellsShape) has(id string) bool {
	return slices.ContainsFunc(c.Features, func(f struct{ Properties map[string]any }) bool { return f.Properties[id] != nil })
}

// Whatever the cells are, they add up to the whole, as do those that a kernel
// has smoothed; parcels count by their land inside the area.
func TestDensityAddsUp(t *testing.T) {
	ofNumbers(t)
	s := newPark(t, server.Options{})
	var whole struct {
		Measures map[string]struct{ Value, Numerator *float64 }
	}
	s.get("/api/landuse").into(t, &whole)
	for _, q := range []struct{ cells, by string }{
		{"square", "area_m2"}, {"hex", "area_m2"}, {"square&kernel=600", "area_m2"}, {"hex&kernel=600", "area_m2"}, {"district", "area_m2"}, {"parcel", "inside_m2"},
	} {
		var got cellsShape
		s.get("/api/density?cells="+q.cells).into(t, &got)
		if len(got.Features) < 6 || len(got.Measures) == 0 {
			t.Fatalf("%s: %d cells, %d measures", q.cells, len(got.Features), len(got.Measures))
		}
		area := 0.0
		for _, f := range got.Features {
			a, _ := f.Properties[q.by].(float64)
			area += a
		}
		if math.Abs(area-got.Area.AreaM2) > 1e-6*area {
			t.Errorf("%s: cells have %v m², the area %v", q.cells, area, got.Area.AreaM2)
		}
		for id, of := range map[string]string{"far_gross": "floor_area", "floor_area_density": "floor_area", "building_coverage": "footprint", "green_ratio": "green_area", "jobs_density": "jobs"} {
			if strings.HasPrefix(q.cells, "parcel") && id == "jobs_density" {
				continue // jobs come from points, not from parcels
			}
			sum := got.sum(id, q.by)
			if strings.HasSuffix(id, "_density") {
				sum /= 1e6
			}
			if want := *whole.Measures[of].Value; math.Abs(sum-want) > 1e-6*want {
				t.Errorf("%s: %s adds up to %v, %s is %v", q.cells, id, sum, of, want)
			}
		}
		if strings.HasPrefix(q.cells, "square") || strings.HasPrefix(q.cells, "hex") || q.cells == "district" {
			if sum, want := got.sum("road_density", q.by)/1e6, *whole.Measures["road_density"].Numerator; q.cells != "district" && math.Abs(sum-want) > 1e-6*want {
				t.Errorf("%s: %v km of streets, the whole has %v", q.cells, sum, want)
			}
			for _, id := range []string{"road_density", "jobs_housing_ratio", "mix_entropy", "mix_hhi"} {
				if !got.has(id) {
					t.Errorf("%s: no cell has %s", q.cells, id)
				}
			}
		}
		for _, m := range got.Measures {
			if strings.HasPrefix(m.ID, "mix_") && m.N < 2 && q.cells != "district" {
				t.Errorf("%s: %s says no n", q.cells, m.ID)
			}
			if m.Unit == "" || m.Formula == "" {
				t.Errorf("%s: %+v says no unit or formula", q.cells, m)
			}
		}
	}
}

// TestCellArraysAreTheCells reads the cells as arrays and finds what the GeoJSON
// of the same question says, number for number.
func TestCellArraysAreTheCells(t *testing.T) {
	s := newPark(t, server.Options{})
	for _, query := range []string{"cells=square&size=400", "cells=hex&size=300&kernel=600", "cells=parcel", "cells=district", "cells=hex&size=500&measure=far_net"} {
		var want struct {
			Measures []struct{ ID string }
			Features []struct {
				Properties map[string]any
				Geometry   geojsonGeometry
			}
		}
		s.get("/api/density?"+query).into(t, &want)
		got := readArrays(t, s.get("/api/arrays/cells?"+query).body)
		listed := func(name string, i int) any { return got.header[name].([]any)[i] }
		if n := len(got.header["ids"].([]any)); n != len(want.Features) || n == 0 || len(got.of["cells"]) != n+1 {
			t.Fatalf("%s: %d cells in arrays, %d features", query, n, len(want.Features))
		}
		for i, f := range want.Features {
			p := f.Properties
			found := map[string]any{"id": listed("ids", i), "name": listed("names", i), "name_en": listed("names_en", i), "dominant_class": ""}
			if class := int(got.of["dominant_class"][i]); class >= 0 {
				found["dominant_class"] = listed("classes", class)
			}
			for key, v := range found {
				if other, _ := p[key].(string); other != v {
					t.Errorf("%s: cell %d has the %s %v, want %q", query, i, key, v, other)
				}
			}
			of, _ := p["of"].(map[string]any)
			number := func(name string, in map[string]any, key string) {
				other, ok := in[key].(float64)
				if v := got.of[name][i]; ok != !math.IsNaN(v) || ok && v != other {
					t.Errorf("%s: cell %d has %v as %s, want %v", query, i, v, name, in[key])
				}
			}
			for _, key := range []string{"area_m2", "inside_m2", "dominant_share"} {
				number(key, p, key)
			}
			for _, m := range want.Measures {
				number("value/"+m.ID, p, m.ID)
				number("of/"+m.ID, of, m.ID)
			}
			if outline := got.polygonsOf(i); !slices.EqualFunc(outline, f.Geometry.polygons(t), equalRings) {
				t.Errorf("%s: cell %d lies at %v, want %v", query, i, outline, f.Geometry)
			}
		}
	}
}

// geojsonGeometry is a geometry as it came.
type geojsonGeometry struct {
	Type        string
	Coordinates json.RawMessage
}

// polygons returns the polygons of a geometry, rings of longitude and latitude.
func (g geojsonGeometry) polygons(t *testing.T) (all [][][][2]float64) {
	t.Helper()
	var into any = &all
	if g.Type == "Polygon" {
		all = make([][][][2]float64, 1)
		into = &all[0]
	}
	if err := json.Unmarshal(g.Coordinates, into); err != nil {
		t.Fatal(err)
	}
	return all
}

// polygonsOf returns the polygons of a cell.
func (a arrays) polygonsOf(cell int) (all [][][][2]float64) {
	at := func(name string, i int) int { return int(a.of[name][i]) }
	for p := at("cells", cell); p < at("cells", cell+1); p++ {
		var rings [][][2]float64
		for r := at("polygons", p); r < at("polygons", p+1); r++ {
			var ring [][2]float64
			for v := at("rings", r); v < at("rings", r+1); v++ {
				ring = append(ring, [2]float64{a.of["vertices"][2*v], a.of["vertices"][2*v+1]})
			}
			rings = append(rings, ring)
		}
		all = append(all, rings)
	}
	return all
}

func equalRings(a, b [][][2]float64) bool {
	return slices.EqualFunc(a, b, func(a, b [][2]float64) bool { return slices.Equal(a, b) })
}
