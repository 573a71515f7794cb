package landuse_test

import (
	"context"
	"encoding/json"
	"math"
	"os"
	"testing"

	"github.com/paulmach/orb"

	"catchment/coverage/landuse"
	"catchment/data"
	"catchment/data/geojson"
	"catchment/data/standards"
	"catchment/geo/trial"
)

func loadLayer(t testing.TB, role data.Role, place, file string) *data.Layer {
	t.Helper()
	f, err := os.Open(trial.Shared(t, "places", place, file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var features []data.Feature
	if _, err := geojson.Decode(context.Background(), f, geojson.Options{}, func(f data.Feature) error {
		features = append(features, f)
		return nil
	}); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	layer, err := data.NewLayer(data.Meta{ID: file, Role: role}, features)
	if err != nil {
		t.Fatal(err)
	}
	return layer
}

func loadExpected(t testing.TB, into any) {
	t.Helper()
	text, err := os.ReadFile(trial.Shared(t, "places", "liechtenstein", "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatal(err)
	}
}

func shapeOf(t testing.TB, l *data.Layer) orb.MultiPolygon {
	t.Helper()
	switch g := l.Features[0].Geometry.(type) {
	case orb.Polygon:
		return orb.MultiPolygon{g}
	case orb.MultiPolygon:
		return g
	}
	t.Fatalf("boundary is a %T", l.Features[0].Geometry)
	return nil
}

func near(got, want, relative float64) bool {
	return math.Abs(got-want) <= relative*math.Abs(want)+1e-6
}

// The reference areas were made with shapely in the equal-area projection,
// with edges straight in the plane where here they are straight in longitude
// and latitude, which tells along a river that is the border.
func TestLiechtensteinLandUse(t *testing.T) {
	var expected struct {
		Boundary struct {
			AreaM2 map[string]float64 `json:"area_m2"`
		} `json:"boundary"`
		LandUse struct {
			Classes map[string]struct {
				Features         int     `json:"features"`
				Touching         int     `json:"features_touching_boundary_area"`
				SumInBoundaryM2  float64 `json:"sum_area_in_boundary_m2"`
				UnionInBoundary  float64 `json:"union_area_in_boundary_m2"`
				ShareOfBoundary  float64 `json:"share_of_boundary"`
				OverlapInClassM2 float64 `json:"overlap_within_class_m2"`
			} `json:"classes"`
			SumOfUnionsM2 float64 `json:"sum_of_class_unions_m2"`
			UnionAllM2    float64 `json:"union_all_m2"`
			Unclassified  float64 `json:"unclassified_in_boundary_m2"`
		} `json:"landuse"`
	}
	loadExpected(t, &expected)
	src := landuse.Sources{
		Area:    shapeOf(t, loadLayer(t, data.RoleBoundary, "liechtenstein", "boundary.geojson")),
		Parcels: []*data.Layer{loadLayer(t, data.RoleLandUse, "liechtenstein", "landuse.geojson")},
		Scheme:  standards.OSM,
	}
	land, err := landuse.NewLand(t.Context(), src)
	if err != nil {
		t.Fatal(err)
	}
	b, err := land.Balance(t.Context(), landuse.BalanceOptions{})
	if err != nil {
		t.Fatal(err)
	}
	const tolerance = 1e-4
	check := func(what string, got, want float64) {
		t.Helper()
		if !near(got, want, tolerance) {
			t.Errorf("%s: got %.3f, want %.3f (relative %.2g)", what, got, want, (got-want)/want)
		}
	}
	check("study area", b.AreaM2, expected.Boundary.AreaM2["laea"])
	check("union of all", b.CoveredM2, expected.LandUse.UnionAllM2)
	check("land no parcel covers", b.UncoveredM2, expected.LandUse.Unclassified)
	seen := map[string]bool{}
	sum := 0.0
	for _, r := range b.Levels[0] {
		want, ok := expected.LandUse.Classes[r.Code]
		if !ok {
			t.Errorf("class %q is not expected", r.Code)
			continue
		}
		seen[r.Code] = true
		sum += r.AreaM2
		check(r.Code, r.AreaM2, want.UnionInBoundary)
		check(r.Code+" parcels", r.ParcelsM2, want.SumInBoundaryM2)
		check(r.Code+" share of area", r.ShareOfArea, want.ShareOfBoundary)
		// The reference counts those, too, that only share a border point.
		if r.InLayers != want.Features || r.Features > want.Touching {
			t.Errorf("%s: %d features, %d of them inside; want %d, at most %d", r.Code, r.InLayers, r.Features, want.Features, want.Touching)
		}
	}
	check("sum of class unions", sum, expected.LandUse.SumOfUnionsM2)
	for code, want := range expected.LandUse.Classes {
		if !seen[code] && want.UnionInBoundary > 0 {
			t.Errorf("class %q is missing", code)
		}
	}
	checkShares(t, b)
	t.Logf("%d pairs overlap on %.0f m², %d slivers of %.1f m²; %d features", b.OverlapCount, b.OverlapM2, b.Slivers, b.SliversM2, b.Parcels)
}

// checkShares checks what holds of every balance.
func checkShares(t testing.TB, b *landuse.Balance) {
	t.Helper()
	for level, rows := range b.Levels {
		sum, percent := b.UncoveredShare+b.Unclassified.Share, math.Round(100*b.UncoveredSharePercent)+math.Round(100*b.Unclassified.SharePercent)
		for _, r := range rows {
			sum += r.Share
			percent += math.Round(100 * r.SharePercent)
			if r.AreaM2 < 0 || r.AreaM2 > r.ParcelsM2*(1+1e-9)+1e-6 || r.Share*b.AreaM2 > r.AreaM2*(1+1e-9)+1e-6 {
				t.Errorf("level %d, %s: area %v, parcels %v, share %v do not fit", level+1, r.Code, r.AreaM2, r.ParcelsM2, r.Share)
			}
		}
		if math.Abs(sum-1) > 1e-9 || percent != 10000 {
			t.Errorf("level %d: shares add up to %.12f and %v hundredths of a percent, want 1 and 10000", level+1, sum, percent)
		}
	}
	if got := b.CoveredM2 + b.UncoveredM2; !near(got, b.AreaM2, 1e-12) {
		t.Errorf("covered %v + uncovered %v != area %v", b.CoveredM2, b.UncoveredM2, b.AreaM2)
	}
}

func TestLiechtensteinBuildings(t *testing.T) {
	var expected struct {
		Buildings struct {
			Intersecting int     `json:"intersecting_boundary"`
			SumM2        float64 `json:"footprint_sum_m2"`
			UnionM2      float64 `json:"footprint_union_m2"`
			OverlapM2    float64 `json:"overlap_m2"`
			Levels       int     `json:"levels_parseable"`
			KnownFloorM2 float64 `json:"gfa_known_levels_m2"`
			FloorM2      float64 `json:"gfa_missing_as_1_m2"`
			FloorRatio   float64 `json:"floor_area_ratio_missing_as_1"`
			DensityUnion float64 `json:"density_union"`
		} `json:"buildings"`
	}
	loadExpected(t, &expected)
	land, err := landuse.NewLand(t.Context(), landuse.Sources{
		Area:      shapeOf(t, loadLayer(t, data.RoleBoundary, "liechtenstein", "boundary.geojson")),
		Buildings: []*data.Layer{loadLayer(t, data.RoleBuilding, "liechtenstein", "buildings.geojson")},
	})
	if err != nil {
		t.Fatal(err)
	}
	got, want := land.Buildings(), expected.Buildings
	for _, c := range []struct {
		what      string
		got, want float64
	}{
		{"buildings", float64(got.Buildings), float64(want.Intersecting)},
		{"union", got.FootprintM2, want.UnionM2},
		{"overlap", got.OverlapM2, want.OverlapM2},
		{"sum", got.FootprintM2 + got.OverlapM2, want.SumM2},
		{"floor area of known", got.FloorKnownM2, want.KnownFloorM2},
		{"floor area", got.FloorAreaM2, want.FloorM2},
		{"known", float64(got.FloorKnown), float64(want.Levels)},
	} {
		if !near(c.got, c.want, 1e-3) {
			t.Errorf("%s: got %v, want %v (relative %.2g)", c.what, c.got, c.want, (c.got-c.want)/c.want)
		}
	}
	b, err := land.Balance(t.Context(), landuse.BalanceOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if m := b.Measures["building_coverage"]; m.Value == nil || !near(*m.Value, want.DensityUnion, 1e-4) {
		t.Errorf("building_coverage = %+v, want %v", m, want.DensityUnion)
	}
	if m := b.Measures["far_gross"]; m.Value == nil || !near(*m.Value, want.FloorRatio, 1e-3) {
		t.Errorf("far_gross = %+v, want %v", m, want.FloorRatio)
	}
}
