package arcs

import (
	"cmp"
	"slices"
)

// Whose events and pieces are, besides facilities (0 and up).
const (
	landWho int32 = -1 // the study area
	noFac   int32 = -2 // the owner of the study area's boundary
)

// event is a place on a piece where who's cover begins (+1) or ends (-1).
type event struct {
	at    float64 // radians round a rim, fraction of an edge
	p     vec     // offset from the piece's base
	who   int32
	delta int32
}

// piece is one rim or one straight edge, walked from its start to its end.
type piece struct {
	base     vec     // centre of the rim, start of the edge
	r        float64 // 0 for an edge
	fac      int32   // noFac for the study area's boundary
	end      float64
	from, to vec // offsets from base at 0 and at end
	origin   vec // of the facility
	reach    float64
	alone    float64
}

// state is what lies over the current place of the walk.
type state struct {
	depth  int32
	inside int32 // > 0 in the study area
	hidden int32 // > 0 inside the piece's own facility
	names  int64 // sum of the numbers of the covering facilities
}

// worker sweeps pieces one after the other; its slices are scratch space.
type worker struct {
	*scene
	out tally

	near    []atom // covers that may touch the block in hand
	places  []int32
	landIn  bool    // the block lies inside the area, no edge near
	pivot   vec     // the depth areas are summed about this point
	edgesNr []int32 // edges of the area near the block, when landIn is false
	known   bool    // cornerN is the area's winding number about corner
	corner  vec     // of the block's box
	cornerN int
	hits    []int32
	some    []event // events of one polygon

	state
	events []event
	count  []int32 // covers of each facility over the current place
	since  []vec   // where on an edge of the area a facility began to cover
}

func newWorker(s *scene) *worker {
	w := &worker{scene: s}
	if s.counted {
		w.count = make([]int32, len(s.facs))
		w.since = make([]vec, len(s.facs))
	}
	return w
}

// open starts a piece.
func (w *worker) open() {
	w.events = w.events[:0]
	w.state = state{}
}

// arc adds a cover of a rim from angle lo, at offset p, over width radians to
// offset q.
func (w *worker) arc(pc *piece, who int32, lo, width float64, p, q vec) {
	if lo < 0 {
		lo += fullTurn
	} else if lo >= fullTurn {
		lo -= fullTurn
	}
	hi := lo + width
	if hi >= fullTurn {
		hi -= fullTurn
		w.shift(pc, who, 1, pc.from)
	}
	w.events = append(w.events, event{lo, p, who, 1}, event{hi, q, who, -1})
}

// shift changes the cover by who at offset p of the piece.
func (w *worker) shift(pc *piece, who, delta int32, p vec) {
	switch {
	case who == pc.fac:
		w.hidden += delta
	case who == landWho:
		w.inside += delta
	case w.count == nil || !w.facs[who].counted:
		w.depth += delta
		w.names += int64(delta) * int64(who)
	default:
		w.recount(pc, who, delta, p)
	}
}

// recount is shift for a facility with several covers: only its first cover
// to begin and its last to end matter.
func (w *worker) recount(pc *piece, who, delta int32, p vec) {
	before := w.count[who] > 0
	w.count[who] += delta
	after := w.count[who] > 0
	switch {
	case after && !before:
		w.depth++
		w.names += int64(who)
		w.since[who] = p
	case before && !after:
		w.depth--
		w.names -= int64(who)
		if pc.fac == noFac {
			w.reachAlong(pc, who, w.since[who], p)
		}
	}
}

// reachAlong adds to who's reach the edge of the area from offset p to q.
func (w *worker) reachAlong(pc *piece, who int32, p, q vec) {
	v := pc.base.sub(w.facs[who].origin).cross(q.sub(p)) / 2
	w.out.shares = append(w.out.shares, share{fac: who, reach: v})
}

// walk goes along the piece and adds up its parts by Green's theorem.
func (w *worker) walk(pc *piece) {
	sortEvents(w.events)
	first := len(w.out.strokes)
	at, p := 0.0, pc.from
	for i := range w.events {
		e := &w.events[i]
		if e.at > at {
			if w.inside > 0 && w.hidden <= 0 {
				w.part(pc, at, e.at, p, e.p)
			}
			at, p = e.at, e.p
		}
		if w.count == nil && e.who >= 0 { // shift, for the common case
			w.depth += e.delta
			w.names += int64(e.delta) * int64(e.who)
			continue
		}
		w.shift(pc, e.who, e.delta, e.p)
	}
	if pc.end > at && w.inside > 0 && w.hidden <= 0 {
		w.part(pc, at, pc.end, p, pc.to)
	}
	if w.count != nil {
		w.clear(pc)
	}
	if pc.r > 0 {
		w.out.closeRim(first)
	}
	if pc.reach != 0 || pc.alone != 0 {
		w.out.shares = append(w.out.shares, share{pc.fac, pc.reach, pc.alone})
	}
}

// clear ends the covers that last to the end of the piece.
func (w *worker) clear(pc *piece) {
	for i := range w.near {
		if who := w.near[i].fac; who != pc.fac && w.count[who] != 0 {
			w.recount(pc, who, -w.count[who], pc.to)
		}
	}
}

// part adds the part of the piece from p to q, over which nothing changes.
func (w *worker) part(pc *piece, lo, hi float64, p, q vec) {
	d := q.sub(p)
	bulge := pc.r * pc.r * (hi - lo) / 2
	depth := int(w.depth)
	if pc.fac == noFac {
		w.landPart(pc, p, q, d, depth)
		return
	}
	w.out.rims = addAt(w.out.rims, depth, bulge+pc.base.sub(w.pivot).cross(d)/2)
	own := bulge + pc.base.sub(pc.origin).cross(d)/2
	pc.reach += own
	switch depth {
	case 0:
		pc.alone += own
		if w.strokes {
			w.stroke(pc, rimStroke, lo, hi, p, q)
		}
	case 1:
		other := int32(w.names)
		v := bulge + pc.base.sub(w.facs[other].origin).cross(d)/2
		w.out.shares = append(w.out.shares, share{fac: other, exclusive: -v})
	}
}

func (w *worker) landPart(pc *piece, p, q, d vec, depth int) {
	w.out.land = addAt(w.out.land, depth, pc.base.sub(w.pivot).cross(d)/2)
	if depth == 1 {
		other := int32(w.names)
		v := pc.base.sub(w.facs[other].origin).cross(d) / 2
		w.out.shares = append(w.out.shares, share{fac: other, exclusive: v})
	}
	if w.strokes {
		kind := coveredStroke
		if depth == 0 {
			kind = gapStroke
		}
		w.stroke(pc, kind, 0, 0, p, q)
	}
}

// sortEvents sorts by place. Events at one place keep their order, which
// depends only on the scene.
func sortEvents(e []event) {
	if len(e) > 24 {
		slices.SortStableFunc(e, func(a, b event) int { return cmp.Compare(a.at, b.at) })
		return
	}
	for i := 1; i < len(e); i++ {
		v, k := e[i], i
		for ; k > 0 && e[k-1].at > v.at; k-- {
			e[k] = e[k-1]
		}
		e[k] = v
	}
}
