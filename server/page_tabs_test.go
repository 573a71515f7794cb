package server_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// leave closes a tab as a person does: the page hears of it.
func (p *tab) leave() {
	p.t.Helper()
	p.run("dispatchEvent(new Event('pagehide'))")
	call(p, func() error { _, err := chromedp.Call(p.ctx, page.Close, struct{}{}); return err })
}

// offered returns what the page offers that was left unsaved, "" for nothing.
func (p *tab) offered() string {
	p.t.Helper()
	return eval[string](p, "document.querySelector('#draft-banner')?.checkVisibility() ? document.querySelector('#draft-banner span').textContent : ''")
}

// TestTwoTabsOnOneDraft changes one what-if in two tabs of one browser, while the
// service answers and while it does not: each tab's is kept, what each says of
// where it is stays true, and both are offered when the tabs are closed.
func TestTwoTabsOnOneDraft(t *testing.T) {
	t.Parallel()
	srv, door := ownParkBehindDoor(t)
	p := openTab(t, srv, "en", "light", whatIfHash)
	p.place("[118.857,42.2505]")
	p.draftSays("is kept on the service")
	first := draftsOf(t, srv)[0]
	other := p.beside()
	for _, one := range []*tab{p, other} {
		one.expect(http.StatusPreconditionFailed)
		one.expectNoAnswer()
	}
	other.goTo(whatIfHash + "&sites=" + p.sites())
	other.rest()
	other.place("[118.887,42.268]")
	other.draftSays("is kept on the service")

	// What is on the service is the other tab's; the first one's follows as one of its own.
	p.draftSays("one of its own")
	both := draftsOf(t, srv)
	if len(both) != 2 || both[0].Added != 1 || both[1].ID != first.ID || both[1].Added != 2 {
		t.Fatalf("changed in two tabs, the service has %+v, had %+v", both, first)
	}
	p.place("[118.9,42.25]")
	p.draftSays("in this browser")
	p.draftSays("is kept on the service")
	if got := other.text("#draft-where"); !strings.Contains(got, "A draft of it is kept on the service") {
		t.Errorf("the other tab, whose draft is on the service, says %q", got)
	}

	// Without the service each tab's last change is in the browser.
	door.set("/api/drafts", gone)
	door.set("/healthz", gone)
	p.place("[118.872,42.256]")
	other.place("[118.87,42.262]")
	other.place("[118.866,42.262]")
	mine, others := p.sites(), other.sites()
	for _, one := range []*tab{p, other} {
		one.draftSays("The last change is kept in this browser only")
		if !one.kept(one.sites()) {
			t.Errorf("the browser has not kept %q", one.sites())
		}
	}
	p.leave()
	other.leave()
	again := other.beside() // of the same browser
	again.expectNoAnswer()
	door.set("/api/drafts", nil)
	door.set("/healthz", nil)
	again.goTo("")
	again.rest()
	again.until("document.querySelector('#draft-banner')?.checkVisibility()")
	if got := again.offered(); !strings.Contains(got, "4 sites proposed") {
		t.Errorf("what the other tab left last is offered as %q", got)
	}
	again.run("document.querySelector('#draft-drop').click()")
	if got := again.offered(); !strings.Contains(got, "3 sites proposed") {
		t.Errorf("after it, what the first tab left is offered as %q", got)
	}
	again.picture("draft-of-two-tabs")
	again.run("document.querySelector('#draft-open').click()")
	again.rest()
	if got := again.sites(); got != mine {
		t.Errorf("taken up, the what-if is %q, want %q", got, mine)
	}
	if again.kept(others) {
		t.Error("what was thrown away is kept")
	}
}

// TestDraftEndsInAnotherTab saves a what-if as a scenario in one tab, or clears it,
// while another shows it: that one says so, and keeps what is changed in it then.
func TestDraftEndsInAnotherTab(t *testing.T) {
	t.Parallel()
	for name, ends := range map[string]func(p *tab){
		"cleared": func(p *tab) { p.run("document.querySelector('#clear-sites').click()") },
		"saved": func(p *tab) {
			p.run("document.querySelector('#keep-sites').click()")
			p.until("document.querySelector('#save-scenario')?.checkVisibility()")
			p.rest()
			p.run("document.querySelector('#save-scenario').click()")
			p.until("document.querySelector('#toast').textContent.includes('saved')")
		},
	} {
		srv := ownParkServer(t)
		p := openTab(t, srv, "en", "light", whatIfHash)
		p.place("[118.857,42.2505]")
		p.draftSays("is kept on the service")
		other := p.beside()
		other.goTo(whatIfHash + "&sites=" + p.sites())
		other.rest()
		ends(other)
		p.draftSays("Another tab saved its draft or threw it away")
		noDrafts(t, srv, name)
		if p.kept("a:new") {
			t.Errorf("%s, the browser keeps a draft of it", name)
		}
		p.picture("draft-" + name + "-in-another-tab")
		sites := p.sites()
		p.place("[118.887,42.268]")
		p.draftSays("A draft of it is kept on the service")
		if got := draftsOf(t, srv); len(got) != 1 || got[0].Added != 2 {
			t.Errorf("%s, and changed, the service has %+v", name, got)
		}
		// Another tab that ends what it shows leaves what was changed here.
		third := p.beside()
		third.goTo(whatIfHash + "&sites=" + sites)
		third.rest()
		third.run("document.querySelector('#clear-sites').click()")
		third.rest()
		if !p.kept(p.sites()) || len(draftsOf(t, srv)) != 1 {
			t.Errorf("%s: a third tab that cleared another what-if took this one", name)
		}
	}
}
