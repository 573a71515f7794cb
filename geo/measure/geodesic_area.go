package measure

import (
	"math"

	"github.com/paulmach/orb"
)

// geodesicRingArea returns the area inside r with geodesic edges, at least 0.
func geodesicRingArea(r orb.Ring) float64 {
	if len(r) < 3 {
		return 0
	}
	sum, turn := 0.0, 0.0
	for i, v := range r {
		next := r[0]
		if i+1 < len(r) {
			next = r[i+1]
		}
		d, _ := lonDelta(v[0], next[0])
		turn += d
		g := solve(v, next)
		sum += geodesicEdgeArea(&g)
	}
	if math.Abs(turn) < 180 {
		return math.Abs(sum)
	}
	return math.Max(0, EarthAreaM2/2-math.Abs(sum))
}

// geodesicEdgeArea returns the signed area between a geodesic and the equator
// (equations 58, 59 and 62; the spherical excess by equation 64 or, for wide
// longitude differences, from the azimuths).
func geodesicEdgeArea(g *geodesic) float64 {
	b1, b2, alpha1, alpha2 := g.beta1, g.beta2, g.canonical1, g.canonical2
	alpha0 := direction{alpha1.sin * b1.cos, math.Hypot(alpha1.cos, alpha1.sin*b1.sin)}
	omega1 := direction{alpha0.sin * b1.sin, alpha1.cos * b1.cos}
	omega2 := direction{alpha0.sin * b2.sin, alpha2.cos * b2.cos}

	area := 0.0
	if alpha0.sin != 0 && alpha0.cos != 0 {
		c4 := areaCoefficients(expansion(alpha0.cos * alpha0.cos * ecc2p))
		sigma1 := direction{b1.sin, omega1.cos}.unit()
		sigma2 := direction{b2.sin, omega2.cos}.unit()
		area = EquatorialRadiusM * EquatorialRadiusM * ecc2 * alpha0.cos * alpha0.sin *
			(c4.at(sigma2) - c4.at(sigma1))
		omega1, omega2 = omega1.unit(), omega2.unit()
	}
	sin := omega1.cos*omega2.sin - omega1.sin*omega2.cos
	cos := omega1.cos*omega2.cos + omega1.sin*omega2.sin
	var excess float64
	if alpha0.sin != 0 && alpha0.cos != 0 && cos > -0.7 && b2.sin-b1.sin < 1.75 {
		excess = 2 * math.Atan2(math.Max(0, sin)*(b1.sin*(1+b2.cos)+b2.sin*(1+b1.cos)),
			(1+cos)*(b1.sin*b2.sin+(1+b1.cos)*(1+b2.cos)))
	} else {
		s := alpha2.sin*alpha1.cos - alpha2.cos*alpha1.sin
		c := alpha2.cos*alpha1.cos + alpha2.sin*alpha1.sin
		if s == 0 && c < 0 { // over a pole: turn the way alpha1 does
			s, c = tiny*alpha1.cos, -1
		}
		excess = math.Atan2(s, c)
	}
	return g.sign * (area + authalicRadius2*excess)
}
