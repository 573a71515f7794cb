package server_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const whatIfHash = "#service=primary_school&radius=500&demand=landuse:R"

// askWhatIf asks the API the question of whatIfHash with changed sites.
func askWhatIf(t *testing.T, srv *httptest.Server, sites string) coverageAnswer {
	t.Helper()
	body := `{"service":"primary_school","radius":500,"area":"park","demand":"landuse:R","status":"existing","sites":` + sites + `}`
	answer, err := http.Post(srv.URL+"/api/coverage", "application/json", bytes.NewReader([]byte(body)))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var v coverageAnswer
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("POST /api/coverage %s: %s", sites, answer.Status)
	}
	if err := json.NewDecoder(answer.Body).Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

// sites returns the page's what-if as the address holds it.
func (p *tab) sites() string {
	p.t.Helper()
	return eval[string](p, "window.__app.inspect().settings.sites")
}

// placeOf returns where a position is in the window.
func (p *tab) placeOf(lonLat string) (x, y float64) {
	p.t.Helper()
	at := eval[[]float64](p, fmt.Sprintf(`(() => { const [x, y] = window.__app.pixelOf(%s), b = document.querySelector('#map').getBoundingClientRect(); return [b.left + x, b.top + y]; })()`, lonLat))
	return at[0], at[1]
}

// checkDelta compares the page with the API's answers with and without changes.
func (p *tab) checkDelta(with, without coverageAnswer) {
	p.t.Helper()
	p.rest()
	if got := numberIn(p.t, p.text("#ratio")); !near(got, with.Ratio*100, 1) {
		p.t.Errorf("the page shows %v %%, the API says %v", got, with.Ratio)
	}
	want := (with.Ratio - without.Ratio) * 100
	words := p.text("#delta-ratio")
	if got := numberIn(p.t, words); !near(got, max(want, -want), 2) || strings.Contains(words, "−") != (want < 0) {
		p.t.Errorf("the page shows a difference of %q, the API's is %v points", words, want)
	}
}

// TestProposedSiteIsPlacedDraggedAndUndone does what a planner does with one site.
func TestProposedSiteIsPlacedDraggedAndUndone(t *testing.T) {
	t.Parallel()
	srv := parkServer(t)
	p := openTab(t, srv, "en", "light", whatIfHash)
	before := askWhatIf(t, srv, "{}")
	p.key("p")
	p.until("document.querySelector('#propose').getAttribute('aria-pressed') === 'true'")
	best := get[gapsAnswer](t, srv, "/api/gaps?service=primary_school&radius=500&area=park&demand=landuse:R&status=existing").Features[0].Properties.BestSite
	x, y := p.placeOf(fmt.Sprintf("[%v, %v]", best[0], best[1]))
	p.click(x, y)
	p.until("window.__app.inspect().settings.sites !== ''")
	p.rest()
	one := addedIn(t, p.sites())
	placed := askWhatIf(t, srv, one)
	p.checkDelta(placed, before)
	if placed.Ratio <= before.Ratio {
		t.Fatalf("the site brings nothing (%v → %v): the test needs another place", before.Ratio, placed.Ratio)
	}
	if p.text("#whatif-banner") == "" || eval[bool](p, "document.querySelector('#whatif-banner').hidden") {
		t.Error("nothing on the map says that it shows a what-if")
	}
	p.picture("whatif-placed")

	p.drag(x, y, x+70, y-55)
	two := addedIn(t, p.sites())
	if one == two {
		t.Fatal("dragging the site did not move it")
	}
	p.checkDelta(askWhatIf(t, srv, two), before)

	for _, step := range []struct{ button, want string }{{"#undo", one}, {"#undo", `{"added":[]}`}, {"#redo", one}, {"#redo", two}} {
		p.run(fmt.Sprintf("document.querySelector(%q).click()", step.button))
		p.rest()
		if got := addedIn(t, p.sites()); got != step.want {
			t.Fatalf("after %s the sites are %s, want %s", step.button, got, step.want)
		}
	}
	if hash := evalAsync[string](p, "new Promise((done) => setTimeout(() => done(location.hash), 300))"); !strings.Contains(hash, "sites=a:new-1@") {
		t.Errorf("the address is %s, want the site in it", hash)
	}
	p.run("document.querySelector('#clear-sites').click()")
	p.rest()
	if got := numberIn(t, p.text("#ratio")); !near(got, before.Ratio*100, 1) || p.sites() != "" {
		t.Errorf("cleared, the page shows %v %% and keeps %q", got, p.sites())
	}
}

// addedIn returns the sites added in the address's form, as the API takes them.
func addedIn(t *testing.T, text string) string {
	t.Helper()
	var sites []string
	for part := range strings.SplitSeq(text, ";") {
		if rest, ok := strings.CutPrefix(part, "a:"); ok {
			id, at, _ := strings.Cut(rest, "@")
			lon, lat, _ := strings.Cut(at, ",")
			sites = append(sites, fmt.Sprintf(`{"id":%q,"lon":%s,"lat":%s}`, id, lon, lat))
		}
	}
	return `{"added":[` + strings.Join(sites, ",") + `]}`
}

// TestFacilityIsClosedReopenedAndMoved changes what exists, from the table, the
// card and the map.
func TestFacilityIsClosedReopenedAndMoved(t *testing.T) {
	t.Parallel()
	srv := parkServer(t)
	p := openTab(t, srv, "zh", "dark", whatIfHash)
	before := askWhatIf(t, srv, "{}")
	p.run("document.querySelector('input[name=result][value=facilities]').click()")
	const row = `#facilities-table tr[data-key="facilities/primary_school-05"]`
	p.until("document.querySelector('" + row + "')")
	p.run("document.querySelector('" + row + " .turn').click()")
	p.rest()
	p.checkDelta(askWhatIf(t, srv, `{"closed":["facilities/primary_school-05"]}`), before)
	p.picture("whatif-closed")
	p.run("document.querySelector('" + row + " .rowbutton').click()")
	p.until("!document.querySelector('#site-card').hidden")
	p.run("document.querySelector('#turn-site').click()")
	p.rest()
	if p.sites() != "" {
		t.Errorf("re-opened, the page keeps %q", p.sites())
	}

	p.key("p")
	x, y := p.placeOf("[118.8568116, 42.25703554]")
	p.drag(x, y, x+60, y-40)
	moved, found := strings.CutPrefix(p.sites(), "m:facilities/primary_school-05@")
	if !found {
		t.Fatalf("dragging a facility made %q of the what-if", p.sites())
	}
	lon, rest, _ := strings.Cut(moved, ",")
	lat, from, _ := strings.Cut(rest, "@")
	p.checkDelta(askWhatIf(t, srv, fmt.Sprintf(`{"moved":[{"id":"facilities/primary_school-05","lon":%s,"lat":%s}]}`, lon, lat)), before)
	if from != "118.856812,42.257036" {
		t.Errorf("the facility is said to come from %s", from)
	}
	p.picture("whatif-moved")
}

// TestBestSiteOfAGapIsUsed adds the site that the card of the first gap offers.
func TestBestSiteOfAGapIsUsed(t *testing.T) {
	t.Parallel()
	srv := parkServer(t)
	p := openTab(t, srv, "en", "light", whatIfHash+"&gap=1")
	site := get[gapsAnswer](t, srv, "/api/gaps?service=primary_school&radius=500&area=park&demand=landuse:R&status=existing").Features[0].Properties.BestSite
	p.until("document.querySelector('#use-site')")
	p.run("document.querySelector('#use-site').click()")
	p.rest()
	with := askWhatIf(t, srv, fmt.Sprintf(`{"added":[{"lon":%.6f,"lat":%.6f}]}`, site[0], site[1]))
	p.checkDelta(with, askWhatIf(t, srv, "{}"))
}

// TestSitesArePlacedByKeyboard places, moves and removes a site without a mouse.
func TestSitesArePlacedByKeyboard(t *testing.T) {
	t.Parallel()
	p := openTab(t, parkServer(t), "en", "light", whatIfHash)
	p.key("p")
	p.run("document.querySelector('#map').focus()")
	p.press("\r")
	p.until("window.__app.inspect().settings.sites.startsWith('a:new-1@')")
	p.rest()
	placed := p.sites()
	p.run("document.querySelector('#map').focus()")
	p.press(kb.ArrowRight)
	p.press("m")
	p.rest()
	if p.sites() == "" {
		t.Errorf("M made nothing of %q", placed)
	}
	p.press(kb.Delete)
	p.until("window.__app.inspect().settings.sites === ''")
	p.press("z", chromedp.ModifierCtrl)
	p.until("window.__app.inspect().settings.sites.startsWith('a:new-1@')")
	p.rest()
}
