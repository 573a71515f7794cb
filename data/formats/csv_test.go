package formats_test

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"catchment/data/formats"
	"catchment/data/geojson"
)

func TestCSV(t *testing.T) {
	const plain = `{"type":"Feature","geometry":{"type":"Point","coordinates":[118.9,42.3]},"properties":{"name":"a"}}`
	for _, c := range []struct{ file, want string }{
		{"name,lon,lat\na,118.9,42.3\n", plain},
		{"lat,name,lng\n42.3,a,118.9", plain},
		{"\ufeffLongitude;Latitude;name\r\n118.9;42.3;a\r\n", plain},
		{"Longitude;Latitude;name\n118,9;42,3;a\n", plain},
		{"name\t经度\t纬度\na\t118.9\t42.3\n", plain},
		{"name,经度(度),纬度（°）\na,118.9°, 42.3 \n", plain},
		{"name,X,Y\na,118.9,42.3\n", plain},
		{"name,WKT\na,POINT (118.9 42.3)\n", plain},
		{"WKT,name\n\"SRID=4326;POINT Z (118.9 42.3 500)\",a\n", plain},
		{"name,lon,lat\n\na,118.9,42.3,,\n\n", plain},
		// Text stays text: leading zeros, long numbers, commas, quotes, lines.
		{
			"code,big,地址,lon,lat\n007,12345678901234567890,\"松山区, \"\"临潢\"\"大街\n12 号\",1,2\n",
			`{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2]},"properties":{"code":"007","big":"12345678901234567890","地址":"松山区, \"临潢\"大街\u000a12 号"}}`,
		},
		// x and y mean nothing beside a longitude.
		{"x,lon,lat,y\n1,118.9,42.3,2\n", `{"type":"Feature","geometry":{"type":"Point","coordinates":[118.9,42.3]},"properties":{"x":"1","y":"2"}}`},
		{"a,a,lon,lat,\n1,2,1,2,\n", `{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2]},"properties":{"a":"1","a 2":"2","column 5":""}}`},
	} {
		fs, _ := mustDecode(t, c.file, formats.Options{Name: "t.csv"})
		if got := written(fs); got != c.want {
			t.Errorf("Decode(%q)\n got %s\nwant %s", c.file, got, c.want)
		}
	}
}

// TestCSVWithoutName checks that a table is told by its header alone.
func TestCSVWithoutName(t *testing.T) {
	for _, file := range []string{"name,lon,lat\na,1,2\n", "\"name\",\"lon\",\"lat\"\na,1,2\n", "名称,经度,纬度\na,1,2\n"} {
		if fs, _ := mustDecode(t, file, formats.Options{}); len(fs) != 1 {
			t.Errorf("Decode(%q) = %d features, want 1", file, len(fs))
		}
	}
}

func TestCSVEncodings(t *testing.T) {
	const text = "名称,经度,纬度\n松山区第一小学,118.9,42.3\n"
	gbk, err := simplifiedchinese.GBK.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(strings.ReplaceAll(text, ",", "\t"))
	if err != nil {
		t.Fatal(err)
	}
	want, _ := mustDecode(t, text, formats.Options{})
	for encoding, file := range map[string]string{"GB18030": gbk, "UTF-16LE": utf16, "UTF-8": zipped(text)} {
		for _, name := range []string{"", "schools.csv"} {
			fs, sum := mustDecode(t, file, formats.Options{Name: name})
			if written(fs) != written(want) || sum.Encoding != encoding {
				t.Errorf("%s named %q: %s, %s", encoding, name, sum.Encoding, written(fs))
			}
		}
	}
}

// TestCSVProblems checks that what is wrong in a row is named with its place,
// and costs that row only.
func TestCSVProblems(t *testing.T) {
	const file = "name,lon,lat\n" +
		"a,118.9,42.3\n" +
		"b,east,42.3\n" + // 3
		"c,,\n" + // 4
		"d,42.3,118.9\n" + // 5
		"\"e\n\n\",118.9\n" + // 6 to 8
		"f,40407635,4680665\n" + // 9
		"g\"h,1,2\n" + // 10
		"i,NaN,0x10\n" + // 11
		"j,118.9,42.3\n" +
		"\"k,118.9,42.3\n" + // 13, a quoted field to the end of the file
		"l,118.9,42.3\n"
	fs, sum := mustDecode(t, file, formats.Options{Options: geojson.Options{Mode: geojson.Skip}})
	want := []string{
		"3:3 /features/1 error coordinate_unreadable",
		"4:3 /features/2/geometry error geometry_empty",
		"5:3 /features/3/geometry/coordinates error axes_swapped",
		"6:1 /features/4 error row_length",
		"9:3 /features/5/geometry/coordinates error projected",
		"10:2 /features/6 error csv_syntax",
		"11:3 /features/7 error coordinate_unreadable",
		"11:7 /features/7 error coordinate_unreadable",
		"13:1 /features/9 error csv_syntax",
	}
	if got := said(sum.Problems); !slices.Equal(got, want) {
		t.Errorf("problems\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for i, text := range []string{"east,", ",\n", "42.3,118.9\n", "\"e\n", "40407635", "\"h,1", "NaN", "0x10\n", "\"k"} {
		if p := sum.Problems[i]; !strings.HasPrefix(file[p.Offset:], text) {
			t.Errorf("problem %d is at byte %d, which is %.12q; want %q", i, p.Offset, file[p.Offset:], text)
		}
	}
	if len(fs) != 2 || sum.Features != 10 || sum.Rejected != 8 {
		t.Errorf("%d features of %d, %d rejected", len(fs), sum.Features, sum.Rejected)
	}
	wantRefused(t, file, formats.Options{}, geojson.ErrFeatures, "line 3, column 3", "east")
}

func TestCSVColumns(t *testing.T) {
	const two = "gcj_lon,gcj_lat,wgs_lon,wgs_lat\n1,2,3,4\n"
	wantRefused(t, two, formats.Options{Name: "a.csv"}, formats.ErrColumns, "columns=", `"gcj_lon"`, `"wgs_lat"`)
	fs, _ := mustDecode(t, two, formats.Options{Name: "a.csv", Columns: []string{"wgs_lon", "wgs_lat"}})
	if got, want := written(fs), `{"type":"Feature","geometry":{"type":"Point","coordinates":[3,4]},"properties":{"gcj_lon":"1","gcj_lat":"2"}}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	wantRefused(t, "lon,lng,lat\n1,2,3\n", formats.Options{}, formats.ErrColumns, "several", `"lon", "lng"`)
	wantRefused(t, "lon,lat,wkt\n1,2,POINT(1 2)\n", formats.Options{}, formats.ErrColumns, "several", "wkt")
	wantRefused(t, two, formats.Options{Name: "a.csv", Columns: []string{"lon", "lat"}}, formats.ErrColumns, `no column "lon"`)
	wantRefused(t, two, formats.Options{Name: "a.csv", Columns: []string{"a", "b", "c"}}, formats.ErrColumns, "3 columns")
	wantRefused(t, "name,addr\na,b\n", formats.Options{Name: "a.csv"}, formats.ErrColumns, `"name", "addr"`)
	wantRefused(t, "\n\n", formats.Options{Name: "a.csv"}, geojson.ErrNotGeoJSON, "empty")
}

// TestCSVBounded checks that a quotation mark never closed does not fill
// memory.
func TestCSVBounded(t *testing.T) {
	opt := formats.Options{Options: geojson.Options{MaxFeatureBytes: 1 << 20}}
	wantRefused(t, "lon,lat\n\""+strings.Repeat("a,", 4<<20), opt, geojson.ErrTooLarge, "quotation mark")
	opt = formats.Options{Options: geojson.Options{MaxBytes: 1 << 20}}
	wantRefused(t, "lon,lat\n"+strings.Repeat("1,2\n", 1<<20), opt, geojson.ErrTooLarge)
	opt = formats.Options{Options: geojson.Options{MaxFeatures: 5}}
	wantRefused(t, "lon,lat\n"+strings.Repeat("1,2\n", 10), opt, geojson.ErrTooLarge, "5 features")
}

func TestWKTColumn(t *testing.T) {
	for wkt, want := range map[string]string{
		"POLYGON((0 0,1 0,1 1,0 0))":                        `{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}`,
		"multipolygon(((0 0,1 0,1 1,0 0)))":                 `{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]]]}`,
		"LINESTRING ZM (0 0 1 2,1 1 1 2)":                   `{"type":"LineString","coordinates":[[0,0],[1,1]]}`,
		"MULTIPOINT((1 2),(3 4))":                           `{"type":"MultiPoint","coordinates":[[1,2],[3,4]]}`,
		"MULTILINESTRING((1 2,3 4))":                        `{"type":"MultiLineString","coordinates":[[[1,2],[3,4]]]}`,
		"GEOMETRYCOLLECTION(POINT(1 2))":                    `{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]}]}`,
		"GEOMETRYCOLLECTION M (LINESTRING M (1 2 3,4 5 6))": `{"type":"GeometryCollection","geometries":[{"type":"LineString","coordinates":[[1,2],[4,5]]}]}`,
	} {
		fs, _ := mustDecode(t, "wkt\n\""+wkt+"\"\n", formats.Options{Name: "a.csv"})
		if got := string(geojson.AppendGeometry(nil, fs[0].Geometry)); got != want {
			t.Errorf("%s = %s, want %s", wkt, got, want)
		}
	}
	for _, wkt := range []string{"POINT", "POINT(1)", "CIRCLE(1 2)", strings.Repeat("GEOMETRYCOLLECTION(", 100) + "POINT(1 2)" + strings.Repeat(")", 100), "POINT EMPTY", "POLYGON EMPTY"} {
		fs, sum, err := decode("wkt\n\""+wkt+"\"\n", formats.Options{Name: "a.csv", Options: geojson.Options{Mode: geojson.Skip}})
		if err != nil || len(fs) != 0 || len(sum.Problems) != 1 || sum.Problems[0].Line != 2 {
			t.Errorf("%s: %d features, problems %v, error %v; want one problem in line 2", shown(wkt), len(fs), sum.Problems, err)
		}
	}
}

func FuzzCSV(f *testing.F) {
	for _, s := range []string{"lon,lat\n1,2\n", "a;经度;纬度\n\"x\";1,5;2\n", "wkt\n\"POINT(1 2)\"", "lon,lat\n\"", "\xff\xfel\x00", "lon,lat\n1,2,3\n\xc4\xe3"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, file string) { checkDecode(t, file, "a.csv") })
}
