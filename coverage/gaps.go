package coverage

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"
	"sync"

	"github.com/paulmach/orb"

	"catchment/geo/arcs"
	"catchment/geo/measure"
)

// pieceToleranceM is how far the sides of a gap piece may lie from its arcs
// while gaps are clustered and sites are sought. It keeps the area that a
// proposed site would newly serve right to about one part in a thousand.
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
	// Site is the best place for one more facility that serves part of this
	// patch; nil when none inside the study area would serve anything.
	Site *Site
}

// DistrictName names the district a patch lies in.
type DistrictName struct{ ID, Name, NameEN string }

// Site is a proposed place.
type Site struct {
	At   orb.Point
	Gain float64 // unserved demand, in this patch and others, that it would serve
	Most float64 // no other place with part of this patch in reach serves more
}

// piece is a part of a gap, in plane metres.
type piece struct {
	poly orb.Polygon
	*shape
	exactM2 float64 // area, arcs included
	perM2   float64 // unserved demand per square metre; 0 where demand is at points
	amount  float64 // unserved demand, points included
}

// GapList is the gaps of a question.
type GapList struct {
	RadiusM float64
	Demand  Demand
	Patches []Patch // the largest amount first
}

// Gaps returns the gap patches of a question.
//
// A patch lies in one district where the dataset has districts; elsewhere, and
// within districts, unserved land that lies together is taken together up to
// about two radii across. The amounts of all patches add up to Result.Gap.
func (s *Study) Gaps(ctx context.Context, q Question) (*GapList, error) {
	u, err := s.resolve(ctx, q)
	if err != nil {
		return nil, err
	}
	groups, err := s.gapGroups(ctx, u)
	if err != nil {
		return nil, err
	}
	seek := s.newSeeker(u, groups)
	outlines := s.outlinesOf(u.all)
	list := &GapList{RadiusM: u.RadiusM, Demand: u.Demand, Patches: make([]Patch, len(groups))}
	err = eachIndex(ctx, len(groups), func(i int) {
		list.Patches[i] = s.patch(ctx, outlines, &groups[i], seek)
		list.Patches[i].Rank = i + 1
	})
	return list, err
}

// GapSize is how much is unserved in one gap.
type GapSize struct{ Amount, AreaM2 float64 }

// GapSizes returns the sizes of the patches that Gaps would return, in the
// same order, without the work of describing them.
func (s *Study) GapSizes(ctx context.Context, q Question) ([]GapSize, error) {
	u, err := s.resolve(ctx, q)
	if err != nil {
		return nil, err
	}
	groups, err := s.gapGroups(ctx, u)
	sizes := make([]GapSize, len(groups))
	for i := range groups {
		sizes[i] = GapSize{groups[i].amount(), groups[i].areaM2()}
	}
	return sizes, err
}

// group is the pieces of one patch.
type group struct {
	district *DistrictName
	pieces   []piece
	points   []demandPoint // unserved, in this group
}

func (g *group) amount() float64 {
	sum := 0.0
	for _, p := range g.pieces {
		sum += p.amount
	}
	return sum
}

func (g *group) areaM2() float64 {
	sum := 0.0
	for _, p := range g.pieces {
		sum += p.exactM2
	}
	return sum
}

// gapGroups finds the unserved pieces of every part of the study area and
// groups them, the largest amount first.
func (s *Study) gapGroups(ctx context.Context, u *setup) ([]group, error) {
	parts, err := s.parts(ctx, u.demand)
	if err != nil {
		return nil, err
	}
	lonely := s.unserved(u)
	byDistrict := map[string]*group{}
	var order []string
	for _, part := range parts {
		swept, err := arcs.Sweep(ctx, part.region, u.reaches, arcs.Options{Contours: true})
		if err != nil {
			return nil, fmt.Errorf("gaps of %s in %s: %w", u.Service, s.Area.ID, err)
		}
		g := byDistrict[part.district.ID]
		if g == nil {
			g = &group{}
			if part.district.ID != "" {
				g.district = &DistrictName{part.district.ID, part.district.Name, part.district.NameEN}
			}
			byDistrict[part.district.ID] = g
			order = append(order, part.district.ID)
		}
		g.pieces = append(g.pieces, piecesOf(swept.Gap, part.perM2)...)
	}
	cut := len(order) == 1 && byDistrict[order[0]].district == nil
	var groups []group
	for _, id := range order {
		clusters, err := cluster(ctx, byDistrict[id].pieces, 2*u.RadiusM, cut)
		if err != nil {
			return nil, err
		}
		for _, pieces := range clusters {
			groups = append(groups, group{district: byDistrict[id].district, pieces: pieces})
		}
	}
	sharePoints(groups, lonely)
	if u.Demand.Unit() != "m2" {
		groups = slices.DeleteFunc(groups, func(g group) bool { return g.amount() <= 0 })
	}
	slices.SortStableFunc(groups, func(a, b group) int {
		return cmp.Or(cmp.Compare(b.amount(), a.amount()), cmp.Compare(b.areaM2(), a.areaM2()))
	})
	return groups, nil
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
	perM2    float64
}

// parts returns the land where a gap can lie, by district. It is found once for
// a demand and kept.
func (s *Study) parts(ctx context.Context, d *demand) ([]part, error) {
	d.partsOnce.Do(func() { d.parts, d.partsErr = s.findParts(context.WithoutCancel(ctx), d) })
	return d.parts, d.partsErr
}

// findParts cuts along the districts the demanded land, the parcels people are
// spread over, or for people at points all land.
func (s *Study) findParts(ctx context.Context, d *demand) ([]part, error) {
	districts, err := s.splitByDistrict(ctx)
	if err != nil {
		return nil, err
	}
	if len(districts) == 0 {
		districts = []district{{Region: s.region}}
	}
	var out []part
	for _, in := range districts {
		switch {
		case len(d.land) > 0 && regionArea(d.land) == s.AreaM2:
			out = append(out, part{in, in.Region, 1})
		case len(d.land) > 0:
			inside, _, err := cut(ctx, d.land, in.Region)
			if err != nil {
				return nil, err
			}
			out = append(out, part{in, inside, 1})
		case len(d.parcels) > 0:
			for _, p := range d.parcels {
				if !p.boundary.Intersects(in.Region.Bound()) {
					continue
				}
				inside, _, err := cut(ctx, p.region, in.Region)
				if err != nil {
					return nil, err
				}
				if len(inside) > 0 {
					out = append(out, part{in, inside, p.perM2})
				}
			}
		case len(d.points) > 0:
			out = append(out, part{in, in.Region, 0})
		}
	}
	return out, nil
}

// unserved returns the points of demand that no facility reaches.
func (s *Study) unserved(u *setup) []demandPoint {
	var lonely []demandPoint
	near := s.newNeighbours(s.outlinesOf(u.facilities))
	for _, p := range u.demand.points {
		if len(near.covering(p, u.RadiusM)) == 0 {
			lonely = append(lonely, p)
		}
	}
	return lonely
}

// sharePoints gives each unserved point to the group whose land it stands on,
// or where arcs were drawn as chords and none holds it, to the closest.
func sharePoints(groups []group, points []demandPoint) {
	if len(groups) == 0 {
		return
	}
	for _, p := range points {
		g, k := closestPiece(groups, p.at)
		groups[g].points = append(groups[g].points, p)
		groups[g].pieces[k].amount += p.amount
	}
}

func closestPiece(groups []group, at orb.Point) (inGroup, inPieces int) {
	best := math.Inf(1)
	for i := range groups {
		for k, p := range groups[i].pieces {
			if boundDistance(p.bound, at) >= best {
				continue
			}
			d := 0.0
			if !p.contains(at) {
				d = p.distance(at, best)
			}
			if d < best {
				inGroup, inPieces, best = i, k, d
			}
			if d == 0 {
				return
			}
		}
	}
	return
}

// patch describes one group of pieces.
func (s *Study) patch(ctx context.Context, outlines []outline, g *group, seek *seeker) Patch {
	p := Patch{District: g.district, Amount: g.amount(), AreaM2: g.areaM2()}
	polys := make(orb.MultiPolygon, len(g.pieces))
	for i, one := range g.pieces {
		polys[i] = one.poly
	}
	p.Shape = s.toWGS84(polys)
	s.distances(outlines, &p, g.pieces)
	p.Site = seek.site(ctx, g)
	return p
}

// boundOf returns the box around pieces, of which there is at least one.
func boundOf(pieces []piece) orb.Bound {
	b := pieces[0].bound
	for _, p := range pieces[1:] {
		b = b.Union(p.bound)
	}
	return b
}

// distances fills in how near and how far the patch lies from the facilities.
func (s *Study) distances(outlines []outline, p *Patch, pieces []piece) {
	around := outlinesNear(outlines, boundOf(pieces))
	if len(around) == 0 {
		return
	}
	best := math.Inf(1)
	var from, to orb.Point
	for _, o := range around {
		if a, b, d := o.closest(pieces, best); d < best {
			best, from, to, p.Nearest = d, a, b, o.facility
		}
	}
	p.NearestM = measure.Distance(s.plane.ToWGS84(from), s.plane.ToWGS84(to))
	nearest := func(at orb.Point) float64 {
		d := math.Inf(1)
		for _, o := range around {
			d = min(d, o.distance(at, d))
		}
		return d
	}
	at, farthest := farthestPoint(pieces, nearest)
	p.Farthest = s.plane.ToWGS84(at)
	p.FarthestM = farthest
	for _, o := range around {
		if o.distance(at, math.Inf(1)) <= farthest {
			p.FarthestM = measure.Distance(p.Farthest, s.plane.ToWGS84(o.closestTo(at)))
			break
		}
	}
}

// eachIndex calls do for 0 to n-1 on all processors and stops early when the
// context ends.
func eachIndex(ctx context.Context, n int, do func(i int)) error {
	var wg sync.WaitGroup
	next := make(chan int)
	for range min(n, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for i := range next {
				do(i)
			}
		})
	}
	for i := 0; i < n && ctx.Err() == nil; i++ {
		next <- i
	}
	close(next)
	wg.Wait()
	return ctx.Err()
}
