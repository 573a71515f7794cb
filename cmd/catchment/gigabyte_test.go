//go:build linux

package main_test

import (
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"

	"catchment/coverage"
	"catchment/geo/trial"
)

// largeFiles writes a seeded file of points and one of parcels, each of about
// so many MB, and returns the folder.
func largeFiles(t *testing.T, mb int) string {
	t.Helper()
	dir := t.TempDir()
	for name, body := range map[string][]byte{"points": trial.Points(5000 * mb), "parcels": trial.Parcels(1e6 * mb)} {
		if err := os.WriteFile(filepath.Join(dir, name+".geojson"), body, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// largeMB returns the size of a large file here, 32 MB or CATCHMENT_LOAD_MB, and
// the memory to load it in: four times the file and a little for the program.
func largeMB() (mb int, limitBytes int64) {
	mb = 32
	if n, err := strconv.Atoi(os.Getenv("CATCHMENT_LOAD_MB")); err == nil && n > 0 {
		mb = n
	}
	return mb, max(int64(mb)<<22+96<<20, 384<<20) // of 1000 MB: 4 GiB
}

// TestLoadsWithinFourTimesTheFile loads a file of points and then one of
// parcels in a control group that has four times the memory of one file and a
// little for the program, over HTTP and by command, with no setting that says so.
// Both are served then, also after a new start, and questions are answered.
// CATCHMENT_LOAD_MB is the size of each file, 32 by default; 1000, in 4 GiB,
// is what the README speaks of, and takes 7 GB of disk.
func TestLoadsWithinFourTimesTheFile(t *testing.T) {
	trial.Slow(t)
	mb, limit := largeMB()
	t.Setenv("GOMEMLIMIT", "")
	trial.MemoryGroup(t, limit) // skips before files are written
	files := largeFiles(t, mb)
	t.Run("over HTTP", func(t *testing.T) {
		group, dir := trial.MemoryGroup(t, limit), t.TempDir()
		serve := func() *process {
			return startAs(t, group.Command, dir, "--max-upload-mib", fmt.Sprint(2*mb))
		}
		var p *process
		peak := group.Peak(func() { p = serve() })
		for _, name := range []string{"points", "parcels"} {
			peak = max(peak, group.Peak(func() {
				if status, err := sendFile(p, filepath.Join(files, name+".geojson")); err != nil || status != http.StatusCreated {
					t.Fatalf("loading %s: %d, %v", name, status, err)
				}
			}))
			t.Logf("%s loaded: %d of %d MiB at most", name, peak>>20, limit>>20)
		}
		want := listed(p)
		p.kill()
		peak = group.Peak(func() { p = serve() })
		t.Logf("started anew: %d MiB at most", peak>>20)
		checkLarge(t, p, want, mb)
		checkAsked(t, p, 5000*mb)
		p.kill()
		if n := group.Ended(); n > 0 {
			t.Errorf("the kernel ended %d processes for want of memory", n)
		}
	})
	t.Run("by command", func(t *testing.T) {
		group, dir := trial.MemoryGroup(t, limit), t.TempDir()
		for _, name := range []string{"points", "parcels"} {
			peak := group.Peak(func() {
				out, err := group.Command(binary(t), "load", "--data", dir, filepath.Join(files, name+".geojson")).CombinedOutput()
				if err != nil {
					t.Fatalf("loading %s: %v, the kernel ended %d processes\n%s", name, err, group.Ended(), out)
				}
			})
			t.Logf("%s loaded: %d of %d MiB at most", name, peak>>20, limit>>20)
		}
		p := startAs(t, group.Command, dir)
		checkLarge(t, p, listed(p), mb)
	})
}

// TestLargeLoadsAtOnce sends two large files at once, in a control group of the
// memory of [TestLoadsWithinFourTimesTheFile]: both come in. Sent again while
// they are served, each is loaded or refused for want of memory; the service
// goes on.
func TestLargeLoadsAtOnce(t *testing.T) {
	trial.Slow(t)
	mb, limit := largeMB()
	t.Setenv("GOMEMLIMIT", "")
	group := trial.MemoryGroup(t, limit)
	files := largeFiles(t, mb)
	p := startAs(t, group.Command, t.TempDir(), "--max-upload-mib", fmt.Sprint(2*mb))
	for _, may := range [][]int{{http.StatusCreated}, {http.StatusCreated, http.StatusInsufficientStorage}} {
		peak := group.Peak(func() {
			var both sync.WaitGroup
			for _, name := range []string{"points", "parcels"} {
				both.Go(func() {
					if status, err := sendFile(p, filepath.Join(files, name+".geojson")); err != nil || !slices.Contains(may, status) {
						t.Errorf("%s: %d, %v; want one of %v", name, status, err, may)
					} else {
						t.Logf("%s: %d", name, status)
					}
				})
			}
			both.Wait()
		})
		t.Logf("points and parcels at once: %d of %d MiB at most", peak>>20, limit>>20)
		if n := group.Ended(); n > 0 {
			t.Fatalf("the kernel ended %d processes for want of memory", n)
		}
	}
	checkLarge(t, p, listed(p), mb)
}

// TestLargeLayerIsReplaced loads a large file and then another in its place, in
// the control group of [TestLoadsWithinFourTimesTheFile].
func TestLargeLayerIsReplaced(t *testing.T) {
	trial.Slow(t)
	mb, limit := largeMB()
	t.Setenv("GOMEMLIMIT", "")
	trial.MemoryGroup(t, limit)
	files := largeFiles(t, mb)
	for _, name := range []string{"points", "parcels"} {
		group := trial.MemoryGroup(t, limit)
		p := startAs(t, group.Command, t.TempDir(), "--max-upload-mib", fmt.Sprint(2*mb))
		for _, what := range []string{"loaded", "replaced"} {
			peak := group.Peak(func() {
				if status, err := sendFile(p, filepath.Join(files, name+".geojson")); err != nil || status != http.StatusCreated {
					t.Fatalf("%s: %d, %v; the kernel ended %d processes", name, status, err, group.Ended())
				}
			})
			t.Logf("%s %s: %d of %d MiB at most", name, what, peak>>20, limit>>20)
		}
		p.kill()
	}
}

// sendFile loads a file.
func sendFile(p *process, name string) (status int, err error) {
	file, err := os.Open(name)
	if err != nil {
		return 0, err
	}
	defer file.Close()
	return p.send("/api/layers?file="+filepath.Base(name), file)
}

// checkLarge checks that the layers are as wanted, whole, and can be asked.
func checkLarge(t *testing.T, p *process, want map[string]int, mb int) {
	t.Helper()
	if got := listed(p); !maps.Equal(got, want) || got["points"] != 5000*mb || got["parcels"] == 0 {
		t.Errorf("the service holds %v, want %v with %d points", got, want, 5000*mb)
	}
	var near struct{ Results []struct{ Layer string } }
	p.get("/api/nearest?lon=118.5&lat=42.5&k=10&service=primary_school", &near)
	if len(near.Results) != 10 || near.Results[0].Layer != "points" {
		t.Errorf("the nearest of the points are %v, want 10", near.Results)
	}
	var in struct{ NumberMatched int }
	p.get("/collections/parcels/items?bbox=118.9,42.2,118.91,42.21&limit=10", &in)
	if in.NumberMatched == 0 {
		t.Error("there are no parcels in the middle of the city")
	}
}

// checkAsked asks about all n points at once: an answer, or a refusal where
// they would take more memory than there may be.
func checkAsked(t *testing.T, p *process, n int) {
	t.Helper()
	response, err := http.Get(p.url + "/api/coverage?service=primary_school")
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	want := http.StatusOK
	if n > coverage.MaxFacilities {
		want = http.StatusBadRequest
	}
	if response.StatusCode != want {
		t.Errorf("a question about %d facilities was answered %d, want %d", n, response.StatusCode, want)
	}
}
