package report_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	content "catchment/coverage/report"
	"catchment/data/words"
	"catchment/geo/trial"
	"catchment/server/report"
)

// TestGDALReadsTheWorkbook opens the workbook of both languages with GDAL's own
// reader: every table is a sheet with its head below its title, and every cell
// holds the document's value.
func TestGDALReadsTheWorkbook(t *testing.T) {
	trial.Slow(t)
	reader, err := exec.LookPath("ogr2ogr")
	if err != nil {
		trial.Missing(t, "ogr2ogr to read a workbook with")
	}
	for _, lang := range words.Languages() {
		d, dir := parkDocument(t, lang), t.TempDir()
		var b bytes.Buffer
		if err := report.Workbook(&b, d); err != nil {
			t.Fatal(err)
		}
		book, sheets := filepath.Join(dir, "book.xlsx"), filepath.Join(dir, "sheets.json")
		if err := os.WriteFile(book, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		names := openBook(t, d).GetSheetList()[1:]
		for _, s := range d.Sections {
			for _, table := range s.Tables {
				if len(names) == 0 {
					t.Fatalf("%s: no sheet for %s", lang, table.ID)
				}
				os.Remove(sheets)
				read := exec.CommandContext(t.Context(), reader, "-f", "GeoJSON", sheets, book, names[0])
				read.Env = append(os.Environ(), "OGR_XLSX_HEADERS=DISABLE", "OGR_XLSX_FIELD_TYPES=STRING")
				if out, err := read.CombinedOutput(); err != nil {
					t.Fatalf("%s: %v\n%s", names[0], err, out)
				}
				checkSheet(t, sheets, &table)
				names = names[1:]
			}
		}
	}
}

// checkSheet holds the rows that GDAL read against a table: title, blank, head,
// then the rows.
func checkSheet(t *testing.T, file string, table *content.Table) {
	t.Helper()
	body, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var sheet struct {
		Features []struct{ Properties map[string]any }
	}
	if err := json.Unmarshal(body, &sheet); err != nil {
		t.Fatal(err)
	}
	at := func(row, column int) string {
		if row >= len(sheet.Features) {
			return ""
		}
		s, _ := sheet.Features[row].Properties["Field"+strconv.Itoa(column+1)].(string)
		return s
	}
	head := slices.IndexFunc(sheet.Features, func(f struct{ Properties map[string]any }) bool {
		s, _ := f.Properties["Field1"].(string)
		return strings.HasPrefix(s, table.Columns[0].Name) && f.Properties["Field2"] != nil
	})
	if head < 0 {
		t.Errorf("%s: no head", table.ID)
		return
	}
	for i, c := range table.Columns {
		if got := at(head, i); !strings.Contains(got, c.Unit) || !strings.Contains(got, c.Method) || !strings.HasPrefix(got, c.Name) {
			t.Errorf("%s: head %q, want %s, unit %q and method %q", table.ID, got, c.Name, c.Unit, c.Method)
		}
	}
	for r, cells := range table.Rows {
		for i, c := range cells {
			if got := at(head+1+r, i); !sameCell(got, c) {
				t.Errorf("%s row %d, column %d: %q, want %+v", table.ID, r+1, i+1, got, c)
				return
			}
		}
	}
}

// TestCSVReadsBack reads the CSV of both languages: it begins with the mark that
// tells spreadsheets it is UTF-8, lines end in CRLF, and every table is there
// below its title, with all digits.
func TestCSVReadsBack(t *testing.T) {
	for _, lang := range words.Languages() {
		d := parkDocument(t, lang)
		var b bytes.Buffer
		if err := report.CSV(&b, d); err != nil {
			t.Fatal(err)
		}
		body, marked := strings.CutPrefix(b.String(), "\ufeff")
		if !marked || strings.Count(body, "\n") != strings.Count(body, "\r\n") {
			t.Errorf("%s: marked %t, %d lines of which %d end in CRLF", lang, marked, strings.Count(body, "\n"), strings.Count(body, "\r\n"))
		}
		r := csv.NewReader(strings.NewReader(body))
		r.FieldsPerRecord = -1
		records, err := r.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		from := 0
		for _, s := range d.Sections {
			for _, table := range s.Tables {
				title := slices.IndexFunc(records[from:], func(r []string) bool { return r[0] == table.Title && len(r) == 1 })
				if title < 0 {
					t.Fatalf("%s: no table %s", lang, table.Title)
				}
				from += title + 2
				for i, cells := range table.Rows {
					for k, c := range cells {
						if got := records[from+i][k]; !sameCell(got, c) {
							t.Fatalf("%s, %s row %d: %q, want %+v", lang, table.ID, i+1, got, c)
						}
					}
				}
			}
		}
	}
}
