package coverage

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"catchment/geo/arcs"
)

// gapPieces returns the unserved pieces of all parts, by the districts' numbers.
//
// Where demand is spread over parcels, what is unserved in each has been
// counted, and a piece stands for it without a shape until one is needed; only
// a parcel wider than cutWiderM, which clusters may have to cut, gets its
// shape at once. Other parts are swept with the facilities that can reach them,
// unless the sweep that counted the demand has brought the gaps already.
func (s *Study) gapPieces(ctx context.Context, u *setup, parts []part, cutWiderM float64) ([][]*piece, error) {
	if u.gap != nil {
		return [][]*piece{piecesOf(u.gap, 1)}, nil
	}
	counted, err := s.spread(ctx, u)
	if err != nil {
		return nil, err
	}
	swept := make([][]*piece, len(parts))
	var wide []int // parts to be swept
	for i := range parts {
		if counted == nil || counted.OpenM2[i] > 0 && parts[i].widthM() > cutWiderM {
			wide = append(wide, i)
		}
	}
	errs := make([]error, len(wide))
	err = eachIndex(ctx, len(wide), func(k int) {
		swept[wide[k]], errs[k] = u.gapOf(ctx, &parts[wide[k]])
	})
	if err = errors.Join(append(errs, err)...); err != nil {
		return nil, err
	}
	var byDistrict [][]*piece
	store := make([]piece, 0, len(parts)-len(wide))
	for i := range parts {
		p := &parts[i]
		for len(byDistrict) <= p.number {
			byDistrict = append(byDistrict, nil)
		}
		mine := &byDistrict[p.number]
		switch {
		case swept[i] != nil:
			*mine = append(*mine, swept[i]...)
		case counted != nil && counted.OpenM2[i] > 0:
			open := counted.OpenM2[i]
			store = append(store, piece{bound: p.bound, exactM2: open, perM2: p.perM2, amount: open * p.perM2, of: p})
			*mine = append(*mine, &store[len(store)-1])
		}
	}
	return byDistrict, nil
}

// shaped replaces every piece that has no shape yet by the pieces it stands
// for.
func (u *setup) shaped(ctx context.Context, pieces []*piece) ([]*piece, error) {
	out := make([]*piece, 0, len(pieces))
	for _, p := range pieces {
		parts := []*piece{p}
		if p.of != nil {
			var err error
			if parts, err = u.gapOf(ctx, p.of); err != nil {
				return nil, err
			}
		}
		for _, one := range parts {
			one.draw()
			if one.shape == nil {
				one.shape = newShape(one.poly)
			}
		}
		out = append(out, parts...)
	}
	return out, nil
}

// gapOf returns the unserved pieces of one part.
func (u *setup) gapOf(ctx context.Context, p *part) ([]*piece, error) {
	near := u.near(p.bound)
	if len(near) == 0 {
		pieces := make([]*piece, len(p.region))
		for i, poly := range p.region {
			pieces[i] = newPiece(wound(poly), polygonArea(poly), p.perM2)
		}
		return pieces, nil
	}
	swept, err := arcs.Sweep(ctx, p.region, near, arcs.Options{Contours: true})
	if err != nil {
		return nil, fmt.Errorf("gaps of %s: %w", u.Service, err)
	}
	return piecesOf(swept.Gap, p.perM2), nil
}

// near returns the reaches whose boxes meet a box, in the order of the
// facilities.
func (u *setup) near(b orb.Bound) []arcs.Reach {
	if len(u.facilities) == 0 {
		return nil
	}
	var found []int
	u.roster.trees().meeting(b.Pad(u.RadiusM*(1+1e-9)), func(o *outline) {
		if i := u.nearOf[o.number]; i >= 0 {
			found = append(found, i)
		}
	})
	slices.Sort(found)
	near := make([]arcs.Reach, len(found))
	for i, f := range found {
		near[i] = u.facilities[f].reach(u.RadiusM)
	}
	return near
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

// piecesOf returns the pieces that contours bound. They are drawn when a
// polygon is needed.
func piecesOf(gap []arcs.Contour, perM2 float64) []*piece {
	store, pieces := make([]piece, 0, len(gap)), make([]*piece, 0, len(gap))
	for i := range gap {
		if c := &gap[i]; !c.Thin() {
			m2 := c.AreaM2()
			store = append(store, piece{contour: c, bound: c.Outer.Bound(), exactM2: m2, perM2: perM2, amount: m2 * perM2})
			pieces = append(pieces, &store[len(store)-1])
		}
	}
	return pieces
}

// newPiece returns the piece that a polygon bounds.
func newPiece(poly orb.Polygon, exactM2, perM2 float64) *piece {
	return &piece{poly: poly, bound: ringBound(poly[0]), exactM2: exactM2, perM2: perM2, amount: exactM2 * perM2}
}

// draw gives a piece that is bounded by a contour its polygon.
func (p *piece) draw() {
	if p.poly == nil && p.contour != nil {
		p.poly = p.contour.Polygon(pieceToleranceM)
	}
}

// part is land of one district where demand is spread evenly.
type part struct {
	district district
	region   arcs.Region
	bound    orb.Bound
	perM2    float64
	number   int // of the district among those of all parts
}

func (p *part) widthM() float64 {
	return max(p.bound.Max[0]-p.bound.Min[0], p.bound.Max[1]-p.bound.Min[1])
}

func newPart(in district, region arcs.Region, perM2 float64) part {
	return part{district: in, region: region, bound: region.Bound(), perM2: perM2}
}

// parts returns the land where a gap can lie, by district. It is found once for
// a demand and kept.
func (s *Study) parts(ctx context.Context, d *demand) ([]part, error) {
	return d.parts.Get(ctx, struct{}{}, func(ctx context.Context) ([]part, error) {
		parts, err := s.findParts(ctx, d)
		numberDistricts(parts)
		return parts, err
	})
}

// numberDistricts numbers the districts of parts as they come.
func numberDistricts(parts []part) {
	numbers := map[string]int{}
	for i := range parts {
		id := parts[i].district.ID
		if _, seen := numbers[id]; !seen {
			numbers[id] = len(numbers)
		}
		parts[i].number = numbers[id]
	}
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
	bounds := make([]orb.Bound, len(districts))
	for i := range districts {
		bounds[i] = districts[i].Region.Bound()
	}
	var out []part
	for _, p := range d.spread() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		out = append(out, newPart(districtOf(districts, bounds, p.region), p.region, p.perM2))
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
// of a region; bounds are the districts' boxes.
func districtOf(districts []district, bounds []orb.Bound, region arcs.Region) district {
	last := len(districts) - 1
	if last == 0 {
		return districts[0]
	}
	largest := slices.MaxFunc(region, func(a, b orb.Polygon) int { return cmp.Compare(polygonArea(a), polygonArea(b)) })
	middle, _ := planar.CentroidArea(largest)
	for i, d := range districts[:last] {
		if bounds[i].Contains(middle) && planar.MultiPolygonContains(d.Region, middle) {
			return d
		}
	}
	return districts[last]
}
