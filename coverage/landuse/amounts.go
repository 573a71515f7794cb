package landuse

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/paulmach/orb"
	"github.com/tidwall/gjson"

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

// amountFields are the names under which a layer's inference says which
// property states an amount.
var amountFields = [amounts]string{"floor_area_m2", "footprint_m2", "green_m2", "population", "jobs", "output_yuan", "invested_yuan"}

// String returns the name of the amount in JSON.
func (a Amount) String() string { return amountNames[a] }

// of returns what a feature's facts say of the amount, NaN when nothing.
func (a Amount) of(f data.Facts) float64 {
	return [amounts]float64{f.FloorAreaM2, f.FootprintM2, f.GreenM2, f.Population, f.Jobs, f.OutputYuan, f.InvestedYuan}[a]
}

// usable tells whether an amount can be added up.
func usable(v float64) bool { return v >= 0 && !math.IsInf(v, 0) }

// The kinds of features an amount comes from.
const (
	fromParcels   = "parcels"
	fromPoints    = "points"
	fromBlocks    = "census blocks"
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
}

type weight struct {
	at orb.Point // in the plane
	v  float64
}

// Fault is a value that was not used, or is used but hard to believe.
type Fault struct {
	Layer   string `json:"layer"`
	Feature string `json:"feature"`
	What    string `json:"what" doc:"The amount or class at fault."`
	Value   string `json:"value"`
	Rule    string `json:"rule" doc:"What is wrong, for a client to word."`
	Message string `json:"message"`
	Used    bool   `json:"used" doc:"Whether the value counts in the totals."`
}

// faults collects the first few and counts all.
type faults struct {
	list   []Fault
	total  int
	unsaid map[[2]string]int // by layer and property: features whose value could not be read
}

const (
	faultsListed = 100
	longestValue = 80 // characters of a value that are repeated
)

func (f *faults) add(layer *data.Layer, index int, what, value, rule, message string, used bool) {
	f.total++
	if len(f.list) < faultsListed {
		f.list = append(f.list, Fault{layer.ID, layer.Features[index].ID, what, value, rule, message, used})
	}
}

// unread names what features say in a way that could not be read: negative
// numbers, words where a number should stand. It is left out of every total.
func (f *faults) unread(src Sources) {
	for _, layer := range slices.Concat(src.Parcels, src.People, src.Buildings) {
		for _, w := range layer.Warnings {
			if w.Feature < 0 || w.Feature >= len(layer.Features) || src.Keep != nil && !src.Keep(layer.Facts(w.Feature)) {
				continue
			}
			_, property, _ := strings.Cut(w.Path, "/properties/")
			value := []rune(gjson.GetBytes(layer.Features[w.Feature].Properties, gjson.Escape(property)).String())
			if f.unsaid == nil {
				f.unsaid = map[[2]string]int{}
			}
			f.unsaid[[2]string{layer.ID, property}]++
			f.add(layer, w.Feature, property, string(value[:min(len(value), longestValue)]), w.Rule, w.Message, false)
		}
	}
}

// unreadOf returns how many features of the layers state an amount in a way that
// could not be read.
func (f *faults) unreadOf(layers []*data.Layer, a Amount) int {
	n := 0
	for _, layer := range layers {
		for _, i := range layer.Inference {
			if i.Field == amountFields[a] {
				n += f.unsaid[[2]string{layer.ID, i.Value}]
			}
		}
	}
	return n
}

// What floor area and what covers the ground may be of the land they stand on.
// Beyond the first a unit or a decimal point is more likely wrong, and it is
// said; beyond the second no building is, and the value is left out.
const (
	steepFAR, mostFAR     = 20, 200
	fullGround, mostCover = 1.001, 1.5
)

// possible tells whether so much of an amount can stand on land of that size.
func (a Amount) possible(v, areaM2 float64) bool {
	switch a {
	case FloorArea:
		return v <= mostFAR*areaM2
	case Footprint, Green:
		return v <= mostCover*areaM2
	}
	return true
}

// plotFields reads amounts from the features of a ground; nil stands for an
// amount that none states.
func plotFields(g *ground, wanted []Amount, from string, bad *faults) [amounts]*field {
	var fields, stated [amounts]*field
	for _, a := range wanted {
		fields[a] = &field{amount: a, from: from, ground: g}
	}
	for i := range g.len() {
		facts := g.facts(i)
		for _, a := range wanted {
			fields[a].take(i, a.of(facts), bad)
		}
	}
	for a, f := range fields {
		if f != nil && f.values != nil {
			f.leftOut += bad.unreadOf(g.layers, Amount(a))
			stated[a] = f
		}
	}
	return stated
}

// take notes what the feature of a plot states, if it can be used.
func (f *field) take(plot int, v float64, bad *faults) {
	if !usable(v) {
		f.missing++
		return
	}
	areaM2 := f.ground.areas[plot]
	used := f.amount.possible(v, areaM2)
	doubt := func(rule, message string) {
		bad.add(f.ground.layers[f.ground.layer[plot]], int(f.ground.index[plot]), f.amount.String(), fmt.Sprint(v), rule, message, used)
	}
	switch {
	case f.amount == FloorArea && v > steepFAR*areaM2:
		doubt("floor_area_steep", fmt.Sprintf("is %.4g times the polygon's %.0f m²; check the unit", v/areaM2, areaM2))
	case (f.amount == Footprint || f.amount == Green) && v > areaM2*fullGround:
		doubt("larger_than_land", fmt.Sprintf("is more than the polygon's %.0f m²", areaM2))
	}
	if !used {
		f.missing++
		f.leftOut++
		return
	}
	f.set(plot, v)
}

func (f *field) set(plot int, v float64) {
	if f.values == nil {
		f.values = make([]float64, f.ground.len())
		for i := range f.values {
			f.values[i] = math.NaN()
		}
	}
	f.values[plot] = v
	f.stated++
}

// pointField reads an amount from point features; nil when none says it.
func pointField(p *plane.Plane, layers []*data.Layer, a Amount, keep func(data.Facts) bool) *field {
	f := &field{amount: a, from: fromPoints}
	for _, layer := range layers {
		for i := range layer.Features {
			point, ok := layer.Features[i].Geometry.(orb.Point)
			if !ok {
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
			f.points = append(f.points, weight{p.ToPlane(point), v})
		}
	}
	if f.stated == 0 {
		return nil
	}
	return f
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
