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
// The question would take minutes.
func TestLeavingEndsTheWork(t *testing.T) {
	s := newCity(t, 10_000)
	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+"/api/coverage?radius=30000&demand=population&service="+seeded.CityService, nil)
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
	await(t, "the work begins", func() bool { return sweeping() })
	left := time.Now()
	leave()
	if err := <-gone; !errors.Is(err, context.Canceled) {
		t.Fatalf("the request ended with %v", err)
	}
	await(t, "the work ends", func() bool { return !sweeping() })
	t.Logf("the work ended %v after the client left", time.Since(left))
}

// sweeping reports whether any goroutine sweeps.
func sweeping() bool {
	stacks := make([]byte, 1<<20)
	return strings.Contains(string(stacks[:runtime.Stack(stacks, true)]), "arcs.(*Parcels).Sweep")
}

// await waits until something holds, at most ten seconds.
func await(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !holds(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s: not within 10 s", what)
		}
	}
}
