package tiles

import (
	"math"

	"github.com/paulmach/orb"

	"catchment/geo"
)

// project returns where a position of WGS 84 degrees stands in the square of
// Web Mercator, from 0 at 180° W to 1 at 180° E, and from 0 at the northern edge to 1
// at the southern. What lies beyond an edge stands a little beyond it.
func project(p orb.Point) (x, y float64) {
	sin := math.Sin(max(-85.06, min(p[1], 85.06)) * (math.Pi / 180))
	return p[0]/360 + 0.5, 0.5 - math.Log((1+sin)/(1-sin))*(1/(4*math.Pi))
}

// unproject is the inverse of project.
func unproject(x, y float64) orb.Point {
	return orb.Point{(x - 0.5) * 360, math.Atan(math.Sinh(math.Pi*(1-2*y))) * (180 / math.Pi)}
}

// frame is where a tile lies.
type frame struct {
	zoom, x, y  int
	scale       float64 // units of the whole square
	left, above float64 // units before the tile
	code        uint64  // Morton code of the tile
}

func frameOf(zoom, x, y int) frame {
	return frame{zoom, x, y, math.Exp2(float64(zoom)) * ExtentUnits, float64(x) * ExtentUnits, float64(y) * ExtentUnits, geo.ZOrder(uint32(x), uint32(y))}
}

// bound returns the tile with its buffer in degrees, a little larger than it is.
func (f *frame) bound() orb.Bound {
	const margin = BufferUnits + 1
	sw := unproject((f.left-margin)/f.scale, (f.above+ExtentUnits+margin)/f.scale)
	ne := unproject((f.left+ExtentUnits+margin)/f.scale, (f.above-margin)/f.scale)
	b := orb.Bound{Min: sw, Max: ne}
	across := 1 << f.zoom
	if f.y == 0 { // what lies beyond is drawn at the edge
		b.Max[1] = 90
	}
	if f.y == across-1 {
		b.Min[1] = -90
	}
	return b
}

// vertex is a place on the grid of a tile, in units from its upper left corner.
type vertex struct{ x, y float64 }

// vertex returns the place on the grid that is nearest to a position. The grid is
// that of the whole zoom: a position falls on the same place in every tile.
func (f *frame) vertex(p orb.Point) vertex {
	x, y := project(p)
	return vertex{math.Floor(x*f.scale+0.5) - f.left, math.Floor(y*f.scale+0.5) - f.above}
}
