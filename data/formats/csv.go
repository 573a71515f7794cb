package formats

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/data/geojson"
)

// table is one run over a CSV file.
type table struct {
	*decoder
	in      *csv.Reader
	header  []string
	columns columns
	keys    [][]byte // of the properties: the header as JSON strings with colon; nil for a coordinate column
	row     []byte
	start   int64 // offset of the next row
	base    int64 // offset of the text in the file
}

// headerBytes is how long the first line of a table may be.
const headerBytes = 64 << 10

// csv reads a table with a header line. Every field becomes a text property,
// as it stands, but for the coordinates.
func (d *decoder) csv() error {
	text, err := d.Text()
	if err != nil {
		return err
	}
	base := d.Start()
	in, head, err := d.openTable(text, &base)
	if err != nil {
		return err
	}
	t := &table{decoder: d, in: csv.NewReader(in), base: base}
	t.in.Comma = head.comma
	t.in.FieldsPerRecord = -1
	t.in.ReuseRecord = true
	if err := t.readHeader(); err != nil {
		return err
	}
	for {
		fields, err := t.in.Read()
		if err == io.EOF {
			return nil
		}
		if err := t.take(fields, err); err != nil {
			return err
		}
	}
}

// readHeader reads the names of the columns and chooses those of the place.
func (t *table) readHeader() error {
	fields, err := t.in.Read()
	if err == io.EOF {
		return t.refuse(ErrFormat, "empty_file", "the table is empty")
	}
	if err != nil {
		return t.unreadable(err)
	}
	t.header, t.start = slices.Clone(fields), t.base+t.in.InputOffset()
	seen := map[string]bool{}
	for i, name := range t.header {
		name = strings.TrimSpace(unguarded(strings.TrimPrefix(name, "\ufeff")))
		if name == "" {
			name = "column " + strconv.Itoa(i+1)
		}
		for base, n := name, 2; seen[name]; n++ {
			t.warn("column_duplicate", "two columns are named %q; the second was named after its number", clip(base))
			name = fmt.Sprintf("%s %d", base, n)
		}
		seen[name], t.header[i] = true, name
	}
	if t.columns, err = pickColumns(t.header, t.opt.Columns); err != nil {
		return t.Refuse(ErrColumns, data.Problem{Feature: -1, Line: 1, Column: 1, Rule: "columns_unclear", Message: err.Error()})
	}
	t.keys = make([][]byte, len(t.header))
	for i, name := range t.header {
		if i != t.columns.lon && i != t.columns.lat && i != t.columns.wkt {
			t.keys[i] = append(geojson.AppendString(nil, name), ':')
		}
	}
	return nil
}

// unreadable tells a fault of the table from one of the reading.
func (t *table) unreadable(err error) error {
	var bad *csv.ParseError
	if !errors.As(err, &bad) {
		return err
	}
	return t.Refuse(ErrFormat, data.Problem{Feature: -1, Line: bad.Line, Column: bad.Column, Rule: "csv_syntax", Message: quoting(bad)})
}

// quoting says what is wrong with the quotation marks of a row.
func quoting(err *csv.ParseError) string {
	if errors.Is(err, csv.ErrBareQuote) {
		return `a quotation mark stands in a field that is not quoted; quote the field and double the mark`
	}
	return `a quoted field is not closed, or text follows its closing quotation mark; double the marks inside of it`
}

// take makes a feature of one row.
func (t *table) take(fields []string, err error) error {
	r := geojson.Record{Offset: t.start}
	t.start = t.base + t.in.InputOffset()
	var bad *csv.ParseError
	switch {
	case errors.As(err, &bad):
		r.Line, r.Column = bad.StartLine, 1
		p := flaw("csv_syntax", "%s", quoting(bad))
		if bad.Line == bad.StartLine {
			p.Line, p.Column, p.Offset = bad.Line, bad.Column, r.Offset+int64(bad.Column-1)
		} else {
			p.Message += fmt.Sprintf("; all up to line %d was taken for one row", bad.Line)
		}
		r.Flaws = append(r.Flaws, p)
		return t.Feature(r)
	case err != nil:
		return err
	}
	r.Line, r.Column = t.in.FieldPos(0)
	for len(fields) > len(t.header) && strings.TrimSpace(fields[len(fields)-1]) == "" {
		fields = fields[:len(fields)-1] // spreadsheets leave these
	}
	if len(fields) != len(t.header) {
		r.Flaws = append(r.Flaws, flaw("row_length", "the row has %d fields and the header %d; quote fields that hold the delimiter", len(fields), len(t.header)))
		r.Props = t.everything(fields)
		return t.Feature(r)
	}
	r.Props = t.properties(fields)
	if t.columns.wkt >= 0 {
		t.wkt(&r, fields[t.columns.wkt])
	} else {
		t.point(&r, fields[t.columns.lon], fields[t.columns.lat])
	}
	if len(r.Flaws) > 0 {
		r.Props = t.everything(fields)
	}
	return t.Feature(r)
}

// properties returns the fields but for the coordinates as a JSON object.
// Text stays text: a number keeps its digits and its leading zeros.
func (t *table) properties(fields []string) json.RawMessage {
	b := append(t.row[:0], '{')
	for i, f := range fields {
		if t.keys[i] == nil {
			continue
		}
		if len(b) > 1 {
			b = append(b, ',')
		}
		b = geojson.AppendString(append(b, t.keys[i]...), t.freed(f))
	}
	t.row = append(b, '}')
	return t.row
}

// freed returns a field without what kept a spreadsheet from computing it, and
// says once that fields were saved so.
func (t *table) freed(field string) string {
	plain := unguarded(field)
	if len(plain) < len(field) {
		t.warn("apostrophe_removed", "apostrophes that keep spreadsheets from computing a text, as in %q, were taken away", clip(field))
	}
	return plain
}

// everything returns all fields of a row as a JSON object, those of the
// coordinates too: they could not be read, and somebody is to see why.
func (t *table) everything(fields []string) json.RawMessage {
	b := append(t.row[:0], '{')
	for i, f := range fields {
		name := "column " + strconv.Itoa(i+1)
		if i < len(t.header) {
			name = t.header[i]
		}
		if i > 0 {
			b = append(b, ',')
		}
		b = geojson.AppendString(append(geojson.AppendString(b, name), ':'), f)
	}
	t.row = append(b, '}')
	return t.row
}

// locate places the record at one of its columns.
func (t *table) locate(r *geojson.Record, column int) {
	row := r.Line
	r.Line, r.Column = t.in.FieldPos(column)
	if r.Line == row { // else a field before it goes over lines
		r.Offset += int64(r.Column - 1)
	}
}

// point reads a longitude and a latitude.
func (t *table) point(r *geojson.Record, lon, lat string) {
	row := *r
	t.locate(r, t.columns.lon)
	if strings.TrimSpace(lon) == "" && strings.TrimSpace(lat) == "" {
		return // no geometry: the gate says so
	}
	x, okX := t.degrees(lon, 0)
	y, okY := t.degrees(lat, 1)
	for _, c := range [...]struct {
		ok     bool
		column int
		text   string
	}{{okX, t.columns.lon, lon}, {okY, t.columns.lat, lat}} {
		if !c.ok {
			p := flaw("coordinate_unreadable", "%q in column %q is not a number; %s", clip(c.text), clip(t.header[c.column]), cure(c.text))
			at := row
			t.locate(&at, c.column)
			p.Line, p.Column, p.Offset = at.Line, at.Column, at.Offset
			r.Flaws = append(r.Flaws, p)
		}
	}
	if okX && okY {
		r.Geometry = orb.Point{x, y}
	}
}

// degrees reads a number, or an angle of an axis: 0 for longitude, 1 for
// latitude. Where a comma does not part the columns it may be the decimal
// point.
func (t *table) degrees(text string, axis int) (float64, bool) {
	if t.in.Comma != ',' && strings.Count(text, ",") == 1 && !strings.Contains(text, ".") {
		text = strings.Replace(text, ",", ".", 1)
	}
	if v, ok := decimal(text); ok {
		return v, true
	}
	v, plain, ok := angle(text, axis)
	if ok && !plain {
		t.warn("sexagesimal", "coordinates in degrees, minutes and seconds, such as %q, were read as the decimal degrees they mean", clip(text))
	}
	return v, ok
}

// wkt reads a field of well-known text.
func (t *table) wkt(r *geojson.Record, text string) {
	if strings.TrimSpace(text) == "" {
		return
	}
	t.locate(r, t.columns.wkt)
	g, dropped, err := parseWKT(text)
	t.dropped(dropped)
	if err != nil {
		r.Flaws = append(r.Flaws, flaw("wkt_unreadable", "column %q: %v", clip(t.header[t.columns.wkt]), err))
		return
	}
	r.Geometry = g
}

// dropped warns once that positions had more than two ordinates.
func (d *decoder) dropped(dropped bool) {
	if dropped {
		d.warn("ordinate_dropped", "positions have more than two ordinates; height and what follows it is not kept")
	}
}
