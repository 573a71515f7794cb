package tiles

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"catchment/geo/index"
)

// TestFoundInOrder: what is found is what the tree finds, ascending, few or many,
// also with what was found before still there.
func TestFoundInOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(20261126, 13))
	var boxes []orb.Bound
	for range 20_000 {
		p := orb.Point{r.Float64(), r.Float64()}
		boxes = append(boxes, orb.Bound{Min: p, Max: orb.Point{p[0] + 0.01, p[1] + 0.01}})
	}
	tree := index.New(boxes)
	var f found
	most := 0
	for range 200 {
		p, side := orb.Point{r.Float64(), r.Float64()}, r.Float64()*r.Float64()
		b := orb.Bound{Min: p, Max: orb.Point{p[0] + side, p[1] + side}}
		got, want := f.of(tree, b), tree.Intersecting(b)
		slices.Sort(want)
		if most = max(most, len(got)); !slices.Equal(got, want) {
			t.Fatalf("%v: %d are found, want %d", b, len(got), len(want))
		}
	}
	if most < 4*few {
		t.Errorf("at most %d were found", most)
	}
}
