package coverage

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"catchment/geo/arcs"
)

// lot is land of one district where demand is spread evenly, and in which of
// the two questions it counts.
type lot struct {
	region   arcs.Region
	perM2    float64
	district DistrictName
	inA, inB bool
}

// districtDifferences counts the demand by district: what is spread in one sweep
// of three reaches (all that both have, all that only A has, all that only B
// has), what stands at points one by one.
func (s *Study) districtDifferences(ctx context.Context, p *pair) ([]DistrictDifference, error) {
	lots, err := s.lots(ctx, p)
	if err != nil {
		return nil, err
	}
	areas := make([]arcs.Region, len(lots))
	for i := range lots {
		areas[i] = lots[i].region
	}
	swept, err := arcs.SweepEach(ctx, areas, []arcs.Reach{slices.Concat(p.common...), slices.Concat(p.onlyA...), slices.Concat(p.onlyB...)}, arcs.Options{})
	if err != nil {
		return nil, err
	}
	sums := tallies{}
	for i, parcel := range swept {
		var alone [3]float64
		for _, share := range parcel.Shares {
			alone[share.Facility] = share.ExclusiveM2
		}
		covered := parcel.AreaM2 - parcel.Depth[0]
		sums.of(lots[i].district).add(lots[i].inA, lots[i].inB, lots[i].perM2, parcel.AreaM2, covered-alone[2], covered-alone[1], covered-alone[1]-alone[2])
	}
	if err := s.comparePoints(ctx, p, sums); err != nil {
		return nil, err
	}
	return sums.list(), nil
}

// tallies are differences by district.
type tallies map[DistrictName]*DistrictDifference

func (t tallies) of(d DistrictName) *DistrictDifference {
	if t[d] == nil {
		t[d] = &DistrictDifference{DistrictName: d}
	}
	return t[d]
}

// list returns the districts in the order of their ids, land in none last.
func (t tallies) list() []DistrictDifference {
	out := make([]DistrictDifference, 0, len(t))
	for _, d := range t {
		out = append(out, *d)
	}
	slices.SortFunc(out, func(x, y DistrictDifference) int {
		if (x.ID == "") != (y.ID == "") {
			return cmp.Compare(len(y.ID), len(x.ID))
		}
		return cmp.Compare(x.ID, y.ID)
	})
	return out
}

// add counts an amount of demand per unit of what covers it: all of it, what A
// reaches, what B reaches and what both do.
func (d *DistrictDifference) add(inA, inB bool, per, all, byA, byB, byBoth float64) {
	byA, byB, byBoth = max(byA, 0)*per, max(byB, 0)*per, max(byBoth, 0)*per
	all *= per
	if !inA {
		byA, byBoth = 0, 0
	}
	if !inB {
		byB, byBoth = 0, 0
	}
	if inA {
		d.TotalA += all
	}
	if inB {
		d.TotalB += all
	}
	d.CoveredA += byA
	d.CoveredB += byB
	d.Kept += byBoth
	d.Lost += byA - byBoth
	d.Gained += byB - byBoth
	d.Open += all - byA - byB + byBoth
}

// comparePoints counts the demand that stands at points.
func (s *Study) comparePoints(ctx context.Context, p *pair, sums tallies) error {
	if len(p.a.demand.points)+len(p.b.demand.points) == 0 {
		return nil
	}
	find, err := s.districtFinder(ctx)
	if err != nil {
		return err
	}
	one := func(reached bool) float64 {
		if reached {
			return 1
		}
		return 0
	}
	count := func(at demandPoint, inA, inB bool) {
		byA, byB := inA && len(s.covering(p.a, at)) > 0, inB && len(s.covering(p.b, at)) > 0
		sums.of(find(at.at)).add(inA, inB, at.amount, 1, one(byA), one(byB), one(byA && byB))
	}
	left := map[demandPoint]int{}
	for _, at := range p.b.demand.points {
		left[at]++
	}
	for _, at := range p.a.demand.points {
		inB := left[at] > 0
		if inB {
			left[at]--
		}
		count(at, true, inB)
	}
	for _, at := range p.b.demand.points {
		if left[at] > 0 {
			left[at]--
			count(at, false, true)
		}
	}
	return nil
}

// districtFinder returns what names the district that a place of the study area
// lies in, the closest one where rounding puts it in none.
func (s *Study) districtFinder(ctx context.Context) (func(orb.Point) DistrictName, error) {
	districts, err := s.splitByDistrict(ctx)
	if err != nil || len(districts) == 0 {
		return func(orb.Point) DistrictName { return DistrictName{} }, err
	}
	shapes := make([][]*shape, len(districts))
	for i, d := range districts {
		for _, poly := range d.Region {
			shapes[i] = append(shapes[i], newShape(poly))
		}
	}
	return func(at orb.Point) DistrictName {
		found, best := districts[0], math.Inf(1)
		for i, d := range districts {
			if d.Region.Bound().Contains(at) && planar.MultiPolygonContains(d.Region, at) {
				found = d
				break
			}
			for _, one := range shapes[i] {
				if m := one.distance(at, best); m < best {
					found, best = d, m
				}
			}
		}
		return nameOf(found)
	}, nil
}

func nameOf(d district) DistrictName { return DistrictName{d.ID, d.Name, d.NameEN} }

// lots returns the land that demand of either question is spread over.
func (s *Study) lots(ctx context.Context, p *pair) ([]lot, error) {
	partsA, err := s.parts(ctx, p.a.demand)
	if err != nil {
		return nil, err
	}
	partsB, err := s.parts(ctx, p.b.demand)
	if err != nil {
		return nil, err
	}
	if p.a.demand != p.b.demand && p.a.demand.isLand && (len(p.a.demand.tiles) == 0 || len(p.b.demand.tiles) == 0) {
		return cutLots(ctx, partsA, partsB)
	}
	return matchLots(partsA, partsB), nil
}

// lotKey tells most parts apart; those that share one are compared in whole.
type lotKey struct {
	bound orb.Bound
	perM2 float64
}

// matchLots returns the parts of two demands that hold anything, one lot for a
// part that both have. Parts of one feature are the same to the last bit.
func matchLots(a, b []part) []lot {
	left := map[lotKey][]int{} // numbers among b, not matched yet
	for i := range b {
		key := lotKey{b[i].bound, b[i].perM2}
		left[key] = append(left[key], i)
	}
	matched := make([]bool, len(b))
	var out []lot
	add := func(p *part, inA, inB bool) {
		if p.perM2 > 0 {
			out = append(out, lot{p.region, p.perM2, nameOf(p.district), inA, inB})
		}
	}
	for i := range a {
		key := lotKey{a[i].bound, a[i].perM2}
		k := slices.IndexFunc(left[key], func(j int) bool { return b[j].region.Equal(a[i].region) })
		if k >= 0 {
			matched[left[key][k]] = true
			left[key] = slices.Delete(left[key], k, k+1)
		}
		add(&a[i], true, k >= 0)
	}
	for i := range b {
		if !matched[i] {
			add(&b[i], false, true)
		}
	}
	return out
}

// cutLots returns the land of two demands, district by district, cut into what
// both have and what only one has.
func cutLots(ctx context.Context, a, b []part) ([]lot, error) {
	land := map[DistrictName]*[2]arcs.Region{}
	for side, parts := range [][]part{a, b} {
		for _, p := range parts {
			name := nameOf(p.district)
			if land[name] == nil {
				land[name] = &[2]arcs.Region{}
			}
			land[name][side] = append(land[name][side], p.region...)
		}
	}
	var out []lot
	for name, sides := range land {
		both, onlyA, onlyB, err := apart(ctx, sides[0], sides[1])
		if err != nil {
			return nil, err
		}
		out = append(out, lot{both, 1, name, true, true}, lot{onlyA, 1, name, true, false}, lot{onlyB, 1, name, false, true})
	}
	return out, nil
}

// apart returns what two regions have in common and what only one of them has.
func apart(ctx context.Context, a, b arcs.Region) (both, onlyA, onlyB arcs.Region, err error) {
	if both, onlyA, err = cut(ctx, a, b); err != nil {
		return nil, nil, nil, err
	}
	_, onlyB, err = cut(ctx, b, a)
	return both, onlyA, onlyB, err
}
