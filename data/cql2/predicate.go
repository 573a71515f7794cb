package cql2

// operands compiles expressions whose values are to be compared with the
// first.
func (c *compiler) operands(args []*Expr) ([]expression, error) {
	all := make([]expression, len(args))
	var first Type
	for i, a := range args {
		kind, x, err := c.expression(a)
		if err != nil {
			return nil, err
		}
		if kind == Structured {
			return nil, a.at.fail(describe(a) + " is " + kind.String() + ", of which only IS NULL can be asked")
		}
		if i == 0 {
			first = kind
		} else if first == Boolean && a.Op == OpNumber && (a.Number == 0 || a.Number == 1) {
			// GDAL writes booleans as numbers.
			v := value{kind: Boolean, truth: a.Number == 1}
			x = func(*Reader) value { return v }
		} else if !comparable(first, kind) {
			return nil, a.at.fail(describe(args[0]) + " is " + first.String() + " and cannot be compared with " + describe(a) + ", which is " + kind.String())
		}
		all[i] = x
	}
	return all, nil
}

// comparable tells whether values of two types can be compared.
func comparable(a, b Type) bool {
	return a == b || a == Any || b == Any || a == Text && b == instant || a == instant && b == Text
}

func (c *compiler) comparison(e *Expr) (test, error) {
	x, err := c.operands(e.Args)
	if err != nil {
		return nil, err
	}
	var holds func(order int) bool
	switch e.Op {
	case OpEqual:
		holds = func(order int) bool { return order == 0 }
	case OpUnequal:
		holds = func(order int) bool { return order != 0 }
	case OpLess:
		holds = func(order int) bool { return order < 0 }
	case OpMore:
		holds = func(order int) bool { return order > 0 }
	case OpAtMost:
		holds = func(order int) bool { return order <= 0 }
	default:
		holds = func(order int) bool { return order >= 0 }
	}
	a, b := x[0], x[1]
	return func(r *Reader) truth {
		order, ok := compare(a(r), b(r))
		if !ok {
			return unknown
		}
		return truthOf(holds(order))
	}, nil
}

func (c *compiler) between(e *Expr) (test, error) {
	x, err := c.operands(e.Args)
	if err != nil {
		return nil, err
	}
	v, low, high := x[0], x[1], x[2]
	return func(r *Reader) truth {
		v := v(r)
		out := yes
		if order, ok := compare(v, low(r)); !ok {
			out = unknown
		} else if order < 0 {
			return no
		}
		if order, ok := compare(v, high(r)); !ok {
			out = unknown
		} else if order > 0 {
			return no
		}
		return out
	}, nil
}

func (c *compiler) in(e *Expr) (test, error) {
	x, err := c.operands(e.Args)
	if err != nil {
		return nil, err
	}
	if t := textsOf(e.Args[1:]); t != nil {
		return inTexts(x[0], t), nil
	}
	return func(r *Reader) truth {
		v, out := x[0](r), no
		for _, other := range x[1:] {
			order, ok := compare(v, other(r))
			switch {
			case !ok:
				out = unknown
			case order == 0:
				return yes
			}
		}
		return out
	}, nil
}

// textsOf returns the texts of a list of nothing else, or nil.
func textsOf(list []*Expr) map[string]bool {
	texts := map[string]bool{}
	for _, e := range list {
		if e.Op != OpText {
			return nil
		}
		texts[e.Text] = true
	}
	return texts
}

func inTexts(x expression, texts map[string]bool) test {
	return func(r *Reader) truth {
		v := x(r)
		if v.kind != Text {
			return unknown
		}
		return truthOf(texts[v.text])
	}
}

func (c *compiler) like(e *Expr) (test, error) {
	x, err := c.text(e.Args[0])
	if err != nil {
		return nil, err
	}
	for inner := e.Args[1]; inner.Op != OpText; inner = inner.Args[0] {
		if inner.Op != OpCaseI && inner.Op != OpAccentI {
			return nil, inner.at.fail("the pattern of LIKE is a text such as 'park%', and " + describe(inner) + " is not")
		}
	}
	text, err := c.text(e.Args[1])
	if err != nil {
		return nil, err
	}
	p := newPattern(text(nil).text)
	return func(r *Reader) truth {
		v := x(r)
		if v.kind != Text {
			return unknown
		}
		return truthOf(p.matches(v.text))
	}, nil
}

func (c *compiler) isNull(e *Expr) (test, error) {
	inner := e.Args[0]
	if inner.Op == OpProperty {
		if kind, err := c.typeOf(inner); err != nil {
			return nil, err
		} else if kind == Geometry {
			return func(*Reader) truth { return no }, nil // a feature has one
		}
	}
	if inner.Op == OpGeometry || inner.Op == OpBBox {
		return func(*Reader) truth { return no }, nil
	}
	_, x, err := c.expression(inner)
	return func(r *Reader) truth { return truthOf(x(r).kind == null) }, err
}
