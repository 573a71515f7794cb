package index

import (
	"math"

	"catchment/geo/measure"

	"github.com/paulmach/orb"
)

// origin is a point from which lower bounds of distances are taken.
//
// A path on the ellipsoid has length ∫√(M²dφ² + N²cos²φ dλ²). Both radii of
// curvature are at least that of the meridian at the equator, leastRadiusM, so the path is
// at least leastRadiusM times the arc σ between the same longitudes and latitudes on the
// unit sphere, where hav σ = hav Δφ + cos φ₁ cos φ₂ hav Δλ with hav x = sin²(x/2).
// For a box each factor is replaced by its least value over the box. The bound
// falls short of the distance to a point by 1.1 % at most, more for wide boxes.
//
// A box is given by its middle and how far it reaches from there. Round the
// globe the middle is c = 180 - |180 - |Δλ|| degrees away, or more where |Δλ| exceeds
// 360, and no point of the box is nearer than c less the reach.
//
// Branches and comparisons are avoided: which side of a box the origin lies on
// cannot be foretold, and a wrong guess costs more than the sum.
type origin struct {
	lon, lat float64
	sin, cos float64 // of the latitude, both at least 0
}

const (
	radian       = math.Pi / 180
	leastRadiusM = measure.PolarRadiusM * (1 - measure.Flattening)
	// slackDeg is added to the reach of every box, against rounding: 0.1 µm.
	slackDeg = 1e-12
)

func originAt(p orb.Point) origin {
	sin, cos := math.Sincos(p[1] * radian)
	return origin{math.Remainder(p[0], 360), p[1], math.Abs(sin), max(0, cos)}
}

// havs are lower bounds of hav σ for the children of a node.
type havs [fan]float64

// ofNodes sets h to the lower bounds of at most fan boxes.
func (h *havs) ofNodes(o *origin, boxes []box) {
	at := *o
	for i := range boxes[:min(len(boxes), fan)] {
		b := &boxes[i]
		h[i] = at.hav(float64(b.lon), float64(b.lat), float64(b.halfWidth), float64(b.halfHeight))
	}
}

// ofCorners does the same for boxes that are not rounded.
func (h *havs) ofCorners(o *origin, boxes *corners) {
	at := *o
	lows := boxes.low[:min(len(boxes.low), fan)]
	highs := boxes.high[:len(lows)]
	for i := range lows {
		low, high := &lows[i], &highs[i]
		h[i] = at.hav((low[0]+high[0])/2, (low[1]+high[1])/2, (high[0]-low[0])/2+slackDeg, (high[1]-low[1])/2+slackDeg)
	}
}

// hav returns a lower bound of hav σ, at least 0, from the middle and the
// reach of a box in degrees. For sin²(x/2) it takes x²/4 - x⁴/48, the first
// terms of an alternating series, and cos φ₂ ≥ cos φ₁ - d sin |φ₁| - d²/2 for
// |φ₂-φ₁| ≤ d, by Taylor. v + |v| is twice v where that is positive, else 0.
// It is kept small enough for the compiler to put it in place.
func (o *origin) hav(lon, lat, halfWidth, halfHeight float64) float64 {
	const square, fourth = radian * radian / 16, radian * radian * radian * radian / (48 * 16)
	y := math.Abs(lat - o.lat)
	x := 180 - math.Abs(180-math.Abs(lon-o.lon)) - halfWidth
	d := (y + halfHeight) * radian
	c := o.cos - d*(o.sin+d/2)
	y -= halfHeight
	x += math.Abs(x)
	y += math.Abs(y)
	x *= x
	y *= y
	return y*(square-y*fourth) + (c+math.Abs(c))*o.cos/2*x*(square-x*fourth)
}

// havOf returns the hav that no point nearer than distanceM can exceed.
func havOf(distanceM float64) float64 {
	arc := distanceM / leastRadiusM
	if !(arc < math.Pi) {
		return math.Inf(1)
	}
	s := math.Sin(arc / 2)
	return s * s * (1 + 1e-12)
}
