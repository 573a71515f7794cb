package crs_test

import (
	"errors"
	"math"
	"testing"

	"github.com/paulmach/orb"

	"catchment/geo/crs"
	"catchment/geo/measure"
)

// FuzzToWGS84 checks that every pair of numbers is in each system an error or
// a position on the Earth that the system maps back to.
func FuzzToWGS84(f *testing.F) {
	for _, p := range []orb.Point{{0, 0}, {118.88, 42.26}, {407635, 4680665}, {4680665, 407635}, {40407635, 4680665}, {-2e6, 1e7}, {math.Inf(1), math.NaN()}, {1e308, -1e308}, {105, 35}, {2.0037508342789244e7, 0}} {
		f.Add(p[0], p[1])
	}
	all := crs.All()
	f.Fuzz(func(t *testing.T, x, y float64) {
		for _, s := range all {
			p, err := s.ToWGS84(orb.Point{x, y})
			if err != nil {
				if !errors.As(err, new(*crs.PointError)) || len(err.Error()) > 400 {
					t.Errorf("%v: %v", s, err)
				}
				continue
			}
			if !(math.Abs(p[0]) <= 180 && math.Abs(p[1]) <= 90) {
				t.Fatalf("%v: %v, %v gives %v", s, x, y, p)
			}
			back, err := s.FromWGS84(p)
			if err != nil {
				t.Fatalf("%v: %v, %v gives %v and that no way back: %v", s, x, y, p, err)
			}
			again, err := s.ToWGS84(back)
			if err != nil || measure.Distance(p, again) > 1e-6 {
				t.Fatalf("%v: %v goes to %v and comes back as %v, %v", s, p, back, again, err)
			}
		}
	})
}
