package coverage_test

import (
	"math"
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"catchment/coverage"
	"catchment/data"
)

// TestWorldsInAnotherOrder: the order of features and the corner a ring starts
// at change nothing.
func TestWorldsInAnotherOrder(t *testing.T) {
	turned := map[uint64]*coverage.Study{}
	eachWorld(t, 3, func(t *testing.T, w *world, study *coverage.Study, q coverage.Question) {
		if turned[w.seed] == nil {
			other := *w
			other.layers = nil
			for _, l := range w.layers {
				features := slices.Clone(l.Features)
				slices.Reverse(features)
				for i := range features {
					features[i].Geometry = startElsewhere(features[i].Geometry)
				}
				other.layers = append(other.layers, layer(t, data.Meta{ID: l.ID, Role: l.Role, Kind: l.Kind}, features))
			}
			turned[w.seed] = other.study(t)
		}
		a, b := cover(t, study, q), cover(t, turned[w.seed], q)
		if slack := 1e-9 * math.Max(a.Total, 1); math.Abs(a.Total-b.Total) > slack || math.Abs(a.Covered-b.Covered) > slack || len(a.Facilities) != len(b.Facilities) {
			t.Errorf("%.6f of %.6f by %d facilities, in another order %.6f of %.6f by %d", a.Covered, a.Total, len(a.Facilities), b.Covered, b.Total, len(b.Facilities))
		}
	})
}

// startElsewhere returns the same shape, its rings begun at another corner.
func startElsewhere(g orb.Geometry) orb.Geometry {
	switch g := g.(type) {
	case orb.Polygon:
		var out orb.Polygon
		for _, r := range g {
			k := len(r) / 2
			out = append(out, append(append(orb.Ring{}, r[k:]...), r[1:k+1]...))
		}
		return out
	case orb.MultiPolygon:
		var out orb.MultiPolygon
		for _, p := range g {
			out = append(out, startElsewhere(p).(orb.Polygon))
		}
		return out
	}
	return g
}
