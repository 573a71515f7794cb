package report_test

import (
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	content "catchment/coverage/report"
	"catchment/data/words"
	"catchment/server/report"
)

// TestGolden holds the report on the bundled park, in both languages and without
// its maps, against the golden pages. CATCHMENT_UPDATE=1 writes them anew.
func TestGolden(t *testing.T) {
	drawings := regexp.MustCompile(`(?s)<svg xmlns.*?</svg>`)
	for _, lang := range words.Languages() {
		page := htmlOf(t, parkDocument(t, lang))
		if n := len(drawings.FindAll(page, -1)); n < 8 {
			t.Errorf("%s: %d map sheets", lang, n)
		}
		got := drawings.ReplaceAll(page, []byte("<svg/>"))
		name := filepath.Join("testdata", "park-"+lang+".html")
		if os.Getenv("CATCHMENT_UPDATE") == "1" {
			if err := os.MkdirAll("testdata", 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(name, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		gotLines, wantLines := strings.Split(string(got), "\n"), strings.Split(string(want), "\n")
		for i := range min(len(gotLines), len(wantLines)) {
			if gotLines[i] != wantLines[i] {
				t.Errorf("%s line %d:\n got %s\nwant %s", name, i+1, gotLines[i], wantLines[i])
				break
			}
		}
		if len(gotLines) != len(wantLines) {
			t.Errorf("%s: %d lines, want %d", name, len(gotLines), len(wantLines))
		}
	}
}

// TestTwoRunsAgree: made twice from the same data, only the date may differ.
func TestTwoRunsAgree(t *testing.T) {
	first, second := parkDocument(t, "en"), makeDocument(t, "en")
	for _, f := range []report.Format{report.FormatHTML, report.FormatXLSX, report.FormatCSV} {
		var a, b bytes.Buffer
		if _, err := report.Write(&a, first, f, report.A3); err != nil {
			t.Fatal(err)
		}
		if _, err := report.Write(&b, second, f, report.A3); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(a.Bytes(), b.Bytes()) {
			t.Errorf("%s: two runs differ", f)
		}
	}
	if _, err := report.Write(&bytes.Buffer{}, parkDocument(t, "en"), "pdf", ""); err == nil {
		t.Error("pdf is written")
	}
}

// TestStandsAlone: the page asks for nothing from elsewhere, runs nothing, and
// its references to methods lead to one.
func TestStandsAlone(t *testing.T) {
	page := string(htmlOf(t, parkDocument(t, "zh")))
	for _, bad := range []string{"<script", "http://", "https://", "src=", "@import", "url(http"} {
		if strings.Contains(strings.ReplaceAll(page, `xmlns="http://www.w3.org/2000/svg"`, ""), bad) {
			t.Errorf("the page has %q", bad)
		}
	}
	for _, m := range regexp.MustCompile(`href="#([^"]+)"`).FindAllStringSubmatch(page, -1) {
		if !strings.Contains(page, `id="`+m[1]+`"`) {
			t.Errorf("nothing has the id %s", m[1])
		}
	}
	for _, svg := range regexp.MustCompile(`(?s)<svg xmlns.*?</svg>`).FindAllString(page, -1) {
		if err := xml.Unmarshal([]byte(svg), new(struct{})); err != nil {
			t.Errorf("a map is no XML: %v", err)
		}
		if strings.Contains(svg, "NaN") || strings.Contains(svg, "Inf") {
			t.Error("a map has a coordinate that is no number")
		}
	}
	if !strings.Contains(page, "counter(pages)") {
		t.Error("pages are not numbered")
	}
}

// TestEveryNumberHasItsMethod: a column that holds results names a method that
// there is; bare counts, years and what a rule states need none.
func TestEveryNumberHasItsMethod(t *testing.T) {
	d := parkDocument(t, "en")
	known, plain := map[string]bool{}, map[string]bool{}
	for _, key := range bareColumns {
		plain[said(t, d, key)] = true
	}
	for _, s := range d.Sections {
		if s.ID == "method" {
			for _, r := range s.Tables[0].Rows {
				known[r[0].Text] = true
			}
		}
	}
	columns := 0
	for _, s := range d.Sections {
		for _, said := range s.Said {
			for _, id := range strings.Fields(said.Method) {
				if !known[id] {
					t.Errorf("%q: there is no method %s", said.Text, id)
				}
			}
			if said.Method == "" {
				t.Errorf("%q names no method", said.Text)
			}
		}
		for _, table := range s.Tables {
			for i, c := range table.Columns {
				for _, id := range strings.Fields(c.Method) {
					columns++
					if !known[id] {
						t.Errorf("%s, %s: there is no method %s", table.ID, c.Name, id)
					}
				}
				for _, r := range table.Rows {
					if len(r) != len(table.Columns) {
						t.Fatalf("%s: a row of %d cells, %d columns", table.ID, len(r), len(table.Columns))
					}
					if r[i].Number != nil && c.Method == "" && !plain[c.Name] {
						t.Errorf("%s, %s: numbers without a method", table.ID, c.Name)
						break
					}
				}
			}
		}
	}
	if columns < 40 {
		t.Errorf("only %d columns name a method", columns)
	}
}

// hostile is a document whose texts would run in a page or a spreadsheet.
func hostile() *content.Document {
	number := -1.5
	cell := func(s string) content.Cell { return content.Cell{Text: s} }
	return &content.Document{Lang: "en", Title: "=1+1", Subtitle: `<img src=x onerror=alert(1)>`, Date: "2026-10-01", Program: "p", Words: map[string]string{"page_n": `"}</style><script>{n}"}</style><script>`, "north": "<b>"},
		Sections: []content.Section{{ID: "s", Title: "+s", Tables: []content.Table{
			{ID: "t", Title: "@t[]:*?/\\ with a title that is longer than a sheet's name may be", Columns: []content.Column{{Name: "-a"}, {Name: "b"}}, Rows: [][]content.Cell{
				{cell(`=HYPERLINK("http://x")`), {Number: &number, Format: content.Cents}}, {cell("\tcmd|' /C calc'!A0"), cell("　＝1")}, {cell("a;=1+1\n+2"), cell("</td><script>alert(1)</script>")},
			}},
			{ID: "u", Title: "@t[]:*?/\\ with a title that is longer than a sheet's name may be", Columns: []content.Column{{Name: "a"}}},
		}, Maps: []content.Map{{ID: "m", Title: `"><script>`, Legend: []content.Legend{{Text: "<script>"}}}}}}}
}

// TestHostileTexts: nothing that a layer's names may hold runs.
func TestHostileTexts(t *testing.T) {
	page := string(htmlOf(t, hostile()))
	if strings.Contains(page, "<script") || strings.Contains(page, "<img") || strings.Count(page, "</style>") != 1 {
		t.Errorf("the page holds markup of its data:\n%s", page)
	}
	var sheet bytes.Buffer
	if err := report.CSV(&sheet, hostile()); err != nil {
		t.Fatal(err)
	}
	reader := csv.NewReader(strings.NewReader(strings.TrimPrefix(sheet.String(), "\ufeff")))
	reader.FieldsPerRecord = -1
	records, err := reader.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		for _, field := range r {
			if field != "-1.5" && strings.ContainsAny(strings.TrimLeft(field, " 　")[:min(1, len(field))], "=+-@\t") {
				t.Errorf("the field %q may run as a formula", field)
			}
		}
	}
	// A spreadsheet that parts cells at semicolons knows no quotes inside one.
	for cell := range strings.FieldsFuncSeq(sheet.String(), func(r rune) bool { return strings.ContainsRune(";\t\r\n", r) }) {
		if runs := regexp.MustCompile(`^["\s\pZ\p{Cc}\p{Cf}]*[=+@＝＋－＠]`); runs.MatchString(cell) {
			t.Errorf("read with semicolons, the cell %q may run as a formula", cell)
		}
	}
	book := openBook(t, hostile())
	for _, name := range book.GetSheetList() {
		cells, err := book.GetRows(name)
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range cells {
			for k := range r {
				at, _ := excelize.CoordinatesToCellName(k+1, i+1)
				if formula, _ := book.GetCellFormula(name, at); formula != "" {
					t.Errorf("%s!%s is the formula %q", name, at, formula)
				}
			}
		}
	}
	if names := book.GetSheetList(); len(names) != 3 || names[1] == names[2] {
		t.Errorf("sheets %q, want three of different names", names)
	}
}

func openBook(t *testing.T, d *content.Document) *excelize.File {
	t.Helper()
	var b bytes.Buffer
	if err := report.Workbook(&b, d); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { book.Close() })
	return book
}

// TestWorkbookHoldsTheTables: each table is a sheet, and its numbers are the
// document's.
func TestWorkbookHoldsTheTables(t *testing.T) {
	d := parkDocument(t, "en")
	book := openBook(t, d)
	sheets := book.GetSheetList()
	n := 1
	for _, s := range d.Sections {
		for _, table := range s.Tables {
			for r, cells := range table.Rows {
				for c, cell := range cells {
					at, _ := excelize.CoordinatesToCellName(c+1, r+4)
					got, err := book.GetCellValue(sheets[n], at, excelize.Options{RawCellValue: true})
					if err != nil {
						t.Fatal(err)
					}
					if !sameCell(got, cell) {
						t.Fatalf("%s!%s = %q, want %+v", sheets[n], at, got, cell)
					}
				}
			}
			n++
		}
	}
	if n != len(sheets) || n < 20 {
		t.Errorf("%d sheets, %d tables and a front", len(sheets), n-1)
	}
}

// TestPrintedNumbersReferToTheirMethod walks the page itself: every column that
// shows numbers refers from its head to a method that stands in the page with
// words, or is a bare count, a year or what a rule states.
func TestPrintedNumbersReferToTheirMethod(t *testing.T) {
	tables := regexp.MustCompile(`(?s)<table aria-labelledby="table-([^"]+)".*?</table>`)
	heads, rows, cells := regexp.MustCompile(`(?s)<th scope="col"[^>]*>(.*?)</th>`), regexp.MustCompile(`(?s)<tr><td.*?</tr>`), regexp.MustCompile(`(?s)<td([^>]*)>(.*?)</td>`)
	links, tags := regexp.MustCompile(`href="#(M\d+)"`), regexp.MustCompile(`(?s)<[^>]*>`)
	for _, lang := range words.Languages() {
		d := parkDocument(t, lang)
		page := string(htmlOf(t, d))
		bare := map[string]bool{}
		for _, key := range bareColumns {
			bare[said(t, d, key)] = true
		}
		checked := 0
		for _, table := range tables.FindAllStringSubmatch(page, -1) {
			columns := heads.FindAllStringSubmatch(table[0], -1)
			numbers := make([]int, len(columns))
			for _, row := range rows.FindAllString(table[0], -1) {
				for i, cell := range cells.FindAllStringSubmatch(row, -1) {
					if strings.Contains(cell[1], "number") && strings.ContainsAny(tags.ReplaceAllString(cell[2], ""), "0123456789") {
						numbers[i]++
					}
				}
			}
			for i, head := range columns {
				if numbers[i] == 0 {
					continue
				}
				found := links.FindAllStringSubmatch(head[1], -1)
				if name := strings.TrimSpace(regexp.MustCompile(`(?s)<small>.*`).ReplaceAllString(head[1], "")); len(found) == 0 && !bare[name] {
					t.Errorf("%s, table %s: the %d numbers of %q refer to no method", lang, table[1], numbers[i], name)
				}
				for _, m := range found {
					if checked++; !regexp.MustCompile(`<a id="` + m[1] + `">` + m[1] + `</a></td><td[^>]*>[^<]+</td><td[^>]*>[^<]{10,}`).MatchString(page) {
						t.Errorf("%s: %s, which %q refers to, has no words", lang, m[1], head[1])
					}
				}
			}
		}
		if checked < 60 {
			t.Errorf("%s: only %d references were checked", lang, checked)
		}
	}
}

// said returns a text of the catalogue that a report is written with.
func said(t *testing.T, d *content.Document, key string) string {
	t.Helper()
	text, ok := d.Words[key]
	if !ok {
		t.Fatalf("the catalogue has no %q", key)
	}
	return text
}

// bareColumns are the words of columns that hold counts, years, or what a rule
// states.
var bareColumns = []string{"q.radius", "fact.opens", "facilities", "rank", "parcels", "clearance", "data.version", "data.features", "report.rejected", "report.repaired", "rules_number"}
