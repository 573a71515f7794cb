package geo

import "github.com/paulmach/orb"

// line holds the edges that the sweep line crosses, from south to north: a
// treap (a search tree by order, a heap by random rank) whose nodes are also
// linked in order.
type line struct {
	s                   *sweep
	edge                []edge
	rank                []uint32
	left, right, parent []int
	prev, next          []int
	first               []int // number of each ring's first edge
	node                []int // of each edge by number, if it is on the line
	free                []int
	root                int
	state               uint32 // of the ranks' generator
}

func (l *line) init(s *sweep, edges int) {
	l.s, l.root, l.state = s, -1, 2463534242
	l.node = make([]int, edges)
	n := 0
	for _, r := range s.rings {
		l.first = append(l.first, n)
		n += len(r.Ring) - 1
	}
}

// number numbers the edges of all rings.
func (l *line) number(e edge) int { return l.first[e.ring] + e.i }

// passesOn lets next take the place of ending at p, if no other edge on the
// line runs through p.
func (l *line) passesOn(ending, next edge, p orb.Point) bool {
	v := l.node[l.number(ending)]
	for _, w := range [2]int{l.prev[v], l.next[v]} {
		if w < 0 {
			continue
		}
		if a, b := l.s.span(l.edge[w]); orient(a, b, p) == 0 {
			return false
		}
	}
	l.edge[v] = next
	l.node[l.number(next)] = v
	return true
}

// north tells whether e, which starts at p, goes north of the edge at node v.
func (l *line) north(e edge, p orb.Point, v int) bool {
	a, b := l.s.span(l.edge[v])
	side := orient(a, b, p)
	if side == 0 {
		_, east := l.s.span(e)
		side = orient(a, b, east)
	}
	return side >= 0
}

// insert puts e, which starts at p, on the line.
func (l *line) insert(e edge, p orb.Point) {
	v := l.alloc(e)
	up, prev, next := -1, -1, -1
	for w := l.root; w >= 0; {
		up = w
		if l.north(e, p, w) {
			prev, w = w, l.right[w]
		} else {
			next, w = w, l.left[w]
		}
	}
	l.parent[v] = up
	switch {
	case up < 0:
		l.root = v
	case up == prev:
		l.right[up] = v
	default:
		l.left[up] = v
	}
	l.prev[v], l.next[v] = prev, next
	if prev >= 0 {
		l.next[prev] = v
	}
	if next >= 0 {
		l.prev[next] = v
	}
	for up := l.parent[v]; up >= 0 && l.rank[up] < l.rank[v]; up = l.parent[v] {
		l.rotateUp(v)
	}
}

// alloc makes a node for e.
func (l *line) alloc(e edge) int {
	l.state ^= l.state << 13
	l.state ^= l.state >> 17
	l.state ^= l.state << 5
	var v int
	if n := len(l.free); n > 0 {
		v, l.free = l.free[n-1], l.free[:n-1]
	} else {
		v = len(l.edge)
		l.edge, l.rank = append(l.edge, e), append(l.rank, 0)
		l.left, l.right, l.parent = append(l.left, -1), append(l.right, -1), append(l.parent, -1)
		l.prev, l.next = append(l.prev, -1), append(l.next, -1)
	}
	l.edge[v], l.rank[v], l.left[v], l.right[v] = e, l.state, -1, -1
	l.node[l.number(e)] = v
	return v
}

// remove takes e off the line and returns the nodes next to it, -1 for none.
func (l *line) remove(e edge) (prev, next int) {
	v := l.node[l.number(e)]
	prev, next = l.prev[v], l.next[v]
	if prev >= 0 {
		l.next[prev] = next
	}
	if next >= 0 {
		l.prev[next] = prev
	}
	for l.left[v] >= 0 || l.right[v] >= 0 {
		a, b := l.left[v], l.right[v]
		if a < 0 || b >= 0 && l.rank[b] > l.rank[a] {
			a = b
		}
		l.rotateUp(a)
	}
	l.replace(v, -1)
	l.free = append(l.free, v)
	return prev, next
}

// rotateUp makes v the parent of its parent.
func (l *line) rotateUp(v int) {
	up := l.parent[v]
	l.replace(up, v)
	if l.left[up] == v {
		l.left[up] = l.right[v]
		if l.right[v] >= 0 {
			l.parent[l.right[v]] = up
		}
		l.right[v] = up
	} else {
		l.right[up] = l.left[v]
		if l.left[v] >= 0 {
			l.parent[l.left[v]] = up
		}
		l.left[v] = up
	}
	l.parent[up] = v
}

// replace puts w, or nothing, where v hangs on its parent.
func (l *line) replace(v, w int) {
	up := l.parent[v]
	switch {
	case up < 0:
		l.root = w
	case l.left[up] == v:
		l.left[up] = w
	default:
		l.right[up] = w
	}
	if w >= 0 {
		l.parent[w] = up
	}
}
