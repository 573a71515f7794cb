package coverage

import (
	"context"
	"math"

	"github.com/paulmach/orb"
)

// seeker looks for places for one more facility, over all gaps of a question.
type seeker struct {
	study   *Study
	radiusM float64
	apart   bool     // no two pieces of land overlap
	land    []*piece // with demand per square metre
	points  []demandPoint
}

func (s *Study) newSeeker(u *setup, groups []group) *seeker {
	k := &seeker{study: s, radiusM: u.RadiusM, apart: u.demand.isLand}
	for _, g := range groups {
		for _, p := range g.pieces {
			if p.perM2 > 0 {
				k.land = append(k.land, p)
			}
		}
		k.points = append(k.points, g.points...)
	}
	return k
}

// site returns the best place for one more facility among those inside the
// study area that would serve part of the group; nil where there is none.
func (k *seeker) site(ctx context.Context, g *group) *Site {
	if len(g.pieces) == 0 {
		return nil
	}
	box := boundOf(g.pieces).Pad(k.radiusM)
	local := k.within(box.Pad(k.radiusM))
	mine := k.only(g)
	best, ok := bestSite(ctx, box, mine.starts(), k.radiusM, local.ceiling(k.radiusM, k.apart), local.served, func(at orb.Point) bool {
		return k.study.contains(at) && mine.reached(at, k.radiusM)
	})
	if !ok {
		return nil
	}
	return &Site{At: k.study.plane.ToWGS84(best.At), Gain: local.gain(best.At, k.radiusM), Most: best.Most}
}

// within returns the unserved demand that lies in box, or reaches into it.
func (k *seeker) within(box orb.Bound) *unmet {
	m := &unmet{}
	for _, p := range k.land {
		if p.bound.Intersects(box) {
			m.land = append(m.land, p)
		}
	}
	for _, p := range k.points {
		if box.Contains(p.at) {
			m.points = append(m.points, p)
		}
	}
	return m
}

// only returns the unserved demand of one group.
func (k *seeker) only(g *group) *unmet {
	m := &unmet{points: g.points}
	for _, p := range g.pieces {
		if p.perM2 > 0 {
			m.land = append(m.land, p)
		}
	}
	return m
}

// maxStarts bounds the pieces, and the points, of a group that a search starts
// from.
const maxStarts = 16

// starts returns places on the land of the first pieces, and the first points.
func (m *unmet) starts() []orb.Point {
	var places []orb.Point
	for _, p := range m.land[:min(maxStarts, len(m.land))] {
		places = append(places, p.poly[0][0])
		if c := p.bound.Center(); p.contains(c) {
			places = append(places, c)
		}
	}
	for _, p := range m.points[:min(maxStarts, len(m.points))] {
		places = append(places, p.at)
	}
	return places
}

// unmet is unserved demand that can be counted around a place.
type unmet struct {
	land   []*piece
	points []demandPoint
}

// served returns the unserved demand within radiusM of c, limits included.
func (m *unmet) served(c orb.Point, radiusM float64) float64 {
	sum := 0.0
	for _, p := range m.land {
		sum += p.perM2 * p.within(c, radiusM)
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
	for _, p := range m.land {
		if d := p.areaM2 - p.exactM2; d > 0 {
			sum -= p.perM2 * p.within(c, radiusM) * d / p.areaM2
		}
	}
	return sum
}

// reached reports whether any of the demand lies within radiusM of c.
func (m *unmet) reached(c orb.Point, radiusM float64) bool {
	for _, p := range m.land {
		if boundDistance(p.bound, c) < radiusM && (p.contains(c) || p.distance(c, radiusM) < radiusM) {
			return true
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
	for _, p := range m.land {
		densest = max(densest, p.perM2)
		onLand += p.exactM2 * p.perM2
	}
	for _, p := range m.points {
		atPoints += p.amount
	}
	if apart {
		onLand = min(onLand, densest*math.Pi*radiusM*radiusM)
	}
	return onLand + atPoints
}
