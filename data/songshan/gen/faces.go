package main

import (
	"cmp"
	"fmt"
	"slices"
)

// mesh is the woven drawing as directed edges. Edge e runs from its own node
// to that of e^1, its twin, and has face[e] on its left.
type mesh struct {
	nodes []pt
	from  []int
	next  []int // the next edge around the face on the left
	face  []int
	faces int
}

func (m *mesh) to(e int) int { return m.from[e^1] }

// newMesh finds the faces of a woven drawing.
//
//  1. Take each pair of neighbouring nodes once, without dead ends.
//  2. Sort the edges around every node.
//  3. Walk around each face, keeping it on the left.
func newMesh(w *weave) *mesh {
	m := &mesh{nodes: w.nodes}
	for _, e := range withoutDeadEnds(len(w.nodes), edgePairs(w)) {
		m.from = append(m.from, e[0], e[1])
	}
	around := make([][]int, len(m.nodes))
	for e, n := range m.from {
		around[n] = append(around[n], e)
	}
	m.next = make([]int, len(m.from))
	for n, out := range around {
		slices.SortFunc(out, func(a, b int) int { return turn(m.nodes[n], m.nodes[m.to(a)], m.nodes[m.to(b)]) })
		for i, e := range out {
			// Arriving by the twin of e, leave by the edge clockwise of e.
			m.next[e^1] = out[(i+len(out)-1)%len(out)]
		}
	}
	m.walk()
	return m
}

// edgePairs returns each pair of neighbouring nodes once.
func edgePairs(w *weave) [][2]int {
	var pairs [][2]int
	for _, path := range w.paths {
		for i := 1; i < len(path); i++ {
			a, b := path[i-1], path[i]
			pairs = append(pairs, [2]int{min(a, b), max(a, b)})
		}
	}
	slices.SortFunc(pairs, func(a, b [2]int) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	return slices.Compact(pairs)
}

// withoutDeadEnds drops edges with a free end until there are none.
func withoutDeadEnds(nodes int, pairs [][2]int) [][2]int {
	for {
		degree := make([]int, nodes)
		for _, e := range pairs {
			degree[e[0]]++
			degree[e[1]]++
		}
		before := len(pairs)
		pairs = slices.DeleteFunc(pairs, func(e [2]int) bool { return degree[e[0]] == 1 || degree[e[1]] == 1 })
		if len(pairs) == before {
			return pairs
		}
	}
}

// turn orders directions a and b from o counter-clockwise, east first.
func turn(o, a, b pt) int {
	u, v := a.sub(o), b.sub(o)
	if hu, hv := half(u), half(v); hu != hv {
		return hu - hv
	}
	return cmp.Compare(0, u.cross(v))
}

func half(d pt) int {
	if d.y > 0 || d.y == 0 && d.x > 0 {
		return 0
	}
	return 1
}

// walk numbers the faces.
func (m *mesh) walk() {
	m.face = make([]int, len(m.from))
	for e := range m.face {
		m.face[e] = -1
	}
	for e := range m.face {
		if m.face[e] >= 0 {
			continue
		}
		for k := e; m.face[k] < 0; k = m.next[k] {
			m.face[k] = m.faces
		}
		m.faces++
	}
}

// rings returns the ring of each face; the one around everything is clockwise.
func (m *mesh) rings() [][]pt {
	rings := make([][]pt, m.faces)
	done := make([]bool, m.faces)
	for e, f := range m.face {
		if done[f] {
			continue
		}
		done[f] = true
		rings[f] = append(rings[f], m.nodes[m.from[e]])
		for k := m.next[e]; k != e; k = m.next[k] {
			rings[f] = append(rings[f], m.nodes[m.from[k]])
		}
	}
	return rings
}

// inside returns a point well inside the ring: of three level cuts through
// it, the middle of the widest piece.
func inside(ring []pt) pt {
	lo, hi := ring[0].y, ring[0].y
	for _, p := range ring {
		lo, hi = min(lo, p.y), max(hi, p.y)
	}
	var best pt
	width := -1.0
	for _, share := range []float64{0.5137, 0.3291, 0.7013} {
		y := lo + share*(hi-lo)
		var xs []float64
		for i, a := range ring {
			b := ring[(i+1)%len(ring)]
			if (a.y > y) != (b.y > y) {
				xs = append(xs, a.x+(y-a.y)/(b.y-a.y)*(b.x-a.x))
			}
		}
		slices.Sort(xs)
		for i := 1; i < len(xs); i += 2 {
			if w := xs[i] - xs[i-1]; w > width {
				best, width = pt{(xs[i] + xs[i-1]) / 2, y}, w
			}
		}
	}
	return best
}

// check returns an error unless the drawing hangs together: one outer ring.
func (m *mesh) check() error {
	outer := 0
	for _, r := range m.rings() {
		if signedArea(r) < 0 {
			outer++
		}
	}
	if outer != 1 {
		return fmt.Errorf("the drawing falls into %d pieces", outer)
	}
	return nil
}
