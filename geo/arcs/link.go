package arcs

import (
	"cmp"
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
}

// linker joins strokes, which have the land they bound on their left, end to
// end into rings.
type linker struct {
	strokes  []stroke
	from, to []int32 // node at the start and end of each stroke
	at       []vec   // position of each node
	next     []int32 // stroke that follows each stroke
	busy     []bool  // node where more than one ring may pass
	rings    []ring
	placeOf  map[int32]int // on the walk in hand: busy node → strokes before it
	walked   []bool
	path     []stroke // storage of the walk in hand
}

// link returns the rings that the strokes, which it overwrites, form, none touching itself: where a
// ring meets itself in a point it is cut there into two.
//
//  1. Ends that lie together become nodes.
//  2. At each node every incoming stroke gets the outgoing one that bounds the
//     same wedge of land.
//  3. Walks along the links are cut where they come back to a node.
func link(strokes []stroke) []ring {
	l := &linker{strokes: strokes}
	l.makeNodes()
	l.pair()
	l.mend()
	l.walkAll()
	return l.rings
}

// makeNodes numbers the ends, moves them onto their nodes, drops strokes that
// have no length and cuts straight ones at the nodes they pass.
func (l *linker) makeNodes() {
	ends := make([]vec, 0, 2*len(l.strokes))
	extent := 0.0
	for i := range l.strokes {
		a, b := l.strokes[i].a, l.strokes[i].b
		ends = append(ends, a, b)
		extent = max(extent, math.Abs(a.x), math.Abs(a.y), math.Abs(b.x), math.Abs(b.y))
	}
	merged := mergePoints(ends, extent*joinRatio)
	number := make([]int32, len(ends))
	for i, m := range merged {
		if int(m) == i {
			number[i] = int32(len(l.at))
			l.at = append(l.at, ends[i])
		}
	}
	from, straight := l.strokes, make([]seg, 0, len(l.strokes))
	for i := range from {
		if from[i].r == 0 {
			straight = append(straight, seg{ends[merged[2*i]], ends[merged[2*i+1]]})
		}
	}
	stops := passed(straight, l.at, extent*joinRatio)
	l.strokes = from[:0]
	if len(stops) > 0 {
		l.strokes = make([]stroke, 0, len(from)+len(stops))
	}
	l.from, l.to = make([]int32, 0, len(from)+len(stops)), make([]int32, 0, len(from)+len(stops))
	nth := int32(0) // among the straight ones
	for i, s := range from {
		a := number[merged[2*i]]
		if s.r == 0 {
			for ; len(stops) > 0 && stops[0].edge == nth; stops = stops[1:] {
				l.add(s, a, stops[0].point)
				a = stops[0].point
			}
			nth++
		}
		l.add(s, a, number[merged[2*i+1]])
	}
}

// add keeps the stroke s from node a to node b.
func (l *linker) add(s stroke, a, b int32) {
	if a == b {
		return
	}
	s.a, s.b = l.at[a], l.at[b]
	if s.back {
		a, b = b, a
	}
	l.strokes = append(l.strokes, s)
	l.from, l.to = append(l.from, a), append(l.to, b)
}

// spoke is a stroke seen from a node it starts or ends at.
type spoke struct {
	stroke int32
	in     bool
	angle  float64
}

// pair fills next, node by node.
func (l *linker) pair() {
	n := len(l.strokes)
	l.next, l.busy = make([]int32, n), make([]bool, len(l.at))
	first := make([]int32, len(l.at)+1) // spokes of node k: spokes[first[k]:first[k+1]]
	for i := range n {
		l.next[i] = none
		first[l.from[i]]++
		first[l.to[i]]++
	}
	total := int32(0)
	for k := range first {
		first[k], total = total, total+first[k]
	}
	spokes, fill := make([]spoke, 2*n), slices.Clone(first)
	put := func(node int32, s spoke) {
		spokes[fill[node]] = s
		fill[node]++
	}
	for i := range int32(n) {
		put(l.from[i], spoke{stroke: i})
		put(l.to[i], spoke{stroke: i, in: true})
	}
	for k := range l.at {
		l.pairAt(int32(k), spokes[first[k]:first[k+1]])
	}
}

// pairAt links the strokes that meet at one node. Counter-clockwise from an
// outgoing stroke lies land, up to the incoming stroke that bounds it too.
func (l *linker) pairAt(node int32, s []spoke) {
	if len(s) == 2 && s[0].in != s[1].in {
		if s[0].in {
			s[0], s[1] = s[1], s[0]
		}
		l.next[s[1].stroke] = s[0].stroke
		return
	}
	l.busy[node] = true
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

// mend links what rounding left unlinked where several boundaries cross in
// one point: each loose end to the nearest loose start.
func (l *linker) mend() {
	followed := make([]bool, len(l.strokes))
	for _, k := range l.next {
		if k != none {
			followed[k] = true
		}
	}
	var starts []int32
	for i := range l.strokes {
		if !followed[i] {
			starts = append(starts, int32(i))
		}
	}
	for i := range l.strokes {
		if l.next[i] != none || len(starts) == 0 {
			continue
		}
		end := l.strokes[i].end()
		best := slices.MinFunc(starts, func(a, b int32) int {
			da, db := l.strokes[a].start().sub(end), l.strokes[b].start().sub(end)
			return cmp.Compare(da.dot(da), db.dot(db))
		})
		l.next[i] = best
		starts = slices.DeleteFunc(starts, func(k int32) bool { return k == best })
	}
}

// walkAll follows the links from every stroke not yet walked.
func (l *linker) walkAll() {
	l.walked = make([]bool, len(l.strokes))
	l.placeOf = map[int32]int{}
	for i := range l.strokes {
		if !l.walked[i] {
			l.walk(int32(i))
		}
	}
}

func (l *linker) walk(i int32) {
	clear(l.placeOf)
	path := l.path[:0]
	var nodes []int32 // busy nodes on the path, with their places in placeOf
	for k := i; k != none && !l.walked[k]; k = l.next[k] {
		l.walked[k] = true
		node := l.from[k]
		if l.busy[node] {
			if place, seen := l.placeOf[node]; seen {
				l.keep(path[place:])
				path = path[:place]
				for len(nodes) > 0 && l.placeOf[nodes[len(nodes)-1]] > place {
					delete(l.placeOf, nodes[len(nodes)-1])
					nodes = nodes[:len(nodes)-1]
				}
			} else {
				l.placeOf[node] = len(path)
				nodes = append(nodes, node)
			}
		}
		path = append(path, l.strokes[k])
	}
	l.keep(path)
	l.path = path
}

// keep stores a ring, closed where it was mended, unless it encloses nothing.
func (l *linker) keep(path []stroke) {
	walk := make([]stroke, 0, len(path))
	length := 0.0
	for i := range path {
		walk = append(walk, path[i])
		length += path[i].length()
		end, start := path[i].end(), path[(i+1)%len(path)].start()
		if end != start {
			walk = append(walk, stroke{a: end, b: start, kind: path[i].kind})
		}
	}
	if area := loopArea(walk); math.Abs(area) > drawnM*length {
		l.rings = append(l.rings, ring{walk, area})
	}
}
