package landuse

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/paulmach/orb"
)

// DensityOptions are the choices of a density map; the zero value gives 250 m
// squares with every measure there is.
type DensityOptions struct {
	Shape    CellShape // empty means Square
	SizeM    float64   // 0 means 250
	Measures []string  // ids of CellMeasures; empty means all that have a source
	// Most is the number of cells allowed; 0 means 50,000.
	Most int
}

// ErrMeasure is returned for a measure that cells do not have.
var ErrMeasure = errors.New("no such measure for cells")

// CellMeasure is one figure that cells have.
type CellMeasure struct {
	ID      string `json:"id"`
	Unit    string `json:"unit"`
	NameZH  string `json:"name_zh"`
	NameEN  string `json:"name_en"`
	Formula string `json:"formula"`
	N       int    `json:"n,omitempty" doc:"Number of classes a mix is measured against."`
	From    string `json:"from,omitempty"`

	amount Amount // spread over land; amounts for a measure of the mix
	per    float64
}

var cellMeasures = []CellMeasure{
	{ID: "far_gross", Unit: "1", NameZH: "毛容积率", NameEN: "floor area ratio, gross", Formula: "floor area in the cell ÷ cell in the study area", amount: FloorArea, per: 1},
	{ID: "building_coverage", Unit: "1", NameZH: "建筑密度", NameEN: "building coverage", Formula: "building footprint in the cell ÷ cell in the study area", amount: Footprint, per: 1},
	{ID: "green_ratio", Unit: "1", NameZH: "绿地率", NameEN: "green ratio", Formula: "green land in the cell ÷ cell in the study area", amount: Green, per: 1},
	{ID: "population_density", Unit: "people/km2", NameZH: "人口密度", NameEN: "population density", Formula: "people in the cell ÷ cell in the study area", amount: Population, per: km2},
	{ID: "jobs_density", Unit: "jobs/km2", NameZH: "就业密度", NameEN: "job density", Formula: "jobs in the cell ÷ cell in the study area", amount: Jobs, per: km2},
	{ID: "output_density", Unit: "yuan/km2/year", NameZH: "产出强度", NameEN: "output density", Formula: "output in the cell ÷ cell in the study area", amount: Output, per: km2},
	{ID: "mix_entropy", Unit: "1", NameZH: "用地混合熵", NameEN: "land-use entropy", Formula: "−Σ p ln p ÷ ln n over first-level classes in the cell", amount: amounts},
}

// mixID is the measure that is no amount over land.
const mixID = "mix_entropy"

// Density is land seen in cells.
type Density struct {
	Shape    CellShape     `json:"cells"`
	SizeM    float64       `json:"size_m"`
	AreaM2   float64       `json:"area_m2"`
	Scheme   string        `json:"scheme"`
	Measures []CellMeasure `json:"measures"`
	Cells    []Cell        `json:"cells_list"`
}

// Cell is one cell of a density map.
type Cell struct {
	ID     string           // column and row, stable for a study area and size
	Shape  orb.MultiPolygon // WGS 84, clipped to the study area
	Center orb.Point        // WGS 84, of the whole cell
	AreaM2 float64          // of the part in the study area
	// Values stand in the order of Density.Measures: amount ÷ AreaM2. NaN where
	// there is nothing to measure, as the mix of a cell without classes.
	Values []float64
	// Dominant is the first-level class with the most land in the cell, and
	// DominantShare its part of the cell; empty without classes.
	Dominant      string
	DominantShare float64
}

// gridCell is a cell at work.
type gridCell struct {
	id     cellID
	ring   []orb.Point
	box    orb.Bound
	whole  bool // wholly in the study area
	areaM2 float64
	sums   [amounts]float64
	mix    []float64 // m² by place among the first-level classes
	shape  orb.MultiPolygon
}

// Density returns the density of the study area in cells clipped to it. What a
// parcel states is spread evenly over its land, so cells add up to the whole.
//
// The error is [ErrCells], a [*CellsError], [ErrMeasure] or the context's.
func (l *Land) Density(ctx context.Context, opt DensityOptions) (*Density, error) {
	if opt.Shape == "" {
		opt.Shape = Square
	}
	if opt.SizeM == 0 {
		opt.SizeM = 250
	}
	if opt.Most == 0 {
		opt.Most = 50_000
	}
	wanted, err := l.cellMeasures(opt.Measures)
	if err != nil {
		return nil, err
	}
	cells, index, err := l.cells(ctx, opt)
	if err != nil {
		return nil, err
	}
	needs := needsOf(wanted)
	top := l.topClasses()
	err = parallel(ctx, len(cells), cellChunk, func(s *slabs, from, to int) {
		var c clipper
		for i := from; i < to; i++ {
			l.fill(&cells[i], s, &c, needs, top)
		}
	})
	if err != nil {
		return nil, err
	}
	l.fillPoints(cells, index, opt, needs)
	l.outlines(cells)
	d := &Density{Shape: opt.Shape, SizeM: opt.SizeM, AreaM2: l.region.areaM2, Scheme: l.classes.scheme, Measures: wanted, Cells: make([]Cell, len(cells))}
	err = parallel(ctx, len(cells), cellChunk, func(_ *slabs, from, to int) {
		for i := from; i < to; i++ {
			d.Cells[i] = l.finish(&cells[i], wanted, top)
		}
	})
	return d, err
}

// cellMeasures returns the measures asked for, or all that have a source.
func (l *Land) cellMeasures(ids []string) ([]CellMeasure, error) {
	var out []CellMeasure
	for _, m := range cellMeasures {
		if m.amount == amounts {
			m.N = l.mixN(len(l.topClasses()))
		} else if f := l.fields[m.amount]; f != nil && f.from != fromArea {
			m.From = f.from
		} else if !slices.Contains(ids, m.ID) {
			continue
		}
		if len(ids) == 0 || slices.Contains(ids, m.ID) {
			out = append(out, m)
		}
	}
	for _, id := range ids {
		if !slices.ContainsFunc(cellMeasures, func(m CellMeasure) bool { return m.ID == id }) {
			var known []string
			for _, m := range cellMeasures {
				known = append(known, m.ID)
			}
			return nil, fmt.Errorf("%w: %q is none of %s", ErrMeasure, id, strings.Join(known, ", "))
		}
	}
	return out, nil
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
	var sum total
	s.sweep(2, func(inside []int32, a float64) {
		if len(inside) == 2 {
			sum.add(a)
		}
	})
	c.areaM2 = sum.value()
}

// needs says what cells are to be filled with.
type needs struct {
	amount [amounts]bool
	mix    bool
}

func needsOf(wanted []CellMeasure) needs {
	var n needs
	for _, m := range wanted {
		if m.amount == amounts {
			n.mix = true
		} else {
			n.amount[m.amount] = true
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
			if f != nil && f.ground == g && need.amount[a] {
				use = append(use, f)
			}
		}
		mix := g == l.parcels // also for the dominant class
		if len(use) == 0 && !mix {
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
			if mix {
				l.addMixOf(c, i, part, s, top)
			}
		})
	}
}

// part returns the area of a plot inside a cell and the study area, in m².
func (l *Land) part(g *ground, i int32, c *gridCell, s *slabs, clip *clipper, inside float64) float64 {
	switch {
	case holds(c.ring, g.boxes[i]):
		return inside
	case c.whole || inside == g.areas[i]:
		return clip.clippedArea(g, i, c.ring)
	}
	s.reset(intersection(g.boxes[i], c.box))
	l.region.addTo(s, ownerRegion)
	s.ring(ownerCell, c.ring)
	g.addTo(s, ownerPlot, i)
	var sum total
	s.sweep(3, func(held []int32, a float64) {
		if len(held) == 3 {
			sum.add(a)
		}
	})
	return sum.value()
}

// addMixOf adds a parcel's land in a cell to its first-level class, its equal
// part where classes contest the land.
func (l *Land) addMixOf(c *gridCell, i int32, part float64, s *slabs, top []int32) {
	class := l.classes.classOf(i, 0)
	if class == unclassified {
		return
	}
	at := slices.Index(top, class)
	overlapping := l.parcels.overlapping(i)
	if len(overlapping) == 0 {
		c.mix[at] += part
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
	})
}

// fillPoints adds amounts at points to the cells they stand in.
func (l *Land) fillPoints(cells []gridCell, index map[cellID]int32, opt DensityOptions, need needs) {
	g, _ := newGrid(opt.Shape, opt.SizeM) // made before
	for a, f := range l.fields {
		if f == nil || !need.amount[a] {
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

// finish turns a cell at work into one to give away.
func (l *Land) finish(c *gridCell, wanted []CellMeasure, top []int32) Cell {
	out := Cell{ID: fmt.Sprintf("%d,%d", c.id.q, c.id.r), AreaM2: c.areaM2, Values: make([]float64, len(wanted)),
		Shape: l.plane.MultiPolygonToWGS84(c.shape, edgeToleranceM), Center: l.plane.ToWGS84(c.box.Center())}
	best := 0.0
	for k, m2 := range c.mix {
		if m2 > best {
			best, out.Dominant, out.DominantShare = m2, l.classes.classes[top[k]].Code, m2/c.areaM2
		}
	}
	for k, m := range wanted {
		switch {
		case m.ID != mixID && m.From == "", m.ID == mixID && best == 0:
			out.Values[k] = math.NaN()
		case m.ID == mixID:
			out.Values[k] = Entropy(c.mix, l.mixN(len(top)))
		default:
			out.Values[k] = c.sums[m.amount] / c.areaM2 * m.per
		}
	}
	return out
}

// mixN returns the number of classes a mix is measured against: the
// first-level classes of the scheme, or those present where it has no table.
func (l *Land) mixN(present int) int {
	if l.classes.table != nil {
		return len(l.classes.table.Level(1))
	}
	return present
}
