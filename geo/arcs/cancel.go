package arcs

import (
	"math"
	"math/bits"
)

// cancel returns edges without the pairs that run against each other, so
// that polygons sharing an edge become one piece of land, in the order in
// which they follow each other round it.
func cancel(edges []seg) []seg { return follow(unshared(edges)) }

// unshared returns edges without the pairs that run against each other.
func unshared(edges []seg) []seg {
	gone := make([]bool, len(edges))
	t := newTable(len(edges))
	for i, e := range edges {
		back := seg{e.b, e.a}
		if j := t.find(hashSeg(back), func(j int32) bool { return !gone[j] && edges[j] == back }); j >= 0 {
			gone[i], gone[j] = true, true
			continue
		}
		t.put(hashSeg(e), int32(i))
	}
	kept := make([]seg, 0, len(edges)/2)
	for i, e := range edges {
		if !gone[i] {
			kept = append(kept, e)
		}
	}
	return kept
}

// retraced reports whether any two edges run against each other.
func retraced(edges []seg) bool {
	if len(edges) > 2*fan {
		return len(unshared(edges)) < len(edges)
	}
	for i := range edges {
		for k := range edges[:i] {
			if edges[i].a == edges[k].b && edges[i].b == edges[k].a {
				return true
			}
		}
	}
	return false
}

// follow returns edges in the order in which they follow each other round the
// land, as far as possible, neighbouring rings one after the other.
func follow(edges []seg) []seg {
	gone := make([]bool, len(edges))
	t := newTable(len(edges))
	for i, e := range edges {
		t.put(hashVec(e.a), int32(i))
	}
	boxes := make([]box, len(edges))
	for i, e := range edges {
		boxes[i] = e.box()
	}
	starts := curveKeys(boxes)
	sortKeys(starts)
	out := make([]seg, 0, len(edges))
	for _, i := range starts {
		for k := int32(uint32(i)); k >= 0 && !gone[k]; {
			gone[k] = true
			out = append(out, edges[k])
			end := edges[k].b
			k = t.find(hashVec(end), func(j int32) bool { return !gone[j] && edges[j].a == end })
		}
	}
	return out
}

// table finds numbers by hash, with open addressing.
type table struct {
	slots []int32 // number + 1, 0 when free
	mask  uint64
}

func newTable(n int) *table {
	size := uint64(1) << bits.Len64(uint64(2*n+1))
	return &table{make([]int32, size), size - 1}
}

func (t *table) put(hash uint64, number int32) {
	for hash &= t.mask; t.slots[hash] != 0; hash = (hash + 1) & t.mask {
	}
	t.slots[hash] = number + 1
}

// find returns the first number put under hash, or beside it, that is the one
// looked for, or -1.
func (t *table) find(hash uint64, is func(int32) bool) int32 {
	for hash &= t.mask; t.slots[hash] != 0; hash = (hash + 1) & t.mask {
		if n := t.slots[hash] - 1; is(n) {
			return n
		}
	}
	return -1
}

func hashVec(v vec) uint64 { return mix(mix(0, v.x), v.y) }

func hashSeg(s seg) uint64 { return mix(mix(hashVec(s.a), s.b.x), s.b.y) }

// mix stirs a number into a hash; 0 and -0 count as one.
func mix(h uint64, v float64) uint64 {
	h = (h ^ math.Float64bits(v+0)) * 0x9e3779b97f4a7c15
	return h ^ h>>29
}
