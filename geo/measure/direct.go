package measure

import (
	"math"

	"github.com/paulmach/orb"
)

// Direct returns the point reached from a by going distanceM metres along the
// geodesic that leaves at azimuth degrees clockwise from north, and the
// azimuth there. Negative distances go backwards. The longitude of b is in
// [-180, 180]; the error is below 20 nanometres for distances up to half the globe.
//
// Source: Karney 2013 (see [Distance]), section 3.
func Direct(a orb.Point, azimuth, distanceM float64) (b orb.Point, azimuthB float64) {
	beta1, alpha1 := reduced(a[1]), sincosDegrees(azimuth)
	alpha0 := direction{alpha1.sin * beta1.cos, math.Hypot(alpha1.cos, alpha1.sin*beta1.sin)}
	omega1 := direction{alpha0.sin * beta1.sin, alpha1.cos * beta1.cos}
	if omega1.sin == 0 && omega1.cos == 0 {
		omega1.cos = 1 // due east or west along the equator
	}
	sigma1 := direction{beta1.sin, omega1.cos}.unit()
	eps := expansion(alpha0.cos * alpha0.cos * ecc2p)

	c1, c1i := distanceSeries(eps), arcSeries(eps)
	shift := c1.at(sigma1)
	step := distanceM / (PolarRadiusM * distanceScale(eps))
	sin, cos := math.Sincos(shift)
	tau2 := direction{sigma1.sin*cos + sigma1.cos*sin, sigma1.cos*cos - sigma1.sin*sin}.plus(step)
	arc := step + shift + c1i.at(tau2)
	sigma2 := sigma1.plus(arc)

	beta2 := direction{alpha0.cos * sigma2.sin, math.Hypot(alpha0.sin, alpha0.cos*sigma2.cos)}
	omega2 := direction{alpha0.sin * sigma2.sin, sigma2.cos}
	turn := math.Atan2(omega2.sin*omega1.cos-omega2.cos*omega1.sin, omega2.cos*omega1.cos+omega2.sin*omega1.sin)
	c3 := longitudeSeries(eps)
	turn -= Flattening * longitudeScale(eps) * alpha0.sin * (arc + c3.at(sigma2) - c3.at(sigma1))

	lon := a[0] + turn/radian
	if lon < -180 || lon > 180 {
		lon = math.Remainder(lon, 360)
	}
	b = orb.Point{lon, math.Atan2(beta2.sin, ratio*beta2.cos) / radian}
	return b, direction{alpha0.sin, alpha0.cos * sigma2.cos}.degrees()
}

// plus returns the direction turned by x radians.
func (d direction) plus(x float64) direction {
	sin, cos := math.Sincos(x)
	return direction{d.sin*cos + d.cos*sin, d.cos*cos - d.sin*sin}
}
