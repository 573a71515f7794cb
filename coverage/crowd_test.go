package coverage_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"

	"catchment/coverage"
	"catchment/data"
	"catchment/geo/measure"
)

// TestGapsAmongThousands: among 3,000 facilities the distances of every patch
// are those that looking at each of them gives.
func TestGapsAmongThousands(t *testing.T) {
	const seed = 7
	random := rand.New(rand.NewPCG(seed, seed))
	var features []data.Feature
	for i := range 3000 {
		at := orb.Point{118.84 + 0.08*random.Float64(), 42.23 + 0.05*random.Float64()}
		features = append(features, data.Feature{ID: fmt.Sprint(i), Geometry: at})
	}
	crowd, err := data.NewLayer(data.Meta{ID: "crowd", Role: data.RoleFacility, Kind: "crowd"}, features)
	if err != nil {
		t.Fatal(err)
	}
	layers := append([]*data.Layer{crowd}, parkStudy(t).Dataset().Layers()...)
	study, err := coverage.NewStudy(t.Context(), data.NewDataset(layers...), coverage.AreaRef{ID: "park"})
	if err != nil {
		t.Fatal(err)
	}
	q := coverage.Question{Service: "crowd", RadiusM: 60}
	gaps, err := study.Gaps(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range gaps.Patches {
		checkPatch(t, q, p)
		nearest := math.Inf(1)
		for _, f := range features {
			nearest = min(nearest, measure.Distance(p.Farthest, f.Geometry.(orb.Point)))
		}
		if math.Abs(nearest-p.FarthestM) > 0.001 {
			t.Errorf("seed %d: patch %d: the nearest facility of its farthest place is %.4f m away, said %.4f", seed, p.Rank, nearest, p.FarthestM)
		}
		if p.NearestM > q.RadiusM+0.5 && p.AreaM2 > 1 {
			t.Errorf("seed %d: patch %d begins %.3f m from a facility, all are closer here", seed, p.Rank, p.NearestM)
		}
	}
}
