package arcs_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"catchment/geo/arcs"

	"github.com/paulmach/orb"
)

// town returns n discs of 500 m spread at random over a region in which, on
// average, depth facilities cover each place.
func town(n int, depth float64) arrangement {
	r := rand.New(rand.NewPCG(uint64(n), 42))
	side := math.Sqrt(float64(n) * math.Pi * 500 * 500 / depth)
	centers := make([]orb.Point, n)
	for i := range centers {
		centers[i] = orb.Point{4e5 + side*r.Float64(), 4.6e6 + side*r.Float64()}
	}
	ring := star(r, orb.Point{4e5 + side/2, 4.6e6 + side/2}, side*0.6, 200)
	return arrangement{arcs.Region{ring}, arcs.Discs(centers, 500)}
}

func BenchmarkDiscs(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			a := town(n, 1.5)
			b.ReportAllocs()
			for b.Loop() {
				sweep(b, a, arcs.Options{})
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/disc")
		})
	}
}

func BenchmarkContours(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			a := town(n, 1.5)
			b.ReportAllocs()
			for b.Loop() {
				sweep(b, a, arcs.Options{Contours: true})
			}
		})
	}
}

// plots returns n parcels that tile the square of a town of discs.
func plots(n int, depth float64) ([]arcs.Region, []arcs.Reach) {
	a := town(n, depth)
	side := math.Sqrt(float64(n) * math.Pi * 500 * 500 / depth)
	k := int(math.Sqrt(float64(n)))
	r := rand.New(rand.NewPCG(uint64(n), 43))
	var areas []arcs.Region
	for _, p := range parcels(r, side, k, 0.5) {
		for i := range p[0] {
			p[0][i][0] += 4e5
			p[0][i][1] += 4.6e6
		}
		areas = append(areas, arcs.Region{p})
	}
	return areas, a.reaches
}

func BenchmarkParcels(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			areas, reaches := plots(n, 1.5)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := arcs.SweepEach(context.Background(), areas, reaches, arcs.Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkGaps draws the gap polygons of as many parcels under as many
// discs.
func BenchmarkGaps(b *testing.B) {
	areas, reaches := plots(10_000, 1.5)
	var all arcs.Region
	for _, a := range areas {
		all = append(all, a...)
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, g := range sweep(b, arrangement{all, reaches}, arcs.Options{Contours: true}).Gap {
			g.Polygon(0.5)
		}
	}
}
