package index_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"catchment/geo/index"
	"catchment/geo/measure"

	"github.com/paulmach/orb"
)

// seed is that of every random test here; change it to explore.
const seed = 20260106

func random() *rand.Rand { return rand.New(rand.NewPCG(seed, 1)) }

// places are the kinds of surroundings the tests scatter boxes in.
var places = []struct {
	name       string
	lon, lat   float64
	width      float64 // degrees
	boxDegrees float64
}{
	{"city, points", 118.9, 42.3, 0.1, 0},
	{"city, parcels", 118.9, 42.3, 0.1, 0.002},
	{"world, points", 0, 0, 360, 0},
	{"world, boxes", 0, 0, 360, 5},
	{"Fiji", 180, -17, 4, 0.01},
	{"north pole", 0, 89, 360, 0.5},
	{"south pole", 0, -89.99, 360, 0},
	{"one place", 10, 10, 0, 0},
}

// scatter returns n boxes around a place, some of them twice.
func scatter(r *rand.Rand, place, n int) []orb.Bound {
	c := places[place]
	out := make([]orb.Bound, n)
	for i := range out {
		if i > 0 && r.IntN(20) == 0 {
			out[i] = out[r.IntN(i)]
			continue
		}
		w := math.Remainder(c.lon+c.width*(r.Float64()-0.5), 360)
		s := c.lat + min(c.width, 180)*(r.Float64()-0.5)
		if c.width == 360 && c.lat != 0 {
			s = c.lat + 2*(r.Float64()-0.5)
		}
		s = max(-90, min(90, s))
		e, n := w+c.boxDegrees*r.Float64(), min(90, s+c.boxDegrees*r.Float64())
		out[i] = orb.Bound{Min: orb.Point{w, s}, Max: orb.Point{e, n}}
	}
	return out
}

// somewhere returns a point near a place, or anywhere.
func somewhere(r *rand.Rand, place int) orb.Point {
	c := places[place]
	if r.IntN(5) == 0 {
		return orb.Point{r.Float64()*360 - 180, r.Float64()*180 - 90}
	}
	return orb.Point{
		math.Remainder(c.lon+(c.width+1)*(r.Float64()-0.5), 360),
		max(-90, min(90, c.lat+min(c.width+1, 10)*(r.Float64()-0.5))),
	}
}

func meets(a, b orb.Bound) bool {
	return a.Min[0] <= b.Max[0] && b.Min[0] <= a.Max[0] && a.Min[1] <= b.Max[1] && b.Min[1] <= a.Max[1]
}

func TestIntersectingAgainstAll(t *testing.T) {
	r := random()
	for place := range places {
		for _, n := range []int{0, 1, 5, 64, 65, 1500} {
			boxes := scatter(r, place, n)
			tree := index.New(boxes)
			for range 40 {
				p, size := somewhere(r, place), places[place].width*math.Pow(10, -2*r.Float64())
				q := orb.Bound{Min: p, Max: orb.Point{p[0] + size*r.Float64(), p[1] + size*r.Float64()}}
				if n > 0 && r.IntN(4) == 0 {
					q = boxes[r.IntN(n)] // edges that touch
					q.Min[0] = q.Max[0]
				}
				var want []int
				for i, b := range boxes {
					if meets(b, q) {
						want = append(want, i)
					}
				}
				if got := tree.Intersecting(q); !slices.Equal(got, want) {
					t.Fatalf("%s, %d boxes: Intersecting(%v) = %v, want %v", places[place].name, n, q, got, want)
				}
			}
		}
	}
}

// Relate finds what Search finds, and says of each box whether it lies within.
func TestRelateAgainstAll(t *testing.T) {
	r := random()
	within := 0
	for place := range places {
		boxes := scatter(r, place, 1500)
		tree := index.New(boxes)
		for range 40 {
			p, size := somewhere(r, place), places[place].width*math.Pow(10, -2*r.Float64())
			q := orb.Bound{Min: p, Max: orb.Point{p[0] + size*r.Float64(), p[1] + size*r.Float64()}}
			if r.IntN(4) == 0 {
				q = boxes[r.IntN(len(boxes))] // edges in common
			}
			want := map[int]bool{}
			for i, b := range boxes {
				if meets(b, q) {
					want[i] = q.Union(b) == q
				}
			}
			tree.Relate(q, func(i int, in bool) bool {
				if lies, ok := want[i]; !ok || lies != in {
					t.Errorf("%s: Relate(%v) gives box %v with within %v; it meets: %v, lies within: %v", places[place].name, q, boxes[i], in, ok, lies)
				}
				if in {
					within++
				}
				delete(want, i)
				return true
			})
			if len(want) > 0 {
				t.Fatalf("%s: Relate(%v) does not give %d boxes", places[place].name, q, len(want))
			}
		}
	}
	if within == 0 {
		t.Error("no box lay within")
	}
}

func TestSearchAcrossTheAntimeridian(t *testing.T) {
	boxes := []orb.Bound{
		{Min: orb.Point{179, 0}, Max: orb.Point{180, 1}},
		{Min: orb.Point{-180, 0}, Max: orb.Point{-179, 1}},
		{Min: orb.Point{-180, 0}, Max: orb.Point{180, 1}}, // both parts: once
		{Min: orb.Point{0, 0}, Max: orb.Point{1, 1}},
		{Min: orb.Point{179.5, 5}, Max: orb.Point{179.6, 6}},
	}
	tree := index.New(boxes)
	q := orb.Bound{Min: orb.Point{178, -1}, Max: orb.Point{-178, 2}}
	if got, want := tree.Intersecting(q), []int{0, 1, 2}; !slices.Equal(got, want) {
		t.Errorf("Intersecting(%v) = %v, want %v", q, got, want)
	}
	for stop := 1; stop <= 3; stop++ {
		calls := 0
		tree.Search(q, func(int) bool { calls++; return calls < stop })
		if calls != stop {
			t.Errorf("Search went on for %d calls after false at %d", calls, stop)
		}
	}
	nan := math.NaN()
	for _, q := range []orb.Bound{
		{Min: orb.Point{nan, 0}, Max: orb.Point{1, 1}},
		{Min: orb.Point{0, 0}, Max: orb.Point{1, nan}},
		{Min: orb.Point{0, 1}, Max: orb.Point{1, 0}},
	} {
		if got := tree.Intersecting(q); got != nil {
			t.Errorf("Intersecting(%v) = %v, want none", q, got)
		}
	}
}

func TestBoxesThatHoldNothing(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	boxes := []orb.Bound{
		{Min: orb.Point{1, 1}, Max: orb.Point{2, 2}},
		orb.MultiPoint{}.Bound(),
		{Min: orb.Point{nan, 1}, Max: orb.Point{2, 2}},
		{Min: orb.Point{1, 1}, Max: orb.Point{2, nan}},
		{Min: orb.Point{1, nan}, Max: orb.Point{2, 2}},
		{Min: orb.Point{1, 1}, Max: orb.Point{inf, 2}},
		{Min: orb.Point{-inf, 1}, Max: orb.Point{1, 2}},
		{Min: orb.Point{2, 1}, Max: orb.Point{1, 2}},
		{Min: orb.Point{1, 80}, Max: orb.Point{2, 91}},
		{Min: orb.Point{3, 3}, Max: orb.Point{3, 3}},
	}
	tree := index.New(boxes)
	if got, want := tree.LeftOut(), []int{1, 2, 3, 4, 5, 6, 7, 8}; !slices.Equal(got, want) {
		t.Errorf("LeftOut = %v, want %v", got, want)
	}
	all := orb.Bound{Min: orb.Point{-180, -90}, Max: orb.Point{180, 90}}
	if got, want := tree.Intersecting(all), []int{0, 9}; !slices.Equal(got, want) {
		t.Errorf("Intersecting(all) = %v, want %v", got, want)
	}
	if got := tree.Nearest(orb.Point{3, 3}, 5, nil); len(got) != 2 || got[0] != (index.Hit{Index: 9}) || got[1].Index != 0 {
		t.Errorf("Nearest = %v, want 9 and 0", got)
	}
	if tree.Len() != len(boxes) {
		t.Errorf("Len = %d, want %d", tree.Len(), len(boxes))
	}
}

// all measures every box.
func all(boxes []orb.Bound, p orb.Point) []index.Hit {
	out := make([]index.Hit, len(boxes))
	for i, b := range boxes {
		d := measure.Distance(p, b.Min)
		if b.Min != b.Max {
			d = measure.DistanceTo(p, b)
		}
		out[i] = index.Hit{Index: i, DistanceM: d}
	}
	slices.SortFunc(out, func(a, b index.Hit) int {
		switch {
		case a.DistanceM < b.DistanceM || a.DistanceM == b.DistanceM && a.Index < b.Index:
			return -1
		}
		return 1
	})
	return out
}

func TestNearestAgainstAll(t *testing.T) {
	r := random()
	for place := range places {
		for _, n := range []int{0, 1, 16, 17, 257, 600} {
			boxes := scatter(r, place, n)
			tree := index.New(boxes)
			for range 8 {
				p, k := somewhere(r, place), 1+r.IntN(12)
				if n > 0 && r.IntN(4) == 0 {
					p = boxes[r.IntN(n)].Max
				}
				want := all(boxes, p)
				if got := tree.Nearest(p, k, nil); !slices.Equal(got, want[:min(k, n)]) {
					t.Fatalf("%s, %d boxes: Nearest(%v, %d) =\n%v, want\n%v", places[place].name, n, p, k, got, want[:min(k, n)])
				}
				turned := orb.Point{p[0] + 360, p[1]}
				if got := tree.Nearest(turned, 1, nil); n > 0 && math.Abs(got[0].DistanceM-want[0].DistanceM) > 1e-6+1e-7*want[0].DistanceM {
					t.Fatalf("%s: Nearest(%v, 1) = %v, want %v", places[place].name, turned, got, want[0])
				}
				if n == 0 {
					continue
				}
				radius := want[r.IntN(n)].DistanceM // exactly at the radius counts
				end, _ := slices.BinarySearchFunc(want, radius, func(h index.Hit, d float64) int {
					if h.DistanceM <= d {
						return -1
					}
					return 1
				})
				if got := tree.Within(p, radius, nil); !slices.Equal(got, want[:end]) {
					t.Fatalf("%s, %d boxes: Within(%v, %g) finds %d, want %d", places[place].name, n, p, radius, len(got), end)
				}
			}
		}
	}
}

// The distance may be that of a shape inside the box, and may leave shapes out.
func TestNearestShapes(t *testing.T) {
	r := random()
	var lines []orb.LineString
	var boxes []orb.Bound
	for range 2000 {
		a := orb.Point{118.8 + 0.2*r.Float64(), 42.2 + 0.2*r.Float64()}
		l := orb.LineString{a, {a[0] + 0.01*r.Float64(), a[1] - 0.01*r.Float64()}}
		lines, boxes = append(lines, l), append(boxes, l.Bound())
	}
	tree := index.New(boxes)
	for range 30 {
		p := orb.Point{118.8 + 0.2*r.Float64(), 42.2 + 0.2*r.Float64()}
		calls := 0
		dist := func(i int) float64 {
			calls++
			switch i % 3 {
			case 0:
				return math.NaN()
			case 1:
				return math.Inf(1)
			}
			return measure.DistanceTo(p, lines[i])
		}
		var want []index.Hit
		for i := range lines {
			if d := dist(i); d < math.Inf(1) {
				want = append(want, index.Hit{Index: i, DistanceM: d})
			}
		}
		slices.SortFunc(want, func(a, b index.Hit) int { return int(math.Copysign(1, a.DistanceM-b.DistanceM)) })
		calls = 0
		if got := tree.Nearest(p, 4, dist); !slices.Equal(got, want[:4]) {
			t.Errorf("Nearest(%v) = %v, want %v", p, got, want[:4])
		}
		if calls > 400 {
			t.Errorf("Nearest(%v) measured %d of %d shapes", p, calls, len(lines))
		}
	}
}

func TestNearestOfNothing(t *testing.T) {
	tree := index.New([]orb.Bound{{}, {}})
	nan := math.NaN()
	for name, got := range map[string][]index.Hit{
		"k 0":         tree.Nearest(orb.Point{}, 0, nil),
		"k -1":        tree.Nearest(orb.Point{}, -1, nil),
		"NaN":         tree.Nearest(orb.Point{nan, 0}, 1, nil),
		"infinite":    tree.Nearest(orb.Point{0, math.Inf(1)}, 1, nil),
		"NaN radius":  tree.Within(orb.Point{}, nan, nil),
		"radius -1":   tree.Within(orb.Point{}, -1, nil),
		"no tree":     index.New(nil).Nearest(orb.Point{}, 3, nil),
		"none inside": tree.Within(orb.Point{1, 1}, 10, nil),
	} {
		if len(got) != 0 {
			t.Errorf("%s: got %v, want none", name, got)
		}
	}
	if got := tree.Nearest(orb.Point{}, math.MaxInt, nil); len(got) != 2 || got[0].Index != 0 {
		t.Errorf("Nearest of many = %v, want both", got)
	}
	if got := tree.Within(orb.Point{1, 1}, math.Inf(1), nil); len(got) != 2 {
		t.Errorf("Within infinity = %v, want both", got)
	}
}
