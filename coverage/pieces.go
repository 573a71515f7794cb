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

// fewParts is up to how many parts each is swept by itself; beyond, they are
// counted together first, and only those served in part are swept.
const fewParts = 64

// gapPieces returns the unserved pieces of each part. Each part is swept with
// the facilities that can reach it alone.
func (s *Study) gapPieces(ctx context.Context, u *setup, parts []part) ([][]piece, error) {
	local, err := reaching(ctx, u, parts)
	if err != nil {
		return nil, fmt.Errorf("gaps of %s in %s: %w", u.Service, s.Area.ID, err)
	}
	pieces := make([][]piece, len(parts))
	errs := make([]error, len(parts))
	err = eachIndex(ctx, len(parts), func(i int) {
		pieces[i], errs[i] = gapOf(ctx, u, &parts[i], local[i])
	})
	return pieces, errors.Join(append(errs, err)...)
}

// candidates are the facilities that can reach a part.
type candidates struct {
	facilities []int
	covered    bool // together they serve all of it
}

// reaching returns which facilities can reach each part.
func reaching(ctx context.Context, u *setup, parts []part) ([]candidates, error) {
	local := make([]candidates, len(parts))
	if len(parts) <= fewParts {
		for j, r := range u.reaches {
			b := reachBound(r)
			for i := range parts {
				if b.Intersects(parts[i].bound) {
					local[i].facilities = append(local[i].facilities, j)
				}
			}
		}
		return local, nil
	}
	regions := make([]arcs.Region, len(parts))
	for i, p := range parts {
		regions[i] = p.region
	}
	counted, err := arcs.SweepEach(ctx, regions, u.reaches, arcs.Options{})
	if err != nil {
		return nil, err
	}
	for i, one := range counted {
		for _, share := range one.Shares {
			local[i].facilities = append(local[i].facilities, share.Facility)
		}
		local[i].covered = len(one.Depth) > 0 && one.Depth[0] <= 0
	}
	return local, nil
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

// gapOf returns the unserved pieces of one part.
func gapOf(ctx context.Context, u *setup, p *part, local candidates) ([]piece, error) {
	if local.covered {
		return nil, nil
	}
	if len(local.facilities) == 0 {
		pieces := make([]piece, len(p.region))
		for i, poly := range p.region {
			pieces[i] = newPiece(wound(poly), polygonArea(poly), p.perM2)
		}
		return pieces, nil
	}
	reaches := make([]arcs.Reach, len(local.facilities))
	for i, f := range local.facilities {
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
	return piece{poly: poly, shape: newShape(poly), exactM2: exactM2, perM2: perM2, amount: exactM2 * perM2}
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
// all land. A parcel that people are spread over stays whole, in the district
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
	for _, p := range d.parcels {
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
