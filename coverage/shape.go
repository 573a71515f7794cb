package coverage

import (
	"math"

	"github.com/paulmach/orb"

	"catchment/geo"
)

// chunkEdges is how many edges a chunk of a ring has.
const chunkEdges = 16

// shape is a polygon made ready for asking how much of it lies in a disc.
type shape struct {
	bound  orb.Bound
	areaM2 float64
	chunks []chunk
}

// chunk is a run of edges of one ring. Seen from a place outside its box the
// run spans less than half a turn, so that far from the disc it counts like
// the one edge from its start to its end.
type chunk struct {
	bound  orb.Bound
	points []orb.Point
	cross  float64 // Σ pᵢ × pᵢ₊₁, relative to the first point
}

// newShape prepares a polygon. Its shell is taken counter-clockwise and its
// holes clockwise, however they are wound.
func newShape(poly orb.Polygon) *shape {
	s := &shape{bound: ringBound(poly[0]), areaM2: polygonArea(poly)}
	for i, ring := range poly {
		forward := (ringArea(ring) > 0) == (i == 0)
		for from := 0; from+1 < len(ring); from += chunkEdges {
			to := min(from+chunkEdges, len(ring)-1)
			points := make([]orb.Point, 0, to-from+1)
			for k := from; k <= to; k++ {
				if forward {
					points = append(points, ring[k])
				} else {
					points = append(points, ring[len(ring)-1-k])
				}
			}
			s.chunks = append(s.chunks, newChunk(points))
		}
	}
	return s
}

func newChunk(points []orb.Point) chunk {
	c := chunk{bound: ringBound(points), points: points}
	o := points[0]
	for k := 1; k < len(points); k++ {
		c.cross += (points[k-1][0]-o[0])*(points[k][1]-o[1]) - (points[k][0]-o[0])*(points[k-1][1]-o[1])
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
	if !s.bound.Contains(p) {
		return false
	}
	inside := false
	for i := range s.chunks {
		k := &s.chunks[i]
		if k.bound.Max[1] < p[1] || k.bound.Min[1] > p[1] || k.bound.Max[0] < p[0] {
			continue
		}
		if k.bound.Min[0] > p[0] {
			first, last := k.points[0], k.points[len(k.points)-1]
			inside = inside != ((first[1] > p[1]) != (last[1] > p[1]))
			continue
		}
		for j := 1; j < len(k.points); j++ {
			a, b := k.points[j-1], k.points[j]
			if (a[1] > p[1]) != (b[1] > p[1]) && p[0] < a[0]+(p[1]-a[1])/(b[1]-a[1])*(b[0]-a[0]) {
				inside = !inside
			}
		}
	}
	return inside
}

// distance returns the distance from p to the nearest edge of the shape. When
// that is more than atMost, anything more than atMost may be returned.
func (s *shape) distance(p orb.Point, atMost float64) float64 {
	best := math.Inf(1)
	for i := range s.chunks {
		if boundDistance(s.chunks[i].bound, p) < math.Min(best, atMost) {
			_, d := closestOnPath(s.chunks[i].points, p)
			best = math.Min(best, d)
		}
	}
	return best
}

// touches reports whether an edge of the shape meets a box.
func (s *shape) touches(b orb.Bound) bool {
	for i := range s.chunks {
		k := &s.chunks[i]
		if !k.bound.Intersects(b) {
			continue
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
	if boundDistance(s.bound, c) >= radiusM {
		return 0
	}
	if inDisc(s.bound, c, radiusM) {
		return s.areaM2
	}
	sum := 0.0
	for i := range s.chunks {
		sum += s.chunks[i].within(c, radiusM)
	}
	return math.Max(sum, 0)
}

func (k *chunk) within(c orb.Point, radiusM float64) float64 {
	first, last := k.points[0], k.points[len(k.points)-1]
	ax, ay, bx, by := first[0]-c[0], first[1]-c[1], last[0]-c[0], last[1]-c[1]
	if boundDistance(k.bound, c) >= radiusM {
		return sector(ax, ay, bx, by, radiusM)
	}
	if inDisc(k.bound, c, radiusM) {
		return (k.cross + ax*by - ay*bx) / 2
	}
	sum := 0.0
	for i := 1; i < len(k.points); i++ {
		a, b := k.points[i-1], k.points[i]
		sum += discTriangle(a[0]-c[0], a[1]-c[1], b[0]-c[0], b[1]-c[1], radiusM)
	}
	return sum
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
	length2 := dx*dx + dy*dy
	if length2 == 0 {
		return 0
	}
	// The line's parameters where it enters and leaves the disc.
	half := -(ax*dx + ay*dy) / length2
	root := half*half - (ax*ax+ay*ay-r*r)/length2
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
