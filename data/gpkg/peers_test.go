//go:build peers

package gpkg_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"catchment/data"
	"catchment/data/gpkg"
	"catchment/data/intake"
	"catchment/geo/trial"
)

// BenchmarkWholeLoad takes a GeoJSON file into a new GeoPackage, durably, and
// beside it ogr2ogr the same file: CATCHMENT_BENCH_MB megabytes of parcels (20
// by default) and 10,000 points for each of them.
func BenchmarkWholeLoad(b *testing.B) {
	mb := 20
	if n, err := strconv.Atoi(os.Getenv("CATCHMENT_BENCH_MB")); err == nil {
		mb = n
	}
	ogr := trial.Program(b, "ogr2ogr", "gdal-bin")
	for _, f := range []struct {
		name string
		make func() []byte
	}{
		{"parcels", func() []byte { return trial.Parcels(mb << 20) }},
		{"points", func() []byte { return trial.Points(mb * 10_000) }},
	} {
		path := filepath.Join(b.TempDir(), f.name+".geojson")
		body := f.make()
		if err := os.WriteFile(path, body, 0o600); err != nil {
			b.Fatal(err)
		}
		size := int64(len(body))
		b.Run(f.name+"/catchment", func(b *testing.B) {
			b.SetBytes(size)
			for b.Loop() {
				loadWhole(b, path, filepath.Join(b.TempDir(), "a.gpkg"))
			}
		})
		b.Run(f.name+"/ogr2ogr", func(b *testing.B) {
			b.SetBytes(size)
			for b.Loop() {
				if out, err := exec.Command(ogr, "-f", "GPKG", filepath.Join(b.TempDir(), "b.gpkg"), path).CombinedOutput(); err != nil {
					b.Fatalf("ogr2ogr: %v\n%s", err, out)
				}
			}
		})
	}
}

// loadWhole loads a file into a new store and closes it.
func loadWhole(b *testing.B, file, store string) {
	s, err := gpkg.Open(context.Background(), store, gpkg.Options{})
	if err != nil {
		b.Fatal(err)
	}
	cat, err := data.OpenCatalog(context.Background(), s)
	if err != nil {
		b.Fatal(err)
	}
	f, err := os.Open(file)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	if _, err := intake.Load(context.Background(), cat, f, intake.Request{ID: "a"}); err != nil {
		b.Fatal(err)
	}
	if err := cat.Close(); err != nil {
		b.Fatal(err)
	}
}
