package geo

import (
	"slices"

	"github.com/paulmach/orb"
)

// polygons returns the covered faces of the graph, those that share an edge as
// one polygon; false when a polygon came out without its exterior ring, which
// the construction excludes.
func (g *graph) polygons() (orb.MultiPolygon, bool) {
	joined := newUnion(g.faces)
	for h := range g.from {
		if g.covered(h) && g.covered(h^1) {
			joined.join(g.left(h), g.left(h^1))
		}
	}
	number := map[int]int{} // of the polygon, by joined face
	var out orb.MultiPolygon
	var holes []orb.Polygon
	done := make([]bool, len(g.from))
	for h := range g.from {
		if done[h] || !g.border(h) {
			continue
		}
		f := joined.find(g.left(h))
		k, known := number[f]
		if !known {
			k = len(out)
			number[f] = k
			out, holes = append(out, nil), append(holes, nil)
		}
		for _, r := range g.simple(g.borderFrom(h, done)) {
			switch {
			case winding(r) < 0:
				if !sliver(r) {
					holes[k] = append(holes[k], r)
				}
			case out[k] != nil:
				return nil, false
			default:
				out[k] = orb.Polygon{r}
			}
		}
	}
	whole := out[:0]
	for k, p := range out {
		if p == nil {
			return nil, false
		}
		if !sliver(p[0]) {
			whole = append(whole, append(p, holes[k]...))
		}
	}
	return whole, true
}

func (g *graph) left(h int) int     { return g.same.find(g.face[h]) }
func (g *graph) covered(h int) bool { return g.in[g.left(h)] }

// border tells whether h has a covered face to its left and none to its right.
func (g *graph) border(h int) bool { return g.covered(h) && !g.covered(h^1) }

// borderFrom follows the border that starts with h, keeping close to the
// covered side, and returns its vertices, the first not repeated.
func (g *graph) borderFrom(h int, done []bool) []int {
	var walk []int
	for !done[h] {
		done[h] = true
		walk = append(walk, g.from[h])
		for h = g.next[h]; !g.border(h); h = g.next[h^1] {
		}
	}
	return walk
}

// simple splits a closed walk at the vertices it passes more than once and
// returns closed rings that pass none twice.
func (g *graph) simple(walk []int) []orb.Ring {
	var rings []orb.Ring
	place := map[int]int{} // of a vertex in path
	var path []int
	for _, v := range append(walk, walk[0]) {
		from, passed := place[v]
		if !passed {
			place[v] = len(path)
			path = append(path, v)
			continue
		}
		r := make(orb.Ring, 0, len(path)-from+1)
		for _, u := range path[from:] {
			r = append(r, g.at[u])
			delete(place, u)
		}
		rings = append(rings, append(r, r[0]))
		place[v] = from
		path = append(path[:from], v)
	}
	return slices.Clip(rings)
}
