package plane

import "github.com/paulmach/orb"

// line returns the image of a chain of straight edges.
func (p *Plane) line(in []orb.Point, toleranceM float64) []orb.Point {
	out := make([]orb.Point, 0, len(in))
	for i, v := range in {
		xy := p.ToPlane(v)
		if i > 0 {
			out = p.appendEdge(out, in[i-1], v, out[len(out)-1], xy, toleranceM)
		}
		out = append(out, xy)
	}
	return out
}

// LineString returns the image of a line, in metres, with vertices inserted
// so that no edge is farther than toleranceM metres from its true image.
// A tolerance of 0 or less inserts none. An edge gets at most 65,536 pieces.
// The argument is not modified; nil and empty give an empty result.
func (p *Plane) LineString(l orb.LineString, toleranceM float64) orb.LineString {
	return p.line(l, toleranceM)
}

// Ring returns the image of a ring; see [Plane.LineString] for the tolerance.
// A closed ring stays closed: equal vertices have equal images.
func (p *Plane) Ring(r orb.Ring, toleranceM float64) orb.Ring {
	return p.line(r, toleranceM)
}

// Polygon returns the image of a polygon; see [Plane.LineString] for the tolerance.
func (p *Plane) Polygon(g orb.Polygon, toleranceM float64) orb.Polygon {
	out := make(orb.Polygon, len(g))
	for i, r := range g {
		out[i] = p.Ring(r, toleranceM)
	}
	return out
}

// MultiPolygon returns the image of a multipolygon; see [Plane.LineString] for the tolerance.
func (p *Plane) MultiPolygon(g orb.MultiPolygon, toleranceM float64) orb.MultiPolygon {
	out := make(orb.MultiPolygon, len(g))
	for i, polygon := range g {
		out[i] = p.Polygon(polygon, toleranceM)
	}
	return out
}

// MultiLineString returns the image of lines; see [Plane.LineString] for the tolerance.
func (p *Plane) MultiLineString(g orb.MultiLineString, toleranceM float64) orb.MultiLineString {
	out := make(orb.MultiLineString, len(g))
	for i, l := range g {
		out[i] = p.LineString(l, toleranceM)
	}
	return out
}

// Bound returns a box in the plane, in metres, that holds the image of every
// point of a box in degrees, with a margin of at most 2 metres. For boxes wider than
// a hemisphere it is the box of the whole plane.
func (p *Plane) Bound(b orb.Bound) orb.Bound {
	const wide, high = 180, 90
	if b.Max[0]-b.Min[0] > wide || b.Max[1]-b.Min[1] > high {
		r := 2 * authalicRadiusM * 1.002
		return orb.Bound{Min: orb.Point{-r, -r}, Max: orb.Point{r, r}}
	}
	const toleranceM = 1
	box := orb.LineString(p.Ring(b.ToRing(), toleranceM)).Bound()
	return box.Pad(2 * toleranceM)
}

// back returns a chain of plane segments in degrees.
func (p *Plane) back(in []orb.Point, toleranceM float64) []orb.Point {
	out := make([]orb.Point, 0, len(in))
	for i, xy := range in {
		v := p.ToWGS84(xy)
		if i > 0 {
			out = p.appendBack(out, out[len(out)-1], v, in[i-1], xy, toleranceM)
		}
		out = append(out, v)
	}
	return out
}

// LineStringToWGS84 returns, in degrees, a line given in plane metres, with
// vertices inserted so that its edges, straight in longitude and latitude,
// stay within toleranceM metres of the segments given. A tolerance of 0 or less
// inserts none.
func (p *Plane) LineStringToWGS84(l orb.LineString, toleranceM float64) orb.LineString {
	return p.back(l, toleranceM)
}

// RingToWGS84 returns a ring in degrees; see [Plane.LineStringToWGS84].
func (p *Plane) RingToWGS84(r orb.Ring, toleranceM float64) orb.Ring {
	return p.back(r, toleranceM)
}

// PolygonToWGS84 returns a polygon in degrees; see [Plane.LineStringToWGS84].
func (p *Plane) PolygonToWGS84(g orb.Polygon, toleranceM float64) orb.Polygon {
	out := make(orb.Polygon, len(g))
	for i, r := range g {
		out[i] = p.RingToWGS84(r, toleranceM)
	}
	return out
}

// MultiPolygonToWGS84 returns a multipolygon in degrees; see [Plane.LineStringToWGS84].
func (p *Plane) MultiPolygonToWGS84(g orb.MultiPolygon, toleranceM float64) orb.MultiPolygon {
	out := make(orb.MultiPolygon, len(g))
	for i, polygon := range g {
		out[i] = p.PolygonToWGS84(polygon, toleranceM)
	}
	return out
}
