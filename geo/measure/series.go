package measure

import "math"

// order is the highest power of the expansion parameter kept. For WGS 84 the
// parameter is below 0.0017, so the first dropped term is below 1e-19.
const order = 6

// The series of C. F. F. Karney, Algorithms for geodesics, J. Geodesy 87
// (2013) 43-55. Each function evaluates coefficients for one geodesic, whose
// parameter eps is given by equation 16 of that paper. Index l of an array
// belongs to sin 2lσ; index 0 is unused.
type series [order + 1]float64

// at returns the sum of c[l] sin 2lσ by Clenshaw's recurrence.
func (c *series) at(sigma direction) float64 {
	x := 2 * (sigma.cos - sigma.sin) * (sigma.cos + sigma.sin) // 2 cos 2σ
	var y0, y1 float64
	for l := order; l > 0; l-- {
		y0, y1 = x*y0-y1+c[l], y0
	}
	return 2 * sigma.sin * sigma.cos * y0
}

// distanceScale is A1 of equation 17.
func distanceScale(eps float64) float64 {
	e2 := eps * eps
	return (1 + e2*(1./4+e2*(1./64+e2/256))) / (1 - eps)
}

// distanceSeries is C1 of equation 18.
func distanceSeries(eps float64) (c series) {
	e, e2 := eps, eps*eps
	c[1] = e * (-1./2 + e2*(3./16-e2/32))
	e *= eps
	c[2] = e * (-1./16 + e2*(1./32-e2*9/2048))
	e *= eps
	c[3] = e * (-1./48 + e2*3/256)
	e *= eps
	c[4] = e * (-5./512 + e2*3/512)
	e *= eps
	c[5] = e * (-7. / 1280)
	c[6] = e * eps * (-7. / 2048)
	return c
}

// arcSeries is C1' of equation 21: the inverse of distanceSeries.
func arcSeries(eps float64) (c series) {
	e, e2 := eps, eps*eps
	c[1] = e * (1./2 + e2*(-9./32+e2*205/1536))
	e *= eps
	c[2] = e * (5./16 + e2*(-37./96+e2*1335/4096))
	e *= eps
	c[3] = e * (29./96 - e2*75/128)
	e *= eps
	c[4] = e * (539./1536 - e2*2391/2560)
	e *= eps
	c[5] = e * 3467 / 7680
	c[6] = e * eps * 38081 / 61440
	return c
}

// reducedScale is A2 of equation 42, for the reduced length.
func reducedScale(eps float64) float64 {
	e2 := eps * eps
	return (1 - eps) * (1 + e2*(1./4+e2*(9./64+e2*25/256)))
}

// reducedSeries is C2 of equation 43.
func reducedSeries(eps float64) (c series) {
	e, e2 := eps, eps*eps
	c[1] = e * (1./2 + e2*(1./16+e2/32))
	e *= eps
	c[2] = e * (3./16 + e2*(1./32+e2*35/2048))
	e *= eps
	c[3] = e * (5./48 + e2*5/256)
	e *= eps
	c[4] = e * (35./512 + e2*7/512)
	e *= eps
	c[5] = e * 63 / 1280
	c[6] = e * eps * 77 / 2048
	return c
}

// longitudeScale is A3 of equation 24 with n fixed to WGS 84.
func longitudeScale(eps float64) float64 {
	const n = third
	const (
		a1 = -(1./2 - n/2)
		a2 = -(1./4 + n/8 - 3*n*n/8)
		a3 = -(1./16 + 3*n/16 + n*n/16)
		a4 = -(3./64 + n/32)
		a5 = -3. / 128
	)
	return 1 + eps*(a1+eps*(a2+eps*(a3+eps*(a4+eps*a5))))
}

// longitudeSeries is C3 of equation 25 with n fixed to WGS 84.
func longitudeSeries(eps float64) (c series) {
	const n = third
	e := eps
	c[1] = e * ((1./4 - n/4) + eps*((1./8-n*n/8)+
		eps*((3./64+3*n/64-n*n/64)+eps*((5./128+n/64)+eps*3/128))))
	e *= eps
	c[2] = e * ((1./16 - 3*n/32 + n*n/32) + eps*((3./64-n/32-3*n*n/64)+
		eps*((3./128+n/128)+eps*5/256)))
	e *= eps
	c[3] = e * ((5./192 - 3*n/64 + 5*n*n/192) + eps*((3./128-5*n/192)+eps*7/512))
	e *= eps
	c[4] = e * ((7./512 - 7*n/256) + eps*7/512)
	c[5] = e * eps * 21 / 2560
	return c
}

// areaSeries is C4 of equation 63 with n fixed to WGS 84. Index l belongs to
// cos (2l+1)σ.
type areaSeries [order]float64

func areaCoefficients(eps float64) (c areaSeries) {
	const n = third
	e := 1.0
	c[0] = (2./3 - 4*n/15 + 8*n*n/105 + 4*n*n*n/315 + 16*n*n*n*n/3465 + 20*n*n*n*n*n/9009) +
		eps*((-1./5+16*n/35-32*n*n/105+16*n*n*n/385+64*n*n*n*n/15015)+
			eps*((-2./105-32*n/315+1088*n*n/3465-1184*n*n*n/5005)+
				eps*((11./315-368*n/3465-32*n*n/6435)+
					eps*((4./1155+1088*n/45045)+eps*97/15015))))
	e *= eps
	c[1] = e * ((1./45 - 16*n/315 + 32*n*n/945 - 16*n*n*n/3465 - 64*n*n*n*n/135135) +
		eps*((-2./105+64*n/945-128*n*n/1485+1984*n*n*n/45045)+
			eps*((-1./105+16*n/2079+5792*n*n/135135)+
				eps*((4./1155-2944*n/135135)+eps/9009))))
	e *= eps
	c[2] = e * ((4./525 - 32*n/1575 + 64*n*n/3465 - 32*n*n*n/5005) +
		eps*((-8./1575+128*n/5775-256*n*n/6825)+
			eps*((-8./1925+1856*n/225225)+eps*8/10725)))
	e *= eps
	c[3] = e * ((8./2205 - 256*n/24255 + 512*n*n/45045) +
		eps*((-16./8085+1024*n/105105)+eps*(-136)/63063))
	e *= eps
	c[4] = e * ((64./31185 - 512*n/81081) + eps*(-128)/135135)
	c[5] = e * eps * 128 / 99099
	return c
}

// at returns the sum of c[l] cos (2l+1)σ.
func (c *areaSeries) at(sigma direction) float64 {
	x := 2 * (sigma.cos - sigma.sin) * (sigma.cos + sigma.sin)
	var y0, y1 float64
	for l := order - 1; l >= 0; l-- {
		y0, y1 = x*y0-y1+c[l], y0
	}
	return sigma.cos * (y0 - y1)
}

// expansion returns eps of equation 16 for k² = e'² cos²α0.
func expansion(k2 float64) float64 {
	return k2 / (2*(1+math.Sqrt(1+k2)) + k2)
}
