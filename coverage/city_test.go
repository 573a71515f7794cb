package coverage_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"

	"catchment/coverage"
	"catchment/data"
)

// city returns a seeded city: a square boundary, n parcels on a jittered grid
// that share their corners, half of them homes, and n facilities, spread so
// that 500 m discs lie about three deep.
func city(t testing.TB, n int) *data.Dataset {
	t.Helper()
	r := rand.New(rand.NewPCG(uint64(n), 7))
	sideM := math.Sqrt(float64(n) * math.Pi * 500 * 500 / 3)
	k := int(math.Sqrt(float64(n)))
	degX, degY := sideM/82_500, sideM/111_080
	at := func(x, y float64) orb.Point { return orb.Point{118.6 + x*degX, 42.0 + y*degY} }
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
	var parcels, sites []data.Feature
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
	for i := range n {
		sites = append(sites, data.Feature{ID: fmt.Sprint(i), Geometry: at(r.Float64(), r.Float64()), Properties: []byte(`{}`)})
	}
	edge := orb.Ring{at(0, 0), at(1, 0), at(1, 1), at(0, 1), at(0, 0)}
	return data.NewDataset(
		layer(t, data.Meta{ID: "city", Role: data.RoleBoundary}, []data.Feature{{ID: "1", Geometry: orb.Polygon{edge}}}),
		layer(t, data.Meta{ID: "parcels", Role: data.RoleLandUse}, parcels),
		layer(t, data.Meta{ID: "sites", Role: data.RoleFacility, Kind: "kindergarten"}, sites),
	)
}

func layer(t testing.TB, m data.Meta, features []data.Feature) *data.Layer {
	t.Helper()
	l, err := data.NewLayer(m, features)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// BenchmarkCity is one slider step on a city of 10,000 facilities and 10,000
// parcels, the study area and the demand being prepared.
func BenchmarkCity(b *testing.B) {
	study, err := coverage.NewStudy(b.Context(), city(b, 10_000), coverage.AreaRef{})
	if err != nil {
		b.Fatal(err)
	}
	for _, text := range []string{"land", "landuse:R", "population"} {
		demand, err := coverage.ParseDemand(text)
		if err != nil {
			b.Fatal(err)
		}
		q := coverage.Question{Service: "kindergarten", RadiusM: 500, Demand: demand}
		cover(b, study, q)
		b.Run("cover/"+text, func(b *testing.B) {
			for b.Loop() {
				cover(b, study, q)
			}
		})
		b.Run("answer/"+text, func(b *testing.B) {
			for b.Loop() {
				if _, _, err := study.Answer(b.Context(), q); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
