package measure_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"catchment/geo/measure"

	"github.com/paulmach/orb"
)

// slowDistance samples every edge finely, then halves the best stretch.
func slowDistance(p orb.Point, chain []orb.Point) float64 {
	best := math.Inf(1)
	for i := 1; i < len(chain); i++ {
		a, b := chain[i-1], chain[i]
		at := func(f float64) orb.Point {
			return orb.Point{a[0] + measure.LonDelta(a[0], b[0])*f, a[1] + (b[1]-a[1])*f}
		}
		const n = 300
		k, least := 0, math.Inf(1)
		for j := range n + 1 {
			if d := measure.Distance(p, at(float64(j)/n)); d < least {
				k, least = j, d
			}
		}
		low, high := math.Max(0, float64(k-1)/n), math.Min(1, float64(k+1)/n)
		for range 80 {
			x, y := low+(high-low)/3, high-(high-low)/3
			if measure.Distance(p, at(x)) < measure.Distance(p, at(y)) {
				high = y
			} else {
				low = x
			}
		}
		best = math.Min(best, math.Min(least, measure.Distance(p, at((low+high)/2))))
	}
	return best
}

// chainAt returns a random chain near p, of a random size between metres and
// a quarter of the globe.
func chainAt(r *rand.Rand, p orb.Point) orb.LineString {
	size := math.Pow(10, -4+5.5*r.Float64())
	apart := size * math.Pow(10, -2+3*r.Float64())
	v := orb.Point{p[0] + apart*(r.Float64()*2-1), p[1] + apart*(r.Float64()*2-1)}
	var out orb.LineString
	for range 1 + r.IntN(6) {
		out = append(out, orb.Point{math.Remainder(v[0], 360), math.Max(-90, math.Min(90, v[1]))})
		v[0] += size * (r.Float64()*2 - 1)
		v[1] += size * (r.Float64()*2 - 1)
	}
	return out
}

func TestDistanceToLines(t *testing.T) {
	r := random()
	worst := 0.0
	for range 400 {
		p := orb.Point{r.Float64()*360 - 180, math.Asin(r.Float64()*2-1) * 180 / math.Pi}
		line := chainAt(r, p)
		got, want := measure.DistanceTo(p, line), slowDistance(p, line)
		if len(line) == 1 {
			want = measure.Distance(p, line[0])
		}
		if !(math.Abs(got-want) <= 1e-6*want+1e-7) {
			t.Errorf("DistanceTo(%v, %v) = %.9f, want %.9f", p, line, got, want)
		}
		worst = math.Max(worst, math.Abs(got-want)/(want+1e-3))
	}
	t.Logf("worst relative error %.2g", worst)
}

func TestDistanceToPolygons(t *testing.T) {
	r := random()
	inside := 0
	for range 400 {
		ring := star(r)
		b := ring.Bound()
		w, h := b.Max[0]-b.Min[0], b.Max[1]-b.Min[1]
		p := orb.Point{b.Min[0] + w*(1.5*r.Float64()-0.25), b.Min[1] + h*(1.5*r.Float64()-0.25)}
		if math.Abs(p[1]) > 90 {
			continue
		}
		want := 0.0
		if !winds(ring, p) {
			want = slowDistance(p, ring)
		} else {
			inside++
		}
		turns := float64(360 * (r.IntN(3) - 1)) // longitudes count modulo 360
		q := orb.Point{p[0] + turns, p[1]}
		if got := measure.DistanceTo(q, orb.Polygon{ring}); !(math.Abs(got-want) <= 1e-6*want+1e-7) {
			t.Errorf("DistanceTo(%v, %v) = %.9f, want %.9f", q, ring, got, want)
		}
		// In a hole the way out is the way to its boundary.
		if want == 0 {
			outer := box(b.Min[0]-w, b.Min[1]-h, b.Max[0]+w, b.Max[1]+h)
			hole := measure.DistanceTo(p, orb.MultiPolygon{{outer, ring}})
			if out := slowDistance(p, ring); !(math.Abs(hole-out) <= 1e-6*out+1e-7) {
				t.Errorf("in a hole: DistanceTo(%v) = %.9f, want %.9f", p, hole, out)
			}
		}
	}
	if inside < 50 {
		t.Errorf("only %d points inside: the test says little", inside)
	}
}

// winds tells by the winding number whether p is inside r.
func winds(r orb.Ring, p orb.Point) bool {
	sum := 0.0
	for i := 1; i < len(r); i++ {
		a := math.Atan2(r[i-1][1]-p[1], r[i-1][0]-p[0])
		b := math.Atan2(r[i][1]-p[1], r[i][0]-p[0])
		sum += math.Remainder(b-a, 2*math.Pi)
	}
	return math.Abs(sum) > math.Pi
}

func TestDistanceToSpecialShapes(t *testing.T) {
	cap80 := orb.Polygon{{{-180, 80}, {-90, 80}, {0, 80}, {90, 80}, {-180, 80}}}
	south := orb.Polygon{{{0, -80}, {-120, -80}, {120, -80}, {0, -80}}}
	fiji := orb.Polygon{box(177, -19, -178, -16)}
	world := orb.Polygon{box(-180, -90, 180, 90)}
	d := measure.Distance
	for _, c := range []struct {
		name string
		p    orb.Point
		g    orb.Geometry
		want float64
	}{
		{"nothing", orb.Point{1, 1}, nil, math.Inf(1)},
		{"empty", orb.Point{1, 1}, orb.MultiPolygon{}, math.Inf(1)},
		{"empty ring", orb.Point{1, 1}, orb.Polygon{{}}, math.Inf(1)},
		{"point", orb.Point{1, 1}, orb.Point{2, 1}, d(orb.Point{1, 1}, orb.Point{2, 1})},
		{"itself", orb.Point{1, 1}, orb.Point{1, 1}, 0},
		{"nearest of many", orb.Point{179.9, 1}, orb.MultiPoint{{0, 0}, {-179.9, 1}, {170, 1}}, d(orb.Point{179.9, 1}, orb.Point{-179.9, 1})},
		{"pole in its cap", orb.Point{12, 90}, cap80, 0},
		{"in the cap", orb.Point{-179, 85}, cap80, 0},
		{"below the cap", orb.Point{45, 79}, cap80, d(orb.Point{45, 79}, orb.Point{45, 80})},
		{"south pole", orb.Point{77, -90}, south, 0},
		{"above the southern cap", orb.Point{77, -70}, south, d(orb.Point{77, -70}, orb.Point{77, -80})},
		{"across 180, inside west", orb.Point{179, -17}, fiji, 0},
		{"across 180, inside east", orb.Point{-179, -17}, fiji, 0},
		{"across 180, north", orb.Point{-180, -15}, fiji, d(orb.Point{180, -15}, orb.Point{180, -16})},
		{"far side", orb.Point{0, -17}, orb.Polygon{box(177, -19, 180, -16)}, slowDistance(orb.Point{0, -17}, box(177, -19, 180, -16))},
		{"world", orb.Point{12, 34}, world, 0},
		{"bound", orb.Point{5, 5}, orb.Bound{Min: orb.Point{1, 1}, Max: orb.Point{9, 9}}, 0},
		{"collection", orb.Point{5, 5}, orb.Collection{orb.Point{6, 5}, orb.LineString{{5, 4}, {5, 4.5}}}, d(orb.Point{5, 5}, orb.Point{5, 4.5})},
		{"corner", orb.Point{1, 1}, orb.Polygon{box(1, 1, 2, 2)}, 0},
		{"pole to a parallel", orb.Point{0, 90}, orb.LineString{{-10, 89}, {10, 89}}, d(orb.Point{0, 90}, orb.Point{0, 89})},
	} {
		got := measure.DistanceTo(c.p, c.g)
		if got != c.want && !(math.Abs(got-c.want) <= 1e-6*c.want+1e-7) {
			t.Errorf("%s: DistanceTo(%v, %v) = %v, want %v", c.name, c.p, c.g, got, c.want)
		}
		if c.g != nil && !math.IsInf(got, 1) {
			if !measure.Within(c.p, c.g, got) || got > 0 && measure.Within(c.p, c.g, got*(1-1e-9)) {
				t.Errorf("%s: Within disagrees with DistanceTo = %v", c.name, got)
			}
		}
	}
}

func BenchmarkDistanceToParcel(b *testing.B) {
	g := orb.Polygon{{{118.901, 42.301}, {118.902, 42.301}, {118.902, 42.302}, {118.901, 42.302}, {118.901, 42.301}}}
	for b.Loop() {
		measure.DistanceTo(orb.Point{118.91, 42.31}, g)
	}
}

func BenchmarkDistanceToBoundary(b *testing.B) {
	var ring orb.Ring
	for i := range 1001 {
		sin, cos := math.Sincos(2 * math.Pi * float64(i%1000) / 1000)
		ring = append(ring, orb.Point{118.9 + 0.05*cos*(1+0.1*sin*cos), 42.3 + 0.04*sin})
	}
	for b.Loop() {
		measure.DistanceTo(orb.Point{118.91, 42.40}, orb.Polygon{ring})
	}
}
