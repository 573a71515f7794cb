package landuse

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/data/standards"
	"catchment/geo/measure"
)

// ConflictOptions are the choices of a search for clearance conflicts; the zero
// value is useful.
type ConflictOptions struct {
	Set  *standards.Set        // rules; nil takes those that hold in the dataset
	Keep func(data.Facts) bool // which facilities and parcels count; nil is all
	// ScreenM is the distance within which pairs are listed for which no
	// clearance is known; 0 means 100 m. It is a choice of this program.
	ScreenM float64
}

// defaultScreenM is the distance to look at where no rule gives any.
const defaultScreenM = 100

// Conflicts is what stands inside the clearance of hazardous facilities.
type Conflicts struct {
	Clearances []Clearance    `json:"clearances" doc:"The rules looked at, each with how many pairs break it."`
	Pairs      []ConflictPair `json:"pairs" doc:"In the order of the clearances, closest first; the first 1,000 of each, and 20,000 of all."`
	ScreenM    float64        `json:"screen_m" doc:"Distance within which pairs without a known clearance are listed: a choice of this program, per no code."`
}

// Clearance is a rule that sets two kinds apart. Rules of several sets for the
// same two stand side by side.
type Clearance struct {
	Rule       string                   `json:"rule,omitempty" doc:"Id of the rule; empty where no clause was found."`
	Set        string                   `json:"set,omitempty" doc:"Id of the user's rule set; not given for a rule this program comes with."`
	NameZH     string                   `json:"name_zh"`
	NameEN     string                   `json:"name_en"`
	Case       string                   `json:"case,omitempty"`
	When       string                   `json:"when,omitempty" doc:"Condition under which the rule holds, which no layer tells."`
	ClearanceM *float64                 `json:"clearance_m" doc:"Null where no value was seen."`
	Standard   string                   `json:"standard"`
	Status     standards.Status         `json:"status,omitempty"`
	Clause     string                   `json:"clause" doc:"Empty where it is not known."`
	Force      standards.Force          `json:"force,omitempty"`
	Evidence   standards.Evidence       `json:"evidence,omitempty"`
	BasisZH    string                   `json:"basis_zh" doc:"Document and clause in words, or that none was found."`
	BasisEN    string                   `json:"basis_en"`
	Source     []string                 `json:"source,omitempty" doc:"Where the value was seen; for a user's rule, what its file says."`
	Differs    []string                 `json:"differs_from,omitempty" doc:"Rules that ask the same hazards and exposed to keep another distance."`
	Hazards    []string                 `json:"hazards" doc:"Facility kinds that must keep clear."`
	Exposed    []string                 `json:"exposed" doc:"Facility kinds to keep clear of; homes are parcels of residential land."`
	Found      int                      `json:"hazards_found"`
	Near       int                      `json:"exposed_found"`
	Outcome    ClearanceOutcome         `json:"outcome" enum:"checked,nothing_there,no_value,no_clause"`
	OutcomeZH  string                   `json:"outcome_zh" doc:"What was checked, or why it could not be."`
	OutcomeEN  string                   `json:"outcome_en"`
	Counts     map[ClearanceFinding]int `json:"counts"`

	// conditional: holds under a condition that no layer tells.
	conditional bool
}

// ClearanceOutcome says whether a clearance could be checked.
type ClearanceOutcome string

// The outcomes.
const (
	Checked      ClearanceOutcome = "checked"
	NothingThere ClearanceOutcome = "nothing_there" // no layer has the hazards, or what they must keep clear of
	NoValue      ClearanceOutcome = "no_value"      // the rule's distance was not seen
	NoClause     ClearanceOutcome = "no_clause"     // no document that sets the two apart was found
)

// ClearanceFinding says how a pair stands to the clearance.
type ClearanceFinding string

// The findings.
const (
	Conflict ClearanceFinding = "conflict"    // closer than the clearance, as drawn
	Possible ClearanceFinding = "possible"    // closer between the parcels they stand on, or under a condition that no layer tells
	Open     ClearanceFinding = "undecidable" // no clearance is known
)

// ConflictPair is a hazardous facility and what stands close to it.
type ConflictPair struct {
	Clearance int              `json:"clearance" doc:"Number in clearances, from 0."`
	Hazard    ConflictSite     `json:"hazard"`
	Exposed   ConflictSite     `json:"exposed"`
	Finding   ClearanceFinding `json:"finding" enum:"conflict,possible,undecidable"`
	DistanceM float64          `json:"distance_m" doc:"Between the two as they are drawn."`
	SiteM     float64          `json:"site_distance_m" doc:"Between the parcels they stand on; distance_m where no parcel is known."`
	ShortM    *float64         `json:"short_m,omitempty" doc:"clearance_m less distance_m; below 0 where only the parcels are too close."`
}

// ConflictSite is one side of a pair.
type ConflictSite struct {
	Layer  string      `json:"layer"`
	ID     string      `json:"id"`
	Name   string      `json:"name"`
	NameEN string      `json:"name_en,omitempty"`
	Kind   string      `json:"kind"`
	Status data.Status `json:"status"`
	Lon    float64     `json:"lon"`
	Lat    float64     `json:"lat"`
	Parcel string      `json:"parcel,omitempty" doc:"The land-use parcel it stands on, layer/id."`
}

// FindConflicts returns the schools, hospitals, homes and fire stations that
// lie inside the clearance of hazardous facilities, where at least one of the
// two has a part in the area, by the clearances of the program and of the user's
// rule sets.
//
// Distances are between the features as drawn, and between the parcels they
// stand on, to a few nanometres of their length; what a rule measures from (a
// tank, a gate) is seldom drawn, so both are told. Exactly at the clearance is
// clear of it. The error is the context's.
func FindConflicts(ctx context.Context, ds *data.Dataset, area orb.MultiPolygon, opt ConflictOptions) (*Conflicts, error) {
	if opt.Set == nil {
		opt.Set = ds.Rules()
	}
	if opt.ScreenM <= 0 {
		opt.ScreenM = defaultScreenM
	}
	if opt.Keep == nil {
		opt.Keep = func(data.Facts) bool { return true }
	}
	search := &conflictSearch{ds: ds, area: area, keep: opt.Keep}
	out := &Conflicts{Clearances: []Clearance{}, Pairs: []ConflictPair{}, ScreenM: opt.ScreenM}
	for _, p := range pairingsOf(opt.Set) {
		c := p.clearance(opt.Set)
		within := opt.ScreenM
		if c.ClearanceM != nil {
			within = *c.ClearanceM
		}
		pairs, err := search.pairs(ctx, p, within, &c)
		if err != nil {
			return nil, err
		}
		for i := range pairs {
			pairs[i].judge(len(out.Clearances), &c)
			c.Counts[pairs[i].Finding]++
		}
		c.conclude(opt.ScreenM)
		out.Clearances = append(out.Clearances, c)
		listed := min(len(pairs), mostPairsListed, mostPairsInAll-len(out.Pairs))
		out.Pairs = append(out.Pairs, pairs[:listed]...)
	}
	setApart(out.Clearances)
	return out, nil
}

// mostPairsListed is how many pairs of one clearance are listed, and
// mostPairsInAll how many of all.
const (
	mostPairsListed = 1000
	mostPairsInAll  = 20_000
)

func (p *ConflictPair) judge(number int, c *Clearance) {
	p.Clearance, p.Finding = number, Open
	if c.ClearanceM == nil {
		return
	}
	short := *c.ClearanceM - p.DistanceM
	p.ShortM, p.Finding = &short, Possible
	if short > 0 && !c.conditional {
		p.Finding = Conflict
	}
}

// pairs returns the pairs of a pairing closer than withinM, as drawn or between
// parcels, closest first. The error is the context's.
func (s *conflictSearch) pairs(ctx context.Context, p pairing, withinM float64, c *Clearance) ([]ConflictPair, error) {
	var out []ConflictPair
	facilities := s.sites(slices.DeleteFunc(slices.Clone(p.Exposed), func(k string) bool { return k == homes }))
	withHomes := slices.Contains(p.Exposed, homes)
	if c.Near = len(facilities); withHomes {
		c.Near += s.countHomes()
	}
	for _, hazard := range s.sites(p.Hazards) {
		c.Found++
		for _, exposed := range s.near(hazard, facilities, withHomes, withinM) {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			one := ConflictPair{Hazard: hazard.ConflictSite, Exposed: exposed.ConflictSite}
			one.DistanceM = gapM(hazard.shape, exposed.shape)
			one.SiteM = min(one.DistanceM, gapM(hazard.ground, exposed.ground))
			if one.SiteM < withinM && (hazard.inArea(s.area) || exposed.inArea(s.area)) {
				out = append(out, one)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b ConflictPair) int {
		return cmp.Or(cmp.Compare(a.DistanceM, b.DistanceM), cmp.Compare(a.SiteM, b.SiteM), cmp.Compare(a.Hazard.ID, b.Hazard.ID), cmp.Compare(a.Exposed.ID, b.Exposed.ID))
	})
	return out, ctx.Err()
}

// widened returns a box around g widened by at least metres.
func widened(b orb.Bound, metres float64) orb.Bound {
	dLat := metres / 110_000
	dLon := dLat / math.Max(math.Cos((math.Max(math.Abs(b.Min[1]), math.Abs(b.Max[1]))+dLat)*math.Pi/180), 0.01)
	return orb.Bound{Min: orb.Point{b.Min[0] - dLon, b.Min[1] - dLat}, Max: orb.Point{b.Max[0] + dLon, b.Max[1] + dLat}}
}

// inArea tells whether any of the site, as drawn, lies in the area.
func (s *conflictSite) inArea(area orb.MultiPolygon) bool {
	if measure.DistanceTo(orb.Point{s.Lon, s.Lat}, area) == 0 {
		return true
	}
	_, point := s.shape.(orb.Point)
	return !point && s.shape.Bound().Intersects(area.Bound()) && gapM(s.shape, area) == 0
}
