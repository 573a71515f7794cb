package arcs

import (
	"math"
	"math/bits"
	"runtime"
	"slices"
)

// box is an axis-parallel rectangle, borders included.
type box struct{ minX, minY, maxX, maxY float64 }

// noBox holds nothing and grows to whatever it is joined with.
var noBox = box{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}

func (b *box) touches(o *box) bool {
	return b.minX <= o.maxX && o.minX <= b.maxX && b.minY <= o.maxY && o.minY <= b.maxY
}

func (b *box) holds(p vec) bool {
	return b.minX <= p.x && p.x <= b.maxX && b.minY <= p.y && p.y <= b.maxY
}

func (b box) join(o box) box {
	return box{min(b.minX, o.minX), min(b.minY, o.minY), max(b.maxX, o.maxX), max(b.maxY, o.maxY)}
}

func (b box) pad(d float64) box { return box{b.minX - d, b.minY - d, b.maxX + d, b.maxY + d} }

// far returns the largest coordinate of the box, without its sign.
func (b box) far() float64 {
	return max(math.Abs(b.minX), math.Abs(b.minY), math.Abs(b.maxX), math.Abs(b.maxY))
}

func (b box) size() float64 { return max(b.maxX-b.minX, b.maxY-b.minY) }

// fan is how many children a tree node bounds, and how many neighbouring
// atoms are swept with one search.
const fan = 16

// tree is a packed static box tree: items sorted along a Hilbert curve, then
// bounded sixteen by sixteen, level upon level. Items of very different size
// are kept apart so that one large box does not blunt the leaves of the
// small ones. It is immutable once planted.
type tree struct {
	order  []int32 // order[i] is the item at place i
	levels [][]box // levels[0][i] is the box of the item at place i
}

// plant returns the tree over boxes, in O(n).
func plant(boxes []box) *tree {
	t := &tree{order: make([]int32, len(boxes))}
	keys := curveKeys(boxes)
	sortKeys(keys)
	leaf := make([]box, len(boxes))
	spread(len(boxes), func(from, to int) {
		for i := from; i < to; i++ {
			t.order[i] = int32(uint32(keys[i]))
			leaf[i] = boxes[t.order[i]]
		}
	})
	t.levels = boundLevels(leaf, fan)
	return t
}

// boundLevels returns leaf and the levels above it, each bounding n of the
// one below, up to a level of at most n boxes.
func boundLevels(leaf []box, n int) [][]box {
	levels := [][]box{leaf}
	for len(leaf) > n {
		up := make([]box, (len(leaf)+n-1)/n)
		for i := range up {
			b := noBox
			for _, c := range leaf[i*n : min(len(leaf), (i+1)*n)] {
				b = b.join(c)
			}
			up[i] = b
		}
		levels = append(levels, up)
		leaf = up
	}
	return levels
}

// search appends to dst the places of the items whose boxes touch b, in
// ascending order.
func (t *tree) search(b *box, dst []int32) []int32 {
	if len(t.order) == 0 {
		return dst
	}
	top := len(t.levels) - 1
	return t.descend(top, 0, len(t.levels[top]), b, dst)
}

func (t *tree) descend(level, from, to int, b *box, dst []int32) []int32 {
	boxes := t.levels[level]
	for i := from; i < to; i++ {
		if !boxes[i].touches(b) {
			continue
		}
		if level == 0 {
			dst = append(dst, int32(i))
			continue
		}
		dst = t.descend(level-1, i*fan, min(len(t.levels[level-1]), (i+1)*fan), b, dst)
	}
	return dst
}

// curveKeys returns, for each box, its size class and the Hilbert position
// of its centre in the upper half and its index in the lower.
func curveKeys(boxes []box) []uint64 {
	all, sizes := noBox, make([]float64, 0, 64)
	step := max(1, len(boxes)/64)
	for i, b := range boxes {
		all = all.join(b)
		if i%step == 0 {
			sizes = append(sizes, b.size())
		}
	}
	slices.Sort(sizes)
	keys := make([]uint64, len(boxes))
	if len(boxes) == 0 {
		return keys
	}
	large := 8 * sizes[len(sizes)/2]
	levels := min(15, bits.Len(uint(len(boxes)))/2+3) // a few cells for each box
	scale := float64(int(1)<<levels-1) / max(all.size(), math.SmallestNonzeroFloat64)
	if math.IsInf(scale, 0) {
		scale = 0
	}
	spread(len(boxes), func(from, to int) {
		for i := from; i < to; i++ {
			b := &boxes[i]
			x := uint32(((b.minX+b.maxX)/2 - all.minX) * scale)
			y := uint32(((b.minY+b.maxY)/2 - all.minY) * scale)
			keys[i] = uint64(sizeClass(b.size(), large))<<62 | uint64(hilbert(x, y, levels))<<32 | uint64(i)
		}
	})
	return keys
}

// sizeClass returns 0 for boxes up to eight times the median size and one
// more for every further factor of eight, at most 3.
func sizeClass(size, large float64) int {
	class := 0
	for class < 3 && size > large {
		class, large = class+1, 8*large
	}
	return class
}

// hilbert returns the position of the cell x, y along the Hilbert curve that
// fills a square of 2^levels cells a side.
func hilbert(x, y uint32, levels int) uint32 {
	var d uint32
	for s := uint32(1) << (levels - 1); s > 0; s >>= 1 {
		rx, ry := (x&s)/s, (y&s)/s
		d = d<<2 | ((3 * rx) ^ ry)
		if ry == 0 {
			if rx == 1 {
				x, y = ^x, ^y
			}
			x, y = y, x
		}
	}
	return d
}

// sortKeys sorts keys by their upper halves, equal ones keeping their order:
// digit by digit, on all processors, when there are many.
func sortKeys(keys []uint64) {
	if len(keys) < 2048 {
		slices.Sort(keys)
		return
	}
	const digit, part = 11, 16384
	parts := min(runtime.GOMAXPROCS(0), (len(keys)+part-1)/part)
	counts := make([][1 << digit]int32, parts)
	from := func(k int) int { return len(keys) * k / parts }
	other := make([]uint64, len(keys))
	for shift := 32; shift < 64; shift += digit {
		each(parts, parts, 1, func(k int) {
			counts[k] = [1 << digit]int32{}
			for _, key := range keys[from(k):from(k+1)] {
				counts[k][key>>shift&(1<<digit-1)]++
			}
		})
		total := int32(0)
		for d := range 1 << digit {
			for k := range counts {
				counts[k][d], total = total, total+counts[k][d]
			}
		}
		each(parts, parts, 1, func(k int) {
			to := &counts[k]
			for _, key := range keys[from(k):from(k+1)] {
				d := key >> shift & (1<<digit - 1)
				other[to[d]] = key
				to[d]++
			}
		})
		keys, other = other, keys
	}
	copy(other, keys) // three passes end in the other slice
}
