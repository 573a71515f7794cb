package arcs_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"catchment/geo/arcs"
	"catchment/geo/trial"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// naive returns the depth profile and exclusive areas of discs in a polygon
// without any index or sweep: every boundary is cut at its crossings with
// every other, and what lies over the middle of each part is found by asking
// every disc. It takes time in the cube of their number where they crowd, and
// ties are beyond it.
func naive(area orb.Polygon, discs []arcs.Disc) (depth, exclusive []float64) {
	exclusive = make([]float64, len(discs))
	depth = make([]float64, len(discs)+2)
	part := func(own int, mid orb.Point, green float64) {
		n, only := 0, -1
		for k, d := range discs {
			if k != own && math.Hypot(mid[0]-d.Center[0], mid[1]-d.Center[1]) < d.RadiusM {
				n, only = n+1, k
			}
		}
		if own < 0 { // the area's boundary bounds the land at its own depth
			depth[n] += green
			if n == 1 {
				exclusive[only] += green
			}
			return
		}
		depth[n+1] += green
		depth[n] -= green
		switch n {
		case 0:
			exclusive[own] += green
		case 1:
			exclusive[only] -= green
		}
	}
	for k, d := range discs {
		naiveRim(area, discs, k, d, part)
	}
	for _, ring := range area {
		for i := 1; i < len(ring); i++ {
			naiveEdge(ring[i-1], ring[i], discs, part)
		}
	}
	return depth, exclusive
}

func naiveRim(area orb.Polygon, discs []arcs.Disc, k int, d arcs.Disc, part func(int, orb.Point, float64)) {
	cuts := []float64{0, 2 * math.Pi}
	at := func(a float64) orb.Point {
		return orb.Point{d.Center[0] + d.RadiusM*math.Cos(a), d.Center[1] + d.RadiusM*math.Sin(a)}
	}
	add := func(a float64) { cuts = append(cuts, math.Mod(a+4*math.Pi, 2*math.Pi)) }
	for j, o := range discs {
		dx, dy := o.Center[0]-d.Center[0], o.Center[1]-d.Center[1]
		dist := math.Hypot(dx, dy)
		if j != k && dist < d.RadiusM+o.RadiusM && dist > math.Abs(d.RadiusM-o.RadiusM) {
			half := math.Acos((dist*dist + d.RadiusM*d.RadiusM - o.RadiusM*o.RadiusM) / (2 * dist * d.RadiusM))
			add(math.Atan2(dy, dx) - half)
			add(math.Atan2(dy, dx) + half)
		}
	}
	for _, ring := range area {
		for i := 1; i < len(ring); i++ {
			for _, t := range edgeCuts(ring[i-1], ring[i], d) {
				x := ring[i-1][0] + t*(ring[i][0]-ring[i-1][0]) - d.Center[0]
				y := ring[i-1][1] + t*(ring[i][1]-ring[i-1][1]) - d.Center[1]
				add(math.Atan2(y, x))
			}
		}
	}
	slices.Sort(cuts)
	for i := 1; i < len(cuts); i++ {
		lo, hi := cuts[i-1], cuts[i]
		mid, p, q := at((lo+hi)/2), at(lo), at(hi)
		if hi > lo && planar.PolygonContains(area, mid) {
			part(k, mid, (d.RadiusM*d.RadiusM*(hi-lo)+d.Center[0]*(q[1]-p[1])-d.Center[1]*(q[0]-p[0]))/2)
		}
	}
}

func naiveEdge(a, b orb.Point, discs []arcs.Disc, part func(int, orb.Point, float64)) {
	cuts := []float64{0, 1}
	for _, d := range discs {
		cuts = append(cuts, edgeCuts(a, b, d)...)
	}
	slices.Sort(cuts)
	on := func(t float64) orb.Point { return orb.Point{a[0] + t*(b[0]-a[0]), a[1] + t*(b[1]-a[1])} }
	for i := 1; i < len(cuts); i++ {
		p, q := on(cuts[i-1]), on(cuts[i])
		part(-1, on((cuts[i-1]+cuts[i])/2), (p[0]*q[1]-p[1]*q[0])/2)
	}
}

// edgeCuts returns the fractions of a–b at which it crosses the rim of d.
func edgeCuts(a, b orb.Point, d arcs.Disc) (t []float64) {
	dx, dy, fx, fy := b[0]-a[0], b[1]-a[1], a[0]-d.Center[0], a[1]-d.Center[1]
	qa, qb, qc := dx*dx+dy*dy, fx*dx+fy*dy, fx*fx+fy*fy-d.RadiusM*d.RadiusM
	root := math.Sqrt(qb*qb - qa*qc) // NaN where they miss each other
	for _, v := range []float64{(-qb - root) / qa, (-qb + root) / qa} {
		if v > 0 && v < 1 {
			t = append(t, v)
		}
	}
	return t
}

// city returns n discs of various sizes over a convex region, for the naive
// twin: the region winds counter-clockwise.
func city(seed uint64, n int) (orb.Polygon, []arcs.Disc, []arcs.Reach) {
	r := rand.New(rand.NewPCG(seed, 77))
	side := 500 * math.Sqrt(float64(n))
	ring := orb.Ring{}
	for i := range 24 {
		sin, cos := math.Sincos(float64(i) / 12 * math.Pi)
		ring = append(ring, orb.Point{side / 2 * (1 + cos), side / 2 * (1 + sin)})
	}
	discs, reaches := make([]arcs.Disc, n), make([]arcs.Reach, n)
	for i := range discs {
		discs[i] = arcs.Disc{point(r, side), 200 + 300*r.Float64()}
		reaches[i] = arcs.Reach{discs[i]}
	}
	return orb.Polygon{append(ring, ring[0])}, discs, reaches
}

// The twin's own rounding is about 1e-11 of the area.
func TestSweepAgainstNaiveTwin(t *testing.T) {
	for seed := range trial.Rounds(20) {
		area, discs, reaches := city(seed, 1+int(seed)*7)
		depth, exclusive := naive(area, discs)
		got := sweep(t, arrangement{arcs.Region{area}, reaches}, arcs.Options{})
		tol := 1e-10 * got.AreaM2
		for k, want := range depth {
			have := 0.0
			if k < len(got.Depth) {
				have = got.Depth[k]
			}
			if math.Abs(have-want) > tol {
				t.Errorf("seed %d: Depth[%d] = %.9f, want %.9f", seed, k, have, want)
			}
		}
		for i, want := range exclusive {
			if math.Abs(got.Exclusive[i]-want) > tol {
				t.Errorf("seed %d: Exclusive[%d] = %.9f, want %.9f", seed, i, got.Exclusive[i], want)
			}
		}
	}
}

func BenchmarkTwins(b *testing.B) {
	const n = 1000
	area, discs, reaches := city(1, n)
	b.Run(fmt.Sprintf("%d/sweep", n), func(b *testing.B) {
		for b.Loop() {
			sweep(b, arrangement{arcs.Region{area}, reaches}, arcs.Options{})
		}
	})
	b.Run(fmt.Sprintf("%d/naive", n), func(b *testing.B) {
		for b.Loop() {
			naive(area, discs)
		}
	})
}
