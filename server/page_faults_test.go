package server_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// door stands before a service and lets its answers wait, fail or not come.
type door struct {
	behind http.Handler

	mu    sync.Mutex
	rules map[string]func(w http.ResponseWriter, r *http.Request) bool // by beginning of the path; says whether it answered itself
}

func (d *door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d.mu.Lock()
	var found func(http.ResponseWriter, *http.Request) bool
	for prefix, rule := range d.rules {
		if strings.HasPrefix(r.URL.Path, prefix) {
			found = rule
		}
	}
	d.mu.Unlock()
	if found == nil || !found(w, r) {
		d.behind.ServeHTTP(w, r)
	}
}

// set gives what begins with a path a rule, nil for none.
func (d *door) set(prefix string, rule func(http.ResponseWriter, *http.Request) bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.rules == nil {
		d.rules = map[string]func(http.ResponseWriter, *http.Request) bool{}
	}
	d.rules[prefix] = rule
}

// hold lets answers wait until the returned function is called.
func (d *door) hold(prefix string) (release func()) {
	gate := make(chan struct{})
	d.set(prefix, func(_ http.ResponseWriter, r *http.Request) bool {
		select {
		case <-gate:
		case <-r.Context().Done():
		}
		return false
	})
	return sync.OnceFunc(func() { close(gate) })
}

// broken answers as the service does when a fault of its own stops it.
func broken(w http.ResponseWriter, _ *http.Request) bool {
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("X-Request-Id", "abc234def567")
	w.WriteHeader(http.StatusInternalServerError)
	w.Write([]byte(`{"type":"about:blank","title":"Internal Server Error","status":500,"detail":"internal error"}`))
	return true
}

// gone cuts the connection, as a service does that has ended.
func gone(http.ResponseWriter, *http.Request) bool { panic(http.ErrAbortHandler) }

// parkBehindDoor serves the park through a door.
func parkBehindDoor(t *testing.T) (*httptest.Server, *door) {
	t.Helper()
	d := &door{behind: parkServer(t).Config.Handler}
	srv := httptest.NewServer(d)
	t.Cleanup(srv.Close)
	return srv, d
}

const schoolHash = "#service=primary_school&radius=500&demand=landuse:R"

// TestLoadingIsShown opens the page while the layers' shapes wait: it says how far
// they have come, shows the answer that is there, and then the map.
func TestLoadingIsShown(t *testing.T) {
	t.Parallel()
	srv, d := parkBehindDoor(t)
	release := d.hold("/api/layers/roads/features")
	defer release()
	p := newTab(t, srv, "en", "light")
	p.goTo(schoolHash)
	p.until("document.querySelector('#loading')?.checkVisibility() && document.querySelector('#loading progress').value > 0 && document.querySelector('#ratio').textContent.includes('%')")
	if got := p.text("#loading [role=status]"); !strings.Contains(got, "Fetching the layers") || !strings.Contains(got, " of ") {
		t.Errorf("while layers are on their way the page says %q", got)
	}
	p.picture("state-loading")
	release()
	p.rest()
	if eval[bool](p, "document.querySelector('#loading').checkVisibility()") {
		t.Error("everything is there and the page says that it waits")
	}
}

// TestStaleAnswerIsGrey asks another question while its answer waits: what stood
// there stays, marked as of before.
func TestStaleAnswerIsGrey(t *testing.T) {
	t.Parallel()
	srv, d := parkBehindDoor(t)
	p := openTab(t, srv, "en", "light", schoolHash)
	before := p.text("#ratio")
	for _, path := range []string{"/api/arrays", "/api/coverage", "/api/reach"} {
		release := d.hold(path)
		defer release()
	}
	for _, change := range []string{"const s = document.querySelector('#service'); s.value = 'kindergarten'; s.dispatchEvent(new Event('change'))", "document.querySelector('input[name=demand][value=land]').click()"} {
		p.run(change)
		p.until("document.querySelector('.answer').dataset.stale === 'true'")
		if got := p.text("#ratio"); got != before {
			t.Errorf("the answer of before was %q and is %q while the next is on its way", before, got)
		}
		if got := p.text(".lamp"); got != "Computing" {
			t.Errorf("the status says %q", got)
		}
	}
	p.picture("state-stale")
	for _, path := range []string{"/api/arrays", "/api/coverage", "/api/reach"} {
		d.set(path, nil)
	}
	p.run("document.querySelector('input[name=demand][value=\"landuse:R\"]').click()")
	p.rest()
	if eval[string](p, "document.querySelector('.answer').dataset.stale") != "false" {
		t.Error("the answer is there and marked as of before")
	}
}

// TestPartialAnswerNamesWhatIsMissing lets one request after the other fail: the
// rest is shown, what is missing is named, and trying again brings it.
func TestPartialAnswerNamesWhatIsMissing(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		path, view string
		says       string // what is missing
		there      string // what is shown all the same
	}{
		{"/api/gaps", "coverage", "Missing – gaps: Internal Server Error: internal error", "#ratio"},
		{"/api/layers/roads/features", "coverage", "Not fetched, so not drawn: Roads", "#ratio"},
		{"/api/services", "landuse", "Missing – services:", "#landuse-table tbody tr"},
		{"/api/areas", "data", "Missing – study areas:", ".layeritem"},
		{"/api/landuse/parcels", "landuse", "Missing – land use:", ".legend, #scheme"},
		{"/api/arrays/cells", "density", "Missing – density:", ".layers"},
	} {
		srv, d := parkBehindDoor(t)
		d.set(c.path, broken)
		p := newTab(t, srv, "en", "light")
		p.expect(http.StatusInternalServerError)
		p.goTo(schoolHash + "&view=" + c.view)
		p.rest()
		if got := p.text(".notice"); !strings.Contains(got, c.says) {
			t.Errorf("without %s the notice says %q, want %q", c.path, got, c.says)
		}
		if p.text(c.there) == "" {
			t.Errorf("without %s there is no %s", c.path, c.there)
		}
		if eval[bool](p, "document.querySelector('#empty').checkVisibility()") {
			t.Errorf("without %s the page asks for data that are there: %q", c.path, p.text("#empty"))
		}
		if c.path == "/api/gaps" {
			if got := p.text("#gaps-table ~ .none"); got != "The gaps could not be fetched." && p.text("#gaps-table tbody") == "" {
				t.Errorf("instead of gaps the page says %q", got)
			}
			p.picture("state-partial")
		}
		d.set(c.path, nil)
		p.run("document.querySelector('#retry').click()")
		p.until("document.querySelector('.notice').hidden")
		p.rest()
	}
}

// TestArraysThatFailedOnceAreAskedForAgain lets the arrays fail at the opening: the
// next step of the slider has them, and what follows is estimated at once.
func TestArraysThatFailedOnceAreAskedForAgain(t *testing.T) {
	t.Parallel()
	srv, d := parkBehindDoor(t)
	for name, fault := range map[string]func(http.ResponseWriter, *http.Request) bool{"status": broken, "cut": gone} {
		d.set("/api/arrays", fault)
		p := newTab(t, srv, "en", "light")
		p.expect(http.StatusInternalServerError)
		p.expectNoAnswer()
		p.goTo(schoolHash)
		p.until("document.querySelector('#ratio')?.textContent.includes('%')")
		d.set("/api/arrays", nil)
		p.rest()
		p.slide(520)
		release := d.hold("/api/coverage")
		p.run("const s = document.querySelector('#slider'); s.value = 700; s.dispatchEvent(new Event('input', {bubbles: true}))")
		p.until("document.querySelector('#sure').dataset.estimated === 'true' && document.querySelector('#sentence').textContent.includes('700')")
		release()
		p.rest()
		if got := strings.ToLower(p.text("#sure")); !strings.Contains(got, "confirmed") {
			t.Errorf("%s: at rest the answer is called %q", name, got)
		}
	}
}

// TestTryingAgainIsWaitedFor tries again what failed: the page rests only when all
// of it has come, whether the service refused something or was away.
func TestTryingAgainIsWaitedFor(t *testing.T) {
	t.Parallel()
	srv, d := parkBehindDoor(t)
	resting := func(p *tab) bool { return eval[bool](p, "window.__app.resting()") }
	d.set("/api/layers/roads/features", broken)
	p := newTab(t, srv, "en", "light")
	p.expect(http.StatusInternalServerError)
	p.expectNoAnswer()
	p.goTo(schoolHash)
	p.rest()
	for _, path := range []string{"/api/areas", "/api/layers/roads/features"} {
		release := d.hold(path)
		p.run("document.querySelector('#retry').click()")
		if path != "/api/areas" {
			p.until("document.querySelector('#sure').dataset.estimated === 'false'")
		}
		for range 20 { // long enough for what is not held to have come
			if resting(p) {
				t.Fatalf("the page rests while %s is on its way", path)
			}
			evalAsync[bool](p, "new Promise((done) => setTimeout(() => done(true), 50))")
		}
		if path == "/api/areas" {
			d.set("/api/layers/roads/features", broken)
		}
		release()
		p.rest()
	}
	p.until("document.querySelector('.notice').hidden")
	d.set("/", gone)
	p.slide(700)
	p.until("document.querySelector('.notice').dataset.state === 'offline' && !document.querySelector('.notice').hidden")
	p.rest()
	d.set("/", nil)
	release := d.hold("/healthz")
	defer release()
	p.run("document.querySelector('#retry').click()")
	if resting(p) {
		t.Error("the page rests while it tries whether the service answers")
	}
	release()
	p.rest()
	if !eval[bool](p, "document.querySelector('.notice').hidden") {
		t.Errorf("the page rests and says %q", p.text(".notice"))
	}
}

// TestRefusalIsSaidInThePagesLanguage lets the service refuse a question for real:
// the page says in its own language what kind of problem it is and of what, and
// beside it what the service says, marked as English on the Chinese page.
func TestRefusalIsSaidInThePagesLanguage(t *testing.T) {
	t.Parallel()
	srv, d := parkBehindDoor(t)
	d.set("/api/gaps", func(_ http.ResponseWriter, r *http.Request) bool {
		r.URL.RawQuery = strings.Replace(r.URL.RawQuery, "demand=", "demand=wishes", 1)
		return false
	})
	d.set("/api/industry-city", func(_ http.ResponseWriter, r *http.Request) bool {
		r.URL.RawQuery = "area=nowhere"
		return false
	})
	for language, says := range map[string][2]string{"zh": {"参数取值不可用（服务对象）：", "找不到所请求的内容（研究范围）："}, "en": {"A value is not possible (what must be served): ", "There is no such thing (study area): "}} {
		p := newTab(t, srv, language, "light")
		p.expect(http.StatusBadRequest)
		p.expect(http.StatusNotFound)
		p.goTo(schoolHash)
		p.rest()
		if got := p.text(".notice p"); !strings.Contains(got, says[0]+`"wisheslanduse" is unknown`) {
			t.Errorf("%s: the notice says %q, want %q and what the service says", language, got, says[0])
		}
		if got := p.text(".notice p [lang=en]"); strings.HasPrefix(got, `"wishes`) != (language == "zh") {
			t.Errorf("%s: marked as English is %q", language, got)
		}
		p.picture("refused-" + language)
		p.goTo(schoolHash + "&view=landuse&pane=city")
		p.until("document.querySelector('#city .none')")
		p.rest()
		if got := p.text("#city .none"); !strings.HasPrefix(got, says[1]+"there is no area") {
			t.Errorf("%s: the pane says %q, want %q and what the service says", language, got, says[1])
		}
		if n := eval[int](p, "performance.getEntriesByType('resource').filter((e) => e.name.includes('industry-city')).length"); n > 1 {
			t.Errorf("%s: what is refused is asked for %d times", language, n)
		}
	}
}

// TestFaultIsSaidWithItsRequest shows what a person needs who asks for help: the
// request's name, and everything else to be copied.
func TestFaultIsSaidWithItsRequest(t *testing.T) {
	t.Parallel()
	srv, d := parkBehindDoor(t)
	d.set("/api/coverage", broken)
	p := newTab(t, srv, "en", "light")
	p.expect(http.StatusInternalServerError)
	p.goTo(schoolHash)
	p.rest()
	if got := p.text(".notice"); !strings.Contains(got, "abc234def567") || !strings.Contains(got, "coverage") {
		t.Errorf("the notice says %q, want the request and the part", got)
	}
	p.run("document.querySelector('#details').click()")
	p.picture("state-error")
	var told struct {
		Page   string
		Layers map[string]int
		Failed []struct {
			Part, Request, Path, Detail string
			Status                      int
		}
	}
	if err := json.Unmarshal([]byte(p.text(".details")), &told); err != nil || len(told.Failed) != 1 || told.Layers["landuse"] != 1 || !strings.Contains(told.Page, "primary_school") {
		t.Fatalf("details: %v, %+v", err, told)
	}
	if f := told.Failed[0]; f.Request != "abc234def567" || !strings.HasPrefix(f.Path, "api/coverage?") || f.Status != 500 || f.Detail != "internal error" {
		t.Errorf("details: %+v", f)
	}
	// Where the page may not write to the clipboard, the text is chosen.
	p.run("navigator.clipboard.writeText = () => Promise.reject(new Error('not allowed')); document.querySelector('#copy-details').click()")
	p.until("getSelection().toString().includes('abc234def567')")
	p.run("navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve(); }; document.querySelector('#copy-details').click()")
	p.until("window.copied === document.querySelector('.details').textContent && document.querySelector('#details-dialog [role=status]').textContent === 'Copied.'")
}

// TestPageWorksWithoutItsService ends the service under an open page: the page
// says so, goes on with what it has, and is right again by itself.
func TestPageWorksWithoutItsService(t *testing.T) {
	t.Parallel()
	srv, d := parkBehindDoor(t)
	p := openTab(t, srv, "en", "light", schoolHash)
	p.expectNoAnswer()
	d.set("/", gone)
	p.slide(700)
	p.until("document.querySelector('.notice').dataset.state === 'offline' && !document.querySelector('.notice').hidden")
	if got := p.text(".lamp"); got != "Offline" {
		t.Errorf("the status says %q", got)
	}
	offline := map[int]string{}
	for _, radius := range []int{600, 800} {
		p.slide(radius)
		p.rest()
		offline[radius] = p.text("#ratio")
		if got := p.text("#sure"); got != "estimated" && got != "Estimated" && !strings.Contains(strings.ToLower(got), "estimate") {
			t.Errorf("at %d m without a service the answer is called %q", radius, got)
		}
		if p.text("#gaps-table tbody") == "" {
			t.Errorf("at %d m without a service there are no gaps", radius)
		}
	}
	if offline[600] == offline[800] {
		t.Errorf("the answer stays %s whatever the radius", offline[600])
	}
	// A view that was never opened cannot come; the others and the language stay as they are.
	p.run(`document.querySelector('.tab[data-view="density"]').click()`)
	p.rest()
	p.run("document.querySelector('#language').click()")
	p.rest()
	if got := eval[string](p, "document.documentElement.lang"); got != "en" {
		t.Errorf("the language is %s though its words could not be fetched", got)
	}
	p.picture("state-offline")
	d.set("/", nil)
	p.until("document.querySelector('.notice').hidden")
	p.until("window.__app.resting() && document.querySelector('#view-density, .legend')")
	p.until("document.querySelectorAll('.histogram span').length > 0")
	p.run(`document.querySelector('.tab[data-view="coverage"]').click()`)
	p.rest()
	if got := strings.ToLower(p.text("#sure")); !strings.Contains(got, "confirmed") {
		t.Errorf("the service is back and the answer is called %q", got)
	}
	if got := p.text(".lamp"); got != "Ready" {
		t.Errorf("the status says %q", got)
	}
}

// TestPageOpenedBeforeItsService opens the page where nothing but its files is
// answered, and finds it whole once the service answers.
func TestPageOpenedBeforeItsService(t *testing.T) {
	t.Parallel()
	srv, d := parkBehindDoor(t)
	d.set("/api", gone)
	d.set("/healthz", gone)
	p := newTab(t, srv, "zh", "light")
	p.expectNoAnswer()
	p.goTo(schoolHash)
	p.until("document.querySelector('.notice')?.dataset.state === 'offline'")
	d.set("/api", nil)
	d.set("/healthz", nil)
	p.until("document.querySelector('.notice').hidden && window.__app.resting() && document.querySelector('#ratio').textContent.includes('%')")
	if zoom := eval[string](p, "window.__app.inspect().settings.at"); zoom == "" || strings.HasSuffix(zoom, ",3") {
		t.Errorf("the map looks at %q, not at the study area", zoom)
	}
}

// TestRequestsHaveNames holds that every answer names its request, each by another name.
func TestRequestsHaveNames(t *testing.T) {
	srv := parkServer(t)
	seen := map[string]bool{}
	for _, path := range []string{"/", "/api/layers", "/api/layers", "/api/coverage?demand=wishes", "/nowhere", "/healthz"} {
		answer, err := http.Get(srv.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		id := answer.Header.Get("X-Request-Id")
		if len(id) != 12 || seen[id] {
			t.Errorf("GET %s is request %q", path, id)
		}
		seen[id] = true
	}
}
