package server_test

import (
	"encoding/json"
	"math"
	"strconv"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// TestCoverageByDistrict opens the table of districts by keyboard: its numbers are
// the service's, they add up to the whole, follow the radius and the what-if, and
// are saved as shown.
func TestCoverageByDistrict(t *testing.T) {
	t.Parallel()
	srv := parkServer(t)
	for _, language := range []string{"en", "zh"} {
		p := openTab(t, srv, language, "light", "#service=primary_school&radius=500&demand=population&sites=a:new-1@118.857,42.2505")
		p.run("document.querySelector('input[name=result]:checked').focus()")
		p.press(kb.ArrowRight)
		p.press(kb.ArrowRight)
		p.until("document.querySelector('#by-district tbody tr')")
		p.rest()
		if at := eval[string](p, "document.activeElement.value ?? ''"); at != "districts" {
			t.Errorf("%s: the focus is on %q after the arrow keys", language, at)
		}
		for _, radius := range []float64{500, 700} {
			if radius != 500 {
				p.slide(int(radius))
				p.rest()
			}
			question := func(sites string) json.RawMessage {
				return json.RawMessage(`{"service":"primary_school","radius":` + strconv.Itoa(int(radius)) + `,"area":"park","demand":"population","status":"existing"` + sites + `}`)
			}
			c := post[struct {
				B         struct{ Total, Covered float64 }
				Districts []struct {
					TotalB   float64 `json:"total_b"`
					CoveredA float64 `json:"covered_a"`
					CoveredB float64 `json:"covered_b"`
				}
			}](t, srv, "/api/scenarios/compare", map[string]any{"a": question(""), "b": question(`,"sites":{"added":[{"id":"new-1","lon":118.857,"lat":42.2505}]}`)})
			gaps, ratios, deltas := p.shownNumbers("#by-district td:nth-child(3)"), p.shownNumbers("#by-district td:nth-child(4)"), p.shownNumbers("#by-district td:nth-child(5)")
			if len(gaps) != len(c.Districts) || len(ratios) != len(gaps) || len(deltas) != len(gaps) {
				t.Fatalf("%s: %d, %d and %d numbers of %d districts", language, len(gaps), len(ratios), len(deltas), len(c.Districts))
			}
			sum := 0.0
			for i, d := range c.Districts {
				sum += gaps[i]
				if math.Abs(gaps[i]-(d.TotalB-d.CoveredB)) > 0.51 || math.Abs(ratios[i]-100*d.CoveredB/d.TotalB) > 0.051 || math.Abs(deltas[i]-100*(d.CoveredB-d.CoveredA)/d.TotalB) > 0.051 {
					t.Errorf("%s, %v m, district %d: shown %v not reached, %v %%, %+v; the service says %+v", language, radius, i, gaps[i], ratios[i], deltas[i], d)
				}
			}
			if want := c.B.Total - c.B.Covered; math.Abs(sum-want) > 0.51*float64(len(gaps)) {
				t.Errorf("%s: districts add up to %v not reached, want %v", language, sum, want)
			}
			if stale := eval[string](p, "document.querySelector('.tablebox').dataset.stale"); stale != "false" {
				t.Errorf("%s: at rest the table is stale: %s", language, stale)
			}
		}
		p.picture("districts-" + language)
		_, file := p.saved("#csv-4")
		if saved, shown := filled(t, file, "gap"), p.shownNumbers("#by-district td:nth-child(3)"); len(saved) != len(shown) || math.Abs(saved[0]-shown[0]) > 0.51 {
			t.Errorf("%s: saved %v, shown %v", language, saved, shown)
		}
	}
}
