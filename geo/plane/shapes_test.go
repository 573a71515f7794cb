package plane_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"catchment/geo/measure"
	"catchment/geo/plane"

	"github.com/paulmach/orb"
)

// edges yields random edges of all sizes and places, with a plane for each.
func edges(r *rand.Rand, n int, f func(p *plane.Plane, a, b orb.Point)) {
	for range n {
		c := orb.Point{r.Float64()*360 - 180, r.Float64()*170 - 85}
		far := math.Pow(10, -3+4.5*r.Float64()) // up to 30 degrees from the centre
		a := orb.Point{c[0] + far*(r.Float64()*2-1), math.Max(-90, math.Min(90, c[1]+far*(r.Float64()*2-1)))}
		size := math.Pow(10, -5+6*r.Float64()) // up to 10 degrees
		b := orb.Point{a[0] + size*(r.Float64()*2-1), math.Max(-90, math.Min(90, a[1]+size*(r.Float64()*2-1)))}
		f(plane.At(c), a, b)
	}
}

func TestEdgesStayWithinTolerance(t *testing.T) {
	r := random()
	edges(r, 1500, func(p *plane.Plane, a, b orb.Point) {
		tolerance := 0.01
		if measure.Distance(a, b) > 100e3 {
			tolerance = 1 // keeps the number of pieces and the test small
		}
		got := p.LineString(orb.LineString{a, b}, tolerance)
		n := len(got) - 1
		for i := range n {
			for _, s := range []float64{0.2, 0.5, 0.8} {
				f := (float64(i) + s) / float64(n)
				v := orb.Point{a[0] + measure.LonDelta(a[0], b[0])*f, a[1] + (b[1]-a[1])*f}
				if off := segmentDistance(p.ToPlane(v), got[i], got[i+1]); !(off <= tolerance) {
					t.Fatalf("At(%v): edge %v %v in %d pieces is off by %g m, tolerance %g", p.Center(), a, b, n, off, tolerance)
				}
			}
		}
	})
}

func TestBackStaysWithinTolerance(t *testing.T) {
	r := random()
	edges(r, 1000, func(p *plane.Plane, a, b orb.Point) {
		const tolerance = 0.5
		segment := orb.LineString{p.ToPlane(a), p.ToPlane(b)}
		got := p.LineStringToWGS84(segment, tolerance)
		for i := range len(got) - 1 {
			for _, s := range []float64{0.2, 0.5, 0.8} {
				v := orb.Point{got[i][0] + measure.LonDelta(got[i][0], got[i+1][0])*s, got[i][1] + (got[i+1][1]-got[i][1])*s}
				if off := segmentDistance(p.ToPlane(v), segment[0], segment[1]); !(off <= tolerance) {
					t.Fatalf("At(%v): segment %v in %d pieces is off by %g m", p.Center(), segment, len(got)-1, off)
				}
			}
		}
	})
}

// Walking an edge backwards gives the same vertices, bit for bit, both ways.
func TestSharedEdgesAreIdentical(t *testing.T) {
	r := random()
	inserted := 0
	edges(r, 1500, func(p *plane.Plane, a, b orb.Point) {
		there := p.LineString(orb.LineString{a, b}, 0.3)
		back := p.LineString(orb.LineString{b, a}, 0.3)
		slices.Reverse(back)
		if !slices.Equal(there, back) {
			t.Fatalf("At(%v): edge %v %v differs walked backwards", p.Center(), a, b)
		}
		inserted += len(there) - 2

		segment := orb.LineString{there[0], there[len(there)-1]}
		there = p.LineStringToWGS84(segment, 0.3)
		slices.Reverse(segment)
		back = p.LineStringToWGS84(segment, 0.3)
		slices.Reverse(back)
		if !slices.Equal(there, back) {
			t.Fatalf("At(%v): segment %v differs walked backwards", p.Center(), segment)
		}
	})
	if inserted == 0 {
		t.Error("no edge was long enough to matter")
	}
}

func segmentDistance(m, a, b orb.Point) float64 {
	ux, uy, vx, vy := b[0]-a[0], b[1]-a[1], m[0]-a[0], m[1]-a[1]
	f := 0.0
	if l := ux*ux + uy*uy; l > 0 {
		f = math.Max(0, math.Min(1, (ux*vx+uy*vy)/l))
	}
	return math.Hypot(vx-f*ux, vy-f*uy)
}

func TestShapesKeepTheirForm(t *testing.T) {
	p := plane.At(orb.Point{118.9, 42.3})
	ring := orb.Ring{{118.8, 42.2}, {119, 42.2}, {119, 42.4}, {118.8, 42.4}, {118.8, 42.2}}
	hole := orb.Ring{{118.85, 42.25}, {118.85, 42.26}, {118.86, 42.26}, {118.85, 42.25}}
	before := orb.MultiPolygon{{ring, hole}}.Bound()
	got := p.MultiPolygon(orb.MultiPolygon{{ring, hole}}, 0.01)
	if len(got) != 1 || len(got[0]) != 2 || !got[0][0].Closed() || !got[0][1].Closed() {
		t.Fatalf("MultiPolygon = %v: parts lost or rings open", got)
	}
	if len(got[0][0]) <= len(ring) {
		t.Errorf("20 km edges got no vertices at 1 cm")
	}
	if plain := p.MultiPolygon(orb.MultiPolygon{{ring, hole}}, 0); len(plain[0][0]) != len(ring) {
		t.Errorf("tolerance 0 inserted vertices")
	}
	if len(p.Ring(nil, 1)) != 0 || len(p.MultiPolygon(nil, 1)) != 0 || len(p.Polygon(orb.Polygon{{}}, 1)[0]) != 0 {
		t.Error("empty shapes do not stay empty")
	}
	back := p.MultiPolygonToWGS84(got, 0)
	if b := back.Bound(); math.Abs(b.Min[0]-before.Min[0]) > 1e-9 || math.Abs(b.Max[1]-before.Max[1]) > 1e-9 {
		t.Errorf("round trip box %v, want %v", b, before)
	}
	if !back[0][0].Closed() || len(back[0]) != 2 {
		t.Error("rings open after the way back")
	}
}

func TestBoundHoldsTheBox(t *testing.T) {
	r := random()
	for range 300 {
		c := orb.Point{r.Float64()*360 - 180, r.Float64()*180 - 90}
		p := plane.At(c)
		size := math.Pow(10, -3+4*r.Float64())
		s := math.Max(-90, math.Min(90, c[1]+r.Float64()*10-5))
		b := orb.Bound{Min: orb.Point{c[0] - size*r.Float64(), s}, Max: orb.Point{c[0] + size*r.Float64(), math.Min(90, s+size*r.Float64())}}
		box := p.Bound(b)
		for range 50 {
			v := orb.Point{b.Min[0] + r.Float64()*(b.Max[0]-b.Min[0]), b.Min[1] + r.Float64()*(b.Max[1]-b.Min[1])}
			if xy := p.ToPlane(v); !box.Contains(xy) {
				t.Fatalf("At(%v).Bound(%v) = %v misses %v of %v", c, b, box, xy, v)
			}
		}
	}
}

func TestCenterOf(t *testing.T) {
	box := func(w, s, e, n float64) orb.Polygon {
		return orb.Polygon{{{w, s}, {e, s}, {e, n}, {w, n}, {w, s}}}
	}
	for _, c := range []struct {
		name string
		g    orb.Geometry
		want orb.Point
	}{
		{"bound", orb.Bound{Min: orb.Point{10, 20}, Max: orb.Point{14, 30}}, orb.Point{12, 25}},
		{"bound across 180", orb.Bound{Min: orb.Point{178, -20}, Max: orb.Point{-179, -10}}, orb.Point{179.5, -15}},
		{"polygon", box(10, 20, 14, 30), orb.Point{12, 25}},
		{"cut at 180", orb.MultiPolygon{box(177, -20, 180, -16), box(-180, -20, -179, -16)}, orb.Point{179, -18}},
		{"cut, east part first", orb.MultiPolygon{box(-180, -20, -179, -16), box(177, -20, 180, -16)}, orb.Point{179, -18}},
		{"not cut", box(179, 0, -179, 2), orb.Point{180, 1}},
		{"points round the Pacific", orb.MultiPoint{{170, 0}, {-170, 0}, {150, 10}}, orb.Point{170, 5}},
		{"wide country", orb.MultiPoint{{-100, 0}, {70, 10}}, orb.Point{-15, 5}},
		{"world", box(-180, -90, 180, 90), orb.Point{0, 0}},
		{"nothing", orb.MultiPolygon{}, orb.Point{}},
		{"nil", nil, orb.Point{}},
		{"empty polygon", orb.Polygon{}, orb.Point{}},
		{"point", orb.Point{3, 4}, orb.Point{3, 4}},
		{"collection", orb.Collection{orb.Point{3, 4}, orb.LineString{{5, 6}, {7, 8}}}, orb.Point{5, 6}},
	} {
		if got := plane.CenterOf(c.g); math.Abs(got[0]-c.want[0]) > 1e-12 || math.Abs(got[1]-c.want[1]) > 1e-12 {
			t.Errorf("%s: CenterOf(%v) = %v, want %v", c.name, c.g, got, c.want)
		}
	}
}

func BenchmarkToPlane(b *testing.B) {
	p := plane.At(orb.Point{118.9, 42.3})
	v := orb.Point{118.95, 42.31}
	for b.Loop() {
		v[0] += p.ToPlane(v)[0] * 1e-12
	}
}

func BenchmarkParcel(b *testing.B) {
	p := plane.At(orb.Point{118.9, 42.3})
	parcel := orb.Ring{{118.901, 42.301}, {118.902, 42.301}, {118.902, 42.302}, {118.901, 42.302}, {118.901, 42.301}}
	for b.Loop() {
		p.Ring(parcel, 0.01)
	}
}

// TestAlong180: lines along 180°, where a place has two longitudes, come back
// with no more corners than the same lines elsewhere.
func TestAlong180(t *testing.T) {
	for _, lat := range []float64{-60, 10, 85, 89.5} {
		for _, off := range []float64{-0.3, 0, 1e-7, 0.2} {
			back := func(lon float64) orb.LineString {
				p := plane.At(orb.Point{math.Remainder(lon+off, 360), lat})
				line := make(orb.LineString, 0, 40)
				for i := range 40 {
					line = append(line, p.ToPlane(orb.Point{lon, lat - 0.2 + 0.01*float64(i)}))
				}
				return p.LineStringToWGS84(line, 0.05)
			}
			if got, want := len(back(180)), len(back(100)); got != want {
				t.Errorf("at latitude %g, %g degrees from the centre: %d corners along 180°, %d along 100°", lat, -off, got, want)
			}
		}
	}
}
