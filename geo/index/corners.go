package index

import (
	"slices"

	"github.com/paulmach/orb"

	"catchment/geo/cores"
)

// corners are boxes by their lower and their upper corners. Boxes that are all
// points have one slice for both, half the memory to be read for a query.
type corners struct{ low, high []orb.Point }

// cornersOf returns the boxes of bounds that order names.
func cornersOf(bounds []orb.Bound, order []int32) corners {
	points := !slices.ContainsFunc(bounds, func(b orb.Bound) bool { return b.Min != b.Max })
	c := corners{low: make([]orb.Point, len(order))}
	if c.high = c.low; !points {
		c.high = make([]orb.Point, len(order))
	}
	cores.Parts(len(order), func(from, to int) {
		for j := from; j < to; j++ {
			b := &bounds[order[j]]
			c.low[j] = b.Min
			if !points {
				c.high[j] = b.Max
			}
		}
	})
	return c
}

// one returns a single box.
func one(b orb.Bound) corners {
	return corners{[]orb.Point{b.Min}, []orb.Point{b.Max}}
}

func (c *corners) len() int { return len(c.low) }

// at returns box j.
func (c *corners) at(j int) orb.Bound { return orb.Bound{Min: c.low[j], Max: c.high[j]} }

// part returns the boxes from from to to, which cannot grow into others.
func (c *corners) part(from, to int) corners {
	return corners{c.low[from:to:to], c.high[from:to:to]}
}

// with returns a copy in which box j is b.
func (c *corners) with(j int, b orb.Bound) corners {
	next := corners{slices.Clone(c.low), slices.Clone(c.high)}
	next.low[j], next.high[j] = b.Min, b.Max
	return next
}

// without returns a copy that lacks box j.
func (c *corners) without(j int) corners {
	return corners{slices.Delete(slices.Clone(c.low), j, j+1), slices.Delete(slices.Clone(c.high), j, j+1)}
}

// around returns the box around all, of which there is at least one.
func (c *corners) around() orb.Bound {
	all := c.at(0)
	for j := range c.low {
		low, high := &c.low[j], &c.high[j]
		all.Min[0], all.Min[1] = min(all.Min[0], low[0]), min(all.Min[1], low[1])
		all.Max[0], all.Max[1] = max(all.Max[0], high[0]), max(all.Max[1], high[1])
	}
	return all
}
