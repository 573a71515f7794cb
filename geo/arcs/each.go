package arcs

import (
	"context"
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
// reaches, and where no disc's rim passes through an area nothing is swept.
//
// Inputs, precision and errors are those of [Sweep]; areas may overlap each
// other. Cost, when every reach is a disc: O(n log n) for n discs plus, for
// each area, the square of the number of rims that pass through it.
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
		w := newParcelWorker(ctx, shared, reaches, origin)
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

// manyRims is the number of rims in one area from which an index of its own
// pays.
const manyRims = 256

// parcelWorker sweeps parcels one after the other. Its scene is its own copy,
// whose land is the parcel in hand.
type parcelWorker struct {
	*worker
	ctx     context.Context
	reaches []Reach
	origin  orb.Point
	ring    []vec
	edges   []seg
	whole   []int32 // facilities that cover the parcel in hand entirely
	touched []int32
	reach   []float64 // per facility, 0 between parcels
	alone   []float64
	depths  []float64 // storage of the results of one run
	list    []Share
}

func newParcelWorker(ctx context.Context, shared *scene, reaches []Reach, origin orb.Point) *parcelWorker {
	own := *shared
	n := len(reaches)
	return &parcelWorker{worker: newWorker(&own), ctx: ctx, reaches: reaches, origin: origin,
		reach: make([]float64, n), alone: make([]float64, n)}
}

// parcel sweeps one area.
//
//  1. Sort the covers near it into those that hold all of it, those that miss
//     it and those whose rim may pass through.
//  2. Sweep the latter and the parcel's edges.
//  3. Lift the depths by the number of the former.
func (w *parcelWorker) parcel(area Region) Parcel {
	w.setParcel(area)
	w.places = w.tree.search(&w.landBox, w.places[:0])
	if w.counted || !w.sortNear() {
		return w.general(area)
	}
	w.out.reset()
	if len(w.near) == 0 {
		w.out.land = addAt(w.out.land, 0, w.area)
	} else {
		w.sweepParcel()
	}
	first := len(w.depths)
	w.depths = append(w.depths, make([]float64, len(w.whole))...)
	w.depths = append(w.depths, w.out.profile(w.area)...)
	depth := w.depths[first:len(w.depths):len(w.depths)]
	return Parcel{w.area, depth, w.shares(depth)}
}

// setParcel makes area the land, with the origin of its sums on it.
func (w *parcelWorker) setParcel(area Region) {
	w.edges = w.edges[:0]
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
	w.pivot = vec{}
	if len(w.edges) > 0 {
		w.pivot = w.edges[0].a
	}
	w.area = enclosed(w.edges, w.pivot)
}

// sortNear fills whole and near and reports whether the rims are few.
func (w *parcelWorker) sortNear() bool {
	w.near, w.whole = w.near[:0], w.whole[:0]
	kept := w.places[:0]
	for _, i := range w.places {
		a := &w.atoms[i]
		if missesBox(a, &w.landBox) {
			continue
		}
		if w.holdsParcel(a) {
			w.whole = append(w.whole, a.fac)
			continue
		}
		w.near = append(w.near, *a)
		kept = append(kept, i)
	}
	w.places = kept
	return len(kept) <= manyRims
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

func (w *parcelWorker) sweepParcel() {
	for i := range w.edges {
		w.edge(&w.edges[i], areaOwner)
	}
	for i := range w.near {
		a := w.near[i]
		rb := w.tree.levels[0][w.places[i]]
		w.edgesNr = w.land.near(&rb, w.edgesNr[:0])
		w.rim(&a)
	}
}

// shares joins what each facility got and clears the sums for the next
// parcel. depth is the parcel's profile.
func (w *parcelWorker) shares(depth []float64) []Share {
	w.touched = w.touched[:0]
	if len(w.whole) == 0 {
		for _, s := range w.out.shares {
			w.alone[s.fac] += s.exclusive
		}
	}
	for _, s := range w.out.shares {
		w.reach[s.fac] += s.reach
	}
	for i := range w.near {
		w.touched = append(w.touched, w.near[i].fac)
	}
	for _, f := range w.whole {
		w.reach[f] = w.area
		if len(w.whole) == 1 && len(depth) > 1 {
			w.alone[f] = depth[1]
		}
		w.touched = append(w.touched, f)
	}
	slices.Sort(w.touched)
	first := len(w.list)
	for _, f := range w.touched {
		if w.reach[f] > w.area*1e-13 {
			w.list = append(w.list, Share{int(f), w.reach[f], max(0, w.alone[f])})
		}
		w.reach[f], w.alone[f] = 0, 0
	}
	return w.list[first:len(w.list):len(w.list)]
}

// general sweeps one area with the reaches near it as [Sweep] does.
func (w *parcelWorker) general(area Region) Parcel {
	w.touched = w.touched[:0]
	for _, i := range w.tree.search(&w.landBox, nil) {
		w.touched = append(w.touched, w.atoms[i].fac)
	}
	slices.Sort(w.touched)
	w.touched = slices.Compact(w.touched)
	near := make([]Reach, len(w.touched))
	for i, f := range w.touched {
		near[i] = w.reaches[f]
	}
	s := stage(area, near, middle(area))
	runs, err := s.sweepAll(w.ctx, 1)
	if err != nil {
		return Parcel{}
	}
	r := s.result(runs)
	p := Parcel{AreaM2: r.AreaM2, Depth: r.Depth}
	for i, f := range w.touched {
		if r.Reach[i] > 0 {
			p.Shares = append(p.Shares, Share{int(f), r.Reach[i], r.Exclusive[i]})
		}
	}
	return p
}
