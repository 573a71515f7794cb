package coverage

import (
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// outline is a facility's shape in plane metres: paths of one or more points,
// and the land it stands on where it is drawn as land.
type outline struct {
	facility *Facility
	number   int           // in the roster
	paths    [][]orb.Point // all of it: points, lines and the rings of land
	lines    [][]orb.Point // what is not land: points and lines
	land     orb.MultiPolygon
	bound    orb.Bound
	rims     *rims // of the same; nil where there are few points
}

// outlinesOf returns the outlines of facilities in the study's plane.
func (s *Study) outlinesOf(facilities []Facility) []outline {
	outlines := make([]outline, len(facilities))
	for i := range facilities {
		s.outlineOf(&outlines[i], &facilities[i], i)
	}
	return outlines
}

// outlineOf fills in the outline of a facility, the number-th of its roster.
func (s *Study) outlineOf(o *outline, f *Facility, number int) {
	o.facility, o.number = f, number
	s.addPaths(o, f.Shape)
	o.bound = orb.Bound{Min: o.paths[0][0], Max: o.paths[0][0]}
	for _, path := range o.paths {
		for _, p := range path {
			o.bound = o.bound.Extend(p)
		}
	}
	o.rims = rimsOf(o)
}

func (s *Study) addPaths(o *outline, g orb.Geometry) {
	switch g := g.(type) {
	case orb.Point:
		o.addLine([]orb.Point{s.plane.ToPlane(g)})
	case orb.MultiPoint:
		for _, p := range g {
			s.addPaths(o, p)
		}
	case orb.LineString:
		o.addLine(s.plane.LineString(g, edgeToleranceM))
	case orb.MultiLineString:
		for _, l := range g {
			s.addPaths(o, l)
		}
	case orb.Polygon:
		p := s.plane.Polygon(g, edgeToleranceM)
		o.land = append(o.land, p)
		for _, ring := range p {
			o.paths = append(o.paths, ring)
		}
	case orb.MultiPolygon:
		for _, p := range g {
			s.addPaths(o, p)
		}
	case orb.Collection:
		for _, part := range g {
			s.addPaths(o, part)
		}
	}
}

func (o *outline) addLine(path []orb.Point) {
	o.paths, o.lines = append(o.paths, path), append(o.lines, path)
}

// distance returns the distance from p to the outline, 0 inside its land. When
// it is more than atMost, anything more than atMost may be returned.
func (o *outline) distance(p orb.Point, atMost float64) float64 {
	if d := boundDistance(o.bound, p); d > atMost {
		return d
	}
	if o.rims != nil {
		return o.rims.distance(p, atMost)
	}
	if len(o.land) > 0 && planar.MultiPolygonContains(o.land, p) {
		return 0
	}
	best := math.Inf(1)
	for _, path := range o.paths {
		_, d := closestOnPath(path, p)
		best = min(best, d)
	}
	return best
}

// closestTo returns the point of the outline closest to p, p itself inside its
// land.
func (o *outline) closestTo(p orb.Point) orb.Point {
	if len(o.land) > 0 && planar.MultiPolygonContains(o.land, p) {
		return p
	}
	var at orb.Point
	best := math.Inf(1)
	for _, path := range o.paths {
		if q, d := closestOnPath(path, p); d < best {
			at, best = q, d
		}
	}
	return at
}

// closest returns the closest pair of a point of the pieces and a point of
// the outline, with their distance. When that is not below atMost it may
// return any distance that is not.
func (o *outline) closest(pieces []*piece, atMost float64) (onPieces, onOutline orb.Point, distance float64) {
	distance = math.Inf(1)
	for _, piece := range pieces {
		if boundsDistance(piece.bound, o.bound) >= min(atMost, distance) {
			continue
		}
		for _, path := range o.paths {
			if piece.contains(path[0]) {
				return path[0], path[0], 0
			}
			for _, p := range path {
				for _, ring := range piece.poly {
					if q, d := closestOnPath(ring, p); d < distance {
						onPieces, onOutline, distance = q, p, d
					}
				}
			}
			if len(path) == 1 {
				continue
			}
			for _, ring := range piece.poly {
				for _, p := range ring {
					if q, d := closestOnPath(path, p); d < distance {
						onPieces, onOutline, distance = p, q, d
					}
				}
			}
		}
	}
	return onPieces, onOutline, distance
}

// outlinesNear returns the outlines that can be the nearest facility of some
// place in the box: all whose distance to its middle is not more than that of
// the nearest one plus the box's diagonal.
func outlinesNear(all []outline, box orb.Bound) []*outline {
	middle := box.Center()
	nearest := math.Inf(1)
	for i := range all {
		nearest = min(nearest, all[i].distance(middle, nearest))
	}
	limit := nearest + planar.Distance(box.Min, box.Max)
	var near []*outline
	for i := range all {
		if all[i].distance(middle, limit) <= limit {
			near = append(near, &all[i])
		}
	}
	return near
}

// closestOnPath returns the point of a path of one or more points that is
// closest to p, and its distance.
func closestOnPath(path []orb.Point, p orb.Point) (orb.Point, float64) {
	at, best2 := path[0], squared(path[0], p)
	for i := 1; i < len(path); i++ {
		a, b := path[i-1], path[i]
		dx, dy := b[0]-a[0], b[1]-a[1]
		l2 := dx*dx + dy*dy
		if l2 == 0 {
			continue
		}
		t := min(max(((p[0]-a[0])*dx+(p[1]-a[1])*dy)/l2, 0), 1)
		q := orb.Point{a[0] + t*dx, a[1] + t*dy}
		if d2 := squared(q, p); d2 < best2 {
			at, best2 = q, d2
		}
	}
	return at, math.Sqrt(best2)
}

func squared(a, b orb.Point) float64 {
	dx, dy := a[0]-b[0], a[1]-b[1]
	return dx*dx + dy*dy
}

// boundDistance returns the distance from p to a box, 0 inside it.
func boundDistance(b orb.Bound, p orb.Point) float64 {
	return boundsDistance(b, orb.Bound{Min: p, Max: p})
}

func boundsDistance(a, b orb.Bound) float64 {
	dx := max(a.Min[0]-b.Max[0], b.Min[0]-a.Max[0], 0)
	dy := max(a.Min[1]-b.Max[1], b.Min[1]-a.Max[1], 0)
	return math.Sqrt(dx*dx + dy*dy) // no square of metres overflows
}
