package server_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"math"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/data/seeded"
	"catchment/geo/trial"
)

// The city that is too large to be sent whole: ten times the parcels that come
// whole, in eight classes, and more streets and homes than come whole.
const (
	largeParcels = 200_000
	largeStreets = 30_000
	largeHomes   = 60_000
)

var largeCodes = []string{"R2", "M1", "A33", "B1", "G1", "E1", "S1", "U1"}

// largeCode is the class of the parcel in column i and row j.
func largeCode(i, j int) string { return largeCodes[(i*5+j*3)%len(largeCodes)] }

var sharedLargeCity = sync.OnceValues(newLargeCity)

// newLargeCity serves that city and the page from memory.
func newLargeCity() (*httptest.Server, error) {
	layers, err := seeded.City(largeParcels)
	if err != nil {
		return nil, err
	}
	catalog, err := data.OpenCatalog(context.Background(), &data.Memory{})
	if err != nil {
		return nil, err
	}
	put := func(meta data.Meta, features []data.Feature) error {
		l, err := data.NewLayer(meta, features)
		if err != nil {
			return err
		}
		_, err = catalog.Put(context.Background(), l, data.PutOptions{})
		return err
	}
	var streets, homes []data.Feature
	for _, l := range layers {
		features := slices.Clone(l.Features)
		if l.Role == data.RoleFacility {
			features = features[:cityFacilities]
		}
		for k := range features {
			f := &features[k]
			f.Geometry = shrunk(f.Geometry)
			switch l.Role {
			case data.RoleFacility:
				f.Properties = fmt.Appendf(nil, `{"id":%q}`, f.ID)
			case data.RoleLandUse:
				var i, j int
				if _, err := fmt.Sscanf(f.ID, "p%d-%d", &i, &j); err != nil {
					return nil, err
				}
				f.Properties = fmt.Appendf(nil, `{"code":%q,"scheme":"GB50137-2011","population":%d}`, largeCode(i, j), (i+j)%300)
				ring := f.Geometry.(orb.Polygon)[0]
				if j%5 == 0 && len(streets) < largeStreets {
					class := []string{"local", "collector", "arterial", "expressway"}[min(3, i%20/5)]
					streets = append(streets, data.Feature{ID: f.ID, Geometry: orb.LineString{ring[0], ring[1]}, Properties: fmt.Appendf(nil, `{"class":%q}`, class)})
				}
				if len(homes) < largeHomes {
					homes = append(homes, data.Feature{ID: f.ID, Geometry: ring[0], Properties: []byte(`{"population":7}`)})
				}
			}
		}
		if err := put(l.Meta, features); err != nil {
			return nil, err
		}
	}
	if err := put(data.Meta{ID: "streets", Role: data.RoleRoad}, streets); err != nil {
		return nil, err
	}
	if err := put(data.Meta{ID: "homes", Role: data.RolePopulation}, homes); err != nil {
		return nil, err
	}
	return servePage(catalog)
}

func largeCity(t *testing.T) *httptest.Server {
	t.Helper()
	srv, err := sharedLargeCity()
	if err != nil {
		t.Fatal(err)
	}
	return srv
}

// largeSide is how many parcels stand in a row of the city.
var largeSide = int(math.Sqrt(largeParcels))

// parcelAt returns about the middle of the parcel in column i and row j.
func parcelAt(i, j int) orb.Point {
	sideM := math.Sqrt(largeParcels*math.Pi*500*500/seeded.CityDepth) * cityShrink
	return orb.Point{118.6 + (float64(i)+0.5)/float64(largeSide)*sideM/82_500, 42 + (float64(j)+0.5)/float64(largeSide)*sideM/111_080}
}

// lookingAt is the hash of a view of the city that looks at a place.
func lookingAt(view string, p orb.Point, zoom float64) string {
	return fmt.Sprintf("#view=%s&service=%s&radius=500&demand=landuse:R&at=%.5f,%.5f,%v", view, seeded.CityService, p[0], p[1], zoom)
}

// painted returns the red, green, blue and alpha at a place of one of the map's canvases.
func (p *tab) painted(canvas string, at orb.Point) []int {
	p.t.Helper()
	return eval[[]int](p, fmt.Sprintf("window.__app.colorAt(%q, [%v, %v])", canvas, at[0], at[1]))
}

// tileRequests returns how many tiles of a layer the page has asked for.
func (p *tab) tileRequests(layer string) int {
	p.t.Helper()
	return eval[int](p, fmt.Sprintf("performance.getEntriesByType('resource').filter((e) => e.name.includes('/tiles/%s/')).length", layer))
}

// rgb reads a colour #rrggbb.
func rgb(t *testing.T, hex string) []int {
	t.Helper()
	n, err := strconv.ParseUint(strings.TrimPrefix(hex, "#"), 16, 32)
	if err != nil {
		t.Fatal(err)
	}
	return []int{int(n >> 16), int(n >> 8 & 255), int(n & 255)}
}

// TestLargeLandUseComesAsTiles opens the land use of 200,000 parcels: every
// class has the colour of the legend in both palettes and both themes, a click
// gives the card, and no answer holds all parcels' shapes.
func TestLargeLandUseComesAsTiles(t *testing.T) {
	t.Parallel()
	srv := largeCity(t)
	mid := largeSide / 2
	for _, theme := range []string{"light", "dark"} {
		p := openTab(t, srv, map[string]string{"light": "zh", "dark": "en"}[theme], theme, lookingAt("landuse", parcelAt(mid, mid), 16))
		for _, palette := range []string{"official", "safe"} {
			p.run(fmt.Sprintf("document.querySelector('input[value=%s]').click()", palette))
			p.rest()
			p.coloursAreTheLegends(mid)
			p.picture("tiles-landuse-" + theme + "-" + palette)
		}
		if n := p.tileRequests("parcels"); n < 10 || n > 200 {
			t.Errorf("the view asked for %d tiles", n)
		}
		if n := eval[int](p, "performance.getEntriesByType('resource').filter((e) => /layers.(parcels|streets|homes).features$/.test(e.name)).length"); n > 0 {
			t.Errorf("%d large layers were fetched whole", n)
		}
		if words := eval[string](p, "document.querySelector('.legend').innerText"); !strings.Contains(words, "parcels") { // what is seen
			t.Errorf("the legend does not say that parcels come from tiles: %q", words)
		}
		p.cardOf(srv, mid, mid+1)
	}
}

// coloursAreTheLegends holds that parcels around the middle have the colours of their classes in the legend.
func (p *tab) coloursAreTheLegends(mid int) {
	p.t.Helper()
	rows := eval[[]struct{ Color, Text string }](p, "window.__app.inspect().legend.rows")
	seen := map[string]bool{}
	for i := mid - 3; i <= mid+3; i++ {
		for j := mid - 2; j <= mid+2; j++ {
			code := largeCode(i, j)
			k := slices.IndexFunc(rows, func(r struct{ Color, Text string }) bool { return strings.HasPrefix(r.Text, code[:2]) })
			if k < 0 {
				p.t.Fatalf("the legend lacks %s: %v", code, rows)
			}
			if got, want := p.painted("answer", parcelAt(i, j)), rgb(p.t, rows[k].Color); !slices.Equal(got[:3], want) || got[3] != 255 {
				p.t.Errorf("parcel p%d-%d of %s is painted %v, its class in the legend is %v", i, j, code, got, want)
			}
			seen[code] = true
		}
	}
	if len(seen) != len(largeCodes) {
		p.t.Errorf("only %v are looked at", seen)
	}
}

// cardOf clicks a parcel and holds its card against the service's feature.
func (p *tab) cardOf(srv *httptest.Server, i, j int) {
	p.t.Helper()
	at := parcelAt(i, j)
	xy := eval[[]float64](p, fmt.Sprintf("(() => { const [x, y] = window.__app.pixelOf([%v, %v]), r = document.querySelector('#map').getBoundingClientRect(); return [x + r.x, y + r.y]; })()", at[0], at[1]))
	p.click(xy[0], xy[1])
	p.rest()
	p.until("document.querySelector('#parcel-card')?.hidden === false")
	id := fmt.Sprintf("p%d-%d", i, j)
	want := get[struct {
		Properties struct {
			Code       string
			Population int
		}
	}](p.t, srv, "/api/layers/parcels/features/"+id)
	words := p.text("#parcel-card")
	if !strings.Contains(words, id) || !strings.Contains(words, want.Properties.Code) || !strings.Contains(words, strconv.Itoa(want.Properties.Population)) {
		p.t.Errorf("the card of %s, %+v, says %q", id, want.Properties, words)
	}
	if !strings.Contains(eval[string](p, "window.__app.inspect().settings.parcel"), id) {
		p.t.Errorf("the address does not name %s", id)
	}
	p.picture("tiles-card")
}

// TestLargeGroundAndData looks at the ground of coverage, the streets, and the
// layers of the data view, all from tiles.
func TestLargeGroundAndData(t *testing.T) {
	trial.Slow(t)
	t.Parallel()
	srv := largeCity(t)
	mid := largeSide / 2
	p := openTab(t, srv, "en", "light", lookingAt("coverage", parcelAt(mid, mid), 16))
	colours := map[string][]int{"E1": rgb(t, "#BBD9EA"), "G1": rgb(t, "#B7DFB0"), "M1": rgb(t, "#E4E6E9")}
	for i := mid - 3; i <= mid+3; i++ {
		for j := mid - 2; j <= mid+2; j++ {
			if want := colours[largeCode(i, j)]; want != nil {
				if got := p.painted("ground", parcelAt(i, j)); !slices.Equal(got[:3], want) {
					t.Errorf("%s of p%d-%d is %v on the ground, not %v", largeCode(i, j), i, j, got, want)
				}
			}
		}
	}
	p.picture("tiles-ground")
	if n := p.tileRequests("streets"); n == 0 {
		t.Error("no streets were asked for")
	}
	p.run("document.querySelector('#view-data, [data-view=data]')?.click() ?? (location.hash = '#view=data')")
	p.rest()
	p.run("document.querySelector('[data-layer=homes]').click()")
	p.rest()
	p.picture("tiles-data")
	if words := p.text(".detail"); !strings.Contains(words, "from tiles") {
		t.Errorf("the data view does not say how homes are shown: %q", words)
	}
	if n := p.tileRequests("homes"); n == 0 {
		t.Error("no homes were asked for")
	}
	// Far out, homes stand together, and the page says how many.
	for range 5 {
		p.run("document.querySelector('#zoom-out').click()")
	}
	p.rest()
	if words := p.text(".legend"); !regexp.MustCompile(`Shown from tiles: .*homes.*\. [0-9,]+ features`).MatchString(words) {
		t.Errorf("far out the legend says %q", words)
	}
	p.picture("tiles-data-far")
}

// TestLargePictureHoldsTiles exports the map as a picture with the parcels in it.
func TestLargePictureHoldsTiles(t *testing.T) {
	t.Parallel()
	srv := largeCity(t)
	mid := largeSide / 2
	p := openTab(t, srv, "en", "dark", lookingAt("landuse", parcelAt(mid, mid), 15))
	_, file := p.saved("#png")
	picture, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	p.keepFile("tiles-export.png", file)
	rows := eval[[]struct{ Color, Text string }](p, "window.__app.inspect().legend.rows.filter((r) => !r.line)")
	for _, row := range rows {
		if n := pixelsOf(picture, rgb(t, row.Color)); len(rows) >= len(largeCodes) && n < 20_000 {
			t.Errorf("the picture has %d pixels in the colour of %s", n, row.Text)
		}
	}
	if len(rows) < len(largeCodes) {
		t.Errorf("the legend has %d rows", len(rows))
	}
}

// TestTilesThatFailAreNamed lets the service fail for one tile in four: the page
// says so, paints the others, and has all when it is told to try again.
func TestTilesThatFailAreNamed(t *testing.T) {
	t.Parallel()
	whole := largeCity(t).Config.Handler
	var broken, asked atomic.Int64
	broken.Store(1)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/tiles/parcels/") && asked.Add(1)%4 == 0 && broken.Load() == 1 {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		whole.ServeHTTP(w, r)
	}))
	t.Cleanup(srv.Close)
	mid := largeSide / 2
	p := newTab(t, srv, "en", "light")
	p.expect(http.StatusInternalServerError)
	p.goTo(lookingAt("landuse", parcelAt(mid, mid), 16))
	p.rest()
	if words := p.text("#notice, .notice"); !strings.Contains(words, "map tiles") {
		t.Errorf("the notice says %q", words)
	}
	if words := p.text(".legend"); !regexp.MustCompile(`[0-9]+ tiles have not come`).MatchString(words) {
		t.Errorf("the legend says %q", words)
	}
	p.picture("tiles-failed")
	broken.Store(0)
	p.run("document.querySelector('#retry').click()")
	p.until("!/have not come/.test(document.querySelector('.legend').textContent)")
	p.rest()
	p.coloursAreTheLegends(mid)
}

// pixelsOf counts the pixels of a colour.
func pixelsOf(m image.Image, want []int) (n int) {
	for y := m.Bounds().Min.Y; y < m.Bounds().Max.Y; y++ {
		for x := m.Bounds().Min.X; x < m.Bounds().Max.X; x++ {
			r, g, b, _ := m.At(x, y).RGBA()
			if int(r>>8) == want[0] && int(g>>8) == want[1] && int(b>>8) == want[2] {
				n++
			}
		}
	}
	return n
}

// TestLargeSpeedAndMemory moves over 200,000 parcels, prints how long it takes
// until everything is painted, and holds what the tab takes.
func TestLargeSpeedAndMemory(t *testing.T) {
	trial.Slow(t)
	srv := largeCity(t)
	others := renderers(t)
	p := openTab(t, srv, "en", "light", fmt.Sprintf("#view=landuse&service=%s", seeded.CityService))
	p.picture("tiles-whole-city")
	t.Logf("the whole city, address to complete paint: %.0f ms, %d tiles, the slowest %.0f ms", eval[float64](p, "performance.now()"), p.tileRequests("parcels"),
		eval[float64](p, "Math.max(...performance.getEntriesByType('resource').filter((e) => e.name.includes('/tiles/')).map((e) => e.responseEnd - e.requestStart))"))
	p.run("performance.setResourceTimingBufferSize(5000)")
	const helpers = `
		const rested = async () => { do await new Promise(requestAnimationFrame); while (!window.__app.resting()); };
		const at = () => window.__app.inspect().settings.at, times = [];
		// From the end of each move, which is animated, until all is painted.
		const moves = async (n, move) => {
			for (let i = 0; i < n; i++) {
				const before = at(), begun = performance.now();
				move(i);
				while (at() === before && performance.now() - begun < 1500) await new Promise((done) => setTimeout(done));
				if (at() === before) throw new Error('the map did not move');
				const moved = performance.now();
				await rested();
				times.push(performance.now() - moved);
			}
			return times;
		};
		const pan = (code) => document.querySelector('#map').dispatchEvent(new KeyboardEvent('keydown', { keyCode: code, bubbles: true }));`
	measure := func(what, script string) {
		t.Helper()
		before := p.tileRequests("parcels")
		times := evalAsync[[]float64](p, "(async () => {"+helpers+script+"})()")
		slices.Sort(times)
		t.Logf("%s, 200,000 parcels: to complete paint median %.0f ms, slowest %.0f ms of %d, %d tiles asked for", what, times[len(times)/2], times[len(times)-1], len(times), p.tileRequests("parcels")-before)
	}
	measure("zoom in from the whole city", `return moves(14, () => document.querySelector('#zoom-in').click());`)
	measure("zoom out again", `return moves(14, () => document.querySelector('#zoom-out').click());`)
	measure("zoom in a little", `return moves(4, () => document.querySelector('#zoom-in').click());`)
	p.run("document.querySelector('#map').focus()")
	measure("pan", `return moves(20, (i) => pan(i % 10 < 5 ? 39 : 40));`)
	p.collectGarbage()
	own, resident := tabMemory(t, others)
	t.Logf("the tab holds %.0f MB (target %.0f), %.0f MB with the browser's program; heap %.1f MB", own/1e6, mostTabMemory/1e6, resident/1e6, p.heap()/1e6)
	if own > mostTabMemory {
		t.Errorf("the tab holds %.0f MB, want at most %.0f", own/1e6, mostTabMemory/1e6)
	}
}

// TestMixOfALargeLayer: where parcels come as tiles the card of a gap says its land
// use as the service measures it; what cannot be asked is said, and asked again.
func TestMixOfALargeLayer(t *testing.T) {
	srv := largeCity(t)
	p := openTab(t, srv, "en", "light", "#service=kindergarten&radius=500&demand=landuse:R")
	type shape struct {
		Features []struct {
			Geometry   json.RawMessage
			Properties struct{ Rank int }
		}
	}
	gaps := get[shape](t, srv, "/api/gaps?service=kindergarten&radius=500&demand=landuse:R&status=existing&area="+url.QueryEscape(eval[string](p, "window.__app.inspect().settings.area")))
	p.expect(http.StatusServiceUnavailable)
	p.run("window.__real = window.fetch; window.fetch = (...a) => String(a[0]) === 'api/landuse' ? Promise.resolve(new Response('{}', { status: 503 })) : window.__real(...a)")
	p.run("document.querySelectorAll('#gaps-table tbody tr')[1].click()")
	p.until("document.querySelector('#gap-mix')?.dataset.state === 'failed'")
	p.run("window.fetch = window.__real; document.querySelector('#mix-again').click()")
	p.until("document.querySelector('#gap-mix')?.dataset.state === 'ready'")
	rank := eval[int](p, "window.__app.inspect().settings.gap")
	for _, g := range gaps.Features {
		if g.Properties.Rank != rank {
			continue
		}
		want := post[struct {
			Classes []struct {
				Code  string
				Share float64
			}
		}](t, srv, "/api/landuse", map[string]any{"area": g.Geometry, "level": 3})
		slices.SortFunc(want.Classes, func(a, b struct {
			Code  string
			Share float64
		}) int {
			return cmp.Compare(b.Share, a.Share)
		})
		words, shown := p.text("#gap-mix li"), numberIn(t, p.text("#gap-mix li b"))
		if !strings.Contains(words, want.Classes[0].Code) || math.Abs(shown-100*want.Classes[0].Share) > 1.01 {
			t.Errorf("the card begins with %q, the service with %v", words, want.Classes[0])
		}
		if all := eval[float64](p, "[...document.querySelectorAll('#gap-mix b')].reduce((sum, b) => sum + parseFloat(b.textContent), 0)"); all != 100 {
			t.Errorf("the land uses of the gap add up to %v %%", all)
		}
		p.picture("gap-mix-large")
		return
	}
	t.Fatalf("the service has no gap %d", rank)
}
