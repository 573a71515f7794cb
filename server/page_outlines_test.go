package server_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/data/seeded"
	"catchment/geo/trial"
)

// The outlines that the page is measured on: few features of very many corners,
// or of very many parts.
const (
	outlineCity    = 400
	outlineCorners = 200_000
	outlineParts   = 2_000
)

// about returns an outline drawn together towards a place inside it.
func about(outline orb.Polygon, share, east, north float64) orb.Polygon {
	c := outline.Bound().Center()
	ring := make(orb.Ring, len(outline[0]))
	for i, p := range outline[0] {
		ring[i] = orb.Point{c[0] + share*(p[0]-c[0]) + east, c[1] + share*(p[1]-c[1]) + north}
	}
	return orb.Polygon{ring}
}

// newOutlines returns a city whose land and districts are a few such outlines.
func newOutlines(of func(i int) orb.Geometry) (*data.Catalog, error) {
	layers, err := seeded.City(outlineCity)
	if err != nil {
		return nil, err
	}
	catalog, err := data.OpenCatalog(context.Background(), &data.Memory{})
	if err != nil {
		return nil, err
	}
	var land, districts []data.Feature
	for i := range 5 {
		land = append(land, data.Feature{ID: fmt.Sprint(i), Geometry: of(i), Properties: fmt.Appendf(nil, `{"code":%q,"scheme":"GB50137-2011"}`, []string{"R2", "G1"}[i%2])})
		districts = append(districts, data.Feature{ID: fmt.Sprint(i), Geometry: of(i), Properties: fmt.Appendf(nil, `{"name":"District %d"}`, i)})
	}
	for id, made := range map[string]struct {
		meta     data.Meta
		features []data.Feature
	}{
		"city":      {data.Meta{ID: "city", Role: data.RoleBoundary}, layers[0].Features},
		"land":      {data.Meta{ID: "land", Role: data.RoleLandUse}, land},
		"districts": {data.Meta{ID: "districts", Role: data.RoleBoundary, Kind: "district"}, districts},
		"sites":     {data.Meta{ID: "sites", Role: data.RoleFacility, Kind: seeded.CityService}, layers[2].Features},
	} {
		layer, err := data.NewLayer(made.meta, made.features)
		if err != nil {
			return nil, fmt.Errorf("layer %s: %w", id, err)
		}
		if _, err := catalog.Put(context.Background(), layer, data.PutOptions{}); err != nil {
			return nil, err
		}
	}
	return catalog, nil
}

// serveOutlines serves the page over such a city.
func serveOutlines(t *testing.T, of func(i int) orb.Geometry) *httptest.Server {
	t.Helper()
	catalog, err := newOutlines(of)
	if err != nil {
		t.Fatal(err)
	}
	srv, err := servePage(catalog)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(srv.Close)
	return srv
}

// islands returns what makes outlines of so many parts.
func islands(n int) func(i int) orb.Geometry {
	return func(i int) orb.Geometry {
		var parts orb.MultiPolygon
		island, across := coast(60, outlineCity), 45
		for k := range n {
			east, north := outlinePlace(i)
			parts = append(parts, about(island, 0.008, east+0.0008*float64(k%across-across/2), north+0.0007*float64(k/across-across/2)))
		}
		return parts
	}
}

// outlinePlace returns where the i-th outline stands, beside the middle.
func outlinePlace(i int) (east, north float64) {
	return []float64{0, -0.045, 0.045, -0.045, 0.045}[i], []float64{0, -0.035, -0.035, 0.035, 0.035}[i]
}

// TestHugeOutlinesZoom zooms on outlines of 200,000 corners and of 2,000 parts,
// and prints how long the map stands still and the longest piece of work. That takes
// more than a minute and asserts no time, so that the nightly run has it.
func TestHugeOutlinesZoom(t *testing.T) {
	if os.Getenv("CATCHMENT_TEST_LONG") == "" {
		t.Skip("the map of huge outlines is timed where CATCHMENT_TEST_LONG is set")
	}
	shore := coast(outlineCorners, outlineCity)
	for _, c := range []struct {
		name string
		of   func(i int) orb.Geometry
	}{
		{"200,000 corners", func(i int) orb.Geometry { east, north := outlinePlace(i); return about(shore, 0.4, east, north) }},
		{"2,000 parts", islands(outlineParts)},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := openTab(t, serveOutlines(t, c.of), "en", "light", fmt.Sprintf("#service=%s&radius=500&demand=landuse:R", seeded.CityService))
			p.picture("outlines-" + c.name[:5])
			p.run(`window.__long = []; new PerformanceObserver((list) => { for (const e of list.getEntries()) window.__long.push(e.duration); }).observe({ type: 'longtask' })`)
			for _, view := range []struct{ what, steps string }{{"zooms around the whole", "i % 4 < 2"}, {"zooms in", "i < 8"}} {
				p.measure(view.what+": the longest without a frame", 60, 120, zoomSteps(view.steps)+"return stood;")
				p.picture("outlines-" + c.name[:5] + view.what)
				t.Logf("pieces of work above 50 ms: %d, the longest %.0f ms (target 200)", eval[int](p, "window.__long.length"), eval[float64](p, "Math.max(0, ...window.__long)"))
				p.run("window.__long.length = 0")
			}
		})
	}
}

// TestPictureInTurns: what takes the map more than a turn to paint is shown once all
// of it is painted, and is the picture that is painted at once.
func TestPictureInTurns(t *testing.T) {
	trial.Slow(t)
	p := newTab(t, serveOutlines(t, islands(outlineParts/3)), "en", "light")
	p.before(`window.turns = 0; window.shown = [];
		const make = createImageBitmap, pixels = (source) => {
			const c = new OffscreenCanvas(source.width, source.height), g = c.getContext('2d');
			g.drawImage(source, 0, 0);
			return new Uint32Array(g.getImageData(0, 0, source.width, source.height).data.buffer).reduce((sum, v) => Math.imul(sum ^ v, 16777619), 2166136261);
		};
		window.createImageBitmap = (...of) => { if (of[0] instanceof OffscreenCanvas) window.turns++; return make(...of); };
		window.pictures = () => ['ground', 'over'].map((name) => pixels(document.querySelector('.leaflet-' + name + '-pane canvas')));
		const show = ImageBitmapRenderingContext.prototype.transferFromImageBitmap;
		ImageBitmapRenderingContext.prototype.transferFromImageBitmap = function (image) {
			show.call(this, image);
			const pane = this.canvas.parentElement.className;
			if (/ground|over/.test(pane)) window.shown.push(pane + pixels(this.canvas));
		};`)
	p.goTo(fmt.Sprintf("#service=%s&radius=500&demand=landuse:R", seeded.CityService))
	p.rest()
	repaint := func() (pictures []int, shown, turns int) {
		p.run("window.turns = 0; window.shown.length = 0")
		for range 2 { // to the dark and back
			p.run("document.querySelector('#theme').click()")
			p.rest()
		}
		return eval[[]int](p, "window.pictures()"), eval[int](p, "new Set(window.shown).size"), eval[int](p, "window.turns")
	}
	inTurns, shown, turns := repaint()
	p.run("performance.now = () => 0") // no turn ends any more
	atOnce, shownAtOnce, none := repaint()
	if turns == 0 || none != 0 {
		t.Errorf("%d pictures were begun and not ended in their turn, then %d, want some and none", turns, none)
	}
	if !slices.Equal(inTurns, atOnce) || shown != 4 || shownAtOnce != 4 {
		t.Errorf("painted in turns the map is %v, of %d pictures shown; at once %v, of %d: want the same, and 4", inTurns, shown, atOnce, shownAtOnce)
	}
}
