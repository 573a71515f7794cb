package server_test

import (
	"strings"
	"testing"
)

// takeDraft opens the scenarios view and takes up the draft that is offered first.
func takeDraft(t *testing.T, p *tab) {
	t.Helper()
	p.until("document.querySelector('#drafts [data-act=take]')")
	p.run("document.querySelector('#drafts [data-act=take]').click()")
	p.until("window.__app.inspect().settings.view === 'coverage'")
	p.rest()
}

// TestDraftTakenUpIsLeftAgain takes up a draft of somebody else and takes that back: the
// service has the draft as it was, and no copy of it is offered as one of this browser.
func TestDraftTakenUpIsLeftAgain(t *testing.T) {
	t.Parallel()
	srv := ownParkServer(t)
	leaveDraft(t, srv)
	p := openTab(t, srv, "en", "light", "#view=scenarios")
	left := draftsOf(t, srv)
	for range 2 {
		takeDraft(t, p)
		evalAsync[bool](p, "new Promise((done) => setTimeout(() => done(true), 400))") // the browser has a copy
		p.undo()
		p.rest()
		evalAsync[bool](p, "new Promise((done) => setTimeout(() => done(true), 700))") // what is written, or removed, a moment later is
		p.rest()
		if got := draftsOf(t, srv); len(got) != 1 || got[0] != left[0] {
			t.Errorf("taken up and left again, the service has %+v, had %+v", got, left)
		}
		if got := p.sites(); got != "" {
			t.Errorf("left again, the what-if is %s", got)
		}
		p.follow("#view=scenarios")
	}
	p.redo()
	p.until("window.__app.inspect().settings.sites.includes('primary_school-05')")
	p.run("document.querySelector('[data-view=coverage].tab').click()")
	p.rest()
	p.place("[118.887,42.268]")
	untilDrafts(t, srv, "gone on with after all", func(all []draftShape) bool { return len(all) == 1 && all[0].ID == left[0].ID && all[0].Added == 2 })
}

// TestDraftOfWithdrawnFacilities takes up a draft of which a facility, and then the whole
// layer, has been withdrawn: it opens without, and the page says so.
func TestDraftOfWithdrawnFacilities(t *testing.T) {
	t.Parallel()
	srv := ownParkServer(t)
	leaveDraft(t, srv)
	withdraw(t, srv, "/collections/facilities/items/primary_school-05")
	p := openTab(t, srv, "en", "light", "#view=scenarios")
	takeDraft(t, p)
	if got := p.text(".notice"); !strings.Contains(got, "1 change of the what-if is of a facility that is not here") {
		t.Errorf("a draft is taken up, the notice says %q", got)
	}
	if got := p.sites(); got != "a:new-1@118.87,42.262" {
		t.Errorf("what is left of the draft is %q", got)
	}
	if got := p.text("#ratio"); !strings.Contains(got, "%") {
		t.Errorf("the answer is %q", got)
	}
	p.picture("withdrawn-facility")
	withdraw(t, srv, "/api/layers/facilities")
	other := openTab(t, srv, "zh", "dark", "#view=scenarios")
	takeDraft(t, other)
	if got := other.text(".notice"); !strings.Contains(got, "primary_school") {
		t.Errorf("without the service, the notice says %q", got)
	}
	if got := other.text("#ratio"); !strings.Contains(got, "%") {
		t.Errorf("the answer is %q", got)
	}
	other.picture("withdrawn-layer")
}
