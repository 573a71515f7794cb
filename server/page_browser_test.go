package server_test

import (
	"context"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/heapprofiler"
	"github.com/chromedp/cdproto/input"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/gin-gonic/gin"

	"catchment/data"
	"catchment/data/songshan"
	"catchment/geo/trial"
	"catchment/server"
	"catchment/web"
)

// This file is the one place that knows the browser driver.

// browserContext holds the one browser of the package; tabs are made from it.
var browserContext = sync.OnceValues(func() (context.Context, error) {
	path, err := trial.Chromium()
	if err != nil {
		return nil, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.Flag("no-sandbox", true), chromedp.Flag("disable-gpu", true), chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"))
	allocated, _ := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, _ := chromedp.NewContext(allocated)
	return ctx, chromedp.Do(ctx) // starts the browser, which lives until the test binary ends
})

// servePage serves what a catalog holds, and the page.
func servePage(catalog *data.Catalog) (*httptest.Server, error) {
	gin.SetMode(gin.TestMode)
	handler, err := server.New(server.Options{Catalog: catalog, Page: joinedPage(), Sample: func(ctx context.Context) error { return songshan.Load(ctx, catalog, nil) }})
	if err != nil {
		return nil, err
	}
	return httptest.NewServer(handler), nil
}

// emptyServer serves the page with nothing loaded and the bundled place at hand.
func emptyServer(t *testing.T) *httptest.Server {
	t.Helper()
	catalog, err := data.OpenCatalog(t.Context(), &data.Memory{})
	if err != nil {
		t.Fatal(err)
	}
	srv, err := servePage(catalog)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(srv.Close)
	return srv
}

// newParkServer serves the bundled place and the page from memory.
func newParkServer() (*httptest.Server, error) {
	catalog, err := newParkCatalog()
	if err != nil {
		return nil, err
	}
	return servePage(catalog)
}

// newParkCatalog returns the bundled place, kept in memory.
func newParkCatalog() (*data.Catalog, error) {
	ctx := context.Background()
	catalog, err := data.OpenCatalog(ctx, &data.Memory{})
	if err != nil {
		return nil, err
	}
	if err := songshan.Load(ctx, catalog, nil); err != nil {
		return nil, err
	}
	return catalog, nil
}

// joinedPage returns the page as the service serves it.
func joinedPage() fs.FS {
	joined, err := web.Joined()
	if err != nil {
		panic(err) // held by the tests of web
	}
	return joined
}

var sharedPark = sync.OnceValues(newParkServer)

// parkServer returns the park server that tests share which load nothing.
func parkServer(t *testing.T) *httptest.Server {
	t.Helper()
	srv, err := sharedPark()
	if err != nil {
		t.Fatal(err)
	}
	return srv
}

// ownParkServer returns a park server for one test to change.
func ownParkServer(t *testing.T) *httptest.Server {
	t.Helper()
	srv, err := newParkServer()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(srv.Close)
	return srv
}

// tab is one browser tab on the page. A console error, an uncaught exception,
// a request to another origin or an HTTP error fails its test.
type tab struct {
	t      *testing.T
	ctx    context.Context
	origin string

	mu      sync.Mutex
	faults  []string
	expects map[int]bool // HTTP statuses a test provokes on purpose
	other   string       // another origin that tiles may come from
	lost    bool         // it also provokes that no answer comes
}

// openTab opens the page in a language and theme, at a hash, and waits until it rests.
func openTab(t *testing.T, srv *httptest.Server, language, theme, hash string) *tab {
	t.Helper()
	return openTabOf(t, srv, language, theme, hash, 1440, 900)
}

// openTabOf is openTab in a window of a size in CSS pixels.
func openTabOf(t *testing.T, srv *httptest.Server, language, theme, hash string, width, height int64) *tab {
	t.Helper()
	p := newTab(t, srv, language, theme)
	p.do(chromedp.EmulateViewport(width, height), chromedp.Navigate(p.origin+"/"+hash))
	p.rest()
	return p
}

// goTo opens the page at a hash.
func (p *tab) goTo(hash string) {
	p.t.Helper()
	p.do(chromedp.EmulateViewport(1440, 900), chromedp.Navigate(p.origin+"/"+hash))
}

// follow puts a hash in the address of the open page, as a link in it would, and
// waits until the page has heard of it, which is later than the change, and rests.
func (p *tab) follow(hash string) {
	p.t.Helper()
	evalAsync[bool](p, fmt.Sprintf(`new Promise((done) => {
		const before = location.href;
		addEventListener("hashchange", () => setTimeout(done, 0, true), { once: true });
		location.hash = %q;
		if (location.href === before) done(true);
	})`, hash))
	p.rest()
}

// newTab returns a tab with nothing in it yet, in a language and theme.
func newTab(t *testing.T, srv *httptest.Server, language, theme string) *tab {
	t.Helper()
	if testing.Short() {
		t.Skip("a browser test")
	}
	browser, err := browserContext()
	if err != nil {
		trial.Missing(t, "browser: "+err.Error())
	}
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	p := watched(t, ctx, cancel, srv.URL)
	p.before(fmt.Sprintf("localStorage.setItem('language', %q); localStorage.setItem('theme', %q)", language, theme))
	return p
}

// beside returns another tab of the same browser, with nothing in it yet.
func (p *tab) beside() *tab {
	p.t.Helper()
	ctx, cancel := chromedp.NewContext(p.ctx)
	return watched(p.t, ctx, cancel, p.origin)
}

// watched returns a tab whose faults fail its test, which ends it.
func watched(t *testing.T, ctx context.Context, cancel context.CancelFunc, origin string) *tab {
	t.Helper()
	p := &tab{t: t, ctx: ctx, origin: origin}
	if err := chromedp.Listen(ctx, p.note); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if t.Failed() {
			p.keep()
		}
		cancel()
		p.mu.Lock()
		defer p.mu.Unlock()
		for _, fault := range p.faults {
			t.Errorf("the page: %s", fault)
		}
	})
	call(p, func() error { _, err := chromedp.Call(ctx, cdplog.Enable, struct{}{}); return err })
	return p
}

// before runs a script in every document that the tab opens, before the page's own.
func (p *tab) before(script string) {
	p.t.Helper()
	call(p, func() error {
		_, err := chromedp.Call(p.ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
		return err
	})
}

// note collects what must not happen.
func (p *tab) note(ev any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	fault := func(format string, values ...any) { p.faults = append(p.faults, fmt.Sprintf(format, values...)) }
	switch ev := ev.(type) {
	case *runtime.EventExceptionThrown:
		fault("exception: %s %v", ev.ExceptionDetails.Text, ev.ExceptionDetails.Exception)
	case *runtime.EventConsoleAPICalled:
		if ev.Type == "error" || ev.Type == "warning" {
			fault("console %s: %v", ev.Type, ev.Args)
		}
	case *cdplog.EventEntryAdded:
		if ev.Entry.Level == "error" && !p.provoked(ev.Entry.Text) {
			fault("log: %s %s", ev.Entry.Text, ev.Entry.URL)
		}
	case *network.EventRequestWillBeSent:
		if u := ev.Request.URL; !strings.HasPrefix(u, p.origin+"/") && !strings.HasPrefix(u, "data:") && !strings.HasPrefix(u, "blob:") && u != "about:blank" && (p.other == "" || !strings.HasPrefix(u, p.other+"/")) {
			fault("request to another origin: %s", u)
		}
	case *network.EventResponseReceived:
		if s := int(ev.Response.Status); s >= http.StatusBadRequest && !p.expects[s] {
			fault("HTTP %d for %s", s, ev.Response.URL)
		}
	}
}

// expect says that answers with this status are part of the test.
func (p *tab) expect(status int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.expects == nil {
		p.expects = map[int]bool{}
	}
	p.expects[status] = true
}

// expectNoAnswer says that a service which does not answer is part of the test.
func (p *tab) expectNoAnswer() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.lost = true
}

// provoked reports whether a log entry tells of a status the test expects.
func (p *tab) provoked(entry string) bool {
	for status := range p.expects {
		if strings.Contains(entry, fmt.Sprint(status)) {
			return true
		}
	}
	return p.lost && strings.Contains(entry, "net::ERR_")
}

// keep leaves a picture of a failed test's page with the test's artefacts.
func (p *tab) keep() {
	ctx, cancel := context.WithTimeout(p.ctx, 20*time.Second)
	defer cancel()
	picture, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		p.t.Logf("no picture of the page: %v", err)
		return
	}
	dir := os.Getenv("ARTIFACTS")
	if dir == "" {
		dir = os.TempDir()
	}
	name := filepath.Join(dir, strings.ReplaceAll(p.t.Name(), "/", "_")+".png")
	if err := os.WriteFile(name, picture, 0o644); err == nil {
		p.t.Logf("the page when the test failed: %s", name)
	}
}

// picture leaves a picture of the page to be looked at, where ARTIFACTS names a folder.
func (p *tab) picture(name string) {
	p.t.Helper()
	if os.Getenv("ARTIFACTS") == "" {
		return
	}
	picture, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		p.t.Error(err)
	}
	p.keepFile(name+".png", picture)
}

// keepFile leaves a file with the artefacts, where ARTIFACTS names a folder.
func (p *tab) keepFile(name string, content []byte) {
	p.t.Helper()
	dir := os.Getenv("ARTIFACTS")
	if dir == "" {
		return
	}
	if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
		p.t.Error(err)
	}
}

func call(p *tab, f func() error) {
	p.t.Helper()
	if err := f(); err != nil {
		p.t.Fatal(err)
	}
}

func (p *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		p.t.Fatal(err)
	}
}

// eval returns the value of a JavaScript expression in the page.
func eval[T any](p *tab, expression string) T {
	p.t.Helper()
	v, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		p.t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// evalAsync returns the value that a JavaScript promise settles on.
func evalAsync[T any](p *tab, expression string) T {
	p.t.Helper()
	v, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatal(err)
	}
	return v
}

// run executes statements in the page.
func (p *tab) run(statements string) {
	p.t.Helper()
	eval[bool](p, "(() => {"+statements+"; return true})()")
}

// patience is how long a page may take until a test gives it up: the race
// detector slows the service tenfold, and a city of 100,000 parcels with it.
const patience = 3 * time.Minute

// until waits for a JavaScript condition.
func (p *tab) until(condition string) {
	p.t.Helper()
	holds := func() bool {
		held, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool]("Boolean("+condition+")"))
		if err != nil && !strings.Contains(err.Error(), "navigated") { // a page that is being loaded anew cannot say
			p.t.Fatalf("%s: %v", condition, err)
		}
		return err == nil && held
	}
	for deadline := time.Now().Add(patience); !holds(); time.Sleep(15 * time.Millisecond) {
		if time.Now().After(deadline) {
			p.t.Fatalf("waited %v for %s; the page says %q", patience, condition, eval[string](p, "document.body.innerText.slice(0, 600)"))
		}
	}
}

// rest waits until every answer is on the page. The page itself says so.
func (p *tab) rest() {
	p.t.Helper()
	p.until("window.__app?.resting()")
}

// text returns the words of the first element that matches.
func (p *tab) text(selector string) string {
	p.t.Helper()
	return eval[string](p, fmt.Sprintf("document.querySelector(%q)?.textContent ?? ''", selector))
}

// click presses and releases the mouse at a place of the window.
func (p *tab) click(x, y float64) { p.t.Helper(); p.do(chromedp.MouseClickXY(x, y)) }

// key presses a key on the page as a whole.
func (p *tab) key(k string) {
	p.t.Helper()
	p.run("document.activeElement?.blur?.()")
	p.do(chromedp.KeyEvent(k))
}

// heap returns the bytes of JavaScript objects alive, after collecting garbage.
func (p *tab) heap() float64 {
	p.t.Helper()
	call(p, func() error { _, err := chromedp.Call(p.ctx, heapprofiler.CollectGarbage, struct{}{}); return err })
	usage, err := chromedp.Call(p.ctx, runtime.GetHeapUsage, struct{}{})
	if err != nil {
		p.t.Fatal(err)
	}
	return usage.UsedSize
}

// press presses a key where the focus is.
func (p *tab) press(k string, held ...chromedp.Modifier) {
	p.t.Helper()
	p.do(chromedp.KeyEvent(k, chromedp.KeyModifiers(held...)))
}

// drag presses the mouse at one place and lets it go at another, by way of others.
func (p *tab) drag(x, y, toX, toY float64) {
	p.t.Helper()
	p.do(chromedp.MouseEvent(chromedp.MouseMoved, x, y), chromedp.MouseEvent(chromedp.MousePressed, x, y, chromedp.ButtonLeft, chromedp.ClickCount(1)))
	for i := 1.0; i <= 8; i++ {
		p.do(chromedp.MouseEvent(chromedp.MouseMoved, x+(toX-x)*i/8, y+(toY-y)*i/8, chromedp.ButtonLeft))
	}
	p.do(chromedp.MouseEvent(chromedp.MouseReleased, toX, toY, chromedp.ButtonLeft, chromedp.ClickCount(1)))
	p.rest()
}

// drop drops a file on the middle of the page.
func (p *tab) drop(name, content string) {
	p.t.Helper()
	path := filepath.Join(p.t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		p.t.Fatal(err)
	}
	p.dropPath(path)
}

// dropPath drops what is at a path of this machine, a file or a folder.
func (p *tab) dropPath(path string) {
	p.t.Helper()
	middle := eval[[]float64](p, "[innerWidth / 2, innerHeight / 2]")
	for _, kind := range []input.DispatchDragEventType{"dragEnter", "dragOver", "drop"} {
		call(p, func() error {
			_, err := chromedp.Call(p.ctx, input.DispatchDragEvent, input.DispatchDragEventParams{
				Type: kind, X: middle[0], Y: middle[1], Data: &input.DragData{Items: []*input.DragDataItem{}, Files: []string{path}, DragOperationsMask: 1},
			})
			return err
		})
	}
}
