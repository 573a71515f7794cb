package cql2

import (
	"fmt"

	"github.com/paulmach/orb"
	"github.com/peterstace/simplefeatures/geom"

	"catchment/geo"
)

// turned is the predicate that holds of (b, a) where op holds of (a, b).
func turned(op Op) Op {
	switch op {
	case OpWithin:
		return OpContains
	case OpContains:
		return OpWithin
	}
	return op
}

// spatial compiles a spatial predicate. Edges are straight in degrees of
// longitude and latitude; touching counts as simple features (OGC 06-103r4,
// 6.1.15) has it.
func (c *compiler) spatial(e *Expr) (test, error) {
	var fixed [2]*literal
	for i, a := range e.Args {
		switch a.Op {
		case OpGeometry, OpBBox:
			g, err := c.shape(a)
			if err != nil {
				return nil, err
			}
			fixed[i] = newLiteral(g, a.Op == OpBBox)
		case OpProperty:
			kind, err := c.typeOf(a)
			if err != nil {
				return nil, err
			}
			if kind != Geometry {
				return nil, a.at.fail("here should be a geometry, and " + describe(a) + " is " + kind.String())
			}
		default:
			return nil, a.at.fail("here should be a geometry, and " + describe(a) + " is not")
		}
	}
	op, a, b := e.Op, fixed[0], fixed[1]
	switch {
	case a == nil && b == nil: // a geometry with itself
		itself := truthOf(op == OpIntersects || op == OpEquals || op == OpWithin || op == OpContains)
		return func(*Reader) truth { return itself }, nil
	case a == nil:
		return b.test(op), nil
	case b == nil:
		return a.test(turned(op)), nil
	}
	holds, err := b.relates(op, a.shape)
	if err != nil {
		return nil, e.at.fail(err.Error())
	}
	return func(*Reader) truth { return truthOf(holds) }, nil
}

// test is a predicate between the geometry of a feature and the literal.
func (l *literal) test(op Op) test {
	return func(r *Reader) truth {
		holds, err := l.relates(op, r.feature.Geometry)
		if err != nil {
			r.err = fmt.Errorf("feature %q: %w", r.feature.ID, err)
			return unknown
		}
		return truthOf(holds)
	}
}

// literal is a geometry that many others are compared with.
type literal struct {
	shape orb.Geometry
	exact geom.Geometry
	edges *outline
	bound orb.Bound
	isBox bool // shape is all of bound
}

func newLiteral(g orb.Geometry, isBox bool) *literal {
	_, whole := g.(orb.Polygon)
	return &literal{shape: g, exact: exactly(g), edges: newOutline(g), bound: g.Bound(), isBox: isBox && whole}
}

// relates tells whether op holds of (g, l). Boxes decide what they can.
func (l *literal) relates(op Op, g orb.Geometry) (bool, error) {
	b := g.Bound()
	if b.Min[0] > l.bound.Max[0] || b.Max[0] < l.bound.Min[0] || b.Min[1] > l.bound.Max[1] || b.Max[1] < l.bound.Min[1] {
		return op == OpDisjoint, nil
	}
	switch op {
	case OpIntersects, OpDisjoint:
		return l.meets(b, g) == (op == OpIntersects), nil
	case OpWithin:
		if !inside(b, l.bound) {
			return false, nil
		}
		if l.isBox && b.Min[0] > l.bound.Min[0] && b.Max[0] < l.bound.Max[0] && b.Min[1] > l.bound.Min[1] && b.Max[1] < l.bound.Max[1] {
			return true, nil
		}
	case OpContains:
		if !inside(l.bound, b) {
			return false, nil
		}
	}
	if holds, ok := l.edges.relates(op, g); ok {
		return holds, nil
	}
	return relate(op, exactly(g), l.exact)
}

// inside tells whether the box a lies in b, edges included.
func inside(a, b orb.Bound) bool {
	return a.Min[0] >= b.Min[0] && a.Max[0] <= b.Max[0] && a.Min[1] >= b.Min[1] && a.Max[1] <= b.Max[1]
}

// meets tells whether g, whose box meets that of l, meets l.
func (l *literal) meets(b orb.Bound, g orb.Geometry) bool {
	if l.isBox && inside(b, l.bound) {
		return true
	}
	if _, ok := g.(orb.Point); ok && l.isBox {
		return true // its box meets that of l
	}
	return l.edges.meets(g)
}

// relate works a predicate out. The overlay behind it panics in states that it
// holds to be impossible; to a question from outside that is an error.
func relate(op Op, a, b geom.Geometry) (holds bool, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%s could not be worked out: %v", op, p)
		}
	}()
	switch op {
	case OpEquals:
		return geom.Equals(a, b)
	case OpTouches:
		return geom.Touches(a, b)
	case OpWithin:
		return geom.Within(a, b)
	case OpContains:
		return geom.Contains(a, b)
	case OpOverlaps:
		return geom.Overlaps(a, b)
	}
	return geom.Crosses(a, b)
}

// exactly returns g in the types of the overlay.
func exactly(g orb.Geometry) geom.Geometry {
	switch g := g.(type) {
	case orb.Point:
		return exactPoint(g).AsGeometry()
	case orb.MultiPoint:
		all := make([]geom.Point, len(g))
		for i, p := range g {
			all[i] = exactPoint(p)
		}
		return geom.NewMultiPoint(all).AsGeometry()
	case orb.LineString:
		return exactLine(g).AsGeometry()
	case orb.MultiLineString:
		all := make([]geom.LineString, len(g))
		for i, l := range g {
			all[i] = exactLine(l)
		}
		return geom.NewMultiLineString(all).AsGeometry()
	case orb.Polygon:
		return exactPolygon(g).AsGeometry()
	case orb.MultiPolygon:
		all := make([]geom.Polygon, len(g))
		for i, p := range g {
			all[i] = exactPolygon(p)
		}
		return geom.NewMultiPolygon(all).AsGeometry()
	case orb.Collection:
		all := make([]geom.Geometry, len(g))
		for i, m := range g {
			all[i] = exactly(m)
		}
		return geom.NewGeometryCollection(all).AsGeometry()
	}
	return geom.Geometry{}
}

func exactPoint(p orb.Point) geom.Point {
	return geom.NewPoint(geom.Coordinates{XY: geom.XY{X: p[0], Y: p[1]}, Type: geom.DimXY})
}

func exactLine(l []orb.Point) geom.LineString {
	flat := make([]float64, 0, 2*len(l))
	for _, p := range l {
		flat = append(flat, p[0], p[1])
	}
	return geom.NewLineString(geom.NewSequence(flat, geom.DimXY))
}

func exactPolygon(p orb.Polygon) geom.Polygon {
	rings := make([]geom.LineString, len(p))
	for i, r := range p {
		rings[i] = exactLine(r)
	}
	return geom.NewPolygon(rings)
}

// shape returns a literal in WGS 84 degrees, once it has passed the gate.
func (c *compiler) shape(e *Expr) (orb.Geometry, error) {
	if g, ok := c.shapes[e]; ok {
		return g, nil
	}
	g, err := c.place(e)
	if err != nil {
		return nil, err
	}
	passed, findings := geo.Gate(g, geo.Strict)
	for _, f := range findings {
		if f.Severity == geo.SeverityError {
			return nil, e.at.fail("the geometry is refused: " + f.Error())
		}
	}
	if c.shapes == nil {
		c.shapes = map[*Expr]orb.Geometry{}
	}
	c.shapes[e] = passed
	return passed, nil
}
