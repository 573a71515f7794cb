package coverage

import (
	"math"

	"github.com/paulmach/orb"

	"catchment/geo/index"
	"catchment/geo/measure"
)

// neighbours finds the facilities that serve a place.
type neighbours struct {
	study    *Study
	outlines []outline
	tree     *index.Tree // over the boxes of the facilities' shapes, degrees
}

// newNeighbours indexes the facilities whose outlines are given.
func (s *Study) newNeighbours(outlines []outline) *neighbours {
	bounds := make([]orb.Bound, len(outlines))
	for i, o := range outlines {
		bounds[i] = o.facility.Shape.Bound()
	}
	return &neighbours{s, outlines, index.New(bounds)}
}

// covering returns the numbers of the facilities within radiusM of a place,
// ascending, a distance of exactly radiusM included. Distances so close to the
// radius that the plane's own error could decide are measured on the
// ellipsoid.
func (n *neighbours) covering(p demandPoint, radiusM float64) []int {
	var found []int
	doubtM := radiusM*n.study.DistanceErrorRatio(radiusM) + 1e-6
	for _, i := range n.tree.Intersecting(around(p.lonLat, radiusM)) {
		o := &n.outlines[i]
		d := o.distance(p.at, radiusM+doubtM)
		if math.Abs(d-radiusM) <= doubtM {
			d = measure.Distance(p.lonLat, n.study.plane.ToWGS84(o.closestTo(p.at)))
			if point, ok := o.facility.Shape.(orb.Point); ok {
				d = measure.Distance(p.lonLat, point)
			}
		}
		if d <= radiusM {
			found = append(found, i)
		}
	}
	return found
}

// around returns a box in degrees that holds everything within radiusM of p.
func around(p orb.Point, radiusM float64) orb.Bound {
	return widen(orb.Bound{Min: p, Max: p}, radiusM)
}

// widen returns a box in degrees that holds everything within marginM of b.
// Near a pole it takes in all longitudes.
func widen(b orb.Bound, marginM float64) orb.Bound {
	const metresPerDegree = 110_000 // less than any degree of latitude, and than a degree of longitude on the equator
	dLat := marginM / metresPerDegree
	widest := math.Max(math.Abs(b.Min[1]-dLat), math.Abs(b.Max[1]+dLat))
	dLon := 360.0
	if widest < 89 {
		dLon = marginM / (metresPerDegree * math.Cos(widest*math.Pi/180))
	}
	return orb.Bound{
		Min: orb.Point{b.Min[0] - dLon, b.Min[1] - dLat},
		Max: orb.Point{b.Max[0] + dLon, b.Max[1] + dLat},
	}
}
