package index

import (
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// fan is the number of children of a node: 16 boxes fill four cache lines.
const fan = 16

// packed is a full tree over boxes sorted along a Hilbert curve. Level 0 holds
// the boxes themselves; node j of any other level holds the children fan·j up
// to fan·(j+1) of the level below. The last level has at most fan nodes.
type packed struct {
	items  []int32 // items[j] is the box that level 0 has at j
	levels [][]box
}

// box is a box in degrees, rounded outward to half the size: it serves lower
// bounds only.
type box struct{ west, south, east, north float32 }

// outward returns b rounded outward. A box that leaves [-180, 180] gets all
// longitudes, because gap knows no others.
func outward(b orb.Bound) box {
	if b.Min[0] < -180 || b.Max[0] > 180 {
		b.Min[0], b.Max[0] = -180, 180
	}
	return box{floor32(b.Min[0]), floor32(b.Min[1]), ceil32(b.Max[0]), ceil32(b.Max[1])}
}

func floor32(v float64) float32 {
	f := float32(v)
	if float64(f) > v {
		f = math.Nextafter32(f, float32(math.Inf(-1)))
	}
	return f
}

func ceil32(v float64) float32 { return -floor32(-v) }

func (b box) join(o box) box {
	return box{min(b.west, o.west), min(b.south, o.south), max(b.east, o.east), max(b.north, o.north)}
}

// pack builds the tree over the boxes of bounds that found names, in O(n log n).
func pack(bounds []orb.Bound, found []int32) packed {
	n := len(found)
	if n == 0 {
		return packed{}
	}
	all := bounds[found[0]]
	for _, i := range found {
		all = all.Union(bounds[i])
	}
	keys := make([]uint64, n)
	for j, i := range found {
		b := bounds[i]
		x := grid(b.Min[0], b.Max[0], all.Min[0], all.Max[0])
		y := grid(b.Min[1], b.Max[1], all.Min[1], all.Max[1])
		keys[j] = uint64(hilbert(x, y))<<32 | uint64(uint32(i))
	}
	slices.Sort(keys)

	t := packed{items: make([]int32, n)}
	level := make([]box, n)
	for j, key := range keys {
		t.items[j] = int32(uint32(key))
		level[j] = outward(bounds[t.items[j]])
	}
	t.levels = append(t.levels, level)
	for len(level) > fan {
		above := make([]box, (len(level)+fan-1)/fan)
		for j := range above {
			children := level[j*fan : min((j+1)*fan, len(level))]
			above[j] = children[0]
			for _, c := range children[1:] {
				above[j] = above[j].join(c)
			}
		}
		t.levels = append(t.levels, above)
		level = above
	}
	return t
}

// grid returns the middle of [low, high] on a grid of 65,536 steps from from to to.
func grid(low, high, from, to float64) uint32 {
	if !(to > from) {
		return 0
	}
	return uint32(math.Max(0, math.Min(65535, ((low+high)/2-from)/(to-from)*65536)))
}

// hilbert returns the position of a cell along the Hilbert curve of order 16.
func hilbert(x, y uint32) uint32 {
	var d uint32
	for s := uint32(1) << 15; s > 0; s >>= 1 {
		right, up := x&s != 0, y&s != 0
		switch {
		case right && up:
			d += 2 * s * s
		case right:
			d += 3 * s * s
		case up:
			d += s * s
		}
		if !up { // turn the quadrant so that the curve enters and leaves at the bottom
			if right {
				x, y = 65535-x, 65535-y
			}
			x, y = y, x
		}
	}
	return d
}
