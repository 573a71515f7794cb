package measure_test

import (
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"catchment/geo/measure"

	"github.com/paulmach/orb"
)

// answer is one line of testdata/geodesics.txt.
type answer struct {
	a, b               orb.Point
	azimuthA, azimuthB float64
	distanceM          float64
	reducedM           float64 // m12: metres the end moves per radian of azimuth
	areaM2             float64 // between the geodesic and the equator
}

// answers reads the pairs that GeodSolve has solved; the file names the command.
func answers(tb testing.TB) []answer {
	tb.Helper()
	text, err := os.ReadFile("testdata/geodesics.txt")
	if err != nil {
		tb.Fatal(err)
	}
	var out []answer
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		var v [12]float64
		for i, f := range strings.Fields(line) {
			if v[i], err = strconv.ParseFloat(f, 64); err != nil {
				tb.Fatal(err)
			}
		}
		out = append(out, answer{orb.Point{v[0], v[1]}, orb.Point{v[3], v[4]}, v[2], v[5], v[6], v[8], v[11]})
	}
	if len(out) < 1000 {
		tb.Fatalf("testdata/geodesics.txt holds %d pairs, want at least 1000", len(out))
	}
	return out
}

// The fixture prints 15 decimals of a degree and of a metre; what remains is
// the rounding of the coordinates, 1e-14 degrees or 1 nm.
const distanceTolM = 20e-9

func TestDistanceAgainstGeodSolve(t *testing.T) {
	worst := 0.0
	for _, c := range answers(t) {
		got := measure.Distance(c.a, c.b)
		d := math.Abs(got - c.distanceM)
		if !(d <= distanceTolM) {
			t.Errorf("Distance(%v, %v) = %.10f, want %.10f", c.a, c.b, got, c.distanceM)
		}
		worst = math.Max(worst, d)
	}
	t.Logf("worst error %.2g m", worst)
}

func TestInverseAgainstGeodSolve(t *testing.T) {
	for _, c := range answers(t) {
		s, azA, azB := measure.Inverse(c.a, c.b)
		if !(math.Abs(s-c.distanceM) <= distanceTolM) {
			t.Errorf("Inverse(%v, %v) distance = %.10f, want %.10f", c.a, c.b, s, c.distanceM)
		}
		// An azimuth is as good as the end it leads to: compare what the error
		// moves across the line. Coincident and antipodal ends have none.
		moved := math.Max(c.reducedM, 0) * math.Pi / 180
		for _, z := range [][2]float64{{azA, c.azimuthA}, {azB, c.azimuthB}} {
			if off := math.Abs(math.Remainder(z[0]-z[1], 360)); off*moved > 5e-8 {
				t.Errorf("Inverse(%v, %v) azimuths = %.12f %.12f, want %.12f %.12f",
					c.a, c.b, azA, azB, c.azimuthA, c.azimuthB)
				break
			}
		}
	}
}

// Below 20 km Distance takes a short cut; Inverse never does.
func TestShortCut(t *testing.T) {
	r := random()
	worst := 0.0
	for range 20000 {
		a := orb.Point{r.Float64()*360 - 180, math.Asin(r.Float64()*2-1) * 180 / math.Pi}
		if r.IntN(10) == 0 {
			a[1] = math.Copysign(90-math.Pow(10, -6*r.Float64()), a[1])
		}
		b, _ := measure.Direct(a, r.Float64()*360, 25e3*math.Pow(10, -7*r.Float64()))
		want, _, _ := measure.Inverse(a, b)
		got := measure.Distance(a, b)
		if o := measure.From(a); o.Distance(b) != got {
			t.Errorf("From(%v).Distance(%v) = %v, Distance gives %v", a, b, o.Distance(b), got)
		}
		if off := math.Abs(got - want); !(off <= 5e-9) {
			t.Errorf("Distance(%v, %v) = %.12f, Inverse gives %.12f", a, b, got, want)
		} else {
			worst = math.Max(worst, off)
		}
	}
	t.Logf("worst difference %.2g m", worst)
}

func TestDistanceLaws(t *testing.T) {
	r := random()
	point := func() orb.Point { return orb.Point{r.Float64()*360 - 180, r.Float64()*180 - 90} }
	for range 2000 {
		a, b, c := point(), point(), point()
		ab := measure.Distance(a, b)
		if ba := measure.Distance(b, a); math.Abs(ab-ba) > distanceTolM {
			t.Errorf("Distance(%v, %v) = %.9f one way, %.9f the other", a, b, ab, ba)
		}
		if ab > measure.Distance(a, c)+measure.Distance(c, b)+distanceTolM {
			t.Errorf("going by %v is shorter than from %v to %v", c, a, b)
		}
		if d := measure.Distance(a, a); d != 0 {
			t.Errorf("Distance(%v, itself) = %g", a, d)
		}
		turned := orb.Point{a[0] + 360, a[1]}
		if d := measure.Distance(turned, b); math.Abs(d-ab) > 2e-8 {
			t.Errorf("Distance(%v, %v) = %.9f, want %.9f", turned, b, d, ab)
		}
		if !measure.Within(a, b, ab) || measure.Within(a, b, ab-1e-3) {
			t.Errorf("Within(%v, %v, %.9f) does not end there", a, b, ab)
		}
	}
	if d := measure.Distance(orb.Point{math.NaN(), 0}, orb.Point{0, 0}); !math.IsNaN(d) {
		t.Errorf("distance from NaN = %v, want NaN", d)
	}
}

func TestLength(t *testing.T) {
	line := orb.LineString{{118.9, 42.3}, {118.91, 42.3}, {118.91, 42.31}}
	want := measure.Distance(line[0], line[1]) + measure.Distance(line[1], line[2])
	if got := measure.Length(line); got != want {
		t.Errorf("Length = %v, want %v", got, want)
	}
	if measure.Length(nil) != 0 || measure.Length(line[:1]) != 0 || measure.Perimeter(orb.Point{1, 2}) != 0 {
		t.Error("shapes without edges have length")
	}
	all := orb.Collection{line, orb.MultiLineString{line, line}}
	if got := measure.Perimeter(all); math.Abs(got-3*want) > 1e-9 {
		t.Errorf("Perimeter of three lines = %v, want %v", got, 3*want)
	}
}

func BenchmarkDistanceShort(b *testing.B) {
	p, q := orb.Point{118.9, 42.3}, orb.Point{118.91, 42.31}
	for b.Loop() {
		q[0] += measure.Distance(p, q) * 1e-18
	}
}

func BenchmarkDistanceLong(b *testing.B) {
	p, q := orb.Point{118.9, 42.3}, orb.Point{9.5, 47.1}
	for b.Loop() {
		q[0] += measure.Distance(p, q) * 1e-24
	}
}

// The general solution where the short cut would do: what it saves.
func BenchmarkInverseShort(b *testing.B) {
	p, q := orb.Point{118.9, 42.3}, orb.Point{118.91, 42.31}
	for b.Loop() {
		d, _, _ := measure.Inverse(p, q)
		q[0] += d * 1e-18
	}
}
