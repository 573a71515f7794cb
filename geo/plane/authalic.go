package plane

import "math"

// The authalic latitude ξ is the latitude on a sphere of equal area:
// sin ξ = q(φ)/q(90°) with q of Snyder 1987, equation 3-12. Close to the poles that form
// loses half its digits, so both directions use Fourier series
//
//	ξ - φ = Σ toAuthalic[k-1] sin 2kφ
//	φ - ξ = Σ fromAuthalic[k-1] sin 2kξ
//
// whose coefficients for WGS 84 were computed from the closed form with 60
// decimal digits. The first dropped terms are below 1e-16 radians, a nanometre.
var (
	toAuthalic = [5]float64{
		-0.00223920983867863979819205747,
		2.13086065132502226741739389e-06,
		-2.55925768641912253272992831e-09,
		3.37019652554226921500993111e-12,
		-4.66754301562558602587564287e-15,
	}
	fromAuthalic = [5]float64{
		0.00223920899635416647874365749,
		2.88319780486077204141585512e-06,
		5.08622074000802170368307948e-09,
		1.02018123203516013923613728e-11,
		2.19447507743608068094931857e-14,
	}
)

// authalicRadiusM is the radius of the sphere with the area of the ellipsoid.
const authalicRadiusM = 6371007.18091847389797633784573

// sineSum returns Σ c[k-1] sin 2kx from the sine and cosine of x (Clenshaw).
func sineSum(c *[5]float64, sin, cos float64) float64 {
	x := 2 * (cos - sin) * (cos + sin)
	var y0, y1 float64
	for k := len(c) - 1; k >= 0; k-- {
		y0, y1 = x*y0-y1+c[k], y0
	}
	return 2 * sin * cos * y0
}

// shift returns sin(x+d) and cos(x+d) for |d| below 0.01.
func shift(sin, cos, d float64) (float64, float64) {
	d2 := d * d
	sd := d * (1 - d2/6*(1-d2/20))
	half := d2 / 2 * (1 - d2/12*(1-d2/30)) // 1 - cos d
	return sin + (cos*sd - sin*half), cos - (sin*sd + cos*half)
}

// latitude is a geographic latitude with its authalic counterpart.
type latitude struct {
	rad      float64 // geographic, radians
	excess   float64 // authalic minus geographic
	sin, cos float64 // of the authalic latitude; cos is not negative
}

func latitudeOf(degrees float64) latitude {
	l := latitude{rad: degrees * radian}
	sin, cos := math.Sincos(l.rad)
	l.excess = sineSum(&toAuthalic, sin, cos)
	l.sin, l.cos = shift(sin, cos, l.excess)
	if l.cos < 0 || degrees == 90 || degrees == -90 {
		l.cos = 0
	}
	return l
}

const radian = math.Pi / 180
