package geojson_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"strconv"
	"sync"
	"testing"

	"catchment/data"
	"catchment/data/geojson"
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

var parcels = sync.OnceValue(func() []byte { return trial.Parcels(benchMB() << 20) })

// points is a file of about 200 bytes a point: 1,000,000 at 200 MB.
var points = sync.OnceValue(func() []byte { return trial.Points(benchMB() * 5000) })

var benchFiles = []struct {
	name string
	file func() []byte
}{{"parcels", parcels}, {"points", points}}

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

// BenchmarkPeerJSONValid is the peer that keeps nothing: encoding/json's
// validator. The one that keeps everything, orb/geojson, stands beside the whole
// way to a layer in data/intake.
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
