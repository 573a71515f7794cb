package server_test

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime/metrics"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"catchment/geo/trial"
	"catchment/server"
	"catchment/server/wire"
)

// connections is how many clients ask at once in the benchmarks here.
const connections = 8

// newPoints returns a service with 200,000 points in a square degree.
func newPoints(b *testing.B, before func(http.Handler) http.Handler) *site {
	s := newSiteBehind(b, filepath.Join(b.TempDir(), "catchment.gpkg"), server.Options{}, before)
	s.load("id=points&role=facility", string(trial.Points(200000)))
	return s
}

// BenchmarkItems asks for 100 of the features in random boxes over 200,000
// points, on 8 connections at once. It reports answers per second and the time
// that 95 of 100 answers stay below; client and service share the machine, and
// a process.
func BenchmarkItems(b *testing.B) {
	s := newPoints(b, func(h http.Handler) http.Handler { return h })
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

// boxesForWrk asks wrk's way what BenchmarkItems asks; done reports in a form
// that can be read again.
const boxesForWrk = `
local started = 0
function setup(thread) thread:set("seed", 20261125 + started); started = started + 1 end
function init() math.randomseed(seed) end
function request()
  local w, n = 118 + 0.95 * math.random(), 42 + 0.95 * math.random()
  return wrk.format("GET", string.format("/collections/points/items?limit=100&bbox=%.6f,%.6f,%.6f,%.6f", w, n, w + 0.03, n + 0.03))
end
function done(summary, latency)
  local e = summary.errors
  io.write(string.format("\nanswers %d microseconds %d p95 %d p99 %d bytes %d bad %d\n", summary.requests, summary.duration,
    latency:percentile(95), latency:percentile(99), summary.bytes, e.connect + e.read + e.write + e.status + e.timeout))
end
`

// BenchmarkItemsWrk asks what BenchmarkItems asks by wrk, for ten seconds, once
// two have gone by: -benchtime 1x is enough. wrk takes its share of the machine;
// cpu-µs/answer is the service's own, which other load does not change much.
//
// Where the time goes: inside-p95-ms is from when the service takes a request up
// until its answer is written, ready-p95-ms what goroutines wait for a processor
// of Go's, gc-ms/s what garbage collection stops all of them. What is left of p95-ms is
// wrk waiting for its turn on the machine: with GOMAXPROCS=1 the service leaves it
// a core of two. Beside it is a server that has as many
// bytes at hand and sends them to whatever is asked: what HTTP, wrk and the
// machine take for themselves.
func BenchmarkItemsWrk(b *testing.B) {
	wrk := trial.Program(b, "wrk", "wrk")
	script := filepath.Join(b.TempDir(), "boxes.lua")
	if err := os.WriteFile(script, []byte(boxesForWrk), 0o600); err != nil {
		b.Fatal(err)
	}
	askOf := func(url string) func(duration string) string {
		return func(duration string) string {
			said, err := exec.CommandContext(b.Context(), wrk, "-t1", "-c"+strconv.Itoa(connections), "-d"+duration, "-s", script, url).CombinedOutput()
			if err != nil {
				b.Fatalf("wrk: %v\n%s", err, said)
			}
			return string(said)
		}
	}
	b.Run("items", func(b *testing.B) {
		var inside durations
		byWrk(b, askOf(newPoints(b, inside.measure).url), &inside)
	})
	b.Run("bytes", func(b *testing.B) {
		var inside durations
		bytes := make([]byte, 22000)
		alone := httptest.NewUnstartedServer(inside.measure(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", strconv.Itoa(len(bytes)))
			_, _ = w.Write(bytes)
		})))
		alone.Listener = wire.Wrap(alone.Config, alone.Listener)
		alone.Start()
		b.Cleanup(alone.Close)
		byWrk(b, askOf(alone.URL), &inside)
	})
}

// byWrk asks for some time and reports how it was answered.
func byWrk(b *testing.B, ask func(duration string) string, inside *durations) {
	ask("2s")
	b.ResetTimer()
	said, busy := "", time.Duration(0)
	for range b.N {
		inside.reset()
		before, ready, stopped := trial.ProcessorTime(), histogram("/sched/latencies:seconds"), histogram("/sched/pauses/total/gc:seconds")
		said = ask("10s")
		busy = trial.ProcessorTime() - before
		b.ReportMetric(1000*ready.since().share(0.95), "ready-p95-ms")
		b.ReportMetric(100*stopped.since().sum(), "gc-ms/s")
	}
	b.StopTimer()
	numbers := map[string]float64{}
	for _, m := range regexp.MustCompile(`(answers|microseconds|p95|p99|bytes|bad) (\d+)`).FindAllStringSubmatch(said, -1) {
		numbers[m[1]], _ = strconv.ParseFloat(m[2], 64)
	}
	if numbers["answers"] == 0 || numbers["bad"] > 0 {
		b.Fatalf("wrk was not answered well:\n%s", said)
	}
	b.ReportMetric(numbers["answers"]/numbers["microseconds"]*1e6, "answers/s")
	b.ReportMetric(numbers["p95"]/1000, "p95-ms")
	b.ReportMetric(numbers["p99"]/1000, "p99-ms")
	b.ReportMetric(inside.p95().Seconds()*1000, "inside-p95-ms")
	b.ReportMetric(float64(busy.Microseconds())/numbers["answers"], "cpu-µs/answer")
	b.ReportMetric(numbers["bytes"]/numbers["answers"], "B/answer")
}

// durations are how long answers took.
type durations struct {
	mu  sync.Mutex
	all []time.Duration
}

// measure notes how long each answer of h takes.
func (d *durations) measure(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begin := time.Now()
		h.ServeHTTP(w, r)
		took := time.Since(begin)
		d.mu.Lock()
		d.all = append(d.all, took)
		d.mu.Unlock()
	})
}

func (d *durations) reset() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.all = d.all[:0]
}

func (d *durations) p95() time.Duration {
	d.mu.Lock()
	defer d.mu.Unlock()
	slices.Sort(d.all)
	return d.all[len(d.all)*95/100]
}

// tally is a histogram of Go's runtime at one time.
type tally struct {
	name   string
	counts []uint64
	bounds []float64 // one more than counts
}

func histogram(name string) tally {
	sample := []metrics.Sample{{Name: name}}
	metrics.Read(sample)
	h := sample[0].Value.Float64Histogram()
	return tally{name, slices.Clone(h.Counts), h.Buckets}
}

// since returns what was counted since then.
func (c tally) since() tally {
	now := histogram(c.name)
	for i := range now.counts {
		now.counts[i] -= c.counts[i]
	}
	return now
}

// share returns the bound below which a part of what was counted lies.
func (c tally) share(part float64) float64 {
	all, seen := uint64(0), uint64(0)
	for _, n := range c.counts {
		all += n
	}
	for i, n := range c.counts {
		if seen += n; float64(seen) >= part*float64(all) {
			return c.bounds[i+1]
		}
	}
	return 0
}

// sum returns about what was counted together.
func (c tally) sum() (sum float64) {
	for i, n := range c.counts {
		if n > 0 {
			sum += float64(n) * c.bounds[i+1]
		}
	}
	return sum
}
