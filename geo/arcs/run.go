package arcs

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"

	"catchment/geo/steps"
)

// smallPoly is the number of edges up to which a polygon is swept together
// with the atoms beside it; larger ones are swept in runs of their own.
const smallPoly = fan

// blocksPerRun is how many blocks share one tally.
const blocksPerRun = 16

// block is a handful of boundary pieces that lie close together, swept after
// one search for the covers near them.
type block struct {
	from, to int32 // atoms in tree order, or edges
	atom     int32 // the atom whose edges these are; leafBlock or landBlock
}

const (
	leafBlock int32 = -1
	landBlock int32 = -2
)

// blocks returns all boundary pieces in blocks, in a fixed order.
func (s *scene) blocks() []block {
	var out []block
	runs := func(from, to, atom int32) {
		for k := from; k < to; k += fan {
			out = append(out, block{k, min(to, k+fan), atom})
		}
	}
	if s.counted {
		runs(0, int32(len(s.walk)), leafBlock)
	} else {
		runs(0, int32(len(s.atoms)), leafBlock)
	}
	for i := range s.atoms {
		if p := s.atoms[i].poly; p >= 0 && s.polys[p].large() {
			runs(0, int32(len(s.polys[p].edges)), int32(i))
		}
	}
	runs(0, int32(len(s.land.edges)), landBlock)
	return out
}

// large reports whether the polygon is swept in runs of its own.
func (p *poly) large() bool { return p.r == 0 && p.core == 0 && len(p.edges) > smallPoly }

// shows reports whether an atom has boundary to sweep in its leaf.
func (s *scene) shows(a *atom) bool {
	if a.poly < 0 {
		return a.rim != noRim
	}
	p := &s.polys[a.poly]
	return !p.large() && p.shown[0].last > 0
}

// sweepAll sweeps every block on the given number of workers and returns the
// tallies of the runs in order.
func (s *scene) sweepAll(ctx context.Context, workers int) ([]tally, error) {
	blocks := s.blocks()
	runs := make([]tally, (len(blocks)+blocksPerRun-1)/blocksPerRun)
	err := parallel(ctx, workers, len(runs), func() func(int) {
		w := newWorker(s)
		w.ctx = ctx
		return func(i int) {
			for _, b := range blocks[i*blocksPerRun : min(len(blocks), (i+1)*blocksPerRun)] {
				w.sweepBlock(b)
			}
			runs[i] = w.out.take()
		}
	})
	return runs, err
}

// parallel calls do(0) … do(n-1) in any order, each worker with a do of its
// own, and stops early with the context's error when it ends.
func parallel(ctx context.Context, workers, n int, start func() func(int)) error {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	round := steps.Begin(ctx, n)
	defer round.End()
	for range min(workers, n) {
		wg.Go(func() {
			do := start()
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				do(i)
				round.Done(1)
			}
		})
	}
	wg.Wait()
	return ctx.Err()
}

// spread calls do for ranges that make up 0…n-1, on all processors when there
// are many.
func spread(n int, do func(from, to int)) {
	const run = 8192
	if n <= run {
		do(0, n)
		return
	}
	var wg sync.WaitGroup
	for from := 0; from < n; from += run {
		wg.Go(func() { do(from, min(n, from+run)) })
	}
	wg.Wait()
}

// each calls do(0) … do(n-1), so many in a row, each worker taking the next
// such run.
func each(workers, n, run int, do func(i int)) {
	_ = parallel(context.Background(), workers, (n+run-1)/run, func() func(int) {
		return func(k int) {
			for i := k * run; i < min(n, (k+1)*run); i++ {
				do(i)
			}
		}
	})
}

// sweepBlock finds what is near a block and sweeps its pieces.
func (w *worker) sweepBlock(b block) {
	bb := w.blockBox(b)
	if !bb.touches(&w.landBox) {
		return
	}
	if b.atom != landBlock {
		w.edgesNr = w.land.near(&bb, w.edgesNr[:0])
		w.landIn = len(w.edgesNr) == 0
		w.known, w.corner = true, vec{bb.maxX, bb.maxY}
		w.cornerN = w.land.winding(w.corner)
		if w.landIn && w.cornerN <= 0 {
			return
		}
	}
	if w.crowd == nil || b.atom == landBlock {
		w.gather(&bb)
	}
	switch b.atom {
	case leafBlock:
		for i := b.from; i < b.to && !w.ended(); i++ {
			w.place = i
			w.sweepAtom(w.leaf(i))
		}
	case landBlock:
		for i := b.from; i < b.to && !w.ended(); i++ {
			o := areaOwner
			w.edge(&w.land.edges[i], &o)
		}
	default:
		a := &w.atoms[b.atom]
		w.sweepEdges(a, b.from, b.to)
	}
}

// ended reports whether the sweep need not go on.
func (w *worker) ended() bool { return w.ctx != nil && w.ctx.Err() != nil }

// landAt returns the area's winding number about p, in the block in hand.
// From the corner of the block's box, where it is known, it changes on the
// way up or down to p's level and on the way across to p only by the edges
// near the block; the first way is counted with x and y exchanged, which
// turns the sign.
func (w *worker) landAt(p vec) int {
	if !w.known {
		return w.land.winding(p)
	}
	n, q, c := w.cornerN, vec{w.corner.x, p.y}, w.corner
	for _, i := range w.edgesNr {
		e := &w.land.edges[i]
		if up := above(e.b.y, p.y) - above(e.a.y, p.y); up != 0 {
			n += crossing(p.x, p.y, e.a.x, e.a.y, e.b.x, e.b.y) - crossing(q.x, q.y, e.a.x, e.a.y, e.b.x, e.b.y)
		}
		if across := above(e.b.x, c.x) - above(e.a.x, c.x); across != 0 {
			n -= crossing(q.y, q.x, e.a.y, e.a.x, e.b.y, e.b.x) - crossing(c.y, c.x, e.a.y, e.a.x, e.b.y, e.b.x)
		}
	}
	return n
}

// blockBox returns a box that holds the pieces of a block, rounding included.
func (w *worker) blockBox(b block) box {
	bb := noBox
	for i := b.from; i < b.to; i++ {
		switch {
		case b.atom == landBlock:
			bb = bb.join(w.land.edges[i].box())
		case b.atom >= 0:
			bb = bb.join(w.polys[w.atoms[b.atom].poly].edges[i].box())
		case !w.counted:
			bb = bb.join(w.tree.levels[0][i])
		default:
			bb = bb.join(w.pieceBox(w.leaf(i)))
		}
	}
	if b.atom == leafBlock {
		bb = bb.pad(w.grownM)
	}
	return bb.pad(w.slack)
}

// leaf returns the i-th of the atoms that leaf blocks are made of.
func (s *scene) leaf(i int32) *atom {
	if s.counted {
		i = s.walk[i]
	}
	return &s.atoms[i]
}

// pieceBox returns a box that holds the boundary that an atom has to sweep in
// its leaf.
func (w *worker) pieceBox(a *atom) box {
	switch {
	case a.poly < 0 && a.rim == noRim:
		return noBox
	case a.rim >= 0:
		v := &w.rims[a.rim]
		pc := piece{base: a.c, r: a.r, end: v.hi - v.lo, from: v.p, to: v.q}
		pc.surround()
		return box{pc.mid.x, pc.mid.y, pc.mid.x, pc.mid.y}.pad(pc.rad)
	case a.poly < 0:
		return w.boxOf(a)
	}
	b, p := noBox, &w.polys[a.poly]
	if !p.large() {
		for _, sh := range p.shown {
			for _, e := range p.edges[sh.first:sh.last] {
				b = b.join(e.box())
			}
		}
	}
	return b
}

// gather collects the atoms whose boxes touch bb.
func (w *worker) gather(bb *box) {
	around := bb.pad(w.grownM)
	w.places = w.tree.search(&around, w.places[:0])
	w.near, w.groups = w.near[:0], w.groups[:0]
	if !w.counted {
		for _, i := range w.places {
			w.near = append(w.near, w.atoms[i])
		}
		return
	}
	for _, i := range w.places {
		all := w.atoms[w.first[i]:w.first[i+1]]
		from := len(w.near)
		if g := w.groves[i]; g == nil {
			w.near = append(w.near, all...)
		} else {
			w.hits = g.search(bb, w.hits[:0])
			for _, k := range w.hits {
				w.near = append(w.near, all[k])
			}
		}
		if len(w.near) > from {
			w.groups = append(w.groups, group{all[0].fac, int32(from), int32(len(w.near))})
		}
	}
}

func (w *worker) sweepAtom(a *atom) {
	switch {
	case a.poly < 0 && a.rim != noRim:
		w.rim(a)
	case a.poly >= 0 && !w.polys[a.poly].large():
		p := &w.polys[a.poly]
		for _, sh := range p.shown {
			w.sweepEdges(a, sh.first, sh.last)
		}
	}
}

func (w *worker) sweepEdges(a *atom, from, to int32) {
	p := &w.polys[a.poly]
	o := owner{fac: a.fac, id: a.id}
	if p.r > 0 {
		o.flank = &p.flank
	}
	for i := from; i < to; i++ {
		w.edge(&p.edges[i], &o)
	}
}
