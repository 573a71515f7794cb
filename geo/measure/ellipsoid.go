// Package measure gives lengths and areas on the WGS 84 ellipsoid.
//
// Every function takes WGS 84 degrees, longitude first, and returns metres or
// square metres on the ellipsoid; none projects to a map first. Coordinates
// are expected to be finite with latitudes in [-90, 90]; longitudes may have
// any value and count modulo 360. A NaN going in comes out as NaN.
//
// Three kinds of edge occur and every function says which it means:
//
//   - geodesic: the shortest path on the ellipsoid between two vertices;
//   - straight: the path linear in longitude and latitude, which is what
//     GeoJSON (RFC 7946, section 3.1.1) and package plane mean by an edge. It
//     goes the shorter way round when the longitudes of its ends differ by
//     more than 180 degrees, and all the way round when they differ by exactly
//     360;
//   - none: a distance between two points.
package measure

import "math"

// The WGS 84 ellipsoid (NGA.STND.0036). Lengths in metres.
const (
	// EquatorialRadiusM is the semi-major axis.
	EquatorialRadiusM = 6378137.0
	// Flattening is (a-b)/a.
	Flattening = 1 / 298.257223563
	// PolarRadiusM is the semi-minor axis.
	PolarRadiusM = EquatorialRadiusM * (1 - Flattening)

	ratio = 1 - Flattening                // b/a
	ecc2  = Flattening * (2 - Flattening) // first eccentricity squared
	ecc   = 0.0818191908426214957348      // its root
	ecc2p = ecc2 / (ratio * ratio)        // second eccentricity squared
	third = Flattening / (2 - Flattening) // third flattening n

	// authalicRadius2 is the square of the radius of the sphere with the same
	// area as the ellipsoid.
	authalicRadius2 = EquatorialRadiusM * EquatorialRadiusM * 1.99553108750283679137924738 / 2

	// EarthAreaM2 is the area of the whole ellipsoid.
	EarthAreaM2 = 4 * math.Pi * authalicRadius2
)

const radian = math.Pi / 180

// direction is an angle held as its sine and cosine, so that angles close to
// a right or straight angle keep all their digits.
type direction struct{ sin, cos float64 }

func (d direction) unit() direction {
	h := math.Hypot(d.sin, d.cos)
	return direction{d.sin / h, d.cos / h}
}

func (d direction) degrees() float64 { return math.Atan2(d.sin, d.cos) / radian }

// sincosDegrees returns the sine and cosine of x degrees, exact at multiples of 90.
func sincosDegrees(x float64) direction {
	r := math.Remainder(x, 360)
	turns := math.Round(r / 90)
	sin, cos := math.Sincos((r - 90*turns) * radian)
	switch int(turns) & 3 {
	case 1:
		return direction{cos, -sin}
	case 2:
		return direction{-sin, -cos}
	case 3:
		return direction{-cos, sin}
	}
	return direction{sin, cos}
}

// lonDelta returns the longitude difference to-from in degrees, reduced to
// [-180, 180], as a rounded value and the rounding error it left.
func lonDelta(from, to float64) (delta, rest float64) {
	s, e := twoSum(math.Remainder(-from, 360), math.Remainder(to, 360))
	return twoSum(math.Remainder(s, 360), e)
}

// twoSum returns a+b rounded and the exact error of the rounding (Knuth).
func twoSum(a, b float64) (sum, rest float64) {
	sum = a + b
	bb := sum - a
	return sum, (a - (sum - bb)) + (b - bb)
}

// LonDelta returns the change of longitude, in degrees, along a straight edge
// that goes from longitude from to longitude to: the plain difference when it
// is at most 180 in size or exactly 360, otherwise the shorter way round.
func LonDelta(from, to float64) float64 {
	d := to - from
	if (d >= -180 && d <= 180) || d == 360 || d == -360 {
		return d
	}
	return math.Remainder(d, 360)
}
