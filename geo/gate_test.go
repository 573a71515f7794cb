package geo_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkt"

	"catchment/geo"
)

func fromWKT(t testing.TB, text string) orb.Geometry {
	t.Helper()
	g, err := wkt.Unmarshal(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return g
}

// brief writes findings as severity, rule and path.
func brief(findings []geo.Finding) string {
	var out []string
	for _, f := range findings {
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s %s", f.Severity, f.Rule, strings.Trim(fmt.Sprint(f.Path), "[]"))))
	}
	return strings.Join(out, "; ")
}

func TestGate(t *testing.T) {
	tests := []struct {
		given          string
		strict, repair string // findings
		repaired       string // empty when refused; "=" when as given
	}{
		{"POINT(118.88 42.26)", "", "", "="},
		{"POINT(180 -90)", "", "", "="},
		{"POINT(181 0)", "error out_of_range", "error out_of_range", ""},
		{"POINT(42.26 118.88)", "error axes_swapped", "error axes_swapped", ""},
		{"POINT(40500000 4678000)", "error projected", "error projected", ""},
		{"POINT(1e308 42)", "error out_of_range", "error out_of_range", ""},
		{"MULTIPOINT((1 2),(1 2))", "", "", "="},
		{"MULTIPOINT((1 2),(1 91))", "error axes_swapped 1", "error axes_swapped 1", ""},
		{"LINESTRING(0 0,1 1,0 1,1 0)", "", "", "="},
		{"LINESTRING(0 0,0 0,1 1,1 1)", "repair duplicate_position 1", "repair duplicate_position 1", "LINESTRING(0 0,1 1)"},
		{"LINESTRING(0 0,0 0)", "repair duplicate_position 1; error line_degenerate", "repair duplicate_position 1; error line_degenerate", ""},
		{"MULTILINESTRING((0 0,1 1),(5 5,5 5))", "repair duplicate_position 1 1; error line_degenerate 1",
			"repair duplicate_position 1 1; repair line_degenerate 1", "MULTILINESTRING((0 0,1 1))"},
		{"POLYGON((0 0,4 0,4 4,0 4,0 0))", "", "", "="},
		{"POLYGON((0 0,0 4,4 4,4 0,0 0))", "repair ring_orientation 0", "repair ring_orientation 0", "POLYGON((0 0,4 0,4 4,0 4,0 0))"},
		{"POLYGON((0 0,4 0,4 4,0 4,0 0),(1 1,2 1,2 2,1 1))", "repair ring_orientation 1", "repair ring_orientation 1", "POLYGON((0 0,4 0,4 4,0 4,0 0),(1 1,2 2,2 1,1 1))"},
		{"POLYGON((0 0,4 0,4 4,0 4))", "error ring_not_closed 0", "repair ring_not_closed 0", "POLYGON((0 0,4 0,4 4,0 4,0 0))"},
		{"POLYGON((0 0,4 0,4 0,4 4,0 4,0 0))", "repair duplicate_position 0 2", "repair duplicate_position 0 2", "POLYGON((0 0,4 0,4 4,0 4,0 0))"},
		{"POLYGON((0 0,1 1,0 0))", "error ring_degenerate 0", "error ring_degenerate 0", ""},
		{"POLYGON((0 0,1 1,2 2,0 0))", "error ring_degenerate 0", "error ring_degenerate 0", ""},
		{"POLYGON((0 0,4 0,4 4,0 4,0 0),(1 1,2 2,1 1))", "error ring_degenerate 1", "repair ring_degenerate 1", "POLYGON((0 0,4 0,4 4,0 4,0 0))"},
		{"POLYGON((0 0,2 2,2 0,0 2,0 0))", "error ring_self_crossing 0 0", "repair ring_self_crossing 0 0", "MULTIPOLYGON(((0 0,1 1,0 2,0 0)),((2 2,1 1,2 0,2 2)))"},
		{"POLYGON((0 0,4 0,4 4,2 4,2 6,2 4,0 4,0 0))", "error ring_spike 0 4", "repair ring_spike 0 4", "POLYGON((0 0,4 0,4 4,2 4,0 4,0 0))"},
		{"POLYGON((0 0,4 0,2 2,3 3,1 3,2 2,0 0))", "error ring_self_crossing 0 1", "repair ring_self_crossing 0 1", "MULTIPOLYGON(((0 0,4 0,2 2,0 0)),((2 2,3 3,1 3,2 2)))"},
		{"POLYGON((0 0,4 0,4 4,0 4,0 0),(0 0,1 2,2 1,0 0))", "", "", "="},
		{"POLYGON((0 0,4 0,4 4,0 4,0 0),(0 0,2 4,2 1,0 0))", "error interior_not_joined 1 0", "repair interior_not_joined 1 0",
			"MULTIPOLYGON(((0 0,4 0,4 4,2 4,2 1,0 0)),((2 4,0 4,0 0,2 4)))"},
		{"POLYGON((0 0,4 0,4 4,0 4,0 0),(1 1,1 5,2 5,2 1,1 1))", "error rings_cross 0 2", "repair rings_cross 0 2", "POLYGON((0 0,4 0,4 4,2 4,2 1,1 1,1 4,0 4,0 0))"},
		{"POLYGON((0 0,4 0,4 4,0 4,0 0),(10 10,11 11,11 10,10 10))", "error hole_outside 1", "repair hole_outside 1", "POLYGON((0 0,4 0,4 4,0 4,0 0))"},
		{"POLYGON((0 0,9 0,9 9,0 9,0 0),(1 1,1 8,8 8,8 1,1 1),(3 3,3 4,4 4,3 3))", "error holes_nested 2", "repair holes_nested 2", "POLYGON((0 0,9 0,9 9,0 9,0 0),(1 1,1 8,8 8,8 1,1 1))"},
		{"POLYGON((0 0,4 0,4 4,0 4,0 0),(0 0,0 4,4 4,4 0,0 0))", "error rings_cross 0 0", "error rings_cross 0 0", ""},
		{"MULTIPOLYGON(((0 0,2 0,2 2,0 2,0 0)),((2 2,3 2,3 3,2 2)))", "", "", "="},
		{"MULTIPOLYGON(((0 0,9 0,9 9,0 9,0 0),(1 1,1 8,8 8,8 1,1 1)),((2 2,3 2,3 3,2 2)))", "", "", "="},
		{"MULTIPOLYGON(((0 0,9 0,9 9,0 9,0 0)),((2 2,3 2,3 3,2 2)))", "error parts_overlap 1 0", "repair parts_overlap 1 0", "MULTIPOLYGON(((0 0,9 0,9 9,0 9,0 0)))"},
		{"MULTIPOLYGON(((0 0,2 0,2 2,0 2,0 0)),((1 1,3 1,3 3,1 3,1 1)))", "error rings_cross 0 0 1", "repair rings_cross 0 0 1", "MULTIPOLYGON(((0 0,2 0,2 1,3 1,3 3,1 3,1 2,0 2,0 0)))"},
		{"MULTIPOLYGON(((0 0,2 0,2 2,0 2,0 0)),((7 7,8 8,7 7)))", "error ring_degenerate 1 0", "repair ring_degenerate 1 0", "MULTIPOLYGON(((0 0,2 0,2 2,0 2,0 0)))"},
		{"GEOMETRYCOLLECTION(POINT(1 2),POLYGON((0 0,1 1,0 0)))", "error ring_degenerate 1 0", "repair ring_degenerate 1 0", "GEOMETRYCOLLECTION(POINT(1 2))"},
		{"POLYGON((179 0,-179 0,-179 1,179 1,179 0))", "repair ring_orientation 0", "repair ring_orientation 0", "POLYGON((179 0,179 1,-179 1,-179 0,179 0))"},
	}
	for _, tt := range tests {
		t.Run(tt.given, func(t *testing.T) {
			given := fromWKT(t, tt.given)
			got, findings := geo.Gate(given, geo.Strict)
			if brief(findings) != tt.strict {
				t.Errorf("Strict: got %q, want %q", brief(findings), tt.strict)
			}
			if (got == nil) != strings.Contains(tt.strict, "error") {
				t.Errorf("Strict: got geometry %v with %q", got, tt.strict)
			}
			got, findings = geo.Gate(given, geo.Repair)
			if brief(findings) != tt.repair {
				t.Errorf("Repair: got %q, want %q", brief(findings), tt.repair)
			}
			var want orb.Geometry
			switch tt.repaired {
			case "":
			case "=":
				want = given
			default:
				want = fromWKT(t, tt.repaired)
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("Repair (-want +got):\n%s", d)
			}
			if d := cmp.Diff(fromWKT(t, tt.given), given); d != "" {
				t.Errorf("Gate changed its argument (-before +after):\n%s", d)
			}
		})
	}
}

// What WKT cannot say.
func TestGateOddities(t *testing.T) {
	deep := orb.Geometry(orb.Point{1, 2})
	for range geo.MaxCollectionDepth + 1 {
		deep = orb.Collection{deep}
	}
	tests := []struct {
		given orb.Geometry
		want  string
		is    error
	}{
		{nil, "error geometry_empty", geo.ErrEmpty},
		{orb.Point{math.NaN(), 1}, "error not_finite", geo.ErrNotFinite},
		{orb.Point{1, math.Inf(-1)}, "error not_finite", geo.ErrNotFinite},
		{orb.LineString{}, "error geometry_empty", geo.ErrEmpty},
		{orb.MultiPoint(nil), "error geometry_empty", geo.ErrEmpty},
		{orb.MultiLineString{}, "error geometry_empty", geo.ErrEmpty},
		{orb.Polygon{}, "error geometry_empty", geo.ErrEmpty},
		{orb.Polygon{{}}, "error ring_degenerate 0", geo.ErrRing},
		{orb.MultiPolygon{{}}, "error geometry_empty 0", geo.ErrEmpty},
		{orb.Collection{}, "error geometry_empty", geo.ErrEmpty},
		{orb.Collection{nil}, "error geometry_empty 0", geo.ErrEmpty},
		{deep, "error collection_too_deep 0 0 0 0", geo.ErrUnsupported},
		{orb.Ring{{0, 0}, {1, 0}, {1, 1}, {0, 0}}, "", nil},
		{orb.Bound{Min: orb.Point{0, 0}, Max: orb.Point{1, 1}}, "", nil},
		{orb.Bound{Min: orb.Point{1, 1}, Max: orb.Point{1, 1}}, "repair duplicate_position 0 1; error ring_degenerate 0", geo.ErrRing},
	}
	for _, tt := range tests {
		got, findings := geo.Gate(tt.given, geo.Strict)
		if brief(findings) != tt.want || (got == nil) != (tt.is != nil) {
			t.Errorf("Gate(%v): got %v, %q; want %q", tt.given, got, brief(findings), tt.want)
		}
		if err := geo.Check(tt.given); !errors.Is(err, tt.is) {
			t.Errorf("Check(%v): got %v, want %v", tt.given, err, tt.is)
		}
	}
}

// lawful checks what holds of every shape: what Gate lets through it lets
// through again unchanged, in both modes, and a repair passes Strict.
func lawful(t testing.TB, g orb.Geometry) {
	t.Helper()
	for _, mode := range []geo.Mode{geo.Strict, geo.Repair} {
		before := orb.Clone(g)
		once, findings := geo.Gate(g, mode)
		if g != nil && cmp.Diff(before, g) != "" && orb.Equal(before, before) {
			t.Fatalf("Gate(mode %v) changed its argument %v to %v", mode, before, g)
		}
		if (once == nil) != refused(findings) {
			t.Fatalf("Gate(%v, %v): geometry %v with findings %v", g, mode, once, findings)
		}
		if once == nil {
			continue
		}
		again, findings := geo.Gate(once, geo.Strict)
		if len(findings) > 0 || cmp.Diff(once, again) != "" {
			t.Fatalf("Gate(%v, %v) = %v; through the gate again: %v, %v", g, mode, once, again, findings)
		}
	}
}

// Shapes that were let through once and not again.
var onceUnlawful = []string{
	// Comes apart into a triangle that touches its neighbours with all three
	// corners and lies a rounding error away from one of them.
	`POLYGON((0 -0.2656249994791667,-1.1953124976562501 0,-2.6562499947916667 -1.1953124976562501,0 -1.1953124976562501,
	-0.13281249973958334 0,-0.6640624986979167 -33.86718743359375,-0.13281249973958334 -0.6640624986979167,
	-0.6640624986979167 -33.86718743359375,0 -0.2656249994791667,-0.2656249994791667 -33.73437493385417,
	-0.2656249994791667 -0.2656249994791667,-1.1953124976562501 0,0 -33.86718743359375,
	-0.39843749921875005 -2.9218749942708335,0 -0.2656249994791667))`,
}

func TestGateLaws(t *testing.T) {
	for _, text := range onceUnlawful {
		lawful(t, fromWKT(t, strings.ReplaceAll(text, "\n", " ")))
	}
	const seed = 42
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 0))
	for range 1500 {
		mp := randomShape(rnd)
		lawful(t, mp)
		lawful(t, mp[0])
		// Where a ring starts and which way it runs is no matter.
		_, findings := geo.Gate(mp, geo.Strict)
		turned := orb.Clone(mp).(orb.MultiPolygon)
		for _, p := range turned {
			for k, r := range p {
				n := 1 + rnd.IntN(len(r)-1)
				p[k] = append(append(orb.Ring{}, r[n:]...), r[1:n+1]...)
				if rnd.IntN(2) == 0 {
					p[k].Reverse()
				}
			}
		}
		if _, after := geo.Gate(turned, geo.Strict); refused(findings) != refused(after) {
			t.Fatalf("%s\nrefused: %v %v; with rings turned\n%s\n%v %v", wkt.MarshalString(mp), refused(findings), findings, wkt.MarshalString(turned), refused(after), after)
		}
	}
}

// FuzzGate makes polygons of any bytes: each byte pair a position on a small
// grid, 0xff ends a ring, 0xfe a polygon.
func FuzzGate(f *testing.F) {
	f.Add([]byte{0, 0, 4, 0, 4, 4, 0, 4, 0, 0}, 1.0)
	f.Add([]byte{0, 0, 4, 4, 4, 0, 0, 4, 0, 0}, 0.1)
	f.Add([]byte{0, 0, 9, 0, 9, 9, 0, 9, 0, 0, 0xff, 1, 1, 1, 5, 5, 5, 1, 1, 0xfe, 2, 2, 3, 2, 3, 3, 2, 2}, 1e-7)
	f.Add([]byte{0, 0, 4, 0, 4, 4, 2, 4, 2, 6, 2, 4, 0, 4, 0, 0}, 1/3.0)
	f.Fuzz(func(t *testing.T, b []byte, scale float64) {
		if len(b) > 400 {
			return
		}
		mp := orb.MultiPolygon{{{}}}
		for i := 0; i < len(b); i++ {
			p := &mp[len(mp)-1]
			r := &(*p)[len(*p)-1]
			switch {
			case b[i] == 0xff:
				*p = append(*p, orb.Ring{})
			case b[i] == 0xfe:
				mp = append(mp, orb.Polygon{{}})
			case i+1 < len(b):
				*r = append(*r, orb.Point{scale * float64(b[i]), scale * float64(b[i+1])})
				i++
			}
		}
		lawful(t, mp)
		lawful(t, mp[0])
	})
}

// However many findings there are, their number is bounded and an error among
// them is not lost.
func TestGateMaxFindings(t *testing.T) {
	ring := func(x float64) orb.Ring { // clockwise
		return orb.Ring{{x, 0}, {x, 0.01}, {x + 0.01, 0.01}, {x, 0}}
	}
	var mp orb.MultiPolygon
	for i := range 1500 {
		mp = append(mp, orb.Polygon{ring(float64(i) / 10)})
	}
	good, findings := geo.Gate(mp, geo.Strict)
	if good == nil || len(findings) != geo.MaxFindings {
		t.Errorf("1,500 clockwise rings: kept %v, %d findings", good != nil, len(findings))
	}
	flat := orb.Polygon{{{0, 0}, {1, 1}, {0, 0}}}
	far := orb.Polygon{{{999, 0}, {1, 1}, {0, 1}, {999, 0}}}
	for range 1500 {
		mp = append(mp, flat)
	}
	for mode, want := range map[geo.Mode]bool{geo.Strict: false, geo.Repair: true} {
		got, findings := geo.Gate(mp, mode)
		if (got != nil) != want || refused(findings) == want || len(findings) > geo.MaxFindings {
			t.Errorf("with flat rings, mode %v: kept %v, %d findings", mode, got != nil, len(findings))
		}
		got, findings = geo.Gate(append(mp, far), mode)
		if got != nil || !refused(findings) || len(findings) > geo.MaxFindings {
			t.Errorf("with a ring out of range, mode %v: kept %v, %d findings", mode, got != nil, len(findings))
		}
	}
}
