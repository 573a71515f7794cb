package landuse

import (
	"math"

	"github.com/paulmach/orb"

	"catchment/geo/plane"
)

// gapM returns the distance in metres between two shapes in WGS 84, 0 where
// they touch or overlap.
//
// Both are taken to the plane centred between them. Within a few kilometres its
// distances are right to about 1e-7; polygons a city apart are none of its
// business. Cost: the product of their edges.
func gapM(a, b orb.Geometry) float64 {
	box := a.Bound().Union(b.Bound())
	p := plane.At(plane.CenterOf(box))
	sa, sb := flatten(p, a), flatten(p, b)
	if sa.holds(sb.any()) || sb.holds(sa.any()) {
		return 0
	}
	best := math.Inf(1)
	for _, e := range sa.edges {
		for _, f := range sb.edges {
			best = min(best, segmentGap(e[0], e[1], f[0], f[1]))
		}
	}
	return best
}

// flat is a shape in the plane; a point is an edge of no length.
type flat struct {
	edges [][2]orb.Point
	rings []orb.Ring
}

func flatten(p *plane.Plane, g orb.Geometry) *flat {
	var f flat
	f.add(p, g)
	return &f
}

func (f *flat) add(p *plane.Plane, g orb.Geometry) {
	switch g := g.(type) {
	case orb.Point:
		at := p.ToPlane(g)
		f.edges = append(f.edges, [2]orb.Point{at, at})
	case orb.MultiPoint:
		for _, one := range g {
			f.add(p, one)
		}
	case orb.LineString:
		line := p.LineString(g, edgeToleranceM)
		for i := 1; i < len(line); i++ {
			f.edges = append(f.edges, [2]orb.Point{line[i-1], line[i]})
		}
	case orb.MultiLineString:
		for _, one := range g {
			f.add(p, one)
		}
	case orb.Polygon:
		for _, ring := range p.Polygon(g, edgeToleranceM) {
			f.rings = append(f.rings, ring)
			for i := 1; i < len(ring); i++ {
				f.edges = append(f.edges, [2]orb.Point{ring[i-1], ring[i]})
			}
		}
	case orb.MultiPolygon:
		for _, one := range g {
			f.add(p, one)
		}
	case orb.Collection:
		for _, one := range g {
			f.add(p, one)
		}
	}
}

// any returns a place of the shape.
func (f *flat) any() orb.Point {
	if len(f.edges) == 0 {
		return orb.Point{math.Inf(1), 0}
	}
	return f.edges[0][0]
}

// holds tells whether a place lies inside the shape's rings.
func (f *flat) holds(p orb.Point) bool {
	odd := false
	for _, ring := range f.rings {
		for i := 1; i < len(ring); i++ {
			a, b := ring[i-1], ring[i]
			if (a[1] > p[1]) != (b[1] > p[1]) && p[0] < a[0]+(p[1]-a[1])/(b[1]-a[1])*(b[0]-a[0]) {
				odd = !odd
			}
		}
	}
	return odd
}

// segmentGap returns the distance between two segments, 0 where they cross.
func segmentGap(a, b, c, d orb.Point) float64 {
	side := func(p, q, r orb.Point) float64 { return (q[0]-p[0])*(r[1]-p[1]) - (q[1]-p[1])*(r[0]-p[0]) }
	if s, t := side(a, b, c), side(a, b, d); s > 0 && t < 0 || s < 0 && t > 0 {
		if u, v := side(c, d, a), side(c, d, b); u > 0 && v < 0 || u < 0 && v > 0 {
			return 0
		}
	}
	return min(pointGap(a, c, d), pointGap(b, c, d), pointGap(c, a, b), pointGap(d, a, b))
}

// pointGap returns the distance of p from the segment from a to b.
func pointGap(p, a, b orb.Point) float64 {
	dx, dy := b[0]-a[0], b[1]-a[1]
	t := 0.0
	if n := dx*dx + dy*dy; n > 0 {
		t = min(max(((p[0]-a[0])*dx+(p[1]-a[1])*dy)/n, 0), 1)
	}
	return math.Hypot(p[0]-a[0]-t*dx, p[1]-a[1]-t*dy)
}
