package landuse

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// slabs overlays a few shapes inside a window. It is scratch space: reset it,
// add shapes, sweep. A shape is a set of closed rings; a spot is inside when
// the rings wind around it (exteriors one way, holes the other), so rings of
// one shape may overlap or share edges.
type slabs struct {
	window orb.Bound
	edges  []slabEdge
	left   []leftEnd
	ys     []float64
	active []int32
	order  []crossing
	wind   []int32 // by owner
	inside []int32 // owners the sweep is inside of
}

// slabEdge is a piece of an edge that goes up from y0 to y1, in metres from
// the window's lower left corner.
type slabEdge struct {
	x0, y0, x1, y1 float64
	owner          int32
	turn           int32 // winding gained when passing it to the right
}

// leftEnd is an end of an edge that lies left of the window: from y on upwards
// it adds turn to the winding of everything in the window.
type leftEnd struct {
	owner int32
	turn  int32
	y     float64
}

type crossing struct {
	x    float64 // at the middle of the slab
	edge int32
}

func (e *slabEdge) xAt(y float64) float64 {
	return e.x0 + (e.x1-e.x0)*((y-e.y0)/(e.y1-e.y0))
}

// reset empties s and sets the window in which shapes are overlaid.
func (s *slabs) reset(window orb.Bound) {
	s.window = window
	s.edges, s.left = s.edges[:0], s.left[:0]
}

// ring adds one closed ring of a shape.
func (s *slabs) ring(owner int32, r []orb.Point) {
	for i := 1; i < len(r); i++ {
		s.edge(owner, r[i-1], r[i])
	}
}

// edge adds the part of an edge that matters in the window: of what lies to its
// left only the winding is kept, and what lies above, below or to the right is
// dropped.
func (s *slabs) edge(owner int32, a, b orb.Point) {
	turn := int32(1)
	if a[1] > b[1] {
		a, b, turn = b, a, -1
	}
	w := &s.window
	if b[1] <= w.Min[1] || a[1] >= w.Max[1] || a[1] == b[1] || a[0] >= w.Max[0] && b[0] >= w.Max[0] {
		return
	}
	e := slabEdge{a[0] - w.Min[0], a[1] - w.Min[1], b[0] - w.Min[0], b[1] - w.Min[1], owner, turn}
	if h := w.Max[1] - w.Min[1]; e.y0 < 0 || e.y1 > h {
		whole := e
		if e.y0 < 0 {
			e.x0, e.y0 = whole.xAt(0), 0
		}
		if e.y1 > h {
			e.x1, e.y1 = whole.xAt(h), h
		}
	}
	if e.x0 < 0 || e.x1 < 0 {
		e = s.leftPart(e)
	}
	if right := w.Max[0] - w.Min[0]; e.x0 > right || e.x1 > right {
		e = trimRight(e, right)
	}
	if e.y1 > e.y0 {
		s.edges = append(s.edges, e)
	}
}

// leftPart notes the part of e left of the window and returns the rest, which
// is empty when all of it is.
func (s *slabs) leftPart(e slabEdge) slabEdge {
	from, to := e.y0, e.y1
	switch {
	case e.x0 <= 0 && e.x1 <= 0:
		e.y1 = e.y0
	case e.x0 < 0:
		to = e.yAtLeft()
		e.x0, e.y0 = 0, to
	default:
		from = e.yAtLeft()
		e.x1, e.y1 = 0, from
	}
	s.left = append(s.left, leftEnd{e.owner, e.turn, from}, leftEnd{e.owner, -e.turn, to})
	return e
}

// yAtLeft returns the height at which e crosses the left side of the window.
func (e *slabEdge) yAtLeft() float64 {
	y := e.y0 + (e.y1-e.y0)*(-e.x0/(e.x1-e.x0))
	return math.Min(math.Max(y, e.y0), e.y1)
}

// raiseLeft stands edges onto the left side of the window for all that lies
// beyond it. Rings that lie there wholly wind back what they wind, and vanish.
func (s *slabs) raiseLeft() {
	slices.SortFunc(s.left, func(a, b leftEnd) int { return cmp.Or(cmp.Compare(a.owner, b.owner), cmp.Compare(a.y, b.y)) })
	up := slabEdge{}
	for i := 0; i < len(s.left); {
		here := s.left[i]
		net := up.turn
		for ; i < len(s.left) && s.left[i].owner == here.owner && s.left[i].y == here.y; i++ {
			net += s.left[i].turn
		}
		if net == up.turn {
			continue
		}
		if up.turn != 0 {
			up.y1 = here.y
			s.edges = append(s.edges, up)
		}
		up = slabEdge{y0: here.y, owner: here.owner, turn: net}
	}
}

// trimRight returns the part of e that is not to the right of x.
func trimRight(e slabEdge, x float64) slabEdge {
	if e.x0 >= x && e.x1 >= x {
		e.y1 = e.y0
		return e
	}
	y := e.y0 + (e.y1-e.y0)*((x-e.x0)/(e.x1-e.x0))
	y = math.Min(math.Max(y, e.y0), e.y1)
	if e.x0 > x {
		e.x0, e.y0 = x, y
	} else {
		e.x1, e.y1 = x, y
	}
	return e
}

// sweep calls visit for pieces that together make up the part of the window
// inside at least one shape, with the owners whose shapes hold the piece (in
// no particular order; valid during the call) and its area in m².
//
// It takes time proportional to the edges and crossings times the edges cut by
// one horizontal line.
func (s *slabs) sweep(owners int, visit func(inside []int32, areaM2 float64)) {
	s.raiseLeft()
	slices.SortFunc(s.edges, func(a, b slabEdge) int { return cmp.Compare(a.y0, b.y0) })
	s.cuts()
	s.wind = append(s.wind[:0], make([]int32, owners)...)
	width := s.window.Max[0] - s.window.Min[0]
	s.active, s.order = s.active[:0], s.order[:0]
	next := 0
	for k := 1; k < len(s.ys); k++ {
		low, high := s.ys[k-1], s.ys[k]
		mid := low + (high-low)/2
		kept := s.active[:0] // in the order of the last slab, so nearly sorted
		for _, c := range s.order {
			if s.edges[c.edge].y1 > low {
				kept = append(kept, c.edge)
			}
		}
		s.active = kept
		for ; next < len(s.edges) && s.edges[next].y0 <= low; next++ {
			if s.edges[next].y1 > low {
				s.active = append(s.active, int32(next))
			}
		}
		s.order = s.order[:0]
		for _, i := range s.active {
			s.order = append(s.order, crossing{s.edges[i].xAt(mid), i})
		}
		s.row(high-low, width, visit)
	}
}

// row visits the trapezoids of one slab from left to right.
func (s *slabs) row(height, width float64, visit func([]int32, float64)) {
	slices.SortFunc(s.order, func(a, b crossing) int { return cmp.Or(cmp.Compare(a.x, b.x), cmp.Compare(a.edge, b.edge)) })
	clear(s.wind)
	s.inside = s.inside[:0]
	last := 0.0
	for _, c := range s.order {
		x := math.Min(c.x, width)
		if len(s.inside) > 0 && x > last {
			visit(s.inside, (x-last)*height)
		}
		last = math.Max(last, x)
		s.pass(&s.edges[c.edge])
	}
	if len(s.inside) > 0 && width > last { // closed beyond the right side
		visit(s.inside, (width-last)*height)
	}
}

// pass updates the windings on crossing an edge to the right.
func (s *slabs) pass(e *slabEdge) {
	before := s.wind[e.owner]
	s.wind[e.owner] += e.turn
	switch {
	case before == 0:
		s.inside = append(s.inside, e.owner)
	case s.wind[e.owner] == 0:
		at := slices.Index(s.inside, e.owner)
		s.inside[at] = s.inside[len(s.inside)-1]
		s.inside = s.inside[:len(s.inside)-1]
	}
}

// cuts collects the heights of all corners and crossings, ascending. The edges
// are sorted by their lower end.
func (s *slabs) cuts() {
	s.ys, s.active = s.ys[:0], s.active[:0]
	for i := range s.edges {
		e := &s.edges[i]
		s.ys = append(s.ys, e.y0, e.y1)
		left, right := min(e.x0, e.x1), max(e.x0, e.x1)
		kept := s.active[:0]
		for _, j := range s.active {
			f := &s.edges[j]
			if f.y1 <= e.y0 {
				continue
			}
			kept = append(kept, j)
			if left <= max(f.x0, f.x1) && right >= min(f.x0, f.x1) {
				s.cross(e, f)
			}
		}
		s.active = append(kept, int32(i))
	}
	slices.Sort(s.ys)
	s.ys = slices.Compact(s.ys)
}

// cross adds the height at which two edges cross between their common ends.
func (s *slabs) cross(e, f *slabEdge) {
	low, high := max(e.y0, f.y0), min(e.y1, f.y1)
	if low >= high {
		return
	}
	d0 := e.xAt(low) - f.xAt(low)
	d1 := e.xAt(high) - f.xAt(high)
	if d0 > 0 == (d1 > 0) || d0 == 0 || d1 == 0 {
		return
	}
	if y := low + (high-low)*(d0/(d0-d1)); y > low && y < high {
		s.ys = append(s.ys, y)
	}
}
