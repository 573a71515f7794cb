// Package plane maps a study area to a plane in metres and back.
//
// The projection is the Lambert azimuthal equal-area projection on the WGS 84
// ellipsoid (EPSG method 9820; J. P. Snyder, Map Projections: A Working Manual, 1987,
// equations 24-2 to 24-20): areas in the plane are areas on the ellipsoid.
// Lengths are true at the centre and drift away from it; [Plane.DistanceErrorRatio]
// bounds by how much.
//
// Edges are straight in longitude and latitude (RFC 7946, section 3.1.1), so
// in the plane they are slightly bent. The functions that map whole shapes insert
// vertices until no edge is farther from its true image than a tolerance in metres.
// The vertices inserted depend on the two ends only and not on their order, so
// parcels that share an edge outside share it bit for bit inside.
package plane

import (
	"math"

	"catchment/geo/measure"

	"github.com/paulmach/orb"
)

// Plane is a plane in metres tangent to the ellipsoid at its centre: x grows
// to the east, y to the north, and the centre is (0, 0). It is immutable and
// safe for concurrent use.
type Plane struct {
	center  orb.Point
	lat     latitude
	stretch float64 // D of Snyder 24-20
}

// At returns the plane centred at center, in WGS 84 degrees with a latitude in [-90, 90].
func At(center orb.Point) *Plane {
	p := &Plane{center: center, lat: latitudeOf(center[1]), stretch: 1}
	if p.lat.cos > 1e-12 {
		sin, cos := math.Sincos(center[1] * radian)
		p.stretch = measure.EquatorialRadiusM * cos /
			(math.Sqrt(1-ecc2*sin*sin) * authalicRadiusM * p.lat.cos)
	}
	return p
}

const ecc2 = measure.Flattening * (2 - measure.Flattening)

// Center returns the point that maps to (0, 0).
func (p *Plane) Center() orb.Point { return p.center }

// ToPlane returns the image of a WGS 84 point in metres.
//
// The error of the arithmetic is about a nanometre within 1000 km. Points of
// the far hemisphere are mapped too, ever more distorted, up to the antipode
// of the centre, which has no single image and is put due north on the rim, 12,742 km
// away. Longitudes count modulo 360. NaN gives NaN.
func (p *Plane) ToPlane(point orb.Point) orb.Point {
	l := latitudeOf(point[1])
	dLon := math.Remainder(point[0]-p.center[0], 360) * radian
	sinHalf, cosHalf := math.Sincos(dLon / 2)
	sinLat, cosLat := math.Sincos(((l.rad - p.lat.rad) + (l.excess - p.lat.excess)) / 2)

	// h is the squared sine of half the distance on the authalic sphere.
	h := sinLat*sinLat + p.lat.cos*l.cos*sinHalf*sinHalf
	if 1-h < 1e-15 {
		return orb.Point{0, 2 * authalicRadiusM / p.stretch}
	}
	b := authalicRadiusM / math.Sqrt(1-h)
	x := l.cos * 2 * sinHalf * cosHalf
	y := 2*sinLat*cosLat + 2*p.lat.sin*l.cos*sinHalf*sinHalf
	return orb.Point{b * p.stretch * x, b / p.stretch * y}
}

// ToWGS84 returns the point, in degrees, whose image is at xy metres.
//
// It undoes ToPlane to 1e-13 degrees within 1000 km. Longitudes are in
// [-180, 180]. Positions beyond the rim of the plane, 12,742 km from the centre,
// are no image of anything and give the antipode. NaN gives NaN.
func (p *Plane) ToWGS84(xy orb.Point) orb.Point {
	x, y := xy[0]/p.stretch, xy[1]*p.stretch
	rho := math.Hypot(x, y)
	if rho == 0 {
		return p.center
	}
	s := math.Min(1, rho/(2*authalicRadiusM)) // sine of half the distance
	cosArc := 1 - 2*s*s
	k := 2 * s * math.Sqrt(1-s*s) / rho // sine of the distance, over rho
	sin := cosArc*p.lat.sin + k*y*p.lat.cos
	east := k * x
	north := p.lat.cos*cosArc - k*y*p.lat.sin
	cos := math.Hypot(east, north)

	h := math.Hypot(sin, cos)
	sin, cos = sin/h, cos/h
	lat := math.Atan2(sin, cos) + sineSum(&fromAuthalic, sin, cos)
	lon := p.center[0] + math.Atan2(east, north)/radian
	if lon < -180 || lon > 180 {
		lon = math.Remainder(lon, 360)
	}
	return orb.Point{lon, lat / radian}
}
