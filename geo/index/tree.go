// Package index finds boxes by place: those that meet a box, the nearest to a
// point, those within a distance of it.
//
// Boxes are WGS 84 degrees, longitude first; distances are geodesic metres. A
// [Tree] never changes, so any number of goroutines may search it; [Tree.With]
// gives the tree after some boxes have changed.
//
// Two structures stand behind it. Boxes are sorted along a Hilbert curve and cut into
// pages, and the pages go into the R-tree of github.com/tidwall/rtree, which no
// other package imports. It answers box queries, and its copy-on-write makes a
// change of one box as cheap as one deletion and one insertion, whatever the
// number of boxes. Pages rather than single boxes go in because inserting a
// million boxes one by one takes most of a second, and pages a twentieth of that,
// with queries about as fast. The nearest are found in a packed tree over the same sorted boxes,
// four times as fast as the R-tree's own Nearby; its upper levels are built
// when first asked for. BenchmarkStructures sets all of them side by side.
package index

import (
	"math"
	"slices"
	"sync"

	"github.com/paulmach/orb"
	"github.com/tidwall/rtree"
)

// Tree is an immutable index over boxes, each known by its position in the
// slice given to [New].
type Tree struct {
	pages   rtree.RTreeGN[float64, *page]
	copying sync.Mutex // rtree's Copy marks what it copies
	count   int
	leftOut []int
	// place[key] is the position of the box that pages know by key, -1 when it
	// is gone; nil as long as keys are positions.
	place []int32

	once   sync.Once
	packed packed // see nearest
}

// page is a few boxes that lie near each other. It never changes.
type page struct {
	keys []int32
	corners
}

// pageBoxes is how many boxes New puts on a page.
const pageBoxes = 16

// New returns an index over bounds, which are copied. A box may be a point or
// a line. Longitudes are taken as they stand: a box across the antimeridian
// is written past 180 or -180, or is the wide box of the parts on both sides.
//
// A box that holds no point of the Earth keeps its position but is never
// found, and [Tree.LeftOut] names it: one with a coordinate that is not
// finite, a latitude beyond 90 or a longitude beyond 540 degrees, or Max below Min, which is
// what orb gives for an empty geometry. Cost: O(n log n), about 0.2 s for a
// million boxes. The number of boxes must be below 2³¹.
func New(bounds []orb.Bound) *Tree {
	t := &Tree{count: len(bounds)}
	found := make([]int32, 0, len(bounds))
	for i, b := range bounds {
		if !holdsPoints(b) {
			t.leftOut = append(t.leftOut, i)
			continue
		}
		found = append(found, int32(i))
	}
	t.packed = sortedAlongCurve(bounds, found)
	keys := t.packed.items
	pages := make([]page, (len(keys)+pageBoxes-1)/pageBoxes)
	for j := range pages {
		from, to := j*pageBoxes, min((j+1)*pageBoxes, len(keys))
		pages[j] = page{keys[from:to:to], t.packed.part(from, to)}
		t.insert(&pages[j])
	}
	return t
}

// insert puts a page into the R-tree.
func (t *Tree) insert(p *page) {
	b := p.around()
	t.pages.Insert(b.Min, b.Max, p)
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

// Bound returns the box around all boxes that can be found; the zero Bound
// when there are none.
func (t *Tree) Bound() orb.Bound {
	low, high := t.pages.Bounds()
	return orb.Bound{Min: low, Max: high}
}

// Search calls f with every box that meets b, edges included, in no
// particular order, until f returns false. No box is given twice.
//
// A b whose Min longitude exceeds its Max goes across the antimeridian, as in
// RFC 7946, section 5.2. A b that is not a box otherwise, or holds a NaN, meets nothing.
func (t *Tree) Search(b orb.Bound, f func(i int) bool) {
	t.Relate(b, func(i int, _ bool) bool { return f(i) })
}

// Relate is [Tree.Search], where f is also told whether the box lies in b,
// edges included. Of a b across the antimeridian it must lie on one side.
func (t *Tree) Relate(b orb.Bound, f func(i int, within bool) bool) {
	if !(b.Min[1] <= b.Max[1]) {
		return
	}
	if b.Min[0] <= b.Max[0] {
		t.search(b, math.Inf(1), f)
		return
	}
	if !(b.Min[0] > b.Max[0]) {
		return // NaN
	}
	west := orb.Bound{Min: b.Min, Max: orb.Point{math.Inf(1), b.Max[1]}}
	if !t.search(west, math.Inf(1), f) {
		return
	}
	east := orb.Bound{Min: orb.Point{math.Inf(-1), b.Min[1]}, Max: b.Max}
	t.search(east, b.Min[0], f) // those that end farther east were given above
}

// search calls f with every box that meets q, edges included, and ends west of
// a longitude, until f returns false; it then returns false itself.
//
// Pages lie anywhere in memory: a few are asked for at once, so that they come from
// there at the same time and not one after the other.
func (t *Tree) search(q orb.Bound, westOf float64, f func(i int, within bool) bool) bool {
	var some [32]*page
	n, wanted := 0, true
	t.pages.Search(q.Min, q.Max, func(_, _ [2]float64, p *page) bool {
		some[n] = p
		if n++; n == len(some) {
			wanted, n = t.look(some[:], q, westOf, f), 0
		}
		return wanted
	})
	return wanted && t.look(some[:n], q, westOf, f)
}

// look is search on some pages.
func (t *Tree) look(pages []*page, q orb.Bound, westOf float64, f func(i int, within bool) bool) bool {
	touched := 0.
	for _, p := range pages {
		touched += p.low[0][0] + p.low[len(p.low)-1][0] + float64(p.keys[0])
	}
	if math.IsNaN(touched) {
		return true // never
	}
	for _, p := range pages {
		for j := range p.low {
			low, high := &p.low[j], &p.high[j]
			if low[0] <= q.Max[0] && q.Min[0] <= high[0] && low[1] <= q.Max[1] && q.Min[1] <= high[1] &&
				high[0] < westOf && !f(t.position(p.keys[j]), q.Min[0] <= low[0] && high[0] <= q.Max[0] && q.Min[1] <= low[1] && high[1] <= q.Max[1]) {
				return false
			}
		}
	}
	return true
}

// position returns the position of the box that pages know by key.
func (t *Tree) position(key int32) int {
	if t.place != nil {
		key = t.place[key]
	}
	return int(key)
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
