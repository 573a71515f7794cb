package server_test

import (
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
