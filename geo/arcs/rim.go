package arcs

import (
	"cmp"
	"math"
	"slices"
)

const fullTurn = 2 * math.Pi

// generic is a fraction at which a sample of a piece is taken: no symmetric
// arrangement puts a point of contact there.
const generic = 0.3819660112501051

// rim sweeps the circle of a disc atom.
func (w *worker) rim(a *atom) {
	w.open()
	f := &w.facs[a.fac]
	pc := piece{base: a.c, r: a.r, fac: a.fac, end: fullTurn,
		from: vec{a.r, 0}, to: vec{a.r, 0}, origin: f.origin}
	if !w.landOnRim(&pc) {
		return
	}
	if a.rim >= 0 {
		w.hideRest(&pc, w.rims[a.rim])
	}
	for i := range w.near {
		if b := &w.near[i]; b.poly < 0 {
			w.discOnRim(&pc, a, b)
		} else {
			w.polyOnRim(&pc, a, b, i)
		}
	}
	w.walk(&pc)
}

// landOnRim marks the parts of the rim in the study area and reports whether
// there are any.
func (w *worker) landOnRim(pc *piece) bool {
	if w.landIn {
		w.inside = 1
		return true
	}
	n := len(w.events)
	w.chainOnRim(pc, &w.land, w.edgesNr, landWho)
	return w.inside > 0 || len(w.events) > n
}

// hideRest hides the rim outside the part that may show.
func (w *worker) hideRest(pc *piece, r rim) {
	sinLo, cosLo := math.Sincos(r.lo)
	sinHi, cosHi := math.Sincos(r.hi)
	hi := math.Mod(r.hi, fullTurn)
	w.arc(pc, pc.fac, hi, max(0, fullTurn-(r.hi-r.lo)),
		vec{pc.r * cosHi, pc.r * sinHi}, vec{pc.r * cosLo, pc.r * sinLo})
}

// discOnRim adds the cover of a's rim by the disc b. Of equal discs the one
// with the lower number covers the other.
func (w *worker) discOnRim(pc *piece, a, b *atom) {
	dx, dy, reach := b.c.x-a.c.x, b.c.y-a.c.y, a.r+b.r
	if dx*dx+dy*dy >= reach*reach {
		return
	}
	m, e, along, half := lens(a.c.x, a.c.y, a.r, b.c.x, b.c.y, b.r)
	switch {
	case m == within && (b.r > a.r || b.id < a.id):
		w.shift(pc, b.fac, 1, pc.from)
	case m == partway:
		theta := angle(half, along)
		ax, ay, hx, hy := along*e.x, along*e.y, -half*e.y, half*e.x
		w.arc(pc, b.fac, angle(e.y, e.x)-theta, 2*theta, vec{ax - hx, ay - hy}, vec{ax + hx, ay + hy})
	}
}

// polyOnRim adds the cover of a's rim by the polygon b, the i-th of the
// covers near.
func (w *worker) polyOnRim(pc *piece, a, b *atom, i int) {
	p := &w.polys[b.poly]
	if p.r == a.r && (p.capA == a.c || p.capB == a.c) {
		w.flankOnOwnRim(pc, p, b.fac, p.capA == a.c)
		return
	}
	rb := box{a.c.x - a.r, a.c.y - a.r, a.c.x + a.r, a.c.y + a.r}
	if !w.tree.levels[0][w.places[i]].touches(&rb) {
		return
	}
	w.hits = p.near(&rb, w.hits[:0])
	w.chainOnRim(pc, &p.chain, w.hits, b.fac)
}

// flankOnOwnRim adds the cover of a rim by a flank that ends at its centre
// with its radius: exactly the half or quarter that faces the flank, although
// the two touch where they meet.
func (w *worker) flankOnOwnRim(pc *piece, p *poly, who int32, first bool) {
	d := p.capB.sub(p.capA)
	k := p.r / math.Hypot(d.x, d.y)
	m, e := vec{d.y * k, -d.x * k}, vec{d.x * k, d.y * k}
	theta := angle(d.y, d.x)
	switch {
	case p.both && first:
		w.arc(pc, who, theta-math.Pi/2, math.Pi, m, vec{-m.x, -m.y})
	case p.both:
		w.arc(pc, who, theta+math.Pi/2, math.Pi, vec{-m.x, -m.y}, m)
	case first:
		w.arc(pc, who, theta-math.Pi/2, math.Pi/2, m, e)
	default:
		w.arc(pc, who, theta+math.Pi, math.Pi/2, vec{-e.x, -e.y}, m)
	}
}

// chainOnRim adds the cover of a rim by the land inside the edges of c, of
// which near are those that may meet the rim. A rim leaves the land where an
// edge enters the disc and comes back where one leaves it.
func (w *worker) chainOnRim(pc *piece, c *chain, near []int32, who int32) {
	w.some = w.some[:0]
	for _, i := range near {
		e := &c.edges[i]
		k := cut(e.a, e.b, pc.base, pc.r)
		for n := range k.n {
			at := angle(k.p[n].y, k.p[n].x)
			if at < 0 {
				at += fullTurn
			}
			delta := int32(1)
			if k.enters[n] {
				delta = -1
			}
			w.some = append(w.some, event{at, k.p[n], who, delta})
		}
	}
	lo, width := 0.0, fullTurn
	sum := int32(0)
	if len(w.some) > 0 {
		lo, width, sum = w.longestGap()
	}
	sin, cos := math.Sincos(lo + generic*width)
	sum -= int32(w.windingOf(c, who, vec{pc.base.x + pc.r*cos, pc.base.y + pc.r*sin}))
	// sum is now what the events would give at the start, negated.
	if sum != 0 {
		w.shift(pc, who, -sum, pc.from)
	}
	w.events = append(w.events, w.some...)
}

func (w *worker) windingOf(c *chain, who int32, p vec) int {
	if who == landWho {
		return w.landAt(p)
	}
	return c.winding(p)
}

// longestGap sorts the events of one polygon and returns the longest part of
// the rim between two of them, and the sum of the events before it.
func (w *worker) longestGap() (lo, width float64, sum int32) {
	s := w.some
	slices.SortStableFunc(s, func(a, b event) int { return cmp.Compare(a.at, b.at) })
	last := s[len(s)-1].at
	lo, width = last, s[0].at+fullTurn-last
	run := int32(0)
	for i := range s {
		run += s[i].delta
		if i+1 < len(s) && s[i+1].at-s[i].at > width {
			lo, width, sum = s[i].at, s[i+1].at-s[i].at, run
		}
	}
	if lo == last {
		sum = run
	}
	return lo, width, sum
}
