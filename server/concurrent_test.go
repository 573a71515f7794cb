package server_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"catchment/server"
)

// TestLoadsAndQuestionsAtOnce changes a layer while others ask about it. Every
// file written has as many facilities as its version says, all on one spot per
// version, so an answer made of two versions would show.
func TestLoadsAndQuestionsAtOnce(t *testing.T) {
	s := newPark(t, server.Options{})
	const rounds = 12
	file := func(n int) string {
		features := make([]string, n)
		for i := range features {
			features[i] = fmt.Sprintf(`{"type":"Feature","id":"%d-%d","properties":{"generation":%d},"geometry":{"type":"Point","coordinates":[%.5f,42.26]}}`, n, i, n, 118.86+0.001*float64(n))
		}
		return `{"type":"FeatureCollection","features":[` + strings.Join(features, ",") + `]}`
	}
	s.load("id=live&role=facility&kind=library", file(1))
	var group sync.WaitGroup
	done := make(chan struct{})
	group.Go(func() {
		defer close(done)
		for n := 2; n <= rounds; n++ {
			a, err := s.try(http.MethodPost, "/api/layers?id=live&role=facility&kind=library", strings.NewReader(file(n)))
			if err != nil || a.status != http.StatusCreated {
				t.Errorf("%v: %v", a, err)
			}
			if bad, err := s.try(http.MethodPost, "/api/layers?id=live", strings.NewReader(file(n)[:200])); err != nil || bad.status != http.StatusBadRequest {
				t.Errorf("%v: %v, want 400", bad, err)
			}
		}
	})
	for _, ask := range []func() error{
		func() error { return oneGeneration(s) },
		func() error { return oneCoverage(s) },
		func() error { return answered(s, "/api/landuse") },
		func() error { return answered(s, "/api/density?size=500") },
		func() error { return answered(s, "/api/gaps?service=library&radius=700") },
		func() error { return answered(s, "/api/nearest?lon=118.88&lat=42.26&service=library&k=3") },
	} {
		group.Go(func() {
			for asked := 0; ; asked++ {
				select {
				case <-done:
					if asked > 0 {
						return
					}
				default:
				}
				if err := ask(); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	group.Wait()
	if got := layerVersions(t, s)["live"]; got != rounds {
		t.Errorf("version %d after %d loads", got, rounds)
	}
}

func answered(s *site, path string) error {
	a, err := s.try(http.MethodGet, path, nil)
	if err == nil && a.status != http.StatusOK {
		err = fmt.Errorf("%v", a)
	}
	return err
}

// oneGeneration checks that the features are all of one version.
func oneGeneration(s *site) error {
	a, err := s.try(http.MethodGet, "/api/layers/live/features", nil)
	if err != nil {
		return err
	}
	var read struct {
		Features []struct{ Properties struct{ Generation int } }
	}
	if err := json.Unmarshal(a.body, &read); err != nil {
		return fmt.Errorf("%v: %w", a, err)
	}
	for _, f := range read.Features {
		if f.Properties.Generation != len(read.Features) {
			return fmt.Errorf("%d features, one of generation %d", len(read.Features), f.Properties.Generation)
		}
	}
	return nil
}

// oneCoverage checks that an answer has the facilities of the version it names.
func oneCoverage(s *site) error {
	a, err := s.try(http.MethodGet, "/api/coverage?service=live&radius=500", nil)
	if err != nil {
		return err
	}
	var c coverageShape
	if err := json.Unmarshal(a.body, &c); err != nil || a.status != http.StatusOK {
		return fmt.Errorf("%v: %w", a, err)
	}
	if len(c.Facilities) != c.Layers["live"] {
		return fmt.Errorf("%d facilities in version %d", len(c.Facilities), c.Layers["live"])
	}
	for _, f := range c.Facilities {
		if !strings.HasPrefix(f.ID, fmt.Sprintf("%d-", len(c.Facilities))) {
			return fmt.Errorf("%d facilities, one is %s", len(c.Facilities), f.ID)
		}
	}
	return nil
}

// TestRacingWriters lets many change one layer on condition of the version they
// saw: one wins each time.
func TestRacingWriters(t *testing.T) {
	s := newPark(t, server.Options{})
	const writers = 8
	point := `{"type":"Point","coordinates":[118.88,42.26]}`
	tag := s.load("id=raced", point).header.Get("ETag")
	var (
		group sync.WaitGroup
		mu    sync.Mutex
		count = map[int]int{}
	)
	for range writers {
		group.Go(func() {
			a, err := s.try(http.MethodPut, "/api/layers/raced", strings.NewReader(point), "If-Match", tag)
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			count[a.status]++
			mu.Unlock()
		})
	}
	group.Wait()
	if count[http.StatusCreated]+count[http.StatusOK] != 1 || count[http.StatusPreconditionFailed] != writers-1 {
		t.Errorf("of %d writers that saw one version: %v; want one success and 412 for the others", writers, count)
	}
}

// TestStalledUploadsDoNotHoldOthersUp opens uploads that send a little and then
// nothing, and checks that others still get through.
func TestStalledUploadsDoNotHoldOthersUp(t *testing.T) {
	s := newPark(t, server.Options{UploadStall: 300 * time.Millisecond})
	before := s.everything()
	address, err := url.Parse(s.url)
	if err != nil {
		t.Fatal(err)
	}
	var stalled []net.Conn
	for range 4 {
		c, err := net.Dial("tcp", address.Host)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		fmt.Fprintf(c, "POST /api/layers?id=park HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{\"type\":")
		stalled = append(stalled, c)
	}
	start := time.Now()
	s.load("id=quick", `{"type":"Point","coordinates":[118.88,42.26]}`)
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("a good load took %v behind stalled ones", took)
	}
	for _, c := range stalled {
		c.SetReadDeadline(time.Now().Add(20 * time.Second))
		text, err := io.ReadAll(c)
		if err != nil || !strings.Contains(string(text), "408 Request Timeout") || !strings.Contains(string(text), "application/problem+json") {
			t.Errorf("a stalled upload was answered %q: %v; want 408 and a problem document", text, err)
		}
	}
	if a := s.do(http.MethodDelete, "/api/layers/quick", nil); a.status != http.StatusNoContent {
		t.Errorf("%v", a)
	}
	if after := s.everything(); after != before {
		t.Errorf("layers changed")
	}
}
