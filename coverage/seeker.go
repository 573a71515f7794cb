package coverage

import (
	"context"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// seeker looks for places for one more facility, over all gaps of a question.
type seeker struct {
	study   *Study
	radiusM float64
	land    []piece // with demand per square metre
	points  []demandPoint
}

func (s *Study) newSeeker(u *setup, groups []group) *seeker {
	k := &seeker{study: s, radiusM: u.RadiusM}
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
	box := g.pieces[0].bound
	for _, p := range g.pieces[1:] {
		box = box.Union(p.bound)
	}
	box = box.Pad(k.radiusM)
	local := k.within(box.Pad(k.radiusM))
	mine := k.only(g)
	best, ok := bestSite(ctx, box, k.radiusM, local.served, func(at orb.Point) bool {
		return k.study.contains(at) && mine.served(at, k.radiusM) > 0
	})
	if !ok {
		return nil
	}
	return &Site{At: k.study.plane.ToWGS84(best.At), Gain: best.Gain, Most: best.Most}
}

// within returns the unserved demand that lies in box, or reaches into it.
func (k *seeker) within(box orb.Bound) *unmet {
	m := &unmet{}
	for _, p := range k.land {
		if p.bound.Intersects(box) {
			m.addLand(p)
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
			m.addLand(p)
		}
	}
	return m
}

// unmet is unserved demand that can be counted around a place.
type unmet struct {
	polys  []orb.Polygon
	bounds []orb.Bound
	areaM2 []float64
	perM2  []float64
	points []demandPoint
}

func (m *unmet) addLand(p piece) {
	m.polys = append(m.polys, wound(p.shape))
	m.bounds = append(m.bounds, p.bound)
	m.areaM2 = append(m.areaM2, polygonArea(p.shape))
	m.perM2 = append(m.perM2, p.perM2)
}

// served returns the unserved demand within radiusM of c, limits included.
func (m *unmet) served(c orb.Point, radiusM float64) float64 {
	sum := 0.0
	for i := range m.polys {
		sum += m.perM2[i] * discArea(m.polys[i], m.bounds[i], m.areaM2[i], c, radiusM)
	}
	for _, p := range m.points {
		if planar.Distance(p.at, c) <= radiusM {
			sum += p.amount
		}
	}
	return sum
}

// wound returns the polygon with its shell counter-clockwise and its holes
// clockwise.
func wound(p orb.Polygon) orb.Polygon {
	out := make(orb.Polygon, len(p))
	for i, ring := range p {
		out[i] = ring
		if (ringArea(ring) > 0) != (i == 0) {
			out[i] = slices.Clone(ring)
			slices.Reverse(out[i])
		}
	}
	return out
}
