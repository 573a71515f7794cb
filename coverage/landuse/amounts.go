package landuse

import (
	"math"

	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/geo/plane"
)

// Amount is something land carries that can be spread over it.
type Amount int

// The amounts.
const (
	FloorArea  Amount = iota // gross floor area, m²
	Footprint                // of buildings, m²
	Green                    // green land, m²
	Population               // people
	Jobs                     // jobs
	Output                   // yuan a year
	Invested                 // yuan
	amounts
)

var amountNames = [amounts]string{"floor_area", "footprint", "green_area", "population", "jobs", "output", "invested"}

// amountFields are the names of [data.Layer.AmountOf] for the amounts.
var amountFields = [amounts]string{"floor_area_m2", "footprint_m2", "green_m2", "population", "jobs", "output_yuan", "invested_yuan"}

// String returns the name of the amount in JSON.
func (a Amount) String() string { return amountNames[a] }

// of returns what a feature's facts say of the amount, NaN when nothing.
func (a Amount) of(f data.Facts) float64 {
	return [amounts]float64{f.FloorAreaM2, f.FootprintM2, f.GreenM2, f.Population, f.Jobs, f.OutputYuan, f.InvestedYuan}[a]
}

// ratioNames are those for the ratios of its land by which a parcel may state an
// amount.
var ratioNames = [amounts]string{FloorArea: "far", Footprint: "building_coverage", Green: "green_ratio"}

// ratioOf returns the ratio of a feature's land by which its facts state the
// amount, NaN when they do not.
func (a Amount) ratioOf(f data.Facts) float64 {
	switch a {
	case FloorArea:
		return f.FAR
	case Footprint:
		return f.Coverage
	case Green:
		return f.GreenRatio
	}
	return math.NaN()
}

// usable tells whether an amount can be added up.
func usable(v float64) bool { return v >= 0 && !math.IsInf(v, 0) }

// The kinds of features an amount comes from.
const (
	fromParcels   = "parcels"
	fromPoints    = "points"
	fromBlocks    = "census blocks"
	fromBoth      = "points and census blocks"
	fromBuildings = "buildings"
	fromArea      = "study area"
	fromRoads     = "roads"
)

// field is an amount over the study area: at points, spread evenly over the
// plots of a ground, or known for the whole only.
type field struct {
	amount Amount
	from   string
	points []weight
	ground *ground
	values []float64 // by plot of ground; NaN where not said

	whole float64

	stated  int // features that say the amount
	missing int // features that do not, or not in a way that can be used
	leftOut int // of these, features that say what cannot be read or cannot be
	byRatio int // of stated: features that say a ratio of their land instead
	byClass int // features that state nothing and count by their class
	doubted int // of stated: features whose amount is used and hard to believe
}

type weight struct {
	at orb.Point // in the plane
	v  float64
}

// pointsOf returns the places among which a feature's amount is shared out
// evenly: its points, where it has no land.
func pointsOf(g orb.Geometry) []orb.Point {
	switch g := g.(type) {
	case orb.Point:
		return []orb.Point{g}
	case orb.MultiPoint:
		return g
	case orb.Collection:
		var polygons []orb.Polygon
		if collectPolygons(g, &polygons); len(polygons) > 0 {
			return nil
		}
		var all []orb.Point
		for _, part := range g {
			all = append(all, pointsOf(part)...)
		}
		return all
	}
	return nil
}

// beside returns the amount of census blocks with that of points beside it:
// people who are drawn one way are not those drawn the other.
func (f *field) beside(points *field) *field {
	both := *f
	both.from, both.points = fromBoth, points.points
	both.stated += points.stated
	both.missing += points.missing
	return &both
}

// pointField reads an amount from features that are points; nil when none says
// it.
func pointField(p *plane.Plane, layers []*data.Layer, a Amount, keep func(data.Facts) bool) *field {
	f := &field{amount: a, from: fromPoints}
	for _, layer := range layers {
		for i := range layer.Features {
			places := pointsOf(layer.Features[i].Geometry)
			if len(places) == 0 {
				continue
			}
			facts := layer.Facts(i)
			if keep != nil && !keep(facts) {
				continue
			}
			v := a.of(facts)
			if !usable(v) {
				f.missing++
				continue
			}
			f.stated++
			for _, at := range places {
				f.points = append(f.points, weight{p.ToPlane(at), v / float64(len(places))})
			}
		}
	}
	if f.stated == 0 {
		return nil
	}
	return f
}

// Stated says how parcels state an amount.
type Stated string

// The ways.
const (
	StatedAmount Stated = "amount"
	StatedRatio  Stated = "ratio" // of their land
	StatedEither Stated = "amount_else_ratio"
)

// basis returns how parcels state the amount; empty for amounts that have no
// ratio and for other sources.
func (f *field) basis() Stated {
	switch {
	case f.from != fromParcels || ratioNames[f.amount] == "":
		return ""
	case f.byRatio == 0:
		return StatedAmount
	case f.byRatio == f.stated:
		return StatedRatio
	}
	return StatedEither
}

// total returns how much of the amount lies in the region; inside gives the
// area of each plot that does.
func (f *field) total(r *region, inside []float64) float64 {
	var sum total
	sum.add(f.whole)
	for _, p := range f.points {
		if r.contains(p.at) {
			sum.add(p.v)
		}
	}
	for i, v := range f.values {
		if !math.IsNaN(v) && inside[i] > 0 {
			sum.add(v * (inside[i] / f.ground.areas[i]))
		}
	}
	return sum.value()
}
