package report_test

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"

	content "catchment/coverage/report"
	"catchment/data/words"
	"catchment/geo/trial"
	"catchment/server/report"
)

// lookIntoWorkbook is a script that tells of each sheet but the first what a
// planner relies on when opening it.
const lookIntoWorkbook = `
import io, json, sys, openpyxl
book = openpyxl.load_workbook(io.BytesIO(sys.stdin.buffer.read()))
print(json.dumps([{
    "name": s.title, "frozen": s.freeze_panes, "area": s.print_area if isinstance(s.print_area, str) else ",".join(s.print_area), "titles": s.print_title_rows, "landscape": s.page_setup.orientation == "landscape",
    "fits": bool(s.sheet_properties.pageSetUpPr and s.sheet_properties.pageSetUpPr.fitToPage), "narrowest": min(d.width for d in s.column_dimensions.values()), "rows": s.max_row, "columns": s.max_column,
    "formulas": sum(c.data_type == "f" for r in s.iter_rows() for c in r),
    "types": ["".join("n" if c.data_type == "n" and c.value is not None else "s" if c.data_type in "si" and c.value is not None else "-" for c in r) for r in s.iter_rows(min_row=4)],
} for s in book.worksheets[1:]]))
`

// TestOpenpyxlReadsTheWorkbook opens the workbook with a reader that shares
// nothing with its writer: numbers are numbers, no cell is a formula, heads stay
// in sight and on every printed page, and the print area holds all cells.
func TestOpenpyxlReadsTheWorkbook(t *testing.T) {
	trial.Slow(t)
	python := ""
	for _, name := range []string{"python3", "/usr/bin/python3"} {
		if exec.CommandContext(t.Context(), name, "-c", "import openpyxl").Run() == nil {
			python = name
			break
		}
	}
	if python == "" {
		trial.Missing(t, "Python's openpyxl to read a workbook with")
	}
	documents := []*content.Document{hostile()}
	for _, lang := range words.Languages() {
		documents = append(documents, parkDocument(t, lang))
	}
	for _, d := range documents {
		var book bytes.Buffer
		if err := report.Workbook(&book, d); err != nil {
			t.Fatal(err)
		}
		look := exec.CommandContext(t.Context(), python, "-c", lookIntoWorkbook)
		look.Stdin = &book
		out, err := look.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		var sheets []openedSheet
		if err := json.Unmarshal(out, &sheets); err != nil {
			t.Fatal(err)
		}
		checkOpened(t, d, sheets)
	}
}

// openedSheet is what openpyxl says of a sheet; types has a letter for each cell
// below the head: n for a number, s for text, - for nothing.
type openedSheet struct {
	Name, Frozen, Area, Titles string
	Landscape, Fits            bool
	Narrowest                  float64
	Rows, Columns, Formulas    int
	Types                      []string
}

func checkOpened(t *testing.T, d *content.Document, sheets []openedSheet) {
	t.Helper()
	corner := regexp.MustCompile(`[A-Z]+\$?\d+$`)
	for _, section := range d.Sections {
		for _, table := range section.Tables {
			if len(sheets) == 0 {
				t.Fatalf("%s: no sheet for %s", d.Lang, table.ID)
			}
			s := sheets[0]
			sheets = sheets[1:]
			if s.Frozen != "A4" || strings.ReplaceAll(s.Titles, "$", "") != "3:3" || !s.Landscape || !s.Fits || s.Narrowest < 10 || s.Formulas != 0 || !corner.MatchString(s.Area) {
				t.Errorf("%s: %+v", s.Name, s)
			}
			if last := regexp.MustCompile(`\d+$`).FindString(s.Area); last != strconv.Itoa(s.Rows) {
				t.Errorf("%s: the print area is %s, the sheet has %d rows", s.Name, s.Area, s.Rows)
			}
			for r, cells := range table.Rows {
				for c, cell := range cells {
					if got, want := s.Types[r][c], cell.Number != nil; (got == 'n') != want {
						t.Errorf("%s, row %d, column %d: read as %c, number is %v", s.Name, r+1, c+1, got, want)
					}
				}
			}
		}
	}
	if len(sheets) != 0 {
		t.Errorf("%d sheets too many", len(sheets))
	}
}
