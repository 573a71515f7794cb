package gpkg_test

import (
	"context"
	"os"
	"testing"

	"catchment/data"
	"catchment/data/geojson"
)

func decodeFile(t *testing.T, path string) (fs []data.Feature) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	_, err = geojson.Decode(context.Background(), f, geojson.Options{Mode: geojson.Repair}, func(f data.Feature) error {
		fs = append(fs, f)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return fs
}
