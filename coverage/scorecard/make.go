package scorecard

import (
	"context"
	"fmt"
	"math"
	"slices"

	"catchment/coverage"
	"catchment/data"
	"catchment/data/standards"
)

// Options are the choices of a scorecard; the zero value is useful.
type Options struct {
	Set *standards.Set // rules; nil takes those that hold in the dataset
	// When is the state that rows and districts are scored in; zero is what
	// exists today.
	When coverage.When
	// Years are the years of the plan to show; nil takes every fifth year up to
	// the last opening.
	Years []int
}

// Make returns the scorecard of a study area.
//
// Each rule of China, or of a user's set, for a facility kind of the dataset, and those for land and
// roads, gives a row for each of its values. Rows by time or along streets are
// undecidable here. The error is a [*coverage.ParameterError] or the context's.
func Make(ctx context.Context, study *coverage.Study, opt Options) (*Card, error) {
	if opt.Set == nil {
		opt.Set = study.Dataset().Rules()
	}
	m := &maker{set: opt.Set, ds: study.Dataset(), whole: groundOf(study)}
	m.states = m.statesOf(opt)
	var err error
	if m.districts, err = districtsOf(ctx, study); err != nil {
		return nil, fmt.Errorf("districts: %w", err)
	}
	card := &Card{
		Area: m.whole.place, AsOf: m.states[0], States: m.states, Districts: []Place{}, Rows: []Row{}, Unscored: []Unscored{}, RuleSets: opt.Set.Parts(),
		Layers: m.ds.Versions(), DistanceErrorRatio: study.DistanceErrorRatio(1000),
	}
	for _, d := range m.districts {
		card.Districts = append(card.Districts, d.place)
	}
	differs := differing(m.set)
	for _, c := range candidates(m.set, serviceKinds(m.ds)) {
		score, why := m.scorerOf(c)
		if score == nil {
			if why != (Text{}) {
				card.Unscored = append(card.Unscored, Unscored{c.id(), c.service, c.rule.Metric, why})
			}
			continue
		}
		row := c.row(differs)
		if err := m.fill(ctx, &row, score); err != nil {
			return nil, fmt.Errorf("rule %s: %w", row.ID, err)
		}
		card.count(&row)
		card.Rows = append(card.Rows, row)
	}
	return card, nil
}

func (c *Card) count(r *Row) {
	counts := &c.ByDefault
	switch {
	case r.Rule.PerCode:
		counts = &c.PerCode
	case r.Rule.Set != "":
		counts = &c.ByUser
	}
	switch r.Verdict {
	case Pass:
		counts.Passed++
	case Fail:
		counts.Failed++
	default:
		counts.Undecided++
	}
}

// maker is a scorecard in the making.
type maker struct {
	set       *standards.Set
	ds        *data.Dataset
	whole     *ground
	districts []*ground
	states    []State
}

// scorer completes a row and tells how it stands on a ground under a state.
type scorer interface {
	describe(row *Row)
	score(ctx context.Context, g *ground, when coverage.When) (Standing, error)
	// never says why no data of this kind could decide the rule, if so.
	never() (Text, bool)
}

// fill scores a row in every state and district.
func (m *maker) fill(ctx context.Context, row *Row, s scorer) error {
	s.describe(row)
	var err error
	if row.Standing, err = s.score(ctx, m.whole, m.states[0].When); err != nil {
		return err
	}
	row.Standing.In = m.states[0].ID
	row.States, row.Districts = []Standing{}, []Standing{}
	if why, never := s.never(); never {
		row.Verdict, row.Why = Undecidable, why
		return nil
	}
	for _, state := range m.states {
		st, err := s.score(ctx, m.whole, state.When)
		if err != nil {
			return err
		}
		st.In, st.Outside = state.ID, nil
		row.States = append(row.States, st)
	}
	for _, d := range m.districts {
		st, err := s.score(ctx, d, m.states[0].When)
		if err != nil {
			return err
		}
		st.In, st.Outside = d.place.ID, nil
		row.Districts = append(row.Districts, st)
	}
	return nil
}

// statesOf returns the states to score, the asked one first.
func (m *maker) statesOf(opt Options) []State {
	existing, building := data.StatusExisting, data.StatusUnderConstruction
	states := []State{
		{ID: "today", Name: Text{"现状", "today"}, When: coverage.When{Status: []data.Status{existing}}},
		{ID: "under_construction", Name: Text{"含在建", "with what is under construction"}, When: coverage.When{Status: []data.Status{existing, building}}},
		{ID: "planned", Name: Text{"规划全部建成", "with all that is planned"}},
	}
	years := opt.Years
	if years == nil {
		years = yearsOf(m.ds)
	}
	for _, y := range years {
		states = append(states, yearState(y))
	}
	asked := opt.When
	at := slices.IndexFunc(states, func(s State) bool { return fmt.Sprint(s.When) == fmt.Sprint(asked) })
	switch {
	case asked.Year != 0 && at < 0:
		return slices.Insert(states, 0, yearState(asked.Year))
	case asked.Year == 0 && len(asked.Status) == 0:
		return states
	case at < 0:
		return slices.Insert(states, 0, State{ID: "asked", Name: Text{"所选状态", "the states asked for"}, When: asked})
	}
	first := states[at]
	return slices.Insert(slices.Delete(states, at, at+1), 0, first)
}

func yearState(y int) State {
	return State{ID: fmt.Sprint(y), Name: Text{fmt.Sprintf("%d 年", y), fmt.Sprint(y)}, Year: y, When: coverage.When{Year: y}}
}

// yearsOf returns every fifth year after the last opening of what exists, up to
// the last opening of a facility.
func yearsOf(ds *data.Dataset) []int {
	past, last := 0, 0
	for _, l := range ds.LayersOf(data.RoleFacility) {
		for i := range l.Features {
			f := l.Facts(i)
			last = max(last, f.Opens)
			if f.Status == data.StatusExisting {
				past = max(past, f.Opens)
			}
		}
	}
	var years []int
	if past == 0 {
		return years
	}
	for y := past + 5 - past%5; y-last < 5 && len(years) < 6; y += 5 {
		years = append(years, y)
	}
	return years
}

// tolerance is the relative difference that counts as none: areas are exact to
// far less, but land that touches may be cut apart by rounding.
const tolerance = 1e-6

// judge holds a value against bounds.
func judge(value float64, atLeast, atMost *float64) Verdict {
	if atLeast != nil && value < *atLeast*(1-tolerance) || atMost != nil && value > *atMost*(1+tolerance) {
		return Fail
	}
	return Pass
}

// undecidable is a standing with a reason and no value.
func undecidable(zh, en string) Standing {
	return Standing{Verdict: Undecidable, Why: Text{zh, en}}
}

func number(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}
