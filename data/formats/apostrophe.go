package formats

import (
	"slices"
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
	return spliced(text, places(text, func(i int, _ rune, _, leads bool) bool {
		return leads && beginsCell(text, i) || i == 0 && blankFirst(text)
	}), "'", 0)
}

// unguarded returns a field without the apostrophes by which whoever saved the
// table kept spreadsheets from computing it: those that Guarded puts there; other
// apostrophes stay.
func unguarded(field string) string {
	if !strings.Contains(field, "'") {
		return field
	}
	return spliced(field, places(field, func(i int, r rune, led, _ bool) bool {
		return r == '\'' && beginsCell(field, i) && (led || i == 0 && blankFirst(field[1:]))
	}), "", len("'"))
}

// places returns the places of a text that picks says yes to, the last first. It
// is asked of each letter r at i, and told whether what follows it, and whether
// what begins with it, leads to a formula.
func places(text string, picks func(i int, r rune, led, leads bool) bool) (found []int) {
	leads := false
	for i := len(text); i > 0; {
		r, size := utf8.DecodeLastRuneInString(text[:i])
		i -= size
		led := leads
		leads = mayCompute(r) || led && passedOver(r)
		if picks(i, r, led, leads) {
			found = append(found, i)
		}
	}
	return found
}

// spliced returns a text that has put in place of so many bytes at each of some
// places, the last first.
func spliced(text string, at []int, put string, bytes int) string {
	if len(at) == 0 {
		return text
	}
	var b strings.Builder
	b.Grow(len(text) + len(at)*len(put))
	from := 0
	for _, place := range slices.Backward(at) {
		b.WriteString(text[from:place])
		b.WriteString(put)
		from = place + bytes
	}
	b.WriteString(text[from:])
	return b.String()
}

// beginsCell tells whether a cell may begin at a place of a text.
func beginsCell(text string, i int) bool {
	return i == 0 || strings.IndexByte(cellStarts, text[i-1]) >= 0
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
