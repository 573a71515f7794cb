//go:build peers

package gpkg_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"catchment/data"
	"catchment/data/gpkg"
	"catchment/data/intake"
)

// pointFile writes a seeded GeoJSON file of points with five properties each.
// CATCHMENT_BENCH_POINTS sets how many, 100,000 by default.
func pointFile(b *testing.B) (path string, size int64) {
	n := 100_000
	if v, err := strconv.Atoi(os.Getenv("CATCHMENT_BENCH_POINTS")); err == nil {
		n = v
	}
	path = filepath.Join(b.TempDir(), "points.geojson")
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	w := bufio.NewWriter(f)
	rnd := rand.New(rand.NewPCG(1, 2))
	fmt.Fprint(w, `{"type":"FeatureCollection","features":[`)
	for i := range n {
		if i > 0 {
			fmt.Fprint(w, ",\n")
		}
		fmt.Fprintf(w, `{"type":"Feature","id":%d,"properties":{"name":"School %d","kind":"primary_school","capacity":%d,"rate":%.3f,"status":"existing"},"geometry":{"type":"Point","coordinates":[%.7f,%.7f]}}`,
			i+1, i, rnd.IntN(2000), rnd.Float64(), 118+rnd.Float64(), 42+rnd.Float64())
	}
	fmt.Fprint(w, "\n]}\n")
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	fi, err := f.Stat()
	if err != nil || f.Close() != nil {
		b.Fatal(err)
	}
	return path, fi.Size()
}

// BenchmarkWholeLoad takes a GeoJSON file into a new GeoPackage, durably, and
// beside it ogr2ogr the same file.
func BenchmarkWholeLoad(b *testing.B) {
	path, size := pointFile(b)
	b.Run("catchment", func(b *testing.B) {
		b.SetBytes(size)
		for b.Loop() {
			s, err := gpkg.Open(context.Background(), filepath.Join(b.TempDir(), "a.gpkg"), gpkg.Options{})
			if err != nil {
				b.Fatal(err)
			}
			cat, err := data.OpenCatalog(context.Background(), s)
			if err != nil {
				b.Fatal(err)
			}
			f, err := os.Open(path)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := intake.Load(context.Background(), cat, f, intake.Request{ID: "points"}); err != nil {
				b.Fatal(err)
			}
			f.Close()
			if err := cat.Close(); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("ogr2ogr", func(b *testing.B) {
		b.SetBytes(size)
		for b.Loop() {
			out, err := exec.Command("ogr2ogr", "-f", "GPKG", filepath.Join(b.TempDir(), strconv.Itoa(b.N)+".gpkg"), path).CombinedOutput()
			if err != nil {
				b.Fatalf("ogr2ogr: %v\n%s", err, out)
			}
		}
	})
}
