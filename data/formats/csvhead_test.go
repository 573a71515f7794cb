package formats_test

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"catchment/data/formats"
	"catchment/data/geojson"
)

// TestCSVOfOffices reads tables as offices export them, and says what was odd.
func TestCSVOfOffices(t *testing.T) {
	const plain = `{"type":"Feature","geometry":{"type":"Point","coordinates":[118.9,42.3]},"properties":{"名称":"a"}}`
	const header, row = "名称,经度,纬度\n", "a,118.9,42.3\n"
	for _, c := range []struct{ file, rule string }{
		{"sep=;\n名称;经度;纬度\na;118.9;42.3\n", "delimiter_named"},
		{"sep=;\r\n名称;经度;纬度\r\na;118,9;42,3\r\n", "delimiter_named"},
		{"\ufeff\"sep=,\"\n" + header + row, "delimiter_named"},
		{"SEP=\t\n名称\t经度\t纬度\na\t118.9\t42.3\n", "delimiter_named"},
		{"松山区小学一览表,,\n" + header + row, "title_lines"},
		{"松山区小学一览表\n制表：教育局；2026 年 11 月\n\n" + header + row, "title_lines"},
		{"\"松山区\"\"小学\"\"\",,\r\n" + strings.ReplaceAll(header+row, "\n", "\r\n"), "title_lines"},
		{strings.ReplaceAll(header+row, "\n", "\r"), "line_ends"},
		{strings.ReplaceAll("一览表\n"+header+row, "\n", "\r"), "title_lines"},
		{header + "a,\"118°54'00\"\"\",\"42°18'00\"\"\"\n", "sexagesimal"},
		{header + "a,118°54′0.00″E,42°18′N\n", "sexagesimal"},
		{header + "a,东经118度54分,北纬42度18分0秒\n", "sexagesimal"},
		{header + "a,E118°54',N42°18'\n", "sexagesimal"},
		{header + "a,118.9E,42.3°N\n", ""},
	} {
		for _, name := range []string{"t.csv", ""} {
			for encoding, file := range map[string]string{"UTF-8": c.file, "GB18030": gbk(t, c.file)} {
				if encoding == "GB18030" && strings.HasPrefix(c.file, "\ufeff") {
					continue
				}
				fs, sum, err := decode(file, formats.Options{Name: name})
				if err != nil || written(fs) != plain {
					t.Errorf("%q named %q, %s: %s, %v", c.file, name, encoding, written(fs), err)
					continue
				}
				found := c.rule == ""
				for _, p := range sum.Problems {
					found = found || p.Rule == c.rule && p.Severity == "warning"
				}
				if !found {
					t.Errorf("%q: problems %+v, want the note %s", c.file, sum.Problems, c.rule)
				}
			}
		}
	}
}

func gbk(t *testing.T, text string) string {
	t.Helper()
	out, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Rows below lines that are left out keep their place in the file.
func TestCSVPlacesBelowTitles(t *testing.T) {
	for _, file := range []string{
		"sep=;\n一览表\n名称;经度;纬度\na;1;2\nb;east;2\n",
		"\ufeff一览表\r\n\r\n名称;经度;纬度\r\na;1;2\r\nb;east;2\r\n",
		"一览表\r二\r名称;经度;纬度\ra;1;2\rb;east;2\r",
	} {
		_, sum, err := decode(file, formats.Options{Options: geojson.Options{Mode: geojson.Skip}})
		if err != nil || sum.Rejected != 1 {
			t.Errorf("%q: %+v, %v", file, sum, err)
			continue
		}
		p := sum.Problems[len(sum.Problems)-1]
		if want := strings.Index(file, "east"); p.Line < 5 || p.Line > 5 || p.Column != 3 || p.Offset != int64(want) {
			t.Errorf("%q: %+v, want line 5, column 3, offset %d", file, p, want)
		}
	}
}

// What cannot be read says how to write it.
func TestCSVCures(t *testing.T) {
	for text, cure := range map[string]string{
		`"4,680,665.12"`: "separators of thousands",
		`4 680 665`:      "separators of thousands",
		`118:53:45`:      "degrees, minutes and seconds",
		`118°75'`:        "below 60",
		`118.5°30'`:      "below 60",
		`42°18'N`:        "degrees, minutes and seconds", // a latitude
		`-118°53'W`:      "degrees, minutes and seconds",
		`-118.9E`:        "decimal degrees",
		`about 118`:      "decimal degrees",
	} {
		wantRefused(t, "lon,lat\n"+text+",42.3\n", formats.Options{}, geojson.ErrFeatures, "line 2, column 1", cure)
	}
	// Without a header that names coordinates nothing is left out.
	wantRefused(t, "一览表\n名称,位置\na,b\n", formats.Options{Name: "a.csv"}, formats.ErrColumns, `"一览表"`)
	wantRefused(t, "sep=\"\nlon,lat\n1,2\n3,x\n", formats.Options{Name: "a.csv"}, geojson.ErrFeatures, "line 4")
}
