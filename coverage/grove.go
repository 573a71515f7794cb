package coverage

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// grove is a tree over the boxes of outlines that finds the one nearest to a
// place without looking at all of them. It does not change once made.
type grove struct {
	bound     orb.Bound
	outlines  []*outline // of a leaf; nil in a fork
	low, high *grove     // of a fork
}

// groveLeaf is the most outlines that a leaf holds.
const groveLeaf = 8

// newGrove returns the tree over outlines, of which there is at least one. It
// puts them in another order.
func newGrove(outlines []*outline) *grove {
	g := &grove{bound: outlines[0].bound}
	for _, o := range outlines[1:] {
		g.bound = g.bound.Union(o.bound)
	}
	if len(outlines) <= groveLeaf {
		g.outlines = outlines
		return g
	}
	axis := 0
	if g.bound.Max[1]-g.bound.Min[1] > g.bound.Max[0]-g.bound.Min[0] {
		axis = 1
	}
	slices.SortStableFunc(outlines, func(a, b *outline) int {
		return cmp.Compare(a.bound.Center()[axis], b.bound.Center()[axis])
	})
	half := len(outlines) / 2
	g.low, g.high = newGrove(outlines[:half]), newGrove(outlines[half:])
	return g
}

// nearest returns the outline nearest to p and its distance; nil and atMost
// where none is nearer than atMost.
func (g *grove) nearest(p orb.Point, atMost float64) (*outline, float64) {
	return g.nearestBut(nil, p, atMost)
}

// nearestBut is nearest of all outlines but one.
func (g *grove) nearestBut(but *outline, p orb.Point, atMost float64) (*outline, float64) {
	var found *outline
	for _, o := range g.outlines {
		if o == but {
			continue
		}
		if d := o.distance(p, atMost); d < atMost {
			found, atMost = o, d
		}
	}
	if g.low == nil {
		return found, atMost
	}
	first, second := g.low, g.high
	toFirst, toSecond := boundDistance(first.bound, p), boundDistance(second.bound, p)
	if toSecond < toFirst {
		first, second, toFirst, toSecond = second, first, toSecond, toFirst
	}
	if toFirst < atMost {
		found, atMost = first.nearestBut(but, p, atMost)
	}
	if toSecond < atMost {
		if o, d := second.nearestBut(but, p, atMost); o != nil {
			found, atMost = o, d
		}
	}
	return found, atMost
}

// meeting calls do with every outline whose box meets b.
func (g *grove) meeting(b orb.Bound, do func(*outline)) {
	if !g.bound.Intersects(b) {
		return
	}
	for _, o := range g.outlines {
		if o.bound.Intersects(b) {
			do(o)
		}
	}
	if g.low != nil {
		g.low.meeting(b, do)
		g.high.meeting(b, do)
	}
}

// nearestCorner returns the corner of the pieces that lies nearest to an
// outline, that outline, and their distance.
func (g *grove) nearestCorner(pieces []*piece) (corner orb.Point, nearest *outline, distance float64) {
	distance = math.Inf(1)
	for i := range pieces {
		for _, ring := range pieces[i].poly {
			for _, p := range ring {
				if o, d := g.nearest(p, distance); o != nil {
					corner, nearest, distance = p, o, d
				}
			}
		}
	}
	return corner, nearest, distance
}
