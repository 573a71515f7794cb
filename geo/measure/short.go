package measure

import (
	"math"

	"github.com/paulmach/orb"
)

// shortChordM is the longest chord that shortDistance accepts.
const shortChordM = 20000

// Origin is a point from which many distances are taken. It keeps what
// [Distance] would compute anew each time.
type Origin struct {
	point orb.Point
	latitude
}

// From returns the origin at p.
func From(p orb.Point) Origin { return Origin{p, latitudeOf(p[1])} }

// Distance returns the geodesic distance from the origin to q in metres, the
// same as [Distance] to the last bit.
func (o *Origin) Distance(q orb.Point) float64 {
	if math.Abs(q[1]-o.point[1]) <= shortLatitudes {
		if d, ok := shortDistance(o.point, q, o.latitude, latitudeOf(q[1])); ok {
			return d
		}
	}
	g := solve(o.point, q)
	return g.distanceM
}

// latitude is a geographic latitude with w, the length of
// (cos φ, (1-f) sin φ), whose direction is the reduced latitude.
type latitude struct{ sin, cos, w float64 }

func latitudeOf(degrees float64) latitude {
	sin, cos := math.Sincos(degrees * radian)
	return latitude{sin, cos, math.Sqrt(cos*cos + ratio*ratio*sin*sin)}
}

// shortLatitudes is a difference of latitude, in degrees, longer than shortChordM.
const shortLatitudes = 0.2

// shortDistance returns the geodesic distance of points at most 20 km apart
// and true, or false for points farther apart.
//
// It takes the straight chord through the ellipsoid, in differences that do
// not cancel, and bends it to the curvature of the ellipsoid in the direction of the
// chord (Euler's formula): s = 2ρ asin(c/2ρ). What is left out begins with
// the change of curvature along the line, e² s⁵/R⁴ in size, below a nanometre at 20 km.
//
// With the reduced latitudes β, points of a meridian are (a cos β, b sin β),
// so their chord is 2 sin(Δβ/2) (-a sin β̄, b cos β̄); and sin Δβ is (1-f) sin Δφ / w₁w₂.
func shortDistance(a, b orb.Point, la, lb latitude) (float64, bool) {
	const a2 = EquatorialRadiusM * EquatorialRadiusM
	const b2 = PolarRadiusM * PolarRadiusM
	dLon := b[0] - a[0]
	if math.Abs(dLon) > 180 {
		dLon = math.Remainder(dLon, 360)
	}
	ww := la.w * lb.w
	across2 := a2 * la.cos * lb.cos / ww * chordOf(dLon*radian)
	if !(across2 <= shortChordM*shortChordM) {
		return 0, false
	}

	d := (b[1] - a[1]) * radian
	u := d * d
	s := ratio * d * (1 - u/6*(1-u/20*(1-u/42))) / ww // sin Δβ
	s2 := s * s
	half4 := s2 * (1 + s2/4*(1+s2/2)) // 4 sin²(Δβ/2)
	sin := ratio * (la.sin/la.w + lb.sin/lb.w) / 2
	cos := (la.cos/la.w + lb.cos/lb.w) / 2
	// sin and cos of the mean β, times cos(Δβ/2). v is (dM/dβ)² there.
	v := (a2*sin*sin + b2*cos*cos) / (1 - half4/4)
	along2 := half4 * v

	chord2 := across2 + along2
	if chord2 > shortChordM*shortChordM {
		return 0, false
	}
	if chord2 == 0 {
		return 0, true
	}
	// Curvatures: ab/v^(3/2) along the meridian and b/(a v^(1/2)) across it.
	k := PolarRadiusM * (along2*EquatorialRadiusM/v + across2/EquatorialRadiusM) / chord2
	x := chord2 * k * k / v
	return math.Sqrt(chord2) * (1 + x/24*(1+x*9/80)), true
}

// chordOf returns 4 sin²(x/2) for x radians.
func chordOf(x float64) float64 {
	if u := x * x; u < 1e-4 {
		return u * (1 - u/12*(1-u/30*(1-u/56)))
	}
	s := 2 * math.Sin(x/2)
	return s * s
}
