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
	inside := func(p orb.Point) bool { return sign*(at-p[axis]) > 0 }
	var rings []orb.Ring
	var chains []chainPart
	for _, ring := range poly {
		whole, parts := breakRing(ring, axis, at, inside)
		if whole {
			rings = append(rings, ring)
		}
		chains = append(chains, parts...)
	}
	return assemble(append(rings, joinChains(chains)...))
}

// breakRing returns whether the whole ring is inside, or its chains that are.
func breakRing(ring orb.Ring, axis int, at float64, inside func(orb.Point) bool) (whole bool, parts []chainPart) {
	n := len(ring) - 1
	start := slices.IndexFunc(ring[:n], func(p orb.Point) bool { return !inside(p) })
	if start < 0 {
		return true, nil
	}
	var open *chainPart
	for k := range n {
		a, b := ring[(start+k)%n], ring[(start+k+1)%n]
		switch {
		case !inside(a) && inside(b):
			x := crossing(a, b, axis, at)
			parts = append(parts, chainPart{points: []orb.Point{x, b}, in: x[1-axis]})
			open = &parts[len(parts)-1]
		case inside(a) && !inside(b):
			x := crossing(a, b, axis, at)
			open.points, open.out = append(open.points, x), x[1-axis]
		case inside(a):
			open.points = append(open.points, b)
		}
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
	var ends []end
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
			ring = append(ring, chains[k].points...)
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
