package geojson

import (
	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/geo"
)

// parsed is a feature as it stands in the text. Its slices are parts of the
// text and good only until the source is filled again.
type parsed struct {
	start    int // index of its opening brace
	geomAt   int // index of its geometry, -1 without one
	coordsAt int // index of the geometry's coordinates, geomAt for a GeometryCollection
	geometry orb.Geometry
	id       []byte // raw; nil without one
	idKind   data.IDKind
	props    []byte // raw; nil for null or none
	foreign  []byte // object of foreign members without its closing brace; reused
	crs      []byte // raw; nil without one
	geomCRS  []byte // that of the geometry, as some databases write it

	kind string
	seen uint8 // bits of the members met
}

// The members that a feature may have only once.
const (
	seenType uint8 = 1 << iota
	seenGeometry
	seenProperties
	seenID
)

// feature takes a Feature object; with bare, a geometry object will do. What
// is wrong beyond the syntax is left in s.sem.
func (s *scanner) feature(f *parsed, bare bool) bool {
	*f = parsed{geomAt: -1, foreign: f.foreign[:0]}
	s.crs = nil
	if !s.space() {
		return false
	}
	f.start = s.i
	if s.b[s.i] != '{' {
		s.flawed("feature_not_object", "a feature is not an object")
		return s.value()
	}
	if !s.members(func(name, raw []byte) bool { return s.featureMember(f, name, raw) }) {
		return false
	}
	switch {
	case f.kind == "Feature":
		if f.seen&seenGeometry == 0 {
			s.flawedAt(f.start, geo.RuleEmpty, "the feature has no \"geometry\"")
		}
		if f.seen&seenProperties == 0 {
			s.noted(f.start, "properties_missing", "a feature has no \"properties\"; it is read as having none")
		}
	case bare && isGeometry(f.kind):
		return s.bareGeometry(f)
	case f.seen&seenType == 0:
		s.flawedAt(f.start, "feature_type", "the feature has no \"type\"; it must say \"type\":\"Feature\"")
	case isGeometry(f.kind):
		s.flawedAt(f.start, "feature_type", "a bare %s stands where a Feature was expected; wrap it in one", f.kind)
	default:
		s.flawedAt(f.start, "feature_type", "the feature's type is %q where \"Feature\" was expected", clip(f.kind))
	}
	return true
}

// bareGeometry reads the object just taken again, as a geometry.
func (s *scanner) bareGeometry(f *parsed) bool {
	end := s.i
	s.i = f.start
	*f = parsed{start: f.start, geomAt: f.start, foreign: f.foreign[:0], crs: f.crs, kind: f.kind}
	s.sem, s.flaws, s.notes = s.sem[:0], 0, 0
	var ok bool
	f.geometry, ok = s.geometry(0)
	f.coordsAt = max(f.geomAt, s.coordsAt)
	s.i = end
	return ok
}

// featureMember takes the value of one member of a feature.
func (s *scanner) featureMember(f *parsed, name, rawName []byte) bool {
	at := s.i
	switch string(name) {
	case "type":
		s.once(f, seenType, "type")
		if s.b[at] != '"' {
			return s.value()
		}
		raw, ok := s.str()
		if ok {
			f.kind = kindOf(raw)
		}
		return ok
	case "geometry":
		s.once(f, seenGeometry, "geometry")
		var ok bool
		f.geomAt = at
		f.geometry, ok = s.geometry(0)
		f.coordsAt, f.geomCRS = max(f.geomAt, s.coordsAt), s.crs
		return ok
	case "properties":
		s.once(f, seenProperties, "properties")
		return s.spanning(valueProperties, at, s.properties(f))
	case "id":
		s.once(f, seenID, "id")
		return s.spanning(valueID, at, s.id(f))
	case "bbox":
		return s.spanning(valueBBox, at, s.value())
	}
	if !s.value() {
		return false
	}
	if string(name) == "crs" {
		f.crs = s.b[at:s.i]
		return true
	}
	f.foreign = appendMember(f.foreign, rawName, s.b[at:s.i])
	return true
}

// spanning notes where a value of the feature stands that was taken if ok.
func (s *scanner) spanning(v value, from int, ok bool) bool {
	if len(s.spans) <= int(valueCount) { // more of them are no layout
		s.spans = append(s.spans, span{v, from, s.i})
	}
	return ok
}

// once notes that a member was met and reports its second coming.
func (s *scanner) once(f *parsed, bit uint8, name string) {
	if f.seen&bit != 0 {
		s.flawed("duplicate_member", "the feature has more than one %q; keep one", name)
	}
	f.seen |= bit
}

// properties takes the value of "properties".
func (s *scanner) properties(f *parsed) bool {
	at := s.i
	c := s.b[at]
	if !s.value() {
		return false
	}
	switch c {
	case '{':
		f.props = s.b[at:s.i]
	case 'n':
	default:
		s.flawedAt(at, "properties_not_object", "\"properties\" is neither an object nor null")
	}
	return true
}

// id takes the value of "id". Null counts as none.
func (s *scanner) id(f *parsed) bool {
	at := s.i
	c := s.b[at]
	if !s.value() {
		return false
	}
	switch {
	case c == '"':
		f.id, f.idKind = s.b[at:s.i], data.IDString
	case c == '-' || c >= '0' && c <= '9':
		f.id, f.idKind = s.b[at:s.i], data.IDNumber
	case c == 'n':
	default:
		s.flawedAt(at, "id_type", "the feature's id is neither a string nor a number")
	}
	return true
}

// appendMember adds a member to an object still lacking its closing brace.
func appendMember(object, rawName, value []byte) []byte {
	if len(object) == 0 {
		object = append(object, '{')
	} else {
		object = append(object, ',')
	}
	object = append(object, rawName...)
	object = append(object, ':')
	return append(object, value...)
}
