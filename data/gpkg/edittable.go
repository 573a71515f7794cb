package gpkg

import (
	"database/sql/driver"
	"fmt"
	"maps"
	"strings"

	"catchment/data"
)

// editTable writes an edit to the features table, whose next row to be added
// is r.next, and returns the table's columns, which may be more than before. An
// error says that the table must be made anew.
func (t *tx) editTable(l *data.Layer, r *rows, e *edit) (*shape, error) {
	if err := t.fits(r.table, l); err != nil {
		return nil, err
	}
	s, err := r.shape.with(e.features, mostColumns(l.Len()))
	if err != nil {
		return nil, err
	}
	if err := t.addColumns(r, s); err != nil {
		return nil, err
	}
	var open []trigger // those in the way; a row is replaced by inserting it
	for _, trigger := range triggers(r.table) {
		if trigger.on == "INSERT" && len(e.features) > 0 || trigger.on == "DELETE" && len(e.removed) > 0 {
			open = append(open, trigger)
		}
	}
	for _, trigger := range open {
		if err := t.exec(`DROP TRIGGER IF EXISTS ` + trigger.name); err != nil {
			return nil, err
		}
	}
	if err := t.editRows(r, s, e); err != nil {
		return nil, err
	}
	for _, trigger := range open {
		if err := t.exec(trigger.sql); err != nil {
			return nil, err
		}
	}
	return s, t.describe(r.table, l)
}

// fits returns an error unless the table is there with all that GeoPackage
// says about it, for geometries like those of the layer.
func (t *tx) fits(table string, l *data.Layer) error {
	var parts int64
	var geometry string
	err := t.queryRow(`SELECT (SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN (?, ?))
		+ (SELECT count(*) FROM gpkg_contents WHERE table_name = ?1) + (SELECT count(*) FROM gpkg_extensions WHERE table_name = ?1),
		geometry_type_name FROM gpkg_geometry_columns WHERE table_name = ?1`, []any{table, rtreeName(table)}, &parts, &geometry)
	if err != nil {
		return err
	}
	if needs := geometryType(l.GeometryTypes()); parts != 4 || geometry != "GEOMETRY" && geometry != needs {
		return fmt.Errorf("the features table has %d parts of 4, is for %s and would have to be for %s", parts, geometry, needs)
	}
	return nil
}

// addColumns adds the columns of s that the table does not have yet.
func (t *tx) addColumns(r *rows, s *shape) error {
	if s == r.shape {
		return nil
	}
	for _, c := range s.columns[len(r.shape.columns):] {
		if err := t.exec(`ALTER TABLE ` + quote(r.table) + ` ADD COLUMN ` + quote(c.name) + ` ` + c.sqlType); err != nil {
			return err
		}
	}
	return t.exec(`UPDATE catchment_tables SET columns = ? WHERE table_name = ?`, s.encode(), r.table)
}

// editRows changes the rows and their boxes in the index.
func (t *tx) editRows(r *rows, s *shape, e *edit) error {
	table, index := quote(r.table), quote(rtreeName(r.table))
	for _, row := range e.removed {
		for _, sql := range []string{`DELETE FROM ` + table + ` WHERE fid = ?`, `DELETE FROM ` + index + ` WHERE id = ?`} {
			if err := t.exec(sql, row); err != nil {
				return err
			}
		}
	}
	width := 2 + len(s.columns)
	b := rowBatch{values: make([]driver.NamedValue, width)}
	insert := newInserter(t, r.table, width, 1)
	insert.into = `INSERT OR REPLACE INTO ` + table + ` VALUES `
	defer insert.close()
	for i := range e.features {
		row := e.row(i, r.next)
		if b.fill(s, e.features[i:i+1], int(row-1)); b.err != nil {
			return b.err
		}
		if err := insert.rows(b.values, 1); err != nil {
			return err
		}
		box := e.features[i].Geometry.Bound()
		if err := t.exec(`INSERT OR REPLACE INTO `+index+` VALUES (?, ?, ?, ?, ?)`, row, box.Min[0], box.Max[0], box.Min[1], box.Max[1]); err != nil {
			return err
		}
	}
	return nil
}

// with returns the columns for a table that gets these features too: s itself
// when it needs no others. At most so many properties have a column. The error
// says that a column would have to be of another type.
func (s *shape) with(fs []data.Feature, most int) (*shape, error) {
	if !s.withID && hasIDs(fs) {
		return nil, fmt.Errorf("the features table has no column for ids")
	}
	keys := keysOf(fs)
	next := s
	change := func() {
		if next == s {
			next = &shape{withID: s.withID, columns: append([]column(nil), s.columns...), byKey: maps.Clone(s.byKey)}
		}
	}
	for _, key := range keys.order {
		types := keys.found[key].types
		i, known := next.byKey[key]
		if !known {
			if len(next.byKey) >= most {
				continue
			}
			change()
			next.byKey[key] = len(next.columns)
			next.columns = append(next.columns, column{next.freeName(key), types.sqlType(), key, types})
			continue
		}
		c := next.columns[i]
		if c.types|types == c.types {
			continue
		}
		if (c.types | types).sqlType() != c.sqlType {
			return nil, fmt.Errorf("column %q would have to be %s", c.name, (c.types | types).sqlType())
		}
		change()
		next.columns[i].types |= types
	}
	return next, nil
}

// freeName returns a name for one more column.
func (s *shape) freeName(key string) string {
	names := newColumnNames()
	for _, c := range s.columns {
		names.taken[strings.ToLower(c.name)] = true
	}
	return names.name(key)
}

// encode writes the columns for the store: whether the first one is for ids,
// then for each what was found in it, its property and its name.
func (s *shape) encode() []byte {
	b := []byte{0}
	if s.withID {
		b[0] = 1
	}
	for _, c := range s.columns {
		b = append(b, byte(c.types))
		b = appendText(b, c.key, true)
		b = appendText(b, c.name, true)
	}
	return b
}

// decodeShape reads what encode wrote; nil when it did not.
func decodeShape(b []byte) *shape {
	r := textReader{rest: b}
	s := &shape{withID: r.byte() == 1, byKey: map[string]int{}}
	for len(r.rest) > 0 {
		c := column{types: seen(r.byte())}
		c.key, c.name, c.sqlType = string(r.text()), string(r.text()), c.types.sqlType()
		if len(s.columns) > 0 || !s.withID {
			s.byKey[c.key] = len(s.columns)
		}
		s.columns = append(s.columns, c)
	}
	if r.failed || s.withID && len(s.columns) == 0 {
		return nil
	}
	return s
}
