package main

import (
	"math"

	"github.com/paulmach/orb"

	"catchment/geo/plane"
)

// The plan is drawn on a sheet whose axes follow the road grid: x along the
// west-east roads, y along the south-north ones, in metres from the
// south-west corner. The sheet is then bent a little, so that the boulevard
// swings, turned to the lie of the river valley, scaled until the park has its
// area, and laid on the ground.
const (
	sheetTurn = 10 * math.Pi / 180 // counter-clockwise
	originLon = 118.88
	originLat = 42.26
)

// sheetMiddle is the point of the sheet laid on the origin.
var sheetMiddle = pt{2540, 1950}

// A sheet carries points from the drawing to the ground plane (metres east
// and north of the origin, equal-area) and to degrees.
type sheet struct {
	scale  float64
	ground *plane.Plane
}

func newSheet(scale float64) *sheet {
	return &sheet{scale: scale, ground: plane.At(orb.Point{originLon, originLat})}
}

// bend returns how far the drawing is pushed at q. Its slope stays below 0.25,
// so the bent sheet does not fold and blocks keep their shape.
func bend(q pt) pt {
	fade := math.Exp(-square((q.y - 1970) / 1150))
	return pt{
		x: 45 * math.Sin(math.Pi*q.y/3900),
		y: 175 * fade * math.Sin(2*math.Pi*(q.x-250)/5080),
	}
}

func square(v float64) float64 { return v * v }

// lay returns the ground point of drawing point q.
func (s *sheet) lay(q pt) pt {
	d := q.add(bend(q)).sub(sheetMiddle).times(s.scale)
	sin, cos := math.Sincos(sheetTurn)
	return pt{d.x*cos - d.y*sin, d.x*sin + d.y*cos}
}

// lift is the inverse of lay, to better than a micrometre: the bend is a
// contraction, so repeating it settles.
func (s *sheet) lift(p pt) pt {
	sin, cos := math.Sincos(sheetTurn)
	flat := pt{p.x*cos + p.y*sin, -p.x*sin + p.y*cos}.times(1 / s.scale).add(sheetMiddle)
	q := flat
	for range 40 {
		q = flat.sub(bend(q))
	}
	return q
}

// layLine lays a polyline.
func (s *sheet) layLine(line []pt) []pt {
	out := make([]pt, len(line))
	for i, q := range line {
		out[i] = s.lay(q)
	}
	return out
}

// gridPointsPerDegree is the fineness of positions: each is a whole multiple
// of 1e-8 degrees, about a millimetre, and is written with eight decimals.
const gridPointsPerDegree = 1e8

// gridPoint is a position in 1e-8 degrees, longitude first.
type gridPoint struct{ lon, lat int64 }

func (s *sheet) grid(p pt) gridPoint {
	d := s.ground.ToWGS84(orb.Point{p.x, p.y})
	return gridPoint{int64(math.Round(d[0] * gridPointsPerDegree)), int64(math.Round(d[1] * gridPointsPerDegree))}
}

func (g gridPoint) degrees() (lon, lat float64) {
	return float64(g.lon) / gridPointsPerDegree, float64(g.lat) / gridPointsPerDegree
}
