package server_test

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"catchment/geo/trial"
)

// figures are the numbers of an answer by name; facilities by their id.
func figures(c counted) map[string]float64 {
	all := map[string]float64{"total": c.Demand.Total, "covered": c.Covered, "gap": c.Gap}
	for _, d := range c.Depth {
		all[fmt.Sprint("depth ", d.K)] = d.Amount
	}
	for _, f := range c.Facilities {
		all["reach of "+f.ID], all["exclusive of "+f.ID] = f.Reach, f.Exclusive
	}
	return all
}

// same holds the figures of one answer against those of another, to a share of
// the demand.
func same(t *testing.T, law string, got, want counted, share float64) {
	t.Helper()
	g, w := figures(got), figures(want)
	for name := range maps.Keys(w) {
		if d := math.Abs(g[name] - w[name]); !(d <= share*want.Demand.Total) {
			t.Errorf("%s: %s is %.9f, was %.9f (%.1e of the demand)", law, name, g[name], w[name], d/want.Demand.Total)
		}
	}
	for name := range maps.Keys(g) {
		if _, there := w[name]; !there && math.Abs(g[name]) > share*want.Demand.Total {
			t.Errorf("%s: %s is %.9f, there was none", law, name, g[name])
		}
	}
}

// TestLawsOfHamlets holds, over HTTP, that no figure depends on how parcels are
// cut up, on the order of features, layers and corners, or on where along its
// parallel the place lies; that coverage does not fall as the radius grows; and
// that closing a site and adding it again changes nothing.
//
// The tolerances are shares of the demand. Orders change rounding only, 1e-9.
// Cutting a parcel projects new corners and adds their rounding, 1e-9; a
// degree of longitude shifted by another is rounded to 1e-14 degrees, 1e-9 m,
// which along all borders of a place 3 km wide comes to 1e-8 of it.
func TestLawsOfHamlets(t *testing.T) {
	for seed := range trial.Rounds(2 * len(hamletKinds)) {
		h := newHamlet(seed)
		t.Run(fmt.Sprintf("%s/%d", hamletKinds[seed%uint64(len(hamletKinds))], seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 29))
			plain := h.serve(t, nil)
			others := map[string]*site{
				"parcels in two":   h.divided(false).serve(t, nil),
				"parcels in four":  h.divided(true).serve(t, nil),
				"another order":    h.serve(t, r),
				"half a degree on": h.moved(0.5).serve(t, nil),
				"a globe's third":  h.moved(-120.3).serve(t, nil),
			}
			for _, demand := range []string{"land", "landuse:R", "population"} {
				here := law{plain, demand}
				c := here.ask(t, h.radiusM, "")
				for name, s := range others {
					share := 1e-9
					if strings.Contains(name, "globe") || strings.Contains(name, "degree") {
						share = 1e-8
					}
					same(t, demand+", "+name, law{s, demand}.ask(t, h.radiusM, ""), c, share)
				}
				addUp(t, demand, c)
				last := 0.0
				for _, times := range []float64{0.3, 0.7, 1, 1 + 1e-9, 1.01, 2, 10} {
					grown := here.ask(t, h.radiusM*times, "")
					if grown.Covered < last-1e-12*grown.Demand.Total {
						t.Errorf("%s: at %g of the radius %.9f is covered, before it was %.9f", demand, times, grown.Covered, last)
					}
					last = grown.Covered
				}
				changed(t, here, h, r.IntN(len(h.sites)), c)
			}
		})
	}
}

// changed holds a question whose k-th site is put where it stands, by a move or
// by closing it and adding it again, against the question without changes, of
// which c is the answer, and asks that again. Facilities as the data has them
// are summed about another origin than changed ones, which is rounding.
func changed(t *testing.T, l law, h *hamlet, k int, c counted) {
	t.Helper()
	place := fmt.Sprintf(`{"id":"s%d","lon":%v,"lat":%v}`, k, h.sites[k][0], h.sites[k][1])
	moved := l.ask(t, h.radiusM, `"moved":[`+place+`]`)
	same(t, l.demand+", moved to where it stands", moved, c, 1e-12)
	added := l.ask(t, h.radiusM, fmt.Sprintf(`"closed":["s%d"],"added":[%s]`, k, place))
	same(t, l.demand+", closed and added", added, c, 1e-12)
	l.ask(t, h.radiusM, fmt.Sprintf(`"closed":["s%d"]`, k))
	same(t, l.demand+", asked again after a site was closed", l.ask(t, h.radiusM, ""), c, 0)
	same(t, l.demand+", moved once more", l.ask(t, h.radiusM, `"moved":[`+place+`]`), moved, 0)
}

// addUp holds the sums of an answer.
func addUp(t *testing.T, demand string, c counted) {
	t.Helper()
	depths, weighted, reached, alone, one := 0.0, 0.0, 0.0, 0.0, 0.0
	for _, d := range c.Depth {
		depths, weighted = depths+d.Amount, weighted+float64(d.K)*d.Amount
		if d.K == 1 {
			one = d.Amount
		}
	}
	for _, f := range c.Facilities {
		reached, alone = reached+f.Reach, alone+f.Exclusive
	}
	for _, sum := range []struct {
		law       string
		got, want float64
	}{
		{"all depths together", depths, c.Demand.Total},
		{"Σ k × amount at depth k, and Σ reach", weighted, reached},
		{"Σ exclusive, and depth 1", alone, one},
		{"covered and gap", c.Covered + c.Gap, c.Demand.Total},
	} {
		if math.Abs(sum.got-sum.want) > 1e-9*c.Demand.Total {
			t.Errorf("%s: %s: %.9f and %.9f", demand, sum.law, sum.got, sum.want)
		}
	}
}
