package index

import (
	"math"

	"github.com/paulmach/orb"

	"catchment/geo/cores"
)

// fan is the number of children of a node: 8 boxes fill two cache lines.
const fan = 8

// packed is a full tree over boxes sorted along a Hilbert curve. Level 0 is
// the boxes themselves, in items and corners; node j of any other level, l, is
// nodes[l-1][j] and holds the children fan·j up to fan·(j+1) of the level below.
// The last level has one node.
type packed struct {
	items   []int32 // items[j] is the position of the box given
	corners         // of box j
	nodes   [][]box
}

// box is a box in degrees that holds the true one: its middle, and how far it
// reaches from there, rounded up. It is half the size of an orb.Bound and serves lower bounds only.
type box struct{ lon, lat, halfWidth, halfHeight float32 }

// outward returns a box around b.
func outward(b orb.Bound) box {
	out := box{lon: float32((b.Min[0] + b.Max[0]) / 2), lat: float32((b.Min[1] + b.Max[1]) / 2)}
	lon, lat := float64(out.lon), float64(out.lat)
	out.halfWidth = ceil32(math.Max(b.Max[0]-lon, lon-b.Min[0]) + slackDeg)
	out.halfHeight = ceil32(math.Max(b.Max[1]-lat, lat-b.Min[1]) + slackDeg)
	return out
}

// ceil32 returns v, at least 0, or the next larger float32.
func ceil32(v float64) float32 {
	f := float32(v)
	if float64(f) < v {
		f = math.Nextafter32(f, math.MaxFloat32)
	}
	return f
}

// sortedAlongCurve returns the boxes of bounds that found names, sorted, without
// the levels above them, in O(n log n).
func sortedAlongCurve(bounds []orb.Bound, found []int32) packed {
	n := len(found)
	if n == 0 {
		return packed{}
	}
	all := bounds[found[0]]
	for _, i := range found {
		b := &bounds[i]
		all.Min[0], all.Min[1] = min(all.Min[0], b.Min[0]), min(all.Min[1], b.Min[1])
		all.Max[0], all.Max[1] = max(all.Max[0], b.Max[0]), max(all.Max[1], b.Max[1])
	}
	keys := make([]uint64, n)
	cores.Parts(n, func(from, to int) {
		for j := from; j < to; j++ {
			b := &bounds[found[j]]
			x := grid(b.Min[0], b.Max[0], all.Min[0], all.Max[0])
			y := grid(b.Min[1], b.Max[1], all.Min[1], all.Max[1])
			keys[j] = uint64(hilbert(x, y))<<32 | uint64(uint32(found[j]))
		}
	})
	keys = sorted(keys)

	items := make([]int32, n)
	for j, k := range keys {
		items[j] = int32(uint32(k))
	}
	return packed{items: items, corners: cornersOf(bounds, items)}
}

// build builds the levels above the boxes, in O(n).
func (t *packed) build() {
	level := &t.corners
	for level.len() > 0 {
		n := level.len()
		above := corners{make([]orb.Point, (n+fan-1)/fan), make([]orb.Point, (n+fan-1)/fan)}
		nodes := make([]box, above.len())
		cores.Parts(above.len(), func(from, to int) {
			for j := from; j < to; j++ {
				children := level.part(j*fan, min((j+1)*fan, n))
				b := children.around()
				above.low[j], above.high[j] = b.Min, b.Max
				nodes[j] = outward(b)
			}
		})
		t.nodes = append(t.nodes, nodes)
		if len(nodes) == 1 {
			return
		}
		level = &above
	}
}

// grid returns the middle of [low, high] on a grid of 65,536 steps from from to to.
func grid(low, high, from, to float64) uint32 {
	if !(to > from) {
		return 0
	}
	return uint32(math.Max(0, math.Min(65535, ((low+high)/2-from)/(to-from)*65536)))
}

// sorted returns the keys in ascending order of their upper halves, equal
// ones in the order given: a radix sort, which a million keys make worth it.
// It uses keys as room.
func sorted(keys []uint64) []uint64 {
	const bits = 11
	out := make([]uint64, len(keys))
	for shift := 32; shift < 64; shift += bits {
		var next [1 << bits]int
		for _, k := range keys {
			next[k>>shift&(1<<bits-1)]++
		}
		at := 0
		for d, count := range next {
			next[d] = at
			at += count
		}
		for _, k := range keys {
			d := k >> shift & (1<<bits - 1)
			out[next[d]] = k
			next[d]++
		}
		keys, out = out, keys
	}
	return keys
}

// turns tells, for each way the Hilbert curve may lie in a square and each
// quarter of it (right half · 2 + upper half), which in its order the quarter
// is and how the curve lies there.
var turns = [4][4]struct{ order, way uint8 }{
	{{0, 1}, {1, 0}, {3, 3}, {2, 0}}, // enters at lower left, leaves at lower right
	{{0, 0}, {3, 2}, {1, 1}, {2, 1}}, // lower left, upper left
	{{2, 2}, {3, 1}, {1, 2}, {0, 3}}, // upper right, upper left
	{{2, 3}, {1, 3}, {3, 0}, {0, 2}}, // upper right, lower right
}

// strides tells, for each way the curve may lie in a square and each of its
// 16 × 16 cells (x · 16 + y), which in order the cell is, times 4, and how the
// curve lies there.
var strides = func() (t [4][256]uint16) {
	for way := range t {
		for cell := range t[way] {
			d, w := uint16(0), uint8(way)
			for bit := 3; bit >= 0; bit-- {
				turn := turns[w][cell>>4>>bit&1<<1|cell>>bit&1]
				d, w = d<<2|uint16(turn.order), turn.way
			}
			t[way][cell] = d<<2 | uint16(w)
		}
	}
	return t
}()

// hilbert returns the position of a cell along the Hilbert curve of order 16,
// four levels of it at a time.
func hilbert(x, y uint32) uint32 {
	var d uint32
	way := uint16(0)
	for shift := 12; shift >= 0; shift -= 4 {
		step := strides[way&3][x>>shift&15<<4|y>>shift&15]
		d, way = d<<8|uint32(step>>2), step
	}
	return d
}
