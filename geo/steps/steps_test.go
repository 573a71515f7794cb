package steps_test

import (
	"context"
	"math"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"catchment/geo/steps"
)

// TestProgress: what is told never goes back, moves with the steps of every
// round, and stays below the whole; a round within a round, a short one and one
// that nobody watches count for nothing.
func TestProgress(t *testing.T) {
	var told []float64
	ctx, _ := new(steps.Pace).Watch(t.Context(), func(part float64) { told = append(told, part) })
	round := func(ctx context.Context, n int) {
		r := steps.Begin(ctx, n)
		defer r.End()
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				for range n / 4 {
					if n >= 100 { // one within this round
						steps.Begin(ctx, 1000).Done(500)
					}
					r.Done(1)
				}
			})
		}
		all.Wait()
	}
	round(ctx, 100)
	if len(told) < 40 || told[0] > 0.02 || !near(told, 0.5) {
		t.Errorf("one round is told as %v", told)
	}
	round(ctx, 8)
	round(t.Context(), 100)
	if !near(told, 0.5) {
		t.Errorf("then %v", told)
	}
	round(ctx, 400)
	if !slices.IsSorted(told) || !near(told, 2.0/3) {
		t.Errorf("two rounds are told as %v", told)
	}
}

// near tells whether what was told last is a part, but for what is too little to
// be told.
func near(told []float64, part float64) bool {
	last := told[len(told)-1]
	return last > part-0.01 && last <= part
}

// TestPace: work that is done again is told by the time it took, whatever its
// rounds are, and one that goes otherwise than before never goes back.
func TestPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var pace steps.Pace
		work := func(rounds ...time.Duration) (told []float64) {
			ctx, end := pace.Watch(t.Context(), func(part float64) { told = append(told, part) })
			for _, took := range rounds {
				r := steps.Begin(ctx, 100)
				for range 100 {
					time.Sleep(took / 100)
					r.Done(1)
				}
				r.End()
			}
			time.Sleep(5 * time.Second)
			end()
			return told
		}
		work(time.Second, 4*time.Second)
		begun, last := time.Now(), 0.0
		ctx, end := pace.Watch(t.Context(), func(part float64) {
			if last = part; math.Abs(part-time.Since(begun).Seconds()/10) > 1e-9 {
				t.Errorf("after %s of 10 it is told as %g", time.Since(begun), part)
			}
		})
		for _, took := range []time.Duration{time.Second, 4 * time.Second} {
			r := steps.Begin(ctx, 1000)
			for range 1000 {
				time.Sleep(took / 1000)
				r.Done(1)
			}
			r.End()
		}
		if last < 0.49 || last > 0.51 {
			t.Errorf("before the last half of the time it was told as %g", last)
		}
		time.Sleep(5 * time.Second)
		end()
		for _, rounds := range [][]time.Duration{{time.Second, time.Second, time.Second}, {time.Second}, nil, {time.Second}} {
			if told := work(rounds...); !slices.IsSorted(told) || len(told) > 0 && told[len(told)-1] > 1 {
				t.Errorf("%d rounds are told as %v", len(rounds), told)
			}
		}
	})
}
