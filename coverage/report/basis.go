package report

import (
	"catchment/coverage/landuse"
	"catchment/data"
)

// basisTables say what the classes of the balance come from, what parcels
// without one say of themselves, and what was left out of the totals. A table
// that would be empty is not there.
func (m *maker) basisTables() []Table {
	tables := []Table{m.basisTable()}
	for _, t := range []Table{m.mappingTable(), m.unmappedTable(), m.leftOutTable(), m.faultTable()} {
		if len(t.Rows) > 0 {
			tables = append(tables, t)
		}
	}
	return tables
}

func (m *maker) basisTable() Table {
	t := Table{ID: "basis", Title: m.say("t_basis"), Columns: []Column{
		{Name: m.say("parcel.basis"), Wide: true}, {Name: m.say("parcels")}, {Name: m.say("area_m2"), Unit: "m²", Method: "M13"},
	}}
	for _, b := range m.balance.Basis {
		t.Rows = append(t.Rows, []Cell{text(m.say("basis." + string(b.Basis))), number(float64(b.Parcels), Whole), number(b.AreaM2, Whole)})
	}
	return t
}

// mappingTable lists the class mappings that were in force.
func (m *maker) mappingTable() Table {
	t := Table{ID: "mappings", Title: m.say("t_mappings"), Columns: []Column{{Name: m.say("map.which"), Wide: true}, {Name: m.say("data.version")}}}
	for _, d := range m.ds.Documents(data.DocumentMapping) {
		t.Rows = append(t.Rows, []Cell{text(d.ID), number(float64(d.Version), Plain)})
	}
	return t
}

func (m *maker) unmappedTable() Table {
	t := Table{ID: "unmapped", Title: m.say("t_unmapped"), Columns: []Column{
		{Name: m.say("layer")}, {Name: m.say("map.key")}, {Name: m.say("map.value"), Wide: true}, {Name: m.say("parcels")}, {Name: m.say("area_m2"), Unit: "m²", Method: "M13"},
	}}
	for _, u := range m.balance.Unmapped {
		key, value := u.Key, u.Value
		if key == "" {
			key, value = "—", m.say("says_nothing")
		}
		t.Rows = append(t.Rows, []Cell{text(u.Layer), text(key), text(value), number(float64(u.Parcels), Whole), number(u.AreaM2, Whole)})
	}
	if more := m.balance.UnmappedCount; more > len(t.Rows) {
		t.Note = m.say("first_of", "n", len(t.Rows), "all", more)
	}
	return t
}

// leftOutTable counts what is in the layers and not in the totals.
func (m *maker) leftOutTable() Table {
	t := Table{ID: "left_out", Title: m.say("t_left_out"), Columns: []Column{
		{Name: m.say("what"), Wide: true}, {Name: m.say("count"), Method: "M14"}, {Name: m.say("amount_out"), Method: "M14"}, {Name: m.say("unit")},
	}}
	add := func(key string, count int, amount *float64, unit string) {
		if count > 0 || amount != nil && *amount > 0 {
			t.Rows = append(t.Rows, []Cell{text(m.say(key)), number(float64(count), Whole), maybe(amount, Whole), text(unit)})
		}
	}
	b := m.balance
	add("out_no_area", b.WithoutArea, nil, "—")
	add("out_no_class", b.Unclassified.Features, &b.Unclassified.AreaM2, "m²")
	add("out_overlap", b.OverlapCount, &b.OverlapM2, "m²")
	add("out_sliver", b.Slivers, &b.SliversM2, "m²")
	add("out_unread", b.FaultCount, nil, "—")
	if r := b.Roads; r != nil {
		n := 0
		for _, c := range r.Classes {
			if !c.Counted {
				n += c.Features
			}
		}
		add("out_roads", n, &r.LeftOutM, "m")
	}
	if x := b.Buildings; x != nil {
		add("out_storeys", x.FloorMissing, nil, "—")
	}
	add("out_rules", len(m.card.Unscored), nil, "—")
	for _, l := range m.ds.Layers() {
		if l.Rejected > 0 {
			t.Rows = append(t.Rows, []Cell{text(m.say("out_rejected", "layer", l.ID)), number(float64(l.Rejected), Whole), text("—"), text("—")})
		}
	}
	return t
}

// faultTable names the values that could not be read, or that are doubtful.
func (m *maker) faultTable() Table {
	t := Table{ID: "faults", Title: m.title(m.say("out_unread")), Columns: []Column{
		{Name: m.say("layer")}, {Name: m.say("feature")}, {Name: m.say("map.key")}, {Name: m.say("map.value")}, {Name: m.say("why"), Wide: true}, {Name: m.say("counts")},
	}}
	for _, f := range m.balance.Faults {
		used := "no"
		if f.Used {
			used = "yes"
		}
		t.Rows = append(t.Rows, []Cell{text(f.Layer), text(f.Feature), text(f.What), text(f.Value), text(m.faultReason(&f)), text(m.say(used))})
	}
	if m.balance.FaultCount > len(t.Rows) {
		t.Note = m.say("first_of", "n", len(t.Rows), "all", m.balance.FaultCount)
	}
	return t
}

// faultReason says why a value is at fault: in English in the program's own words,
// else in the catalogue's for the rule that it breaks.
func (m *maker) faultReason(f *landuse.Fault) string {
	if m.lang == "en" {
		return m.tidy(f.Message)
	}
	if s, ok := m.text["rule."+f.Rule]; ok {
		return s
	}
	return m.say("fault_unread")
}
