package arcs_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"catchment/geo/arcs"
	"catchment/geo/trial"

	"github.com/paulmach/orb"
)

// spreadAreas returns parcels that tile a square, two that overlap them, one
// of several polygons, one that is empty and one with a hole, and what is
// spread over each.
func spreadAreas(r *rand.Rand, a arrangement) (areas []arcs.Region, perM2 []float64) {
	for _, p := range append(parcels(r, 1000, 6, 0.7), a.area...) {
		areas = append(areas, arcs.Region{p})
	}
	areas = append(areas, a.area, nil, arcs.Region{donut(r, orb.Point{500, 500}, 700, 40)})
	perM2 = make([]float64, len(areas))
	for i := range perM2 {
		perM2[i] = float64(r.IntN(4)) / 3
	}
	return areas, perM2
}

// Parcels.Sweep must add up to what SweepEach says of each parcel.
func TestParcelsAgainstSweepEach(t *testing.T) {
	eachFamily(t, trial.Rounds(1), func(t *testing.T, seed uint64, a arrangement) {
		areas, perM2 := spreadAreas(rand.New(rand.NewPCG(seed, 3)), a)
		parcels, err := arcs.NewParcels(areas, perM2)
		if err != nil {
			t.Fatal(err)
		}
		got, err := parcels.Sweep(context.Background(), a.reaches, arcs.Options{})
		if err != nil {
			t.Fatal(err)
		}
		each, err := arcs.SweepEach(context.Background(), areas, a.reaches, arcs.Options{})
		if err != nil {
			t.Fatal(err)
		}
		compareSpread(t, seed, got, addUp(each, perM2, len(a.reaches)))
	})
}

// addUp returns what parcels come to.
func addUp(each []arcs.Parcel, perM2 []float64, facilities int) *arcs.Spread {
	sum := &arcs.Spread{Reach: make([]float64, facilities), Exclusive: make([]float64, facilities), OpenM2: make([]float64, len(each))}
	for i, p := range each {
		for k, m2 := range p.Depth {
			for len(sum.Depth) <= k {
				sum.Depth = append(sum.Depth, 0)
			}
			sum.Depth[k] += m2 * perM2[i]
		}
		for _, s := range p.Shares {
			sum.Reach[s.Facility] += s.ReachM2 * perM2[i]
			sum.Exclusive[s.Facility] += s.ExclusiveM2 * perM2[i]
		}
		if len(p.Depth) > 0 {
			sum.OpenM2[i] = p.Depth[0]
		}
	}
	return sum
}

func compareSpread(t *testing.T, seed uint64, got, want *arcs.Spread) {
	t.Helper()
	tol := 1e-5 // of 1e6 m², a few times covered; as in compareParcel
	switch name := t.Name(); {
	case strings.Contains(name, "near"):
		tol = 4
	case strings.Contains(name, "nested"), strings.Contains(name, "through"):
		tol = 1e-2
	}
	for _, c := range []struct {
		what      string
		got, want []float64
	}{{"Depth", got.Depth, want.Depth}, {"Reach", got.Reach, want.Reach}, {"Exclusive", got.Exclusive, want.Exclusive}, {"OpenM2", got.OpenM2, want.OpenM2}} {
		for k := range max(len(c.got), len(c.want)) {
			g, w := 0.0, 0.0
			if k < len(c.got) {
				g = c.got[k]
			}
			if k < len(c.want) {
				w = c.want[k]
			}
			if !(math.Abs(g-w) <= tol) {
				t.Errorf("seed %d: %s[%d] = %.9f, want %.9f", seed, c.what, k, g, w)
			}
		}
	}
}

// The result has the same bits whatever the number of workers, and however
// often the parcels were swept before.
func TestParcelsAreDeterministic(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	var areas []arcs.Region
	var perM2 []float64
	for _, p := range parcels(r, 1000, 40, 0.7) {
		areas, perM2 = append(areas, arcs.Region{p}), append(perM2, r.Float64())
	}
	var centers []orb.Point
	for range 3000 {
		centers = append(centers, point(r, 1000))
	}
	ready, err := arcs.NewParcels(areas, perM2)
	if err != nil {
		t.Fatal(err)
	}
	var first *arcs.Spread
	for _, workers := range []int{1, 2, 7} {
		got, err := ready.Sweep(t.Context(), arcs.Discs(centers, 20), arcs.Options{Workers: workers})
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = got
		} else if !reflect.DeepEqual(got, first) {
			t.Errorf("%d workers found another result than one", workers)
		}
	}
}

func TestParcelsRefuse(t *testing.T) {
	bad := arcs.Region{{{{0, 0}, {1, 0}, {1, 1}}}}
	var where *arcs.InputError
	if _, err := arcs.NewParcels([]arcs.Region{nil, bad}, []float64{1, 1}); !errors.As(err, &where) || where.Area != 1 {
		t.Errorf("NewParcels with an open ring: %v, want an InputError of area 1", err)
	}
	ready, err := arcs.NewParcels(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ready.Sweep(t.Context(), []arcs.Reach{{arcs.Disc{RadiusM: -1}}}, arcs.Options{}); !errors.As(err, &where) || where.Facility != 0 {
		t.Errorf("Sweep with a negative radius: %v, want an InputError of facility 0", err)
	}
	got, err := ready.Sweep(t.Context(), arcs.Discs([]orb.Point{{0, 0}}, 1), arcs.Options{})
	if err != nil || fmt.Sprint(*got) != "{[0] [0] [0] []}" {
		t.Errorf("Sweep of no parcels = %v, %v", got, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := ready.Sweep(ctx, nil, arcs.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("Sweep after cancelling: %v", err)
	}
}
