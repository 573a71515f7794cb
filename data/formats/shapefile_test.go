package formats_test

import (
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"golang.org/x/text/encoding/simplifiedchinese"

	"catchment/data/formats"
	"catchment/data/geojson"
)

// shape returns the content of a shape: its type, a box for all but points,
// and then numbers as they are given (int32 or float64) or points.
func shape(kind int, values ...any) []byte {
	b := binary.LittleEndian.AppendUint32(nil, uint32(kind))
	if kind != 0 && kind%10 != 1 {
		b = append(b, make([]byte, 32)...)
	}
	for _, v := range values {
		switch v := v.(type) {
		case int:
			b = binary.LittleEndian.AppendUint32(b, uint32(v))
		case float64:
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
		case []orb.Point:
			for _, p := range v {
				b = binary.LittleEndian.AppendUint64(b, math.Float64bits(p[0]))
				b = binary.LittleEndian.AppendUint64(b, math.Float64bits(p[1]))
			}
		}
	}
	return b
}

// parted returns a line or polygon of parts.
func parted(kind int, parts ...[]orb.Point) []byte {
	n, starts, points := 0, []any{}, []orb.Point{}
	for _, p := range parts {
		starts = append(starts, n)
		n += len(p)
		points = append(points, p...)
	}
	return shape(kind, append(append([]any{len(parts), n}, starts...), points)...)
}

// shp returns a .shp of shapes.
func shp(shapes ...[]byte) string {
	b := binary.BigEndian.AppendUint32(nil, 9994)
	b = append(b, make([]byte, 96)...)
	for i, s := range shapes {
		b = binary.BigEndian.AppendUint32(b, uint32(i+1))
		b = binary.BigEndian.AppendUint32(b, uint32(len(s)/2))
		b = append(b, s...)
	}
	return string(b)
}

// dbfColumn is a column of a .dbf.
type dbfColumn struct {
	name  string
	kind  byte
	width int
}

// dbf returns a .dbf; a row that starts with * is marked as deleted.
func dbf(columns []dbfColumn, rows ...[]string) string {
	width := 1
	for _, c := range columns {
		width += c.width
	}
	b := make([]byte, 32)
	b[0] = 3
	binary.LittleEndian.PutUint32(b[4:], uint32(len(rows)))
	binary.LittleEndian.PutUint16(b[8:], uint16(33+32*len(columns)))
	binary.LittleEndian.PutUint16(b[10:], uint16(width))
	for _, c := range columns {
		f := make([]byte, 32)
		copy(f[:11], c.name)
		f[11], f[16] = c.kind, byte(c.width)
		b = append(b, f...)
	}
	b = append(b, '\r')
	for _, row := range rows {
		mark := " "
		if strings.HasPrefix(row[0], "*") {
			mark = "*"
		}
		b = append(b, mark...)
		for i, c := range columns {
			field := make([]byte, c.width)
			for j := range field {
				field[j] = ' '
			}
			copy(field, strings.TrimPrefix(row[i], "*"))
			b = append(b, field...)
		}
	}
	return string(b)
}

var (
	pointColumns = []dbfColumn{{"name", 'C', 12}, {"n", 'N', 8}, {"ok", 'L', 1}, {"day", 'D', 8}}
	onePoint     = shape(1, 118.9, 42.3)
)

func TestShapefileAttributes(t *testing.T) {
	gbk, err := simplifiedchinese.GBK.NewEncoder().String("松山小学")
	if err != nil {
		t.Fatal(err)
	}
	table := func(name string) string {
		return dbf(pointColumns, []string{name, "   -1.50", "T", "20240131"}, []string{"*gone", "1", "F", ""}, []string{"", "*****", "?", "00000000"}, []string{"x", "007", "n", "2024"})
	}
	points := shp(onePoint, onePoint, onePoint, onePoint)
	want := func(name string) string {
		const feature = `{"type":"Feature","geometry":{"type":"Point","coordinates":[118.9,42.3]},"properties":`
		return feature + `{"name":"` + name + `","n":-1.50,"ok":true,"day":"2024-01-31"}}` + "\n" +
			feature + `{"name":null,"n":null,"ok":null,"day":null}}` + "\n" + feature + `{"name":"x","n":7,"ok":false,"day":"2024"}}`
	}
	for _, c := range []struct{ cpg, name, encoding, reads string }{
		{"UTF-8", "松山小学", "UTF-8", "松山小学"},
		{"GBK", gbk, "GB18030", "松山小学"},
		{"ANSI 936\r\n", gbk, "GB18030", "松山小学"},
		{"", gbk, "GB18030", "松山小学"},
		{"", "松山小学", "UTF-8", "松山小学"},
		{"1252", "Z\xfcrich", "1252", "Zürich"},
		{"UTF-8", "松山第一小学"[:12+2], "UTF-8", "松山第一"}, // cut in the middle of a character
	} {
		files := []string{"data/P.SHP", points, "data/P.dbf", table(c.name)}
		if c.cpg != "" {
			files = append(files, "data/p.cpg", c.cpg)
		}
		fs, sum := mustDecode(t, packed(files...), formats.Options{Name: "p.zip"})
		if got := written(fs); got != want(c.reads) || sum.Encoding != c.encoding {
			t.Errorf("cpg %q: encoding %s,\n got %s\nwant %s", c.cpg, sum.Encoding, got, want(c.reads))
		}
	}
	wantRefused(t, packed("p.shp", points, "p.dbf", table(gbk), "p.cpg", "EBCDIC"), formats.Options{}, formats.ErrFormat, "EBCDIC")
}

// TestShapefileIllegible reads tables whose texts are not in the encoding that
// their .cpg names: no mode loses names without a word.
func TestShapefileIllegible(t *testing.T) {
	gbk, err := simplifiedchinese.GBK.NewEncoder().String("松山小学")
	if err != nil {
		t.Fatal(err)
	}
	file := func(page string, names ...string) string {
		points, rows := make([][]byte, len(names)), make([][]string, len(names))
		for i, n := range names {
			points[i], rows[i] = onePoint, []string{n, "1", "T", ""}
		}
		return packed("p.shp", shp(points...), "p.dbf", dbf(pointColumns, rows...), "p.cpg", page, "p.prj", `GEOGCS["WGS 84",DATUM["WGS_1984"]]`)
	}
	const flaw = "0:0 /features/1/properties/name "
	for _, c := range []struct {
		page  string
		names []string
		mode  geojson.Mode
		want  string // the one problem
		kept  int
	}{
		{"UTF-8", []string{"a", gbk}, geojson.Strict, flaw + "error encoding", 0},
		{"UTF-8", []string{"a", gbk}, geojson.Skip, flaw + "error encoding", 1},
		{"UTF-8", []string{"a", gbk}, geojson.Repair, flaw + "repair encoding", 2},
		{"GBK", []string{"a", "\xff" + gbk}, geojson.Skip, flaw + "error encoding", 1},
		{"GBK", []string{"a", "松山"}, geojson.Strict, "0:0  warning encoding", 2}, // garbled, but nothing proves it
		{"GBK", []string{"松山", gbk}, geojson.Strict, "", 2},
	} {
		fs, sum, err := decode(file(c.page, c.names...), formats.Options{Options: geojson.Options{Mode: c.mode}})
		if got := strings.Join(said(sum.Problems), "; "); got != c.want || (err == nil) != (c.kept > 0) || err == nil && len(fs) != c.kept {
			t.Errorf("cpg %s, mode %v: %d features, %v, problems %s; want %d, %s", c.page, c.mode, len(fs), err, got, c.kept, c.want)
		}
	}
}

// TestShapefileWinding reads rings that run as a Shapefile's must: that GeoJSON
// has them the other way round is nothing to report.
func TestShapefileWinding(t *testing.T) {
	_, sum := mustDecode(t, packed("a.shp", shp(parted(5, ringOf(0, 0, 4), ringOf(1, 1, -1))), "a.dbf", dbf(pointColumns, []string{"a", "1", "T", ""}),
		"a.prj", `GEOGCS["WGS 84",DATUM["WGS_1984"]]`), formats.Options{})
	if sum.Repaired != 0 || len(sum.Problems) != 0 {
		t.Errorf("%d repaired: %v", sum.Repaired, said(sum.Problems))
	}
}

// ringOf returns a closed square ring, clockwise when side is positive.
func ringOf(x, y, side float64) []orb.Point {
	if side > 0 {
		return []orb.Point{{x, y}, {x, y + side}, {x + side, y + side}, {x + side, y}, {x, y}}
	}
	side = -side
	return []orb.Point{{x, y}, {x + side, y}, {x + side, y + side}, {x, y + side}, {x, y}}
}

func TestShapes(t *testing.T) {
	nan := math.NaN()
	for name, c := range map[string]struct {
		shape []byte
		want  string
	}{
		"point":       {onePoint, `{"type":"Point","coordinates":[118.9,42.3]}`},
		"point z":     {shape(11, 1.0, 2.0, 3.0, nan), `{"type":"Point","coordinates":[1,2]}`},
		"point m":     {shape(21, 1.0, 2.0, 3.0), `{"type":"Point","coordinates":[1,2]}`},
		"multipoint":  {shape(8, 2, []orb.Point{{1, 2}, {3, 4}}), `{"type":"MultiPoint","coordinates":[[1,2],[3,4]]}`},
		"line":        {parted(3, []orb.Point{{1, 2}, {3, 4}}), `{"type":"LineString","coordinates":[[1,2],[3,4]]}`},
		"lines":       {parted(3, []orb.Point{{1, 2}, {3, 4}}, []orb.Point{{5, 6}, {7, 8}}), `{"type":"MultiLineString","coordinates":[[[1,2],[3,4]],[[5,6],[7,8]]]}`},
		"polygon":     {parted(5, ringOf(0, 0, 4)), `{"type":"Polygon","coordinates":[[[0,0],[4,0],[4,4],[0,4],[0,0]]]}`},
		"hole first":  {parted(5, ringOf(1, 1, -1), ringOf(0, 0, 4)), `{"type":"Polygon","coordinates":[[[0,0],[4,0],[4,4],[0,4],[0,0]],[[1,1],[1,2],[2,2],[2,1],[1,1]]]}`},
		"turned":      {parted(5, ringOf(0, 0, -4), ringOf(1, 1, 1)), `{"type":"Polygon","coordinates":[[[0,0],[4,0],[4,4],[0,4],[0,0]],[[1,1],[1,2],[2,2],[2,1],[1,1]]]}`},
		"two, a hole": {parted(5, ringOf(0, 0, 4), ringOf(10, 0, 2), ringOf(1, 1, -1)), `{"type":"MultiPolygon","coordinates":[[[[10,0],[12,0],[12,2],[10,2],[10,0]]],[[[0,0],[4,0],[4,4],[0,4],[0,0]],[[1,1],[1,2],[2,2],[2,1],[1,1]]]]}`},
		// An island in a lake, and its pond: the hole belongs to the smallest ring around it.
		"island":      {parted(5, ringOf(0, 0, 9), ringOf(1, 1, -7), ringOf(2, 2, 5), ringOf(3, 3, -1)), `{"type":"MultiPolygon","coordinates":[[[[2,2],[7,2],[7,7],[2,7],[2,2]],[[3,3],[3,4],[4,4],[4,3],[3,3]]],[[[0,0],[9,0],[9,9],[0,9],[0,0]],[[1,1],[1,8],[8,8],[8,1],[1,1]]]]}`},
		"at a corner": {parted(5, ringOf(0, 0, 4), ringOf(0, 0, -4)[:0], []orb.Point{{0, 0}, {2, 1}, {1, 2}, {0, 0}}), ``},
	} {
		fs, sum, err := decode(packed("a.shp", shp(c.shape)), formats.Options{Options: geojson.Options{Mode: geojson.Repair}})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if c.want == "" {
			continue // only that it is borne
		}
		if len(fs) != 1 || string(geojson.AppendGeometry(nil, fs[0].Geometry)) != c.want {
			t.Errorf("%s:\n got %s %v\nwant %s", name, written(fs), said(sum.Problems), c.want)
		}
	}
}

// TestShapefileHostile checks shapes and tables that are not what they say.
func TestShapefileHostile(t *testing.T) {
	for name, s := range map[string][]byte{
		"null":              shape(0),
		"nothing":           {},
		"half a number":     {1, 0},
		"cut point":         onePoint[:12],
		"unknown":           shape(7),
		"patch":             shape(31, 0, 0),
		"points to come":    shape(8, 1<<30),
		"fewer than none":   shape(8, -1),
		"parts to come":     shape(5, 1<<30, 4),
		"parts below none":  shape(5, -5, 0),
		"points below none": shape(5, 1, -4, 0),
		"starts beyond":     shape(3, 2, 2, 0, 99, []orb.Point{{1, 2}, {3, 4}}),
		"starts backwards":  shape(3, 2, 2, 1, 0, []orb.Point{{1, 2}, {3, 4}}),
		"no rings":          shape(5, 0, 0),
		"empty rings":       shape(5, 3, 0, 0, 0, 0),
		"NaN":               shape(1, math.NaN(), 2.0),
		"all NaN":           parted(5, []orb.Point{{math.NaN(), 1}, {1, 2}, {2, 2}, {math.NaN(), 1}}),
	} {
		fs, sum, err := decode(packed("a.shp", shp(s, onePoint)), formats.Options{Options: geojson.Options{Mode: geojson.Skip}})
		if err != nil || len(fs) != 1 || sum.Rejected != 1 {
			t.Errorf("%s: %d features, %d rejected, %v; want the one that is whole", name, len(fs), sum.Rejected, err)
		}
	}
	table := dbf(pointColumns, []string{"a", "1", "T", ""})
	for says, files := range map[string][]string{
		"ends in the middle":      {"a.shp", shp(onePoint)[:110]},
		"have no content":         {"a.shp", shp(onePoint) + strings.Repeat("\x00", 1<<20)},
		"start as a Shapefile":    {"a.shp", strings.Repeat("x", 200)},
		"more than 134217728":     {"a.shp", shp(onePoint)[:104] + "\x7f\xff\xff\xff"},
		".dbf ends in the middle": {"a.shp", shp(onePoint), "a.dbf", table[:len(table)-3]},
		"wider than its rows":     {"a.shp", shp(onePoint), "a.dbf", table[:10] + "\x05\x00" + table[12:]},
		".dbf does not start":     {"a.shp", shp(onePoint), "a.dbf", strings.Repeat("\x00", 64)},
		"EPSG:2385":               {"a.shp", shp(onePoint), "a.prj", `PROJCS["Xian 1980 / 3-degree Gauss-Kruger CM 120E",GEOGCS["Xian 1980",DATUM["Xian_1980",SPHEROID["IAG 1975",6378140,298.257]]],PROJECTION["Transverse_Mercator"],AUTHORITY["EPSG","2385"]]`},
	} {
		_, _, err := decode(packed(files...), formats.Options{})
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v, want it to say %q", err, says)
		}
	}
	// A table too short or too long costs properties, not features.
	for rule, c := range map[string]struct{ shp, dbf string }{
		"attributes_missing": {shp(onePoint, onePoint), table},
		"shapes_missing":     {shp(), dbf(pointColumns, []string{"a", "1", "T", ""}, []string{"b", "1", "T", ""})},
	} {
		_, sum, err := decode(packed("a.shp", c.shp, "a.dbf", c.dbf, "a.prj", `GEOGCS["WGS 84",DATUM["WGS_1984"]]`), formats.Options{})
		if err != nil || len(sum.Problems) != 1 || sum.Problems[0].Rule != rule {
			t.Errorf("%v, %v; want %s", said(sum.Problems), err, rule)
		}
	}
}

// TestRingsBounded checks that a shape of very many rings does not take for
// ever.
func TestRingsBounded(t *testing.T) {
	var parts [][]orb.Point
	for i := range 20_000 {
		x, y := float64(i%200)*0.5, float64(i/200)*0.5
		parts = append(parts, ringOf(x, y, 0.4), ringOf(x+0.1, y+0.1, -0.1))
	}
	fs, _ := mustDecode(t, packed("a.shp", shp(parted(5, parts...))), formats.Options{Options: geojson.Options{Mode: geojson.Repair}})
	m, ok := fs[0].Geometry.(orb.MultiPolygon)
	if !ok || len(m) != 20_000 {
		t.Fatalf("%d polygons, want 20000", len(m))
	}
	for i, p := range m {
		if len(p) != 2 || !p[0].Bound().Contains(p[1].Bound().Min) {
			t.Fatalf("polygon %d has %d rings, or another's hole", i, len(p))
		}
	}
}

// TestShapefileGBK reads what GDAL writes in GBK.
func TestShapefileGBK(t *testing.T) {
	const file = `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"名称":"松山区第一小学","说明":"赤峰市松山区临潢大街"},"geometry":{"type":"Point","coordinates":[118.9,42.3]}}]}`
	source := filepath.Join(t.TempDir(), "a.geojson")
	if err := os.WriteFile(source, []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	fs, sum := mustDecode(t, ogr2ogr(t, source, "a.shp", "-f", "ESRI Shapefile", "-lco", "ENCODING=CP936"), formats.Options{})
	if want := `{"type":"Feature","geometry":{"type":"Point","coordinates":[118.9,42.3]},"properties":{"名称":"松山区第一小学","说明":"赤峰市松山区临潢大街"}}`; written(fs) != want || sum.Encoding != "GB18030" {
		t.Errorf("%s: %s, want %s", sum.Encoding, written(fs), want)
	}
}

func FuzzShapefile(f *testing.F) {
	f.Add(shp(onePoint, parted(5, ringOf(0, 0, 4), ringOf(1, 1, -1)), parted(13, []orb.Point{{1, 2}, {3, 4}})), dbf(pointColumns, []string{"a", "1", "T", "20240101"}, []string{"*b", "x", "", ""}, []string{"\xc4\xe3", "", "", ""}), "GBK")
	f.Add(shp(shape(8, 1, []orb.Point{{1, 2}})), "", "")
	f.Fuzz(func(t *testing.T, shp, dbf, cpg string) {
		checkDecode(t, packed("a.shp", shp, "a.dbf", dbf, "a.cpg", cpg), "a.zip")
	})
}

// FuzzArchive reads archives that are damaged in any way.
func FuzzArchive(f *testing.F) {
	f.Add(packed("a.shp", shp(onePoint), "a.dbf", dbf(pointColumns), "a.prj", "GEOGCS[]"))
	f.Add(packed("doc.kml", kml("")))
	f.Fuzz(func(t *testing.T, file string) { checkDecode(t, "PK\x03\x04"+file, "a.zip") })
}
