package server_test

import (
	"context"
	"errors"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"catchment/data/seeded"
)

// TestLeavingEndsTheWork: when a client goes away, what was swept for it stops.
// The question would take much longer than the test then waits.
func TestLeavingEndsTheWork(t *testing.T) {
	s := newCity(t, 10_000)
	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+"/api/coverage?radius=30000&demand=land&service="+seeded.CityService, nil)
	if err != nil {
		t.Fatal(err)
	}
	gone := make(chan error, 1)
	go func() {
		response, err := http.DefaultClient.Do(request)
		if err == nil {
			err = response.Body.Close()
		}
		gone <- err
	}()
	await(t, "the work begins", time.Minute, func() bool { return sweeping() })
	left := time.Now()
	leave()
	if err := <-gone; !errors.Is(err, context.Canceled) {
		t.Fatalf("the request ended with %v", err)
	}
	await(t, "the work ends", 5*time.Second, func() bool { return !sweeping() })
	t.Logf("the work ended %v after the client left", time.Since(left))
}

// sweeping reports whether any goroutine sweeps.
func sweeping() bool {
	stacks := make([]byte, 1<<20)
	return strings.Contains(string(stacks[:runtime.Stack(stacks, true)]), "arcs.(*scene).sweepAll")
}

// await waits until something holds, at most so long.
func await(t *testing.T, what string, atMost time.Duration, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(atMost); !holds(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s: not within %v", what, atMost)
		}
	}
}
