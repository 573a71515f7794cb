package geojson

import "bytes"

// value names a value that stands in every feature.
type value uint8

const (
	valueID value = iota
	valueBBox
	valueProperties
	valueCoordinates // of the feature's own geometry, behind its type
	valueCount
)

// span is where a value of the feature being read stands in the text.
type span struct {
	value    value
	from, to int
}

// layout is how the feature before was written: the text between its values,
// to the byte. A program writes all features of a file in one way, so the next
// most likely has the same text there. Then only the values have to be read, by
// the same methods, and the outcome is the same as that of scanner.feature,
// which takes any other feature.
type layout struct {
	text   [][]byte // before the first value, between values, behind the last
	values []value  // in the order of the file
	geomAt int      // of the geometry, counted back from its coordinates
	kind   string   // of the geometry
	level  int      // of its coordinates
	keys   [][]byte // as text, within properties, whose values are scalars; nil for others

	wait, pause int // features to pass over: now, and after the next miss
}

const (
	maxPause      = 64       // features passed over after a miss
	maxLayoutText = 4 << 10  // bytes around the values
	maxLayoutKeys = 64 << 10 // bytes of properties
)

// parse reads a feature as scanner.feature does, by the layout if it can.
func (l *layout) parse(s *scanner, f *parsed, bare bool) bool {
	if l.wait > 0 {
		l.wait--
		return s.feature(f, bare)
	}
	if l.values != nil {
		start := s.i
		if s.alike(f, l) {
			l.pause = 0
			return true
		}
		if s.short {
			return false // the text ends within a value, however the feature goes on
		}
		s.reset(s.b, start)
	}
	if !s.feature(f, bare) {
		return false
	}
	l.learn(s, f)
	return true
}

// learn takes the layout of the feature just read, if others can be read by it:
// nothing was wrong with it outside of its values.
func (l *layout) learn(s *scanner, f *parsed) {
	l.wait = l.pause
	l.pause = min(2*l.pause+1, maxPause)
	dropped := 0 // the note on ordinates, which is about values
	if s.thirdSeen {
		dropped = 1
	}
	l.values = nil
	if f.kind != "Feature" || s.flaws > 0 || s.notes != dropped || f.crs != nil || f.geomCRS != nil || len(f.foreign) > 0 || len(s.spans) > int(valueCount) {
		return
	}
	from, around, whole := f.start, 0, false
	for _, v := range s.spans {
		around += v.from - from
		from, whole = v.to, whole || v.value == valueCoordinates
	}
	if !whole || around+s.i-from > maxLayoutText {
		return
	}
	l.text, from = l.text[:0], f.start
	for _, v := range s.spans {
		if v.value == valueCoordinates {
			l.geomAt = v.from - f.geomAt
			l.kind = s.kind
			l.level, _ = levelOf(s.kind)
		}
		l.text = append(l.text, bytes.Clone(s.b[from:v.from]))
		l.values = append(l.values, v.value)
		from = v.to
	}
	l.text = append(l.text, bytes.Clone(s.b[from:s.i]))
	l.keys = keysOf(f.props)
}

// keysOf returns the text of an object before, between and behind its values;
// nil when one of them is not a scalar.
func keysOf(object []byte) (keys [][]byte) {
	if object == nil || len(object) > maxLayoutKeys {
		return nil
	}
	s := scanner{b: object, maxDepth: 1}
	from, scalars := 0, true
	ok := s.members(func(_, _ []byte) bool {
		keys = append(keys, bytes.Clone(object[from:s.i]))
		scalars = scalars && object[s.i] != '{' && object[s.i] != '['
		ok := scalars && s.value()
		from = s.i
		return ok
	})
	if !ok {
		return nil
	}
	return append(keys, bytes.Clone(object[from:]))
}

// alike takes a feature in layout l; false for any other, of which some may
// have been read.
func (s *scanner) alike(f *parsed, l *layout) bool {
	*f = parsed{geomAt: -1, foreign: f.foreign[:0], kind: "Feature"}
	if !s.space() {
		return false
	}
	f.start = s.i
	for k, v := range l.values {
		if !s.literal(l.text[k]) || s.i == len(s.b) || s.b[s.i] <= ' ' {
			return false
		}
		ok := false
		switch v {
		case valueID:
			ok = s.id(f)
		case valueBBox:
			ok = s.value()
		case valueProperties:
			ok = s.sameProperties(f, l)
		case valueCoordinates:
			f.coordsAt, f.geomAt = s.i, s.i-l.geomAt
			f.geometry, ok = s.coordinatesOf(l.kind, l.level)
		}
		if !ok {
			return false
		}
	}
	return s.literal(l.text[len(l.values)])
}

// literal takes the text t.
func (s *scanner) literal(t []byte) bool {
	if len(s.b)-s.i < len(t) || string(s.b[s.i:s.i+len(t)]) != string(t) {
		return false
	}
	s.i += len(t)
	return true
}

// sameProperties is properties, for an object whose members are those of the
// layout most likely.
func (s *scanner) sameProperties(f *parsed, l *layout) bool {
	at := s.i
	if l.keys != nil && s.sameMembers(l.keys) {
		f.props = s.b[at:s.i]
		return true
	}
	if s.short {
		return false
	}
	s.i, s.rule, s.message = at, "", ""
	return s.properties(f)
}

// sameMembers takes an object of the members whose keys are given, each with a
// scalar; false for any other.
func (s *scanner) sameMembers(keys [][]byte) bool {
	last := len(keys) - 1
	for _, key := range keys[:last] {
		if !s.literal(key) || s.i == len(s.b) {
			return false
		}
		switch c := s.b[s.i]; {
		case c == '"':
			if _, ok := s.str(); !ok {
				return false
			}
		case c == '-' || c >= '0' && c <= '9':
			if !s.skipNumber() {
				return false
			}
		case c == '{' || c == '[' || c <= ' ':
			return false
		default:
			if _, ok := s.scalarOrOpen(); !ok {
				return false
			}
		}
	}
	return s.literal(keys[last])
}
