package crs

import (
	"math"

	"github.com/paulmach/orb"
)

// transverse is a transverse Mercator projection with its origin on the equator.
type transverse struct {
	ellipsoid *kruger
	lon       float64 // central meridian, degrees
	scale     float64 // on the central meridian
	eastM     float64 // false easting
	northM    float64 // false northing
}

// kruger holds what the projection needs of an ellipsoid.
type kruger struct {
	e, ecc2 float64    // eccentricity and its square
	radiusM float64    // rectifying radius
	alpha   [6]float64 // from the conformal sphere to the plane
	beta    [6]float64 // and back
}

// The ellipsoids of CGCS2000 and WGS 84. They have one equatorial radius and
// differ by 0.1 mm at the poles.
var (
	ellipsoidCGCS2000 = newKruger(6378137, 1/298.257222101)
	ellipsoidWGS84    = newKruger(6378137, 1/298.257223563)
)

// newKruger returns the coefficients for an ellipsoid.
//
// Source: C. F. F. Karney, Transverse Mercator with an accuracy of a few
// nanometers, J. Geodesy 85 (2011), 475-485, equations 14, 35 and 36.
func newKruger(radiusM, flattening float64) *kruger {
	n := flattening / (2 - flattening)
	n2 := n * n
	ecc2 := flattening * (2 - flattening)
	return &kruger{
		e: math.Sqrt(ecc2), ecc2: ecc2,
		radiusM: radiusM / (1 + n) * (1 + n2*(1./4+n2*(1./64+n2/256))),
		alpha: [6]float64{
			poly(n, 1, 1./2, -2./3, 5./16, 41./180, -127./288, 7891./37800),
			poly(n, 2, 13./48, -3./5, 557./1440, 281./630, -1983433./1935360),
			poly(n, 3, 61./240, -103./140, 15061./26880, 167603./181440),
			poly(n, 4, 49561./161280, -179./168, 6601661./7257600),
			poly(n, 5, 34729./80640, -3418889./1995840),
			poly(n, 6, 212378941./319334400),
		},
		beta: [6]float64{
			poly(n, 1, 1./2, -2./3, 37./96, -1./360, -81./512, 96199./604800),
			poly(n, 2, 1./48, 1./15, -437./1440, 46./105, -1118711./3870720),
			poly(n, 3, 17./480, -37./840, -209./4480, 5569./90720),
			poly(n, 4, 4397./161280, -11./504, -830251./7257600),
			poly(n, 5, 4583./161280, -108847./3991680),
			poly(n, 6, 20648693./638668800),
		},
	}
}

// poly returns the polynomial in n whose lowest power is first.
func poly(n float64, first int, coefficients ...float64) float64 {
	sum := 0.0
	for i := len(coefficients) - 1; i >= 0; i-- {
		sum = sum*n + coefficients[i]
	}
	return sum * math.Pow(n, float64(first))
}

// forward returns easting and northing of a position less than 80 degrees of
// longitude from the central meridian.
//
// Source: Karney 2011, equations 7 to 11.
func (t transverse) forward(p orb.Point) orb.Point {
	sinLon, cosLon := math.Sincos(math.Remainder(p[0]-t.lon, 360) * radian)
	tau := t.ellipsoid.conformal(math.Tan(p[1] * radian))
	xi := math.Atan2(tau, cosLon)
	eta := math.Asinh(sinLon / math.Hypot(tau, cosLon))
	dXi, dEta := sines(&t.ellipsoid.alpha, xi, eta)
	k := t.scale * t.ellipsoid.radiusM
	return orb.Point{t.eastM + k*(eta+dEta), t.northM + k*(xi+dXi)}
}

// inverse undoes forward to 1e-13 degrees.
//
// Source: Karney 2011, equations 15 to 18.
func (t transverse) inverse(p orb.Point) orb.Point {
	k := t.scale * t.ellipsoid.radiusM
	xi, eta := (p[1]-t.northM)/k, (p[0]-t.eastM)/k
	dXi, dEta := sines(&t.ellipsoid.beta, xi, eta)
	xi, eta = xi-dXi, eta-dEta
	sinXi, cosXi := math.Sincos(xi)
	sinhEta := math.Sinh(eta)
	tau := t.ellipsoid.geographic(sinXi / math.Hypot(sinhEta, cosXi))
	lon := t.lon + math.Atan2(sinhEta, cosXi)/radian
	if lon < -180 || lon > 180 {
		lon = math.Remainder(lon, 360)
	}
	return orb.Point{lon, math.Atan(tau) / radian}
}

const radian = math.Pi / 180

// sines returns the real and imaginary part of Σ c[j] sin(2(j+1)(xi + i·eta)),
// by Clenshaw's recurrence.
func sines(c *[6]float64, xi, eta float64) (re, im float64) {
	sin, cos := math.Sincos(2 * xi)
	sinh, cosh := math.Sinh(2*eta), math.Cosh(2*eta)
	twice := complex(2*cos*cosh, -2*sin*sinh)
	var b1, b2 complex128
	for j := len(c) - 1; j >= 0; j-- {
		b1, b2 = complex(c[j], 0)+twice*b1-b2, b1
	}
	sum := complex(sin*cosh, cos*sinh) * b1
	return real(sum), imag(sum)
}

// conformal returns the tangent of the conformal latitude for the tangent of
// the geographic one. Karney 2011, equations 7 to 9.
func (k *kruger) conformal(tau float64) float64 {
	root := math.Hypot(1, tau)
	sigma := math.Sinh(k.e * math.Atanh(k.e*tau/root))
	return tau*math.Hypot(1, sigma) - sigma*root
}

// geographic undoes conformal by Newton's method, which doubles the digits
// each time and starts with two. Karney 2011, equations 19 to 21.
func (k *kruger) geographic(conformal float64) float64 {
	tau := conformal / (1 - k.ecc2)
	for range 5 {
		got := k.conformal(tau)
		step := (conformal - got) / math.Hypot(1, got) *
			(1 + (1-k.ecc2)*tau*tau) / ((1 - k.ecc2) * math.Hypot(1, tau))
		tau += step
		if math.Abs(step) <= 1e-16*(1+math.Abs(tau)) {
			break
		}
	}
	return tau
}

// webRadiusM is the sphere of Web Mercator.
const webRadiusM = 6378137

// webLimitM and webLimitLat are the edges of the square that Web Mercator makes.
const (
	webLimitM   = math.Pi*webRadiusM + 1e-3 // files round to millimetres
	webLimitLat = 85.0511287798066
)

// toWebMercator returns metres in EPSG:3857.
func toWebMercator(p orb.Point) orb.Point {
	return orb.Point{webRadiusM * p[0] * radian, webRadiusM * math.Asinh(math.Tan(p[1]*radian))}
}

// fromWebMercator undoes toWebMercator, and holds positions within a rounding
// of the edge of the square to it.
func fromWebMercator(p orb.Point) orb.Point {
	lon, lat := p[0]/webRadiusM/radian, math.Atan(math.Sinh(p[1]/webRadiusM))/radian
	return orb.Point{max(-180, min(180, lon)), max(-webLimitLat, min(webLimitLat, lat))}
}
