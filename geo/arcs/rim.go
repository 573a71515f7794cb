package arcs

import "math"

const fullTurn = 2 * math.Pi

// generic is a fraction at which a sample of a piece is taken: no symmetric
// arrangement puts a point of contact there.
const generic = 0.3819660112501051

// rim sweeps what may show of the circle of a disc atom.
func (w *worker) rim(a *atom) {
	pc := piece{base: a.c, r: a.r, fac: a.fac, end: fullTurn, whole: true,
		from: vec{a.r, 0}, to: vec{a.r, 0}, origin: w.facs[a.fac].origin}
	if a.rim >= 0 {
		v := w.rims[a.rim]
		pc.lo, pc.end, pc.whole, pc.from, pc.to = v.lo, v.hi-v.lo, false, v.p, v.q
	}
	w.sweep(&pc, &owner{fac: a.fac, id: a.id})
}

// discOnRim adds the cover of a rim by the disc b. Of equal discs the one
// with the lower number covers the other.
func (w *worker) discOnRim(pc *piece, o *owner, b *atom) (whole bool) {
	dx, dy, reach := b.c.x-pc.base.x, b.c.y-pc.base.y, pc.r+b.r
	if dx*dx+dy*dy >= reach*reach {
		return false
	}
	m, e, along, half := lens(pc.base.x, pc.base.y, pc.r, b.c.x, b.c.y, b.r)
	switch {
	case m == within && (b.r > pc.r || b.id < o.id):
		w.lead++
		return true
	case m == partway:
		theta := angle(half, along)
		ax, ay, hx, hy := along*e.x, along*e.y, -half*e.y, half*e.x
		w.arc(pc, angle(e.y, e.x)-theta, 2*theta, vec{ax - hx, ay - hy}, vec{ax + hx, ay + hy})
	}
	return false
}

// polyOnRim adds the cover of a rim by the polygon p.
func (w *worker) polyOnRim(pc *piece, p *poly) (whole bool) {
	if u, ok := p.touched(pc.base, pc.r, w.slack); ok {
		return w.flankOnTouching(pc, &p.flank, u)
	}
	around := box{pc.mid.x, pc.mid.y, pc.mid.x, pc.mid.y}.pad(pc.rad + w.slack)
	w.hits = p.near(&around, w.hits[:0])
	lo, hi, sum := w.cutsOnRim(pc, &p.chain, w.hits)
	return w.enclose(p.winding(pc.on(lo+generic*(hi-lo))), sum)
}

// cutsOnRim fills some with the places where a rim crosses those edges of c
// that are near, and returns the longest part between two of them, with their
// sum before it. A rim leaves what the edges enclose where an edge enters
// the disc and comes back where one leaves.
func (w *worker) cutsOnRim(pc *piece, c *chain, near []int32) (lo, hi float64, sum int32) {
	w.some = w.some[:0]
	for _, i := range near {
		e := &c.edges[i]
		k := cut(e.a, e.b, pc.base, pc.r)
		for n := range k.n {
			at := angle(k.p[n].y, k.p[n].x) - pc.lo
			for at < 0 {
				at += fullTurn
			}
			if at < pc.end {
				w.some = append(w.some, event{at, k.p[n], landWho, sign(!k.enters[n])})
			}
		}
	}
	return longestPart(w.some, 0, pc.end)
}

// on returns the place on a rim piece at an angle from its start.
func (pc *piece) on(at float64) vec {
	sin, cos := math.Sincos(pc.lo + at)
	return vec{pc.base.x + pc.r*cos, pc.base.y + pc.r*sin}
}

// enclose adds the crossings in some as the cover of a piece. Between them,
// at a place with sum of them behind, the cover winds wind times round. The
// result says whether it holds all of the piece.
func (w *worker) enclose(wind int, sum int32) (whole bool) {
	w.lead += int32(wind) - sum
	w.events = append(w.events, w.some...)
	return len(w.some) == 0 && wind > 0
}

func sign(up bool) int32 {
	if up {
		return 1
	}
	return -1
}

// longestPart sorts events, all between begin and end, and returns the longest
// part between two of them or an end, and the sum of the events before it.
func longestPart(s []event, begin, end float64) (lo, hi float64, sum int32) {
	if len(s) == 0 {
		return begin, end, 0
	}
	sortEvents(s)
	lo, hi = begin, s[0].at
	run := int32(0)
	for i := range s {
		run += s[i].delta
		next := end
		if i+1 < len(s) {
			next = s[i+1].at
		}
		if next-s[i].at > hi-lo {
			lo, hi, sum = s[i].at, next, run
		}
	}
	return lo, hi, sum
}
