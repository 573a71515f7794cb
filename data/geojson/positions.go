package geojson

import (
	"fmt"

	"github.com/paulmach/orb"
)

// positions collects the coordinates of one geometry before their number is
// known. It is used again for the next.
type positions struct {
	pts   []orb.Point
	rings []int // ends in pts of the lists of positions
	polys []int // ends in rings of the lists of those
	empty int   // empty lists met
}

// What is kept of the flaws of one feature. The first of a kind always is.
const (
	maxFlaws = 1000
	maxNotes = 20
	maxEmpty = 1000 // empty lists within coordinates, which take memory and hold nothing
)

// flawed records what is wrong with well-formed JSON at the current byte.
func (s *scanner) flawed(rule, format string, args ...any) {
	s.flawedAt(s.i, rule, format, args...)
}

func (s *scanner) flawedAt(at int, rule, format string, args ...any) {
	if s.flaws++; s.flaws <= maxFlaws {
		s.sem = append(s.sem, flaw{rule: rule, at: at, message: fmt.Sprintf(format, args...)})
	}
}

// noted records what is odd and was not kept, but costs the feature nothing.
func (s *scanner) noted(at int, rule, format string, args ...any) {
	if s.notes++; s.notes <= maxNotes {
		s.sem = append(s.sem, flaw{rule: rule, at: at, message: fmt.Sprintf(format, args...), warning: true})
	}
}

// bend stops the reading of coordinates at a flaw; the caller then goes over
// the value again as plain JSON.
func (s *scanner) bend(rule, format string, args ...any) bool {
	s.bent = true
	s.flawed(rule, format, args...)
	return false
}

// coordinates takes the coordinates of a geometry whose positions stand within
// level lists (0 for a Point), and leaves them in s.pos.
func (s *scanner) coordinates(level int) bool {
	s.pos = positions{pts: s.pos.pts[:0], rings: s.pos.rings[:0], polys: s.pos.polys[:0]}
	switch level {
	case 0:
		return s.position()
	case 1:
		return s.list(level, (*scanner).position)
	case 2:
		return s.list(level, (*scanner).line)
	default:
		return s.list(level, (*scanner).polygon)
	}
}

func (s *scanner) line() bool {
	if !s.list(1, (*scanner).position) {
		return false
	}
	s.pos.rings = append(s.pos.rings, len(s.pos.pts))
	return true
}

func (s *scanner) polygon() bool {
	if !s.list(2, (*scanner).line) {
		return false
	}
	s.pos.polys = append(s.pos.polys, len(s.pos.rings))
	return true
}

// list takes an array of what item takes, each standing within level lists.
func (s *scanner) list(level int, item func(*scanner) bool) bool {
	if !s.space() {
		return false
	}
	if s.b[s.i] != '[' {
		return s.bend("coordinates_nesting", "found %s where an array was expected; positions of this type stand %d arrays deep", describe(s.b[s.i:]), level+1)
	}
	s.i++
	if !s.space() {
		return false
	}
	if s.b[s.i] == ']' {
		if s.pos.empty++; s.pos.empty > maxEmpty {
			return s.bend("coordinates_nesting", "the coordinates hold more than %d empty arrays; remove them", maxEmpty)
		}
		s.i++
		return true
	}
	for {
		if !item(s) || !s.space() {
			return false
		}
		switch s.b[s.i] {
		case ',':
			s.i++
		case ']':
			s.i++
			return true
		default:
			return s.unexpected("a comma or ']'")
		}
	}
}

// position takes one position: two ordinates, further ones are dropped.
func (s *scanner) position() bool {
	if s.plainPosition() {
		return true
	}
	if !s.space() {
		return false
	}
	start := s.i
	if s.b[s.i] != '[' {
		return s.bend("coordinates_nesting", "found %s where a position [longitude, latitude] was expected", describe(s.b[s.i:]))
	}
	s.i++
	var p orb.Point
	for n := 0; ; n++ {
		if !s.space() {
			return false
		}
		c := s.b[s.i]
		if c == ']' && n == 0 {
			s.i = start
			return s.bend("position_ordinates", "the position is empty; write [longitude, latitude]")
		}
		if c != '-' && (c < '0' || c > '9') {
			return s.notOrdinate(c)
		}
		at := s.i
		v, ok := s.number()
		if !ok {
			return false
		}
		if n < 2 {
			p[n] = v
		} else if n == 2 && !s.thirdSeen {
			s.thirdSeen = true
			s.noted(at, "ordinate_dropped", "positions have more than two ordinates; height and what follows it is not kept")
		}
		if !s.space() {
			return false
		}
		if s.b[s.i] == ',' {
			s.i++
			continue
		}
		if s.b[s.i] != ']' {
			return s.unexpected("a comma or ']'")
		}
		s.i++
		if n == 0 {
			s.i = start
			return s.bend("position_ordinates", "the position has one ordinate; write [longitude, latitude]")
		}
		s.pos.pts = append(s.pos.pts, p)
		return true
	}
}

// plainPosition takes the position in its usual form, two plain numbers with
// no space between; false, with nothing done, for any other.
func (s *scanner) plainPosition() bool {
	b, i := s.b, s.i
	if i >= len(b) || b[i] != '[' {
		return false
	}
	lon, i := plainNumber(b, i+1)
	if i < 0 || b[i] != ',' {
		return false
	}
	lat, i := plainNumber(b, i+1)
	if i < 0 || b[i] != ']' {
		return false
	}
	s.i = i + 1
	s.pos.pts = append(s.pos.pts, orb.Point{lon, lat})
	return true
}

// notOrdinate says what stands where an ordinate should.
func (s *scanner) notOrdinate(c byte) bool {
	switch c {
	case '[':
		return s.bend("coordinates_nesting", "found an array where a number was expected; the coordinates are nested too deep for the geometry type")
	case '"', 't', 'f', 'n', '{':
		return s.bend("ordinate_not_number", "an ordinate is not a number; write it without quotes")
	}
	return s.badValue()
}

// points returns the positions collected, in memory of their own.
func (c *positions) points(a *arena) []orb.Point {
	return a.positions(c.pts)
}

func (c *positions) multiLineString(a *arena) orb.MultiLineString {
	out := make(orb.MultiLineString, len(c.rings))
	for i, r := range c.allRings(a) {
		out[i] = orb.LineString(r)
	}
	return out
}

// allRings returns every list of positions as a ring, in one block of memory.
func (c *positions) allRings(a *arena) orb.Polygon {
	all := c.points(a)
	out := make(orb.Polygon, len(c.rings))
	from := 0
	for i, end := range c.rings {
		out[i] = all[from:end:end]
		from = end
	}
	return out
}

func (c *positions) multiPolygon(a *arena) orb.MultiPolygon {
	rings := c.allRings(a)
	out := make(orb.MultiPolygon, len(c.polys))
	from := 0
	for i, end := range c.polys {
		out[i] = rings[from:end:end]
		from = end
	}
	return out
}
