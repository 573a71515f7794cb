package index_test

import (
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"catchment/geo/index"
	"catchment/geo/measure"

	"github.com/paulmach/orb"
)

// A million points in a square degree, as the targets in the design ask.
var million = sync.OnceValues(func() (*index.Tree, []orb.Bound) {
	r := rand.New(rand.NewPCG(1, 2))
	boxes := make([]orb.Bound, 1_000_000)
	for i := range boxes {
		p := orb.Point{118 + r.Float64(), 42 + r.Float64()}
		boxes[i] = orb.Bound{Min: p, Max: p}
	}
	return index.New(boxes), boxes
})

func BenchmarkNew(b *testing.B) {
	_, boxes := million()
	b.ReportAllocs()
	for b.Loop() {
		index.New(boxes)
	}
}

// About 25 hits a query.
func BenchmarkSearch(b *testing.B) {
	tree, _ := million()
	r := rand.New(rand.NewPCG(3, 4))
	hits := 0
	for b.Loop() {
		x, y := 118+r.Float64(), 42+r.Float64()
		q := orb.Bound{Min: orb.Point{x, y}, Max: orb.Point{x + 0.005, y + 0.005}}
		tree.Search(q, func(int) bool { hits++; return true })
	}
	b.ReportMetric(float64(hits)/float64(b.N), "hits/op")
}

func BenchmarkSearchAll(b *testing.B) {
	_, boxes := million()
	r := rand.New(rand.NewPCG(3, 4))
	hits := 0
	for b.Loop() {
		x, y := 118+r.Float64(), 42+r.Float64()
		q := orb.Bound{Min: orb.Point{x, y}, Max: orb.Point{x + 0.005, y + 0.005}}
		for _, box := range boxes {
			if meets(box, q) {
				hits++
			}
		}
	}
}

func BenchmarkNearest10(b *testing.B) {
	tree, _ := million()
	r := rand.New(rand.NewPCG(5, 6))
	b.ReportAllocs()
	for b.Loop() {
		tree.Nearest(orb.Point{118 + r.Float64(), 42 + r.Float64()}, 10, nil)
	}
}

func BenchmarkNearest10All(b *testing.B) {
	_, boxes := million()
	hits := make([]index.Hit, len(boxes))
	r := rand.New(rand.NewPCG(5, 6))
	for b.Loop() {
		p := orb.Point{118 + r.Float64(), 42 + r.Float64()}
		for i, box := range boxes {
			hits[i] = index.Hit{Index: i, DistanceM: measure.Distance(p, box.Min)}
		}
		slices.SortFunc(hits, func(x, y index.Hit) int {
			if x.DistanceM < y.DistanceM {
				return -1
			}
			return 1
		})
	}
}
