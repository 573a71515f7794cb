package landuse

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// borderM is how near to the study area's border a line still counts as
// inside: a street that was drawn from the corners of the border, rounded and
// brought to the plane by itself, belongs to the area whole, and to the area
// on its other side as well. A street that leaves the area at an angle gains
// up to that much there.
const borderM = 0.1

// takeRoads adds up the length of road centre lines in the study area by class.
// A line given twice, or as two carriageways, counts twice.
func (l *Land) takeRoads(src Sources) {
	sums := roadSums{map[string]int{}, map[string]*total{}}
	rule := streets()
	for _, layer := range src.Roads {
		for i := range layer.Features {
			if src.Keep != nil && !src.Keep(layer.Facts(i)) {
				continue
			}
			before := len(l.streets)
			var m total
			for _, line := range linesOf(layer.Features[i].Geometry) {
				l.hasRoads = true
				projected := l.plane.LineString(line, edgeToleranceM)
				for k := 1; k < len(projected); k++ {
					in, on := l.region.lengths(projected[k-1], projected[k])
					m.add(in)
					m.add(on)
					if in+on > 0 {
						l.streets = append(l.streets, [2]orb.Point{projected[k-1], projected[k]})
					}
				}
			}
			if m.value() > 0 {
				class := rule.classOf(layer.Features[i].Properties)
				sums.add(class, m.value())
				if _, left := rule.LeftOut[class]; left {
					l.streets = l.streets[:before]
				}
			}
		}
	}
	if l.hasRoads {
		l.roads = sums.roads()
	}
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

// span is a part of a segment, from 0 to 1.
type span struct{ from, to float64 }

// lengths returns how much of the segment from a to b lies in the region clear
// of its edge, and how much within borderM of it, in metres; both are inside.
//
// The parts near an edge come first, each from the edge alone. What is left
// between them stays clear of every edge, so one point tells where it lies.
func (g *region) lengths(a, b orb.Point) (in, on float64) {
	length := math.Hypot(b[0]-a[0], b[1]-a[1])
	box := boxOf([]orb.Point{a, b}).Pad(borderM)
	switch g.sideOf(box) {
	case outside:
		return 0, 0
	case insideOf:
		return length, 0
	}
	var near []span
	for k, last := g.band(box.Min[1]), g.band(box.Max[1]); k <= last; k++ {
		for _, i := range g.bands[k] {
			if s, ok := within(borderM, g.edges[i], a, b); ok {
				near = append(near, s)
			}
		}
	}
	slices.SortFunc(near, func(s, t span) int { return cmp.Compare(s.from, t.from) })
	at := 0.0
	clear := func(to float64) {
		mid := (at + to) / 2
		if to > at && g.contains(orb.Point{a[0] + (b[0]-a[0])*mid, a[1] + (b[1]-a[1])*mid}) {
			in += to - at
		}
		at = max(at, to)
	}
	for _, s := range near {
		clear(s.from)
		on += max(s.to-at, 0)
		at = max(at, s.to)
	}
	clear(1)
	return in * length, on * length
}

// within returns the part of the segment from a to b that lies within r of an
// edge: of a disc about each of its ends and a rectangle between them, which
// together are convex.
func within(r float64, e [2]orb.Point, a, b orb.Point) (span, bool) {
	dx, dy := b[0]-a[0], b[1]-a[1]
	ex, ey := e[1][0]-e[0][0], e[1][1]-e[0][1]
	edge, long := math.Hypot(ex, ey), dx*dx+dy*dy
	all := span{math.Inf(1), math.Inf(-1)}
	join := func(s span) {
		if s.from <= s.to {
			all = span{min(all.from, s.from), max(all.to, s.to)}
		}
	}
	for _, c := range e {
		x, y := a[0]-c[0], a[1]-c[1]
		half := -(x*dx + y*dy) / long // where the segment's line is closest to c
		off := (x*dy - y*dx) * (x*dy - y*dx) / long
		if d := (r*r - off) / long; d >= 0 {
			join(span{half - math.Sqrt(d), half + math.Sqrt(d)})
		}
	}
	x, y := a[0]-e[0][0], a[1]-e[0][1]
	across, along := (ex*y-ey*x)/edge, (ex*x+ey*y)/edge
	s := between(across, (ex*dy-ey*dx)/edge, -r, r)
	t := between(along, (ex*dx+ey*dy)/edge, 0, edge)
	join(span{max(s.from, t.from), min(s.to, t.to)})
	all = span{max(all.from, 0), min(all.to, 1)}
	return all, all.from < all.to
}

// between returns for which t the value at + t·slope lies between low and high.
func between(at, slope, low, high float64) span {
	if slope == 0 {
		if at < low || at > high {
			return span{1, 0}
		}
		return span{math.Inf(-1), math.Inf(1)}
	}
	from, to := (low-at)/slope, (high-at)/slope
	return span{min(from, to), max(from, to)}
}
