package report

import (
	"context"
	"fmt"
	"math"

	"catchment/coverage/landuse"
	"catchment/coverage/scorecard"
	"catchment/data"
	"catchment/data/looks"
	"catchment/data/standards"
)

// landSection is the land-use balance.
func (m *maker) landSection(context.Context) (Section, error) {
	b := m.balance
	t := Table{ID: "balance", Title: m.say("lu.balance") + " · " + b.Scheme, Columns: []Column{
		{Name: m.say("lu.code")}, {Name: m.say("lu.class")}, {Name: m.say("area_m2"), Unit: "m²", Method: "M9"}, {Name: m.say("share"), Unit: "%", Method: "M9"}, {Name: m.say("parcels")},
	}}
	strong := false
	row := func(code, name string, look looks.Look, m2, percent float64, parcels int) {
		cells := []Cell{{Text: code, Color: look.Color, Hatch: hatchOf(look)}, text(name), number(m2, Whole), number(percent, Cents), number(float64(parcels), Whole)}
		for i := range cells {
			cells[i].Strong = strong
		}
		t.Rows = append(t.Rows, cells)
	}
	percent := 0.0
	for _, first := range b.Levels[0] {
		strong = true
		look, itself := m.landLooks[first.Code] // where the map shows it as a class of its own
		if !itself {
			look.Color = m.groundOf(first)
		}
		row(first.Code, m.name(first.NameZH, first.NameEN), look, first.AreaM2, first.SharePercent, first.Features)
		percent += first.SharePercent
		strong = false
		for _, second := range b.Levels[1] {
			if second.Parent == first.Code {
				row("　"+second.Code, m.name(second.NameZH, second.NameEN), m.landLooks[second.Code], second.AreaM2, second.SharePercent, second.Features)
			}
		}
	}
	row("—", m.say("lu.unclassified"), looks.Look{}, b.Unclassified.AreaM2, b.Unclassified.SharePercent, b.Unclassified.Features)
	row("—", m.say("lu.uncovered"), looks.Look{}, b.UncoveredM2, b.UncoveredSharePercent, 0)
	strong = true
	row("", m.say("sum"), looks.Look{}, b.AreaM2, percent+b.Unclassified.SharePercent+b.UncoveredSharePercent, b.Parcels)
	t.Note = m.say("overlap_note", "area", fmt.Sprintf("%.0f", b.OverlapM2), "n", b.OverlapCount)
	return Section{ID: "land", Title: m.say("s_land"), Tables: append([]Table{t, m.densityTable()}, m.basisTables()...)}, nil
}

// densityMeasures are the measures of the balance in the table of densities, in
// its order; the section on industry and city has others.
var densityMeasures = []string{"floor_area", "far_gross", "far_net", "footprint", "building_coverage", "building_coverage_net", "green_area", "green_ratio",
	"population_density", "population_density_net", "population_density_weighted", "jobs_density", "jobs_density_net", "park_land_per_person", "output_density", "investment_density", "road_density"}

func (m *maker) densityTable() Table {
	t := m.figureTable("density", m.say("view.density"))
	for _, id := range densityMeasures {
		if x, ok := m.balance.Measures[id]; ok {
			t.Rows = append(t.Rows, m.figureRow(&scorecard.Figure{ID: id, NameZH: x.NameZH, NameEN: x.NameEN, Value: x.Value, Unit: x.Unit, Formula: x.Formula, Numerator: x.Numerator, Denominator: x.Denominator, Note: x.Note}))
		}
	}
	return t
}

// figureTable is a table of figures, each with its formula.
func (m *maker) figureTable(id, title string) Table {
	return Table{ID: id, Title: title, Columns: []Column{
		{Name: m.say("den.measure")}, {Name: m.say("score.value"), Method: "M10"}, {Name: m.say("unit")}, {Name: m.say("metric.formula"), Wide: true},
		{Name: m.say("numerator"), Method: "M10"}, {Name: m.say("denominator"), Method: "M10"}, {Name: m.say("sc.note"), Wide: true},
	}}
}

func (m *maker) figureRow(f *scorecard.Figure) []Cell {
	value := figure(f.Value)
	if f.Unit == "1" {
		value = maybe(f.Value, Precise)
	}
	return []Cell{text(m.measureName(f.ID, f.NameZH, f.NameEN)), value, text(m.unitName(f.Unit)), text(m.formula(f)), figure(f.Numerator), figure(f.Denominator), text(m.note(f))}
}

// figure writes an amount whole where cents would say nothing.
func figure(v *float64) Cell {
	if v != nil && (math.Abs(*v) >= 1e5 || math.Abs(*v) >= 1e3 && math.Abs(*v-math.Round(*v)) < 0.005) {
		return maybe(v, Whole)
	}
	return maybe(v, Cents)
}

// citySection is the industry-city view.
func (m *maker) citySection(ctx context.Context) (Section, error) {
	view, err := scorecard.IndustryCityOf(ctx, m.study, m.when)
	if err != nil {
		return Section{}, err
	}
	figures := m.figureTable("figures", m.say("lu.measures"))
	for i := range view.Figures {
		figures.Rows = append(figures.Rows, m.figureRow(&view.Figures[i]))
	}
	sides := Table{ID: "sides", Title: m.say("t_sides"), Columns: []Column{
		{Name: m.say("q.service")}, {Name: m.say("q.radius"), Unit: "m"}, {Name: m.say("basis"), Wide: true}, {Name: m.say("city.residential_land"), Method: "M2"},
		{Name: m.say("city.residents"), Method: "M3"}, {Name: m.say("city.industrial_land"), Method: "M2"}, {Name: m.say("city.jobs"), Method: "M3"},
	}}
	for _, s := range view.Services {
		name := m.name(s.NameZH, s.NameEN)
		if name == "" {
			name = s.Service
		}
		sides.Rows = append(sides.Rows, []Cell{text(name), number(s.RadiusM, Whole), text(m.pick(s.Basis)), shareCell(s.Homes), shareCell(s.Residents), shareCell(s.Industry), shareCell(s.Jobs)})
	}
	return Section{ID: "city", Title: m.say("s_city"), Intro: []string{m.say("city.about")}, Tables: []Table{figures, sides}}, nil
}

// measureName returns the name of a measure in the words of the catalogue, as the
// page shows it, else the program's.
func (m *maker) measureName(id, zh, en string) string {
	if s, ok := m.text["measure."+id]; ok {
		return s
	}
	return m.name(zh, en)
}

// formula returns a figure's formula in the words of the catalogue, else the
// program's.
func (m *maker) formula(f *scorecard.Figure) string {
	if _, ok := m.text["formula."+f.ID]; ok {
		return m.say("formula."+f.ID, "area", m.say("formula.of.area"))
	}
	return f.Formula
}

// note returns a figure's note in the report's language.
func (m *maker) note(f *scorecard.Figure) string {
	s, ok := m.text["note."+f.ID]
	switch {
	case f.Note == "":
		return ""
	case ok && f.Value != nil:
		return s
	case m.lang == "en":
		return f.Note
	}
	return m.say("note.missing")
}

// conflictSection is the clearance conflicts.
func (m *maker) conflictSection(ctx context.Context) (Section, error) {
	found, err := landuse.FindConflicts(ctx, m.ds, m.study.Area.Shape, landuse.ConflictOptions{Set: m.rules(), Keep: m.when.Counts})
	if err != nil {
		return Section{}, err
	}
	rules := Table{ID: "clearances", Title: m.say("t_clearances"), Columns: []Column{
		{Name: m.say("rule"), Wide: true}, {Name: m.say("clearance"), Unit: "m"}, {Name: m.say("document"), Wide: true}, {Name: m.say("facilities")},
		{Name: m.say("clear.conflict"), Method: "M11"}, {Name: m.say("clear.possible"), Method: "M11"}, {Name: m.say("clear.undecidable"), Method: "M11"},
	}}
	for _, c := range found.Clearances {
		value := maybe(c.ClearanceM, Whole)
		if c.ClearanceM == nil {
			value = text(m.say("unknown_value"))
		}
		m.conflicts += c.Counts[landuse.Conflict]
		count := func(f landuse.ClearanceFinding) Cell { return number(float64(c.Counts[f]), Whole) }
		rules.Rows = append(rules.Rows, []Cell{
			text(m.name(c.NameZH, c.NameEN)), value, text(m.tidy(m.name(c.BasisZH, c.BasisEN))), number(float64(c.Found), Whole), count(landuse.Conflict), count(landuse.Possible), count(landuse.Open),
		})
	}
	pairs := Table{ID: "pairs", Title: m.say("t_pairs"), Columns: []Column{
		{Name: m.say("rule"), Wide: true}, {Name: m.say("hazard")}, {Name: m.say("exposed")}, {Name: m.say("distance"), Unit: "m", Method: "M11"},
		{Name: m.say("site_m"), Unit: "m", Method: "M11"}, {Name: m.say("clearance"), Unit: "m"}, {Name: m.say("score.verdict"), Method: "M11"},
	}}
	for _, p := range found.Pairs {
		c := &found.Clearances[p.Clearance]
		pairs.Rows = append(pairs.Rows, []Cell{
			text(m.name(c.NameZH, c.NameEN)), text(m.siteName(&p.Hazard)), text(m.siteName(&p.Exposed)), number(p.DistanceM, Tenths), number(p.SiteM, Tenths), maybe(c.ClearanceM, Whole), m.finding(p.Finding),
		})
	}
	s := Section{ID: "conflicts", Title: m.say("metric.clearance"), Intro: []string{m.say("clear.about"), m.say("screen_note", "m", found.ScreenM)}, Tables: []Table{rules, pairs}}
	if len(pairs.Rows) == 0 {
		s.Intro, s.Tables = append(s.Intro, m.say("conflicts_none")), s.Tables[:1]
	}
	return s, nil
}

func (m *maker) finding(f landuse.ClearanceFinding) Cell {
	c := Cell{Text: m.say("clear." + string(f)), Verdict: scorecard.Undecidable}
	if f == landuse.Conflict {
		c.Verdict = scorecard.Fail
	}
	return c
}

// rules returns the rules of the scorecard; nil, those that hold in the dataset,
// where it names no sets.
func (m *maker) rules() *standards.Set {
	if len(m.card.RuleSets) == 0 {
		return nil
	}
	return standards.Merge(m.card.RuleSets...)
}

func (m *maker) siteName(s *landuse.ConflictSite) string {
	name := m.name(s.Name, s.NameEN)
	if name == "" {
		name = s.ID
	}
	if s.Kind == "homes" {
		return m.say("clear.homes") + " " + name
	}
	if info, ok := data.LookupKind(s.Kind); ok && m.name(info.NameZH, info.NameEN) != name {
		return name + m.aside(m.name(info.NameZH, info.NameEN))
	}
	return name
}
