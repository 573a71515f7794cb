package cql2

import (
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// keywords cannot be names of properties unless they stand in double quotes.
var keywords = map[string]bool{
	"AND": true, "OR": true, "NOT": true, "LIKE": true, "BETWEEN": true, "IN": true, "IS": true, "NULL": true,
	"TRUE": true, "FALSE": true, "DIV": true,
}

// functions are the operators that text writes as functions.
var functions = map[string]Op{
	"CASEI": OpCaseI, "ACCENTI": OpAccentI,
	"S_INTERSECTS": OpIntersects, "S_EQUALS": OpEquals, "S_DISJOINT": OpDisjoint, "S_TOUCHES": OpTouches,
	"S_WITHIN": OpWithin, "S_OVERLAPS": OpOverlaps, "S_CROSSES": OpCrosses, "S_CONTAINS": OpContains,
}

// ParseText reads a filter in CQL2 text of at most MaxLength bytes. Keywords
// are the same in capitals and small letters; names of properties are not. The
// error is an [*Error].
func ParseText(text string) (*Expr, error) {
	p := &parser{lexer: lexer{text: text}}
	if len(text) > MaxLength {
		return nil, p.fail(MaxLength, "the filter has more than %d bytes", MaxLength)
	}
	if !utf8.ValidString(text) {
		return nil, p.fail(0, "the filter is not UTF-8")
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	e, err := p.disjunction()
	if err != nil {
		return nil, err
	}
	if p.now.kind != tokenEnd {
		return nil, p.unexpected("an operator or the end")
	}
	return e, nil
}

// parser reads a filter from the loosest operator to the tightest: OR, AND,
// NOT, comparisons, + and -, * / % and div, ^.
type parser struct {
	lexer
	now    token
	nested int // parentheses and operators before their operand
}

func (p *parser) advance() (err error) {
	p.now, err = p.next()
	return err
}

func (p *parser) unexpected(wanted string) error {
	return p.fail(p.now.at, "there is %v where %s should be", p.now, wanted)
}

// word takes a keyword if it comes next.
func (p *parser) word(word string) (bool, error) {
	if p.now.kind != tokenWord || p.now.word != word {
		return false, nil
	}
	return true, p.advance()
}

// symbol takes a symbol if it comes next.
func (p *parser) symbol(text string) (bool, error) {
	if p.now.kind != tokenSymbol || p.now.text != text {
		return false, nil
	}
	return true, p.advance()
}

// must takes a symbol that has to come next.
func (p *parser) must(text string) error {
	if found, err := p.symbol(text); found || err != nil {
		return err
	}
	return p.unexpected(`"` + text + `"`)
}

func (p *parser) deeper() error {
	if p.nested++; p.nested > maxParentheses {
		return p.fail(p.now.at, "the filter is too deep: %d parentheses may stand within each other", maxParentheses)
	}
	return nil
}

// build returns an operator of the text.
func (p *parser) build(op Op, at int, args ...*Expr) (*Expr, error) {
	return newExpr(op, place{offset: at}, args...)
}

func (p *parser) disjunction() (*Expr, error) {
	return p.series("OR", OpOr, func() (*Expr, error) { return p.series("AND", OpAnd, p.negation) })
}

// series reads operands between which word stands.
func (p *parser) series(word string, op Op, operand func() (*Expr, error)) (*Expr, error) {
	at := p.now.at
	first, err := operand()
	if err != nil {
		return nil, err
	}
	all := []*Expr{first}
	for {
		found, err := p.word(word)
		if err != nil {
			return nil, err
		}
		if !found {
			break
		}
		e, err := operand()
		if err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	if len(all) == 1 {
		return first, nil
	}
	return p.build(op, at, all...)
}

func (p *parser) negation() (*Expr, error) {
	at := p.now.at
	found, err := p.word("NOT")
	if err != nil {
		return nil, err
	}
	if !found {
		return p.comparison()
	}
	if err := p.deeper(); err != nil {
		return nil, err
	}
	defer func() { p.nested-- }()
	e, err := p.negation()
	if err != nil {
		return nil, err
	}
	return p.build(OpNot, at, e)
}

func (p *parser) comparison() (*Expr, error) {
	at := p.now.at
	left, err := p.sum()
	if err != nil {
		return nil, err
	}
	if p.now.kind == tokenSymbol && slices.Contains([]string{"=", "<>", "<", ">", "<=", ">="}, p.now.text) {
		op := Op(p.now.text)
		return p.binary(op, at, left, p.sum)
	}
	if p.now.kind != tokenWord {
		return left, nil
	}
	if found, err := p.word("IS"); found || err != nil {
		return p.isNull(at, left, err)
	}
	negated, err := p.word("NOT")
	if err != nil {
		return nil, err
	}
	var e *Expr
	switch p.now.word {
	case "LIKE":
		e, err = p.binary(OpLike, at, left, p.primary)
	case "BETWEEN":
		e, err = p.between(at, left)
	case "IN":
		e, err = p.in(at, left)
	default:
		if negated {
			return nil, p.unexpected("LIKE, BETWEEN or IN")
		}
		return left, nil
	}
	if err == nil && negated {
		return p.build(OpNot, at, e)
	}
	return e, err
}

// binary reads the operator that comes next and its right operand.
func (p *parser) binary(op Op, at int, left *Expr, operand func() (*Expr, error)) (*Expr, error) {
	if err := p.advance(); err != nil {
		return nil, err
	}
	right, err := operand()
	if err != nil {
		return nil, err
	}
	return p.build(op, at, left, right)
}

func (p *parser) isNull(at int, left *Expr, err error) (*Expr, error) {
	if err != nil {
		return nil, err
	}
	negated, err := p.word("NOT")
	if err != nil {
		return nil, err
	}
	if found, err := p.word("NULL"); err != nil {
		return nil, err
	} else if !found {
		return nil, p.unexpected("NULL")
	}
	e, err := p.build(OpIsNull, at, left)
	if err == nil && negated {
		return p.build(OpNot, at, e)
	}
	return e, err
}

func (p *parser) between(at int, left *Expr) (*Expr, error) {
	if err := p.advance(); err != nil {
		return nil, err
	}
	low, err := p.sum()
	if err != nil {
		return nil, err
	}
	if found, err := p.word("AND"); err != nil {
		return nil, err
	} else if !found {
		return nil, p.unexpected("AND")
	}
	high, err := p.sum()
	if err != nil {
		return nil, err
	}
	return p.build(OpBetween, at, left, low, high)
}

func (p *parser) in(at int, left *Expr) (*Expr, error) {
	if err := p.advance(); err != nil {
		return nil, err
	}
	list, err := p.list(p.sum)
	if err != nil {
		return nil, err
	}
	return p.build(OpIn, at, append([]*Expr{left}, list...)...)
}

// list reads operands in parentheses with commas between.
func (p *parser) list(operand func() (*Expr, error)) ([]*Expr, error) {
	var all []*Expr
	err := p.each(func() error {
		e, err := operand()
		all = append(all, e)
		return err
	})
	return all, err
}

// each reads what stands in parentheses with commas between.
func (p *parser) each(item func() error) error {
	if err := p.must("("); err != nil {
		return err
	}
	for {
		if err := item(); err != nil {
			return err
		}
		if more, err := p.symbol(","); err != nil {
			return err
		} else if !more {
			return p.must(")")
		}
	}
}

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
