package standards

import (
	"cmp"
	"slices"
)

// Conflict is a question that documents of one jurisdiction answer differently.
type Conflict struct {
	Kind    string   `json:"kind,omitempty"`
	Subject string   `json:"subject,omitempty"`
	Metric  Metric   `json:"metric"`
	Case    string   `json:"case,omitempty"`
	When    string   `json:"when,omitempty"`
	Rules   []string `json:"rules" doc:"Ids of the rules, in the order of the table."`
	Answers []Value  `json:"answers" doc:"The value of each rule, in the same order."`
}

// Conflicts returns where rules for the same kind, subject, metric, condition
// and case give different values. Superseded documents and values not found do
// not count, nor does a range that holds the other value's bound as a part of
// the same text. Sorted by kind, metric and case.
func (s *Set) Conflicts() []Conflict {
	type question struct {
		kind, subject string
		metric        Metric
		when, forCase string
		jurisdiction  string
	}
	var order []question
	found := map[question]*Conflict{}
	ask := func(q question, r Rule, v Value) {
		c := found[q]
		if c == nil {
			c = &Conflict{Kind: q.kind, Subject: q.subject, Metric: q.metric, Case: q.forCase, When: q.when}
			found[q] = c
			order = append(order, q)
		}
		c.Rules = append(c.Rules, r.ID)
		c.Answers = append(c.Answers, v)
	}
	for _, r := range s.rules {
		if s.Document(r).Status == Superseded {
			continue
		}
		kinds := r.Kinds
		if len(kinds) == 0 {
			kinds = []string{""}
		}
		for _, k := range kinds {
			for _, v := range r.Values {
				ask(question{k, r.Subject, r.Metric, r.When, v.Case, r.Jurisdiction}, r, v)
			}
		}
	}
	var out []Conflict
	for _, q := range order {
		if c := found[q]; !agree(c.Answers) {
			out = append(out, *c)
		}
	}
	slices.SortStableFunc(out, func(a, b Conflict) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Metric, b.Metric), cmp.Compare(a.Case, b.Case))
	})
	return out
}

// agree tells whether all values are the same.
func agree(values []Value) bool {
	same := func(a, b *float64) bool {
		if a == nil || b == nil {
			return a == b
		}
		return *a == *b
	}
	for _, v := range values[1:] {
		if !same(v.Min, values[0].Min) || !same(v.Max, values[0].Max) || v.RadiusM != values[0].RadiusM {
			return false
		}
	}
	return true
}

// Conflicts is [Set.Conflicts] of the rules this program comes with.
func Conflicts() []Conflict { return Builtin().Conflicts() }
