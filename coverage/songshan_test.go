package coverage_test

import (
	"io/fs"
	"math"
	"testing"

	"catchment/coverage"
	"catchment/data"
	"catchment/data/geojson"
	"catchment/data/songshan"
)

// songshanDataset loads the bundled place.
func songshanDataset(t testing.TB) *data.Dataset {
	t.Helper()
	var layers []*data.Layer
	for _, source := range songshan.Layers() {
		layers = append(layers, bundledLayer(t, songshan.Files(), source))
	}
	return data.NewDataset(layers...)
}

func bundledLayer(t testing.TB, files fs.FS, source songshan.Source) *data.Layer {
	t.Helper()
	f, err := files.Open(source.File)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var features []data.Feature
	if _, err := geojson.Decode(t.Context(), f, geojson.Options{}, func(one data.Feature) error {
		features = append(features, one)
		return nil
	}); err != nil {
		t.Fatalf("%s: %v", source.File, err)
	}
	l, err := data.NewLayer(data.Meta{ID: source.ID, Role: source.Role, Kind: source.Kind, Name: source.NameZH}, features)
	if err != nil {
		t.Fatalf("%s: %v", source.File, err)
	}
	return l
}

// BenchmarkPark asks what the page asks at one slider step.
func BenchmarkPark(b *testing.B) {
	ds := songshanDataset(b)
	study, err := coverage.NewStudy(b.Context(), ds, coverage.AreaRef{})
	if err != nil {
		b.Fatal(err)
	}
	for _, demand := range []string{"land", "landuse:R", "population"} {
		for _, service := range []string{"kindergarten", "bus_stop", "park"} {
			d, err := coverage.ParseDemand(demand)
			if err != nil {
				b.Fatal(err)
			}
			q := coverage.Question{Service: service, RadiusM: 300, Demand: d}
			b.Run("cover/"+demand+"/"+service, func(b *testing.B) {
				for b.Loop() {
					if _, err := study.Cover(b.Context(), q); err != nil {
						b.Fatal(err)
					}
				}
			})
			b.Run("gaps/"+demand+"/"+service, func(b *testing.B) {
				for b.Loop() {
					if _, err := study.Gaps(b.Context(), q); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// TestUrbanLandByDistrict unites the existing urban parcels of the park, which
// share their edges digit for digit, inside each district. The areas are those
// of GEOS 3.11.1 (shapely 1.8.5, unary_union in the same equal-area plane).
func TestUrbanLandByDistrict(t *testing.T) {
	ds := songshanDataset(t)
	for district, wantM2 := range map[string]float64{
		"district-1": 2466465.62, "district-2": 764445.84, "district-3": 1232811.06,
		"district-4": 1111665.84, "district-5": 1007231.64, "district-6": 189296.17,
	} {
		study, err := coverage.NewStudy(t.Context(), ds, coverage.AreaRef{ID: "districts/" + district})
		if err != nil {
			t.Fatal(err)
		}
		got := cover(t, study, coverage.Question{
			Service: "fire_station", RadiusM: 1000,
			Demand: coverage.Demand{Kind: coverage.DemandLandUse, Classes: []string{"R", "A", "B", "M", "W", "S", "U", "G"}},
			When:   coverage.When{Status: []data.Status{data.StatusExisting}},
		})
		if math.Abs(got.Total-wantM2) > 1 {
			t.Errorf("%s: %.2f m² of urban land, want %.2f", district, got.Total, wantM2)
		}
	}
}
