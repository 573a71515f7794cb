package landuse

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"catchment/data/standards"
)

//go:embed conflicts.json
var conflictFile []byte

// pairing says which kinds a rule sets apart.
type pairing struct {
	Rule    string   `json:"rule"`
	Case    string   `json:"case"`
	Hazards []string `json:"hazards"`
	Exposed []string `json:"exposed"`
	NameZH  string   `json:"name_zh"`
	NameEN  string   `json:"name_en"`

	value *standards.Value // the one of a user's rule; nil takes those of Case
}

var pairings = sync.OnceValue(func() []pairing {
	var file struct {
		Pairings []pairing `json:"pairings"`
	}
	if err := json.Unmarshal(conflictFile, &file); err != nil {
		panic("the table of clearances built into the program: " + err.Error())
	}
	return file.Pairings
})

// homes is the name in a pairing for parcels of residential land.
const homes = "homes"

// pairingsOf returns the program's pairings whose rules are in the set, and one
// for each value of each clearance of a user's set, which may state none.
func pairingsOf(set *standards.Set) []pairing {
	var out []pairing
	for _, p := range pairings() {
		if _, ok := set.Rule(p.Rule); ok || p.Rule == "" {
			out = append(out, p)
		}
	}
	for _, r := range set.Rules() {
		if r.Set == "" || r.Metric != standards.MetricClearance {
			continue
		}
		p := pairing{Rule: r.ID, Hazards: r.Kinds, Exposed: r.Exposed, NameZH: r.NameZH, NameEN: r.NameEN}
		if len(p.Exposed) == 0 {
			p.Exposed = exposedTo(r.Kinds)
		}
		for i := range r.Values {
			p.value, p.Case = &r.Values[i], r.Values[i].Case
			out = append(out, p)
		}
		if len(r.Values) == 0 {
			out = append(out, p)
		}
	}
	return out
}

// exposedTo returns what the program's own pairings keep clear of hazards; for
// hazards that it does not know, all that any of them does.
func exposedTo(hazards []string) []string {
	var own, all []string
	for _, p := range pairings() {
		for _, k := range p.Exposed {
			if !slices.Contains(all, k) {
				all = append(all, k)
			}
			if !slices.Contains(own, k) && slices.ContainsFunc(p.Hazards, func(h string) bool { return slices.Contains(hazards, h) }) {
				own = append(own, k)
			}
		}
	}
	if len(own) > 0 {
		return own
	}
	return all
}

// clearance describes the rule of a pairing. A recalled value of this program is
// none; one of a user's set counts and says how it is known.
func (p pairing) clearance(set *standards.Set) Clearance {
	c := Clearance{Rule: p.Rule, NameZH: p.NameZH, NameEN: p.NameEN, Case: p.Case, Hazards: p.Hazards, Exposed: p.Exposed, Counts: map[ClearanceFinding]int{},
		BasisZH: "未找到规定二者间距的条文", BasisEN: "no clause that sets the two apart was found"}
	r, ok := set.Rule(p.Rule)
	if !ok {
		return c
	}
	document := set.Document(r)
	c.Set, c.When, c.Evidence, c.Source = r.Set, r.When, r.Evidence, r.Source
	c.BasisZH, c.BasisEN = r.Basis(document)
	if !r.PerCode() && r.Set == "" || r.Evidence == standards.NotFound {
		return c
	}
	c.Standard, c.Status, c.Force = r.Standard, document.Status, r.Force
	if r.ClauseKnown() {
		c.Clause = r.Clause
	}
	for _, v := range r.Values {
		if p.value != nil {
			v = *p.value
		}
		if v.Case == p.Case && v.Min != nil {
			m := *v.Min
			c.ClearanceM = &m
		}
	}
	c.conditional = r.When != "" || r.Set != "" && p.Case != ""
	return c
}

// conclude says what was checked, or why it could not be.
func (c *Clearance) conclude(screenM float64) {
	seen := [...]any{c.Found, c.Near}
	switch {
	case c.Found == 0:
		c.Outcome, c.OutcomeZH, c.OutcomeEN = NothingThere, "图层中没有此类危险设施，无可检查", "no layer has such a hazardous facility: nothing to check"
	case c.Near == 0:
		c.Outcome, c.OutcomeZH, c.OutcomeEN = NothingThere, "图层中没有需避让的对象，无可检查", "no layer has what must be kept clear of: nothing to check"
	case c.ClearanceM != nil:
		c.Outcome = Checked
		c.OutcomeZH = fmt.Sprintf("已按 %g m 检查 %d 处危险设施与 %d 处对象", append([]any{*c.ClearanceM}, seen[:]...)...)
		c.OutcomeEN = fmt.Sprintf("checked at %g m: %d hazardous against %d exposed", append([]any{*c.ClearanceM}, seen[:]...)...)
		if c.conditional {
			c.OutcomeZH += "；规则附有条件，数据未说明是否满足，故不判为冲突"
			c.OutcomeEN += "; the rule has a condition that no layer tells, so no pair is called a conflict"
		}
	case c.Standard != "":
		c.Outcome = NoValue
		c.OutcomeZH = fmt.Sprintf("未见条文数值，不作判定；仅列出 %g m 内的情形", screenM)
		c.OutcomeEN = fmt.Sprintf("the rule's distance was not seen, so nothing is judged; pairs within %g m are listed", screenM)
	default:
		c.Outcome = NoClause
		c.OutcomeZH = fmt.Sprintf("未找到条文，不作判定；仅列出 %g m 内的情形", screenM)
		c.OutcomeEN = fmt.Sprintf("no clause was found, so nothing is judged; pairs within %g m are listed", screenM)
	}
}

// mostDiffering is how many rules a clearance names that ask otherwise.
const mostDiffering = 50

// setApart names to each clearance the first of the rules that ask the same of the same
// kinds with another distance.
func setApart(all []Clearance) {
	share := func(a, b []string) bool {
		return slices.ContainsFunc(a, func(k string) bool { return slices.Contains(b, k) })
	}
	for i := range all {
		for j := range all {
			a, b := &all[i], &all[j]
			if len(a.Differs) < mostDiffering && a.Rule != b.Rule && a.ClearanceM != nil && b.ClearanceM != nil && *a.ClearanceM != *b.ClearanceM &&
				share(a.Hazards, b.Hazards) && share(a.Exposed, b.Exposed) && !slices.Contains(a.Differs, b.Rule) {
				a.Differs = append(a.Differs, b.Rule)
			}
		}
	}
}
