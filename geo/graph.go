package geo

import (
	"cmp"
	"slices"

	"github.com/paulmach/orb"
)

// graph is the planar graph of noded rings. Edge k is the half-edges 2k and
// 2k+1, one for each direction; h^1 is h the other way.
type graph struct {
	at    []orb.Point // vertices
	from  []int       // vertex a half-edge starts at
	rings [][]int     // per edge, the rings that pass it an odd number of times
	out   [][]int     // half-edges from each vertex, counter-clockwise from straight down
	next  []int       // the half-edge that follows around the face to the left
	face  []int       // the face to the left
	faces int         // number of faces; the last one is the world outside
	same  *union      // faces that are one, being border and hole of each other
	in    []bool      // per face (after same.find): covered
}

// newGraph makes the graph of rings that meet at positions only.
func newGraph(rings []ring) *graph {
	g := &graph{}
	vertex := map[orb.Point]int{}
	number := func(p orb.Point) int {
		v, known := vertex[p]
		if !known {
			v = len(g.at)
			vertex[p] = v
			g.at = append(g.at, p)
		}
		return v
	}
	known := map[[2]int]int{}
	var ends [][2]int
	var passed [][]int
	for k, r := range rings {
		for i := 1; i < len(r.Ring); i++ {
			ab := [2]int{number(r.Ring[i-1]), number(r.Ring[i])}
			if ab[0] > ab[1] {
				ab[0], ab[1] = ab[1], ab[0]
			}
			e, seen := known[ab]
			if !seen {
				e = len(ends)
				known[ab] = e
				ends, passed = append(ends, ab), append(passed, nil)
			}
			if at := slices.Index(passed[e], k); at >= 0 {
				passed[e] = slices.Delete(passed[e], at, at+1)
			} else {
				passed[e] = append(passed[e], k)
			}
		}
	}
	for e, ab := range ends {
		if len(passed[e]) > 0 { // an edge passed back and forth parts nothing
			g.from = append(g.from, ab[0], ab[1])
			g.rings = append(g.rings, passed[e])
		}
	}
	return g
}

// to is the vertex a half-edge leads to.
func (g *graph) to(h int) int { return g.from[h^1] }

// walkFaces sorts the half-edges around each vertex and numbers the faces.
func (g *graph) walkFaces() {
	g.out = make([][]int, len(g.at))
	for h, v := range g.from {
		g.out[v] = append(g.out[v], h)
	}
	g.next = make([]int, len(g.from))
	for v, hs := range g.out {
		slices.SortFunc(hs, func(h, k int) int { return turnOrder(g.at[v], g.at[g.to(h)], g.at[g.to(k)]) })
		for i, h := range hs {
			// Coming in against h, the face to the left goes on with the
			// half-edge clockwise of h.
			g.next[h^1] = hs[(i+len(hs)-1)%len(hs)]
		}
	}
	g.face = make([]int, len(g.from))
	for h := range g.face {
		g.face[h] = -1
	}
	for h := range g.face {
		if g.face[h] >= 0 {
			continue
		}
		for k := h; g.face[k] < 0; k = g.next[k] {
			g.face[k] = g.faces
		}
		g.faces++
	}
	g.faces++
	g.same = newUnion(g.faces)
}

// turnOrder orders the directions from o to a and b counter-clockwise,
// starting after straight down: first those towards the east and straight up,
// then those towards the west and straight down.
func turnOrder(o, a, b orb.Point) int {
	east := func(p orb.Point) bool { return less(o, p) }
	if east(a) != east(b) {
		if east(a) {
			return -1
		}
		return 1
	}
	return -orient(o, a, b)
}

// nest unites the outer face of each connected part of the graph with the
// face that holds the part. It gives up, false, beyond a bound of work.
func (g *graph) nest() bool {
	parts := newUnion(len(g.at))
	for h := 0; h < len(g.from); h += 2 {
		parts.join(g.from[h], g.from[h+1])
	}
	west := map[int]int{} // per part, its least vertex
	for v := range g.at {
		if len(g.out[v]) == 0 {
			continue
		}
		p := parts.find(v)
		if w, known := west[p]; !known || less(g.at[v], g.at[w]) {
			west[p] = v
		}
	}
	if len(west)*len(g.from) > 1<<31 {
		return false
	}
	for _, v := range west {
		// All edges at v lead east or straight up: the last of them,
		// counter-clockwise, has the outer face to its left.
		outer := g.face[g.out[v][len(g.out[v])-1]]
		g.same.join(g.holding(v), outer)
	}
	return true
}

// holding is the face that vertex v, the least of its part, lies in: that
// east of the nearest edge west of it.
func (g *graph) holding(v int) int {
	p := g.at[v]
	near := -1
	for h := 0; h < len(g.from); h += 2 {
		if westOf(g.at[g.from[h]], g.at[g.from[h+1]], p) && (near < 0 || g.eastOf(h, near)) {
			near = h
		}
	}
	if near < 0 {
		return g.faces - 1
	}
	if g.at[g.from[near]][1] < g.at[g.to(near)][1] {
		near ^= 1 // the east is to the left going down
	}
	return g.face[near]
}

// eastOf tells whether edge h runs east of edge k. Both cross one horizontal
// line, and they meet at an end at most.
func (g *graph) eastOf(h, k int) bool {
	upward := func(h int) (lo, hi orb.Point) {
		a, b := g.at[g.from[h]], g.at[g.to(h)]
		if a[1] > b[1] {
			return b, a
		}
		return a, b
	}
	hl, hh := upward(h)
	kl, kh := upward(k)
	side := 0
	if hl[1] >= kl[1] {
		side = -orient(kl, kh, hl)
	} else {
		side = orient(hl, hh, kl)
	}
	if side != 0 {
		return side > 0
	}
	if hh[1] <= kh[1] {
		return orient(kl, kh, hh) < 0
	}
	return orient(hl, hh, kh) > 0
}

// cover finds out which faces are covered, starting from the world outside.
func (g *graph) cover(rings []ring) {
	borders := make([][]int, g.faces)
	for h := range g.from {
		f := g.same.find(g.face[h])
		borders[f] = append(borders[f], h)
	}
	w := newWhereabouts(rings)
	g.in = make([]bool, g.faces)
	seen := make([]bool, g.faces)
	// Depth first: crossing an edge on the way in, and again on the way back.
	type visit struct{ face, done, came int }
	outside := g.same.find(g.faces - 1)
	seen[outside] = true
	stack := []visit{{outside, 0, -1}}
	for len(stack) > 0 {
		v := &stack[len(stack)-1]
		if v.done == len(borders[v.face]) {
			if v.came >= 0 {
				w.cross(g.rings[v.came/2])
			}
			stack = stack[:len(stack)-1]
			continue
		}
		h := borders[v.face][v.done]
		v.done++
		f := g.same.find(g.face[h^1])
		if seen[f] {
			continue
		}
		seen[f] = true
		w.cross(g.rings[h/2])
		g.in[f] = w.covered > 0
		stack = append(stack, visit{f, 0, h})
	}
}

// whereabouts keeps count of what a moving point is inside of.
type whereabouts struct {
	rings   []ring
	inside  []bool      // per ring
	shell   map[int]int // per polygon: 1 inside its exterior ring
	holes   map[int]int // per polygon: number of holes inside of
	covered int         // number of polygons inside of
}

func newWhereabouts(rings []ring) *whereabouts {
	return &whereabouts{rings: rings, inside: make([]bool, len(rings)), shell: map[int]int{}, holes: map[int]int{}}
}

// cross takes the point across an edge of the rings given.
func (w *whereabouts) cross(rings []int) {
	for _, k := range rings {
		part := w.rings[k].part
		before := w.in(part)
		w.inside[k] = !w.inside[k]
		count := w.holes
		if w.rings[k].hole == 0 {
			count = w.shell
		}
		if w.inside[k] {
			count[part]++
		} else {
			count[part]--
		}
		w.covered += cmp.Compare(b2i(w.in(part)), b2i(before))
	}
}

func (w *whereabouts) in(part int) bool { return w.shell[part] > 0 && w.holes[part] == 0 }

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}
