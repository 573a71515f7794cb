package coverage

import (
	"math"

	"github.com/paulmach/orb"

	"catchment/geo/measure"
)

// covering returns the numbers, among u.facilities, of those within radiusM of
// a place, ascending, a distance of exactly radiusM included. Distances so
// close to the radius that the errors of the plane and of edges drawn in it could
// decide are measured on the ellipsoid.
func (s *Study) covering(u *setup, p demandPoint) []int {
	var found []int
	doubtM := s.doubtM(u.RadiusM)
	for _, i := range u.roster.index().Intersecting(around(p.lonLat, u.RadiusM)) {
		o := &u.roster.outlines[i]
		d := o.distance(p.at, u.RadiusM+doubtM)
		if math.Abs(d-u.RadiusM) <= doubtM {
			d = measure.DistanceTo(p.lonLat, o.facility.Shape)
		}
		if d <= u.RadiusM && u.nearOf[i] >= 0 {
			found = append(found, u.nearOf[i])
		}
	}
	return found
}

// doubtM returns by how much a distance of radiusM taken in the plane may be
// wrong, edges included.
func (s *Study) doubtM(radiusM float64) float64 {
	return radiusM*s.DistanceErrorRatio(radiusM) + edgeToleranceM + 1e-6
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
