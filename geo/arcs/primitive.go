package arcs

import (
	"math"

	"github.com/paulmach/orb"
)

// A Primitive is one convex or polygonal building block of a reach: a [Disc],
// a [Capsule] or a [Grown] polygon. Coordinates are plane metres.
type Primitive interface {
	// DistanceM returns how far p lies outside the primitive in metres, 0
	// when p is in it or on its boundary.
	DistanceM(p orb.Point) float64

	// Bound returns the smallest box that holds the primitive.
	Bound() orb.Bound

	check() error
	emit(b *builder)
}

// A Disc is every place within RadiusM of Center.
type Disc struct {
	Center  orb.Point
	RadiusM float64
}

// A Capsule is every place within RadiusM of the segment from A to B.
// A equal to B gives a disc.
type Capsule struct {
	A, B    orb.Point
	RadiusM float64
}

// Grown is every place within RadiusM of Polygon; a radius of 0 is the
// polygon itself. The first ring is the outline, the others are holes, all
// closed and of either winding.
type Grown struct {
	Polygon orb.Polygon
	RadiusM float64
}

// A Reach is what one facility serves: the union of its primitives, which
// may overlap, touch or be missing altogether.
type Reach []Primitive

// A Region is land in plane metres: polygons that share no interior point
// but may share edges, as parcels that tile a district do. Rings are closed
// and of either winding.
type Region = orb.MultiPolygon

// Discs returns one reach per center, each a disc of radiusM metres.
func Discs(centers []orb.Point, radiusM float64) []Reach {
	reaches := make([]Reach, len(centers))
	all := make([]Primitive, len(centers))
	for i, c := range centers {
		all[i] = Disc{c, radiusM}
		reaches[i] = all[i : i+1 : i+1]
	}
	return reaches
}

// DistanceM returns the metres from p to the disc, 0 inside.
func (d Disc) DistanceM(p orb.Point) float64 {
	return max(0, math.Hypot(p[0]-d.Center[0], p[1]-d.Center[1])-d.RadiusM)
}

// DistanceM returns the metres from p to the capsule, 0 inside.
func (c Capsule) DistanceM(p orb.Point) float64 {
	return max(0, toSegment(p, c.A, c.B)-c.RadiusM)
}

// DistanceM returns the metres from p to the grown polygon, 0 inside.
func (g Grown) DistanceM(p orb.Point) float64 {
	wind, nearest := 0, math.Inf(1)
	for _, ring := range g.Polygon {
		for i := 1; i < len(ring); i++ {
			nearest = min(nearest, toSegment(p, ring[i-1], ring[i]))
			wind += crossing(p[0], p[1], ring[i-1][0], ring[i-1][1], ring[i][0], ring[i][1])
		}
	}
	// Rings may wind either way, so parity decides here, not the sign.
	if wind&1 != 0 {
		return 0
	}
	return max(0, nearest-g.RadiusM)
}

// Bound returns the disc's box.
func (d Disc) Bound() orb.Bound { return orb.Bound{Min: d.Center, Max: d.Center}.Pad(d.RadiusM) }

// Bound returns the capsule's box.
func (c Capsule) Bound() orb.Bound { return orb.MultiPoint{c.A, c.B}.Bound().Pad(c.RadiusM) }

// Bound returns the grown polygon's box.
func (g Grown) Bound() orb.Bound { return g.Polygon.Bound().Pad(g.RadiusM) }

// toSegment returns the distance from p to the segment a–b.
func toSegment(p, a, b orb.Point) float64 {
	dx, dy := b[0]-a[0], b[1]-a[1]
	px, py := p[0]-a[0], p[1]-a[1]
	t := 0.0
	if l := dx*dx + dy*dy; l > 0 {
		t = min(1, max(0, (px*dx+py*dy)/l))
	}
	return math.Hypot(px-t*dx, py-t*dy)
}
