package intake

import (
	"fmt"

	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/geo"
	"catchment/geo/measure"
)

// The most positions that are compared, and the most work they may make, in
// vertices looked at.
const (
	mostPositions = 200
	mostVertices  = 4_000_000
)

// byShape compares how near positions of the new layer lie to points, lines
// and edges of the older one.
func byShape(old, l *data.Layer) (evidence, bool) {
	most := 1
	for i := range old.Features {
		most = max(most, vertices(old.Features[i].Geometry))
	}
	positions := spread(l, min(mostPositions, mostVertices/((len(shifts)+1)*most)))
	if len(positions) < leastPositions || old.Len() == 0 {
		return evidence{}, false
	}
	lines := map[int]orb.Geometry{}
	nearest := func(p orb.Point) float64 {
		hits := old.Tree().Nearest(p, 1, func(i int) float64 {
			g, ok := lines[i]
			if !ok {
				g = outline(old.Features[i].Geometry)
				lines[i] = g
			}
			return measure.DistanceTo(p, g)
		})
		return hits[0].DistanceM
	}
	distances := func(move func(orb.Point) (orb.Point, bool)) []float64 {
		out := make([]float64, 0, len(positions))
		for _, p := range positions {
			if q, ok := move(p); ok {
				out = append(out, nearest(q))
			}
		}
		return out
	}
	return judge(distances, fmt.Sprintf("%d positions and what is nearest to them there", len(positions)), len(positions), shapesLeftM)
}

// vertices counts the positions of a geometry.
func vertices(g orb.Geometry) (n int) {
	geo.EachLine(g, func(l []orb.Point) { n += len(l) })
	return n
}

// outline returns g with polygons as their rings, so that a position inside
// is not at distance 0.
func outline(g orb.Geometry) orb.Geometry {
	switch g := g.(type) {
	case orb.Polygon, orb.MultiPolygon:
		var lines orb.MultiLineString
		geo.EachLine(g, func(l []orb.Point) { lines = append(lines, l) })
		return lines
	case orb.Collection:
		out := make(orb.Collection, len(g))
		for i, m := range g {
			out[i] = outline(m)
		}
		return out
	}
	return g
}

// spread returns at most n different positions of a layer, evenly spaced in
// the order of the file.
func spread(l *data.Layer, n int) []orb.Point {
	total := 0
	for i := range l.Features {
		total += vertices(l.Features[i].Geometry)
	}
	step := max(1, (total+n-1)/max(1, n))
	var out []orb.Point
	seen := map[orb.Point]bool{}
	at := 0
	for i := range l.Features {
		geo.EachLine(l.Features[i].Geometry, func(line []orb.Point) {
			for _, p := range line {
				if at%step == 0 && !seen[p] {
					seen[p] = true
					out = append(out, p)
				}
				at++
			}
		})
	}
	return out
}
