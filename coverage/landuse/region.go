package landuse

import (
	"github.com/paulmach/orb"
)

// banded is a shape with its edges in horizontal bands, so that what lies
// around a place is found without looking at the rest.
type banded struct {
	edges [][2]orb.Point
	bound orb.Bound
	bandM float64
	bands [][]int32 // edges by band, from the bottom
}

// region is the study area in the plane.
type region struct {
	banded
	areaM2 float64
}

// newRegion takes closed rings, exteriors one way and holes the other.
// Polygons may overlap.
func newRegion(shape orb.MultiPolygon) *region {
	var g region
	for _, poly := range shape {
		for _, ring := range poly {
			g.addRing(ring)
		}
	}
	g.sort(shape.Bound())
	var s slabs
	s.reset(g.bound)
	g.addTo(&s, 0)
	var sum total
	s.sweep(1, func(_ []int32, a float64) { sum.add(a) })
	g.areaM2 = sum.value()
	return &g
}

func (g *banded) addRing(ring []orb.Point) {
	for i := 1; i < len(ring); i++ {
		if ring[i-1] != ring[i] {
			g.edges = append(g.edges, [2]orb.Point{ring[i-1], ring[i]})
		}
	}
}

// sort puts the edges, which lie in bound, into bands.
func (g *banded) sort(bound orb.Bound) {
	g.bound = bound
	n := min(max(len(g.edges)/4, 1), 1<<14)
	g.bandM = (g.bound.Max[1] - g.bound.Min[1]) / float64(n)
	g.bands = make([][]int32, n)
	for i := range g.edges {
		from, to := g.bandsOf(g.edges[i])
		for b := from; b <= to; b++ {
			g.bands[b] = append(g.bands[b], int32(i))
		}
	}
}

func (g *banded) bandsOf(e [2]orb.Point) (from, to int) {
	return g.band(min(e[0][1], e[1][1])), g.band(max(e[0][1], e[1][1]))
}

func (g *banded) band(y float64) int {
	b := (y - g.bound.Min[1]) / g.bandM
	switch {
	case !(b > 0): // also when the region is flat
		return 0
	case b >= float64(len(g.bands)):
		return len(g.bands) - 1
	}
	return int(b)
}

// side says where a box lies.
type side uint8

const (
	outside side = iota
	insideOf
	across
)

// sideOf tells whether a box lies wholly inside the shape, wholly outside, or
// may be crossed by its edge.
func (g *banded) sideOf(b orb.Bound) side {
	if !g.bound.Intersects(b) {
		return outside
	}
	for k, last := g.band(b.Min[1]), g.band(b.Max[1]); k <= last; k++ {
		for _, i := range g.bands[k] {
			e := &g.edges[i]
			if max(e[0][0], e[1][0]) >= b.Min[0] && min(e[0][0], e[1][0]) <= b.Max[0] &&
				max(e[0][1], e[1][1]) >= b.Min[1] && min(e[0][1], e[1][1]) <= b.Max[1] && !misses(e, b) {
				return across
			}
		}
	}
	if g.contains(b.Center()) {
		return insideOf
	}
	return outside
}

// misses tells whether all corners of b lie strictly on one side of the line
// through e.
func misses(e *[2]orb.Point, b orb.Bound) bool {
	dx, dy := e[1][0]-e[0][0], e[1][1]-e[0][1]
	c := dx*(b.Center()[1]-e[0][1]) - dy*(b.Center()[0]-e[0][0])
	half := (abs(dx)*(b.Max[1]-b.Min[1]) + abs(dy)*(b.Max[0]-b.Min[0])) / 2
	return abs(c) > half*(1+1e-9)
}

func abs(v float64) float64 { return max(v, -v) }

// contains tells whether p lies in the shape or on its edge.
func (g *banded) contains(p orb.Point) bool {
	if !g.bound.Contains(p) {
		return false
	}
	wind := 0
	for _, i := range g.bands[g.band(p[1])] {
		a, b := g.edges[i][0], g.edges[i][1]
		turn := 1
		if a[1] > b[1] {
			a, b, turn = b, a, -1
		}
		if p[1] < a[1] || p[1] > b[1] {
			continue
		}
		left := (b[0]-a[0])*(p[1]-a[1]) - (b[1]-a[1])*(p[0]-a[0])
		if left == 0 && p[0] >= min(a[0], b[0]) && p[0] <= max(a[0], b[0]) {
			return true
		}
		if p[1] < b[1] && left < 0 {
			wind += turn
		}
	}
	return wind != 0
}

// addTo adds the shape to an overlay.
func (g *banded) addTo(s *slabs, owner int32) {
	first, last := g.band(s.window.Min[1]), g.band(s.window.Max[1])
	for k := first; k <= last; k++ {
		for _, i := range g.bands[k] {
			e := &g.edges[i]
			if from, _ := g.bandsOf(*e); k == max(from, first) { // once, of the bands it spans
				s.edge(owner, e[0], e[1])
			}
		}
	}
}

// total adds up with the rounding kept aside, so that sums do not depend on
// how many terms there are (A. Neumaier 1974).
type total struct{ sum, lost float64 }

func (t *total) add(v float64) {
	s := t.sum + v
	if abs(t.sum) >= abs(v) {
		t.lost += t.sum - s + v
	} else {
		t.lost += v - s + t.sum
	}
	t.sum = s
}

func (t *total) value() float64 { return t.sum + t.lost }
