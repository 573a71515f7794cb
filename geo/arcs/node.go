package arcs

import (
	"cmp"
	"math"
	"slices"
	"sync"
)

// snapRatio is the distance below which positions coincide, as a fraction of
// the largest coordinate: 512 units in the last place, 1e-9 m in an area
// 20 km wide. It lies far above the rounding of the predicates and far below
// anything that was ever surveyed.
const snapRatio = 1.0 / (1 << 43)

// slackRatio is a distance, as a fraction of the largest coordinate, from
// which neither rounding nor noding casts doubt on how two things lie.
const slackRatio = 8 * snapRatio

// noded is the paths that edges became. Edges that ran along each other share
// theirs.
type noded struct {
	paths []seg
	first []int32 // path k is paths[first[k]:first[k+1]]
	of    []int32 // number of each edge's path; ^number when the edge runs against it
}

// path appends to dst what edge i became: nothing when it has no length.
func (n *noded) path(dst []seg, i int) []seg {
	k := n.of[i]
	if k >= 0 {
		return append(dst, n.paths[n.first[k]:n.first[k+1]]...)
	}
	k = ^k
	for j := n.first[k+1] - 1; j >= n.first[k]; j-- {
		dst = append(dst, seg{n.paths[j].b, n.paths[j].a})
	}
	return dst
}

// node makes coincidence exact: positions within the snapping distance of
// each other become one, and an edge that passes a position within that
// distance is led through it. Afterwards boundaries that ran along each other
// share whole edges bit for bit, and all others are clearly apart.
//
//  1. Take each edge once.
//  2. Merge positions, the lowest number standing for the others.
//  3. Find, for each position, the edges that pass it.
//  4. Lead the edges through the positions found.
func node(edges []seg) *noded {
	n := &noded{}
	var once []seg
	n.of, once = distinctEdges(edges)
	points, extent := endpoints(once)
	eps := extent * snapRatio
	var distinct []vec
	for i, k := range mergePoints(points, eps) {
		if points[i] = points[k]; int(k) == i {
			distinct = append(distinct, points[i])
		}
	}
	for i := range once {
		once[i] = seg{points[2*i], points[2*i+1]}
	}
	n.lead(once, passed(once, distinct, eps))
	return n
}

// distinctEdges returns the edges without repetition, each from its lower end
// to its higher, and for every edge which it is, or ^which when it runs the
// other way.
func distinctEdges(edges []seg) (of []int32, once []seg) {
	of, once = make([]int32, len(edges)), make([]seg, 0, len(edges))
	t := newTable(len(edges))
	for i, e := range edges {
		back := e.b.before(e.a)
		if back {
			e = seg{e.b, e.a}
		}
		h := hashSeg(e)
		k := t.find(h, func(k int32) bool { return once[k] == e })
		if k < 0 {
			k = int32(len(once))
			once = append(once, e)
			t.put(h, k)
		}
		if of[i] = k; back {
			of[i] = ^k
		}
	}
	return of, once
}

func endpoints(edges []seg) (points []vec, extent float64) {
	points = make([]vec, 0, 2*len(edges))
	for _, e := range edges {
		points = append(points, e.a, e.b)
		extent = max(extent, math.Abs(e.a.x), math.Abs(e.a.y), math.Abs(e.b.x), math.Abs(e.b.y))
	}
	return points, extent
}

// mergePoints returns for each point the number of the one that stands for
// it, at most eps away. A point that stands for another stands for itself.
func mergePoints(points []vec, eps float64) []int32 {
	keys, reach := slantedKeys(points, eps)
	merged := make([]int32, len(points))
	type mark struct {
		key uint32
		at  int32
	}
	var kept []mark // points that stand for themselves, in key order
	from := 0
	for _, k := range keys {
		key, i := uint32(k>>32), int32(uint32(k))
		p := points[i]
		merged[i] = i
		for from < len(kept) && uint64(kept[from].key)+reach < uint64(key) {
			from++
		}
		stands := false
		for n := len(kept) - 1; n >= from && !stands; n-- {
			q := points[kept[n].at]
			if stands = math.Hypot(p.x-q.x, p.y-q.y) <= eps; stands {
				merged[i] = kept[n].at
			}
		}
		if !stands {
			kept = append(kept, mark{key, i})
		}
	}
	return merged
}

// slantedKeys returns for each point its place along a slanted line, which
// keeps the many points of one grid line apart, above its number, sorted; and
// by how much the places of points within eps of each other differ at most.
func slantedKeys(points []vec, eps float64) (keys []uint64, reach uint64) {
	const cos, sin = 0.8290375725550416, 0.5591929034707469
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, p := range points {
		v := p.x*cos + p.y*sin
		lo, hi = min(lo, v), max(hi, v)
	}
	scale := 0.0
	if hi > lo {
		scale = (1<<32 - 2) / (hi - lo)
	}
	keys = make([]uint64, len(points))
	for i, p := range points {
		keys[i] = uint64((p.x*cos+p.y*sin-lo)*scale)<<32 | uint64(i)
	}
	sortKeys(keys)
	return keys, uint64(2*eps*scale) + 2
}

// stop is a position that an edge is led through, at the fraction t of it.
type stop struct {
	edge, point int32
	t           float64
	p           vec
}

// passed returns the stops of edges at points, sorted by edge and fraction.
func passed(edges []seg, points []vec, eps float64) []stop {
	boxes := make([]box, len(edges))
	for i, e := range edges {
		boxes[i] = e.box().pad(eps)
	}
	t := plant(boxes)
	var all sync.Mutex
	var stops []stop
	spread(len(points), func(from, to int) {
		var hits []int32
		var some []stop
		for i := from; i < to; i++ {
			p := points[i]
			hits = t.search(&box{p.x, p.y, p.x, p.y}, hits[:0])
			for _, h := range hits {
				k := t.order[h]
				if f, ok := onEdge(&edges[k], p, eps); ok {
					some = append(some, stop{k, int32(i), f, p})
				}
			}
		}
		all.Lock()
		stops = append(stops, some...)
		all.Unlock()
	})
	slices.SortFunc(stops, func(a, b stop) int {
		return cmp.Or(cmp.Compare(a.edge, b.edge), cmp.Compare(a.t, b.t), cmp.Compare(a.point, b.point))
	})
	return stops
}

// onEdge returns where along e the position p lies within eps of its inside.
func onEdge(e *seg, p vec, eps float64) (float64, bool) {
	if p == e.a || p == e.b || e.a == e.b {
		return 0, false
	}
	d, v := e.b.sub(e.a), p.sub(e.a)
	l2 := d.dot(d)
	t := v.dot(d) / l2
	off := d.cross(v)
	return t, t > 0 && t < 1 && off*off <= eps*eps*l2
}

// lead fills the paths of edges through their stops, without parts of no
// length.
func (n *noded) lead(edges []seg, stops []stop) {
	n.paths, n.first = make([]seg, 0, len(edges)+len(stops)), make([]int32, 0, len(edges)+1)
	add := func(a, b vec) {
		if a != b {
			n.paths = append(n.paths, seg{a, b})
		}
	}
	for i, e := range edges {
		n.first = append(n.first, int32(len(n.paths)))
		a := e.a
		for len(stops) > 0 && stops[0].edge == int32(i) {
			add(a, stops[0].p)
			a, stops = stops[0].p, stops[1:]
		}
		add(a, e.b)
	}
	n.first = append(n.first, int32(len(n.paths)))
}
