// Package cql2 reads filters in the Common Query Language (OGC 21-065r2), as
// text and as JSON, and turns them into a test of features.
//
// [ParseText] and [ParseJSON] give the same [Expr] for the same question, and
// [AppendText] and [AppendJSON] write it back. [Compile] checks it against the
// properties that there are and gives a [Filter]. Nothing that can be asked is
// ignored: what is not supported is refused with its place.
//
// There are: comparisons, AND, OR, NOT, IS NULL, LIKE, BETWEEN, IN, CASEI,
// ACCENTI, arithmetic, DATE and TIMESTAMP, and the eight spatial predicates
// with every geometry of well-known text and BBOX. There are no intervals, no
// arrays and no functions of one's own.
//
// A test is true, false or unknown, as in SQL: what compares with a property
// that is null or missing is unknown, and so is what compares values of
// different types. Only what is true is kept.
package cql2

import (
	"time"

	"github.com/paulmach/orb"
)

// The bounds of a filter.
const (
	MaxLength = 64 << 10 // of its text or JSON, in bytes
	MaxDepth  = 64       // of operators within each other
	// maxParentheses bounds parentheses within each other, which leave no trace
	// in an Expr. The text of an Expr stays below it.
	maxParentheses = 3 * MaxDepth
)

// Op says what an expression is: an operator under its name in CQL2 JSON, or
// one of the leaves, which have no arguments.
type Op string

// The leaves.
const (
	OpProperty  Op = "property"
	OpText      Op = "text"
	OpNumber    Op = "number"
	OpBoolean   Op = "boolean"
	OpDate      Op = "date"
	OpTimestamp Op = "timestamp"
	OpGeometry  Op = "geometry"
	OpBBox      Op = "bbox"
)

// The operators. The second argument of OpIn and all behind it are the list.
const (
	OpAnd     Op = "and"
	OpOr      Op = "or"
	OpNot     Op = "not"
	OpEqual   Op = "="
	OpUnequal Op = "<>"
	OpLess    Op = "<"
	OpMore    Op = ">"
	OpAtMost  Op = "<="
	OpAtLeast Op = ">="
	OpLike    Op = "like"
	OpBetween Op = "between"
	OpIn      Op = "in"
	OpIsNull  Op = "isNull"
	OpCaseI   Op = "casei"
	OpAccentI Op = "accenti"
	OpPlus    Op = "+"
	OpMinus   Op = "-"
	OpTimes   Op = "*"
	OpOver    Op = "/"
	OpPower   Op = "^"
	OpModulo  Op = "%"
	OpDiv     Op = "div"

	OpIntersects Op = "s_intersects"
	OpEquals     Op = "s_equals"
	OpDisjoint   Op = "s_disjoint"
	OpTouches    Op = "s_touches"
	OpWithin     Op = "s_within"
	OpOverlaps   Op = "s_overlaps"
	OpCrosses    Op = "s_crosses"
	OpContains   Op = "s_contains"
)

// arity is how many arguments an operator takes; most is 0 where there is no
// bound.
var arity = map[Op]struct{ least, most int }{
	OpAnd: {2, 0}, OpOr: {2, 0}, OpNot: {1, 1},
	OpEqual: {2, 2}, OpUnequal: {2, 2}, OpLess: {2, 2}, OpMore: {2, 2}, OpAtMost: {2, 2}, OpAtLeast: {2, 2},
	OpLike: {2, 2}, OpBetween: {3, 3}, OpIn: {2, 0}, OpIsNull: {1, 1}, OpCaseI: {1, 1}, OpAccentI: {1, 1},
	OpPlus: {2, 2}, OpMinus: {2, 2}, OpTimes: {2, 2}, OpOver: {2, 2}, OpPower: {2, 2}, OpModulo: {2, 2}, OpDiv: {2, 2},
	OpIntersects: {2, 2}, OpEquals: {2, 2}, OpDisjoint: {2, 2}, OpTouches: {2, 2},
	OpWithin: {2, 2}, OpOverlaps: {2, 2}, OpCrosses: {2, 2}, OpContains: {2, 2},
}

// Expr is an expression with its arguments. A leaf has the member of its kind
// set.
type Expr struct {
	Op   Op
	Args []*Expr

	Text     string       // the name of a property, or a text
	Number   float64      // finite
	Boolean  bool         //
	Time     time.Time    // UTC; a date at its midnight
	Geometry orb.Geometry // as written: in the order of axes of the filter's system, heights dropped
	Box      []float64    // four or six numbers as written

	at    place
	depth int
}

// place is where an expression stands: the offset in a text, or the pointer
// into JSON.
type place struct {
	offset  int
	pointer string
}

// Error says what is wrong with a filter, and where.
type Error struct {
	// Offset is the byte in the text from which it does not make sense; -1 in
	// JSON.
	Offset int
	// Pointer is the JSON pointer (RFC 6901) to the wrong member; empty in text.
	Pointer string
	Message string
}

func (e *Error) Error() string { return e.Message }

func (p place) fail(message string) *Error {
	return &Error{Offset: p.offset, Pointer: p.pointer, Message: message}
}

// newExpr returns an operator with its arguments, or the error of one that
// lies too deep.
func newExpr(op Op, at place, args ...*Expr) (*Expr, error) {
	e := &Expr{Op: op, Args: args, at: at}
	for _, a := range args {
		e.depth = max(e.depth, a.depth+1)
	}
	if e.depth > MaxDepth {
		return nil, at.fail("the filter is too deep: " + itoa(MaxDepth) + " operators may stand within each other")
	}
	return e, nil
}

func (e *Expr) walk(visit func(*Expr)) {
	visit(e)
	for _, a := range e.Args {
		a.walk(visit)
	}
}
