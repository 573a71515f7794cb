package coverage

import (
	"math"
	"slices"

	"github.com/paulmach/orb"

	"catchment/geo"
)

// chunkEdges is how many edges, or chunks, a chunk of a ring has.
const chunkEdges = 16

// shape is a polygon made ready for asking how much of it lies in a disc.
type shape struct {
	bound  orb.Bound
	areaM2 float64
	chunks []chunk
}

// chunk is a run of edges of one ring, of parts when it is long. Seen from a
// place outside its box the run spans less than half a turn, so that far from
// the disc it counts like the one edge from its start to its end.
type chunk struct {
	bound       orb.Bound
	first, last orb.Point
	cross       float64     // Σ pᵢ × pᵢ₊₁, relative to the first point
	points      []orb.Point // of a run without parts
	parts       []chunk
}

// newShape prepares a polygon. Its shell is taken counter-clockwise and its
// holes clockwise, however they are wound.
func newShape(poly orb.Polygon) *shape {
	s := &shape{bound: ringBound(poly[0]), areaM2: polygonArea(poly)}
	for i, ring := range poly {
		s.chunks = append(s.chunks, chunksOf(ring, (ringArea(ring) > 0) == (i == 0))...)
	}
	return s
}

// chunksOf returns the chunks of a ring, or of the ring walked backward: few,
// whatever its length.
func chunksOf(ring orb.Ring, forward bool) []chunk {
	var chunks []chunk
	for from := 0; from+1 < len(ring); from += chunkEdges {
		to := min(from+chunkEdges, len(ring)-1)
		points := []orb.Point(ring[from : to+1])
		if !forward {
			points = slices.Clone(ring[len(ring)-1-to : len(ring)-from])
			slices.Reverse(points)
		}
		chunks = append(chunks, newChunk(points))
	}
	for len(chunks) > chunkEdges {
		var above []chunk
		for parts := range slices.Chunk(chunks, chunkEdges) {
			above = append(above, joinChunks(parts))
		}
		chunks = above
	}
	return chunks
}

func newChunk(points []orb.Point) chunk {
	c := chunk{bound: ringBound(points), first: points[0], last: points[len(points)-1], points: points}
	o := c.first
	for k := 1; k < len(points); k++ {
		c.cross += (points[k-1][0]-o[0])*(points[k][1]-o[1]) - (points[k][0]-o[0])*(points[k-1][1]-o[1])
	}
	return c
}

// joinChunks returns the chunk of parts that follow each other.
func joinChunks(parts []chunk) chunk {
	c := chunk{bound: parts[0].bound, first: parts[0].first, last: parts[len(parts)-1].last, parts: parts}
	for i := range parts {
		p := &parts[i]
		c.bound = c.bound.Union(p.bound)
		c.cross += p.cross + (p.first[0]-c.first[0])*(p.last[1]-p.first[1]) - (p.last[0]-p.first[0])*(p.first[1]-c.first[1])
	}
	return c
}

// ringBound returns the box around points, of which there is at least one.
func ringBound(points []orb.Point) orb.Bound {
	b := orb.Bound{Min: points[0], Max: points[0]}
	for _, p := range points[1:] {
		b.Min = orb.Point{min(b.Min[0], p[0]), min(b.Min[1], p[1])}
		b.Max = orb.Point{max(b.Max[0], p[0]), max(b.Max[1], p[1])}
	}
	return b
}

// contains reports whether p lies inside the shape; on its edge it may say
// either.
func (s *shape) contains(p orb.Point) bool {
	return s.bound.Contains(p) && edgesAlongRay(s.chunks, p)%2 != 0
}

// edgesAlongRay returns how many edges the ray from p towards +x crosses, or a
// number as odd or even.
func edgesAlongRay(chunks []chunk, p orb.Point) int {
	n := 0
	for i := range chunks {
		k := &chunks[i]
		switch {
		case k.bound.Max[1] < p[1] || k.bound.Min[1] > p[1] || k.bound.Max[0] < p[0]:
		case k.bound.Min[0] > p[0]:
			if (k.first[1] > p[1]) != (k.last[1] > p[1]) {
				n++
			}
		case k.parts != nil:
			n += edgesAlongRay(k.parts, p)
		default:
			for j := 1; j < len(k.points); j++ {
				a, b := k.points[j-1], k.points[j]
				if (a[1] > p[1]) != (b[1] > p[1]) && p[0] < a[0]+(p[1]-a[1])/(b[1]-a[1])*(b[0]-a[0]) {
					n++
				}
			}
		}
	}
	return n
}

// distance returns the distance from p to the nearest edge of the shape. When
// that is more than atMost, anything more than atMost may be returned.
func (s *shape) distance(p orb.Point, atMost float64) float64 {
	return nearestOf(s.chunks, p, atMost, math.Inf(1))
}

// nearestOf is shape.distance for some chunks, or best where that is less. The
// chunk whose box is nearest comes first: few others are nearer than what it has.
func nearestOf(chunks []chunk, p orb.Point, atMost, best float64) float64 {
	first, least := -1, math.Inf(1)
	for i := range chunks {
		if d := boundDistance(chunks[i].bound, p); d < least {
			first, least = i, d
		}
	}
	if first < 0 {
		return best
	}
	best = chunks[first].nearest(p, least, atMost, best)
	for i := range chunks {
		if k := &chunks[i]; i != first {
			best = k.nearest(p, boundDistance(k.bound, p), atMost, best)
		}
	}
	return best
}

// nearest is nearestOf for one chunk, whose box is so far from p.
func (k *chunk) nearest(p orb.Point, toBound, atMost, best float64) float64 {
	switch {
	case toBound >= best || toBound > atMost:
		return best
	case k.parts != nil:
		return nearestOf(k.parts, p, atMost, best)
	}
	_, d := closestOnPath(k.points, p)
	return min(best, d)
}

// touches reports whether an edge of the shape meets a box.
func (s *shape) touches(b orb.Bound) bool { return touching(s.chunks, b) }

func touching(chunks []chunk, b orb.Bound) bool {
	for i := range chunks {
		k := &chunks[i]
		if !k.bound.Intersects(b) {
			continue
		}
		if touching(k.parts, b) {
			return true
		}
		for j := 1; j < len(k.points); j++ {
			if geo.SegmentMeets(k.points[j-1], k.points[j], b) {
				return true
			}
		}
	}
	return false
}

// within returns the area of the part of the shape within radiusM of c,
// exactly for straight edges: each edge adds the signed area that the disc
// shares with the triangle from c to the edge.
func (s *shape) within(c orb.Point, radiusM float64) float64 {
	if beyond(s.bound, c, radiusM) {
		return 0
	}
	if inDisc(s.bound, c, radiusM) {
		return s.areaM2
	}
	return s.edgesWithin(c, radiusM)
}

// edgesWithin is within of a shape whose box the circle meets.
func (s *shape) edgesWithin(c orb.Point, radiusM float64) float64 {
	if len(s.chunks) == 1 {
		return math.Max(s.chunks[0].edgesWithin(c, radiusM), 0)
	}
	sum := 0.0
	for i := range s.chunks {
		sum += s.chunks[i].within(c, radiusM)
	}
	return math.Max(sum, 0)
}

func (k *chunk) within(c orb.Point, radiusM float64) float64 {
	if beyond(k.bound, c, radiusM) {
		return sector(k.first[0]-c[0], k.first[1]-c[1], k.last[0]-c[0], k.last[1]-c[1], radiusM)
	}
	if inDisc(k.bound, c, radiusM) {
		ax, ay, bx, by := k.first[0]-c[0], k.first[1]-c[1], k.last[0]-c[0], k.last[1]-c[1]
		return (k.cross + ax*by - ay*bx) / 2
	}
	return k.edgesWithin(c, radiusM)
}

// edgesWithin is within of a chunk whose box the circle meets.
func (k *chunk) edgesWithin(c orb.Point, radiusM float64) float64 {
	sum := 0.0
	for i := range k.parts {
		sum += k.parts[i].within(c, radiusM)
	}
	if len(k.points) == 0 {
		return sum
	}
	ax, ay := k.points[0][0]-c[0], k.points[0][1]-c[1]
	for _, b := range k.points[1:] {
		bx, by := b[0]-c[0], b[1]-c[1]
		sum += discTriangle(ax, ay, bx, by, radiusM)
		ax, ay = bx, by
	}
	return sum
}

// beyond reports whether a box lies radiusM or more from c.
func beyond(b orb.Bound, c orb.Point, radiusM float64) bool {
	dx, dy := b.Min[0]-c[0], b.Min[1]-c[1]
	if dx < 0 {
		dx = c[0] - b.Max[0]
	}
	if dy < 0 {
		dy = c[1] - b.Max[1]
	}
	if dx < 0 {
		dx = 0
	}
	if dy < 0 {
		dy = 0
	}
	d2, r2 := dx*dx+dy*dy, radiusM*radiusM
	if math.Abs(d2-r2) > 1e-12*r2 {
		return d2 > r2
	}
	return math.Sqrt(d2) >= radiusM
}

// inDisc reports whether a box lies within radiusM of c.
func inDisc(b orb.Bound, c orb.Point, radiusM float64) bool {
	x := math.Max(b.Max[0]-c[0], c[0]-b.Min[0])
	y := math.Max(b.Max[1]-c[1], c[1]-b.Min[1])
	return x*x+y*y <= radiusM*radiusM
}

// discTriangle returns the signed area that the disc of radius r around the
// origin shares with the triangle origin, a, b.
func discTriangle(ax, ay, bx, by, r float64) float64 {
	dx, dy := bx-ax, by-ay
	// Most edges lie clearly within, or clearly outside with an end of theirs nearest.
	a2, b2, r2 := ax*ax+ay*ay, bx*bx+by*by, r*r
	switch doubt := 1e-9 * (a2 + b2); {
	case a2 < r2-doubt && b2 < r2-doubt:
		return (ax*(ay+dy) - ay*(ax+dx)) / 2
	case a2 > r2+doubt && ax*dx+ay*dy > 0, b2 > r2+doubt && bx*dx+by*dy < 0:
		return sector(ax, ay, bx, by, r)
	}
	length2 := dx*dx + dy*dy
	if length2 == 0 {
		return 0
	}
	// The line's parameters where it enters and leaves the disc.
	half := -(ax*dx + ay*dy) / length2
	root := half*half - (a2-r2)/length2
	if root <= 0 {
		return sector(ax, ay, bx, by, r)
	}
	w := math.Sqrt(root)
	in, out := half-w, half+w
	if out <= 0 || in >= 1 {
		return sector(ax, ay, bx, by, r)
	}
	in, out = math.Max(in, 0), math.Min(out, 1)
	px, py := ax+in*dx, ay+in*dy
	qx, qy := ax+out*dx, ay+out*dy
	area := (px*qy - py*qx) / 2
	if in > 0 {
		area += sector(ax, ay, px, py, r)
	}
	if out < 1 {
		area += sector(qx, qy, bx, by, r)
	}
	return area
}

// sector returns the signed area of the sector of radius r between the
// directions of a and b, the shorter way round.
func sector(ax, ay, bx, by, r float64) float64 {
	return r * r / 2 * math.Atan2(ax*by-ay*bx, ax*bx+ay*by)
}
