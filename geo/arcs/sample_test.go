package arcs_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"catchment/geo/arcs"
	"catchment/geo/trial"

	"github.com/paulmach/orb"
)

// sample is the answer of the Monte-Carlo oracle: the area's box is cut into
// k × k cells, and in each cell one random place is asked which facilities are
// at a distance of nothing.
func sample(r *rand.Rand, a arrangement, k int) (depth, reach []float64, box float64) {
	bound := a.area.Bound()
	w, h := (bound.Max[0]-bound.Min[0])/float64(k), (bound.Max[1]-bound.Min[1])/float64(k)
	depth, reach = make([]float64, len(a.reaches)+1), make([]float64, len(a.reaches))
	for i := range k * k {
		p := orb.Point{bound.Min[0] + w*(float64(i%k)+r.Float64()), bound.Min[1] + h*(float64(i/k)+r.Float64())}
		inside := false
		for _, g := range a.area {
			inside = inside || arcs.Grown{g, 0}.DistanceM(p) == 0
		}
		if !inside {
			continue
		}
		n := 0
		for f, parts := range a.reaches {
			for _, part := range parts {
				if b := part.Bound(); b.Contains(p) && part.DistanceM(p) == 0 {
					reach[f] += w * h
					n++
					break
				}
			}
		}
		depth[n] += w * h
	}
	return depth, reach, w * h * float64(k*k)
}

// Some two thousand arrangements against as many samples. One sample of n
// places is off by at most 1/(2√n) of the box, one standard deviation; six of
// those are allowed it, and their mean over m arrangements a √m-th.
func TestSweepAgainstMonteCarlo(t *testing.T) {
	const k = 40
	bias := map[string][2]float64{} // sum of the differences in units of the box, and their number
	eachFamily(t, trial.Rounds(120), func(t *testing.T, seed uint64, a arrangement) {
		depth, reach, box := sample(rand.New(rand.NewPCG(seed, 99)), a, k)
		got := sweep(t, a, arcs.Options{})
		check := func(what string, i int, got, want float64) {
			if off := (got - want) / box; !(math.Abs(off) <= 6*0.5/k) {
				t.Errorf("seed %d: %s[%d] = %.1f, sampled %.1f", seed, what, i, got, want)
			}
		}
		for i, want := range depth {
			have := 0.0
			if i < len(got.Depth) {
				have = got.Depth[i]
			}
			check("Depth", i, have, want)
		}
		for i, want := range reach {
			check("Reach", i, got.Reach[i], want)
		}
		b := bias[t.Name()]
		bias[t.Name()] = [2]float64{b[0] + (got.Depth[0]-depth[0])/box, b[1] + 1}
	})
	for name, b := range bias {
		if mean := b[0] / b[1]; math.Abs(mean) > 6*0.5/k/math.Sqrt(b[1]) {
			t.Errorf("%s: Depth[0] is off by %.4f of the box in the mean of %v arrangements", name, mean, b[1])
		}
	}
}
