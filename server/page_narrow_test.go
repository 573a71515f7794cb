package server_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestPageFitsNarrowAndWideScreens opens every view from 320 pixels to 4K:
// nothing lies outside the window's width, and the map has room.
func TestPageFitsNarrowAndWideScreens(t *testing.T) {
	t.Parallel()
	p := openTab(t, parkServer(t), "en", "light", whatIfHash+"&sites=a:new-1@118.857,42.2505&facility=new-1")
	for _, size := range [][2]int64{{320, 640}, {390, 844}, {920, 700}, {1024, 700}, {3840, 2160}} {
		p.do(chromedp.EmulateViewport(size[0], size[1]))
		for _, view := range []string{"landuse", "landuse/classes", "landuse/score", "landuse/city", "landuse/clearance", "landuse/rules", "density", "data", "coverage"} {
			tab, pane, _ := strings.Cut(view, "/")
			p.run(fmt.Sprintf(`document.querySelector('.tab[data-view="%s"]').click()`, tab))
			p.rest()
			if pane != "" {
				p.run(fmt.Sprintf(`document.querySelector('input[name=pane][value=%s]').click()`, pane))
				p.rest()
				p.until("document.querySelector('.panebody')?.childElementCount > 2")
			}
			if got := eval[int64](p, "document.documentElement.scrollWidth"); got > size[0] {
				t.Errorf("%s at %d pixels is %d wide", view, size[0], got)
			}
			if out := eval[string](p, `[...document.querySelectorAll('button, select, input, .tile')].filter(e => e.checkVisibility() && !e.closest('.hidden')).filter(e => { const b = e.getBoundingClientRect(); return b.right > innerWidth + 1 || b.left < -1; }).map(e => e.id || e.textContent).join(' | ')`); out != "" {
				t.Errorf("%s at %d pixels: outside the window: %s", view, size[0], out)
			}
			if got := eval[float64](p, "document.querySelector('#map').getBoundingClientRect().width"); got < 300 {
				t.Errorf("%s at %d pixels: the map is %v wide", view, size[0], got)
			}
		}
		p.picture(fmt.Sprintf("width-%d", size[0]))
	}
}

// TestMarksGrowWithTheWindow holds the dots of facilities on the widest screens
// against those on a usual one, and the buttons that say how beside what they are
// about: none stands on a line of its own.
func TestMarksGrowWithTheWindow(t *testing.T) {
	p := openTab(t, parkServer(t), "en", "light", whatIfHash+"&sites=a:new-1@118.857,42.2505")
	// The pixels of the site's purple in a row through it.
	const across = `(() => {
		const [x] = window.__app.pixelOf([118.857, 42.2505]), of = (lon) => window.__app.colorAt('mark', [lon, 42.2505]).join();
		const per = (118.867 - 118.857) / (window.__app.pixelOf([118.867, 42.2505])[0] - x);
		let n = 0;
		for (let d = -30; d <= 30; d += 0.5) n += of(118.857 + d * per).startsWith('118,42,131') ? 0.5 : 0;
		return n;
	})()`
	widths := map[int64]float64{}
	for _, size := range [][2]int64{{1440, 900}, {3840, 2160}} {
		p.do(chromedp.EmulateViewport(size[0], size[1]))
		p.until("Math.abs(parseFloat(document.querySelector('canvas.paint').style.width) - 1.2 * document.querySelector('#map').clientWidth) < 3")
		p.rest()
		widths[size[0]] = eval[float64](p, across)
		if alone := eval[string](p, `[...document.querySelectorAll('.how')].filter((b) => {
			if (!b.checkVisibility() || !b.previousSibling || b.parentElement.matches('.between, .headline')) return false;
			const before = document.createRange();
			before.selectNodeContents(b.parentElement);
			before.setEndBefore(b);
			const words = [...before.getClientRects()].filter((r) => r.width > 0), last = words.at(-1), own = b.getBoundingClientRect();
			return last && own.top >= last.bottom - 1;
		}).map((b) => b.getAttribute('aria-label')).join(' | ')`); alone != "" {
			t.Errorf("at %d pixels these stand alone on a line: %s", size[0], alone)
		}
	}
	if widths[1440] < 10 || widths[3840] < 1.8*widths[1440] {
		t.Errorf("a site is %v pixels wide on a usual screen, %v on the widest", widths[1440], widths[3840])
	}
}

// TestLayersLeaveTheControls opens the list of layers on the narrowest screens: it
// covers neither the buttons of the map nor its scale and north.
func TestLayersLeaveTheControls(t *testing.T) {
	p := openTab(t, parkServer(t), "en", "light", whatIfHash)
	for _, size := range [][2]int64{{320, 640}, {390, 844}, {1440, 900}} {
		p.do(chromedp.EmulateViewport(size[0], size[1]))
		p.run("document.querySelector('.layers').open = true")
		p.rest()
		if covered := eval[string](p, `(() => {
			const own = document.querySelector('.layers').getBoundingClientRect();
			return ['.zoom', '.leaflet-control-scale-line', '.north', '.legend'].filter((s) => {
				const e = document.querySelector(s), b = e.getBoundingClientRect();
				return e.checkVisibility() && b.left < own.right && own.left < b.right && b.top < own.bottom && own.top < b.bottom;
			}).join(' ');
		})()`); covered != "" {
			t.Errorf("at %d pixels the layers cover %s", size[0], covered)
		}
		p.picture(fmt.Sprintf("layers-%d", size[0]))
		p.run("document.querySelector('.layers').open = false")
	}
}

// TestCardShowsThatItGoesOn: on a phone the card of a gap is longer than its sheet;
// what is cut off at its foot fades out under a mark, until it is scrolled to its end.
func TestCardShowsThatItGoesOn(t *testing.T) {
	t.Parallel()
	srv := parkServer(t)
	for theme, language := range map[string]string{"light": "en", "dark": "zh"} {
		p := openTabOf(t, srv, language, theme, whatIfHash+"&gap=1", 320, 640)
		p.until("document.querySelector('.cardbody .ruler')")
		p.rest()
		type look struct {
			More       string
			Longer     float64
			Mask, Mark string
		}
		see := func() look {
			return eval[look](p, `(() => {
				const body = document.querySelector('.cardbody');
				return { More: body.dataset.more, Longer: body.scrollHeight - body.clientHeight, Mask: getComputedStyle(body).maskImage, Mark: getComputedStyle(document.querySelector('#gap-card .actions'), '::before').content };
			})()`)
		}
		p.until("document.querySelector('.cardbody').dataset.more === 'true'")
		if l := see(); l.Longer < 20 || !strings.Contains(l.Mask, "linear-gradient") || l.Mark == "none" {
			t.Errorf("%s: what is cut off is not told: %+v", theme, l)
		}
		p.picture("card-cut-" + theme)
		p.run("const b = document.querySelector('.cardbody'); b.scrollTop = b.scrollHeight")
		p.until("document.querySelector('.cardbody').dataset.more === 'false'")
		if l := see(); l.Mask != "none" || l.Mark != "none" {
			t.Errorf("%s: at its end the card says that it goes on: %+v", theme, l)
		}
		p.picture("card-end-" + theme)
		p.do(chromedp.EmulateViewport(1440, 1600))
		p.until("document.querySelector('.cardbody').dataset.more === 'false'")
	}
}
