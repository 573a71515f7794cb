package intake_test

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	orbjson "github.com/paulmach/orb/geojson"

	"catchment/data"
	"catchment/data/intake"
	"catchment/geo/trial"
)

// benchMB is the size of the generated files in megabytes: 20, or what
// CATCHMENT_BENCH_MB says (100 for the figures in the README).
func benchMB() int {
	if n, err := strconv.Atoi(os.Getenv("CATCHMENT_BENCH_MB")); err == nil && n > 0 {
		return n
	}
	return 20
}

// BenchmarkLayer takes a file on disk to a layer that can be asked: decoded,
// gated, role concluded, facts read, ids and boxes indexed. orb/geojson beside
// it decodes, and does nothing more. At 100 MB there are 500,000 points.
func BenchmarkLayer(b *testing.B) {
	for _, f := range []struct {
		name string
		make func() []byte
	}{
		{"parcels", func() []byte { return trial.Parcels(benchMB() << 20) }},
		{"points", func() []byte { return trial.Points(benchMB() * 5000) }},
	} {
		path := filepath.Join(b.TempDir(), f.name+".geojson")
		if err := os.WriteFile(path, f.make(), 0o600); err != nil {
			b.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil {
			b.Fatal(err)
		}
		size := int(info.Size())
		b.Run(f.name+"/catchment", func(b *testing.B) {
			trial.Cost(b, size, func() { checked(b, path) })
		})
		b.Run(f.name+"/orb", func(b *testing.B) {
			trial.Cost(b, size, func() {
				file, err := os.ReadFile(path)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := orbjson.UnmarshalFeatureCollection(file); err != nil {
					b.Fatal(err)
				}
			})
		})
	}
}

// checked takes the file as far as storing it.
func checked(b *testing.B, path string) {
	catalog, err := data.OpenCatalog(context.Background(), &data.Memory{})
	if err != nil {
		b.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		b.Fatal(err)
	}
	receipt, err := intake.Check(context.Background(), catalog, f, intake.Request{ID: "a", Bytes: info.Size()})
	if err != nil || receipt.Refused != "" || receipt.Rejected > 0 {
		b.Fatal(err, receipt.Refused, receipt.Problems)
	}
}
