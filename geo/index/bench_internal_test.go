package index

import (
	"math"
	"math/rand/v2"
	"testing"

	"catchment/geo/measure"

	"github.com/paulmach/orb"
	"github.com/tidwall/rtree"
)

// Pages in the R-tree of tidwall/rtree, single boxes in it, and the packed tree,
// with the same million points, queries and distances: why each has its task.
func BenchmarkStructures(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	bounds := make([]orb.Bound, 1_000_000)
	for i := range bounds {
		p := orb.Point{118 + r.Float64(), 42 + r.Float64()}
		bounds[i] = orb.Bound{Min: p, Max: p}
	}
	var tree *Tree
	var boxes rtree.RTreeGN[float64, int32]
	b.Run("build/pages", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			tree = New(bounds)
		}
	})
	b.Run("build/packed", func(b *testing.B) {
		b.ReportAllocs()
		all := make([]int32, len(bounds))
		for i := range all {
			all[i] = int32(i)
		}
		for b.Loop() {
			p := sortedAlongCurve(bounds, all)
			p.build()
		}
	})
	b.Run("build/rtree along curve", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var t rtree.RTreeGN[float64, int32]
			for j, item := range tree.packed.items {
				bound := tree.packed.at(j)
				t.Insert(bound.Min, bound.Max, item)
			}
		}
	})
	b.Run("build/rtree", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			boxes = rtree.RTreeGN[float64, int32]{}
			for i, bound := range bounds {
				boxes.Insert(bound.Min, bound.Max, int32(i))
			}
		}
	})
	// About 25 hits a query.
	square := func(r *rand.Rand) orb.Bound {
		x, y := 118+r.Float64(), 42+r.Float64()
		return orb.Bound{Min: orb.Point{x, y}, Max: orb.Point{x + 0.005, y + 0.005}}
	}
	hits := 0
	b.Run("box/pages", func(b *testing.B) {
		r := rand.New(rand.NewPCG(3, 4))
		for b.Loop() {
			tree.Search(square(r), func(int) bool { hits++; return true })
		}
	})
	b.Run("box/rtree", func(b *testing.B) {
		r := rand.New(rand.NewPCG(3, 4))
		for b.Loop() {
			q := square(r)
			boxes.Search(q.Min, q.Max, func(_, _ [2]float64, _ int32) bool { hits++; return true })
		}
	})
	query := func(r *rand.Rand) orb.Point { return orb.Point{118 + r.Float64(), 42 + r.Float64()} }

	b.Run("nearest10/packed", func(b *testing.B) {
		r := rand.New(rand.NewPCG(5, 6))
		for b.Loop() {
			tree.Nearest(query(r), 10, nil)
		}
	})
	b.Run("nearest10/rtree", func(b *testing.B) {
		r := rand.New(rand.NewPCG(5, 6))
		for b.Loop() {
			p := query(r)
			o, from := originAt(p), measure.From(p)
			hits := make([]Hit, 0, 10)
			boxes.Nearby(func(low, high [2]float64, _ int32, item bool) float64 {
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
