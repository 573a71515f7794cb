package formats

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// unguarded returns a field without the apostrophes by which whoever saved the
// table kept spreadsheets from computing it: each that stands first, or right
// after a semicolon, a tab or the end of a line, before what would be a formula
// there. The page's tables are guarded so (web/static/js/export/csv.js); other
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
		if r == '\'' && (i == 0 && (leads || blankFirst(field[1:])) || i > 0 && leads && strings.IndexByte(";\t\r\n", field[i-1]) >= 0) {
			cut = append(cut, i)
		}
		leads = strings.ContainsRune("=+-@＝＋－＠", r) && r != utf8.RuneError || leads && passedOver(r)
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
