package formats

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/data/geojson"
	"catchment/geo"
	"catchment/geo/index"
)

// shapeReader reads the content of one shape. After it has failed it gives
// nothing that means anything.
type shapeReader struct {
	rest   []byte
	failed bool
}

func (s *shapeReader) take(n int) []byte {
	if n < 0 || n > len(s.rest) {
		s.failed, s.rest = true, nil
		return nil
	}
	b := s.rest[:n]
	s.rest = s.rest[n:]
	return b
}

func (s *shapeReader) int() int {
	b := s.take(4)
	if b == nil {
		return 0
	}
	return int(int32(binary.LittleEndian.Uint32(b)))
}

func (s *shapeReader) point() orb.Point {
	b := s.take(16)
	if b == nil {
		return orb.Point{}
	}
	return orb.Point{math.Float64frombits(binary.LittleEndian.Uint64(b)), math.Float64frombits(binary.LittleEndian.Uint64(b[8:]))}
}

func (s *shapeReader) points(n int) []orb.Point {
	if n < 0 || n > len(s.rest)/16 {
		s.failed = true
		return nil
	}
	pts := make([]orb.Point, n)
	for i := range pts {
		pts[i] = s.point()
	}
	return pts
}

const shapeBoxBytes = 32

func (s *shapeReader) multiPoint() orb.Geometry {
	s.take(shapeBoxBytes)
	return orb.MultiPoint(s.points(s.int()))
}

// parts reads the parts of a line or polygon.
func (s *shapeReader) parts() [][]orb.Point {
	s.take(shapeBoxBytes)
	parts, points := s.int(), s.int()
	starts := shapeReader{rest: s.take(4 * parts)}
	pts := s.points(points)
	if s.failed || parts < 0 || parts > points {
		s.failed = s.failed || parts > 0
		return nil
	}
	out := make([][]orb.Point, parts)
	from := starts.int()
	for i := range out {
		to := points
		if i+1 < parts {
			to = starts.int()
		}
		if from < 0 || from > to || to > points {
			s.failed = true
			return nil
		}
		out[i] = pts[from:to:to]
		from = to
	}
	return out
}

func (s *shapeReader) lines() orb.Geometry {
	parts := s.parts()
	if len(parts) == 1 {
		return orb.LineString(parts[0])
	}
	lines := make(orb.MultiLineString, len(parts))
	for i, p := range parts {
		lines[i] = p
	}
	return lines
}

// polygon makes polygons of the rings of a shape: exterior rings run
// clockwise, holes the other way and belong to the smallest exterior ring
// around them. Where holes lie in no ring, the shape is taken to be turned
// round if that makes them all lie in one, and they for exterior rings if not.
func (a *archive) polygon(r *geojson.Record, s *shapeReader) {
	var outer, holes []ring
	for _, p := range s.parts() {
		if n := newRing(p); n.area2 <= 0 {
			outer = append(outer, n)
		} else {
			holes = append(holes, n)
		}
	}
	work := maxRingWork
	polygons, orphans := assign(outer, holes, &work)
	if orphans > 0 {
		r.Flaws = append(r.Flaws, data.Problem{Rule: geo.RuleRingOrientation, Severity: data.SeverityRepair, Path: "/geometry",
			Message: "a ring runs counter-clockwise, as holes do in a Shapefile, and lies in no other; it was taken as an exterior ring"})
		if turned, none := assign(holes, outer, &work); none == 0 {
			polygons = turned
		}
	}
	if work < 0 {
		r.Flaws = append(r.Flaws, flaw(geo.RuleTooTangled, "the shape has too many rings to tell which hole belongs to which; split it"))
	}
	for _, p := range polygons {
		wind(p)
	}
	if len(polygons) == 1 {
		r.Geometry = polygons[0]
	} else {
		r.Geometry = polygons
	}
}

// wind turns the rings of p as GeoJSON has them (RFC 7946, 3.1.6): the exterior
// one counter-clockwise, holes clockwise. A Shapefile has them the other way,
// which is nothing to report.
func wind(p orb.Polygon) {
	for i, r := range p {
		if n := newRing(r); i == 0 && n.area2 < 0 || i > 0 && n.area2 > 0 {
			slices.Reverse(r)
		}
	}
}

// assign makes polygons of exterior rings and holes, and counts the holes that
// lie in no exterior ring; they come out as polygons. work is what may still
// be done, below zero when it is used up.
func assign(outer, holes []ring, work *int) (polygons orb.MultiPolygon, orphans int) {
	bySize := slices.SortedStableFunc(slices.Values(outer), func(a, b ring) int { return cmp.Compare(math.Abs(a.area2), math.Abs(b.area2)) })
	polygons = make(orb.MultiPolygon, len(outer), len(outer)+len(holes))
	for i, o := range bySize {
		polygons[i] = orb.Polygon{o.pts}
	}
	around := candidates(bySize, len(holes))
	for i := range holes {
		h := &holes[i]
		if i := h.within(bySize, around(h), work); i >= 0 {
			polygons[i] = append(polygons[i], h.pts)
		} else {
			polygons = append(polygons, orb.Polygon{h.pts})
			orphans++
		}
	}
	return polygons, orphans
}

// candidates returns how to find the rings whose box may hold a hole, in
// order. Where there are many they are found with an index, which takes
// degrees: positions are scaled into its range, and scaling keeps their order.
func candidates(rings []ring, holes int) func(h *ring) []int {
	const few = 32
	if len(rings) <= few || holes <= few {
		all := make([]int, len(rings))
		for i := range all {
			all[i] = i
		}
		return func(*ring) []int { return all }
	}
	whole := rings[0].box
	for i := range rings {
		whole = whole.Union(rings[i].box)
	}
	scaled := func(p orb.Point) orb.Point {
		for i := range p {
			p[i] = max(-1, min(1, (p[i]-whole.Min[i])/(whole.Max[i]-whole.Min[i])))
		}
		return p
	}
	boxes := make([]orb.Bound, len(rings))
	for i := range rings {
		boxes[i] = orb.Bound{Min: scaled(rings[i].box.Min), Max: scaled(rings[i].box.Max)}
	}
	tree := index.New(boxes)
	return func(h *ring) []int {
		p := scaled(h.box.Min)
		return tree.Intersecting(orb.Bound{Min: p, Max: p})
	}
}

// ring is a ring of a shape with its box and twice its area, counter-clockwise
// positive.
type ring struct {
	pts   orb.Ring
	box   orb.Bound
	area2 float64
}

func newRing(pts []orb.Point) ring {
	r := ring{pts: pts}
	if len(pts) == 0 {
		return r
	}
	r.box = r.pts.Bound()
	o := pts[0]
	for i := 1; i < len(pts); i++ {
		p, q := pts[i-1], pts[i]
		r.area2 += (p[0]-o[0])*(q[1]-o[1]) - (q[0]-o[0])*(p[1]-o[1])
	}
	return r
}

// maxRingWork bounds the looking for the exterior rings of holes, in
// positions looked at.
const maxRingWork = 1 << 30

// within returns the first of the numbered rings, smallest first, that h lies
// in; -1 when there is none. work is what may still be done, below zero when it
// is used up.
func (h *ring) within(rings []ring, numbers []int, work *int) int {
	for _, i := range numbers {
		o := &rings[i]
		if *work--; *work < 0 {
			return -1
		}
		if math.Abs(o.area2) < math.Abs(h.area2) || !o.box.Contains(h.box.Min) || !o.box.Contains(h.box.Max) {
			continue
		}
		if *work -= len(o.pts); o.holds(h) {
			return i
		}
	}
	return -1
}

// holds tells whether h lies in o: by its first position that is not on the
// boundary of o, looking at a few of them.
func (o *ring) holds(h *ring) bool {
	const looks = 8
	for i := 0; i < min(looks, len(h.pts)); i++ {
		if side := o.side(h.pts[i]); side != 0 {
			return side > 0
		}
	}
	return true // all on the boundary, and no larger than o
}

// side is 1 for a point inside of the ring, 0 on it, -1 outside.
func (o *ring) side(p orb.Point) int {
	inside := -1
	for i := 1; i < len(o.pts); i++ {
		a, b := o.pts[i-1], o.pts[i]
		if (a[1] > p[1]) == (b[1] > p[1]) && !(a[1] == p[1] && b[1] == p[1]) && p != a && p != b {
			continue
		}
		cross := (b[0]-a[0])*(p[1]-a[1]) - (p[0]-a[0])*(b[1]-a[1])
		if cross == 0 && min(a[0], b[0]) <= p[0] && p[0] <= max(a[0], b[0]) && min(a[1], b[1]) <= p[1] && p[1] <= max(a[1], b[1]) {
			return 0
		}
		if (a[1] > p[1]) != (b[1] > p[1]) && (cross > 0) == (b[1] > a[1]) {
			inside = -inside
		}
	}
	return inside
}
