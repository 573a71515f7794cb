package arcs

import "math"

// flank is the rectangle beside an edge of a street or of a grown polygon: from
// capA to capB along the edge, r to its right and inner to its left. The discs
// at its ends and the flanks beside it hold its two ends, and where inner is
// less than r the land on its left holds that side; only the sides r away from
// the edge are boundary.
type flank struct {
	capA, capB vec
	r, inner   float64 // r is 0 for what is no flank
	dir        vec     // unit vector from capA to capB
	length     float64
}

// same reports whether two flanks are the same rectangle.
func (f *flank) same(o *flank) bool {
	return f.capA == o.capA && f.capB == o.capB && f.r == o.r && f.inner == o.inner
}

// addFlank adds the flank of the edge p→q.
func (b *builder) addFlank(p, q vec, r, inner float64) {
	d := q.sub(p)
	l := math.Hypot(d.x, d.y)
	k := r / l
	m := vec{d.y * k, -d.x * k}
	n := vec{m.x * (inner / r), m.y * (inner / r)}
	pr, qr := vec{p.x + m.x, p.y + m.y}, vec{q.x + m.x, q.y + m.y}
	pl, ql := vec{p.x - n.x, p.y - n.y}, vec{q.x - n.x, q.y - n.y}
	if len(b.room) < 4 {
		b.room = make([]seg, 2048)
	}
	edges := b.room[:4:4]
	b.room = b.room[4:]
	copy(edges, []seg{{pr, qr}, {qr, ql}, {ql, pl}, {pl, pr}})
	f := poly{chain: chain{edges: edges}, flank: flank{capA: p, capB: q, r: r, inner: inner, dir: vec{d.x / l, d.y / l}, length: l}}
	f.shown[0] = stretch{0, 1}
	if inner == r {
		f.shown[1] = stretch{2, 3}
	}
	c := vec{(pr.x + ql.x) / 2, (pr.y + ql.y) / 2}
	b.addPoly(f, c, math.Hypot(pr.x-c.x, pr.y-c.y))
}

// frame returns how far v lies along the flank's edge and to its right.
func (f *flank) frame(p vec) (along, right float64) {
	v := p.sub(f.capA)
	return v.dot(f.dir), v.x*f.dir.y - v.y*f.dir.x
}

// place says how a round neighbourhood lies to a cover, without a doubt.
type place int8

const (
	unclear place = iota
	outside
	inside
)

// lies returns how the circle about c with radius rad lies to the flank.
func (f *flank) lies(c vec, rad float64) place {
	u, v := f.frame(c)
	switch {
	case f.r == 0: // no flank
	case u+rad < 0 || u-rad > f.length || v-rad > f.r || v+rad < -f.inner:
		return outside
	case u-rad > 0 && u+rad < f.length && v+rad < f.r && v-rad > -f.inner:
		return inside
	}
	return unclear
}

// touched reports whether the disc about c with radius r touches the sides of
// the flank, or their continuation, from within: its centre lies on the edge.
// u is how far along.
func (f *flank) touched(c vec, r, slack float64) (u float64, ok bool) {
	switch {
	case r != f.r:
		return 0, false
	case c == f.capA:
		return 0, true
	case c == f.capB:
		return f.length, true
	}
	u, v := f.frame(c)
	return u, math.Abs(v) <= slack && u > -r && u < f.length+r
}

// flankOnTouching adds the cover of a rim by a flank whose sides it touches
// from within, its centre u along: the sides cannot cut it, only the ends and
// the left side when that does not show, half of r away, which is 30° up.
func (w *worker) flankOnTouching(pc *piece, f *flank, u float64) (whole bool) {
	near, far := 0.0, math.Pi // angles from dir between which it lies between the ends, to either side
	if f.length-u < f.r {
		near = math.Acos(max(-1, (f.length-u)/f.r))
	}
	if u < f.r {
		far = math.Acos(max(-1, -u/f.r))
	}
	var room [3][2]float64
	arcs := append(room[:0], [2]float64{-far, -near})
	if f.inner == f.r {
		arcs = append(arcs, [2]float64{near, far})
	} else {
		arcs = append(arcs, [2]float64{near, min(far, math.Pi/6)}, [2]float64{max(near, math.Pi*5/6), far})
	}
	if near == 0 { // the first two meet before the centre
		arcs[1][0] = arcs[0][0]
		arcs = arcs[1:]
	}
	if last := len(arcs) - 1; far == math.Pi { // the first and last meet behind it
		if last == 0 {
			w.lead++
			return true
		}
		arcs[0][0] = arcs[last][0] - fullTurn
		arcs = arcs[:last]
	}
	theta := angle(f.dir.y, f.dir.x)
	at := func(phi float64) vec {
		sin, cos := math.Sincos(phi)
		return vec{f.r * (f.dir.x*cos - f.dir.y*sin), f.r * (f.dir.y*cos + f.dir.x*sin)}
	}
	for _, a := range arcs {
		if a[1] > a[0] {
			w.arc(pc, theta+a[0], a[1]-a[0], at(a[0]), at(a[1]))
		}
	}
	return false
}

// flankOnEdge adds the cover of an edge by the flank p. wins says which of
// coincident sides owns.
//
//  1. Sides that coincide with the edge decide by themselves.
//  2. Clip the edge at the flank's ends, and at its left side when that does
//     not show. Nothing depends on where exactly, other covers lie over those.
//  3. Between, it crosses the sides where they say so.
func (w *worker) flankOnEdge(pc *piece, s *seg, p *poly, wins bool) (whole bool) {
	for _, sh := range p.shown {
		if hit, over := coincide(s, p.edges[sh.first:sh.last], wins); hit {
			return over && w.note()
		}
	}
	t0, t1 := p.clip(pc, s)
	if p.shown[0].first == p.shown[0].last { // too short to have a side
		return false
	}
	if !(t0 < t1) {
		return false
	}
	d := s.b.sub(s.a)
	w.some = w.some[:0]
	for _, sh := range p.shown {
		for i := sh.first; i < sh.last; i++ {
			if t, at, enters, ok := crossEdges(s, &p.edges[i]); ok && t > t0 && t < t1 {
				w.some = append(w.some, event{t, at.sub(s.a), 0, sign(enters)})
			}
		}
	}
	lo, hi, sum := longestPart(w.some, t0, t1)
	t := lo + generic*(hi-lo)
	run := -sum
	if p.between(vec{s.a.x + t*d.x, s.a.y + t*d.y}) {
		run++
	}
	from := t0
	q := vec{t0 * d.x, t0 * d.y}
	for i := range w.some {
		e := &w.some[i]
		if run > 0 {
			w.stretchOver(pc, from, e.at, q, e.p)
		}
		run += e.delta
		from, q = e.at, e.p
	}
	if run > 0 {
		w.stretchOver(pc, from, t1, q, vec{t1 * d.x, t1 * d.y})
	}
	return false
}

// clip returns the part of the piece on the edge s that lies between the ends
// of the flank, and not to the left of it where that side does not show.
func (f *flank) clip(pc *piece, s *seg) (t0, t1 float64) {
	u0, v0 := f.frame(s.a)
	u1, v1 := f.frame(s.b)
	t0, t1 = clipHalf(pc.begin, pc.end, u0, u1)
	t0, t1 = clipHalf(t0, t1, f.length-u0, f.length-u1)
	if f.inner != f.r {
		t0, t1 = clipHalf(t0, t1, f.inner+v0, f.inner+v1)
	}
	return t0, t1
}

// clipHalf returns the part of t0…t1 where the value that runs from a at 0 to
// b at 1 is not negative.
func clipHalf(t0, t1, a, b float64) (float64, float64) {
	switch {
	case a >= 0 && b >= 0:
	case a < 0 && b < 0:
		return t1, t1
	case a < 0:
		t0 = max(t0, a/(a-b))
	default:
		t1 = min(t1, a/(a-b))
	}
	return t0, t1
}

// between reports whether q, which lies between the ends of the flank, lies
// between its sides too.
func (p *poly) between(q vec) bool {
	u, v := p.frame(q)
	if v < 0.9*p.r && v > -0.9*p.inner {
		return true
	}
	at := p.shown[0].first
	for ; at+1 < p.shown[0].last; at++ {
		if b, _ := p.frame(p.edges[at].b); b >= u {
			break
		}
	}
	if v < 0 {
		if p.shown[1].first == p.shown[1].last {
			return true
		}
		at = p.shown[1].first
		for ; at+1 < p.shown[1].last; at++ {
			if b, _ := p.frame(p.edges[at].b); b <= u {
				break
			}
		}
	}
	e := &p.edges[at]
	return e.b.sub(e.a).fineCross(q.sub(e.a)) > 0
}
