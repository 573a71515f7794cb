package data

import (
	"math"
	"slices"
)

// columns holds the facts of a layer column by column. A column in which all
// say the same, or nothing, takes no memory, so a million schools with names cost
// names only.
type columns struct {
	n            int
	name, nameEN column[string]
	kind         column[Kind]
	status       column[Status]
	opens        column[int16]
	closes       column[int16]
	class        column[Class]
	synthetic    column[bool]
	amounts      [amountCount][]float64 // NaN where not said; nil when nobody says
}

// amount numbers the measured columns.
type amount int

const (
	amountPopulation amount = iota
	amountJobs
	amountFloors
	amountFloorArea
	amountFootprint
	amountGreen
	amountOutput
	amountInvested
	amountFAR
	amountCoverage
	amountGreenRatio
	amountCount
)

// column holds a value for each feature; one that all have is kept once.
type column[T comparable] struct {
	values []T // nil while all are same
	same   T
	shared bool // values belong to another layer too and may not be written
}

func (c *column[T]) at(i int) T {
	if c.values == nil {
		return c.same
	}
	return c.values[i]
}

// fill sets the value of feature i of n, those before it having been set.
func (c *column[T]) fill(i, n int, v T) {
	switch {
	case c.values != nil:
		c.values[i] = v
	case i == 0:
		c.same = v
	case v != c.same:
		c.spread(n)
		c.values[i] = v
	}
}

// spread gives each of n features its own copy of the value that all have.
func (c *column[T]) spread(n int) {
	c.values = make([]T, n)
	var zero T
	if c.same != zero {
		for i := range c.values {
			c.values[i] = c.same
		}
	}
}

// put copies part, the column of m features from number from on, into c of n.
func (c *column[T]) put(from, m, n int, part column[T]) {
	if from == 0 && part.values == nil {
		c.same = part.same
		return
	}
	if c.values == nil {
		if part.values == nil && part.same == c.same {
			return
		}
		c.spread(n)
	}
	if part.values != nil {
		copy(c.values[from:], part.values)
		return
	}
	for i := range m {
		c.values[from+i] = part.same
	}
}

// edited returns the column without the features removed, which are
// ascending, and with room for more behind. Without either it shares the values.
func (c *column[T]) edited(removed []int, added int) column[T] {
	next := *c
	if next.shared = true; c.values != nil && len(removed)+added > 0 {
		next.values, next.shared = spliced(c.values, removed, added), false
	}
	return next
}

// change sets the value of feature i of n.
func (c *column[T]) change(i, n int, v T) {
	switch {
	case c.at(i) == v:
		return
	case c.values == nil:
		c.spread(n)
	case c.shared:
		c.values = slices.Clone(c.values)
	}
	c.shared = false
	c.values[i] = v
}

// spliced returns a copy of all without those removed, which are ascending, and
// with so many zero values added.
func spliced[T any](all []T, removed []int, added int) []T {
	out := make([]T, 0, len(all)-len(removed)+added)
	from := 0
	for _, i := range removed {
		out = append(out, all[from:i]...)
		from = i + 1
	}
	out = append(out, all[from:]...)
	return out[:len(out)+added]
}

// amountAt returns the amount of feature i, NaN when not said.
func (c *columns) amountAt(a amount, i int) float64 {
	if c.amounts[a] == nil {
		return math.NaN()
	}
	return c.amounts[a][i]
}

func nans(n int) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = math.NaN()
	}
	return v
}

func (c *columns) facts(i int) Facts {
	return Facts{
		Name:         c.name.at(i),
		NameEN:       c.nameEN.at(i),
		Kind:         c.kind.at(i),
		Status:       c.status.at(i),
		Opens:        int(c.opens.at(i)),
		Closes:       int(c.closes.at(i)),
		Class:        c.class.at(i),
		Synthetic:    c.synthetic.at(i),
		Population:   c.amountAt(amountPopulation, i),
		Jobs:         c.amountAt(amountJobs, i),
		Floors:       c.amountAt(amountFloors, i),
		FloorAreaM2:  c.amountAt(amountFloorArea, i),
		FootprintM2:  c.amountAt(amountFootprint, i),
		GreenM2:      c.amountAt(amountGreen, i),
		OutputYuan:   c.amountAt(amountOutput, i),
		InvestedYuan: c.amountAt(amountInvested, i),
		FAR:          c.amountAt(amountFAR, i),
		Coverage:     c.amountAt(amountCoverage, i),
		GreenRatio:   c.amountAt(amountGreenRatio, i),
	}
}

// amountsIn returns the amounts that f holds, in the order of their columns.
func amountsIn(f *Facts) [amountCount]float64 {
	return [amountCount]float64{
		amountPopulation: f.Population, amountJobs: f.Jobs, amountFloors: f.Floors, amountFloorArea: f.FloorAreaM2,
		amountFootprint: f.FootprintM2, amountGreen: f.GreenM2, amountOutput: f.OutputYuan, amountInvested: f.InvestedYuan,
		amountFAR: f.FAR, amountCoverage: f.Coverage, amountGreenRatio: f.GreenRatio,
	}
}

// fill sets the facts of feature i, those before it having been set; of amounts
// those named.
func (c *columns) fill(i int, f *Facts, amounts []amount) {
	c.name.fill(i, c.n, f.Name)
	c.nameEN.fill(i, c.n, f.NameEN)
	c.kind.fill(i, c.n, f.Kind)
	c.status.fill(i, c.n, f.Status)
	c.opens.fill(i, c.n, int16(f.Opens))
	c.closes.fill(i, c.n, int16(f.Closes))
	c.class.fill(i, c.n, f.Class)
	c.synthetic.fill(i, c.n, f.Synthetic)
	if len(amounts) == 0 {
		return
	}
	all := amountsIn(f)
	for _, a := range amounts {
		v := all[a]
		if math.IsNaN(v) {
			continue
		}
		if c.amounts[a] == nil {
			c.amounts[a] = nans(c.n)
		}
		c.amounts[a][i] = v
	}
}

// edited returns the columns without the features removed, which are
// ascending, and with room for more behind.
func (c *columns) edited(removed []int, added int) columns {
	next := columns{
		n: c.n - len(removed) + added, name: c.name.edited(removed, added), nameEN: c.nameEN.edited(removed, added),
		kind: c.kind.edited(removed, added), status: c.status.edited(removed, added), opens: c.opens.edited(removed, added),
		closes: c.closes.edited(removed, added), class: c.class.edited(removed, added), synthetic: c.synthetic.edited(removed, added),
	}
	for a, v := range c.amounts {
		if v != nil {
			next.amounts[a] = spliced(v, removed, added)
		}
	}
	return next
}

// change sets the facts of feature i.
func (c *columns) change(i int, f *Facts) {
	c.name.change(i, c.n, f.Name)
	c.nameEN.change(i, c.n, f.NameEN)
	c.kind.change(i, c.n, f.Kind)
	c.status.change(i, c.n, f.Status)
	c.opens.change(i, c.n, int16(f.Opens))
	c.closes.change(i, c.n, int16(f.Closes))
	c.class.change(i, c.n, f.Class)
	c.synthetic.change(i, c.n, f.Synthetic)
	for a, v := range amountsIn(f) {
		if c.amounts[a] == nil && !math.IsNaN(v) {
			c.amounts[a] = nans(c.n)
		}
		if c.amounts[a] != nil {
			c.amounts[a][i] = v
		}
	}
}

// join puts the columns of consecutive parts together.
func join(n int, parts []columns) columns {
	if len(parts) == 1 {
		return parts[0]
	}
	all := columns{n: n}
	from := 0
	for _, p := range parts {
		all.name.put(from, p.n, n, p.name)
		all.nameEN.put(from, p.n, n, p.nameEN)
		all.kind.put(from, p.n, n, p.kind)
		all.status.put(from, p.n, n, p.status)
		all.opens.put(from, p.n, n, p.opens)
		all.closes.put(from, p.n, n, p.closes)
		all.class.put(from, p.n, n, p.class)
		all.synthetic.put(from, p.n, n, p.synthetic)
		for a, v := range p.amounts {
			if v == nil {
				continue
			}
			if all.amounts[a] == nil {
				all.amounts[a] = nans(n)
			}
			copy(all.amounts[a][from:], v)
		}
		from += p.n
	}
	return all
}
