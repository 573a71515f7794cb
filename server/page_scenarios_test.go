package server_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// put keeps a scenario under an id.
func put(t *testing.T, srv *httptest.Server, id, body string) {
	t.Helper()
	request, err := http.NewRequest(http.MethodPut, srv.URL+"/api/scenarios/"+url.PathEscape(id), strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusCreated {
		t.Fatalf("PUT %s: %s", id, answer.Status)
	}
}

// twoScenarios returns a park server of its own that holds two scenarios.
func twoScenarios(t *testing.T) *httptest.Server {
	t.Helper()
	srv := ownParkServer(t)
	put(t, srv, "north", schools)
	put(t, srv, "south", strings.NewReplacer("方案一 North school", "方案二 Two schools", `"lon":118.87,"lat":42.262}`, `"lon":118.862,"lat":42.2405},{"id":"new-2","lon":118.887,"lat":42.268}`,
		`"closed":["facilities/primary_school-05"]`, `"moved":[{"id":"facilities/primary_school-06","lon":118.8745,"lat":42.2525}]`).Replace(schools))
	return srv
}

const compareHash = "#view=scenarios&a=today&b=north"

// TestScenariosAreCompared: numbers, map and table of the page are those of the API.
func TestScenariosAreCompared(t *testing.T) {
	t.Parallel()
	srv := twoScenarios(t)
	for _, c := range []struct{ language, theme string }{{"en", "light"}, {"zh", "dark"}, {"zh", "light"}, {"en", "dark"}} {
		p := openTab(t, srv, c.language, c.theme, compareHash)
		want := get[comparedShape](t, srv, "/api/scenarios/compare?a=today&b=north")
		if got := numberIn(t, p.text("#compare-ratio")); !near(got, want.B.Ratio*100, 1) {
			t.Errorf("the page shows %v %%, the API says %v", got, want.B.Ratio)
		}
		p.picture(fmt.Sprintf("scenarios-swipe-%s-%s", c.language, c.theme))
		p.run("document.querySelector('input[name=mode][value=change]').click()")
		p.rest()
		p.picture(fmt.Sprintf("scenarios-change-%s-%s", c.language, c.theme))
		p.run(`document.querySelector('#scenarios li[data-id="south"] .scname').click()`)
		p.rest()
		p.picture(fmt.Sprintf("scenarios-south-%s-%s", c.language, c.theme))
	}
}

// placeIn returns a place well inside the land with a change, from today to north.
func placeIn(t *testing.T, srv *httptest.Server, change string) string {
	t.Helper()
	type land struct {
		Geometry   struct{ Coordinates [][][][2]float64 }
		Properties struct{ Change string }
	}
	best, at := 0.0, ""
	for _, f := range get[struct{ Features []land }](t, srv, "/api/scenarios/compare?a=today&b=north&f=geojson").Features {
		if f.Properties.Change != change {
			continue
		}
		for _, polygon := range f.Geometry.Coordinates {
			shape := make(orb.Polygon, len(polygon))
			for i, ring := range polygon {
				for _, p := range ring {
					shape[i] = append(shape[i], p)
				}
			}
			for b, x := shape.Bound(), 1.0; x < 20; x++ {
				for y := 1.0; y < 20; y++ {
					p := orb.Point{b.Min[0] + (b.Max[0]-b.Min[0])*x/20, b.Min[1] + (b.Max[1]-b.Min[1])*y/20}
					if !planar.PolygonContains(shape, p) {
						continue
					}
					if d := planar.DistanceFrom(orb.LineString(shape[0]), p); d > best {
						best, at = d, fmt.Sprintf("[%v,%v]", p[0], p[1])
					}
				}
			}
		}
	}
	if at == "" {
		t.Fatalf("no land is %s", change)
	}
	return at
}

// TestSwipeHandle moves the line by keys and by pointer: what lies left of it is
// painted as A has it, what lies right as B does, and the address says where it is.
func TestSwipeHandle(t *testing.T) {
	t.Parallel()
	srv := twoScenarios(t)
	p := openTab(t, srv, "en", "light", compareHash)
	lost := placeIn(t, srv, "lost")
	painted := func() string {
		p.t.Helper()
		p.rest()
		c := eval[[]int](p, fmt.Sprintf("window.__app.colorAt('answer', %s)", lost))
		return fmt.Sprintf("#%02X%02X%02X", c[0], c[1], c[2])
	}
	p.run("document.querySelector('#swipe').focus()")
	for _, step := range []struct{ key, at, color string }{
		{kb.End, "100", "#4393C3"}, {kb.Home, "0", "#E66101"}, {kb.PageUp, "10", "#E66101"}, {kb.ArrowRight, "11", "#E66101"}, {kb.ArrowLeft, "10", "#E66101"},
	} {
		p.press(step.key)
		p.until("document.querySelector('#swipe').getAttribute('aria-valuenow') === '" + step.at + "'")
		if got := painted(); got != step.color {
			t.Errorf("with the line at %s %% lost land is painted %s, want %s", step.at, got, step.color)
		}
	}
	if words := eval[string](p, "document.querySelector('#swipe').getAttribute('aria-valuetext')"); !strings.Contains(words, "Today") || !strings.Contains(words, "North school") {
		t.Errorf("the handle is read as %q", words)
	}
	place := eval[[]float64](p, "(() => { const b = document.querySelector('#swipe .grip').getBoundingClientRect(); return [b.left + b.width / 2, b.top + b.height / 2]; })()")
	p.drag(place[0], place[1], place[0]+400, place[1])
	want := eval[float64](p, "Math.round(10 * (10 + 40000 / document.querySelector('#map').clientWidth)) / 10")
	if got := eval[float64](p, "window.__app.inspect().settings.swipe"); got < want-0.2 || got > want+0.2 {
		t.Errorf("dragged by 400 pixels the line is at %v %%, want %v", got, want)
	}
	if got := painted(); got != "#4393C3" {
		t.Errorf("left of the line lost land is painted %s, want the colour of reached land", got)
	}
	if hash := evalAsync[string](p, "new Promise((done) => setTimeout(() => done(location.hash), 300))"); !strings.Contains(hash, "swipe=") || !strings.Contains(hash, "b=north") {
		t.Errorf("the address is %s", hash)
	}
	p.run("document.querySelector('input[name=mode][value=change]').click()")
	p.until("window.__app.inspect().settings.mode === 'change'")
	if got := painted(); got != "#1A1A1A" {
		t.Errorf("on the difference map lost land is painted %s", got)
	}
	if !eval[bool](p, "document.querySelector('#swipe').hidden") {
		t.Error("the handle stays on the difference map")
	}
	p.press("z", chromedp.ModifierCtrl)
	p.until("window.__app.inspect().settings.mode === 'swipe'")
}

// TestScenarioRadiusIsLive drags the radius while two scenarios are compared: each
// step shows an estimate before the service has been asked, map, numbers and flows,
// near what the service then confirms; what was kept stays as it was.
func TestScenarioRadiusIsLive(t *testing.T) {
	srv := twoScenarios(t)
	p := openTab(t, srv, "en", "light", compareHash)
	north := get[struct{ Question map[string]any }](t, srv, "/api/scenarios/north").Question
	const colors = `[...Array(80)].map((_, i) => window.__app.colorAt('answer', [118.8505 + 0.004 * (i % 10), 42.2405 + 0.004 * Math.floor(i / 10)]).join())`
	looks := map[string]bool{}
	for i, radius := range []float64{300, 650, 700, 1200} {
		p.run(fmt.Sprintf("document.querySelector('input[name=mode][value=%s]').click()", []string{"swipe", "change"}[i%2]))
		p.rest()
		got := evalAsync[struct {
			Sure, Ratio, Gained string
			Colors              []string
		}](p, fmt.Sprintf(`(async () => {
			const slider = document.querySelector('#slider');
			slider.value = %g;
			slider.dispatchEvent(new Event('input', { bubbles: true }));
			await new Promise(requestAnimationFrame);
			await new Promise(requestAnimationFrame);
			const step = { Sure: document.querySelector('#compare-sure').dataset.estimated, Ratio: document.querySelector('#compare-ratio').textContent, Gained: document.querySelector('#flow-gained').textContent };
			while (!window.__app.drawn()) await new Promise(requestAnimationFrame); // the map may follow in the next frames
			return { ...step, Colors: %s };
		})()`, radius, colors))
		asked := maps.Clone(north)
		asked["radius"] = radius
		want := post[comparedShape](t, srv, "/api/scenarios/compare", map[string]any{"a": "today", "b": asked})
		if ratio := numberIn(t, got.Ratio); got.Sure != "true" || math.Abs(ratio-100*want.B.Ratio) > 0.25 {
			t.Errorf("at %g m the step says %q, estimated: %s; the API says %v", radius, got.Ratio, got.Sure, want.B.Ratio)
		}
		if gained := numberIn(t, got.Gained); math.Abs(gained*1e4-want.Difference.Gained) > 0.002*want.B.Total {
			t.Errorf("at %g m the step gains %q, the API says %v m²", radius, got.Gained, want.Difference.Gained)
		}
		p.rest()
		if ratio := numberIn(t, p.text("#compare-ratio")); !near(ratio, 100*want.B.Ratio, 1) || eval[string](p, "document.querySelector('#compare-sure').dataset.estimated") != "false" {
			t.Errorf("at %g m the page rests at %v %%, the API says %v", radius, ratio, want.B.Ratio)
		}
		differ := 0
		for i, rested := range eval[[]string](p, colors) {
			if rested != got.Colors[i] {
				differ++
			}
		}
		if differ > 4 {
			t.Errorf("at %g m the step painted %d of 80 places as the answer does not", radius, differ)
		}
		looks[strings.Join(got.Colors, " ")] = true
		p.picture(fmt.Sprintf("scenarios-radius-%g", radius))
	}
	if len(looks) < 4 {
		t.Errorf("four radii look in %d ways: the test shows nothing", len(looks))
	}
	if words := strings.ReplaceAll(p.text("#compare-radius-note"), "\u00a0", " "); !strings.Contains(words, "1,200 m") || !strings.Contains(words, "500 m") {
		t.Errorf("of another radius than the one kept the page says %q", words)
	}
	if kept := get[struct{ Question struct{ Radius float64 } }](t, srv, "/api/scenarios/north").Question.Radius; kept != 500 {
		t.Errorf("the scenario that is kept asks about %v m now", kept)
	}
	p.key("r")
	if at := eval[string](p, "document.activeElement.id"); at != "slider" {
		t.Errorf("the key of the radius leads to %q", at)
	}
	evalAsync[bool](p, "new Promise((done) => setTimeout(() => done(true), 600))") // what is pressed after a pause is a step of its own
	p.press(kb.PageUp)
	p.press(kb.PageUp)
	p.until("window.__app.inspect().settings.reach === 1400")
	p.rest()
	p.press("z", chromedp.ModifierCtrl)
	p.until("window.__app.inspect().settings.reach === 1200") // two keys are one step
	p.run("document.querySelector('#own-radius').click()")
	p.rest()
	want := get[comparedShape](t, srv, "/api/scenarios/compare?a=today&b=north")
	if got := numberIn(t, p.text("#compare-ratio")); !near(got, 100*want.B.Ratio, 1) || eval[string](p, "document.querySelector('#slider').value") != "500" {
		t.Errorf("back at its own radius the page shows %v %%, the API says %v", got, want.B.Ratio)
	}

	p.follow("#view=scenarios&a=today&b=now&service=primary_school&radius=500&demand=landuse:R&sites=a:new-1@118.857,42.2505")
	p.press(kb.PageUp)
	p.until("window.__app.inspect().settings.radius === 600 && window.__app.inspect().settings.reach === 0")
	p.rest()
	if got := numberIn(t, p.text("#compare-ratio")); !near(got, 100*post[coverageAnswer](t, srv, "/api/coverage", map[string]any{"service": "primary_school", "radius": 600, "demand": "landuse:R", "status": "existing",
		"sites": map[string]any{"added": []any{map[string]any{"id": "new-1", "lon": 118.857, "lat": 42.2505}}}}).Ratio, 1) {
		t.Errorf("the what-if at 600 m shows %v %%", got)
	}
}

// TestScenarioRadiusWithoutArrays: where the page has nothing to estimate from, each
// step asks the service, and what is shown meanwhile is marked as not yet answered.
func TestScenarioRadiusWithoutArrays(t *testing.T) {
	srv := twoScenarios(t)
	p := openTab(t, srv, "en", "light", "#view=data")
	p.run("window.__real = window.fetch; window.fetch = (...a) => String(a[0]).includes('api/arrays') ? Promise.reject(new TypeError('gone')) : window.__real(...a)")
	p.follow(compareHash)
	before := p.text("#compare-ratio")
	p.run("document.querySelector('#slider').value = 900; document.querySelector('#slider').dispatchEvent(new Event('input', { bubbles: true }))")
	p.until("document.querySelector('.lead').dataset.stale === 'true' || document.querySelector('#compare-ratio').textContent !== '" + before + "'")
	p.rest()
	if got := p.text("#compare-ratio"); got == before || eval[string](p, "document.querySelector('.lead').dataset.stale") != "false" {
		t.Errorf("at 900 m the page still shows %s", got)
	}
}

// TestScenarioLife keeps a what-if, renames, copies, deletes and brings back a
// scenario, opens it and keeps what was changed.
func TestScenarioLife(t *testing.T) {
	t.Parallel()
	srv := ownParkServer(t)
	const sites = "a:new-1@118.857,42.2505;c:facilities/primary_school-06@118.861798,42.252122"
	p := openTab(t, srv, "en", "light", whatIfHash+"&sites="+sites)
	list := func() []struct{ ID, Name string } {
		return get[struct{ Scenarios []struct{ ID, Name string } }](t, srv, "/api/scenarios").Scenarios
	}
	press := func(selector string) {
		p.t.Helper()
		p.until("document.querySelector('" + selector + "')")
		p.run("document.querySelector('" + selector + "').click()")
		p.rest()
	}
	press("#keep-sites")
	p.picture("scenarios-unsaved")
	want := askWhatIf(t, srv, `{"added":[{"id":"new-1","lon":118.857,"lat":42.2505}],"closed":["facilities/primary_school-06"]}`)
	if got := numberIn(t, p.text("#compare-ratio")); !near(got, want.Ratio*100, 1) {
		t.Errorf("the what-if, not kept yet, shows %v %%, the API says %v", got, want.Ratio)
	}
	p.run("document.querySelector('#scenario-name').value = 'East <b>side</b>'; document.querySelector('#scenario-note').value = 'a note'")
	press("#save-scenario")
	p.until("window.__app.inspect().settings.edit === 'east-b-side-b'")
	p.rest()
	if got := numberIn(t, p.text("#compare-ratio")); !near(got, want.Ratio*100, 1) || p.text("#scenarios li[data-id=east-b-side-b] b") != "East <b>side</b>" {
		t.Errorf("kept, it shows %v %% as %q", got, p.text("#scenarios li[data-id=east-b-side-b] b"))
	}
	press("#scenarios [data-act=rename]")
	p.run("document.querySelector('#rename').value = 'East'")
	press("#rename-ok")
	p.until("document.querySelector('#scenarios li[data-id=east-b-side-b] b').textContent === 'East'")
	p.rest()
	press("#scenarios [data-act=duplicate]")
	p.until("document.querySelectorAll('#scenarios [data-act=withdraw]').length && window.__app.inspect().settings.b !== 'east-b-side-b'")
	p.rest()
	if got := list(); len(got) != 2 {
		t.Fatalf("after copying there are %v", got)
	}
	press("#scenarios [data-act=withdraw]")
	p.until("document.querySelector('#toast').textContent.includes('deleted')")
	if got := list(); len(got) != 1 {
		t.Fatalf("after deleting there are %v", got)
	}
	p.picture("scenarios-deleted")
	press("#toast-undo")
	p.until("document.querySelectorAll('#scenarios li').length === 4")
	if got := list(); len(got) != 2 {
		t.Fatalf("after undoing there are %v", got)
	}
	press("#scenarios li[data-id=east-b-side-b] .scname")
	press("#scenarios [data-act=open]")
	p.until("window.__app.inspect().settings.view === 'coverage'")
	if got := p.sites(); got != sites {
		t.Errorf("opened, the what-if is %s, want %s", got, sites)
	}
	press("#clear-sites")
	p.run("document.querySelector('#undo').click()")
	p.rest()
	p.follow(strings.Replace(p.address(), "radius=500", "radius=800", 1))
	p.until("window.__app.inspect().settings.radius === 800")
	p.rest()
	press(".tab[data-view=scenarios]")
	press("#update-scenario")
	p.until("document.querySelector('#toast-undo')")
	if kept := get[struct{ Question struct{ Radius float64 } }](t, srv, "/api/scenarios/east-b-side-b"); kept.Question.Radius != 800 {
		t.Errorf("updated, the scenario asks about %v m", kept.Question.Radius)
	}
}

// TestScenarioStates shows the view while it is empty, loading, stale, refused
// and without a service.
func TestScenarioStates(t *testing.T) {
	t.Parallel()
	empty := openTab(t, ownParkServer(t), "en", "light", "#view=scenarios")
	if got := empty.text("#no-scenarios"); !strings.Contains(got, "No scenario is kept yet") {
		t.Errorf("empty, the view says %q", got)
	}
	empty.picture("scenarios-empty")

	srv := twoScenarios(t)
	put(t, srv, "people", strings.Replace(schools, "landuse:R", "population", 1))
	p := openTab(t, srv, "en", "light", "#service=primary_school&radius=500&demand=landuse:R&b=north")
	const hold = "window.__real ??= window.fetch; window.__held = new Promise((go) => { window.__go = go; }); window.fetch = async (...a) => { await window.__held; return window.__real(...a); }"
	p.run(hold)
	p.run("document.querySelector('.tab[data-view=scenarios]').click()")
	p.until("document.querySelector('#no-scenarios')?.textContent === 'Loading …' && document.documentElement.dataset.state === 'busy'")
	p.run("window.__go()")
	p.rest()

	before := p.text("#compare-ratio")
	p.run(hold)
	p.run("document.querySelector('#scenarios li[data-id=south] .scname').click()")
	p.until("document.querySelector('.compared .pane').dataset.stale === 'true'")
	if got := p.text("#compare-ratio"); got != before {
		t.Errorf("while the answer is out the page shows %q, want the last one, %q", got, before)
	}
	if got := eval[string](p, "document.querySelector('#swipe').getAttribute('aria-label')"); !strings.Contains(got, "North school") {
		t.Errorf("while the answer is out the line is named %q, want what is painted", got)
	}
	p.run("window.__go()")
	p.rest()
	p.until("document.querySelector('.compared .pane').dataset.stale === 'false'")
	if got := p.text("#compare-ratio"); got == before {
		t.Errorf("the page still shows %q", got)
	}

	p.expect(http.StatusBadRequest)
	p.run("document.querySelector('#scenarios li[data-id=people] .scname').click()")
	p.rest()
	p.run("document.querySelector('#scenarios li[data-id=south] input[name=side-a]').click()")
	p.until("!document.querySelector('#compare-refused').hidden")
	if got := p.text("#compare-refused"); !strings.Contains(got, "same demand") {
		t.Errorf("two that ask differently: %q", got)
	}
	p.picture("scenarios-refused")
	p.run("document.querySelector('#scenarios li[data-id=north] .scname').click()")
	p.until("document.querySelector('#compare-refused').hidden")
	p.rest()

	was := p.text("#compare-ratio")
	p.run("window.fetch = () => Promise.reject(new TypeError('gone'))")
	p.run("document.querySelector('#scenarios li[data-id=today] input[name=side-a]').click()")
	p.until("!document.querySelector('.notice').hidden")
	if got := p.text("#compare-ratio"); got != was || eval[string](p, "document.querySelector('.compared .pane').dataset.stale") != "true" {
		t.Errorf("without a service the page shows %q, want %q as stale", got, was)
	}
	p.run("document.querySelector('#scenarios [data-act=duplicate]').click()")
	p.until("document.querySelector('#toast').textContent.includes('does not answer')")
	p.picture("scenarios-offline")
	p.run("window.fetch = window.__real; document.querySelector('#retry').click()")
	p.until("document.querySelector('.notice').hidden")
	p.rest()
	p.until("document.querySelector('.compared .pane').dataset.stale === 'false'")
}

// TestScenarioChangedElsewhere: a change of what somebody else has changed is
// not made, and the list is read again.
func TestScenarioChangedElsewhere(t *testing.T) {
	t.Parallel()
	srv := twoScenarios(t)
	p := openTab(t, srv, "en", "light", compareHash)
	request, err := http.NewRequest(http.MethodPut, srv.URL+"/api/scenarios/north", strings.NewReader(strings.Replace(schools, "方案一 North school", "Theirs", 1)))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("If-Match", "*")
	answer, err := http.DefaultClient.Do(request)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatal(answer, err)
	}
	answer.Body.Close()
	p.run("document.querySelector('#scenarios [data-act=rename]').click(); document.querySelector('#rename').value = 'Mine'; document.querySelector('#rename-ok').click()")
	p.until("document.querySelector('#toast').textContent.includes('Somebody else') && document.querySelector('#scenarios li[data-id=north] b').textContent === 'Theirs'")
	p.rest()
}

// TestComparisonIsExported saves the tables and holds them against the API.
func TestComparisonIsExported(t *testing.T) {
	t.Parallel()
	srv := twoScenarios(t)
	p := openTab(t, srv, "zh", "light", compareHash)
	want := get[comparedShape](t, srv, "/api/scenarios/compare?a=today&b=north")
	name, file := p.saved("#csv-0")
	gained := column(t, file, "gained")
	if name != "comparison-today-north.csv" || len(gained) != len(want.Districts)+1 || gained[0] != want.Difference.Gained || math.Abs(sum(gained)-2*gained[0]) > 1e-6*gained[0] {
		t.Errorf("%s: gained %v, want %v and its parts", name, gained, want.Difference.Gained)
	}
	name, file = p.saved("#geojson-0")
	var districts struct {
		Features []struct{ Geometry *struct{ Type string } }
	}
	if err := json.Unmarshal(file, &districts); err != nil || len(districts.Features) != len(gained) || districts.Features[1].Geometry == nil {
		t.Errorf("%s: %v, %d districts, drawn: %v", name, err, len(districts.Features), districts.Features)
	}
	if _, file = p.saved("#csv-1"); len(column(t, file, "exclusive_b")) != len(want.Facilities) {
		t.Errorf("facilities: %s", file)
	}
	_, file = p.saved("#geojson-2")
	if !strings.Contains(string(file), `"change":"gained"`) {
		t.Errorf("land: %.200s", file)
	}
	if name, file = p.saved("#csv-4"); name != "curve-today-north.csv" || len(column(t, file, "radius_m")) != 40 {
		t.Errorf("curves: %s %s", name, file)
	}
	north := post[struct{ Ratio []float64 }](t, srv, "/api/curve", get[struct{ Question map[string]any }](t, srv, "/api/scenarios/north").Question).Ratio
	if a, b, change := column(t, file, "ratio_a"), column(t, file, "ratio_b"), column(t, file, "ratio_change"); !slices.Equal(b, north) || a[9]+change[9] != b[9] || a[9] == b[9] {
		t.Errorf("the curves are %v and %v, the service's of B %v", a, b, north)
	}
	_, file = p.saved("#png")
	p.keepFile("scenarios-sheet.png", file)
	pdf, err := chromedp.Call(p.ctx, page.PrintToPDF, page.PrintToPDFParams{PrintBackground: new(true), PaperWidth: 8.27, PaperHeight: 11.69})
	if err != nil {
		t.Fatal(err)
	}
	if text := string(pdf.Data); !strings.Contains(text, "/Image") {
		t.Error("the print has no picture of the map")
	}
	p.keepFile("scenarios-print.pdf", pdf.Data)
}

// TestNamesStandOnTheSideOfTheirSite: what one side changes is named where the
// site is on that side of the line, and never begins in the middle of a name.
func TestNamesStandOnTheSideOfTheirSite(t *testing.T) {
	t.Parallel()
	srv := twoScenarios(t)
	for at, want := range map[string]bool{"2": true, "98": false} {
		p := newTab(t, srv, "en", "light")
		p.before("window.words = []; const fill = OffscreenCanvasRenderingContext2D.prototype.fillText; OffscreenCanvasRenderingContext2D.prototype.fillText = function (text, ...at) { window.words.push(text); return fill.call(this, text, ...at); }")
		p.goTo(compareHash + "&swipe=" + at)
		p.rest()
		if got := eval[bool](p, "window.words.some((w) => w.includes('Sample primary school 05'))"); got != want {
			t.Errorf("with the line at %s the school that B closes is named: %v; written: %q", at, got, eval[[]string](p, "window.words"))
		}
	}
}

// TestNamesAreNotCutByTheLine moves the line over the name of a school that one side
// changes: the name is turned away from it or left out, never cut.
func TestNamesAreNotCutByTheLine(t *testing.T) {
	t.Parallel()
	srv := twoScenarios(t)
	p := newTab(t, srv, "en", "light")
	p.before(`window.words = [];
		const marks = OffscreenCanvasRenderingContext2D.prototype, fill = marks.fillText;
		marks.fillText = function (text, x, y) {
			const w = this.measureText(text).width, from = x - (this.textAlign === "right" ? w : this.textAlign === "center" ? w / 2 : 0), b = document.querySelector(".leaflet-mark-pane canvas").getBoundingClientRect(), m = this.getTransform();
			const at = (x) => b.left + (m.a * x + m.e) * b.width / this.canvas.width;
			window.words.push({ text, left: at(from), right: at(from + w) });
			return fill.call(this, text, x, y);
		};`)
	hash := strings.Replace(compareHash, "a=today&b=north", "a=north&b=south", 1)
	p.goTo(hash)
	p.rest()
	x, _ := p.placeOf("[118.87,42.262]") // of the site that A adds
	from := eval[[]float64](p, "(({left, width}) => [left, width])(document.querySelector('#map').getBoundingClientRect())")
	turned, whole := 0, 0
	for _, beyond := range []float64{300, 90, 40, 16, 4} {
		line := x + beyond
		p.run("window.words.length = 0")
		p.follow(hash + fmt.Sprintf("&swipe=%.3f", (line-from[0])/from[1]*100))
		p.picture(fmt.Sprintf("name-by-the-line-%v", beyond))
		for _, w := range eval[[]struct {
			Text        string
			Left, Right float64
		}](p, "window.words.filter((w) => /New|小学|chool/.test(w.text) && !/North|Two/.test(w.text))") {
			if w.Left < line && w.Right > line {
				t.Errorf("with the line at %v, %q from %v to %v is cut", line, w.Text, w.Left, w.Right)
			}
			if w.Text != "城北小学" {
				continue
			}
			whole++
			if w.Right < x {
				turned++
			}
		}
	}
	if whole == 0 || turned == 0 || turned == whole {
		t.Errorf("the new site was named %d times, %d times on the left of it", whole, turned)
	}
}

// TestSidesChangePlaces chooses for one side what stands on the other: the two change
// places, and today is never asked for beside itself.
func TestSidesChangePlaces(t *testing.T) {
	t.Parallel()
	p := openTab(t, twoScenarios(t), "en", "light", compareHash)
	for _, c := range []struct{ pick, a, b string }{{"side-b][value=today", "north", "today"}, {"side-a][value=today", "today", "north"}, {"side-a][value=south", "south", "north"}, {"side-b][value=south", "north", "south"}} {
		p.run(fmt.Sprintf("document.querySelector('#scenarios input[name=%s]').click()", c.pick))
		p.rest()
		if got := eval[[]string](p, "[window.__app.inspect().settings.a, window.__app.inspect().settings.b]"); got[0] != c.a || got[1] != c.b || p.text("#compare-ratio") == "" {
			t.Errorf("after %s the sides are %q, want %s and %s", c.pick, got, c.a, c.b)
		}
	}
	p.follow("#view=scenarios&a=today&b=today")
	if p.text("#compare-ratio") == "" {
		t.Error("an address with today on both sides compares nothing")
	}
}

// TestScenariosOnAPhone looks at the view where it is narrow: nothing sticks out.
func TestScenariosOnAPhone(t *testing.T) {
	t.Parallel()
	p := openTab(t, twoScenarios(t), "zh", "light", compareHash)
	p.do(chromedp.EmulateViewport(360, 740))
	p.rest()
	if wide := eval[float64](p, "document.documentElement.scrollWidth"); wide > 360 {
		t.Errorf("the page is %v pixels wide on a screen of 360", wide)
	}
	p.picture("scenarios-phone")
}

// TestPeopleComparedAndLeft: the two sides of a comparison of people stand on the same
// land; what it was painted from is given back once, when the view is left and when a
// sheet is made.
func TestPeopleComparedAndLeft(t *testing.T) {
	t.Parallel()
	srv := ownParkServer(t)
	put(t, srv, "people", strings.ReplaceAll(schools, `"demand":"landuse:R"`, `"demand":"population"`))
	p := openTab(t, srv, "en", "light", "#view=scenarios&a=today&b=people&swipe=50")
	if _, file := p.saved("#png"); len(file) < 10_000 {
		t.Errorf("the sheet has %d bytes", len(file))
	}
	p.follow("#view=density&cells=district")
	for i := range 2 {
		p.run(fmt.Sprintf("document.querySelectorAll('#density-table tbody tr button')[%d].click()", i))
		p.rest()
		if got := eval[string](p, fmt.Sprintf("document.querySelectorAll('#density-table tbody tr')[%d].getAttribute('aria-selected')", i)); got != "true" {
			t.Errorf("row %d of the districts is not chosen by a click: %q", i, got)
		}
	}
	if title := eval[string](p, "document.title"); !strings.HasPrefix(title, "Density") {
		t.Errorf("the page is called %q", title)
	}
}
