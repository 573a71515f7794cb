package arcs

import (
	"slices"
)

// node takes copies of the polygons near, nodes them with the parcel and
// returns them; near then numbers the copies.
func (w *parcelWorker) node() []poly {
	b := &w.local
	b.polys = b.polys[:0]
	for i := range w.near {
		a := &w.near[i]
		if a.poly < 0 {
			continue
		}
		p := w.polys[a.poly]
		if p.r > 0 { // its edges are fitted in place
			p.edges = slices.Clone(p.edges)
		}
		a.poly = int32(len(b.polys))
		b.polys = append(b.polys, p)
	}
	if len(b.polys) > 0 || w.parts > 1 {
		edges := b.nodeWith(w.ctx, w.edges)
		if w.parts > 1 {
			edges = cancel(edges)
		}
		w.land = newChain(edges)
		for i := range b.polys {
			b.polys[i].chain = newChain(b.polys[i].edges)
		}
	}
	return b.polys
}

// sweepFew sweeps the parcel's edges and the boundaries near it, each against
// all that is near.
func (w *parcelWorker) sweepFew() {
	all := w.polys
	w.polys = w.node()
	for i := range w.land.edges {
		o := areaOwner
		w.edge(&w.land.edges[i], &o)
	}
	for i := range w.near {
		if a := w.near[i]; a.poly >= 0 {
			w.edgesWithin(&a)
		} else if b := w.pieceBox(&a).pad(w.slack); b.touches(&w.landBox) && a.rim != noRim {
			w.edgesNr = w.land.near(&b, w.edgesNr[:0])
			w.rim(&a)
		}
	}
	w.polys = all
}

// edgesWithin sweeps those edges of a polygon that come near the parcel.
func (w *parcelWorker) edgesWithin(a *atom) {
	for _, sh := range w.polys[a.poly].shown {
		for i := sh.first; i < sh.last; i++ {
			b := w.polys[a.poly].edges[i].box().pad(w.slack)
			if b.touches(&w.landBox) {
				w.edgesNr = w.land.near(&b, w.edgesNr[:0])
				w.sweepEdges(a, i, i+1)
			}
		}
	}
}

// sweepMany sweeps the parcel with an index over what is near.
func (w *parcelWorker) sweepMany() {
	s := &scene{facs: w.facs, rims: w.rims}
	s.polys = slices.Clone(w.node())
	s.setLand(w.land.edges)
	s.plant(slices.Clone(w.near))
	runs, err := s.sweepAll(w.ctx, w.workers)
	if err != nil {
		return // the caller sees it too
	}
	for i := range runs {
		w.out.merge(&runs[i])
		w.out.shares = append(w.out.shares, runs[i].shares...)
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
