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
