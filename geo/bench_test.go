package geo_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"

	"catchment/geo"
)

// coast is a simple ring of n positions with a ragged outline.
func coast(n int) orb.Ring {
	rnd := rand.New(rand.NewPCG(3, uint64(n)))
	r := make(orb.Ring, 0, n+1)
	d := 1.0
	for i := range n {
		a := 2 * math.Pi * float64(i) / float64(n)
		d += 10 / float64(n) * (rnd.Float64() - 0.5)
		d = min(max(d, 0.5), 1.5)
		r = append(r, orb.Point{118 + d*math.Cos(a), 42 + d*math.Sin(a)})
	}
	return append(r, r[0])
}

// comb is a simple ring of long thin teeth that lean, so that the boxes of all
// of them lie over each other.
func comb(n int) orb.Ring {
	r := make(orb.Ring, 0, n+3)
	w := 1 / float64(n)
	for i := range n {
		x := 118 + w*float64(i)
		if i%2 == 0 {
			r = append(r, orb.Point{x, 42})
		} else {
			r = append(r, orb.Point{x + 1, 43})
		}
	}
	return append(r, orb.Point{121, 42}, orb.Point{118, 41}, r[0])
}

func BenchmarkGate(b *testing.B) {
	for _, n := range []int{5, 20, 100, 1000, 1_000_000} {
		b.Run(fmt.Sprintf("coast/%d", n), func(b *testing.B) {
			g := orb.Polygon{coast(n)}
			if err := geo.Check(g); err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				geo.Gate(g, geo.Strict)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/position")
		})
	}
	for _, n := range []int{1000, 10_000, 1_000_000} {
		b.Run(fmt.Sprintf("comb/%d", n), func(b *testing.B) {
			g := orb.Polygon{comb(n)}
			for b.Loop() {
				geo.Gate(g, geo.Strict)
			}
			err := geo.Check(g)
			b.Log(err)
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/position")
		})
	}
}
