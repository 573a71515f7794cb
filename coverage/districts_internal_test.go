package coverage

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/geo/trial"
)

// TestDistrictsOneAfterTheOther: cutting each district out of the land near it
// leaves the same parts as cutting all of the study area by one after the other,
// for districts that share edges, nest, overlap, and lie partly or wholly
// beyond the area.
func TestDistrictsOneAfterTheOther(t *testing.T) {
	for seed := range trial.Rounds(30) {
		r := rand.New(rand.NewPCG(seed, 5))
		star := func(x, y, size float64, n int) orb.Ring {
			var ring orb.Ring
			for i := range n {
				sin, cos := math.Sincos(2 * math.Pi * (float64(i) + 0.7*r.Float64()) / float64(n))
				d := size * (0.6 + 0.4*r.Float64())
				ring = append(ring, orb.Point{118.88 + (x+d*cos)/82_500, 42.26 + (y+d*sin)/111_000})
			}
			return append(ring, ring[0])
		}
		hole := star(0, 0, 300, 7)
		hole.Reverse()
		place := orb.MultiPolygon{{star(0, 0, 2000, 60), hole}, {star(4500, 0, 900, 9)}}
		var districts []data.Feature
		add := func(p orb.Polygon) {
			districts = append(districts, data.Feature{ID: fmt.Sprint(len(districts)), Geometry: p, Properties: []byte(`{"kind":"district"}`)})
		}
		for i := range 6 { // a row that shares edges
			west, east := 118.86+0.008*float64(i), 118.86+0.008*float64(i+1)
			add(orb.Polygon{{{west, 42.25}, {east, 42.25}, {east, 42.27}, {west, 42.27}, {west, 42.25}}})
		}
		for range r.IntN(12) {
			add(orb.Polygon{star(6000*(r.Float64()-0.4), 3000*(r.Float64()-0.5), 100+1500*r.Float64(), 3+r.IntN(20))})
		}
		r.Shuffle(len(districts), func(i, k int) { districts[i], districts[k] = districts[k], districts[i] })
		s, err := NewStudy(t.Context(), layersOf(t, place, districts), AreaRef{ID: "place"})
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.splitByDistrict(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		compareDistricts(t, seed, got, s.oneAfterTheOther(t), s.AreaM2)
	}
}

func layersOf(t *testing.T, place orb.MultiPolygon, districts []data.Feature) *data.Dataset {
	t.Helper()
	var layers []*data.Layer
	for _, l := range []struct {
		meta     data.Meta
		features []data.Feature
	}{
		{data.Meta{ID: "place", Role: data.RoleBoundary}, []data.Feature{{ID: "1", Geometry: place}}},
		{data.Meta{ID: "districts", Role: data.RoleBoundary, Kind: KindDistrict}, districts},
	} {
		made, err := data.NewLayer(l.meta, l.features)
		if err != nil {
			t.Fatal(err)
		}
		layers = append(layers, made)
	}
	return data.NewDataset(layers...)
}

func compareDistricts(t *testing.T, seed uint64, got, want []district, wholeM2 float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("seed %d: %d parts, want %d", seed, len(got), len(want))
	}
	sum := 0.0
	for i := range got {
		m2 := regionArea(got[i].Region)
		sum += m2
		if w := regionArea(want[i].Region); got[i].ID != want[i].ID || math.Abs(m2-w) > 1e-9*wholeM2 {
			t.Errorf("seed %d: part %d is %q with %.4f m², want %q with %.4f", seed, i, got[i].ID, m2, want[i].ID, w)
		}
		if common, _, err := cut(t.Context(), want[i].Region, got[i].Region); err != nil || math.Abs(regionArea(common)-m2) > 1e-9*wholeM2 {
			t.Errorf("seed %d: part %q lies elsewhere: %.4f of %.4f m² in common, %v", seed, got[i].ID, regionArea(common), m2, err)
		}
	}
	if math.Abs(sum-wholeM2) > 1e-9*wholeM2+1 {
		t.Errorf("seed %d: the parts have %.4f m², the area %.4f", seed, sum, wholeM2)
	}
}

// oneAfterTheOther is the slow obvious way to cut a study area by districts.
func (s *Study) oneAfterTheOther(t *testing.T) (parts []district) {
	t.Helper()
	var list []Area
	m2 := map[string]float64{}
	for _, a := range Areas(s.dataset) {
		if a.Kind == KindDistrict && a.ID != a.Layer {
			list = append(list, a)
			m2[a.ID] = regionArea(s.plane.MultiPolygon(a.Shape, edgeToleranceM))
		}
	}
	slices.SortStableFunc(list, func(a, b Area) int { return cmp.Compare(m2[a.ID], m2[b.ID]) })
	left := s.region
	for _, a := range list {
		inside, outside, err := cut(t.Context(), left, s.plane.MultiPolygon(a.Shape, edgeToleranceM))
		if err != nil {
			t.Fatal(err)
		}
		if len(inside) > 0 && regionArea(inside) >= 1e-6*m2[a.ID] {
			parts, left = append(parts, district{ID: a.ID, Region: inside}), outside
		}
	}
	if regionArea(left) > 1 {
		parts = append(parts, district{Region: left})
	}
	return parts
}
