package landuse

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"
)

// The length of random segments inside random regions against counting points
// along them.
func TestLengthInside(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 11))
		shape := orb.MultiPolygon{randomShape(r)}
		if r.IntN(2) == 0 {
			shape = append(shape, randomShape(r))
		}
		g := newRegion(shape)
		a, b := orb.Point{120*r.Float64() - 30, 120*r.Float64() - 30}, orb.Point{120*r.Float64() - 30, 120*r.Float64() - 30}
		const n = 20000
		count := 0
		for k := range n {
			s := (float64(k) + 0.5) / n
			if g.contains(orb.Point{a[0] + (b[0]-a[0])*s, a[1] + (b[1]-a[1])*s}) {
				count++
			}
		}
		length := math.Hypot(b[0]-a[0], b[1]-a[1])
		want := length * float64(count) / n
		if got := g.lengthInside(a, b); math.Abs(got-want) > length*12/n {
			t.Errorf("seed %d: %v m inside, counted %v of %v", seed, got, want, length)
		}
	}
}

// Whatever sideOf says of a box holds for points in it.
func TestSideOf(t *testing.T) {
	seen := map[side]int{}
	for seed := range uint64(400) {
		r := rand.New(rand.NewPCG(seed, 12))
		g := newRegion(orb.MultiPolygon{randomShape(r), randomShape(r)})
		for range 20 {
			x, y, w := 120*r.Float64()-30, 120*r.Float64()-30, 12*r.Float64()
			b := orb.Bound{Min: orb.Point{x, y}, Max: orb.Point{x + w, y + 12*r.Float64()}}
			where := g.sideOf(b)
			seen[where]++
			for range 10 {
				p := orb.Point{x + w*r.Float64(), y + (b.Max[1]-y)*r.Float64()}
				if in := g.contains(p); where == insideOf && !in || where == outside && in {
					t.Fatalf("seed %d: box %v is on side %d, its point %v inside: %v", seed, b, where, p, in)
				}
			}
		}
	}
	if seen[insideOf] < 50 || seen[outside] < 50 || seen[across] < 50 {
		t.Errorf("boxes by side: %v", seen)
	}
}
