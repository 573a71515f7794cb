package arcs

import "math"

// angleSteps is the number of table steps between the slopes 0 and 1.
const angleSteps = 32

var stepAngle = func() (t [angleSteps + 1]float64) {
	for i := range t {
		t[i] = math.Atan(float64(i) / angleSteps)
	}
	return t
}()

// angle returns the angle of the vector x, y in -π…π, as math.Atan2 does for
// finite numbers of which one is not zero, to within 4e-16 of it and in a
// third of the time: the nearest of a few tabled angles is subtracted in the
// same division that forms the slope, and five terms of the series give the
// rest.
func angle(y, x float64) float64 {
	u, v := math.Abs(x), math.Abs(y)
	steep := v > u
	if steep {
		u, v = v, u
	}
	k := int(v*angleSteps/u + 0.5)
	if uint(k) > angleSteps {
		return math.Atan2(y, x)
	}
	t := float64(k) / angleSteps
	s := (v - t*u) / (u + t*v)
	s2 := s * s
	a := stepAngle[k] + s*(1-s2*(1.0/3-s2*(1.0/5-s2*(1.0/7-s2*(1.0/9)))))
	if steep {
		a = math.Pi/2 - a
	}
	if x < 0 {
		a = math.Pi - a
	}
	return math.Copysign(a, y)
}
