package data

import "math"

// columns holds the facts of a layer column by column. A column nobody says
// anything in takes no memory, so a million points with names cost names only.
type columns struct {
	n            int
	name, nameEN column[string]
	kind         column[Kind]
	status       column[Status]
	opens        column[int16]
	closes       column[int16]
	class        column[Class]
	synthetic    column[bool]
	amounts      [amountCount]column[float64] // NaN where not said
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
	amountCount
)

// column is a slice that is nil until a value other than the default is set.
type column[T comparable] struct {
	values []T
}

func (c *column[T]) at(i int) (v T) {
	if c.values == nil {
		return v
	}
	return c.values[i]
}

func (c *column[T]) set(i, n int, v T) {
	var zero T
	if c.values == nil {
		if v == zero {
			return
		}
		c.values = make([]T, n)
	}
	c.values[i] = v
}

// put copies part, the column of features from on, into c of n features.
func (c *column[T]) put(from, n int, part column[T]) {
	if part.values == nil {
		return
	}
	if c.values == nil {
		c.values = make([]T, n)
	}
	copy(c.values[from:], part.values)
}

// amountAt returns the amount of feature i, NaN when not said.
func (c *columns) amountAt(a amount, i int) float64 {
	if c.amounts[a].values == nil {
		return math.NaN()
	}
	return c.amounts[a].values[i]
}

// setAmount sets an amount; a column is made of NaN when its first is set.
func (c *columns) setAmount(a amount, i int, v float64) {
	col := &c.amounts[a]
	if col.values == nil {
		col.values = nans(c.n)
	}
	col.values[i] = v
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
	}
}

func (c *columns) set(i int, f *Facts) {
	c.name.set(i, c.n, f.Name)
	c.nameEN.set(i, c.n, f.NameEN)
	c.kind.set(i, c.n, f.Kind)
	c.status.set(i, c.n, f.Status)
	c.opens.set(i, c.n, int16(f.Opens))
	c.closes.set(i, c.n, int16(f.Closes))
	c.class.set(i, c.n, f.Class)
	c.synthetic.set(i, c.n, f.Synthetic)
	for a, v := range [amountCount]float64{
		amountPopulation: f.Population, amountJobs: f.Jobs, amountFloors: f.Floors, amountFloorArea: f.FloorAreaM2,
		amountFootprint: f.FootprintM2, amountGreen: f.GreenM2, amountOutput: f.OutputYuan, amountInvested: f.InvestedYuan,
	} {
		if !math.IsNaN(v) {
			c.setAmount(amount(a), i, v)
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
		all.name.put(from, n, p.name)
		all.nameEN.put(from, n, p.nameEN)
		all.kind.put(from, n, p.kind)
		all.status.put(from, n, p.status)
		all.opens.put(from, n, p.opens)
		all.closes.put(from, n, p.closes)
		all.class.put(from, n, p.class)
		all.synthetic.put(from, n, p.synthetic)
		for a := range p.amounts {
			if p.amounts[a].values == nil {
				continue
			}
			if all.amounts[a].values == nil {
				all.amounts[a].values = nans(n)
			}
			copy(all.amounts[a].values[from:], p.amounts[a].values)
		}
		from += p.n
	}
	return all
}
