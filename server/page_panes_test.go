package server_test

import (
	"fmt"
	"net/http"
	"testing"
)

// TestPanesReadAgain: a pane whose first reading failed offers to read again, and
// does; it reads by itself when everything is fetched anew.
func TestPanesReadAgain(t *testing.T) {
	srv := parkServer(t)
	for _, pane := range []struct{ name, note, retry, come string }{
		{"rules", "#rules-note", "#rules-retry", "document.querySelectorAll('#rule-sets li').length > 0"},
		{"classes", "#mapping-note", "#mappings-retry", "document.querySelector('#mapping-save')?.disabled === false"},
	} {
		p := openTab(t, srv, "en", "light", "#view=landuse")
		p.expect(http.StatusServiceUnavailable)
		p.run("window.__real = window.fetch; window.__break = () => { window.fetch = (...a) => /api.(standards|mappings)/.test(a[0]) ? Promise.resolve(new Response('{}', { status: 503 })) : window.__real(...a); }; window.__break()")
		choose := fmt.Sprintf("document.querySelector('input[name=pane][value=%s]').click()", pane.name)
		p.run(choose)
		p.until("document.querySelector('" + pane.retry + "')")
		p.rest()
		if eval[bool](p, pane.come) {
			t.Errorf("%s: nothing was read, and the pane looks as if it was", pane.name)
		}
		p.picture("pane-failed-" + pane.name)
		p.run("document.querySelector('" + pane.retry + "').click()")
		p.until("document.querySelector('" + pane.retry + "') && !window.__app.inspect().busy") // it fails again
		p.run("window.fetch = window.__real; document.querySelector('" + pane.retry + "').click()")
		p.until(pane.come)
		p.rest()
		if words := p.text(pane.note); words != "" {
			t.Errorf("%s: read at last, the pane still says %q", pane.name, words)
		}
		p.run("window.__break(); document.querySelector('#language').click()") // the pane is made anew
		p.until("document.documentElement.lang === 'zh-CN'")
		p.until("document.querySelector('" + pane.retry + "')")
		p.run("window.fetch = window.__real; document.querySelector('input[name=pane][value=balance]').click()")
		p.rest()
		p.run(choose)
		p.until(pane.come)
	}
}

// TestScorecardIsWholeOnPaper: every service is opened for printing and folded
// again after it, by the one place that watches for printing, also after the pane
// was made anew.
func TestScorecardIsWholeOnPaper(t *testing.T) {
	p := openTab(t, parkServer(t), "en", "light", "#view=landuse&pane=score")
	p.until("document.querySelectorAll('#score-rows details.service').length > 3")
	p.run("window.__watching = 0; const real = window.addEventListener; window.addEventListener = (what, ...rest) => { window.__watching += what === 'beforeprint'; real.call(window, what, ...rest); }")
	for _, language := range []string{"zh-CN", "en"} {
		p.run("document.querySelector('#language').click()")
		p.until("document.documentElement.lang === '" + language + "'")
		p.rest()
		p.until("document.querySelectorAll('#score-rows details.service').length > 3")
	}
	if n := eval[int](p, "window.__watching"); n != 0 {
		t.Errorf("in another language the page watches for printing %d times more", n)
	}
	p.run("document.querySelector('#score-rows details.service summary').click()")
	const open = "[...document.querySelectorAll('#score-rows details.service')].map((fold) => Number(fold.open)).join('')"
	before := eval[string](p, open)
	p.run("dispatchEvent(new Event('beforeprint'))")
	if shut := eval[int](p, "document.querySelectorAll('#score-rows details.service:not([open])').length"); shut != 0 {
		t.Errorf("on paper %d services are folded", shut)
	}
	p.run("dispatchEvent(new Event('afterprint'))")
	if after := eval[string](p, open); after != before {
		t.Errorf("after printing %s are open, %s before", after, before)
	}
}

// TestPanesAskOnce opens each pane while the land use has not come: what the pane
// shows is asked for when it has, once, and also where it never comes.
func TestPanesAskOnce(t *testing.T) {
	t.Parallel()
	srv, d := parkBehindDoor(t)
	for _, c := range []struct{ pane, id, address string }{{"score", "scorecard", "scorecard"}, {"city", "city", "industry-city"}, {"clearance", "clearance", "conflicts"}} {
		for _, comes := range []bool{true, false} {
			gate := make(chan struct{})
			d.set("/api/landuse", func(w http.ResponseWriter, r *http.Request) bool {
				<-gate
				return !comes && broken(w, r)
			})
			p := newTab(t, srv, "en", "light")
			p.expect(http.StatusInternalServerError)
			p.goTo(schoolHash + "&view=landuse&pane=" + c.pane)
			p.until("document.querySelector('#" + c.id + "')")
			close(gate)
			p.rest()
			if n := eval[int](p, "performance.getEntriesByType('resource').filter((e) => e.name.includes('api/"+c.address+"')).length"); n != 1 {
				t.Errorf("%s where land use comes is %v: asked for %d times", c.pane, comes, n)
			}
		}
	}
}
