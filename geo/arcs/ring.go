package arcs

import (
	"cmp"
	"math"
	"slices"
)

// mend links what rounding left unlinked where several boundaries cross in
// one point: each loose end to the nearest loose start, by a stroke of its
// own, so that walks are cut at its ends like everywhere else.
func (l *linker) mend() {
	followed := make([]bool, len(l.strokes))
	for _, k := range l.next {
		if k != none {
			followed[k] = true
		}
	}
	var starts []int32
	for i := range followed {
		if !followed[i] {
			starts = append(starts, int32(i))
		}
	}
	for i := 0; len(starts) > 0; i++ {
		if l.next[i] != none {
			continue
		}
		end := l.at[l.to[i]]
		best := slices.MinFunc(starts, func(a, b int32) int {
			da, db := l.at[l.from[a]].sub(end), l.at[l.from[b]].sub(end)
			return cmp.Compare(da.dot(da), db.dot(db))
		})
		starts = slices.DeleteFunc(starts, func(k int32) bool { return k == best })
		if l.next[i] = best; l.to[i] != l.from[best] {
			l.next[i] = int32(len(l.strokes))
			l.bridge(l.to[i], l.from[best], l.strokes[i].kind)
			l.next = append(l.next, best)
		}
	}
}

// bridge adds a straight stroke between two nodes.
func (l *linker) bridge(a, b int32, kind strokeKind) {
	l.strokes = append(l.strokes, stroke{a: l.at[a], b: l.at[b], kind: kind})
	l.from, l.to = append(l.from, a), append(l.to, b)
}

// walkAll follows the links from every stroke not yet walked.
func (l *linker) walkAll() {
	walked := make([]bool, len(l.strokes))
	l.placeOf = make([]int32, len(l.at))
	l.order, l.ends = make([]int32, 0, len(l.strokes)), []int32{0}
	var path, nodes []int32 // strokes, and the busy nodes on them
	for i := range l.strokes {
		path, nodes = path[:0], nodes[:0]
		for k := int32(i); !walked[k]; k = l.next[k] {
			walked[k] = true
			if node := l.from[k]; l.busy[node] {
				path, nodes = l.cut(path, nodes, node)
				l.placeOf[node] = int32(len(path)) + 1
				nodes = append(nodes, node)
			}
			path = append(path, k)
		}
		l.keep(path)
		for _, node := range nodes {
			l.placeOf[node] = 0
		}
	}
}

// cut takes from the path the ring that ends at node, if it came by there.
func (l *linker) cut(path, nodes []int32, node int32) (_, _ []int32) {
	place := l.placeOf[node]
	if place == 0 {
		return path, nodes
	}
	l.keep(path[place-1:])
	for n := len(nodes); n > 0 && l.placeOf[nodes[n-1]] >= place; n-- {
		l.placeOf[nodes[n-1]], nodes = 0, nodes[:n-1]
	}
	return path[:place-1], nodes
}

func (l *linker) keep(path []int32) {
	if len(path) > 0 {
		l.order = append(l.order, path...)
		l.ends = append(l.ends, int32(len(l.order)))
	}
}

// rings returns what was walked, without rings that enclose nothing.
func (l *linker) rings() []ring {
	strokes := make([]stroke, len(l.order))
	all := make([]ring, len(l.ends)-1)
	each(0, len(all), 16, func(k int) {
		r := &all[k]
		r.strokes = strokes[l.ends[k]:l.ends[k+1]:l.ends[k+1]]
		for i, from := range l.order[l.ends[k]:l.ends[k+1]] {
			r.strokes[i] = l.strokes[from]
			r.length += r.strokes[i].length()
		}
		r.area = loopArea(r.strokes)
	})
	return slices.DeleteFunc(all, func(r ring) bool { return !(math.Abs(r.area) > drawnM*r.length) })
}
