package arcs

import "math"

// owner says which atom an edge belongs to. The boundary of the study area
// belongs to none and yields to every other where they coincide.
type owner struct {
	fac, id int32
	edge    *seg   // the edge itself, nil for a rim
	flank   *flank // the flank the edge is a side of, else nil
}

var areaOwner = owner{fac: noFac, id: 1<<31 - 1}

// edge sweeps one straight edge.
func (w *worker) edge(s *seg, o *owner) {
	pc := piece{base: s.a, fac: o.fac, end: 1, to: s.b.sub(s.a)}
	if o.fac != noFac {
		pc.origin = w.facs[o.fac].origin
	}
	o.edge = s
	w.sweep(&pc, o)
}

// discOnEdge adds the cover of an edge by a disc. Where the disc has its centre
// on the line the edge was moved from, by its radius, the two touch at most.
func (w *worker) discOnEdge(pc *piece, o *owner, b *atom) (whole bool) {
	if o.flank != nil {
		if _, touched := o.flank.touched(b.c, b.r, w.slack); touched {
			return false
		}
	}
	k := cut(o.edge.a, o.edge.b, b.c, b.r)
	if !k.inside && k.n == 0 {
		return false
	}
	ends := [2]event{{at: pc.begin, p: pc.from}, {at: pc.end, p: pc.to}}
	off := b.c.sub(pc.base)
	for n := range k.n {
		which := 0
		if !k.enters[n] {
			which = 1
		}
		ends[which].at, ends[which].p = k.t[n], vec{off.x + k.p[n].x, off.y + k.p[n].y}
	}
	w.stretchOver(pc, ends[0].at, ends[1].at, ends[0].p, ends[1].p)
	return k.inside
}

// polyOnEdge adds the cover of an edge by the polygon p.
func (w *worker) polyOnEdge(pc *piece, o *owner, p *poly, wins bool) (whole bool) {
	if p.r > 0 {
		return w.flankOnEdge(pc, o.edge, p, wins)
	}
	around := box{pc.mid.x, pc.mid.y, pc.mid.x, pc.mid.y}.pad(pc.rad + p.core/8 + w.slack)
	w.hits = p.near(&around, w.hits[:0])
	s := o.edge
	if p.core > 0 {
		moved := p.aside(s)
		s = &moved
	} else if hit, over := coincideNear(s, &p.chain, w.hits, wins); hit {
		return over && w.note()
	}
	at, sum := w.cutsOnEdge(pc, s, &p.chain, w.hits)
	return w.enclose(p.winding(at), sum)
}

// aside returns the edge shifted, to be tested against the core p. Round its
// boundary the flanks cover more than half their width on either side; there it
// does not matter where the core is said to begin. So it is tested where no
// edge of p runs along.
func (p *poly) aside(s *seg) seg {
	d := s.b.sub(s.a)
	k := generic / 4 * p.core / math.Hypot(d.x, d.y)
	return seg{vec{s.a.x - d.y*k, s.a.y + d.x*k}, vec{s.b.x - d.y*k, s.b.y + d.x*k}}
}

// note notes a cover of the whole piece and reports true.
func (w *worker) note() bool {
	w.lead++
	return true
}

// coincide reports whether s runs along one of edges and whether it then lies
// in the land they bound: it does when that is on the other side of s, and on
// the same side when wins is set.
func coincide(s *seg, edges []seg, wins bool) (hit, over bool) {
	for i := range edges {
		o := &edges[i]
		if o.a == s.b && o.b == s.a {
			return true, true
		}
		if o.a == s.a && o.b == s.b {
			return true, wins
		}
	}
	return false, false
}

// coincideNear is coincide for those edges of c that are near.
func coincideNear(s *seg, c *chain, near []int32, wins bool) (hit, over bool) {
	for _, i := range near {
		if hit, over = coincide(s, c.edges[i:i+1], wins); hit {
			return hit, over
		}
	}
	return false, false
}

// cutsOnEdge fills some with the places where the edge s, or one beside it,
// crosses those edges of c that are near, and returns a place on s far from
// them, with their sum before it.
func (w *worker) cutsOnEdge(pc *piece, s *seg, c *chain, near []int32) (at vec, sum int32) {
	w.some = w.some[:0]
	for _, i := range near {
		t, at, enters, ok := crossEdges(s, &c.edges[i])
		if ok && t > pc.begin && t < pc.end {
			w.some = append(w.some, event{t, at.sub(s.a), landWho, sign(enters)})
		}
	}
	lo, hi, sum := longestPart(w.some, pc.begin, pc.end)
	t, d := lo+generic*(hi-lo), s.b.sub(s.a)
	return vec{s.a.x + t*d.x, s.a.y + t*d.y}, sum
}
