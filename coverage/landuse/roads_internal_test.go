package landuse

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paulmach/orb"
)

// The length of random segments inside random regions against counting points
// along them, each asked how far the nearest edge is.
func TestLengths(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 11))
		shape := orb.MultiPolygon{randomShape(r)}
		if r.IntN(2) == 0 {
			shape = append(shape, randomShape(r))
		}
		g := newRegion(shape)
		a, b := orb.Point{120*r.Float64() - 30, 120*r.Float64() - 30}, orb.Point{120*r.Float64() - 30, 120*r.Float64() - 30}
		if k := r.IntN(3); k > 0 { // along an edge, or part of it, to within rounding
			e := g.edges[r.IntN(len(g.edges))]
			a, b = e[0], orb.Point{e[1][0] + 1e-3*r.Float64(), e[1][1]}
			if k == 2 {
				a = orb.Point{(a[0] + b[0]) / 2, (a[1] + b[1]) / 2}
			}
		}
		const n = 20000
		inside, border := 0, 0
		for k := range n {
			s := (float64(k) + 0.5) / n
			p := orb.Point{a[0] + (b[0]-a[0])*s, a[1] + (b[1]-a[1])*s}
			switch {
			case slices.ContainsFunc(g.edges, func(e [2]orb.Point) bool { return distanceTo(e, p) <= borderM }):
				border++
			case g.contains(p):
				inside++
			}
		}
		length := math.Hypot(b[0]-a[0], b[1]-a[1])
		in, on := g.lengths(a, b)
		if wantIn, wantOn := length*float64(inside)/n, length*float64(border)/n; math.Abs(in-wantIn) > length*12/n || math.Abs(on-wantOn) > length*12/n {
			t.Errorf("seed %d: lengths(%v, %v) = %v, %v; counted %v, %v of %v", seed, a, b, in, on, wantIn, wantOn, length)
		}
	}
}

func distanceTo(e [2]orb.Point, p orb.Point) float64 {
	dx, dy := e[1][0]-e[0][0], e[1][1]-e[0][1]
	t := min(max(((p[0]-e[0][0])*dx+(p[1]-e[0][1])*dy)/(dx*dx+dy*dy), 0), 1)
	return math.Hypot(p[0]-e[0][0]-t*dx, p[1]-e[0][1]-t*dy)
}

// What lies inside a region and what lies in the rest of a frame around it add
// up to the whole, the border counting once: it is inside both.
func TestLengthsAddUp(t *testing.T) {
	for seed := range uint64(400) {
		r := rand.New(rand.NewPCG(seed, 13))
		shape := randomShape(r)[:1]
		frame := orb.Ring{{-200, -200}, {300, -200}, {300, 300}, {-200, 300}, {-200, -200}}
		hole := slices.Clone(shape[0])
		if hole.Orientation() == orb.CCW {
			hole.Reverse()
		}
		inner, rest := newRegion(orb.MultiPolygon{shape}), newRegion(orb.MultiPolygon{{frame, hole}})
		line := []orb.Point{{120*r.Float64() - 30, 120*r.Float64() - 30}, shape[0][0], shape[0][1], {120*r.Float64() - 30, 120*r.Float64() - 30}}
		for k := 1; k < len(line); k++ {
			length := math.Hypot(line[k][0]-line[k-1][0], line[k][1]-line[k-1][1])
			in, on := inner.lengths(line[k-1], line[k])
			out, also := rest.lengths(line[k-1], line[k])
			if math.Abs(in+on+out-length) > 1e-9 || math.Abs(on-also) > 1e-9 || k == 2 && math.Abs(on-length) > 1e-9 {
				t.Errorf("seed %d, segment %d: %v inside, %v and %v on the border, %v outside of %v", seed, k, in, on, also, out, length)
			}
		}
	}
}

// Whatever sideOf says of a box holds for points in it.
func TestSideOf(t *testing.T) {
	seen := map[side]int{}
	for seed := range uint64(400) {
		r := rand.New(rand.NewPCG(seed, 12))
		g := newRegion(orb.MultiPolygon{randomShape(r), randomShape(r)})
		for range 20 {
			x, y, w := 120*r.Float64()-30, 120*r.Float64()-30, 12*r.Float64()
			b := orb.Bound{Min: orb.Point{x, y}, Max: orb.Point{x + w, y + 12*r.Float64()}}
			where := g.sideOf(b)
			seen[where]++
			for range 10 {
				p := orb.Point{x + w*r.Float64(), y + (b.Max[1]-y)*r.Float64()}
				if in := g.contains(p); where == insideOf && !in || where == outside && in {
					t.Fatalf("seed %d: box %v is on side %d, its point %v inside: %v", seed, b, where, p, in)
				}
			}
		}
	}
	if seen[insideOf] < 50 || seen[outside] < 50 || seen[across] < 50 {
		t.Errorf("boxes by side: %v", seen)
	}
}
