package server_test

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// pick chooses in a select as a person does, at random among what can be chosen.
func (p *tab) pick(selector string, random *rand.Rand) {
	p.t.Helper()
	p.run(fmt.Sprintf(`const e = document.querySelector(%q), can = [...e?.options ?? []].filter((o) => !o.disabled);
		if (can.length && e.checkVisibility()) {
			e.value = can[Math.floor(%v * can.length)].value;
			e.dispatchEvent(new Event("change", { bubbles: true }));
		}`, selector, random.Float64()))
}

// TestCellsAreOnlyAskedForAsTheyArePossible chooses cells, size and smoothing at
// random and fast, and by addresses that name finer ones: the service is never
// asked for what it refuses, and the page says at the control what it shows instead.
func TestCellsAreOnlyAskedForAsTheyArePossible(t *testing.T) {
	t.Parallel()
	srv := ownParkServer(t)
	loaded(t, srv, "county", url.Values{"role": {"boundary"}}, "application/geo+json",
		`{"type":"FeatureCollection","features":[{"type":"Feature","id":"county","properties":{"name":"松山区","kind":"study_area"},"geometry":{"type":"Polygon","coordinates":[[[118.55,42],[119.25,42],[119.25,42.52],[118.55,42.52],[118.55,42]]]}}]}`)
	random := rand.New(rand.NewPCG(13, 13))
	p := openTab(t, srv, "en", "light", "#view=density&cells=square&size=50&area=county")
	for _, cells := range []string{"square", "hex"} {
		p.follow("#view=density&area=county&size=50&kernel=2000&cells=" + cells)
		got := eval[string](p, "[...document.querySelectorAll('#size-note')].filter((e) => e.checkVisibility()).map((e) => e.textContent).join()")
		if got != "Cells of 50 m would be more than 50,000 here; those of 500 m are shown." || !strings.Contains(p.text(".sentence"), " cells of 500 m") {
			t.Errorf("of %s cells of 50 m the page says %q and %q", cells, got, p.text(".sentence"))
		}
	}
	p.picture("cells-of-a-county")
	for range 8 {
		p.pick([]string{"#cells", "#size", "#kernel"}[random.IntN(3)], random)
		if random.IntN(3) > 0 {
			continue
		}
		p.rest()
		if !strings.Contains(p.text(".sentence"), " on average") {
			t.Errorf("at %s the page says %q", eval[string](p, "location.hash"), p.text(".sentence"))
		}
	}
	p.rest()
	p.follow("#view=density&cells=square&size=777&kernel=700")
	if got := eval[[]string](p, "['size', 'kernel'].map((id) => document.getElementById(id).value)"); !slices.Equal(got, []string{"777", "700"}) {
		t.Errorf("a link to cells of 777 m and a kernel of 700 m leaves %q chosen", got)
	}
}
