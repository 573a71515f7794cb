package geo

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paulmach/orb"
)

// What is sound in one go is so by each check in turn; what is not is refused
// by one of them, or so thin that rounding could have changed its sign.
func TestSoundAgainstEachCheck(t *testing.T) {
	const seed = 12
	rnd := rand.New(rand.NewPCG(seed, 0))
	odd := []float64{math.NaN(), math.Inf(1), 180, math.Nextafter(180, 181), -90.5}
	taken, left := 0, 0
	for range 40000 {
		r := make(orb.Ring, rnd.IntN(8), 9)
		for i := range r {
			r[i] = orb.Point{float64(rnd.IntN(9)) / 8, float64(rnd.IntN(3)) / 8}
			if rnd.IntN(40) == 0 {
				r[i][rnd.IntN(2)] = odd[rnd.IntN(len(odd))]
			}
		}
		if len(r) > 0 && rnd.IntN(8) > 0 {
			r = append(r, r[0])
		}
		n := len(r)
		good := !slices.ContainsFunc(r, func(p orb.Point) bool { return !inRange(p) }) &&
			repeatAt(r) < 0 && n > 3 && r[0] == r[n-1] && areaSign(r) != 0
		area := sound(r)
		if good != (area != 0) || good && (flat(r) || area != areaSign(r)) {
			t.Fatalf("seed %d: sound(%v) = %d, want good %t, area %d", seed, r, area, good, areaSign(r))
		}
		if good {
			taken++
		} else {
			left++
		}
	}
	if taken < 1000 || left < 1000 {
		t.Errorf("%d rings are sound and %d are not: one of the two is hardly tried", taken, left)
	}
}
