package arcs

import (
	"context"
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// A Parcel is how facilities cover one of many areas.
type Parcel struct {
	AreaM2 float64
	Depth  []float64 // Depth[k] is the area that exactly k facilities cover; its sum is AreaM2
	Shares []Share   // the facilities that reach into the parcel, in ascending order
}

// A Share is one facility's part in a parcel.
type Share struct {
	Facility    int
	ReachM2     float64 // area of the parcel it covers
	ExclusiveM2 float64 // area of the parcel only it covers
}

// SweepEach returns what [Sweep] would for each area by itself, without
// contours. It is made for many small areas: all share one index of the
// reaches, and where no boundary of a reach passes through an area nothing is
// swept.
//
// Inputs, precision and errors are those of [Sweep]; areas may overlap each
// other. Cost: O(n log n) for n boundary pieces plus, for each area, the square
// of the number of pieces near it, or what Sweep takes for those when they are
// many.
func SweepEach(ctx context.Context, areas []Region, reaches []Reach, opt Options) ([]Parcel, error) {
	for i := range areas {
		if err := checkArea(i, areas[i]); err != nil {
			return nil, err
		}
	}
	if err := checkReaches(reaches); err != nil {
		return nil, err
	}
	var origin orb.Point
	if len(areas) > 0 {
		origin = middle(areas[len(areas)/2])
	}
	b := build(reaches, origin)
	shared := &scene{polys: b.polys, rims: b.rims, facs: b.facs}
	for i := range shared.polys {
		shared.polys[i].chain = newChain(shared.polys[i].edges)
	}
	shared.plant(b.atoms)
	out := make([]Parcel, len(areas))
	const run = 32
	err := parallel(ctx, opt.Workers, (len(areas)+run-1)/run, func() func(int) {
		w := newParcelWorker(ctx, shared, origin)
		if w.workers = 1; len(areas) <= run { // else the areas keep all busy
			w.workers = opt.Workers
		}
		return func(i int) {
			w.depths, w.list = nil, nil
			for k := i * run; k < min(len(areas), (i+1)*run); k++ {
				out[k] = w.parcel(areas[k])
			}
		}
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// manyNear is the number of covers near one area from which an index of its
// own pays.
const manyNear = 256

// parcelWorker sweeps parcels one after the other. Its scene is its own copy,
// whose land is the parcel in hand.
type parcelWorker struct {
	*worker
	ctx     context.Context
	origin  orb.Point
	workers int // for one parcel
	ring    []vec
	edges   []seg
	parts   int // polygons of the parcel in hand
	mid     vec // it lies within rad of mid
	rad     float64
	whole   []int32 // facilities that cover it entirely
	touched []int32
	reach   []float64 // per facility, 0 between parcels
	alone   []float64
	local   builder   // for the polygons near it
	depths  []float64 // storage of the results of one run
	list    []Share
}

func newParcelWorker(ctx context.Context, shared *scene, origin orb.Point) *parcelWorker {
	own := *shared
	n := len(own.facs)
	return &parcelWorker{worker: newWorker(&own), ctx: ctx, origin: origin,
		reach: make([]float64, n), alone: make([]float64, n)}
}

// parcel sweeps one area.
//
//  1. Sort the facilities near it into those that hold all of it, those that
//     miss it and those whose boundary may pass through.
//  2. Sweep the latter and the parcel's edges.
//  3. Lift the depths by the number of the former.
func (w *parcelWorker) parcel(area Region) Parcel {
	w.setParcel(area)
	w.gather(&w.landBox)
	w.whole = w.whole[:0]
	if w.counted {
		w.sortGroups()
	} else {
		w.sortDiscs()
	}
	w.out.reset()
	switch {
	case len(w.near) == 0:
		w.out.land = addAt(w.out.land, 0, w.area)
	case len(w.near) > manyNear:
		w.sweepMany()
	default:
		w.sweepFew()
	}
	first := len(w.depths)
	w.depths = append(w.depths, make([]float64, len(w.whole))...)
	w.depths = append(w.depths, w.out.profile(w.area)...)
	depth := w.depths[first:len(w.depths):len(w.depths)]
	return Parcel{w.area, depth, w.shares(depth)}
}

// setParcel makes area the land, with the origin of its sums on it.
func (w *parcelWorker) setParcel(area Region) {
	w.edges, w.parts = w.edges[:0], len(area)
	for _, p := range area {
		for i, ring := range p {
			w.ring = w.ring[:0]
			for _, v := range ring {
				w.ring = append(w.ring, vec{v[0] - w.origin[0], v[1] - w.origin[1]})
			}
			if (doubleArea(w.ring) < 0) == (i == 0) {
				slices.Reverse(w.ring)
			}
			for k := 1; k < len(w.ring); k++ {
				if w.ring[k] != w.ring[k-1] {
					w.edges = append(w.edges, seg{w.ring[k-1], w.ring[k]})
				}
			}
		}
	}
	w.land = newChain(w.edges)
	w.landBox = w.land.bounds()
	w.pivot, w.mid, w.rad = vec{}, vec{}, 0
	if len(w.edges) > 0 {
		b := &w.landBox
		dx, dy := (b.maxX-b.minX)/2, (b.maxY-b.minY)/2
		w.pivot, w.mid, w.rad = w.edges[0].a, vec{b.minX + dx, b.minY + dy}, math.Hypot(dx, dy)
		w.slack = max(w.slack, b.far()*slackRatio)
	}
	w.area = enclosed(w.edges, w.pivot)
}

// sortDiscs fills whole and leaves in near the discs whose rim may pass
// through the parcel.
func (w *parcelWorker) sortDiscs() {
	kept := w.near[:0]
	for i := range w.near {
		switch a := &w.near[i]; w.lies(a) {
		case inside:
			w.whole = append(w.whole, a.fac)
		case unclear:
			kept = append(kept, *a)
		}
	}
	w.near = kept
}

// sortGroups is sortDiscs for facilities of several covers.
func (w *parcelWorker) sortGroups() {
	kept, groups := w.near[:0], w.groups[:0]
	for _, g := range w.groups {
		first := len(kept)
		whole := false
		for i := g.from; i < g.to && !whole; i++ {
			switch a := w.near[i]; w.lies(&a) {
			case inside:
				whole = true
			case unclear:
				kept = append(kept, a)
			}
		}
		if whole {
			w.whole = append(w.whole, g.fac)
			kept = kept[:first]
		} else if len(kept) > first {
			groups = append(groups, group{g.fac, int32(first), int32(len(kept))})
		}
	}
	w.near, w.groups = kept, groups
}

// lies returns how the parcel lies to the cover a, as far as is easily told.
func (w *parcelWorker) lies(a *atom) place {
	switch {
	case a.poly < 0 && missesBox(a, &w.landBox):
		return outside
	case a.poly < 0 && w.holdsParcel(a):
		return inside
	case a.poly < 0:
		return unclear
	}
	p := &w.polys[a.poly]
	if p.r > 0 {
		return w.liesToFlank(&p.flank)
	}
	around := w.landBox.pad(w.slack)
	if w.hits = p.near(&around, w.hits[:0]); len(w.hits) > 0 || len(w.edges) == 0 {
		return unclear
	}
	if p.winding(w.edges[0].a) > 0 {
		return inside
	}
	return outside
}

// liesToFlank returns how the parcel lies to a flank, which is convex and so
// holds all of it when it holds its corners.
func (w *parcelWorker) liesToFlank(f *flank) place {
	if l := f.lies(w.mid, w.rad+w.slack); l != unclear {
		return l
	}
	for i := range w.edges {
		if f.lies(w.edges[i].a, w.slack) != inside {
			return unclear
		}
	}
	return inside
}

func missesBox(a *atom, b *box) bool {
	dx := max(b.minX-a.c.x, 0, a.c.x-b.maxX)
	dy := max(b.minY-a.c.y, 0, a.c.y-b.maxY)
	return dx*dx+dy*dy > a.r*a.r
}

// holdsParcel reports whether the disc a holds every corner of the parcel;
// being convex, it then holds all of it.
func (w *parcelWorker) holdsParcel(a *atom) bool {
	for i := range w.edges {
		if v := w.edges[i].a.sub(a.c); v.dot(v) > a.r*a.r {
			return false
		}
	}
	return len(w.edges) > 0
}
