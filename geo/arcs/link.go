package arcs

import (
	"cmp"
	"context"
	"math"
	"slices"
)

// joinRatio is the distance within which ends of strokes meet, as a fraction
// of the largest coordinate: 4e-8 m in an area 20 km wide. Ends that belong
// together differ by rounding only.
const joinRatio = 1.0 / (1 << 38)

// drawnM is the width in metres below which a patch is not drawn.
const drawnM = 1e-7

// none marks a stroke that nothing follows.
const none int32 = -1

// ring is a closed walk along strokes.
type ring struct {
	strokes []stroke
	area    float64 // positive counter-clockwise
	length  float64
}

// linker joins strokes, which have the land they bound on their left, end to
// end into rings.
type linker struct {
	strokes  []stroke
	from, to []int32 // node at the start and end of each stroke
	at       []vec   // position of each node
	next     []int32 // stroke that follows each stroke
	eps      float64 // nodes lie further apart
	busy     []bool  // node where more than one ring may pass
	placeOf  []int32 // on the walk in hand: busy node → strokes up to it, 0 when not on it
	order    []int32 // strokes ring by ring: of ring k, order[ends[k]:ends[k+1]]
	ends     []int32
}

// link returns the rings that the strokes, which it overwrites, form, none
// touching itself: where a ring meets itself in a point it is cut there into
// two.
//
//  1. Ends that lie together become nodes.
//  2. At each node every incoming stroke gets the outgoing one that bounds the
//     same wedge of land.
//  3. Walks along the links are cut where they come back to a node.
func link(ctx context.Context, strokes []stroke) []ring {
	l := &linker{}
	l.makeNodes(ctx, strokes)
	l.pair()
	l.mend()
	l.walkAll()
	return l.rings()
}

// makeNodes numbers the ends, moves them onto their nodes, drops strokes that
// have no length and cuts them at nodes they pass.
func (l *linker) makeNodes(ctx context.Context, strokes []stroke) {
	n := len(strokes)
	ends := make([]vec, 2*n)
	spread(n, func(from, to int) {
		for i := from; i < to; i++ {
			ends[2*i], ends[2*i+1] = strokes[i].a, strokes[i].b
		}
	})
	extent := farthest(ends)
	l.eps = extent * joinRatio
	var number []int32
	number, l.at = mergePoints(ends, extent, joinRatio)
	stops := l.stops(ctx, strokes, number)
	first := make([]int32, n+1) // stroke i becomes those from first[i] to before first[i+1]
	for i := range n {
		first[i+1] = first[i]
		eachLeg(number[2*i], number[2*i+1], stopsOf(stops, i), func(_, _ stop) { first[i+1]++ })
	}
	l.strokes = strokes
	if total := int(first[n]); total != n || len(stops) > 0 {
		l.strokes = make([]stroke, total)
	}
	l.from, l.to = make([]int32, len(l.strokes)), make([]int32, len(l.strokes))
	spread(n, func(from, to int) {
		for i := from; i < to; i++ {
			s, k := strokes[i], first[i]
			eachLeg(number[2*i], number[2*i+1], stopsOf(stops, i), func(a, b stop) {
				l.put(k, s, a, b)
				k++
			})
		}
	})
}

// put makes the part of s from a to b the k-th stroke.
func (l *linker) put(k int32, s stroke, a, b stop) {
	s.a, s.b = l.at[a.point], l.at[b.point]
	lo, turn := s.lo, s.hi-s.lo
	if a.t > 0 {
		s.lo = lo + a.t*turn
	}
	if b.t < 1 {
		s.hi = lo + b.t*turn
	}
	if s.back {
		a, b = b, a
	}
	l.strokes[k], l.from[k], l.to[k] = s, a.point, b.point
}

// stops returns the nodes that strokes pass, by stroke; number is that of the
// node at either end of each. An arc is cut only so near its end that it has
// not yet left its tangent: there it may run along another boundary and meet
// it again in a node beyond. Elsewhere a cut would change how it is drawn.
func (l *linker) stops(ctx context.Context, strokes []stroke, number []int32) []stop {
	boxes := make([]box, len(strokes))
	spread(len(strokes), func(from, to int) {
		for i := from; i < to; i++ {
			s := &strokes[i]
			boxes[i] = seg{s.a, s.b}.box().pad(2*l.eps + s.sagitta())
		}
	})
	return stopsAt(ctx, l.at, boxes, func(k int32, p vec) (float64, bool) {
		s, a, b := &strokes[k], l.at[number[2*k]], l.at[number[2*k+1]]
		if s.r == 0 {
			return onEdge(&seg{a, b}, p, l.eps)
		}
		if p == a || p == b {
			return 0, false
		}
		v, w := p.sub(a), p.sub(b)
		if min(v.dot(v), w.dot(w)) > 2*s.r*l.eps {
			return 0, false
		}
		return s.passes(p, l.eps)
	})
}

// stopsOf returns those of stops, which are sorted, that lie on an edge.
func stopsOf(stops []stop, edge int) []stop {
	if len(stops) == 0 {
		return nil
	}
	before := func(s stop, edge int32) int { return cmp.Compare(s.edge, edge) }
	from, _ := slices.BinarySearchFunc(stops, int32(edge), before)
	to, _ := slices.BinarySearchFunc(stops, int32(edge)+1, before)
	return stops[from:to]
}

// eachLeg calls do for each part with a length of what goes from node a by way
// of stops to node b.
func eachLeg(a, b int32, stops []stop, do func(a, b stop)) {
	last := stop{point: a}
	for _, s := range stops {
		if last.point != s.point {
			do(last, s)
			last = s
		}
	}
	if last.point != b {
		do(last, stop{point: b, t: 1})
	}
}

// spoke is a stroke seen from a node it starts or ends at.
type spoke struct {
	node, stroke int32
	in           bool
	angle        float64
}

// pair fills next, node by node: at once where one stroke comes and one goes.
func (l *linker) pair() {
	in, out, crowded := l.meet()
	if crowded && l.drop() {
		in, out, crowded = l.meet()
	}
	l.next = slices.Repeat([]int32{none}, len(l.strokes))
	for k := range l.at {
		if !l.busy[k] && in[k] != none {
			l.next[in[k]] = out[k]
		}
	}
	if crowded {
		l.pairBusy()
	}
}

// meet returns for each node a stroke that comes in and one that goes out, and
// whether any node is busy.
func (l *linker) meet() (in, out []int32, crowded bool) {
	in, out = slices.Repeat([]int32{none}, len(l.at)), slices.Repeat([]int32{none}, len(l.at))
	l.busy = make([]bool, len(l.at))
	claim := func(of []int32, node, stroke int32) {
		if of[node] != none {
			l.busy[node] = true
		}
		of[node] = stroke
	}
	for i := range int32(len(l.strokes)) {
		claim(out, l.from[i], i)
		claim(in, l.to[i], i)
	}
	for k := range l.at {
		l.busy[k] = l.busy[k] || (in[k] == none) != (out[k] == none)
		crowded = crowded || l.busy[k]
	}
	return in, out, crowded
}

// drop drops strokes that run against each other from node to node with no
// land between them, and reports whether there were any.
func (l *linker) drop() bool {
	type leg struct{ a, b, stroke int32 }
	var legs []leg
	for i := range int32(len(l.strokes)) {
		if a, b := l.from[i], l.to[i]; l.busy[a] && l.busy[b] {
			legs = append(legs, leg{min(a, b), max(a, b), i})
		}
	}
	slices.SortFunc(legs, func(p, q leg) int {
		return cmp.Or(cmp.Compare(p.a, q.a), cmp.Compare(p.b, q.b), cmp.Compare(p.stroke, q.stroke))
	})
	gone := make([]bool, len(l.strokes))
	for i, p := range legs {
		for _, q := range legs[i+1:] {
			if q.a != p.a || q.b != p.b {
				break
			}
			if !gone[p.stroke] && !gone[q.stroke] && l.closed(p.stroke, q.stroke) {
				gone[p.stroke], gone[q.stroke] = true, true
			}
		}
	}
	kept := 0
	for i := range gone {
		if !gone[i] {
			l.strokes[kept], l.from[kept], l.to[kept] = l.strokes[i], l.from[i], l.to[i]
			kept++
		}
	}
	l.strokes, l.from, l.to = l.strokes[:kept], l.from[:kept], l.to[:kept]
	return kept < len(gone)
}

// closed reports whether two strokes between the same nodes run against each
// other with nothing between them.
func (l *linker) closed(i, k int32) bool {
	s := []stroke{l.strokes[i], l.strokes[k]}
	return l.from[i] == l.to[k] && math.Abs(loopArea(s)) <= l.eps*min(s[0].length(), s[1].length())
}

// pairBusy fills next at the busy nodes.
func (l *linker) pairBusy() {
	var all []spoke
	for i := range int32(len(l.strokes)) {
		if l.busy[l.from[i]] {
			all = append(all, spoke{node: l.from[i], stroke: i})
		}
		if l.busy[l.to[i]] {
			all = append(all, spoke{node: l.to[i], stroke: i, in: true})
		}
	}
	slices.SortStableFunc(all, func(a, b spoke) int { return cmp.Compare(a.node, b.node) })
	for from := 0; from < len(all); {
		to := from + 1
		for to < len(all) && all[to].node == all[from].node {
			to++
		}
		l.pairAt(all[from:to])
		from = to
	}
}

// pairAt links the strokes that meet at one node. Counter-clockwise from an
// outgoing stroke lies land, up to the incoming stroke that bounds it too.
func (l *linker) pairAt(s []spoke) {
	dist := math.Inf(1)
	for i := range s {
		dist = min(dist, l.strokes[s[i].stroke].length()/4)
	}
	for i := range s {
		k := &l.strokes[s[i].stroke]
		s[i].angle = k.off(dist, s[i].in != k.back)
	}
	slices.SortFunc(s, func(a, b spoke) int {
		return cmp.Or(cmp.Compare(a.angle, b.angle), cmp.Compare(a.stroke, b.stroke))
	})
	var open []int32
	for round := range 2 {
		for _, k := range s {
			if !k.in {
				if round == 0 {
					open = append(open, k.stroke)
				}
			} else if l.next[k.stroke] == none && len(open) > 0 {
				l.next[k.stroke], open = open[len(open)-1], open[:len(open)-1]
			}
		}
	}
}
