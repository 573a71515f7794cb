package report

import (
	"bytes"
	"encoding/csv"
	"io"
	"strconv"

	"catchment/coverage/report"
	"catchment/data/formats"
)

// byteOrderMark tells spreadsheets that the file is UTF-8.
const byteOrderMark = "\ufeff"

// CSV writes every table of a document one below the other, each with its title
// and head, an empty line between; numbers are unrounded, lines end in CRLF (RFC
// 4180).
func CSV(w io.Writer, d *report.Document) error {
	var out bytes.Buffer
	out.WriteString(byteOrderMark)
	c := csv.NewWriter(&out)
	c.UseCRLF = true
	rows := [][]string{{formats.Guarded(d.Title)}, {formats.Guarded(d.Subtitle)}}
	if d.Warning != "" {
		rows = append(rows, []string{formats.Guarded(d.Warning)})
	}
	for _, f := range d.Facts {
		rows = append(rows, []string{formats.Guarded(referred(f.Name, f.Method)), raw(f.Value)})
	}
	for _, s := range d.Sections {
		for _, said := range s.Said {
			rows = append(rows, []string{formats.Guarded(referred(said.Text, said.Method))})
		}
		for _, t := range s.Tables {
			rows = append(rows, nil, []string{formats.Guarded(t.Title)}, heads(t))
			for _, r := range t.Rows {
				line := make([]string, len(r))
				for i, cell := range r {
					line[i] = raw(cell)
				}
				rows = append(rows, line)
			}
			if t.Note != "" {
				rows = append(rows, []string{formats.Guarded(t.Note)})
			}
		}
		for _, line := range s.Intro {
			rows = append(rows, []string{formats.Guarded(line)})
		}
	}
	if err := c.WriteAll(rows); err != nil {
		return err
	}
	_, err := out.WriteTo(w)
	return err
}

func heads(t report.Table) []string {
	var out []string
	for _, c := range t.Columns {
		out = append(out, formats.Guarded(head(c)))
	}
	return out
}

// raw returns a cell for a machine: a number with all its digits.
func raw(c report.Cell) string {
	if c.Number != nil {
		return strconv.FormatFloat(*c.Number, 'g', -1, 64)
	}
	return formats.Guarded(c.Text)
}
