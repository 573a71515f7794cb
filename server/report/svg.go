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

// The paper of a map sheet, in points (1/72 inch): the drawing, and the legend
// beside or below it, whichever leaves the drawing larger.
const (
	sheetWidth   = 860.0
	sheetHeight  = 540.0
	legendColumn = 215.0
	legendRow    = 15.0
	legendLine   = 11.0 // between the lines of one entry
	noteRow      = 12.0
	northHeight  = 54.0
	barHeight    = 40.0
	textSize     = 9.0
)

// What a column of the legend holds, in Latin letters: an entry beside its
// swatch, and a note.
const (
	legendRoom = 38
	noteRoom   = 44
)

// drawing writes one map as SVG.
type drawing struct {
	strings.Builder
	m          *report.Map
	scale      float64 // points per metre
	left, top  float64 // of the frame, in points
	x0, y0, y1 float64 // of the frame, in metres
	side       bool    // the legend stands beside the map
}

// SVG returns a map sheet as a drawing that stands alone: land, legend, scale
// bar, north arrow and notes. Coordinates are rounded to a twentieth of a point.
func SVG(m *report.Map, north string) string {
	d := &drawing{m: m, x0: m.Frame.Min[0], y0: m.Frame.Min[1], y1: m.Frame.Max[1]}
	mapWidth, height := d.fit()
	fmt.Fprintf(d, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %s %s" role="img" aria-label="%s" font-family="sans-serif" font-size="%s">`,
		short(sheetWidth), short(height), html.EscapeString(m.Title), short(textSize))
	fmt.Fprintf(d, `<defs><clipPath id="clip-%s"><path d="%s"/></clipPath>`, html.EscapeString(m.ID), d.polygons(m.Clip))
	d.patterns()
	d.WriteString(`</defs>`)
	for i := range m.Layers {
		d.layer(&m.Layers[i])
	}
	for i := range m.Layers {
		for _, l := range m.Layers[i].Labels {
			d.label(l)
		}
	}
	d.north(north)
	if y := d.top + (d.y1-m.Frame.Min[1])*d.scale; !d.side {
		d.scaleBar(y+16, sheetWidth/3)
		d.legend(0, y+barHeight)
		d.notes(0, y+barHeight+d.legendHeight()+10, m.Notes)
	} else {
		y = northHeight + d.legendHeight()
		d.legend(mapWidth, northHeight)
		d.scaleBar(y+10, legendColumn-40)
		d.notes(mapWidth, y+barHeight+18, folded(m.Notes, noteRoom))
	}
	d.WriteString(`</svg>`)
	return d.String()
}

// fit scales the map, beside its legend or above it, and returns how wide the
// part for the map is and how high the sheet.
func (d *drawing) fit() (mapWidth, height float64) {
	wide, high := max(d.m.Frame.Max[0]-d.m.Frame.Min[0], 1), max(d.y1-d.y0, 1)
	foot := d.legendHeight() + float64(len(d.m.Notes))*noteRow + barHeight + 8
	d.scale = min(sheetWidth/wide, max(sheetHeight-foot, sheetHeight/4)/high)
	d.side = true
	beside := northHeight + d.legendHeight() + barHeight + 24 + float64(len(folded(d.m.Notes, noteRoom)))*noteRow
	if scale := min((sheetWidth-legendColumn)/wide, sheetHeight/high); scale > d.scale && beside <= sheetHeight {
		d.scale = scale
		d.left = (sheetWidth - legendColumn - wide*scale) / 2
		return sheetWidth - legendColumn, max(high*scale, beside)
	}
	d.side = false
	d.left = (sheetWidth - wide*d.scale) / 2
	foot = d.legendHeight() + float64(len(d.m.Notes))*noteRow + barHeight + 8
	return sheetWidth, high*d.scale + foot
}

// legendHeight is how much of the sheet the legend takes.
func (d *drawing) legendHeight() float64 {
	sum := 0.0
	for first := 0; first < len(d.m.Legend); first += d.legendColumns() {
		sum += d.rowHeight(first)
	}
	return sum
}

// rowHeight is how high the row of the legend is that begins with an entry: that
// of its longest text.
func (d *drawing) rowHeight(first int) float64 {
	lines := 1
	for _, l := range d.m.Legend[first:min(first+d.legendColumns(), len(d.m.Legend))] {
		lines = max(lines, len(folded([]string{l.Text}, legendRoom)))
	}
	return legendRow + float64(lines-1)*legendLine
}

func (d *drawing) legendColumns() int {
	if d.side {
		return 1
	}
	return int(sheetWidth / legendColumn)
}

func (d *drawing) label(l report.Label) {
	at, size, halo := d.at(l.At), textSize, 2.5
	if l.Small {
		size, halo = 5.5, 1
	}
	fmt.Fprintf(d, `<text x="%s" y="%s" text-anchor="middle" font-size="%s" fill="#111827" stroke="#ffffff" stroke-width="%s" paint-order="stroke">%s</text>`,
		short(at[0]), short(at[1]+size/3), short(size), short(halo), html.EscapeString(l.Text))
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
		shape := d.polygons(l.Polygons)
		fmt.Fprintf(d, `<path fill-rule="evenodd" d="%s"/>`, shape)
		if hatch, ok := d.hatched(l.Hatch); ok {
			fmt.Fprintf(d, `<path fill-rule="evenodd" stroke="none" fill="%s" d="%s"/>`, hatch, shape)
		}
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

// scaleBar draws a bar of a round length, at most room long and at least half of
// that.
func (d *drawing) scaleBar(y, room float64) {
	length := niceBelow(room / d.scale)
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

func (d *drawing) legend(left, top float64) {
	columns, y := d.legendColumns(), top
	for i, l := range d.m.Legend {
		if i > 0 && i%columns == 0 {
			y += d.rowHeight(i - columns)
		}
		x := left + float64(i%columns)*legendColumn + 4
		d.swatch(x, y, l)
		for k, line := range folded([]string{l.Text}, legendRoom) {
			fmt.Fprintf(d, `<text x="%s" y="%s" fill="#111827">%s</text>`, short(x+26), short(y+8+float64(k)*legendLine), html.EscapeString(cut(line)))
		}
	}
}

func (d *drawing) notes(left, top float64, lines []string) {
	for i, line := range lines {
		fmt.Fprintf(d, `<text x="%s" y="%s" fill="#4b5563" font-size="8">%s</text>`, short(left+4), short(top+float64(i)*noteRow), html.EscapeString(line))
	}
}

// folded breaks texts at blanks into lines of at most room Latin letters.
func folded(notes []string, room int) []string {
	var out []string
	for _, note := range notes {
		line := ""
		for _, word := range strings.Fields(note) {
			if line != "" && width(line)+1+width(word) > room {
				out = append(out, line)
				line = ""
			}
			line = strings.TrimPrefix(line+" "+word, " ")
		}
		out = append(out, line)
	}
	return out
}

// cut shortens a line of the legend, which a word without blanks may overfill,
// to what its column holds; a Chinese character takes the room of two others.
func cut(s string) string {
	room := legendRoom
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
		rect := fmt.Sprintf(`<rect x="%s" y="%s" width="20" height="10" stroke="%s" stroke-width="0.5" fill="`, short(x), short(y), html.EscapeString(stroke))
		d.WriteString(rect + html.EscapeString(fill) + `"/>`)
		if hatch, ok := d.hatched(l.Hatch); ok {
			d.WriteString(rect + hatch + `"/>`)
		}
	}
}
