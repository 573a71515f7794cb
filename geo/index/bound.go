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
type origin struct{ lon, lat, cos float64 }

const (
	radian       = math.Pi / 180
	leastRadiusM = measure.PolarRadiusM * (1 - measure.Flattening)
	// slackDeg is taken off every gap, against rounding: 0.1 µm.
	slackDeg = 1e-12
)

func originAt(p orb.Point) origin {
	return origin{math.Remainder(p[0], 360), p[1], math.Max(0, math.Cos(p[1]*radian))}
}

// hav returns a lower bound of hav σ over the points of b, at least 0.
func (o *origin) hav(b *box) float64 {
	south, north := float64(b.south), float64(b.north)
	lat := max(south-o.lat, o.lat-north, slackDeg) - slackDeg
	h := havFloor(lat * radian)
	if lon := o.lonGap(b); lon > slackDeg {
		high := max(north, -south) * radian
		h += o.cos * cosFloor(high) * havFloor((lon-slackDeg)*radian)
	}
	return h
}

// lonGap returns the least longitude difference between o and b in degrees,
// either way round.
func (o *origin) lonGap(b *box) float64 {
	west, east := float64(b.west), float64(b.east)
	switch {
	case o.lon < west:
		return min(west-o.lon, o.lon+360-east)
	case o.lon > east:
		return min(o.lon-east, west+360-o.lon)
	}
	return 0
}

// havFloor is sin²(x/2) for x in [0, π], from below: its alternating series
// cut after a negative term.
func havFloor(x float64) float64 {
	u := x * x
	return u * (1./4 - u*(1./48-u*(1./1440-u/80640)))
}

// cosFloor is cos x for x in [0, π/2], from below, at least 0.
func cosFloor(x float64) float64 {
	u := x * x
	return max(0, 1-u*(1./2-u*(1./24-u*(1./720-u*(1./40320-u/3628800)))))
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
