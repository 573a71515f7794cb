package coverage

import (
	"cmp"
	"context"
	"errors"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/paulmach/orb"

	"catchment/geo/arcs"
	"catchment/geo/measure"
	"catchment/geo/steps"
)

// pieceToleranceM is how far the sides of a gap piece may lie from its arcs
// while gaps are clustered and sites are sought.
const pieceToleranceM = 0.2

// Patch is one gap: demand that no facility reaches, lying together.
type Patch struct {
	Rank     int // from 1, by Amount
	Shape    orb.MultiPolygon
	AreaM2   float64 // of the land in it
	Amount   float64 // of unserved demand in it
	District *DistrictName

	// Nearest is the facility closest to any place of the patch; nil where
	// there is none at all.
	Nearest   *Facility
	NearestM  float64   // from the place of the patch closest to a facility
	FarthestM float64   // from the place that lies farthest from every facility
	Farthest  orb.Point // that place
	// Second is the facility second nearest to that place, SecondM from it; nil
	// where there is one facility only.
	Second  *Facility
	SecondM float64
	// Site is the best place for one more facility that serves part of this
	// patch; nil when none inside the study area would serve anything.
	Site *Site
}

// DistrictName names the district a patch lies in.
type DistrictName struct{ ID, Name, NameEN string }

// Site is a proposed place.
type Site struct {
	At   orb.Point
	Gain float64 // unserved demand, in this patch and others, that it would serve, to half a percent
	Most float64 // no other place with part of this patch in reach serves more
}

// piece is a part of a gap, in plane metres.
type piece struct {
	bound   orb.Bound
	exactM2 float64 // area, arcs included
	perM2   float64 // unserved demand per square metre; 0 where demand is at points
	amount  float64 // unserved demand, points included

	poly    orb.Polygon   // nil until drawn
	contour *arcs.Contour // what poly is drawn from, where it is not straight
	*shape                // of poly; nil until asked for
	of      *part         // the parcel that a piece without any of these stands for what is unserved in
}

// GapList is the gaps of a question.
type GapList struct {
	RadiusM float64
	Demand  Demand
	Patches []Patch // the largest amount first
}

// maxCuts bounds the patches that land lying together is cut into: a small
// radius in a large area would make millions of them.
const maxCuts = 4000

// Gaps returns the gap patches of a question.
//
// A patch lies in one district where the dataset has districts; elsewhere, and
// within districts, unserved land that lies together is taken together up to
// about two radii across, nowhere more than two and a half, or wider where that
// would make thousands of patches. The amounts of all patches add
// up to Result.Gap. Patches lie apart, except where parcels that state people lie
// on each other.
func (s *Study) Gaps(ctx context.Context, q Question) (*GapList, error) {
	u, err := s.resolve(ctx, q)
	if err != nil {
		return nil, err
	}
	groups, err := s.gapGroups(ctx, u)
	if err != nil {
		return nil, err
	}
	if err := u.shapeGroups(ctx, groups); err != nil {
		return nil, err
	}
	seek := s.newSeeker(u, groups)
	list := &GapList{RadiusM: u.RadiusM, Demand: u.Demand, Patches: make([]Patch, len(groups))}
	errs := make([]error, len(groups))
	err = eachIndex(ctx, len(groups), func(i int) {
		list.Patches[i], errs[i] = s.patch(ctx, u, &groups[i])
		list.Patches[i].Site = seek.site(ctx, i)
		list.Patches[i].Rank = i + 1
	})
	return list, errors.Join(append(errs, err)...)
}

// shapeGroups gives every piece its shape.
func (u *setup) shapeGroups(ctx context.Context, groups []group) error {
	errs := make([]error, len(groups))
	err := eachIndex(ctx, len(groups), func(i int) {
		groups[i].pieces, errs[i] = u.shaped(ctx, groups[i].pieces)
	})
	return errors.Join(append(errs, err)...)
}

// GapSize is how much is unserved in one gap.
type GapSize struct{ Amount, AreaM2 float64 }

// Answer returns what Cover does and the sizes of the patches that Gaps would
// return, in the same order, without the work of describing them.
func (s *Study) Answer(ctx context.Context, q Question) (*Result, []GapSize, error) {
	u, err := s.resolve(ctx, q)
	if err != nil {
		return nil, nil, err
	}
	parts, err := s.parts(ctx, u.demand)
	if err != nil {
		return nil, nil, err
	}
	u.drawGap = len(parts) == 1 && len(u.demand.tiles) == 0 && u.demand.isLand
	r, err := s.cover(ctx, u)
	if err != nil {
		return nil, nil, err
	}
	sizes, err := s.gapSizes(ctx, u)
	return r, sizes, err
}

func (s *Study) gapSizes(ctx context.Context, u *setup) ([]GapSize, error) {
	groups, err := s.gapGroups(ctx, u)
	if err == nil && u.demand.overlaps {
		err = u.shapeGroups(ctx, groups)
	}
	sizes := make([]GapSize, len(groups))
	for i := range groups {
		sizes[i] = groups[i].GapSize
		if err == nil && u.demand.overlaps {
			_, sizes[i].AreaM2, err = u.landOf(ctx, &groups[i])
		}
	}
	return sizes, err
}

// group is the pieces of one patch.
type group struct {
	GapSize
	district *DistrictName
	pieces   []*piece
	points   []demandPoint // unserved, in this group
}

// measure fills in the size.
func (g *group) measure() {
	g.GapSize = GapSize{}
	for _, p := range g.pieces {
		g.Amount += p.amount
		g.AreaM2 += p.exactM2
	}
}

// gapGroups finds the unserved pieces of every part of the study area and
// groups them, the largest amount first.
func (s *Study) gapGroups(ctx context.Context, u *setup) ([]group, error) {
	parts, err := s.parts(ctx, u.demand)
	if err != nil {
		return nil, err
	}
	mayCut := !slices.ContainsFunc(parts, func(p part) bool { return p.district.ID != "" })
	widthM := math.Max(2*u.RadiusM, math.Sqrt(s.AreaM2/maxCuts))
	cutWiderM := math.Inf(1)
	if mayCut {
		cutWiderM = widthM
	}
	pieces, err := s.gapPieces(ctx, u, parts, cutWiderM)
	if err != nil {
		return nil, err
	}
	names := districtNames(parts)
	var groups []group
	for k := range pieces {
		for _, together := range cluster(nil, pieces[k], widthM, mayCut) {
			groups = append(groups, group{district: names[k], pieces: together})
		}
	}
	if lonely := s.unserved(u); len(lonely) > 0 {
		if err := u.shapeGroups(ctx, groups); err != nil {
			return nil, err
		}
		if lonely = sharePoints(groups, lonely, s.doubtM(u.RadiusM)+1); len(lonely) > 0 {
			groups = append(groups, s.stranded(parts, lonely, widthM)...)
		}
	}
	for i := range groups {
		groups[i].measure()
	}
	if u.Demand.Unit() != "m2" {
		groups = slices.DeleteFunc(groups, func(g group) bool { return g.Amount <= 0 })
	}
	slices.SortStableFunc(groups, func(a, b group) int {
		return cmp.Or(cmp.Compare(b.Amount, a.Amount), cmp.Compare(b.AreaM2, a.AreaM2))
	})
	return groups, nil
}

// districtNames returns the names of the districts of parts, by their numbers;
// nil for land in none.
func districtNames(parts []part) []*DistrictName {
	var names []*DistrictName
	for i := range parts {
		if in := &parts[i].district; parts[i].number == len(names) {
			names = append(names, nil)
			if in.ID != "" {
				names[len(names)-1] = &DistrictName{in.ID, in.Name, in.NameEN}
			}
		}
	}
	return names
}

// landOf returns the land of a group and its area. Where parcels that state
// people lie on each other, their common land counts once.
func (u *setup) landOf(ctx context.Context, g *group) (land orb.MultiPolygon, areaM2 float64, err error) {
	land = make(orb.MultiPolygon, len(g.pieces))
	for i, one := range g.pieces {
		land[i] = one.poly
	}
	areaM2 = g.AreaM2
	if len(u.demand.spread()) == 0 {
		return land, areaM2, nil
	}
	drawnM2 := regionArea(land)
	land, err = dissolve(ctx, land) // pieces of neighbouring parcels share edges
	if u.demand.overlaps {
		areaM2 -= drawnM2 - regionArea(land)
	}
	return land, areaM2, err
}

// patch describes one group of pieces.
func (s *Study) patch(ctx context.Context, u *setup, g *group) (Patch, error) {
	p := Patch{District: g.district, Amount: g.Amount}
	land, areaM2, err := u.landOf(ctx, g)
	if err != nil {
		return p, err
	}
	p.Shape, p.AreaM2 = s.toWGS84(land), areaM2
	s.distances(u, &p, g.pieces)
	if d := u.RadiusM - p.NearestM; p.Nearest != nil && d > 0 && d <= 2*pieceToleranceM {
		p.NearestM = u.RadiusM // a chord of the reach's arc, not the gap, comes nearer
	}
	return p, nil
}

// boundOf returns the box around pieces, of which there is at least one.
func boundOf(pieces []*piece) orb.Bound {
	b := pieces[0].bound
	for _, p := range pieces[1:] {
		b.Min = orb.Point{min(b.Min[0], p.bound.Min[0]), min(b.Min[1], p.bound.Min[1])}
		b.Max = orb.Point{max(b.Max[0], p.bound.Max[0]), max(b.Max[1], p.bound.Max[1])}
	}
	return b
}

// distances fills in how near and how far the patch lies from the facilities.
func (s *Study) distances(u *setup, p *Patch, pieces []*piece) {
	if len(u.roster.outlines) == 0 {
		return
	}
	trees := u.roster.trees()
	from, to, nearest := closestPair(u, trees, pieces)
	p.Nearest = nearest.facility
	p.NearestM = measure.Distance(s.plane.ToWGS84(from), s.plane.ToWGS84(to))
	at, _ := farthestPoint(pieces, func(at orb.Point) float64 {
		_, d := trees.nearest(at, math.Inf(1))
		return d
	})
	p.Farthest = s.plane.ToWGS84(at)
	next, _ := trees.nearest(at, math.Inf(1))
	p.FarthestM = measure.Distance(p.Farthest, s.plane.ToWGS84(next.closestTo(at)))
	if second, _ := trees.nearestBut(next, at, math.Inf(1)); second != nil {
		p.Second = second.facility
		p.SecondM = measure.Distance(p.Farthest, s.plane.ToWGS84(second.closestTo(at)))
	}
}

// closestPair returns the place of the pieces closest to a facility, the place
// of the facility closest to it, and the facility. Where a corner of the pieces
// lies on the rim of a reach, no place is closer, and the search ends there.
func closestPair(u *setup, trees *grove, pieces []*piece) (from, to orb.Point, nearest *outline) {
	from, nearest, best := trees.nearestCorner(pieces)
	to = nearest.closestTo(from)
	if best <= u.RadiusM+pieceToleranceM {
		return from, to, nearest
	}
	for _, o := range outlinesNear(u.roster.outlines, boundOf(pieces)) {
		if a, b, d := o.closest(pieces, best); d < best {
			best, from, to, nearest = d, a, b, o
		}
	}
	return from, to, nearest
}

// eachIndex calls do for 0 to n-1 on all processors and stops early when the
// context ends.
func eachIndex(ctx context.Context, n int, do func(i int)) error {
	var wg sync.WaitGroup
	var next atomic.Int64
	round := steps.Begin(ctx, n)
	defer round.End()
	for range min(n, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				do(i)
				round.Done(1)
			}
		})
	}
	wg.Wait()
	return ctx.Err()
}
