package server_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// TestPartsThatDidNotCome opens parts of the page that are fetched when they are first
// wanted while the service is away: each says so and offers to try again, and comes by
// itself once the service is back.
func TestPartsThatDidNotCome(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, hash, act, waits, come string }{
		{"a view", schoolHash, "document.querySelector('.tab[data-view=data]').click()", "", "document.querySelector('.layeritem')"},
		{"the search", schoolHash, "document.querySelector('#search').click()", "", ""},
		{"the classes", "#view=landuse", "document.querySelector('input[name=pane][value=classes]').click()", "#pane-again", "document.querySelector('#mapping-save')"},
		{"the scorecard", "#view=landuse", "document.querySelector('input[name=pane][value=score]').click()", "#pane-again", "document.querySelector('.service')"},
		{"the rules", "#view=landuse", "document.querySelector('input[name=pane][value=rules]').click()", "#pane-again", "document.querySelectorAll('#rule-sets li').length > 0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			srv, d := parkBehindDoor(t)
			p := openTab(t, srv, "en", "light", c.hash)
			p.expectNoAnswer()
			d.set("/", gone)
			p.run(c.act)
			p.until("document.querySelector('.notice').dataset.state === 'offline' && !document.querySelector('.notice').hidden")
			if c.waits != "" {
				p.until("document.querySelector('" + c.waits + "')?.checkVisibility()")
				p.run("document.querySelector('" + c.waits + "').click()") // in vain
				p.until("document.querySelector('" + c.waits + "')?.checkVisibility()")
			}
			p.picture("lazy-away-" + strings.ReplaceAll(c.name, " ", "-"))
			d.set("/", nil)
			p.until("document.querySelector('.notice').hidden")
			if c.come == "" {
				p.rest()
				p.run(c.act)
				p.until("document.querySelector('dialog[open]')")
				return
			}
			p.until(c.come)
			p.rest()
		})
	}
}

// TestPaneThatDidNotComeIsTriedAgain: a part that is refused while the rest is answered
// is fetched by its own button.
func TestPaneThatDidNotComeIsTriedAgain(t *testing.T) {
	t.Parallel()
	srv, d := parkBehindDoor(t)
	p := openTab(t, srv, "zh", "light", "#view=landuse")
	p.expectNoAnswer()
	d.set("/joined/", gone)
	d.set("/healthz", gone)
	p.run("document.querySelector('input[name=pane][value=city]').click()")
	p.until("document.querySelector('#pane-again')?.checkVisibility()")
	if got := p.text(".pane .none"); !strings.Contains(got, "未能取得") {
		t.Errorf("of a pane that did not come the page says %q", got)
	}
	d.set("/joined/", nil)
	p.run("document.querySelector('#pane-again').click()")
	p.until("!document.querySelector('#pane-again') && document.querySelector('.landpanes .pane').firstElementChild")
	d.set("/healthz", nil)
	p.until("document.querySelector('.notice').hidden")
	p.rest()
}

// TestAdviceThatDidNotComeIsAskedForAgain drops a bad file while advice cannot be had,
// and again when it can: the second report has it.
func TestAdviceThatDidNotComeIsAskedForAgain(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		rule func(http.ResponseWriter, *http.Request) bool
	}{{"refused", broken}, {"cut off", gone}} {
		t.Run(c.name, func(t *testing.T) {
			srv, d := parkBehindDoor(t)
			p := openTab(t, srv, "zh", "light", "")
			p.expect(http.StatusInternalServerError)
			p.expect(http.StatusUnprocessableEntity)
			p.expectNoAnswer()
			d.set("/i18n/advice", c.rule)
			for i, advised := range []bool{false, true} {
				p.drop("empty.geojson", "")
				p.until("document.querySelector('#report')?.dataset.phase === 'refused'")
				if got := strings.Contains(p.text("#report"), "请确认选对了文件"); got != advised {
					t.Errorf("report %d: advice is %v, want %v: %q", i, got, advised, p.text("#report"))
				}
				d.set("/i18n/advice", nil)
				p.run("document.querySelector('#report-dialog').close()")
				p.until("!document.querySelector('#report-dialog')")
				p.until("document.querySelector('.notice').hidden")
			}
		})
	}
}

// TestDraftIsOfferedOnceItsBarComes leaves a what-if, opens the page where the bar that
// offers it does not come, and is offered it once it does.
func TestDraftIsOfferedOnceItsBarComes(t *testing.T) {
	t.Parallel()
	srv, d := parkBehindDoor(t)
	p := openTab(t, srv, "en", "light", whatIfHash)
	p.expectNoAnswer()
	p.place("[118.857,42.2505]")
	p.draftSays("in this browser")
	d.set("/joined/draft_bar", gone)
	d.set("/healthz", gone)
	p.run("history.replaceState(null, '', '/" + schoolHash + "'); location.reload()")
	p.until("document.querySelector('.notice')?.dataset.state === 'offline'")
	d.set("/joined/draft_bar", nil)
	d.set("/healthz", nil)
	p.until("document.querySelector('#draft-banner')?.checkVisibility()")
	p.rest()
	if got := fmt.Sprint(eval[int](p, "document.querySelectorAll('#draft-banner').length")); got != "1" {
		t.Errorf("the draft is offered %s times", got)
	}
}

// TestFilesDroppedWhileAway: files dropped before their report has come, while the
// service is away or refuses the part once, are reported on one after the other once
// it is back.
func TestFilesDroppedWhileAway(t *testing.T) {
	t.Parallel()
	busy := func(w http.ResponseWriter, _ *http.Request) bool {
		w.WriteHeader(http.StatusServiceUnavailable)
		return true
	}
	for name, rule := range map[string]func(http.ResponseWriter, *http.Request) bool{"away": gone, "busy": busy} {
		srv, d := parkBehindDoor(t)
		p := newTab(t, srv, "en", "light")
		p.expectNoAnswer()
		p.expect(http.StatusServiceUnavailable)
		d.set("/joined/late", rule)
		p.goTo(schoolHash)
		p.rest()
		if name == "away" {
			d.set("/", rule)
		}
		for _, file := range []string{"one.geojson", "two.geojson"} {
			p.drop(file, threeKindergartens)
		}
		p.until("document.querySelector('.notice').dataset.state === 'offline'")
		d.set("/joined/late", nil)
		d.set("/", nil)
		for _, file := range []string{"one.geojson", "two.geojson"} {
			p.until("document.querySelector('#report')?.dataset.phase === 'checked'")
			if got := p.text("#report-dialog h2"); !strings.Contains(got, file) {
				t.Errorf("%s: the report is %q, want that on %s", name, got, file)
			}
			p.run("document.querySelector('#report-dialog').close()")
			p.until("!document.querySelector('#report-dialog')?.textContent.includes('" + file + "')")
		}
		p.rest()
	}
}

// TestWhatNeverComesIsAskedForLessOften: where the service is well and a part is
// refused again and again, each time takes longer than the one before.
func TestWhatNeverComesIsAskedForLessOften(t *testing.T) {
	t.Parallel()
	srv, d := parkBehindDoor(t)
	p := openTab(t, srv, "en", "light", schoolHash)
	p.expect(http.StatusServiceUnavailable)
	asked := make(chan time.Time, 100)
	d.set("/joined/landuse", func(w http.ResponseWriter, _ *http.Request) bool {
		asked <- time.Now()
		w.WriteHeader(http.StatusServiceUnavailable)
		return true
	})
	p.run("document.querySelector('.tab[data-view=landuse]').click()")
	first, second, third := <-asked, <-asked, <-asked
	if soon, later := second.Sub(first), third.Sub(second); later < soon*3/2 {
		t.Errorf("it is asked for after %v and after %v more", soon, later)
	}
	d.set("/joined/landuse", nil)
	p.until("document.querySelector('#landuse-table')")
	p.rest()
}
