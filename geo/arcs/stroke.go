package arcs

import "math"

type strokeKind int8

const (
	rimStroke     strokeKind = iota // a facility's boundary at depth 0
	gapStroke                       // the area's boundary at depth 0
	coveredStroke                   // the area's boundary at depth 1 and more
)

// stroke is a piece of the boundary between gap and covered land, from a to
// b; with r > 0 it is the arc counter-clockwise from lo to hi round c.
type stroke struct {
	a, b   vec
	c      vec
	r      float64
	lo, hi float64
	kind   strokeKind
	back   bool // walked from b to a
}

// stroke keeps a part of a piece, if its kind is wanted.
func (w *worker) stroke(pc *piece, kind strokeKind, lo, hi float64, p, q vec) {
	if !w.kept[kind] {
		return
	}
	k := stroke{a: vec{pc.base.x + p.x, pc.base.y + p.y}, b: vec{pc.base.x + q.x, pc.base.y + q.y}, kind: kind}
	if pc.r > 0 {
		k.c, k.r, k.lo, k.hi = pc.base, pc.r, lo, hi
	}
	w.out.strokes = append(w.out.strokes, k)
}

// closeRim joins the strokes of one rim, from number first on, that meet
// where the walk round it began. A whole circle is given an end no symmetry
// leads to, so that it is not drawn with a corner where another touches it.
func (t *tally) closeRim(first int) {
	if len(t.strokes) <= first {
		return
	}
	f, l := &t.strokes[first], &t.strokes[len(t.strokes)-1]
	if f.lo > 0 || l.hi < fullTurn {
		return
	}
	if f == l {
		f.lo, f.hi = generic, generic+fullTurn
		f.a = f.at(generic)
		f.b = f.a
		return
	}
	l.b, l.hi = f.b, fullTurn+f.hi
	*f = *l
	t.strokes = t.strokes[:len(t.strokes)-1]
}

// split appends the stroke to dst, an arc of more than a third of a circle in
// parts, so that each bulges less than its radius from its chord.
func (s stroke) split(dst []stroke) []stroke {
	lo, hi, end := s.lo, s.hi, s.b
	n := s.parts() - 1
	for k := range n {
		s.hi = lo + (hi-lo)*inset(k, float64(n))
		s.b = s.at(s.hi)
		dst = append(dst, s)
		s.a, s.lo = s.b, s.hi
	}
	s.b, s.hi = end, hi
	return append(dst, s)
}

// parts returns how many strokes split makes of this one.
func (s *stroke) parts() int {
	if turn := s.hi - s.lo; s.r > 0 && turn > fullTurn/3 {
		return 1 + int(math.Ceil(turn/(fullTurn/3)))
	}
	return 1
}

// inset returns the k-th of n fractions that cut a whole into n+1 parts of at
// most 1/n, none of them where a symmetric arrangement has a point of contact.
func inset(k int, n float64) float64 { return (float64(k) + generic) / n }

func (s *stroke) at(angle float64) vec {
	sin, cos := math.Sincos(angle)
	return vec{s.c.x + s.r*cos, s.c.y + s.r*sin}
}

func (s *stroke) length() float64 {
	if s.r > 0 {
		return s.r * (s.hi - s.lo)
	}
	return math.Hypot(s.b.x-s.a.x, s.b.y-s.a.y)
}

// sagitta returns how far the arc bulges from its chord, if it turns by less
// than half a circle.
func (s *stroke) sagitta() float64 {
	if s.r == 0 {
		return 0
	}
	return s.r * (1 - math.Cos((s.hi-s.lo)/2))
}

// passes returns where along the arc, as a fraction, p lies within eps of its
// inside.
func (s *stroke) passes(p vec, eps float64) (float64, bool) {
	v := p.sub(s.c)
	if math.Abs(math.Hypot(v.x, v.y)-s.r) > eps {
		return 0, false
	}
	at := math.Mod(angle(v.y, v.x)-s.lo, fullTurn)
	if at < 0 {
		at += fullTurn
	}
	t := at / (s.hi - s.lo)
	return t, t > 0 && t < 1
}

// start and end are the ends in the direction of the walk.
func (s *stroke) start() vec {
	if s.back {
		return s.b
	}
	return s.a
}

func (s *stroke) end() vec {
	if s.back {
		return s.a
	}
	return s.b
}

// off returns the direction, as an angle, to the place on the stroke that
// lies dist along it from its first end (or its last).
func (s *stroke) off(dist float64, fromLast bool) float64 {
	from, to := s.a, s.b
	if fromLast {
		from, to = s.b, s.a
	}
	if s.r > 0 {
		angle := s.lo + dist/s.r
		if fromLast {
			angle = s.hi - dist/s.r
		}
		to = s.at(angle)
	}
	return math.Atan2(to.y-from.y, to.x-from.x)
}

// bulge returns twice the area between the arc and its chord.
func (s *stroke) bulge() float64 {
	if s.r == 0 {
		return 0
	}
	turn := s.hi - s.lo
	v := turn - math.Sin(turn)
	if turn < 1e-2 { // the series, where the difference would cancel
		t2 := turn * turn
		v = turn * t2 / 6 * (1 - t2/20*(1-t2/42))
	}
	return s.r * s.r * v
}

// holds reports whether p lies between the arc and its chord.
func (s *stroke) holds(p vec) bool {
	if s.r == 0 {
		return false
	}
	v := p.sub(s.c)
	return v.dot(v) < s.r*s.r && s.b.sub(s.a).cross(p.sub(s.a)) < 0
}

// bounds returns a box that holds the stroke.
func (s *stroke) bounds() box {
	b := seg{s.a, s.b}.box()
	if s.r > 0 {
		for k := math.Ceil(s.lo / (math.Pi / 2)); k*(math.Pi/2) < s.hi; k++ {
			p := s.at(k * math.Pi / 2)
			b = b.join(box{p.x, p.y, p.x, p.y})
		}
	}
	return b
}
