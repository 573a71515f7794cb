package arcs

import (
	"cmp"
	"math"
	"slices"
)

// snapRatio is the distance below which positions coincide, as a fraction of
// the largest coordinate: 512 units in the last place, 1e-9 m in an area
// 20 km wide. It lies far above the rounding of the predicates and far below
// anything that was ever surveyed.
const snapRatio = 1.0 / (1 << 43)

// strand is a run of edges to be noded together with others.
type strand struct {
	edges []seg
	mute  []bool
}

// node makes coincidence exact: positions within the snapping distance of
// each other become one, and an edge that passes a position within that
// distance is led through it. Afterwards boundaries that ran along each other
// share whole edges bit for bit, and all others are clearly apart.
//
//  1. Merge positions, the lowest number standing for the others.
//  2. Find, for each position, the edges that pass it.
//  3. Rewrite the edges through the positions found.
func node(strands []*strand) {
	points, extent := endpoints(strands)
	eps := extent * snapRatio
	var distinct []vec
	for i, k := range mergePoints(points, eps) {
		if points[i] = points[k]; int(k) == i {
			distinct = append(distinct, points[i])
		}
	}
	k := 0
	for _, s := range strands {
		for i := range s.edges {
			s.edges[i] = seg{points[k], points[k+1]}
			k += 2
		}
	}
	var all []seg
	for _, s := range strands {
		all = append(all, s.edges...)
	}
	stops := passed(all, distinct, eps)
	for _, s := range strands {
		stops = s.reroute(stops)
	}
}

func endpoints(strands []*strand) (points []vec, extent float64) {
	for _, s := range strands {
		for _, e := range s.edges {
			points = append(points, e.a, e.b)
			extent = max(extent, math.Abs(e.a.x), math.Abs(e.a.y), math.Abs(e.b.x), math.Abs(e.b.y))
		}
	}
	return points, extent
}

// mergePoints returns for each point the number of the one that stands for
// it, at most eps away. A point that stands for another stands for itself.
func mergePoints(points []vec, eps float64) []int32 {
	// A slanted key keeps the many points of one grid line apart.
	const cos, sin = 0.8290375725550416, 0.5591929034707469
	keys := make([]float64, len(points))
	order := make([]int32, len(points))
	for i, p := range points {
		keys[i], order[i] = p.x*cos+p.y*sin, int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int {
		return cmp.Or(cmp.Compare(keys[a], keys[b]), cmp.Compare(a, b))
	})
	merged := make([]int32, len(points))
	var kept []int32 // points that stand for themselves, in key order
	from := 0
	for _, i := range order {
		p := points[i]
		merged[i] = i
		for from < len(kept) && keys[kept[from]] < keys[i]-2*eps {
			from++
		}
		stands := false
		for k := len(kept) - 1; k >= from && !stands; k-- {
			q := points[kept[k]]
			if stands = math.Hypot(p.x-q.x, p.y-q.y) <= eps; stands {
				merged[i] = kept[k]
			}
		}
		if !stands {
			kept = append(kept, i)
		}
	}
	return merged
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
	t, stops, hits := plant(boxes), []stop(nil), []int32(nil)
	for i, p := range points {
		hits = t.search(&box{p.x, p.y, p.x, p.y}, hits[:0])
		for _, h := range hits {
			k := t.order[h]
			if f, ok := onEdge(&edges[k], p, eps); ok {
				stops = append(stops, stop{k, int32(i), f, p})
			}
		}
	}
	slices.SortFunc(stops, func(a, b stop) int {
		return cmp.Or(cmp.Compare(a.edge, b.edge), cmp.Compare(a.t, b.t))
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

// reroute leads the strand's edges through their stops, drops edges of no
// length, and returns the stops of the strands after it, renumbered from 0.
func (s *strand) reroute(stops []stop) []stop {
	n := int32(len(s.edges))
	edges := make([]seg, 0, len(s.edges))
	var mute []bool
	add := func(a, b vec, i int) {
		if a == b {
			return
		}
		edges = append(edges, seg{a, b})
		if s.mute != nil {
			mute = append(mute, s.mute[i])
		}
	}
	for i, e := range s.edges {
		a := e.a
		for len(stops) > 0 && stops[0].edge == int32(i) {
			add(a, stops[0].p, i)
			a, stops = stops[0].p, stops[1:]
		}
		add(a, e.b, i)
	}
	s.edges, s.mute = edges, mute
	for i := range stops {
		stops[i].edge -= n
	}
	return stops
}

// cancel returns edges without the pairs that run against each other, so
// that polygons sharing an edge become one piece of land.
func cancel(edges []seg) []seg {
	at := make(map[seg]int32, len(edges))
	gone := make([]bool, len(edges))
	for i, e := range edges {
		back := seg{e.b, e.a}
		if j, ok := at[back]; ok {
			gone[i], gone[j] = true, true
			delete(at, back)
			continue
		}
		at[e] = int32(i)
	}
	left := edges[:0:0]
	for i, e := range edges {
		if !gone[i] {
			left = append(left, e)
		}
	}
	return left
}
