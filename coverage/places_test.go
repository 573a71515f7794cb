package coverage_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"catchment/coverage"
	"catchment/data"
	"catchment/data/geojson"
	"catchment/geo/trial"
)

// liechtenstein loads the named layers of the reference place.
func liechtenstein(t testing.TB, names ...string) *data.Dataset {
	t.Helper()
	var layers []*data.Layer
	for _, name := range names {
		layers = append(layers, loadFile(t, trial.Shared(t, "places", "liechtenstein", name+".geojson")))
	}
	return data.NewDataset(layers...)
}

func loadFile(t testing.TB, name string) *data.Layer {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var features []data.Feature
	summary, err := geojson.Decode(t.Context(), f, geojson.Options{}, func(one data.Feature) error {
		features = append(features, one)
		return nil
	})
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	id := strings.TrimSuffix(filepath.Base(name), ".geojson")
	is := data.Infer(data.Hint{Source: filepath.Base(name), Foreign: summary.Foreign}, features)
	l, err := data.NewLayer(data.Meta{ID: id, Name: is.Name, Role: is.Role, Kind: is.Kind}, features)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return l
}

// expected is what independent tools computed for Liechtenstein.
type expected struct {
	Coverage map[string]struct {
		R map[string]struct {
			Ratio float64 `json:"ratio_geodesic_discs_laea"`
		}
	}
	Nearest struct {
		Points [][2]float64
		Layers map[string]struct {
			DistanceM []float64 `json:"distance_m"`
			ID        []string
		}
	} `json:"nearest_geodesic"`
}

func loadExpected(t testing.TB) *expected {
	t.Helper()
	raw, err := os.ReadFile(trial.Shared(t, "places", "liechtenstein", "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	e := &expected{}
	if err := json.Unmarshal(raw, e); err != nil {
		t.Fatal(err)
	}
	return e
}

// placeLayers are the facility layers that the expectations speak of.
var placeLayers = []string{"fire_stations", "schools", "kindergartens", "hospitals", "clinics", "pharmacies", "bus_stops", "utilities"}

func newStudy(t testing.TB, ds *data.Dataset) *coverage.Study {
	t.Helper()
	s, err := coverage.NewStudy(t.Context(), ds, coverage.AreaRef{ID: "boundary"})
	if err != nil {
		t.Fatal(err)
	}
	return s
}
