package geojson_test

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"testing"

	"catchment/data"
	"catchment/data/geojson"
	"catchment/geo/trial"
)

// The counts and boxes are those of the README beside the files.
func TestDecodeLiechtenstein(t *testing.T) {
	dir := trial.Shared(t, "places", "liechtenstein")
	tests := []struct {
		file  string
		types map[string]int
		bound [4]float64
	}{
		{"admin", map[string]int{"Polygon": 11, "MultiPolygon": 7}, [4]float64{9.47167, 47.04843, 9.63571, 47.27058}},
		{"boundary", map[string]int{"Polygon": 1}, [4]float64{9.47167, 47.04843, 9.63571, 47.27058}},
		{"buildings", map[string]int{"Polygon": 14033, "MultiPolygon": 3}, [4]float64{9.47616, 47.04920, 9.63133, 47.26433}},
		{"bus_stops", map[string]int{"Point": 353}, [4]float64{9.49220, 47.06154, 9.61047, 47.24995}},
		{"clinics", map[string]int{"Point": 11}, [4]float64{9.49738, 47.06471, 9.54438, 47.21850}},
		{"fire_stations", map[string]int{"Point": 7}, [4]float64{9.51105, 47.07904, 9.54682, 47.23262}},
		{"hospitals", map[string]int{"Point": 1}, [4]float64{9.52269, 47.13470, 9.52269, 47.13470}},
		{"kindergartens", map[string]int{"Point": 18}, [4]float64{9.48927, 47.06099, 9.54749, 47.23353}},
		{"landuse", map[string]int{"Polygon": 5077, "MultiPolygon": 3}, [4]float64{9.47104, 47.02368, 9.67171, 47.52581}},
		{"pharmacies", map[string]int{"Point": 5}, [4]float64{9.50847, 47.07533, 9.52358, 47.21231}},
		{"population", map[string]int{"Point": 14}, [4]float64{9.49451, 47.06222, 9.55315, 47.23976}},
		{"roads", map[string]int{"LineString": 6955}, [4]float64{9.47085, 47.04597, 9.63994, 47.27856}},
		{"schools", map[string]int{"Point": 22}, [4]float64{9.50181, 47.06720, 9.54744, 47.23900}},
		{"utilities", map[string]int{"Point": 31}, [4]float64{9.48993, 47.08106, 9.61990, 47.21510}},
	}
	for _, tt := range tests {
		t.Run(tt.file, func(t *testing.T) {
			f, err := os.Open(filepath.Join(dir, tt.file+".geojson"))
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			types := map[string]int{}
			sum, err := geojson.Decode(context.Background(), f, geojson.Options{Mode: geojson.Skip}, func(f data.Feature) error {
				types[f.Geometry.GeoJSONType()]++
				return nil
			})
			for _, p := range sum.Problems[:min(5, len(sum.Problems))] {
				t.Logf("%+v", p)
			}
			t.Logf("accepted %d rejected %d repaired %d problems %d", sum.Accepted, sum.Rejected, sum.Repaired, sum.ProblemsTotal)
			if err != nil {
				t.Fatalf("Decode: %v", err)
			}
			if !maps.Equal(types, tt.types) {
				t.Errorf("types: got %v, want %v", types, tt.types)
			}
			got := fmt.Sprintf("%.5f", []float64{sum.Bound.Min[0], sum.Bound.Min[1], sum.Bound.Max[0], sum.Bound.Max[1]})
			if want := fmt.Sprintf("%.5f", tt.bound[:]); got != want {
				t.Errorf("bound: got %v, want %v", got, want)
			}
		})
	}
}
