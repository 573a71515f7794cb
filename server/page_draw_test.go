package server_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// post asks a question of the API.
func post[T any](t *testing.T, srv *httptest.Server, path string, question any) T {
	t.Helper()
	body, err := json.Marshal(question)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.Post(srv.URL+path, "application/json", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var v T
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("POST %s %s: %s", path, body, answer.Status)
	}
	if err := json.NewDecoder(answer.Body).Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

// drawnArea returns the area that the page asks about as it is written in the address.
func (p *tab) drawnArea() map[string]any {
	p.t.Helper()
	return evalAsync[map[string]any](p, `import('/js/drawn.js').then((m) => m.readArea(window.__app.inspect().settings.drawn))`)
}

// checkDrawn compares the page with the API's answer about the drawn area.
func (p *tab) checkDrawn(srv *httptest.Server, sites map[string]any) {
	p.t.Helper()
	p.rest()
	question := map[string]any{"service": "primary_school", "radius": 500, "demand": "land", "status": "existing", "area": p.drawnArea()}
	if sites != nil {
		question["sites"] = sites
	}
	want := post[coverageAnswer](p.t, srv, "/api/coverage", question)
	if got := numberIn(p.t, p.text("#ratio")); !near(got, want.Ratio*100, 1) {
		p.t.Errorf("the page shows %v %% of the drawn area, the API says %v", got, want.Ratio)
	}
	if got := numberIn(p.t, p.text("#total")); !near(got, want.Demand.Total/1e4, 1) && !near(got, want.Demand.Total/1e4, 2) {
		p.t.Errorf("the page shows %v ha in all, the API %v m²", got, want.Demand.Total)
	}
	if got := p.text("#area option:checked"); got != "Drawn area" {
		p.t.Errorf("the study area is called %q", got)
	}
}

// TestAreaIsDrawn draws a study area by pointer and by keyboard: the numbers are
// the API's, the address holds it, undo and redo take it back and again.
func TestAreaIsDrawn(t *testing.T) {
	t.Parallel()
	srv := parkServer(t)
	p := openTab(t, srv, "en", "light", "#service=primary_school&radius=500&demand=land")
	whole := p.text("#ratio")
	p.key("d")
	p.until("!document.querySelector('#draw-banner').hidden")
	corners := []string{"[118.85,42.25]", "[118.868,42.25]", "[118.868,42.262]", "[118.85,42.262]"}
	for _, c := range corners {
		p.click(p.placeOf(c))
	}
	p.until("window.__app.inspect().settings.drawn === '' && document.querySelector('#draw-banner').textContent.includes('4 corners')")
	p.picture("draw-corners")
	p.click(p.placeOf(corners[0])) // the first corner closes it
	p.until("window.__app.inspect().settings.drawn !== ''")
	p.checkDrawn(srv, nil)
	p.picture("draw-done")
	drawn := p.text("#ratio")
	if drawn == whole {
		t.Fatalf("of the drawn area %s is reached, as of the park: the test shows nothing", drawn)
	}
	if eval[bool](p, "document.querySelector('.curve').closest('section').hidden") {
		t.Error("there is no curve of the drawn area")
	}
	settings := eval[map[string]any](p, "window.__app.inspect().settings")
	other := openTab(t, srv, "en", "light", evalAsync[string](p, "new Promise((done) => setTimeout(() => done(location.hash), 300))"))
	other.checkDrawn(srv, nil)
	if got := eval[map[string]any](other, "window.__app.inspect().settings"); fmt.Sprint(got) != fmt.Sprint(settings) {
		t.Errorf("opened at its address, the page is at %v, want %v", got, settings)
	}
	for _, step := range []struct{ button, ratio string }{{"#undo", whole}, {"#redo", drawn}} {
		p.run("document.querySelector('" + step.button + "').click()")
		p.rest()
		if got := p.text("#ratio"); got != step.ratio {
			t.Errorf("after %s the page shows %s, want %s", step.button, got, step.ratio)
		}
	}
	// Land use is asked by name, of the study area chosen before.
	p.key("2")
	p.rest()
	if got := p.text("#area option:checked"); !strings.Contains(got, "Songshan") {
		t.Errorf("land use is shown of %q", got)
	}
	p.key("1")
	p.rest()
	p.run("document.querySelector('#drop-area').click()")
	p.rest()
	if got := p.text("#ratio"); got != whole {
		t.Errorf("without the drawn area the page shows %s, want %s", got, whole)
	}

	// By keyboard: the map is moved under the aim; a corner too many is taken away.
	p.key("d")
	for _, keys := range [][]string{{}, {kb.ArrowRight}, {kb.ArrowDown}, {kb.ArrowDown}} {
		p.run("document.querySelector('#map').focus()")
		for _, k := range keys {
			at := p.setting("at")
			p.press(k)
			p.until(fmt.Sprintf("window.__app.inspect().settings.at !== %q", at)) // the map glides
		}
		p.run("document.querySelector('#map').focus()")
		p.press("\r")
	}
	p.press(kb.Backspace)
	p.until("document.querySelector('#draw-banner').textContent.includes('3 corners')")
	p.run("document.querySelector('#draw-finish').click()")
	p.until("window.__app.inspect().settings.drawn !== ''")
	p.checkDrawn(srv, nil)
	p.key("d")
	p.key(kb.Escape)
	p.until("document.querySelector('#draw-banner').hidden && window.__app.inspect().settings.drawn !== ''")
}

// TestDrawnAreaIsLive drags the radius in a drawn area: each step is painted before
// the service has been asked, as in an area with a name, as the answer then looks;
// its numbers are the service's to 0.2 %, rounded.
func TestDrawnAreaIsLive(t *testing.T) { // alone: what is estimated must be seen before it is confirmed
	srv := ownParkServer(t)
	area := map[string]any{"type": "Polygon", "coordinates": [][][2]float64{{{118.85, 42.25}, {118.868, 42.25}, {118.868, 42.262}, {118.85, 42.262}, {118.85, 42.25}}}}
	written, err := json.Marshal(area)
	if err != nil {
		t.Fatal(err)
	}
	put(t, srv, "drawn", `{"name":"drawn","question":{"service":"primary_school","radius":500,"demand":"land","status":"existing","area":`+string(written)+`}}`)
	p := openTab(t, srv, "en", "light", "#service=primary_school&radius=500&demand=land&drawn=scenario:drawn")
	const colors = `[...Array(60)].map((_, i) => window.__app.colorAt('answer', [118.8505 + 0.0017 * (i % 10), 42.2505 + 0.002 * Math.floor(i / 10)]).join()).join(' ')`
	looks := map[string]bool{}
	for _, radius := range []float64{220, 410, 430, 900} {
		got := evalAsync[struct {
			Estimated bool    `json:"estimated"`
			Ratio     string  `json:"ratio"`
			Radius    float64 `json:"radius"`
			Gaps      int     `json:"gaps"`
			Colors    string  `json:"colors"`
		}](p, fmt.Sprintf(`(async () => {
			const slider = document.querySelector('#slider');
			slider.value = %g;
			slider.dispatchEvent(new Event('input', { bubbles: true }));
			await new Promise(requestAnimationFrame);
			await new Promise(requestAnimationFrame);
			const { estimated, asked: { radius } } = window.__app.inspect(), colors = %s;
			return { estimated, radius, colors, ratio: document.querySelector('#ratio').textContent, gaps: document.querySelectorAll('#gaps-table tbody tr').length };
		})()`, radius, colors))
		want := post[coverageAnswer](t, srv, "/api/coverage", map[string]any{"service": "primary_school", "radius": radius, "demand": "land", "status": "existing", "area": area})
		if ratio := numberIn(t, got.Ratio); !got.Estimated || got.Radius != radius || math.Abs(ratio-100*want.Ratio) > 0.25 || got.Gaps == 0 {
			t.Errorf("at %g m: %+v, the API says %v", radius, got, want.Ratio)
		}
		p.rest()
		if ratio := numberIn(t, p.text("#ratio")); !near(ratio, 100*want.Ratio, 1) {
			t.Errorf("at %g m the page rests at %v %%, the API says %v", radius, ratio, want.Ratio)
		}
		if rested := eval[string](p, colors); rested != got.Colors {
			t.Errorf("at %g m the step painted %s, the answer %s", radius, got.Colors, rested)
		}
		looks[got.Colors] = true
	}
	if len(looks) < 4 {
		t.Errorf("four radii look in %d ways: the test shows nothing", len(looks))
	}
	p.picture("draw-live")
}

// TestOutlineThatCrossesItselfIsNotAsked draws a bow tie.
func TestOutlineThatCrossesItselfIsNotAsked(t *testing.T) {
	t.Parallel()
	p := openTab(t, parkServer(t), "zh", "dark", "#service=primary_school&radius=500&demand=land")
	p.run("document.querySelector('#draw-area').click()")
	p.until("!document.querySelector('#draw-banner').hidden")
	for _, c := range []string{"[118.85,42.25]", "[118.868,42.262]", "[118.868,42.25]", "[118.85,42.262]"} {
		p.click(p.placeOf(c))
	}
	p.until("document.querySelector('#draw-banner').textContent.includes('4')")
	p.run("document.querySelector('#draw-finish').click()")
	p.until("document.querySelector('#draw-banner .bad').textContent !== ''")
	if got := eval[string](p, "window.__app.inspect().settings.drawn"); got != "" {
		t.Errorf("a crossing outline is asked about: %s", got)
	}
	p.picture("draw-crosses")
}

// TestScenarioBringsItsDrawnArea opens scenarios that were drawn: one that fits in
// an address and one that goes by the scenario that holds it.
func TestScenarioBringsItsDrawnArea(t *testing.T) {
	t.Parallel()
	srv := ownParkServer(t)
	small := `{"type":"Polygon","coordinates":[[[118.85,42.25],[118.868,42.25],[118.868,42.262],[118.85,42.262],[118.85,42.25]]]}`
	var corners []string
	for i := range 1500 { // a saw along the south
		corners = append(corners, fmt.Sprintf("[%.7f,%.7f]", 118.85+0.018*float64(i)/1500, 42.25+0.0003*float64(i%2)))
	}
	large := `{"type":"Polygon","coordinates":[[` + strings.Join(corners, ",") + `,[118.868,42.262],[118.85,42.262],` + corners[0] + `]]}`
	for id, area := range map[string]string{"small": small, "large": large} {
		put(t, srv, id, `{"name":"`+id+`","question":{"service":"primary_school","radius":500,"demand":"land","status":"existing","area":`+area+`,"sites":{"added":[{"id":"new-1","lon":118.86,"lat":42.2535}]}}}`)
	}
	for _, id := range []string{"small", "large"} {
		p := openTab(t, srv, "en", "light", "#view=scenarios&a=today&b="+id)
		want := get[comparedShape](t, srv, "/api/scenarios/compare?a=today&b="+id)
		p.picture("draw-scenario-" + id)
		p.run(fmt.Sprintf(`document.querySelector('#scenarios li[data-id=%q] [data-act=open]').click()`, id))
		p.until("window.__app.inspect().settings.view === 'coverage'")
		p.rest()
		if got := numberIn(t, p.text("#ratio")); !near(got, want.B.Ratio*100, 1) {
			t.Errorf("%s: opened, it reaches %v %%, the comparison says %v", id, got, want.B.Ratio)
		}
		p.picture("draw-opened-" + id)
		hash := evalAsync[string](p, "new Promise((done) => setTimeout(() => done(location.hash), 300))")
		if (id == "large") != strings.Contains(hash, "drawn=scenario:large") || len(hash) > 5000 {
			t.Errorf("%s: the address has %d letters: %.200s", id, len(hash), hash)
		}
		again := openTab(t, srv, "en", "light", hash)
		if got := again.text("#ratio"); got != p.text("#ratio") {
			t.Errorf("%s: at its address the page shows %s, before %s", id, got, p.text("#ratio"))
		}
		// Kept again, the scenario has the area that it had.
		p.key("4")
		p.rest()
		p.run("document.querySelector('#update-scenario').click()")
		p.until("document.querySelector('#toast-undo')")
		kept := get[struct{ Question struct{ Area any } }](t, srv, "/api/scenarios/"+id)
		var was any
		if err := json.Unmarshal([]byte(map[string]string{"small": small, "large": large}[id]), &was); err != nil {
			t.Fatal(err)
		}
		if fmt.Sprint(kept.Question.Area) != fmt.Sprint(was) {
			t.Errorf("%s: kept again, its area is another", id)
		}
		p.do(chromedp.EmulateViewport(1440, 900))
	}
}
