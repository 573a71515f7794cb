package coverage_test

import (
	"context"
	"math"
	"math/rand/v2"
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"catchment/coverage"
	"catchment/data/seeded"
	"catchment/geo/trial"
)

var crowdDemands = []coverage.Demand{
	{Kind: coverage.DemandLand}, {Kind: coverage.DemandLandUse, Classes: []string{"R"}}, {Kind: coverage.DemandPopulation},
}

func cityOf(t *testing.T, n int) *coverage.Study {
	t.Helper()
	study, err := coverage.NewStudy(t.Context(), city(t, n), coverage.AreaRef{})
	if err != nil {
		t.Fatal(err)
	}
	return study
}

func answer(t *testing.T, s *coverage.Study, q coverage.Question) (*coverage.Result, []coverage.GapSize) {
	t.Helper()
	r, sizes, err := s.Answer(t.Context(), q)
	if err != nil {
		t.Fatalf("Answer(%+v): %v", q, err)
	}
	return r, sizes
}

// TestAnswersForget: an answer has the same bits after fifty other questions as
// in a study that was never asked anything.
func TestAnswersForget(t *testing.T) {
	old := cityOf(t, 400)
	for i := range 51 {
		answer(t, old, coverage.Question{Service: seeded.CityService, RadiusM: 150 + 23*float64(i), Demand: crowdDemands[i%3]})
	}
	for _, demand := range crowdDemands {
		for _, radiusM := range []float64{333, 512, 500, 1024.5} {
			q := coverage.Question{Service: seeded.CityService, RadiusM: radiusM, Demand: demand}
			got, gotSizes := answer(t, old, q)
			want, wantSizes := answer(t, cityOf(t, 400), q)
			if !reflect.DeepEqual(got, want) || !reflect.DeepEqual(gotSizes, wantSizes) {
				t.Errorf("%s at %g m: the answer depends on what was asked before", demand, radiusM)
			}
		}
	}
}

// TestCrowdAgainstWhatIf: facilities that are made ready for many radii serve
// what they do in a what-if question, which is swept without that; the site it
// adds is too far off to serve anything. Amounts agree to 1e-9 of the whole.
func TestCrowdAgainstWhatIf(t *testing.T) {
	s := cityOf(t, 900)
	for _, demand := range crowdDemands {
		for _, radiusM := range []float64{1e-6, 90, 362.1, 500, 512, math.Nextafter(512, 600), 1500, 50_000} {
			q := coverage.Question{Service: seeded.CityService, RadiusM: radiusM, Demand: demand}
			got, _ := answer(t, s, q)
			q.Sites.Added = []coverage.NewSite{{At: orb.Point{119.5, 42.7}}}
			want, _ := answer(t, s, q)
			near := func(what string, a, b float64) {
				if !(math.Abs(a-b) <= 1e-9*want.Total) {
					t.Errorf("%s at %g m: %s is %.9f, want %.9f", demand, radiusM, what, a, b)
				}
			}
			near("the gap", got.Gap, want.Gap)
			near("what is covered", got.Covered, want.Covered)
			of := map[string]coverage.Served{}
			for _, f := range want.Facilities {
				of[f.ID] = f
			}
			if len(got.Facilities) != len(want.Facilities) || len(got.Depth) != len(want.Depth) {
				t.Fatalf("%s at %g m: %d facilities, %d depths; want %d, %d", demand, radiusM, len(got.Facilities), len(got.Depth), len(want.Facilities), len(want.Depth))
			}
			for k := range got.Depth {
				near("a depth", got.Depth[k], want.Depth[k])
			}
			for _, f := range got.Facilities {
				near("the reach of "+f.ID, f.Reach, of[f.ID].Reach)
				near("what only "+f.ID+" reaches", f.Exclusive, of[f.ID].Exclusive)
			}
		}
	}
}

// TestCrowdsAmongMany: askers who all move the radius at once, and of whom some
// leave while it is made ready, get what one does who asks alone.
func TestCrowdsAmongMany(t *testing.T) {
	type asked struct{ step, demand int }
	question := func(a asked) coverage.Question {
		return coverage.Question{Service: seeded.CityService, RadiusM: 100 + 97*float64(a.step), Demand: crowdDemands[a.demand]}
	}
	want := map[asked]*coverage.Result{}
	alone := cityOf(t, 400)
	for step := range 8 {
		for demand := range crowdDemands {
			a := asked{step, demand}
			want[a], _ = answer(t, alone, question(a))
		}
	}
	shared := cityOf(t, 400)
	var askers sync.WaitGroup
	for n := range trial.Rounds(6) {
		askers.Go(func() {
			r := rand.New(rand.NewPCG(n, 11))
			for range 20 {
				ctx, leave, stays := t.Context(), context.CancelFunc(func() {}), r.IntN(3) > 0
				if !stays {
					ctx, leave = context.WithTimeout(ctx, time.Duration(r.IntN(3000))*time.Microsecond)
				}
				a := asked{r.IntN(8), r.IntN(3)}
				got, _, err := shared.Answer(ctx, question(a))
				leave()
				if err == nil && !reflect.DeepEqual(got, want[a]) || err != nil && stays {
					t.Errorf("Answer(%+v) is another among many askers, %v", question(a), err)
				}
			}
		})
	}
	askers.Wait()
}
