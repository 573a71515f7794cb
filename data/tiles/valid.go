package tiles

import (
	"math"
	"slices"

	"github.com/paulmach/orb"

	"catchment/geo"
)

// doubleArea returns twice the area of a ring, positive where it runs clockwise
// as it is seen, y pointing down: so run the outer rings of a tile.
func doubleArea(ring []vertex) float64 {
	sum := 0.0
	for k, b := range ring {
		a := ring[(k+len(ring)-1)%len(ring)]
		sum += a.x*b.y - b.x*a.y
	}
	return sum
}

// gateScale takes the places of a tile into the range of degrees, exactly.
const gateScale = 1. / 64

// fewEdges is up to how many edges of one ring are compared pair by pair.
const fewEdges = 12

// valid appends the polygons that rings enclose, outer first and turned as tiles
// want them, each without places where it meets itself. The grid can make a ring
// do so: what it encloses an odd number of times is in it.
func valid(out [][][]vertex, rings [][]vertex) [][][]vertex {
	if len(rings) == 1 && len(rings[0]) <= fewEdges && simple(rings[0]) {
		return append(out, turned(rings))
	}
	polygon := make(orb.Polygon, len(rings))
	for k, ring := range turned(rings) {
		for _, v := range ring {
			polygon[k] = append(polygon[k], orb.Point{v.x * gateScale, v.y * gateScale})
		}
		polygon[k] = append(polygon[k], polygon[k][0])
	}
	passed, found := geo.Gate(polygon, geo.Repair)
	if len(found) == 0 || passed == nil { // nil: too tangled to be taken apart
		return append(out, rings)
	}
	add := func(p orb.Polygon) {
		if rings := onGrid(p); len(rings) > 0 {
			out = append(out, turned(rings))
		}
	}
	switch g := passed.(type) {
	case orb.Polygon:
		add(g)
	case orb.MultiPolygon:
		for _, p := range g {
			add(p)
		}
	}
	return out
}

// onGrid returns the rings of a polygon that passed the gate, on the grid again.
func onGrid(p orb.Polygon) [][]vertex {
	var rings [][]vertex
	for k, r := range p {
		ring := make([]vertex, len(r)-1)
		for i := range ring {
			ring[i] = vertex{math.Floor(r[i][0]/gateScale + 0.5), math.Floor(r[i][1]/gateScale + 0.5)}
		}
		ring = withoutSpikes(ring)
		if len(ring) >= 3 && doubleArea(ring) != 0 {
			rings = append(rings, ring)
		} else if k == 0 {
			return nil
		}
	}
	return rings
}

// turned turns, in place, the outer ring clockwise as it is seen and the others
// the other way.
func turned(rings [][]vertex) [][]vertex {
	for k, ring := range rings {
		if (doubleArea(ring) > 0) != (k == 0) {
			slices.Reverse(ring)
		}
	}
	return rings
}

// simple tells whether the edges of a ring meet in its vertices alone.
func simple(ring []vertex) bool {
	n := len(ring)
	for i := range n {
		a, b, c := ring[i], ring[(i+1)%n], ring[(i+2)%n]
		if turn(a, b, c) == 0 && (b.x-a.x)*(c.x-b.x)+(b.y-a.y)*(c.y-b.y) < 0 {
			return false // it folds back
		}
		for j := i + 2; j < n && (j+1)%n != i; j++ {
			if meet(a, b, ring[j], ring[(j+1)%n]) {
				return false
			}
		}
	}
	return true
}

// turn is positive, negative or 0 as c lies on one side, the other or on the
// line through a and b. It is exact: places of a tile have 13 bits.
func turn(a, b, c vertex) float64 { return (b.x-a.x)*(c.y-a.y) - (b.y-a.y)*(c.x-a.x) }

// meet tells whether two segments have a point in common.
func meet(a, b, c, d vertex) bool {
	if max(a.x, b.x) < min(c.x, d.x) || max(c.x, d.x) < min(a.x, b.x) || max(a.y, b.y) < min(c.y, d.y) || max(c.y, d.y) < min(a.y, b.y) {
		return false
	}
	return turn(a, b, c)*turn(a, b, d) <= 0 && turn(c, d, a)*turn(c, d, b) <= 0
}
