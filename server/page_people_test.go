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
