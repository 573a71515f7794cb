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
		arcs.Polygons(sweep(b, arrangement{all, reaches}, arcs.Options{Contours: true}).Gap, 0.5, 0)
	}
}

// streets returns facilities that each reach along the streets of a grid
// within 800 m of them, 50 m to either side, and the side of the grid.
func streets(facilities int) ([]arcs.Reach, float64) {
	const k, block = 60, 120.0
	r := rand.New(rand.NewPCG(9, 9))
	var reaches []arcs.Reach
	for range facilities {
		at := point(r, k*block)
		var reach arcs.Reach
		for i := range k {
			for j := range k {
				p := orb.Point{block * float64(i), block * float64(j)}
				if math.Abs(p[0]-at[0])+math.Abs(p[1]-at[1]) < 800 {
					reach = append(reach, arcs.Capsule{p, orb.Point{p[0] + block, p[1]}, 50}, arcs.Capsule{p, orb.Point{p[0], p[1] + block}, 50})
				}
			}
		}
		reaches = append(reaches, reach)
	}
	return reaches, k * block
}

func BenchmarkStreets(b *testing.B) {
	reaches, side := streets(200)
	a := arrangement{arcs.Region{rectangle(0, 0, side, side)}, reaches}
	for b.Loop() {
		sweep(b, a, arcs.Options{})
	}
}

// parks returns polygons of many corners, grown by 300 m.
func parks(n int, side float64) []arcs.Reach {
	r := rand.New(rand.NewPCG(10, 10))
	var reaches []arcs.Reach
	for range n {
		reaches = append(reaches, arcs.Reach{arcs.Grown{star(r, point(r, side), 150, 20+r.IntN(200)), 300}})
	}
	return reaches
}

// BenchmarkGrown sweeps sixty polygons grown by 300 m.
func BenchmarkGrown(b *testing.B) {
	a := arrangement{arcs.Region{rectangle(0, 0, 4200, 4200)}, parks(60, 4200)}
	for b.Loop() {
		sweep(b, a, arcs.Options{})
	}
}

// BenchmarkParcelsOf sweeps each of some eight thousand parcels under reaches
// that are no discs.
func BenchmarkParcelsOf(b *testing.B) {
	along, side := streets(200)
	var areas []arcs.Region
	for _, p := range parcels(rand.New(rand.NewPCG(4, 4)), side, 100, 0.5) {
		areas = append(areas, arcs.Region{p})
	}
	for name, reaches := range map[string][]arcs.Reach{"streets": along, "grown": parks(180, side)} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := arcs.SweepEach(context.Background(), areas, reaches, arcs.Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkOneArea sweeps one area that very many rims meet, as SweepEach does.
func BenchmarkOneArea(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			a := town(n, 1.5)
			for b.Loop() {
				if _, err := arcs.SweepEach(context.Background(), []arcs.Region{a.area}, a.reaches, arcs.Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkLandUse sweeps parcels as reaches in the district they tile.
func BenchmarkLandUse(b *testing.B) {
	tiles := parcels(rand.New(rand.NewPCG(4, 4)), 10_000, 100, 0.5)
	a := arrangement{area: arcs.Region{rectangle(0, 0, 10_000, 10_000)}}
	for _, p := range tiles {
		a.reaches = append(a.reaches, arcs.Reach{arcs.Grown{p, 0}})
	}
	for b.Loop() {
		sweep(b, a, arcs.Options{})
	}
}
