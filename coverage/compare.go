package coverage

import (
	"cmp"
	"context"
	"errors"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"catchment/geo/arcs"
)

// Comparison is two answers about the same demand in the same study area, A
// and B, and what lies between them.
type Comparison struct {
	A, B         *Result
	GapsA, GapsB []GapSize
	Difference
	Districts  []DistrictDifference // none where the dataset has no districts
	Facilities []FacilityChange     // those that are not the same in both
}

// Difference sorts demand by what A and B do for it. Amounts are in the unit
// of demand. Gained − Lost is what B covers more than A.
type Difference struct {
	Gained float64 // covered in B and not in A
	Lost   float64 // covered in A and not in B
	Kept   float64 // covered in both
	Open   float64 // covered in neither
}

// DistrictDifference is the difference in one district.
type DistrictDifference struct {
	DistrictName // empty for land in no district
	TotalA       float64
	TotalB       float64
	CoveredA     float64
	CoveredB     float64
	Difference
}

// FacilityChange is a facility that differs between A and B, or reaches more or
// less there.
type FacilityChange struct {
	*Facility // as it is in B, where it is in B
	Change    SiteChange
	Before    *Facility // as it is in A, nil where it is not
	ReachA    float64
	ReachB    float64
	AloneA    float64 // demand only it reaches
	AloneB    float64
}

// SiteChange says how a facility of B differs from that of A.
type SiteChange string

// The ways a facility may differ.
const (
	SiteAdded  SiteChange = "added"
	SiteMoved  SiteChange = "moved"
	SiteClosed SiteChange = "closed"
	SiteSame   SiteChange = "same" // it stands where it stood and reaches more or less
)

// pair is two questions with every word resolved, and the reaches that both
// have, that only A has and that only B has.
type pair struct {
	a, b                 *setup
	common, onlyA, onlyB []arcs.Reach
}

// Compare returns the answers to two questions and the difference between them.
//
// Both must ask for the same study area, that of s, and for the same kind of
// demand; service, radius, year and sites may differ. Where a year makes other
// parcels count, what counts in one of them only is gained or lost when it is
// covered there. The error is a [*ParameterError] whose parameter begins with
// "a." or "b.", or the context's.
func (s *Study) Compare(ctx context.Context, a, b Question) (*Comparison, error) {
	p, err := s.pair(ctx, a, b)
	if err != nil {
		return nil, err
	}
	c := &Comparison{}
	if c.A, c.GapsA, err = s.Answer(ctx, a); err != nil {
		return nil, within("a", err)
	}
	if c.B, c.GapsB, err = s.Answer(ctx, b); err != nil {
		return nil, within("b", err)
	}
	c.Facilities = p.facilityChanges(c.A, c.B)
	if c.Districts, err = s.districtDifferences(ctx, p); err != nil {
		return nil, err
	}
	for _, d := range c.Districts {
		c.Gained, c.Lost, c.Kept, c.Open = c.Gained+d.Gained, c.Lost+d.Lost, c.Kept+d.Kept, c.Open+d.Open
	}
	if len(c.Districts) == 1 && c.Districts[0].ID == "" {
		c.Districts = nil
	}
	return c, nil
}

// pair resolves two questions.
func (s *Study) pair(ctx context.Context, a, b Question) (p *pair, err error) {
	p = &pair{}
	if p.a, err = s.resolve(ctx, a); err != nil {
		return nil, within("a", err)
	}
	if p.b, err = s.resolve(ctx, b); err != nil {
		return nil, within("b", err)
	}
	if da, db := p.a.Demand.String(), p.b.Demand.String(); da != db {
		return nil, parameter("b.demand", "a counts "+da+" and b "+db+": only the same demand can be compared")
	}
	p.share()
	return p, nil
}

// within puts the side of a comparison before the parameter an error names.
func within(side string, err error) error {
	var param *ParameterError
	if errors.As(err, &param) {
		located := *param
		located.Parameter = side + "." + param.Parameter
		return &located
	}
	return err
}

// siteKey tells a facility from all others of a dataset.
type siteKey struct{ layer, id string }

func keyOf(f *Facility) siteKey { return siteKey{f.Layer, f.ID} }

// share sorts the reaches into those that both questions have and those that
// only one has.
func (p *pair) share() {
	known := map[siteKey][]int{} // numbers among a's facilities, not matched yet
	if p.a.RadiusM == p.b.RadiusM {
		for i, o := range p.a.facilities {
			known[keyOf(o.facility)] = append(known[keyOf(o.facility)], i)
		}
	}
	matched := make([]bool, len(p.a.facilities))
	for i, o := range p.b.facilities {
		key := keyOf(o.facility)
		k := slices.IndexFunc(known[key], func(j int) bool { return orb.Equal(p.a.facilities[j].facility.Shape, o.facility.Shape) })
		if k < 0 {
			p.onlyB = append(p.onlyB, p.b.facilities[i].reach(p.b.RadiusM))
			continue
		}
		p.common = append(p.common, p.b.facilities[i].reach(p.b.RadiusM))
		matched[known[key][k]] = true
		known[key] = slices.Delete(known[key], k, k+1)
	}
	for i, reach := range p.a.allReaches() {
		if !matched[i] {
			p.onlyA = append(p.onlyA, reach)
		}
	}
}

// facilityChanges returns the facilities that are not the same in both, added, moved
// and closed ones first, then those where what only they reach differs most.
func (p *pair) facilityChanges(a, b *Result) []FacilityChange {
	servedA, servedB := servedBy(a), servedBy(b)
	before := map[siteKey]*Facility{}
	for i := range p.a.roster.facilities {
		f := &p.a.roster.facilities[i]
		before[keyOf(f)] = f
	}
	var out []FacilityChange
	note := func(f, was *Facility, change SiteChange) {
		x, y := servedA[keyOf(f)], servedB[keyOf(f)]
		c := FacilityChange{f, change, was, x.Reach, y.Reach, x.Exclusive, y.Exclusive}
		if change != SiteSame || c.ReachA != c.ReachB || math.Abs(c.AloneB-c.AloneA) > 1e-9*max(a.Total, b.Total) {
			out = append(out, c)
		}
	}
	for i := range p.b.roster.facilities {
		f := &p.b.roster.facilities[i]
		was := before[keyOf(f)]
		delete(before, keyOf(f))
		switch {
		case was == nil:
			note(f, nil, SiteAdded)
		case !orb.Equal(was.Shape, f.Shape):
			note(f, was, SiteMoved)
		default:
			note(f, was, SiteSame)
		}
	}
	for i := range p.a.roster.facilities {
		if f := &p.a.roster.facilities[i]; before[keyOf(f)] == f {
			note(f, f, SiteClosed)
		}
	}
	order := []SiteChange{SiteAdded, SiteMoved, SiteClosed, SiteSame}
	slices.SortStableFunc(out, func(x, y FacilityChange) int {
		return cmp.Or(cmp.Compare(slices.Index(order, x.Change), slices.Index(order, y.Change)),
			cmp.Compare(math.Abs(y.AloneB-y.AloneA), math.Abs(x.AloneB-x.AloneA)))
	})
	return out
}

func servedBy(r *Result) map[siteKey]Served {
	out := make(map[siteKey]Served, len(r.Facilities))
	for _, f := range r.Facilities {
		out[keyOf(f.Facility)] = f
	}
	return out
}
