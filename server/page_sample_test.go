package server_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"catchment/data"
	"catchment/data/songshan"
)

// TestSampleIsOpened: where nothing is loaded a button brings the bundled place,
// with an answer on the map; undo takes it away and redo brings it again.
func TestSampleIsOpened(t *testing.T) {
	t.Parallel()
	for _, language := range []string{"en", "zh"} {
		srv := emptyServer(t)
		p := openTab(t, srv, language, "light", "")
		offered := func() bool { return eval[bool](p, "document.querySelector('#sample').checkVisibility()") }
		layers := func() int { return len(get[struct{ Layers []struct{} }](t, srv, "/api/layers").Layers) }
		if !offered() {
			t.Fatal("where nothing is loaded no sample is offered")
		}
		p.picture("sample-" + language)
		p.run("document.querySelector('#sample').click()")
		p.until("document.querySelector('#ratio').textContent.includes('%')")
		p.rest()
		p.picture("sample-open-" + language)
		if got := layers(); offered() || got != len(songshan.Layers()) {
			t.Errorf("with %d layers the sample is offered: %v", got, offered())
		}
		answer := get[fullAnswer](t, srv, "/api/coverage?"+strings.TrimPrefix(p.asked(), "?"))
		if got := numberIn(t, p.text("#ratio")); !near(got, 100*answer.Ratio, 1) {
			t.Errorf("the page says %v %%, the API %v", got, answer.Ratio)
		}
		p.run("document.querySelector('#undo').click()")
		p.until("document.querySelector('#sample').checkVisibility()")
		if got := layers(); got != 0 {
			t.Errorf("undo leaves %d layers", got)
		}
		p.until("!document.querySelector('#redo').disabled")
		if !eval[bool](p, "document.querySelector('#undo').disabled") {
			t.Error("what the page filled in by itself can be taken back")
		}
		p.run("document.querySelector('#redo').click()")
		p.until("document.querySelector('#ratio').textContent.includes('%')")
		p.rest()
		if got := layers(); got != len(songshan.Layers()) {
			t.Errorf("redo brings %d layers", got)
		}
	}
}

// TestSampleBroughtMeanwhile takes the sample back in one tab and brings it in
// another: doing it again in the first is refused in words of the page, which shows
// what is there, and what cannot be done is offered no more. So it is where the
// button is pressed while somebody else has loaded something.
func TestSampleBroughtMeanwhile(t *testing.T) {
	t.Parallel()
	for _, language := range []string{"en", "zh"} {
		srv := emptyServer(t)
		p, late := openTab(t, srv, language, "light", ""), openTab(t, srv, language, "light", "")
		for _, one := range []*tab{p, late} {
			one.expect(http.StatusConflict)
		}
		p.run("document.querySelector('#sample').click()")
		p.until("document.querySelector('#ratio').textContent.includes('%')")
		p.rest()
		p.run("document.querySelector('#undo').click()")
		p.until("!document.querySelector('#redo').disabled")
		p.rest()
		answer, err := srv.Client().Post(srv.URL+"/api/sample", "", nil)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		for name, press := range map[*tab]string{p: "#redo", late: "#sample"} {
			name.run("document.querySelector('" + press + "').click()")
			name.until("document.querySelector('.notice')?.checkVisibility()")
			name.until("document.querySelector('#ratio').textContent.includes('%')")
			name.rest()
			said := name.text(".notice")
			if want := words(t, language)["sample.there"]; !strings.Contains(said, want) || strings.Contains(said, "bundled") {
				t.Errorf("%s: after %s the page says %q, want %q", language, press, said, want)
			}
			if language == "zh" && eval[int](name, "document.querySelectorAll('.notice [lang=en]').length") > 0 {
				t.Errorf("after %s words of the page are marked as English", press)
			}
			if !eval[bool](name, "document.querySelector('#redo').disabled && document.querySelector('#undo').disabled && !document.querySelector('#sample').checkVisibility()") {
				t.Errorf("%s: after %s what cannot be done is offered", language, press)
			}
			name.picture("sample-meanwhile-" + language + press[1:])
		}
		if got := len(get[struct{ Layers []struct{} }](t, srv, "/api/layers").Layers); got != len(songshan.Layers()) {
			t.Errorf("%s: %d layers in the end", language, got)
		}
		// The stack goes on: a choice is a step, and is taken back.
		before := p.address()
		p.run("const r = document.querySelector('#radius'); r.value = 900; r.dispatchEvent(new Event('change', {bubbles: true}))")
		p.until("!document.querySelector('#undo').disabled")
		p.run("document.querySelector('#undo').click()")
		p.until("!document.querySelector('#redo').disabled")
		p.rest()
		if got := p.address(); got != before {
			t.Errorf("%s: a step after it is taken back to %s, was %s", language, got, before)
		}
	}
}

// asked returns the page's question as an address has it.
func (p *tab) asked() string {
	p.t.Helper()
	q := eval[map[string]any](p, "window.__app.inspect().asked")
	return fmt.Sprintf("service=%v&radius=%v&area=%v&demand=%v&status=%v", q["service"], q["radius"], q["area"], q["demand"], q["status"])
}

// TestSampleIsOnlyForTheEmpty: the bundled place is refused where there are layers,
// and comes once however many ask at once.
func TestSampleIsOnlyForTheEmpty(t *testing.T) {
	t.Parallel()
	srv := emptyServer(t)
	if !get[struct{ Sample bool }](t, srv, "/api/layers").Sample {
		t.Error("an empty service offers no sample")
	}
	answers := make(chan int)
	for range 4 {
		go func() {
			answer, err := srv.Client().Post(srv.URL+"/api/sample", "", nil)
			if err != nil {
				answers <- 0
				return
			}
			answer.Body.Close()
			answers <- answer.StatusCode
		}()
	}
	seen := map[int]int{}
	for range 4 {
		seen[<-answers]++
	}
	if seen[201] != 1 || seen[409] != 3 {
		t.Errorf("four who ask at once are answered %v", seen)
	}
	for _, l := range get[struct{ Layers []data.Meta }](t, srv, "/api/layers").Layers {
		if l.Version != 1 {
			t.Errorf("%s came %d times", l.ID, l.Version)
		}
	}
	if get[struct{ Sample bool }](t, srv, "/api/layers").Sample {
		t.Error("a service with layers offers the sample")
	}
}
