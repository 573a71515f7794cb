package server_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// address returns the page's hash once it has been brought up to date.
func (p *tab) address() string {
	p.t.Helper()
	p.rest()
	return evalAsync[string](p, "new Promise((done) => setTimeout(() => done(location.hash), 300))")
}

// told returns all that a page shows of its state: its settings, legend and words.
func (p *tab) told() (parts map[string]string) {
	p.t.Helper()
	p.rest()
	raw := eval[string](p, `(() => {
		const { revision, ...all } = window.__app.inspect();
		const here = document.querySelector('#draft-where')?.innerText ?? ''; // about this browser, not the page
		const words = (selector) => [...document.querySelectorAll(selector)].map((e) => e.innerText).join('\n').replace(here, '').replace(/\s+/g, ' ');
		return JSON.stringify({ ...Object.fromEntries(Object.entries(all).map(([k, v]) => [k, JSON.stringify(v)])), left: words('.side.left'), right: words('.side.right'), top: words('.top'), legend_shown: words('.legend') });
	})()`)
	if err := json.Unmarshal([]byte(raw), &parts); err != nil {
		p.t.Fatal(err)
	}
	return parts
}

// TestAddressHoldsEverything brings every view into a state by what a person does
// there, opens the address in another tab, and finds the same.
func TestAddressHoldsEverything(t *testing.T) {
	t.Parallel()
	srv := twoScenarios(t)
	click := func(selector string) string { return fmt.Sprintf("document.querySelector(%q).click()", selector) }
	choose := func(selector, value string) string {
		return fmt.Sprintf("{ const s = document.querySelector(%q); s.value = %q; s.dispatchEvent(new Event('change')); s.dispatchEvent(new Event('input', {bubbles: true})); }", selector, value)
	}
	for _, c := range []struct {
		name, start string
		acts        []string
		settings    []string // that must not be as at the start
	}{
		{"coverage", "", []string{
			choose("#service", "clinic"), choose("#slider", "870"), click("input[name=demand][value=population]"), choose("#status", "existing,under_construction"),
			click("#gaps-table th:nth-child(4) button"), click("#gaps-table tbody tr:nth-child(2) button"), click("#language"), "wait", click(".layers input[type=checkbox]"), choose(".fade[data-fade=answer]", "60"), click("#zoom-in"), "glide",
		}, []string{"service", "radius", "demand", "status", "sort", "gap", "lang", "hidden", "faded", "at"}},
		{"what-if", "#service=primary_school&radius=500", []string{
			choose("#area", "districts/district-1"), "key p", "click 118.857,42.2505", click("#propose"), click("input[name=result][value=facilities]"), click(`#facilities-table tr[data-key="facilities/primary_school-05"] .turn`), click(`#facilities-table tr[data-key="facilities/primary_school-06"] .rowbutton`), click("#facilities-table th:nth-child(3) button"), click("#facilities-table th:nth-child(3) button"), "key [",
		}, []string{"sites", "list", "sort", "facility", "folded"}},
		{"districts", "", []string{click("input[name=result][value=districts]"), click("#by-district th:nth-child(3) button")}, []string{"list", "sort"}},
		{"narrowed", "#service=bus_stop&radius=300&demand=jobs", []string{choose("#gap-seek", "song")}, []string{"seek"}},
		{"year", "#service=kindergarten", []string{choose("#status", "year"), choose("#year", "2028"), "key ]", "key ["}, []string{"year", "folded"}},
		{"landuse", "#view=landuse", []string{
			click("input[name=level][value='1']"), click("input[name=palette][value=safe]"), choose("#scheme", "MNR-2023"), click("#landuse-table th:nth-child(3) button"), click("#landuse-table tbody tr:nth-child(2) button"), choose(".fade[data-fade=landuse]", "40"),
		}, []string{"level", "palette", "scheme", "sort", "classes", "faded"}},
		{"scorecard", "#view=landuse", []string{click("input[name=pane][value=score]"), click("input[name=verdict][value=fail]")}, []string{"pane", "verdict"}},
		{"parcel", "#view=landuse", []string{"click 118.8690,42.2520"}, []string{"parcel"}},
		{"density", "#view=density", []string{
			choose("#cells", "square"), choose("#size", "500"), choose("#kernel", "1000"), choose("#measure", "jobs_density"), click("#density-table th:nth-child(3) button"), click("#density-table tbody tr:nth-child(4) button"),
		}, []string{"cells", "size", "kernel", "measure", "sort", "cell"}},
		{"compared", "#view=scenarios", []string{
			click("#scenarios li[data-id=south] .scname"), click("#scenarios li[data-id=north] input[name=side-a]"), "swipe", click("#districts-table th:nth-child(4) button"),
		}, []string{"a", "b", "swipe", "sort"}},
		{"difference", "#view=scenarios&a=today&b=north", []string{click("input[name=mode][value=change]")}, []string{"mode"}},
		{"opened", "#view=scenarios&a=today&b=north", []string{click("#scenarios [data-act=open]")}, []string{"view", "edit", "sites"}},
		{"data", "#view=data", []string{click(".layeritem[data-layer=roads]")}, []string{"layer", "at"}},
	} {
		p := openTab(t, srv, "en", "light", c.start)
		first := eval[map[string]any](p, "window.__app.inspect().settings")
		for _, act := range c.acts {
			switch {
			case act == "wait":
				p.until("document.documentElement.lang === 'zh-CN'")
			case act == "glide":
				p.until("window.__app.inspect().settings.at.endsWith(',14.25')")
			case act == "swipe":
				p.run("document.querySelector('#swipe').focus()")
				p.press(kb.PageUp)
			case strings.HasPrefix(act, "key "):
				p.key(act[4:])
			case strings.HasPrefix(act, "click "):
				p.click(p.placeOf("[" + act[6:] + "]"))
			default:
				p.run(act)
			}
			p.rest()
		}
		now := eval[map[string]any](p, "window.__app.inspect().settings")
		for _, name := range c.settings {
			if fmt.Sprint(first[name]) == fmt.Sprint(now[name]) {
				t.Errorf("%s: %s is still %v: the test does not do what it says", c.name, name, now[name])
			}
		}
		address := p.address()
		other := openTab(t, srv, "en", "light", address)
		want, got := p.told(), other.told()
		for part := range want {
			if got[part] != want[part] {
				t.Errorf("%s at %s: %s is\n%s\nwant\n%s", c.name, address, part, got[part], want[part])
			}
		}
		if len(address) > 2000 {
			t.Errorf("%s: the address has %d letters", c.name, len(address))
		}
		other.picture("address-" + c.name)
	}
}

// TestLinkIsNotOvertaken: a link that is followed while the page is about to note a
// change in its address is followed.
func TestLinkIsNotOvertaken(t *testing.T) {
	t.Parallel()
	p := openTab(t, parkServer(t), "en", "light", "#service=clinic&radius=600")
	p.run(`const before = location.href;
		location.hash = "#view=density";
		history.replaceState(null, "", before)`) // as the page does, before the browser has told it of the link
	p.until("window.__app.inspect().settings.view === 'density'")
	if got := p.address(); !strings.Contains(got, "view=density") {
		t.Errorf("the address is %q", got)
	}
}
