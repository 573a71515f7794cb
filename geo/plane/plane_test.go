package plane_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"catchment/geo/measure"
	"catchment/geo/plane"

	"github.com/paulmach/orb"
)

// seed is that of every random test here; change it to explore.
const seed = 20260103

func random() *rand.Rand { return rand.New(rand.NewPCG(seed, 1)) }

func TestAgainstPROJ(t *testing.T) {
	text, err := os.ReadFile("testdata/laea.txt")
	if err != nil {
		t.Fatal(err)
	}
	worst, n := 0.0, 0
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		var c, v, want orb.Point
		if _, err := fmt.Sscan(line, &c[0], &c[1], &v[0], &v[1], &want[0], &want[1]); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		n++
		got := plane.At(c).ToPlane(v)
		off := math.Hypot(got[0]-want[0], got[1]-want[1])
		if !(off < 1e-6) {
			t.Errorf("At(%v).ToPlane(%v) = %.9f, want %.9f (off %.2g m)", c, v, got, want, off)
		}
		worst = math.Max(worst, off)
	}
	if n < 500 {
		t.Fatalf("only %d points in the fixture", n)
	}
	t.Logf("worst of %d points: %.2g m", n, worst)
}

// At a pole the plane is true along every meridian to the third order, which
// tells more than PROJ, whose formula for the pole cancels close to it.
func TestPole(t *testing.T) {
	p := plane.At(orb.Point{-70, -90})
	for _, gap := range []float64{1e-8, 1e-5, 1e-3, 0.01} {
		v := orb.Point{83.8, -90 + gap}
		xy := p.ToPlane(v)
		got, want := math.Hypot(xy[0], xy[1]), measure.Distance(v, p.Center())
		if !(math.Abs(got-want) < 2e-9+want*gap*gap*1e-4) {
			t.Errorf("ToPlane(%v) lies %.9f m from the pole, want %.9f", v, got, want)
		}
	}
}

func TestRoundTrip(t *testing.T) {
	r := random()
	worst := 0.0
	for range 20000 {
		c := orb.Point{r.Float64()*360 - 180, r.Float64()*180 - 90}
		if r.IntN(10) == 0 {
			c[1] = math.Copysign(90, c[1])
		}
		p := plane.At(c)
		// metres in the plane, so that points at a pole are compared there too
		rho := math.Pow(10, 1+r.Float64()*6)
		sin, cos := math.Sincos(r.Float64() * 2 * math.Pi)
		xy := orb.Point{rho * sin, rho * cos}
		v := p.ToWGS84(xy)
		if !(v[0] >= -180 && v[0] <= 180 && v[1] >= -90 && v[1] <= 90) {
			t.Fatalf("At(%v).ToWGS84(%v) = %v, outside WGS 84", c, xy, v)
		}
		back := p.ToPlane(v)
		off := math.Hypot(back[0]-xy[0], back[1]-xy[1]) / math.Max(1e6, rho)
		if !(off < 1e-14) {
			t.Errorf("At(%v): ToPlane(ToWGS84(%v)) = %v (off %g of %g)", c, xy, back, off, rho)
		}
		worst = math.Max(worst, off)
	}
	t.Logf("worst %.2g", worst)
}

func TestCentre(t *testing.T) {
	for _, c := range []orb.Point{{0, 0}, {118.9, 42.3}, {-180, 10}, {180, -10}, {20, 90}, {20, -90}} {
		p := plane.At(c)
		if got := p.ToPlane(c); math.Hypot(got[0], got[1]) > 1e-9 {
			t.Errorf("At(%v).ToPlane(centre) = %v, want 0 0", c, got)
		}
		if got := p.ToWGS84(orb.Point{}); got != c || p.Center() != c {
			t.Errorf("At(%v).ToWGS84(0, 0) = %v", c, got)
		}
	}
}

// Everywhere but at the antipode the far side has an image within the rim.
func TestFarSide(t *testing.T) {
	p := plane.At(orb.Point{118.9, 42.3})
	if got := p.ToPlane(orb.Point{118.9 - 180, -42.3}); math.Abs(math.Hypot(got[0], got[1])-12742014) > 20000 || got[0] != 0 {
		t.Errorf("antipode = %v, want due north on the rim", got)
	}
	r := random()
	for range 1000 {
		v := orb.Point{r.Float64()*360 - 180, r.Float64()*180 - 90}
		got := p.ToPlane(v)
		if !(math.Hypot(got[0], got[1]) <= 12742015*1.002) {
			t.Errorf("ToPlane(%v) = %v, beyond the rim", v, got)
		}
	}
	beyond := p.ToWGS84(orb.Point{3e7, 1e7})
	if d := measure.Distance(beyond, orb.Point{118.9 - 180, -42.3}); d > 50000 {
		t.Errorf("ToWGS84 beyond the rim = %v, %g m from the antipode", beyond, d)
	}
}

// The plane is true to area: the image of a cell between parallels and
// meridians has the area that the ellipsoid gives in closed form.
func TestAreasAreTrue(t *testing.T) {
	r := random()
	worst := 0.0
	for range 60 {
		c := orb.Point{r.Float64()*360 - 180, r.Float64()*170 - 85}
		size := math.Pow(10, -3+2.5*r.Float64()) // 0.001 to 0.3 degrees
		w, s := c[0]+r.Float64()*4-2, math.Max(-88, math.Min(88, c[1]+r.Float64()*4-2))
		cell := orb.Polygon{{{w, s}, {w + size, s}, {w + size, s + size}, {w, s + size}, {w, s}}}
		// Each edge loses what lies between chord and curve, L² κ/12 L: make it small.
		got := shoelace(plane.At(c).Polygon(cell, 1e-7*size)[0])
		want := cellArea(w, s, w+size, s+size)
		rel := math.Abs(got/want - 1)
		if !(rel < 1e-9) {
			t.Errorf("centre %v, cell %v: plane area %.6f, want %.6f (relative %.2g)", c, cell, got, want, rel)
		}
		worst = math.Max(worst, rel)
	}
	t.Logf("worst relative error %.2g", worst)
}

// cellArea is the area between two parallels and two meridians (Snyder 3-12).
func cellArea(w, s, e, n float64) float64 {
	e2 := measure.Flattening * (2 - measure.Flattening)
	k := math.Sqrt(e2)
	// The integral of M N cos φ by Gauss's rule on ten slices: a way of its own.
	sum := 0.0
	for i := range 10 {
		lo, hi := s+(n-s)*float64(i)/10, s+(n-s)*float64(i+1)/10
		for _, g := range [][2]float64{{-math.Sqrt(0.6), 5. / 9}, {0, 8. / 9}, {math.Sqrt(0.6), 5. / 9}} {
			phi := ((lo+hi)/2 + g[0]*(hi-lo)/2) * math.Pi / 180
			x := k * math.Sin(phi)
			sum += g[1] * (hi - lo) / 2 * math.Pi / 180 * math.Cos(phi) / ((1 - x*x) * (1 - x*x))
		}
	}
	a := measure.EquatorialRadiusM
	return a * a * (1 - e2) * sum * (e - w) * math.Pi / 180
}

func shoelace(r orb.Ring) float64 {
	sum := 0.0
	o := r[0]
	for i := range len(r) - 1 {
		sum += (r[i][0]-o[0])*(r[i+1][1]-o[1]) - (r[i+1][0]-o[0])*(r[i][1]-o[1])
	}
	return sum / 2
}

func TestDistanceErrorRatio(t *testing.T) {
	r := random()
	tightest := 0.0
	for _, radius := range []float64{100, 2000, 20e3, 50e3, 500e3, 3000e3} {
		for _, lat := range []float64{0, 20, 42.3, 45, -60, 80, 90} {
			p := plane.At(orb.Point{30, lat})
			bound := p.DistanceErrorRatio(radius)
			worst := 0.0
			for range 300 {
				a, b := within(r, p, radius), within(r, p, radius)
				if r.IntN(2) == 0 { // short lines near the rim, where it is worst
					b = p.ToWGS84(orb.Point{p.ToPlane(a)[0] + radius*0.02*(r.Float64()-0.5), p.ToPlane(a)[1] + radius*0.02*(r.Float64()-0.5)})
					if measure.Distance(b, p.Center()) > radius {
						continue
					}
				}
				pa, pb := p.ToPlane(a), p.ToPlane(b)
				flat, true_ := math.Hypot(pa[0]-pb[0], pa[1]-pb[1]), measure.Distance(a, b)
				if true_ < radius*1e-3 {
					continue
				}
				off := math.Max(math.Abs(flat/true_-1), math.Abs(true_/flat-1)) - 4e-9/true_
				if off > bound {
					t.Errorf("radius %g, latitude %g: %v to %v is off by %g, bound %g", radius, lat, a, b, off, bound)
				}
				worst = math.Max(worst, off)
			}
			tightest = math.Max(tightest, worst/bound)
			t.Logf("radius %8.0f lat %5.1f: worst %.3g bound %.3g", radius, lat, worst, bound)
		}
	}
	if tightest < 0.3 {
		t.Errorf("the bound is never within a factor 3 of what happens (%.2g)", tightest)
	}
	p := plane.At(orb.Point{30, 42})
	if got := p.DistanceErrorRatio(0); got != 0 {
		t.Errorf("DistanceErrorRatio(0) = %g, want 0", got)
	}
	if got := p.DistanceErrorRatio(15e6); !math.IsInf(got, 1) {
		t.Errorf("DistanceErrorRatio(15e6) = %g, want +Inf", got)
	}
}

// within returns a random point within radius metres of the centre of p.
func within(r *rand.Rand, p *plane.Plane, radius float64) orb.Point {
	for {
		rho, sin, cos := radius*math.Sqrt(r.Float64()), 0.0, 0.0
		sin, cos = math.Sincos(r.Float64() * 2 * math.Pi)
		v := p.ToWGS84(orb.Point{rho * sin, rho * cos})
		if measure.Distance(v, p.Center()) <= radius {
			return v
		}
	}
}
