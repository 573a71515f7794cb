package geo

import (
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// sliverDeg is the width, about 0.1 micrometre, under which a polygon that
// comes out of taking rings apart is rounding dust and dropped.
const sliverDeg = 1e-12

// evenOdd returns the valid polygons that cover what rings mean by the
// even-odd rule: the points inside an exterior ring and inside none of its
// holes, for at least one of the polygons. It is false when the rings cross
// each other too often to be taken apart, or nothing is left.
//
//  1. Every ring gets a position wherever it meets another or itself, until
//     edges meet at their ends only. Crossings are rounded to float64, which
//     can bend edges into new crossings, hence the repetition.
//  2. The edges, each once, make a planar graph; its faces are walked.
//  3. Going from face to face, each edge crossed turns inside into outside of
//     the rings it belongs to; that tells which faces are covered.
//  4. The borders of the covered faces are the rings of the result.
func evenOdd(rings []ring) (orb.MultiPolygon, bool) {
	noded, ok := node(rings)
	if !ok {
		return nil, false
	}
	g := newGraph(noded)
	if len(g.from) == 0 {
		return nil, false
	}
	g.walkFaces()
	if !g.nest() {
		return nil, false
	}
	g.cover(noded)
	out, ok := g.polygons()
	return out, ok && len(out) > 0
}

// node returns copies of rings with a position wherever edges meet.
func node(rings []ring) ([]ring, bool) {
	rings = slices.Clone(rings)
	room := 1000
	for _, r := range rings {
		room += 8 * len(r.Ring)
	}
	for range 12 {
		cuts := map[edge][]orb.Point{}
		s := newSearch(rings)
		cut := func(e edge, p orb.Point) {
			r := rings[e.ring].Ring
			if p != r[e.i] && p != r[e.i+1] && !slices.Contains(cuts[e], p) {
				cuts[e] = append(cuts[e], p)
				room--
			}
		}
		if !s.contacts(func(m contact) bool {
			cutBoth(rings, m, cut)
			return room > 0
		}) || room <= 0 {
			return nil, false
		}
		if len(cuts) == 0 {
			return rings, true
		}
		insert(rings, cuts)
	}
	return nil, false
}

// cutBoth cuts both edges of a contact where they meet.
func cutBoth(rings []ring, m contact, cut func(edge, orb.Point)) {
	if m.kind != overlap {
		cut(m.a, m.at)
		cut(m.b, m.at)
		return
	}
	a, b := rings[m.a.ring].Ring, rings[m.b.ring].Ring
	for k := range 2 {
		if p := b[m.b.i+k]; between(a[m.a.i], a[m.a.i+1], p) {
			cut(m.a, p)
		}
		if p := a[m.a.i+k]; between(b[m.b.i], b[m.b.i+1], p) {
			cut(m.b, p)
		}
	}
}

// insert puts the cuts into the rings, along each edge in order.
func insert(rings []ring, cuts map[edge][]orb.Point) {
	perRing := map[int]int{}
	for e, pts := range cuts {
		perRing[e.ring] += len(pts)
	}
	for k, more := range perRing {
		old := rings[k].Ring
		r := make(orb.Ring, 0, len(old)+more)
		for i := range len(old) - 1 {
			r = append(r, old[i])
			pts := cuts[edge{k, i}]
			slices.SortFunc(pts, func(p, q orb.Point) int {
				switch dp, dq := apartSq(old[i], p), apartSq(old[i], q); {
				case dp < dq:
					return -1
				case dp > dq:
					return 1
				}
				return 0
			})
			for _, p := range pts {
				if p != r[len(r)-1] {
					r = append(r, p)
				}
			}
		}
		rings[k].Ring = append(r, old[len(old)-1])
	}
}

// apartSq is the squared distance of two positions, in degrees squared.
func apartSq(a, b orb.Point) float64 {
	x, y := b[0]-a[0], b[1]-a[1]
	return x*x + y*y
}

// sliver tells whether r is so thin that it is only rounding.
func sliver(r orb.Ring) bool {
	area, length := 0.0, 0.0
	for i := 1; i < len(r); i++ {
		a := orb.Point{r[i-1][0] - r[0][0], r[i-1][1] - r[0][1]}
		b := orb.Point{r[i][0] - r[0][0], r[i][1] - r[0][1]}
		area += a[0]*b[1] - a[1]*b[0]
		length += math.Hypot(b[0]-a[0], b[1]-a[1])
	}
	return math.Abs(area) < sliverDeg*length
}
