package main_test

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tidwall/gjson"
)

// TestNoEditIsLost lets eight clients count up one property of one feature
// over HTTP, each with If-Match and again when somebody else was first, and then
// kills the service: no count is lost, each is a version, and all are there
// after a restart. CATCHMENT_EDITS sets how many counts, 200 by default.
func TestNoEditIsLost(t *testing.T) {
	total := 200
	if n, err := strconv.Atoi(os.Getenv("CATCHMENT_EDITS")); err == nil {
		total = n
	}
	dir := t.TempDir()
	p := start(t, dir)
	if status, err := p.post("/api/layers?id=counted&role=other", generation(300)); err != nil || status != http.StatusCreated {
		t.Fatalf("loading: %d, %v", status, err)
	}
	const feature = "/api/layers/counted/features/7"
	var left, conflicts atomic.Int64
	left.Store(int64(total))
	begun := time.Now()
	var clients sync.WaitGroup
	for range 8 {
		clients.Go(func() {
			for left.Add(-1) >= 0 {
				for {
					status, err := countUp(p.url + feature)
					if err != nil || status != http.StatusOK && status != http.StatusPreconditionFailed {
						t.Errorf("PATCH: %d, %v", status, err)
						return
					}
					if status == http.StatusOK {
						break
					}
					conflicts.Add(1)
				}
			}
		})
	}
	clients.Wait()
	took := time.Since(begun)
	p.kill()
	t.Logf("%d edits in %v, %.0f a second, %d told that another was first", total, took.Round(time.Millisecond), float64(total)/took.Seconds(), conflicts.Load())
	p = start(t, dir)
	var got struct {
		Properties struct{ Count int }
	}
	if p.get(feature, &got); got.Properties.Count != total {
		t.Errorf("the count is %d after %d edits", got.Properties.Count, total)
	}
	var history struct {
		Versions []struct {
			Version int
			Edits   *struct{ Replaced int }
		}
	}
	if p.get("/api/layers/counted/versions", &history); len(history.Versions) != total+1 {
		t.Fatalf("%d versions after a load and %d edits", len(history.Versions), total)
	}
	for i, v := range history.Versions {
		if load := i == total; v.Version != total+1-i || (v.Edits == nil) != load || !load && v.Edits.Replaced != 1 {
			t.Errorf("version %d of %d: %+v", i, total+1, v)
		}
	}
	var differs struct{ Changed []string }
	if p.get("/api/layers/counted/compare?from=1", &differs); len(differs.Changed) != 1 || differs.Changed[0] != "7" {
		t.Errorf("changed since the load: %v", differs.Changed)
	}
}

// countUp reads a feature and writes it with a count one higher, unless it has
// changed meanwhile.
func countUp(url string) (status int, err error) {
	response, err := http.Get(url)
	if err != nil {
		return 0, err
	}
	body, err := io.ReadAll(response.Body)
	response.Body.Close()
	if err != nil {
		return 0, err
	}
	patch := fmt.Sprintf(`{"properties":{"count":%d}}`, gjson.GetBytes(body, "properties.count").Int()+1)
	request, err := http.NewRequest(http.MethodPatch, url, strings.NewReader(patch))
	if err != nil {
		return 0, err
	}
	request.Header.Set("Content-Type", "application/merge-patch+json")
	request.Header.Set("If-Match", response.Header.Get("ETag"))
	if response, err = http.DefaultClient.Do(request); err != nil {
		return 0, err
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body)
	return response.StatusCode, err
}
