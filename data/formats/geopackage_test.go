package formats_test

import (
	"context"
	"database/sql"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"catchment/data/formats"
	"catchment/data/geojson"
	"catchment/geo/trial"
)

// registers are the tables that make a database a GeoPackage.
const registers = `
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER PRIMARY KEY, organization TEXT, organization_coordsys_id INTEGER, definition TEXT, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT, identifier TEXT, description TEXT, last_change TEXT, min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER);
CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name TEXT, srs_id INTEGER, z TINYINT, m TINYINT);
INSERT INTO gpkg_spatial_ref_sys VALUES ('WGS 84', 4326, 'EPSG', 4326, '', ''), ('undefined', 0, 'NONE', 0, 'undefined', ''), ('own', 100001, 'ours', 7,
 'PROJCS["x",GEOGCS["y",DATUM["China_2000"]],PROJECTION["Transverse_Mercator"],PARAMETER["central_meridian",120],PARAMETER["scale_factor",1],PARAMETER["false_easting",500000],UNIT["metre",1]]', '');
PRAGMA application_id = 1196444487;
`

// table registers a features table.
func table(name, column string, srs int) string {
	literal := func(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
	return fmt.Sprintf("INSERT INTO gpkg_contents (table_name, data_type, srs_id) VALUES (%[1]s, 'features', %[3]d); INSERT INTO gpkg_geometry_columns VALUES (%[1]s, %[2]s, 'GEOMETRY', %[3]d, 0, 0);\n",
		literal(name), literal(column), srs)
}

// pointBlob is a GeoPackage geometry as an SQL literal.
func pointBlob(lon, lat float64) string {
	b := append([]byte{'G', 'P', 0, 1, 0xe6, 0x10, 0, 0}, 1, 1, 0, 0, 0)
	b = binary.LittleEndian.AppendUint64(b, math.Float64bits(lon))
	b = binary.LittleEndian.AppendUint64(b, math.Float64bits(lat))
	return fmt.Sprintf("x'%x'", b)
}

// geoPackage returns the file of a database made by statements.
func geoPackage(t testing.TB, statements ...string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "a.gpkg")
	db, err := sql.Open("sqlite", name)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestGeoPackageValues(t *testing.T) {
	file := geoPackage(t, registers, table("t", "geom", 4326),
		`CREATE TABLE t (fid INTEGER PRIMARY KEY, geom BLOB, name TEXT, big INTEGER, x REAL, yes BOOLEAN, day DATE, at DATETIME, raw BLOB, "a ""b" TEXT, twice INTEGER GENERATED ALWAYS AS (big * 2))`,
		`INSERT INTO t VALUES (7, `+pointBlob(118.9, 42.3)+`, '松山 "小学"', 9007199254740993, 0.1, 1, '2024-01-31', '2024-01-31T08:00:00Z', x'00ff', 'q'), (9, `+pointBlob(1, 2)+`, NULL, NULL, 1e300, 0, '', 'not a date', NULL, 12)`)
	fs, sum := mustDecode(t, file, formats.Options{})
	want := `{"type":"Feature","id":7,"geometry":{"type":"Point","coordinates":[118.9,42.3]},"properties":{"name":"松山 \"小学\"","big":9007199254740993,"x":0.1,"yes":true,"day":"2024-01-31","at":"2024-01-31T08:00:00Z","raw":null,"a \"b":"q"}}
{"type":"Feature","id":9,"geometry":{"type":"Point","coordinates":[1,2]},"properties":{"name":null,"big":null,"x":1e+300,"yes":false,"day":"","at":"not a date","raw":null,"a \"b":"12"}}`
	if got := written(fs); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := strings.Join(said(sum.Problems), "; "); got != "0:0  warning column_dropped" {
		t.Errorf("problems %s", got)
	}
}

// TestGeoPackageIllegible reads texts that are not UTF-8: those in GB 18030 are
// read as that, others cost their features; and numbers that JSON has not.
func TestGeoPackageIllegible(t *testing.T) {
	file := geoPackage(t, registers, table("t", "geom", 4326), `CREATE TABLE t (fid INTEGER PRIMARY KEY, geom BLOB, name TEXT, x REAL)`,
		`INSERT INTO t VALUES (1, `+pointBlob(1, 2)+`, CAST(x'b5dad2bbd0a1d1a7' AS TEXT), 1), (2, `+pointBlob(1, 2)+`, '第二小学', 9e999)`)
	fs, sum := mustDecode(t, file, formats.Options{})
	if got := string(fs[0].Properties) + string(fs[1].Properties); got != `{"name":"第一小学","x":1}{"name":"第二小学","x":null}` || sum.Encoding != "GB18030" {
		t.Errorf("encoding %s: %s", sum.Encoding, got)
	}
	if got := strings.Join(said(sum.Problems), "; "); got != "0:0  warning encoding_guessed; 0:0  warning number_overflow" {
		t.Errorf("problems %s", got)
	}
	file = geoPackage(t, registers, table("t", "geom", 4326), `CREATE TABLE t (fid INTEGER PRIMARY KEY, geom BLOB, name TEXT)`,
		`INSERT INTO t VALUES (1, `+pointBlob(1, 2)+`, CAST(x'5afc' AS TEXT))`)
	wantRefused(t, file, formats.Options{}, geojson.ErrFeatures, "not UTF-8", `"name"`)
	if fs, sum := mustDecode(t, file, formats.Options{Options: geojson.Options{Mode: geojson.Repair}}); len(fs) != 1 || sum.Repaired != 1 {
		t.Errorf("repaired: %d features, %v", len(fs), said(sum.Problems))
	}
}

func TestGeoPackageTables(t *testing.T) {
	one := func(name, srs string) string {
		return `CREATE TABLE ` + name + ` (id INTEGER PRIMARY KEY, geom BLOB); INSERT INTO ` + name + ` VALUES (1, ` + pointBlob(1, 2) + `)`
	}
	both := geoPackage(t, registers, table("schools", "geom", 4326), one("schools", ""), table("parks", "geom", 4326), one("parks", ""))
	wantRefused(t, both, formats.Options{}, formats.ErrTable, "2 layers", `"parks", "schools"`, "table=")
	wantRefused(t, both, formats.Options{Table: "x; DROP TABLE schools"}, formats.ErrTable, "no layer")
	if fs, _ := mustDecode(t, both, formats.Options{Table: "parks"}); len(fs) != 1 {
		t.Errorf("%d features, want 1", len(fs))
	}
	// Coordinate systems: told by code, by description, not at all.
	_, _, err := decode(geoPackage(t, registers, table("t", "geom", 100001), one("t", "")), formats.Options{})
	if err == nil || !strings.Contains(err.Error(), "EPSG:4549") {
		t.Errorf("%v, want a refusal that names EPSG:4549", err)
	}
	_, sum := mustDecode(t, geoPackage(t, registers, table("t", "geom", 0), one("t", "")), formats.Options{})
	if len(sum.Problems) != 1 || sum.Problems[0].Rule != "crs_unknown" {
		t.Errorf("undefined system: %v", said(sum.Problems))
	}
}

// TestGeoPackageHostile opens files that try to have something done: names
// that are statements, views that never end, triggers, tables that are none.
func TestGeoPackageHostile(t *testing.T) {
	trial.Slow(t)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	const evil = `t" ; DROP TABLE "gpkg_contents'; --`
	quoted := `"` + strings.ReplaceAll(evil, `"`, `""`) + `"`
	file := geoPackage(t, registers, table(evil, evil+"g", 4326),
		`CREATE TABLE `+quoted+` (`+quoted+` INTEGER PRIMARY KEY, "`+strings.ReplaceAll(evil, `"`, `""`)+`g" BLOB, "x'"" y" TEXT)`,
		`INSERT INTO `+quoted+` VALUES (1, `+pointBlob(1, 2)+`, 'v')`,
		`CREATE TRIGGER evil AFTER INSERT ON gpkg_contents BEGIN DELETE FROM gpkg_contents; END`)
	if fs, _ := mustDecode(t, file, formats.Options{}); len(fs) != 1 || string(fs[0].Properties) != `{"x'\" y":"v"}` {
		t.Errorf("names that are statements: %s", written(fs))
	}

	const endless = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS fid, NULL AS geom FROM n`
	started := time.Now()
	for name, file := range map[string]string{
		"endless view":      geoPackage(t, registers, table("v", "geom", 4326), `CREATE VIEW v AS `+endless),
		"virtual table":     geoPackage(t, registers, table("v", "a", 4326), `CREATE VIRTUAL TABLE v USING rtree(id, a, b)`),
		"no such table":     geoPackage(t, registers, table("v", "geom", 4326)),
		"no tables":         geoPackage(t, registers),
		"view for register": geoPackage(t, strings.Replace(registers, "CREATE TABLE gpkg_contents", "CREATE TABLE other", 1), `CREATE VIEW gpkg_contents AS `+endless),
		"plain SQLite":      geoPackage(t, `CREATE TABLE a (b)`),
		"no such column":    geoPackage(t, registers, table("t", "shape", 4326), `CREATE TABLE t (id INTEGER PRIMARY KEY, geom BLOB)`),
		"damaged":           geoPackage(t, registers)[:4096] + strings.Repeat("\xff", 8192),
	} {
		_, err := formats.Decode(ctx, strings.NewReader(file), formats.Options{}, nil)
		if err == nil || !strings.Contains(err.Error(), formats.ErrFormat.Error()) {
			t.Errorf("%s: %v, want ErrFormat", name, err)
		}
	}
	if took := time.Since(started); took > 10*time.Second {
		t.Errorf("took %v", took)
	}

	// A value that would fill memory, and one that SQLite would have to make.
	large := geoPackage(t, registers, table("t", "geom", 4326), `CREATE TABLE t (id INTEGER PRIMARY KEY, geom BLOB, a BLOB)`, `INSERT INTO t VALUES (1, NULL, zeroblob(4000000))`)
	wantRefused(t, large, formats.Options{Options: geojson.Options{MaxFeatureBytes: 1 << 20}}, geojson.ErrTooLarge)
	computed := geoPackage(t, registers, table("t", "geom", 4326), `CREATE TABLE t (id INTEGER PRIMARY KEY, geom BLOB, a TEXT AS (hex(zeroblob(400000000))))`, `INSERT INTO t (id, geom) VALUES (1, `+pointBlob(1, 2)+`)`)
	if fs, _ := mustDecode(t, computed, formats.Options{}); len(fs) != 1 || string(fs[0].Properties) != "{}" {
		t.Errorf("computed column: %s", written(fs))
	}
	wantRefused(t, large, formats.Options{Options: geojson.Options{MaxBytes: 1 << 20}}, geojson.ErrTooLarge)
}

// TestGeoPackageGeometries checks geometries that are none, each of which
// costs its feature only.
func TestGeoPackageGeometries(t *testing.T) {
	header := []byte{'G', 'P', 0, 1, 0xe6, 0x10, 0, 0}
	blob := func(b ...byte) string { return fmt.Sprintf("x'%x'", append(header[:len(header):len(header)], b...)) }
	values := []string{"NULL", "'POINT(1 2)'", "7", "x''", "x'4750'", blob(), blob(1), blob(1, 1, 0, 0, 0, 0), blob(2, 1, 0, 0, 0), blob(1, 2, 0, 0, 0, 255, 255, 255, 255),
		blob(1, 3, 0, 0, 0, 255, 255, 255, 127), blob(1, 10, 0, 0, 0, 1, 0, 0, 0), blob(1, 99, 0, 0, 0), blob(1, 7, 0, 0, 0, 0, 0, 0, 0), "x'4750002100000000'", "x'47500001000000000101000000000000000000f87f000000000000f87f'"}
	file := geoPackage(t, registers, table("t", "geom", 4326), `CREATE TABLE t (id INTEGER PRIMARY KEY, geom)`,
		`INSERT INTO t (geom) VALUES (`+strings.Join(values, "), (")+`), (`+pointBlob(1, 2)+`)`)
	fs, sum := mustDecode(t, file, formats.Options{Options: geojson.Options{Mode: geojson.Skip}})
	if len(fs) != 1 || sum.Rejected != len(values) || len(sum.Problems) != len(values) {
		t.Errorf("%d features, %d rejected of %d:\n%s", len(fs), sum.Rejected, len(values), strings.Join(said(sum.Problems), "\n"))
	}
}

// FuzzGeoPackage damages a small GeoPackage at any place.
func FuzzGeoPackage(f *testing.F) {
	file := geoPackage(f, registers, table("t", "geom", 4326), `CREATE TABLE t (id INTEGER PRIMARY KEY, geom BLOB, name TEXT)`, `INSERT INTO t VALUES (1, `+pointBlob(1, 2)+`, 'a')`)
	f.Add(100, []byte("\xff\xff"))
	f.Add(4096*3, []byte("SELECT"))
	f.Fuzz(func(t *testing.T, at int, with []byte) {
		b := []byte(file)
		if at >= 16 && at < len(b) {
			copy(b[at:], with)
		}
		checkDecode(t, string(b), "a.gpkg")
	})
}
