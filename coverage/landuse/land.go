package landuse

import (
	"context"
	"errors"
	"fmt"

	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/geo/plane"
)

// ErrNoArea is returned for a study area without any area.
var ErrNoArea = errors.New("study area is empty")

// Sources says what land is measured, and from what.
type Sources struct {
	// Area is the study area in WGS 84 degrees, past the gate. Its polygons may
	// overlap.
	Area orb.MultiPolygon

	Parcels   []*data.Layer // land-use polygons
	People    []*data.Layer // population and jobs, at points or over polygons
	Buildings []*data.Layer // building polygons
	Roads     []*data.Layer // road lines

	// Stated, when not nil, is what the study area's own feature says: amounts
	// that nothing inside it says are taken from there for the whole.
	Stated *data.Facts

	// Keep says which features count, such as those that stand in a year; nil
	// counts all.
	Keep func(data.Facts) bool

	// Scheme is the land-use scheme to answer in; empty takes the one that
	// most parcels state. With "OSM" classes are raw tags ("landuse=forest").
	Scheme string
	// Mapping gives codes of Scheme for stated classes and goes before every
	// other rule; an empty code takes the class away.
	Mapping map[data.Class]string
}

// Land is the land of one study area, ready to be measured. It does not change
// and may be used by several goroutines at once.
type Land struct {
	plane   *plane.Plane
	region  *region
	shape   orb.MultiPolygon // the study area in the plane
	parcels *ground
	classes *classing
	tallies *tallies

	buildings     *ground // nil when there are none
	buildingTally *tallies
	blocks        *ground // nil when there are none
	blockTally    *tallies

	fields   [amounts]*field // nil where no source says the amount
	homes    *field          // population of polygons, also where points give it; or nil
	roads    *Roads          // nil when there are none
	hasRoads bool
	streets  [][2]orb.Point // pieces of the roads that count, as far as they touch the study area
	faults   faults
}

// NewLand takes the sources of one study area to its plane. An amount comes
// from one kind of source only, so nothing is counted twice: people and jobs
// from the points and census polygons of population layers, else from parcels;
// floor area and footprint from parcels, else from buildings; what none of them says from the
// study area's own feature. A parcel that states no floor area, footprint or
// green land counts by its FAR, building coverage or green ratio; where no
// parcel states an amount these stand behind buildings.
//
// The cost is that of projecting every corner and comparing neighbours: about
// a second for a million parcels on two processors. The error is [ErrNoArea]
// or the context's.
func NewLand(ctx context.Context, src Sources) (*Land, error) {
	l := &Land{plane: plane.At(plane.CenterOf(src.Area))}
	l.shape = l.plane.MultiPolygon(src.Area, edgeToleranceM)
	l.region = newRegion(l.shape)
	if !(l.region.areaM2 > 0) {
		return nil, ErrNoArea
	}
	l.faults.unread(src)
	if err := l.takeParcels(ctx, src); err != nil {
		return nil, fmt.Errorf("land-use parcels: %w", err)
	}
	if err := l.takePeople(ctx, src); err != nil {
		return nil, fmt.Errorf("population: %w", err)
	}
	if err := l.takeBuildings(ctx, src); err != nil {
		return nil, fmt.Errorf("buildings: %w", err)
	}
	l.takeRoads(src)
	l.takeStated(src)
	return l, ctx.Err()
}

func (l *Land) takeParcels(ctx context.Context, src Sources) (err error) {
	if l.parcels, err = project(ctx, l.plane, src.Parcels, src.Keep); err != nil {
		return err
	}
	related := make(chan error, 1)
	go func() { related <- l.parcels.relate(ctx) }() // while this goes through what the parcels say
	l.classes = classify(l.parcels, src.Scheme, src.Mapping, &l.faults)
	l.fields = plotFields(l.parcels, []Amount{FloorArea, Footprint, Green, Population, Jobs, Output, Invested}, fromParcels, byBuildings(src), &l.faults)
	l.greenByClass()
	l.homes = l.fields[Population]
	if err := <-related; err != nil {
		return err
	}
	l.tallies, err = l.parcels.measure(ctx, l.region, l.classes)
	return err
}

func (l *Land) takePeople(ctx context.Context, src Sources) (err error) {
	if len(src.People) == 0 {
		return nil
	}
	if l.blocks, err = newGround(ctx, l.plane, src.People, src.Keep); err != nil {
		return err
	}
	carried := []Amount{Population, Jobs, Output, Invested}
	blocks := plotFields(l.blocks, carried, fromBlocks, func(Amount) bool { return false }, &l.faults)
	if blocks[Population] != nil {
		l.homes = blocks[Population]
	}
	for _, a := range carried {
		points := pointField(l.plane, src.People, a, src.Keep)
		switch {
		case points != nil && blocks[a] != nil:
			l.fields[a] = blocks[a].beside(points)
		case points != nil:
			points.leftOut = l.faults.unreadOf(src.People, a)
			l.fields[a] = points
		case blocks[a] != nil:
			l.fields[a] = blocks[a]
		}
	}
	l.blockTally, err = l.blocks.measure(ctx, l.region, classify(l.blocks, "", nil, &faults{}))
	return err
}

// takeStated takes the amounts that only the study area itself states.
func (l *Land) takeStated(src Sources) {
	if src.Stated == nil {
		return
	}
	for a := range amounts {
		if v := a.of(*src.Stated); l.fields[a] == nil && usable(v) {
			l.fields[a] = &field{amount: a, from: fromArea, whole: v, stated: 1}
		}
	}
}

// insideOf returns the area of each plot of g in the study area.
func (l *Land) insideOf(g *ground) []float64 {
	switch {
	case g == nil:
		return nil
	case g == l.parcels:
		return l.tallies.inside
	case g == l.buildings:
		return l.buildingTally.inside
	}
	return l.blockTally.inside
}

// amount returns how much of an amount lies in the study area, and false when
// no source says it.
func (l *Land) amount(a Amount) (float64, bool) {
	f := l.fields[a]
	if f == nil {
		return 0, false
	}
	return f.total(l.region, l.insideOf(f.ground)), true
}
