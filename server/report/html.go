package report

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"

	"catchment/coverage/report"
)

//go:embed page.html
var pageText string

//go:embed page.css
var pageStyle string

// Paper is the size of the pages.
type Paper string

// The papers.
const (
	A4 Paper = "A4"
	A3 Paper = "A3"
)

// sheetHeights are the heights of a map on a page that lies across.
var sheetHeights = map[Paper]string{A4: "166mm", A3: "250mm"}

var page = template.Must(template.New("report").Funcs(template.FuncMap{
	"cell":    cellHTML,
	"methods": methodLinks,
	"tables":  sheets,
	"svg":     func(m report.Map, north string) template.HTML { return template.HTML(SVG(&m, north)) },
}).Parse(pageText))

// HTML writes a document as one page that needs nothing else: styles and maps
// stand in it, and printed it numbers its pages. Map sheets print across the
// page.
func HTML(w io.Writer, d *report.Document, paper Paper) error {
	if paper != A3 {
		paper = A4
	}
	var out bytes.Buffer
	err := page.Execute(&out, struct {
		*report.Document
		Style  template.CSS
		Signed []string
	}{d, styleOf(d, paper), strings.Split(d.Words["signed"], "|")})
	if err != nil {
		return fmt.Errorf("report page: %w", err)
	}
	_, err = out.WriteTo(w)
	return err
}

// styleOf returns the styles of a document on a paper.
func styleOf(d *report.Document, paper Paper) template.CSS {
	before, after, _ := strings.Cut(d.Words["page_n"], "{n}")
	return template.CSS(strings.NewReplacer("{{paper}}", string(paper), "{{sheet}}", sheetHeights[paper],
		"{{before}}", cssString(before), "{{after}}", cssString(after)).Replace(pageStyle))
}

// cssString returns text as it may stand between the quotes of a CSS string.
func cssString(s string) string {
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", " ", "<", "").Replace(s)
}

// cellHTML returns what stands in a cell.
func cellHTML(c report.Cell) template.HTML {
	var b strings.Builder
	if c.Color != "" {
		fmt.Fprintf(&b, `<svg class="swatch" viewBox="0 0 10 10"><rect width="10" height="10" fill="%s"/>`, template.HTMLEscapeString(c.Color))
		if path, ok := hatchPath(c.Hatch); ok {
			fmt.Fprintf(&b, `<path transform="scale(%g)" fill="%s" d="%s"/>`, 10.0/hatchStep, template.HTMLEscapeString(c.Hatch.Ink), path)
		}
		b.WriteString("</svg> ")
	}
	text := template.HTMLEscapeString(c.Text)
	switch {
	case c.Number != nil:
		if c.Bar {
			b.WriteString(bar(*c.Number))
		}
		b.WriteString(template.HTMLEscapeString(written(*c.Number, c.Format)))
	case c.Verdict != "":
		fmt.Fprintf(&b, `<span class="verdict %s">%s</span>`, template.HTMLEscapeString(string(c.Verdict)), text)
	case c.Anchor != "":
		fmt.Fprintf(&b, `<a id="%s">%s</a>`, template.HTMLEscapeString(c.Anchor), text)
	default:
		b.WriteString(text)
	}
	return template.HTML(b.String())
}

// bar draws a ratio between nothing and the whole.
func bar(ratio float64) string {
	if !(ratio >= 0 && ratio <= 1) {
		return ""
	}
	return fmt.Sprintf(`<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect width="100" height="10" fill="#e5e7eb"/><rect width="%.2f" height="10" fill="#15803d"/></svg>`, 100*ratio)
}

// methodLinks refers from a column to the methods it was computed by.
func methodLinks(ids string) template.HTML {
	var b strings.Builder
	for _, id := range strings.Fields(ids) {
		escaped := template.HTMLEscapeString(id)
		fmt.Fprintf(&b, `<sup><a href="#%s">%s</a></sup> `, escaped, escaped)
	}
	return template.HTML(b.String())
}
