package landuse

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"

	"catchment/geo/arcs"
)

// randomShape is a star-shaped polygon, often with corners on a coarse lattice
// so that edges of several shapes coincide and corners meet edges.
func randomShape(r *rand.Rand) orb.Polygon {
	n := 3 + r.IntN(9)
	x, y := 60*r.Float64(), 60*r.Float64()
	ring := make(orb.Ring, 0, n+1)
	lattice := r.IntN(2) == 0
	for i := range n {
		a := 2 * math.Pi * (float64(i) + 0.5*r.Float64()) / float64(n)
		d := 8 + 30*r.Float64()
		p := orb.Point{x + d*math.Cos(a), y + d*math.Sin(a)}
		if lattice {
			p = orb.Point{10 * math.Round(p[0]/10), 10 * math.Round(p[1]/10)}
		}
		ring = append(ring, p)
	}
	return orb.Polygon{append(ring, ring[0])}
}

// Slabs against the exact kernel: area by depth of random shapes in a window.
func TestSlabsAgainstArcs(t *testing.T) {
	checked := 0
	for seed := range uint64(400) {
		r := rand.New(rand.NewPCG(seed, 4))
		window := orb.Bound{Min: orb.Point{10, 10}, Max: orb.Point{80, 80}}
		n := 1 + r.IntN(5)
		var s slabs
		s.reset(window)
		reaches := make([]arcs.Reach, n)
		for i := range reaches {
			shape := randomShape(r)
			if i > 0 && r.IntN(4) == 0 {
				shape = reaches[i-1][0].(arcs.Grown).Polygon // coincident throughout
			}
			s.ring(int32(i), shape[0])
			reaches[i] = arcs.Reach{arcs.Grown{Polygon: shape}}
		}
		got := make([]float64, n+1)
		s.sweep(n, func(inside []int32, a float64) { got[len(inside)] += a })
		want, err := arcs.Sweep(context.Background(), arcs.Region{window.ToPolygon()}, reaches, arcs.Options{})
		if err != nil {
			continue // a lattice shape that folded onto itself
		}
		checked++
		for k := 1; k <= n; k++ {
			exact := 0.0
			if k < len(want.Depth) {
				exact = want.Depth[k]
			}
			if math.Abs(got[k]-exact) > 1e-6 {
				t.Errorf("seed %d: %v m² at depth %d, arcs %v", seed, got[k], k, exact)
			}
		}
	}
	if checked < 200 {
		t.Errorf("only %d arrangements were compared", checked)
	}
}

// Every plot searched for is found, and no other.
func TestBoxIndexAgainstAll(t *testing.T) {
	for seed := range uint64(30) {
		r := rand.New(rand.NewPCG(seed, 5))
		random := func() orb.Bound {
			size := math.Exp(12*r.Float64() - 4)
			x, y := 4000*r.Float64()-2000, 4000*r.Float64()-2000
			if r.IntN(3) == 0 {
				x, y, size = math.Round(x/64)*64, math.Round(y/64)*64, 64 // shared edges
			}
			return orb.Bound{Min: orb.Point{x, y}, Max: orb.Point{x + size*r.Float64(), y + size}}
		}
		boxes := make([]orb.Bound, r.IntN(300))
		for i := range boxes {
			boxes[i] = random()
		}
		x := newBoxIndex(boxes)
		for range 40 {
			b := random()
			got := make([]int, len(boxes))
			x.touching(b, func(id int32) { got[id]++ })
			for i, c := range boxes {
				if want := one(c.Intersects(b)); got[i] != want {
					t.Fatalf("seed %d: box %v found %d times for %v, want %d", seed, c, got[i], b, want)
				}
			}
		}
	}
}

func TestConvexClippingAgainstSlabs(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 6))
		shape := randomShape(r)
		g := &ground{points: shape[0], rings: []int32{0, int32(len(shape[0]))}, plots: []int32{0, 1}}
		kind := []CellShape{Square, Hex}[r.IntN(2)]
		cells, err := newGrid(kind, 10+20*r.Float64())
		if err != nil {
			t.Fatal(err)
		}
		var c clipper
		whole := 0.0
		cells.over(boxOf(shape[0]), 1<<20, func(id cellID) {
			ring := cells.ring(id)
			var s slabs
			s.reset(boxOf(ring))
			s.ring(0, shape[0])
			s.ring(1, ring)
			want := 0.0
			s.sweep(2, func(inside []int32, a float64) {
				if len(inside) == 2 {
					want += a
				}
			})
			got := c.clippedArea(g, 0, ring)
			whole += got
			if simple := ringArea(shape[0]) > 0; simple && math.Abs(got-want) > 1e-7 && isStar(shape[0]) {
				t.Errorf("seed %d, cell %v: clipped %v, slabs %v", seed, id, got, want)
			}
		})
		if want := ringArea(shape[0]); isStar(shape[0]) && math.Abs(whole-want) > 1e-7 {
			t.Errorf("seed %d: %s cells have %v of %v m²", seed, kind, whole, want)
		}
	}
}

// isStar tells whether a ring still turns one way around its middle, which
// rounding corners to a lattice can undo.
func isStar(r orb.Ring) bool {
	var mid orb.Point
	for _, p := range r[1:] {
		mid[0] += p[0] / float64(len(r)-1)
		mid[1] += p[1] / float64(len(r)-1)
	}
	for i := 1; i < len(r); i++ {
		if distanceLeft(r[i-1], r[i], mid) <= 0 {
			return false
		}
	}
	return true
}

func TestPointsFallIntoOneCell(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	for _, kind := range []CellShape{Square, Hex} {
		g, err := newGrid(kind, 100)
		if err != nil {
			t.Fatal(err)
		}
		for range 20000 {
			p := orb.Point{4000*r.Float64() - 2000, 4000*r.Float64() - 2000}
			ring := g.ring(g.cellAt(p))
			if !holds(ring, orb.Bound{Min: p, Max: p}.Pad(-1e-9)) {
				t.Fatalf("%s: %v is not in its cell %v", kind, p, ring)
			}
		}
	}
}
