package geo

import (
	"math"

	"github.com/paulmach/orb"
)

// winding returns +1 for a simple ring that runs counter-clockwise and -1 for
// one that runs clockwise, exactly. The ring is closed and encloses an area.
func winding(r orb.Ring) int {
	if s := areaSign(r); s != 0 {
		return s
	}
	return turnAtLowest(r)
}

// areaSign is the sign of the ring's area in floating point, 0 when rounding
// could have changed it.
func areaSign(r orb.Ring) int {
	// The shoelace sum about the first position. Each term is rounded three
	// times and each addition once; n+4 roundings of the absolute sum bound
	// the error generously.
	o := r[0]
	sum, abs := 0.0, 0.0
	x0, y0 := 0.0, 0.0
	for _, p := range r[1:] {
		x1, y1 := p[0]-o[0], p[1]-o[1]
		l, m := float64(x0*y1), float64(x1*y0)
		sum += l - m
		abs += math.Abs(l) + math.Abs(m)
		x0, y0 = x1, y1
	}
	limit := abs * float64(len(r)+4) * 0x1p-52
	if sum > limit {
		return 1
	} else if sum < -limit {
		return -1
	}
	return 0
}

// turnAtLowest is the turn at the leftmost (then lowest) position, which is
// convex in a simple ring.
func turnAtLowest(r orb.Ring) int {
	n := len(r) - 1
	low := 0
	for i := 1; i < n; i++ {
		if less(r[i], r[low]) {
			low = i
		}
	}
	return orient(r[(low+n-1)%n], r[low], r[low+1])
}

// less orders positions by longitude, then latitude.
func less(a, b orb.Point) bool {
	return a[0] < b[0] || a[0] == b[0] && a[1] < b[1]
}

// sound returns the sign of the area of a ring in which the gate finds nothing
// wrong by itself: every position in range, none repeated in a row, closed, not
// flat. It is 0 for any other ring, and where rounding could have changed the
// sign. It goes over the ring once, where each check by itself would do so.
func sound(r orb.Ring) int {
	last := len(r) - 1
	if last < 3 || r[0] != r[last] || !inRange(r[0]) {
		return 0
	}
	for i := 1; i <= last; i++ {
		if p := r[i]; !inRange(p) || p == r[i-1] {
			return 0
		}
	}
	return areaSign(r)
}

// flat tells whether all positions of r, whose areaSign is 0, lie on one line.
// r has at least three positions and none repeats the one before it.
func flat(r orb.Ring) bool {
	for _, p := range r[2:] {
		if orient(r[0], r[1], p) != 0 {
			return false
		}
	}
	return true
}

// roundOnce tells whether a ring goes round the mean of its positions once, to
// the same side all the way. Such a ring is simple: every ray from the mean
// meets it in one point. Most outlines of parcels and buildings are found to
// be so, which costs far less than comparing their edges.
//
// Where all edges turn to one side, the ring crosses the parallel through
// the mean twice for each time that it goes round.
func roundOnce(r orb.Ring) bool {
	var c orb.Point
	for _, p := range r[1:] {
		c[0] += p[0]
		c[1] += p[1]
	}
	n := float64(len(r) - 1)
	c = orb.Point{c[0] / n, c[1] / n}
	side := float64(orient(r[0], r[1], c))
	crossings := 0
	x0, y0 := r[0][0]-c[0], r[0][1]-c[1]
	for i, p := range r[1:] {
		x1, y1 := p[0]-c[0], p[1]-c[1]
		l, m := float64(x0*y1), float64(y0*x1)
		if side*(l-m) <= orientBound*(math.Abs(l)+math.Abs(m)) && float64(orient(r[i], p, c)) != side || side == 0 {
			return false
		}
		if (y0 > 0) != (y1 > 0) {
			crossings++
		}
		x0, y0 = x1, y1
	}
	return crossings == 2
}
