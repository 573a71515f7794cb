package geo

import "github.com/paulmach/orb"

// EachLine calls visit with every run of positions of g, in order: the
// positions of a point or a multi-point, of a line, of a ring. They are g's own,
// but for those of a point.
func EachLine(g orb.Geometry, visit func([]orb.Point)) {
	switch g := g.(type) {
	case orb.Point:
		visit([]orb.Point{g})
	case orb.MultiPoint:
		visit(g)
	case orb.LineString:
		visit(g)
	case orb.MultiLineString:
		for _, l := range g {
			visit(l)
		}
	case orb.Polygon:
		for _, r := range g {
			visit(r)
		}
	case orb.MultiPolygon:
		for _, p := range g {
			EachLine(p, visit)
		}
	case orb.Collection:
		for _, m := range g {
			EachLine(m, visit)
		}
	}
}

// Transform returns a copy of g with every position passed through f. After
// an error of f path leads to the position, as those of the gate's findings do.
func Transform(g orb.Geometry, f func(orb.Point) (orb.Point, error)) (_ orb.Geometry, path []int, err error) {
	g = orb.Clone(g)
	each := func(pts []orb.Point, at ...int) {
		for i, p := range pts {
			if err != nil {
				return
			}
			if pts[i], err = f(p); err != nil {
				path = append(at, i)
			}
		}
	}
	switch g := g.(type) {
	case orb.Point:
		p, err := f(g)
		return p, nil, err
	case orb.MultiPoint:
		each(g)
	case orb.LineString:
		each(g)
	case orb.MultiLineString:
		for i, l := range g {
			each(l, i)
		}
	case orb.Polygon:
		for i, r := range g {
			each(r, i)
		}
	case orb.MultiPolygon:
		for i, p := range g {
			for j, r := range p {
				each(r, i, j)
			}
		}
	case orb.Collection:
		for i, m := range g {
			t, below, err := Transform(m, f)
			if err != nil {
				return nil, append([]int{i}, below...), err
			}
			g[i] = t
		}
	}
	return g, path, err
}

// SegmentsMeet tells whether the segments ab and cd have a point in common. It
// is exact. A segment may be a point.
func SegmentsMeet(a, b, c, d orb.Point) bool {
	kind, _ := meet(a, b, c, d)
	return kind != apart
}

// SegmentMeets tells whether the segment from a to b meets a box, edges
// included: whether what is left of it between each pair of opposite edges is
// not empty.
func SegmentMeets(a, b orb.Point, box orb.Bound) bool {
	from, to := 0.0, 1.0
	for axis := range 2 {
		low, high, d := box.Min[axis]-a[axis], box.Max[axis]-a[axis], b[axis]-a[axis]
		if d == 0 {
			if low > 0 || high < 0 {
				return false
			}
			continue
		}
		if d < 0 {
			low, high = high, low
		}
		from, to = max(from, low/d), min(to, high/d)
	}
	return from <= to
}
