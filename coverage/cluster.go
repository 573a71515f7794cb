package coverage

import (
	"context"
	"slices"

	"github.com/paulmach/orb"

	"catchment/geo/arcs"
)

// cluster groups pieces into clusters no more than about widthM across: while
// a group is wider it is halved across its longer side. A piece goes whole to
// the side its middle lies on; where mayCut is set, a piece that is itself
// wider than widthM is cut along the line.
func cluster(ctx context.Context, pieces []piece, widthM float64, mayCut bool) ([][]piece, error) {
	if len(pieces) == 0 {
		return nil, ctx.Err()
	}
	bound := boundOf(pieces)
	axis := 0
	if bound.Max[1]-bound.Min[1] > bound.Max[0]-bound.Min[0] {
		axis = 1
	}
	if bound.Max[axis]-bound.Min[axis] <= 1.25*widthM || len(pieces) == 1 && !mayCut {
		return [][]piece{pieces}, ctx.Err()
	}
	line := (bound.Min[axis] + bound.Max[axis]) / 2
	low, high, err := halve(ctx, pieces, axis, line, widthM, mayCut)
	if err != nil {
		return nil, err
	}
	if len(low) == 0 || len(high) == 0 {
		return [][]piece{pieces}, nil
	}
	lower, err := cluster(ctx, low, widthM, mayCut)
	if err != nil {
		return nil, err
	}
	upper, err := cluster(ctx, high, widthM, mayCut)
	return slices.Concat(lower, upper), err
}

// halve shares pieces out to the two sides of a line across axis.
func halve(ctx context.Context, pieces []piece, axis int, line, widthM float64, mayCut bool) (low, high []piece, err error) {
	for _, p := range pieces {
		wide := p.bound.Max[axis]-p.bound.Min[axis] > widthM
		crosses := p.bound.Min[axis] < line && p.bound.Max[axis] > line
		switch {
		case mayCut && wide && crosses:
			a, b, err := cutPiece(ctx, p, axis, line)
			if err != nil {
				return nil, nil, err
			}
			low, high = append(low, a...), append(high, b...)
		case p.bound.Center()[axis] < line:
			low = append(low, p)
		default:
			high = append(high, p)
		}
	}
	return low, high, nil
}

// cutPiece cuts a piece along a line. The exact area of the piece is shared
// out in proportion to the areas of the polygons.
func cutPiece(ctx context.Context, p piece, axis int, line float64) (low, high []piece, err error) {
	half := p.bound.Pad(1)
	half.Max[axis] = line
	inside, outside, err := cut(ctx, arcs.Region{p.poly}, orb.MultiPolygon{half.ToPolygon()})
	if err != nil {
		return nil, nil, err
	}
	whole := regionArea(inside) + regionArea(outside)
	share := func(polys orb.MultiPolygon) (out []piece) {
		for _, poly := range polys {
			out = append(out, newPiece(poly, p.exactM2*polygonArea(poly)/whole, p.perM2))
		}
		return out
	}
	return share(inside), share(outside), nil
}
