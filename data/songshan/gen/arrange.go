package main

import (
	"cmp"
	"math"
	"slices"
)

// A weave is a set of polylines cut at every point where two of them meet, so
// that they only touch in shared nodes.
type weave struct {
	nodes []pt
	paths [][]int // the polylines, in the order given, as nodes
	tol   float64
	cells map[[2]int][]int // nodes by square of side tol
}

// weaveLines cuts the polylines against each other. Points closer than tol
// metres become one node, and a node closer than tol to a line is put on it.
//
//  1. Give every vertex a node.
//  2. Find where pieces cross, and nodes that lie on a piece.
//  3. Cut the pieces there; repeat until nothing is found.
func weaveLines(lines [][]pt, tol float64) *weave {
	w := &weave{tol: tol, cells: map[[2]int][]int{}}
	for _, line := range lines {
		path := make([]int, 0, len(line))
		for _, p := range line {
			path = appendNode(path, w.node(p))
		}
		w.paths = append(w.paths, path)
	}
	for w.cut() {
	}
	return w
}

// node returns the node at p, a new one when none is closer than tol.
func (w *weave) node(p pt) int {
	cx, cy := int(math.Floor(p.x/w.tol)), int(math.Floor(p.y/w.tol))
	for dx := -1; dx <= 1; dx++ {
		for dy := -1; dy <= 1; dy++ {
			for _, n := range w.cells[[2]int{cx + dx, cy + dy}] {
				if w.nodes[n].distance(p) < w.tol {
					return n
				}
			}
		}
	}
	n := len(w.nodes)
	w.nodes = append(w.nodes, p)
	w.cells[[2]int{cx, cy}] = append(w.cells[[2]int{cx, cy}], n)
	return n
}

// appendNode appends n unless the path already ends there.
func appendNode(path []int, n int) []int {
	if len(path) > 0 && path[len(path)-1] == n {
		return path
	}
	return append(path, n)
}

// piece is one segment of a path.
type piece struct{ path, at, a, b int }

// stop is a node to insert on a piece, at the share t of its length.
type stop struct {
	t    float64
	node int
}

// cut inserts the nodes found in one pass and tells whether there were any.
func (w *weave) cut() bool {
	var pieces []piece
	for k, path := range w.paths {
		for i := 1; i < len(path); i++ {
			pieces = append(pieces, piece{k, i, path[i-1], path[i]})
		}
	}
	stops := make([][]stop, len(pieces))
	w.pairs(pieces, func(i, j int) { w.meet(pieces, stops, i, j) })
	return w.insert(pieces, stops)
}

// pairs calls f for every pair of pieces whose boxes share a square of side
// 80 m; a pair may come more than once.
func (w *weave) pairs(pieces []piece, f func(i, j int)) {
	const side = 80
	squares := map[[2]int][]int{}
	var order [][2]int
	for i, p := range pieces {
		a, b := w.nodes[p.a], w.nodes[p.b]
		for x := int(math.Floor((min(a.x, b.x) - w.tol) / side)); x <= int(math.Floor((max(a.x, b.x)+w.tol)/side)); x++ {
			for y := int(math.Floor((min(a.y, b.y) - w.tol) / side)); y <= int(math.Floor((max(a.y, b.y)+w.tol)/side)); y++ {
				key := [2]int{x, y}
				if squares[key] == nil {
					order = append(order, key)
				}
				squares[key] = append(squares[key], i)
			}
		}
	}
	for _, key := range order {
		in := squares[key]
		for k, i := range in {
			for _, j := range in[k+1:] {
				f(i, j)
			}
		}
	}
}

// meet records where pieces i and j touch.
func (w *weave) meet(pieces []piece, stops [][]stop, i, j int) {
	p, q := pieces[i], pieces[j]
	w.stopAt(p, &stops[i], q.a)
	w.stopAt(p, &stops[i], q.b)
	w.stopAt(q, &stops[j], p.a)
	w.stopAt(q, &stops[j], p.b)
	if p.a == q.a || p.a == q.b || p.b == q.a || p.b == q.b {
		return
	}
	a, b, c, d := w.nodes[p.a], w.nodes[p.b], w.nodes[q.a], w.nodes[q.b]
	if s, _, ok := crossing(a, b, c, d); ok {
		n := w.node(between(a, b, s))
		w.stopAt(p, &stops[i], n)
		w.stopAt(q, &stops[j], n)
	}
}

// stopAt records node n on piece p when it lies on it and is not its end.
func (w *weave) stopAt(p piece, stops *[]stop, n int) {
	if n == p.a || n == p.b {
		return
	}
	if t, d := foot(w.nodes[n], w.nodes[p.a], w.nodes[p.b]); d < w.tol && t > 0 && t < 1 {
		*stops = append(*stops, stop{t, n})
	}
}

// insert rebuilds the paths with the stops in them.
func (w *weave) insert(pieces []piece, stops [][]stop) bool {
	changed := false
	paths := make([][]int, len(w.paths))
	for k, path := range w.paths {
		paths[k] = append(make([]int, 0, len(path)), path[:min(1, len(path))]...)
	}
	for i, p := range pieces {
		slices.SortFunc(stops[i], func(a, b stop) int { return cmp.Or(cmp.Compare(a.t, b.t), cmp.Compare(a.node, b.node)) })
		for _, s := range stops[i] {
			before := len(paths[p.path])
			paths[p.path] = appendNode(paths[p.path], s.node)
			changed = changed || len(paths[p.path]) > before
		}
		paths[p.path] = appendNode(paths[p.path], p.b)
	}
	w.paths = paths
	return changed
}
