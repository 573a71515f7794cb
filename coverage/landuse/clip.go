package landuse

import "github.com/paulmach/orb"

// clipper holds the scratch of clippedArea.
type clipper struct{ a, b []orb.Point }

// clippedArea returns the area of the part of a plot inside a convex ring that
// runs counter-clockwise, by cutting every ring of the plot at each side in
// turn. Cutting a ring that is not convex leaves doubled edges along the cut,
// which have no area.
//
// Source: I. E. Sutherland and G. W. Hodgman, Reentrant polygon clipping
// (1974).
func (c *clipper) clippedArea(g *ground, plot int32, convex []orb.Point) float64 {
	area := 0.0
	for r := g.plots[plot]; r < g.plots[plot+1]; r++ {
		ring := g.points[g.rings[r]:g.rings[r+1]]
		c.a = append(c.a[:0], ring...)
		for k := 1; k < len(convex) && len(c.a) > 0; k++ {
			c.b = cut(c.b[:0], c.a, convex[k-1], convex[k])
			c.a, c.b = c.b, c.a
		}
		area += ringArea(c.a)
	}
	return max(area, 0)
}

// cut appends to out the part of a closed ring to the left of the line from p
// to q, as a closed ring or nothing.
func cut(out, ring []orb.Point, p, q orb.Point) []orb.Point {
	dx, dy := q[0]-p[0], q[1]-p[1]
	side := func(v orb.Point) float64 { return dx*(v[1]-p[1]) - dy*(v[0]-p[0]) }
	last := side(ring[0])
	if last >= 0 {
		out = append(out, ring[0])
	}
	for i := 1; i < len(ring); i++ {
		here := side(ring[i])
		if last > 0 && here < 0 || last < 0 && here > 0 {
			t := last / (last - here)
			a, b := ring[i-1], ring[i]
			out = append(out, orb.Point{a[0] + (b[0]-a[0])*t, a[1] + (b[1]-a[1])*t})
		}
		if here >= 0 {
			out = append(out, ring[i])
		}
		last = here
	}
	if n := len(out); n > 0 && out[0] != out[n-1] {
		out = append(out, out[0])
	}
	return out
}

// holds tells whether all corners of a box lie in a convex ring that runs
// counter-clockwise.
func holds(convex []orb.Point, b orb.Bound) bool {
	for k := 1; k < len(convex); k++ {
		p, q := convex[k-1], convex[k]
		dx, dy := q[0]-p[0], q[1]-p[1]
		x, y := b.Min[0], b.Min[1] // the corner farthest to the right of the side
		if dy > 0 {
			x = b.Max[0]
		}
		if dx < 0 {
			y = b.Max[1]
		}
		if dx*(y-p[1])-dy*(x-p[0]) < 0 {
			return false
		}
	}
	return true
}
