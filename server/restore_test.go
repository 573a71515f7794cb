package server_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"catchment/server"
)

// pointsFile returns n points, a line each.
func pointsFile(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `{"type":"Feature","id":"%d-%d","properties":{},"geometry":{"type":"Point","coordinates":[118.88,42.26]}}`+"\n", n, i)
	}
	return b.String()
}

// TestRestoreBesideLoads loads into a layer and restores its older versions at
// once: every request that succeeds has made one version, numbered 1 to n with
// none left out, a load's is what it brought, a restored one is what it was
// restored from.
func TestRestoreBesideLoads(t *testing.T) {
	s := newSite(t, filepath.Join(t.TempDir(), "catchment.gpkg"), server.Options{})
	s.load("id=both&role=other", pointsFile(1))
	const workers, each = 6, 6
	var (
		group sync.WaitGroup
		mu    sync.Mutex
		size  = map[int]int{1: 1} // features of the versions acknowledged
	)
	acknowledge := func(a answer, want int) {
		var made struct{ Version, Features int }
		if err := json.Unmarshal(a.body, &made); err != nil || a.status != http.StatusOK && a.status != http.StatusCreated {
			t.Errorf("%v: %v", a, err)
			return
		}
		mu.Lock()
		defer mu.Unlock()
		if _, twice := size[made.Version]; twice {
			t.Errorf("version %d is given twice", made.Version)
		}
		size[made.Version] = want
		if made.Features != want {
			t.Errorf("version %d has %d features, want %d", made.Version, made.Features, want)
		}
	}
	newest := func() (version, features int) {
		mu.Lock()
		defer mu.Unlock()
		for v, n := range size {
			if v > version {
				version, features = v, n
			}
		}
		return version, features
	}
	for w := range workers {
		group.Go(func() {
			for i := range each {
				method, path, body, want := http.MethodPut, "/api/layers/both?role=other", "", 2+w*each+i
				if w%2 == 0 {
					body = pointsFile(want)
				} else {
					from, features := newest()
					method, path, want = http.MethodPost, fmt.Sprintf("/api/layers/both/restore?version=%d", from), features
				}
				a, err := s.try(method, path, strings.NewReader(body))
				if err != nil {
					t.Error(err)
					return
				}
				acknowledge(a, want)
			}
		})
	}
	group.Wait()
	var history struct {
		Versions []struct {
			Version, Features int
			Current           bool
		}
	}
	s.get("/api/layers/both/versions").into(t, &history)
	if len(history.Versions) != len(size) || len(size) != 1+workers*each {
		t.Fatalf("%d versions listed, %d acknowledged, want %d", len(history.Versions), len(size), 1+workers*each)
	}
	for i, v := range slices.Backward(history.Versions) {
		if n := len(history.Versions) - i; v.Version != n || v.Features != size[n] || v.Current != (n == len(size)) {
			t.Errorf("version %d: %+v, want %d features", n, v, size[n])
		}
	}
	// What was restored is whole, and was there.
	var now struct{ Features []struct{ ID string } }
	s.get("/api/layers/both/features").into(t, &now)
	if n := size[len(size)]; len(now.Features) != n || !strings.HasPrefix(now.Features[0].ID, fmt.Sprintf("%d-", n)) {
		t.Errorf("%d features are served, want the %d of version %d", len(now.Features), n, len(size))
	}
}

// TestForgetVersions removes old versions over HTTP.
func TestForgetVersions(t *testing.T) {
	s := newSite(t, filepath.Join(t.TempDir(), "catchment.gpkg"), server.Options{})
	for n := range 4 {
		s.load("id=a&role=other", pointsFile(n+1))
	}
	if a := s.do(http.MethodDelete, "/api/layers/a/versions?before=3", nil); a.status != http.StatusOK || !strings.Contains(string(a.body), `"removed":[1,2]`) {
		t.Errorf("%v, want versions 1 and 2 removed", a)
	}
	if a := s.do(http.MethodDelete, "/api/layers/a/versions?before=3", nil); !strings.Contains(string(a.body), `"removed":[]`) {
		t.Errorf("again: %v", a)
	}
	if p := s.do(http.MethodPost, "/api/layers/a/restore?version=1", nil).problem(t); p.Status != http.StatusNotFound {
		t.Errorf("restoring what is gone: %+v", p)
	}
	for path, want := range map[string]int{"/api/layers/none/versions?before=3": 404, "/api/layers/a/versions": 422, "/api/layers/a/versions?before=1": 422} {
		if a := s.do(http.MethodDelete, path, nil); a.status != want && a.status != http.StatusBadRequest {
			t.Errorf("DELETE %s: %v, want %d", path, a, want)
		}
	}
	if a := s.get("/api/layers/a"); !strings.Contains(string(a.body), `"version":4`) {
		t.Errorf("%v", a)
	}
}
