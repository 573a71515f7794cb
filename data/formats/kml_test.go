package formats_test

import (
	"archive/zip"
	"bytes"
	"slices"
	"strings"
	"testing"

	"catchment/data/formats"
	"catchment/data/geojson"
)

const kmlHead = `<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<kml xmlns="http://www.opengis.net/kml/2.2"><Document>` + "\n"
const kmlTail = `</Document></kml>`

func kml(body string) string { return kmlHead + body + kmlTail }

// packed returns a ZIP archive of files, name and content in turn.
func packed(files ...string) string {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i+1 < len(files); i += 2 {
		w, err := z.Create(files[i])
		if err != nil {
			panic(err)
		}
		if _, err := w.Write([]byte(files[i+1])); err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.String()
}

func TestKML(t *testing.T) {
	for _, c := range []struct{ body, want string }{
		{
			`<Style id="s"><IconStyle/></Style><Placemark id="p1"><name>松山小学</name><description><![CDATA[<b>a</b> & b]]></description><styleUrl>#s</styleUrl>
			 <ExtendedData><Data name="classes"><displayName>x</displayName><value> 24 </value></Data><SchemaData schemaUrl="#x"><SimpleData name="status">existing</SimpleData></SchemaData></ExtendedData>
			 <Point><coordinates>118.9,42.3,500</coordinates></Point></Placemark>`,
			`{"type":"Feature","id":"p1","geometry":{"type":"Point","coordinates":[118.9,42.3]},"properties":{"name":"松山小学","description":"<b>a</b> & b","classes":"24","status":"existing"}}`,
		},
		{
			`<Folder><name>现状</name><Folder><name>小学</name><Placemark><LineString><tessellate>1</tessellate><coordinates> 1,2 3,4
			 5,6 </coordinates></LineString></Placemark></Folder></Folder>`,
			`{"type":"Feature","geometry":{"type":"LineString","coordinates":[[1,2],[3,4],[5,6]]},"properties":{"folder":"现状/小学"}}`,
		},
		{
			`<Placemark><Polygon><innerBoundaryIs><LinearRing><coordinates>1,1 1,2 2,2 2,1 1,1</coordinates></LinearRing></innerBoundaryIs>
			 <outerBoundaryIs><LinearRing><coordinates>0,0 4,0 4,4 0,4 0,0</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>`,
			`{"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[0,0],[4,0],[4,4],[0,4],[0,0]],[[1,1],[1,2],[2,2],[2,1],[1,1]]]},"properties":{}}`,
		},
		{
			`<Placemark><MultiGeometry><Point><coordinates>1,2</coordinates></Point><Point><coordinates>3,4</coordinates></Point></MultiGeometry></Placemark>`,
			`{"type":"Feature","geometry":{"type":"MultiPoint","coordinates":[[1,2],[3,4]]},"properties":{}}`,
		},
		{
			`<Placemark><MultiGeometry><MultiGeometry><Point><coordinates>1, 2 ,0</coordinates></Point></MultiGeometry><LinearRing><coordinates>0,0 1,0 1,1 0,0</coordinates></LinearRing></MultiGeometry></Placemark>`,
			`{"type":"Feature","geometry":{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]},{"type":"LineString","coordinates":[[0,0],[1,0],[1,1],[0,0]]}]},"properties":{}}`,
		},
		{`<Placemark><name>a</name><name>b</name><Point><coordinates>1,2</coordinates></Point></Placemark>`, `{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2]},"properties":{"name":"a","name 2":"b"}}`},
	} {
		for name, file := range map[string]string{"a.kml": kml(c.body), "": kml(c.body), "a.kmz": packed("doc.kml", kml(c.body), "files/icon.png", "\x89PNG")} {
			fs, _ := mustDecode(t, file, formats.Options{Name: name})
			if got := written(fs); got != c.want {
				t.Errorf("%q:\n got %s\nwant %s", name, got, c.want)
			}
		}
	}
}

func TestKMLProblems(t *testing.T) {
	file := kml(`<Placemark><Point><coordinates>1,2</coordinates></Point></Placemark>
<Placemark><Point><coordinates>east,2</coordinates></Point></Placemark>
<Placemark><name>nowhere</name></Placemark>
<Placemark><Polygon><outerBoundaryIs><LinearRing><coordinates>0,0 1,0 1,1</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>
<Placemark><Model/></Placemark><NetworkLink><Link><href>http://example.org/a.kml</href></Link></NetworkLink>
<GroundOverlay><Placemark/></GroundOverlay>
<Placemark><Polygon/></Placemark>
`)
	_, sum := mustDecode(t, file, formats.Options{Options: geojson.Options{Mode: geojson.Skip}})
	want := []string{
		"4:32 /features/1/geometry/coordinates error coordinate_unreadable",
		"5:1 /features/2/geometry error geometry_empty",
		"6:63 /features/3/geometry/coordinates/0 error ring_not_closed",
		"7:12 /features/4 error geometry_type",
		"0:0  warning network_link",
		"0:0  warning overlay_dropped",
		"9:12 /features/5 error polygon_boundary",
	}
	if got := said(sum.Problems); !slices.Equal(got, want) {
		t.Errorf("problems\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestKMLHostile checks that nothing outside of the file is fetched and
// nothing inside of it grows.
func TestKMLHostile(t *testing.T) {
	point := `<Placemark><name>&a;</name><Point><coordinates>1,2</coordinates></Point></Placemark>`
	wantRefused(t, `<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><kml>`+point+`</kml>`, formats.Options{}, formats.ErrFormat, "document type", "line 1")
	wantRefused(t, kml(point), formats.Options{}, formats.ErrFormat, "not well-formed", "line 3")
	wantRefused(t, kmlHead+strings.Repeat("<Folder>", 5000), formats.Options{}, formats.ErrFormat, "deep")
	wantRefused(t, kmlHead+"<Placemark><Point>", formats.Options{}, formats.ErrFormat, "line 3")
	wantRefused(t, strings.Replace(kml(""), "UTF-8", "ISO-8859-1", 1), formats.Options{}, formats.ErrFormat, "ISO-8859-1", "UTF-8")
	bounded := formats.Options{Options: geojson.Options{MaxFeatureBytes: 1 << 20}}
	wantRefused(t, kml("<Placemark><name>"+strings.Repeat("a", 8<<20)), bounded, geojson.ErrTooLarge)
	bounded = formats.Options{Options: geojson.Options{MaxBytes: 1 << 20}}
	wantRefused(t, packed("doc.kml", kml(strings.Repeat(" ", 64<<20))), bounded, geojson.ErrTooLarge, "1048576")
}

func TestArchives(t *testing.T) {
	one := kml(`<Placemark><Point><coordinates>1,2</coordinates></Point></Placemark>`)
	two := kml(`<Placemark><Point><coordinates>3,4</coordinates></Point></Placemark>`)
	both := packed("schools.kml", one, "folder/parks.kml", two, "__MACOSX/._schools.kml", "x")
	wantRefused(t, both, formats.Options{}, formats.ErrTable, "table=", `"schools"`, `"parks"`)
	wantRefused(t, both, formats.Options{Table: "roads"}, formats.ErrTable, `"roads"`, `"parks"`)
	for table, want := range map[string]string{"schools": "[1,2]", "parks": "[3,4]"} {
		if fs, _ := mustDecode(t, both, formats.Options{Table: table}); !strings.Contains(written(fs), want) {
			t.Errorf("table %s = %s, want %s", table, written(fs), want)
		}
	}
	// doc.kml stands before others; those in layers stand before it.
	if fs, _ := mustDecode(t, packed("other.kml", two, "doc.kml", one), formats.Options{}); !strings.Contains(written(fs), "[1,2]") {
		t.Errorf("got %s, want doc.kml", written(fs))
	}
	if fs, _ := mustDecode(t, packed("doc.kml", two, "layers/a.kml", one, "style/style.kml", two), formats.Options{}); !strings.Contains(written(fs), "[1,2]") {
		t.Errorf("got %s, want layers/a.kml", written(fs))
	}
	for says, file := range map[string]string{
		"empty":            packed(),
		"Excel":            packed("[Content_Types].xml", "", "xl/workbook.xml", "", "xl/worksheets/sheet1.xml", ""),
		"geodatabase":      packed("a.gdb/a00000001.gdbtable", "", "a.gdb/gdb", ""),
		"without its .shp": packed("a.dbf", "", "a.shx", ""),
		"MapInfo":          packed("a.tab", "", "a.map", ""),
		`"a.geojson"`:      packed("a.geojson", "{}"),
		`"a.txt", "b.me"`:  packed("a.txt", "", "b.me", ""),
		"archive":          "PK\x03\x04 and then nothing",
	} {
		wantRefused(t, file, formats.Options{}, formats.ErrFormat, says)
	}
	many := make([]string, 0, 30_000)
	for range 10_001 {
		many = append(many, "a.kml", "")
	}
	wantRefused(t, packed(many...), formats.Options{}, geojson.ErrTooLarge, "10001 files")
	// A damaged member is told from a damaged archive.
	damaged := []byte(packed("doc.kml", strings.Repeat(one, 50)))
	damaged[len("PK\x03\x04")+60] ^= 0xff
	wantRefused(t, string(damaged), formats.Options{}, formats.ErrFormat, "doc.kml")
}

func FuzzKML(f *testing.F) {
	f.Add(kml(`<Placemark id="a"><name>x</name><ExtendedData><Data name="n"><value>1</value></Data></ExtendedData><MultiGeometry><Point><coordinates>1,2,3</coordinates></Point></MultiGeometry></Placemark>`))
	f.Add(kml(`<Folder><name>f</name><Placemark><Polygon><outerBoundaryIs><LinearRing><coordinates>0,0 1,0 1,1 0,0</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></Folder>`))
	f.Fuzz(func(t *testing.T, file string) { checkDecode(t, file, "a.kml") })
}
