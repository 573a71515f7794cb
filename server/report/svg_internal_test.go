package report

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"catchment/coverage/report"
)

// TestScaleBar: the bar is a round length, and as long on the sheet as the scale
// says.
func TestScaleBar(t *testing.T) {
	for v := 0.3; v < 1e6; v *= 1.37 {
		n := niceBelow(v)
		lead := n / math.Pow(10, math.Floor(math.Log10(n)+1e-9))
		if n > v || n < v/2.5 || math.Abs(lead-math.Round(lead)) > 1e-9 || !strings.Contains("1245", string(rune('0'+int(math.Round(lead))))) {
			t.Errorf("niceBelow(%v) = %v", v, n)
		}
	}
}

// TestSheetGeometry draws a square kilometre: north is up, east is right, and
// the sheet keeps its shape.
func TestSheetGeometry(t *testing.T) {
	m := &report.Map{ID: "m", Frame: orb.Bound{Min: orb.Point{-500, -500}, Max: orb.Point{500, 500}}}
	d := &drawing{m: m, scale: 0.5, x0: -500, y1: 500}
	if got := d.at(orb.Point{-500, 500}); got != (orb.Point{0, 0}) {
		t.Errorf("the north-west corner is at %v, want 0 0", got)
	}
	if got := d.at(orb.Point{500, -500}); got != (orb.Point{500, 500}) {
		t.Errorf("the south-east corner is at %v, want 500 500", got)
	}
	ring := orb.Ring{{-500, -500}, {500, -500}, {500, -499.999}, {500, 500}, {-500, -500}}
	if got, want := d.polygons(orb.MultiPolygon{{ring}}), "M0 500L500 500L500 0Z"; got != want {
		t.Errorf("path %q, want %q: places that fall together are drawn once", got, want)
	}
}

// TestWritten holds numbers as they stand on paper.
func TestWritten(t *testing.T) {
	for _, c := range []struct {
		v    float64
		f    report.Format
		want string
	}{
		{1234567.4, report.Whole, "1,234,567"}, {999, report.Whole, "999"}, {-1234.5, report.Tenths, "−1,234.5"}, {0.12345, report.Percent, "12.35 %"},
		{-0.001, report.Cents, "0.00"}, {2030, report.Plain, "2030"}, {math.NaN(), report.Whole, "—"}, {118.88, report.Degrees, "118.880000"},
	} {
		if got := written(c.v, c.f); got != c.want {
			t.Errorf("written(%v, %d) = %q, want %q", c.v, c.f, got, c.want)
		}
	}
}

// TestCut: a legend's text is cut where its column ends, never within a letter.
func TestCut(t *testing.T) {
	if got := cut(strings.Repeat("a", 38)); len(got) != 38 {
		t.Errorf("38 letters are cut to %q", got)
	}
	if got := cut(strings.Repeat("地", 30)); got != strings.Repeat("地", 19)+"…" {
		t.Errorf("30 Chinese letters are cut to %q", got)
	}
}

// TestLegendStandsOnTheSheet: the legend stands beside a square map and below a
// wide one, whichever leaves the map larger; nothing leaves the sheet, and the map
// and the texts of the legend do not meet.
func TestLegendStandsOnTheSheet(t *testing.T) {
	place := regexp.MustCompile(`<text x="([-0-9.]+)" y="([-0-9.]+)"|viewBox="0 0 ([0-9.]+) ([0-9.]+)"`)
	for _, c := range []struct {
		wide, high float64
		entries    int
		side       bool
	}{{1000, 1000, 8, true}, {1300, 1000, 23, true}, {4000, 1000, 8, false}, {1000, 1000, 60, false}, {300, 3000, 8, true}, {1, 1, 0, true}} {
		m := &report.Map{ID: "m", Frame: orb.Bound{Max: orb.Point{c.wide, c.high}}, Notes: []string{"Data: " + strings.Repeat("layer v1, ", 12), "north up"}}
		for range c.entries {
			m.Legend = append(m.Legend, report.Legend{Text: "class of land", Fill: "#ffffff"})
		}
		d := &drawing{m: m, y1: c.high}
		mapWidth, height := d.fit()
		if d.side != c.side || d.scale <= 0 {
			t.Errorf("%+v: beside %t, scale %g", c, d.side, d.scale)
		}
		right, bottom := d.left+c.wide*d.scale, c.high*d.scale
		if d.left < -1e-9 || right > mapWidth+1e-9 || bottom > height+1e-9 {
			t.Errorf("%+v: the map reaches %g, %g of %g, %g", c, right, bottom, mapWidth, height)
		}
		var sheet [2]float64
		for _, found := range place.FindAllStringSubmatch(SVG(m, "N"), -1) {
			v := func(i int) float64 { x, _ := strconv.ParseFloat(found[i], 64); return x }
			if found[3] != "" {
				sheet = [2]float64{v(3), v(4)}
				continue
			}
			if v(1) < 0 || v(1) > sheet[0] || v(2) < 0 || v(2) > sheet[1] {
				t.Errorf("%+v: a text at %g, %g leaves the sheet of %g", c, v(1), v(2), sheet)
			}
			if d.side && v(1) < right-1e-9 || !d.side && v(2) < bottom && v(2) > northHeight {
				t.Errorf("%+v: a text at %g, %g stands on the map", c, v(1), v(2))
			}
		}
	}
}

// TestLongLegendsAreFolded: an entry longer than its column stands on several
// lines, whole, and the next one below them.
func TestLongLegendsAreFolded(t *testing.T) {
	const long = "R2 Class 2 residential (multi-/mid-/high-rise) with what belongs to it"
	m := &report.Map{ID: "m", Frame: orb.Bound{Max: orb.Point{1000, 1000}}, Legend: []report.Legend{{Text: long, Fill: "#ffffff"}, {Text: "next", Fill: "#ffffff"}}}
	lines, next := "", 0.0
	for _, found := range regexp.MustCompile(`<text x="[0-9.]+" y="([0-9.]+)" fill="#111827">([^<]*)</text>`).FindAllStringSubmatch(SVG(m, "N"), -1) {
		y, _ := strconv.ParseFloat(found[1], 64)
		if found[2] != "next" && strings.Contains(long, found[2]) {
			lines += " " + found[2]
			if next = max(next, y); len(found[2]) > legendRoom {
				t.Errorf("the line %q is too long", found[2])
			}
		}
		if found[2] == "next" && y <= next {
			t.Errorf("the next entry stands at %g, the one before reaches %g", y, next)
		}
	}
	if strings.TrimSpace(lines) != long {
		t.Errorf("the legend says %q, want %q", lines, long)
	}
}
