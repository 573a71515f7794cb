package cql2

import (
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tidwall/gjson"
)

// ParseJSON reads a filter in CQL2 JSON of at most MaxLength bytes. The error
// is an [*Error].
func ParseJSON(text string) (*Expr, error) {
	top := place{offset: -1}
	switch {
	case len(text) > MaxLength:
		return nil, top.fail("the filter has more than " + itoa(MaxLength) + " bytes")
	case !utf8.ValidString(text):
		return nil, top.fail("the filter is not UTF-8")
	case nesting(text) > 4*MaxDepth:
		return nil, top.fail("the filter is too deep: " + itoa(MaxDepth) + " operators may stand within each other")
	case !gjson.Valid(text):
		return nil, top.fail("the filter is not JSON")
	}
	return readExpr(gjson.Parse(text), top)
}

// nesting returns how deep arrays and objects stand within each other.
func nesting(text string) (deepest int) {
	depth, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[' || c == '{':
			depth++
			deepest = max(deepest, depth)
		case c == ']' || c == '}':
			depth--
		}
	}
	return deepest
}

func (p place) member(name string) place {
	return place{offset: -1, pointer: p.pointer + "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(name)}
}

func (p place) item(i int) place { return p.member(itoa(i)) }

// readExpr reads an expression: an object, or a literal.
func readExpr(v gjson.Result, at place) (*Expr, error) {
	switch v.Type {
	case gjson.String:
		return &Expr{Op: OpText, Text: v.Str, at: at}, nil
	case gjson.True, gjson.False:
		return &Expr{Op: OpBoolean, Boolean: v.Type == gjson.True, at: at}, nil
	case gjson.Number:
		n, err := readNumber(v, at)
		return &Expr{Op: OpNumber, Number: n, at: at}, err
	case gjson.Null:
		return nil, at.fail("null is not a value; ask with isNull")
	}
	if v.IsArray() {
		return nil, at.fail("a list can stand only behind in")
	}
	members, err := readMembers(v, at)
	if err != nil {
		return nil, err
	}
	if op, ok := members["op"]; ok {
		return readOperator(op, members, at)
	}
	for _, kind := range []string{"property", "date", "timestamp", "bbox", "type"} {
		if value, ok := members[kind]; ok {
			return readLeaf(kind, value, v, members, at)
		}
	}
	return nil, at.fail("an object here has a member op, property, date, timestamp or bbox, or is a GeoJSON geometry")
}

// readMembers returns the members of an object.
func readMembers(v gjson.Result, at place) (map[string]gjson.Result, error) {
	members := map[string]gjson.Result{}
	twice := ""
	v.ForEach(func(key, value gjson.Result) bool {
		if _, ok := members[key.Str]; ok {
			twice = key.Str
		}
		members[key.Str] = value
		return true
	})
	if twice != "" {
		return nil, at.member(twice).fail("the member stands here twice")
	}
	return members, nil
}

func readNumber(v gjson.Result, at place) (float64, error) {
	if v.Type != gjson.Number {
		return 0, at.fail("this should be a number")
	}
	if math.IsInf(v.Num, 0) {
		return 0, at.fail("the number is too large")
	}
	return v.Num, nil
}

// only returns an error if there are members beside those named.
func only(members map[string]gjson.Result, at place, names ...string) error {
	for name := range members {
		if !slices.Contains(names, name) {
			return at.member(name).fail("the member " + shortened(name) + " has no meaning here")
		}
	}
	return nil
}

func readLeaf(kind string, value, whole gjson.Result, members map[string]gjson.Result, at place) (*Expr, error) {
	if kind == "type" {
		g, err := readGeometry(whole, at, 0)
		return &Expr{Op: OpGeometry, Geometry: g, at: at}, err
	}
	if err := only(members, at, kind); err != nil {
		return nil, err
	}
	inner := at.member(kind)
	if kind == "bbox" {
		e := &Expr{Op: OpBBox, at: at}
		for i, v := range value.Array() {
			n, err := readNumber(v, inner.item(i))
			if err != nil {
				return nil, err
			}
			e.Box = append(e.Box, n)
		}
		if !value.IsArray() || len(e.Box) != 4 && len(e.Box) != 6 {
			return nil, inner.fail("bbox is a list of 4 or 6 numbers")
		}
		return e, nil
	}
	if value.Type != gjson.String || value.Str == "" {
		return nil, inner.fail(kind + " is a text")
	}
	if kind == "property" {
		return &Expr{Op: OpProperty, Text: value.Str, at: at}, nil
	}
	return newInstant(kind, value.Str, inner)
}

// readOperator reads an operator with its arguments.
func readOperator(op gjson.Result, members map[string]gjson.Result, at place) (*Expr, error) {
	n, known := arity[Op(op.Str)]
	if op.Type != gjson.String || !known {
		var names []string
		for o := range arity {
			names = append(names, string(o))
		}
		slices.Sort(names)
		return nil, at.member("op").fail("there is no operator " + shortened(op.String()) + "; there are: " + strings.Join(names, ", "))
	}
	if err := only(members, at, "op", "args"); err != nil {
		return nil, err
	}
	inner := at.member("args")
	if !members["args"].IsArray() {
		return nil, inner.fail("args is a list")
	}
	values := members["args"].Array()
	places := make([]place, len(values))
	for i := range places {
		places[i] = inner.item(i)
	}
	if Op(op.Str) == OpIn && len(values) == 2 && values[1].IsArray() {
		list := values[1].Array()
		if len(list) == 0 {
			return nil, places[1].fail("the list is empty")
		}
		behind := places[1]
		values, places = values[:1], places[:1]
		for i, v := range list {
			values, places = append(values, v), append(places, behind.item(i))
		}
	} else if Op(op.Str) == OpIn {
		return nil, inner.fail("in takes a value and a list")
	}
	if len(values) < n.least || n.most > 0 && len(values) > n.most {
		return nil, inner.fail(op.Str + " does not take " + itoa(len(values)) + " arguments")
	}
	var args []*Expr
	for i, v := range values {
		a, err := readExpr(v, places[i])
		if err != nil {
			return nil, err
		}
		args = append(args, a)
	}
	return newExpr(Op(op.Str), at, args...)
}
