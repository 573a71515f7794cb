package landuse

import (
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// takeRoads adds up the length of road centre lines in the study area. A line
// given twice, or as two carriageways, counts twice.
func (l *Land) takeRoads(src Sources) {
	var sum total
	for _, layer := range src.Roads {
		for i := range layer.Features {
			if src.Keep != nil && !src.Keep(layer.Facts(i)) {
				continue
			}
			for _, line := range linesOf(layer.Features[i].Geometry) {
				l.hasRoads = true
				projected := l.plane.LineString(line, edgeToleranceM)
				for k := 1; k < len(projected); k++ {
					sum.add(l.region.lengthInside(projected[k-1], projected[k]))
				}
			}
		}
	}
	l.roadsM = sum.value()
}

func linesOf(g orb.Geometry) []orb.LineString {
	switch g := g.(type) {
	case orb.LineString:
		return []orb.LineString{g}
	case orb.MultiLineString:
		return g
	}
	return nil
}

// lengthInside returns how much of the segment from a to b lies in the region,
// in metres. A segment along the region's edge counts as inside.
func (g *region) lengthInside(a, b orb.Point) float64 {
	length := math.Hypot(b[0]-a[0], b[1]-a[1])
	box := boxOf([]orb.Point{a, b})
	switch g.sideOf(box) {
	case outside:
		return 0
	case insideOf:
		return length
	}
	cuts := []float64{0, 1}
	for k, last := g.band(box.Min[1]), g.band(box.Max[1]); k <= last; k++ {
		for _, i := range g.bands[k] {
			e := g.edges[i]
			d0 := (e[1][0]-e[0][0])*(a[1]-e[0][1]) - (e[1][1]-e[0][1])*(a[0]-e[0][0])
			d1 := (e[1][0]-e[0][0])*(b[1]-e[0][1]) - (e[1][1]-e[0][1])*(b[0]-e[0][0])
			if t := d0 / (d0 - d1); t > 0 && t < 1 {
				cuts = append(cuts, t)
			}
		}
	}
	slices.Sort(cuts)
	part := 0.0
	for k := 1; k < len(cuts); k++ {
		mid := (cuts[k-1] + cuts[k]) / 2
		if g.contains(orb.Point{a[0] + (b[0]-a[0])*mid, a[1] + (b[1]-a[1])*mid}) {
			part += cuts[k] - cuts[k-1]
		}
	}
	return part * length
}
