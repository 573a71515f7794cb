package formats

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/paulmach/orb"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"catchment/data"
	"catchment/data/geojson"
)

// geopackage reads one features table of a GeoPackage (OGC 12-128r17). The
// file is anybody's: it is opened for reading only, nothing in it is run, and
// only tables are read, since a view could compute for ever.
func (d *decoder) geopackage() error {
	f, _, done, err := d.spool()
	if err != nil {
		return err
	}
	defer done()
	q := url.Values{"mode": {"ro"}, "immutable": {"1"}, "_pragma": {"trusted_schema(OFF)", "query_only(ON)", "cell_size_check(ON)", "mmap_size(0)", "temp_store(MEMORY)"}}
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: filepath.ToSlash(f.Name())}).EscapedPath(), RawQuery: q.Encode()}).String())
	if err != nil {
		return err
	}
	defer db.Close()
	conn, err := db.Conn(d.ctx)
	if err != nil {
		return d.sqlError(err)
	}
	defer conn.Close()
	if _, err := sqlite.Limit(conn, sqlite3.SQLITE_LIMIT_LENGTH, d.Options().MaxFeatureBytes); err != nil {
		return err
	}
	p := &geopackage{d, conn}
	return p.read()
}

// geopackage is a GeoPackage being read.
type geopackage struct {
	*decoder
	conn *sql.Conn
}

// featuresTable is one layer of a GeoPackage.
type featuresTable struct {
	name, geometry string
	system         string // of coordinates, as Declare takes it; empty for none said
}

// column is a column of a features table.
type column struct {
	name    string
	key     []byte // the name as a JSON string, with colon
	boolean bool
}

func (p *geopackage) read() error {
	tables, err := p.tables()
	if err != nil {
		return err
	}
	names := make([]string, len(tables))
	for i, t := range tables {
		names[i] = t.name
	}
	i, err := p.layer(names)
	if err != nil {
		return err
	}
	t := tables[i]
	if t.system == "" {
		if p.Options().Transform == nil {
			p.warn("crs_unknown", "the table does not say its coordinate system; its coordinates are taken for WGS 84 longitude, latitude")
		}
	} else if err := p.Declare(t.system); err != nil {
		return err
	}
	id, columns, err := p.columns(t)
	if err != nil {
		return err
	}
	return p.rows(t, id, columns)
}

// maxTables is how many layers of a GeoPackage are looked at.
const maxTables = 1000

// tables lists the features tables.
func (p *geopackage) tables() ([]featuresTable, error) {
	var registers int
	err := p.conn.QueryRowContext(p.ctx, `SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'
		AND lower(name) IN ('gpkg_contents', 'gpkg_geometry_columns', 'gpkg_spatial_ref_sys')`).Scan(&registers)
	if err != nil {
		return nil, p.sqlError(err)
	}
	if registers != 3 {
		return nil, p.refuse(ErrFormat, "file_format", "this is an SQLite database but no GeoPackage; convert one of its layers: ogr2ogr -f GPKG -t_srs EPSG:4326 out.gpkg in.sqlite LAYER")
	}
	rows, err := p.conn.QueryContext(p.ctx, `SELECT c.table_name, g.column_name, coalesce(s.organization, ''), coalesce(s.organization_coordsys_id, 0), coalesce(s.definition, '')
		FROM gpkg_contents c JOIN gpkg_geometry_columns g ON lower(g.table_name) = lower(c.table_name)
		JOIN sqlite_schema m ON lower(m.name) = lower(c.table_name) AND m.type = 'table' AND m.sql NOT LIKE 'CREATE VIRTUAL%'
		LEFT JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id
		WHERE c.data_type = 'features' ORDER BY c.table_name LIMIT ?`, maxTables)
	if err != nil {
		return nil, p.sqlError(err)
	}
	defer rows.Close()
	var tables []featuresTable
	for rows.Next() {
		var t featuresTable
		var organization, definition string
		var code int64
		if err := rows.Scan(&t.name, &t.geometry, &organization, &code, &definition); err != nil {
			return nil, p.sqlError(err)
		}
		switch {
		case strings.EqualFold(organization, "EPSG"):
			t.system = "EPSG:" + strconv.FormatInt(code, 10)
		case code > 0:
			t.system = systemName(definition)
		}
		tables = append(tables, t)
	}
	if err := rows.Err(); err != nil {
		return nil, p.sqlError(err)
	}
	if len(tables) == 0 {
		return nil, p.refuse(ErrFormat, "file_format", "the GeoPackage has no table of features; views are not read, save one as a table: ogr2ogr -f GPKG out.gpkg in.gpkg VIEW")
	}
	return tables, nil
}

// columns returns the column that numbers the rows, and those to keep.
// Columns that SQLite computes are not among them.
func (p *geopackage) columns(t featuresTable) (id string, all []column, err error) {
	rows, err := p.conn.QueryContext(p.ctx, `SELECT name, upper(type), pk, hidden FROM pragma_table_xinfo(?)`, t.name)
	if err != nil {
		return "", nil, p.sqlError(err)
	}
	defer rows.Close()
	found := false
	for rows.Next() {
		var name, kind string
		var pk, hidden int
		if err := rows.Scan(&name, &kind, &pk, &hidden); err != nil {
			return "", nil, p.sqlError(err)
		}
		switch {
		case hidden != 0:
			p.warn("column_dropped", "computed columns, such as %q, are left out", clip(name))
		case strings.EqualFold(name, t.geometry):
			found = true
		case pk == 1 && kind == "INTEGER":
			id = name
		default:
			all = append(all, column{name, append(geojson.AppendString(nil, name), ':'), kind == "BOOLEAN"})
		}
	}
	if err := rows.Err(); err != nil {
		return "", nil, p.sqlError(err)
	}
	if !found {
		return "", nil, p.refuse(ErrFormat, "geopackage_damaged", "the table %q has no column %q, though the GeoPackage says it holds the geometry", clip(t.name), clip(t.geometry))
	}
	return id, all, nil
}

// rows reads the features.
func (p *geopackage) rows(t featuresTable, id string, columns []column) error {
	names := []string{"NULL", quoted(t.geometry)}
	if id != "" {
		names[0] = quoted(id)
	}
	for _, c := range columns {
		names = append(names, "+"+quoted(c.name)) // with the sign the driver leaves dates as they are
	}
	rows, err := p.conn.QueryContext(p.ctx, `SELECT `+strings.Join(names, ", ")+` FROM `+quoted(t.name)+` NOT INDEXED`)
	if err != nil {
		return p.sqlError(err)
	}
	defer rows.Close()
	values := make([]any, len(names))
	into := make([]any, len(names))
	for i := range values {
		into[i] = &values[i]
	}
	var props []byte
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return p.sqlError(err)
		}
		r := geojson.Record{IDKind: data.IDNumber}
		if n, ok := values[0].(int64); ok {
			r.ID = strconv.FormatInt(n, 10)
		}
		p.setGeometry(&r, values[1])
		props = p.properties(&r, props[:0], columns, values[2:])
		r.Props = props
		if err := p.Feature(r); err != nil {
			return err
		}
	}
	return p.sqlError(rows.Err())
}

// quoted writes a name as an SQL identifier.
func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// properties appends a row as a JSON object, and notes in r what cannot be
// read.
func (p *geopackage) properties(r *geojson.Record, b []byte, columns []column, values []any) json.RawMessage {
	b = append(b, '{')
	for i, c := range columns {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, c.key...)
		switch v := values[i].(type) {
		case int64:
			if c.boolean && (v == 0 || v == 1) {
				b = strconv.AppendBool(b, v == 1)
			} else {
				b = strconv.AppendInt(b, v, 10)
			}
		case float64:
			if math.IsInf(v, 0) {
				p.warn("number_overflow", "the column %q holds infinite numbers, which JSON has not; they count as not said", clip(c.name))
			}
			b = appendNumber(b, v)
		case string:
			b = geojson.AppendString(b, p.text(r, c.name, v))
		default:
			if v != nil {
				p.warn("column_dropped", "the column %q holds binary values, which are left out", clip(c.name))
			}
			b = append(b, "null"...)
		}
	}
	return append(b, '}')
}

// text returns a text in UTF-8, which all of a GeoPackage must be in. What a
// careless program wrote in GB 18030 is read as that.
func (p *geopackage) text(r *geojson.Record, column, text string) string {
	if utf8.ValidString(text) {
		return text
	}
	if chinese, ok := asGB18030(text); ok {
		p.Encoding("GB18030")
		p.warn("encoding_guessed", "texts of the GeoPackage are not UTF-8, such as one in column %q; they were read as GB 18030 (GBK)", clip(column))
		return chinese
	}
	r.Flaws = append(r.Flaws, p.illegible(column, text, "UTF-8"))
	return strings.ToValidUTF8(text, "\ufffd")
}

// appendNumber writes a number with the fewest digits that read back as the
// same; null for what is not finite.
func appendNumber(b []byte, v float64) []byte {
	switch abs := math.Abs(v); {
	case v-v != 0:
		return append(b, "null"...)
	case abs != 0 && (abs < 1e-6 || abs >= 1e21):
		return strconv.AppendFloat(b, v, 'e', -1, 64)
	}
	return strconv.AppendFloat(b, v, 'f', -1, 64)
}

// setGeometry sets the geometry of r from its column.
func (p *geopackage) setGeometry(r *geojson.Record, value any) {
	if value == nil {
		return
	}
	b, ok := value.([]byte)
	if !ok {
		r.Flaws = append(r.Flaws, flaw("geometry_damaged", "the geometry is a %T and no GeoPackage geometry", value))
		return
	}
	g, dropped, err := packageGeometry(b)
	if err != nil {
		r.Flaws = append(r.Flaws, flaw("geometry_damaged", "%v", err))
		return
	}
	p.dropped(dropped)
	r.Geometry = g
}

var errHeader = errors.New("the geometry does not start as one of a GeoPackage does")

// packageGeometry reads a geometry as a GeoPackage stores it (clause 2.1.3).
func packageGeometry(b []byte) (g orb.Geometry, dropped bool, err error) {
	if len(b) < 8 || b[0] != 'G' || b[1] != 'P' {
		return nil, false, errHeader
	}
	if b[3]&(1<<5) != 0 {
		return nil, false, fmt.Errorf("%w: it is of an extended type", errHeader)
	}
	envelope := [...]int{0, 32, 48, 48, 64, -1, -1, -1}[b[3]>>1&7]
	if envelope < 0 || len(b) < 8+envelope {
		return nil, false, errHeader
	}
	return parseWKB(b[8+envelope:])
}

// sqlError is the error for a file that SQLite cannot read; other errors stay.
func (d *decoder) sqlError(err error) error {
	var e *sqlite.Error
	switch {
	case err == nil:
		return nil
	case d.ctx.Err() != nil:
		return d.ctx.Err()
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.As(err, &e) && e.Code()&0xff == sqlite3.SQLITE_TOOBIG:
		return d.refuse(geojson.ErrTooLarge, "too_large", "a value of the GeoPackage is larger than %d bytes", d.Options().MaxFeatureBytes)
	}
	return d.refuse(ErrFormat, "geopackage_damaged", "the GeoPackage cannot be read (%v); export it again", err)
}
