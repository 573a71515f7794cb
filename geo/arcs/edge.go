package arcs

import (
	"cmp"
	"slices"
)

// owner says which atom an edge belongs to. The boundary of the study area
// belongs to none and yields to every other where they coincide.
type owner struct {
	fac, id int32
	flank   *poly // the flank the edge is a side of, else nil
}

var areaOwner = owner{fac: noFac, id: 1<<31 - 1}

// edge sweeps one straight edge.
func (w *worker) edge(s *seg, o owner) {
	w.open()
	d := s.b.sub(s.a)
	pc := piece{base: s.a, fac: o.fac, end: 1, to: d}
	if o.fac == noFac {
		w.inside = 1
	} else {
		pc.origin = w.facs[o.fac].origin
		if !w.landOnEdge(&pc, s, o) {
			return
		}
	}
	eb := s.box()
	for i := range w.near {
		b := &w.near[i]
		if b.id == o.id || !w.tree.levels[0][w.places[i]].touches(&eb) {
			continue
		}
		if b.poly >= 0 {
			p := &w.polys[b.poly]
			w.hits = p.near(&eb, w.hits[:0])
			w.chainOnEdge(&pc, s, &p.chain, w.hits, b.fac, b.id < o.id)
		} else if o.flank == nil || b.r != o.flank.r || b.c != o.flank.capA && b.c != o.flank.capB {
			w.discOnEdge(&pc, s, b)
		}
	}
	w.walk(&pc)
}

// landOnEdge marks the parts of a facility's edge in the study area and
// reports whether there are any.
func (w *worker) landOnEdge(pc *piece, s *seg, o owner) bool {
	if w.landIn {
		w.inside = 1
		return true
	}
	w.chainOnEdge(pc, s, &w.land, w.edgesNr, landWho, false)
	return w.inside > 0 || len(w.events) > 0
}

// discOnEdge adds the cover of an edge by a disc.
func (w *worker) discOnEdge(pc *piece, s *seg, b *atom) {
	k := cut(s.a, s.b, b.c, b.r)
	if !k.inside && k.n == 0 {
		return
	}
	ends := [2]event{{0, pc.from, b.fac, 1}, {pc.end, pc.to, b.fac, -1}}
	off := b.c.sub(s.a)
	for n := range k.n {
		which := 0
		if !k.enters[n] {
			which = 1
		}
		ends[which].at, ends[which].p = k.t[n], vec{off.x + k.p[n].x, off.y + k.p[n].y}
	}
	w.events = append(w.events, ends[0], ends[1])
	if pc.fac == noFac && !w.facs[b.fac].counted {
		w.reachAlong(pc, b.fac, ends[0].p, ends[1].p)
	}
}

// chainOnEdge adds the cover of an edge by the land inside the edges of c, of
// which near are those that may meet it. Where an edge of c coincides with s,
// land on the other side covers s, and land on the same side if wins is set.
func (w *worker) chainOnEdge(pc *piece, s *seg, c *chain, near []int32, who int32, wins bool) {
	w.some = w.some[:0]
	for _, i := range near {
		o := &c.edges[i]
		if o.a == s.b && o.b == s.a || wins && o.a == s.a && o.b == s.b {
			w.shift(pc, who, 1, pc.from)
			return
		}
		if o.a == s.a && o.b == s.b {
			return
		}
		if t, at, enters, ok := crossEdges(s, o); ok {
			delta := int32(-1)
			if enters {
				delta = 1
			}
			w.some = append(w.some, event{t, at.sub(s.a), who, delta})
		}
	}
	lo, width, sum := 0.0, 1.0, int32(0)
	if len(w.some) > 0 {
		lo, width, sum = w.longestPart()
	}
	t := lo + generic*width
	sum -= int32(w.windingOf(c, who, vec{s.a.x + t*pc.to.x, s.a.y + t*pc.to.y}))
	if sum != 0 {
		w.shift(pc, who, -sum, pc.from)
	}
	w.events = append(w.events, w.some...)
}

// longestPart sorts the events of one polygon and returns the longest part of
// the edge between two of them or an end, and the sum of the events before it.
func (w *worker) longestPart() (lo, width float64, sum int32) {
	s := w.some
	slices.SortStableFunc(s, func(a, b event) int { return cmp.Compare(a.at, b.at) })
	width = s[0].at
	run := int32(0)
	for i := range s {
		run += s[i].delta
		next := 1.0
		if i+1 < len(s) {
			next = s[i+1].at
		}
		if next-s[i].at > width {
			lo, width, sum = s[i].at, next-s[i].at, run
		}
	}
	return lo, width, sum
}
