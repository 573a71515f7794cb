package coverage

import (
	"cmp"
	"slices"

	"github.com/paulmach/orb"
)

// cutAcross cuts a polygon along the line where the coordinate of the given
// axis is at, and returns the parts below and above it. The shell must run
// counter-clockwise and holes clockwise, as the parts' rings then do.
//
// The line is moved by less than a micrometre where it would meet a corner, so
// that every edge lies clear on one side or crosses it.
//
//  1. Walk each ring and break it where it crosses the line.
//  2. Along the line, inside and outside alternate: the crossings in order,
//     taken two by two, are the new edges.
//  3. Follow chains and new edges round to rings.
//  4. Give each hole to the shell around it.
func cutAcross(poly orb.Polygon, axis int, at float64) (below, above orb.MultiPolygon) {
	at = clearOfCorners(poly, axis, at)
	return sideOf(poly, axis, at, 1), sideOf(poly, axis, at, -1)
}

// clearOfCorners returns a coordinate close to at that no corner has.
func clearOfCorners(poly orb.Polygon, axis int, at float64) float64 {
	for step := 1e-9; ; step *= 1.7 {
		met := false
		for _, ring := range poly {
			for _, p := range ring {
				met = met || p[axis] == at
			}
		}
		if !met {
			return at
		}
		at += step
	}
}

// chainPart is the part of a ring on one side of a line, from where it comes in to
// where it goes out.
type chainPart struct {
	points  []orb.Point
	in, out float64 // along the line
}

// sideOf returns the part of a polygon where sign × (at − coordinate) is
// positive.
func sideOf(poly orb.Polygon, axis int, at, sign float64) orb.MultiPolygon {
	var rings []orb.Ring
	var chains []chainPart
	for _, ring := range poly {
		whole, parts := breakRing(ring, axis, at, sign)
		if whole {
			rings = append(rings, ring)
		}
		chains = append(chains, parts...)
	}
	return assemble(append(rings, joinChains(chains)...))
}

// breakRing returns whether the whole ring is inside, or its chains that are,
// with room for one more point each.
func breakRing(ring orb.Ring, axis int, at, sign float64) (whole bool, parts []chainPart) {
	inside := func(p *orb.Point) bool { return sign*(at-p[axis]) > 0 }
	n, start := len(ring)-1, 0
	for start < n && inside(&ring[start]) {
		start++
	}
	if start == n {
		return true, nil
	}
	first, from, was := orb.Point{}, 0, false // where a chain comes in, and how far on from start
	for k := 1; k <= n; k++ {
		i := start + k
		if i > n {
			i -= n
		}
		if inside(&ring[i]) == was {
			continue
		}
		x := crossing(ring[i-1], ring[i], axis, at)
		if was = !was; was {
			first, from = x, i
			continue
		}
		var points []orb.Point
		if from < i {
			points = append(append(make([]orb.Point, 0, i-from+3), first), ring[from:i]...)
		} else {
			points = append(append(append(make([]orb.Point, 0, n-from+i+3), first), ring[from:n]...), ring[:i]...)
		}
		parts = append(parts, chainPart{append(points, x), first[1-axis], x[1-axis]})
	}
	return false, parts
}

// crossing returns where the edge from a to b meets the line; the result is the
// same for the edge from b to a.
func crossing(a, b orb.Point, axis int, at float64) orb.Point {
	if a[axis] > b[axis] {
		a, b = b, a
	}
	t := (at - a[axis]) / (b[axis] - a[axis])
	var x orb.Point
	x[axis] = at
	x[1-axis] = a[1-axis] + t*(b[1-axis]-a[1-axis])
	return x
}

// joinChains links chains along the line to rings.
func joinChains(chains []chainPart) []orb.Ring {
	type end struct {
		along float64
		chain int
		out   bool
	}
	ends := make([]end, 0, 2*len(chains))
	for i, c := range chains {
		ends = append(ends, end{c.in, i, false}, end{c.out, i, true})
	}
	slices.SortFunc(ends, func(a, b end) int {
		return cmp.Or(cmp.Compare(a.along, b.along), cmp.Compare(a.chain, b.chain))
	})
	next := make([]int, len(chains)) // the chain that follows where one goes out
	for k := 0; k+1 < len(ends); k += 2 {
		a, b := ends[k], ends[k+1]
		if a.out == b.out {
			continue // equal crossings in doubt: the chain closes on itself below
		}
		if !a.out {
			a, b = b, a
		}
		next[a.chain] = b.chain + 1
	}
	var rings []orb.Ring
	used := make([]bool, len(chains))
	for i := range chains {
		var ring orb.Ring
		for k := i; !used[k]; {
			used[k] = true
			if ring == nil {
				ring = chains[k].points
			} else {
				ring = append(ring, chains[k].points...)
			}
			if next[k] == 0 {
				break
			}
			k = next[k] - 1
		}
		if len(ring) >= 3 {
			rings = append(rings, append(ring, ring[0]))
		}
	}
	return rings
}

// assemble makes polygons of rings: counter-clockwise ones are shells, each
// clockwise one a hole of the smallest shell around it.
func assemble(rings []orb.Ring) orb.MultiPolygon {
	var shells orb.MultiPolygon
	var holes []orb.Ring
	for _, r := range rings {
		if ringArea(r) > 0 {
			shells = append(shells, orb.Polygon{r})
		} else {
			holes = append(holes, r)
		}
	}
	if len(shells) == 0 || len(holes) == 0 {
		return shells
	}
	ready := make([]*shape, len(shells))
	for i, s := range shells {
		ready[i] = newShape(s)
	}
	for _, h := range holes {
		best := 0
		for i, s := range ready {
			if s.contains(h[0]) && (!ready[best].contains(h[0]) || s.areaM2 < ready[best].areaM2) {
				best = i
			}
		}
		shells[best] = append(shells[best], h)
	}
	return shells
}
