package coverage

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/paulmach/orb"

	"catchment/geo/arcs"
	"catchment/geo/index"
)

// roster is the facilities of a service in the plane of a study, near or far.
type roster struct {
	facilities []Facility
	outlines   []outline // in the same order
	layers     []string  // they stand in
	points     bool      // each is a single point

	treeOnce sync.Once
	tree     *index.Tree // over the boxes of the facilities' shapes, degrees

	groveOnce sync.Once
	grove     *grove // over the outlines
}

// rosterFor returns the facilities that a question counts. Those of the data
// are brought to the plane once and kept; what-if changes are made to a copy.
func (s *Study) rosterFor(ctx context.Context, q *Question) (*roster, error) {
	known, err := s.rosters.Get(ctx, fmt.Sprintf("%s|%v", q.Service, q.When), func(context.Context) (*roster, error) {
		all, err := findFacilities(s.dataset, q.Service, q.When)
		if err != nil {
			return nil, err
		}
		return newRoster(all, s.outlinesOf(all)), nil
	})
	if err != nil || q.Sites.IsZero() {
		return known, err
	}
	kind, _ := kindOf(q.Service)
	changed, was, err := q.Sites.apply(known.facilities, kind)
	if err != nil {
		return nil, err
	}
	outlines := make([]outline, len(changed))
	for i, k := range was {
		if k < 0 {
			s.outlineOf(&outlines[i], &changed[i], i)
			continue
		}
		outlines[i] = known.outlines[k]
		outlines[i].facility, outlines[i].number = &changed[i], i
	}
	return newRoster(changed, outlines), nil
}

func newRoster(facilities []Facility, outlines []outline) *roster {
	r := &roster{facilities: facilities, outlines: outlines}
	r.points = !slices.ContainsFunc(outlines, func(o outline) bool { return len(o.paths) != 1 || len(o.paths[0]) != 1 || len(o.land) > 0 })
	for i := range facilities {
		if id := facilities[i].Layer; !slices.Contains(r.layers, id) {
			r.layers = append(r.layers, id)
		}
	}
	return r
}

// index returns the tree over the facilities' boxes.
func (r *roster) index() *index.Tree {
	r.treeOnce.Do(func() {
		bounds := make([]orb.Bound, len(r.facilities))
		for i := range r.facilities {
			bounds[i] = r.facilities[i].Shape.Bound()
		}
		r.tree = index.New(bounds)
	})
	return r.tree
}

// trees returns the tree over the outlines, of which there is at least one.
func (r *roster) trees() *grove {
	r.groveOnce.Do(func() {
		all := make([]*outline, len(r.outlines))
		for i := range r.outlines {
			all[i] = &r.outlines[i]
		}
		r.grove = newGrove(all)
	})
	return r.grove
}

// reach returns what a facility serves: everything within radiusM of its
// point, line or edge, and of the land it is drawn as.
func (o *outline) reach(radiusM float64) arcs.Reach {
	r := make(arcs.Reach, 0, 1)
	for _, path := range o.lines {
		if len(path) == 1 {
			r = append(r, arcs.Disc{Center: path[0], RadiusM: radiusM})
		}
		for i := 1; i < len(path); i++ {
			r = append(r, arcs.Capsule{A: path[i-1], B: path[i], RadiusM: radiusM})
		}
	}
	for _, p := range o.land {
		r = append(r, arcs.Grown{Polygon: p, RadiusM: radiusM})
	}
	return r
}

// meet notes the facilities of a roster whose reach can touch the study area.
func (u *setup) meet(s *Study) {
	window := s.bound.Pad(u.RadiusM + s.doubtM(u.RadiusM))
	u.nearOf = make([]int, len(u.roster.outlines))
	for i := range u.roster.outlines {
		o := &u.roster.outlines[i]
		u.nearOf[i] = -1
		if !window.Intersects(o.bound) {
			continue
		}
		u.nearOf[i] = len(u.facilities)
		u.facilities = append(u.facilities, o)
	}
}

// allReaches returns what the facilities of a question serve, in their order.
func (u *setup) allReaches() []arcs.Reach {
	if u.reaches == nil {
		u.reaches = make([]arcs.Reach, len(u.facilities))
		for i, o := range u.facilities {
			u.reaches[i] = o.reach(u.RadiusM)
		}
	}
	return u.reaches
}
