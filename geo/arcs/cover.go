package arcs

// group is the covers of one facility near the block in hand: near[from:to].
type group struct{ fac, from, to int32 }

// span is a part of a piece, from lo at offset p to hi at offset q.
type span struct {
	lo, hi float64
	p, q   vec
}

// sweep sweeps what shows of a piece: what its own facility does not hide.
func (w *worker) sweep(pc *piece, o *owner) {
	if o.fac == noFac || !w.facs[o.fac].counted {
		w.sweepSpan(pc, o)
		return
	}
	w.show(pc, o)
	for _, s := range w.spans {
		part := *pc
		part.begin, part.end, part.from, part.to = s.lo, s.hi, s.p, s.q
		part.whole = pc.whole && s.lo == 0 && s.hi == fullTurn
		if pc.r > 0 {
			part.lo, part.begin, part.end = pc.lo+s.lo, 0, s.hi-s.lo
		}
		w.sweepSpan(&part, o)
	}
}

// sweepSpan sweeps a part of a piece that all shows.
func (w *worker) sweepSpan(pc *piece, o *owner) {
	w.events = w.events[:0]
	w.state = state{}
	if !w.landOn(pc, o) {
		return
	}
	if w.counted {
		pc.surround()
		for _, g := range w.groups {
			if g.fac != o.fac {
				w.groupOver(pc, o, g)
			}
		}
	} else {
		w.discsOver(pc, o)
	}
	w.walk(pc)
}

// landOn marks the parts of a piece in the study area and reports whether
// there are any.
func (w *worker) landOn(pc *piece, o *owner) bool {
	switch w.lead = 0; {
	case o.fac == noFac || w.landIn:
		w.inside = 1
		return true
	case o.edge != nil:
		if hit, over := coincideNear(o.edge, &w.land, w.edgesNr, false); hit {
			w.inside = 1
			return over
		}
		at, sum := w.cutsOnEdge(pc, o.edge, &w.land, w.edgesNr)
		w.enclose(w.landAt(at), sum)
	default:
		lo, hi, sum := w.cutsOnRim(pc, &w.land, w.edgesNr)
		w.enclose(w.landAt(pc.on(lo+generic*(hi-lo))), sum)
	}
	w.inside = w.lead
	return w.inside > 0 || len(w.events) > 0
}

// discsOver adds the covers of a piece where every facility is one disc.
func (w *worker) discsOver(pc *piece, o *owner) {
	if o.edge != nil {
		pc.surround()
		for i := range w.near {
			b := &w.near[i]
			v, far := pc.mid.sub(b.c), b.r+pc.rad
			if b.id != o.id && v.dot(v) <= 1.01*far*far {
				n := len(w.events)
				w.lead = 0
				w.discOnEdge(pc, o, b)
				w.settleOne(pc, b.fac, n)
			}
		}
		return
	}
	if w.crowd != nil {
		w.crowdOver(pc, w.place)
		return
	}
	for i := range w.near {
		b := &w.near[i]
		if v, far := b.c.sub(pc.base), pc.r+b.r; v.dot(v) >= far*far { // as lens would say
			continue
		}
		n := len(w.events)
		w.lead = 0
		if w.discOnRim(pc, o, b); w.lead > 0 {
			w.depth += w.lead
			w.names += int64(w.lead) * int64(b.fac)
		}
		for k := n; k < len(w.events); k++ {
			w.events[k].who = b.fac
		}
	}
}

// show fills spans with the parts of a piece that its own facility does not
// hide.
func (w *worker) show(pc *piece, o *owner) {
	w.spans, w.events, w.lead = w.spans[:0], w.events[:0], 0
	pc.surround()
	for _, g := range w.groups {
		if g.fac == o.fac {
			if w.gatherOne(pc, o, g) {
				return
			}
			break
		}
	}
	sortEvents(w.events)
	run, at, p := w.lead, pc.begin, pc.from
	for i := range w.events {
		e := &w.events[i]
		before := run > 0
		run += e.delta
		if after := run > 0; after && !before {
			if e.at > at {
				w.spans = append(w.spans, span{at, e.at, p, e.p})
			}
		} else if before && !after {
			at, p = e.at, e.p
		}
	}
	if run <= 0 && pc.end > at {
		w.spans = append(w.spans, span{at, pc.end, p, pc.to})
	}
	w.joinSpans(pc)
}

// joinSpans makes one of two spans that meet where the walk round a circle
// begins.
func (w *worker) joinSpans(pc *piece) {
	n := len(w.spans)
	if !pc.whole || n < 2 || w.spans[0].lo > 0 || w.spans[n-1].hi < fullTurn {
		return
	}
	f, l := &w.spans[0], &w.spans[n-1]
	l.hi, l.q = fullTurn+f.hi, f.q
	*f = *l
	w.spans = w.spans[:n-1]
}

// groupOver adds the cover of a piece by one facility.
func (w *worker) groupOver(pc *piece, o *owner, g group) {
	n := len(w.events)
	w.lead = 0
	if w.gatherOne(pc, o, g) {
		w.events, w.lead = w.events[:n], 1
	}
	if w.lead != 0 || len(w.events) > n {
		w.settleOne(pc, g.fac, n)
	}
}

// gatherOne adds the covers of a piece by one facility's atoms and reports
// whether one of them covers all of it. Those that clearly do, or clearly
// miss it, are told by the circle round the piece; a flank like the piece's
// own, but of a lower number, owns its sides.
func (w *worker) gatherOne(pc *piece, o *owner, g group) (whole bool) {
	w.maybe = w.maybe[:0]
	rad := pc.rad + w.slack
	for i := g.from; i < g.to; i++ {
		b := &w.near[i]
		v := pc.mid.sub(b.c)
		d2, far, close := v.dot(v), b.r+rad, b.r-rad
		switch {
		case d2 > far*far || b.id == o.id:
			continue
		case b.poly < 0:
			if close > 0 && d2 < close*close {
				return true
			}
		default:
			p := &w.polys[b.poly]
			switch p.lies(pc.mid, rad) {
			case outside:
				continue
			case inside:
				return true
			}
			if o.flank != nil && b.id < o.id && o.flank.same(&p.flank) {
				return true
			}
		}
		w.maybe = append(w.maybe, i)
	}
	for _, i := range w.maybe {
		if w.coverBy(pc, o, &w.near[i]) {
			return true
		}
	}
	return false
}

// coverBy adds the cover of a piece by one atom and reports whether it is
// known to cover all of it.
func (w *worker) coverBy(pc *piece, o *owner, b *atom) (whole bool) {
	switch {
	case b.poly < 0 && o.edge == nil:
		return w.discOnRim(pc, o, b)
	case b.poly < 0:
		return w.discOnEdge(pc, o, b)
	case o.edge == nil:
		return w.polyOnRim(pc, &w.polys[b.poly])
	}
	return w.polyOnEdge(pc, o, &w.polys[b.poly], b.id < o.id)
}
