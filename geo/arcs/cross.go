package arcs

import "math"

// The crossings below are computed by one function for both of the boundaries
// that meet, with the same operations in the same order, so the two always
// agree on whether and where they cross. Rounding may move a crossing; it
// cannot make one boundary see it and the other not.

// meeting says how one circle's rim lies to another disc.
type meeting int8

const (
	apart   meeting = iota // no part of the rim is inside
	within                 // the whole rim is inside
	partway                // the rim enters and leaves
)

// lens returns how the rim of a lies to the disc b, leaving equal discs to
// the caller (they are within). Partway, the crossings are at along·e ± half·n
// from a's centre, e being the unit vector towards b and n its left normal.
func lens(ax, ay, ar, bx, by, br float64) (m meeting, e vec, along, half float64) {
	dx, dy := bx-ax, by-ay
	d2 := dx*dx + dy*dy
	sum, diff := ar+br, ar-br
	outer := sum*sum - d2
	if outer <= 0 {
		return apart, e, 0, 0
	}
	inner := d2 - diff*diff
	if inner <= 0 {
		if diff > 0 {
			return apart, e, 0, 0
		}
		return within, e, 0, 0
	}
	inv := 1 / math.Sqrt(d2)
	along = (d2 + diff*sum) * 0.5 * inv
	half = math.Sqrt(outer*inner) * 0.5 * inv
	return partway, vec{dx * inv, dy * inv}, along, half
}

// chord is where a straight edge meets a disc: n crossings, at the fractions
// t of the edge and the offsets p from the disc's centre. enters[i] says
// whether the edge goes in there. inside is set when the whole edge is in.
type chord struct {
	n      int
	inside bool
	enters [2]bool
	t      [2]float64
	p      [2]vec
}

// cut returns the chord of the edge a→b in the disc at c with radius r. An
// end on the rim counts as inside, whichever edge it belongs to.
func cut(a, b, c vec, r float64) (k chord) {
	va, vb, d := a.sub(c), b.sub(c), b.sub(a)
	inA, inB := va.dot(va) <= r*r, vb.dot(vb) <= r*r
	if inA && inB {
		k.inside = true
		return k
	}
	l2, ahead, aside := d.dot(d), -va.dot(d), d.cross(va)
	if !inA && !inB && (ahead <= 0 || ahead >= l2 || aside*aside > 1.01*r*r*l2) { // most edges are far off
		return k
	}
	l := math.Sqrt(l2)
	off := math.Abs(aside) / l
	h2 := (r - off) * (r + off)
	foot := ahead / l2
	if !inA && !inB && !(h2 > 0 && foot > 0 && foot < 1) {
		return k
	}
	h := math.Sqrt(max(0, h2)) / l
	if !inA {
		k.add(va, d, foot-h, true)
	}
	if !inB {
		k.add(va, d, foot+h, false)
	}
	return k
}

func (k *chord) add(va, d vec, t float64, enters bool) {
	t = min(1, max(0, t))
	k.t[k.n], k.enters[k.n] = t, enters
	k.p[k.n] = vec{va.x + t*d.x, va.y + t*d.y}
	k.n++
}

// crossEdges returns where the edges s and o cross strictly inside both: the
// fraction of s, the place, and whether s comes to lie left of o there. Edges
// that share an end do not cross.
func crossEdges(s, o *seg) (t float64, at vec, enters, ok bool) {
	if s.a == o.a || s.a == o.b || s.b == o.a || s.b == o.b {
		return 0, at, false, false
	}
	d, e := s.b.sub(s.a), o.b.sub(o.a)
	oa, ob := d.fineCross(o.a.sub(s.a)), d.fineCross(o.b.sub(s.a))
	if (oa > 0) == (ob > 0) {
		return 0, at, false, false
	}
	sa, sb := e.fineCross(s.a.sub(o.a)), e.fineCross(s.b.sub(o.a))
	if (sa > 0) == (sb > 0) {
		return 0, at, false, false
	}
	t = sa / (sa - sb)
	if s.a.before(o.a) {
		at = vec{s.a.x + t*d.x, s.a.y + t*d.y}
	} else {
		u := oa / (oa - ob)
		at = vec{o.a.x + u*e.x, o.a.y + u*e.y}
	}
	return t, at, oa > 0, true
}

// fineCross returns a×b with an error of about one unit in its last place
// even where the products all but cancel, as they do for edges that cross at
// a very small angle.
//
// Source: C.-P. Jeannerod, N. Louvet, J.-M. Muller, Further analysis of
// Kahan's algorithm for the accurate computation of 2×2 determinants (2013).
func (a vec) fineCross(b vec) float64 {
	w := a.y * b.x
	return math.FMA(a.x, b.y, -w) + math.FMA(-a.y, b.x, w)
}
