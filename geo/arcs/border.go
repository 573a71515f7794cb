package arcs

// edges sweeps the borders at some places of their tree.
func (w *lotWorker) edges(from, to int) {
	bb := noBox
	for i := from; i < to; i++ {
		bb = bb.join(w.ps.borderTree.levels[0][i])
	}
	w.gather(&bb)
	for i := from; i < to && !w.ended(); i++ {
		w.border(int32(i))
	}
}

// border sweeps the border at a place of their tree.
func (w *lotWorker) border(place int32) {
	w.events, w.state = w.events[:0], state{}
	b := &w.ps.borders[place]
	side := borderSides{seg: b.seg, end: b.b.sub(b.a), left: b.left, right: b.right}
	l := &w.ps.lots[b.left]
	side.more, side.onLeft, side.perLeft = l.perM2, b.a.sub(l.pivot), l.perM2
	if b.right != noLot {
		r := &w.ps.lots[b.right]
		side.more, side.onRight, side.perRight = l.perM2-r.perM2, b.a.sub(r.pivot), r.perM2
	}
	if w.nearby != nil {
		for _, o := range w.nearby.discs.of(place) {
			if a := &w.atoms[o.at]; float64(o.near2) <= a.r*a.r {
				w.discOver(a, &side)
			}
		}
	} else {
		around := &w.ps.borderTree.levels[0][place]
		for k := range w.near {
			if a := &w.near[k]; !missesBox(a, around) {
				w.discOver(a, &side)
			}
		}
	}
	sortEvents(w.events)
	at, p := 0.0, vec{}
	for i := range w.events {
		e := &w.events[i]
		if e.at > at {
			w.borderPart(&side, e.p.sub(p))
			at, p = e.at, e.p
		}
		w.depth += e.delta
		w.names += int64(e.delta) * int64(e.who)
	}
	if at < 1 {
		w.borderPart(&side, side.end.sub(p))
	}
}

// borderSides is a border with what lies on its two sides.
type borderSides struct {
	seg
	end               vec // offset from a
	left, right       int32
	onLeft, onRight   vec // a from the pivots of the lots
	perLeft, perRight float64
	more              float64 // what there is more on each square metre of the left
}

// borderPart adds a part of a border, over which nothing changes.
func (w *lotWorker) borderPart(s *borderSides, d vec) {
	left, right := s.onLeft.cross(d)/2, s.onRight.cross(d)/2
	w.sum.land = addAt(w.sum.land, int(w.depth), s.perLeft*left-s.perRight*right)
	switch w.depth {
	case 0:
		w.sum.open = append(w.sum.open, openPart{s.left, left})
		if s.right != noLot {
			w.sum.open = append(w.sum.open, openPart{s.right, -right})
		}
	case 1:
		who := int32(w.names)
		w.gains.add(who, 0, s.more*s.a.sub(w.facs[who].origin).cross(d)/2)
	}
}

// discOver adds the cover of a border by a disc.
func (w *lotWorker) discOver(a *atom, s *borderSides) {
	c := cut(s.a, s.b, a.c, a.r)
	if !c.inside && c.n == 0 {
		return
	}
	off := a.c.sub(s.a)
	t, u, p, q := 0.0, 1.0, vec{}, s.end
	for n := range c.n {
		at := vec{off.x + c.p[n].x, off.y + c.p[n].y}
		if c.enters[n] {
			t, p = c.t[n], at
		} else {
			u, q = c.t[n], at
		}
	}
	if u <= 0 || t >= 1 {
		return
	}
	if t > 0 {
		w.events = append(w.events, event{t, p, a.fac, 1})
	} else {
		w.depth++
		w.names += int64(a.fac)
	}
	if u < 1 {
		w.events = append(w.events, event{u, q, a.fac, -1})
	}
	w.gains.add(a.fac, -s.more*off.cross(q.sub(p))/2, 0)
}
