package landuse_test

import (
	"math"
	"testing"

	"github.com/paulmach/orb"

	"catchment/coverage/landuse"
	"catchment/data"
	"catchment/geo/plane"
)

// TestPeopleDrawnEitherWay counts people at a point, at two points of one
// feature, and over a block, all of one layer: each as often as it is inside,
// in the whole and in cells.
//
//	      0         100
//	      +----------+
//	 7 at |(50,50)   |
//	100 at|(20,20)   | (150,50)    half of them each
//	 50   |     over (80,0)–(120,40), half of it
//	      +----------+
func TestPeopleDrawnEitherWay(t *testing.T) {
	p := plane.At(orb.Point{118.88, 42.25})
	drawn := func(m orb.MultiPolygon) orb.MultiPolygon { return p.MultiPolygonToWGS84(m, 0) }
	shapes := []orb.Geometry{
		p.ToWGS84(orb.Point{50, 50}),
		orb.MultiPoint{p.ToWGS84(orb.Point{20, 20}), p.ToWGS84(orb.Point{150, 50})},
		drawn(orb.MultiPolygon{{box(80, 0, 120, 40)}}),
		orb.LineString{p.ToWGS84(orb.Point{10, 10}), p.ToWGS84(orb.Point{20, 10})}, // lines hold nobody
	}
	people := layerOf(t, data.RolePopulation, shapes, func(i int) map[string]any {
		return map[string]any{"population": []int{7, 100, 50, 1000}[i]}
	})
	land, err := landuse.NewLand(t.Context(), landuse.Sources{Area: drawn(orb.MultiPolygon{{box(0, 0, 100, 100)}}), People: []*data.Layer{people}})
	if err != nil {
		t.Fatal(err)
	}
	balance, err := land.Balance(t.Context(), landuse.BalanceOptions{})
	if err != nil {
		t.Fatal(err)
	}
	const want = 7 + 100.0/2 + 50.0/2
	m := balance.Measures["population"]
	if m.Value == nil || math.Abs(*m.Value-want) > 1e-3 || m.Stated != 3 || m.From != "points and census blocks" {
		t.Errorf("population %+v, want %v of 3 features", m, want)
	}
	density, err := land.Density(t.Context(), landuse.DensityOptions{SizeM: 30, Measures: []string{"population_density"}})
	if err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for _, c := range density.Cells {
		sum += c.Values[0] * c.AreaM2 / 1e6
	}
	if math.Abs(sum-want) > 1e-3 {
		t.Errorf("cells hold %v people, want %v", sum, want)
	}
}
