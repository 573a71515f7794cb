// Package report renders a report of coverage/report: as one self-contained
// HTML page that prints with page numbers, as a workbook, and as CSV. It adds
// nothing to the content; the same document gives the same bytes.
package report

import (
	"math"
	"strconv"
	"strings"

	"catchment/coverage/report"
)

// decimals is how many digits a format shows after the point.
func decimals(f report.Format) int {
	switch f {
	case report.Tenths:
		return 1
	case report.Cents, report.Percent:
		return 2
	case report.Precise:
		return 4
	case report.Degrees:
		return 6
	}
	return 0
}

// written returns a number as it stands on paper: thousands apart, a true minus
// sign, a percentage with its sign.
func written(v float64, f report.Format) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return "—"
	}
	if f == report.Percent {
		v *= 100
	}
	s := strconv.FormatFloat(math.Abs(v), 'f', decimals(f), 64)
	if f != report.Plain && f != report.Degrees {
		s = apart(s)
	}
	if v < 0 && strings.Trim(s, "0.,") != "" {
		s = "−" + s
	}
	if f == report.Percent {
		s += " %"
	}
	return s
}

// apart puts a comma between thousands.
func apart(s string) string {
	whole, rest, _ := strings.Cut(s, ".")
	var b strings.Builder
	for i, digit := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(digit)
	}
	if rest != "" {
		return b.String() + "." + rest
	}
	return b.String()
}

// head returns the head of a column: name, unit and method.
func head(c report.Column) string {
	s := c.Name
	if c.Unit != "" {
		s += " (" + c.Unit + ")"
	}
	return referred(s, c.Method)
}

// referred returns text with the methods that its numbers were computed by.
func referred(s, method string) string {
	if method == "" {
		return s
	}
	return s + " [" + method + "]"
}
