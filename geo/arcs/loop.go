package arcs

import (
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// A Loop is a closed ring of segments and arcs that does not touch itself.
type Loop struct {
	origin orb.Point
	ring
}

// AreaM2 returns the enclosed area, exact in its arcs: positive for a loop
// that runs counter-clockwise, as outlines do, negative for holes.
func (l Loop) AreaM2() float64 { return l.area }

// thinM is the width in metres below which a loop is not drawn.
const thinM = 1e-4

// thin reports whether the loop is too thin to be drawn without its sides
// running into each other.
func (l Loop) thin() bool { return math.Abs(l.area) < thinM*l.length/2 }

// Thin reports whether the patch is too thin to be drawn: its polygon is nil.
func (c Contour) Thin() bool { return c.Outer.thin() }

func loopArea(strokes []stroke) float64 {
	if len(strokes) == 0 {
		return 0
	}
	var area sum
	o := strokes[0].start()
	for i := range strokes {
		s := &strokes[i]
		v := s.start().sub(o).cross(s.end().sub(o))
		if s.back {
			v -= s.bulge()
		} else {
			v += s.bulge()
		}
		area.add(v / 2)
	}
	return area.value()
}

// Len returns the number of arcs and segments.
func (l Loop) Len() int { return len(l.strokes) }

// Bound returns the smallest box that holds the loop.
func (l Loop) Bound() orb.Bound {
	b := loopBox(l.strokes)
	return orb.Bound{
		Min: orb.Point{b.minX + l.origin[0], b.minY + l.origin[1]},
		Max: orb.Point{b.maxX + l.origin[0], b.maxY + l.origin[1]},
	}
}

func loopBox(strokes []stroke) box {
	b := noBox
	for i := range strokes {
		b = b.join(strokes[i].bounds())
	}
	return b
}

// defaultToleranceM is how far drawn rings may lie from their arcs unless the
// caller says.
const defaultToleranceM = 0.5

// Ring returns the loop as a closed ring that stays within toleranceM metres
// of it. Both sides of a boundary get the same positions, so the rings of gap
// and covered land neither overlap nor leave slits. A tolerance that is not
// above 0 means 0.5 m.
func (l Loop) Ring(toleranceM float64) orb.Ring {
	if !(toleranceM > 0) {
		toleranceM = defaultToleranceM
	}
	pen := pen{toleranceM: toleranceM}
	n := 1
	for i := range l.strokes {
		n += 1 + pen.corners(&l.strokes[i])
	}
	ring := make(orb.Ring, 0, n)
	for i := range l.strokes {
		s := &l.strokes[i]
		ring = l.add(ring, s.start())
		ring = l.addCorners(ring, s, pen.corners(s))
	}
	if len(ring) > 0 {
		ring = l.add(ring, l.strokes[0].start())
	}
	return ring
}

// add appends a position to a ring, unless it is the last again.
func (l *Loop) add(ring orb.Ring, p vec) orb.Ring {
	q := orb.Point{p.x + l.origin[0], p.y + l.origin[1]}
	if n := len(ring); n > 0 && ring[n-1] == q {
		return ring
	}
	return append(ring, q)
}

// cornerAt is the place of the first corner of an arc, in parts of the turn from
// one to the next: 1/e, so that no corner comes to lie where a symmetric
// arrangement has a point of contact, also on a stroke that ends at [generic].
const cornerAt = 0.36787944117144233

// addCorners appends so many positions between the ends of a stroke. From the
// one nearest a they turn round the centre by the same angle, whichever way
// the stroke is walked.
func (l *Loop) addCorners(ring orb.Ring, s *stroke, n int) orb.Ring {
	if n == 0 {
		return ring
	}
	turn, first := s.hi-s.lo, len(ring)
	v := s.at(s.lo + turn*cornerAt/float64(n)).sub(s.c)
	sin, cos := math.Sincos(turn / float64(n))
	for range n {
		ring = l.add(ring, vec{s.c.x + v.x, s.c.y + v.y})
		v = vec{v.x*cos - v.y*sin, v.x*sin + v.y*cos}
	}
	if s.back {
		slices.Reverse(ring[first:])
	}
	return ring
}

// pen says how strokes are drawn as lines within toleranceM of them.
type pen struct {
	toleranceM float64
	r, step    float64 // the radius last drawn, and the largest turn of its chords
}

// corners returns how many positions between its ends a stroke is drawn with
// so that no chord is further than the tolerance from the arc; an arc longer
// than a millimetre gets at least one, so that it never collapses onto a
// straight neighbour.
func (p *pen) corners(s *stroke) int {
	turn := s.hi - s.lo
	if s.r == 0 || s.r*turn < 1e-3 {
		return 0
	}
	if s.r != p.r {
		p.r, p.step = s.r, math.Pi/6
		if p.toleranceM < s.r {
			p.step = min(p.step, 2*math.Acos(1-p.toleranceM/s.r))
		}
	}
	return int(math.Ceil(turn / p.step))
}
