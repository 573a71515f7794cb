package geojson

import (
	"fmt"
	"unicode/utf8"

	"catchment/data"
)

// scanner walks JSON text. Its methods return false when they cannot go on:
// because the text ends (short is set), or because it is wrong (rule, message
// and at are set).
type scanner struct {
	b []byte
	i int

	short   bool
	rule    string
	message string
	at      int

	escaped  bool // the last string has an escape in it
	maxDepth int
	arena    *arena // memory of geometries
	nest     []byte // closing brackets due, innermost last

	// Of the feature being parsed:
	pos       positions
	sem       []flaw
	flaws     int    // met, kept in sem or not
	notes     int    // warnings met
	coordsAt  int    // where the coordinates of the last geometry stand, -1 for a GeometryCollection
	crs       []byte // the "crs" member of a geometry of the feature, raw; nil without one
	bent      bool   // coordinates were left at a flaw
	thirdSeen bool   // a third ordinate has been noted
	spans     []span // its values
	kind      string // of the geometry whose coordinates are among them
}

// flaw is something wrong with a feature that is well-formed JSON.
type flaw struct {
	rule    string
	at      int // index into the text
	message string
	warning bool // costs nothing
}

// reset sets the scanner on text b from i on.
func (s *scanner) reset(b []byte, i int) {
	s.b, s.i = b, i
	s.short, s.rule, s.message, s.at = false, "", "", 0
	s.sem, s.flaws, s.notes, s.bent, s.thirdSeen, s.spans = s.sem[:0], 0, 0, false, false, s.spans[:0]
}

// fail stops the scanner at the current byte.
func (s *scanner) fail(rule, format string, args ...any) bool {
	if s.rule == "" {
		s.rule, s.at, s.message = rule, s.i, fmt.Sprintf(format, args...)
	}
	return false
}

// unexpected stops at the current byte, or for want of one.
func (s *scanner) unexpected(wanted string) bool {
	if s.i >= len(s.b) {
		s.short = true
		return false
	}
	return s.fail("syntax", "found %s where %s was expected", describe(s.b[s.i:]), wanted)
}

// describe names the first character of b.
func describe(b []byte) string {
	switch r, _ := utf8.DecodeRune(b); {
	case r < ' ' || r == 0x7f:
		return fmt.Sprintf("control character U+%04X", r)
	default:
		return fmt.Sprintf("%q", r)
	}
}

// space skips white space; false at the end of the text.
func (s *scanner) space() bool {
	b, i := s.b, s.i
	for i < len(b) && (b[i] == ' ' || b[i] == '\n' || b[i] == '\t' || b[i] == '\r') {
		i++
	}
	s.i = i
	if i < len(b) {
		return true
	}
	s.short = true
	return false
}

// next skips white space and takes c.
func (s *scanner) next(c byte, wanted string) bool {
	if !s.space() {
		return false
	}
	if s.b[s.i] != c {
		return s.unexpected(wanted)
	}
	s.i++
	return true
}

// str takes a string, quotes included. The text is known to be UTF-8.
func (s *scanner) str() (raw []byte, ok bool) {
	if s.i >= len(s.b) || s.b[s.i] != '"' {
		return nil, s.unexpected("a string")
	}
	b, i := s.b, s.i+1
	s.escaped = false
	for {
		if i = data.PlainEnd(b, i); i >= len(b) {
			s.short = true
			return nil, false
		}
		switch b[i] {
		case '"':
			raw = b[s.i : i+1]
			s.i = i + 1
			return raw, true
		case '\\':
			n, ok := s.escape(i)
			if !ok {
				return nil, false
			}
			i += n
			s.escaped = true
		default:
			s.i = i
			return nil, s.fail("syntax", "%s inside a string; write it as an escape", describe(b[i:]))
		}
	}
}

// escape returns the length of the escape at i.
func (s *scanner) escape(i int) (n int, ok bool) {
	b := s.b
	if i+1 >= len(b) {
		s.short = true
		return 0, false
	}
	switch b[i+1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 2, true
	case 'u':
		for k := i + 2; k < i+6; k++ {
			if k >= len(b) {
				s.short = true
				return 0, false
			}
			if !isHex(b[k]) {
				s.i = i
				return 0, s.fail("syntax", "\\u is not followed by four hexadecimal digits")
			}
		}
		return 6, true
	}
	s.i = i
	return 0, s.fail("syntax", "unknown escape \\%c in a string", b[i+1])
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

// word takes true, false or null.
func (s *scanner) word(w string) bool {
	for k := 0; k < len(w); k++ {
		if s.i+k >= len(s.b) {
			s.short = true
			return false
		}
		if s.b[s.i+k] != w[k] {
			return s.badValue()
		}
	}
	s.i += len(w)
	return true
}

// badValue stops where a value should stand and names the usual suspects.
func (s *scanner) badValue() bool {
	rest := s.b[s.i:]
	for _, w := range []string{"NaN", "nan", "Infinity", "-Infinity", "inf", "-inf", "undefined", "None", "True", "False"} {
		if len(rest) >= len(w) && string(rest[:len(w)]) == w {
			return s.fail("syntax", "%s is not JSON; write a number or null", w)
		}
	}
	return s.unexpected("a value")
}

// value takes any value, checking it, at constant stack depth.
func (s *scanner) value() bool {
	s.nest = s.nest[:0]
	for {
		// 1. A value is due.
		if !s.space() {
			return false
		}
		opened, ok := s.scalarOrOpen()
		if !ok {
			return false
		}
		if opened {
			continue
		}
		// 2. A value is complete: close what ends here, or go on after a comma.
		more, ok := s.afterValue()
		if !ok || !more {
			return ok
		}
	}
}

// scalarOrOpen takes a scalar or an empty container, or opens a container and
// moves to where its first value is due (opened is true).
func (s *scanner) scalarOrOpen() (opened, ok bool) {
	switch c := s.b[s.i]; c {
	case '{':
		return s.open('}')
	case '[':
		return s.open(']')
	case '"':
		_, ok := s.str()
		return false, ok
	case 't':
		return false, s.word("true")
	case 'f':
		return false, s.word("false")
	case 'n':
		return false, s.word("null")
	default:
		if c == '-' || c >= '0' && c <= '9' {
			return false, s.skipNumber()
		}
		return false, s.badValue()
	}
}

// open enters the container whose closing bracket is close.
func (s *scanner) open(close byte) (opened, ok bool) {
	if len(s.nest) >= s.maxDepth {
		return false, s.fail("too_deep", "arrays and objects stand within each other more than %d deep", s.maxDepth)
	}
	s.i++
	if !s.space() {
		return false, false
	}
	if s.b[s.i] == close {
		s.i++
		return false, true
	}
	s.nest = append(s.nest, close)
	if close == '}' {
		return true, s.key()
	}
	return true, true
}

// key takes a member's name and colon.
func (s *scanner) key() bool {
	if s.i < len(s.b) && s.b[s.i] != '"' {
		return s.unexpected("a member name in double quotes")
	}
	if _, ok := s.str(); !ok {
		return false
	}
	return s.next(':', "a colon")
}

// afterValue closes containers until a comma says that another value is due
// (more is true) or all are closed.
func (s *scanner) afterValue() (more, ok bool) {
	for len(s.nest) > 0 {
		if !s.space() {
			return false, false
		}
		close := s.nest[len(s.nest)-1]
		switch s.b[s.i] {
		case close:
			s.i++
			s.nest = s.nest[:len(s.nest)-1]
		case ',':
			s.i++
			if !s.space() {
				return false, false
			}
			if s.b[s.i] == close {
				return false, s.fail("syntax", "a comma stands before the closing %q; remove it", rune(close))
			}
			if close == '}' {
				return true, s.key()
			}
			return true, true
		default:
			return false, s.unexpected(fmt.Sprintf("a comma or %q", rune(close)))
		}
	}
	return false, true
}
