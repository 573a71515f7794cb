package cql2

import (
	"maps"
	"slices"
	"strings"
	"time"
)

func (p *parser) sum() (*Expr, error) { return p.chain(p.product, OpPlus, OpMinus) }
func (p *parser) product() (*Expr, error) {
	return p.chain(func() (*Expr, error) { return p.chain(p.primary, OpPower) }, OpTimes, OpOver, OpModulo, OpDiv)
}

// chain reads operands with operators of equal rank between, the left first.
func (p *parser) chain(operand func() (*Expr, error), ops ...Op) (*Expr, error) {
	at := p.now.at
	left, err := operand()
	for err == nil {
		op := Op(p.now.text)
		if p.now.kind == tokenWord {
			op = Op(strings.ToLower(p.now.text))
		} else if p.now.kind != tokenSymbol {
			break
		}
		if !slices.Contains(ops, op) {
			break
		}
		left, err = p.binary(op, at, left, operand)
	}
	return left, err
}

// primary reads a literal, a property, a function, or what stands in
// parentheses.
func (p *parser) primary() (*Expr, error) {
	t := p.now
	leaf := func(e Expr) (*Expr, error) {
		e.at.offset = t.at
		return &e, p.advance()
	}
	switch t.kind {
	case tokenText:
		return leaf(Expr{Op: OpText, Text: t.text})
	case tokenNumber:
		return leaf(Expr{Op: OpNumber, Number: t.number})
	case tokenQuoted:
		return leaf(Expr{Op: OpProperty, Text: t.text})
	case tokenSymbol:
		return p.parenthesis()
	case tokenWord:
		switch {
		case t.word == "TRUE" || t.word == "FALSE":
			return leaf(Expr{Op: OpBoolean, Boolean: t.word == "TRUE"})
		case keywords[t.word]:
			return nil, p.unexpected("a value")
		}
		return p.named()
	}
	return nil, p.unexpected("a value")
}

// parenthesis reads what starts with a symbol: a sign or a parenthesis.
func (p *parser) parenthesis() (*Expr, error) {
	t := p.now
	if t.text != "(" && t.text != "-" && t.text != "+" {
		return nil, p.unexpected("a value")
	}
	if err := p.deeper(); err != nil {
		return nil, err
	}
	defer func() { p.nested-- }()
	if err := p.advance(); err != nil {
		return nil, err
	}
	if t.text == "(" {
		e, err := p.disjunction()
		if err != nil {
			return nil, err
		}
		return e, p.must(")")
	}
	numeral := p.now.kind == tokenNumber
	e, err := p.primary()
	if err != nil || t.text == "+" {
		return e, err
	}
	if numeral {
		e.Number = -e.Number
		return e, nil
	}
	return p.build(OpTimes, t.at, &Expr{Op: OpNumber, Number: -1, at: place{offset: t.at}}, e)
}

// named reads what starts with a name: a property or a function.
func (p *parser) named() (*Expr, error) {
	t := p.now
	if err := p.advance(); err != nil {
		return nil, err
	}
	if geometryWords[t.word] && (p.now.kind == tokenSymbol && p.now.text == "(" || p.now.kind == tokenWord && (p.now.word == "Z" || p.now.word == "EMPTY")) {
		g, err := p.geometry(t, 0)
		if err != nil {
			return nil, err
		}
		return &Expr{Op: OpGeometry, Geometry: g, at: place{offset: t.at}}, nil
	}
	if p.now.kind != tokenSymbol || p.now.text != "(" {
		return &Expr{Op: OpProperty, Text: t.text, at: place{offset: t.at}}, nil
	}
	switch t.word {
	case "BBOX":
		return p.box(t)
	case "DATE", "TIMESTAMP":
		return p.instant(t)
	}
	op, ok := functions[t.word]
	if !ok {
		names := append(slices.Sorted(maps.Keys(functions)), "BBOX", "DATE", "TIMESTAMP")
		return nil, p.fail(t.at, "there is no function %s; there are: %s", shortened(t.text), strings.Join(names, ", "))
	}
	if err := p.deeper(); err != nil {
		return nil, err
	}
	defer func() { p.nested-- }()
	args, err := p.list(p.sum)
	if err != nil {
		return nil, err
	}
	if n := arity[op]; len(args) != n.least {
		return nil, p.fail(t.at, "%s takes %d arguments, not %d", t.word, n.least, len(args))
	}
	return p.build(op, t.at, args...)
}

// instant reads the text of DATE or TIMESTAMP.
func (p *parser) instant(name token) (*Expr, error) {
	if err := p.must("("); err != nil {
		return nil, err
	}
	if p.now.kind != tokenText {
		return nil, p.unexpected("a text such as '2030-01-01'")
	}
	e, err := newInstant(strings.ToLower(name.word), p.now.text, place{offset: p.now.at})
	if err != nil {
		return nil, err
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	return e, p.must(")")
}

// newInstant reads a date or a time.
func newInstant(kind, text string, at place) (*Expr, error) {
	e := &Expr{Op: Op(kind), at: at}
	layout := time.RFC3339
	if e.Op == OpDate {
		layout = time.DateOnly
	}
	t, err := time.Parse(layout, text)
	if err == nil {
		e.Time = t.UTC()
	}
	switch {
	case err == nil && e.Time.Year() >= 0 && e.Time.Year() <= 9999:
		return e, nil
	case e.Op == OpDate:
		return nil, at.fail("'" + shortened(text) + "' is not a date such as 2030-01-31")
	}
	return nil, at.fail("'" + shortened(text) + "' is not a time such as 2030-01-31T12:00:00Z")
}
