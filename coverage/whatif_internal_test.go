package coverage

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/data/seeded"
)

func cityStudy(t *testing.T, n int) *Study {
	t.Helper()
	layers, err := seeded.City(n)
	if err != nil {
		t.Fatal(err)
	}
	study, err := NewStudy(t.Context(), data.NewDataset(layers...), AreaRef{})
	if err != nil {
		t.Fatal(err)
	}
	return study
}

// TestWhatIfDoesNotStartOver: a question with changes takes the demand as it
// is, and every facility that stays where it is as it was brought to the plane.
func TestWhatIfDoesNotStartOver(t *testing.T) {
	study := cityStudy(t, 400)
	q := Question{Service: seeded.CityService, RadiusM: 500, Demand: Demand{Kind: DemandPopulation}}
	plain, err := study.resolve(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	at := orb.Point{118.65, 42.03}
	q.Sites = Changes{Closed: []string{"7"}, Moved: []Move{{Facility: "3", To: at}}, Added: []NewSite{{At: at}}}
	changed, err := study.resolve(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	if changed.demand != plain.demand {
		t.Error("the demand was prepared again")
	}
	was := map[string]*outline{}
	for i := range plain.roster.outlines {
		o := &plain.roster.outlines[i]
		was[o.facility.ID] = o
	}
	if n := len(changed.roster.outlines); n != 400 {
		t.Fatalf("%d facilities after closing one and adding one, want 400", n)
	}
	for i := range changed.roster.outlines {
		o := &changed.roster.outlines[i]
		old := was[o.facility.ID]
		kept := old != nil && &o.paths[0] == &old.paths[0]
		if moves := o.facility.ID == "3" || o.facility.Layer == AddedLayer; kept == moves {
			t.Errorf("%s/%s: brought to the plane again: %t, want %t", o.facility.Layer, o.facility.ID, !kept, moves)
		}
		if o.number != i || o.facility != &changed.roster.facilities[i] {
			t.Errorf("outline %d is that of facility %d, %s", i, o.number, o.facility.ID)
		}
	}
}

// TestAnswerEndsWithItsContext: wherever in the work the context ends, the
// answer is its error. How long that takes is logged.
func TestAnswerEndsWithItsContext(t *testing.T) {
	study := cityStudy(t, 2500)
	for _, kind := range []Demand{{Kind: DemandLand}, {Kind: DemandLandUse, Classes: []string{"R"}}, {Kind: DemandPopulation}} {
		q := Question{Service: seeded.CityService, RadiusM: 3000, Demand: kind}
		if _, err := study.demandFor(t.Context(), kind, q.When); err != nil {
			t.Fatal(err)
		}
		ended, slowest := 0, time.Duration(0)
		for after := range 20 {
			ctx, cancel := context.WithCancel(t.Context())
			ends := make(chan time.Time, 1)
			timer := time.AfterFunc(time.Duration(after)*time.Millisecond, func() { ends <- time.Now(); cancel() })
			_, _, err := study.Answer(ctx, q)
			returned := time.Now()
			if timer.Stop() {
				cancel()
				continue // answered before
			}
			took := returned.Sub(<-ends)
			if err == nil {
				continue
			}
			if !errors.Is(err, context.Canceled) {
				t.Fatalf("%s, cancelled after %d ms: %v", kind, after, err)
			}
			ended, slowest = ended+1, max(slowest, took)
		}
		if ended == 0 {
			t.Errorf("%s: no question was cancelled in time", kind)
		}
		t.Logf("%s: %d of 20 questions cancelled, at most %v from the end of the context to the error", kind, ended, slowest)
	}
}
