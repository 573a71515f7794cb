package formats

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// What a formula may begin with, and after what a cell may begin.
const (
	formulaStarts = "=+-@＝＋－＠"
	cellStarts    = ";\t\r\n"
)

// Guarded returns text of which no spreadsheet computes anything: an apostrophe
// stands before what would be a formula at its beginning, and right after a
// semicolon, a tab or the end of a line, where a spreadsheet of another language
// begins a cell; and before a text that begins blank, which some readers take
// away. Loading a table takes exactly these apostrophes away again. The page's
// tables are guarded by the same rule (web/static/js/export/csv.js).
func Guarded(text string) string {
	if !strings.ContainsAny(text, formulaStarts+cellStarts) {
		return text
	}
	var before []int // places that get an apostrophe, the last first
	leads := false
	for i := len(text); i > 0; {
		r, size := utf8.DecodeLastRuneInString(text[:i])
		i -= size
		leads = mayCompute(r) || leads && passedOver(r)
		if leads && (i == 0 || strings.IndexByte(cellStarts, text[i-1]) >= 0) || i == 0 && blankFirst(text) {
			before = append(before, i)
		}
	}
	var b strings.Builder
	b.Grow(len(text) + len(before))
	from := 0
	for n := len(before) - 1; n >= 0; n-- {
		b.WriteString(text[from:before[n]])
		b.WriteByte('\'')
		from = before[n]
	}
	b.WriteString(text[from:])
	return b.String()
}

// unguarded returns a field without the apostrophes by which whoever saved the
// table kept spreadsheets from computing it: those that Guarded puts there; other
// apostrophes stay.
func unguarded(field string) string {
	if !strings.Contains(field, "'") {
		return field
	}
	var cut []int // places of apostrophes that go, the last first
	leads := false
	for i := len(field); i > 0; {
		r, size := utf8.DecodeLastRuneInString(field[:i])
		i -= size
		if r == '\'' && (i == 0 && (leads || blankFirst(field[1:])) || i > 0 && leads && strings.IndexByte(cellStarts, field[i-1]) >= 0) {
			cut = append(cut, i)
		}
		leads = mayCompute(r) || leads && passedOver(r)
	}
	if len(cut) == 0 {
		return field
	}
	var b strings.Builder
	b.Grow(len(field))
	from := 0
	for n := len(cut) - 1; n >= 0; n-- {
		b.WriteString(field[from:cut[n]])
		from = cut[n] + 1
	}
	b.WriteString(field[from:])
	return b.String()
}

// mayCompute tells whether a formula may begin with r.
func mayCompute(r rune) bool {
	return strings.ContainsRune(formulaStarts, r) && r != utf8.RuneError
}

// passedOver tells whether a spreadsheet may look past r for a formula.
func passedOver(r rune) bool {
	return r == '\'' || unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf)
}

// blankFirst tells whether a text begins with a tab or the end of a line, but
// for apostrophes: some readers take those away.
func blankFirst(s string) bool {
	s = strings.TrimLeft(s, "'")
	return s != "" && strings.IndexByte("\t\r\n", s[0]) >= 0
}
