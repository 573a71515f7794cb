package main_test

import (
	"context"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"catchment/geo/trial"
)

// checked is the last line of a check of all that GDAL asks of a server.
var checked = regexp.MustCompile(`(?m)^(\d+) passed, 0 failed$`)

// TestGDALReadsCollections has a client that planners use read layers of the
// sample, and those of a whole country, through OGC API Features: what it
// downloads is what is there, whatever the size of pages, box or condition.
//
// Layers are left out of which a line or polygon does not meet the box that the
// script asks for, but its own box does: GDAL counts boxes in the GeoPackage
// that the answer is compared with, the service what really meets.
func TestGDALReadsCollections(t *testing.T) {
	trial.Program(t, "ogrinfo", "gdal-bin")
	trial.Program(t, "curl", "curl")
	trial.Program(t, "python3", "python3")
	script := trial.Shared(t, "interop", "gdal_oapif_check.sh")
	place := trial.Shared(t, "places", "liechtenstein")
	t.Run("sample", func(t *testing.T) {
		checkWithGDAL(t, script, start(t, t.TempDir()).url, "bus_stops", "districts", "facilities", "jobs", "park", "population")
	})
	t.Run("Liechtenstein", func(t *testing.T) {
		p := start(t, t.TempDir())
		layers := []string{"admin", "boundary", "buildings", "landuse", "schools"}
		for i, name := range layers {
			layers[i] = "li_" + name
			p.upload(filepath.Join(place, name+".geojson"), layers[i])
		}
		checkWithGDAL(t, script, p.url, layers...)
	})
}

// upload loads a file as a layer.
func (p *process) upload(name, id string) {
	p.t.Helper()
	f, err := os.Open(name)
	if err != nil {
		p.t.Fatal(err)
	}
	defer f.Close()
	response, err := http.Post(p.url+"/api/layers?id="+id+"&file="+filepath.Base(name), "application/geo+json", f)
	if err != nil {
		p.t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusCreated {
		p.t.Fatalf("loading %s: %s", name, response.Status)
	}
}

// checkWithGDAL runs the check on some collections.
func checkWithGDAL(t *testing.T, script, url string, collections ...string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, "bash", append([]string{script, url}, collections...)...).CombinedOutput()
	if err != nil || !checked.Match(out) {
		for line := range strings.Lines(string(out)) {
			if !strings.HasPrefix(line, "ok") {
				t.Log(strings.TrimSpace(line))
			}
		}
		t.Errorf("the check ends with %v", err)
	}
}
