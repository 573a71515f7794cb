package geojson

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// Characters of GB 18030 that read as UTF-8 by chance, such as 一, do not make
// the file UTF-8; a damaged byte among letters of UTF-8 does not make it GB 18030.
func TestEncodingByChance(t *testing.T) {
	text := func(name string) string {
		return `{"type":"Feature","properties":{"n":"` + name + `"},"geometry":{"type":"Point","coordinates":[1,2]}}`
	}
	for _, name := range []string{"一览表", "一期工程", "a一b一c中学"} {
		file, err := simplifiedchinese.GB18030.NewEncoder().String(text(name))
		if err != nil {
			t.Fatal(err)
		}
		f, _, err := DecodeOne(t.Context(), []byte(file), Options{})
		if err != nil || !strings.Contains(string(f.Properties), name) {
			t.Errorf("%s in GB 18030: %s, %v", name, f.Properties, err)
		}
	}
	for _, name := range []string{"Zürich \xfcrich", "Привет \xff", "中学\xd6\xd0\xb9\xfa", "é\xe9 é"} {
		if f, _, err := DecodeOne(t.Context(), []byte(text(name)), Options{}); err == nil {
			t.Errorf("%q is read as %s", name, f.Properties)
		}
	}
}
