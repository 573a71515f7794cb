// Package seeded makes places of any size for tests and benchmarks; the same
// seed gives the same place.
package seeded

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/paulmach/orb"

	"catchment/data"
)

// CityService is the facility kind of a [City].
const CityService = "kindergarten"

// CityDepth is how many discs of 500 m lie over a place of a [City] on average.
const CityDepth = 3

// City returns the layers of a city: "city", a square boundary, "parcels",
// about n parcels on a jittered grid that share their corners, half of them
// homes and all with people, and "sites", n facilities at random places.
func City(n int) ([]*data.Layer, error) {
	r := rand.New(rand.NewPCG(uint64(n), 7))
	sideM := math.Sqrt(float64(n) * math.Pi * 500 * 500 / CityDepth)
	at := func(x, y float64) orb.Point { return orb.Point{118.6 + x*sideM/82_500, 42.0 + y*sideM/111_080} }
	parcels := cityParcels(r, int(math.Sqrt(float64(n))), at)
	sites := make([]data.Feature, n)
	for i := range sites {
		sites[i] = data.Feature{ID: fmt.Sprint(i), Geometry: at(r.Float64(), r.Float64()), Properties: []byte(`{}`)}
	}
	edge := orb.Ring{at(0, 0), at(1, 0), at(1, 1), at(0, 1), at(0, 0)}
	var layers []*data.Layer
	for _, l := range []struct {
		meta     data.Meta
		features []data.Feature
	}{
		{data.Meta{ID: "city", Role: data.RoleBoundary}, []data.Feature{{ID: "1", Geometry: orb.Polygon{edge}}}},
		{data.Meta{ID: "parcels", Role: data.RoleLandUse}, parcels},
		{data.Meta{ID: "sites", Role: data.RoleFacility, Kind: CityService}, sites},
	} {
		made, err := data.NewLayer(l.meta, l.features)
		if err != nil {
			return nil, fmt.Errorf("layer %s of a seeded city: %w", l.meta.ID, err)
		}
		layers = append(layers, made)
	}
	return layers, nil
}

// cityParcels returns k × k parcels that tile the unit square.
func cityParcels(r *rand.Rand, k int, at func(x, y float64) orb.Point) []data.Feature {
	corners := make([][]orb.Point, k+1)
	for i := range corners {
		corners[i] = make([]orb.Point, k+1)
		for j := range corners[i] {
			dx, dy := 0.0, 0.0
			if i > 0 && i < k && j > 0 && j < k {
				dx, dy = (r.Float64()-0.5)*0.6, (r.Float64()-0.5)*0.6
			}
			corners[i][j] = at((float64(i)+dx)/float64(k), (float64(j)+dy)/float64(k))
		}
	}
	var parcels []data.Feature
	for i := range k {
		for j := range k {
			code := []string{"R2", "M1"}[r.IntN(2)]
			ring := orb.Ring{corners[i][j], corners[i+1][j], corners[i+1][j+1], corners[i][j+1], corners[i][j]}
			parcels = append(parcels, data.Feature{
				ID: fmt.Sprintf("p%d-%d", i, j), Geometry: orb.Polygon{ring},
				Properties: fmt.Appendf(nil, `{"code":%q,"scheme":"GB50137-2011","population":%d}`, code, r.IntN(300)),
			})
		}
	}
	return parcels
}
