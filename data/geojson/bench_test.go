package geojson_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"testing"

	orbjson "github.com/paulmach/orb/geojson"

	"catchment/data"
	"catchment/data/geojson"
)

// benchMB is the size of the generated files in megabytes: 20, or what
// CATCHMENT_BENCH_MB says (100 for the figures in the README).
func benchMB() int {
	if n, err := strconv.Atoi(os.Getenv("CATCHMENT_BENCH_MB")); err == nil && n > 0 {
		return n
	}
	return 20
}

// parcels is a seeded file of about mb megabytes: polygons of 5 to 200
// positions with properties, as a land-use plan has them.
var parcels = sync.OnceValue(func() []byte {
	rnd := rand.New(rand.NewPCG(7, 7))
	size := benchMB() << 20
	b := append(make([]byte, 0, size+1<<16), `{"type":"FeatureCollection","name":"parcels","features":[`...)
	for i := 0; len(b) < size; i++ {
		if i > 0 {
			b = append(b, ',')
		}
		lon, lat := 118.8+rnd.Float64()/2, 42.1+rnd.Float64()/3
		b = fmt.Appendf(b, "\n"+`{"type":"Feature","id":%d,"properties":{"code":"R%d","name":"地块 %d","floors":%d,"far":%.2f,"status":"existing"},"geometry":{"type":"Polygon","coordinates":[[`, i, 1+i%3, i, 1+i%30, 3*rnd.Float64())
		n := 5 + int(195*math.Pow(rnd.Float64(), 3))
		var first []byte
		for k := range n {
			a := 2 * math.Pi * float64(k) / float64(n)
			r := 0.002 * (0.8 + 0.2*rnd.Float64())
			p := fmt.Appendf(nil, "[%.7f,%.7f]", lon+r*math.Cos(a), lat+r*math.Sin(a))
			if k == 0 {
				first = p
			}
			b = append(append(b, p...), ',')
		}
		b = append(append(b, first...), "]]}}"...)
	}
	return append(b, "\n]}\n"...)
})

// stops is a seeded file of points.
var stops = sync.OnceValue(func() []byte {
	rnd := rand.New(rand.NewPCG(8, 8))
	size := benchMB() << 20
	b := append(make([]byte, 0, size+1<<16), `{"type":"FeatureCollection","features":[`...)
	for i := 0; len(b) < size; i++ {
		if i > 0 {
			b = append(b, ',')
		}
		b = fmt.Appendf(b, "\n"+`{"type":"Feature","id":%d,"properties":{"kind":"bus_stop","name":"站 %d"},"geometry":{"type":"Point","coordinates":[%.7f,%.7f]}}`, i, i, 118.8+rnd.Float64()/2, 42.1+rnd.Float64()/3)
	}
	return append(b, "\n]}\n"...)
})

var benchFiles = []struct {
	name string
	file func() []byte
}{{"parcels", parcels}, {"stops", stops}}

func BenchmarkDecode(b *testing.B) {
	for _, f := range benchFiles {
		b.Run(f.name, func(b *testing.B) {
			file := f.file()
			b.SetBytes(int64(len(file)))
			b.ReportAllocs()
			for b.Loop() {
				sum, err := geojson.Decode(context.Background(), bytes.NewReader(file), geojson.Options{}, func(data.Feature) error { return nil })
				if err != nil || sum.ProblemsTotal > 0 {
					b.Fatal(err, sum.Problems)
				}
			}
		})
	}
}

// The peers: orb/geojson, which checks nothing, and encoding/json's validator,
// which keeps nothing.
func BenchmarkPeerOrb(b *testing.B) {
	for _, f := range benchFiles {
		b.Run(f.name, func(b *testing.B) {
			file := f.file()
			b.SetBytes(int64(len(file)))
			for b.Loop() {
				if _, err := orbjson.UnmarshalFeatureCollection(file); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkPeerJSONValid(b *testing.B) {
	file := parcels()
	b.SetBytes(int64(len(file)))
	for b.Loop() {
		if !json.Valid(file) {
			b.Fatal("not valid")
		}
	}
}

func BenchmarkEncode(b *testing.B) {
	file := parcels()
	var all []*data.Feature
	_, err := geojson.Decode(context.Background(), bytes.NewReader(file), geojson.Options{}, func(f data.Feature) error {
		all = append(all, &f)
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(file)))
	var buf []byte
	for b.Loop() {
		buf = buf[:0]
		for _, f := range all {
			buf = geojson.AppendFeature(buf, f)
		}
	}
}
