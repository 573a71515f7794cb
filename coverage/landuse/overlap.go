package landuse

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"

	"github.com/paulmach/orb"
)

// touchM is how deep two parcels may reach into each other and still only
// touch: a tenth of a micrometre, the rounding of coordinates.
const touchM = 1e-7

// touchM2 is the overlap that two parcels may have and still only touch.
const touchM2 = 1e-6

// mostPairs is how many overlapping pairs are looked into for n parcels. A real
// town has fewer than parcels; two plans laid over each other have about nine
// for each.
func mostPairs(n int) int64 { return 500_000 + 20*int64(n) }

// ErrPiledUp is returned when parcels lie on top of each other in so many pairs
// that the layer is more likely damaged than a map.
var ErrPiledUp = errors.New("parcels lie on top of each other; is a layer given many times over?")

// findOverlaps finds the pairs of plots that share more than an edge.
//
// 1. Boxes that touch name the pairs to look at.
// 2. Most are neighbours with a straight line between them: an edge of one
// with the other wholly beyond it.
// 3. The rest are overlaid.
func (g *ground) findOverlaps(ctx context.Context) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var count atomic.Int64
	var all [][][2]int32
	for level := range g.near.levels {
		n := len(g.near.levels[level].ids)
		found := make([][][2]int32, (n+chunk-1)/chunk)
		err := parallel(ctx, n, chunk, func(s *slabs, from, to int) {
			var pairs [][2]int32
			g.near.pairs(level, from, to, func(i, j int32) {
				i, j = min(i, j), max(i, j)
				if ctx.Err() != nil || g.apart(i, j) || g.sharedArea(s, i, j) <= touchM2 {
					return
				}
				if pairs = append(pairs, [2]int32{i, j}); count.Add(1) > mostPairs(g.len()) {
					stop(ErrPiledUp)
				}
			})
			found[from/chunk] = pairs
		})
		if err != nil {
			return context.Cause(ctx)
		}
		all = append(all, found...)
	}
	g.setOverlaps(slices.Concat(all...))
	return nil
}

// apart tells whether an edge of one plot is a line between the two. False
// decides nothing.
func (g *ground) apart(i, j int32) bool {
	common := intersection(g.boxes[i], g.boxes[j])
	if common.Max[0]-common.Min[0] <= touchM || common.Max[1]-common.Min[1] <= touchM {
		return true
	}
	return g.convex[i] && g.edgeBetween(i, j) || g.convex[j] && g.edgeBetween(j, i)
}

// edgeBetween tells whether plot j lies wholly beyond an edge of plot i, which
// is convex.
func (g *ground) edgeBetween(i, j int32) bool {
	ring := g.points[g.rings[g.plots[i]]:g.rings[g.plots[i]+1]]
	other := g.points[g.rings[g.plots[j]]:g.rings[g.plots[j+1]]]
	for k := 1; k < len(ring); k++ {
		if allRight(ring[k-1], ring[k], other) {
			return true
		}
	}
	return false
}

// allRight tells whether no point lies to the left of the line from a to b.
func allRight(a, b orb.Point, points []orb.Point) bool {
	dx, dy := b[0]-a[0], b[1]-a[1]
	slack := touchM * (abs(dx) + abs(dy)) / 2 // at most touchM times the length
	for _, p := range points {
		if dx*(p[1]-a[1])-dy*(p[0]-a[0]) > slack {
			return false
		}
	}
	return true
}

// sharedArea returns the area that two plots have in common, in m².
func (g *ground) sharedArea(s *slabs, i, j int32) float64 {
	s.reset(intersection(g.boxes[i], g.boxes[j]))
	g.addTo(s, 0, i)
	g.addTo(s, 1, j)
	return s.common(2)
}

// common sweeps and returns the area that all of the shapes have in common, in
// m².
func (s *slabs) common(shapes int) float64 {
	var sum total
	s.sweep(shapes, func(inside []int32, a float64) {
		if len(inside) == shapes {
			sum.add(a)
		}
	})
	return sum.value()
}

// intersection returns the common part of two boxes that touch.
func intersection(a, b orb.Bound) orb.Bound {
	return orb.Bound{
		Min: orb.Point{max(a.Min[0], b.Min[0]), max(a.Min[1], b.Min[1])},
		Max: orb.Point{min(a.Max[0], b.Max[0]), min(a.Max[1], b.Max[1])},
	}
}
