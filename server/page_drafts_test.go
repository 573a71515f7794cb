package server_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// place puts a site on the map.
func (p *tab) place(lonLat string) {
	p.t.Helper()
	before := p.sites()
	p.key("p")
	p.click(p.placeOf(lonLat))
	p.until(fmt.Sprintf("window.__app.inspect().settings.sites !== %q", before))
	p.key("p")
	p.rest()
}

// draftSays waits until the page says something of where its draft is.
func (p *tab) draftSays(words string) {
	p.t.Helper()
	p.until(fmt.Sprintf("document.querySelector('#draft-where')?.textContent.includes(%q)", words))
}

// TestStatusLineSaysWhereTheDraftIs: the status line says nothing of a draft where
// there is none, that it is saved once the service has it, in every view, and as
// long as the service does not take it that it is in this browser.
func TestStatusLineSaysWhereTheDraftIs(t *testing.T) {
	t.Parallel()
	for lang, words := range map[string][2]string{"en": {"Draft saved", "Draft in this browser"}, "zh": {"草稿已保存", "草稿在此浏览器"}} {
		var closed atomic.Bool
		whole := parkServer(t).Config.Handler
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if closed.Load() && strings.HasPrefix(r.URL.Path, "/api/drafts") && r.Method != http.MethodGet {
				http.Error(w, "{}", http.StatusInsufficientStorage)
				return
			}
			whole.ServeHTTP(w, r)
		}))
		t.Cleanup(srv.Close)
		p := openTab(t, srv, lang, "light", whatIfHash)
		p.expect(http.StatusInsufficientStorage)
		says := func() string {
			return eval[string](p, "document.querySelector('.status #status-draft')?.textContent ?? ''")
		}
		if got := says(); got != "" {
			t.Errorf("%s: without a draft the status line says %q", lang, got)
		}
		p.place("[118.857,42.2505]")
		p.until(fmt.Sprintf("document.querySelector('.status #status-draft')?.textContent === %q", words[0]))
		p.picture("status-draft-" + lang)
		p.key("2") // land use
		p.rest()
		if got := says(); got != words[0] {
			t.Errorf("%s: over land use the status line says %q", lang, got)
		}
		p.key("1")
		p.rest()
		closed.Store(true)
		p.place("[118.867,42.2555]")
		p.until(fmt.Sprintf("document.querySelector('.status #status-draft')?.textContent === %q", words[1]))
	}
}

// listedDrafts returns what the scenarios view offers.
func (p *tab) listedDrafts() []string {
	p.t.Helper()
	return eval[[]string](p, "[...document.querySelectorAll('#drafts li')].filter((e) => e.checkVisibility()).map((e) => e.querySelector('.scname').innerText.replace(/\\s+/g, ' '))")
}

func draftsOf(t *testing.T, srv *httptest.Server) []draftShape {
	t.Helper()
	return get[struct{ Drafts []draftShape }](t, srv, "/api/drafts").Drafts
}

// noDrafts waits until the service has none: a page that is done with its draft
// removes it in its turn.
func noDrafts(t *testing.T, srv *httptest.Server, why string) {
	t.Helper()
	untilDrafts(t, srv, why, func(all []draftShape) bool { return len(all) == 0 })
}

// untilDrafts waits until the drafts of the service are as they should be.
func untilDrafts(t *testing.T, srv *httptest.Server, why string, hold func([]draftShape) bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !hold(draftsOf(t, srv)); time.Sleep(15 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s, the service still has %+v", why, draftsOf(t, srv))
		}
	}
}

// leaveDraft leaves a draft on a service, as a page of somebody else does.
func leaveDraft(t *testing.T, srv *httptest.Server) {
	t.Helper()
	request, err := http.NewRequest(http.MethodPut, srv.URL+draftPath(7), strings.NewReader(northSchool))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(request)
	if err != nil || answer.Body.Close() != nil || answer.StatusCode != http.StatusCreated {
		t.Fatalf("%v, %v", answer, err)
	}
}

// TestDraftIsTakenUpElsewhere makes a what-if in one browser and goes on with it
// in another: the same sites and the same answer. Who then changes it as it was
// before gets a draft of its own, and nothing is written over.
func TestDraftIsTakenUpElsewhere(t *testing.T) {
	t.Parallel()
	srv := ownParkServer(t)
	p := openTab(t, srv, "en", "light", whatIfHash)
	p.place("[118.857,42.2505]")
	p.place("[118.887,42.268]")
	p.draftSays("on the service")
	p.picture("draft-on-the-service")
	sites, ratio := p.sites(), p.text("#ratio")
	p.follow(whatIfHash + "&view=scenarios&sites=" + sites)
	if got := p.listedDrafts(); len(got) != 0 {
		t.Errorf("the page's own draft is offered to it: %q", got)
	}

	other := openTabOf(t, srv, "zh", "dark", "#view=scenarios", 1440, 900)
	list := other.listedDrafts()
	if len(list) != 1 || !strings.Contains(list[0], "小学") || !strings.Contains(list[0], "拟建 2 处") {
		t.Fatalf("another browser is offered %q", list)
	}
	other.picture("draft-elsewhere")
	other.run("document.querySelector('#drafts [data-act=take]').focus()")
	other.press("\r")
	other.until("window.__app.inspect().settings.view === 'coverage'")
	other.rest()
	if other.sites() != sites || other.text("#ratio") != ratio || other.setting("service") != "primary_school" {
		t.Errorf("taken up, the what-if is %q at %s, want %q at %s", other.sites(), other.text("#ratio"), sites, ratio)
	}
	first := draftsOf(t, srv)
	other.place("[118.87,42.262]")
	other.draftSays("只保存在此浏览器中")
	other.until("document.querySelector('#draft-where').textContent.includes('已保存')")
	now := draftsOf(t, srv)
	if len(now) != 1 || now[0].ID != first[0].ID || now[0].Added != 3 {
		t.Errorf("gone on with elsewhere, the service has %+v, had %+v", now, first)
	}

	p.expect(http.StatusPreconditionFailed)
	p.run("document.querySelector('[data-view=coverage], #view-coverage')?.click()")
	p.follow(whatIfHash + "&sites=" + sites)
	p.place("[118.9,42.25]")
	p.draftSays("in this browser only")
	p.draftSays("one of its own")
	both := draftsOf(t, srv)
	if len(both) != 2 || both[1].ID != now[0].ID || both[1].Version != now[0].Version || both[0].Added != 3 {
		t.Errorf("changed in both, the service has %+v, had %+v", both, now)
	}
	p.picture("draft-of-its-own")
	p.place("[118.872,42.256]")
	p.draftSays("in this browser only")
	p.until("document.querySelector('#draft-where').textContent.includes('is kept on the service')")
	if again := draftsOf(t, srv); len(again) != 2 {
		t.Errorf("changed once more, the service has %+v", again)
	}
}

// TestDraftsAreKeptApart: whoever takes up a draft and takes that back, or follows
// a link, goes on with another what-if; the draft of the one before is not written over.
func TestDraftsAreKeptApart(t *testing.T) {
	t.Parallel()
	srv := ownParkServer(t)
	p := openTab(t, srv, "en", "light", whatIfHash)
	p.place("[118.857,42.2505]")
	p.draftSays("on the service")
	leaveDraft(t, srv)
	left, own, sites := draftsOf(t, srv)[0], draftsOf(t, srv)[1].ID, p.sites()
	unchanged := func(after string) {
		t.Helper()
		for _, d := range draftsOf(t, srv) {
			if d == left {
				return
			}
		}
		t.Errorf("%s, the service has %+v, want among them %+v", after, draftsOf(t, srv), left)
	}
	p.run("document.querySelector('#keep-sites').click()")
	p.until("document.querySelector('#drafts [data-act=take]')")
	p.rest()
	p.run("document.querySelector('#drafts [data-act=take]').click()")
	p.until("window.__app.inspect().settings.sites.includes('primary_school-05')")
	p.rest()
	taken := p.sites()
	p.undo()
	if p.sites() != sites {
		t.Errorf("taken back, the what-if is %q, want %q", p.sites(), sites)
	}
	p.place("[118.887,42.268]")
	p.draftSays("in this browser only")
	p.draftSays("is kept on the service")
	unchanged("after what was taken up was taken back")
	if got := draftsOf(t, srv); len(got) != 2 || got[0].ID != own || got[0].Added != 2 {
		t.Errorf("the page's own draft: %+v", got)
	}

	left = draftsOf(t, srv)[0]
	p.follow(whatIfHash + "&sites=" + taken)
	p.place("[118.9,42.25]")
	p.draftSays("in this browser, and nowhere else")
	p.draftSays("is kept on the service")
	unchanged("after another what-if was opened by a link")
	if got := draftsOf(t, srv); len(got) != 3 || got[0].Added != 2 || got[0].Closed != 1 {
		t.Errorf("the draft of the link's what-if: %+v", got)
	}
}

// TestDraftTakenUpAtOnce takes up a draft before the page's own was ever sent: it
// is sent first, and who takes that back goes on with it, without another one.
func TestDraftTakenUpAtOnce(t *testing.T) {
	t.Parallel()
	srv := ownParkServer(t)
	leaveDraft(t, srv)
	p := openTab(t, srv, "en", "light", whatIfHash+"&view=scenarios")
	p.until("document.querySelector('#drafts [data-act=take]')")
	p.follow(whatIfHash)
	p.place("[118.857,42.2505]")
	sites := p.sites()
	p.run("document.querySelector('#keep-sites').click()")
	p.until("document.querySelector('#drafts [data-act=take]')")
	p.run("document.querySelector('#drafts [data-act=take]').click()")
	p.until("window.__app.inspect().settings.sites.includes('primary_school-05')")
	p.rest()
	p.undo()
	p.until(fmt.Sprintf("window.__app.inspect().settings.sites === %q", sites))
	p.draftSays("is kept on the service")
	p.place("[118.887,42.268]")
	p.draftSays("in this browser")
	p.draftSays("is kept on the service")
	if got := draftsOf(t, srv); len(got) != 2 || got[0].Added != 2 || got[0].Closed != 0 {
		t.Errorf("the service has %+v", got)
	}
}

// TestDraftTimeIsSaidInThePagesLanguage: the time of a draft of another day has
// its day, in the language that the page was turned to.
func TestDraftTimeIsSaidInThePagesLanguage(t *testing.T) {
	t.Parallel()
	p := newTab(t, ownParkServer(t), "en", "light")
	p.before("globalThis.Date = class extends Date { constructor(...of) { super(...(of.length ? of : [Date.now() + 2 * 864e5])); } }") // the page is opened two days later
	p.goTo(whatIfHash)
	p.rest()
	p.place("[118.857,42.2505]")
	p.draftSays("is kept on the service")
	p.draftSays(" 20") // the year
	p.run("document.querySelector('#language').click()")
	p.until("document.documentElement.lang.startsWith('zh') && window.__app?.resting()")
	p.draftSays("草稿已保存到服务器，20")
	p.draftSays("日")
}

// TestDraftEnds: a draft that was cleared or became a scenario is no longer on
// the service; one that is thrown away comes back when that is undone.
func TestDraftEnds(t *testing.T) {
	t.Parallel()
	srv := ownParkServer(t)
	none := func(why string) { t.Helper(); noDrafts(t, srv, why) }
	p := openTab(t, srv, "en", "light", whatIfHash)
	p.place("[118.857,42.2505]")
	p.draftSays("on the service")
	p.run("document.querySelector('#clear-sites').click()")
	none("cleared")

	p.place("[118.857,42.2505]")
	p.draftSays("on the service")
	p.run("document.querySelector('#keep-sites').click()")
	p.until("document.querySelector('#save-scenario')?.checkVisibility()")
	p.rest()
	p.run("document.querySelector('#save-scenario').click()")
	p.until("document.querySelector('#toast').textContent.includes('saved')")
	none("saved as a scenario")

	// Opened as it is kept, it is no draft; changed, it is one; changed back, none.
	p.run("document.querySelector('#scenarios [data-act=open]').click()")
	p.until("window.__app.inspect().settings.view === 'coverage'")
	p.rest()
	p.slide(650)
	p.draftSays("on the service")
	if got := draftsOf(t, srv); len(got) != 1 || got[0].From == "" {
		t.Errorf("opened from a scenario and changed, the service has %+v", got)
	}
	p.slide(500)
	none("changed back to what is kept")

	leaveDraft(t, srv)
	p.follow("#view=scenarios")
	p.until("document.querySelector('#drafts [data-act=drop]')")
	left := draftsOf(t, srv)[0]
	p.run("document.querySelector('#drafts [data-act=drop]').click()")
	p.until("document.querySelector('#toast-undo') && !document.querySelector('#drafts li')")
	p.rest()
	none("thrown away")
	p.picture("draft-thrown-away")
	p.run("document.querySelector('#toast-undo').click()")
	p.until("document.querySelector('#drafts [data-act=drop]')")
	p.rest()
	if got := draftsOf(t, srv); len(got) != 1 || got[0].ID != left.ID || got[0].Name != left.Name || got[0].Closed != 1 {
		t.Errorf("brought back: %+v, was %+v", got, left)
	}
	p.redo()
	none("thrown away again")
}

// putsOf counts what is sent to keep drafts, by the door.
type putsOf struct {
	mu   sync.Mutex
	sent int
}

func (c *putsOf) note(_ http.ResponseWriter, r *http.Request) bool {
	if r.Method == http.MethodPut {
		c.mu.Lock()
		c.sent++
		c.mu.Unlock()
	}
	return false
}

func (c *putsOf) count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.sent
}

// ownParkBehindDoor serves a park of its own through a door.
func ownParkBehindDoor(t *testing.T) (*httptest.Server, *door) {
	t.Helper()
	d := &door{behind: ownParkServer(t).Config.Handler}
	srv := httptest.NewServer(d)
	t.Cleanup(srv.Close)
	return srv, d
}

// TestDraftIsSentSeldom: nothing is sent of what is saved or is not the person's,
// and changes that follow one another are sent once, five seconds apart at least.
func TestDraftIsSentSeldom(t *testing.T) {
	t.Parallel()
	srv, door := ownParkBehindDoor(t)
	put(t, srv, "north", schools)
	puts := &putsOf{}
	door.set("/api/drafts", puts.note)
	p := openTab(t, srv, "en", "light", whatIfHash)
	p.slide(600, 700)
	p.follow("#view=scenarios")
	p.until("document.querySelector('#scenarios li[data-id=north] .scname')")
	p.run("document.querySelector('#scenarios li[data-id=north] .scname').click()")
	p.rest()
	p.run("document.querySelector('#scenarios li[data-id=north] [data-act=open]').click()")
	p.until("window.__app.inspect().settings.view === 'coverage'")
	p.rest()
	p.run("document.dispatchEvent(new Event('visibilitychange')); dispatchEvent(new Event('pagehide'))")
	if n := puts.count(); n != 0 {
		t.Errorf("a scenario that is as it is kept was sent %d times as a draft", n)
	}
	for _, at := range []string{"[118.857,42.2505]", "[118.887,42.268]", "[118.9,42.25]"} {
		p.place(at)
	}
	p.draftSays("on the service")
	p.place("[118.872,42.256]")
	p.until("performance.getEntriesByType('resource').filter((e) => /api.drafts.[0-9a-f]{32}$/.test(e.name)).length > 1")
	p.draftSays("is kept on the service")
	times := eval[[]float64](p, "performance.getEntriesByType('resource').filter((e) => /api.drafts.[0-9a-f]{32}$/.test(e.name)).map((e) => e.startTime)")
	for i := 1; i < len(times); i++ {
		if times[i]-times[i-1] < 4900 {
			t.Errorf("drafts were sent at %v ms", times)
		}
	}
	if got := draftsOf(t, srv); len(got) != 1 || got[0].Added != 5 || got[0].From != "north" {
		t.Errorf("the service has %+v", got)
	}
}

// TestDraftOutlastsTheService: while the service is away or refuses, the draft is
// in the browser, and the page says so; it is sent once the service is back.
func TestDraftOutlastsTheService(t *testing.T) {
	t.Parallel()
	srv, door := ownParkBehindDoor(t)
	p := openTab(t, srv, "en", "light", whatIfHash)
	p.expectNoAnswer()
	p.expect(http.StatusForbidden)
	door.set("/api/drafts", gone)
	door.set("/healthz", gone)
	p.place("[118.857,42.2505]")
	p.draftSays("in this browser")
	p.until("!document.querySelector('.notice').hidden")
	if got := p.text("#draft-where"); !strings.Contains(got, "nowhere else") {
		t.Errorf("while the service is away the page says %q", got)
	}
	p.picture("draft-while-away")
	door.set("/api/drafts", nil)
	door.set("/healthz", nil)
	p.draftSays("on the service")
	if got := draftsOf(t, srv); len(got) != 1 || got[0].Added != 1 {
		t.Errorf("once it is back the service has %+v", got)
	}

	puts := &putsOf{}
	door.set("/api/drafts", func(w http.ResponseWriter, r *http.Request) bool {
		puts.note(w, r)
		w.Header().Set("Content-Type", "application/problem+json")
		w.WriteHeader(http.StatusForbidden)
		return true
	})
	p.place("[118.887,42.268]")
	p.draftSays("is kept in this browser only; on the service is the draft of")
	p.until("performance.getEntriesByType('resource').some((e) => e.responseStatus === 403)")
	p.rest()
	p.place("[118.9,42.25]")
	p.draftSays("is kept in this browser only")
	p.run("dispatchEvent(new Event('pagehide'))")
	if n := puts.count(); n != 1 {
		t.Errorf("a service that takes none was asked %d times", n)
	}
	if !p.kept("a:new-3") {
		t.Error("the browser has not kept the last change")
	}
}

// kept says whether the browser's copy of the draft has something.
func (p *tab) kept(words string) bool {
	p.t.Helper()
	evalAsync[bool](p, "new Promise((done) => setTimeout(done, 400, true))") // it is written a moment later
	return eval[bool](p, fmt.Sprintf("(localStorage.getItem('draft') ?? '').includes(%q)", words))
}

// TestDraftOfAPageThatIsLeft: what was changed a moment before the page is loaded
// again is on the service, and the page goes on with the same draft.
func TestDraftOfAPageThatIsLeft(t *testing.T) {
	t.Parallel()
	srv := ownParkServer(t)
	p := openTab(t, srv, "en", "light", whatIfHash)
	p.place("[118.857,42.2505]")
	p.draftSays("on the service")
	first := draftsOf(t, srv)
	p.place("[118.887,42.268]")
	p.draftSays("in this browser only")
	p.run("window.stays = true; location.reload()")
	p.until("!window.stays && window.__app?.resting()")
	for deadline := 0; deadline < 2000; deadline++ {
		if got := draftsOf(t, srv); len(got) == 1 && got[0].Added == 2 {
			break
		}
	}
	left := draftsOf(t, srv)
	if len(left) != 1 || left[0].ID != first[0].ID || left[0].Added != 2 {
		t.Fatalf("left a moment after a change, the service has %+v, had %+v", left, first)
	}
	p.place("[118.9,42.25]")
	p.draftSays("is kept on the service")
	if got := draftsOf(t, srv); len(got) != 1 || got[0].ID != first[0].ID || got[0].Added != 3 {
		t.Errorf("gone on with, the service has %+v", got)
	}
	// Opened without its address, it is offered by the browser and by the service; taken up, there is still one.
	p.goTo("?again")
	p.rest()
	p.until("document.querySelector('#draft-open')?.checkVisibility()")
	p.run("document.querySelector('#draft-open').click()")
	p.rest()
	p.place("[118.87,42.262]")
	p.draftSays("in this browser only")
	p.draftSays("is kept on the service")
	if got := draftsOf(t, srv); len(got) != 1 || got[0].ID != first[0].ID || got[0].Added != 4 {
		t.Errorf("taken up again, the service has %+v", got)
	}
	// Let go by the browser's bar, it is gone there too.
	p.goTo("?once-more")
	p.rest()
	p.until("document.querySelector('#draft-drop')?.checkVisibility()")
	p.run("document.querySelector('#draft-drop').click()")
	noDrafts(t, srv, "let go by the browser's bar")
}

// TestDraftListFits: names that nobody would choose and many drafts keep to the
// width of a phone.
func TestDraftListFits(t *testing.T) {
	t.Parallel()
	srv := ownParkServer(t)
	leaveDraft(t, srv)
	for _, language := range []string{"en", "zh"} {
		p := newTab(t, srv, language, "light")
		p.do(chromedp.EmulateViewport(320, 800), chromedp.Navigate(p.origin+"/#view=scenarios"))
		p.rest()
		p.until("document.querySelector('#drafts li')")
		p.run("document.querySelector('#draft-list').scrollIntoView()")
		p.picture("draft-list-320-" + language)
		wide, small := p.crowded()
		if len(wide)+len(small) > 0 || eval[bool](p, "document.documentElement.scrollWidth > innerWidth") {
			t.Errorf("%s: at 320 pixels too wide: %q, too small: %q", language, wide, small)
		}
		if got := p.listedDrafts(); len(got) != 1 || slices.Contains(got, "") {
			t.Errorf("%s: listed %q", language, got)
		}
	}
}
