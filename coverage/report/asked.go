package report

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"catchment/coverage"
)

// askedSection answers the one question that the report was asked for beside
// those of the standards: its own radius, demand and changes to the facilities.
//
//  1. what is covered, with the changes and without
//  2. the same by district
//  3. what each change does
//  4. map, facilities and gaps as they would be
func (m *maker) askedSection(ctx context.Context) (Section, error) {
	s := Section{ID: "asked", Title: m.say("s_asked")}
	asked, unchanged := *m.asked, *m.asked
	unchanged.Sites = coverage.Changes{}
	c, err := m.study.Compare(ctx, unchanged, asked)
	if err != nil {
		return s, err
	}
	changes := len(asked.Sites.Added)+len(asked.Sites.Moved)+len(asked.Sites.Closed) > 0
	v := &served{Service: m.serviceAsked(c.B.Service), demand: demandKey(asked.Demand), asked: asked, result: c.B}
	if v.patches, err = m.study.Gaps(ctx, asked); err != nil {
		return s, err
	}
	unit := m.unitOf(asked.Demand)
	demand := m.demandName(asked.Demand)
	s.Said = []Finding{{m.say("asked_said", "demand", demand, "service", m.name(v.NameZH, v.NameEN), "radius", c.B.RadiusM, "pct", fmt.Sprintf("%.2f", 100*c.B.Ratio()), "gap", plainNumber(c.B.Gap)+" "+unit), "M2"}}
	if changes {
		s.Said = append(s.Said, Finding{m.say("asked_changed", "pct", fmt.Sprintf("%.2f", 100*c.A.Ratio()), "points", fmt.Sprintf("%+.2f", 100*(c.B.Ratio()-c.A.Ratio()))), "M2"})
	}
	sheet, err := m.serviceMap(ctx, v)
	if err != nil {
		return s, err
	}
	sheet.ID = "map_asked"
	s.Maps = []Map{sheet}

	s.Tables = append(s.Tables, m.askedWhole(c, changes, demand, unit))
	if len(c.Districts) > 0 {
		s.Tables = append(s.Tables, m.askedDistricts(c, changes, unit))
	}
	if changes {
		s.Tables = append(s.Tables, m.askedSites(c, unit))
	}
	facilities, gaps := m.facilityTable(v), m.gapTable(v)
	facilities.ID, gaps.ID = "asked_facilities", "asked_gaps"
	s.Tables = append(s.Tables, facilities)
	if len(gaps.Rows) > 0 {
		s.Tables = append(s.Tables, gaps)
	}
	return s, nil
}

// serviceAsked returns the service of a name; of a facility layer what there is to say of it.
func (m *maker) serviceAsked(name string) coverage.Service {
	all := coverage.Services(m.ds)
	if i := slices.IndexFunc(all, func(s coverage.Service) bool { return string(s.Kind) == name }); i >= 0 {
		return all[i]
	}
	s := coverage.Service{NameZH: name, NameEN: name}
	if l, ok := m.ds.Layer(name); ok {
		s.NameZH, s.NameEN = l.Name, l.NameEN
	}
	return s
}

// demandKey is the key of a demand's name.
func demandKey(d coverage.Demand) string {
	switch d.Kind {
	case coverage.DemandPopulation:
		return "demand.population.in"
	case coverage.DemandJobs:
		return "demand.jobs.in"
	case coverage.DemandLandUse:
		if slices.Equal(d.Classes, []string{"R"}) {
			return "demand.homes.in"
		}
		return "demand.landuse.in"
	}
	return "demand.land.in"
}

// changeKey is the key of the name of a change of a facility.
func changeKey(c coverage.SiteChange) string {
	if c == coverage.SiteSame {
		return "sc.site.same"
	}
	return "site." + string(c)
}

// demandName names a demand, with its classes where the name does not say them.
func (m *maker) demandName(d coverage.Demand) string {
	if d.Kind == coverage.DemandLandUse {
		return m.say(demandKey(d)) + m.aside(strings.Join(d.Classes, ", "))
	}
	return m.say(demandKey(d))
}

func (m *maker) askedWhole(c *coverage.Comparison, changes bool, demand, unit string) Table {
	t := Table{ID: "asked_whole", Title: m.say("view.coverage"), Note: m.say("asked_note"), Columns: []Column{
		{Name: m.say("state")}, {Name: m.say("q.radius"), Unit: "m"}, {Name: m.say("q.demand")}, {Name: m.say("dis.total"), Unit: unit, Method: "M1"}, {Name: m.say("cov.covered"), Unit: unit, Method: "M2"},
		{Name: m.say("cov.gap"), Unit: unit, Method: "M2"}, {Name: m.say("cov.ratio"), Method: "M2"}, {Name: m.say("sc.twice"), Unit: unit, Method: "M2"}, {Name: m.say("facilities")}, {Name: m.say("cov.gaps"), Method: "M5"},
	}}
	row := func(state string, r *coverage.Result, gaps int) {
		twice := 0.0
		for k := 2; k < len(r.Depth); k++ {
			twice += r.Depth[k]
		}
		t.Rows = append(t.Rows, []Cell{text(state), number(r.RadiusM, Whole), text(demand), number(r.Total, Whole), number(r.Covered, Whole),
			number(r.Gap, Whole), number(r.Ratio(), Percent), number(twice, Whole), number(float64(len(r.Facilities)), Whole), number(float64(gaps), Whole)})
	}
	row(m.say("asked_as_is"), c.A, len(c.GapsA))
	if changes {
		row(m.say("asked_with"), c.B, len(c.GapsB))
	}
	return t
}

func (m *maker) askedDistricts(c *coverage.Comparison, changes bool, unit string) Table {
	t := Table{ID: "asked_districts", Title: m.say("sc.bydistrict"), Columns: []Column{
		{Name: m.say("sc.district")}, {Name: m.say("dis.total"), Unit: unit, Method: "M1"}, {Name: m.say("cov.covered"), Unit: unit, Method: "M2"}, {Name: m.say("cov.gap"), Unit: unit, Method: "M2"}, {Name: m.say("cov.ratio"), Method: "M2"},
	}}
	if changes {
		t.Columns = append(t.Columns, Column{Name: m.say("ratio_before"), Method: "M2"}, Column{Name: m.say("sc.change.gained"), Unit: unit, Method: "M2"}, Column{Name: m.say("sc.change.lost"), Unit: unit, Method: "M2"})
	}
	share := func(part, whole float64) Cell {
		if whole <= 0 {
			return text("—")
		}
		return number(min(part/whole, 1), Percent)
	}
	for _, d := range c.Districts {
		name := m.say("sc.nodistrict")
		if d.ID != "" {
			name = m.name(d.Name, d.NameEN)
		}
		row := []Cell{text(name), number(d.TotalB, Whole), number(d.CoveredB, Whole), number(d.TotalB-d.CoveredB, Whole), share(d.CoveredB, d.TotalB)}
		if changes {
			row = append(row, share(d.CoveredA, d.TotalA), number(d.Gained, Whole), number(d.Lost, Whole))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// askedSites lists the facilities that the changes make others, or make serve more or less.
func (m *maker) askedSites(c *coverage.Comparison, unit string) Table {
	t := Table{ID: "asked_sites", Title: m.say("t_asked_sites"), Columns: []Column{
		{Name: m.say("facility")}, {Name: m.say("change")}, {Name: m.say("place")}, {Name: m.say("alone_before"), Unit: unit, Method: "M4"}, {Name: m.say("alone_after"), Unit: unit, Method: "M4"},
	}}
	for i := range c.Facilities {
		f := &c.Facilities[i]
		before, after := number(f.AloneA, Whole), number(f.AloneB, Whole)
		switch f.Change {
		case coverage.SiteAdded:
			before = text("—")
		case coverage.SiteClosed:
			after = text("—")
		}
		t.Rows = append(t.Rows, []Cell{text(m.facilityName(f.Facility)), text(m.say(changeKey(f.Change))), text(place(f.Position)), before, after})
	}
	return t
}
