package cql2

import (
	"slices"
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
