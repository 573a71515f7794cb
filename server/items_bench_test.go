package server_test

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"catchment/geo/trial"
	"catchment/server"
)

// BenchmarkItems asks for 100 of the features in random boxes over 200,000
// points, on 8 connections at once. It reports answers per second and the time
// that 95 of 100 answers stay below; client and service share the machine.
func BenchmarkItems(b *testing.B) {
	s := newSite(b, filepath.Join(b.TempDir(), "catchment.gpkg"), server.Options{})
	s.load("id=points&role=facility", string(trial.Points(200000)))
	const connections = 8
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: connections, DisableCompression: true}}
	took := make([]time.Duration, b.N)
	var each sync.WaitGroup
	b.ResetTimer()
	for c := range connections {
		each.Go(func() {
			r := rand.New(rand.NewPCG(20261125, uint64(c)))
			for i := c; i < b.N; i += connections {
				w, n := 118+0.95*r.Float64(), 42+0.95*r.Float64()
				begin := time.Now()
				response, err := client.Get(fmt.Sprintf("%s/collections/points/items?limit=100&bbox=%.6f,%.6f,%.6f,%.6f", s.url, w, n, w+0.03, n+0.03))
				if err != nil {
					b.Error(err)
					return
				}
				if _, err := io.Copy(io.Discard, response.Body); err != nil || response.StatusCode != http.StatusOK {
					b.Errorf("%s: %v", response.Status, err)
				}
				response.Body.Close()
				took[i] = time.Since(begin)
			}
		})
	}
	each.Wait()
	b.StopTimer()
	slices.Sort(took)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "answers/s")
	b.ReportMetric(float64(took[b.N*95/100].Microseconds())/1000, "p95-ms")
}
