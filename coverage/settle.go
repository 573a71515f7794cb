package coverage

import (
	"context"

	"github.com/paulmach/orb"

	"catchment/geo/arcs"
)

// settle makes demand that is spread over parcels ready for gaps to be told
// apart by district: a parcel that lies in several districts becomes several.
// Where people stand at points besides, the land that no parcel takes becomes
// parcels without people, so that a gap has land wherever somebody stands.
func (s *Study) settle(ctx context.Context, d *demand, districts []district) error {
	if len(d.spread()) == 0 {
		return nil
	}
	if len(d.parcels) > 0 {
		taken, rest, err := cut(ctx, s.region, parcelLand(d.parcels))
		if err != nil {
			return err
		}
		d.overlaps = regionArea(parcelLand(d.parcels)) > regionArea(taken)*(1+1e-9)
		if len(d.points) > 0 && len(rest) > 0 {
			d.parcels = append(d.parcels, demandParcel{region: rest})
		}
	}
	for _, parcels := range []*[]demandParcel{&d.tiles, &d.parcels} {
		split, err := splitParcels(ctx, *parcels, districts)
		if err != nil {
			return err
		}
		*parcels = split
	}
	return nil
}

func parcelLand(parcels []demandParcel) orb.MultiPolygon {
	var all orb.MultiPolygon
	for _, p := range parcels {
		all = append(all, p.region...)
	}
	return all
}

// splitParcels cuts parcels along the districts, which together are the study
// area. Nothing is lost: what rounding leaves of a parcel stays with a part.
func splitParcels(ctx context.Context, parcels []demandParcel, districts []district) ([]demandParcel, error) {
	if len(districts) < 2 {
		return parcels, nil
	}
	shapes := make([][]*shape, len(districts))
	for i, d := range districts {
		for _, poly := range d.Region {
			shapes[i] = append(shapes[i], newShape(poly))
		}
	}
	var out []demandParcel
	for _, p := range parcels {
		pieces, err := splitParcel(ctx, p, districts, shapes)
		if err != nil {
			return nil, err
		}
		out = append(out, pieces...)
	}
	return out, nil
}

func splitParcel(ctx context.Context, p demandParcel, districts []district, shapes [][]*shape) (pieces []demandParcel, err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	add := func(r arcs.Region) { pieces = append(pieces, demandParcel{r, p.perM2, p.perM2 * regionArea(r)}) }
	left, bound := p.region, p.region.Bound()
	for i, d := range districts {
		switch placed(shapes[i], bound) {
		case outside:
			continue
		case inside:
			return []demandParcel{p}, nil
		}
		in, rest, err := cut(ctx, left, d.Region)
		switch {
		case err != nil:
			return nil, err
		case regionArea(rest) <= sliverM2:
			add(left)
			return pieces, nil
		case regionArea(in) > sliverM2:
			add(in)
			left = rest
		}
	}
	add(left)
	return pieces, nil
}

// sliverM2 is land too small to be told from the rounding of a cut.
const sliverM2 = 0.01

// placing is how a box lies to land.
type placing int

const (
	outside placing = iota
	inside
	across // an edge of the land meets the box
)

func placed(land []*shape, b orb.Bound) placing {
	at := outside
	for _, one := range land {
		switch {
		case !one.bound.Intersects(b):
		case one.touches(b):
			return across
		case one.contains(b.Min):
			at = inside
		}
	}
	return at
}
