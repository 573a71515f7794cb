package coverage

import (
	"context"
	"slices"

	"github.com/paulmach/orb"

	"catchment/geo/arcs"
)

// LandState is what one question does for land.
type LandState string

// The states of land.
const (
	LandCovered   LandState = "covered"
	LandGap       LandState = "gap"
	LandUncounted LandState = "uncounted" // it is not among what must be served
)

// Change says how land of B differs from A.
type Change string

// The ways land may differ.
const (
	ChangeGained Change = "gained"
	ChangeLost   Change = "lost"
	ChangeKept   Change = "kept"
	ChangeOpen   Change = "open"
)

// ChangedLand is all land of a study area with one change from A to B.
type ChangedLand struct {
	Change Change
	A, B   LandState
	Shape  orb.MultiPolygon // WGS 84 degrees, sides within half a metre of the arcs
	AreaM2 float64          // of the shape, in the equal-area plane
}

// CompareLand returns the land that two questions cover differently, and that
// they cover or leave open alike: the demanded land where demand is land, else
// the study area. The shapes do not overlap, but for the half metre of their
// sides. Conditions and errors are those of Compare.
func (s *Study) CompareLand(ctx context.Context, a, b Question) ([]ChangedLand, error) {
	p, err := s.pair(ctx, a, b)
	if err != nil {
		return nil, err
	}
	both, onlyA, onlyB, err := s.landOfBoth(ctx, p)
	if err != nil {
		return nil, err
	}
	d := &landDrawing{ctx: ctx}
	allA, allB := slices.Concat(p.common, p.onlyA), slices.Concat(p.common, p.onlyB)
	keptIn, keptBy := both, p.common
	if len(p.onlyA) > 0 && len(p.onlyB) > 0 {
		keptIn, keptBy = d.covered(both, allA), allB
	}
	for _, land := range []struct {
		change Change
		a, b   LandState
		region arcs.Region
	}{
		{ChangeKept, LandCovered, LandCovered, d.covered(keptIn, keptBy)},
		{ChangeGained, LandGap, LandCovered, d.open(d.covered(both, p.onlyB), allA)},
		{ChangeLost, LandCovered, LandGap, d.open(d.covered(both, p.onlyA), allB)},
		{ChangeOpen, LandGap, LandGap, d.open(both, slices.Concat(allA, p.onlyB))},
		{ChangeLost, LandCovered, LandUncounted, d.covered(onlyA, allA)},
		{ChangeOpen, LandGap, LandUncounted, d.open(onlyA, allA)},
		{ChangeGained, LandUncounted, LandCovered, d.covered(onlyB, allB)},
		{ChangeOpen, LandUncounted, LandGap, d.open(onlyB, allB)},
	} {
		if len(land.region) > 0 {
			d.out = append(d.out, ChangedLand{land.change, land.a, land.b, s.toWGS84(land.region), regionArea(land.region)})
		}
	}
	return d.out, d.err
}

// landOfBoth returns the land that must be served in both questions, and in one
// only.
func (s *Study) landOfBoth(ctx context.Context, p *pair) (both, onlyA, onlyB arcs.Region, err error) {
	switch a, b := p.a.demand, p.b.demand; {
	case p.a.Demand.Kind != DemandLandUse:
		return s.region, nil, nil, nil
	case a == b || a.land.Equal(b.land):
		return a.land, nil, nil, nil
	default:
		return apart(ctx, a.land, b.land)
	}
}

// landDrawing draws land step by step and keeps the first error.
type landDrawing struct {
	ctx context.Context
	err error
	out []ChangedLand
}

// covered returns the part of a region that reaches cover. Its sides are chords
// of their arcs, so that it never goes beyond them.
func (d *landDrawing) covered(region arcs.Region, by []arcs.Reach) arcs.Region {
	return d.draw(region, by, arcs.Options{Covered: true})
}

// open returns the part of a region that no reach covers.
func (d *landDrawing) open(region arcs.Region, by []arcs.Reach) arcs.Region {
	return d.draw(region, by, arcs.Options{Contours: true})
}

func (d *landDrawing) draw(region arcs.Region, by []arcs.Reach, opt arcs.Options) arcs.Region {
	if d.err != nil || len(region) == 0 || len(by) == 0 && opt.Covered {
		return nil
	}
	if len(by) == 0 {
		return region
	}
	swept, err := arcs.Sweep(d.ctx, region, by, opt)
	if err != nil {
		d.err = err
		return nil
	}
	return polygonsOf(append(swept.Gap, swept.Covered...), contourToleranceM)
}
