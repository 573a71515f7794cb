package main_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"catchment/geo/trial"
)

// askedBox is what clients ask for, west, south, east, north.
const askedBox = "118.86,42.25,118.89,42.27"

// told runs a program that reads the service and writes what it finds as JSON.
func told(t *testing.T, into any, name string, args ...string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, name, args...)
	var said strings.Builder
	c.Stderr = &said
	out, err := c.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s%s", args, err, out, said.String())
	}
	if err := json.Unmarshal(out, into); err != nil {
		t.Fatalf("%v in %.500s", err, out)
	}
}

// collectionIDs lists the collections of a service.
func (p *process) collectionIDs() (ids []string) {
	var all struct{ Collections []struct{ ID string } }
	p.get("/collections", &all)
	for _, c := range all.Collections {
		ids = append(ids, c.ID)
	}
	return ids
}

// matched is how many features a question to a collection finds.
func (p *process) matched(collection, query string) int {
	var page struct{ NumberMatched int }
	p.get("/collections/"+collection+"/items?limit=1&"+query, &page)
	return page.NumberMatched
}

// planned keeps a scenario, whose results are collections then.
func (p *process) planned() {
	p.t.Helper()
	response, err := http.Post(p.url+"/api/scenarios", "application/json",
		strings.NewReader(`{"name":"plan","question":{"service":"primary_school","radius":500,"area":"park"}}`))
	if err != nil {
		p.t.Fatal(err)
	}
	defer response.Body.Close()
	if said, _ := io.ReadAll(response.Body); response.StatusCode != http.StatusCreated {
		p.t.Fatalf("%s %s", response.Status, said)
	}
}

// TestQGISOpensEverything has QGIS itself open every layer and every result of
// a scenario, page by page: all features, the extent, the system and what stands
// in a box are what the service says. Results and tiles are drawn. It takes QGIS,
// which is large: CATCHMENT_TEST_QGIS=1 asks for it, and for a folder to keep the
// pictures in CATCHMENT_PICTURES.
//
// Before 3.32 QGIS edits no OGC API Features: TestEditsAsQGISSendsThem in
// package server has what later ones send.
func TestQGISOpensEverything(t *testing.T) {
	if os.Getenv("CATCHMENT_TEST_QGIS") == "" {
		t.Skip("with CATCHMENT_TEST_QGIS=1 it runs QGIS (Debian's python3-qgis)")
	}
	python := trial.Python(t, "qgis")
	pictures := os.Getenv("CATCHMENT_PICTURES")
	if pictures == "" {
		pictures = t.TempDir()
	}
	p := start(t, t.TempDir())
	p.planned()
	var found struct {
		Version     string
		Collections map[string]struct {
			Features, Said int
			InBox          int `json:"in_box"`
			CRS, Geometry  string
			Extent         []float64
			Fields         []string
		}
		Filtered int
		Drawn    map[string]float64
	}
	told(t, &found, python, filepath.Join("testdata", "in_qgis.py"), p.url, askedBox, "landuse", `"code" LIKE 'R%'`, "landuse", pictures)
	t.Logf("QGIS %s", found.Version)
	ids := p.collectionIDs()
	if len(found.Collections) != len(ids) || len(ids) < 13 {
		t.Errorf("QGIS opens %d collections of %v", len(found.Collections), ids)
	}
	for _, id := range ids {
		got := found.Collections[id]
		var c struct {
			Extent struct{ Spatial struct{ BBox [][]float64 } }
		}
		p.get("/collections/"+id, &c)
		if all := p.matched(id, ""); got.Features != all || got.Said != all || all == 0 {
			t.Errorf("%s: QGIS reads %d features and is told of %d; there are %d", id, got.Features, got.Said, all)
		}
		if in := p.matched(id, "bbox="+askedBox); got.InBox != in {
			t.Errorf("%s: in the box QGIS finds %d, the service %d", id, got.InBox, in)
		}
		if got.CRS != "EPSG:4326" && got.CRS != "OGC:CRS84" || got.Geometry == "" || got.Geometry == "NoGeometry" || len(got.Fields) == 0 {
			t.Errorf("%s: %+v", id, got)
		}
		for i, v := range c.Extent.Spatial.BBox[0] {
			if math.Abs(got.Extent[i]-v) > 1e-9 { // it adds a margin where the extent is a point
				t.Errorf("%s: extent %v, want %v", id, got.Extent, c.Extent.Spatial.BBox[0])
				break
			}
		}
	}
	if want := p.matched("landuse", "filter=code+LIKE+'R%25'"); found.Filtered != want {
		t.Errorf("filtered, QGIS finds %d, the service %d", found.Filtered, want)
	}
	for _, name := range []string{"gaps:plan", "reach:plan", "density:plan", "tiles"} {
		if found.Drawn[name] < 0.2 {
			t.Errorf("%s covers %.3f of the picture", name, found.Drawn[name])
		}
	}
	if found.Drawn["facilities:plan"] == 0 {
		t.Error("no facility is drawn")
	}
}

// TestOWSLibReadsEverything reads layers, queries and processes with the Python
// library that most scripts of planners stand on.
func TestOWSLibReadsEverything(t *testing.T) {
	python := trial.Python(t, "owslib")
	p := start(t, t.TempDir())
	p.planned()
	var found struct {
		OpenAPI, Title                     string
		Conforms, Returned                 int
		InBox                              int `json:"in_box"`
		Filtered                           int
		ByProperty                         int `json:"by_property"`
		Item                               bool
		Collections, Queryables, Processes []string
		Inputs                             []string
	}
	told(t, &found, python, filepath.Join("testdata", "with_owslib.py"), p.url, askedBox)
	if !slices.Equal(found.Collections, p.collectionIDs()) {
		t.Errorf("collections %v, want %v", found.Collections, p.collectionIDs())
	}
	if got, want := fmt.Sprint(found.InBox, found.Filtered, found.ByProperty, found.Returned),
		fmt.Sprint(p.matched("landuse", "bbox="+askedBox), p.matched("landuse", "filter=code+LIKE+'R%25'"), p.matched("landuse", "code=R2"), 3); got != want {
		t.Errorf("in the box, filtered, by property and returned: %s, want %s", got, want)
	}
	if found.OpenAPI != "3.0.3" || found.Title == "" || found.Conforms < 30 || !found.Item || !slices.Contains(found.Queryables, "code") ||
		!slices.Contains(found.Processes, "coverage-gaps") || !slices.Contains(found.Inputs, "service") {
		t.Errorf("%+v", found)
	}
}

// TestOGCClientReadsEverything reads layers and tiles with the library that web
// maps use; OGC_CLIENT names the folder that npm has put it in.
func TestOGCClientReadsEverything(t *testing.T) {
	folder := os.Getenv("OGC_CLIENT")
	if folder == "" {
		trial.Missing(t, "ogc-client: OGC_CLIENT must name the folder of npm install @camptocamp/ogc-client")
	}
	trial.Program(t, "node", "nodejs")
	p := start(t, t.TempDir())
	p.planned()
	var found struct {
		Collections, Tiled, MatrixSets, CRS, Queryables []string
		Pages                                           []struct {
			CRS     string
			Matched int
		}
		Item    bool
		Tileset int
	}
	told(t, &found, "node", filepath.Join("testdata", "with_ogc_client.mjs"), folder, p.url, askedBox)
	if ids := p.collectionIDs(); !slices.Equal(found.Collections, ids) || !slices.Equal(found.Tiled, ids) {
		t.Errorf("collections %v, with tiles %v, want %v", found.Collections, found.Tiled, ids)
	}
	for i, page := range found.Pages {
		if page.CRS != "<"+found.CRS[i]+">" || page.Matched != p.matched("landuse", "bbox="+askedBox) {
			t.Errorf("asked in %s: %+v", found.CRS[i], page)
		}
	}
	if len(found.Pages) != 4 || !found.Item || found.Tileset != http.StatusOK || !slices.Contains(found.Queryables, "code") || !slices.Equal(found.MatrixSets, []string{"WebMercatorQuad"}) {
		t.Errorf("%+v", found)
	}
}

// TestLongFiltersAreRefusedAsSuch: a filter longer than may be is a problem of
// the filter, percent-encoded too, and not of a server that reads no further.
func TestLongFiltersAreRefusedAsSuch(t *testing.T) {
	p := start(t, t.TempDir())
	for length, want := range map[int]int{60_000: http.StatusOK, 66_000: http.StatusBadRequest} {
		response, err := http.Get(p.url + "/collections/landuse/items?limit=1&filter=code%3D'" + strings.Repeat("%41", length) + "'")
		if err != nil {
			t.Fatal(err)
		}
		said, _ := io.ReadAll(response.Body)
		response.Body.Close()
		if response.StatusCode != want || want == http.StatusBadRequest && !strings.Contains(string(said), `"parameter":"filter"`) {
			t.Errorf("%d characters: %s %.200s", length, response.Status, said)
		}
	}
}
