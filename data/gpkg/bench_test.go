package gpkg_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/data/gpkg"
)

// benchLayer returns a seeded layer of points with five properties each.
// CATCHMENT_BENCH_POINTS sets how many, 100,000 by default.
func benchLayer(b *testing.B) *data.Layer {
	n := 100_000
	if v, err := strconv.Atoi(os.Getenv("CATCHMENT_BENCH_POINTS")); err == nil {
		n = v
	}
	rnd := rand.New(rand.NewPCG(1, 2))
	fs := make([]data.Feature, n)
	for i := range fs {
		fs[i] = data.Feature{ID: fmt.Sprint(i + 1), Geometry: orb.Point{118 + rnd.Float64(), 42 + rnd.Float64()},
			Properties: json.RawMessage(fmt.Sprintf(`{"name":"School %d","kind":"primary_school","capacity":%d,"rate":%.3f,"status":"existing"}`, i, rnd.IntN(2000), rnd.Float64()))}
	}
	return newLayer(b, data.Meta{ID: "points", Role: data.RoleFacility, Kind: "primary_school"}, fs)
}

func perFeature(b *testing.B, l *data.Layer) {
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*l.Len()), "µs/feature")
}

// BenchmarkCommit stores a layer durably, as the next version each time.
func BenchmarkCommit(b *testing.B) {
	l := benchLayer(b)
	s := openStore(b, storePath(b), gpkg.Options{})
	for b.Loop() {
		commit(b, s, l)
	}
	perFeature(b, l)
}

// BenchmarkOpen opens a store and reads its layer: what a start costs.
func BenchmarkOpen(b *testing.B) {
	l := benchLayer(b)
	path := storePath(b)
	s := openStore(b, path, gpkg.Options{})
	commit(b, s, l)
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		s, err := gpkg.Open(context.Background(), path, gpkg.Options{})
		if err != nil {
			b.Fatal(err)
		}
		load(b, s)
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
	perFeature(b, l)
}
