package tiles_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/data/seeded"
	"catchment/data/tiles"
)

// million are a million parcels and what their tiles are drawn from.
var million = sync.OnceValue(func() *tiles.Set { return tiles.New(millionParcels()) })

var millionParcels = sync.OnceValue(func() *data.Layer {
	layers, err := seeded.City(1_000_000)
	if err != nil {
		panic(err)
	}
	return layers[1]
})

// BenchmarkNew prepares the tiles of a million parcels.
func BenchmarkNew(b *testing.B) {
	l := millionParcels()
	for b.Loop() {
		tiles.New(l)
	}
}

// BenchmarkTile draws tiles of a million parcels, none drawn before, at all
// zooms from the whole city to a few parcels: a person's way over the map.
func BenchmarkTile(b *testing.B) {
	s := million()
	bound := millionParcels().Bound()
	r := rand.New(rand.NewPCG(20261126, 3))
	var took []time.Duration
	var bytes int
	for b.Loop() {
		z := 6 + r.IntN(13)
		x, y := middleTile(z, orb.Point{
			bound.Min[0] + r.Float64()*(bound.Max[0]-bound.Min[0]),
			bound.Min[1] + r.Float64()*(bound.Max[1]-bound.Min[1]),
		})
		start := time.Now()
		out, err := s.Tile(context.Background(), z, x, y)
		took = append(took, time.Since(start))
		if err != nil {
			b.Fatal(err)
		}
		bytes = max(bytes, len(out.Data))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100])/1e6, "p99-ms")
	b.ReportMetric(float64(took[len(took)-1])/1e6, "max-ms")
	b.ReportMetric(float64(bytes)/1024, "max-KiB")
}
