package coverage

import (
	"context"
	"fmt"
	"slices"

	"github.com/paulmach/orb"

	"catchment/geo/arcs"
)

// Result is what a service reaches of the demand in a study area. Amounts are
// in the unit of demand: square metres in the equal-area plane, people or
// jobs.
type Result struct {
	Service    string
	RadiusM    float64
	Rule       *Rule // where the radius comes from; nil when the asker gave it
	Demand     Demand
	Total      float64
	Covered    float64 // demand within reach of at least one facility
	Gap        float64 // demand within reach of none
	Depth      []float64
	Facilities []Served // every facility whose reach touches the study area
	Layers     map[string]int
	// DistanceErrorRatio bounds the relative error of the distances used.
	DistanceErrorRatio float64
}

// Ratio returns covered demand ÷ all demand, from 0 to 1; 0 where there is no
// demand.
func (r *Result) Ratio() float64 {
	if r.Total <= 0 {
		return 0
	}
	return min(r.Covered/r.Total, 1)
}

// Served is what one facility serves.
type Served struct {
	*Facility
	Reach     float64 // demand within its reach
	Exclusive float64 // demand that only it reaches: what closing it would lose
}

// setup is a question with every word resolved.
type setup struct {
	Question
	rule       *Rule
	roster     *roster    // of the service, near or far
	facilities []*outline // those whose reach can touch the study area
	nearOf     []int      // for each of the roster, its number in facilities or -1
	demand     *demand
	layers     map[string]int

	once    bool           // the radius is one of many that nobody will ask for again
	reaches []arcs.Reach   // of facilities, once asked for
	counted *arcs.Spread   // over demand.spread(), once swept
	drawGap bool           // the sweep of land is to bring its gaps too
	gap     []arcs.Contour // of demand.land, when drawGap was set and it was swept
}

// spread returns how the facilities cover what demand is spread over, nil where
// it is not; it is swept once for a question.
func (s *Study) spread(ctx context.Context, u *setup) (swept *arcs.Spread, err error) {
	if u.counted == nil && u.demand.parcelled != nil {
		u.counted, err = s.sweepSpread(ctx, u)
	}
	return u.counted, err
}

// resolve finds what the question speaks of.
func (s *Study) resolve(ctx context.Context, q Question) (*setup, error) {
	u := &setup{Question: q}
	if u.Demand.Kind == "" {
		u.Demand.Kind = DemandLand
	}
	var err error
	if u.roster, err = s.rosterFor(ctx, &q); err != nil {
		return nil, err
	}
	if u.RadiusM == 0 {
		rule := s.serviceRule(q.Service)
		u.rule, u.RadiusM = &rule, rule.RadiusM
	}
	if u.demand, err = s.demandFor(ctx, u.Demand, q.When); err != nil {
		return nil, err
	}
	u.meet(s)
	used := map[string]bool{s.Area.Layer: true}
	for id := range u.demand.layers {
		used[id] = true
	}
	for _, id := range u.roster.layers {
		used[id] = true
	}
	u.layers = s.versions(used)
	return u, nil
}

// serviceRule returns the radius of a kind, or of the kind that a facility
// layer holds.
func (s *Study) serviceRule(service string) Rule {
	if l, ok := s.dataset.Layer(service); ok && l.Kind != "" {
		return defaultRadius(s.dataset.Rules(), l.Kind)
	}
	kind, _ := kindOf(service)
	return defaultRadius(s.dataset.Rules(), kind)
}

// Cover returns what the service reaches of the demand.
//
// A place exactly at the radius is served. A facility counts when its reach
// touches the study area, wherever it stands. The error is a [*ParameterError]
// where the question cannot be answered as asked, or the context's.
func (s *Study) Cover(ctx context.Context, q Question) (*Result, error) {
	u, err := s.resolve(ctx, q)
	if err != nil {
		return nil, err
	}
	return s.cover(ctx, u)
}

// cover answers a question with every word resolved.
func (s *Study) cover(ctx context.Context, u *setup) (*Result, error) {
	t, err := s.count(ctx, u)
	if err != nil {
		return nil, err
	}
	r := &Result{
		Service: u.Service, RadiusM: u.RadiusM, Rule: u.rule, Demand: u.Demand,
		Total: u.demand.total, Depth: t.depth, Layers: u.layers,
		DistanceErrorRatio: s.DistanceErrorRatio(u.RadiusM),
	}
	r.Gap = t.depth[0]
	for _, amount := range t.depth[1:] {
		r.Covered += amount
	}
	if r.Covered > r.Total/2 {
		r.Covered = r.Total - r.Gap // so that what is wholly covered has a ratio of exactly one
	}
	order := t.byReach()
	r.Facilities = make([]Served, 0, len(order))
	for _, i := range order {
		r.Facilities = append(r.Facilities, Served{u.facilities[i].facility, t.reach[i], t.exclusive[i]})
	}
	return r, nil
}

// tally is demand counted by depth and by facility.
type tally struct {
	depth     []float64 // demand served by exactly k facilities; never empty
	reach     []float64
	exclusive []float64
	touches   []bool // the facility's reach meets the study area
}

func newTally(facilities int) *tally {
	return &tally{
		depth: []float64{0}, reach: make([]float64, facilities),
		exclusive: make([]float64, facilities), touches: make([]bool, facilities),
	}
}

// byReach returns the numbers of the facilities that touch the study area, those
// with the most reach first.
func (t *tally) byReach() []int {
	order := make([]int, 0, len(t.touches))
	for i, touches := range t.touches {
		if touches {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(a, b int) int {
		switch {
		case t.reach[a] > t.reach[b]:
			return -1
		case t.reach[a] < t.reach[b]:
			return 1
		}
		return a - b
	})
	return order
}

// add counts an amount served by exactly k facilities.
func (t *tally) add(k int, amount float64) {
	for len(t.depth) <= k {
		t.depth = append(t.depth, 0)
	}
	t.depth[k] += amount
}

// count counts the demand of u by depth and facility.
func (s *Study) count(ctx context.Context, u *setup) (*tally, error) {
	t := newTally(len(u.facilities))
	s.countPoints(u, t)
	err := s.countTiles(ctx, u, t)
	if err == nil && u.demand.isLand && len(u.demand.tiles) == 0 {
		err = s.countLand(ctx, u, t)
	}
	if err == nil && !u.demand.isAll {
		err = s.noteTouching(ctx, u, t)
	}
	if err != nil {
		return nil, fmt.Errorf("coverage of %s by %s: %w", s.Area.ID, u.Service, err)
	}
	return t, nil
}

// countLand counts the demanded land in one sweep.
func (s *Study) countLand(ctx context.Context, u *setup, t *tally) error {
	swept, err := s.sweepLand(ctx, u, u.demand.land, arcs.Options{Contours: u.drawGap})
	if err != nil {
		return err
	}
	u.gap = swept.Gap
	for k, m2 := range swept.Depth {
		t.add(k, m2)
	}
	copy(t.reach, swept.Reach)
	copy(t.exclusive, swept.Exclusive)
	for i, m2 := range swept.Reach {
		t.touches[i] = m2 > 0
	}
	return nil
}

// noteTouching notes the facilities whose reach meets the study area, where
// that does not follow from the land they serve.
func (s *Study) noteTouching(ctx context.Context, u *setup, t *tally) error {
	var shapes []arcs.Reach
	var of []int
	for i, o := range u.facilities {
		if t.touches[i] {
			continue
		}
		if len(o.paths) == 1 && len(o.paths[0]) == 1 {
			t.touches[i] = s.within(o.paths[0][0], u.RadiusM)
			continue
		}
		shapes, of = append(shapes, o.reach(u.RadiusM)), append(of, i)
	}
	if len(shapes) == 0 {
		return nil
	}
	swept, err := arcs.Sweep(ctx, s.region, shapes, arcs.Options{})
	if err != nil {
		return err
	}
	for j, i := range of {
		t.touches[i] = swept.Reach[j] > 0
	}
	return nil
}

// countPoints counts the people or jobs that stand at points.
func (s *Study) countPoints(u *setup, t *tally) {
	if len(u.demand.points) == 0 {
		return
	}
	for _, p := range u.demand.points {
		covering := s.covering(u, p)
		t.add(len(covering), p.amount)
		for _, i := range covering {
			t.reach[i] += p.amount
			t.touches[i] = true
		}
		if len(covering) == 1 {
			t.exclusive[covering[0]] += p.amount
		}
	}
}

// countTiles counts demand that is spread over parcels.
func (s *Study) countTiles(ctx context.Context, u *setup, t *tally) error {
	swept, err := s.spread(ctx, u)
	if swept == nil || err != nil {
		return err
	}
	for k, amount := range swept.Depth {
		t.add(k, amount)
	}
	for i, amount := range swept.Reach {
		t.reach[i] += amount
		t.exclusive[i] += swept.Exclusive[i]
		t.touches[i] = t.touches[i] || amount > 0
	}
	return nil
}

// Curve returns the coverage ratio at each of the given radii, in metres and
// more than 0. The question's own radius is not looked at.
func (s *Study) Curve(ctx context.Context, q Question, radiiM []float64) ([]float64, error) {
	ratios := make([]float64, len(radiiM))
	for i, r := range radiiM {
		q.RadiusM = r
		u, err := s.resolve(ctx, q)
		if err != nil {
			return nil, err
		}
		u.once = true
		t, err := s.count(ctx, u)
		if err != nil {
			return nil, err
		}
		if u.demand.total > 0 {
			ratios[i] = max(0, 1-t.depth[0]/u.demand.total) // the parts of a gap of everything add up to a bit more
		}
	}
	return ratios, nil
}

// Reached returns the part of the study area, or of the demanded land, that is
// within reach, as polygons in WGS 84 degrees whose sides follow the arcs to
// within half a metre, with the radius that was used.
func (s *Study) Reached(ctx context.Context, q Question) (covered orb.MultiPolygon, radiusM float64, err error) {
	u, err := s.resolve(ctx, q)
	if err != nil {
		return nil, 0, err
	}
	region := s.region
	if u.Demand.Kind == DemandLandUse {
		region = u.demand.land
	}
	swept, err := s.sweepLand(ctx, u, region, arcs.Options{Covered: true})
	if err != nil {
		return nil, 0, fmt.Errorf("reach of %s in %s: %w", u.Service, s.Area.ID, err)
	}
	return s.toWGS84(polygonsOf(swept.Covered, contourToleranceM)), u.RadiusM, nil
}
