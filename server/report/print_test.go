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

	"catchment/geo/trial"
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
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "headless-shell"} {
		if found, err := exec.LookPath(name); err == nil {
			return found
		}
	}
	trial.Missing(t, "Chromium to print with")
	return ""
}

// TestPrints prints the report to PDF: every page has its number, and map sheets
// lie across the page.
func TestPrints(t *testing.T) {
	chromium := browser(t)
	dir := t.TempDir()
	for _, lang := range content.Languages() {
		page, pdf := filepath.Join(dir, lang+".html"), filepath.Join(dir, lang+".pdf")
		if err := os.WriteFile(page, htmlOf(t, parkDocument(t, lang)), 0o644); err != nil {
			t.Fatal(err)
		}
		print := exec.CommandContext(t.Context(), chromium, "--headless=new", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
			"--user-data-dir="+filepath.Join(dir, "profile"), "--print-to-pdf="+pdf, "file://"+page)
		if out, err := print.CombinedOutput(); err != nil {
			t.Fatalf("printing: %v\n%s", err, out)
		}
		body, err := os.ReadFile(pdf)
		if err != nil {
			t.Fatal(err)
		}
		boxes := regexp.MustCompile(`/MediaBox \[0 0 ([0-9.]+) ([0-9.]+)\]`).FindAllSubmatch(body, -1)
		across := 0
		for _, b := range boxes {
			width, _ := strconv.ParseFloat(string(b[1]), 64)
			height, _ := strconv.ParseFloat(string(b[2]), 64)
			if width > height {
				across++
			}
		}
		if len(boxes) < 15 || across < 8 || across == len(boxes) {
			t.Errorf("%s: %d pages, %d across", lang, len(boxes), across)
		}
		checkPageNumbers(t, pdf, len(boxes))
	}
}

// checkPageNumbers reads the text of the PDF where a reader is at hand.
func checkPageNumbers(t *testing.T, pdf string, pages int) {
	t.Helper()
	reader, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Log("no pdftotext: page numbers are not read")
		return
	}
	text, err := exec.CommandContext(t.Context(), reader, "-layout", pdf, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range strings.Split(strings.TrimSuffix(string(text), "\f"), "\f") {
		if want := strconv.Itoa(i+1) + " / " + strconv.Itoa(pages); !strings.Contains(p, want) {
			t.Errorf("%s: page %d does not say %q", pdf, i+1, want)
		}
	}
}
