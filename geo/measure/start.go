package measure

import "math"

// start returns a first azimuth for newton (section 5), in three cases:
//
//  1. short lines: a sphere of the local radius, which for lines below a few
//     decimetres is already the answer; then arc is the spherical
//     length in radians, at least 0, and g holds the azimuths;
//  2. nearly antipodal ends: the azimuth follows from the astroid problem;
//  3. all others: the great circle on the auxiliary sphere.
//
// Outside case 1 arc is -1.
func (t *problem) start(g *geodesic) (alpha direction, arc, meanDn float64) {
	b1, b2 := t.beta1, t.beta2
	sinDiff := b2.sin*b1.cos - b2.cos*b1.sin
	cosDiff := b2.cos*b1.cos + b2.sin*b1.sin
	sinSum := b2.sin*b1.cos + b2.cos*b1.sin

	short := cosDiff >= 0 && sinDiff < 0.5 && b2.cos*t.lambdaRad < 0.5
	omega := t.lambda
	meanDn = 1
	if short {
		s2 := (b1.sin + b2.sin) * (b1.sin + b2.sin)
		c2 := (b1.cos + b2.cos) * (b1.cos + b2.cos)
		meanDn = math.Sqrt(1 + ecc2p*s2/(s2+c2))
		omega.sin, omega.cos = math.Sincos(t.lambdaRad / (ratio * meanDn))
	}
	alpha = great(b1, b2, omega, sinDiff, sinSum)
	sinArc := math.Hypot(alpha.sin, alpha.cos)
	cosArc := b1.sin*b2.sin + b1.cos*b2.cos*omega.cos

	const shortArc = 3.6e-8 // a tenth of sqrt(epsilon / f), about 0.2 m
	switch {
	case short && sinArc < shortArc:
		g.alpha1 = alpha.orNorth().unit()
		turn := 1 - omega.cos
		if omega.cos >= 0 {
			turn = omega.sin * omega.sin / (1 + omega.cos)
		}
		g.alpha2 = direction{b1.cos * omega.sin, sinDiff - b1.cos*b2.sin*turn}.orNorth().unit()
		return alpha, math.Atan2(sinArc, cosArc), meanDn
	case cosArc < 0 && sinArc < 6*third*math.Pi*b1.cos*b1.cos:
		alpha = t.antipodal(alpha, sinSum)
	}
	if !(alpha.sin > 0) {
		alpha = direction{1, 0}
	}
	return alpha.unit(), -1, meanDn
}

func (d direction) orNorth() direction {
	if d.sin == 0 && d.cos == 0 {
		return direction{0, 1}
	}
	return d
}

// great returns the azimuth at end 1 of the great circle on the auxiliary
// sphere, times the sine of its length (equation 49 with cancellation removed).
func great(b1, b2, omega direction, sinDiff, sinSum float64) direction {
	lift := b2.cos * b1.sin * omega.sin * omega.sin
	if omega.cos >= 0 {
		return direction{b2.cos * omega.sin, sinDiff + lift/(1+omega.cos)}
	}
	return direction{b2.cos * omega.sin, sinSum - lift/(1-omega.cos)}
}

// antipodal returns the first azimuth for ends that are nearly antipodal:
// seen from end 1, end 2 lies at (x, y) in units of the size of the astroid
// that the geodesics envelop (equations 53 to 58).
func (t *problem) antipodal(alpha direction, sinSum float64) direction {
	b1, b2 := t.beta1, t.beta2
	eps := expansion(b1.sin * b1.sin * ecc2p)
	scale := Flattening * b1.cos * longitudeScale(eps) * math.Pi
	x := -t.toAntipode * radian / scale
	y := sinSum / (scale * b1.cos)
	if y > -200*epsilon && x > -1-1000*1.5e-8 {
		sin := math.Min(1, -x)
		return direction{sin, -math.Sqrt(1 - sin*sin)}
	}
	k := astroid(x, y)
	sin, cos := math.Sincos(scale * -x * k / (1 + k))
	return great(b1, b2, direction{sin, -cos}, 0, sinSum)
}

// astroid returns the positive root k of x²/(1+k)² + y²/k² = 1, which is
// equation 55. The left side falls and is convex, so Newton's method started
// below the root climbs to it.
func astroid(x, y float64) float64 {
	x2, y2 := x*x, y*y
	k := math.Max(math.Abs(y), math.Abs(x)-1)
	for range 60 {
		p, q := x2/((1+k)*(1+k)), y2/(k*k)
		step := (p + q - 1) / (2 * (p/(1+k) + q/k))
		k += step
		if !(math.Abs(step) > 1e-12*k) {
			break
		}
	}
	return k
}
