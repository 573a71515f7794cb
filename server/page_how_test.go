package server_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// howNotes opens every "how is this computed" on the page and returns what each says.
func (p *tab) howNotes() map[string]string {
	p.t.Helper()
	return eval[map[string]string](p, `Object.fromEntries([...document.querySelectorAll('.how')].filter((b) => b.checkVisibility()).map((b) => {
		if (b.getAttribute('aria-expanded') !== 'true') b.click();
		const note = document.getElementById(b.getAttribute('aria-controls'));
		return [note.id.replace('how-', ''), note.checkVisibility() ? note.innerText : ''];
	}))`)
}

// TestEveryNumberSaysHowItIsComputed opens the note beside each number of the
// coverage and scenarios views, in both languages: each is there, says something,
// and the numbers in it are those beside it.
func TestEveryNumberSaysHowItIsComputed(t *testing.T) {
	t.Parallel()
	srv := twoScenarios(t)
	unfilled := regexp.MustCompile(`\{\w+\}|\bhow\.[a-z.]+|undefined|NaN|–`)
	const sites = "&sites=a:new-1@118.857,42.2505&gap=1"
	check := func(p *tab, want []string) map[string]string {
		t.Helper()
		notes := p.howNotes()
		for _, id := range want {
			if _, ok := notes[id]; !ok {
				t.Errorf("nothing says how %s is computed", id)
			}
		}
		for id, text := range notes {
			if !slices.Contains(want, id) {
				t.Errorf("a note %q that the test does not know", id)
			}
			if len(text) < 15 || unfilled.MatchString(text) {
				t.Errorf("%s is said to be computed so: %q", id, text)
			}
		}
		return notes
	}
	for language, demands := range map[string][]string{"en": {"landuse:R", "jobs"}, "zh": {"land", "population"}} {
		for _, demand := range demands {
			p := openTab(t, srv, language, "light", "#service=primary_school&radius=500&demand="+demand+sites)
			wanted := []string{"cov-ratio", "cov-total", "cov-covered", "cov-gap", "cov-gaps", "cov-depth", "curve", "delta-covered", "delta-ratio", "delta-gaps", "gap-columns", "gap-nearest", "gap-cover", "gap-second", "gap-site", "gap-mix"}
			notes := check(p, wanted)
			for id, shown := range map[string]string{"cov-ratio": "#ratio", "cov-gap": "#total"} {
				if !strings.Contains(notes[id], p.text(shown)) {
					t.Errorf("%s, %s: the page shows %q, the note says %q", language, id, p.text(shown), notes[id])
				}
			}
			for _, column := range eval[[]string](p, `[...document.querySelectorAll('#gaps-table th')].map((h) => h.innerText)`) {
				if !strings.Contains(notes["gap-columns"], column) {
					t.Errorf("%s: nothing says what the column %q is", language, column)
				}
			}
			p.picture("how-coverage-" + language)
			p.slide(620)
			if got := p.howNotes()["cov-ratio"]; !strings.Contains(got, p.text("#ratio")) {
				t.Errorf("after the slider the page shows %q and the open note says %q", p.text("#ratio"), got)
			}
			p.run("document.querySelector('input[name=result][value=facilities]').click()")
			p.rest()
			if got := p.howNotes()["facility-columns"]; len(got) < 15 {
				t.Errorf("the facilities' columns are said to be %q", got)
			}
		}
		p := openTab(t, srv, language, "dark", compareHash)
		notes := check(p, []string{"sc-ratio", "sc-covered", "sc-gap", "sc-twice", "sc-gaps", "sc-facilities", "sc-flows", "sc-curves", "sc-districts", "sc-facility"})
		if got := p.text("#compare-ratio"); !strings.Contains(notes["sc-ratio"], got) {
			t.Errorf("%s: the page shows %q, the note says %q", language, got, notes["sc-ratio"])
		}
		p.picture(fmt.Sprintf("how-compare-%s", language))
		for hash, id := range map[string]string{"#view=landuse": "balance", "#view=density": "cells", "#view=density&cells=district&measure=jobs_density": "cells"} {
			p.follow(hash)
			p.until(fmt.Sprintf("document.querySelector('[aria-controls=how-%s]')", id))
			if got := p.howNotes()[id]; len(got) < 15 || unfilled.MatchString(got) {
				t.Errorf("%s %s: the columns are said to be %q", language, hash, got)
			}
		}
	}
}
