package arcs

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestAngle(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	check := func(y, x float64) {
		t.Helper()
		if got, want := angle(y, x), math.Atan2(y, x); !(math.Abs(got-want) <= 4.5e-16) {
			t.Errorf("angle(%g, %g) = %.17g, want %.17g", y, x, got, want)
		}
	}
	for range 200_000 {
		scale := math.Pow(10, -12+18*r.Float64())
		check(scale*(r.Float64()-0.5), math.Pow(10, -3+6*r.Float64())*scale*(r.Float64()-0.5))
	}
	for _, v := range [][2]float64{{0, 1}, {1, 0}, {0, -1}, {-1, 0}, {1, 1}, {-1, -1}, {1, -1}, {0, 0}, {1e-300, -1}, {3e8, 1e-9}} {
		check(v[0], v[1])
	}
}

// The tree must find exactly what looking at every box finds, below and above
// the size at which sorting and filling change their way.
func TestTreeAgainstEveryBox(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	for _, n := range []int{0, 1, 15, 16, 17, 300, 3000, 20_000} {
		boxes := make([]box, n)
		for i := range boxes {
			x, y, s := 1000*r.Float64(), 1000*r.Float64(), math.Pow(10, -3+5*r.Float64())
			boxes[i] = box{x, y, x + s*r.Float64(), y + s*r.Float64()}
		}
		tr := plant(boxes)
		if seen := slices.Sorted(slices.Values(tr.order)); len(seen) != n || n > 0 && (seen[0] != 0 || int(seen[n-1]) != n-1) || len(slices.Compact(seen)) != n {
			t.Fatalf("plant(%d boxes): order is no permutation", n)
		}
		for range 50 {
			q := box{1000 * r.Float64(), 1000 * r.Float64(), 0, 0}
			q.maxX, q.maxY = q.minX+100*r.Float64(), q.minY+100*r.Float64()
			var got, want []int32
			for _, i := range tr.search(&q, nil) {
				got = append(got, tr.order[i])
			}
			for i := range boxes {
				if boxes[i].touches(&q) {
					want = append(want, int32(i))
				}
			}
			if slices.Sort(got); !slices.Equal(got, want) {
				t.Fatalf("search among %d boxes found %d, want %d", n, len(got), len(want))
			}
		}
	}
}

// The chain's winding numbers must be those of adding up every edge.
func TestChainWinding(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	for _, n := range []int{3, 8, 9, 70, 1000} {
		var edges []seg
		for range 3 { // several rings, some inside others
			cx, cy, size := 100*r.Float64(), 100*r.Float64(), 20+60*r.Float64()
			at := func(i int) vec {
				sin, cos := math.Sincos(fullTurn * float64(i%n) / float64(n))
				wave := size * (1 + 0.3*math.Sin(float64(i%n)*1.7))
				return vec{cx + wave*cos, cy + wave*sin}
			}
			for i := range n {
				edges = append(edges, seg{at(i), at(i + 1)})
			}
		}
		c := newChain(edges)
		for range 500 {
			p := vec{200*r.Float64() - 50, 200*r.Float64() - 50}
			if r.IntN(4) == 0 {
				p.y = edges[r.IntN(len(edges))].a.y // level with a corner
			}
			want := 0
			for _, e := range edges {
				want += crossing(p.x, p.y, e.a.x, e.a.y, e.b.x, e.b.y)
			}
			if got := c.winding(p); got != want {
				t.Fatalf("winding(%v) of %d edges = %d, want %d", p, len(edges), got, want)
			}
		}
	}
}
