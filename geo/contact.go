package geo

import (
	"math"

	"github.com/paulmach/orb"
)

// contactKind says how two edges meet.
type contactKind uint8

const (
	apart   contactKind = iota
	touch               // in one point that is an end of at least one of them
	cross               // in one point inside both
	overlap             // along a stretch
)

// edge names an edge by its ring and the index of its first position.
type edge struct{ ring, i int }

// contact is where two edges meet. Edges that follow each other in a ring and
// only share their common position are not in contact.
type contact struct {
	kind contactKind
	a, b edge
	at   orb.Point // the point of a touch, exactly; of a cross, rounded; one end of an overlap
}

// meet tells how the edges ab and cd meet. Exact but for the point of a cross.
func meet(a, b, c, d orb.Point) (contactKind, orb.Point) {
	abc, abd := orient(a, b, c), orient(a, b, d)
	if abc*abd > 0 {
		return apart, orb.Point{}
	}
	cda, cdb := orient(c, d, a), orient(c, d, b)
	if cda*cdb > 0 {
		return apart, orb.Point{}
	}
	if abc == 0 && abd == 0 {
		return meetInLine(a, b, c, d)
	}
	switch {
	case abc != 0 && abd != 0 && cda != 0 && cdb != 0:
		return cross, crossing(a, b, c, d)
	case abc == 0 && between(a, b, c):
		return touch, c
	case abd == 0 && between(a, b, d):
		return touch, d
	case cda == 0 && between(c, d, a):
		return touch, a
	case cdb == 0 && between(c, d, b):
		return touch, b
	}
	return apart, orb.Point{}
}

// meetInLine is meet for two edges on one line.
func meetInLine(a, b, c, d orb.Point) (contactKind, orb.Point) {
	if less(b, a) {
		a, b = b, a
	}
	if less(d, c) {
		c, d = d, c
	}
	from, to := a, b
	if less(from, c) {
		from = c
	}
	if less(d, to) {
		to = d
	}
	switch {
	case from == to:
		return touch, from
	case less(from, to):
		return overlap, from
	default:
		return apart, orb.Point{}
	}
}

// between tells whether p, known to be on the line through a and b, is on the
// edge between them, ends included.
func between(a, b, p orb.Point) bool {
	return min(a[0], b[0]) <= p[0] && p[0] <= max(a[0], b[0]) &&
		min(a[1], b[1]) <= p[1] && p[1] <= max(a[1], b[1])
}

// foldsBack tells whether a ring running a, b, c turns round on itself at b.
func foldsBack(a, b, c orb.Point) bool {
	if (a[0] > b[0]) != (c[0] > b[0]) || (a[1] > b[1]) != (c[1] > b[1]) {
		return false // a and c lie to different sides of b
	}
	return orient(a, b, c) == 0 && (less(a, b) == less(c, b))
}

// crossing returns the point where ab and cd cross, within the boxes of both.
func crossing(a, b, c, d orb.Point) orb.Point {
	// Relative to a, so that the products keep their digits.
	bx, by := b[0]-a[0], b[1]-a[1]
	cx, cy := c[0]-a[0], c[1]-a[1]
	dx, dy := d[0]-c[0], d[1]-c[1]
	t := (cx*dy - cy*dx) / (bx*dy - by*dx)
	if math.IsNaN(t) {
		t = 0.5
	}
	t = min(max(t, 0), 1)
	p := orb.Point{a[0] + t*bx, a[1] + t*by}
	for k := range p {
		lo := max(min(a[k], b[k]), min(c[k], d[k]))
		hi := min(max(a[k], b[k]), max(c[k], d[k]))
		p[k] = min(max(p[k], lo), hi)
	}
	return p
}
