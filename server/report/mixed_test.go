package report_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"catchment/coverage"
	content "catchment/coverage/report"
	"catchment/data"
	"catchment/data/intake"
	"catchment/data/words"
	"catchment/server/report"
)

// hostileName is a name that would run in a page and in a spreadsheet.
const hostileName = `=HYPERLINK(\"http://x\")<script>alert(1)</script>`

// mixedStudy is a square of four by three cells about 800 m wide: three parcels by
// code, one by OSM tags, one by the user's mapping, one that no mapping knows, one
// that says nothing, and one floor area that is no number.
func mixedStudy(t *testing.T) *coverage.Study {
	t.Helper()
	ctx := context.Background()
	catalog, err := data.OpenCatalog(ctx, &data.Memory{})
	if err != nil {
		t.Fatal(err)
	}
	square := func(column, row, wide, high int) string {
		x, y := func(i int) float64 { return 118.87 + 0.01*float64(i) }, func(i int) float64 { return 42.25 + 0.007*float64(i) }
		w, s, e, n := x(column), y(row), x(column+wide), y(row+high)
		return fmt.Sprintf(`{"type":"Polygon","coordinates":[[[%g,%g],[%g,%g],[%g,%g],[%g,%g],[%g,%g]]]}`, w, s, e, s, e, n, w, n, w, s)
	}
	feature := func(id, properties, geometry string) string {
		return fmt.Sprintf(`{"type":"Feature","id":%q,"properties":{%s},"geometry":%s}`, id, properties, geometry)
	}
	load := func(request intake.Request, features ...string) {
		t.Helper()
		body := `{"type":"FeatureCollection","features":[` + strings.Join(features, ",") + `]}`
		request.Source = request.ID + ".geojson"
		if _, err := intake.Load(ctx, catalog, strings.NewReader(body), request); err != nil {
			t.Fatal(err)
		}
	}
	load(intake.Request{ID: "area", Role: data.RoleBoundary}, feature("a", `"name":"`+hostileName+`"`, square(0, 0, 4, 3)))
	load(intake.Request{ID: "land", Role: data.RoleLandUse},
		feature("p1", `"scheme":"GB50137-2011","code":"R2","floor_area_m2":"plenty"`, square(0, 0, 1, 1)),
		feature("p2", `"scheme":"GB50137-2011","code":"R2","floor_area_m2":5000`, square(1, 0, 1, 1)),
		feature("p3", `"scheme":"GB50137-2011","code":"B1"`, square(2, 0, 1, 1)),
		feature("p4", `"landuse":"industrial"`, square(0, 1, 1, 1)),
		feature("p5", `"dlmc":"住宅"`, square(1, 1, 1, 1)),
		feature("p6", `"dlmc":"`+hostileName+`"`, square(2, 1, 1, 1)),
		feature("p7", `"x":1`, square(0, 2, 1, 1)))
	load(intake.Request{ID: "schools", Role: data.RoleFacility, Kind: "primary_school"},
		feature("s1", `"name":"`+hostileName+`"`, `{"type":"Point","coordinates":[118.88,42.255]}`))
	mapping, err := data.NewDocument(data.DocumentMapping, "ours", []byte(`{"entries":[{"key":"dlmc","value":"住宅","scheme":"GB50137-2011","code":"R2"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := catalog.PutDocument(ctx, mapping, data.PutOptions{}); err != nil {
		t.Fatal(err)
	}
	rules, err := data.NewDocument(data.DocumentRuleSet, "town", data.RuleSetBody(true, []byte(townRules)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := catalog.PutDocument(ctx, rules, data.PutOptions{}); err != nil {
		t.Fatal(err)
	}
	study, err := coverage.NewStudy(ctx, catalog.Dataset(), coverage.AreaRef{})
	if err != nil {
		t.Fatal(err)
	}
	return study
}

// townRules is a user's rule set of one rule, in a document with a hostile name.
const townRules = `{"documents":[{"id":"=Town guide<script>","title_zh":"导则","status":"local","jurisdiction":"CN-1504"}],"rules":[
{"id":"p","kinds":["primary_school"],"name_zh":"小学","name_en":"Primary school","metric":"radius","unit":"m","values":[{"max":600}],"force":"must","standard":"=Town guide<script>","clause":"3.2","evidence":"verbatim","confidence":"high","jurisdiction":"CN-1504"}]}`

// TestMixedLand: the report prints what classes come from, values that no mapping
// names, the mapping, and values it could not read; names from the data run
// neither in the page nor in a spreadsheet.
func TestMixedLand(t *testing.T) {
	study := mixedStudy(t)
	for _, lang := range words.Languages() {
		d, err := content.Make(t.Context(), study, content.Options{Words: catalogue(t), Lang: lang, Date: time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC), Version: "test"})
		if err != nil {
			t.Fatal(err)
		}
		tables := map[string]content.Table{}
		for _, s := range d.Sections {
			for _, table := range s.Tables {
				tables[table.ID] = table
			}
		}
		column := func(id string, i int) (out []string) {
			for _, r := range tables[id].Rows {
				if c := r[i]; c.Number != nil {
					out = append(out, fmt.Sprint(*c.Number))
				} else {
					out = append(out, c.Text)
				}
			}
			return out
		}
		if got, want := column("basis", 1), []string{"3", "1", "0", "1", "2"}; !slices.Equal(got, want) {
			t.Errorf("%s: parcels by basis %q, want %q (code, mapping, conversion, tags, none)", lang, got, want)
		}
		if got := column("mappings", 0); !slices.Equal(got, []string{"ours"}) {
			t.Errorf("%s: mappings %q", lang, got)
		}
		name := strings.ReplaceAll(hostileName, `\`, "")
		if got := column("unmapped", 2); len(got) != 2 || !slices.Contains(got, name) {
			t.Errorf("%s: unmapped values %q", lang, got)
		}
		if got := column("faults", 1); !slices.Equal(got, []string{"p1"}) {
			t.Errorf("%s: faults of %q, want p1", lang, got)
		}
		if got := column("rule_sets", 0); len(got) != 2 || got[1] != "town" {
			t.Errorf("%s: rule sets %q", lang, got)
		}
		if got := column("standards", 0); !slices.Contains(got, "=Town guide<script>") {
			t.Errorf("%s: documents %q, want the user's too", lang, got)
		}
		checkHarmless(t, d)
		checkWorded(t, d)
		for _, m := range d.Sections[1].Maps {
			if m.ID == "map_land" && !slices.ContainsFunc(m.Legend, func(l content.Legend) bool { return l.Text == said(t, d, "lu.unclassified") }) {
				t.Errorf("%s: the land-use map does not show parcels without a class", lang)
			}
		}
		if got := column("coverage", 2); len(got) != 1 || !strings.Contains(got[0], "town") {
			t.Errorf("%s: the radius is from %q, want the user's rule set", lang, got)
		}
	}
}

// checkWorded holds that a report shows no key in place of its text, and no place
// that was to be filled in.
func checkWorded(t *testing.T, d *content.Document) {
	t.Helper()
	raw := regexp.MustCompile(`^[a-z_]+\.[a-z_.]+$|^[a-z]+_[a-z_0-9]+$|\{[a-z]+\}`)
	layers := map[string]bool{} // ids of the data, which look like keys
	check := func(where, text string) {
		if raw.MatchString(text) && !layers[text] {
			t.Errorf("%s, %s: shows %q", d.Lang, where, text)
		}
	}
	for _, s := range d.Sections {
		for _, table := range s.Tables {
			for _, r := range table.Rows {
				switch {
				case table.ID == "layers":
					layers[r[0].Text], layers[r[8].Text] = true, true
				case table.ID == "faults":
					layers[r[2].Text] = true
				}
			}
		}
	}
	for _, f := range d.Facts {
		check("facts", f.Name)
		check("facts", f.Value.Text)
	}
	for _, s := range d.Sections {
		check(s.ID, s.Title)
		for _, text := range s.Intro {
			check(s.ID, text)
		}
		for _, f := range s.Said {
			check(s.ID, f.Text)
		}
		for _, m := range s.Maps {
			for _, text := range m.Notes {
				check(m.ID, text)
			}
			for _, l := range m.Legend {
				check(m.ID, l.Text)
			}
		}
		for _, table := range s.Tables {
			check(table.ID, table.Title)
			check(table.ID, table.Note)
			for _, c := range table.Columns {
				check(table.ID, c.Name)
			}
			for _, r := range table.Rows {
				for _, c := range r {
					check(table.ID, c.Text)
				}
			}
		}
	}
}

// TestParkIsWorded: the same for the bundled place.
func TestParkIsWorded(t *testing.T) {
	for _, lang := range words.Languages() {
		checkWorded(t, parkDocument(t, lang))
	}
}

// checkHarmless holds that nothing in a report runs.
func checkHarmless(t *testing.T, d *content.Document) {
	t.Helper()
	if page := string(htmlOf(t, d)); strings.Contains(page, "<script") || !strings.Contains(page, "&lt;script&gt;") {
		t.Error("the page holds markup of its data, or not the name")
	}
	var sheet bytes.Buffer
	if err := report.CSV(&sheet, d); err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(sheet.String(), "\ufeff")))
	r.FieldsPerRecord = -1
	records, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	named := 0
	for _, record := range records {
		for _, field := range record {
			if strings.Contains(field, "HYPERLINK") {
				named++
			}
			if strings.HasPrefix(field, "=") || strings.HasPrefix(field, "+") || strings.HasPrefix(field, "@") {
				t.Errorf("the field %q may run as a formula", field)
			}
		}
	}
	if named < 3 {
		t.Errorf("the hostile name stands in %d fields", named)
	}
	book := openBook(t, d)
	for _, name := range book.GetSheetList() {
		rows, err := book.GetRows(name)
		if err != nil {
			t.Fatal(err)
		}
		for i, cells := range rows {
			for k := range cells {
				at, _ := excelize.CoordinatesToCellName(k+1, i+1)
				if formula, _ := book.GetCellFormula(name, at); formula != "" {
					t.Errorf("%s!%s is the formula %q", name, at, formula)
				}
			}
		}
	}
}
