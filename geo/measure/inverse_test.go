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
