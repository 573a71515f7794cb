package plane

import (
	"math"

	"catchment/geo/measure"

	"github.com/paulmach/orb"
)

// maxPieces limits the pieces one edge is cut into. At a tolerance of a
// centimetre it is reached only by edges around half the globe.
const maxPieces = 1 << 16

// edge is a straight edge in WGS 84 degrees, from its lesser end (by
// longitude, then latitude) to its greater, with the images of both.
type edge struct {
	from, to     orb.Point
	fromXY, toXY orb.Point
	dLon         float64
}

func (e *edge) at(t float64) orb.Point {
	return orb.Point{e.from[0] + e.dLon*t, e.from[1] + (e.to[1]-e.from[1])*t}
}

// appendEdge appends to out the images of the vertices to insert between a
// and b, whose own images are aXY and bXY. The vertices are computed from the
// lesser end to the greater whichever way the edge is walked.
func (p *Plane) appendEdge(out []orb.Point, a, b, aXY, bXY orb.Point, toleranceM float64) []orb.Point {
	if !(toleranceM > 0) || a == b {
		return out
	}
	e := edge{from: a, to: b, fromXY: aXY, toXY: bXY}
	backward := b[0] < a[0] || (b[0] == a[0] && b[1] < a[1])
	if backward {
		e = edge{from: b, to: a, fromXY: bXY, toXY: aXY}
	}
	e.dLon = measure.LonDelta(e.from[0], e.to[0])
	n := p.pieces(&e, toleranceM)
	for i := 1; i < n; i++ {
		j := i
		if backward {
			j = n - i
		}
		out = append(out, p.ToPlane(e.at(float64(j)/float64(n))))
	}
	return out
}

// pieces returns how many equal pieces of e keep chord and image within the tolerance.
func (p *Plane) pieces(e *edge, toleranceM float64) int {
	if shortBendM(e) <= toleranceM {
		return 1
	}
	bend, ok := bendM(e)
	if ok {
		return min(maxPieces, max(1, int(math.Ceil(math.Sqrt(bend/toleranceM)))))
	}
	return p.sampledPieces(e, toleranceM)
}

// bendM returns an upper bound, in metres, on how far the image of e is from
// the chord of its image, and false where none is known: near the poles, on
// the far hemisphere, and for edges longer than 5 degrees.
//
// A curve of length L and curvature at most κ stays within L²κ/8 of its
// chord. A line straight in longitude and latitude has geodesic curvature at
// most 1.09 tan φ / R, and the projection bends geodesics at the distance c
// radians from the centre by at most c/R.
func bendM(e *edge) (float64, bool) {
	const minRadiusM = measure.PolarRadiusM * (1 - measure.Flattening) // of curvature, at the equator
	dLat := math.Abs(e.to[1] - e.from[1])
	dLon := math.Abs(e.dLon)
	high := math.Max(math.Abs(e.from[1]), math.Abs(e.to[1]))
	rho2 := math.Max(e.fromXY[0]*e.fromXY[0]+e.fromXY[1]*e.fromXY[1], e.toXY[0]*e.toXY[0]+e.toXY[1]*e.toXY[1])
	s2 := rho2 / (4 * authalicRadiusM * authalicRadiusM)
	if high > 89 || dLat > 5 || dLon > 5 || s2 > 0.45 {
		return 0, false
	}
	sin, cos := math.Sincos(high * radian)
	low := math.Cos(math.Max(0, high-dLat) * radian)
	north := dLat * radian
	east := dLon * radian * low
	const longest = measure.EquatorialRadiusM * measure.EquatorialRadiusM * 1.01 // squared radius
	length2 := longest * (north*north + east*east) / (1 - s2)
	curvature := (1.2*sin/cos + 3.2*math.Sqrt(s2)) / minRadiusM
	return length2 * curvature / 8, true
}

// shortBendM is at least what bendM returns, without trigonometry: that of the
// steepest curve between 60° south and north and 90° of arc from the centre. It
// is infinite where it does not hold, and for most edges of parcels small.
func shortBendM(e *edge) float64 {
	const minRadiusM = measure.PolarRadiusM * (1 - measure.Flattening)
	const longest = measure.EquatorialRadiusM * measure.EquatorialRadiusM * 1.01
	dLat, dLon := e.to[1]-e.from[1], e.dLon
	const near = 4 * 0.45 * authalicRadiusM * authalicRadiusM // where bendM holds
	if max(math.Abs(e.from[1]), math.Abs(e.to[1])) > 60 || max(math.Abs(dLat), math.Abs(dLon)) > 5 ||
		max(e.fromXY[0]*e.fromXY[0]+e.fromXY[1]*e.fromXY[1], e.toXY[0]*e.toXY[0]+e.toXY[1]*e.toXY[1]) > near {
		return math.Inf(1)
	}
	const curvature = (1.2*1.7321 + 3.2*0.6709) / minRadiusM // tan 60°, √0.45
	return longest * radian * radian * (dLat*dLat + dLon*dLon) / (1 - 0.45) * curvature / 8
}

// sampledPieces cuts e finer until the middle of every piece is close to its chord.
func (p *Plane) sampledPieces(e *edge, toleranceM float64) int {
	n := 1 + int(math.Max(math.Abs(e.dLon), math.Abs(e.to[1]-e.from[1]))/2)
	for ; n < maxPieces; n *= 2 {
		if p.chordsClose(e, n, toleranceM/2) {
			return n
		}
	}
	return maxPieces
}

func (p *Plane) chordsClose(e *edge, n int, toleranceM float64) bool {
	last := e.fromXY
	for i := range n {
		next := p.ToPlane(e.at(float64(i+1) / float64(n)))
		for _, t := range [...]float64{0.25, 0.5, 0.75} {
			m := p.ToPlane(e.at((float64(i) + t) / float64(n)))
			if chordDistance(m, last, next) > toleranceM {
				return false
			}
		}
		last = next
	}
	return true
}

// chordDistance returns the distance of m from the segment from a to b.
func chordDistance(m, a, b orb.Point) float64 {
	ux, uy := b[0]-a[0], b[1]-a[1]
	vx, vy := m[0]-a[0], m[1]-a[1]
	t := 0.0
	if l2 := ux*ux + uy*uy; l2 > 0 {
		t = math.Max(0, math.Min(1, (ux*vx+uy*vy)/l2))
	}
	return math.Hypot(vx-t*ux, vy-t*uy)
}

// appendBack appends to out the points, in degrees, to insert between a and b
// where the segment from aXY to bXY, straight in the plane, is written as straight
// edges in longitude and latitude.
func (p *Plane) appendBack(out []orb.Point, a, b, aXY, bXY orb.Point, toleranceM float64) []orb.Point {
	if !(toleranceM > 0) || aXY == bXY {
		return out
	}
	backward := bXY[0] < aXY[0] || (bXY[0] == aXY[0] && bXY[1] < aXY[1])
	if backward {
		a, b, aXY, bXY = b, a, bXY, aXY
	}
	e := edge{a, b, aXY, bXY, shortWay(a[0], b[0])}
	n := 1
	if bend, ok := bendM(&e); ok {
		n = min(maxPieces, max(1, int(math.Ceil(math.Sqrt(bend/toleranceM)))))
	} else {
		for n < maxPieces && !p.edgesClose(&e, n, toleranceM/2) {
			n *= 2
		}
	}
	for i := 1; i < n; i++ {
		j := i
		if backward {
			j = n - i
		}
		out = append(out, p.ToWGS84(e.atXY(float64(j)/float64(n))))
	}
	return out
}

// shortWay returns the change of longitude, in degrees, along a segment that is
// straight in the plane. One along 180° may have its ends written on both
// sides of it, and does not go round the globe.
func shortWay(from, to float64) float64 { return math.Remainder(to-from, 360) }

func (e *edge) atXY(t float64) orb.Point {
	return orb.Point{e.fromXY[0] + (e.toXY[0]-e.fromXY[0])*t, e.fromXY[1] + (e.toXY[1]-e.fromXY[1])*t}
}

func (p *Plane) edgesClose(e *edge, n int, toleranceM float64) bool {
	last, lastXY := e.from, e.fromXY
	for i := range n {
		nextXY := e.atXY(float64(i+1) / float64(n))
		next := p.ToWGS84(nextXY)
		piece := edge{last, next, lastXY, nextXY, shortWay(last[0], next[0])}
		for _, t := range [...]float64{0.25, 0.5, 0.75} {
			if chordDistance(p.ToPlane(piece.at(t)), lastXY, nextXY) > toleranceM {
				return false
			}
		}
		last, lastXY = next, nextXY
	}
	return true
}
