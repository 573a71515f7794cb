// Package steps tells whoever waits for long work how far it is: loops over
// many like things count them under the context they are given. Where nobody
// watches, that costs a look at the context.
package steps

import (
	"context"
	"sync"
	"sync/atomic"
)

// fewest is how many steps a round must have to be counted.
const fewest = 16

type watch struct {
	report func(part float64)
	busy   atomic.Bool // a round is under way; those within it are its own matter

	mu     sync.Mutex
	rounds int     // ended
	told   float64 // last
}

type key struct{}

// Watch returns a context under which work tells report how far it is: a part
// of the whole from 0 to 1, never less than before. How many rounds there will
// be is not known before: after one it is a half, after two two thirds, and so
// on. report is called by one goroutine at a time, at most 200 times.
func Watch(ctx context.Context, report func(part float64)) context.Context {
	return context.WithValue(ctx, key{}, &watch{report: report})
}

// Round is some steps of work that are alike. A nil Round counts nothing.
type Round struct {
	of   *watch
	n    int
	done atomic.Int64
}

// Begin returns a round of n steps; nil where nobody watches, where the work
// is a step of another round, or where there are few of them.
func Begin(ctx context.Context, n int) *Round {
	w, _ := ctx.Value(key{}).(*watch)
	if w == nil || n < fewest || !w.busy.CompareAndSwap(false, true) {
		return nil
	}
	return &Round{of: w, n: n}
}

// Done counts steps that are done. It may be called by several goroutines.
func (r *Round) Done(steps int) {
	if r != nil {
		r.of.tell(float64(r.done.Add(int64(steps))) / float64(r.n))
	}
}

// End ends the round.
func (r *Round) End() {
	if r == nil {
		return
	}
	r.of.tell(1)
	r.of.mu.Lock()
	r.of.rounds++
	r.of.mu.Unlock()
	r.of.busy.Store(false)
}

// tell reports how far the work is when the present round is done to a part.
func (w *watch) tell(part float64) {
	const least = 0.005 // of a difference that is worth a report
	w.mu.Lock()
	defer w.mu.Unlock()
	rounds := float64(w.rounds) + min(part, 1)
	whole := rounds / (rounds + 1)
	if whole-w.told < least {
		return
	}
	w.told = whole
	w.report(whole)
}
