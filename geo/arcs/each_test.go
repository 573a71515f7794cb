package arcs_test

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"catchment/geo/arcs"
	"catchment/geo/trial"

	"github.com/paulmach/orb"
)

// SweepEach must say of each parcel what Sweep says of it alone.
func TestSweepEachAgainstSweep(t *testing.T) {
	eachFamily(t, trial.Rounds(1), func(t *testing.T, seed uint64, a arrangement) {
		r := rand.New(rand.NewPCG(seed, 3))
		var areas []arcs.Region
		for _, p := range append(parcels(r, 1000, 6, 0.7), a.area...) {
			areas = append(areas, arcs.Region{p})
		}
		areas = append(areas, a.area, nil, arcs.Region{donut(r, orb.Point{500, 500}, 700, 40)})
		got, err := arcs.SweepEach(context.Background(), areas, a.reaches, arcs.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for i, area := range areas {
			want := sweep(t, arrangement{area, a.reaches}, arcs.Options{})
			compareParcel(t, seed, i, got[i], want)
		}
	})
}

func compareParcel(t *testing.T, seed uint64, i int, got arcs.Parcel, want *arcs.Result) {
	t.Helper()
	tol := 1e-9*want.AreaM2 + 1e-9
	// Boundaries that touch cross at no angle; where depends on the origin, which
	// the two do not share: see the package comment.
	switch name := t.Name(); {
	case strings.Contains(name, "near"):
		tol = 1
	case strings.Contains(name, "nested"), strings.Contains(name, "through"):
		tol = 1e-3
	}
	reach, alone := make([]float64, len(want.Reach)), make([]float64, len(want.Reach))
	last := -1
	for _, s := range got.Shares {
		if s.Facility <= last {
			t.Errorf("seed %d parcel %d: facility %d after %d", seed, i, s.Facility, last)
		}
		last = s.Facility
		reach[s.Facility], alone[s.Facility] = s.ReachM2, s.ExclusiveM2
	}
	for _, c := range []struct {
		what      string
		got, want []float64
	}{
		{"AreaM2", []float64{got.AreaM2}, []float64{want.AreaM2}},
		{"Depth", got.Depth, want.Depth}, {"reach", reach, want.Reach}, {"exclusive", alone, want.Exclusive},
	} {
		n := max(len(c.got), len(c.want))
		g, w := slices.Clone(c.got), slices.Clone(c.want)
		for len(g) < n {
			g = append(g, 0)
		}
		for len(w) < n {
			w = append(w, 0)
		}
		for k := range g {
			if !(math.Abs(g[k]-w[k]) <= tol) {
				t.Errorf("seed %d parcel %d: %s[%d] = %.9f, want %.9f", seed, i, c.what, k, g[k], w[k])
			}
		}
	}
}

func TestSweepEachManyRims(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 1))
	var centers []orb.Point
	for range 600 {
		centers = append(centers, point(r, 1000))
	}
	a := arrangement{arcs.Region{donut(r, orb.Point{500, 500}, 500, 30)}, arcs.Discs(centers, 40)}
	got, err := arcs.SweepEach(context.Background(), []arcs.Region{a.area}, a.reaches, arcs.Options{})
	if err != nil {
		t.Fatal(err)
	}
	compareParcel(t, 11, 0, got[0], sweep(t, a, arcs.Options{}))
}

// The locator is checked against the distance to every primitive, and its
// depths against the areas by sampling: the share of random places at each
// depth must be within five standard deviations of the swept share.
func TestLocator(t *testing.T) {
	eachFamily(t, trial.Rounds(2), func(t *testing.T, seed uint64, a arrangement) {
		l, err := arcs.NewLocator(a.reaches)
		if err != nil {
			t.Fatal(err)
		}
		area := arcs.Region{rectangle(0, 0, 1000, 1000)}
		r := rand.New(rand.NewPCG(seed, 9))
		const n = 4000
		hits := map[int]int{}
		for range n {
			p := point(r, 1000)
			var want []int
			for f, reach := range a.reaches {
				if slices.ContainsFunc(reach, func(s arcs.Primitive) bool { return s.DistanceM(p) == 0 }) {
					want = append(want, f)
				}
			}
			if got := l.At(p, nil); !slices.Equal(got, want) {
				t.Fatalf("seed %d: At(%v) = %v, want %v", seed, p, got, want)
			}
			hits[len(want)]++
		}
		for k, v := range sweep(t, arrangement{area, a.reaches}, arcs.Options{}).Depth {
			share := v / 1e6
			if dev := math.Abs(float64(hits[k])/n - share); dev > 5*math.Sqrt(share*(1-share)/n)+1e-3 {
				t.Errorf("seed %d: %d of %d places at depth %d, swept share %.4f", seed, hits[k], n, k, share)
			}
		}
	})
}

func TestLocatorLimitsAreInclusive(t *testing.T) {
	l, err := arcs.NewLocator([]arcs.Reach{
		{arcs.Disc{orb.Point{0, 0}, 5}},
		{arcs.Capsule{orb.Point{0, 0}, orb.Point{10, 0}, 4}},
		{arcs.Grown{rectangle(-9, -9, -3, 9), 6}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		p    orb.Point
		want []int
	}{
		{orb.Point{3, 4}, []int{0, 1, 2}},
		{orb.Point{3, 4.000001}, []int{2}},
		{orb.Point{14, 0}, []int{1}},
		{orb.Point{3.000001, -4}, []int{1}},
		{orb.Point{-6, 0}, []int{2}},
		{orb.Point{100, 0}, nil},
	} {
		if got := l.At(c.p, nil); !slices.Equal(got, c.want) || l.Depth(c.p) != len(c.want) {
			t.Errorf("At(%v) = %v, want %v", c.p, got, c.want)
		}
	}
}
