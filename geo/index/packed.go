package index

import (
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// fan is the number of children of a node: 8 boxes fill two cache lines.
const fan = 8

// packed is a full tree over boxes sorted along a Hilbert curve. Level 0 is
// the boxes themselves, in items and exact; node j of any other level, l, is
// nodes[l-1][j] and holds the children fan·j up to fan·(j+1) of the level below.
// The last level has one node.
type packed struct {
	items []int32     // items[j] is the position of the box given
	exact []orb.Bound // exact[j] is the box
	nodes [][]box
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

	t := packed{items: make([]int32, n), exact: make([]orb.Bound, n)}
	for j, key := range keys {
		t.items[j] = int32(uint32(key))
		t.exact[j] = bounds[t.items[j]]
	}
	level := t.exact
	for {
		above := make([]orb.Bound, (len(level)+fan-1)/fan)
		nodes := make([]box, len(above))
		for j := range above {
			above[j] = level[j*fan]
			for _, c := range level[j*fan+1 : min((j+1)*fan, len(level))] {
				above[j] = above[j].Union(c)
			}
			nodes[j] = outward(above[j])
		}
		t.nodes = append(t.nodes, nodes)
		if len(nodes) == 1 {
			return t
		}
		level = above
	}
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
