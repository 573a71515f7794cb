package measure

import (
	"math"

	"github.com/paulmach/orb"
)

// shortChordM is the longest chord that shortDistance accepts.
const shortChordM = 20000

// shortDistance returns the geodesic distance of points at most 20 km apart
// and true, or false for points farther apart.
//
// It takes the straight chord through the ellipsoid, in differences that do
// not cancel, and bends it to the curvature of the ellipsoid in the direction of the
// chord (Euler's formula): s = 2ρ asin(c/2ρ). What is left out begins with
// the change of curvature along the line, e² s⁵/R⁴ in size, below a nanometre at 20 km.
func shortDistance(a, b orb.Point) (float64, bool) {
	dLat := b[1] - a[1]
	if math.Abs(dLat) > 0.2 {
		return 0, false
	}
	dLon := math.Remainder(b[0]-a[0], 360)

	sin1, cos1 := math.Sincos(a[1] * radian)
	sin2, cos2 := math.Sincos(b[1] * radian)
	w1 := math.Sqrt(cos1*cos1 + ratio*ratio*sin1*sin1)
	w2 := math.Sqrt(cos2*cos2 + ratio*ratio*sin2*sin2)
	halfLon := math.Sin(dLon * radian / 2)
	across2 := 4 * (EquatorialRadiusM * EquatorialRadiusM) * (cos1 / w1) * (cos2 / w2) * halfLon * halfLon
	if across2 > shortChordM*shortChordM {
		return 0, false
	}

	// Half the difference of the reduced latitudes, and their mean.
	d := dLat * radian
	u := d * d
	sinDLat := d * (1 - u/6*(1-u/20*(1-u/42)))
	h := math.Atan(ratio*sinDLat/(cos1*cos2+ratio*ratio*sin1*sin2)) / 2
	sinH := h * (1 - h*h/6*(1-h*h/20))
	// Sum of two unit vectors, over its length 2 cos h, is the mean direction.
	sinM := ratio * (sin1/w1 + sin2/w2) / 2
	cosM := (cos1/w1 + cos2/w2) / 2
	norm := sinM*sinM + cosM*cosM
	along2 := 4 * sinH * sinH / norm *
		(EquatorialRadiusM*EquatorialRadiusM*sinM*sinM + PolarRadiusM*PolarRadiusM*cosM*cosM)

	chord2 := across2 + along2
	if chord2 > shortChordM*shortChordM {
		return 0, false
	}
	if chord2 == 0 {
		return 0, true
	}
	// Curvatures at the mean reduced latitude: with v = a²sin²β + b²cos²β,
	// M = v^(3/2)/(ab) along the meridian and N = a v^(1/2)/b across it.
	v := (EquatorialRadiusM*EquatorialRadiusM*sinM*sinM + PolarRadiusM*PolarRadiusM*cosM*cosM) / norm
	root := math.Sqrt(v)
	kAlong := EquatorialRadiusM * PolarRadiusM / (v * root)
	kAcross := PolarRadiusM / (EquatorialRadiusM * root)
	k := (along2*kAlong + across2*kAcross) / chord2
	x := chord2 * k * k
	return math.Sqrt(chord2) * (1 + x/24*(1+x*9/80)), true
}
