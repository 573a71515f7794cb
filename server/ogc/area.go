package ogc

import (
	"errors"
	"math"
	"slices"
	"strconv"

	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/geo"
	"catchment/server/problem"
)

func asNumError(err error, target **strconv.NumError) bool { return errors.As(err, target) }

// area is the box that features must meet, edges included, in some system. A
// box of degrees may go across the antimeridian.
type area struct {
	box    orb.Bound // longitude or easting first, as all in Go
	system system
}

// newArea reads the numbers of a bbox parameter: in the order of the axes of
// the system.
func newArea(numbers []float64, in system) (*area, error) {
	bad := func(why string) error {
		return problem.BadParameter("bbox", "bbox: "+why+"; give west, south, east, north, such as 118.86,42.24,118.90,42.28")
	}
	for _, v := range numbers {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, bad("a number is not finite")
		}
	}
	switch len(numbers) {
	case 6:
		if numbers[2] > numbers[5] {
			return nil, bad("the lower height is above the upper")
		}
		numbers = []float64{numbers[0], numbers[1], numbers[3], numbers[4]}
	case 4:
	default:
		return nil, bad("there are " + strconv.Itoa(len(numbers)) + " numbers, not 4 or 6")
	}
	low, high := orb.Point{numbers[0], numbers[1]}, orb.Point{numbers[2], numbers[3]}
	if in.crs != in.crs.XY() {
		low[0], low[1], high[0], high[1] = low[1], low[0], high[1], high[0]
	}
	a := &area{orb.Bound{Min: low, Max: high}, in}
	degrees := in.crs.Degrees()
	switch {
	case low[1] > high[1]:
		return nil, bad("south is north of north")
	case !degrees && low[0] > high[0]:
		return nil, bad("west is east of east")
	case degrees && (math.Abs(low[0]) > 180 || math.Abs(high[0]) > 180 || math.Abs(low[1]) > 90 || math.Abs(high[1]) > 90):
		return nil, bad("longitudes lie between -180 and 180, latitudes between -90 and 90")
	}
	return a, nil
}

// candidates appends the features that may meet the area.
func (a *area) candidates(to []candidate, l *data.Layer) []candidate {
	box, ok := a.degrees()
	if !ok {
		for i := range l.Len() {
			to = append(to, candidate(2*i))
		}
		return to
	}
	exact := a.system.crs.Degrees() // the box is the area and not around it
	l.Tree().Relate(box, func(i int, within bool) bool {
		c := candidate(2 * i)
		if within && exact {
			c++
		}
		to = append(to, c)
		return true
	})
	return to
}

// degrees returns a box of degrees around the area, false where there is none
// to be had.
func (a *area) degrees() (orb.Bound, bool) {
	if a.system.crs.Degrees() {
		return a.box, true
	}
	const steps = 32
	to := a.system.crs.XY()
	var around orb.Bound
	first := true
	for i := range steps + 1 {
		t := float64(i) / steps
		x, y := a.box.Min[0]+t*(a.box.Max[0]-a.box.Min[0]), a.box.Min[1]+t*(a.box.Max[1]-a.box.Min[1])
		for _, p := range []orb.Point{{x, a.box.Min[1]}, {x, a.box.Max[1]}, {a.box.Min[0], y}, {a.box.Max[0], y}} {
			q, err := to.ToWGS84(p)
			if err != nil {
				return orb.Bound{}, false
			}
			if first {
				around, first = q.Bound(), false
			}
			around = around.Extend(q)
		}
	}
	// Between the points an edge bends outwards by less than a step squared.
	return around.Pad(math.Max(around.Max[0]-around.Min[0], around.Max[1]-around.Min[1]) / steps), true
}

// meets tells whether a geometry of WGS 84 degrees meets the area.
func (a *area) meets(g orb.Geometry) bool {
	if a.system.crs.Degrees() {
		if a.box.Min[0] <= a.box.Max[0] {
			return meetsBox(g, a.box)
		}
		west := orb.Bound{Min: a.box.Min, Max: orb.Point{math.Inf(1), a.box.Max[1]}}
		east := orb.Bound{Min: orb.Point{math.Inf(-1), a.box.Min[1]}, Max: a.box.Max}
		return meetsBox(g, west) || meetsBox(g, east)
	}
	projected, err := (system{crs: a.system.crs.XY()}).project(g)
	return err == nil && meetsBox(projected, a.box)
}

// meetsBox tells whether a geometry meets a box, edges included.
func meetsBox(g orb.Geometry, b orb.Bound) bool {
	around := g.Bound()
	if !boxesMeet(around, b) {
		return false
	}
	if b.Min[0] <= around.Min[0] && around.Max[0] <= b.Max[0] && b.Min[1] <= around.Min[1] && around.Max[1] <= b.Max[1] {
		return true
	}
	switch g := g.(type) {
	case orb.Point:
		return true
	case orb.MultiPoint:
		return slices.ContainsFunc(g, b.Contains)
	case orb.LineString:
		return lineMeets(g, b)
	case orb.MultiLineString:
		return slices.ContainsFunc(g, func(l orb.LineString) bool { return lineMeets(l, b) })
	case orb.Polygon:
		return polygonMeets(g, b)
	case orb.MultiPolygon:
		return slices.ContainsFunc(g, func(p orb.Polygon) bool { return polygonMeets(p, b) })
	case orb.Collection:
		return slices.ContainsFunc(g, func(m orb.Geometry) bool { return meetsBox(m, b) })
	}
	return false
}

func boxesMeet(a, b orb.Bound) bool {
	return a.Min[0] <= b.Max[0] && b.Min[0] <= a.Max[0] && a.Min[1] <= b.Max[1] && b.Min[1] <= a.Max[1]
}

func lineMeets(line []orb.Point, b orb.Bound) bool {
	if len(line) == 1 {
		return b.Contains(line[0])
	}
	for i := 1; i < len(line); i++ {
		if geo.SegmentMeets(line[i-1], line[i], b) {
			return true
		}
	}
	return false
}

// polygonMeets tells whether a polygon meets a box: its edges do, or the box
// lies within.
func polygonMeets(p orb.Polygon, b orb.Bound) bool {
	for _, r := range p {
		if lineMeets(r, b) {
			return true
		}
	}
	inside := false
	corner := orb.Point{math.Max(b.Min[0], -1e300), b.Min[1]}
	if math.IsInf(b.Min[0], 0) {
		corner[0] = b.Max[0]
	}
	for _, r := range p {
		if ringHolds(r, corner) {
			inside = !inside
		}
	}
	return inside
}

// ringHolds tells whether a point that is on no edge lies in a ring.
func ringHolds(r orb.Ring, p orb.Point) bool {
	inside := false
	for i := 1; i < len(r); i++ {
		a, b := r[i-1], r[i]
		if (a[1] > p[1]) != (b[1] > p[1]) && p[0] < a[0]+(p[1]-a[1])/(b[1]-a[1])*(b[0]-a[0]) {
			inside = !inside
		}
	}
	return inside
}
