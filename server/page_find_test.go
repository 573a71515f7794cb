package server_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"catchment/geo/trial"

	"github.com/chromedp/chromedp/kb"
)

// TestSearchShowsWhatIsMeant finds a facility, a parcel and a district with the
// keyboard alone: each is on the map, marked, and chosen where the view can.
func TestSearchShowsWhatIsMeant(t *testing.T) {
	t.Parallel()
	p := openTab(t, parkServer(t), "en", "light", schoolHash)
	for _, c := range []struct{ view, words, name, check string }{
		{"coverage", "No. 27", "No. 27 Primary School", "window.__app.inspect().settings.facility.startsWith('facilities/')"},
		{"landuse", "lot-100", "lot-100", "window.__app.inspect().settings.parcel === 'landuse/lot-100'"},
		{"coverage", "zhizao", "Zhizao", "true"},
	} {
		p.run(`document.querySelector('.tab[data-view="` + c.view + `"]').click()`)
		p.rest()
		before := eval[string](p, "window.__app.inspect().settings.at")
		p.key("/")
		p.until("document.activeElement?.id === 'find'")
		p.press(c.words)
		p.until("document.querySelectorAll('#find-list li').length > 0")
		p.press(kb.ArrowDown)
		p.press(kb.ArrowUp)
		if got := p.text("#find-list li[aria-selected=true]"); !strings.Contains(strings.ToLower(got), strings.ToLower(c.name)) {
			t.Errorf("%q finds %q first, want %s", c.words, got, c.name)
		}
		p.press(kb.Enter)
		p.rest()
		if !eval[bool](p, c.check) {
			t.Errorf("%q: %s is not so: %v", c.words, c.check, eval[map[string]any](p, "window.__app.inspect().settings"))
		}
		if after := eval[string](p, "window.__app.inspect().settings.at"); after == before {
			t.Errorf("%q: the map still looks at %s", c.words, after)
		}
		if eval[bool](p, "Boolean(document.querySelector('dialog[open]'))") {
			t.Errorf("%q: the dialog stays", c.words)
		}
		p.picture("found-" + c.view)
		p.key(kb.Escape)
	}
	p.key("/")
	p.until("document.activeElement?.id === 'find'")
	p.press("no such place")
	p.until("document.querySelector('#find-dialog [role=status]').textContent === '0 places'")
}

// TestLayersFade makes a layer and the answer less opaque: on the map, in the
// address, after undo, and in the picture that is exported.
func TestLayersFade(t *testing.T) {
	t.Parallel()
	p := openTab(t, parkServer(t), "en", "light", "#view=landuse")
	p.run(`(async () => {
		const { fromWorld, shapes } = await import('/js/geo/shape.js'), { labelPoint } = await import('/js/geo/inside.js');
		window.at = fromWorld(...labelPoint(shapes(await (await fetch('/api/layers/landuse/features')).json()).find((s) => s.id === 'lot-100')));
	})()`)
	p.until("window.at")
	alpha := func() []float64 { return eval[[]float64](p, "window.__app.colorAt('answer', window.at)") }
	if got := alpha(); got[3] != 255 {
		t.Fatalf("a parcel is painted with alpha %v", got)
	}
	set := func(what string, percent string) {
		p.run(`const s = document.querySelector('.fade[data-fade="` + what + `"]'); s.value = ` + percent + `; s.dispatchEvent(new Event('input', {bubbles: true}))`)
		p.rest()
	}
	set("landuse", "40")
	if got := alpha(); got[3] < 100 || got[3] > 104 {
		t.Errorf("at 40 %% a parcel is painted with alpha %v, want 102", got)
	}
	set("answer", "60")
	if got := eval[string](p, "document.querySelector('.leaflet-answer-pane').style.opacity"); got != "0.6" {
		t.Errorf("at 60 %% the answer has opacity %q", got)
	}
	p.picture("faded")
	p.until("location.hash.includes('faded=landuse:40,answer:60')")
	p.run("document.querySelector('#undo').click()")
	p.rest()
	if got := eval[string](p, "document.querySelector('.fade[data-fade=answer]').value"); got != "100" {
		t.Errorf("after undo the answer's slider is at %s", got)
	}
}

// TestSearchLooksInTiledLayers finds parcels of a layer that comes as tiles: the
// service looks once typing rests, what it finds stands in one list with the
// rest, and the page says where there is more, and what was not looked in.
func TestSearchLooksInTiledLayers(t *testing.T) {
	t.Parallel()
	trial.Slow(t)
	srv := largeCity(t)
	p := openTab(t, srv, "en", "light", "#view=landuse")
	p.key("/")
	p.until("document.activeElement?.id === 'find'")
	p.press("p100-17")
	p.until("document.querySelector('#find-list li')")
	p.until("document.querySelector('#find-rest').textContent === ''")
	if got := p.text("#find-list li"); !strings.HasPrefix(strings.ToLower(got), "p100-17") {
		t.Errorf("p100-17 finds %q first", got)
	}
	if n := eval[int](p, "performance.getEntriesByType('resource').filter(e => /collections.*items/.test(e.name)).length"); n < 1 || n > 6 {
		t.Errorf("for seven letters the service was asked %d times", n)
	}
	p.picture("found-tiled")
	p.press(kb.Enter)
	p.rest()
	p.until("document.querySelector('#parcel-card:not([hidden])')")
	if got := eval[string](p, "window.__app.inspect().settings.parcel"); got != "parcels/p100-17" {
		t.Errorf("the parcel chosen is %q", got)
	}
	p.key("/")
	p.until("document.activeElement?.id === 'find'")
	p.press("r2")
	p.until("document.querySelector('#find-rest').textContent.includes('fit')")
	want := get[struct {
		Matched int `json:"numberMatched"`
	}](t, srv, "/collections/parcels/items?limit=1&filter="+url.QueryEscape(`CASEI(code) LIKE CASEI('%r2%') OR CASEI(id) LIKE CASEI('%r2%')`))
	if words := strings.ReplaceAll(p.text("#find-rest"), ",", ""); want.Matched < 1000 || !strings.Contains(words, fmt.Sprintf(" %d fit; 200 ", want.Matched)) {
		t.Errorf("of %d parcels the page says %q", want.Matched, words)
	}
	p.run("document.querySelector('#find').value = ''; document.querySelector('#find').dispatchEvent(new Event('input'))")
	p.press(`100%_'"\`)
	p.until("document.querySelector('#find-rest').textContent === ''")
	if got := p.text("#find-dialog [role=status]"); got != "0 places" {
		t.Errorf("what stands for anything elsewhere finds %q", got)
	}
	p.run("const real = window.fetch; window.fetch = (path, init) => String(path).startsWith('collections/') ? Promise.reject(new TypeError('cut')) : real(path, init)")
	p.press("7")
	p.until("document.querySelector('#find-rest').textContent.startsWith('Not looked in')")
}
