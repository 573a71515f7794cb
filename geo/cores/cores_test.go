package cores_test

import (
	"sync/atomic"
	"testing"

	"catchment/geo/cores"
)

// TestParts: every thing is in one part, also where there are none or few.
func TestParts(t *testing.T) {
	for _, n := range []int{0, 1, 4095, 4096, 8191, 8192, 100_001} {
		seen := make([]atomic.Int32, n)
		cores.Parts(n, func(from, to int) {
			for i := from; i < to; i++ {
				seen[i].Add(1)
			}
		})
		for i := range seen {
			if k := seen[i].Load(); k != 1 {
				t.Fatalf("Parts(%d): %d is in %d parts", n, i, k)
			}
		}
	}
}
