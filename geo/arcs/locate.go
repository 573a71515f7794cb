package arcs

import (
	"slices"

	"github.com/paulmach/orb"
)

// A Locator answers which facilities cover a place. It is immutable and safe
// for use by several goroutines.
type Locator struct {
	tree  *tree
	parts []part // in tree order
}

type part struct {
	shape Primitive
	fac   int
}

// NewLocator returns a locator for reaches, which it keeps; the error is an
// [*InputError]. Cost: O(n log n) for n primitives.
func NewLocator(reaches []Reach) (*Locator, error) {
	if err := checkReaches(reaches); err != nil {
		return nil, err
	}
	var parts []part
	var boxes []box
	for i, reach := range reaches {
		for _, p := range reach {
			b := p.Bound()
			// A hair of room, so that rounding in the box decides nothing.
			room := 1e-9 * max(1, b.Max[0]-b.Min[0], b.Max[1]-b.Min[1])
			parts = append(parts, part{p, i})
			boxes = append(boxes, box{b.Min[0], b.Min[1], b.Max[0], b.Max[1]}.pad(room))
		}
	}
	l := &Locator{tree: plant(boxes), parts: make([]part, len(parts))}
	for i, k := range l.tree.order {
		l.parts[i] = parts[k]
	}
	return l, nil
}

// At appends to dst the numbers of the facilities that cover p, ascending,
// each once. A place at exactly the radius is covered: it is at a distance of
// 0 from the primitive, computed in double precision.
func (l *Locator) At(p orb.Point, dst []int) []int {
	var room [64]int32
	first := len(dst)
	for _, i := range l.tree.search(&box{p[0], p[1], p[0], p[1]}, room[:0]) {
		if l.parts[i].shape.DistanceM(p) == 0 {
			dst = append(dst, l.parts[i].fac)
		}
	}
	slices.Sort(dst[first:])
	return dst[:first+len(slices.Compact(dst[first:]))]
}

// Depth returns how many facilities cover p.
func (l *Locator) Depth(p orb.Point) int {
	var room [64]int
	return len(l.At(p, room[:0]))
}
