package cql2

import (
	"cmp"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/tidwall/gjson"
)

// truth is true, false or unknown. AND is the least of two, OR the greatest.
type truth uint8

const (
	no truth = iota
	unknown
	yes
)

func truthOf(b bool) truth {
	if b {
		return yes
	}
	return no
}

func (t truth) not() truth { return yes - t }

// Type is what a property or an expression is.
type Type uint8

// The types. Any is a property whose type differs by feature: what it is
// compared with in a feature where it is of another type is unknown.
const (
	Any Type = iota
	Number
	Text
	Boolean
	Geometry
	Structured // an object or a list, of which only IS NULL can be asked
	instant    // a date or a time; of a literal only
	null       // of a value only
)

func (t Type) String() string {
	return [...]string{"any value", "a number", "a text", "a boolean", "a geometry", "an object or a list", "a time", "null"}[t]
}

// value is what an expression is for a feature.
type value struct {
	kind   Type
	day    bool // an instant that is a date
	truth  bool
	number float64
	text   string
	time   time.Time
}

// decoded reads a JSON value; nothing is null.
func decoded(raw string) value {
	if raw == "" {
		return value{kind: null}
	}
	switch raw[0] {
	case '"':
		if strings.IndexByte(raw, '\\') < 0 {
			return value{kind: Text, text: raw[1 : len(raw)-1]}
		}
		return value{kind: Text, text: gjson.Parse(raw).Str}
	case 't', 'f':
		return value{kind: Boolean, truth: raw[0] == 't'}
	case 'n':
		return value{kind: null}
	case '{', '[':
		return value{kind: Structured}
	}
	v, err := strconv.ParseFloat(raw, 64)
	if err != nil {
		return value{kind: null}
	}
	return value{kind: Number, number: v}
}

// numbered is a number, or null where there is none, as that of 1/0.
func numbered(v float64) value {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return value{kind: null}
	}
	return value{kind: Number, number: v}
}

// compare tells how a stands to b. It cannot tell where one is null or they
// are of different types. A text stands for the date or time in it beside one;
// where one of two is a date, they are compared as dates of UTC.
func compare(a, b value) (order int, ok bool) {
	if a.kind == instant && b.kind == Text {
		b, ok = timed(b.text)
	} else if b.kind == instant && a.kind == Text {
		a, ok = timed(a.text)
	} else {
		ok = a.kind == b.kind
	}
	if !ok {
		return 0, false
	}
	switch a.kind {
	case Number:
		return cmp.Compare(a.number, b.number), true
	case Text:
		return strings.Compare(a.text, b.text), true
	case Boolean:
		return rankTruth(a) - rankTruth(b), true
	case instant:
		s, t := a.time, b.time
		if a.day || b.day {
			s, t = midnight(s), midnight(t)
		}
		return s.Compare(t), true
	}
	return 0, false
}

func rankTruth(v value) int {
	if v.truth {
		return 1
	}
	return 0
}

func midnight(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// timed reads the date or time in a text; one without a zone is of UTC.
func timed(text string) (value, bool) {
	if t, err := time.Parse(time.DateOnly, text); err == nil {
		return value{kind: instant, day: true, time: t}, true
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", time.DateTime} {
		if t, err := time.Parse(layout, text); err == nil {
			return value{kind: instant, time: t.UTC()}, true
		}
	}
	return value{}, false
}

// computed is a op b.
func computed(op Op, a, b value) value {
	if a.kind != Number || b.kind != Number {
		return value{kind: null}
	}
	x, y := a.number, b.number
	switch op {
	case OpPlus:
		return numbered(x + y)
	case OpMinus:
		return numbered(x - y)
	case OpTimes:
		return numbered(x * y)
	case OpOver:
		return numbered(x / y)
	case OpPower:
		return numbered(math.Pow(x, y))
	case OpModulo:
		return numbered(math.Mod(x, y))
	}
	return numbered(math.Trunc(x / y))
}
