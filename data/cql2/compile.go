package cql2

import (
	"strings"

	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/geo/index"
)

// Names says what a filter may speak of.
type Names struct {
	// Property returns the type of a property, false where there is none.
	Property func(name string) (Type, bool)
	// All lists the names for the message about a name that there is not.
	All []string
	// System is what positions in the filter are in; nil for WGS 84 degrees,
	// longitude first.
	System *System
	// ID is what filters call the id of a feature, a text; empty where they
	// cannot speak of it.
	ID string
}

// System takes positions to WGS 84 degrees, longitude first.
type System struct {
	ToWGS84 func(orb.Point) (orb.Point, error)
	Degrees bool // positions are degrees, in whatever order
}

// Filter is a compiled filter. It never changes.
type Filter struct {
	names []string
	holds test
	box   *orb.Bound // met by all of which holds is true; nil for everywhere
}

// test tells whether something is true of a feature; expression is its value.
type (
	test       func(*Reader) truth
	expression func(*Reader) value
)

// Reader tests features one by one. It is for one goroutine.
type Reader struct {
	filter  *Filter
	feature *data.Feature
	raw     []string // values of the filter's properties in the feature
	err     error
}

// Compile checks e against the names there are, and makes a filter of it. The
// error is an [*Error]: a name that there is not, operands whose types do not
// fit, or a geometry that geo.Gate refuses.
func Compile(e *Expr, names Names) (*Filter, error) {
	c := &compiler{Names: names, filter: &Filter{}}
	holds, err := c.test(e)
	if err != nil {
		return nil, err
	}
	c.filter.holds = holds
	c.filter.box = c.around(e)
	return c.filter, nil
}

// Candidates returns the numbers of the features in tree that the filter can
// be true of, ascending, as far as their places tell; false for all of them.
func (f *Filter) Candidates(tree *index.Tree) ([]int, bool) {
	if f.box == nil {
		return nil, false
	}
	return tree.Intersecting(*f.box), true
}

// Reader returns a reader of features for the filter.
func (f *Filter) Reader() *Reader { return &Reader{filter: f, raw: make([]string, len(f.names))} }

// Holds tells whether the filter is true of a feature. The error says that a
// spatial predicate could not be worked out.
func (r *Reader) Holds(f *data.Feature) (bool, error) {
	r.feature, r.err = f, nil
	if len(r.raw) > 0 {
		clear(r.raw)
		data.EachProperty(f.Properties, func(key, value string) {
			for i, name := range r.filter.names {
				if key == name {
					r.raw[i] = value
				}
			}
		})
	}
	return r.filter.holds(r) == yes, r.err
}

// compiler makes tests and expressions of a filter's parts.
type compiler struct {
	Names
	filter *Filter
	shapes map[*Expr]orb.Geometry // literals that passed the gate
}

// test compiles what is true or false.
func (c *compiler) test(e *Expr) (test, error) {
	switch e.Op {
	case OpAnd, OpOr:
		return c.connective(e)
	case OpNot:
		inner, err := c.test(e.Args[0])
		return func(r *Reader) truth { return inner(r).not() }, err
	case OpEqual, OpUnequal, OpLess, OpMore, OpAtMost, OpAtLeast:
		return c.comparison(e)
	case OpBetween:
		return c.between(e)
	case OpIn:
		return c.in(e)
	case OpLike:
		return c.like(e)
	case OpIsNull:
		return c.isNull(e)
	case OpIntersects, OpEquals, OpDisjoint, OpTouches, OpWithin, OpOverlaps, OpCrosses, OpContains:
		return c.spatial(e)
	}
	kind, inner, err := c.expression(e)
	if err != nil {
		return nil, err
	}
	if kind != Boolean {
		return nil, e.at.fail("here should be a condition, and " + describe(e) + " is " + kind.String())
	}
	return func(r *Reader) truth {
		v := inner(r)
		if v.kind != Boolean {
			return unknown
		}
		return truthOf(v.truth)
	}, nil
}

func (c *compiler) connective(e *Expr) (test, error) {
	all := make([]test, len(e.Args))
	for i, a := range e.Args {
		t, err := c.test(a)
		if err != nil {
			return nil, err
		}
		all[i] = t
	}
	if e.Op == OpAnd {
		return func(r *Reader) truth {
			out := yes
			for _, t := range all {
				if out = min(out, t(r)); out == no {
					break
				}
			}
			return out
		}, nil
	}
	return func(r *Reader) truth {
		out := no
		for _, t := range all {
			if out = max(out, t(r)); out == yes {
				break
			}
		}
		return out
	}, nil
}

// expression compiles what has a value.
func (c *compiler) expression(e *Expr) (Type, expression, error) {
	constant := func(v value) (Type, expression, error) {
		return v.kind, func(*Reader) value { return v }, nil
	}
	switch e.Op {
	case OpText:
		return constant(value{kind: Text, text: e.Text})
	case OpNumber:
		return constant(value{kind: Number, number: e.Number})
	case OpBoolean:
		return constant(value{kind: Boolean, truth: e.Boolean})
	case OpDate, OpTimestamp:
		return constant(value{kind: instant, time: e.Time, day: e.Op == OpDate})
	case OpProperty:
		return c.property(e)
	case OpCaseI, OpAccentI:
		return c.alike(e)
	case OpGeometry, OpBBox:
		return Geometry, nil, e.at.fail("a geometry can stand only in a spatial predicate such as S_INTERSECTS")
	}
	if r := rank(e.Op); r >= rankSum && r <= rankPower {
		return c.arithmetic(e)
	}
	inner, err := c.test(e)
	return Boolean, func(r *Reader) value {
		t := inner(r)
		if t == unknown {
			return value{kind: null}
		}
		return value{kind: Boolean, truth: t == yes}
	}, err
}

func (c *compiler) property(e *Expr) (Type, expression, error) {
	if c.isID(e) {
		return Text, func(r *Reader) value { return value{kind: Text, text: r.feature.ID} }, nil
	}
	kind, err := c.typeOf(e)
	if err != nil {
		return kind, nil, err
	}
	if kind == Geometry {
		return kind, nil, e.at.fail(describe(e) + " is a geometry, which can stand only in a spatial predicate such as S_INTERSECTS")
	}
	at := -1
	for i, name := range c.filter.names {
		if name == e.Text {
			at = i
		}
	}
	if at < 0 {
		at = len(c.filter.names)
		c.filter.names = append(c.filter.names, e.Text)
	}
	return kind, func(r *Reader) value { return decoded(r.raw[at]) }, nil
}

// isID tells whether a name is that of the feature's id.
func (c *compiler) isID(e *Expr) bool { return c.ID != "" && e.Text == c.ID }

// typeOf returns the type of a property.
func (c *compiler) typeOf(e *Expr) (Type, error) {
	if c.isID(e) {
		return Text, nil
	}
	kind, ok := c.Property(e.Text)
	if !ok {
		return kind, e.at.fail("there is no property " + describe(e) + " here; there are: " + strings.Join(c.All, ", "))
	}
	return kind, nil
}

// describe names an expression in a message.
func describe(e *Expr) string { return shortened(string(AppendText(nil, e))) }

func (c *compiler) alike(e *Expr) (Type, expression, error) {
	change := folded
	if e.Op == OpAccentI {
		change = unaccented
	}
	inner, err := c.text(e.Args[0])
	if err != nil {
		return Text, nil, err
	}
	if isConstant(e.Args[0]) {
		v := inner(nil)
		v.text = change(v.text)
		return Text, func(*Reader) value { return v }, nil
	}
	return Text, func(r *Reader) value {
		v := inner(r)
		if v.kind == Text {
			v.text = change(v.text)
		}
		return v
	}, nil
}

// isConstant tells whether e is the same for all features.
func isConstant(e *Expr) bool {
	constant := true
	e.walk(func(e *Expr) { constant = constant && e.Op != OpProperty })
	return constant
}

// text compiles what is a text, and null where it is not.
func (c *compiler) text(e *Expr) (expression, error) { return c.ofType(e, Text) }

// ofType compiles what is of one type, and null where it is not.
func (c *compiler) ofType(e *Expr, wanted Type) (expression, error) {
	kind, inner, err := c.expression(e)
	switch {
	case err != nil:
		return nil, err
	case kind == wanted:
		return inner, nil
	case kind != Any:
		return nil, e.at.fail("here should be " + wanted.String() + ", and " + describe(e) + " is " + kind.String())
	}
	return func(r *Reader) value {
		v := inner(r)
		if v.kind != wanted {
			return value{kind: null}
		}
		return v
	}, nil
}

func (c *compiler) arithmetic(e *Expr) (Type, expression, error) {
	a, err := c.ofType(e.Args[0], Number)
	if err != nil {
		return Number, nil, err
	}
	b, err := c.ofType(e.Args[1], Number)
	op := e.Op
	return Number, func(r *Reader) value { return computed(op, a(r), b(r)) }, err
}
