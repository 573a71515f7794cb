package cql2

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkt"

	"catchment/data/geojson"
)

// AppendJSON appends e as CQL2 JSON. [ParseJSON] reads it back as it was.
func AppendJSON(dst []byte, e *Expr) []byte {
	switch e.Op {
	case OpText:
		return geojson.AppendString(dst, e.Text)
	case OpNumber:
		return appendNumber(dst, e.Number)
	case OpBoolean:
		return strconv.AppendBool(dst, e.Boolean)
	case OpProperty:
		return append(geojson.AppendString(append(dst, `{"property":`...), e.Text), '}')
	case OpDate, OpTimestamp:
		return append(dst, `{"`+string(e.Op)+`":"`+instantText(e)+`"}`...)
	case OpGeometry:
		return geojson.AppendGeometry(dst, e.Geometry)
	case OpBBox:
		return append(appendNumbers(append(dst, `{"bbox":[`...), e.Box), `]}`...)
	}
	dst = append(dst, `{"op":"`+string(e.Op)+`","args":[`...)
	for i, a := range e.Args {
		if i > 0 {
			dst = append(dst, ',')
		}
		if i == 1 && e.Op == OpIn {
			dst = append(dst, '[')
		}
		dst = AppendJSON(dst, a)
	}
	if e.Op == OpIn {
		dst = append(dst, ']')
	}
	return append(dst, `]}`...)
}

func instantText(e *Expr) string {
	if e.Op == OpDate {
		return e.Time.Format(time.DateOnly)
	}
	return e.Time.Format(time.RFC3339Nano)
}

// appendNumber appends a number as text and JSON both write it.
func appendNumber(dst []byte, v float64) []byte {
	if size := math.Abs(v); size != 0 && (size < 1e-6 || size >= 1e15) {
		return strconv.AppendFloat(dst, v, 'E', -1, 64)
	}
	return strconv.AppendFloat(dst, v, 'f', -1, 64)
}

func appendNumbers(dst []byte, all []float64) []byte {
	for i, v := range all {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendNumber(dst, v)
	}
	return dst
}

// The ranks of operators, the loosest first. An operand of a lower rank, and
// most of the same, stands in parentheses.
const (
	rankOr = iota
	rankAnd
	rankNot
	rankCompare
	rankSum
	rankProduct
	rankPower
	rankLeaf
)

func rank(op Op) int {
	switch op {
	case OpOr:
		return rankOr
	case OpAnd:
		return rankAnd
	case OpNot:
		return rankNot
	case OpEqual, OpUnequal, OpLess, OpMore, OpAtMost, OpAtLeast, OpLike, OpBetween, OpIn, OpIsNull:
		return rankCompare
	case OpPlus, OpMinus:
		return rankSum
	case OpTimes, OpOver, OpModulo, OpDiv:
		return rankProduct
	case OpPower:
		return rankPower
	}
	return rankLeaf
}

// AppendText appends e as CQL2 text. [ParseText] reads it back as it was.
func AppendText(dst []byte, e *Expr) []byte {
	args := func(dst []byte, between string, from, least int) []byte {
		for i, a := range e.Args[from:] {
			if i > 0 {
				dst = append(dst, between...)
			}
			dst = appendOperand(dst, a, least)
		}
		return dst
	}
	first := func(least int) []byte { return appendOperand(dst, e.Args[0], least) }
	switch r := rank(e.Op); {
	case r == rankOr || r == rankAnd:
		return args(dst, " "+strings.ToUpper(string(e.Op))+" ", 0, r+1)
	case r == rankNot:
		return args(append(dst, "NOT "...), "", 0, rankNot)
	case e.Op == OpLike:
		return args(append(first(rankSum), " LIKE "...), "", 1, rankLeaf)
	case e.Op == OpBetween:
		return args(append(first(rankSum), " BETWEEN "...), " AND ", 1, rankSum)
	case e.Op == OpIn:
		return append(args(append(first(rankSum), " IN ("...), ", ", 1, rankSum), ')')
	case e.Op == OpIsNull:
		return append(first(rankSum), " IS NULL"...)
	case r == rankCompare:
		return args(dst, " "+string(e.Op)+" ", 0, rankSum)
	case r < rankLeaf:
		return args(append(first(r), " "+strings.ToUpper(string(e.Op))+" "...), "", 1, r+1)
	case len(e.Args) > 0:
		return append(args(append(dst, strings.ToUpper(string(e.Op))+"("...), ", ", 0, rankSum), ')')
	}
	return appendLeaf(dst, e)
}

func appendOperand(dst []byte, e *Expr, least int) []byte {
	if rank(e.Op) < least {
		return append(AppendText(append(dst, '('), e), ')')
	}
	return AppendText(dst, e)
}

func appendLeaf(dst []byte, e *Expr) []byte {
	switch e.Op {
	case OpText:
		return appendQuoted(dst, e.Text, '\'')
	case OpNumber:
		return appendNumber(dst, e.Number)
	case OpBoolean:
		return append(dst, strings.ToUpper(strconv.FormatBool(e.Boolean))...)
	case OpProperty:
		if isName(e.Text) {
			return append(dst, e.Text...)
		}
		return appendQuoted(dst, e.Text, '"')
	case OpDate, OpTimestamp:
		return append(dst, strings.ToUpper(string(e.Op))+"('"+instantText(e)+"')"...)
	case OpBBox:
		return append(appendNumbers(append(dst, "BBOX("...), e.Box), ')')
	}
	return append(dst, wellKnown(e.Geometry)...)
}

// wellKnown writes a geometry as text.
func wellKnown(g orb.Geometry) string { return wkt.MarshalString(g) }

// appendQuoted appends what [lexer.quoted] reads as text.
func appendQuoted(dst []byte, text string, quote byte) []byte {
	dst = append(dst, quote)
	slashes := 0
	double := func() {
		if quote == '\'' {
			dst = append(dst, strings.Repeat(`\`, slashes)...)
		}
	}
	for i := range len(text) {
		switch text[i] {
		case quote:
			double()
			dst = append(dst, quote)
			slashes = 0
		case '\\':
			slashes++
		default:
			slashes = 0
		}
		dst = append(dst, text[i])
	}
	double()
	return append(dst, quote)
}

// isName tells whether a name is read as one without quotes.
func isName(name string) bool {
	for i, c := range name {
		if i == 0 && !startsName(c) || !continuesName(c) {
			return false
		}
	}
	return !keywords[strings.ToUpper(name)] && !geometryWords[strings.ToUpper(name)]
}
