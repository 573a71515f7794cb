package index

import (
	"math"
	"math/rand/v2"
	"testing"

	"catchment/geo/measure"

	"github.com/paulmach/orb"
)

// The R-tree's own Nearby against the packed tree, with the same points,
// queries and distances: why the packed tree is there.
func BenchmarkNearest10Structures(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	bounds := make([]orb.Bound, 1_000_000)
	for i := range bounds {
		p := orb.Point{118 + r.Float64(), 42 + r.Float64()}
		bounds[i] = orb.Bound{Min: p, Max: p}
	}
	tree := New(bounds)
	query := func(r *rand.Rand) orb.Point { return orb.Point{118 + r.Float64(), 42 + r.Float64()} }

	b.Run("packed", func(b *testing.B) {
		r := rand.New(rand.NewPCG(5, 6))
		for b.Loop() {
			tree.Nearest(query(r), 10, nil)
		}
	})
	b.Run("rtree", func(b *testing.B) {
		r := rand.New(rand.NewPCG(5, 6))
		for b.Loop() {
			p := query(r)
			o, from := originAt(p), measure.From(p)
			hits := make([]Hit, 0, 10)
			tree.boxes.Nearby(func(low, high [2]float64, _ int32, item bool) float64 {
				if item {
					return from.Distance(low)
				}
				h := o.hav((low[0]+high[0])/2, (low[1]+high[1])/2, (high[0]-low[0])/2, (high[1]-low[1])/2)
				return 2 * leastRadiusM * math.Sqrt(h) // an arc is at least its chord
			}, func(_, _ [2]float64, i int32, d float64) bool {
				hits = append(hits, Hit{int(i), d})
				return len(hits) < 10
			})
		}
	})
}
