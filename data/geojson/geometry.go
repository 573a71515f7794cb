package geojson

import (
	"bytes"
	"encoding/json"

	"github.com/paulmach/orb"

	"catchment/geo"
)

// levelOf returns how many lists deep the positions of a geometry type stand;
// false for what is none with positions of its own.
func levelOf(kind string) (level int, ok bool) {
	switch kind {
	case "Point":
		return 0, true
	case "MultiPoint", "LineString":
		return 1, true
	case "MultiLineString", "Polygon":
		return 2, true
	case "MultiPolygon":
		return 3, true
	}
	return 0, false
}

const typeCollection = "GeometryCollection"

// isGeometry tells whether t names a geometry type.
func isGeometry(t string) bool {
	_, ok := levelOf(t)
	return ok || t == typeCollection
}

// members takes an object and calls member after each name and colon; member
// takes the value. Names come unescaped, and raw as they stand in the text.
func (s *scanner) members(member func(name, raw []byte) bool) bool {
	if !s.next('{', "an object") || !s.space() {
		return false
	}
	if s.b[s.i] == '}' {
		s.i++
		return true
	}
	for {
		if s.b[s.i] != '"' {
			return s.unexpected("a member name in double quotes")
		}
		raw, ok := s.str()
		if !ok {
			return false
		}
		name := raw[1 : len(raw)-1]
		if s.escaped {
			name = unescaped(raw)
		}
		if !s.next(':', "a colon") || !s.space() || !member(name, raw) || !s.space() {
			return false
		}
		switch s.b[s.i] {
		case '}':
			s.i++
			return true
		case ',':
			s.i++
			if !s.space() {
				return false
			}
			if s.b[s.i] == '}' {
				return s.fail("syntax", "a comma stands before the closing '}'; remove it")
			}
		default:
			return s.unexpected("a comma or '}'")
		}
	}
}

// unescaped gives the text of a JSON string, as part of raw if it can.
func unescaped(raw []byte) []byte {
	body := raw[1 : len(raw)-1]
	if bytes.IndexByte(body, '\\') < 0 {
		return body
	}
	var t string
	if json.Unmarshal(raw, &t) != nil {
		return body
	}
	return []byte(t)
}

// unquote is unescaped as a string of its own.
func unquote(raw []byte) string { return string(unescaped(raw)) }

// kindOf is unquote for the "type" member, without memory of its own for the
// types that GeoJSON has.
func kindOf(raw []byte) string {
	text := unescaped(raw)
	for _, kind := range kinds {
		if string(text) == kind {
			return kind
		}
	}
	return string(text)
}

var kinds = [...]string{"Feature", "Polygon", "Point", "LineString", "MultiPolygon", "MultiLineString",
	"MultiPoint", typeCollection, "FeatureCollection"}

// geometry takes a geometry object or null. A nil geometry goes with a flaw.
func (s *scanner) geometry(depth int) (orb.Geometry, bool) {
	s.coordsAt = -1
	if !s.space() {
		return nil, false
	}
	start := s.i
	if s.b[s.i] != '{' {
		if s.b[s.i] == 'n' {
			s.flawed(geo.RuleEmpty, "the geometry is null; give the feature one or leave it out")
		} else {
			s.flawed("geometry_not_object", "the geometry is not an object")
		}
		return nil, s.value()
	}
	if depth > geo.MaxCollectionDepth {
		s.flawed(geo.RuleTooDeep, "GeometryCollections stand within each other more than %d deep; flatten them", geo.MaxCollectionDepth)
		return nil, s.value()
	}
	g := shape{at: start, coordinates: -1, geometries: -1, end: -1}
	if !s.members(func(name, _ []byte) bool { return s.shapeMember(&g, name, depth) }) {
		return nil, false
	}
	return s.finish(&g, depth)
}

// shape is a geometry object being read.
type shape struct {
	at          int
	kind        string // its "type"
	typed       bool
	geom        orb.Geometry
	done        bool // geom is what "coordinates" or "geometries" gave, even if nil
	coordinates int  // where that value stands, -1 if absent
	geometries  int
	end         int
}

// shapeMember takes the value of one member of a geometry object.
func (s *scanner) shapeMember(g *shape, name []byte, depth int) bool {
	switch string(name) {
	case "type":
		return s.shapeType(g)
	case "coordinates":
		if g.coordinates >= 0 {
			s.flawed("duplicate_member", "the geometry has more than one %q", name)
		}
		g.coordinates = s.i
		if level, ok := levelOf(g.kind); ok {
			g.done = true
			var ok bool
			g.geom, ok = s.coordinatesOf(g.kind, level)
			if depth == 0 {
				s.kind = g.kind
				s.spanning(valueCoordinates, g.coordinates, ok)
			}
			return ok
		}
	case "geometries":
		if g.geometries >= 0 {
			s.flawed("duplicate_member", "the geometry has more than one %q", name)
		}
		g.geometries = s.i
		if g.kind == typeCollection {
			g.done = true
			var ok bool
			g.geom, ok = s.collection(depth)
			return ok
		}
	case "crs":
		at := s.i
		if !s.value() {
			return false
		}
		s.crs = s.b[at:s.i]
		return true
	case "bbox":
	default:
		s.noted(s.i, "geometry_member_dropped", "the geometry has a member %q, which GeoJSON does not define; it is not kept", name)
	}
	return s.value()
}

// shapeType takes the "type" of a geometry object.
func (s *scanner) shapeType(g *shape) bool {
	if g.typed {
		s.flawed("duplicate_member", "the geometry has more than one \"type\"")
	}
	g.typed = true
	if s.b[s.i] != '"' {
		s.flawed(geo.RuleUnknownType, "the geometry's type is not a string")
		return s.value()
	}
	at := s.i
	raw, ok := s.str()
	if !ok {
		return false
	}
	g.kind = kindOf(raw)
	if !isGeometry(g.kind) {
		s.flawedAt(at, geo.RuleUnknownType, "%q is not one of the seven geometry types; names are case-sensitive", clip(g.kind))
	}
	return true
}

// finish makes the geometry of a whole geometry object, reading the
// coordinates now if they came before the type.
func (s *scanner) finish(g *shape, depth int) (orb.Geometry, bool) {
	end := s.i
	defer func() {
		s.coordsAt = g.coordinates
		if g.kind == typeCollection {
			s.coordsAt = -1
		}
	}()
	if !g.typed {
		s.flawedAt(g.at, geo.RuleUnknownType, "the geometry has no \"type\"")
		return nil, true
	}
	if g.done || !isGeometry(g.kind) {
		return g.geom, true
	}
	at, member := g.coordinates, "coordinates"
	if g.kind == typeCollection {
		at, member = g.geometries, "geometries"
	}
	if at < 0 {
		s.flawedAt(g.at, geo.RuleEmpty, "the %s has no %q", g.kind, member)
		return nil, true
	}
	s.i = at
	var ok bool
	if g.kind == typeCollection {
		g.geom, ok = s.collection(depth)
	} else {
		level, _ := levelOf(g.kind)
		g.geom, ok = s.coordinatesOf(g.kind, level)
	}
	s.i = end
	return g.geom, ok
}

// coordinatesOf takes coordinates for a geometry of the given type; nil with
// a flaw when they do not fit it.
func (s *scanner) coordinatesOf(kind string, level int) (orb.Geometry, bool) {
	start := s.i
	if !s.coordinates(level) {
		if !s.bent || s.short || s.rule != "" {
			return nil, false
		}
		s.bent = false
		s.i = start
		return nil, s.value()
	}
	switch c := &s.pos; kind {
	case "Point":
		return c.pts[0], true
	case "MultiPoint":
		return orb.MultiPoint(c.points(s.arena)), true
	case "LineString":
		return orb.LineString(c.points(s.arena)), true
	case "MultiLineString":
		return c.multiLineString(s.arena), true
	case "Polygon":
		return c.allRings(s.arena), true
	default:
		return c.multiPolygon(s.arena), true
	}
}

// collection takes the array of a GeometryCollection; nil with a flaw when
// one of its members has one.
func (s *scanner) collection(depth int) (orb.Geometry, bool) {
	if s.b[s.i] != '[' {
		s.flawed("coordinates_nesting", "\"geometries\" is not an array")
		return nil, s.value()
	}
	out, whole := orb.Collection{}, true
	ok := s.list(1, func(s *scanner) bool {
		g, ok := s.geometry(depth + 1)
		out = append(out, g)
		whole = whole && g != nil
		return ok
	})
	if !whole {
		return nil, ok
	}
	return out, ok
}

// clip shortens a text that goes into a message.
func clip(t string) string {
	r := []rune(t)
	if len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return t
}
