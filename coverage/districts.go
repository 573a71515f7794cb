package coverage

import (
	"cmp"
	"context"
	"slices"

	"github.com/paulmach/orb"

	"catchment/geo/arcs"
)

// district is a part of the study area for which gaps are listed apart.
type district struct {
	ID, Name, NameEN string
	Region           arcs.Region
}

// splitByDistrict returns the study area cut along the dataset's districts,
// smaller districts first so that a municipality wins over the region around
// it; land in no district makes a last part without a name. It is nil where
// the dataset has no districts inside the area.
func (s *Study) splitByDistrict(ctx context.Context) ([]district, error) {
	return s.districts.Get(ctx, struct{}{}, func(ctx context.Context) ([]district, error) {
		var found []Area
		bound := s.Area.Shape.Bound()
		for _, a := range Areas(s.dataset) {
			if a.Kind == KindDistrict && a.ID != a.Layer && a.ID != s.Area.ID && a.Shape.Bound().Intersects(bound) {
				found = append(found, a)
			}
		}
		return s.partition(ctx, found)
	})
}

// candidate is a district that may have land in the study area.
type candidate struct {
	Area
	shape orb.MultiPolygon // plane metres
	bound orb.Bound        // of shape
	m2    float64
	near  arcs.Region // the study area, as far as it lies near
}

// partition cuts the study area along districts. Each is cut out of what of the
// area lies near it, less what smaller ones that touch it have taken, so that
// neither a long outline nor very many districts are swept time and again.
//
//  1. Bring the districts to the plane, the smallest first.
//  2. Find for each the study area near it.
//  3. Cut each out.
//  4. What none has taken is left.
func (s *Study) partition(ctx context.Context, found []Area) ([]district, error) {
	list := make([]*candidate, len(found))
	for i, a := range found {
		c := &candidate{Area: a, shape: s.plane.MultiPolygon(a.Shape, edgeToleranceM)}
		c.bound = c.shape.Bound()
		for _, p := range c.shape {
			c.m2 += polygonArea(p)
		}
		list[i] = c
	}
	slices.SortStableFunc(list, func(a, b *candidate) int { return cmp.Compare(a.m2, b.m2) })
	share(woundRegion(s.region), slices.Clone(list))
	var parts []district
	var taken orb.MultiPolygon
	var kept []*candidate
	for _, c := range list {
		inside, _, err := cut(ctx, c.near, c.shape)
		if err != nil {
			return nil, err
		}
		var smaller orb.MultiPolygon
		for _, k := range kept {
			if k.bound.Intersects(c.bound) {
				smaller = append(smaller, k.shape...)
			}
		}
		if len(inside) > 0 && len(smaller) > 0 {
			if _, inside, err = cut(ctx, inside, smaller); err != nil {
				return nil, err
			}
		}
		if len(inside) == 0 || regionArea(inside) < 1e-6*c.m2 {
			continue
		}
		parts, kept = append(parts, district{c.ID, c.Name, c.NameEN, inside}), append(kept, c)
		taken = append(taken, c.shape...)
	}
	if len(parts) == 0 {
		return nil, nil
	}
	_, left, err := cut(ctx, s.region, taken)
	if err == nil && regionArea(left) > 1 {
		parts = append(parts, district{Region: left})
	}
	return parts, err
}

// share gives each of the districts what of region lies near it: region is
// clipped to their box and to those of the halves of them, and so on.
func share(region arcs.Region, of []*candidate) {
	if len(of) == 0 {
		return
	}
	around := of[0].bound
	for _, c := range of[1:] {
		around = around.Union(c.bound)
	}
	region = clipToBox(region, around.Pad(clearM))
	if len(of) == 1 {
		of[0].near = region
		return
	}
	axis := 0
	if around.Max[1]-around.Min[1] > around.Max[0]-around.Min[0] {
		axis = 1
	}
	slices.SortStableFunc(of, func(a, b *candidate) int {
		return cmp.Compare(a.bound.Center()[axis], b.bound.Center()[axis])
	})
	share(region, of[:len(of)/2])
	share(region, of[len(of)/2:])
}

// clearM is how far beyond a district the land that it is cut out of reaches.
const clearM = 1

// clipToBox returns what of a region lies in a box. Its rings run as
// [woundRegion] returns them.
func clipToBox(region arcs.Region, b orb.Bound) arcs.Region {
	for axis := range 2 {
		region = clipAcross(region, axis, b.Min[axis], false)
		region = clipAcross(region, axis, b.Max[axis], true)
	}
	return region
}

// clipAcross returns the part of a region on one side of a line across an axis:
// where the coordinate is below at, or above it.
func clipAcross(region arcs.Region, axis int, at float64, below bool) arcs.Region {
	var kept arcs.Region
	for _, p := range region {
		b := ringBound(p[0])
		switch low, high := b.Max[axis] < at, b.Min[axis] > at; {
		case low && below, high && !below:
			kept = append(kept, p)
		case !low && !high:
			under, over := cutAcross(p, axis, at)
			if below {
				kept = append(kept, under...)
			} else {
				kept = append(kept, over...)
			}
		}
	}
	return kept
}

// woundRegion returns a region with shells counter-clockwise and holes
// clockwise.
func woundRegion(region arcs.Region) arcs.Region {
	out := make(arcs.Region, len(region))
	for i, p := range region {
		out[i] = wound(p)
	}
	return out
}
