package report_test

import (
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	content "catchment/coverage/report"
	"catchment/data/words"
	"catchment/geo/trial"
	"catchment/server/report"
)

// sameCell tells whether a workbook's cell holds a document's; workbooks keep 15
// digits.
func sameCell(got string, c content.Cell) bool {
	if c.Number != nil {
		v, err := strconv.ParseFloat(got, 64)
		return err == nil && math.Abs(v-*c.Number) <= 1e-14*math.Abs(*c.Number)
	}
	return got == c.Text || got == "'"+c.Text
}

// browser returns a Chromium, or ends the test where there is none.
func browser(t *testing.T) string {
	t.Helper()
	path, err := trial.Chromium()
	if err != nil {
		trial.Missing(t, "Chromium to print with")
	}
	return path
}

// printed prints a page to PDF and returns where it is.
func printed(t *testing.T, page []byte) string {
	t.Helper()
	chromium, dir := browser(t), t.TempDir()
	file, pdf := filepath.Join(dir, "page.html"), filepath.Join(dir, "page.pdf")
	if err := os.WriteFile(file, page, 0o644); err != nil {
		t.Fatal(err)
	}
	print := exec.CommandContext(t.Context(), chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
		"--user-data-dir="+filepath.Join(dir, "profile"), "--print-to-pdf="+pdf, "file://"+file)
	if out, err := print.CombinedOutput(); err != nil {
		t.Fatalf("printing: %v\n%s", err, out)
	}
	return pdf
}

// mediaBoxes returns width and height of the pages of a PDF in points.
func mediaBoxes(t *testing.T, pdf string) [][2]float64 {
	t.Helper()
	body, err := os.ReadFile(pdf)
	if err != nil {
		t.Fatal(err)
	}
	var out [][2]float64
	for _, b := range regexp.MustCompile(`/MediaBox \[0 0 ([0-9.]+) ([0-9.]+)\]`).FindAllSubmatch(body, -1) {
		width, _ := strconv.ParseFloat(string(b[1]), 64)
		height, _ := strconv.ParseFloat(string(b[2]), 64)
		out = append(out, [2]float64{width, height})
	}
	return out
}

// TestPrints prints the report to PDF on both papers: every page lies across and
// has its number, no text leaves the margins, and no heading stands at the foot
// of a page without the first row of its table.
func TestPrints(t *testing.T) {
	trial.Slow(t)
	browser(t)
	for _, lang := range words.Languages() {
		for paper, want := range map[report.Paper]struct{ width, least, most float64 }{report.A4: {842, 32, 46}, report.A3: {1191, 22, 34}} {
			t.Run(lang+string(paper), func(t *testing.T) {
				d := parkDocument(t, lang)
				pdf := printed(t, pageOn(t, d, paper))
				boxes := mediaBoxes(t, pdf)
				if n := float64(len(boxes)); n < want.least || n > want.most {
					t.Errorf("%d pages, want %g to %g", len(boxes), want.least, want.most)
				}
				for i, b := range boxes {
					if b[0] < b[1] || math.Abs(b[0]-want.width) > 2 {
						t.Errorf("page %d is %g by %g points, want %g wide", i+1, b[0], b[1], want.width)
					}
				}
				checkPageNumbers(t, pdf, len(boxes))
				checkMargins(t, pdf)
				checkHeadings(t, pdf, d)
			})
		}
	}
}

// TestHostileNamesStayOnThePage prints names without a blank to break at.
func TestHostileNamesStayOnThePage(t *testing.T) {
	browser(t)
	d := hostile()
	d.Words = parkDocument(t, "en").Words
	long := strings.Repeat("Llanfairpwll", 60)
	columns := make([]content.Column, 7)
	row := make([]content.Cell, len(columns))
	for i := range columns {
		columns[i] = content.Column{Name: "n", Wide: i == 3}
		row[i] = content.Cell{Text: long}
	}
	d.Subtitle, d.Warning = long, long
	d.Facts = []content.Fact{{Name: long, Value: content.Cell{Text: long}}}
	d.Sections = append(d.Sections, content.Section{ID: "answer", Title: long, Intro: []string{long}, Said: []content.Finding{{Text: long}},
		Tables: []content.Table{{ID: "long", Title: long, Columns: columns, Rows: [][]content.Cell{row}, Note: long}}})
	checkMargins(t, printed(t, htmlOf(t, d)))
}

// pdfText returns the output of pdftotext, or ends the check where there is none.
func pdfText(t *testing.T, pdf, how string) string {
	t.Helper()
	reader, err := exec.LookPath("pdftotext")
	if err != nil {
		trial.Missing(t, "pdftotext to read what was printed")
	}
	text, err := exec.CommandContext(t.Context(), reader, how, pdf, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// checkMargins holds every word against the sides of its page; the boxes that
// pdftotext gives reach up to a letter beyond what is inked.
func checkMargins(t *testing.T, pdf string) {
	t.Helper()
	const marginPt, slackPt = 14 / 25.4 * 72, 5
	var page float64
	words := 0
	for _, m := range regexp.MustCompile(`<page width="([0-9.]+)"|<word xMin="([-0-9.]+)" yMin="[-0-9.]+" xMax="([-0-9.]+)"[^>]*>([^<]*)`).FindAllStringSubmatch(pdfText(t, pdf, "-bbox"), -1) {
		if m[1] != "" {
			page, _ = strconv.ParseFloat(m[1], 64)
			continue
		}
		words++
		left, _ := strconv.ParseFloat(m[2], 64)
		right, _ := strconv.ParseFloat(m[3], 64)
		if left < marginPt-slackPt || right > page-marginPt+slackPt {
			t.Errorf("%.60q stands from %g to %g on a page %g wide", m[4], left, right, page)
		}
	}
	if words < 50 {
		t.Errorf("only %d words were read", words)
	}
}

// checkHeadings looks for the first cell of each table on the page of its title.
func checkHeadings(t *testing.T, pdf string, d *content.Document) {
	t.Helper()
	bare := func(s string) string { return strings.Join(strings.Fields(s), "") }
	pages := strings.Split(pdfText(t, pdf, "-layout"), "\f")
	found := 0
	for _, s := range d.Sections {
		for _, table := range s.Tables {
			if len(table.Rows) == 0 {
				continue
			}
			first := []rune(bare(table.Rows[0][0].Text + table.Rows[0][1].Text))
			start := string(first[:min(3, len(first))])
			for i, p := range pages {
				lines := strings.Split(p, "\n")
				for k, line := range lines {
					if bare(line) != bare(table.Title) {
						continue
					}
					found++
					if rest := bare(strings.Join(lines[k+1:], "")); !strings.Contains(rest, start) {
						t.Errorf("page %d: %q stands without its first row %q", i+1, table.Title, start)
					}
				}
			}
		}
	}
	if found < 20 {
		t.Errorf("only %d titles were found", found)
	}
}

// checkPageNumbers reads the foot of every page.
func checkPageNumbers(t *testing.T, pdf string, pages int) {
	t.Helper()
	for i, p := range strings.Split(strings.TrimSuffix(pdfText(t, pdf, "-layout"), "\f"), "\f") {
		if want := strconv.Itoa(i+1) + " / " + strconv.Itoa(pages); !strings.Contains(p, want) {
			t.Errorf("page %d does not say %q", i+1, want)
		}
	}
}
