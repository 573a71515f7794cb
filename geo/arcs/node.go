package arcs

import (
	"cmp"
	"context"
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
//
// When the context ends it returns soon, with positions not led through.
func node(ctx context.Context, edges []seg) *noded {
	n := &noded{}
	var once []seg
	n.of, once = distinctEdges(edges)
	points := make([]vec, 0, 2*len(once))
	for _, e := range once {
		points = append(points, e.a, e.b)
	}
	extent := farthest(points)
	number, distinct := mergePoints(points, extent, snapRatio)
	for i := range once {
		once[i] = seg{distinct[number[2*i]], distinct[number[2*i+1]]}
	}
	n.lead(once, passed(ctx, once, distinct, extent*snapRatio))
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

// farthest returns the largest coordinate, without its sign.
func farthest(points []vec) float64 {
	far := 0.0
	for _, p := range points {
		far = max(far, math.Abs(p.x), math.Abs(p.y))
	}
	return far
}

// mergePoints returns the distinct positions among points, and for each point
// the number of the one that stands for it. Points that stand for another lie
// within ratio of extent, their largest coordinate, of it; no two that stand
// for themselves do.
func mergePoints(points []vec, extent, ratio float64) (number []int32, distinct []vec) {
	keys, reach := slantedKeys(points, extent, extent*ratio)
	number = make([]int32, len(points))
	inGaps(keys, reach, func(keys []uint64) {
		mergeKeys(number, points, keys, reach, extent*ratio)
	})
	distinct = make([]vec, 0, len(points)/2+1)
	stands := make([]int32, len(points))
	for i, m := range number {
		if int(m) == i {
			stands[i] = int32(len(distinct))
			distinct = append(distinct, points[i])
		}
	}
	spread(len(points), func(from, to int) {
		for i := from; i < to; i++ {
			number[i] = stands[number[i]]
		}
	})
	return number, distinct
}

// mergeKeys is mergePoints for the points that keys number, in their order:
// in merged each gets the first that it lies within eps of and that stands for
// itself.
func mergeKeys(merged []int32, points []vec, keys []uint64, reach uint64, eps float64) {
	type mark struct {
		key uint64
		at  int32
		p   vec
	}
	var kept []mark // points that stand for themselves, the last few
	for _, k := range keys {
		key, i := k>>32, int32(uint32(k))
		p, stands := points[i], i
		from := 0
		for from < len(kept) && kept[from].key+reach < key {
			from++
		}
		kept = kept[:copy(kept, kept[from:])]
		for n := len(kept) - 1; n >= 0 && stands == i; n-- {
			if q := kept[n].p; math.Hypot(p.x-q.x, p.y-q.y) <= eps {
				stands = kept[n].at
			}
		}
		if merged[i] = stands; stands == i {
			kept = append(kept, mark{key, i, p})
		}
	}
}

// slantedKeys returns for each point its place along a slanted line, which
// keeps the many points of one grid line apart, above its number, sorted; and
// by how much the places of points within eps of each other differ at most.
func slantedKeys(points []vec, extent, eps float64) (keys []uint64, reach uint64) {
	const cos, sin = 0.8290375725550416, 0.5591929034707469
	lo, scale := -extent*(cos+sin), 0.0
	if extent > 0 {
		scale = (1<<32 - 2) / (-2 * lo)
	}
	keys = make([]uint64, len(points))
	spread(len(points), func(from, to int) {
		for i := from; i < to; i++ {
			p := &points[i]
			keys[i] = uint64((p.x*cos+p.y*sin-lo)*scale)<<32 | uint64(i)
		}
	})
	sortKeys(keys)
	return keys, uint64(2*eps*scale) + 2
}

// inGaps calls do for runs of sorted keys that lie further than reach apart,
// on all processors when there are many.
func inGaps(keys []uint64, reach uint64, do func(keys []uint64)) {
	const run = 8192
	var wg sync.WaitGroup
	for len(keys) > 0 {
		n := min(run, len(keys))
		for n < len(keys) && keys[n]>>32-keys[n-1]>>32 <= reach {
			n++
		}
		some := keys[:n]
		keys = keys[n:]
		if len(keys) == 0 {
			do(some)
			break
		}
		wg.Go(func() { do(some) })
	}
	wg.Wait()
}

// stop is a position that an edge is led through, at the fraction t of it.
type stop struct {
	edge, point int32
	t           float64
	p           vec
}

// passed returns the stops of edges at points, sorted by edge and fraction.
func passed(ctx context.Context, edges []seg, points []vec, eps float64) []stop {
	boxes := make([]box, len(edges))
	for i, e := range edges {
		boxes[i] = e.box().pad(eps)
	}
	return stopsAt(ctx, points, boxes, func(k int32, p vec) (float64, bool) { return onEdge(&edges[k], p, eps) })
}

// stopsAt returns the stops at points of what lies in boxes, sorted by edge
// and fraction; on says where along the k-th of it a point in its box lies.
// They are not complete when the context ends.
func stopsAt(ctx context.Context, points []vec, boxes []box, on func(k int32, p vec) (float64, bool)) []stop {
	t := plant(boxes)
	const run = 32 * fan
	some := make([][]stop, (len(points)+run-1)/run)
	_ = parallel(ctx, 0, len(some), func() func(int) {
		var hits []int32
		look := func(k, from, to int) {
			for _, h := range hits {
				for i := from; i < to; i++ {
					if !t.levels[0][h].holds(points[i]) {
						continue
					}
					if f, ok := on(t.order[h], points[i]); ok {
						some[k] = append(some[k], stop{t.order[h], int32(i), f, points[i]})
					}
				}
			}
		}
		return func(k int) {
			for from, end := k*run, min(len(points), (k+1)*run); from < end && ctx.Err() == nil; from += fan {
				to := min(end, from+fan)
				if hits = t.search(boundOf(points[from:to]), hits[:0]); len(hits) <= 8*fan {
					look(k, from, to)
					continue
				}
				for i := from; i < to && ctx.Err() == nil; i++ { // they lie far apart
					hits = t.search(boundOf(points[i:i+1]), hits[:0])
					look(k, i, i+1)
				}
			}
		}
	})
	stops := slices.Concat(some...)
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

func boundOf(points []vec) *box {
	b := noBox
	for _, p := range points {
		b = b.join(box{p.x, p.y, p.x, p.y})
	}
	return &b
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
