package server_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// slowly lets the body of a load come in small pieces, as over a thin line.
type slowly struct{ io.ReadCloser }

func (s slowly) Read(p []byte) (int, error) {
	time.Sleep(10 * time.Millisecond)
	return s.ReadCloser.Read(p[:min(len(p), 32<<10)])
}

// TestLargeDropShowsProgressAndIsCancelled drops 6 MB over a thin line.
func TestLargeDropShowsProgressAndIsCancelled(t *testing.T) {
	t.Parallel()
	srv := ownParkServer(t)
	whole := srv.Config.Handler
	srv.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost && (r.URL.Path == "/api/layers" || r.URL.Path == "/api/check") {
			r.Body = slowly{r.Body}
		}
		whole.ServeHTTP(w, r)
	})
	var file strings.Builder
	file.WriteString(`{"type":"FeatureCollection","features":[`)
	stops(&file, 0, 6000)
	file.WriteString("]}")
	p := openTab(t, srv, "en", "light", "")
	p.expect(http.StatusConflict)
	p.drop("slow-stops.geojson", file.String())
	p.until("document.querySelector('#checking-progress')?.value > 0.05")
	if words := p.text("#report .working"); !strings.Contains(words, "MB") {
		t.Errorf("while it is checked the page says %q", words)
	}
	p.until("document.querySelector('#report')?.dataset.phase === 'checked'")
	p.run("document.querySelector('#load').click()")
	p.until("document.querySelector('#loading-progress')?.value > 0.05")
	words := p.text("#report .working")
	if !strings.Contains(words, "MB") || numberIn(t, words) <= 0 {
		t.Errorf("while it loads the page says %q", words)
	}
	p.picture("progress")
	first := eval[float64](p, "document.querySelector('#loading-progress').value")
	p.until(fmt.Sprintf("document.querySelector('#loading-progress')?.value > %v", first))
	p.run("document.querySelector('#cancel-loading').click()")
	p.until("document.querySelector('#report')?.dataset.phase === 'refused'")
	if words := p.text("#report"); !strings.Contains(words, "Nothing was changed") {
		t.Errorf("cancelled, the report says %q", words)
	}
	for _, l := range get[struct{ Layers []struct{ ID string } }](t, srv, "/api/layers").Layers {
		if strings.Contains(l.ID, "slow") {
			t.Errorf("the cancelled load left the layer %s", l.ID)
		}
	}
}

// TestProjectedDropAsksForTheSystem answers the page's question and loads the file.
func TestProjectedDropAsksForTheSystem(t *testing.T) {
	t.Parallel()
	srv := ownParkServer(t)
	const projected = `{"type":"FeatureCollection","features":[
{"type":"Feature","id":"a","properties":{"amenity":"school","name":"A"},"geometry":{"type":"Point","coordinates":[40407512.4,4681000.2]}},
{"type":"Feature","id":"b","properties":{"amenity":"school","name":"B"},"geometry":{"type":"Point","coordinates":[40408512.4,4682000.2]}}]}`
	p := openTab(t, srv, "zh", "light", "")
	p.expect(http.StatusUnprocessableEntity)
	p.drop("projected.geojson", projected)
	p.until("document.querySelector('#crs-question [data-crs=\"EPSG:4528\"]')")
	p.picture("crs-question")
	p.run("document.querySelector('#crs-question [data-crs=\"EPSG:4528\"]').click()")
	p.until("document.querySelector('#report')?.dataset.phase === 'checked'")
	p.run("document.querySelector('#load').click()")
	p.until("document.querySelector('#report')?.dataset.phase === 'loaded'")
	p.rest()
	layer := get[struct{ BBox [4]float64 }](t, srv, "/api/layers/projected")
	if b := layer.BBox; b[0] < 118.5 || b[2] > 119.5 || b[1] < 42 || b[3] > 42.6 {
		t.Errorf("read as the system chosen, the file lies at %v", b)
	}
}
