package coverage

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"catchment/geo/arcs"
)

// gapPieces returns the unserved pieces of each part.
//
// Where demand is spread over parcels, what is unserved in each has been
// counted, and a piece stands for it without a shape until one is needed; only
// a parcel wider than cutWiderM, which clusters may have to cut, gets its
// shape at once. Other parts are swept with the facilities that can reach them.
func (s *Study) gapPieces(ctx context.Context, u *setup, parts []part, cutWiderM float64) ([][]piece, error) {
	counted, err := u.counted(ctx)
	if err != nil {
		return nil, err
	}
	bounds := make([]orb.Bound, len(u.reaches))
	if len(counted) == 0 {
		for i, r := range u.reaches {
			bounds[i] = reachBound(r)
		}
	}
	pieces := make([][]piece, len(parts))
	errs := make([]error, len(parts))
	one := func(i int) {
		p := &parts[i]
		var near []int
		if len(counted) > 0 {
			c := &counted[i]
			unserved := c.AreaM2
			if len(c.Depth) > 0 {
				unserved = c.Depth[0]
			}
			if unserved <= 0 {
				return
			}
			for _, share := range c.Shares {
				near = append(near, share.Facility)
			}
			if max(p.bound.Max[0]-p.bound.Min[0], p.bound.Max[1]-p.bound.Min[1]) <= cutWiderM {
				pieces[i] = []piece{{bound: p.bound, exactM2: unserved, perM2: p.perM2, amount: unserved * p.perM2, of: p, near: near}}
				return
			}
		} else {
			for j, b := range bounds {
				if b.Intersects(p.bound) {
					near = append(near, j)
				}
			}
		}
		pieces[i], errs[i] = u.gapOf(ctx, p, near)
	}
	if err := eachIndex(ctx, len(parts), one); err != nil {
		return nil, err
	}
	return pieces, errors.Join(errs...)
}

// shaped replaces every piece that has no shape yet by the pieces it stands
// for.
func (u *setup) shaped(ctx context.Context, pieces []piece) ([]piece, error) {
	var out []piece
	for _, p := range pieces {
		if p.shape != nil {
			out = append(out, p)
			continue
		}
		parts, err := u.gapOf(ctx, p.of, p.near)
		if err != nil {
			return nil, err
		}
		out = append(out, parts...)
	}
	return out, nil
}

// reachBound returns the box around a reach; a reach without primitives gives
// a box that meets nothing.
func reachBound(r arcs.Reach) orb.Bound {
	b := orb.Bound{Min: orb.Point{math.Inf(1), math.Inf(1)}, Max: orb.Point{math.Inf(-1), math.Inf(-1)}}
	for _, p := range r {
		one := p.Bound()
		b.Min = orb.Point{min(b.Min[0], one.Min[0]), min(b.Min[1], one.Min[1])}
		b.Max = orb.Point{max(b.Max[0], one.Max[0]), max(b.Max[1], one.Max[1])}
	}
	return b
}

// gapOf returns the unserved pieces of one part that the facilities near, and
// no others, can reach.
func (u *setup) gapOf(ctx context.Context, p *part, near []int) ([]piece, error) {
	if len(near) == 0 {
		pieces := make([]piece, len(p.region))
		for i, poly := range p.region {
			pieces[i] = newPiece(wound(poly), polygonArea(poly), p.perM2)
		}
		return pieces, nil
	}
	reaches := make([]arcs.Reach, len(near))
	for i, f := range near {
		reaches[i] = u.reaches[f]
	}
	swept, err := arcs.Sweep(ctx, p.region, reaches, arcs.Options{Contours: true})
	if err != nil {
		return nil, fmt.Errorf("gaps of %s: %w", u.Service, err)
	}
	return piecesOf(swept.Gap, p.perM2), nil
}

// wound returns the polygon with its shell counter-clockwise and its holes
// clockwise.
func wound(p orb.Polygon) orb.Polygon {
	out := make(orb.Polygon, len(p))
	for i, ring := range p {
		out[i] = ring
		if (ringArea(ring) > 0) != (i == 0) {
			out[i] = slices.Clone(ring)
			slices.Reverse(out[i])
		}
	}
	return out
}

func piecesOf(gap []arcs.Contour, perM2 float64) []piece {
	pieces := make([]piece, 0, len(gap))
	for _, c := range gap {
		if poly := c.Polygon(pieceToleranceM); len(poly) > 0 {
			pieces = append(pieces, newPiece(poly, c.AreaM2(), perM2))
		}
	}
	return pieces
}

func newPiece(poly orb.Polygon, exactM2, perM2 float64) piece {
	ready := newShape(poly)
	return piece{poly: poly, shape: ready, bound: ready.bound, exactM2: exactM2, perM2: perM2, amount: exactM2 * perM2}
}

// part is land of one district where demand is spread evenly.
type part struct {
	district district
	region   arcs.Region
	bound    orb.Bound
	perM2    float64
}

func newPart(in district, region arcs.Region, perM2 float64) part {
	return part{in, region, region.Bound(), perM2}
}

// parts returns the land where a gap can lie, by district. It is found once for
// a demand and kept.
func (s *Study) parts(ctx context.Context, d *demand) ([]part, error) {
	d.partsOnce.Do(func() { d.parts, d.partsErr = s.findParts(context.WithoutCancel(ctx), d) })
	return d.parts, d.partsErr
}

// findParts cuts along the districts the demanded land, or for people at points
// all land. A parcel that demand is spread over stays whole, in the district
// that the middle of its land lies in.
func (s *Study) findParts(ctx context.Context, d *demand) ([]part, error) {
	districts, err := s.splitByDistrict(ctx)
	if err != nil {
		return nil, err
	}
	if len(districts) == 0 {
		districts = []district{{Region: s.region}}
	}
	var out []part
	for _, p := range d.spread() {
		out = append(out, newPart(districtOf(districts, p.region), p.region, p.perM2))
	}
	if len(out) > 0 {
		return out, nil
	}
	for _, in := range districts {
		region, perM2 := in.Region, 0.0
		if d.isLand {
			perM2 = 1
		}
		if d.isLand && !d.isAll && len(districts) > 1 {
			if region, _, err = cut(ctx, d.land, in.Region); err != nil {
				return nil, err
			}
		} else if d.isLand && !d.isAll {
			region = d.land
		}
		if len(region) > 0 {
			out = append(out, newPart(in, region, perM2))
		}
	}
	return out, nil
}

// districtOf returns the district that holds the middle of the largest polygon
// of a region.
func districtOf(districts []district, region arcs.Region) district {
	largest := slices.MaxFunc(region, func(a, b orb.Polygon) int { return cmp.Compare(polygonArea(a), polygonArea(b)) })
	middle, _ := planar.CentroidArea(largest)
	for _, d := range districts {
		if d.Region.Bound().Contains(middle) && planar.MultiPolygonContains(d.Region, middle) {
			return d
		}
	}
	return districts[len(districts)-1]
}
