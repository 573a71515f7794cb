package report

import (
	"fmt"
	"html"
	"math"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"catchment/coverage/report"
)

// The paper of a map sheet, in points (1/72 inch): the drawing above, the
// legend below it.
const (
	sheetWidth   = 860.0
	sheetHeight  = 540.0
	legendColumn = 215.0
	legendRow    = 15.0
	textSize     = 9.0
)

// drawing writes one map as SVG.
type drawing struct {
	strings.Builder
	m          *report.Map
	scale      float64 // points per metre
	left, top  float64 // of the frame, in points
	x0, y0, y1 float64 // of the frame, in metres
}

// SVG returns a map sheet as a drawing that stands alone: land, legend, scale
// bar, north arrow and notes. Coordinates are rounded to a twentieth of a point.
func SVG(m *report.Map, north string) string {
	rows := math.Ceil(float64(len(m.Legend)) / math.Floor(sheetWidth/legendColumn))
	foot := rows*legendRow + float64(len(m.Notes))*12 + 48
	d := &drawing{m: m, x0: m.Frame.Min[0], y0: m.Frame.Min[1], y1: m.Frame.Max[1]}
	width, height := m.Frame.Max[0]-m.Frame.Min[0], m.Frame.Max[1]-m.Frame.Min[1]
	d.scale = min(sheetWidth/max(width, 1), (sheetHeight-foot)/max(height, 1))
	d.left = (sheetWidth - width*d.scale) / 2
	bottom := height * d.scale
	fmt.Fprintf(d, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %s %s" role="img" aria-label="%s" font-family="sans-serif" font-size="%s">`,
		short(sheetWidth), short(bottom+foot), html.EscapeString(m.Title), short(textSize))
	fmt.Fprintf(d, `<defs><clipPath id="clip-%s"><path d="%s"/></clipPath></defs>`, html.EscapeString(m.ID), d.polygons(m.Clip))
	for i := range m.Layers {
		d.layer(&m.Layers[i])
	}
	for i := range m.Layers {
		for _, l := range m.Layers[i].Labels {
			at := d.at(l.At)
			fmt.Fprintf(d, `<text x="%s" y="%s" text-anchor="middle" fill="#111827" stroke="#ffffff" stroke-width="2.5" paint-order="stroke">%s</text>`, short(at[0]), short(at[1]), html.EscapeString(l.Text))
		}
	}
	d.north(north)
	d.scaleBar(bottom + 16)
	d.legend(bottom+44, rows)
	d.WriteString(`</svg>`)
	return d.String()
}

// at returns a place of the plane on the sheet.
func (d *drawing) at(p orb.Point) orb.Point {
	return orb.Point{d.left + (p[0]-d.x0)*d.scale, d.top + (d.y1-p[1])*d.scale}
}

// short writes a length on the sheet.
func short(v float64) string {
	return strconv.FormatFloat(math.Round(v*20)/20, 'f', -1, 64)
}

// path writes a line of places that fall together on the sheet once.
func (d *drawing) path(b *strings.Builder, line []orb.Point, closed bool) {
	last := ""
	count := 0
	for i, p := range line {
		if closed && i == len(line)-1 {
			break
		}
		at := d.at(p)
		s := short(at[0]) + " " + short(at[1])
		if s == last {
			continue
		}
		switch count {
		case 0:
			b.WriteString("M")
		default:
			b.WriteString("L")
		}
		b.WriteString(s)
		last = s
		count++
	}
	if closed && count > 0 {
		b.WriteString("Z")
	}
}

func (d *drawing) polygons(shape orb.MultiPolygon) string {
	var b strings.Builder
	for _, p := range shape {
		for _, ring := range p {
			d.path(&b, ring, true)
		}
	}
	return b.String()
}

func (d *drawing) layer(l *report.MapLayer) {
	fill := l.Fill
	if fill == "" {
		fill = "none"
	}
	fmt.Fprintf(d, `<g fill="%s"`, html.EscapeString(fill))
	if l.Opacity > 0 && l.Opacity < 1 {
		fmt.Fprintf(d, ` fill-opacity="%s"`, short(l.Opacity))
	}
	if l.Stroke != "" {
		fmt.Fprintf(d, ` stroke="%s" stroke-width="%s" stroke-linejoin="round"`, html.EscapeString(l.Stroke), short(l.Width))
	}
	if l.Dash != "" {
		fmt.Fprintf(d, ` stroke-dasharray="%s"`, html.EscapeString(l.Dash))
	}
	if l.Clipped {
		fmt.Fprintf(d, ` clip-path="url(#clip-%s)"`, html.EscapeString(d.m.ID))
	}
	d.WriteString(`>`)
	if len(l.Polygons) > 0 {
		fmt.Fprintf(d, `<path fill-rule="evenodd" d="%s"/>`, d.polygons(l.Polygons))
	}
	if len(l.Lines) > 0 {
		var b strings.Builder
		for _, line := range l.Lines {
			d.path(&b, line, false)
		}
		fmt.Fprintf(d, `<path fill="none" d="%s"/>`, b.String())
	}
	for _, p := range l.Points {
		if !d.m.Frame.Contains(p) {
			continue
		}
		at := d.at(p)
		fmt.Fprintf(d, `<circle cx="%s" cy="%s" r="%s"/>`, short(at[0]), short(at[1]), short(l.RadiusPt))
	}
	d.WriteString(`</g>`)
}

// north draws an arrow in the upper right corner: up is north at the middle of
// the sheet, and next to it elsewhere.
func (d *drawing) north(word string) {
	x := sheetWidth - 22
	fmt.Fprintf(d, `<g fill="#111827"><path d="M%s 40L%s 14L%s 40L%s 33Z"/><text x="%s" y="10" text-anchor="middle" font-weight="bold">%s</text></g>`,
		short(x-6), short(x), short(x+6), short(x), short(x), html.EscapeString(word))
}

// scaleBar draws a bar of a round length, a sixth to a third of the sheet.
func (d *drawing) scaleBar(y float64) {
	length := niceBelow(sheetWidth / 3 / d.scale)
	width := length * d.scale
	x := sheetWidth - width - 30
	for i := range 4 {
		fill := "#111827"
		if i%2 == 1 {
			fill = "#ffffff"
		}
		fmt.Fprintf(d, `<rect x="%s" y="%s" width="%s" height="4" fill="%s" stroke="#111827" stroke-width="0.5"/>`, short(x+float64(i)*width/4), short(y), short(width/4), fill)
	}
	unit, shown := "m", length
	if length >= 1000 {
		unit, shown = "km", length/1000
	}
	fmt.Fprintf(d, `<text x="%s" y="%s" text-anchor="middle">0</text><text x="%s" y="%s" text-anchor="middle">%s</text><text x="%s" y="%s" text-anchor="middle">%s %s</text>`,
		short(x), short(y+14), short(x+width/2), short(y+14), strconv.FormatFloat(shown/2, 'g', 6, 64), short(x+width), short(y+14), strconv.FormatFloat(shown, 'g', 6, 64), unit)
}

// niceBelow returns the largest of 1, 2, 4 and 5 times a power of ten that is at
// most v.
func niceBelow(v float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(v)))
	for _, n := range []float64{5, 4, 2} {
		if n*power <= v {
			return n * power
		}
	}
	return power
}

func (d *drawing) legend(y, rows float64) {
	columns := int(sheetWidth / legendColumn)
	for i, l := range d.m.Legend {
		x, top := float64(i%columns)*legendColumn+4, y+float64(i/columns)*legendRow
		d.swatch(x, top, l)
		fmt.Fprintf(d, `<text x="%s" y="%s" fill="#111827">%s</text>`, short(x+26), short(top+8), html.EscapeString(cut(l.Text)))
	}
	for i, note := range d.m.Notes {
		fmt.Fprintf(d, `<text x="4" y="%s" fill="#4b5563" font-size="8">%s</text>`, short(y+rows*legendRow+10+float64(i)*12), html.EscapeString(note))
	}
}

// cut shortens a legend's text to what its column holds; a Chinese character
// takes the room of two others.
func cut(s string) string {
	room := 38
	for i, r := range s {
		if room--; r > 0x2e7f {
			room--
		}
		if room < 0 {
			return s[:i] + "…"
		}
	}
	return s
}

func (d *drawing) swatch(x, y float64, l report.Legend) {
	fill, stroke := l.Fill, l.Stroke
	if fill == "" {
		fill = "none"
	}
	if stroke == "" {
		stroke = "none"
	}
	switch {
	case l.Point:
		fmt.Fprintf(d, `<circle cx="%s" cy="%s" r="3.5" fill="%s" stroke="%s"/>`, short(x+10), short(y+5), html.EscapeString(fill), html.EscapeString(stroke))
	case l.Fill == "":
		fmt.Fprintf(d, `<path d="M%s %sh20" stroke="%s" stroke-width="1.2" stroke-dasharray="%s"/>`, short(x), short(y+5), html.EscapeString(stroke), html.EscapeString(l.Dash))
	default:
		fmt.Fprintf(d, `<rect x="%s" y="%s" width="20" height="10" fill="%s" stroke="%s" stroke-width="0.5"/>`, short(x), short(y), html.EscapeString(fill), html.EscapeString(stroke))
	}
}
