package server

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"testing"

	"catchment/geo/trial"
)

// TestZipped: what is written, in pieces of any length and flushed at any time,
// is what the gzip of Go's own library reads, as one member.
func TestZipped(t *testing.T) {
	trial.Slow(t)
	const seed = 3
	r := rand.New(rand.NewPCG(seed, 0))
	for round := range 40 {
		var plain, packed bytes.Buffer
		z := zipping.New(&packed, 1)
		var again []byte // what comes twice may be written as a reference back, and must not be across parts
		for len(again) < 700 {
			again = fmt.Appendf(again, "%x,", r.Uint64())
		}
		for range r.IntN(8) {
			n := []int{0, 1, 700, 700, zipPart - 1, zipPart, zipPart + 1, 2*zipPart - 1, 2 * zipPart, 2*zipPart + 1, 5 * zipPart, 7*zipPart + 13}[r.IntN(12)]
			p := make([]byte, 0, n+32)
			for len(p) < n {
				p = fmt.Appendf(p, `{"id":"%d","reach":%g},`, r.IntN(1000), r.Float64())
			}
			if n == 700 {
				copy(p, again)
			}
			plain.Write(p[:n])
			if k, err := z.Write(p[:n]); k != n || err != nil {
				t.Fatalf("seed %d, round %d: Write of %d bytes = %d, %v", seed, round, n, k, err)
			}
			if r.IntN(3) == 0 {
				if err := z.Flush(); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		unpack, err := gzip.NewReader(&packed)
		if err != nil {
			t.Fatalf("seed %d, round %d: %v", seed, round, err)
		}
		unpack.Multistream(false)
		got, err := io.ReadAll(unpack)
		if err != nil || !bytes.Equal(got, plain.Bytes()) || packed.Len() > 0 {
			t.Fatalf("seed %d, round %d: %d bytes come back, %d were written, %d left over, %v", seed, round, len(got), plain.Len(), packed.Len(), err)
		}
	}
}

// TestCompressed: long answers are gzipped for a browser, which takes zstd too,
// files of the page are not; who takes one of them gets that.
func TestCompressed(t *testing.T) {
	h, err := compressed(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(make([]byte, 3*zipPart))
	}))
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range []struct{ path, accepts, want string }{
		{"/api/coverage", "gzip, deflate, br, zstd", "gzip"}, {"/collections/parcels/items", "gzip, zstd", "gzip"}, {"/js/main.js", "gzip, deflate, br, zstd", "zstd"},
		{"/api/coverage", "zstd", "zstd"}, {"/js/main.js", "gzip", "gzip"}, {"/api/coverage", "zstd, gzip;q=0.5", "zstd"}, {"/api/coverage", "br", ""},
	} {
		request, answer := httptest.NewRequest(http.MethodGet, one.path, nil), httptest.NewRecorder()
		request.Header.Set("Accept-Encoding", one.accepts)
		h.ServeHTTP(answer, request)
		if got := answer.Header().Get("Content-Encoding"); got != one.want || answer.Header().Get("Vary") != "Accept-Encoding" {
			t.Errorf("%s to who accepts %s: Content-Encoding %q, Vary %q, want %q", one.path, one.accepts, got, answer.Header().Get("Vary"), one.want)
		}
	}
}

// TestZippedToNobody: a client that has left is told to whoever writes.
func TestZippedToNobody(t *testing.T) {
	z := zipping.New(gone{}, 1)
	if _, err := z.Write(make([]byte, 9*zipPart)); !errors.Is(err, errGone) {
		t.Errorf("Write = %v, want %v", err, errGone)
	}
	if err := z.Close(); err != nil && !errors.Is(err, errGone) {
		t.Errorf("Close = %v, want %v", err, errGone)
	}
}

var errGone = errors.New("gone")

type gone struct{}

func (gone) Write([]byte) (int, error) { return 0, errGone }

// BenchmarkZip is a long answer, compressed on all processors and, as its naive
// twin, on one.
func BenchmarkZip(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 0))
	var p []byte
	for len(p) < 2<<20 {
		p = fmt.Appendf(p, `{"id":"%d","name":"","layer":"sites","kind":"kindergarten","status":"existing","lon":%g,"lat":%g,"reach":%g,"exclusive":%g},`,
			r.IntN(10_000), 118+r.Float64(), 42+r.Float64(), 1e6*r.Float64(), 1e5*r.Float64())
	}
	for _, piece := range []int{zipPart, len(p)} {
		b.Run(map[bool]string{true: "parts", false: "line"}[piece == len(p)], func(b *testing.B) {
			b.SetBytes(int64(len(p)))
			var packed bytes.Buffer
			for b.Loop() {
				packed.Reset()
				z := zipping.New(&packed, 1)
				for from := 0; from < len(p); from += piece {
					if _, err := z.Write(p[from:min(len(p), from+piece)]); err != nil {
						b.Fatal(err)
					}
				}
				if err := z.Close(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(len(p))/float64(packed.Len()), "ratio")
		})
	}
}
