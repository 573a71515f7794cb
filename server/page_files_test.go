package server_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"catchment/geo/trial"
)

// asGBK returns the text in GBK.
func asGBK(t *testing.T, text string) string {
	t.Helper()
	out, err := simplifiedchinese.GBK.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestDropOfOtherOffices drops files as other offices send them. Each is
// reported on first, asks what has to be asked, changes nothing when the answer
// is no, and is there as it should be when it is yes.
func TestDropOfOtherOffices(t *testing.T) {
	t.Parallel()
	const swapped = `{"type":"FeatureCollection","features":[
{"type":"Feature","id":"a","properties":{"amenity":"school","name":"A"},"geometry":{"type":"Point","coordinates":[42.26,118.87]}},
{"type":"Feature","id":"b","properties":{"amenity":"school","name":"B"},"geometry":{"type":"Point","coordinates":[42.27,118.88]}}]}`
	const named = `{"type":"FeatureCollection","features":[
{"type":"Feature","id":"a","properties":{"amenity":"school","name":"松山区第一小学"},"geometry":{"type":"Point","coordinates":[118.87,42.26]}},
{"type":"Feature","id":"b","properties":{"amenity":"school","name":"蒙古族中学校"},"geometry":{"type":"Point","coordinates":[118.88,42.27]}}]}`
	for _, c := range []struct{ name, file, question, says, answered, served string }{
		{"swapped.geojson", swapped, `#crs-question [data-crs="WGS84,yx"]`, "line 2", "refused", `[118.87,42.26]`},
		{"offices.geojson", asGBK(t, named), "", "GB18030", "checked", "松山区第一小学"},
		{"named.csv", asGBK(t, "名称,经度,纬度,amenity\n松山区第一小学,118.87,42.26,school\n"), "", "GB18030", "checked", "松山区第一小学"},
	} {
		for _, language := range []string{"en", "zh"} {
			srv := ownParkServer(t)
			all := func() string {
				return send(t, srv, http.MethodGet, "/api/layers", "", "", http.StatusOK)
			}
			before := all()
			p := openTab(t, srv, language, "light", "")
			p.expect(http.StatusUnprocessableEntity)
			open := func() {
				p.drop(c.name, c.file)
				p.until("['refused', 'checked'].includes(document.querySelector('#report')?.dataset.phase)")
			}
			open()
			p.picture("office-" + strings.ReplaceAll(c.name, ".", "-") + "-" + language)
			if phase := eval[string](p, "document.querySelector('#report').dataset.phase"); phase != c.answered {
				t.Errorf("%s: the report is %s, want %s: %s", c.name, phase, c.answered, p.text("#report"))
			}
			if words := p.text("#report"); language == "en" && !strings.Contains(words, c.says) {
				t.Errorf("%s: the report says %q, want %q in it", c.name, words, c.says)
			}
			p.run("document.querySelector('#report-dialog').close()") // no
			p.until("!document.querySelector('#report-dialog')")
			if now := all(); now != before {
				t.Fatalf("%s: looked at and closed, it changed the layers", c.name)
			}
			open()
			if c.question != "" {
				p.until(fmt.Sprintf("document.querySelector('%s')", c.question))
				p.run(fmt.Sprintf("document.querySelector('%s').click()", c.question))
				p.until("document.querySelector('#report')?.dataset.phase === 'checked' && !document.querySelector('#crs-question')")
				p.picture("answered-" + language)
			}
			if now := all(); now != before {
				t.Fatalf("%s: checked, it changed the layers", c.name)
			}
			p.run("document.querySelector('#load').click()")
			p.until("document.querySelector('#report')?.dataset.phase === 'loaded'")
			p.rest()
			id, _, _ := strings.Cut(c.name, ".")
			if got := send(t, srv, http.MethodGet, "/api/layers/"+id+"/features", "", "", http.StatusOK); !strings.Contains(got, c.served) {
				t.Errorf("%s: loaded, its features are %s, want %s in them", c.name, got, c.served)
			}
		}
	}
}

// TestDropOfFiftyMegabytes drops 50 MB of parcels: the check shows how far it
// is and is cancelled, then is let through, and the load is cancelled.
func TestDropOfFiftyMegabytes(t *testing.T) {
	t.Parallel()
	trial.Slow(t)
	srv := ownParkServer(t)
	before := send(t, srv, http.MethodGet, "/api/layers", "", "", http.StatusOK)
	file := string(trial.Parcels(50e6))
	p := openTab(t, srv, "zh", "light", "")
	p.expect(http.StatusConflict)
	p.expect(http.StatusNotFound) // cancelled when it had just ended
	p.drop("parcels.geojson", file)
	p.until("document.querySelector('#checking-progress')?.value > 0 || document.querySelector('#report')?.dataset.phase === 'checked'")
	p.picture("fifty-checking")
	if eval[bool](p, "Boolean(document.querySelector('#cancel-checking'))") {
		p.run("document.querySelector('#cancel-checking').click()")
		p.until("!document.querySelector('#report-dialog')")
	} else {
		p.run("document.querySelector('#report-dialog').close()")
		t.Log("the check was over before it could be cancelled")
	}
	p.drop("parcels.geojson", file)
	p.until("document.querySelector('#report')?.dataset.phase === 'checked'")
	p.picture("fifty-checked")
	p.run("document.querySelector('#load').click()")
	p.until("document.querySelector('#loading-progress')")
	p.picture("fifty-loading")
	p.run("document.querySelector('#cancel-loading').click()")
	p.until("document.querySelector('#report')?.dataset.phase === 'refused'")
	p.picture("fifty-cancelled")
	if after := send(t, srv, http.MethodGet, "/api/layers", "", "", http.StatusOK); after != before {
		t.Error("cancelled, the load changed the layers")
	}
}
