package report

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"catchment/coverage/report"
	"catchment/data/formats"
)

// Workbook writes a document as .xlsx: a sheet with the title block and what is
// said, then a sheet for each table. Numbers are numbers; text that begins like
// a formula is kept from being one.
func Workbook(w io.Writer, d *report.Document) (err error) {
	file := excelize.NewFile()
	defer func() {
		if closing := file.Close(); err == nil {
			err = closing
		}
	}()
	b := &book{file: file, taken: map[string]bool{}}
	if err := b.styles(); err != nil {
		return err
	}
	stamp := d.Date + "T00:00:00Z"
	if _, err := time.Parse(time.RFC3339, stamp); err != nil {
		stamp = "2000-01-01T00:00:00Z"
	}
	if err := file.SetDocProps(&excelize.DocProperties{Creator: d.Program, LastModifiedBy: d.Program, Title: d.Title, Subject: d.Subtitle, Language: d.Lang, Created: stamp, Modified: stamp}); err != nil {
		return fmt.Errorf("workbook properties: %w", err)
	}
	if err := b.front(d); err != nil {
		return fmt.Errorf("workbook, first sheet: %w", err)
	}
	for _, s := range d.Sections {
		for _, t := range s.Tables {
			if err := b.table(s, t); err != nil {
				return fmt.Errorf("workbook, table %s: %w", t.ID, err)
			}
		}
	}
	file.SetActiveSheet(0)
	return file.Write(w)
}

// book is a workbook in the making.
type book struct {
	file                    *excelize.File
	taken                   map[string]bool
	title, head, wrap, text int
	formats                 map[report.Format]int
}

func (b *book) styles() error {
	thin := []excelize.Border{{Type: "bottom", Color: "9CA3AF", Style: 1}}
	top := &excelize.Alignment{Vertical: "top", WrapText: true}
	var err error
	style := func(s *excelize.Style) int {
		n, e := b.file.NewStyle(s)
		if err == nil {
			err = e
		}
		return n
	}
	b.title = style(&excelize.Style{Font: &excelize.Font{Bold: true, Size: 14}})
	b.head = style(&excelize.Style{Font: &excelize.Font{Bold: true}, Border: thin, Alignment: top, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"F3F4F6"}}})
	b.text = style(&excelize.Style{Alignment: &excelize.Alignment{Vertical: "top"}, NumFmt: 49})
	b.wrap = style(&excelize.Style{Alignment: top, NumFmt: 49})
	b.formats = map[report.Format]int{}
	for f := report.Whole; f <= report.Plain; f++ {
		code := numberFormats[f]
		b.formats[f] = style(&excelize.Style{CustomNumFmt: &code, Alignment: &excelize.Alignment{Vertical: "top"}})
	}
	if err != nil {
		return fmt.Errorf("workbook styles: %w", err)
	}
	return nil
}

var numberFormats = map[report.Format]string{
	report.Whole: "#,##0", report.Tenths: "#,##0.0", report.Cents: "#,##0.00", report.Precise: "#,##0.0000",
	report.Percent: "0.00%", report.Degrees: "0.000000", report.Plain: "0",
}

// front fills the first sheet: the title block and what each section says.
func (b *book) front(d *report.Document) error {
	name := b.sheetName(d.Title)
	if err := b.file.SetSheetName("Sheet1", name); err != nil {
		return err
	}
	row := 1
	put := func(style int, cells ...report.Cell) error {
		for i, c := range cells {
			if err := b.put(name, i+1, row, c, style); err != nil {
				return err
			}
		}
		row++
		return nil
	}
	lines := [][]report.Cell{{{Text: d.Title}}, {{Text: d.Subtitle}}}
	if d.Warning != "" {
		lines = append(lines, []report.Cell{{Text: d.Warning}})
	}
	for _, f := range d.Facts {
		lines = append(lines, []report.Cell{{Text: referred(f.Name, f.Method)}, f.Value})
	}
	for _, s := range d.Sections {
		for i, said := range sentences(s) {
			title := report.Cell{}
			if i == 0 {
				title.Text = s.Title
			}
			lines = append(lines, []report.Cell{title, {Text: said}})
		}
	}
	for i, l := range lines {
		style := b.text
		if i == 0 {
			style = b.title
		}
		if err := put(style, l...); err != nil {
			return err
		}
	}
	return b.widths(name, 28, 100)
}

// sentences are what a section says in words.
func sentences(s report.Section) []string {
	var out []string
	for _, said := range s.Said {
		out = append(out, referred(said.Text, said.Method))
	}
	return append(out, s.Intro...)
}

// table fills a sheet with a table.
func (b *book) table(s report.Section, t report.Table) error {
	name := b.sheetName(t.Title)
	if _, err := b.file.NewSheet(name); err != nil {
		return err
	}
	if err := b.put(name, 1, 1, report.Cell{Text: s.Title + " · " + t.Title}, b.title); err != nil {
		return err
	}
	var widths []float64
	for i, c := range t.Columns {
		if err := b.put(name, i+1, 3, report.Cell{Text: head(c)}, b.head); err != nil {
			return err
		}
		width := 16.0
		if c.Wide {
			width = 44
		}
		widths = append(widths, width)
	}
	for r, cells := range t.Rows {
		for i, c := range cells {
			style := b.text
			if i < len(t.Columns) && t.Columns[i].Wide {
				style = b.wrap
			}
			if err := b.put(name, i+1, r+4, c, style); err != nil {
				return err
			}
		}
	}
	if t.Note != "" {
		if err := b.put(name, 1, len(t.Rows)+5, report.Cell{Text: t.Note}, b.text); err != nil {
			return err
		}
	}
	rows := len(t.Rows) + 3
	if t.Note != "" {
		rows += 2
	}
	if err := b.paper(name, len(t.Columns), rows); err != nil {
		return err
	}
	if err := b.file.SetPanes(name, &excelize.Panes{Freeze: true, YSplit: 3, TopLeftCell: "A4", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	return b.widths(name, widths...)
}

// paper sets a sheet up to print its cells across the page, as wide as it, with
// the head on every page.
func (b *book) paper(sheet string, columns, rows int) error {
	fit, across, a4, high := true, "landscape", 9, 0
	if err := b.file.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	if err := b.file.SetPageLayout(sheet, &excelize.PageLayoutOptions{Orientation: &across, Size: &a4, FitToHeight: &high}); err != nil {
		return err
	}
	corner, err := excelize.CoordinatesToCellName(max(columns, 1), rows, true)
	if err != nil {
		return err
	}
	quoted := "'" + strings.ReplaceAll(sheet, "'", "''") + "'!"
	for _, d := range [][2]string{{"_xlnm.Print_Titles", "$3:$3"}, {"_xlnm.Print_Area", "$A$1:" + corner}} {
		if err := b.file.SetDefinedName(&excelize.DefinedName{Name: d[0], RefersTo: quoted + d[1], Scope: sheet}); err != nil {
			return err
		}
	}
	return nil
}

// put writes one cell.
func (b *book) put(sheet string, column, row int, c report.Cell, style int) error {
	at, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		return err
	}
	if c.Number != nil {
		style = b.formats[c.Format]
		err = b.file.SetCellFloat(sheet, at, *c.Number, -1, 64)
	} else {
		err = b.file.SetCellStr(sheet, at, formats.Guarded(c.Text))
	}
	if err != nil {
		return err
	}
	return b.file.SetCellStyle(sheet, at, at, style)
}

func (b *book) widths(sheet string, widths ...float64) error {
	for i, w := range widths {
		column, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		if err := b.file.SetColWidth(sheet, column, column, w); err != nil {
			return err
		}
	}
	return nil
}

// longestSheetName is the most runes a sheet's name may have.
const longestSheetName = 31

// sheetName returns a name that no other sheet has, without the characters that
// names may not have.
func (b *book) sheetName(title string) string {
	clean := []rune(strings.Trim(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]`, r) {
			return ' '
		}
		return r
	}, title), "' "))
	for n := 1; ; n++ {
		end := ""
		if n > 1 {
			end = fmt.Sprintf(" %d", n)
		}
		name := string(clean[:min(len(clean), longestSheetName-len(end))]) + end
		if key := strings.ToLower(name); !b.taken[key] {
			b.taken[key] = true
			return name
		}
	}
}
