package arcs_test

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"catchment/geo/arcs"
	"catchment/geo/trial"
)

func sweep(t testing.TB, a arrangement, opt arcs.Options) *arcs.Result {
	t.Helper()
	r, err := arcs.Sweep(context.Background(), a.area, a.reaches, opt)
	if err != nil {
		t.Fatalf("Sweep: %v", err)
	}
	return r
}

func eachFamily(t *testing.T, rounds uint64, check func(t *testing.T, seed uint64, a arrangement)) {
	each(t, rounds, families, check)
}

func each(t *testing.T, rounds uint64, families map[string]family, check func(t *testing.T, seed uint64, a arrangement)) {
	for name, make := range families {
		t.Run(name, func(t *testing.T) {
			for seed := range rounds {
				check(t, seed, make(rand.New(rand.NewPCG(seed, 7))))
			}
		})
	}
}

// The line oracle's own error at 2000 lines is below 4e-4 of the area: 3.2e-4
// where many edges run along the lines, 1e-5 at ten times as many. The
// smallest thing the sweep can get wrong, one piece of boundary, is larger.
func TestSweepAgainstRuledLines(t *testing.T) {
	eachFamily(t, trial.Rounds(4), func(t *testing.T, seed uint64, a arrangement) {
		want := rule(a.area, a.reaches, 2000)
		got := sweep(t, a, arcs.Options{})
		tol := 4e-4*want.area + 1e-9
		near := func(what string, i int, got, want float64) {
			if math.Abs(got-want) > tol || math.IsNaN(got) {
				t.Errorf("seed %d: %s[%d] = %.6f, want %.6f", seed, what, i, got, want)
			}
		}
		near("area", 0, got.AreaM2, want.area)
		for k := range max(len(got.Depth), len(want.depth)) {
			g, w := 0.0, 0.0
			if k < len(got.Depth) {
				g = got.Depth[k]
			}
			if k < len(want.depth) {
				w = want.depth[k]
			}
			near("Depth", k, g, w)
		}
		for i := range a.reaches {
			near("Reach", i, got.Reach[i], want.reach[i])
			near("Exclusive", i, got.Exclusive[i], want.exclusive[i])
		}
	})
}
