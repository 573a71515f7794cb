package landuse

import (
	"fmt"
	"math"

	"catchment/data"
)

// What floor area and what covers the ground may be of the land they stand on,
// and people and jobs of land or floor. Beyond the first of a pair a unit or a
// decimal point is more likely wrong, and it is said; beyond the second no
// building is, and the value is left out.
const (
	steepFAR, mostFAR     = 20, 200
	fullGround, mostCover = 1.001, 1.5
	crowdedM2             = 2   // of land or floor for one person or job
	differs               = 0.1 // of the larger: an amount and the ratio stated for it
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

// onPlot returns how much of an amount a feature states for its land: the
// amount itself, else its ratio times the land; NaN where it states neither in
// a way that can be.
func (a Amount) onPlot(f data.Facts, areaM2 float64) float64 {
	if v := a.of(f); usable(v) && a.possible(v, areaM2) {
		return v
	}
	if v := a.ratioOf(f) * areaM2; usable(v) && a.possible(v, areaM2) {
		return v
	}
	return math.NaN()
}

// ratioSaid is a ratio that the feature of a plot states.
type ratioSaid struct {
	plot  int
	ratio float64
}

// plotFields reads amounts from the features of a ground; nil stands for an
// amount that none states. A feature that states no amount but a ratio of its
// land counts by the ratio, unless better tells that another source says the
// amount, which then goes before ratios alone. Where a feature states both, the
// ratio is only compared.
func plotFields(g *ground, wanted []Amount, from string, better func(Amount) bool, bad *faults) [amounts]*field {
	var fields, stated [amounts]*field
	var ratios [amounts][]ratioSaid
	for _, a := range wanted {
		fields[a] = &field{amount: a, from: from, ground: g}
	}
	for i := range g.len() {
		facts := g.facts(i)
		for _, a := range wanted {
			fields[a].take(i, facts, bad)
			if r := a.ratioOf(facts); usable(r) {
				ratios[a] = append(ratios[a], ratioSaid{i, r})
			}
		}
	}
	for a, f := range fields {
		if f == nil {
			continue
		}
		if f.values != nil || !better(Amount(a)) {
			for _, r := range ratios[a] {
				f.takeRatio(r, bad)
			}
		}
		if f.values != nil {
			f.leftOut += bad.unreadOn(f)
			stated[a] = f
		}
	}
	return stated
}

// take notes the amount that the feature of a plot states, if it can be used.
func (f *field) take(plot int, facts data.Facts, bad *faults) {
	v, areaM2 := f.amount.of(facts), f.ground.areas[plot]
	if !usable(v) {
		f.missing++
		return
	}
	used := f.amount.possible(v, areaM2)
	if rule, message := f.amount.doubt(v, areaM2, facts); rule != "" {
		f.name(bad, plot, Fault{What: f.amount.String(), Value: fmt.Sprint(v), Rule: rule, Message: message, Used: used})
		f.doubted += one(used)
	}
	if !used {
		f.missing++
		f.leftOut++
		return
	}
	f.set(plot, v)
}

// takeRatio compares a ratio with the amount that its feature states; without
// one it stands for the amount.
func (f *field) takeRatio(r ratioSaid, bad *faults) {
	areaM2, facts := f.ground.areas[r.plot], f.ground.facts(r.plot)
	v, said := r.ratio*areaM2, f.amount.of(facts)
	if f.values != nil && !math.IsNaN(f.values[r.plot]) {
		if math.Abs(v-said) > differs*max(v, said) {
			f.name(bad, r.plot, Fault{What: f.amount.String(), Value: fmt.Sprint(said), Rule: "ratio_differs", Used: true,
				Message: fmt.Sprintf("is used; %s %.4g of the polygon's %.0f m² would be %.0f m²", ratioNames[f.amount], r.ratio, areaM2, v)})
			if rule, _ := f.amount.doubt(said, areaM2, facts); rule == "" {
				f.doubted++
			}
		}
		return
	}
	used := f.amount.possible(v, areaM2)
	if rule, message := f.amount.doubt(v, areaM2, facts); rule != "" {
		f.name(bad, r.plot, Fault{What: ratioNames[f.amount], Value: fmt.Sprint(r.ratio), Rule: rule, Message: message, Used: used})
		f.doubted += one(used)
	}
	wasOut := one(usable(said)) // the amount itself cannot be
	if !used {
		f.leftOut += 1 - wasOut
		return
	}
	f.leftOut -= wasOut
	f.missing--
	f.byRatio++
	f.set(r.plot, v)
}

// doubt returns what makes an amount on land of that size hard to believe;
// empty when nothing does.
func (a Amount) doubt(v, areaM2 float64, facts data.Facts) (rule, message string) {
	switch a {
	case FloorArea:
		if v > steepFAR*areaM2 {
			return "floor_area_steep", fmt.Sprintf("is %.4g times the polygon's %.0f m²; check the unit", v/areaM2, areaM2)
		}
	case Footprint, Green:
		if v > areaM2*fullGround {
			return "larger_than_land", fmt.Sprintf("is more than the polygon's %.0f m²", areaM2)
		}
	case Population, Jobs:
		if v*crowdedM2 > areaM2 {
			return "crowded", fmt.Sprintf("is more than one for each %d m² of the polygon's %.0f m²", crowdedM2, areaM2)
		}
		if floorM2 := FloorArea.onPlot(facts, areaM2); floorM2 > 0 && v*crowdedM2 > floorM2 {
			return "crowded", fmt.Sprintf("is more than one for each %d m² of the %.0f m² of floor", crowdedM2, floorM2)
		}
	}
	return "", ""
}

// name says what is wrong with what the feature of a plot states.
func (f *field) name(bad *faults, plot int, what Fault) {
	bad.add(f.ground.layers[f.ground.layer[plot]], int(f.ground.index[plot]), what.What, what.Value, what.Rule, what.Message, what.Used)
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
