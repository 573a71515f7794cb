package arcs

// lotWorker sweeps the discs of a scene, one to a facility, against Parcels.
type lotWorker struct {
	*worker
	ps        *Parcels
	nearby    *Nearby // what is near the discs of a crowd; nil where they are none
	sum       lotTally
	gains     gains
	lotsNr    []int32 // places of the lots near the block of rims in hand
	bordersNr []int32 // and of the borders
	spots     []spot  // lots that the rim in hand may pass through
	spotOf    []int32 // for each lot its number in spots plus one, or 0
	within    []int32 // those of spots that the walk is in
}

// spot is a lot that a rim may pass through; in is the winding number of its
// edges about the place of the walk.
type spot struct{ lot, in int32 }

// firstBorder is who makes the events of the border at place 0; those of place
// k are k below.
const firstBorder int32 = -3

// rims sweeps the rims of the discs at some places of the tree.
func (w *lotWorker) rims(from, to int) {
	bb := noBox
	for i := from; i < to; i++ {
		bb = bb.join(w.tree.levels[0][i])
	}
	if w.lotsNr = w.ps.tree.search(&bb, w.lotsNr[:0]); len(w.lotsNr) == 0 {
		return
	}
	w.bordersNr = w.ps.borderTree.search(&bb, w.bordersNr[:0])
	w.gather(&bb)
	for i := from; i < to && !w.ended(); i++ {
		w.rim(&w.atoms[i])
	}
}

// rim sweeps the rim of one disc.
//
//  1. Find where it crosses borders and, from a place clear of them, which
//     lots it lies in where the walk begins.
//  2. Find where the other discs begin and end on it.
//  3. Walk round.
func (w *lotWorker) rim(a *atom) {
	pc := piece{base: a.c, r: a.r, fac: a.fac, end: fullTurn, whole: true, from: vec{a.r, 0}, to: vec{a.r, 0}}
	w.events, w.spots, w.within = w.events[:0], w.spots[:0], w.within[:0]
	w.crossBorders(&pc)
	w.locate(&pc)
	if len(w.spots) > 0 {
		w.state = state{}
		if w.nearby != nil {
			w.crowdOver(&pc, w.place)
		} else {
			w.coverRim(&pc, a)
		}
		w.walkRim(&pc)
		w.gains.add(pc.fac, pc.reach, pc.alone)
	}
	for _, s := range w.spots {
		w.spotOf[s.lot] = 0
	}
}

// crossBorders adds the places where a rim crosses borders.
func (w *lotWorker) crossBorders(pc *piece) {
	if w.nearby != nil {
		for _, o := range w.nearby.borders.of(w.place) {
			if o.meets(pc.r * pc.r) {
				w.crossBorder(pc, o.at)
			}
		}
		return
	}
	for _, place := range w.bordersNr {
		if crossesBox(pc.base, pc.r, &w.ps.borderTree.levels[0][place]) {
			w.crossBorder(pc, place)
		}
	}
}

// crossBorder adds the places where a rim crosses a border. It leaves the land
// on the left of the border where that enters the disc.
func (w *lotWorker) crossBorder(pc *piece, place int32) {
	b := &w.ps.borders[place]
	k := cut(b.a, b.b, pc.base, pc.r)
	for n := range k.n {
		at := angle(k.p[n].y, k.p[n].x)
		if at < 0 {
			at += fullTurn
		}
		if at < pc.end {
			w.events = append(w.events, event{at, k.p[n], firstBorder - place, sign(!k.enters[n])})
		}
	}
}

// locate fills spots and within with the lots that a rim, whose crossings of
// borders are known, passes through or begins in.
func (w *lotWorker) locate(pc *piece) {
	lo, hi, _ := longestPart(w.events, 0, pc.end)
	at := pc.on(lo + generic*(hi-lo))
	if w.nearby != nil {
		for _, o := range w.nearby.lots.of(w.place) {
			if o.meets(pc.r * pc.r) {
				w.stand(o.at, at)
			}
		}
	} else {
		for _, place := range w.lotsNr {
			w.stand(place, at)
		}
	}
	for i := range w.events {
		e := &w.events[i]
		b, behind := &w.ps.borders[firstBorder-e.who], e.delta
		if e.at > lo {
			behind = 0
		}
		w.spot(b.left).in -= behind
		if b.right != noLot {
			w.spot(b.right).in += behind
		}
	}
	for k, s := range w.spots {
		if s.in > 0 {
			w.within = append(w.within, int32(k))
		}
	}
}

// stand notes that the walk begins at p, if that lies in the lot at a place of
// the tree.
func (w *lotWorker) stand(place int32, p vec) {
	if !w.ps.tree.levels[0][place].holds(p) {
		return
	}
	k := w.ps.tree.order[place]
	if n := w.ps.lots[k].winding(p); n > 0 {
		w.spot(k).in = int32(n)
	}
}

// spot returns the spot of a lot.
func (w *lotWorker) spot(lot int32) *spot {
	if w.spotOf[lot] == 0 {
		w.spots = append(w.spots, spot{lot: lot})
		w.spotOf[lot] = int32(len(w.spots))
	}
	return &w.spots[w.spotOf[lot]-1]
}

// coverRim adds the covers of the rim of a by the other discs.
func (w *lotWorker) coverRim(pc *piece, a *atom) {
	o := owner{fac: a.fac, id: a.id}
	for k := range w.near {
		b := &w.near[k]
		if b.id == a.id {
			continue
		}
		n := len(w.events)
		w.lead = 0
		if w.discOnRim(pc, &o, b); w.lead > 0 {
			w.depth += w.lead
			w.names += int64(w.lead) * int64(b.fac)
		}
		for ; n < len(w.events); n++ {
			w.events[n].who = b.fac
		}
	}
}

// crossesBox reports whether the circle round c with radius r can meet what
// lies in b: not all of b lies within it, nor all of b beyond it.
func crossesBox(c vec, r float64, b *box) bool {
	dx, dy := max(b.minX-c.x, 0, c.x-b.maxX), max(b.minY-c.y, 0, c.y-b.maxY)
	if dx*dx+dy*dy > r*r {
		return false
	}
	dx, dy = max(b.maxX-c.x, c.x-b.minX), max(b.maxY-c.y, c.y-b.minY)
	return dx*dx+dy*dy >= r*r
}

// walkRim goes along a rim and adds up its parts.
func (w *lotWorker) walkRim(pc *piece) {
	w.events, w.other = sortTurn(w.events, w.other)
	at, p := pc.begin, pc.from
	for i := range w.events {
		e := &w.events[i]
		if e.at > at {
			if len(w.within) > 0 {
				w.rimPart(pc, at, e.at, p, e.p)
			}
			at, p = e.at, e.p
		}
		if e.who > firstBorder {
			w.depth += e.delta
			w.names += int64(e.delta) * int64(e.who)
			continue
		}
		b := &w.ps.borders[firstBorder-e.who]
		w.pass(b.left, e.delta)
		if b.right != noLot {
			w.pass(b.right, -e.delta)
		}
	}
	if pc.end > at && len(w.within) > 0 {
		w.rimPart(pc, at, pc.end, p, pc.to)
	}
}

// pass takes the walk over an edge of a lot.
func (w *lotWorker) pass(lot, delta int32) {
	k := w.spotOf[lot] - 1
	s := &w.spots[k]
	before := s.in > 0
	s.in += delta
	switch after := s.in > 0; {
	case after && !before:
		w.within = append(w.within, k)
	case before && !after:
		for i, o := range w.within {
			if o == k {
				w.within = append(w.within[:i], w.within[i+1:]...)
				break
			}
		}
	}
}

// rimPart adds the part of a rim from p to q, over which nothing changes.
func (w *lotWorker) rimPart(pc *piece, lo, hi float64, p, q vec) {
	d := q.sub(p)
	bulge := pc.r * pc.r * (hi - lo) / 2
	depth, spread := int(w.depth), 0.0
	for _, k := range w.within {
		at := w.spots[k].lot
		l := &w.ps.lots[at]
		v := bulge + pc.base.sub(l.pivot).cross(d)/2
		w.sum.rims = addAt(w.sum.rims, depth, l.perM2*v)
		spread += l.perM2
		if depth == 0 {
			w.sum.open = append(w.sum.open, openPart{at, -v})
		}
	}
	pc.reach += spread * bulge // about its own centre
	switch depth {
	case 0:
		pc.alone += spread * bulge
	case 1:
		who := int32(w.names)
		w.gains.add(who, 0, -spread*(bulge+pc.base.sub(w.facs[who].origin).cross(d)/2))
	}
}
