package coverage

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"catchment/geo/trial"

	"github.com/paulmach/orb"
)

// distanceByWalk is [outline.distance] the slow way, without rims: every edge of
// every path.
func distanceByWalk(o *outline, p orb.Point) float64 {
	return (&outline{paths: o.paths, land: o.land}).distance(p, math.Inf(1))
}

// shoreline returns a ring of n corners about a place, closed.
func shoreline(r *rand.Rand, x, y, sizeM float64, n int) orb.Ring {
	ring := make(orb.Ring, n, n+1)
	for i := range ring {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(n))
		d := sizeM * (0.6 + 0.3*math.Sin(11*float64(i)/float64(n)) + 0.1*r.Float64())
		ring[i] = orb.Point{x + d*cos, y + d*sin}
	}
	return append(ring, ring[0])
}

// anyOutline returns an outline of some of: land with lakes, some of it about as
// large as its hole or on other land, lines and points.
func anyOutline(r *rand.Rand) *outline {
	o := &outline{}
	at := func() (float64, float64) { return 60_000 * r.Float64(), 60_000 * r.Float64() }
	for range r.IntN(3) {
		x, y := at()
		n := 4 + r.IntN(2000)
		poly := orb.Polygon{shoreline(r, x, y, 30_000, n)}
		for range r.IntN(3) {
			poly = append(poly, shoreline(r, x+9000*r.Float64(), y, 9000, 4+r.IntN(n)))
		}
		if r.IntN(2) == 0 {
			poly[0].Reverse()
		}
		o.land = append(o.land, poly)
		for _, ring := range poly {
			o.paths = append(o.paths, ring)
		}
	}
	for range r.IntN(3) {
		x, y := at()
		o.addLine(shoreline(r, x, y, 20_000, 4+r.IntN(900))[:3+r.IntN(2)])
		o.addLine(shoreline(r, y, x, 20_000, 4+r.IntN(900)))
	}
	for range r.IntN(100) {
		x, y := at()
		o.addLine([]orb.Point{{x, y}})
	}
	if len(o.paths) == 0 {
		o.addLine([]orb.Point{{1, 2}})
	}
	o.bound = ringBound(o.paths[0])
	for _, path := range o.paths {
		o.bound = o.bound.Union(ringBound(path))
	}
	o.rims = rimsOf(o)
	return o
}

// TestRims: an outline of many points is as far from a place as a walk along all
// of it finds, to a hundredth of a micrometre, inside, outside and on its corners
// and edges; farther than asked for it says no less.
func TestRims(t *testing.T) {
	rimmed := 0
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 5))
		o := anyOutline(r)
		if o.rims != nil {
			rimmed++
		}
		for range 150 {
			p := orb.Point{-50_000 + 160_000*r.Float64(), -50_000 + 160_000*r.Float64()}
			path := o.paths[r.IntN(len(o.paths))]
			switch k := r.IntN(len(path)); r.IntN(4) {
			case 0:
				p = path[k]
			case 1:
				p = orb.Point{p[0], path[k][1]} // level with a corner
			case 2:
				q := path[max(k-1, 0)]
				p = orb.Point{(path[k][0] + q[0]) / 2, (path[k][1] + q[1]) / 2}
			}
			want := distanceByWalk(o, p)
			if got := o.distance(p, math.Inf(1)); math.Abs(got-want) > 1e-8 {
				t.Fatalf("seed %d: %v is %.9f m away, a walk finds %.9f", seed, p, got, want)
			}
			if got := o.distance(p, want); math.Abs(got-want) > 1e-8 && boundDistance(o.bound, p) <= want {
				t.Fatalf("seed %d: %v is %.9f m away where %.9f is the most asked for", seed, p, got, want)
			}
			if atMost := want * r.Float64(); want > 1e-6 && o.distance(p, atMost) <= atMost {
				t.Fatalf("seed %d: %v is %.9f m away, not %.9f within %.9f", seed, p, want, o.distance(p, atMost), atMost)
			}
		}
	}
	if rimmed < 30 {
		t.Errorf("%d of 60 outlines have rims: the test shows nothing", rimmed)
	}
}

// TestDistancesByWalk: the distances of samples to the two facilities nearest to
// them are those that a walk along every outline finds, wherever the sample before
// lies.
func TestDistancesByWalk(t *testing.T) {
	trial.Slow(t)
	for seed := range uint64(8) {
		r := rand.New(rand.NewPCG(seed, 9))
		outlines := make([]outline, r.IntN(24))
		for i := range outlines {
			outlines[i] = *anyOutline(r)
			outlines[i].number = i
		}
		g := &Ground{Samples: make([]Sample, 700)}
		for i := range g.Samples {
			g.Samples[i].at = orb.Point{-20_000 + 100_000*r.Float64(), -20_000 + 100_000*r.Float64()}
			if i > 0 && r.IntN(5) > 0 {
				last := g.Samples[i-1].at
				g.Samples[i].at = orb.Point{last[0] + 200*r.Float64(), last[1] - 200*r.Float64()}
			}
		}
		d, err := newRoster(make([]Facility, len(outlines)), outlines).distances(t.Context(), g)
		if err != nil {
			t.Fatal(err)
		}
		for i := range g.Samples {
			m := []float64{math.Inf(1), math.Inf(1)}
			of := map[int32]float64{-1: math.Inf(1)}
			for k := range outlines {
				of[int32(k)] = distanceByWalk(&outlines[k], g.Samples[i].at)
				m = append(m, of[int32(k)])
			}
			slices.Sort(m)
			for k, got := range []struct {
				m      float32
				number int32
			}{{d.NearestM[i], d.Nearest[i]}, {d.SecondM[i], d.Second[i]}} {
				if got.m != float32(m[k]) && math.Abs(float64(got.m)-m[k]) > 1e-8 || math.Abs(of[got.number]-m[k]) > 1e-8 {
					t.Fatalf("seed %d, sample %d: facility %d is nearest %d at %v m, a walk finds %v", seed, i, got.number, k, got.m, m[k])
				}
			}
			if d.Nearest[i] == d.Second[i] && len(outlines) > 0 {
				t.Fatalf("seed %d, sample %d: facility %d is nearest twice", seed, i, d.Nearest[i])
			}
		}
	}
}

// BenchmarkOutlineDistance measures a place to a region of 50 km, and the walk
// along all of it beside.
func BenchmarkOutlineDistance(b *testing.B) {
	for _, corners := range []int{50, 100, 1000, 10_000} {
		r := rand.New(rand.NewPCG(1, 7))
		ring := shoreline(r, 0, 0, 30_000, corners)
		o := &outline{paths: [][]orb.Point{ring}, land: orb.MultiPolygon{{ring}}, bound: ringBound(ring)}
		o.rims = rimsOf(o)
		for _, way := range []struct {
			name     string
			distance func(orb.Point) float64
		}{
			{"rims", func(p orb.Point) float64 { return o.distance(p, math.Inf(1)) }},
			{"walk", func(p orb.Point) float64 { return distanceByWalk(o, p) }},
		} {
			b.Run(fmt.Sprintf("%d/%s", corners, way.name), func(b *testing.B) {
				places := rand.New(rand.NewPCG(2, 7))
				for b.Loop() {
					way.distance(orb.Point{-50_000 + 100_000*places.Float64(), -50_000 + 100_000*places.Float64()})
				}
			})
		}
	}
}
