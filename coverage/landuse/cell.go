package landuse

import (
	"context"
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// gridCell is a cell at work.
type gridCell struct {
	id     cellID
	ring   []orb.Point
	box    orb.Bound
	whole  bool // wholly in the study area
	areaM2 float64
	sums   [cellSums]float64
	mix    []float64 // m² by place among the first-level classes
	shape  orb.MultiPolygon
}

// topClasses returns the numbers of the first-level classes present, in the
// order of the scheme.
func (l *Land) topClasses() []int32 {
	var out []int32
	for i := range l.classes.classes {
		if i != unclassified && l.classes.above[i][0] == int32(i) {
			out = append(out, int32(i))
		}
	}
	return l.classes.order(out)
}

// cells returns the cells that have land in the study area, from the south.
func (l *Land) cells(ctx context.Context, opt DensityOptions) ([]gridCell, map[cellID]int32, error) {
	g, err := newGrid(opt.Shape, opt.SizeM)
	if err != nil {
		return nil, nil, err
	}
	tooMany := func() error {
		return &CellsError{opt.SizeM, opt.Most, leastSize(l.region.bound, opt.Shape, opt.Most)}
	}
	var all []gridCell
	if !g.over(l.region.bound, boxCells(opt.Most), func(id cellID) { all = append(all, gridCell{id: id}) }) {
		return nil, nil, tooMany()
	}
	err = parallel(ctx, len(all), cellChunk, func(s *slabs, from, to int) {
		for i := from; i < to; i++ {
			c := &all[i]
			c.ring = g.ring(c.id)
			c.box = boxOf(c.ring)
			l.region.clip(s, c, g.areaM2())
		}
	})
	if err != nil {
		return nil, nil, err
	}
	all = slices.DeleteFunc(all, func(c gridCell) bool { return c.areaM2 <= touchM2 })
	if len(all) > opt.Most {
		return nil, nil, tooMany()
	}
	index := make(map[cellID]int32, len(all))
	for i := range all {
		index[all[i].id] = int32(i)
	}
	return all, index, nil
}

// boxCells is how many cells the box of a study area may have when the area
// itself may have most: a long area on the slant fills little of its box.
func boxCells(most int) int { return 20*most + 1000 }

// leastSize returns a cell size whose grid over the whole box has at most most
// cells.
func leastSize(b orb.Bound, shape CellShape, most int) float64 {
	w, h := b.Max[0]-b.Min[0], b.Max[1]-b.Min[1]
	for size := math.Ceil(math.Sqrt(w * h / float64(most))); ; size = math.Ceil(size * 1.1) {
		rowM := size
		if shape == Hex {
			rowM = size * math.Sqrt(3) / 2
		}
		if (w/size+3)*(h/rowM+3) <= float64(most) || size > w+h {
			return size
		}
	}
}

// clip sets how much of a cell lies in the region.
func (g *region) clip(s *slabs, c *gridCell, cellM2 float64) {
	switch g.sideOf(c.box) {
	case outside:
		return
	case insideOf:
		c.whole, c.areaM2 = true, cellM2
		return
	}
	s.reset(c.box)
	g.addTo(s, ownerRegion)
	s.ring(ownerCell, c.ring)
	c.areaM2 = s.common(2)
}

// needs says what cells are to be filled with.
type needs struct {
	sum [cellSums]bool
}

func (n needs) streets() bool { return n.sum[streetLength] }

// any tells whether one of some sums is needed.
func (n needs) any(sums ...Amount) bool {
	return slices.ContainsFunc(sums, func(a Amount) bool { return n.sum[a] })
}

func needsOf(wanted []CellMeasure) needs {
	var n needs
	for _, m := range wanted {
		if m.From == "" || m.ofMix() {
			continue
		}
		n.sum[m.amount] = true
		if m.over != theCell {
			n.sum[m.over] = true
		}
	}
	return n
}

// fill adds to a cell what the plots of every ground have in it.
func (l *Land) fill(c *gridCell, s *slabs, clip *clipper, need needs, top []int32) {
	c.mix = make([]float64, len(top))
	for _, g := range []*ground{l.parcels, l.buildings, l.blocks} {
		if g == nil || g.len() == 0 {
			continue
		}
		inside := l.insideOf(g)
		var use []*field
		for a, f := range l.fields {
			if f != nil && f.ground == g && need.sum[a] {
				use = append(use, f)
			}
		}
		mix := g == l.parcels // also for the dominant class
		homes := l.homes != nil && l.homes.ground == g && need.any(homesPeople, homesDensity)
		if len(use) == 0 && !mix && !homes {
			continue
		}
		g.near.touching(c.box, func(i int32) {
			if inside[i] <= 0 {
				return
			}
			part := l.part(g, i, c, s, clip, inside[i])
			if part <= 0 {
				return
			}
			for _, f := range use {
				if v := f.values[i]; v > 0 {
					c.sums[f.amount] += v * (part / g.areas[i])
				}
			}
			if homes {
				c.addHomes(l.homes.values[i], part, g.areas[i])
			}
			if mix {
				l.addMixOf(c, i, part, s, top)
				l.addBuilt(c, i, part)
			}
		})
	}
}

// part returns the area of a plot inside a cell and the study area, in m².
func (l *Land) part(g *ground, i int32, c *gridCell, s *slabs, clip *clipper, inside float64) float64 {
	switch {
	case holds(c.ring, g.boxes[i]):
		return inside
	case (c.whole || inside == g.areas[i]) && g.large[i] == nil:
		return clip.clippedArea(g, i, c.ring)
	}
	s.reset(intersection(g.boxes[i], c.box))
	l.region.addTo(s, ownerRegion)
	s.ring(ownerCell, c.ring)
	g.addTo(s, ownerPlot, i)
	return s.common(3)
}

// addHomes adds the people of a polygon that live in the cell, and the density
// they live at; people is NaN where the polygon states none.
func (c *gridCell) addHomes(people, part, areaM2 float64) {
	if people > 0 {
		here := people * (part / areaM2)
		c.sums[homesPeople] += here
		c.sums[homesDensity] += here * (people / areaM2)
	}
}

// addBuilt adds the part of a parcel in the cell to the land of parcels that
// state an amount above 0.
func (l *Land) addBuilt(c *gridCell, i int32, part float64) {
	if f := l.fields[FloorArea]; f != nil && f.ground == l.parcels && f.values[i] > 0 {
		c.sums[floorLand] += part
	}
	if f := l.fields[Footprint]; f != nil && f.ground == l.parcels && f.values[i] > 0 {
		c.sums[footLand] += part
	}
}

// addMixOf adds a parcel's land in a cell to its first-level class, its equal
// part where classes contest the land, and to its set.
func (l *Land) addMixOf(c *gridCell, i int32, part float64, s *slabs, top []int32) {
	class := l.classes.classOf(i, 0)
	if class == unclassified {
		return
	}
	at, set := slices.Index(top, class), setSums[l.classes.setOf(i)]
	overlapping := l.parcels.overlapping(i)
	if len(overlapping) == 0 {
		c.mix[at] += part
		c.sums[set] += part
		return
	}
	through := lens{region: l.region, cell: [][]orb.Point{c.ring}}
	if c.whole {
		through.region = nil
	}
	l.parcels.look(s, intersection(l.parcels.boxes[i], c.box), i, through, func(others []int32, a float64) {
		if first, parts := shareOf(l.classes, i, overlapping, others, 0); first && parts > 0 {
			c.mix[at] += a / float64(parts)
		}
		if l.classes.firstOfSet(i, overlapping, others) {
			c.sums[set] += a
		}
	})
}

// fillPoints adds amounts at points to the cells they stand in.
func (l *Land) fillPoints(cells []gridCell, index map[cellID]int32, opt DensityOptions, need needs) {
	g, _ := newGrid(opt.Shape, opt.SizeM) // made before
	for a, f := range l.fields {
		if f == nil || !need.sum[a] {
			continue
		}
		for _, p := range f.points {
			if !l.region.contains(p.at) {
				continue
			}
			if i, ok := index[g.cellAt(p.at)]; ok {
				cells[i].sums[a] += p.v
			}
		}
	}
}
