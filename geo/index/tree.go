// Package index finds boxes by place: those that meet a box, the nearest to a
// point, those within a distance of it.
//
// Boxes are WGS 84 degrees, longitude first; distances are geodesic metres. A
// [Tree] is built once and never changes, so any number of goroutines may
// search it.
//
// Two structures stand behind it. Box searches run on the R-tree of
// github.com/tidwall/rtree, which no other package imports. Nearest and Within
// run on a packed tree of our own, which on a million points is four times as
// fast as the R-tree's Nearby (BenchmarkNearest10Structures).
package index

import (
	"math"
	"slices"

	"github.com/paulmach/orb"
	"github.com/tidwall/rtree"
)

// Tree is an immutable index over boxes, each known by its position in the
// slice given to [New].
type Tree struct {
	boxes   rtree.RTreeGN[float64, int32]
	packed  packed
	count   int
	leftOut []int
}

// New returns an index over bounds, which are copied. A box may be a point or
// a line. Longitudes are taken as they stand: a box across the antimeridian
// is written past 180 or -180, or is the wide box of the parts on both sides.
//
// A box that holds no point of the Earth keeps its position but is never
// found, and [Tree.LeftOut] names it: one with a coordinate that is not
// finite, a latitude beyond 90 or a longitude beyond 540 degrees, or Max below Min, which is
// what orb gives for an empty geometry. Cost: about a second for a million boxes. The number of
// boxes must be below 2³¹.
func New(bounds []orb.Bound) *Tree {
	t := &Tree{count: len(bounds)}
	found := make([]int32, 0, len(bounds))
	for i, b := range bounds {
		if !holdsPoints(b) {
			t.leftOut = append(t.leftOut, i)
			continue
		}
		found = append(found, int32(i))
		t.boxes.Insert(b.Min, b.Max, int32(i))
	}
	t.packed = pack(bounds, found)
	return t
}

// holdsPoints reports whether b is a box on the Earth.
func holdsPoints(b orb.Bound) bool {
	return b.Min[0] >= -540 && b.Min[0] <= b.Max[0] && b.Max[0] <= 540 &&
		b.Min[1] >= -90 && b.Min[1] <= b.Max[1] && b.Max[1] <= 90
}

// LeftOut returns the positions of the boxes that cannot be found, ascending;
// nil when there are none. The caller must not change it.
func (t *Tree) LeftOut() []int { return t.leftOut }

// Len returns the number of boxes given, those left out included.
func (t *Tree) Len() int { return t.count }

// Search calls f with every box that meets b, edges included, in no
// particular order, until f returns false. No box is given twice.
//
// A b whose Min longitude exceeds its Max goes across the antimeridian, as in
// RFC 7946, section 5.2. A b that is not a box otherwise, or holds a NaN, meets nothing.
func (t *Tree) Search(b orb.Bound, f func(i int) bool) {
	if !(b.Min[1] <= b.Max[1]) {
		return
	}
	if b.Min[0] <= b.Max[0] {
		t.boxes.Search(b.Min, b.Max, func(_, _ [2]float64, i int32) bool { return f(int(i)) })
		return
	}
	if !(b.Min[0] > b.Max[0]) {
		return // NaN
	}
	more := true
	west := orb.Bound{Min: b.Min, Max: orb.Point{math.Inf(1), b.Max[1]}}
	t.boxes.Search(west.Min, west.Max, func(_, _ [2]float64, i int32) bool {
		more = f(int(i))
		return more
	})
	if !more {
		return
	}
	t.boxes.Search([2]float64{math.Inf(-1), b.Min[1]}, b.Max, func(_, max [2]float64, i int32) bool {
		return max[0] >= b.Min[0] || f(int(i)) // the former were given above
	})
}

// Intersecting returns the boxes that meet b, as [Tree.Search] finds them, in
// ascending order; nil when there are none.
func (t *Tree) Intersecting(b orb.Bound) []int {
	var out []int
	t.Search(b, func(i int) bool {
		out = append(out, i)
		return true
	})
	slices.Sort(out)
	return out
}
