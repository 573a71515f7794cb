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
// and case give different values; a bound that only one of them states is no
// conflict. The rules of a user's set are held against those of the country.
// Superseded documents and values not found do not count. Sorted by
// kind, metric and case.
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
				ask(question{k, r.Subject, r.Metric, r.When, v.Case, r.place()}, r, v)
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

// agree tells whether no two values differ in a bound that both state.
func agree(values []Value) bool {
	var first Value // the first of each bound
	for _, v := range values {
		if v.Differs(first) {
			return false
		}
		first.Min, first.Max = cmp.Or(first.Min, v.Min), cmp.Or(first.Max, v.Max)
	}
	return true
}

// Differs tells whether v and w state the same bound differently.
func (v Value) Differs(w Value) bool {
	differ := func(a, b *float64) bool { return a != nil && b != nil && *a != *b }
	return differ(v.Min, w.Min) || differ(v.Max, w.Max)
}
