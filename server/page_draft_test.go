package server_test

import (
	"strings"
	"testing"
)

// TestWhatIfSurvives leaves a what-if without saving it: it is offered when the
// page is opened again, is there after a reload that comes at once, and is no
// longer offered once it was saved, cleared or let go.
func TestWhatIfSurvives(t *testing.T) {
	t.Parallel()
	srv := ownParkServer(t)
	p := openTab(t, srv, "en", "light", whatIfHash)
	place := func() {
		p.key("p")
		p.click(p.placeOf("[118.857,42.2505]"))
		p.until("window.__app.inspect().settings.sites.startsWith('a:')")
		p.key("p")
		p.rest()
	}
	open := func() {
		p.t.Helper()
		p.goTo("?again") // without its address
		p.rest()
		p.goTo("")
		p.rest()
	}
	offered := func() bool {
		return eval[bool](p, "Boolean(document.querySelector('#draft-banner')?.checkVisibility())")
	}

	place()
	p.until("document.querySelector('#draft-where').textContent.includes('in this browser')")
	sites, ratio := p.sites(), p.text("#ratio")
	p.run("window.stays = true; location.reload()")
	p.until("!window.stays && window.__app?.resting()")
	if p.sites() != sites || p.text("#ratio") != ratio {
		t.Errorf("after a reload the what-if is %q at %s, want %q at %s", p.sites(), p.text("#ratio"), sites, ratio)
	}
	open()
	if p.sites() != "" || !offered() {
		t.Fatalf("opened without its address, the page has the what-if %q; it is offered: %v", p.sites(), offered())
	}
	if got := p.text("#draft-banner"); !strings.Contains(got, "1 site proposed") {
		t.Errorf("what is offered is called %q", got)
	}
	p.picture("draft-offered")
	p.run("document.querySelector('#draft-open').click()")
	p.rest()
	if p.sites() != sites || p.text("#ratio") != ratio || offered() {
		t.Errorf("taken up, the what-if is %q at %s, want %q at %s", p.sites(), p.text("#ratio"), sites, ratio)
	}
	// Moved a moment before the reload: the address is not written yet.
	x, y := p.placeOf("[" + strings.Split(sites, "@")[1] + "]")
	p.drag(x, y, x+40, y)
	moved := p.sites()
	p.run("window.stays = true; location.reload()")
	p.until("!window.stays && window.__app?.resting()")
	if p.sites() != moved {
		p.run("document.querySelector('#draft-open').click()")
		p.rest()
	}
	if p.sites() != moved {
		t.Errorf("moved just before a reload, the site is at %q, want %q", p.sites(), moved)
	}

	p.run("document.querySelector('#clear-sites').click()")
	p.rest()
	open()
	if offered() {
		t.Error("a what-if that was cleared is offered")
	}
	place()
	open()
	p.run("document.querySelector('#draft-drop').click()")
	open()
	if offered() {
		t.Error("a what-if that was let go is offered again")
	}
	place()
	p.run("document.querySelector('#keep-sites').click()")
	p.until("document.querySelector('#save-scenario')?.checkVisibility()")
	p.run("document.querySelector('#save-scenario').click()")
	p.until("document.querySelector('#toast').textContent.includes('saved')")
	p.rest()
	open()
	if offered() {
		t.Error("a what-if that was saved is offered")
	}
	for _, nonsense := range []string{"{", "null", `{"at":"x","settings":{"sites":7}}`, `{"at":"","settings":null}`} {
		p.run("localStorage.setItem('draft', `" + nonsense + "`)")
		open()
	}
}
