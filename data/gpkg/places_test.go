package gpkg_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"catchment/data"
	"catchment/data/geojson"
)

// sharedFolder returns a folder of the shared test data, which lies beside the
// module or where CATCHMENT_SHARED says. Without it the test is skipped.
func sharedFolder(t *testing.T, parts ...string) string {
	t.Helper()
	shared := os.Getenv("CATCHMENT_SHARED")
	if shared == "" {
		dir, err := os.Getwd()
		if err != nil {
			t.Fatal(err)
		}
		for !exists(filepath.Join(dir, "go.mod")) && dir != filepath.Dir(dir) {
			dir = filepath.Dir(dir)
		}
		shared = filepath.Join(dir, "..", "shared")
	}
	path := filepath.Join(append([]string{shared}, parts...)...)
	if !exists(path) {
		if os.Getenv("CATCHMENT_TEST_REQUIRE") == "all" {
			t.Fatalf("shared test data missing: %s", filepath.Join(parts...))
		}
		t.Skipf("shared test data missing: %s", filepath.Join(parts...))
	}
	return path
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

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
