package geo

import (
	"cmp"
	"slices"

	"github.com/paulmach/orb"
)

// sweep finds contacts with a line that moves from west to east over the
// edges: two edges that meet stand next to each other on the line just before
// they do (M. Shamos and D. Hoey, Geometric intersection problems, 1976). Its
// cost is O(n log n) however the edges lie, up to the first contact that is
// more than a touch.
//
// Where several rings touch in one point it reports at least as many contacts
// as link them all.
type sweep struct {
	rings []ring
	found func(contact) bool
	line  line
}

// sweptContacts calls found for contacts between edges of rings until it
// returns false.
func sweptContacts(rings []ring, found func(contact) bool) {
	s := sweep{rings: rings, found: found}
	stops := s.stops()
	s.line.init(&s, len(stops))
	for len(stops) > 0 {
		n := 1
		for n < len(stops) && stops[n].at == stops[0].at {
			n++
		}
		if !s.stop(stops[:n]) {
			return
		}
		stops = stops[n:]
	}
}

// stop is a position of a ring, with the edge that starts there.
type stop struct {
	at orb.Point
	edge
}

// stops returns every position of every ring from west to east.
func (s *sweep) stops() []stop {
	n := 0
	for _, r := range s.rings {
		n += len(r.Ring) - 1
	}
	stops := make([]stop, 0, n)
	for k, r := range s.rings {
		for i, p := range r.Ring[:len(r.Ring)-1] {
			stops = append(stops, stop{p, edge{k, i}})
		}
	}
	slices.SortFunc(stops, func(a, b stop) int {
		return cmp.Or(cmp.Compare(a.at[0], b.at[0]), cmp.Compare(a.at[1], b.at[1]),
			cmp.Compare(a.ring, b.ring), cmp.Compare(a.i, b.i))
	})
	return stops
}

func (s *sweep) start(e edge) orb.Point { return s.rings[e.ring].Ring[e.i] }
func (s *sweep) end(e edge) orb.Point   { return s.rings[e.ring].Ring[e.i+1] }

// before is the edge that leads to where e starts.
func (s *sweep) before(e edge) edge {
	if e.i == 0 {
		e.i = len(s.rings[e.ring].Ring) - 1
	}
	return edge{e.ring, e.i - 1}
}

// span gives the ends of e from west to east.
func (s *sweep) span(e edge) (west, east orb.Point) {
	a, b := s.start(e), s.end(e)
	if less(b, a) {
		return b, a
	}
	return a, b
}

// stop moves the line over one point, where the edges of at start.
func (s *sweep) stop(at []stop) bool {
	p := at[0].at
	for _, e := range at[1:] {
		if !s.found(contact{touch, at[0].edge, e.edge, p}) {
			return false
		}
	}
	if len(at) == 1 {
		from, to := s.before(at[0].edge), at[0].edge
		if s.endsAt(to, p) {
			from, to = to, from
		}
		if s.endsAt(from, p) && !s.endsAt(to, p) && s.line.passesOn(from, to, p) {
			return s.neighbours(to)
		}
	}
	return s.endings(at, p) && s.startings(at, p)
}

// endsAt tells whether p, one end of e, is its eastern one.
func (s *sweep) endsAt(e edge, p orb.Point) bool {
	_, east := s.span(e)
	return east == p
}

// endings takes the edges that end at p off the line.
func (s *sweep) endings(at []stop, p orb.Point) bool {
	for _, v := range at {
		for _, e := range [2]edge{s.before(v.edge), v.edge} {
			if !s.endsAt(e, p) {
				continue
			}
			if prev, next := s.line.remove(e); prev >= 0 && next >= 0 && !s.compare(s.line.edge[prev], s.line.edge[next]) {
				return false
			}
		}
	}
	return true
}

// startings puts the edges that start at p on the line.
func (s *sweep) startings(at []stop, p orb.Point) bool {
	for _, v := range at {
		for _, e := range [2]edge{s.before(v.edge), v.edge} {
			if s.endsAt(e, p) {
				continue
			}
			s.line.insert(e, p)
			if !s.neighbours(e) {
				return false
			}
		}
	}
	return true
}

// neighbours compares e with the edges next to it on the line.
func (s *sweep) neighbours(e edge) bool {
	v := s.line.node[s.line.number(e)]
	for _, w := range [2]int{s.line.prev[v], s.line.next[v]} {
		if w >= 0 && !s.compare(e, s.line.edge[w]) {
			return false
		}
	}
	return true
}

// compare reports the contact of two edges if there is one.
func (s *sweep) compare(e, f edge) bool {
	pair := search{rings: s.rings}
	return pair.pair(e, f, s.found)
}

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
