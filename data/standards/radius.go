package standards

import (
	"cmp"
	"slices"
	"strings"
)

// DefaultRadius returns the rule, and its distance in metres, by which a
// facility kind is measured when the planner names no radius; false when no
// document seen gives one, as for city hospitals and fire stations (whose rules
// are a time and an area).
//
// Only rules of China that may be shown as per code count, and those of a
// user's set with their own evidence, that hold under any condition (a park's
// radius by its size does not) and give one distance: a radius, a walking
// distance, or the radius of a coverage ratio. Of several the first by this
// order is taken: a user's before others; in force before draft before superseded;
// radius before coverage ratio before walk; verbatim before secondary; higher
// confidence; the shorter distance; the id.
func (s *Set) DefaultRadius(kind string) (Rule, float64, bool) {
	var fit []Rule
	for _, i := range s.byKind[kind] {
		r := s.rules[i]
		if _, one := r.RadiusM(); one && (r.PerCode() || r.Set != "") && r.When == "" && r.Holds() {
			fit = append(fit, r)
		}
	}
	if len(fit) == 0 {
		return Rule{}, 0, false
	}
	best := slices.MinFunc(fit, s.precedence)
	m, _ := best.RadiusM()
	return best, m, true
}

// precedence orders rules as DefaultRadius says.
func (s *Set) precedence(a, b Rule) int {
	am, _ := a.RadiusM()
	bm, _ := b.RadiusM()
	return cmp.Or(
		-cmp.Compare(min(len(a.Set), 1), min(len(b.Set), 1)),
		cmp.Compare(rank(s.Document(a).Status, InForce, Local, Draft, Convention, Superseded), rank(s.Document(b).Status, InForce, Local, Draft, Convention, Superseded)),
		cmp.Compare(rank(a.Metric, MetricRadius, MetricCoverage, MetricWalk), rank(b.Metric, MetricRadius, MetricCoverage, MetricWalk)),
		cmp.Compare(rank(a.Evidence, Verbatim, Secondary), rank(b.Evidence, Verbatim, Secondary)),
		cmp.Compare(rank(a.Confidence, High, Medium, Low), rank(b.Confidence, High, Medium, Low)),
		cmp.Compare(am, bm),
		strings.Compare(a.ID, b.ID),
	)
}

// rank returns the place of v in order, after the last when it is not there.
func rank[T comparable](v T, order ...T) int {
	if i := slices.Index(order, v); i >= 0 {
		return i
	}
	return len(order)
}

// Origin says where a preset comes from.
type Origin string

// The origins of a preset.
const (
	FromRule    Origin = "rule"            // a rule that may be shown as per code
	FromUser    Origin = "user_rule"       // a rule of a user's set, with its own evidence
	FromProgram Origin = "program_default" // a default of this program, per no code
)

// Preset is a radius offered for a facility kind.
type Preset struct {
	RadiusM float64 `json:"radius_m"`
	Origin  Origin  `json:"origin" enum:"rule,user_rule,program_default"`
	// RuleID names the rule; for a program default the recalled rule that
	// suggested it, if any.
	RuleID  string `json:"rule,omitempty"`
	Label   string `json:"label"`
	Default bool   `json:"default,omitempty" doc:"Taken when no radius is asked for."`
}

// programRadii are radii offered where rules give none, the first being the
// one taken. They are conventions of this program and per no code.
var programRadii = map[string][]float64{
	"":             {1000, 300, 500, 2000},
	"school":       {500, 1000},
	"hospital":     {2000, 1000, 3000, 5000},
	"fire_station": {1500, 1000, 2000, 2500},
	"heat_plant":   {5000, 3000, 10000},
	"water_plant":  {5000, 3000, 10000},
	"substation":   {3000, 1000, 5000},
	"gas_station":  {2000, 1000, 5000},
	"bus_hub":      {1000, 500, 2000},
	"police":       {2000, 1000, 3000},
}

// Presets returns the radii to offer for a facility kind, shortest first, one
// of them the default. A radius that a rule gives says so; the others are
// labelled as defaults of this program. There is always at least one.
func (s *Set) Presets(kind string) []Preset {
	var all []Preset
	offer := func(p Preset) {
		if !slices.ContainsFunc(all, func(q Preset) bool { return q.RadiusM == p.RadiusM }) {
			all = append(all, p)
		}
	}
	rule, radiusM, ok := s.DefaultRadius(kind)
	if ok {
		offer(Preset{RadiusM: radiusM, Origin: rule.origin(), RuleID: rule.ID, Label: s.label(rule), Default: true})
	}
	for _, perCode := range []bool{true, false} {
		for _, r := range s.RulesFor(kind) {
			if r.PerCode() == perCode {
				s.offerRule(r, offer)
			}
		}
	}
	if !ok {
		radii, known := programRadii[kind]
		if !known {
			radii = programRadii[""]
		}
		for i, m := range radii {
			at := slices.IndexFunc(all, func(q Preset) bool { return q.RadiusM == m })
			if at < 0 {
				all = append(all, Preset{RadiusM: m, Origin: FromProgram, Label: programLabel})
				at = len(all) - 1
			}
			all[at].Default = i == 0
		}
	}
	slices.SortFunc(all, func(a, b Preset) int { return cmp.Compare(a.RadiusM, b.RadiusM) })
	return all
}

const programLabel = "default of this program"

// origin says where a preset of the rule comes from.
func (r Rule) origin() Origin {
	switch {
	case r.Set != "":
		return FromUser
	case r.PerCode():
		return FromRule
	}
	return FromProgram
}

// offerRule offers every distance that a rule of China names.
func (s *Set) offerRule(r Rule, offer func(Preset)) {
	if !r.Holds() || (r.Metric != MetricRadius && r.Metric != MetricWalk && r.Metric != MetricCoverage) {
		return
	}
	p := Preset{Origin: r.origin(), RuleID: r.ID, Label: s.label(r)}
	if p.Origin == FromProgram {
		p.Label = programLabel
	}
	for _, v := range r.Values {
		for _, m := range []*float64{v.Min, v.Max} {
			if m != nil && r.Metric != MetricCoverage {
				p.RadiusM = *m
				offer(p)
			}
		}
		if v.RadiusM > 0 {
			p.RadiusM = v.RadiusM
			offer(p)
		}
	}
}

// label names the rule's document, its clause or that it is unknown, and what
// the reader must know of its standing.
func (s *Set) label(r Rule) string {
	parts := []string{r.Standard}
	if r.Set != "" {
		parts = []string{"rule set " + r.Set, r.Standard}
	}
	if r.ClauseKnown() {
		parts = append(parts, r.Clause)
	} else {
		parts = append(parts, "clause unknown")
	}
	if st := s.Document(r).Status; st != InForce {
		parts = append(parts, string(st))
	}
	if r.When != "" {
		parts = append(parts, r.When)
	}
	if r.Set != "" && !r.PerCode() {
		parts = append(parts, string(r.Evidence)+", not per code")
	}
	return strings.Join(parts, ", ")
}
