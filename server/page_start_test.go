package server_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// What the page may cost at its start.
const (
	startRequests = 25
	startCode     = 130_000 // bytes of scripts and styles, gzipped, asked for before the first answer is painted
)

// gzippedSize returns how many bytes a gzipped answer has.
func gzippedSize(t *testing.T, srv *httptest.Server, path string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, srv.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Accept-Encoding", "gzip") // asked for by hand, it is left as it comes
	answer, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	if answer.Header.Get("Content-Encoding") != "gzip" && len(body) > 2048 {
		t.Errorf("%s comes as %q", path, answer.Header.Get("Content-Encoding"))
	}
	return len(body)
}

// TestStartIsSmall opens the page with nothing kept and holds how much it asks for.
func TestStartIsSmall(t *testing.T) {
	t.Parallel()
	srv := parkServer(t)
	p := openTab(t, srv, "en", "light", "")
	asked := eval[[]string](p, `[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].map((e) => new URL(e.name).pathname + new URL(e.name).search)`)
	later := eval[[]string](p, `(() => { const painted = performance.getEntriesByName('answer')[0].startTime; return performance.getEntriesByType('resource').filter((e) => e.startTime > painted).map((e) => new URL(e.name).pathname); })()`)
	code, once := 0, map[string]bool{}
	for _, path := range asked {
		if once[path] {
			t.Errorf("%s is asked for twice", path)
		}
		once[path] = true
		size := gzippedSize(t, srv, path)
		if (strings.HasSuffix(path, ".js") || strings.HasSuffix(path, ".css")) && !slices.Contains(later, path) {
			code += size
		}
		t.Logf("%7d bytes gzipped  %s", size, path)
	}
	t.Logf("%d requests, %d bytes of scripts and styles gzipped (at most %d and %d)", len(asked), code, startRequests, startCode)
	if len(asked) > startRequests || code > startCode || code == 0 {
		t.Errorf("the start takes %d requests and %d bytes of scripts and styles, want at most %d and %d", len(asked), code, startRequests, startCode)
	}
}

// TestWhatIsAskedComesFirst: what coverage is counted and painted from has come
// before the shapes of layers are asked for, which keep the page busy.
func TestWhatIsAskedComesFirst(t *testing.T) {
	t.Parallel()
	p := openTab(t, parkServer(t), "en", "light", "")
	first := eval[float64](p, `Math.min(...performance.getEntriesByType('resource').filter((e) => e.name.includes('/features')).map((e) => e.startTime))`)
	last := eval[float64](p, `Math.max(...performance.getEntriesByType('resource').filter((e) => /coverage|arrays/.test(e.name)).map((e) => e.responseEnd))`)
	if !(first >= last) || last <= 0 {
		t.Errorf("features are asked for at %v ms, the answer has come at %v", first, last)
	}
}

// TestPageThatCannotStartSaysSo withholds what the page needs: it says so in
// both languages where it is seen, and starts with the same question once what
// failed is there.
func TestPageThatCannotStartSaysSo(t *testing.T) {
	t.Parallel()
	srv, door := parkBehindDoor(t)
	const hash = "#service=kindergarten&radius=650"
	shown := func(p *tab) {
		t.Helper()
		if box := eval[[]float64](p, `(() => { const b = document.querySelector('#start-again').getBoundingClientRect(); return [b.left, b.top, innerWidth - b.right, innerHeight - b.bottom, b.height - 24]; })()`); slices.Min(box) < 0 {
			t.Errorf("the way to try again is not wholly in the window, or low: %v", box)
		}
		if words := eval[string](p, `document.querySelector('.startfault').innerText`); !strings.Contains(words, "页面未能启动") || !strings.Contains(words, "did not start") {
			t.Errorf("the page says %q", words)
		}
		if above := eval[bool](p, `document.elementFromPoint(innerWidth / 2, innerHeight / 2).closest('.startfault') !== null`); !above {
			t.Error("something lies over the words")
		}
	}
	for _, size := range [][2]int64{{1440, 900}, {320, 500}} {
		door.set("/i18n", func(w http.ResponseWriter, _ *http.Request) bool {
			w.WriteHeader(http.StatusServiceUnavailable)
			return true
		})
		p := newTab(t, srv, "en", "dark")
		p.expect(http.StatusServiceUnavailable)
		p.do(chromedp.EmulateViewport(size[0], size[1]), chromedp.Navigate(p.origin+"/"+hash))
		p.until("document.documentElement.dataset.state === 'failed'")
		shown(p)
		if why := p.text("#start-why"); !strings.Contains(why, "503") {
			t.Errorf("the reason given is %q, want the status", why)
		}
		p.picture(fmt.Sprintf("start-fault-%d", size[0]))
		door.set("/i18n", nil)
		p.run("document.querySelector('#start-again').click()")
		p.until("window.__app?.resting()")
		if eval[bool](p, "document.querySelector('.startfault').checkVisibility({ visibilityProperty: true })") {
			t.Error("the page says that it did not start and has")
		}
		if got := eval[string](p, "document.querySelector('#radius').value"); got != "650" {
			t.Errorf("the radius is %s after another start, want that of the address", got)
		}
	}

	// No script comes at all: the words wait for a while, then they are there.
	door.set("/joined/", func(w http.ResponseWriter, r *http.Request) bool {
		if strings.HasSuffix(r.URL.Path, ".js") {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		return strings.HasSuffix(r.URL.Path, ".js")
	})
	p := newTab(t, srv, "zh", "light")
	p.expect(http.StatusServiceUnavailable)
	p.goTo(hash)
	p.until("document.getAnimations().length")
	if eval[bool](p, "document.querySelector('.startfault').checkVisibility({ visibilityProperty: true })") {
		t.Error("the page gives its start up at once")
	}
	p.run("document.getAnimations().forEach((a) => a.finish())") // instead of waiting
	shown(p)
}

// TestWhatIsSavedComesLater withholds what saves and prints: the page answers
// without it, says by keyboard that it does not come, and opens it the next time.
func TestWhatIsSavedComesLater(t *testing.T) {
	srv, door := parkBehindDoor(t)
	const script = "/joined/late"
	door.set(script, func(w http.ResponseWriter, _ *http.Request) bool {
		w.WriteHeader(http.StatusServiceUnavailable)
		return true
	})
	p := newTab(t, srv, "en", "light")
	p.expect(http.StatusServiceUnavailable)
	p.goTo("")
	p.rest()
	if p.text("#ratio") == "–" || eval[bool](p, "!document.querySelector('.notice').hidden") {
		t.Errorf("without what saves, the page answers %q and says %q", p.text("#ratio"), p.text(".notice"))
	}
	p.run("dispatchEvent(new Event('beforeprint'))") // nothing to draw the sheet with
	if got := p.text(".paper"); !strings.Contains(got, "print once more") {
		t.Errorf("in place of the map the print says %q", got)
	}
	p.run("dispatchEvent(new Event('afterprint'))")
	p.key("e")
	p.until("!document.querySelector('.notice').hidden")
	door.set(script, nil)
	p.until("document.querySelector('.notice').hidden") // the service answers
	p.rest()
	p.key("e")
	p.key("e")
	p.until("document.querySelector('#export-dialog[open]')")
	p.rest()
	if n := eval[int](p, "document.querySelectorAll('#export-dialog').length"); n != 1 {
		t.Errorf("two presses open %d dialogs", n)
	}
}

// TestMapLibraryThatComesLate: answers come before the map's library has, and with
// them modules that are first wanted then, which share a script with the map.
func TestMapLibraryThatComesLate(t *testing.T) {
	t.Parallel()
	behind := twoScenarios(t)
	d := &door{behind: behind.Config.Handler}
	srv := httptest.NewServer(d)
	t.Cleanup(srv.Close)
	for hash, wanted := range map[string]string{compareHash: "/api/scenarios/compare", whatIfHash: "/api/gaps", "#view=density": "/api/arrays/cells", "#view=landuse": "/api/landuse"} {
		release := d.hold("/joined/leaflet")
		p := newTab(t, srv, "en", "light")
		p.goToBy(hash, func() {
			p.until(fmt.Sprintf("performance.getEntriesByType('resource').some((e) => e.name.includes(%q) && e.responseStatus)", wanted))
			for range 10 { // for what it brings about
				evalAsync[bool](p, "new Promise((done) => setTimeout(() => done(true), 50))")
			}
			release()
		})
		p.rest()
		if !eval[bool](p, "document.querySelector('#map canvas') !== null") {
			t.Errorf("%s: there is no map", hash)
		}
	}
}

// goToBy opens the page at a hash and does something before it is loaded.
func (p *tab) goToBy(hash string, meanwhile func()) {
	p.t.Helper()
	p.do(chromedp.EmulateViewport(1440, 900))
	call(p, func() error {
		_, err := chromedp.Call(p.ctx, page.Navigate, page.NavigateParams{URL: p.origin + "/" + hash})
		return err
	})
	p.until("location.origin === " + fmt.Sprintf("%q", p.origin))
	meanwhile()
}
