package server_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// hostileNames are names that a table, a picture or a sheet of paper may stumble
// over.
var hostileNames = []string{
	"=cmd|'/C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "  =1", "＝1+1", "'=kept", "a;=1+1", "a\n=1+1", "tab\there", "line\nbreak", `say "hi", twice`, "a,b;c",
	"\u202eright to left\u202c mark", "مدرسة", "😀👩‍👩‍👧‍👦 school", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "a\u0000b\u0007c\u001bd", "\u200b=1", "1e308", "NaN", "007", "", " ",
	strings.Repeat("long", 1250), strings.Repeat("长", 5000), "&amp;", "{{7*7}}", "__proto__",
}

// hostileFacilities returns primary schools in the park with hostile names, the
// rest of their properties hostile too.
func hostileFacilities(t *testing.T) string {
	t.Helper()
	type feature map[string]any
	var features []feature
	for i, name := range hostileNames {
		properties := map[string]any{"name": name, "note": name, "name_en": name, "height_m": -5, "big": 1e308, "nothing": nil, "=1+1": name}
		if name == "" {
			delete(properties, "name")
		}
		features = append(features, feature{"type": "Feature", "id": fmt.Sprintf("h%02d", i), "properties": properties,
			"geometry": map[string]any{"type": "Point", "coordinates": []float64{118.85 + 0.001*float64(i), 42.25}}})
	}
	text, err := json.Marshal(map[string]any{"type": "FeatureCollection", "features": features})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// hostilePark returns a park server of its own with a layer of hostile
// facilities under a hostile name, and a hostile scenario.
func hostilePark(t *testing.T) *httptest.Server {
	t.Helper()
	srv := ownParkServer(t)
	loaded(t, srv, "hostile", url.Values{"role": {"facility"}, "kind": {"primary_school"}, "name": {"=1+1 \u202e " + strings.Repeat("name", 30)}}, "application/geo+json", hostileFacilities(t))
	put(t, srv, "hostile", strings.NewReplacer("方案一 North school", `=HYPERLINK(\"x\");+1\n-2 \u202e`, `"note":"one more"`, `"note":"a\t@SUM(A1)"`).Replace(schools))
	return srv
}

// loaded puts a file into a layer.
func loaded(t *testing.T, srv *httptest.Server, id string, with url.Values, mediaType, file string) {
	t.Helper()
	with.Set("id", id)
	answer, err := http.Post(srv.URL+"/api/layers?"+with.Encode(), mediaType, strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusCreated {
		var said bytes.Buffer
		_, _ = said.ReadFrom(answer.Body)
		t.Fatalf("loading %s: %s %.600s", id, answer.Status, said.String())
	}
}

// computed tells what a spreadsheet may compute of a cell, in a language that
// parts cells by commas or in one that parts them by semicolons.
var computed = regexp.MustCompile(`(?:^|[;\t\r\n])[\s\pZ\p{Cc}\p{Cf}]*[=+\-@＝＋－＠]`)

// TestHostileTablesAreSafeAndComeBack saves tables with hostile names: no cell is
// a formula, every name is there, and the saved facilities are loaded again
// under the names they had.
func TestHostileTablesAreSafeAndComeBack(t *testing.T) {
	t.Parallel()
	srv := hostilePark(t)
	number := regexp.MustCompile(`^-?[\d.]+(?:e[+-]?\d+)?$`)
	safe := func(name string, file []byte) [][]string {
		rows := table(t, file)
		for _, row := range rows {
			for _, cell := range row {
				if computed.MatchString(cell) && !number.MatchString(cell) {
					t.Errorf("%s has a cell that is computed: %q", name, cell)
				}
			}
		}
		return rows
	}
	p := openTab(t, srv, "en", "light", schoolHash+"&list=facilities")
	name, file := p.saved("#csv-1")
	rows := safe(name, file)
	loaded(t, srv, "back", url.Values{"role": {"other"}, "name": {"back"}}, "text/csv", string(file))
	names := map[string]string{}
	for _, f := range get[struct {
		Features []struct{ Properties map[string]any }
	}](t, srv, "/api/layers/back/features").Features {
		names[fmt.Sprint(f.Properties["id"])] = fmt.Sprint(f.Properties["name"])
	}
	for i, want := range hostileNames {
		if got, ok := names[fmt.Sprintf("h%02d", i)]; !ok || got != strings.TrimSpace(want) { // the service names facilities so
			t.Errorf("%.60q, saved among %d rows and loaded again, is %.60q", want, len(rows)-1, got)
		}
	}
	for _, c := range []struct{ hash, table string }{{"#view=scenarios&a=today&b=hostile", "0"}, {"#view=scenarios&a=today&b=hostile", "1"}, {"#view=scenarios&a=today&b=hostile", "4"}, {"#view=data&layer=hostile", "0"}, {"#view=data&layer=hostile", "1"}} {
		p := openTab(t, srv, "en", "light", c.hash)
		name, file := p.saved("#csv-" + c.table)
		safe(name, file)
		if _, file := p.saved("#geojson-" + c.table); !json.Valid(file) {
			t.Errorf("%s: the GeoJSON is none", name)
		}
	}
}

// TestMoreTablesHoldTheRowsOfTheAPI saves the curve, the versions of a layer and the
// problems of one that is loaded: each row is one of the API's.
func TestMoreTablesHoldTheRowsOfTheAPI(t *testing.T) {
	t.Parallel()
	srv := ownParkServer(t)
	park := "/api/curve?service=primary_school&area=park&demand=landuse:R&status=existing"
	curve := get[struct {
		Radii []float64 `json:"radii_m"`
		Ratio []float64 `json:"ratio"`
	}](t, srv, park)
	p := openTab(t, srv, "en", "light", whatIfHash)
	name, file := p.saved("#csv-3")
	radii, ratios := column(t, file, "radius_m"), column(t, file, "ratio")
	if !strings.HasPrefix(name, "curve-") || len(curve.Radii) < 10 || !slices.Equal(radii, curve.Radii) || !slices.Equal(ratios, curve.Ratio) {
		t.Errorf("%s has the radii %v and ratios %v, the API %v and %v", name, radii, ratios, curve.Radii, curve.Ratio)
	}
	mended := strings.Replace(brokenFile, spot("far", `{"x": 1e400}`, 999)+",\n", "", 1)
	for range 2 {
		loaded(t, srv, "mended", url.Values{"role": {"other"}, "mode": {"repair"}}, "application/geo+json", mended)
	}
	p = openTab(t, srv, "zh", "dark", "#view=data&layer=mended")
	name, file = p.saved("#csv-1")
	checkRows(t, name, file, get[struct{ Versions []map[string]any }](t, srv, "/api/layers/mended/versions").Versions, 2)
	layer := get[struct{ Problems, Warnings []map[string]any }](t, srv, "/api/layers/mended")
	name, file = p.saved("#csv-2")
	checkRows(t, name, file, append(layer.Problems, layer.Warnings...), 1)
}

// checkRows compares a table with rows of the API: every column that is saved has
// the value the API gives, and there are at least least rows.
func checkRows(t *testing.T, name string, file []byte, want []map[string]any, least int) {
	t.Helper()
	rows := table(t, file)
	if len(rows)-1 != len(want) || len(want) < least {
		t.Fatalf("%s has %d rows, the API %d, want at least %d", name, len(rows)-1, len(want), least)
	}
	for i, row := range rows[1:] {
		for k, title := range rows[0] {
			told, value := want[i][title], ""
			switch told := told.(type) {
			case nil:
			case string:
				value = told
			default:
				text, err := json.Marshal(told)
				if err != nil {
					t.Fatal(err)
				}
				value = string(text)
			}
			if strings.TrimLeft(row[k], "'") != strings.TrimLeft(value, "'") {
				t.Errorf("%s, row %d: %s is %q, the API says %q", name, i, title, row[k], value)
			}
		}
	}
}

// TestDocumentsAreTablesToo saves the rules in force and the classes of values:
// every value of every rule, and every value that is mapped or is to be.
func TestDocumentsAreTablesToo(t *testing.T) {
	t.Parallel()
	srv := officeServer(t)
	request, err := http.NewRequest(http.MethodPut, srv.URL+"/api/mappings/office", strings.NewReader(`{"title":"=1+1","entries":[{"key":"dlmc","value":"住宅","scheme":"GB50137-2011","code":"R2"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil || answer.StatusCode != http.StatusCreated {
		t.Fatal(err, answer)
	}
	answer.Body.Close()
	p := openTab(t, srv, "en", "light", "#view=landuse&pane=classes&scheme=GB50137-2011")
	_, file := p.saved("#csv-2")
	rows := table(t, file)
	if got := fmt.Sprint(rows[1:]); len(rows) != 4 || !strings.Contains(got, "[  land_use C2 GB50137-2011  land 1 ") || !strings.Contains(got, "['=1+1 1 dlmc 住宅 GB50137-2011 R2   ]") {
		t.Errorf("the table of values is %q", rows)
	}
	rules := get[struct {
		Rules []struct {
			ID     string
			Values []struct{ Max *float64 }
		}
	}](t, srv, "/api/standards").Rules
	var want, wantMost []string
	for _, r := range rules {
		if len(r.Values) == 0 {
			want, wantMost = append(want, r.ID), append(wantMost, "")
		}
		for _, v := range r.Values {
			most := ""
			if v.Max != nil {
				most = fmt.Sprint(*v.Max)
			}
			want, wantMost = append(want, r.ID), append(wantMost, most)
		}
	}
	p = openTab(t, srv, "zh", "dark", "#view=landuse&pane=rules")
	name, file := p.saved("#csv-2")
	rows = table(t, file)
	var ids, most []string
	for _, row := range rows[1:] {
		ids, most = append(ids, row[slices.Index(rows[0], "id")]), append(most, row[slices.Index(rows[0], "max")])
	}
	if name != "rules.csv" || len(want) < 100 || !slices.Equal(ids, want) || !slices.Equal(most, wantMost) {
		t.Errorf("%s has %d rows, the rules %d values", name, len(ids), len(want))
	}
}
