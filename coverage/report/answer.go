package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"catchment/coverage/landuse"
	"catchment/coverage/scorecard"
	"catchment/data/standards"
)

// answerSection says first what the rest of the report shows: a few sentences,
// and each service in one line, the least covered first.
func (m *maker) answerSection() Section {
	s := Section{ID: "answer", Title: m.say("s_answer"), Tables: []Table{m.briefTable()}}
	add := func(text, method string) {
		if text != "" {
			s.Said = append(s.Said, Finding{text, method})
		}
	}
	counts := func(key string, c scorecard.Counts) {
		if c != (scorecard.Counts{}) {
			add(m.say(key, "n", c.Passed+c.Failed+c.Undecided, "pass", c.Passed, "fail", c.Failed, "open", c.Undecided), "M12")
		}
	}
	counts("score.percode", m.card.PerCode)
	counts("said_by_user", m.card.ByUser)
	if failed := m.failed(); len(failed) > 0 {
		add(m.say("said_failed", "services", m.list(failed)), "M12")
	}
	add(m.saidJurisdiction(), "M7")
	add(m.saidLand(), "M9")
	add(m.saidDensity(), "M10")
	if m.conflicts > 0 {
		add(m.say("said_conflicts", "n", m.conflicts), "M11")
	}
	if n := m.balance.FaultCount; n > 0 {
		add(m.say("said_unread", "n", n), "M14")
	}
	return s
}

// failed names the services that fail a rule per code.
func (m *maker) failed() []string {
	var out []string
	for i := range m.card.Rows {
		r := &m.card.Rows[i]
		if r.Verdict != scorecard.Fail || !r.Rule.PerCode {
			continue
		}
		name := m.serviceName(r.Service, r.NameZH, r.NameEN)
		if !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// saidJurisdiction is the first rule per code on land per station that fails.
func (m *maker) saidJurisdiction() string {
	for i := range m.card.Rows {
		r := &m.card.Rows[i]
		if r.Metric == standards.MetricJurisdictionArea && r.Verdict == scorecard.Fail && r.Rule.PerCode {
			return m.say("said_rule", "service", m.title(m.serviceName(r.Service, r.NameZH, r.NameEN)), "why", m.pick(r.Why), "basis", m.pick(r.Rule.Basis))
		}
	}
	return ""
}

// saidLand names the three first-level classes with most land.
func (m *maker) saidLand() string {
	b := m.balance
	if len(b.Levels[0]) == 0 {
		return ""
	}
	first := slices.Clone(b.Levels[0])
	slices.SortStableFunc(first, func(p, q landuse.ClassArea) int { return cmp.Compare(q.Share, p.Share) })
	var parts []string
	for _, c := range first[:min(3, len(first))] {
		parts = append(parts, fmt.Sprintf("%s %.2f %%", m.name(c.NameZH, c.NameEN), c.SharePercent))
	}
	return m.say("said_land", "area", fmt.Sprintf("%.2f", b.AreaM2/1e6), "pct", fmt.Sprintf("%.2f", b.UncoveredSharePercent), "classes", m.list(parts))
}

// saidDensity gives the figures of density that could be formed.
func (m *maker) saidDensity() string {
	var parts []string
	for _, id := range []string{"far_gross", "building_coverage", "green_ratio", "population_density", "jobs_density", "road_density"} {
		x, ok := m.balance.Measures[id]
		if !ok || x.Value == nil {
			continue
		}
		name := m.measureName(id, x.NameZH, x.NameEN)
		switch {
		case x.Unit != "1":
			parts = append(parts, fmt.Sprintf("%s %s %s", name, plainNumber(*x.Value), m.unitName(x.Unit)))
		case id == "far_gross":
			parts = append(parts, fmt.Sprintf("%s %.3g", name, *x.Value))
		default:
			parts = append(parts, fmt.Sprintf("%s %.2f %%", name, 100**x.Value))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return m.title(strings.Join(parts, m.say("semicolon"))) + m.say("sheet.stop")
}

// plainNumber writes a number of a sentence with about three figures.
func plainNumber(v float64) string {
	if v >= 100 {
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%.2f", v)
}

// briefTable is each service in one line, the least covered first.
func (m *maker) briefTable() Table {
	t := Table{ID: "brief", Title: m.say("t_brief"), Columns: []Column{
		{Name: m.say("q.service")}, {Name: m.say("q.radius"), Unit: "m"}, {Name: m.say("q.demand")}, {Name: m.say("cov.ratio"), Method: "M2"},
		{Name: m.say("people"), Method: "M3"}, {Name: m.say("cov.gaps"), Method: "M5"}, {Name: m.say("largest_gap"), Method: "M5"}, {Name: m.say("site"), Method: "M6"},
	}, Note: m.say("brief_note")}
	services := slices.Clone(m.services)
	slices.SortStableFunc(services, func(p, q *served) int { return cmp.Compare(p.result.Ratio(), q.result.Ratio()) })
	for _, v := range services {
		largest, site := text("—"), text("—")
		if all := v.patches.Patches; len(all) > 0 {
			if all[0].District != nil {
				largest = text(m.name(all[0].District.Name, all[0].District.NameEN))
			}
			if all[0].Site != nil {
				site = text(place(all[0].Site.At))
			}
		}
		ratio := number(v.result.Ratio(), Percent)
		ratio.Bar = true
		t.Rows = append(t.Rows, []Cell{
			text(m.title(m.name(v.NameZH, v.NameEN))), number(v.result.RadiusM, Whole), text(m.say(v.demand)), ratio, m.peopleCell(v),
			number(float64(len(v.patches.Patches)), Whole), largest, site,
		})
	}
	return t
}
