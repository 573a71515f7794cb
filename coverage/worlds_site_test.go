package coverage_test

import (
	"math"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"catchment/coverage"
	"catchment/geo/measure"
	"catchment/geo/trial"
)

// TestWorldsBestSites: asking again with the proposed site added gains what was
// promised; it lies in the study area; and no place of a grid from which part
// of the patch is reached gains more than the stated bound.
func TestWorldsBestSites(t *testing.T) {
	trial.Slow(t)
	eachWorld(t, 3, func(t *testing.T, w *world, study *coverage.Study, q coverage.Question) {
		before := cover(t, study, q)
		gain := func(at orb.Point) float64 {
			with := q
			with.Sites.Added = []coverage.NewSite{{At: at}}
			return cover(t, study, with).Covered - before.Covered
		}
		gaps, err := study.Gaps(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		var tried []orb.Point
		var gains []float64
		for p := range w.grid(211) {
			if planar.MultiPolygonContains(w.area, p) {
				tried, gains = append(tried, p), append(gains, gain(p))
			}
		}
		for i, patch := range gaps.Patches[:min(400, len(gaps.Patches))] {
			if patch.Site == nil {
				t.Errorf("patch %d with %g has no site", i+1, patch.Amount)
				continue
			}
			at := patch.Site.At
			if d := measure.DistanceTo(at, w.area); d > 0.006 {
				t.Errorf("patch %d: the site lies %.3f m outside the area", i+1, d)
			}
			if d := measure.DistanceTo(at, patch.Shape); d > q.RadiusM+0.3 {
				t.Errorf("patch %d: the site lies %.3f m away, beyond reach", i+1, d)
			}
			if g := gain(at); math.Abs(g-patch.Site.Gain) > 5e-3*patch.Site.Gain+1e-6 {
				t.Errorf("patch %d: the site gains %.4f, said %.4f (%.2g)", i+1, g, patch.Site.Gain, patch.Site.Gain/g-1)
			}
			for k, p := range tried {
				if gains[k] > patch.Site.Most*(1+1e-9)+1e-6 && measure.DistanceTo(p, patch.Shape) < q.RadiusM-0.5 {
					t.Errorf("patch %d: %v gains %.4f, the site %.4f, said to be at most %.4f", i+1, p, gains[k], patch.Site.Gain, patch.Site.Most)
				}
			}
		}
	})
}
