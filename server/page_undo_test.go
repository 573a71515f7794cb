package server_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// undo and redo press the keys.
func (p *tab) undo() {
	p.t.Helper()
	p.run("document.activeElement?.blur?.()")
	p.press("z", chromedp.ModifierCtrl)
	p.rest()
}

func (p *tab) redo() {
	p.t.Helper()
	p.run("document.activeElement?.blur?.()")
	p.press("y", chromedp.ModifierCtrl)
	p.rest()
}

// setting returns one of the page's settings.
func (p *tab) setting(name string) string {
	p.t.Helper()
	return eval[string](p, "String(window.__app.inspect().settings."+name+")")
}

// TestEveryGestureIsOneStep does one thing after the other, as hands do them;
// each is one step back and one step forth, however many values it went through.
func TestEveryGestureIsOneStep(t *testing.T) {
	t.Parallel()
	p := openTab(t, parkServer(t), "en", "light", whatIfHash)
	middle := func(selector string) (x, y float64) {
		at := eval[[]float64](p, fmt.Sprintf("(() => { const e = document.querySelector(%q); e.scrollIntoView({block: 'center'}); const b = e.getBoundingClientRect(); return [b.left + b.width / 2, b.top + b.height / 2, b.width]; })()", selector))
		return at[0], at[1]
	}
	turn := "document.querySelector('#facilities-table tr[data-key=\"facilities/primary_school-05\"] .turn').click()"
	gestures := []struct {
		name string
		do   func()
	}{
		{"slider", func() {
			x, y := middle("#slider")
			width := eval[float64](p, "document.querySelector('#slider').getBoundingClientRect().width")
			at := eval[float64](p, "(500 - 50) / (Number(document.querySelector('#slider').max) - 50)")
			p.drag(x-width/2+9+at*(width-18), y, x+width/3, y)
		}},
		{"curve", func() {
			x, y := middle(".curve")
			p.drag(x-20, y, x+40, y)
		}},
		{"preset", func() { x, y := middle(".presets button"); p.click(x, y) }},
		{"typed radius", func() {
			p.click(middle("#radius"))
			p.run("const r = document.querySelector('#radius'); r.value = '730'; r.dispatchEvent(new Event('change'))")
		}},
		{"demand", func() { p.run("document.querySelector('input[name=demand][value=population]').click()") }},
		{"status", func() {
			p.run("const s = document.querySelector('#status'); s.value = 'year'; s.dispatchEvent(new Event('change'))")
		}},
		{"year", func() {
			x, y := middle("#year")
			p.drag(x, y, x+60, y)
		}},
		{"what exists", func() {
			p.run("const s = document.querySelector('#status'); s.value = 'existing'; s.dispatchEvent(new Event('change'))")
		}},
		{"place", func() {
			p.key("p")
			p.click(p.placeOf("[118.857,42.2505]"))
			p.until("window.__app.inspect().settings.sites.startsWith('a:')")
		}},
		{"drag a site", func() {
			x, y := p.placeOf("[" + strings.Split(p.sites(), "@")[1] + "]")
			p.drag(x, y, x+70, y-50)
		}},
		{"close", func() {
			p.run("document.querySelector('input[name=result][value=facilities]').click()")
			p.until("document.querySelector('.turn')")
			p.run(turn)
		}},
		{"re-open", func() { p.run(turn) }},
		{"clear", func() { p.run("document.querySelector('#clear-sites').click()") }},
		{"study area", func() {
			p.run("const a = document.querySelector('#area'); a.value = a.options[2].value; a.dispatchEvent(new Event('change'))")
		}},
		{"service", func() {
			p.run("const s = document.querySelector('#service'); s.value = 'kindergarten'; s.dispatchEvent(new Event('change'))")
		}},
		{"layer off", func() { p.run("document.querySelector('.layers input[type=checkbox]').click()") }},
		{"opacity", func() {
			p.run("const s = document.querySelector('.fade[data-fade=answer]'); s.value = 60; s.dispatchEvent(new Event('input', {bubbles: true}))")
		}},
	}
	const told = "JSON.stringify(['service', 'radius', 'area', 'drawn', 'demand', 'status', 'year', 'sites', 'hidden', 'faded'].map((k) => window.__app.inspect().settings[k]))"
	states := []string{eval[string](p, told)}
	for _, g := range gestures {
		g.do()
		p.rest()
		state := eval[string](p, told)
		if state == states[len(states)-1] {
			t.Fatalf("%s changes nothing: %s", g.name, state)
		}
		states = append(states, state)
	}
	for i := len(gestures) - 1; i >= 0; i-- {
		p.undo()
		if got := eval[string](p, told); got != states[i] {
			t.Fatalf("%s taken back gives %s, want %s", gestures[i].name, got, states[i])
		}
	}
	if !eval[bool](p, "document.querySelector('#undo').disabled") {
		t.Error("more can be undone than was done")
	}
	for i := range gestures {
		p.redo()
		if got := eval[string](p, told); got != states[i+1] {
			t.Fatalf("%s done again gives %s, want %s", gestures[i].name, got, states[i+1])
		}
	}
}

// TestLoadingIsUndone loads a file as a new layer and one in the place of a layer,
// removes a layer, and takes each back and does it again; what somebody else has
// changed since is left alone.
func TestLoadingIsUndone(t *testing.T) {
	t.Parallel()
	srv := ownParkServer(t)
	features := func(id string) string {
		answer, err := http.Get(srv.URL + "/api/layers/" + id + "/features")
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		if answer.StatusCode == http.StatusNotFound {
			return "gone"
		}
		return send(t, srv, http.MethodGet, "/api/layers/"+id+"/features", "", "", http.StatusOK)
	}
	p := openTab(t, srv, "en", "light", "#service=kindergarten&radius=300&demand=land")
	load := func(name, file string) {
		p.drop(name, file)
		p.until("document.querySelector('#load')")
		p.run("document.querySelector('#load').click()")
		p.until("document.querySelector('#done')")
		p.run("document.querySelector('#done').click()")
		p.rest()
	}
	load("mine.geojson", threeKindergartens)
	first := features("mine")
	if !strings.Contains(first, "118.8765") {
		t.Fatalf("loaded, the layer is %.200s", first)
	}
	p.undo()
	if got := features("mine"); got != "gone" {
		t.Fatalf("taken back, the layer is %.200s", got)
	}
	if p.text(".layeritem[data-layer=mine]") != "" {
		t.Error("the list still has it")
	}
	p.redo()
	if got := features("mine"); got != first {
		t.Fatalf("loaded again, the layer is %.200s", got)
	}
	load("mine.geojson", strings.Replace(threeKindergartens, "118.8765", "118.8865", 1))
	second := features("mine")
	p.undo()
	if got := features("mine"); got != first || second == first {
		t.Errorf("a load in its place taken back, the layer is %.200s", got)
	}
	p.redo()
	if got := features("mine"); got != second {
		t.Errorf("done again, it is %.200s", got)
	}
	p.run("document.querySelector('.layeritem[data-layer=mine]').click()")
	p.until("document.querySelector('#withdraw')")
	p.run("document.querySelector('#withdraw').click()")
	p.until("document.querySelector('#confirm-yes')")
	p.run("document.querySelector('#confirm-yes').click()")
	p.until("!document.querySelector('.layeritem[data-layer=mine]')")
	p.rest()
	p.undo()
	if got := features("mine"); got != second {
		t.Errorf("a removal taken back, the layer is %.200s", got)
	}
	p.picture("undo-removal")
	// Somebody else edits it: what the page would put back is older than that.
	send(t, srv, http.MethodPost, "/api/layers?id=mine&role=other", "", spots(spot("z", `{}`, 118.87)), http.StatusCreated)
	theirs := features("mine")
	p.undo()
	p.until("!document.querySelector('.notice').hidden")
	if got := p.text(".layeritem[data-layer=mine] .figures"); got != "1" {
		t.Errorf("the list says %s features, somebody else has put one there", got)
	}
	if got := features("mine"); got != theirs {
		t.Errorf("what somebody else has put there is overwritten by %.200s", got)
	}
	p.picture("undo-changed-elsewhere")
}
