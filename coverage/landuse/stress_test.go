package landuse_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"catchment/coverage/landuse"
	"catchment/geo/trial"
)

// A pile of parcels drawn on top of each other is no town, but a file may hold
// one: it ends in reasonable time, with the right area, and can be stopped.
func TestPile(t *testing.T) {
	trial.Slow(t)
	r := rand.New(rand.NewPCG(9, 9))
	w := town{area: orb.MultiPolygon{{box(-500, -500, 500, 500)}}}
	ring := blob(r, 0, 0, 300)
	for i := range 120 {
		w.parcels = append(w.parcels, orb.MultiPolygon{{ring}})
		w.codes = append(w.codes, someCodes[i%len(someCodes)])
		w.floor = append(w.floor, 1)
	}
	src := w.sources(t)
	b := balance(t, src)
	checkShares(t, b)
	if one := b.Levels[0][0].AreaM2; !near(b.CoveredM2, one, 1e-9) || !near(b.OverlapM2, one, 1e-9) || b.OverlapCount != 120*119/2 {
		t.Errorf("covered %v, overlap %v of %v m² by %d pairs", b.CoveredM2, b.OverlapM2, one, b.OverlapCount)
	}
	if _, err := landuse.NewLand(t.Context(), many(t)); !errors.Is(err, landuse.ErrPiledUp) {
		t.Errorf("NewLand of ten thousand parcels in one place: %v, want ErrPiledUp", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if _, err := landuse.NewLand(ctx, src); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("NewLand after its deadline: %v", err)
	}
}

// many is one box ten thousand times: fifty million pairs.
func many(t testing.TB) landuse.Sources {
	w := town{area: orb.MultiPolygon{{box(-500, -500, 500, 500)}}}
	for range 10_000 {
		w.parcels = append(w.parcels, orb.MultiPolygon{{box(-10, -10, 10, 10)}})
		w.codes = append(w.codes, "R2")
		w.floor = append(w.floor, 1)
	}
	return w.sources(t)
}

// All roads of a town in one polygon with a hole for each block, each block a
// parcel: every parcel is a neighbour of a polygon with thousands of corners.
func TestRoadsInOnePolygon(t *testing.T) {
	const side = 60
	w := town{area: orb.MultiPolygon{{box(0, 0, 100*side, 100*side)}}}
	roads := orb.Polygon{box(0, 0, 100*side, 100*side)}
	for i := range side {
		for j := range side {
			x, y := 100*float64(i), 100*float64(j)
			block := box(x+10, y+10, x+90, y+90)
			roads = append(roads, reversed(block))
			w.parcels = append(w.parcels, orb.MultiPolygon{{block}})
			w.codes, w.floor = append(w.codes, "R2"), append(w.floor, 6400)
		}
	}
	w.parcels = append(w.parcels, orb.MultiPolygon{roads})
	w.codes, w.floor = append(w.codes, "S1"), append(w.floor, 0)
	src := w.sources(t)
	b := balance(t, src)
	checkShares(t, b)
	if got := codesOf(b, 1); b.OverlapCount != 0 || got["R"] != side*side || got["S"] != 1 || !near(b.Levels[0][0].Share, 0.64, 1e-4) {
		t.Errorf("%d overlaps, classes %v, share of R %v", b.OverlapCount, got, b.Levels[0][0].Share)
	}
	d := density(t, src, landuse.DensityOptions{SizeM: 250, Measures: []string{"far_gross"}})
	if got, want := sumOf(t, d, "far_gross"), 6400.0*side*side; !near(got, want, 1e-4) {
		t.Errorf("cells hold %v m² of floor, want %v", got, want)
	}
}
