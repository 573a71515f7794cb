package server_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/data/seeded"
	"catchment/geo/trial"
)

// The city the page is measured on: 100,000 parcels, 30 km across, with as
// many facilities as such a city has schools.
const (
	cityParcels    = 100_000
	cityFacilities = 2_000
	cityShrink     = 30.0 / 162.0 // a seeded city of so many parcels is 162 km wide
)

// shrunk returns a geometry of points and polygons drawn together towards the
// corner of the seeded city.
func shrunk(g orb.Geometry) orb.Geometry {
	move := func(p orb.Point) orb.Point {
		return orb.Point{118.6 + (p[0]-118.6)*cityShrink, 42 + (p[1]-42)*cityShrink}
	}
	polygon, ok := g.(orb.Polygon)
	if !ok {
		return move(g.(orb.Point))
	}
	out := make(orb.Polygon, len(polygon))
	for i, ring := range polygon {
		for _, p := range ring {
			out[i] = append(out[i], move(p))
		}
	}
	return out
}

// newPageCity serves that city and the page from memory.
func newPageCity() (*httptest.Server, error) { return newPageCityOf(cityParcels) }

// newPageCityOf serves such a city of so many parcels.
func newPageCityOf(parcels int) (*httptest.Server, error) {
	layers, err := seeded.City(parcels)
	if err != nil {
		return nil, err
	}
	catalog, err := data.OpenCatalog(context.Background(), &data.Memory{})
	if err != nil {
		return nil, err
	}
	for _, l := range layers {
		features := l.Features
		if l.Role == data.RoleFacility {
			features = features[:cityFacilities]
		}
		small := make([]data.Feature, len(features))
		for i, f := range features {
			f.Geometry = shrunk(f.Geometry)
			if l.Role == data.RoleFacility { // the page tells them by what a file says
				f.Properties = fmt.Appendf(nil, `{"id":%q}`, f.ID)
			}
			small[i] = f
		}
		made, err := data.NewLayer(l.Meta, small)
		if err != nil {
			return nil, err
		}
		if _, err := catalog.Put(context.Background(), made, data.PutOptions{}); err != nil {
			return nil, err
		}
	}
	return servePage(catalog)
}

var sharedCity = sync.OnceValues(newPageCity)

// pageWork is what measures the work of a change in the page: its event, and the
// frame that shows it, painting included.
const pageWork = `
	const frame = () => new Promise(requestAnimationFrame);
	const task = () => new Promise((done) => { const c = new MessageChannel(); c.port1.onmessage = done; c.port2.postMessage(0); });
	const work = async (change) => {
		await frame(); await task();
		const begin = new Promise((done) => requestAnimationFrame(() => done(performance.now())));
		const start = performance.now();
		change();
		const handled = performance.now() - start, framed = await begin;
		await task();
		return handled + performance.now() - framed;
	};`

// sliderSteps drags the radius, each step answered without the service.
const sliderSteps = `
	const slider = document.querySelector('#slider'), times = [];
	for (let i = 0; i < 65; i++) {
		const ms = await work(() => { slider.value = 300 + 10 * i; slider.dispatchEvent(new Event('input', { bubbles: true })); });
		if (!window.__app.inspect().estimated) throw new Error('the step waited for the service');
		if (i >= 5) times.push(ms);
	}
	return times;`

// hoverSteps moves the pointer over the map.
const hoverSteps = `
	const map = document.querySelector('#map'), box = map.getBoundingClientRect(), times = [];
	for (let i = 0; i < 65; i++) {
		const at = { clientX: box.left + box.width * (0.1 + 0.8 * ((i * 0.381) % 1)), clientY: box.top + box.height * (0.1 + 0.8 * ((i * 0.618) % 1)), bubbles: true };
		const start = performance.now();
		document.elementFromPoint(at.clientX, at.clientY).dispatchEvent(new MouseEvent('mousemove', at));
		if (i >= 5) times.push(performance.now() - start);
		await frame();
	}
	return times;`

// zoomSteps zooms twelve times, in where a condition on i holds and else out; of each
// stood is the longest time without a frame, and whole the time until nothing on the
// map changes any more. A zoom ends with the animation's frame: from then on the map
// stands still while it is painted anew.
func zoomSteps(in string) string {
	return `
	const stood = [], whole = [];
	for (let i = 0; i < 12; i++) {
		let last = performance.now(), still = 0, changed = 0, going = true;
		const start = last, watch = new MutationObserver(() => (changed = performance.now()));
		watch.observe(document.querySelector('#map'), { subtree: true, attributes: true, attributeFilter: ['style'] });
		const next = () => { const now = performance.now(); still = Math.max(still, now - last); last = now; if (going) requestAnimationFrame(next); };
		requestAnimationFrame(next);
		document.querySelector(` + in + ` ? '#zoom-in' : '#zoom-out').click();
		do await new Promise((done) => setTimeout(done, 50)); while (performance.now() - start < 600 || !window.__app.resting());
		going = false;
		watch.disconnect();
		stood.push(still);
		whole.push(changed - start);
	}
	`
}

// measure prints how long a change of the page takes.
func (p *tab) measure(what string, targetMedian, targetP95 float64, script string) {
	p.t.Helper()
	times := evalAsync[[]float64](p, "(async () => {"+pageWork+script+"})()")
	slices.Sort(times)
	median, p95 := times[len(times)/2], times[len(times)*95/100]
	p.t.Logf("%s: median %.1f ms, p95 %.1f ms, slowest %.1f ms of %d (target %.0f and %.0f)", what, median, p95, times[len(times)-1], len(times), targetMedian, targetP95)
	p.rest()
}

// TestCityIsLive drags the radius over a city of 100,000 parcels, zooms and
// finds that no step waits for the service, and prints how long each takes and
// how long the page was ever busy at one piece.
func TestCityIsLive(t *testing.T) {
	trial.Slow(t)
	srv, err := sharedCity()
	if err != nil {
		t.Fatal(err)
	}
	p := openTab(t, srv, "en", "light", fmt.Sprintf("#service=%s&radius=500&demand=landuse:R", seeded.CityService))
	p.picture("city")
	p.run(`window.__long = []; new PerformanceObserver((list) => { for (const e of list.getEntries()) window.__long.push(e.duration); }).observe({ type: 'longtask' })`)
	p.measure("slider step, 100,000 parcels", 16, 33, sliderSteps)
	p.measure("hover, 100,000 parcels", 5, 5, hoverSteps)
	p.measure("zoom: the longest without a frame", 60, 120, zoomSteps("i % 4 < 2")+"return stood;")
	p.measure("zoom: until coverage is painted, its animation of 250 ms included", 400, 500, zoomSteps("i % 4 < 2")+"return whole;")
	p.measure("slider step again", 16, 33, sliderSteps) // what is kept once, such as tiles on their way while the map zoomed, is kept now
	before := p.heap()
	p.measure("slider step once more", 16, 33, sliderSteps)
	if after := p.heap(); after > 1.1*before {
		t.Errorf("the heap grew from %.1f to %.1f MB over 65 changes", before/1e6, after/1e6)
	} else {
		t.Logf("heap %.1f MB, after 65 more changes %.1f MB", before/1e6, after/1e6)
	}
	t.Logf("pieces of work above 50 ms after the start: %d, the longest %.0f ms (target 200)", eval[int](p, "window.__long.length"), eval[float64](p, "Math.max(0, ...window.__long)"))
	p.follow(fmt.Sprintf("#view=scenarios&service=%s&radius=500&demand=landuse:R&sites=a:new-1@118.7,42.1", seeded.CityService))
	compared := strings.Replace(sliderSteps, "window.__app.inspect().estimated", "document.querySelector('#compare-sure')?.dataset.estimated === 'true'", 1)
	p.measure("slider step between two scenarios", 16, 33, compared)
	p.measure("slider step between two scenarios again", 16, 33, compared)
}
