package report

import "catchment/coverage/report"

// sheet is a table as it stands on the page: each column set by what it holds.
type sheet struct {
	report.Table
	Heads []heading
	Slim  bool // few columns: numbers stay near what they are of
	Tight bool // its rows are set close, so that it stands on one page
	Kept  bool // it stands on one page, with its title and note
	Lines [][]entry
}

type heading struct {
	report.Column
	Class string
}

type entry struct {
	Cell  report.Cell
	Class string
}

// A table of at most fewRows is not broken across pages, nor one of at most
// pageRows of one line each, which are set close beyond looseRows.
const fewRows, looseRows, pageRows = 12, 22, 40

// shortText is the width, in Latin letters, of text that a column never breaks.
const shortText = 15

// sheets returns the tables of a section with what their columns hold: numbers
// stand to the right, sentences and names may break, short text does not.
func sheets(s report.Section) []sheet {
	out := make([]sheet, 0, len(s.Tables))
	for _, t := range s.Tables {
		one := sheet{Table: t, Slim: slim(&t)}
		one.Kept = len(t.Rows) <= fewRows || one.Slim && len(t.Rows) <= pageRows
		one.Tight = one.Slim && one.Kept && len(t.Rows) > looseRows
		for i, c := range t.Columns {
			one.Heads = append(one.Heads, heading{c, columnClass(&t, i)})
		}
		for _, r := range t.Rows {
			line := make([]entry, len(r))
			for i, c := range r {
				line[i].Cell = c
				if i < len(one.Heads) {
					line[i].Class = one.Heads[i].Class
				}
				if c.Strong {
					line[i].Class += " strong"
				}
			}
			one.Lines = append(one.Lines, line)
		}
		out = append(out, one)
	}
	return out
}

// slim tells whether a table has few columns and no sentences: set as wide as
// the page, its numbers would stand far from what they are of.
func slim(t *report.Table) bool {
	longest := make([]int, len(t.Columns))
	for _, r := range t.Rows {
		for i, c := range r[:min(len(r), len(longest))] {
			longest[i] = max(longest[i], width(c.Text))
		}
	}
	sum := 0
	for _, n := range longest {
		sum += n
	}
	return len(t.Columns) <= 5 && sum <= 110
}

// columnClass tells how a column is set.
func columnClass(t *report.Table, column int) string {
	longest, numbers, dashes := 0, 0, 0
	for _, r := range t.Rows {
		if column >= len(r) {
			continue
		}
		if r[column].Number != nil {
			numbers++
		}
		if r[column].Text == "—" {
			dashes++
		}
		longest = max(longest, width(r[column].Text))
	}
	switch {
	case numbers > 0, dashes == len(t.Rows) && t.Columns[column].Method != "":
		return "number"
	case t.Columns[column].Wide:
		return "wide"
	case longest > shortText:
		return "name"
	}
	return "short"
}

// width is how much room text takes, in Latin letters: a Chinese character
// takes that of two.
func width(s string) int {
	n := 0
	for _, r := range s {
		if n++; r > 0x2e7f {
			n++
		}
	}
	return n
}
