package measure

import (
	"math"

	"github.com/paulmach/orb"
)

// Area returns the area of g in square metres on the ellipsoid, with edges
// straight in longitude and latitude, the edges that GeoJSON and package
// plane mean. For geodesic edges see [GeodesicArea].
//
// Polygons count as shell minus holes whichever way their rings run; the
// parts of a multipolygon or collection are added, overlaps counted twice. Rings may
// be left open. A ring around a pole encloses its smaller side. Points and
// lines give 0.
//
// The error is below 1e-11 of the area plus the area of a strip one nanometre
// wide along the boundary, the rounding of coordinates in degrees. Cost: about 25 ns an edge of a parcel.
//
// Source: Green's theorem with the area below a parallel (Snyder 1987, 3-12),
// integrated along the edges by Gauss's rule.
func Area(g orb.Geometry) float64 {
	return sumRings(g, ringArea)
}

// GeodesicArea returns the area of g in square metres on the ellipsoid with
// geodesic edges; otherwise as [Area]. Each edge adds an error of up to 0.1
// m², so it is for large shapes; parcels want Area, from which it differs by
// L³ tan φ / 12R for an edge of length L: 0.01 m² at 1 km and 42 degrees.
//
// Source: Karney 2013 (see [Distance]), section 6; checked against Planimeter,
// GeographicLib 2.1.2.
func GeodesicArea(g orb.Geometry) float64 {
	return sumRings(g, geodesicRingArea)
}

func sumRings(g orb.Geometry, area func(orb.Ring) float64) float64 {
	sum := 0.0
	switch g := g.(type) {
	case orb.Ring:
		return area(g)
	case orb.Polygon:
		for i, r := range g {
			if i == 0 {
				sum = area(r)
			} else {
				sum -= area(r)
			}
		}
	case orb.MultiPolygon:
		for _, p := range g {
			sum += sumRings(p, area)
		}
	case orb.Bound:
		return area(g.ToRing())
	case orb.Collection:
		for _, part := range g {
			sum += sumRings(part, area)
		}
	}
	return sum
}

// ringArea returns the area inside r with straight edges, at least 0.
func ringArea(r orb.Ring) float64 {
	if len(r) < 3 {
		return 0
	}
	// Areas are taken above the parallel of the first vertex, which keeps the
	// digits of small rings.
	base := parallelAt(r[0][1])
	sum, turn := 0.0, 0.0
	for i, v := range r {
		next := r[0]
		if i+1 < len(r) {
			next = r[i+1]
		}
		dLon := LonDelta(v[0], next[0])
		turn += dLon
		if dLon != 0 {
			sum += dLon * radian * base.meanAreaTo(v[1], next[1])
		}
	}
	if math.Abs(turn) < 180 {
		return math.Abs(sum)
	}
	// Around a pole: what was summed lies between the ring and the parallel.
	toEquator := sum + turn*radian*parallelAt(0).areaTo(base.rad)
	return math.Max(0, EarthAreaM2/2-math.Abs(toEquator))
}

// parallel is a parallel from which areas are counted northward.
type parallel struct{ rad, sin, cos float64 }

func parallelAt(lat float64) parallel {
	sin, cos := math.Sincos(lat * radian)
	return parallel{lat * radian, sin, cos}
}

// areaTo returns the area between the parallels at p and at phi radians, per
// radian of longitude, without cancellation: Snyder 3-12 as a difference.
func (p parallel) areaTo(phi float64) float64 {
	sh, ch := math.Sincos((phi - p.rad) / 2)
	ds := 2 * sh * (p.cos*ch - p.sin*sh) // sin phi - p.sin
	s := p.sin + ds
	u := 1 - ecc2*s*p.sin
	ratio := ds * (1 + ecc2*s*p.sin) / ((1 - ecc2*s*s) * (1 - ecc2*p.sin*p.sin))
	x := ecc * ds / u
	var atanh float64 // over ecc
	if math.Abs(x) < 0.01 {
		x2 := x * x
		atanh = ds / u * (1 + x2*(1./3+x2*(1./5+x2*(1./7+x2/9))))
	} else {
		atanh = math.Atanh(x) / ecc
	}
	return PolarRadiusM * PolarRadiusM / 2 * (ratio + atanh)
}

// meanAreaTo returns the mean of areaTo over the latitudes, in degrees, of an edge.
func (p parallel) meanAreaTo(from, to float64) float64 {
	a, b := from*radian, to*radian
	span := math.Abs(b - a)
	switch {
	case span == 0:
		return p.areaTo(a)
	case span < 2e-4:
		const x = 0.21132486540518711775 // (1 - 1/√3)/2
		return (p.areaTo(a+(b-a)*x) + p.areaTo(b-(b-a)*x)) / 2
	}
	n := math.Ceil(span / 0.1)
	step := (b - a) / n
	sum := 0.0
	for i := 0.0; i < n; i++ {
		mid := a + (i+0.5)*step
		for _, k := range gauss5 {
			sum += k.weight * p.areaTo(mid+k.x*step)
		}
	}
	return sum / n
}

// gauss5 is Gauss's rule with five nodes on [-1/2, 1/2].
var gauss5 = [5]struct{ x, weight float64 }{
	{-0.45308992296933199640, 0.11846344252809454376},
	{-0.26923465505284154552, 0.23931433524968323402},
	{0, 0.28444444444444444444},
	{0.26923465505284154552, 0.23931433524968323402},
	{0.45308992296933199640, 0.11846344252809454376},
}
