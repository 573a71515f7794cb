package gpkg_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/data/gpkg"
)

// benchLayers are seeded layers with five properties each: points, and parcels
// of 4 to 12 corners. CATCHMENT_BENCH_FEATURES sets how many features each has,
// 100,000 by default.
var benchLayers = []struct {
	name string
	meta data.Meta
	at   func(rnd *rand.Rand, p orb.Point) orb.Geometry
	says string
}{
	{"points", data.Meta{ID: "points", Role: data.RoleFacility, Kind: "primary_school"},
		func(_ *rand.Rand, p orb.Point) orb.Geometry { return p },
		`{"name":"School %d","kind":"primary_school","capacity":%d,"rate":%.3f,"status":"existing"}`},
	{"parcels", data.Meta{ID: "parcels", Role: data.RoleLandUse},
		func(rnd *rand.Rand, p orb.Point) orb.Geometry {
			n := 4 + rnd.IntN(9)
			ring := make(orb.Ring, n+1)
			for k := range n {
				sin, cos := math.Sincos(2 * math.Pi * float64(k) / float64(n))
				ring[k] = orb.Point{p[0] + 0.0004*cos, p[1] + 0.0003*sin}
			}
			ring[n] = ring[0]
			return orb.Polygon{ring}
		},
		`{"name":"Parcel %d","code":"R2","population":%d,"far":%.3f,"status":"existing"}`},
}

// eachBenchLayer runs a benchmark on each of them.
func eachBenchLayer(b *testing.B, run func(b *testing.B, l *data.Layer)) {
	n := 100_000
	if v, err := strconv.Atoi(os.Getenv("CATCHMENT_BENCH_FEATURES")); err == nil {
		n = v
	}
	for _, kind := range benchLayers {
		b.Run(kind.name, func(b *testing.B) {
			rnd := rand.New(rand.NewPCG(1, 2))
			fs := make([]data.Feature, n)
			for i := range fs {
				fs[i] = data.Feature{ID: fmt.Sprint(i + 1), Geometry: kind.at(rnd, orb.Point{118 + rnd.Float64(), 42 + rnd.Float64()}),
					Properties: fmt.Appendf(nil, kind.says, i, rnd.IntN(2000), rnd.Float64())}
			}
			run(b, newLayer(b, kind.meta, fs))
		})
	}
}

func perFeature(b *testing.B, l *data.Layer) {
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*l.Len()), "µs/feature")
}

// BenchmarkCommit stores a layer durably, as the next version each time.
func BenchmarkCommit(b *testing.B) {
	eachBenchLayer(b, func(b *testing.B, l *data.Layer) {
		s := openStore(b, storePath(b), gpkg.Options{})
		for b.Loop() {
			commit(b, s, l)
		}
		perFeature(b, l)
	})
}

// BenchmarkEdit stores a layer in which one feature has moved; BenchmarkCommit is
// what it costs to store the layer instead.
func BenchmarkEdit(b *testing.B) {
	eachBenchLayer(b, func(b *testing.B, l *data.Layer) {
		s := openStore(b, storePath(b), gpkg.Options{})
		l.Version = commit(b, s, l)
		rnd := rand.New(rand.NewPCG(1, 3))
		for b.Loop() {
			i := rnd.IntN(l.Len())
			f := l.Features[i]
			f.Geometry = orb.Point{118 + rnd.Float64(), 42}
			l = commitChanges(b, s, l, data.Changes{Replace: map[int]data.Feature{i: f}})
		}
	})
}

// BenchmarkOpen opens a store and reads its layer: what a start costs.
func BenchmarkOpen(b *testing.B) {
	eachBenchLayer(b, func(b *testing.B, l *data.Layer) {
		path := storePath(b)
		s := openStore(b, path, gpkg.Options{})
		commit(b, s, l)
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
		n := 0
		for b.Loop() {
			s, err := gpkg.Open(context.Background(), path, gpkg.Options{})
			if err != nil {
				b.Fatal(err)
			}
			cat, err := data.OpenCatalog(context.Background(), s)
			if err != nil {
				b.Fatal(err)
			}
			n = cat.Dataset().Layers()[0].Len()
			if err := cat.Close(); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(n), "features")
	})
}
