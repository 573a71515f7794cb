package arcs_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"time"

	"catchment/geo/arcs"

	"github.com/paulmach/orb"
)

// TestCancelledWhileNoding: a sweep ends while straight edges are noded, which
// for long ones that all cross takes the square of their number: looking at all
// of these takes a minute.
func TestCancelledWhileNoding(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 4))
	const n = 200_000
	ring := make(orb.Ring, 0, n+1)
	for range n {
		ring = append(ring, point(r, 10_000))
	}
	tangle := orb.Polygon{append(ring, ring[0])}
	square := arcs.Region{rectangle(0, 0, 10_000, 10_000)}
	for name, ask := range map[string]func(context.Context) error{
		"area": func(ctx context.Context) error {
			_, err := arcs.Sweep(ctx, arcs.Region{tangle, rectangle(20_000, 0, 20_001, 1)[:1]}, nil, arcs.Options{})
			return err
		},
		"reach": func(ctx context.Context) error {
			_, err := arcs.Sweep(ctx, square, []arcs.Reach{{arcs.Grown{Polygon: tangle}}}, arcs.Options{})
			return err
		},
	} {
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- ask(ctx) }()
		for end := time.Now().Add(time.Minute); !noding(); runtime.Gosched() {
			select {
			case err := <-ended:
				t.Fatalf("%s: ended with %v before it was cancelled", name, err)
			default:
			}
			if time.Now().After(end) {
				t.Fatalf("%s: no noding seen", name)
			}
		}
		left := time.Now()
		cancel()
		select {
		case err := <-ended:
			if !errors.Is(err, context.Canceled) {
				t.Errorf("%s: %v, want context.Canceled", name, err)
			}
		case <-time.After(5 * time.Second):
			t.Fatalf("%s: goes on %v after it was cancelled", name, time.Since(left))
		}
		t.Logf("%s: ended %v after it was cancelled", name, time.Since(left))
	}
}

// noding reports whether any goroutine looks for edges that pass positions.
func noding() bool {
	stacks := make([]byte, 1<<20)
	return strings.Contains(string(stacks[:runtime.Stack(stacks, true)]), "arcs.stopsAt")
}
