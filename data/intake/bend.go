package intake

import (
	"math"

	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/geo"
	"catchment/geo/measure"
)

// bendM bounds how far the straight edges of a projected plane lie from the
// straight edges in longitude and latitude between the same ends, for the
// features converted from there. Ends are converted, what is between them is not.
//
// A line that is straight in degrees curves by at most 2 tan φ sin α / R
// against the geodesic (α its azimuth), a straight line of Mercator by half of
// that, and one of a transverse Mercator zone by less than 0.12/R; an edge of
// length L with the curvature k lies k L²/8 from its chord.
func bendM(fs []data.Feature) (worst float64) {
	for i := range fs {
		geo.EachLine(fs[i].Geometry, func(l []orb.Point) {
			for j := 1; j < len(l); j++ {
				worst = max(worst, edgeBendM(l[j-1], l[j]))
			}
		})
	}
	return worst
}

// edgeBendM is bendM for one edge.
func edgeBendM(a, b orb.Point) float64 {
	const degreeM = math.Pi / 180 * measure.EquatorialRadiusM
	north := math.Abs(b[1]-a[1]) * degreeM
	lat := max(math.Abs(a[1]), math.Abs(b[1])) * math.Pi / 180
	lowest := min(math.Abs(a[1]), math.Abs(b[1])) * math.Pi / 180
	east := math.Abs(b[0]-a[0]) * degreeM * math.Cos(lowest)
	length := math.Hypot(east, north)
	return length * (3*math.Tan(lat)*east + 0.12*length) / (8 * measure.PolarRadiusM)
}
