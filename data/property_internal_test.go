package data

import (
	"math/rand/v2"
	"testing"
)

// TestPlainEnd compares with the table, byte for byte.
func TestPlainEnd(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 1))
	for range 100_000 {
		b := make([]byte, rnd.IntN(30))
		for i := range b {
			b[i] = byte(rnd.IntN(256))
			if rnd.IntN(3) > 0 {
				b[i] = "ab \"\\!#]\x1f\x80"[rnd.IntN(10)]
			}
		}
		from := rnd.IntN(len(b) + 1)
		want := from
		for want < len(b) && plain[b[want]] {
			want++
		}
		if got := PlainEnd(b, from); got != want {
			t.Fatalf("PlainEnd(%q, %d) = %d, want %d", b, from, got, want)
		}
	}
}
