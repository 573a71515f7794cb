package coverage_test

import (
	"math"
	"strconv"
	"testing"

	"github.com/paulmach/orb"

	"catchment/coverage"
)

// TestCoverageOfLiechtenstein checks every radius of every kind against discs
// that are round on the ellipsoid, united by GEOS in the same equal-area
// projection. The tolerance is that of the reference's own 512-gons.
func TestCoverageOfLiechtenstein(t *testing.T) {
	e := loadExpected(t)
	study := newStudy(t, liechtenstein(t, append([]string{"boundary"}, placeLayers...)...))
	checked := 0
	for kind, want := range e.Coverage {
		for radius, w := range want.R {
			r, err := strconv.ParseFloat(radius, 64)
			if err != nil {
				t.Fatal(err)
			}
			got, err := study.Cover(t.Context(), coverage.Question{Service: kind, RadiusM: r})
			if err != nil {
				t.Fatalf("%s %s: %v", kind, radius, err)
			}
			if d := math.Abs(got.Ratio() - w.Ratio); d > 1e-5 {
				t.Errorf("Cover(%s, %s m) ratio = %.9f, want %.9f (off by %.2g)", kind, radius, got.Ratio(), w.Ratio, d)
			}
			checkParts(t, got)
			checked++
		}
	}
	if checked != 40 {
		t.Errorf("checked %d ratios, the reference has 40", checked)
	}
}

// checkParts holds a result against the laws: depths add up to the whole, and
// so do depth times amount and the reaches of the facilities.
func checkParts(t *testing.T, r *coverage.Result) {
	t.Helper()
	var whole, served float64
	for k, amount := range r.Depth {
		whole += amount
		served += float64(k) * amount
	}
	reach := 0.0
	for _, f := range r.Facilities {
		reach += f.Reach
		if f.Exclusive > f.Reach*(1+1e-9)+1e-6 {
			t.Errorf("%s: exclusive %g is more than reach %g", f.ID, f.Exclusive, f.Reach)
		}
	}
	if math.Abs(whole-r.Total) > 1e-9*r.Total {
		t.Errorf("%s %g m: depths add up to %.6f, total is %.6f", r.Service, r.RadiusM, whole, r.Total)
	}
	if math.Abs(served-reach) > 1e-9*r.Total*float64(len(r.Depth)) {
		t.Errorf("%s %g m: depth times amount is %.6f, reaches add up to %.6f", r.Service, r.RadiusM, served, reach)
	}
}

func TestNearestInLiechtenstein(t *testing.T) {
	e := loadExpected(t)
	ds := liechtenstein(t, placeLayers...)
	checked := 0
	for layer, want := range e.Nearest.Layers {
		for i, p := range e.Nearest.Points {
			got, err := coverage.Nearest(ds, layer, orb.Point(p), 2, coverage.When{})
			if err != nil {
				t.Fatal(err)
			}
			if math.Abs(got[0].DistanceM-want.DistanceM[i]) > 0.01 {
				t.Errorf("Nearest(%s, %v) = %.3f m, want %.3f m", layer, p, got[0].DistanceM, want.DistanceM[i])
			}
			tie := len(got) > 1 && got[1].DistanceM-got[0].DistanceM < 0.01
			if got[0].ID != want.ID[i] && !tie {
				t.Errorf("Nearest(%s, %v) = %s, want %s", layer, p, got[0].ID, want.ID[i])
			}
			checked++
		}
	}
	if checked != 8*200 {
		t.Errorf("checked %d distances, the reference has %d", checked, 8*200)
	}
}

// TestHomesInEveryScheme: a planner asks for R, or for 07, and finds what OSM
// calls residential; the area is GEOS's union of those polygons.
func TestHomesInEveryScheme(t *testing.T) {
	study := newStudy(t, liechtenstein(t, "boundary", "landuse", "bus_stops"))
	const residentialM2 = 10_748_546.2 // expected.json, landuse.classes["landuse=residential"]
	for _, class := range []string{"landuse=residential", "R", "07"} {
		q := coverage.Question{Service: "bus_stop", RadiusM: 300, Demand: coverage.Demand{Kind: coverage.DemandLandUse, Classes: []string{class}}}
		if got := cover(t, study, q); math.Abs(got.Total/residentialM2-1) > 1e-6 {
			t.Errorf("land of class %s: %.1f m², want %.1f", class, got.Total, residentialM2)
		}
	}
}
