package measure

import "github.com/paulmach/orb"

// Length returns the length of a line in metres: the sum of the geodesic
// distances between consecutive vertices. Fewer than two vertices give 0.
func Length(line orb.LineString) float64 { return chainLength(line) }

// Perimeter returns the length in metres of all lines and rings of g, holes
// included, along geodesic edges. Rings count as they are: one that is not closed is
// not closed here. Points give 0.
func Perimeter(g orb.Geometry) float64 {
	sum := 0.0
	switch g := g.(type) {
	case orb.LineString:
		return chainLength(g)
	case orb.Ring:
		return chainLength(g)
	case orb.MultiLineString:
		for _, l := range g {
			sum += chainLength(l)
		}
	case orb.Polygon:
		for _, r := range g {
			sum += chainLength(r)
		}
	case orb.MultiPolygon:
		for _, p := range g {
			sum += Perimeter(p)
		}
	case orb.Bound:
		return chainLength(g.ToRing())
	case orb.Collection:
		for _, part := range g {
			sum += Perimeter(part)
		}
	}
	return sum
}

func chainLength(chain []orb.Point) float64 {
	sum := 0.0
	for i := 1; i < len(chain); i++ {
		sum += Distance(chain[i-1], chain[i])
	}
	return sum
}
