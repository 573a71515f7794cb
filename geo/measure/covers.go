package measure

import (
	"math"

	"github.com/paulmach/orb"
)

// covers reports whether p lies inside g, whose edges are straight in
// longitude and latitude. Points on the boundary may count either way: their distance
// is 0 all the same. A ring around a pole holds the side of the pole it is nearer to.
func covers(g orb.Polygon, p orb.Point) bool {
	if len(g) == 0 || !ringHolds(g[0], p) {
		return false
	}
	for _, hole := range g[1:] {
		if ringHolds(hole, p) {
			return false
		}
	}
	return true
}

// ringHolds counts how often the meridian from p to the north pole crosses r.
func ringHolds(r orb.Ring, p orb.Point) bool {
	if len(r) < 3 {
		return false
	}
	odd := false
	turn := 0.0
	lon := math.Remainder(r[0][0]-p[0], 360)
	for i := 1; i < len(r); i++ {
		d := LonDelta(r[i-1][0], r[i][0])
		next := lon + d
		if i == len(r)-1 && r[i] == r[0] {
			// Close exactly, whatever rounding the sum has gathered.
			next = math.Remainder(r[0][0]-p[0], 360) + 360*math.Round((turn+d)/360)
		}
		for _, meridian := range [...]float64{-360, 0, 360} {
			if (lon > meridian) != (next > meridian) {
				lat := r[i-1][1] + (meridian-lon)/(next-lon)*(r[i][1]-r[i-1][1])
				if lat > p[1] {
					odd = !odd
				}
			}
		}
		lon, turn = next, turn+d
	}
	if math.Abs(turn) >= 180 && meanSide(r) > 0 {
		// Around the north pole: the pole itself is inside.
		odd = !odd
	}
	return odd
}

// meanSide returns the area between a ring around a pole and the equator,
// positive when the ring lies mostly north of it.
func meanSide(r orb.Ring) float64 {
	equator := parallelAt(0)
	sum, turn := 0.0, 0.0
	for i := 1; i < len(r); i++ {
		d := LonDelta(r[i-1][0], r[i][0])
		sum += d * equator.meanAreaTo(r[i-1][1], r[i][1])
		turn += d
	}
	return sum * turn
}
