package measure_test

import (
	"math"
	"testing"

	"catchment/geo/measure"

	"github.com/paulmach/orb"
)

func TestDirectAgainstGeodSolve(t *testing.T) {
	worst := 0.0
	for _, c := range answers(t) {
		got, azimuth := measure.Direct(c.a, c.azimuthA, c.distanceM)
		off := measure.Distance(got, c.b)
		// The azimuth is printed to 1e-15 degrees: 0.2 nm at most.
		if !(off <= distanceTolM) {
			t.Errorf("Direct(%v, %.15f, %.10f) = %v, want %v (off %.2g m)", c.a, c.azimuthA, c.distanceM, got, c.b, off)
		}
		worst = math.Max(worst, off)
		if math.Abs(c.b[1]) < 89.9 && math.Abs(math.Remainder(azimuth-c.azimuthB, 360)) > 1e-10 {
			t.Errorf("Direct(%v, %.15f, %.10f) azimuth = %.12f, want %.12f", c.a, c.azimuthA, c.distanceM, azimuth, c.azimuthB)
		}
	}
	t.Logf("worst error %.2g m", worst)
}

func TestDirectAndBack(t *testing.T) {
	r := random()
	for range 2000 {
		a := orb.Point{r.Float64()*360 - 180, r.Float64()*180 - 90}
		azimuth, d := r.Float64()*360-180, math.Pow(10, -2+8.9*r.Float64())
		if d > 19.9e6 {
			continue // beyond the shortest path
		}
		b, at := measure.Direct(a, azimuth, d)
		if got := measure.Distance(a, b); !(math.Abs(got-d) <= distanceTolM) {
			t.Errorf("Distance(Direct(%v, %g, %.9f)) = %.9f", a, azimuth, d, got)
		}
		if back, _ := measure.Direct(b, at, -d); !(measure.Distance(back, a) <= 2*distanceTolM) {
			t.Errorf("going back from %v ends at %v, want %v", b, back, a)
		}
		if !(b[0] >= -180 && b[0] <= 180 && math.Abs(b[1]) <= 90) {
			t.Errorf("Direct(%v, %g, %g) = %v, outside WGS 84", a, azimuth, d, b)
		}
	}
	if b, _ := measure.Direct(orb.Point{10, 0}, 90, 1000); b[1] != 0 || b[0] <= 10 {
		t.Errorf("east along the equator = %v", b)
	}
	if b, _ := measure.Direct(orb.Point{179.999, 0}, 90, 1000); b[0] > -179 {
		t.Errorf("east across 180 = %v", b)
	}
}
