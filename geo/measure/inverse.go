package measure

import (
	"math"

	"github.com/paulmach/orb"
)

const (
	epsilon = 0x1p-52
	// tiny keeps quotients of sines finite; its square still does not underflow.
	tiny = 0x1p-511
)

// Distance returns the geodesic distance between a and b in metres.
//
// The error is below 20 nanometres everywhere, nearly antipodal points
// included. Ends closer than about 20 km take a short cut (see
// shortDistance) that costs a tenth of the general solution and differs from it
// by less than 5 nanometres.
//
// Source: C. F. F. Karney, Algorithms for geodesics, J. Geodesy 87 (2013),
// 43-55; checked against GeodSolve, GeographicLib 2.1.2.
func Distance(a, b orb.Point) float64 {
	o := From(a)
	return o.Distance(b)
}

// Inverse returns the geodesic distance from a to b in metres and the
// azimuths of the geodesic at a and at b, in degrees clockwise from north in
// (-180, 180]; both azimuths point onward, away from a.
//
// Where several shortest paths exist one of them is given. For coincident
// points the azimuths are 0, or 180 in the southern hemisphere.
func Inverse(a, b orb.Point) (distanceM, azimuthA, azimuthB float64) {
	s := solve(a, b)
	return s.distanceM, s.alpha1.degrees(), s.alpha2.degrees()
}

// geodesic is a solved shortest path.
type geodesic struct {
	distanceM      float64
	alpha1, alpha2 direction // azimuths at the two ends

	// What geodesicEdgeArea needs, in the canonical order of solve.
	beta1, beta2           direction
	canonical1, canonical2 direction // azimuths before undoing the symmetries
	sign                   float64   // of the area, from the symmetries
}

// solve solves the inverse problem in four steps:
//
//  1. use the symmetries of the ellipsoid so that end 1 is the one farther
//     from the equator, in the south, and end 2 lies to the east;
//  2. meridians and the equator have closed answers;
//  3. otherwise find the azimuth at end 1 by Newton's method (section 4),
//     from a first guess (section 5);
//  4. integrate the distance and undo step 1.
func solve(p, q orb.Point) geodesic {
	// 1.
	lon, rest := lonDelta(p[0], q[0])
	east := math.Copysign(1, lon)
	lon, rest = lon*east, rest*east
	lat1, lat2 := p[1], q[1]
	swap := 1.0
	if math.Abs(lat1) < math.Abs(lat2) {
		swap, east = -1, -east
		lat1, lat2 = lat2, lat1
	}
	north := 1.0
	if lat1 >= 0 {
		north = -1
	}
	t := newProblem(lat1*north, lat2*north, lon, rest)

	// 2. and 3.
	var g geodesic
	if !t.meridian(&g) && !t.equator(&g) {
		t.general(&g)
	}

	// 4.
	g.beta1, g.beta2 = t.beta1, t.beta2
	g.canonical1, g.canonical2 = g.alpha1, g.alpha2
	g.sign = swap * east * north
	if swap < 0 {
		g.alpha1, g.alpha2 = g.alpha2, g.alpha1
	}
	for _, a := range []*direction{&g.alpha1, &g.alpha2} {
		a.sin *= swap * east
		a.cos *= swap * north
	}
	return g
}

// problem is an inverse problem in canonical form.
type problem struct {
	beta1, beta2 direction // reduced latitudes
	dn1, dn2     float64   // sqrt(1 + e'² sin²β)
	lambda       direction // longitude difference, 0 to 180
	lambdaRad    float64
	toAntipode   float64 // 180 - difference, degrees, keeping all digits
	lat1         float64
}

func newProblem(lat1, lat2, lon, rest float64) *problem {
	t := &problem{lat1: lat1, beta1: reduced(lat1), beta2: reduced(lat2)}
	// Equal latitudes must stay equal or opposite after rounding.
	if t.beta1.cos < -t.beta1.sin {
		if t.beta2.cos == t.beta1.cos {
			t.beta2.sin = math.Copysign(t.beta1.sin, t.beta2.sin)
		}
	} else if math.Abs(t.beta2.sin) == -t.beta1.sin {
		t.beta2.cos = t.beta1.cos
	}
	t.dn1 = math.Sqrt(1 + ecc2p*t.beta1.sin*t.beta1.sin)
	t.dn2 = math.Sqrt(1 + ecc2p*t.beta2.sin*t.beta2.sin)
	t.toAntipode = (180 - lon) - rest
	t.lambdaRad = (lon + rest) * radian
	if lon > 90 {
		t.lambda = sincosDegrees(t.toAntipode)
		t.lambda.cos = -t.lambda.cos
	} else {
		t.lambda = sincosDegrees(lon + rest)
	}
	return t
}

// reduced returns the reduced latitude of a latitude in degrees.
func reduced(lat float64) direction {
	d := sincosDegrees(lat)
	d.sin *= ratio
	d = d.unit()
	d.cos = math.Max(tiny, d.cos)
	return d
}

// between returns the angle from a to b, in [0, π].
func between(a, b direction) float64 {
	return math.Atan2(math.Max(0, a.cos*b.sin-a.sin*b.cos), a.cos*b.cos+a.sin*b.sin)
}

// lengths returns the distance and the reduced length, both divided by the
// semi-minor axis, along the arc from sigma1 to sigma2 (equations 7, 38, 40).
func (t *problem) lengths(eps, arc float64, sigma1, sigma2 direction) (s, m float64) {
	a1, a2 := distanceScale(eps), reducedScale(eps)
	c1, c2 := distanceSeries(eps), reducedSeries(eps)
	b1 := a1 * (c1.at(sigma2) - c1.at(sigma1))
	b2 := a2 * (c2.at(sigma2) - c2.at(sigma1))
	j := (a1-a2)*arc + (b1 - b2)
	s = a1*arc + b1
	m = t.dn2*(sigma1.cos*sigma2.sin) - t.dn1*(sigma1.sin*sigma2.cos) - sigma1.cos*sigma2.cos*j
	return s, m
}

// meridian solves ends on one meridian, unless a shorter path leaves it.
func (t *problem) meridian(g *geodesic) bool {
	if t.lat1 != -90 && t.lambda.sin != 0 {
		return false
	}
	g.alpha1, g.alpha2 = t.lambda, direction{0, 1}
	sigma1 := direction{t.beta1.sin, g.alpha1.cos * t.beta1.cos}
	sigma2 := direction{t.beta2.sin, t.beta2.cos}
	arc := between(sigma1, sigma2)
	s, m := t.lengths(third, arc, sigma1, sigma2)
	if arc >= 1 && m < 0 {
		return false
	}
	g.distanceM = math.Max(0, s) * PolarRadiusM
	return true
}

// equator solves ends on the equator, unless a shorter path leaves it.
func (t *problem) equator(g *geodesic) bool {
	if t.beta1.sin != 0 || t.toAntipode < Flattening*180 {
		return false
	}
	g.alpha1, g.alpha2 = direction{1, 0}, direction{1, 0}
	g.distanceM = EquatorialRadiusM * t.lambdaRad
	return true
}

// general solves all other problems.
func (t *problem) general(g *geodesic) {
	alpha, arc, meanDn := t.start(g)
	if arc >= 0 {
		g.distanceM = arc * PolarRadiusM * meanDn
		return
	}
	h := t.newton(alpha)
	s, _ := t.lengths(h.eps, h.arc, h.sigma1, h.sigma2)
	g.alpha1, g.alpha2 = h.alpha1, h.alpha2
	g.distanceM = s * PolarRadiusM
}

// newton returns the geodesic from end 1 that meets the parallel of end 2 at
// the longitude wanted. The longitude reached grows with the azimuth, so the
// root stays bracketed and a Newton step that leaves the bracket is replaced
// by a bisection.
func (t *problem) newton(alpha direction) hybrid {
	low, high := direction{tiny, 1}, direction{tiny, -1}
	last := false
	for i := 0; ; i++ {
		h := t.shoot(alpha)
		if last || math.Abs(h.miss) <= epsilon || i > 90 || h.miss != h.miss {
			return h
		}
		if h.miss > 0 {
			high = alpha
		} else {
			low = alpha
		}
		if next, ok := h.step(low, high); ok && i < 20 {
			last = math.Abs(h.miss) <= 16*epsilon
			alpha = next
			continue
		}
		alpha = direction{(low.sin + high.sin) / 2, (low.cos + high.cos) / 2}.unit()
		last = math.Abs(alpha.sin-low.sin)+math.Abs(alpha.cos-low.cos) < epsilon ||
			math.Abs(alpha.sin-high.sin)+math.Abs(alpha.cos-high.cos) < epsilon
	}
}

// hybrid is the geodesic that leaves end 1 at azimuth alpha1 and stops on the
// parallel of end 2.
type hybrid struct {
	alpha1, alpha2 direction
	sigma1, sigma2 direction
	arc, eps       float64
	miss           float64 // longitude reached minus longitude wanted, radians
	slope          float64 // d(miss)/d(alpha1)
}

// step returns the azimuth after one Newton step and whether it lies strictly
// between low and high.
func (h *hybrid) step(low, high direction) (direction, bool) {
	if !(h.slope > 0) {
		return direction{}, false
	}
	d := -h.miss / h.slope
	if !(math.Abs(d) < math.Pi) {
		return direction{}, false
	}
	sin, cos := math.Sincos(d)
	a := h.alpha1
	next := direction{a.sin*cos + a.cos*sin, a.cos*cos - a.sin*sin}.unit()
	if next.sin <= 0 {
		return direction{}, false
	}
	cot := next.cos / next.sin
	return next, cot < low.cos/low.sin && cot > high.cos/high.sin
}

// shoot solves the hybrid problem of section 4 for azimuth alpha.
func (t *problem) shoot(alpha direction) (h hybrid) {
	b1, b2 := t.beta1, t.beta2
	if b1.sin == 0 && alpha.cos == 0 {
		alpha.cos = -tiny // both ends on the equator: leave it southward
	}
	h.alpha1 = alpha
	alpha0 := direction{alpha.sin * b1.cos, math.Hypot(alpha.cos, alpha.sin*b1.sin)}
	h.alpha2 = t.arrival(alpha, alpha0)

	omega1 := direction{alpha0.sin * b1.sin, alpha.cos * b1.cos}
	omega2 := direction{alpha0.sin * b2.sin, h.alpha2.cos * b2.cos}
	h.sigma1 = direction{b1.sin, omega1.cos}.unit()
	h.sigma2 = direction{b2.sin, omega2.cos}.unit()
	h.arc = between(h.sigma1, h.sigma2)

	sin := math.Max(0, omega1.cos*omega2.sin-omega1.sin*omega2.cos)
	cos := omega1.cos*omega2.cos + omega1.sin*omega2.sin
	excess := math.Atan2(sin*t.lambda.cos-cos*t.lambda.sin, cos*t.lambda.cos+sin*t.lambda.sin)
	h.eps = expansion(alpha0.cos * alpha0.cos * ecc2p)
	c3 := longitudeSeries(h.eps)
	h.miss = excess - Flattening*longitudeScale(h.eps)*alpha0.sin*
		(h.arc+c3.at(h.sigma2)-c3.at(h.sigma1))

	if h.alpha2.cos == 0 {
		h.slope = -2 * ratio * t.dn1 / b1.sin
	} else {
		_, m := t.lengths(h.eps, h.arc, h.sigma1, h.sigma2)
		h.slope = m * ratio / (h.alpha2.cos * b2.cos)
	}
	return h
}

// arrival returns the azimuth at the parallel of end 2 by Clairaut's relation
// (equation 45), taking differences of cosines without cancellation.
func (t *problem) arrival(alpha, alpha0 direction) direction {
	b1, b2 := t.beta1, t.beta2
	a := direction{sin: alpha.sin, cos: math.Abs(alpha.cos)}
	if b2.cos != b1.cos {
		a.sin = alpha0.sin / b2.cos
	}
	if b2.cos != b1.cos || math.Abs(b2.sin) != -b1.sin {
		gap := (b1.sin - b2.sin) * (b1.sin + b2.sin)
		if b1.cos < -b1.sin {
			gap = (b2.cos - b1.cos) * (b1.cos + b2.cos)
		}
		x := alpha.cos * b1.cos
		a.cos = math.Sqrt(math.Max(0, x*x+gap)) / b2.cos
	}
	return a
}
