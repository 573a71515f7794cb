package landuse

import (
	"context"
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// fillStreets adds to each cell the length of the streets in it and in the
// study area. All that [Land.takeRoads] counts falls to some cell: a street
// along a side to one of the two, always the same, and one along the border,
// which may lie just outside of the area's last cell, to the nearest. The error
// is the context's.
func (l *Land) fillStreets(ctx context.Context, cells []gridCell, index map[cellID]int32, opt DensityOptions) error {
	if len(cells) == 0 {
		return nil
	}
	g, _ := newGrid(opt.Shape, opt.SizeM) // made before
	window := l.region.bound.Pad(borderM)
	var ts []float64
	for n, e := range l.streets {
		if n%chunk == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		a, b, ok := trim(window, e[0], e[1])
		if !ok {
			continue
		}
		ts = g.cuts(ts[:0], a, b)
		at := func(t float64) orb.Point { return orb.Point{a[0] + (b[0]-a[0])*t, a[1] + (b[1]-a[1])*t} }
		for k := 1; k < len(ts); k++ {
			in, on := l.region.lengths(at(ts[k-1]), at(ts[k]))
			if in+on > 0 {
				cells[g.nearestOf(index, at((ts[k-1]+ts[k])/2))].sums[streetLength] += in + on
			}
		}
	}
	return nil
}

// trim returns the part of the segment from a to b in a box.
func trim(box orb.Bound, a, b orb.Point) (p, q orb.Point, ok bool) {
	part := span{0, 1}
	for axis := range 2 {
		s := between(a[axis], b[axis]-a[axis], box.Min[axis], box.Max[axis])
		part = span{max(part.from, s.from), min(part.to, s.to)}
	}
	if part.from >= part.to {
		return a, b, false
	}
	at := func(t float64) orb.Point { return orb.Point{a[0] + (b[0]-a[0])*t, a[1] + (b[1]-a[1])*t} }
	return at(part.from), at(part.to), true
}

// sides returns the directions across which the sides of cells lie, each with
// the distance from one line of sides to the next.
func (g grid) sides() (across []orb.Point, everyM float64) {
	if g.shape == Square {
		return []orb.Point{{1, 0}, {0, 1}}, g.sizeM
	}
	h := math.Sqrt(3) / 2
	return []orb.Point{{1, 0}, {0.5, h}, {-0.5, h}}, g.sizeM / 2
}

// cuts appends, ascending from 0 to 1, where the segment from a to b may pass
// from one cell to the next: between two of them it stays in one.
func (g grid) cuts(ts []float64, a, b orb.Point) []float64 {
	ts = append(ts, 0, 1)
	across, everyM := g.sides()
	for _, n := range across {
		from := (n[0]*a[0] + n[1]*a[1]) / everyM
		to := (n[0]*b[0] + n[1]*b[1]) / everyM
		for k := math.Ceil(min(from, to)); k <= max(from, to) && from != to; k++ {
			ts = append(ts, min(max((k-from)/(to-from), 0), 1))
		}
	}
	slices.Sort(ts)
	return slices.Compact(ts)
}

// nearestOf returns which of the cells of an index holds a point; where none
// does, that of the closest centre among the cells around it.
func (g grid) nearestOf(index map[cellID]int32, p orb.Point) int32 {
	id := g.cellAt(p)
	if i, ok := index[id]; ok {
		return i
	}
	best, closest := int32(0), math.Inf(1)
	reach := int32(math.Ceil(2*borderM/g.sizeM)) + 1
	for r := -reach; r <= reach; r++ {
		for q := -reach; q <= reach; q++ {
			near := cellID{id.q + q, id.r + r}
			if i, ok := index[near]; ok {
				c := boxOf(g.ring(near)).Center()
				if d := math.Hypot(c[0]-p[0], c[1]-p[1]); d < closest {
					best, closest = i, d
				}
			}
		}
	}
	return best
}
