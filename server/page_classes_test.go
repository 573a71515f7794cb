package server_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"catchment/data"
)

// fineClasses serves the page over a square of land, in rows from the south, for
// every fine class of the urban scheme, and returns their codes.
func fineClasses(t *testing.T) (*httptest.Server, []string) {
	t.Helper()
	srv := emptyServer(t)
	var codes, features []string
	for _, s := range get[struct {
		Schemes []struct{ Codes []data.Class }
	}](t, srv, "/api/landuse/codes").Schemes {
		for _, c := range s.Codes {
			if c.Scheme == data.SchemeGB50137 && len(c.Code) == 3 {
				x, y := 118.85+0.004*float64(len(codes)%9), 42.23+0.004*float64(len(codes)/9)
				codes = append(codes, c.Code)
				features = append(features, fmt.Sprintf(`{"type":"Feature","properties":{"code":%q},"geometry":{"type":"Polygon","coordinates":[[[%.3f,%.3f],[%.3f,%.3f],[%.3f,%.3f],[%.3f,%.3f],[%.3f,%.3f]]]}}`, c.Code, x, y, x+.004, y, x+.004, y+.004, x, y+.004, x, y))
			}
		}
	}
	send(t, srv, http.MethodPost, "/api/layers?id=area&role=boundary&crs=WGS84", "", `{"type":"Feature","properties":{"name":"area"},"geometry":{"type":"Polygon","coordinates":[[[118.85,42.23],[118.886,42.23],[118.886,42.258],[118.85,42.258],[118.85,42.23]]]}}`, 201)
	send(t, srv, http.MethodPost, "/api/layers?id=land&role=landuse&crs=WGS84", "", `{"type":"FeatureCollection","features":[`+strings.Join(features, ",")+`]}`, 201)
	return srv, codes
}

// TestLegendOfEveryFineClassLeavesTheLandFree opens the page over all fine classes
// at once, on a phone, on a desk and on a 4K screen: the legend has each of them
// and none too wide for it, and lies on no land.
func TestLegendOfEveryFineClassLeavesTheLandFree(t *testing.T) {
	t.Parallel()
	srv, codes := fineClasses(t)
	if len(codes) < 50 {
		t.Fatalf("only %d fine classes", len(codes))
	}
	for _, c := range []struct {
		pane          string
		width, height int64
	}{{"balance", 320, 640}, {"classes", 1000, 640}, {"classes", 1440, 900}, {"classes", 3840, 2160}} {
		p := openTabOf(t, srv, "en", "light", "#view=landuse&level=3&pane="+c.pane, c.width, c.height)
		p.picture(fmt.Sprintf("fine-classes-%d", c.width))
		var listed []string
		for words := range p.swatches() {
			code, _, _ := strings.Cut(words, " ")
			listed = append(listed, code)
		}
		if len(listed) != len(codes) {
			t.Errorf("%d: the legend has %d classes, want %d", c.width, len(listed), len(codes))
		}
		if under := eval[float64](p, `(() => { const m = document.querySelector('#map').getBoundingClientRect(); return m.y + window.__app.pixelOf([118.868, 42.23])[1] - document.querySelector('.legend').getBoundingClientRect().top; })()`); under > 0.5 {
			t.Errorf("%d: the legend lies on %.0f pixels of the land", c.width, under)
		}
		if wide := eval[string](p, `(() => { const l = document.querySelector('.legend'), r = l.getBoundingClientRect(); return [...l.querySelectorAll('li')].filter((e) => e.getBoundingClientRect().right > r.right + 1 || e.scrollWidth > e.clientWidth + 1).map((e) => e.textContent).join('; '); })()`); wide != "" {
			t.Errorf("%d: too wide for the legend: %s", c.width, wide)
		}
	}
}
