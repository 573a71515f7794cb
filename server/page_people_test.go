package server_test

import (
	"fmt"
	"strings"
	"testing"
)

// TestComparisonOfPeopleKeepsItsColours: where people are compared, land where
// nobody is counted has a colour of its own, and keeps it while the radius moves
// and when the service has answered.
func TestComparisonOfPeopleKeepsItsColours(t *testing.T) {
	t.Parallel()
	srv := ownParkServer(t)
	put(t, srv, "people", strings.ReplaceAll(schools, `"demand":"landuse:R"`, `"demand":"population"`))
	p := openTab(t, srv, "en", "light", "#view=scenarios&a=today&b=people&swipe=0.5")
	legend := p.swatches()
	nobody, gap := legend["Out of reach; nobody is counted here"], legend["Not reached"]
	if nobody == "" || gap == "" {
		t.Fatalf("the legend says %v", legend)
	}
	at := func(lonLat string) string {
		rgba := eval[[]int](p, "[...window.__app.colorAt('answer', "+lonLat+")]")
		return fmt.Sprintf("%d,%d,%d", rgba[0], rgba[1], rgba[2])
	}
	const nowhere, somebody = "[118.8995,42.2498]", "[118.87906534,42.2538241]"
	look := func(when string) {
		t.Helper()
		if a, b := at(nowhere), at(somebody); a != nobody || b != gap {
			t.Errorf("%s nobody's land is %s and somebody's %s, want %s and %s", when, a, b, nobody, gap)
		}
	}
	look("as the service answered")
	p.picture("people-compared")
	p.run(`const r = document.querySelector('#slider'); r.value = 380; r.dispatchEvent(new Event('input', {bubbles: true}))`)
	look("while the radius moves")
	p.rest()
	look("at another radius")
}

// TestGapListIsNarrowed: words leave the gaps of districts that are called so, the
// key for the next gap goes through these only, and no words leave all again.
func TestGapListIsNarrowed(t *testing.T) {
	t.Parallel()
	p := openTab(t, parkServer(t), "zh", "light", "#service=bus_stop&radius=300&demand=jobs")
	listed := func() string {
		return eval[string](p, `[...document.querySelectorAll('#gaps-table tbody tr')].map((r) => r.dataset.key + ' ' + r.cells[1].textContent).join()`)
	}
	write := func(words string) {
		p.run(fmt.Sprintf(`const s = document.querySelector('#gap-seek'); s.value = %q; s.dispatchEvent(new Event('input', {bubbles: true}))`, words))
		p.rest()
	}
	all := listed()
	write("Song")
	few := listed()
	var want []string
	for _, row := range strings.Split(all, ",") {
		if strings.Contains(row, "松") {
			want = append(want, row)
		}
	}
	if few != strings.Join(want, ",") || len(want) < 2 || few == all {
		t.Errorf("of %q the words leave %q, want %q", all, few, want)
	}
	p.picture("gaps-narrowed")
	for range want {
		p.key("g")
		p.rest()
	}
	if got := eval[float64](p, "window.__app.inspect().settings.gap"); !strings.HasPrefix(want[len(want)-1], fmt.Sprintf("%.0f ", got)) {
		t.Errorf("after %d gaps the key has come to %v of %q", len(want), got, want)
	}
	write("nowhere")
	if got := p.text(".side.right .none"); got != words(t, "zh")["gaps.unsought"] {
		t.Errorf("where no gap fits the page says %q", got)
	}
	write("")
	if got := listed(); got != all {
		t.Errorf("without words %q are listed, want %q", got, all)
	}
}
