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
// Branches and comparisons are avoided: which side of a box the origin lies on
// cannot be foretold, and a wrong guess costs more than the sum.
type origin struct {
	lon, lat float64
	sin, cos float64 // of the latitude, both at least 0
}

const (
	radian       = math.Pi / 180
	leastRadiusM = measure.PolarRadiusM * (1 - measure.Flattening)
	// slackDeg is taken off every gap, against rounding: 0.1 µm.
	slackDeg = 1e-12
)

func originAt(p orb.Point) origin {
	sin, cos := math.Sincos(p[1] * radian)
	return origin{math.Remainder(p[0], 360), p[1], math.Abs(sin), max(0, cos)}
}

// hav returns a lower bound of hav σ over the points of b, at least 0.
func (o *origin) hav(b *box) float64 {
	halfHeight := float64(b.halfHeight)
	lat := math.Abs(float64(b.lat) - o.lat)
	lon := 180 - math.Abs(180-math.Abs(float64(b.lon)-o.lon)) // the shorter way round

	// cos φ₂ ≥ cos φ₁ - |φ₂-φ₁| sin |φ₁| - (φ₂-φ₁)²/2, by Taylor.
	d := (lat + halfHeight) * radian
	cos := positive(o.cos - d*(o.sin+d/2))
	return havFloor(positive(lat-halfHeight-slackDeg)) +
		o.cos*cos*havFloor(positive(lon-float64(b.halfWidth)-slackDeg))
}

// positive returns x where it is positive, else 0.
func positive(x float64) float64 { return (x + math.Abs(x)) / 2 }

// havFloor is sin²(x/2) from below for x degrees in [0, 180]: the alternating series
// x²/4 - x⁴/48 + x⁶/1440 - … cut after its second term.
func havFloor(degrees float64) float64 {
	u := degrees * degrees
	return u * (radian*radian/4 - u*(radian*radian*radian*radian/48))
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
