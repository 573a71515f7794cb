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
	// KernelM, when above 0, smooths amounts over this radius in metres and
	// keeps their total; the mix of uses stays as it is. At most 40 cells.
	KernelM float64
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

	Note string `json:"note,omitempty" doc:"Why cells have no values."`

	amount Amount // the sum that is divided; noAmount for the mix
	over   Amount // the sum it is divided by; theCell for the land of the cell
	per    float64
}

// What a cell adds up beside the amounts of land.
const (
	streetLength = amounts + iota // of the centre lines of streets, m
	floorLand                     // of the parcels that state a floor area above 0, m²
	footLand                      // of those that state a footprint above 0, m²
	housing                       // residential land, each spot once, m²
	work                          // land of work, each spot once, m²
	homesPeople                   // people of the polygons that state them
	homesDensity                  // Σ of these people times people a m² where they live
	otherLand                     // of no set; not read
	cellSums                      // how many sums there are
	noAmount
	theCell
)

// setSums are the sums of the sets of land.
var setSums = [...]Amount{noSet: otherLand, homesLand: housing, workLand: work}

var cellMeasures = []CellMeasure{
	{ID: "far_gross", Unit: "1", NameZH: "毛容积率", NameEN: "floor area ratio, gross", Formula: "floor area in the cell ÷ cell in the study area", amount: FloorArea, over: theCell, per: 1},
	{ID: "building_coverage", Unit: "1", NameZH: "建筑密度", NameEN: "building coverage", Formula: "building footprint in the cell ÷ cell in the study area", amount: Footprint, over: theCell, per: 1},
	{ID: "green_ratio", Unit: "1", NameZH: "绿地率", NameEN: "green ratio", Formula: "green land in the cell ÷ cell in the study area", amount: Green, over: theCell, per: 1},
	{ID: "population_density", Unit: "people/km2", NameZH: "人口密度", NameEN: "population density", Formula: "people in the cell ÷ cell in the study area", amount: Population, over: theCell, per: km2},
	{ID: "jobs_density", Unit: "jobs/km2", NameZH: "就业密度", NameEN: "job density", Formula: "jobs in the cell ÷ cell in the study area", amount: Jobs, over: theCell, per: km2},
	{ID: "output_density", Unit: "yuan/km2/year", NameZH: "产出强度", NameEN: "output density", Formula: "output in the cell ÷ cell in the study area", amount: Output, over: theCell, per: km2},
	{ID: "investment_density", Unit: "yuan/km2", NameZH: "投资强度", NameEN: "investment density", Formula: "investment in the cell ÷ cell in the study area", amount: Invested, over: theCell, per: km2},
	{ID: "floor_area_density", Unit: "m2/km2", NameZH: "建筑面积密度", NameEN: "floor area density", Formula: "floor area in the cell ÷ cell in the study area", amount: FloorArea, over: theCell, per: km2},
	{ID: roadID, Unit: "km/km2", NameZH: "路网密度", NameEN: "road density", Formula: "length of the centre lines of streets in the cell ÷ cell in the study area; a street along a side counts for one of the two cells", amount: streetLength, over: theCell, per: km2 / 1000},
	{ID: farNetID, Unit: "1", NameZH: "净容积率", NameEN: "floor area ratio, net", Formula: "floor area in the cell ÷ parcels in it that state a floor area above 0", amount: FloorArea, over: floorLand, per: 1},
	{ID: coverNetID, Unit: "1", NameZH: "净建筑密度", NameEN: "building coverage, net", Formula: "building footprint in the cell ÷ parcels in it that state a footprint above 0", amount: Footprint, over: footLand, per: 1},
	{ID: peopleNetID, Unit: "people/km2", NameZH: "居住用地人口密度", NameEN: "population density, net", Formula: "people in the cell ÷ residential land in the cell", amount: Population, over: housing, per: km2},
	{ID: jobsNetID, Unit: "jobs/km2", NameZH: "净就业密度", NameEN: "job density, net", Formula: "jobs in the cell ÷ land of public services, business, industry and storage in the cell", amount: Jobs, over: work, per: km2},
	{ID: weightedID, Unit: "people/km2", NameZH: "人口加权密度", NameEN: "population-weighted density", Formula: "Σ p·d ÷ Σ p over the parts in the cell of the polygons that state people, p = people of the part, d = people of the polygon ÷ its area", amount: homesDensity, over: homesPeople, per: km2},
	{ID: jobsHousingID, Unit: "jobs/person", NameZH: "职住比", NameEN: "jobs-housing ratio", Formula: "jobs in the cell ÷ residents in the cell; not defined where nobody lives", amount: Jobs, over: Population, per: 1},
	{ID: mixID, Unit: "1", NameZH: "用地混合熵", NameEN: "land-use entropy", Formula: "−Σ p ln p ÷ ln n over first-level classes in the cell", amount: noAmount},
	{ID: hhiID, Unit: "1", NameZH: "用地集中度（HHI）", NameEN: "land-use concentration (HHI)", Formula: "Σ p² over first-level classes in the cell", amount: noAmount},
}

// The measures that are more than an amount over the land of a cell.
const (
	farNetID      = "far_net"
	coverNetID    = "building_coverage_net"
	peopleNetID   = "population_density_net"
	jobsNetID     = "jobs_density_net"
	weightedID    = "population_density_weighted"
	roadID        = "road_density"
	jobsHousingID = "jobs_housing_ratio"
	mixID         = "mix_entropy"
	hhiID         = "mix_hhi"
)

// Density is land seen in cells.
type Density struct {
	Shape    CellShape     `json:"cells"`
	SizeM    float64       `json:"size_m"`
	KernelM  float64       `json:"kernel_m,omitempty"`
	AreaM2   float64       `json:"area_m2"`
	Scheme   string        `json:"scheme"`
	Measures []CellMeasure `json:"measures"`
	Cells    []Cell        `json:"-"`
}

// Cell is one cell of a density map.
type Cell struct {
	ID     string           // column and row, stable for a study area and size
	Shape  orb.MultiPolygon // WGS 84, clipped to the study area
	Center orb.Point        // WGS 84, of the whole cell
	AreaM2 float64          // of the part in the study area
	// Values stand in the order of Density.Measures. NaN where there is nothing
	// to measure, as the mix of a cell without classes.
	Values []float64
	// Of is what each value is divided by: AreaM2, or for net figures land in m²
	// or people. Values times Of add up over cells to those of the whole.
	Of []float64
	// Dominant is the first-level class with the most land in the cell, and
	// DominantShare its part of the cell; empty without classes.
	Dominant      string
	DominantShare float64
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
	if !(opt.KernelM >= 0 && opt.KernelM <= mostKernelCells*opt.SizeM) {
		return nil, fmt.Errorf("%w: kernel radius %v m with cells of %v m; it is 0 to %d cells", ErrCells, opt.KernelM, opt.SizeM, mostKernelCells)
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
	if needs.streets() {
		if err := l.fillStreets(ctx, cells, index, opt); err != nil {
			return nil, err
		}
	}
	if opt.KernelM > 0 {
		if err := smooth(ctx, cells, index, opt); err != nil {
			return nil, err
		}
	}
	l.outlines(cells)
	d := &Density{Shape: opt.Shape, SizeM: opt.SizeM, KernelM: opt.KernelM, AreaM2: l.region.areaM2, Scheme: l.classes.scheme, Measures: wanted, Cells: make([]Cell, len(cells))}
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
		if m.ofMix() {
			m.N = l.mixN(len(l.topClasses()))
		} else if m.From, m.Note = l.cellSource(m); m.From == "" && !slices.Contains(ids, m.ID) {
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

// ofMix tells whether a measure is one of the mix of uses.
func (m CellMeasure) ofMix() bool { return m.ID == mixID || m.ID == hhiID }

// cellSource returns the kind of features that a measure's sums come from;
// none, and a note, where a sum is not placed on the land.
func (l *Land) cellSource(m CellMeasure) (from, note string) {
	if m.over != theCell {
		if from, note = l.placed(m.over); from == "" {
			return "", note
		}
	}
	return l.placed(m.amount)
}

// placed returns the kind of features that place a sum on the land; none, and a
// note, where none does.
func (l *Land) placed(sum Amount) (from, note string) {
	needs := func(yes bool, source, otherwise string) (string, string) {
		if !yes {
			return "", otherwise
		}
		return source, ""
	}
	onParcels := func(a Amount) (string, string) {
		f := l.fields[a]
		return needs(f != nil && f.ground != nil && f.ground == l.parcels, fromParcels, needsParcels)
	}
	sets := setClasses[l.classes.scheme]
	switch sum {
	case streetLength:
		return needs(l.hasRoads, fromRoads, "no road layer")
	case floorLand:
		return onParcels(FloorArea)
	case footLand:
		return onParcels(Footprint)
	case housing:
		return needs(len(sets[homesLand]) > 0, fromParcels, "the land-use scheme has no class of residential land")
	case work:
		return needs(len(sets[workLand]) > 0, fromParcels, "the land-use scheme has no class of land of work")
	case homesPeople, homesDensity:
		if l.homes == nil {
			return "", "no polygons state a population"
		}
		return l.homes.from, ""
	}
	f := l.fields[sum]
	if f == nil || f.from == fromArea {
		return "", fmt.Sprintf("no source places %s on the land", sum)
	}
	return f.from, ""
}

// least is what a sum must exceed to be divided by: land that only touches a
// cell is none.
var least = [theCell + 1]float64{floorLand: touchM2, footLand: touchM2, housing: touchM2, work: touchM2}

// finish turns a cell at work into one to give away.
func (l *Land) finish(c *gridCell, wanted []CellMeasure, top []int32) Cell {
	out := Cell{ID: fmt.Sprintf("%d,%d", c.id.q, c.id.r), AreaM2: c.areaM2, Values: make([]float64, len(wanted)), Of: make([]float64, len(wanted)),
		Shape: l.plane.MultiPolygonToWGS84(c.shape, edgeToleranceM), Center: l.plane.ToWGS84(c.box.Center())}
	best := 0.0
	for k, m2 := range c.mix {
		if m2 > best {
			best, out.Dominant, out.DominantShare = m2, l.classes.classes[top[k]].Code, m2/c.areaM2
		}
	}
	for k, m := range wanted {
		out.Of[k] = c.areaM2
		switch {
		case m.ofMix() && best == 0, !m.ofMix() && m.From == "":
			out.Values[k] = math.NaN()
		case m.ID == mixID:
			out.Values[k] = Entropy(c.mix, l.mixN(len(top)))
		case m.ID == hhiID:
			out.Values[k] = Concentration(c.mix)
		default:
			if m.over != theCell {
				out.Of[k] = c.sums[m.over]
			}
			if out.Values[k] = c.sums[m.amount] / out.Of[k] * m.per; !(out.Of[k] > least[m.over]) {
				out.Values[k] = math.NaN()
			}
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
