package plane

import (
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"
)

// TestShortBendIsNoLess: the bound without trigonometry is at least the other,
// for edges of metres to degrees anywhere.
func TestShortBendIsNoLess(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	tight := 0
	for range 200_000 {
		p := At(orb.Point{rng.Float64()*360 - 180, rng.Float64()*180 - 90})
		from := orb.Point{p.Center()[0] + 40*(rng.Float64()-0.5), min(max(p.Center()[1]+40*(rng.Float64()-0.5), -90), 90)}
		long := []float64{1e-4, 1e-2, 1, 12}[rng.IntN(4)]
		e := edge{from: from, to: orb.Point{from[0] + long*(rng.Float64()-0.5), min(max(from[1]+long*(rng.Float64()-0.5), -90), 90)}}
		e.dLon = e.to[0] - e.from[0]
		e.fromXY, e.toXY = p.ToPlane(e.from), p.ToPlane(e.to)
		bend, ok := bendM(&e)
		short := shortBendM(&e)
		if short <= 1 && (!ok || bend > short) {
			t.Fatalf("edge %v to %v: short bound %v, bound %v (%v)", e.from, e.to, short, bend, ok)
		}
		if short <= 0.005 {
			tight++
		}
	}
	if tight < 10_000 {
		t.Errorf("only %d edges are told to be straight", tight)
	}
}
