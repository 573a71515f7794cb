package arcs

import (
	"math"

	"github.com/paulmach/orb"
)

// A Loop is a closed ring of segments and arcs that does not touch itself.
type Loop struct {
	origin  orb.Point
	strokes []stroke
}

// AreaM2 returns the enclosed area, exact in its arcs: positive for a loop
// that runs counter-clockwise, as outlines do, negative for holes.
func (l Loop) AreaM2() float64 { return loopArea(l.strokes) }

// thinM is the width in metres below which a loop is not drawn.
const thinM = 1e-4

// thin reports whether the loop is too thin to be drawn without its sides
// running into each other.
func (l Loop) thin() bool {
	length := 0.0
	for i := range l.strokes {
		length += l.strokes[i].length()
	}
	return math.Abs(l.AreaM2()) < thinM*length/2
}

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
	n := 1
	for i := range l.strokes {
		n += 1 + l.strokes[i].corners(toleranceM)
	}
	ring := make(orb.Ring, 0, n)
	add := func(p vec) {
		q := orb.Point{p.x + l.origin[0], p.y + l.origin[1]}
		if len(ring) == 0 || ring[len(ring)-1] != q {
			ring = append(ring, q)
		}
	}
	for i := range l.strokes {
		s := &l.strokes[i]
		add(s.start())
		n := s.corners(toleranceM)
		for k := range n {
			if s.back {
				k = n - 1 - k
			}
			add(s.at(s.lo + (s.hi-s.lo)*inset(k, float64(n))))
		}
	}
	if len(ring) > 0 {
		add(l.strokes[0].start())
	}
	return ring
}

// corners returns how many positions between its ends the stroke is drawn
// with so that no chord is further than tol from the arc; an arc longer than
// a millimetre gets at least one, so that it never collapses onto a straight
// neighbour.
func (s *stroke) corners(tol float64) int {
	if s.length() < 1e-3 || s.r == 0 {
		return 0
	}
	step := math.Pi / 6
	if tol < s.r {
		step = min(step, 2*math.Acos(1-tol/s.r))
	}
	return int(math.Ceil((s.hi - s.lo) / step))
}
