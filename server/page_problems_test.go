package server_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"catchment/geo/crs"
)

// brokenFile has a ring that crosses itself, a point off the Earth and a good
// point.
var brokenFile = `{"type":"FeatureCollection","features":[
{"type":"Feature","id":"bow","properties":{"landuse":"residential","big":9007199254740993},"geometry":{"type":"Polygon","coordinates":[[[118.87,42.26],[118.88,42.27],[118.88,42.26],[118.87,42.27],[118.87,42.26]]]}},
` + spot("far", `{"x": 1e400}`, 999) + ",\n" + spot("good", "{}", 118.9) + "]}"

// TestProblemIsShownOnTheMap shows a feature of a file that is refused on the
// page's own map, and comes back to the report.
func TestProblemIsShownOnTheMap(t *testing.T) {
	t.Parallel()
	for _, language := range []string{"en", "zh"} {
		p := openTab(t, parkServer(t), language, "light", "")
		p.drop("bow.geojson", brokenFile)
		p.until("document.querySelector('#report')?.dataset.phase === 'refused'")
		p.picture("problems-" + language)
		if n := eval[int](p, "document.querySelectorAll('#report .problems .chip').length"); n != 1 {
			t.Errorf("%d of the problems can be shown, want the one on the Earth", n)
		}
		p.run("document.querySelector('#report .problems .chip').click()")
		p.until("!document.querySelector('#report-dialog').open && !document.querySelector('#spot').hidden && __app.resting()")
		inside := eval[[]int](p, "__app.colorAt('mark', [118.8725, 42.265])")
		if outside := eval[[]int](p, "__app.colorAt('mark', [118.875, 42.2625])"); inside[3] == 0 || outside[3] != 0 {
			t.Errorf("within the bow tie the map has %v, beside it %v", inside, outside)
		}
		if place := eval[[]float64](p, "__app.pixelOf([118.875, 42.265])"); place[0] < 0 || place[1] < 0 || place[0] > 1440 {
			t.Errorf("the feature is out of sight at %v", place)
		}
		p.picture("spot-" + language)
		p.run("document.querySelector('#spot-back').click()")
		p.until("document.querySelector('#report-dialog').open && document.querySelector('#spot').hidden")
		p.rest()
		if left := eval[[]int](p, "__app.colorAt('mark', [118.8725, 42.265])"); left[3] != 0 {
			t.Errorf("back at the report the map still has %v", left)
		}
		p.run("document.querySelector('#report-dialog').close()")
		p.until("!document.querySelector('#report-dialog')")
	}
}

// TestRejectedAreSaved saves what a file's check rejects and finds it as it
// was.
func TestRejectedAreSaved(t *testing.T) {
	t.Parallel()
	p := openTab(t, parkServer(t), "zh", "dark", "")
	p.run(`globalThis.saved = []; const real = URL.createObjectURL; URL.createObjectURL = (b) => { b.text().then((text) => saved.push(text)); return real(b); };
		HTMLAnchorElement.prototype.click = function () { saved.push(this.download); }`)
	p.drop("broken.geojson", brokenFile)
	p.until("document.querySelector('#rejected')")
	if got := p.text("#report .problems .advice"); got != words(t, "advice.zh")["ring_self_crossing"] {
		t.Errorf("what to do is said as %q", got)
	}
	p.run("document.querySelector('#rejected').click()")
	p.until("saved.length === 2 && !document.querySelector('#rejected').disabled")
	saved := eval[[]string](p, "saved")
	if saved[0] != "broken-rejected.geojson" {
		saved[0], saved[1] = saved[1], saved[0]
	}
	lines := strings.Split(brokenFile, "\n")
	if want := lines[0] + "\n" + lines[1] + "\n" + strings.TrimSuffix(lines[2], ",") + "\n]}\n"; saved[0] != "broken-rejected.geojson" || saved[1] != want {
		t.Errorf("saved %q:\n%s\nwant\n%s", saved[0], saved[1], want)
	}
	p.picture("rejected")
}

// TestLayerHistory compares and restores versions of a layer in the data view,
// and shows a repaired feature and the conversion of the coordinates.
func TestLayerHistory(t *testing.T) {
	t.Parallel()
	srv := ownParkServer(t)
	load := func(query, file string) {
		t.Helper()
		a, err := http.Post(srv.URL+"/api/layers?id=p&role=landuse&"+query, "application/geo+json", strings.NewReader(file))
		if err != nil || a.StatusCode != http.StatusCreated {
			t.Fatal(err, a)
		}
		a.Body.Close()
	}
	load("", spots(spot("a", `{"n":1}`, 118.87), spot("b", "{}", 118.88)))
	load("mode=repair&crs=EPSG:4528", `{"type":"FeatureCollection","features":[
{"type":"Feature","id":"a","properties":{"n":2},"geometry":{"type":"Polygon","coordinates":[[[40407000,4681000],[40408000,4682000],[40408000,4681000],[40407000,4682000],[40407000,4681000]]]}},
{"type":"Feature","id":"c","properties":{},"geometry":{"type":"Point","coordinates":[40407512,4681000]}}]}`)
	for _, language := range []string{"en", "zh"} {
		p := openTab(t, srv, language, "light", "#view=data&layer=p")
		p.until("document.querySelectorAll('#versions li').length >= 2")
		if words := p.text("#conversion"); !strings.Contains(words, "CGCS2000 / 3-degree Gauss-Kruger zone 40") || !strings.Contains(words, "mm") {
			t.Errorf("the conversion is not told: %s", words)
		}
		p.run("document.querySelector('#versions [data-compare=\"1\"]').click()")
		p.until("document.querySelector('#difference p')")
		words := p.text("#difference")
		for _, want := range []string{"c", "b", "a (", "n)"} {
			if !strings.Contains(words, want) {
				t.Errorf("the difference says %q, want %q in it", words, want)
			}
		}
		p.run("document.querySelector('#versions').scrollIntoView({block: 'center'})")
		p.picture("history-" + language)
		if got := eval[int](p, "document.querySelectorAll('.detail .problems .advice').length"); (got > 0) != (language == "zh") {
			t.Errorf("%s: what to do is said %d times beside the service's words", language, got)
		}
		p.run("document.querySelector('.detail .problems .chip').click()")
		p.until("!document.querySelector('#spot').hidden && __app.resting()")
		p.picture("stored-spot-" + language)
		p.run("document.querySelector('#spot-back').click()")
		p.until("document.querySelector('#spot').hidden")
	}
	p := openTab(t, srv, "en", "light", "#view=data&layer=p")
	p.until("document.querySelector('#versions [data-restore=\"1\"]')")
	p.run("document.querySelector('#versions [data-restore=\"1\"]').click()")
	p.until("document.querySelector('#confirm-yes')")
	p.picture("restore")
	p.run("document.querySelector('#confirm-yes').click()")
	p.until("document.querySelectorAll('#versions li').length === 3")
	p.rest()
	layer := get[struct {
		Version      int
		Features     int
		RestoredFrom int `json:"restored_from"`
	}](t, srv, "/api/layers/p")
	if fmt.Sprint(layer) != "{3 2 1}" {
		t.Errorf("after restoring version 1: %+v", layer)
	}
}

// TestShiftedDropIsAskedAbout drops the park's own facilities as a Chinese web
// map gives them: the page asks, and changes nothing by itself.
func TestShiftedDropIsAskedAbout(t *testing.T) {
	t.Parallel()
	srv := ownParkServer(t)
	known := get[struct {
		Features []struct {
			Properties map[string]any
			Geometry   struct{ Coordinates orb.Point }
		}
	}](t, srv, "/api/layers/bus_stops/features")
	var b strings.Builder
	b.WriteString("name,lon,lat\n")
	for _, f := range known.Features {
		q, err := crs.GCJ02.FromWGS84(f.Geometry.Coordinates)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%v,%.7f,%.7f\n", f.Properties["name"], q[0], q[1])
	}
	b.WriteString("错,东,42\n")
	for _, language := range []string{"en", "zh"} {
		p := openTab(t, srv, language, "light", "")
		p.drop("bus_stops.csv", b.String())
		p.until("document.querySelector('#report')?.dataset.phase === 'refused'")
		if !eval[bool](p, "document.querySelector('.filechoices').open") {
			t.Error("refused, the report hides what can be done")
		}
		p.picture("csv-" + language)
		p.run("const mode = document.querySelector('#file-mode'); mode.value = 'skip'; mode.dispatchEvent(new Event('change'))")
		p.until("document.querySelector('#crs-question [data-crs=\"GCJ-02\"]') === document.activeElement")
		p.picture("shift-" + language)
		p.run("document.querySelector('#crs-question [data-crs=\"GCJ-02\"]').click()")
		p.until("document.querySelector('#report')?.dataset.phase === 'checked' && !document.querySelector('#crs-question')")
		p.run("document.querySelector('#load').click()")
		p.until("document.querySelector('#report')?.dataset.phase === 'loaded'")
		p.picture("loaded-" + language)
		p.run("document.querySelector('#done').click()")
		p.rest()
		p.picture("data-" + language)
	}
	layer := get[struct {
		Conversion struct {
			From   string
			ErrorM float64 `json:"error_m"`
		}
		Features int
	}](t, srv, "/api/layers/bus_stops-2")
	if layer.Conversion.From != "GCJ-02" || layer.Conversion.ErrorM <= 0 || layer.Features != len(known.Features) {
		t.Errorf("the layer says %+v", layer)
	}
}

// TestRejectedFeaturesAreSaidBesideTheLayer loads a file of which features are left
// out, and finds how many beside its name; what the service says of a problem in
// English is folded on a Chinese page.
func TestRejectedFeaturesAreSaidBesideTheLayer(t *testing.T) {
	t.Parallel()
	srv := ownParkServer(t)
	send(t, srv, http.MethodPost, "/api/layers?id=broken&role=other&mode=skip&file=broken.geojson", "", brokenFile, http.StatusCreated)
	for language, want := range map[string]string{"en": "2 of 3 features rejected", "zh": "3 个要素中有 2 个被拒绝"} {
		p := openTab(t, srv, language, "light", "#view=data&layer=broken")
		if got := p.text("[data-layer=broken]"); !strings.Contains(got, want) {
			t.Errorf("%s: beside the layer stands %q, want %q", language, got, want)
		}
		p.until("document.querySelector('.problems')")
		open := eval[bool](p, "[...document.querySelectorAll('.problems li span')].some((e) => e.checkVisibility() && /ring crosses itself at/.test(e.textContent) && !e.querySelector('details'))")
		if open != (language == "en") {
			t.Errorf("%s: the service's English words are open: %v", language, open)
		}
	}
}
