package plane

import (
	"math"
	"slices"

	"catchment/geo/measure"

	"github.com/paulmach/orb"
)

// CenterOf returns a good centre for the plane of g: the middle of its box.
//
// Where the plain box is wider than 180 degrees and the parts of g lie on both
// sides of the antimeridian, the narrowest span of longitudes that holds all
// parts is used instead, so a place at 179 and -179 degrees is centred at 180 and not at
// 0. An [orb.Bound] whose Min longitude exceeds its Max is
// taken to cross the antimeridian (RFC 7946, section 5.2). The longitude of the result is in
// [-180, 180]. An empty or nil g gives (0, 0).
func CenterOf(g orb.Geometry) orb.Point {
	if b, ok := g.(orb.Bound); ok {
		width := b.Max[0] - b.Min[0]
		if width < 0 {
			width += 360
		}
		return orb.Point{wrap(b.Min[0] + width/2), b.Min[1] + (b.Max[1]-b.Min[1])/2}
	}
	var spans []span
	south, north := 90.0, -90.0
	eachChain(g, func(chain []orb.Point) {
		s := span{chain[0][0], chain[0][0]}
		lon := s.west
		for i, v := range chain {
			if i > 0 {
				lon += measure.LonDelta(chain[i-1][0], v[0])
			}
			s.west, s.east = math.Min(s.west, lon), math.Max(s.east, lon)
			south, north = math.Min(south, v[1]), math.Max(north, v[1])
		}
		spans = append(spans, s)
	})
	if len(spans) == 0 {
		return orb.Point{}
	}
	s := narrowest(spans)
	return orb.Point{wrap(s.west + (s.east-s.west)/2), south + (north-south)/2}
}

// span is an interval of longitudes, west at most east, in degrees.
type span struct{ west, east float64 }

// narrowest returns the span over all spans: the plain one when it is at most
// 180 degrees wide, otherwise the complement of the widest gap.
func narrowest(spans []span) span {
	plain := spans[0]
	for _, s := range spans[1:] {
		plain.west, plain.east = math.Min(plain.west, s.west), math.Max(plain.east, s.east)
	}
	if plain.east-plain.west <= 180 {
		return plain
	}
	turned := slices.Clone(spans)
	for i, s := range turned {
		west := wrap(s.west)
		turned[i] = span{west, west + (s.east - s.west)}
	}
	slices.SortFunc(turned, func(a, b span) int {
		if a.west < b.west {
			return -1
		}
		if a.west > b.west {
			return 1
		}
		return 0
	})
	// The gap that closes the circle, then those between neighbours.
	east := turned[0].east
	for _, s := range turned {
		east = math.Max(east, s.east)
	}
	first := turned[0].west
	best, gap := span{first, east}, first+360-east
	east = turned[0].east
	for _, s := range turned[1:] {
		if s.west-east > gap {
			best, gap = span{s.west, 0}, s.west-east
			best.east = s.west + 360 - gap
		}
		east = math.Max(east, s.east)
	}
	if gap <= 0 {
		return plain
	}
	return best
}

func wrap(lon float64) float64 {
	if lon >= -180 && lon <= 180 {
		return lon
	}
	return math.Remainder(lon, 360)
}

// eachChain calls f with every non-empty list of vertices of g. Holes are left out:
// they lie inside their shells.
func eachChain(g orb.Geometry, f func([]orb.Point)) {
	some := func(chain []orb.Point) {
		if len(chain) > 0 {
			f(chain)
		}
	}
	switch g := g.(type) {
	case orb.Point:
		f([]orb.Point{g})
	case orb.MultiPoint:
		for _, p := range g {
			f([]orb.Point{p})
		}
	case orb.LineString:
		some(g)
	case orb.MultiLineString:
		for _, l := range g {
			some(l)
		}
	case orb.Ring:
		some(g)
	case orb.Polygon:
		if len(g) > 0 {
			some(g[0])
		}
	case orb.MultiPolygon:
		for _, polygon := range g {
			eachChain(polygon, f)
		}
	case orb.Bound:
		some(g.ToRing())
	case orb.Collection:
		for _, part := range g {
			eachChain(part, f)
		}
	}
}
