package coverage

import (
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// unmet is unserved demand that can be counted around a place. It is added up in
// the same order whatever of it is asked for, so that equal amounts are equal to
// the last digit.
type unmet struct {
	bound  orb.Bound // of all of it
	land   []bunch
	points []demandPoint
}

// bunch is some pieces with demand per square metre that follow each other, with
// a box around them.
type bunch struct {
	bound orb.Bound
	plots []plot
}

// plot is a piece with what is asked of it most.
type plot struct {
	*piece
	drawn orb.Bound // of its polygon, which may be wider than the arcs that it is drawn from
	whole float64   // demand on all of its polygon
}

// bunchPlots is the most pieces that a bunch has.
const bunchPlots = 8

// newUnmet returns the unserved demand of one group.
func newUnmet(g *group) unmet {
	m := unmet{bound: noBound(), points: g.points}
	var plots []plot
	for _, p := range g.pieces {
		if p.perM2 > 0 {
			plots = append(plots, plot{p, p.shape.bound, p.perM2 * p.areaM2})
		}
	}
	for some := range slices.Chunk(plots, bunchPlots) {
		b := bunch{noBound(), some}
		for _, l := range some {
			b.bound = b.bound.Union(l.bound).Union(l.drawn)
		}
		m.land, m.bound = append(m.land, b), m.bound.Union(b.bound)
	}
	for _, p := range g.points {
		m.bound = m.bound.Extend(p.at)
	}
	return m
}

// noBound returns the box around nothing.
func noBound() orb.Bound {
	return orb.Bound{Min: orb.Point{math.Inf(1), math.Inf(1)}, Max: orb.Point{math.Inf(-1), math.Inf(-1)}}
}

// add takes over what lies in box, or reaches into it.
func (m *unmet) add(other *unmet, box orb.Bound) {
	for _, b := range other.land {
		if !b.bound.Intersects(box) {
			continue
		}
		if apart := func(l plot) bool { return !l.bound.Intersects(box) }; slices.ContainsFunc(b.plots, apart) {
			b.plots = slices.DeleteFunc(slices.Clone(b.plots), apart)
		}
		m.land = append(m.land, b)
	}
	for _, p := range other.points {
		if box.Contains(p.at) {
			m.points = append(m.points, p)
		}
	}
}

// count returns how many pieces and points there are.
func (m *unmet) count() int {
	n := len(m.points)
	for _, b := range m.land {
		n += len(b.plots)
	}
	return n
}

// extent returns the part of a box within which all of it lies that lies in the box.
func (m *unmet) extent(box orb.Bound) orb.Bound {
	all := noBound()
	for _, b := range m.land {
		for i := range b.plots {
			all = all.Union(b.plots[i].drawn)
		}
	}
	for _, p := range m.points {
		all = all.Extend(p.at)
	}
	all.Min = orb.Point{max(all.Min[0], box.Min[0]), max(all.Min[1], box.Min[1])}
	all.Max = orb.Point{min(all.Max[0], box.Max[0]), min(all.Max[1], box.Max[1])}
	if all.IsEmpty() {
		return orb.Bound{Min: box.Min, Max: box.Min}
	}
	return all
}

// maxStarts bounds the pieces, and the points, of a group that a search starts
// from.
const maxStarts = 16

// starts returns places on the land of the first pieces, and the first points.
func (m *unmet) starts() []orb.Point {
	var places []orb.Point
	for _, b := range m.land[:min(maxStarts/bunchPlots, len(m.land))] {
		for _, p := range b.plots {
			places = append(places, p.poly[0][0])
			if c := p.bound.Center(); p.contains(c) {
				places = append(places, c)
			}
		}
	}
	for _, p := range m.points[:min(maxStarts, len(m.points))] {
		places = append(places, p.at)
	}
	return places
}

// served returns the unserved demand within radiusM of c, limits included.
func (m *unmet) served(c orb.Point, radiusM float64) float64 {
	sum := 0.0
	for i := range m.land {
		b := &m.land[i]
		if beyond(b.bound, c, radiusM) {
			continue
		}
		for k := range b.plots {
			switch l := &b.plots[k]; {
			case beyond(l.drawn, c, radiusM):
			case inDisc(l.drawn, c, radiusM):
				sum += l.whole
			default:
				sum += l.perM2 * l.edgesWithin(c, radiusM)
			}
		}
	}
	for _, p := range m.points {
		if squared(p.at, c) <= radiusM*radiusM {
			sum += p.amount
		}
	}
	return sum
}

// gain returns what served does less what pieces are drawn too large by: the
// chords of their arcs lie within reach. What is served of a piece bears its
// part of that.
func (m *unmet) gain(c orb.Point, radiusM float64) float64 {
	sum := m.served(c, radiusM)
	for i := range m.land {
		b := &m.land[i]
		if beyond(b.bound, c, radiusM) {
			continue
		}
		for _, p := range b.plots {
			if d := p.areaM2 - p.exactM2; d > 0 {
				sum -= p.perM2 * p.within(c, radiusM) * d / p.areaM2
			}
		}
	}
	return sum
}

// reached reports whether any of the demand lies within radiusM of c.
func (m *unmet) reached(c orb.Point, radiusM float64) bool {
	for i := range m.land {
		b := &m.land[i]
		if beyond(b.bound, c, radiusM) {
			continue
		}
		for _, p := range b.plots {
			if boundDistance(p.bound, c) < radiusM && (p.contains(c) || p.distance(c, radiusM) < radiusM) {
				return true
			}
		}
	}
	for _, p := range m.points {
		if squared(p.at, c) <= radiusM*radiusM {
			return true
		}
	}
	return false
}

// ceiling returns what no place can exceed: everything there is, and where the
// land lies apart, what a whole disc of the densest land holds, points included.
func (m *unmet) ceiling(radiusM float64, apart bool) float64 {
	densest, onLand, atPoints := 0.0, 0.0, 0.0
	for _, b := range m.land {
		for _, p := range b.plots {
			densest = max(densest, p.perM2)
			onLand += p.exactM2 * p.perM2
		}
	}
	for _, p := range m.points {
		atPoints += p.amount
	}
	if apart {
		onLand = min(onLand, densest*math.Pi*radiusM*radiusM)
	}
	return onLand + atPoints
}
