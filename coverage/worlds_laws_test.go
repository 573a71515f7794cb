package coverage_test

import (
	"math"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"catchment/coverage"
	"catchment/geo/measure"
	"catchment/geo/trial"
)

// TestWorldsAddUp: in worlds drawn by a seed the depths, reaches and patches
// add up for every kind of demand, and what a facility serves alone is what
// closing it loses.
func TestWorldsAddUp(t *testing.T) {
	eachWorld(t, 5, func(t *testing.T, w *world, study *coverage.Study, q coverage.Question) {
		r, sizes, err := study.Answer(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		checkParts(t, r)
		gaps, err := study.Gaps(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		sum, sumOfSizes := 0.0, 0.0
		for _, p := range gaps.Patches {
			sum += p.Amount
			checkPatch(t, q, p)
		}
		for _, s := range sizes {
			sumOfSizes += s.Amount
		}
		if d := math.Max(math.Abs(sum-r.Gap), math.Abs(sumOfSizes-r.Gap)); d > 1e-6*math.Max(r.Total, 1) {
			t.Errorf("patches add up to %.6f, their sizes to %.6f, the gap is %.6f", sum, sumOfSizes, r.Gap)
		}
		for _, f := range r.Facilities[:min(3, len(r.Facilities))] {
			closed := q
			closed.Sites.Closed = []string{f.Layer + "/" + f.ID}
			if lost := r.Covered - cover(t, study, closed).Covered; math.Abs(lost-f.Exclusive) > 1e-9*math.Max(r.Total, 1) {
				t.Errorf("closing %s loses %.6f, it serves %.6f alone", f.ID, lost, f.Exclusive)
			}
		}
	})
}

// TestWorldsByGrid: whatever place of a fine grid lies in a patch is beyond
// reach, no nearer to a facility than said and no farther; what lies beyond
// reach on the demanded land is in a patch. Distances are geodesic.
func TestWorldsByGrid(t *testing.T) {
	trial.Slow(t)
	eachWorld(t, 5, func(t *testing.T, w *world, study *coverage.Study, q coverage.Question) {
		gaps, err := study.Gaps(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		facilities := w.facilities(q.Service)
		nearest := make([]float64, len(gaps.Patches))
		farthest := make([]float64, len(gaps.Patches))
		for i := range nearest {
			nearest[i] = math.Inf(1)
		}
		const slackM = 0.75 // chords of 0.2 m, edges of 0.005 m, output of 0.5 m
		for p := range w.grid(113) {
			_, d := closest(facilities, p)
			inside := 0
			for i, patch := range gaps.Patches {
				if !patch.Shape.Bound().Contains(p) || !planar.MultiPolygonContains(patch.Shape, p) {
					continue
				}
				inside++
				nearest[i], farthest[i] = min(nearest[i], d), max(farthest[i], d)
				if d < q.RadiusM-slackM {
					t.Errorf("%v in patch %d is %.3f m from a facility, within reach", p, i+1, d)
				}
			}
			if inside > 1 && q.Demand.Unit() == "m2" {
				t.Errorf("%v lies in %d patches", p, inside)
			}
			if inside == 0 && q.Demand.Kind == coverage.DemandLand && d > q.RadiusM+slackM && planar.MultiPolygonContains(w.area, p) {
				t.Errorf("%v is %.3f m from any facility and in no patch", p, d)
			}
		}
		for i, p := range gaps.Patches {
			if p.Nearest == nil {
				continue
			}
			if nearest[i] < p.NearestM-slackM || farthest[i] > p.FarthestM+slackM {
				t.Errorf("patch %d lies %.3f to %.3f m from facilities, the grid has %.3f to %.3f", i+1, p.NearestM, p.FarthestM, nearest[i], farthest[i])
			}
			if _, d := closest(facilities, p.Farthest); math.Abs(d-p.FarthestM) > 0.002 {
				t.Errorf("patch %d: the farthest place is %.4f m from a facility, said %.4f", i+1, d, p.FarthestM)
			}
			if d := distances(facilities, p.Farthest); (p.Second != nil) != (len(d) > 1) || len(d) > 1 && math.Abs(d[1]-p.SecondM) > 0.002 {
				t.Errorf("patch %d: facilities lie %.4f m from the farthest place, the second was said to lie %.4f m", i+1, d[:min(3, len(d))], p.SecondM)
			}
			if d := measure.DistanceTo(p.Farthest, p.Shape); d > 0.5 {
				t.Errorf("patch %d: the farthest place lies %.3f m outside", i+1, d)
			}
			if d := apart(p.Shape, p.Nearest.Shape); math.Abs(d-p.NearestM) > slackM {
				t.Errorf("patch %d: %s is %.3f m away, said %.3f", i+1, p.Nearest.ID, d, p.NearestM)
			}
		}
	})
}

// apart returns the least distance from a corner of one shape to the other.
func apart(a, b orb.Geometry) float64 {
	best := math.Inf(1)
	for _, p := range corners(a) {
		best = min(best, measure.DistanceTo(p, b))
	}
	for _, p := range corners(b) {
		best = min(best, measure.DistanceTo(p, a))
	}
	return best
}

func corners(g orb.Geometry) []orb.Point {
	switch g := g.(type) {
	case orb.Point:
		return []orb.Point{g}
	case orb.Polygon:
		var all []orb.Point
		for _, r := range g {
			all = append(all, r...)
		}
		return all
	case orb.MultiPolygon:
		var all []orb.Point
		for _, p := range g {
			all = append(all, corners(p)...)
		}
		return all
	}
	return nil
}

// facilities returns the shapes of a service.
func (w *world) facilities(service string) []orb.Geometry {
	var all []orb.Geometry
	for _, l := range w.layers {
		if string(l.Kind) == service {
			for _, f := range l.Features {
				all = append(all, f.Geometry)
			}
		}
	}
	return all
}

func closest(shapes []orb.Geometry, p orb.Point) (orb.Geometry, float64) {
	var found orb.Geometry
	best := math.Inf(1)
	for _, g := range shapes {
		if d := measure.DistanceTo(p, g); d < best {
			found, best = g, d
		}
	}
	return found, best
}

// distances returns how far shapes lie from p, the nearest first.
func distances(shapes []orb.Geometry, p orb.Point) []float64 {
	d := make([]float64, len(shapes))
	for i, g := range shapes {
		d[i] = measure.DistanceTo(p, g)
	}
	slices.Sort(d)
	return d
}

// grid yields places over the study area, about stepM apart.
func (w *world) grid(stepM float64) func(func(orb.Point) bool) {
	return func(yield func(orb.Point) bool) {
		for x := -1600.3; x < 3600; x += stepM {
			for y := -1700.7; y < 1800; y += stepM {
				if !yield(w.at(x, y)) {
					return
				}
			}
		}
	}
}
