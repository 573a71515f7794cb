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
