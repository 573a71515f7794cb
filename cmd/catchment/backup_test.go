package main_test

import (
	"bytes"
	"io"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"catchment/geo/trial"
)

// TestBackupIsServedAsItWas fetches a backup while loads go on and serves a
// data folder made of it: every load answered before the backup was asked for
// is in it, with its history, and each layer is whole.
func TestBackupIsServedAsItWas(t *testing.T) {
	p := start(t, t.TempDir(), "--backup")
	for n := 1; n <= 3; n++ {
		if status, err := p.post("/api/layers?id=g&role=other", generation(n)); status != http.StatusCreated {
			t.Fatal(status, err)
		}
	}
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for n := 4; ; n++ {
			select {
			case <-stop:
				return
			default:
				_, _ = p.post("/api/layers?id=g&role=other", generation(n))
			}
		}
	}()
	response, err := http.Get(p.url + "/api/backup")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	close(stop)
	<-stopped
	if err != nil || response.StatusCode != http.StatusOK || response.Header.Get("Content-Type") != "application/geopackage+sqlite3" {
		t.Fatalf("GET /api/backup = %d %s %v %.300s", response.StatusCode, response.Header.Get("Content-Type"), err, body)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "catchment.gpkg"), body, 0o600); err != nil {
		t.Fatal(err)
	}
	q := start(t, dir)
	before, after := held(p), held(q)
	version, last := after["g"]-200, before["g"]-200 // by their number of features
	if version < 3 || version > last {
		t.Fatalf("the backup holds version %d of a layer that had 3 before and %d after it", version, last)
	}
	delete(before, "g")
	delete(after, "g")
	if !maps.Equal(before, after) {
		t.Errorf("layers %v in the store, %v in its backup", before, after)
	}
	type history struct {
		Versions []struct{ Version, Features int }
	}
	var versions history
	q.get("/api/layers/g/versions", &versions)
	for i, v := range versions.Versions {
		if want := version - i; v.Version != want || v.Features != want+200 {
			t.Errorf("version %d in the backup has %d features", v.Version, v.Features)
		}
	}
	if len(versions.Versions) != version {
		t.Errorf("%d versions in the backup, want %d", len(versions.Versions), version)
	}
}

// TestBackupIsOff: without being asked to, the service gives its store to
// nobody.
func TestBackupIsOff(t *testing.T) {
	p := start(t, t.TempDir())
	response, err := http.Get(p.url + "/api/backup")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if body, _ := io.ReadAll(response.Body); response.StatusCode != http.StatusForbidden || response.Header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("GET /api/backup = %d %s", response.StatusCode, body)
	}
}

// TestBackupCommand copies the store of a running service with the command, and
// serves the copy.
func TestBackupCommand(t *testing.T) {
	dir, copied := t.TempDir(), t.TempDir()
	p := start(t, dir)
	if status, err := p.post("/api/layers?id=g&role=other", generation(1)); status != http.StatusCreated {
		t.Fatal(status, err)
	}
	file := filepath.Join(copied, "catchment.gpkg")
	if out, err := exec.Command(binary(t), "backup", "--data", dir, file).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if before, after := held(p), held(start(t, copied)); !maps.Equal(before, after) {
		t.Errorf("layers %v in the store, %v in its backup", before, after)
	}
	for what, args := range map[string][]string{
		"over a file":        {"backup", "--data", dir, file},
		"of an empty folder": {"backup", "--data", t.TempDir(), filepath.Join(copied, "b.gpkg")},
	} {
		if out, err := exec.Command(binary(t), args...).CombinedOutput(); err == nil {
			t.Errorf("a backup %s is made: %s", what, out)
		}
	}
}

// TestStoreLimit fills a store to its limit: the load is refused with what to
// do, and what was there stays.
func TestStoreLimit(t *testing.T) {
	p := start(t, t.TempDir(), "--max-store-mib", "8")
	before := held(p)
	big := trial.Points(100_000)
	status, body := postBody(t, p.url+"/api/layers?id=big", big)
	if status != http.StatusInsufficientStorage || !strings.Contains(body, "8 MB") {
		t.Errorf("a load past the limit: %d %s", status, body)
	}
	if after := held(p); !maps.Equal(before, after) {
		t.Errorf("layers %v before the refusal, %v after", before, after)
	}
	if status, err := p.post("/api/layers?id=small&role=other", generation(1)); status != http.StatusCreated {
		t.Errorf("a small load after the refusal: %d %v", status, err)
	}
}

func postBody(t *testing.T, url string, body []byte) (int, string) {
	t.Helper()
	response, err := http.Post(url, "application/geo+json", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(answer)
}
