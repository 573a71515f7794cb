package intake

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"testing"

	"catchment/data"
)

// TestPile: whatever is guessed about a file, all features come out in order,
// in no more room than an eighth above what they need.
func TestPile(t *testing.T) {
	rnd := rand.New(rand.NewPCG(6, 2))
	for _, n := range []int{0, 1, 16, 17, 8192, 30_000, 100_000} {
		for range 6 {
			guess := 0
			p := pile{likely: func(held int) int { return guess }}
			for i := range n {
				if i%pileFeatures == 0 {
					guess = rnd.IntN(2*n + 1)
				}
				p.add(data.Feature{ID: fmt.Sprint(i)})
			}
			fs := p.features()
			if len(fs) != n || cap(fs) != n || p.features() != nil {
				t.Fatalf("%d of %d features, room for %d", len(fs), n, cap(fs))
			}
			for i := range fs {
				if fs[i].ID != fmt.Sprint(i) {
					t.Fatalf("feature %d of %d is %s", i, n, fs[i].ID)
				}
			}
		}
	}
}

// TestLikely: a file of equal features is guessed to have what it has, and a
// little more; nothing is guessed early or without a size.
func TestLikely(t *testing.T) {
	const all = 200_000
	text := bytes.Repeat([]byte("x"), 100*all)
	for _, size := range []int64{int64(len(text)), 0} {
		r := &progress{Reader: bytes.NewReader(text), size: size}
		for _, held := range []int{50_000, 100_000, 199_999} {
			_, _ = io.CopyN(io.Discard, r, int64(100*held)-r.read)
			got := r.likely(held)
			if early := 100*held < 8<<20; size == 0 || early {
				if got != 0 {
					t.Errorf("likely(%d) of size %d = %d, want 0", held, size, got)
				}
			} else if got < all || got > all+all/8 {
				t.Errorf("likely(%d) = %d, want %d and a little more", held, got, all)
			}
		}
	}
}
