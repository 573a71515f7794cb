package crs_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"catchment/geo/crs"
	"catchment/geo/measure"
)

// TestRoundTrip takes seeded random positions into every system and back,
// with both orders of the axes.
func TestRoundTrip(t *testing.T) {
	const seed = 11
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 2))
	for _, s := range crs.All() {
		worst, tried := 0.0, 0
		for range 20000 {
			p := orb.Point{rnd.Float64()*360 - 180, rnd.Float64()*180 - 90}
			xy, err := s.FromWGS84(p)
			if err != nil {
				continue
			}
			tried++
			back, err := s.ToWGS84(xy)
			if err != nil {
				t.Fatalf("%v: %v goes to %v and not back: %v", s, p, xy, err)
			}
			worst = max(worst, measure.Distance(p, back))
			yx, err := s.YX().ToWGS84(orb.Point{xy[1], xy[0]})
			if err != nil || yx != back {
				t.Fatalf("%v with axes swapped gives %v, %v, not %v", s, yx, err, back)
			}
			if tried == 200 {
				break
			}
		}
		if tried < 20 {
			t.Errorf("%v: %d positions tried", s, tried)
		}
		// GCJ-02 and BD-09 stop at 1e-13 degrees or at ten rounds.
		if worst > 2e-8 {
			t.Errorf("%v: worst %g m", s, worst)
		}
		if s.ErrorM() < worst && s != crs.WGS84 {
			t.Errorf("%v: ErrorM %g is less than %g", s, s.ErrorM(), worst)
		}
	}
}

// TestNamesRoundTrip parses what every system calls itself.
func TestNamesRoundTrip(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range crs.All() {
		for _, system := range []crs.System{s, s.YX()} {
			if seen[system.String()] {
				t.Errorf("two systems are called %v", system)
			}
			seen[system.String()] = true
			if got, err := crs.Parse(system.String()); err != nil || got != system {
				t.Errorf("Parse(%q) = %v, %v", system.String(), got, err)
			}
		}
		if got, err := crs.Parse(s.Name()); err != nil || got != s {
			t.Errorf("Parse(%q) = %v, %v, want %v", s.Name(), got, err, s)
		}
		if s.EPSG() != 0 {
			if got, ok := crs.FromEPSG(s.EPSG()); !ok || got != s {
				t.Errorf("FromEPSG(%d) = %v", s.EPSG(), got)
			}
		}
		if s.XY() != s || s.YX().XY() != s || s.Method() == s.YX().Method() {
			t.Errorf("%v: axes", s)
		}
	}
	if zero := (crs.System{}); zero != crs.WGS84 || zero.EPSG() != 4326 || !zero.Same() || zero.YX().Same() {
		t.Errorf("the zero System is %v", zero)
	}
	if len(seen) != 2*(5+64+120) {
		t.Errorf("%d systems", len(seen))
	}
}

// TestNeighbouringZonesAgree converts the meridian where zones meet.
func TestNeighbouringZonesAgree(t *testing.T) {
	for code := 4534; code < 4554; code++ {
		west, _ := crs.FromEPSG(code)
		east, _ := crs.FromEPSG(code + 1)
		numbered, _ := crs.FromEPSG(code - 21)
		edge := orb.Point{76.5 + 3*float64(code-4534), 42.3}
		a, err1 := west.FromWGS84(edge)
		b, err2 := east.FromWGS84(edge)
		n, err3 := numbered.FromWGS84(edge)
		if err := errors.Join(err1, err2, err3); err != nil {
			t.Fatal(err)
		}
		number := float64(25 + code - 4534)
		// The edge is as far east of one central meridian as west of the next.
		if math.Abs(a[0]+b[0]-1e6) > 1e-6 || math.Abs(a[1]-b[1]) > 1e-6 || math.Abs(n[0]-a[0]-number*1e6) > 1e-6 {
			t.Errorf("%v %v, %v %v, %v %v", west, a, east, b, numbered, n)
		}
	}
}

func TestMisfits(t *testing.T) {
	for _, c := range []struct {
		system string
		p      orb.Point
		says   string
	}{
		{"EPSG:4549", orb.Point{4680665.217, 407635.31}, "name the system EPSG:4549,yx"},
		{"EPSG:4549", orb.Point{40407635.31, 4680665.217}, "EPSG:4528 is the zone with its number"},
		{"EPSG:4528", orb.Point{407635.31, 4680665.217}, "EPSG:4549 is the zone without"},
		{"EPSG:4528", orb.Point{4680665.217, 40407635.31}, "EPSG:4528,yx"},
		{"EPSG:4528", orb.Point{39407635.31, 4680665.217}, "EPSG:4527"},
		{"EPSG:4549", orb.Point{20407635.31, 4680665.217}, "EPSG:4498"},
		{"EPSG:4549", orb.Point{4680665.217, 40407635.31}, "swapped, and the easting begins with the zone number 40"},
		{"EPSG:4549,yx", orb.Point{407635.31, 4680665.217}, "name the system EPSG:4549"},
		{"EPSG:4549,yx", orb.Point{4680665.217, 39407635.31}, "EPSG:4527,yx"},
		{"EPSG:4549", orb.Point{118.88, 42.26}, "reads as degrees"},
		{"EPSG:4549", orb.Point{42.26, 118.88}, "reads as degrees"},
		{"EPSG:4549", orb.Point{1200000, 4680665}, "central meridian 120°"},
		{"EPSG:4549", orb.Point{500000, 9000000}, "central meridian 120°"},
		{"EPSG:4549", orb.Point{-1e300, 1e300}, "central meridian 120°"},
		{"EPSG:32650", orb.Point{500000, -5e6}, "central meridian 117°"},
		{"EPSG:32650", orb.Point{5e6, 650000}, "EPSG:32650,yx"},
		{"EPSG:3857", orb.Point{4e7, 0}, "outside the system"},
		{"EPSG:3857", orb.Point{math.NaN(), 0}, "not finite"},
		{"WGS84", orb.Point{0, math.Inf(1)}, "not finite"},
		{"CGCS2000", orb.Point{42.26, 118.88}, "name the system CGCS2000,yx"},
		{"CGCS2000", orb.Point{407635, 4680665}, "reads as metres"},
		{"GCJ-02", orb.Point{42.26, 118.88}, "name the system GCJ-02,yx"},
		{"GCJ-02", orb.Point{9.5, 47.1}, "outside China"},
		{"BD-09", orb.Point{-118.88, 42.26}, "outside China"},
		{"BD-09", orb.Point{13233736, 5199385}, "reads as metres"},
	} {
		s, err := crs.Parse(c.system)
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.ToWGS84(c.p)
		var where *crs.PointError
		if !errors.As(err, &where) || where.System != s || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: ToWGS84(%v) = %v, %v; want %q", c.system, c.p, got, err, c.says)
		}
	}
}

// TestSuggestedSystemTakesThePoint follows the advice of misfits: what they
// name takes the point.
func TestSuggestedSystemTakesThePoint(t *testing.T) {
	anchor := orb.Point{118.8806794, 42.2558759}
	for _, right := range crs.All() {
		xy, err := right.FromWGS84(anchor)
		if err != nil || right.Degrees() {
			continue
		}
		for _, p := range []orb.Point{xy, {xy[1], xy[0]}} {
			for _, wrong := range crs.All() {
				_, err := wrong.ToWGS84(p)
				if err == nil {
					continue
				}
				for _, word := range strings.FieldsFunc(err.Error()[strings.Index(err.Error(), ": "):], func(r rune) bool { return r == ' ' || r == ';' || r == '(' || r == ')' }) {
					if !strings.HasPrefix(word, "EPSG:") {
						continue
					}
					named, err := crs.Parse(word)
					if err != nil {
						t.Fatalf("%v names %q", wrong, word)
					}
					if _, err := named.ToWGS84(p); err != nil {
						if _, err := named.YX().ToWGS84(p); err != nil {
							t.Errorf("%v sends %v to %v, which says %v", wrong, p, named, err)
						}
					}
				}
			}
		}
	}
}

func ExampleSystem_ToWGS84() {
	s, err := crs.Parse("CGCS2000 / 3-degree Gauss-Kruger CM 120E")
	if err != nil {
		panic(err)
	}
	p, err := s.ToWGS84(orb.Point{407635.310, 4680665.217})
	fmt.Printf("%v %.6f %.6f %v\n", s, p[0], p[1], err)
	_, err = s.ToWGS84(orb.Point{4680665.217, 407635.310})
	fmt.Println(err)
	// Output:
	// EPSG:4549 118.880679 42.255876 <nil>
	// 4680665.217, 407635.31 is no position in EPSG:4549: the axes seem to be swapped; if every position of the file has y (north) before x, name the system EPSG:4549,yx
}

func BenchmarkToWGS84(b *testing.B) {
	for _, s := range []crs.System{crs.GCJ02, crs.BD09, crs.WebMercator, must("EPSG:4549")} {
		p, err := s.FromWGS84(orb.Point{118.8806794, 42.2558759})
		if err != nil {
			b.Fatal(err)
		}
		b.Run(s.String(), func(b *testing.B) {
			for b.Loop() {
				if _, err := s.ToWGS84(p); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func must(name string) crs.System {
	s, err := crs.Parse(name)
	if err != nil {
		panic(err)
	}
	return s
}
