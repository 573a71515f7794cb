package arcs_test

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"catchment/geo/arcs"
	"catchment/geo/trial"

	"github.com/paulmach/orb"
)

// places returns where the discs of an arrangement stand, and the radius of
// one.
func places(a arrangement) (at []orb.Point, radiusM float64) {
	for _, reach := range a.reaches {
		for _, p := range reach {
			if d, ok := p.(arcs.Disc); ok {
				at, radiusM = append(at, d.Center), d.RadiusM
			}
		}
	}
	return at, radiusM
}

func crowd(t testing.TB, at []orb.Point, mostM float64) *arcs.Crowd {
	t.Helper()
	c, err := arcs.NewCrowd(at, orb.Point{500, 500}, mostM)
	if err != nil {
		t.Fatalf("NewCrowd: %v", err)
	}
	return c
}

// A crowd must find over land what a sweep that knows nothing beforehand
// finds, and over parcels what each of them comes to: at the radius it is ready
// for, a hair below it, and far below.
func TestCrowdAgainstSweep(t *testing.T) {
	eachFamily(t, trial.Rounds(6), func(t *testing.T, seed uint64, a arrangement) {
		at, radiusM := places(a)
		if len(at) == 0 {
			return
		}
		areas, perM2 := spreadAreas(rand.New(rand.NewPCG(seed, 3)), a)
		ready, err := arcs.NewParcels(areas, perM2)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []*arcs.Crowd{crowd(t, at, radiusM), crowd(t, at, radiusM*math.Sqrt2)} {
			nearby, err := ready.Near(c)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range []float64{radiusM, radiusM * (1 - 1e-15), radiusM / 2, radiusM * 1e-3} {
				compareCrowd(t, seed, c, a.area, arcs.Discs(at, r), r)
				got, err := nearby.Sweep(t.Context(), r, arcs.Options{})
				if err != nil {
					t.Fatal(err)
				}
				each, err := arcs.SweepEach(t.Context(), areas, arcs.Discs(at, r), arcs.Options{})
				if err != nil {
					t.Fatal(err)
				}
				compareSpread(t, seed, got, addUp(each, perM2, len(at)))
			}
		}
	})
}

// compareCrowd holds a crowd's sweep against that of plain discs, also where the
// rings of what is covered and what is not are asked for.
func compareCrowd(t *testing.T, seed uint64, c *arcs.Crowd, area arcs.Region, plain []arcs.Reach, radiusM float64) {
	t.Helper()
	for _, contours := range []bool{false, true} {
		opt := arcs.Options{Contours: contours, Covered: contours}
		got, err := c.Sweep(t.Context(), area, radiusM, opt)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		want := sweep(t, arrangement{area, plain}, opt)
		compareSpread(t, seed, &arcs.Spread{Depth: got.Depth, Reach: got.Reach, Exclusive: got.Exclusive},
			&arcs.Spread{Depth: want.Depth, Reach: want.Reach, Exclusive: want.Exclusive})
		if g, w := contourAreaM2(got.Gap), contourAreaM2(want.Gap); math.Abs(g-w) > 0.1 {
			t.Errorf("seed %d: gaps of %.6f m², want %.6f", seed, g, w)
		}
		if g, w := contourAreaM2(got.Covered), contourAreaM2(want.Covered); math.Abs(g-w) > 0.1 {
			t.Errorf("seed %d: covered land of %.6f m², want %.6f", seed, g, w)
		}
	}
}

func contourAreaM2(list []arcs.Contour) (m2 float64) {
	for i := range list {
		m2 += list[i].AreaM2()
	}
	return m2
}

// Among thousands, whose pairs are found block by block, none that just meets
// another is missed.
func TestCrowdOfManyAgainstSweep(t *testing.T) {
	land, c, nearby := crowded(t, 28)
	at := crowdedPlaces()
	for _, radiusM := range []float64{28, 20, 1} {
		compareCrowd(t, 5, c, land, arcs.Discs(at, radiusM), radiusM)
		got, err := nearby.Sweep(t.Context(), radiusM, arcs.Options{})
		if err != nil {
			t.Fatal(err)
		}
		areas, perM2 := crowdedParcels()
		each, err := arcs.SweepEach(t.Context(), areas, arcs.Discs(at, radiusM), arcs.Options{})
		if err != nil {
			t.Fatal(err)
		}
		compareSpread(t, 5, got, addUp(each, perM2, len(at)))
	}
}

// crowdedParcels returns a square of parcels and what is spread over each.
func crowdedParcels() (areas []arcs.Region, perM2 []float64) {
	r := rand.New(rand.NewPCG(5, 5))
	for _, p := range parcels(r, 1000, 30, 0.7) {
		areas, perM2 = append(areas, arcs.Region{p}), append(perM2, r.Float64())
	}
	return areas, perM2
}

// crowdedPlaces returns where facilities stand over that square.
func crowdedPlaces() []orb.Point {
	r := rand.New(rand.NewPCG(5, 6))
	at := make([]orb.Point, 3000)
	for i := range at {
		at[i] = point(r, 1100)
	}
	return at
}

// crowded returns a square of parcels and a crowd over them, made anew.
func crowded(t testing.TB, mostM float64) (arcs.Region, *arcs.Crowd, *arcs.Nearby) {
	t.Helper()
	ready, err := arcs.NewParcels(crowdedParcels())
	if err != nil {
		t.Fatal(err)
	}
	c := crowd(t, crowdedPlaces(), mostM)
	nearby, err := ready.Near(c)
	if err != nil {
		t.Fatal(err)
	}
	return arcs.Region{rectangle(0, 0, 1000, 1000)}, c, nearby
}

// The answer at a radius has the same bits whatever was asked before, whatever
// the number of workers: that of a crowd made for it alone.
func TestCrowdsForget(t *testing.T) {
	land, old, oldNearby := crowded(t, 28)
	opt := arcs.Options{Contours: true}
	for radiusM := 1.0; radiusM < 28; radiusM += 0.9 {
		if _, err := old.Sweep(t.Context(), land, radiusM, opt); err != nil {
			t.Fatal(err)
		}
		if _, err := oldNearby.Sweep(t.Context(), radiusM, arcs.Options{}); err != nil {
			t.Fatal(err)
		}
	}
	for _, workers := range []int{1, 2, 7} {
		opt.Workers = workers
		land, fresh, freshNearby := crowded(t, 28)
		want, err := fresh.Sweep(t.Context(), land, 20, opt)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := old.Sweep(t.Context(), land, 20, opt); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%d workers: the land's answer depends on what was asked before, %v", workers, err)
		}
		spread, err := freshNearby.Sweep(t.Context(), 20, opt)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := oldNearby.Sweep(t.Context(), 20, arcs.Options{}); err != nil || !reflect.DeepEqual(got, spread) {
			t.Errorf("%d workers: the parcels' answer depends on what was asked before, %v", workers, err)
		}
	}
}

func TestCrowdRefuses(t *testing.T) {
	var where *arcs.InputError
	if _, err := arcs.NewCrowd([]orb.Point{{0, 0}, {math.NaN(), 0}}, orb.Point{}, 1); !errors.As(err, &where) || where.Facility != 1 {
		t.Errorf("NewCrowd at no place: %v, want an InputError of facility 1", err)
	}
	if _, err := arcs.NewCrowd(make([]orb.Point, 1000), orb.Point{}, 1); !errors.Is(err, arcs.ErrCrowded) {
		t.Errorf("NewCrowd of a thousand in one place: %v, want %v", err, arcs.ErrCrowded)
	}
	c, land := crowd(t, []orb.Point{{500, 500}, {510, 500}}, 10), arcs.Region{rectangle(0, 0, 1000, 1000)}
	if _, err := c.Sweep(t.Context(), land, 10.5, arcs.Options{}); !errors.Is(err, arcs.ErrBeyond) {
		t.Errorf("Sweep beyond its radius: %v, want %v", err, arcs.ErrBeyond)
	}
	if _, err := c.Sweep(t.Context(), land, -1, arcs.Options{}); !errors.Is(err, arcs.ErrRadius) {
		t.Errorf("Sweep with a negative radius: %v, want %v", err, arcs.ErrRadius)
	}
	got, err := c.Sweep(t.Context(), land, 0, arcs.Options{})
	if err != nil || got.Depth[0] != 1e6 {
		t.Errorf("Sweep with no radius: %v, %v; want all of it uncovered", got, err)
	}
	ready, err := arcs.NewParcels(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	nobody := crowd(t, nil, 10)
	for _, one := range []*arcs.Crowd{c, nobody} {
		nearby, err := ready.Near(one)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := nearby.Sweep(t.Context(), 10, arcs.Options{}); err != nil || len(got.Depth) != 1 {
			t.Errorf("Sweep of no parcels: %v, %v", got, err)
		}
	}
	if got, err := nobody.Sweep(t.Context(), land, 10, arcs.Options{}); err != nil || got.Depth[0] != 1e6 {
		t.Errorf("Sweep of no facilities: %v, %v; want all of it uncovered", got, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Sweep(ctx, land, 10, arcs.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("Sweep after cancelling: %v", err)
	}
}
