package tiles

import (
	"container/heap"
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// flatUnits2 is the area of the triangle by which a border may change at a
// vertex that is left out: an eighth of a pixel over a length of two pixels.
const flatUnits2 = 32

// ranking ranks the vertices of borders by the area of the triangle that each
// spans with the neighbours it has left when its turn comes, the smallest first.
//
// Source: Visvalingam and Whyatt, Line generalisation by repeated elimination of
// points (1993).
type ranking struct {
	joints *junctions
	piece  []int // scratch of line

	x, y       []float64
	prev, next []int
	area       []float64
	queue      []int // by area, a heap
	placeIn    []int // where a vertex stands in the queue; -1 when it is out
}

// rank ranks a piece of a border: the vertices of pts that piece names, of which
// the ends are kept at every zoom. A piece that comes back to its start keeps
// two more.
func (r *ranking) rank(pts []orb.Point, piece []int, from []uint8) {
	n := len(piece)
	if n < 3 {
		return
	}
	if backwards(pts, piece) {
		slices.Reverse(piece)
	}
	r.reset(n)
	for k, at := range piece {
		r.x[k], r.y[k] = project(pts[at])
		r.prev[k], r.next[k] = k-1, k+1
	}
	for k := 1; k < n-1; k++ {
		r.area[k] = r.triangle(k)
		r.placeIn[k] = len(r.queue)
		r.queue = append(r.queue, k)
	}
	heap.Init(r)
	spared := 0
	if pts[piece[0]] == pts[piece[n-1]] {
		spared = 2
	}
	for least := 0.0; len(r.queue) > spared; {
		k := heap.Pop(r).(int)
		least = max(least, r.area[k])
		from[piece[k]] = drawnFrom(least)
		before, after := r.prev[k], r.next[k]
		r.next[before], r.prev[after] = after, before
		r.renew(before)
		r.renew(after)
	}
}

// backwards tells whether a piece is to be read from its other end: both sides
// of a border read it alike.
func backwards(pts []orb.Point, piece []int) bool {
	for a, b := 0, len(piece)-1; a < b; a, b = a+1, b-1 {
		if p, q := pts[piece[a]], pts[piece[b]]; p != q {
			return less(q, p)
		}
	}
	return false
}

// drawnFrom returns the smallest zoom at which a vertex with a triangle of that
// part of the square of Web Mercator is drawn.
func drawnFrom(area float64) uint8 {
	if area <= 0 {
		return MaxZoom
	}
	return min(MaxZoom, zoomOf(math.Sqrt(flatUnits2/area)/ExtentUnits))
}

func (r *ranking) reset(n int) {
	r.x, r.y, r.area = slices.Grow(r.x[:0], n)[:n], slices.Grow(r.y[:0], n)[:n], slices.Grow(r.area[:0], n)[:n]
	r.prev, r.next, r.placeIn = slices.Grow(r.prev[:0], n)[:n], slices.Grow(r.next[:0], n)[:n], slices.Grow(r.placeIn[:0], n)[:n]
	r.queue = r.queue[:0]
	r.placeIn[0], r.placeIn[n-1] = -1, -1
}

func (r *ranking) triangle(k int) float64 {
	a, b := r.prev[k], r.next[k]
	return math.Abs((r.x[a]-r.x[k])*(r.y[b]-r.y[k])-(r.x[b]-r.x[k])*(r.y[a]-r.y[k])) / 2
}

// renew measures a vertex again after a neighbour went.
func (r *ranking) renew(k int) {
	if r.placeIn[k] >= 0 {
		r.area[k] = r.triangle(k)
		heap.Fix(r, r.placeIn[k])
	}
}

func (r *ranking) Len() int { return len(r.queue) }

func (r *ranking) Less(a, b int) bool {
	p, q := r.queue[a], r.queue[b]
	return r.area[p] < r.area[q] || r.area[p] == r.area[q] && p < q
}

func (r *ranking) Swap(a, b int) {
	r.queue[a], r.queue[b] = r.queue[b], r.queue[a]
	r.placeIn[r.queue[a]], r.placeIn[r.queue[b]] = a, b
}

func (r *ranking) Push(any) { panic("a vertex is never put back") }

func (r *ranking) Pop() any {
	last := len(r.queue) - 1
	k := r.queue[last]
	r.queue = r.queue[:last]
	r.placeIn[k] = -1
	return k
}
