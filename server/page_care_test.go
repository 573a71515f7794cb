package server_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestNothingMovesForWhoWantsNoMotion counts what animates while views change,
// gaps are visited and the map is zoomed: something where nothing is asked, and
// nothing for prefers-reduced-motion.
func TestNothingMovesForWhoWantsNoMotion(t *testing.T) {
	t.Parallel()
	for wish, moves := range map[string]bool{"no-preference": true, "reduce": false} {
		p := newTab(t, parkServer(t), "en", "light")
		call(p, func() error {
			_, err := chromedp.Call(p.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: wish}}})
			return err
		})
		p.goTo(whatIfHash + "&at=118.9,42.3,14")
		p.rest()
		p.run(`window.__moved = [];
			for (const event of ['animationstart', 'transitionrun']) document.addEventListener(event, (e) => window.__moved.push(event + ' ' + e.target.className), true);
			new MutationObserver((list) => list.forEach((m) => /leaflet-(pan|zoom)-anim/.test(m.target.className) && window.__moved.push(m.target.className)))
				.observe(document.querySelector('#map'), { subtree: true, attributes: true, attributeFilter: ['class'] })`)
		for _, key := range []string{"g", "g", "2", "3", "4", "5", "1"} {
			p.key(key)
			p.rest()
		}
		p.run("document.querySelector('#map').focus()")
		p.press(kb.ArrowRight)
		p.run("document.querySelector('#zoom-in').click(); document.querySelector('#theme').click()")
		p.rest()
		evalAsync[bool](p, "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))")
		if got := eval[[]string](p, "window.__moved"); (len(got) > 0) != moves {
			t.Errorf("%s: moved %q", wish, got)
		}
	}
}

// TestFocusIsSeen goes through every view by Tab: what has the focus shows it by
// an outline, is in the window, and nothing lies over it.
func TestFocusIsSeen(t *testing.T) {
	t.Parallel()
	srv := twoScenarios(t)
	for _, c := range []struct {
		theme, hash   string
		width, height int64
	}{
		{"light", whatIfHash + "&gap=1", 1440, 900}, {"dark", "#view=landuse", 1440, 900}, {"light", "#view=landuse&pane=rules", 1440, 900}, {"light", "#view=density", 1440, 900},
		{"dark", compareHash, 1440, 900}, {"light", "#view=data", 1440, 900},
		{"light", whatIfHash + "&gap=1", 320, 640}, {"dark", compareHash, 768, 1024}, {"light", "#view=density", 720, 450},
	} {
		p := openTabOf(t, srv, "en", c.theme, c.hash, c.width, c.height)
		stops := 0
		for first := ""; stops < 150; stops++ {
			p.press("\t")
			type state struct{ What, Fault string }
			const focused = `(() => {
				const e = document.activeElement;
				if (!e || e === document.body) return { What: '', Fault: '' };
				const what = e.tagName + '.' + e.className + '#' + e.id + ' ' + (e.getAttribute('aria-label') ?? e.value ?? '') + e.textContent.slice(0, 40);
				const shown = [e, e.nextElementSibling, e.querySelector('.grip')].filter(Boolean), lined = shown.find((x) => { const s = getComputedStyle(x); return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2; });
				if (!lined) return { What: what, Fault: 'no outline' };
				const b = lined.getBoundingClientRect(), x = b.left + b.width / 2, y = b.top + b.height / 2;
				if (b.right < 1 || b.left > innerWidth - 1 || b.bottom < 1 || b.top > innerHeight - 1) return { What: what, Fault: 'outside the window: ' + [b.left, b.top, b.right, b.bottom] };
				const seen = [[x, y], [b.left + 3, b.top + 3], [b.right - 3, b.bottom - 3], [b.left + 3, b.bottom - 3], [b.right - 3, b.top + 3]].some(([x, y]) => { const at = document.elementFromPoint(x, y); return at && (lined.contains(at) || at.contains(lined) || e.parentElement.contains(at)); });
				return { What: what, Fault: seen ? '' : 'hidden behind ' + document.elementFromPoint(x, y)?.className };
			})()`
			s := eval[state](p, focused)
			if s.Fault != "" { // unless the page is still being drawn
				p.rest()
				s = eval[state](p, focused)
			}
			if s.What == "" || stops > 3 && s.What == first {
				break
			}
			if stops == 0 {
				first = s.What
			}
			if s.Fault != "" {
				t.Errorf("%s at %d pixels: %s: %s", c.hash, c.width, s.What, s.Fault)
			}
		}
		if stops < 15 {
			t.Errorf("%s at %d pixels: only %d places take the focus", c.hash, c.width, stops)
		}
	}
}

// crowded returns what does not fit its box, and what is too small to be hit, in the page as it is.
func (p *tab) crowded() (wide, small []string) {
	p.t.Helper()
	const visible = `e.checkVisibility({ visibilityProperty: true }) && !e.closest('.hidden, #map, .paper, noscript, [hidden]')`
	wide = eval[[]string](p, `[...document.body.querySelectorAll('*')].filter(e => `+visible+` && e instanceof HTMLElement && e.clientWidth > 1 && e.scrollWidth > e.clientWidth + 1)
		.filter(e => !['inline', 'contents'].includes(getComputedStyle(e).display) && !e.matches('input, select, textarea, .over, .slot, .compare-over, .aim, .colname, .swipe') && ![...e.children].some(c => c.scrollWidth > c.clientWidth + 1 && c.clientWidth))
		.map(e => e.tagName + '.' + e.className + ' ' + e.scrollWidth + '>' + e.clientWidth + ' ' + e.textContent.slice(0, 50))`)
	small = eval[[]string](p, `[...document.querySelectorAll('button, a[href], select, input, textarea, summary, [role=slider]')].filter(e => `+visible+`).filter(e => {
			const r = e.getBoundingClientRect(), l = e.closest('label')?.getBoundingClientRect() ?? r;
			return r.width && (Math.max(r.width, l.width) < 23.9 || Math.max(r.height, l.height) < 23.9);
		}).map(e => { const r = e.getBoundingClientRect(); return e.tagName + '.' + e.className + '#' + e.id + ' ' + Math.round(r.width) + 'x' + Math.round(r.height) + ' ' + e.textContent.slice(0, 40); })`)
	return wide, small
}

// TestEverythingFitsAndCanBeHit opens everything the page shows, in English, whose
// words are the longer ones, and in the long tests in Chinese too: at no width does a text leave its box or the window scroll sideways,
// and every control is at least 24 pixels high and wide. At 200 % of 1440 pixels
// nothing is missing that is there at 100 %.
func TestEverythingFitsAndCanBeHit(t *testing.T) {
	t.Parallel()
	srv := twoScenarios(t)
	leaveDraft(t, srv)
	// words returns what can be read or heard of the page, but for the map and
	// for what puts a side away: below the map there is nothing to put away. The
	// open list of layers has the room of the legend there, until it is closed.
	const words = `[...new Set([...document.querySelectorAll('h1, h2, h3, p, dt, dd, th, td, label, button, summary, li, option')].filter(e => e.checkVisibility({ visibilityProperty: true }) && !e.closest('#map, noscript, .fold, .stage:has(.layers[open]) .legend'))
		.flatMap(e => [e.getAttribute('aria-label'), e.getAttribute('title')?.replace(/ \(.*/, ''), e.textContent].filter(Boolean).map(s => s.replace(/\s+/g, ' ').trim())))]`
	languages := []string{"en"}
	if os.Getenv("CATCHMENT_TEST_LONG") != "" {
		languages = append(languages, "zh")
	}
	for _, language := range languages {
		for _, look := range everyLook() {
			p := openTabOf(t, srv, language, "light", look.hash, 1440, 900)
			if look.act != nil {
				look.act(p)
			}
			p.rest()
			whole := eval[[]string](p, words)
			for _, size := range [][3]int64{{1440, 900, 1}, {720, 450, 2}, {320, 640, 1}, {1024, 700, 1}} {
				p.do(chromedp.EmulateViewport(size[0], size[1], chromedp.EmulateScale(float64(size[2]))))
				p.rest()
				at := fmt.Sprintf("%s %s at %d pixels", language, look.name, size[0])
				wide, small := p.crowded()
				if len(wide)+len(small) > 0 {
					t.Errorf("%s: does not fit %q, is too small %q", at, wide[:min(4, len(wide))], small[:min(4, len(small))])
				}
				if got := eval[int64](p, "document.documentElement.scrollWidth"); got > size[0] {
					t.Errorf("%s: the page is %d wide", at, got)
				}
				if size[2] == 1 {
					continue
				}
				now := eval[[]string](p, words)
				lost := slices.DeleteFunc(slices.Clone(whole), func(s string) bool { return slices.Contains(now, s) })
				if len(lost) > 0 {
					t.Errorf("%s and 200 %%: missing %s", at, strings.Join(lost, " | "))
				}
			}
		}
	}
}
