package arcs

import (
	"cmp"
	"context"
	"math"
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

// piece is a rim, a straight edge or a part of one, walked from begin to end.
type piece struct {
	base       vec     // centre of the rim, start of the edge
	r          float64 // 0 for an edge
	lo         float64 // angle of the rim that begin and end are counted from
	begin, end float64
	whole      bool  // the rim is a full circle
	fac        int32 // noFac for the study area's boundary
	from, to   vec   // offsets from base at begin and at end
	mid        vec   // the piece lies within rad of mid
	rad        float64
	origin     vec // of the facility
	reach      float64
	alone      float64
}

// state is what lies over the current place of the walk.
type state struct {
	depth  int32
	inside int32 // > 0 in the study area
	names  int64 // sum of the numbers of the covering facilities
}

// worker sweeps pieces one after the other; its slices are scratch space.
type worker struct {
	*scene
	out tally
	ctx context.Context // looked at between pieces; nil does not end

	place   int32   // of the atom in hand
	near    []atom  // covers that may touch the block in hand
	groups  []group // the same by facility, when some have several
	places  []int32
	landIn  bool    // the block lies inside the area, no edge near
	pivot   vec     // the depth areas are summed about this point
	edgesNr []int32 // edges of the area near the block, when landIn is false
	known   bool    // cornerN is the area's winding number about corner
	corner  vec     // of the block's box
	cornerN int
	hits    []int32
	some    []event // crossings of one polygon
	maybe   []int32 // covers of one facility that may begin or end on the piece
	spans   []span  // what shows of the piece in hand

	state
	events []event
	other  []event // storage for sorting
	lead   int32   // covers of the facility in hand that lie over the start
}

func newWorker(s *scene) *worker { return &worker{scene: s} }

// surround fills mid and rad.
func (pc *piece) surround() {
	if pc.r > 0 && pc.end-pc.begin > math.Pi {
		pc.mid, pc.rad = pc.base, pc.r
		return
	}
	dx, dy := (pc.to.x-pc.from.x)/2, (pc.to.y-pc.from.y)/2
	pc.mid, pc.rad = vec{pc.base.x + pc.from.x + dx, pc.base.y + pc.from.y + dy}, math.Hypot(dx, dy)
}

// arc adds a cover of a rim from angle lo, at offset p, over width radians to
// offset q.
func (w *worker) arc(pc *piece, lo, width float64, p, q vec) {
	for lo -= pc.lo; lo < 0; lo += fullTurn {
	}
	for lo >= fullTurn {
		lo -= fullTurn
	}
	hi := lo + width
	if hi >= fullTurn {
		hi -= fullTurn
		w.lead++
	}
	if lo < pc.end {
		w.events = append(w.events, event{lo, p, 0, 1})
	}
	if hi < pc.end {
		w.events = append(w.events, event{hi, q, 0, -1})
	}
}

// stretchOver adds a cover of an edge from t, at offset p, to u, at q.
func (w *worker) stretchOver(pc *piece, t, u float64, p, q vec) {
	if u <= pc.begin || t >= pc.end {
		return
	}
	if t > pc.begin {
		w.events = append(w.events, event{t, p, 0, 1})
	} else {
		w.lead++
	}
	if u < pc.end {
		w.events = append(w.events, event{u, q, 0, -1})
	}
}

// settleOne makes what was added since the n-th event the cover by one
// facility: only the first of its covers to begin and the last to end matter.
func (w *worker) settleOne(pc *piece, who int32, n int) {
	some := w.events[n:]
	if len(some) > 1 {
		sortEvents(some)
	}
	run, p := w.lead, pc.from
	if run > 0 {
		w.depth++
		w.names += int64(who)
	}
	kept := n
	for _, e := range some {
		before := run > 0
		run += e.delta
		if after := run > 0; after == before {
			continue
		} else if after {
			p = e.p
			e.delta = 1
		} else {
			e.delta = -1
			w.reachAlong(pc, who, p, e.p)
		}
		e.who = who
		w.events[kept] = e
		kept++
	}
	w.events = w.events[:kept]
	if run > 0 {
		w.reachAlong(pc, who, p, pc.to)
	}
}

// reachAlong adds to who's reach the edge of the area from offset p to q.
func (w *worker) reachAlong(pc *piece, who int32, p, q vec) {
	if pc.fac == noFac {
		v := pc.base.sub(w.facs[who].origin).cross(q.sub(p)) / 2
		w.out.shares = append(w.out.shares, share{fac: who, reach: v})
	}
}

// walk goes along the piece and adds up its parts by Green's theorem.
func (w *worker) walk(pc *piece) {
	if pc.r > 0 {
		w.events, w.other = sortTurn(w.events, w.other)
	} else {
		sortEvents(w.events)
	}
	first := len(w.out.strokes)
	at, p := pc.begin, pc.from
	for i := range w.events {
		e := &w.events[i]
		if e.at > at {
			if w.inside > 0 {
				w.part(pc, at, e.at, p, e.p)
			}
			at, p = e.at, e.p
		}
		if e.who == landWho {
			w.inside += e.delta
			continue
		}
		w.depth += e.delta
		w.names += int64(e.delta) * int64(e.who)
	}
	if pc.end > at && w.inside > 0 {
		w.part(pc, at, pc.end, p, pc.to)
	}
	if pc.whole {
		w.out.closeRim(first)
	}
	if pc.reach != 0 || pc.alone != 0 {
		w.out.shares = append(w.out.shares, share{pc.fac, pc.reach, pc.alone})
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
		w.stroke(pc, rimStroke, pc.lo+lo, pc.lo+hi, p, q)
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
	kind := coveredStroke
	if depth == 0 {
		kind = gapStroke
	}
	w.stroke(pc, kind, 0, 0, p, q)
}

// sortEvents sorts by place. How events at one place are ordered depends only
// on the scene.
func sortEvents(e []event) {
	if len(e) > 24 {
		slices.SortFunc(e, func(a, b event) int {
			if a.at < b.at {
				return -1
			}
			return cmp.Compare(a.at, b.at)
		})
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

// turnParts is into how many parts sortTurn shares out a turn.
const turnParts = 64

// sortTurn sorts events round a rim as sortEvents does, events at one place
// keeping their order, by sharing them out first to parts of the turn. It
// returns them and the storage that is now free: those given, or exchanged.
func sortTurn(e, free []event) (sorted, left []event) {
	if len(e) <= 12 {
		sortEvents(e)
		return e, free
	}
	var count [turnParts]int32
	for i := range e {
		count[turnPart(e[i].at)]++
	}
	total := int32(0)
	for k, n := range count {
		count[k], total = total, total+n
	}
	free = slices.Grow(free[:0], len(e))[:len(e)]
	for i := range e {
		k := turnPart(e[i].at)
		free[count[k]] = e[i]
		count[k]++
	}
	for i := 1; i < len(free); i++ {
		if free[i-1].at <= free[i].at {
			continue
		}
		v, k := free[i], i
		for ; k > 0 && free[k-1].at > v.at; k-- {
			free[k] = free[k-1]
		}
		free[k] = v
	}
	return free, e
}

func turnPart(at float64) int {
	return min(turnParts-1, int(at*(turnParts/fullTurn))) & (turnParts - 1)
}
