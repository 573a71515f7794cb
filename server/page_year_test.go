package server_test

import (
	"fmt"
	"testing"
)

// TestYearSliderCountsWhatIsOpen moves through the years and compares each with the API.
func TestYearSliderCountsWhatIsOpen(t *testing.T) {
	t.Parallel()
	srv := parkServer(t)
	p := openTab(t, srv, "en", "light", "#service=kindergarten&radius=300&demand=land")
	p.run("const s = document.querySelector('#status'); s.value = 'year'; s.dispatchEvent(new Event('change'))")
	p.rest()
	if eval[bool](p, "document.querySelector('.years').hidden") {
		t.Fatal("there is no year slider")
	}
	last := -1
	for _, year := range []int{2013, 2020, 2028, 2035} {
		p.run(fmt.Sprintf("const s = document.querySelector('#year'); s.value = %d; s.dispatchEvent(new Event('input', {bubbles: true}))", year))
		p.rest()
		want := get[coverageAnswer](t, srv, fmt.Sprintf("/api/coverage?service=kindergarten&radius=300&area=park&demand=land&year=%d", year))
		if got := numberIn(t, p.text("#ratio")); !near(got, want.Ratio*100, 1) && want.Ratio*100 > 0.1 {
			t.Errorf("%d: the page shows %v %%, the API says %v", year, got, want.Ratio)
		}
		if got := eval[int](p, "window.__app.inspect().settings.year"); got != year {
			t.Errorf("the address keeps the year %d, want %d", got, year)
		}
		if len(want.Facilities) < last {
			t.Errorf("%d: %d kindergartens are open, %d before", year, len(want.Facilities), last)
		}
		last = len(want.Facilities)
	}
	p.picture("year")
	p.run("const s = document.querySelector('#status'); s.value = 'existing'; s.dispatchEvent(new Event('change'))")
	p.rest()
	want := get[coverageAnswer](t, srv, "/api/coverage?service=kindergarten&radius=300&area=park&demand=land&status=existing")
	if got := numberIn(t, p.text("#ratio")); !near(got, want.Ratio*100, 1) {
		t.Errorf("back to what exists, the page shows %v %%, the API says %v", got, want.Ratio)
	}
}

// TestYearSliderIsThrownThereAndBack moves the slider between two years faster than
// arrays can come: the page asks for no more than it was moved, and comes to rest on the last.
func TestYearSliderIsThrownThereAndBack(t *testing.T) {
	t.Parallel()
	srv := parkServer(t)
	p := openTab(t, srv, "zh", "dark", "#service=kindergarten&radius=300&demand=land&status=year&year=2020")
	p.run("performance.clearResourceTimings(); const s = document.querySelector('#year'); for (const year of [2028, 2029, 2028, 2029, 2028]) { s.value = year; s.dispatchEvent(new Event('input', {bubbles: true})); }")
	p.rest()
	want := get[coverageAnswer](t, srv, "/api/coverage?service=kindergarten&radius=300&area=park&demand=land&year=2028")
	if got := numberIn(t, p.text("#ratio")); !near(got, want.Ratio*100, 1) {
		t.Errorf("the page shows %v %%, the API says %v", got, want.Ratio)
	}
	if n := eval[int](p, "performance.getEntriesByType('resource').filter((e) => e.name.includes('/api/arrays/')).length"); n < 2 || n > 10 {
		t.Errorf("arrays were asked for %d times by five moves of the slider", n)
	}
}
