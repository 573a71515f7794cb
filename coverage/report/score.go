package report

import (
	"context"
	"strings"

	"catchment/coverage/scorecard"
	"catchment/data/standards"
)

// score is the section of the scorecard.
func (m *maker) score(context.Context) (Section, error) {
	s := Section{ID: "score", Title: m.say("t_score"), Intro: []string{m.say("score_intro")}}
	s.Tables = append(s.Tables, m.scoreTable(), m.stateTable())
	if len(m.card.Districts) > 0 {
		s.Tables = append(s.Tables, m.districtTable())
	}
	if t := m.outsideTable(); len(t.Rows) > 0 {
		s.Tables = append(s.Tables, t)
	}
	return s, nil
}

func (m *maker) scoreTable() Table {
	t := Table{ID: "scorecard", Title: m.say("t_score"), Columns: []Column{
		{Name: m.say("q.service")}, {Name: m.say("rule"), Wide: true}, {Name: m.say("force.is")}, {Name: m.say("denominator"), Wide: true},
		{Name: m.say("score.value"), Method: "M2 M7 M8"}, {Name: m.say("unit")}, {Name: m.say("target"), Wide: true}, {Name: m.say("people"), Method: "M3"},
		{Name: m.say("score.verdict"), Method: "M12"}, {Name: m.say("why"), Wide: true},
	}}
	for i := range m.card.Rows {
		r := &m.card.Rows[i]
		t.Rows = append(t.Rows, []Cell{
			text(m.rowName(r)), text(m.pick(r.Rule.Basis)), text(m.force(r.Rule.Force)), text(m.denominator(r)),
			valueCell(r.Value, r.Unit), text(m.unitName(r.Unit)), text(m.pick(r.Target)), shareCell(r.People), m.verdict(r.Verdict), text(m.pick(r.Why)),
		})
	}
	return t
}

func (m *maker) rowName(r *scorecard.Row) string {
	name := m.tidy(m.name(r.NameZH, r.NameEN))
	if r.Condition != nil {
		if condition := m.pick(*r.Condition); !saysAlready(name, condition) {
			name += m.aside(condition)
		}
	}
	if service := m.serviceName(r.Service, "", ""); service != "" && service != name {
		return service + " · " + name
	}
	return name
}

// saysAlready tells whether the name of a rule says its condition: "park ≥ 50
// ha" where the area is at least 50 ha.
func saysAlready(name, condition string) bool {
	bare := strings.NewReplacer(" ", "", "\u00a0", "", "-", "", "–", "", "area", "", "面积", "").Replace
	return strings.Contains(bare(name), bare(condition))
}

func (m *maker) force(f standards.Force) string {
	if f == standards.Unstated {
		return "—"
	}
	return m.say("force." + string(f))
}

func (m *maker) denominator(r *scorecard.Row) string {
	name := m.pick(r.Of.Name)
	switch {
	case name == "":
		return "—"
	case !r.Of.Named:
		return m.say("denominator_taken", "of", name)
	}
	return name
}

// valueCell writes a value in its unit.
func valueCell(v *float64, unit string) Cell {
	if unit == "1" {
		return maybe(v, Percent)
	}
	return maybe(v, Cents)
}

func shareCell(s *scorecard.Share) Cell {
	if s == nil || s.Total <= 0 {
		return text("—")
	}
	return number(s.Ratio, Percent)
}

func (m *maker) verdict(v scorecard.Verdict) Cell {
	return Cell{Text: m.say("verdict." + string(v)), Verdict: v}
}

// stateTable shows how rows change as the plan is built. Rows that no state
// decides and those for comparison are left out.
func (m *maker) stateTable() Table {
	t := Table{ID: "by_state", Title: m.say("t_states"), Columns: []Column{{Name: m.say("q.service")}, {Name: m.say("rule"), Wide: true}, {Name: m.say("target"), Wide: true}}}
	for _, s := range m.card.States {
		t.Columns = append(t.Columns, Column{Name: m.pick(s.Name), Method: "M2 M7 M8"}, Column{Name: m.say("score.verdict"), Method: "M12"})
	}
	for i := range m.card.Rows {
		r := &m.card.Rows[i]
		if !decided(r.States) {
			continue
		}
		row := []Cell{text(m.rowName(r)), text(m.pick(r.Rule.Basis)), text(m.pick(r.Target))}
		for _, s := range r.States {
			row = append(row, valueCell(s.Value, r.Unit), m.verdict(s.Verdict))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// decided tells whether any standing passes or fails.
func decided(all []scorecard.Standing) bool {
	for _, s := range all {
		if s.Verdict != scorecard.Undecidable {
			return true
		}
	}
	return false
}

// districtTable shows land and people side by side for each district.
func (m *maker) districtTable() Table {
	t := Table{ID: "by_district", Title: m.say("sc.bydistrict"), Columns: []Column{
		{Name: m.say("q.service")}, {Name: m.say("rule"), Wide: true}, {Name: m.say("sc.district")}, {Name: m.say("score.value"), Method: "M2 M8"},
		{Name: m.say("land"), Method: "M2"}, {Name: m.say("people"), Method: "M3"}, {Name: m.say("facilities")}, {Name: m.say("score.verdict"), Method: "M12"},
	}}
	for i := range m.card.Rows {
		r := &m.card.Rows[i]
		if !decided(r.Districts) {
			continue
		}
		for k, s := range r.Districts {
			d := m.card.Districts[k]
			t.Rows = append(t.Rows, []Cell{
				text(m.rowName(r)), text(m.pick(r.Rule.Basis)), text(m.name(d.Name, d.NameEN)), valueCell(s.Value, r.Unit),
				shareCell(s.Land), shareCell(s.People), number(float64(s.Facilities), Whole), m.verdict(s.Verdict),
			})
		}
	}
	return t
}

// outsideTable names the facilities that stand outside and reach in, once for
// each service at its widest radius.
func (m *maker) outsideTable() Table {
	t := Table{ID: "outside", Title: m.say("t_outside"), Columns: []Column{
		{Name: m.say("q.service")}, {Name: m.say("facility")}, {Name: m.say("layer")}, {Name: m.say("q.radius"), Unit: "m"},
		{Name: m.say("distance"), Unit: "m", Method: "M5"}, {Name: m.say("site.reach"), Unit: "m²", Method: "M4"},
	}}
	widest := map[string]*scorecard.Row{}
	var order []string
	for i := range m.card.Rows {
		r := &m.card.Rows[i]
		if len(r.Outside) == 0 || r.RadiusM == 0 {
			continue
		}
		if widest[r.Service] == nil {
			order = append(order, r.Service)
		}
		if w := widest[r.Service]; w == nil || r.RadiusM > w.RadiusM {
			widest[r.Service] = r
		}
	}
	for _, service := range order {
		r := widest[service]
		for _, o := range r.Outside {
			t.Rows = append(t.Rows, []Cell{
				text(m.serviceName(service, r.NameZH, r.NameEN)), text(m.name(o.Name, o.NameEN)), text(o.Layer), number(r.RadiusM, Whole),
				number(o.DistanceM, Whole), number(o.Reach, Whole),
			})
		}
	}
	return t
}
