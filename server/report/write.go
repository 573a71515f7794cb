package report

import (
	"errors"
	"fmt"
	"io"

	"catchment/coverage/report"
)

// Format is a kind of file a report can be.
type Format string

// The formats.
const (
	FormatHTML Format = "html"
	FormatXLSX Format = "xlsx"
	FormatCSV  Format = "csv"
)

// ErrFormat is returned for a format that there is none of.
var ErrFormat = errors.New("a report is html, xlsx or csv")

// Write writes a document in a format and returns its media type. Paper counts
// for HTML; empty is A4.
func Write(w io.Writer, d *report.Document, f Format, p Paper) (mediaType string, err error) {
	switch f {
	case FormatHTML:
		return "text/html; charset=utf-8", HTML(w, d, p)
	case FormatXLSX:
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Workbook(w, d)
	case FormatCSV:
		return "text/csv; charset=utf-8", CSV(w, d)
	}
	return "", fmt.Errorf("%w, not %q", ErrFormat, f)
}
