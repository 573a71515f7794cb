package report

import (
	"context"
	"fmt"
	"strings"

	"catchment/data/standards"
)

const methods, limits = 14, 7

// methodSection says how numbers were computed; tables refer to its rows.
func (m *maker) methodSection(context.Context) (Section, error) {
	t := Table{ID: "methods", Title: m.say("s_method"), Columns: []Column{{Name: m.say("number")}, {Name: m.say("method")}, {Name: m.say("text"), Wide: true}}}
	for i := range methods {
		id := fmt.Sprintf("M%d", i+1)
		name, what, _ := strings.Cut(m.say(id), "|")
		t.Rows = append(t.Rows, []Cell{{Text: id, Anchor: id}, text(name), text(what)})
	}
	return Section{ID: "method", Title: m.say("s_method"), Tables: []Table{t}}, nil
}

// sourceSection lists the layers with their versions and the documents that
// rules were taken from.
func (m *maker) sourceSection(context.Context) (Section, error) {
	layers := Table{ID: "layers", Title: m.say("layers.title"), Columns: []Column{
		{Name: m.say("layer")}, {Name: m.say("data.name")}, {Name: m.say("data.role")}, {Name: m.say("data.version")}, {Name: m.say("data.features")}, {Name: m.say("report.rejected")}, {Name: m.say("report.repaired")}, {Name: m.say("data.crs")}, {Name: m.say("data.source")}, {Name: m.say("data.synthetic")},
	}}
	for _, l := range m.ds.Layers() {
		synthetic := "no"
		if l.Synthetic {
			synthetic = "yes"
		}
		layers.Rows = append(layers.Rows, []Cell{
			text(l.ID), text(m.name(l.Name, l.NameEN)), text(m.say("role." + string(l.Role))), number(float64(l.Version), Plain), number(float64(l.Len()), Whole), number(float64(l.Rejected), Whole), number(float64(l.Repaired), Whole), text(l.CRS), text(l.Source), text(m.say(synthetic)),
		})
	}
	return Section{ID: "sources", Title: m.say("s_sources"), Tables: []Table{layers, m.standardsTable(), m.ruleSetTable()}}, nil
}

// ruleSetNames are the rule sets of the scorecard.
func (m *maker) ruleSetNames() []string {
	var out []string
	for _, p := range m.card.RuleSets {
		if p.ID == standards.BuiltinID {
			out = append(out, m.say("rules.builtin"))
			continue
		}
		out = append(out, fmt.Sprintf("%s v%d", p.ID, p.Version))
	}
	return out
}

// ruleSetTable lists the rule sets of the scorecard with their versions.
func (m *maker) ruleSetTable() Table {
	t := Table{ID: "rule_sets", Title: m.say("t_rule_sets"), Columns: []Column{
		{Name: m.say("damaged.kind.ruleset"), Wide: true}, {Name: m.say("data.version")}, {Name: m.say("rules_number")},
	}}
	for _, p := range m.card.RuleSets {
		version := number(float64(p.Version), Plain)
		name := p.ID
		if p.ID == standards.BuiltinID {
			version, name = text(m.version), m.say("rules.builtin")
		}
		t.Rows = append(t.Rows, []Cell{text(name), version, number(float64(p.Rules), Whole)})
	}
	return t
}

// standardsTable lists the rules of the scorecard's rows that stand in a
// document.
func (m *maker) standardsTable() Table {
	t := Table{ID: "standards", Title: m.say("t_standards"), Columns: []Column{
		{Name: m.say("document")}, {Name: m.say("data.name"), Wide: true}, {Name: m.say("document_status")}, {Name: m.say("evidence")},
	}}
	seen := map[string]bool{}
	for _, r := range m.card.Rows {
		key := r.Rule.Standard + string(r.Rule.Evidence)
		if r.Rule.Standard == "" || seen[key] {
			continue
		}
		seen[key] = true
		t.Rows = append(t.Rows, []Cell{text(m.tidy(r.Rule.Standard)), text(m.name(r.Rule.TitleZH, r.Rule.TitleEN)), text(m.standing(r.Rule.Status)), text(m.say("evidence." + string(r.Rule.Evidence)))})
	}
	return t
}

// standing says how a document stands.
func (m *maker) standing(s standards.Status) string {
	switch s {
	case "", standards.None:
		return "—"
	case standards.InForce:
		return m.say("in_force")
	}
	return m.say("docstatus." + string(s))
}

// limitSection says what the report does not know.
func (m *maker) limitSection(context.Context) (Section, error) {
	s := Section{ID: "limits", Title: m.say("s_limits")}
	for i := range limits {
		s.Intro = append(s.Intro, m.say(fmt.Sprintf("limit_%d", i+1)))
	}
	return s, nil
}
