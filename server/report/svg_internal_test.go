package report

import (
	"math"
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
