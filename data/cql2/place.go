package cql2

import (
	"github.com/paulmach/orb"

	"catchment/geo"
)

// place returns a literal in WGS 84 degrees, longitude first.
func (c *compiler) place(e *Expr) (orb.Geometry, error) {
	var failed error
	to := func(p orb.Point) orb.Point {
		if c.System == nil {
			return p
		}
		q, err := c.System.ToWGS84(p)
		if err != nil && failed == nil {
			failed = e.at.fail("a position cannot be taken to WGS 84: " + err.Error())
		}
		return q
	}
	if e.Op == OpBBox {
		g, err := c.rectangle(e, to)
		if failed != nil {
			return nil, failed
		}
		return g, err
	}
	g, _, err := geo.Transform(e.Geometry, func(p orb.Point) (orb.Point, error) {
		q := to(p)
		return q, failed
	})
	return g, err
}

// rectangle returns the shape of a BBOX. One of degrees whose west is greater
// than its east goes across the antimeridian; an edge of one that is not of
// degrees is a curve there, of 32 pieces.
func (c *compiler) rectangle(e *Expr, to func(orb.Point) orb.Point) (orb.Geometry, error) {
	n := len(e.Box) / 2
	low, high := orb.Point{e.Box[0], e.Box[1]}, orb.Point{e.Box[n], e.Box[n+1]}
	if c.System != nil && !c.System.Degrees {
		if low[0] > high[0] || low[1] > high[1] {
			return nil, e.at.fail("the first corner of the box is not below the second")
		}
		return bent(low, high, to), nil
	}
	low, high = to(low), to(high)
	if low[1] > high[1] {
		return nil, e.at.fail("the south of the box is north of its north")
	}
	if low[0] > high[0] {
		west, east := flat(low, orb.Point{180, high[1]}), flat(orb.Point{-180, low[1]}, high)
		a, isArea := west.(orb.Polygon)
		b, both := east.(orb.Polygon)
		if isArea && both {
			return orb.MultiPolygon{a, b}, nil
		}
		return orb.Collection{west, east}, nil
	}
	return flat(low, high), nil
}

// flat returns the box between two corners: a polygon, or what it shrinks to.
func flat(low, high orb.Point) orb.Geometry {
	switch {
	case low == high:
		return low
	case low[0] == high[0] || low[1] == high[1]:
		return orb.LineString{low, high}
	}
	return orb.Bound{Min: low, Max: high}.ToPolygon()
}

// bent returns the box between two corners with bent edges.
func bent(low, high orb.Point, to func(orb.Point) orb.Point) orb.Geometry {
	if low[0] == high[0] || low[1] == high[1] {
		if low == high {
			return to(low)
		}
		return orb.LineString(along(nil, low, high, to))
	}
	corners := orb.Bound{Min: low, Max: high}.ToRing()
	var ring orb.Ring
	for i := 1; i < len(corners); i++ {
		ring = along(ring, corners[i-1], corners[i], to)
	}
	return orb.Polygon{ring}
}

// along appends the places of an edge; the first unless it is there already.
func along(line []orb.Point, a, b orb.Point, to func(orb.Point) orb.Point) []orb.Point {
	const pieces = 32
	for i := range pieces + 1 {
		if i == 0 && len(line) > 0 {
			continue
		}
		t := float64(i) / pieces
		p := orb.Point{a[0] + t*(b[0]-a[0]), a[1] + t*(b[1]-a[1])}
		if i == pieces {
			p = b
		}
		line = append(line, to(p))
	}
	return line
}

// around returns a box that every feature meets of which e is true; nil for
// none.
func (c *compiler) around(e *Expr) *orb.Bound {
	switch e.Op {
	case OpAnd: // a feature may meet two boxes and not what they share
		var least *orb.Bound
		for _, a := range e.Args {
			if b := c.around(a); b != nil && (least == nil || size(*b) < size(*least)) {
				least = b
			}
		}
		return least
	case OpOr:
		var all *orb.Bound
		for _, a := range e.Args {
			b := c.around(a)
			switch {
			case b == nil:
				return nil
			case all == nil:
				all = b
			default:
				u := all.Union(*b)
				all = &u
			}
		}
		return all
	case OpIntersects, OpEquals, OpTouches, OpWithin, OpOverlaps, OpCrosses, OpContains:
		for i, a := range e.Args {
			if g, ok := c.shapes[a]; ok && e.Args[1-i].Op == OpProperty {
				b := g.Bound()
				return &b
			}
		}
	}
	return nil
}

func size(b orb.Bound) float64 { return (b.Max[0] - b.Min[0]) + (b.Max[1] - b.Min[1]) }
