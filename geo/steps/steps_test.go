package steps_test

import (
	"context"
	"slices"
	"sync"
	"testing"

	"catchment/geo/steps"
)

// TestProgress: what is told never goes back, moves with the steps of every
// round, and stays below the whole; a round within a round, a short one and one
// that nobody watches count for nothing.
func TestProgress(t *testing.T) {
	var told []float64
	ctx := steps.Watch(t.Context(), func(part float64) { told = append(told, part) })
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
