package report

import (
	"context"
	"fmt"
	"strings"

	"github.com/paulmach/orb"

	"catchment/coverage"
	"catchment/geo/measure"
)

// basis says where a service's radius comes from.
func (m *maker) basis(r coverage.Rule) string {
	var parts []string
	if r.Set != "" {
		parts = append(parts, m.say("set_of_user", "set", r.Set))
	}
	switch {
	case r.Standard == "":
		return m.clause(append(parts, m.say("default_basis"))...)
	case r.Clause == "":
		return m.tidy(m.clause(append(parts, r.Standard, m.say("rules.noclause"))...))
	}
	return m.tidy(m.clause(append(parts, r.Standard, r.Clause)...))
}

// unitOf is the unit of amounts of a demand, as it stands on paper.
func (m *maker) unitOf(d coverage.Demand) string { return m.unitName(d.Unit()) }

// serviceSection tells what each service covers, and by which facility.
func (m *maker) serviceSection(context.Context) (Section, error) {
	s := Section{ID: "services", Title: m.say("s_services")}
	whole := Table{ID: "coverage", Title: m.say("t_reach"), Columns: []Column{
		{Name: m.say("q.service")}, {Name: m.say("q.radius"), Unit: "m"}, {Name: m.say("basis"), Wide: true}, {Name: m.say("q.demand")},
		{Name: m.say("dis.total"), Unit: "m²", Method: "M1"}, {Name: m.say("cov.covered"), Unit: "m²", Method: "M2"}, {Name: m.say("cov.gap"), Unit: "m²", Method: "M2"},
		{Name: m.say("cov.ratio"), Method: "M2"}, {Name: m.say("sc.twice"), Unit: "m²", Method: "M2"}, {Name: m.say("people"), Method: "M3"}, {Name: m.say("facilities")}, {Name: m.say("cov.gaps"), Method: "M5"},
	}}
	for _, v := range m.services {
		r := v.result
		twice := 0.0
		for k, amount := range r.Depth {
			if k >= 2 {
				twice += amount
			}
		}
		whole.Rows = append(whole.Rows, []Cell{
			text(m.name(v.NameZH, v.NameEN)), number(r.RadiusM, Whole), text(m.basis(v.Rule)), text(m.say(v.demand)),
			number(r.Total, Whole), number(r.Covered, Whole), number(r.Gap, Whole), number(r.Ratio(), Percent), number(twice, Whole), m.peopleCell(v),
			number(float64(len(r.Facilities)), Whole), number(float64(len(v.patches.Patches)), Whole),
		})
		s.Tables = append(s.Tables, m.facilityTable(v))
	}
	s.Tables = append([]Table{whole}, s.Tables...)
	return s, nil
}

// peopleCell is the part of the residents that a service reaches.
func (m *maker) peopleCell(v *served) Cell {
	if v.people == nil || v.people.Total <= 0 {
		return text("—")
	}
	return number(v.people.Ratio(), Percent)
}

// place writes longitude and latitude to a metre.
func place(p orb.Point) string { return fmt.Sprintf("%.5f, %.5f", p[0], p[1]) }

func (m *maker) facilityTable(v *served) Table {
	name := m.name(v.NameZH, v.NameEN)
	t := Table{ID: "facilities_" + string(v.Kind), Title: m.say("t_facilities") + " · " + name, Columns: []Column{
		{Name: m.say("facility")}, {Name: m.say("layer")}, {Name: m.say("fact.status")}, {Name: m.say("fact.opens")}, {Name: m.say("place")},
		{Name: m.say("site.reach"), Unit: m.unitOf(v.asked.Demand), Method: "M4"}, {Name: m.say("site.only"), Unit: m.unitOf(v.asked.Demand), Method: "M4"},
	}}
	for _, f := range v.result.Facilities {
		opens, place := text("—"), "outside"
		if f.Opens != 0 {
			opens = number(float64(f.Opens), Plain)
		}
		if measure.DistanceTo(f.Position, m.study.Area.Shape) == 0 {
			place = "inside"
		}
		t.Rows = append(t.Rows, []Cell{
			text(m.facilityName(f.Facility)), text(f.Layer), text(m.say("status." + f.Status.String())), opens, text(m.say(place)), number(f.Reach, Whole), number(f.Exclusive, Whole),
		})
	}
	return t
}

func (m *maker) facilityName(f *coverage.Facility) string {
	if name := m.name(f.Name, f.NameEN); name != "" {
		return name
	}
	if n, ok := strings.CutPrefix(f.ID, "new-"); ok && f.Layer == coverage.AddedLayer {
		return m.say("site.new", "n", n)
	}
	return f.ID
}

// gapSection lists the gaps of each service.
func (m *maker) gapSection(context.Context) (Section, error) {
	s := Section{ID: "gaps", Title: m.say("gaps.title"), Intro: []string{m.say("gaps_intro")}}
	for _, v := range m.services {
		if len(v.patches.Patches) > 0 {
			s.Tables = append(s.Tables, m.gapTable(v))
		}
	}
	return s, nil
}

func (m *maker) gapTable(v *served) Table {
	unit := m.unitOf(v.asked.Demand)
	t := Table{ID: "gaps_" + string(v.Kind), Title: m.say("gaps.title") + " · " + m.name(v.NameZH, v.NameEN) + m.aside(m.clause(fmt.Sprintf("%g m", v.result.RadiusM), m.say(v.demand))), Columns: []Column{
		{Name: m.say("rank")}, {Name: m.say("sc.district")}, {Name: m.say("cov.gap"), Unit: unit, Method: "M5"}, {Name: m.title(m.say("how.of.nearest"))},
		{Name: m.say("nearest_m"), Unit: "m", Method: "M5"}, {Name: m.say("farthest_m"), Unit: "m", Method: "M5"}, {Name: m.say("site"), Method: "M6"}, {Name: m.say("wi.covered"), Unit: unit, Method: "M6"},
	}}
	for i := range v.patches.Patches {
		p := &v.patches.Patches[i]
		district, nearest, site := "—", "—", text("—")
		var nearM, farM, gain *float64
		if p.District != nil {
			district = m.name(p.District.Name, p.District.NameEN)
		}
		if p.Nearest != nil {
			nearest, nearM, farM = m.facilityName(p.Nearest), &p.NearestM, &p.FarthestM
		}
		if p.Site != nil {
			site, gain = text(place(p.Site.At)), &p.Site.Gain
		}
		t.Rows = append(t.Rows, []Cell{
			number(float64(p.Rank), Whole), text(district), number(p.Amount, Whole), text(nearest), maybe(nearM, Whole), maybe(farM, Whole), site, maybe(gain, Whole),
		})
	}
	return t
}
