package server_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"catchment/geo/trial"
)

// printed returns the page as a PDF on A4 and the words in it.
func (p *tab) printed(name string) (pdf []byte, words string) {
	p.t.Helper()
	reader := trial.Program(p.t, "pdftotext", "pdftotext")
	made, err := chromedp.Call(p.ctx, page.PrintToPDF, page.PrintToPDFParams{PrintBackground: new(true), PreferCSSPageSize: new(true), PaperWidth: 8.27, PaperHeight: 11.69})
	if err != nil {
		p.t.Fatal(err)
	}
	p.keepFile(name+".pdf", made.Data)
	file := filepath.Join(p.t.TempDir(), "page.pdf")
	if err := os.WriteFile(file, made.Data, 0o600); err != nil {
		p.t.Fatal(err)
	}
	text, err := exec.CommandContext(p.t.Context(), reader, "-layout", file, "-").Output()
	if err != nil {
		p.t.Fatalf("pdftotext: %v", err)
	}
	return made.Data, string(text)
}

// TestPrintHoldsTheAnswerAndItsList prints every view in both languages: what the
// page answers and its whole table are on paper, controls are not.
func TestPrintHoldsTheAnswerAndItsList(t *testing.T) {
	t.Parallel()
	srv := twoScenarios(t)
	for _, language := range []string{"en", "zh"} {
		for _, c := range []struct{ name, hash, table string }{
			{"coverage", whatIfHash + "&gap=1", "#gaps-table"}, {"landuse", "#view=landuse", "#landuse-table"}, {"density", "#view=density&cells=district", "#density-table"},
			{"scenarios", compareHash + "&mode=change", ".compared table"},
		} {
			p := openTab(t, srv, language, "dark", c.hash)
			pdf, words := p.printed("print-" + c.name + "-" + language)
			flat := strings.Join(strings.Fields(words), "")
			squeezed := func(s string) string { return strings.Join(strings.Fields(s), "") }
			for _, cell := range eval[[]string](p, `[...document.querySelectorAll('`+c.table+` tbody td')].filter(e => e.checkVisibility()).map(e => e.innerText)`) {
				for _, word := range strings.Fields(cell) { // a cell may break into lines
					if !strings.Contains(flat, squeezed(word)) {
						t.Errorf("%s %s: the print lacks %q of the table", language, c.name, cell)
					}
				}
			}
			if first := strings.Fields(eval[string](p, `document.querySelector('.sentence').textContent`))[0]; !strings.Contains(flat, first) {
				t.Errorf("%s %s: the print lacks the sentence that begins with %q", language, c.name, first)
			}
			for _, control := range eval[[]string](p, `[...document.querySelectorAll('.tools button, .tab, .propose')].map(e => e.textContent).filter(s => s.length > 1)`) {
				if control != "" && regexp.MustCompile(`(?m)^\s*`+regexp.QuoteMeta(control)+`\s*$`).MatchString(words) {
					t.Errorf("%s %s: the print has the control %q", language, c.name, control)
				}
			}
			if pages := strings.Count(words, "\f"); pages < 1 || pages > 4 {
				t.Errorf("%s %s: prints on %d sheets", language, c.name, pages)
			}
			if !strings.Contains(string(pdf), "/Subtype /Image") {
				t.Errorf("%s %s: the print has no map", language, c.name)
			}
		}
	}
}
