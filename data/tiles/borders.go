package tiles

import (
	"math"

	"github.com/paulmach/orb"

	"catchment/geo"
)

// junctions tells where borders part or end: the positions from which not all
// features go on to the same two neighbours.
//
// It keeps 64 bits of a hash for a position and for its pair of neighbours, in a
// table with open addressing. Where two of them fall together, a border is
// simplified a little differently on its two sides, or has a vertex more.
type junctions struct {
	at, pair []uint64 // 0: free; pair 0: a junction
	mask     uint64
}

// newJunctions returns a table for at most n positions.
func newJunctions(n int) *junctions {
	size := uint64(16)
	for size < uint64(n)*4/3 {
		size *= 2
	}
	return &junctions{make([]uint64, size), make([]uint64, size), size - 1}
}

// see notes the neighbours of a position.
func (j *junctions) see(at, before, after orb.Point) {
	j.note(hash(at), hash(before)+hash(after))
}

// end notes that a line ends at a position.
func (j *junctions) end(at orb.Point) { j.note(hash(at), 0) }

func (j *junctions) note(at, pair uint64) {
	k := j.slot(at)
	switch {
	case j.at[k] == 0:
		j.at[k], j.pair[k] = at, pair
	case j.pair[k] != pair:
		j.pair[k] = 0
	}
}

// is tells whether a position that was seen is a junction.
func (j *junctions) is(at orb.Point) bool { return j.pair[j.slot(hash(at))] == 0 }

func (j *junctions) slot(at uint64) uint64 {
	k := at & j.mask
	for j.at[k] != 0 && j.at[k] != at {
		k = (k + 1) & j.mask
	}
	return k
}

// hash returns a hash of a position, never 0.
func hash(p orb.Point) uint64 {
	h := mix(math.Float64bits(p[0]+0)) ^ math.Float64bits(p[1]+0) // -0 is 0
	return mix(h*0x9e3779b97f4a7c15+1) | 1
}

// mix spreads the bits of x: the finaliser of SplitMix64.
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// rankVertices decides from which zoom on each vertex is drawn, in steps:
//
//  1. find where borders meet;
//  2. cut every ring and line there into pieces;
//  3. rank the vertices of each piece, always from the same one of its ends, so
//     that both sides of a border agree.
func (s *Set) rankVertices() {
	features := s.layer.Features
	s.first = make([]int, len(features)+1)
	inLines := 0
	for i := range features {
		n := 0
		if g := features[i].Geometry; dimension(g) > 0 {
			geo.EachLine(g, func(pts []orb.Point) { n += len(pts) })
			inLines += n
		}
		s.first[i+1] = s.first[i] + n
	}
	if inLines == 0 {
		s.first = nil
		return
	}
	joints := newJunctions(inLines)
	for i := range features {
		if s.first[i] < s.first[i+1] {
			geo.EachLine(features[i].Geometry, joints.follow)
		}
	}
	s.from = make([]uint8, inLines)
	r := ranking{joints: joints}
	for i := range features {
		if s.first[i] == s.first[i+1] {
			continue
		}
		at := s.first[i]
		geo.EachLine(features[i].Geometry, func(pts []orb.Point) {
			r.line(pts, s.from[at:at+len(pts)])
			at += len(pts)
		})
	}
}

// follow notes the positions of a ring or a line.
func (j *junctions) follow(pts []orb.Point) {
	last := len(pts) - 1
	for k := 1; k < last; k++ {
		j.see(pts[k], pts[k-1], pts[k+1])
	}
	if closed(pts) {
		j.see(pts[0], pts[last-1], pts[1])
		return
	}
	j.end(pts[0])
	j.end(pts[last])
}

// closed tells whether positions come back to their first.
func closed(pts []orb.Point) bool { return len(pts) > 3 && pts[0] == pts[len(pts)-1] }

// line ranks the vertices of a ring or a line.
func (r *ranking) line(pts []orb.Point, from []uint8) {
	if len(pts) < 3 {
		return
	}
	last := len(pts) - 1
	start, whole := 0, false
	if closed(pts) {
		for start < last && !r.joints.is(pts[start]) {
			start++
		}
		if start == last { // an island: its westernmost vertex is where it starts
			start, whole = 0, true
			for k := range pts[:last] {
				if less(pts[k], pts[start]) {
					start = k
				}
			}
		}
	}
	piece := r.piece[:0]
	for k := range pts {
		at := start + k
		if at > last { // past the closing position, which is the first again
			at -= last
		}
		piece = append(piece, at)
		if k > 0 && (k == last || !whole && r.joints.is(pts[at])) {
			r.rank(pts, piece, from)
			piece = append(piece[:0], at)
		}
	}
	r.piece = piece
	if closed(pts) {
		from[0] = from[last]
	}
}

// less orders positions from west to east, then from south to north.
func less(a, b orb.Point) bool { return a[0] < b[0] || a[0] == b[0] && a[1] < b[1] }

// dimension returns 0 for points, 1 for lines, 2 where there are polygons.
func dimension(g orb.Geometry) int {
	switch g := g.(type) {
	case orb.LineString, orb.MultiLineString:
		return 1
	case orb.Polygon, orb.MultiPolygon:
		return 2
	case orb.Collection:
		most := 0
		for _, m := range g {
			most = max(most, dimension(m))
		}
		return most
	}
	return 0
}
