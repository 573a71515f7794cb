package server_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"catchment/server"
)

func gzipped(t testing.TB, plain []byte) []byte {
	t.Helper()
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write(plain); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.Bytes()
}

// endless is a body that goes on: head, then filler over and over, up to size
// bytes. It keeps nothing and counts what was taken of it, which may go on a
// little after the answer.
type endless struct {
	head, filler string
	size         int64
	taken        atomic.Int64
}

func (e *endless) Read(p []byte) (int, error) {
	taken := e.taken.Load()
	if taken >= e.size {
		return 0, io.EOF
	}
	p = p[:min(int64(len(p)), e.size-taken)]
	n := 0
	if taken < int64(len(e.head)) {
		n = copy(p, e.head[taken:])
	} else {
		for at := int((taken - int64(len(e.head))) % int64(len(e.filler))); n < len(p); at = 0 {
			n += copy(p[n:], e.filler[at:])
		}
	}
	e.taken.Store(taken + int64(n))
	return n, nil
}

// heapPeak returns how far the heap grew while f ran, in bytes, looking every
// few milliseconds.
func heapPeak(f func()) int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	before := int64(m.HeapAlloc)
	var peak atomic.Int64
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			peak.Store(max(peak.Load(), int64(m.HeapAlloc)-before))
			select {
			case <-stop:
				return
			case <-time.After(3 * time.Millisecond):
			}
		}
	}()
	f()
	close(stop)
	<-done
	return peak.Load()
}

// TestOneGigabyteBody streams bodies of 1 GiB in several forms at a service
// that takes 8 MiB. Each is refused when it passes the limit, and memory
// follows the limit, not the body.
func TestOneGigabyteBody(t *testing.T) {
	ofNumbers(t)
	const limit = 8 << 20
	s := newPark(t, server.Options{MaxUploadBytes: limit})
	before := s.everything()
	const feature = `{"type":"Feature","properties":{"name":"x"},"geometry":{"type":"Point","coordinates":[118.88,42.26]}},` + "\n"
	for name, body := range map[string]*endless{
		"features":          {head: `{"type":"FeatureCollection","features":[`, filler: feature},
		"spaces":            {head: ` `, filler: strings.Repeat(" ", 4096)},
		"one long text":     {head: `{"type":"Feature","properties":{"a":"`, filler: strings.Repeat("x", 4096)},
		"one long ring":     {head: `{"type":"Polygon","coordinates":[[`, filler: "[118.88,42.26],[118.89,42.27],"},
		"one long number":   {head: `{"type":"Point","coordinates":[1`, filler: strings.Repeat("0", 4096)},
		"a foreign member":  {head: `{"type":"FeatureCollection","extra":[`, filler: strings.Repeat("1,", 2048)},
		"nothing but zeros": {head: "\x00", filler: strings.Repeat("\x00", 4096)},
	} {
		t.Run(name, func(t *testing.T) {
			body.size = 1 << 30
			var a answer
			peak := heapPeak(func() {
				var err error
				a, err = s.try(http.MethodPost, "/api/layers?id=park", io.NopCloser(body))
				if err != nil {
					t.Fatal(err)
				}
			})
			p := a.problem(t)
			if p.Status != http.StatusRequestEntityTooLarge && p.Status != http.StatusBadRequest || name == "features" && p.Status != http.StatusRequestEntityTooLarge {
				t.Errorf("%v, want 413", a)
			}
			if body.taken.Load() > limit+8<<20 {
				t.Errorf("%d MiB were read of a body that was too large after %d", body.taken.Load()>>20, int64(limit>>20))
			}
			// Of what is accepted before the limit, features take several times
			// their text; a body of 1 GiB would take as many times more.
			if peak > 12*limit {
				t.Errorf("the heap grew by %d MiB", peak>>20)
			}
			t.Logf("%d, %d MiB read, heap grew by at most %d MiB: %s", p.Status, body.taken.Load()>>20, peak>>20, p.Detail)
		})
	}
	if after := s.everything(); after != before {
		t.Errorf("layers changed")
	}
}

// TestCompressionBombs sends small files that unpack to large ones.
func TestCompressionBombs(t *testing.T) {
	ofNumbers(t)
	s := newPark(t, server.Options{})
	before := s.everything()
	for name, bomb := range map[string][]byte{
		"spaces":            bombOf(t, "{", " "),
		"one text":          bombOf(t, `{"type":"Feature","properties":{"a":"`, "x"),
		"one single member": packed(t, &endless{head: "{", filler: strings.Repeat(" ", 4096), size: 64 << 20}),
	} {
		t.Run(name, func(t *testing.T) {
			var a answer
			peak := heapPeak(func() { a = s.do(http.MethodPost, "/api/layers?id=park", bytes.NewReader(bomb)) })
			p := a.problem(t)
			if p.Status != http.StatusRequestEntityTooLarge || !strings.Contains(p.Detail, "gzip") {
				t.Errorf("%v, want 413 that names the compression", a)
			}
			if peak > 256<<20 {
				t.Errorf("the heap grew by %d MiB", peak>>20)
			}
			t.Logf("%d KiB sent, heap grew by at most %d MiB: %s", len(bomb)>>10, peak>>20, p.Detail)
		})
	}
	twice := gzipped(t, gzipped(t, []byte(faithful)))
	if p := s.do(http.MethodPost, "/api/layers?id=park", bytes.NewReader(twice)).problem(t); p.Status != http.StatusBadRequest {
		t.Errorf("compressed twice: %+v, want 400", p)
	}
	if after := s.everything(); after != before {
		t.Errorf("layers changed")
	}
}

// bombOf returns gzip that unpacks to head and then 1 GiB of filler. It is made
// of many members, as gzip allows, since packing 1 GiB takes long.
func bombOf(t testing.TB, head, filler string) []byte {
	t.Helper()
	const part = 8 << 20
	filler = strings.Repeat(filler, 4096)
	return append(packed(t, strings.NewReader(head)),
		bytes.Repeat(packed(t, &endless{filler: filler, size: part / int64(len(filler)) * int64(len(filler))}), (1<<30)/part)...)
}

// packed compresses a long body as fast as can be.
func packed(t testing.TB, body io.Reader) []byte {
	t.Helper()
	var out bytes.Buffer
	z, err := gzip.NewWriterLevel(&out, gzip.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(z, body); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
