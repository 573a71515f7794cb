package landuse_test

import (
	"math"
	"testing"

	"github.com/tidwall/gjson"

	"catchment/coverage/landuse"
	"catchment/data"
	"catchment/data/geojson"
	"catchment/data/songshan"
)

// park loads the bundled place.
func park(t testing.TB) map[string]*data.Layer {
	t.Helper()
	out := map[string]*data.Layer{}
	for _, s := range songshan.Layers() {
		f, err := songshan.Files().Open(s.File)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		var features []data.Feature
		if _, err := geojson.Decode(t.Context(), f, geojson.Options{}, func(f data.Feature) error {
			features = append(features, f)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if out[s.ID], err = data.NewLayer(data.Meta{ID: s.ID, Role: s.Role, Kind: s.Kind}, features); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// The parcels of the bundled place tile the park, so its balance is plain: no
// overlap, nothing uncovered, and each total the sum of what parcels state.
func TestBundledPark(t *testing.T) {
	layers := park(t)
	said := layers["park"].Facts(0)
	src := landuse.Sources{
		Area: shapeOf(t, layers["park"]), Parcels: []*data.Layer{layers["landuse"]}, Roads: []*data.Layer{layers["roads"]},
		People: []*data.Layer{layers["population"], layers["jobs"]}, Stated: &said,
	}
	b := balance(t, src)
	checkShares(t, b)
	if math.Abs(b.AreaM2-17.76e6) > 1 {
		t.Errorf("park: %.2f m², want 17.76 km²", b.AreaM2)
	}
	// Corners meet digit for digit, but edges are bent a little by the plane
	// between corners that only one of two neighbours has.
	if b.UncoveredM2 > 0.5 || b.OverlapM2 > 0.5 || b.OverlapCount > 0 || b.Unclassified.Features > 0 || b.FaultCount > 0 || b.Scheme != "GB50137-2011" {
		t.Errorf("uncovered %v m², overlap %v m² (%d pairs), unclassified %d, faults %v, scheme %s", b.UncoveredM2, b.OverlapM2, b.OverlapCount, b.Unclassified.Features, b.Faults, b.Scheme)
	}
	sums := map[string]float64{}
	classes := map[string]float64{}
	for _, f := range layers["landuse"].Features {
		for _, key := range []string{"floor_area_m2", "footprint_m2", "green_area_m2", "population", "jobs"} {
			sums[key] += gjson.GetBytes(f.Properties, key).Num
		}
		classes[gjson.GetBytes(f.Properties, "code").Str[:1]]++
	}
	for id, key := range map[string]string{"floor_area": "floor_area_m2", "footprint": "footprint_m2", "green_area": "green_area_m2", "population": "population", "jobs": "jobs"} {
		if got := b.Measures[id].Value; got == nil || !near(*got, sums[key], 1e-6) {
			t.Errorf("%s = %+v, parcels state %v", id, b.Measures[id], sums[key])
		}
	}
	if got := b.Measures["far_gross"]; got.Value == nil || !near(*got.Value, sums["floor_area_m2"]/17.76e6, 1e-6) {
		t.Errorf("far_gross = %+v, want %v", got, sums["floor_area_m2"]/17.76e6)
	}
	for _, r := range b.Levels[0] {
		if float64(r.Features) != classes[r.Code] {
			t.Errorf("%s: %d parcels, file has %v", r.Code, r.Features, classes[r.Code])
		}
	}
	// DOMAIN: output above 300 million yuan on 17.76 km².
	if m := b.Measures["output_density"]; m.Value == nil || !near(*m.Value, 300e6/17.76, 1e-6) {
		t.Errorf("output_density = %+v, want %v", m, 300e6/17.76)
	}
	for id, m := range b.Measures {
		if m.Value == nil {
			t.Errorf("%s has no value: %s", id, m.Note)
		} else if math.IsNaN(*m.Value) || math.IsInf(*m.Value, 0) || *m.Value < 0 {
			t.Errorf("%s = %v", id, *m.Value)
		}
		t.Logf("%-28s %12.4f %s", id, deref(m.Value), m.Unit)
	}
	d := density(t, src, landuse.DensityOptions{Shape: landuse.Hex, SizeM: 250})
	if got, want := sumOf(t, d, "jobs_density")/1e6, sums["jobs"]; !near(got, want, 1e-6) {
		t.Errorf("cells hold %v jobs, parcels %v", got, want)
	}
	t.Logf("%d cells", len(d.Cells))
}

func deref(v *float64) float64 {
	if v == nil {
		return math.NaN()
	}
	return *v
}
