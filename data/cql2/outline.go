package cql2

import (
	"slices"

	"github.com/paulmach/orb"

	"catchment/geo"
	"catchment/geo/index"
)

// outline is a geometry as its edges, indexed: what thousands of others are
// compared with costs each of them what lies near it and not all corners. A
// point is an edge from itself to itself.
//
// All answers are exact.
type outline struct {
	from, to []orb.Point
	polygon  []int32 // of an edge, the polygon that it bounds; -1 for none
	starts   []orb.Point
	bound    orb.Bound
	tree     *index.Tree
	dims     dimensions
}

// dimensions tells which of points, lines and areas a geometry has.
type dimensions [3]bool

var (
	onlyPoints = dimensions{0: true}
	onlyLines  = dimensions{1: true}
	onlyAreas  = dimensions{2: true}
)

func (d *dimensions) note(part orb.Geometry) { d[part.Dimensions()] = true }

func newOutline(g orb.Geometry) *outline {
	o := &outline{bound: g.Bound()}
	polygons := int32(0)
	eachPart(g, func(part orb.Geometry) {
		of := int32(-1)
		if _, area := part.(orb.Polygon); area {
			of = polygons
			polygons++
		}
		o.dims.note(part)
		eachEdge(part, func(a, b orb.Point, first bool) bool {
			if first {
				o.starts = append(o.starts, a)
			}
			o.from, o.to, o.polygon = append(o.from, a), append(o.to, b), append(o.polygon, of)
			return true
		})
	})
	bounds := make([]orb.Bound, len(o.from))
	for i, a := range o.from {
		bounds[i] = a.Bound().Extend(o.to[i])
	}
	o.tree = index.New(bounds)
	return o
}

// eachPart visits the points, lines and polygons of g.
func eachPart(g orb.Geometry, visit func(orb.Geometry)) {
	switch g := g.(type) {
	case orb.MultiPoint:
		for _, p := range g {
			visit(p)
		}
	case orb.MultiLineString:
		for _, l := range g {
			visit(l)
		}
	case orb.MultiPolygon:
		for _, p := range g {
			visit(p)
		}
	case orb.Collection:
		for _, m := range g {
			eachPart(m, visit)
		}
	default:
		visit(g)
	}
}

// eachEdge visits the edges of a point, a line or a polygon, until visit
// returns false. first tells that an edge begins a line or ring.
func eachEdge(part orb.Geometry, visit func(a, b orb.Point, first bool) bool) {
	on := true
	geo.EachLine(part, func(line []orb.Point) {
		if len(line) == 1 {
			on = on && visit(line[0], line[0], true)
		}
		for i := 1; i < len(line) && on; i++ {
			on = visit(line[i-1], line[i], i == 1)
		}
	})
}

// touched tells whether an edge of part meets one of the outline.
func (o *outline) touched(part orb.Geometry) bool {
	touched := false
	eachEdge(part, func(a, b orb.Point, _ bool) bool {
		o.tree.Search(a.Bound().Extend(b), func(i int) bool {
			touched = geo.SegmentsMeet(a, b, o.from[i], o.to[i])
			return !touched
		})
		return !touched
	})
	return touched
}

// crossed tells whether an edge of part and one of the outline go through each
// other, and none of them meet in another way.
func (o *outline) crossed(part orb.Geometry) (crossed, otherwise bool) {
	eachEdge(part, func(a, b orb.Point, _ bool) bool {
		o.tree.Search(a.Bound().Extend(b), func(i int) bool {
			c, d := o.from[i], o.to[i]
			switch {
			case !geo.SegmentsMeet(a, b, c, d):
			case geo.Turn(a, b, c)*geo.Turn(a, b, d) < 0 && geo.Turn(c, d, a)*geo.Turn(c, d, b) < 0:
				crossed = true
			default:
				otherwise = true
			}
			return !otherwise
		})
		return !otherwise
	})
	return crossed, otherwise
}

// holds tells whether a point that is on no edge lies in a polygon of the
// outline: a ray from it to the east crosses the edges of one an odd number of
// times.
func (o *outline) holds(p orb.Point) bool {
	var few [8]int32
	odd := few[:0]
	ray := orb.Bound{Min: p, Max: orb.Point{max(p[0], o.bound.Max[0]), p[1]}}
	o.tree.Search(ray, func(i int) bool {
		a, b := o.from[i], o.to[i]
		if o.polygon[i] < 0 || (a[1] > p[1]) == (b[1] > p[1]) || (geo.Turn(a, b, p) > 0) != (b[1] > a[1]) {
			return true
		}
		if at := slices.Index(odd, o.polygon[i]); at >= 0 {
			odd = slices.Delete(odd, at, at+1)
		} else {
			odd = append(odd, o.polygon[i])
		}
		return true
	})
	return len(odd) > 0
}

// standing is how the parts of a geometry stand to an outline.
type standing struct {
	within, beyond bool // a part lies in its polygons, or outside all of them
	touched        bool // an edge meets one of its edges; the rest is not known then
	around         bool // a part has some of the outline within
}

// stand tells how g stands to the outline.
func (o *outline) stand(g orb.Geometry) (s standing) {
	eachPart(g, func(part orb.Geometry) {
		if s.touched = s.touched || o.touched(part); s.touched {
			return
		}
		if o.holds(firstOf(part)) {
			s.within = true
		} else {
			s.beyond = true
		}
		if polygon, area := part.(orb.Polygon); area && !s.around {
			s.around = o.startsIn(polygon)
		}
	})
	return s
}

// startsIn tells whether a line, ring or point of the outline, whose edges a
// polygon does not meet, lies within it.
func (o *outline) startsIn(polygon orb.Polygon) bool {
	bound := polygon.Bound()
	if !inside(o.bound, bound) && len(o.starts) == 1 {
		return false
	}
	return slices.ContainsFunc(o.starts, func(p orb.Point) bool {
		if !bound.Contains(p) {
			return false
		}
		odd := false
		eachEdge(polygon, func(a, b orb.Point, _ bool) bool {
			if (a[1] > p[1]) != (b[1] > p[1]) && (geo.Turn(a, b, p) > 0) == (b[1] > a[1]) {
				odd = !odd
			}
			return true
		})
		return odd
	})
}

func firstOf(part orb.Geometry) (first orb.Point) {
	eachEdge(part, func(a, _ orb.Point, _ bool) bool {
		first = a
		return false
	})
	return first
}

// meets tells whether g has a point in common with what the outline is of.
func (o *outline) meets(g orb.Geometry) bool {
	s := o.stand(g)
	return s.touched || s.within || s.around
}

// relates tells whether op holds of g and what the outline is of, false for ok
// where the edges alone do not decide it. op is none of the two that ask
// whether they meet.
func (o *outline) relates(op Op, g orb.Geometry) (holds, ok bool) {
	areas := o.dims == onlyAreas
	if p, is := g.(orb.Point); is && areas {
		if !o.touched(p) {
			return op == OpWithin && o.holds(p), true
		}
		return op == OpTouches, o.polygon[len(o.polygon)-1] == 0 // among several it may lie in another
	}
	s := o.stand(g)
	switch {
	case s.touched:
		return o.relatesCrossed(op, g)
	case s.around:
		return false, false
	case !s.within: // they do not meet, and every op but disjoint says that they do
		return false, true
	case !areas:
		return false, false
	}
	mixed := s.within && s.beyond
	switch dims := dimensionsOf(g); op {
	case OpWithin:
		return !s.beyond, true
	case OpCrosses:
		return mixed && dims != onlyAreas, dims == onlyPoints || dims == onlyLines || dims == onlyAreas
	case OpOverlaps:
		return mixed && dims == onlyAreas, dims == onlyPoints || dims == onlyLines || dims == onlyAreas
	}
	return false, true // it touches, equals and contains nothing of it
}

// relatesCrossed is relates where edges meet: it is decided where they only go
// through each other, as borders and lines anywhere mostly do.
func (o *outline) relatesCrossed(op Op, g orb.Geometry) (holds, ok bool) {
	dims := dimensionsOf(g)
	two := dims == onlyAreas && o.dims == onlyAreas
	if !two && !(dims == onlyLines && o.dims == onlyAreas) && !(dims == onlyAreas && o.dims == onlyLines) {
		return false, false
	}
	crossed := false
	undecided := false
	eachPart(g, func(part orb.Geometry) {
		through, otherwise := o.crossed(part)
		crossed, undecided = crossed || through, undecided || otherwise
	})
	if undecided || !crossed {
		return false, false
	}
	return op == OpOverlaps && two || op == OpCrosses && !two, true
}

func dimensionsOf(g orb.Geometry) (d dimensions) {
	eachPart(g, func(part orb.Geometry) { d.note(part) })
	return d
}
