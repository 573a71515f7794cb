package data_test

import (
	"context"
	"os"
	"testing"

	"catchment/data"
	"catchment/data/geojson"
	"catchment/geo/trial"
)

// decode reads the features of a file.
func decode(t *testing.T, path string) ([]data.Feature, geojson.Summary) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var fs []data.Feature
	sum, err := geojson.Decode(context.Background(), f, geojson.Options{Mode: geojson.Repair}, func(f data.Feature) error {
		fs = append(fs, f)
		return nil
	})
	if err != nil {
		t.Fatalf("Decode(%s): %v", path, err)
	}
	return fs, sum
}

// TestInferLiechtenstein concludes role and kind from the features alone: no
// file name is given.
func TestInferLiechtenstein(t *testing.T) {
	for _, want := range []struct {
		file string
		n    int
		role data.Role
		kind data.Kind
	}{
		{"admin", 18, data.RoleBoundary, "district"},
		{"boundary", 1, data.RoleBoundary, "study_area"},
		{"buildings", 14036, data.RoleBuilding, ""},
		{"bus_stops", 353, data.RoleFacility, "bus_stop"},
		{"clinics", 11, data.RoleFacility, "clinic"},
		{"fire_stations", 7, data.RoleFacility, "fire_station"},
		{"hospitals", 1, data.RoleFacility, "hospital"},
		{"kindergartens", 18, data.RoleFacility, "kindergarten"},
		{"landuse", 5080, data.RoleLandUse, ""},
		{"pharmacies", 5, data.RoleFacility, "pharmacy"},
		{"population", 14, data.RolePopulation, "people"},
		{"roads", 6955, data.RoleRoad, ""},
		{"schools", 22, data.RoleFacility, "school"},
		{"utilities", 31, data.RoleFacility, ""},
	} {
		t.Run(want.file, func(t *testing.T) {
			fs, sum := decode(t, trial.Shared(t, "places", "liechtenstein", want.file+".geojson"))
			c := data.Infer(data.Hint{Foreign: sum.Foreign}, fs)
			if c.Role != want.role || c.Kind != want.kind || len(fs) != want.n {
				t.Errorf("Infer(%s) = %s %q from %d features, want %s %q from %d\n%+v", want.file, c.Role, c.Kind, len(fs), want.role, want.kind, want.n, c.Inferences)
			}
		})
	}
}

// TestFactsLiechtenstein compares what is read from real properties with what
// the place's own reference says.
func TestFactsLiechtenstein(t *testing.T) {
	load := func(t *testing.T, file string, role data.Role, kind data.Kind) *data.Layer {
		fs, _ := decode(t, trial.Shared(t, "places", "liechtenstein", file+".geojson"))
		l, err := data.NewLayer(data.Meta{ID: file, Role: role, Kind: kind}, fs)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	t.Run("population", func(t *testing.T) {
		l, total := load(t, "population", data.RolePopulation, "people"), 0.0
		for i := range l.Features {
			total += l.Facts(i).Population
		}
		if total != 77290 {
			t.Errorf("population adds up to %v, want 77290 (country node and municipalities)", total)
		}
	})
	t.Run("floors", func(t *testing.T) {
		l, n, least, most := load(t, "buildings", data.RoleBuilding, ""), 0, 1e9, 0.0
		for i := range l.Features {
			if f := l.Facts(i).Floors; f >= 0 {
				n, least, most = n+1, min(least, f), max(most, f)
			}
		}
		if n != 539 || least != 1 || most != 21 {
			t.Errorf("floors told by %d buildings, %v to %v, want 539, 1 to 21", n, least, most)
		}
	})
	t.Run("classes", func(t *testing.T) {
		l, n := load(t, "landuse", data.RoleLandUse, ""), map[string]int{}
		for i := range l.Features {
			n[l.Facts(i).Class.Code]++
		}
		for code, want := range map[string]int{"landuse=forest": 324, "landuse=grass": 1413, "landuse=farmland": 592, "natural=scrub": 447, "landuse=residential": 308} {
			if n[code] != want {
				t.Errorf("class %s has %d features, want %d", code, n[code], want)
			}
		}
	})
	t.Run("utilities", func(t *testing.T) {
		got := load(t, "utilities", data.RoleFacility, "").Kinds()
		for kind, want := range map[data.Kind]int{"generator": 19, "substation": 3, "transformer": 1, "water_plant": 2, "water_reservoir": 4, "water_tower": 1, "wastewater_plant": 1} {
			if got[kind] != want {
				t.Errorf("%d of kind %s, want %d", got[kind], kind, want)
			}
		}
	})
}
