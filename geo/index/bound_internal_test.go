package index

import (
	"math"
	"math/rand/v2"
	"testing"

	"catchment/geo/measure"

	"github.com/paulmach/orb"
)

// The lower bound of a box is never above the distance to any point of it, as
// the geodesic gives it, and close to it for a box that is a point.
func TestBoundIsBelow(t *testing.T) {
	r := rand.New(rand.NewPCG(20260107, 1))
	lat := func() float64 {
		switch r.IntN(4) {
		case 0:
			return math.Copysign(90-math.Pow(10, 1-8*r.Float64()), r.Float64()-0.5)
		case 1:
			return 2*r.Float64() - 1
		}
		return r.Float64()*180 - 90
	}
	loosest := 0.0
	for range 100000 {
		p := orb.Point{r.Float64()*360 - 180, lat()}
		size := math.Pow(10, 2.5-9*r.Float64())
		b := orb.Bound{Min: orb.Point{r.Float64()*360 - 180, lat()}}
		if r.IntN(2) == 0 { // close by
			b.Min = orb.Point{math.Remainder(p[0]+size*(r.Float64()-0.5), 360), max(-90, min(90, p[1]+size*(r.Float64()-0.5)))}
		}
		b.Max = orb.Point{b.Min[0] + size*r.Float64(), min(90, b.Min[1]+size*r.Float64())}
		point := r.IntN(4) == 0
		if point {
			b.Max = b.Min
		}
		q := orb.Point{b.Min[0] + r.Float64()*(b.Max[0]-b.Min[0]), b.Min[1] + r.Float64()*(b.Max[1]-b.Min[1])}
		o, outer := originAt(p), outward(b)
		d := measure.Distance(p, q)
		var nodes, bounds havs
		nodes.ofNodes(&o, []box{outer})
		corner := one(b)
		bounds.ofCorners(&o, &corner)
		h := bounds[0]
		for _, h := range []float64{nodes[0], bounds[0]} {
			if !(h <= havOf(d)) || h < 0 {
				t.Fatalf("from %v to box %v: bound %.15g exceeds %.15g of %v at %.9f m", p, b, h, havOf(d), q, d)
			}
		}
		if point && d > 1e3 && d < 5e4 && math.Abs(p[1]) < 60 {
			loosest = max(loosest, 1-2*leastRadiusM*math.Asin(math.Sqrt(h))/d)
		}
	}
	if loosest > 0.012 {
		t.Errorf("bounds of points fall short by up to %.2g, want 0.012", loosest)
	}
	t.Logf("bounds of points fall short by up to %.3g", loosest)
}

// bound returns the edges of b.
func (b box) bound() orb.Bound {
	return orb.Bound{
		Min: orb.Point{float64(b.lon) - float64(b.halfWidth), float64(b.lat) - float64(b.halfHeight)},
		Max: orb.Point{float64(b.lon) + float64(b.halfWidth), float64(b.lat) + float64(b.halfHeight)},
	}
}

func TestPackedInvariants(t *testing.T) {
	r := rand.New(rand.NewPCG(20260108, 1))
	for _, n := range []int{1, 15, 16, 17, 256, 257, 5000} {
		bounds := make([]orb.Bound, n)
		found := make([]int32, n)
		for i := range bounds {
			p := orb.Point{r.Float64()*400 - 200.5, r.Float64()*180 - 90}
			bounds[i] = orb.Bound{Min: p, Max: orb.Point{p[0] + r.Float64(), min(90, p[1]+r.Float64())}}
			found[i] = int32(i)
		}
		p := sortedAlongCurve(bounds, found)
		p.build()
		seen := make([]bool, n)
		for j, i := range p.items {
			if seen[i] {
				t.Fatalf("%d boxes: box %d is there twice", n, i)
			}
			seen[i] = true
			if p.at(j) != bounds[i] {
				t.Errorf("box %d is kept as %v, not %v", i, p.at(j), bounds[i])
			}
		}
		level := make([]orb.Bound, n)
		for j := range level {
			level[j] = p.at(j)
		}
		for l, nodes := range p.nodes {
			above := make([]orb.Bound, len(nodes))
			for j := range above {
				above[j] = nodes[j].bound()
			}
			for j, child := range level {
				if parent := above[j/fan]; parent.Union(child) != parent {
					t.Errorf("%d boxes: level %d node %d does not hold child %d", n, l+1, j/fan, j)
				}
			}
			// Rounding makes a node a little larger than its children need, so
			// check against what it was rounded from.
			level = make([]orb.Bound, len(nodes))
			for j := range level {
				level[j] = bounds[p.items[j*pow(fan, l+1)]]
				for i := j * pow(fan, l+1); i < min(n, (j+1)*pow(fan, l+1)); i++ {
					level[j] = level[j].Union(p.at(i))
				}
			}
		}
		if top := len(p.nodes[len(p.nodes)-1]); top != 1 {
			t.Errorf("%d boxes: %d nodes at the top", n, top)
		}
	}
}

func pow(base, n int) int {
	p := 1
	for range n {
		p *= base
	}
	return p
}

// hilbertBitwise is hilbert, one level of the curve after the other.
func hilbertBitwise(x, y uint32) uint32 {
	var d uint32
	way := uint8(0)
	for bit := 15; bit >= 0; bit-- {
		turn := turns[way][x>>bit&1<<1|y>>bit&1]
		d, way = d<<2|uint32(turn.order), turn.way
	}
	return d
}

func TestHilbertStrides(t *testing.T) {
	r := rand.New(rand.NewPCG(20260109, 1))
	for range 100_000 {
		x, y := r.Uint32N(1<<16), r.Uint32N(1<<16)
		if got, want := hilbert(x, y), hilbertBitwise(x, y); got != want {
			t.Fatalf("hilbert(%d, %d) = %d, want %d", x, y, got, want)
		}
	}
}

// Neighbours along the curve are neighbours in the plane, and no cell repeats.
func TestHilbert(t *testing.T) {
	const side = 64
	at := make(map[uint32][2]uint32)
	for x := range uint32(side) {
		for y := range uint32(side) {
			at[hilbert(x, y)] = [2]uint32{x, y}
		}
	}
	if len(at) != side*side {
		t.Fatalf("%d positions for %d cells", len(at), side*side)
	}
	for d, c := range at {
		if n, ok := at[d+1]; ok {
			if dx, dy := int(n[0])-int(c[0]), int(n[1])-int(c[1]); dx*dx+dy*dy != 1 {
				t.Errorf("positions %d and %d are at %v and %v", d, d+1, c, n)
			}
		}
	}
}
