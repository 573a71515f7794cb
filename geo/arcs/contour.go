package arcs

// A Contour is one patch of land bounded by arcs and segments.
type Contour struct {
	Outer Loop
	Holes []Loop
}

// A Loop is a closed ring of segments and arcs, in metres.
type Loop struct {
	strokes []stroke
}

type strokeKind int8

const (
	rimStroke     strokeKind = iota // a facility's boundary at depth 0
	gapStroke                       // the area's boundary at depth 0
	coveredStroke                   // the area's boundary at depth 1 and more
)

// stroke is a piece of the boundary between gap and covered land.
type stroke struct {
	a, b   vec // ends
	c      vec // centre, when r > 0
	r      float64
	lo, hi float64
	kind   strokeKind
}

func (w *worker) stroke(pc *piece, kind strokeKind, lo, hi float64, p, q vec) {
	k := stroke{a: vec{pc.base.x + p.x, pc.base.y + p.y}, b: vec{pc.base.x + q.x, pc.base.y + q.y}, kind: kind}
	if pc.r > 0 {
		k.c, k.r, k.lo, k.hi = pc.base, pc.r, lo, hi
	}
	w.out.strokes = append(w.out.strokes, k)
}
