package tiles_test

import (
	"context"
	"fmt"
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

// BenchmarkEdit prepares the tiles of a million parcels after one of them was
// given other people, or another corner.
func BenchmarkEdit(b *testing.B) {
	s, l := million(), millionParcels()
	for _, edit := range []struct {
		name string
		of   func(f *data.Feature, n int)
	}{
		{"properties", func(f *data.Feature, n int) {
			f.Properties = fmt.Appendf(nil, `{"code":"R2","scheme":"GB50137-2011","population":%d}`, 1000+n)
		}},
		{"geometry", func(f *data.Feature, n int) {
			p := orb.Clone(f.Geometry).(orb.Polygon)
			p[0][2][0] += float64(n+1) * 1e-7
			f.Geometry = p
		}},
	} {
		b.Run(edit.name, func(b *testing.B) {
			for n := 0; b.Loop(); n++ {
				b.StopTimer()
				i := n * 7919 % l.Len()
				f := l.Features[i]
				edit.of(&f, n)
				next, err := l.With(data.Changes{Replace: map[int]data.Feature{i: f}})
				if err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
				s.With(next)
			}
		})
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
