// Package steps tells whoever waits for long work how far it is: loops over
// many like things count them under the context they are given. Where nobody
// watches, that costs a look at the context.
package steps

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// fewest is how many steps a round must have to be counted.
const fewest = 16

type watch struct {
	report func(part float64)
	known  []float64
	begun  time.Time
	busy   atomic.Bool // a round is under way; those within it are its own matter

	mu    sync.Mutex
	ended []time.Duration // when each round so far did
	told  float64         // last
}

type key struct{}

// Pace is how work that is done again and again went the last time. The zero
// value knows nothing.
type Pace struct {
	mu    sync.Mutex
	ended []float64 // part of the time at which each round did
}

// Watch returns a context under which work tells report how far it is: a part
// of the whole from 0 to 1, never less than before. It is the part of the time
// that was over at the same place when the work was done last. Rounds that were
// not there then, all of them the first time, are not foreseen: of what is left
// one is a half, two are two thirds, and so on. report is called by one
// goroutine at a time, at most 200 times.
//
// end is called once the work is done to its end.
func (p *Pace) Watch(ctx context.Context, report func(part float64)) (watched context.Context, end func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	w := &watch{report: report, known: p.ended, begun: time.Now()}
	return context.WithValue(ctx, key{}, w), func() { p.note(w) }
}

// note keeps how work went.
func (p *Pace) note(w *watch) {
	w.mu.Lock()
	defer w.mu.Unlock()
	whole := max(time.Since(w.begun), 1)
	parts := make([]float64, len(w.ended))
	for k, at := range w.ended {
		parts[k] = float64(at) / float64(whole)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ended = parts
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
	w := r.of
	w.tell(1)
	w.mu.Lock()
	w.ended = append(w.ended, time.Since(w.begun))
	w.mu.Unlock()
	w.busy.Store(false)
}

// tell reports how far the work is when the present round is done to a part.
func (w *watch) tell(part float64) {
	const least = 0.005 // of a difference that is worth a report
	w.mu.Lock()
	defer w.mu.Unlock()
	whole := w.whole(min(part, 1))
	if whole-w.told < least {
		return
	}
	w.told = whole
	w.report(whole)
}

// whole returns how far the work is when the present round is done to a part.
func (w *watch) whole(part float64) float64 {
	n, from := len(w.ended), 0.0
	if foreseen := min(n, len(w.known)); foreseen > 0 {
		from = w.known[foreseen-1]
	}
	if n < len(w.known) {
		return from + part*(w.known[n]-from)
	}
	rounds := float64(n-len(w.known)) + part
	return from + (1-from)*rounds/(rounds+1)
}
