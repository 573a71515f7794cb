package ogc

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/server/problem"
)

// manyPoints returns a layer of n points along a line.
func manyPoints(t testing.TB, n int) *data.Layer {
	features := make([]data.Feature, n)
	for i := range features {
		features[i] = data.Feature{ID: fmt.Sprint(i + 1), IDKind: data.IDNumber, Geometry: orb.Point{float64(i) / float64(n), 42}}
	}
	l, err := data.NewLayer(data.Meta{ID: "points", Role: data.RoleOther, Version: 1}, features)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// TestLeavingEndsTheSearch: whichever way the features are gone through, a
// client that has left ends it within checkEvery of them.
func TestLeavingEndsTheSearch(t *testing.T) {
	l := manyPoints(t, 20*checkEvery)
	everywhere := &area{box: orb.Bound{Min: orb.Point{-180, -90}, Max: orb.Point{180, 90}}}
	all := l.Tree().Intersecting(everywhere.box)
	for name, sel := range map[string]*selection{
		"by area":   {layer: l, limit: 10, area: everywhere},
		"by filter": {layer: l, limit: 10, near: all, nearby: true},
		"all":       {layer: l, limit: 10},
	} {
		ctx, leave := context.WithCancel(t.Context())
		looked := 0
		sel.conditions = append(sel.conditions, func(int) bool {
			if looked++; looked == 3*checkEvery+7 {
				leave()
			}
			return true
		})
		if _, _, err := sel.find(ctx); !errors.Is(err, context.Canceled) || looked >= 4*checkEvery+7 {
			t.Errorf("%s: %d features were looked at, %v; want %v soon after %d", name, looked, err, context.Canceled, 3*checkEvery+7)
		}
		leave()
	}
}

// TestSearchEndsAtAFault: a condition that cannot be worked out for a feature
// is the error, and no further feature is asked.
func TestSearchEndsAtAFault(t *testing.T) {
	sel := &selection{layer: manyPoints(t, 100), limit: 10}
	fault, looked := errors.New("fault"), 0
	sel.conditions = append(sel.conditions, func(i int) bool {
		looked++
		if i == 5 {
			sel.failed = fault
		}
		return true
	})
	if _, _, err := sel.find(t.Context()); !errors.Is(err, fault) || looked != 6 {
		t.Errorf("find looked at %d features: %v, want 6, %v", looked, err, fault)
	}
}

// TestAreasAgainstGeometries: what the index says lies in an area is what the
// geometries say, on pages of any size.
func TestAreasAgainstGeometries(t *testing.T) {
	l := manyPoints(t, 5000)
	for _, box := range []orb.Bound{
		{Min: orb.Point{0.1, 42}, Max: orb.Point{0.3, 42}},
		{Min: orb.Point{0.9, 0}, Max: orb.Point{0.1, 90}}, // across the antimeridian
		{Min: orb.Point{0.5, 42}, Max: orb.Point{0.5, 42}},
		{Min: orb.Point{2, 0}, Max: orb.Point{3, 1}},
	} {
		a := &area{box: box}
		var want []int
		for i := range l.Features {
			if a.meets(l.Features[i].Geometry) {
				want = append(want, i)
			}
		}
		for _, page := range [][2]int{{0, 10}, {3, 100}, {len(want), 5}, {len(want) + 1, 5}, {0, 10000}} {
			offset, limit := page[0], page[1]
			got, matched, err := (&selection{layer: l, area: a, offset: offset, limit: limit}).find(t.Context())
			expected := want[min(offset, len(want)):min(offset+limit, len(want))]
			if !slices.Equal(got, expected) || matched != len(want) || err != nil {
				t.Errorf("find in %v from %d, at most %d: %d features of %d, %v; want %d of %d", box, offset, limit, len(got), matched, err, len(expected), len(want))
			}
		}
	}
}

// TestLongFilterIsRefused: a filter that takes longer than it may is refused as
// such, and no further feature is asked.
func TestLongFilterIsRefused(t *testing.T) {
	sel := &selection{layer: manyPoints(t, 1000), limit: 10}
	if err := sel.filterFeatures(&itemsQuery{Filter: "S_INTERSECTS(geometry, BBOX(-10,0,10,50))"}); err != nil {
		t.Fatal(err)
	}
	if page, matched, err := sel.find(t.Context()); err != nil || len(page) != 10 || matched != 1000 {
		t.Fatalf("%d of %d, %v", len(page), matched, err)
	}
	sel.until = time.Now().Add(-time.Millisecond)
	var p *problem.Details
	if _, _, err := sel.find(t.Context()); !errors.As(err, &p) || p.Parameter != "filter" || p.Status != http.StatusBadRequest {
		t.Errorf("%v, want it refused", err)
	}
}

// TestCandidatesInOrder: they are ordered as slices.Sort orders them, whatever
// their number and that of the features.
func TestCandidatesInOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(20261126, 12))
	var all candidates
	for _, n := range []int{0, 1, 127, 128, 129, 32767, 32768, 1 << 23, 3_000_000} {
		for range 20 {
			all.found = all.found[:0]
			for range r.IntN(300) {
				if n > 0 {
					all.found = append(all.found, candidate(r.IntN(2*n)))
				}
			}
			want := slices.Sorted(slices.Values(all.found))
			if all.order(n); !slices.Equal(all.found, want) {
				t.Fatalf("of %d features %v are ordered as %v", n, want, all.found)
			}
		}
	}
}
