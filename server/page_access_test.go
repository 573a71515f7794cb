package server_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"catchment/geo/trial"
)

// TestPageIsAccessible runs axe-core over every view and dialog in both
// languages and themes, and wants no violation of WCAG 2.2 A and AA.
//
// axe-core (MPL-2.0, a test tool, not part of this project) is read from the file
// that AXE names: npm install axe-core; AXE=node_modules/axe-core/axe.min.js.
func TestPageIsAccessible(t *testing.T) {
	t.Parallel()
	axe, err := os.ReadFile(os.Getenv("AXE"))
	if err != nil {
		trial.Missing(t, "axe-core: AXE must name its axe.min.js")
	}
	srv := twoScenarios(t)
	leaveDraft(t, srv)
	source, err := json.Marshal(string(axe))
	if err != nil {
		t.Fatal(err)
	}
	const sites = "&sites=a:new-1@118.857,42.2505;c:facilities/primary_school-06@118.861798,42.252122"
	for _, c := range []struct{ language, theme, hash, act string }{
		{"en", "light", whatIfHash + "&gap=1", ""},
		{"zh", "dark", whatIfHash + "&gap=1", ""},
		{"en", "dark", whatIfHash + "&gap=1", "document.querySelectorAll('.how').forEach(b => b.click()); document.querySelector('#gap-caveats').open = true"},
		{"zh", "light", "#service=primary_school&radius=500&drawn=drawn:gip86mCgqr7lZgy_KAAgsqH_x_KA&folded=left", "document.querySelector('#draw-area').click()"},
		{"zh", "light", compareHash, "document.querySelectorAll('.how').forEach(b => b.click())"},
		{"en", "dark", whatIfHash + sites + "&facility=new-1", "document.querySelector('input[name=result][value=facilities]').click(); document.querySelector('#propose').click()"},
		{"zh", "light", whatIfHash + sites, "document.querySelector('input[name=result][value=facilities]').click()"},
		{"en", "light", "#service=kindergarten&year=2028", "document.querySelector('.layers summary').click()"},
		{"en", "light", "#view=landuse", ""},
		{"zh", "dark", "#view=landuse", ""},
		{"en", "dark", "#view=landuse&pane=classes&parcel=landuse/lot-001", "document.querySelectorAll('.how').forEach(b => b.click())"},
		{"en", "light", "#view=landuse&pane=score", "document.querySelectorAll('.how').forEach(b => b.click()); document.querySelectorAll('.service, .apart').forEach(d => d.open = true)"},
		{"zh", "dark", "#view=landuse&pane=score", "document.querySelectorAll('.apart').forEach(d => d.open = true)"},
		{"zh", "light", "#view=landuse&pane=city", "document.querySelectorAll('.how').forEach(b => b.click())"},
		{"zh", "dark", "#view=landuse&pane=clearance", "document.querySelector('.pairrow').click()"},
		{"en", "dark", "#view=landuse&pane=rules", ""},
		{"zh", "light", "#view=landuse&pane=rules", ""},
		{"en", "dark", "#view=density", ""},
		{"zh", "light", "#view=density", ""},
		{"en", "light", compareHash, ""},
		{"zh", "dark", compareHash + "&mode=change", ""},
		{"zh", "light", "#view=scenarios&a=north&b=south" + strings.TrimPrefix(whatIfHash, "#service=primary_school") + sites, "document.querySelector('#scenarios [data-act=rename]').click()"},
		{"en", "dark", compareHash, "document.querySelector('#scenarios [data-act=duplicate]').click()"},
		{"en", "light", "#view=data", ""},
		{"zh", "dark", "#view=data", ""},
		{"en", "light", "", "document.querySelector('#help').click()"},
		{"zh", "dark", "", "document.querySelector('#export').click()"},
		{"en", "dark", "#view=landuse&faded=landuse:50", "document.querySelector('.layers summary').click()"},
		{"zh", "light", "", "search"},
		{"en", "dark", "", "drop"},
		{"zh", "light", "", "drop"},
		{"en", "dark", "", "fields"},
		{"zh", "light", "", "fields"},
		{"en", "light", "", "spot"},
		{"zh", "dark", "", "spot"},
	} {
		p := openTab(t, srv, c.language, c.theme, c.hash)
		if c.act == "drop" {
			p.expect(http.StatusBadRequest)
			p.drop("truncated.geojson", threeKindergartens[:200])
			p.until("document.querySelector('#report')?.dataset.phase === 'refused'")
			c.act = "document.querySelector('.filechoices').open = true"
		}
		if c.act == "fields" {
			p.drop("land.geojson", parcelsOf("YDXZ_X", "rk2"))
			p.chooseField("class", "=YDXZ_X")
			p.chooseField("population", "=rk2")
			c.act = "document.querySelector('#fields-more').open = true"
		}
		if c.act == "search" {
			p.run("document.querySelector('#search').click()")
			p.until("document.activeElement?.id === 'find'")
			p.press("小学")
			p.until("document.querySelector('#find-list li')")
			c.act = ""
		}
		if c.act == "spot" {
			p.drop("broken.geojson", brokenFile)
			p.until("document.querySelector('#report .problems .chip')")
			c.act = "document.querySelector('#report .problems .chip').click()"
		}
		p.run(c.act)
		p.rest()
		// Evaluated by the driver, since the page's policy allows no inline script.
		eval[bool](p, fmt.Sprintf("(0, eval)(%s), true", source))
		type violation struct {
			ID, Impact string
			Nodes      []struct{ HTML, Summary string }
		}
		for _, v := range evalAsync[[]violation](p, `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'], preload: false, iframes: false })
			.then((r) => r.violations.map((v) => ({ ID: v.id, Impact: v.impact, Nodes: v.nodes.slice(0, 4).map((n) => ({ HTML: n.html.slice(0, 160), Summary: n.failureSummary.slice(0, 220) })) })))`) {
			t.Errorf("%s %s %s %s: %s (%s): %v", c.language, c.theme, c.hash, c.act, v.ID, v.Impact, v.Nodes)
		}
	}
}
