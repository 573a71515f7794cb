package landuse

import (
	"cmp"
	"slices"
	"sync"

	"github.com/paulmach/orb"
	"github.com/peterstace/simplefeatures/geom"
)

// outlines sets the shape of the cells that the study area's edge crosses: the
// part of the cell in the area. Others keep their ring.
//
// The area is cut down on the way: the cells are halved by where they stand,
// and each half gets only the part of the area around it, so a long boundary
// is not overlaid with every cell.
func (l *Land) outlines(cells []gridCell) {
	var edge []*gridCell
	for i := range cells {
		if c := &cells[i]; c.whole {
			c.shape = orb.MultiPolygon{{c.ring}}
		} else {
			edge = append(edge, c)
		}
	}
	if len(edge) == 0 {
		return
	}
	area, err := geom.UnaryUnion(toGeom(l.shape))
	if err != nil {
		area = toGeom(l.shape)
	}
	cutOut(edge, area, 0)
}

// cutOut gives each cell its part of area, which holds at least what lies
// around the cells.
func cutOut(cells []*gridCell, area geom.Geometry, depth int) {
	if len(cells) == 1 {
		c := cells[0]
		c.shape = intersectRing(area, c.ring)
		return
	}
	box := cells[0].box
	for _, c := range cells {
		box = box.Union(c.box)
	}
	axis := 0
	if box.Max[1]-box.Min[1] > box.Max[0]-box.Min[0] {
		axis = 1
	}
	slices.SortStableFunc(cells, func(a, b *gridCell) int { return cmp.Compare(a.box.Min[axis], b.box.Min[axis]) })
	var wg sync.WaitGroup
	for _, half := range [][]*gridCell{cells[:len(cells)/2], cells[len(cells)/2:]} {
		work := func() { cutOut(half, around(half, area), depth+1) }
		if depth < 3 {
			wg.Go(work)
		} else {
			work()
		}
	}
	wg.Wait()
}

// around returns the part of area near the cells, or all of it where it cannot
// be cut.
func around(cells []*gridCell, area geom.Geometry) geom.Geometry {
	box := cells[0].box
	for _, c := range cells {
		box = box.Union(c.box)
	}
	part, err := geom.Intersection(area, toGeom(orb.MultiPolygon{box.Pad(1).ToPolygon()}))
	if err != nil {
		return area
	}
	return part
}

// intersectRing returns the polygons that area and a convex ring have in
// common. Where the overlay fails for numerical reasons the rings of the area
// are cut at the sides instead, which may leave doubled edges.
func intersectRing(area geom.Geometry, ring []orb.Point) orb.MultiPolygon {
	if part, err := geom.Intersection(area, toGeom(orb.MultiPolygon{{ring}})); err == nil {
		return fromGeom(part)
	}
	var out orb.MultiPolygon
	for _, poly := range fromGeom(area) {
		var clipped orb.Polygon
		for _, r := range poly {
			points := []orb.Point(r)
			for k := 1; k < len(ring) && len(points) > 0; k++ {
				points = cut(nil, points, ring[k-1], ring[k])
			}
			if len(points) > 3 {
				clipped = append(clipped, points)
			}
		}
		if len(clipped) > 0 {
			out = append(out, clipped)
		}
	}
	return out
}

func toGeom(m orb.MultiPolygon) geom.Geometry {
	polys := make([]geom.Polygon, 0, len(m))
	for _, poly := range m {
		rings := make([]geom.LineString, 0, len(poly))
		for _, ring := range poly {
			flat := make([]float64, 0, 2*len(ring))
			for _, p := range ring {
				flat = append(flat, p[0], p[1])
			}
			rings = append(rings, geom.NewLineString(geom.NewSequence(flat, geom.DimXY)))
		}
		polys = append(polys, geom.NewPolygon(rings))
	}
	return geom.NewMultiPolygon(polys).AsGeometry()
}

// fromGeom returns the polygons of a geometry, exteriors counter-clockwise;
// points and lines, where shapes only touch, are dropped.
func fromGeom(g geom.Geometry) orb.MultiPolygon {
	var out orb.MultiPolygon
	if g.Type() == geom.TypeGeometryCollection || g.Type() == geom.TypeMultiPolygon {
		for _, part := range g.Dump() {
			out = append(out, fromGeom(part)...)
		}
		return out
	}
	poly, ok := g.AsPolygon()
	if !ok || poly.IsEmpty() {
		return nil
	}
	var rings orb.Polygon
	for _, ring := range poly.ForceCCW().DumpRings() {
		seq := ring.Coordinates()
		points := make(orb.Ring, seq.Length())
		for i := range points {
			xy := seq.GetXY(i)
			points[i] = orb.Point{xy.X, xy.Y}
		}
		rings = append(rings, points)
	}
	return append(out, rings)
}
