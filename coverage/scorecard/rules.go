package scorecard

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"catchment/data"
	"catchment/data/standards"
)

// candidate is one value of one rule for one service.
type candidate struct {
	service  string
	rule     standards.Rule
	document standards.Document
	value    standards.Value // zero for a rule without values
	number   int             // of the value, from 0
}

// candidates returns the rules of China and of user's sets for the given kinds and those about no
// facility, in the order of the kinds and of the table. A superseded rule is
// left out where one in force says the same.
func candidates(set *standards.Set, kinds []string) []candidate {
	var all []candidate
	add := func(service string, r standards.Rule) {
		if !r.Holds() {
			return
		}
		values := r.Values
		if len(values) == 0 {
			values = []standards.Value{{}}
		}
		for i, v := range values {
			all = append(all, candidate{service, r, set.Document(r), v, i})
		}
	}
	for _, k := range kinds {
		for _, r := range set.RulesFor(k) {
			add(k, r)
		}
	}
	for _, r := range set.Rules() {
		if len(r.Kinds) == 0 {
			add(r.Subject, r)
		}
	}
	return slices.DeleteFunc(all, func(c candidate) bool {
		return c.document.Status == standards.Superseded && slices.ContainsFunc(all, c.sameInForce)
	})
}

// sameInForce tells whether d is in force and asks of the same service what c
// asks.
func (c candidate) sameInForce(d candidate) bool {
	same := func(a, b *float64) bool { return a == nil && b == nil || a != nil && b != nil && *a == *b }
	return d.document.Status == standards.InForce && d.rule.PerCode() && d.service == c.service && d.rule.Metric == c.rule.Metric &&
		d.rule.When == c.rule.When && d.value.RadiusM == c.value.RadiusM && same(d.value.Max, c.value.Max) && same(d.value.Min, c.value.Min)
}

// id names the candidate's row.
func (c candidate) id() string {
	id := c.rule.ID
	if len(c.rule.Kinds) > 1 {
		id += "@" + c.service
	}
	if len(c.rule.Values) > 1 {
		id += "#" + strconv.Itoa(c.number+1)
	}
	return id
}

// condition returns what must hold for the value to apply; empty for always. A
// case that only repeats the radius is none.
func (c candidate) condition() string {
	switch {
	case c.rule.When != "":
		return c.rule.When
	case strings.HasPrefix(c.value.Case, "within "):
		return ""
	}
	return c.value.Case
}

// row returns the row of the candidate without its standings.
func (c candidate) row(differs map[string][]string) Row {
	r := Row{
		ID: c.id(), Service: c.service, NameZH: c.rule.NameZH, NameEN: c.rule.NameEN, Rule: describeRule(c.rule, c.document),
		Metric: c.rule.Metric, Case: c.value.Case, Unit: c.rule.Unit, RadiusM: c.value.RadiusM,
	}
	if condition := c.condition(); condition != "" {
		t := conditionText(condition)
		r.Condition = &t
	}
	r.Rule.Differs = differs[c.rule.ID]
	return r
}

// describeRule says where a rule comes from. A recalled rule names no document;
// one of a user's set names its document always, with its evidence.
func describeRule(r standards.Rule, d standards.Document) ScoredRule {
	out := ScoredRule{ID: r.ID, Status: d.Status, Evidence: r.Evidence, Confidence: r.Confidence, PerCode: r.PerCode(), Note: r.Note}
	out.Basis.ZH, out.Basis.EN = r.Basis(d)
	out.Basis.EN = strings.ReplaceAll(out.Basis.EN, "表", "table ")
	switch {
	case r.Evidence == standards.NotFound:
		return out
	case r.Set != "":
		out.Set, out.Source = r.Set, r.Source
	case !r.PerCode():
		out.Status = standards.None
		return out
	}
	out.Standard, out.TitleZH, out.TitleEN, out.Force, out.Wording = r.Standard, d.TitleZH, d.TitleEN, r.Force, r.Wording
	if r.ClauseKnown() {
		out.Clause = r.Clause
	}
	return out
}

// mostDiffering is how many rules a row names that answer otherwise.
const mostDiffering = 50

// differing returns for each rule the first of the rules that answer its
// question otherwise.
func differing(set *standards.Set) map[string][]string {
	out := map[string][]string{}
	for _, c := range set.Conflicts() {
		for i, a := range c.Rules {
			for j, b := range c.Rules {
				if len(out[a]) >= mostDiffering {
					break
				}
				if a != b && c.Answers[i].Differs(c.Answers[j]) && !slices.Contains(out[a], b) {
					out[a] = append(out[a], b)
				}
			}
		}
	}
	return out
}

// serviceKinds returns the facility kinds of a dataset in the order of the list
// of kinds, others after them by name.
func serviceKinds(ds *data.Dataset) []string {
	present := ds.Kinds()
	var out, others []string
	for _, k := range data.Kinds() {
		if present[k.Kind] > 0 {
			out = append(out, string(k.Kind))
		}
	}
	for k := range present {
		if !slices.Contains(out, string(k)) {
			others = append(others, string(k))
		}
	}
	slices.Sort(others)
	return append(out, others...)
}

// sizeClass is a range of areas that a rule speaks of, in square metres.
type sizeClass struct{ fromM2, belowM2 float64 }

// sizeOf reads a condition such as "area 1-5 ha", "area >= 50 ha" or "area
// 0.2-0.4 ha (old town)", with whether there is more to it; ok is false when it
// is none.
func sizeOf(condition string) (c sizeClass, further, ok bool) {
	rest, ok := strings.CutPrefix(condition, "area ")
	if !ok {
		return c, false, false
	}
	rest, _, further = strings.Cut(rest, " (")
	var unit string
	if n, err := fmt.Sscanf(rest, ">= %f %s", &c.fromM2, &unit); err == nil && n == 2 {
		c.belowM2 = 1e12
	} else if n, err := fmt.Sscanf(rest, "%f-%f %s", &c.fromM2, &c.belowM2, &unit); err != nil || n != 3 {
		return c, false, false
	}
	switch unit {
	case "ha":
		return sizeClass{c.fromM2 * 1e4, c.belowM2 * 1e4}, further, true
	case "m2":
		return c, further, true
	}
	return c, false, false
}
