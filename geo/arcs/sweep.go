package arcs

import (
	"context"

	"github.com/paulmach/orb"
)

// Options says what a sweep returns besides areas, and how it runs. The zero
// value returns areas only and uses all processors.
type Options struct {
	Contours bool // fill [Result.Gap]
	Covered  bool // fill [Result.Covered]
	Workers  int  // goroutines; 0 means GOMAXPROCS
}

// Result is what a sweep found, in square metres.
type Result struct {
	AreaM2    float64
	Depth     []float64 // Depth[k] is the area that exactly k facilities cover; its sum is AreaM2
	Reach     []float64 // per facility, the part of the area it covers
	Exclusive []float64 // per facility, the part of the area only it covers
	Gap       []Contour // the land at depth 0, when asked for
	Covered   []Contour // the land at depth 1 and more, when asked for
}

// Sweep returns how reaches cover area: the area at each depth, each
// facility's reach and exclusive area inside it and, when asked for, the
// covered and uncovered land as rings of arcs and segments.
//
//   - area: plane metres; an empty one gives zeros. Its polygons must not
//     overlap; edges they share vanish.
//   - reaches: plane metres, any order; a reach without primitives covers
//     nothing.
//
// A point at exactly the radius is covered. Areas are right to about 1e-12 of
// the study area, see the package comment; the result has the same bits
// whatever the number of workers. Nothing is modified.
//
// The error is an [*InputError] or the context's. Cost: O((n + x) log n) for n
// boundary pieces with x crossings, divided among the workers.
func Sweep(ctx context.Context, area Region, reaches []Reach, opt Options) (*Result, error) {
	if err := checkArea(0, area); err != nil {
		return nil, err
	}
	if err := checkReaches(reaches); err != nil {
		return nil, err
	}
	origin := middle(area)
	return stage(ctx, area, reaches, origin).sweep(ctx, origin, opt)
}

// sweep sweeps a scene, whose coordinates are relative to origin.
func (s *scene) sweep(ctx context.Context, origin orb.Point, opt Options) (*Result, error) {
	s.kept = [...]bool{rimStroke: opt.Contours || opt.Covered, gapStroke: opt.Contours, coveredStroke: opt.Covered}
	runs, err := s.sweepAll(ctx, opt.Workers)
	if err != nil {
		return nil, err
	}
	r := s.result(runs)
	if opt.Contours {
		r.Gap = gap(ctx, runs, origin)
	}
	if opt.Covered {
		r.Covered = covered(ctx, runs, origin)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return r, nil
}

// result joins the tallies of all runs in order.
func (s *scene) result(runs []tally) *Result {
	r := &Result{AreaM2: s.area, Reach: make([]float64, len(s.facs)), Exclusive: make([]float64, len(s.facs))}
	var all tally
	for i := range runs {
		all.merge(&runs[i])
		for _, e := range runs[i].shares {
			r.Reach[e.fac] += e.reach
			r.Exclusive[e.fac] += e.exclusive
		}
	}
	for i := range r.Reach {
		r.Reach[i], r.Exclusive[i] = max(0, r.Reach[i]), max(0, r.Exclusive[i])
	}
	r.Depth = all.profile(s.area)
	return r
}
