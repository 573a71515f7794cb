package server_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const threeKindergartens = `{"type":"FeatureCollection","features":[
{"type":"Feature","id":"n1","properties":{"name":"New 1","amenity":"kindergarten","status":"existing"},"geometry":{"type":"Point","coordinates":[118.8765,42.2655]}},
{"type":"Feature","id":"n2","properties":{"name":"New 2","amenity":"kindergarten","status":"existing"},"geometry":{"type":"Point","coordinates":[118.8845,42.2605]}},
{"type":"Feature","id":"n3","properties":{"name":"New 3","amenity":"kindergarten","status":"existing"},"geometry":{"type":"Point","coordinates":[118.8665,42.2705]}}]}`

// TestDroppedLayerCounts drops a real file and finds it in the answer.
func TestDroppedLayerCounts(t *testing.T) {
	t.Parallel()
	srv := ownParkServer(t)
	const query = "/api/coverage?service=kindergarten&radius=300&area=park&demand=land&status=existing"
	before := get[coverageAnswer](t, srv, query)
	p := openTab(t, srv, "en", "light", "#service=kindergarten&radius=300&demand=land")
	p.drop("new-kindergartens.geojson", threeKindergartens)
	p.until("document.querySelector('#report')?.dataset.phase === 'checked'")
	if n := get[coverageAnswer](t, srv, query); len(n.Facilities) != len(before.Facilities) {
		t.Fatalf("the check alone changed the facilities from %d to %d", len(before.Facilities), len(n.Facilities))
	}
	p.run("document.querySelector('#load').click()")
	p.until("document.querySelector('#report')?.dataset.phase === 'loaded'")
	p.run("document.querySelector('#done').click(); document.querySelector('.tab[data-view=\"coverage\"]').click()")
	p.rest()
	after := get[coverageAnswer](t, srv, query)
	if len(after.Facilities) != len(before.Facilities)+3 || after.Ratio <= before.Ratio {
		t.Errorf("facilities %d → %d, ratio %v → %v; want three more and a larger ratio", len(before.Facilities), len(after.Facilities), before.Ratio, after.Ratio)
	}
	if got := numberIn(t, p.text("#ratio")); !near(got, after.Ratio*100, 1) {
		t.Errorf("the page shows %v %%, the API says %v", got, after.Ratio)
	}
}

// TestDroppedFolderIsNamed drops a folder, which a browser hands on as a file that
// cannot be read, and a file beside it: the folder is said to be one in both
// languages, and the file's report follows.
func TestDroppedFolderIsNamed(t *testing.T) {
	t.Parallel()
	srv := ownParkServer(t)
	type layers struct{ Layers []struct{ ID string } }
	before := len(get[layers](t, srv, "/api/layers").Layers)
	folder := filepath.Join(t.TempDir(), "学校 schools")
	if err := os.MkdirAll(filepath.Join(folder, "inside"), 0o755); err != nil {
		t.Fatal(err)
	}
	for language, says := range map[string]string{"en": "folder", "zh": "文件夹"} {
		p := openTab(t, srv, language, "light", "")
		p.dropPath(folder)
		p.until("document.querySelector('#report')?.dataset.phase === 'refused'")
		if words := p.text("#report-dialog"); !strings.Contains(words, says) || !strings.Contains(words, "学校 schools") {
			t.Errorf("%s: the report says %q, want %q and the name", language, words, says)
		}
		if !eval[bool](p, "document.querySelector('.notice').hidden && !window.__app.inspect().busy") {
			t.Errorf("%s: the page says %q", language, p.text(".notice"))
		}
		if eval[bool](p, "document.querySelector('#report-dialog .filechoices') !== null") {
			t.Errorf("%s: the page offers to read a folder in another way", language)
		}
		p.picture("drop-folder-" + language)
		p.run("document.querySelector('#report-dialog').close()")
		p.until("!document.querySelector('#report-dialog')")
		p.drop("new-kindergartens.geojson", threeKindergartens)
		p.until("document.querySelector('#report')?.dataset.phase === 'checked'")
		p.run("document.querySelector('#report-dialog').close()")
	}
	if now := len(get[layers](t, srv, "/api/layers").Layers); now != before {
		t.Errorf("%d layers, %d before", now, before)
	}
}

// TestEveryBadDropEndsInAReport drops what is wrong in different ways: each
// ends in a visible report that says where, and nothing changes.
func TestEveryBadDropEndsInAReport(t *testing.T) {
	t.Parallel()
	srv := ownParkServer(t)
	type layers struct{ Layers []struct{ ID string } }
	before := len(get[layers](t, srv, "/api/layers").Layers)
	p := openTab(t, srv, "en", "light", "")
	p.expect(http.StatusBadRequest)
	p.expect(http.StatusUnprocessableEntity)
	for _, c := range []struct{ name, content, says string }{
		{"truncated.geojson", threeKindergartens[:200], "line"},
		{"empty.geojson", "", "empty"},
		{"text.geojson", "school, 118.9, 42.2", "line 1"},
		{"far.geojson", strings.Replace(threeKindergartens, "118.8765", "999", 1), "line 2"},
		{"nothing.geojson", `{"type":"FeatureCollection","features":[]}`, "feature"},
	} {
		p.drop(c.name, c.content)
		p.until("['refused', 'checked'].includes(document.querySelector('#report')?.dataset.phase)")
		words := p.text("#report")
		if phase := eval[string](p, "document.querySelector('#report').dataset.phase"); phase != "refused" {
			t.Errorf("%s: the report's phase is %q: %s", c.name, phase, words)
		}
		if !strings.Contains(words, "Nothing was changed") || !strings.Contains(strings.ToLower(words), c.says) {
			t.Errorf("%s: the report says %q, want that nothing was changed and %q", c.name, words, c.says)
		}
		if now := len(get[layers](t, srv, "/api/layers").Layers); now != before {
			t.Errorf("%s: %d layers, %d before", c.name, now, before)
		}
		p.run("document.querySelector('#report-dialog').close()")
		p.until("!document.querySelector('#report-dialog')")
	}
}
