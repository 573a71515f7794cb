package landuse

import (
	"context"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/geo/plane"
)

// edgeToleranceM is how far an edge in the plane may lie from the straight line
// in longitude and latitude that it stands for.
const edgeToleranceM = 0.005

// ground is a set of polygons in the plane: parcels, buildings or census
// blocks. Corners stand in one slice, so a million parcels are a few slices.
type ground struct {
	layers []*data.Layer
	layer  []int32 // number in layers, by plot
	index  []int32 // feature number in its layer, by plot

	points []orb.Point // of all rings; a ring's last point is its first
	rings  []int32     // ring r is points[rings[r]:rings[r+1]]
	plots  []int32     // plot i is rings plots[i] to plots[i+1]
	boxes  []orb.Bound
	areas  []float64 // m²
	convex []bool

	near *boxIndex

	// large holds the plots of many corners, such as all roads in one polygon,
	// which are neighbours to thousands.
	large map[int32]*banded

	// others lists, for each plot in a row of an irregular table, the plots
	// that overlap it by more than rounding, ascending.
	othersFrom []int32
	others     []int32

	// skipped counts features with no area, which are left out.
	skipped int
}

func (g *ground) len() int { return len(g.areas) }

// facts returns what the feature of plot i says.
func (g *ground) facts(i int) data.Facts { return g.layers[g.layer[i]].Facts(int(g.index[i])) }

func (g *ground) addTo(s *slabs, owner int32, i int32) {
	if b := g.large[i]; b != nil {
		b.addTo(s, owner)
		return
	}
	for r := g.plots[i]; r < g.plots[i+1]; r++ {
		s.ring(owner, g.points[g.rings[r]:g.rings[r+1]])
	}
}

func (g *ground) overlapping(i int32) []int32 {
	return g.others[g.othersFrom[i]:g.othersFrom[i+1]]
}

// newGround takes the polygons of layers to the plane and finds overlaps. Of
// each layer the features count that keep says; nil keeps all.
func newGround(ctx context.Context, p *plane.Plane, layers []*data.Layer, keep func(data.Facts) bool) (*ground, error) {
	g, err := project(ctx, p, layers, keep)
	if err != nil {
		return nil, err
	}
	return g, g.relate(ctx)
}

// relate finds which plots are neighbours and which overlap.
func (g *ground) relate(ctx context.Context) error {
	g.near = newBoxIndex(g.boxes)
	g.bandLarge()
	return g.findOverlaps(ctx)
}

// project takes the polygons of layers to the plane.
func project(ctx context.Context, p *plane.Plane, layers []*data.Layer, keep func(data.Facts) bool) (*ground, error) {
	var parts []ground
	for l, layer := range layers {
		first := len(parts)
		parts = append(parts, make([]ground, (len(layer.Features)+chunk-1)/chunk)...)
		err := parallel(ctx, len(layer.Features), chunk, func(s *slabs, from, to int) {
			part := &parts[first+from/chunk]
			for i := from; i < to; i++ {
				if keep == nil || keep(layer.Facts(i)) {
					part.addFeature(s, p, l, i, layer.Features[i].Geometry)
				}
			}
		})
		if err != nil {
			return nil, err
		}
	}
	return joined(layers, parts), nil
}

// joined puts parts, whose rings and plots hold ends only, behind each other.
func joined(layers []*data.Layer, parts []ground) *ground {
	points, rings, plots := 0, 1, 1
	for i := range parts {
		points, rings, plots = points+len(parts[i].points), rings+len(parts[i].rings), plots+len(parts[i].plots)
	}
	g := &ground{
		layers: layers, layer: make([]int32, 0, plots), index: make([]int32, 0, plots),
		points: make([]orb.Point, 0, points), rings: make([]int32, 1, rings), plots: make([]int32, 1, plots),
		boxes: make([]orb.Bound, 0, plots), areas: make([]float64, 0, plots), convex: make([]bool, 0, plots),
	}
	for i := range parts {
		part := &parts[i]
		points, rings := int32(len(g.points)), int32(len(g.rings)-1)
		g.points = append(g.points, part.points...)
		for _, end := range part.rings {
			g.rings = append(g.rings, points+end)
		}
		for _, end := range part.plots {
			g.plots = append(g.plots, rings+end)
		}
		g.layer = append(g.layer, part.layer...)
		g.index = append(g.index, part.index...)
		g.boxes = append(g.boxes, part.boxes...)
		g.areas = append(g.areas, part.areas...)
		g.convex = append(g.convex, part.convex...)
		g.skipped += part.skipped
		*part = ground{} // its memory is free from here on
	}
	return g
}

// largePoints is how many corners make a plot large.
const largePoints = 200

// bandLarge sorts the edges of large plots.
func (g *ground) bandLarge() {
	g.large = map[int32]*banded{}
	for i := range int32(g.len()) {
		first, last := g.plots[i], g.plots[i+1]
		if g.rings[last]-g.rings[first] <= largePoints {
			continue
		}
		b := &banded{}
		for r := first; r < last; r++ {
			b.addRing(g.points[g.rings[r]:g.rings[r+1]])
		}
		b.sort(g.boxes[i])
		g.large[i] = b
	}
}

// addFeature adds one feature to a part, whose rings and plots hold ends only.
func (g *ground) addFeature(s *slabs, p *plane.Plane, layer, index int, shape orb.Geometry) {
	first := len(g.points)
	var polygons []orb.Polygon
	collectPolygons(shape, &polygons)
	firstRing := len(g.rings)
	area := 0.0
	for _, poly := range polygons {
		for _, r := range poly {
			ring := p.Ring(r, edgeToleranceM)
			g.points = append(g.points, ring...)
			g.rings = append(g.rings, int32(len(g.points)))
			area += ringArea(ring)
		}
	}
	box := boxOf(g.points[first:])
	if len(polygons) > 1 { // which may overlap
		area = g.windingArea(s, first, firstRing, box)
	}
	if !(area > 0) {
		g.points, g.rings = g.points[:first], g.rings[:firstRing]
		g.skipped++
		return
	}
	g.plots = append(g.plots, int32(len(g.rings)))
	g.layer = append(g.layer, int32(layer))
	g.index = append(g.index, int32(index))
	g.boxes = append(g.boxes, box)
	g.areas = append(g.areas, area)
	g.convex = append(g.convex, len(g.rings) == firstRing+1 && isConvex(g.points[first:]))
}

// windingArea returns the area inside the rings from firstRing on.
func (g *ground) windingArea(s *slabs, first, firstRing int, box orb.Bound) float64 {
	s.reset(box)
	for _, end := range g.rings[firstRing:] {
		s.ring(0, g.points[first:end])
		first = int(end)
	}
	var sum total
	s.sweep(1, func(_ []int32, a float64) { sum.add(a) })
	return sum.value()
}

// collectPolygons gathers the polygons of a geometry.
func collectPolygons(g orb.Geometry, into *[]orb.Polygon) {
	switch g := g.(type) {
	case orb.Polygon:
		*into = append(*into, g)
	case orb.MultiPolygon:
		for _, p := range g {
			*into = append(*into, p)
		}
	case orb.Collection:
		for _, m := range g {
			collectPolygons(m, into)
		}
	}
}

// ringArea returns the area of a closed ring in the plane, negative when it
// runs clockwise.
func ringArea(r []orb.Point) float64 {
	if len(r) < 4 {
		return 0
	}
	o, twice := r[0], 0.0
	for i := 1; i < len(r); i++ {
		twice += (r[i-1][0]-o[0])*(r[i][1]-o[1]) - (r[i][0]-o[0])*(r[i-1][1]-o[1])
	}
	return twice / 2
}

func boxOf(points []orb.Point) orb.Bound {
	b := orb.Bound{Min: orb.Point{math.Inf(1), math.Inf(1)}, Max: orb.Point{math.Inf(-1), math.Inf(-1)}}
	for _, p := range points {
		b.Min[0], b.Min[1] = min(b.Min[0], p[0]), min(b.Min[1], p[1])
		b.Max[0], b.Max[1] = max(b.Max[0], p[0]), max(b.Max[1], p[1])
	}
	return b
}

// isConvex tells whether a closed ring never turns right by more than rounding
// and runs around once.
func isConvex(r []orb.Point) bool {
	n := len(r) - 1
	if n < 3 || n > 64 {
		return false // of longer rings it is not worth knowing
	}
	for i := range n {
		if distanceLeft(r[i], r[i+1], r[(i+2)%n]) < -touchM {
			return false
		}
	}
	bends := 0 // changes of the direction in x: two for one time around
	for i := range n {
		if (r[i+1][0] > r[i][0]) != (r[(i+2)%n][0] > r[(i+1)%n][0]) {
			bends++
		}
	}
	return bends == 2
}

// distanceLeft returns how far p lies to the left of the line from a to b, in
// metres, negative to the right.
func distanceLeft(a, b, p orb.Point) float64 {
	dx, dy := b[0]-a[0], b[1]-a[1]
	d := dx*(p[1]-a[1]) - dy*(p[0]-a[0])
	if d == 0 {
		return 0
	}
	return d / math.Hypot(dx, dy)
}

// setOverlaps puts the overlapping pairs, each found once, into a table of rows.
func (g *ground) setOverlaps(pairs [][2]int32) {
	n := g.len()
	g.othersFrom = make([]int32, n+1)
	for _, p := range pairs {
		g.othersFrom[p[0]+1]++
		g.othersFrom[p[1]+1]++
	}
	for i := range n {
		g.othersFrom[i+1] += g.othersFrom[i]
	}
	g.others = make([]int32, 2*len(pairs))
	at := slices.Clone(g.othersFrom[:n])
	for _, p := range pairs {
		for k := range 2 {
			g.others[at[p[k]]] = p[1-k]
			at[p[k]]++
		}
	}
	for i := range n {
		slices.Sort(g.others[g.othersFrom[i]:g.othersFrom[i+1]])
	}
}
