package geojson

import (
	"strconv"
	"strings"
)

// Problems are located after the fact: the text of a feature is walked again
// from its start, so that reading it keeps no account of positions. The text
// is known to be well-formed up to where the walk goes.

// pointerTo returns the JSON pointer, below the value starting at start, of
// the innermost value that holds index at.
func pointerTo(b []byte, start, at int) string {
	var tokens []string
	// Nothing after at is looked at: the value that holds it is the one that is
	// cut off there.
	s := scanner{b: b[:min(at+1, len(b))], i: start, maxDepth: 1 << 20}
	for s.i < at && s.i < len(s.b) {
		var token string
		var found bool
		switch b[s.i] {
		case '{':
			token, found = s.memberHolding(at)
		case '[':
			token, found = s.elementHolding(at)
		}
		if !found {
			break
		}
		tokens = append(tokens, token)
	}
	if len(tokens) == 0 {
		return ""
	}
	return "/" + strings.Join(tokens, "/")
}

// memberHolding goes to the value of the member whose value holds at.
func (s *scanner) memberHolding(at int) (name string, found bool) {
	s.i++
	for s.space() && s.b[s.i] == '"' {
		raw, ok := s.str()
		if !ok || !s.next(':', "") || !s.space() {
			return "", false
		}
		from := s.i
		ok = s.value()
		if from <= at && (!ok || at < s.i) {
			s.i = from
			return escapeToken(unquote(raw)), true
		}
		if !ok || from > at || !s.next(',', "") {
			return "", false
		}
	}
	return "", false
}

// elementHolding goes to the element that holds at.
func (s *scanner) elementHolding(at int) (index string, found bool) {
	s.i++
	for n := 0; s.space() && s.b[s.i] != ']'; n++ {
		from := s.i
		ok := s.value()
		if from <= at && (!ok || at < s.i) {
			s.i = from
			return strconv.Itoa(n), true
		}
		if !ok || from > at || !s.next(',', "") {
			return "", false
		}
	}
	return "", false
}

// escapeToken writes a member name as a part of a JSON pointer (RFC 6901, 3).
func escapeToken(t string) string {
	return strings.ReplaceAll(strings.ReplaceAll(t, "~", "~0"), "/", "~1")
}

// place returns the index in b of what a gate's path means below the value at
// start: the "coordinates" of a geometry, or a GeometryCollection, whose
// "geometries" the path goes through first.
func place(b []byte, start int, path []int) int {
	s := scanner{b: b, i: start, maxDepth: 1 << 20}
	for s.i < len(b) && b[s.i] == '{' {
		if s.seek("geometries") {
			if len(path) == 0 || !s.element(path[0]) {
				return start
			}
			path, start = path[1:], s.i
			continue
		}
		s.i = start
		if !s.seek("coordinates") {
			return start
		}
		start = s.i
	}
	for _, n := range path {
		if !s.element(n) {
			return start
		}
		start = s.i
	}
	return start
}

// seek goes to the value of the object's last member of that name.
func (s *scanner) seek(name string) bool {
	at := -1
	s.members(func(n, _ []byte) bool {
		if string(n) == name {
			at = s.i
		}
		return s.value()
	})
	if at >= 0 {
		s.i = at
	}
	return at >= 0
}

// element goes to the nth element of the array.
func (s *scanner) element(n int) bool {
	if s.i >= len(s.b) || s.b[s.i] != '[' {
		return false
	}
	s.i++
	for ; n > 0; n-- {
		if !s.space() || !s.value() || !s.next(',', "") {
			return false
		}
	}
	return s.space() && s.b[s.i] != ']'
}
