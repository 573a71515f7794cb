package scorecard

import (
	"context"

	"github.com/paulmach/orb"

	"catchment/coverage"
	"catchment/geo/arcs"
	"catchment/geo/plane"
)

// leastShare is the part of a district that must lie in the study area for it
// to be scored; less is where borders were drawn twice.
const leastShare = 1e-3

// drawToleranceM is how far a drawn side may lie from its arc.
const drawToleranceM = 0.01

// District is a district, cut to a study area and prepared as one itself.
type District struct {
	Place
	Study *coverage.Study
}

// Districts returns the districts of a study area, each cut to it, in the order
// of their layers. A study area that is a district has none. The error is the
// context's.
func Districts(ctx context.Context, study *coverage.Study) ([]District, error) {
	grounds, err := districtsOf(ctx, study)
	out := make([]District, len(grounds))
	for i, g := range grounds {
		out[i] = District{g.place, g.study}
	}
	return out, err
}

// districtsOf returns the districts of a study area, each cut to it, in the
// order of their layers. A study area that is a district has none.
func districtsOf(ctx context.Context, study *coverage.Study) ([]*ground, error) {
	if study.Area.Kind == coverage.KindDistrict {
		return nil, nil
	}
	p := plane.At(plane.CenterOf(study.Area.Shape))
	region, err := dissolved(ctx, p, study.Area.Shape, 0)
	if err != nil {
		return nil, err
	}
	var out []*ground
	for _, a := range coverage.Areas(study.Dataset()) {
		if a.Kind != coverage.KindDistrict || a.ID == a.Layer && !single(study, a) || !a.Shape.Bound().Intersects(study.Area.Shape.Bound()) {
			continue
		}
		ref, err := cutTo(ctx, p, region, a)
		if err != nil {
			return nil, err
		}
		if ref == nil {
			continue
		}
		g, err := newGround(ctx, study.Dataset(), *ref)
		if err != nil {
			return nil, err
		}
		g.place.ID, g.place.Name, g.place.NameEN = a.ID, a.Name, a.NameEN
		out = append(out, g)
	}
	return out, nil
}

// single tells whether a layer of districts holds one only, which then stands
// for the layer.
func single(study *coverage.Study, a coverage.Area) bool {
	l, ok := study.Dataset().Layer(a.Layer)
	return ok && l.Len() == 1
}

// cutTo returns the part of an area in region: the area itself where all of it
// is, nil where next to nothing is.
func cutTo(ctx context.Context, p *plane.Plane, region arcs.Region, a coverage.Area) (*coverage.AreaRef, error) {
	shape, err := dissolved(ctx, p, a.Shape, 0)
	if err != nil {
		return nil, err
	}
	reach := make(arcs.Reach, len(region))
	for i, poly := range region {
		reach[i] = arcs.Grown{Polygon: poly}
	}
	swept, err := arcs.Sweep(ctx, shape, []arcs.Reach{reach}, arcs.Options{Covered: true})
	if err != nil {
		return nil, err
	}
	part := swept.Reach[0] / swept.AreaM2
	switch {
	case part < leastShare:
		return nil, nil
	case part > 1-1e-4:
		return &coverage.AreaRef{ID: a.ID}, nil
	}
	var cut orb.MultiPolygon
	for _, c := range swept.Covered {
		if poly := c.Polygon(drawToleranceM); len(poly) > 0 {
			cut = append(cut, poly)
		}
	}
	return &coverage.AreaRef{Drawn: p.MultiPolygonToWGS84(cut, edgeToleranceM)}, nil
}

// dissolved returns the union of polygons that may overlap, widened by
// aroundM, in the plane.
func dissolved(ctx context.Context, p *plane.Plane, shape orb.MultiPolygon, aroundM float64) (arcs.Region, error) {
	flat := p.MultiPolygon(shape, edgeToleranceM)
	if len(flat) <= 1 && aroundM == 0 {
		return flat, nil
	}
	frame := arcs.Region{flat.Bound().Pad(aroundM + 1).ToPolygon()}
	reaches := make([]arcs.Reach, len(flat))
	for i, poly := range flat {
		reaches[i] = arcs.Reach{arcs.Grown{Polygon: poly, RadiusM: aroundM}}
	}
	swept, err := arcs.Sweep(ctx, frame, reaches, arcs.Options{Covered: true})
	if err != nil {
		return nil, err
	}
	var out arcs.Region
	for _, c := range swept.Covered {
		if poly := c.Polygon(drawToleranceM); len(poly) > 0 {
			out = append(out, poly)
		}
	}
	return out, nil
}
