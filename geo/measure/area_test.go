package measure_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"catchment/geo/measure"

	"github.com/paulmach/orb"
)

// seed is that of every random test here; change it to explore.
const seed = 20260105

func random() *rand.Rand { return rand.New(rand.NewPCG(seed, 1)) }

// planimetered is one polygon of testdata/polygons.txt, closed.
type planimetered struct {
	ring              orb.Ring
	perimeterM, areaM float64
}

func polygons(tb testing.TB) []planimetered {
	tb.Helper()
	text, err := os.ReadFile("testdata/polygons.txt")
	if err != nil {
		tb.Fatal(err)
	}
	var out []planimetered
	var c planimetered
	for line := range strings.Lines(string(text)) {
		switch {
		case strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "="):
			if _, err := fmt.Sscan(line[1:], &c.perimeterM, &c.areaM); err != nil {
				tb.Fatal(err)
			}
			c.ring = append(c.ring, c.ring[0])
			out = append(out, c)
			c = planimetered{}
		default:
			var p orb.Point
			if _, err := fmt.Sscan(line, &p[0], &p[1]); err != nil {
				tb.Fatal(err)
			}
			c.ring = append(c.ring, p)
		}
	}
	if len(out) < 100 {
		tb.Fatalf("only %d polygons in the fixture", len(out))
	}
	return out
}

func TestGeodesicAreaAgainstPlanimeter(t *testing.T) {
	worst := 0.0
	for i, c := range polygons(t) {
		got := measure.GeodesicArea(orb.Polygon{c.ring})
		off := math.Abs(got - c.areaM)
		// 0.1 m² an edge is what either side promises.
		if !(off <= 0.1*float64(len(c.ring))) {
			t.Errorf("polygon %d: GeodesicArea(%v) = %.3f, want %.3f", i, c.ring, got, c.areaM)
		}
		worst = math.Max(worst, off)
		if got := measure.Perimeter(orb.Polygon{c.ring}); !(math.Abs(got-c.perimeterM) <= 1e-7) {
			t.Errorf("polygon %d: Perimeter = %.9f, want %.9f", i, got, c.perimeterM)
		}
	}
	t.Logf("worst error %.2g m²", worst)
}

// With edges cut ever finer the two kinds of edge become one: the area with
// geodesic edges, as Planimeter checks it, closes in on Area as 1/n².
func TestAreaIsTheLimitOfGeodesicArea(t *testing.T) {
	for i, c := range polygons(t) {
		want := measure.Area(orb.Polygon{c.ring})
		if c.areaM < 1e6 || near(c.ring, 90, 1e-3) {
			continue // too small for GeodesicArea; too close to a pole to converge soon
		}
		a := measure.GeodesicArea(orb.Polygon{cut(c.ring, 200)})
		b := measure.GeodesicArea(orb.Polygon{cut(c.ring, 400)})
		limit := b + (b-a)/3 // Richardson
		if !(math.Abs(want-limit) <= 1e-8*want+10) {
			t.Errorf("polygon %d: Area(%v) = %.3f, limit of GeodesicArea %.3f", i, c.ring, want, limit)
		}
	}
}

func near(r orb.Ring, lat, by float64) bool {
	return slices.ContainsFunc(r, func(p orb.Point) bool { return math.Abs(math.Abs(p[1])-lat) < by })
}

// cut returns r with every straight edge cut into n.
func cut(r orb.Ring, n int) orb.Ring {
	var out orb.Ring
	for i := 1; i < len(r); i++ {
		d := measure.LonDelta(r[i-1][0], r[i][0])
		for k := range n {
			f := float64(k) / float64(n)
			out = append(out, orb.Point{r[i-1][0] + d*f, r[i-1][1] + (r[i][1]-r[i-1][1])*f})
		}
	}
	return append(out, out[0])
}

func box(w, s, e, n float64) orb.Ring {
	return orb.Ring{{w, s}, {e, s}, {e, n}, {w, n}, {w, s}}
}

// below is the area between the equator and a latitude, per degree of
// longitude: Snyder 1987, equation 3-12.
func below(lat float64) float64 {
	e2 := measure.Flattening * (2 - measure.Flattening)
	e, s := math.Sqrt(e2), math.Sin(lat*math.Pi/180)
	b := measure.PolarRadiusM
	return b * b / 2 * (s/(1-e2*s*s) + math.Atanh(e*s)/e) * math.Pi / 180
}

func TestAreaOfCells(t *testing.T) {
	for _, c := range []struct {
		name string
		ring orb.Ring
		want float64
	}{
		{"world", box(-180, -90, 180, 90), measure.EarthAreaM2},
		{"northern half", box(-180, 0, 180, 90), measure.EarthAreaM2 / 2},
		{"octant", box(0, 0, 90, 90), 90 * below(90)},
		{"one degree", box(10, 42, 11, 43), below(43) - below(42)},
		{"across 180", box(179.5, -17, -179.5, -16), below(17) - below(16)},
		{"polar cap", orb.Ring{{-180, 80}, {-90, 80}, {0, 80}, {90, 80}, {-180, 80}}, 360 * (below(90) - below(80))},
		{"southern cap", orb.Ring{{0, -70}, {-120, -70}, {120, -70}, {0, -70}}, 360 * (below(90) - below(70))},
		{"cap with the pole written out", box(-180, 60, 180, 90), 360 * (below(90) - below(60))},
		{"line", orb.Ring{{0, 0}, {1, 1}, {0, 0}}, 0},
		{"empty", nil, 0},
		{"point", orb.Ring{{1, 1}}, 0},
	} {
		got := measure.Area(orb.Polygon{c.ring})
		if !(math.Abs(got-c.want) <= 1e-12*c.want+1e-9) {
			t.Errorf("%s: Area = %.6f, want %.6f", c.name, got, c.want)
		}
	}
	// 510,065,621.724 km²: GRS and WGS 84 tables.
	if math.Abs(measure.EarthAreaM2-510065621724088) > 1e6 {
		t.Errorf("EarthAreaM2 = %.0f, want 510065621724088", measure.EarthAreaM2)
	}
}

func TestAreaLaws(t *testing.T) {
	r := random()
	for range 500 {
		ring := star(r)
		want := measure.Area(orb.Polygon{ring})
		same := func(what string, got float64) {
			t.Helper()
			// Small rings lose digits to the rounding of their coordinates.
			if tol := 1e-11*want + 1e-9*measure.Perimeter(ring)*float64(len(ring)); !(math.Abs(got-want) <= tol) {
				t.Errorf("%s: area %.9g, want %.9g of %v", what, got, want, ring)
			}
		}
		back := slices.Clone(ring)
		slices.Reverse(back)
		same("reversed", measure.Area(back))
		turned := append(slices.Clone(ring[2:]), ring[1:3]...)
		same("other start", measure.Area(turned))
		same("open", measure.Area(ring[:len(ring)-1]))
		same("edges cut", measure.Area(cut(ring, 3)))
		shifted := slices.Clone(ring)
		for i := range shifted {
			shifted[i][0] += 45
		}
		same("moved along the parallel", measure.Area(shifted))
		mirrored := slices.Clone(ring)
		for i := range mirrored {
			mirrored[i][1] = -mirrored[i][1]
		}
		same("mirrored in the equator", measure.Area(mirrored))
		same("with itself as hole, twice", measure.Area(orb.MultiPolygon{{ring}, {ring, ring}}))
	}
}

// star returns a random simple ring, from a few metres to a thousand kilometres.
func star(r *rand.Rand) orb.Ring {
	lon, lat := r.Float64()*200-100, r.Float64()*150-75
	size, n := math.Pow(10, -4+5*r.Float64()), 3+r.IntN(9)
	var out orb.Ring
	for i := range n {
		sin, cos := math.Sincos(2 * math.Pi * (float64(i) + 0.6*r.Float64()) / float64(n))
		d := size * (0.5 + r.Float64()/2)
		out = append(out, orb.Point{lon + d*cos, lat + d*sin})
	}
	return append(out, out[0])
}

func BenchmarkArea(b *testing.B) {
	r := orb.Polygon{{{118.901, 42.301}, {118.902, 42.301}, {118.902, 42.302}, {118.901, 42.302}, {118.901, 42.301}}}
	for b.Loop() {
		measure.Area(r)
	}
}

func BenchmarkGeodesicArea(b *testing.B) {
	r := orb.Polygon{{{118.901, 42.301}, {118.902, 42.301}, {118.902, 42.302}, {118.901, 42.302}, {118.901, 42.301}}}
	for b.Loop() {
		measure.GeodesicArea(r)
	}
}
