package index

import "github.com/paulmach/orb"

// search calls f with every box that meets q, edges included, and ends west of
// a longitude, until f returns false; it then returns false itself.
//
// Nodes are taken from a stack, depth first: at most fan-1 wait on each level.
func (t *packed) search(q orb.Bound, westOf float64, f func(i int) bool) bool {
	if len(t.nodes) == 0 {
		return true
	}
	type node struct{ level, index int32 }
	var room [fan * maxLevels]node
	stack := append(room[:0], node{int32(len(t.nodes)), 0})
	for len(stack) > 0 {
		n := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		first := int(n.index) * fan
		if n.level > 1 {
			level := t.nodes[n.level-2]
			for j := range level[first:min(first+fan, len(level))] {
				if level[first+j].meets(&q) {
					stack = append(stack, node{n.level - 1, int32(first + j)})
				}
			}
			continue
		}
		boxes := t.exact[first:min(first+fan, len(t.exact))]
		for j := range boxes {
			b := &boxes[j]
			if b.Min[0] <= q.Max[0] && q.Min[0] <= b.Max[0] && b.Min[1] <= q.Max[1] && q.Min[1] <= b.Max[1] &&
				b.Max[0] < westOf && !f(int(t.items[first+j])) {
				return false
			}
		}
	}
	return true
}

// maxLevels is how many levels the nodes of 2³¹ boxes have.
const maxLevels = 11

// meets reports whether the box may meet q: always where the true box does.
func (b *box) meets(q *orb.Bound) bool {
	lon, lat, halfWidth, halfHeight := float64(b.lon), float64(b.lat), float64(b.halfWidth), float64(b.halfHeight)
	return lon-halfWidth <= q.Max[0] && q.Min[0] <= lon+halfWidth && lat-halfHeight <= q.Max[1] && q.Min[1] <= lat+halfHeight
}
