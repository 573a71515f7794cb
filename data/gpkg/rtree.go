package gpkg

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// The spatial index of a features table is an R-tree of SQLite's rtree module.
// Filled row by row it costs more than the features themselves, so it is
// packed here and written to the module's shadow tables: nodes of up to
// fanout cells, sorted by the sort-tile-recursive rule (Leutenegger, Lopez and
// Edgington 1997). The node format is that of SQLite's ext/rtree/rtree.c:
// two bytes depth (root only), two bytes number of cells, then for each cell
// eight bytes row or node number and four big-endian float32: min x, max x,
// min y, max y.

const (
	cellBytes = 8 + 4*4
	fanout    = 51 // the module's own limit for nodes
	nodeBytes = 4 + fanout*cellBytes
	rootNode  = 1
)

// cell is one entry of a node: a row, or a node below.
type cell struct {
	number int64
	box    orb.Bound
}

// packedTree is an R-tree as its three shadow tables hold it.
type packedTree struct {
	nodes  [][]byte // node n is nodes[n-1]; the root is 1
	parent []int64  // parent of node n is parent[n-1]; 0 for the root
	leaf   []int64  // leaf of row n is leaf[n-1]
}

// packTree returns the tree of boxes numbered from 1.
func packTree(boxes []orb.Bound) *packedTree {
	cells := make([]cell, len(boxes))
	for i, b := range boxes {
		cells[i] = cell{int64(i + 1), b}
	}
	t := &packedTree{leaf: make([]int64, len(boxes)), nodes: make([][]byte, 1), parent: make([]int64, 1)}
	depth := 0
	for ; len(cells) > fanout; depth++ {
		var above []cell
		for _, group := range tile(cells) {
			t.nodes, t.parent = append(t.nodes, encodeNode(0, group)), append(t.parent, 0)
			above = append(above, cell{int64(len(t.nodes)), t.adopt(group, int64(len(t.nodes)), depth)})
		}
		cells = above
	}
	t.nodes[rootNode-1] = encodeNode(depth, cells)
	t.adopt(cells, rootNode, depth)
	return t
}

// adopt notes the node as the place of its cells and returns their box.
func (t *packedTree) adopt(group []cell, node int64, depth int) orb.Bound {
	var box orb.Bound
	for i, c := range group {
		if i == 0 {
			box = c.box
		}
		box = box.Union(c.box)
		if depth == 0 {
			t.leaf[c.number-1] = node
		} else {
			t.parent[c.number-1] = node
		}
	}
	return box
}

// tile parts the cells into groups of at most fanout: vertical strips by x,
// each cut by y. It reorders the cells.
func tile(cells []cell) [][]cell {
	groups := (len(cells) + fanout - 1) / fanout
	strips := int(math.Ceil(math.Sqrt(float64(groups))))
	slices.SortFunc(cells, func(a, b cell) int {
		return cmp.Or(cmp.Compare(a.box.Min[0]+a.box.Max[0], b.box.Min[0]+b.box.Max[0]), cmp.Compare(a.number, b.number))
	})
	out := make([][]cell, 0, groups)
	for s := range strips {
		// A strip takes its share of the groups, so that all groups are about
		// equally full.
		from, to := groups*s/strips, groups*(s+1)/strips
		strip := cells[len(cells)*from/groups : len(cells)*to/groups]
		slices.SortFunc(strip, func(a, b cell) int {
			return cmp.Or(cmp.Compare(a.box.Min[1]+a.box.Max[1], b.box.Min[1]+b.box.Max[1]), cmp.Compare(a.number, b.number))
		})
		for g := from; g < to; g++ {
			base := len(cells) * from / groups
			out = append(out, strip[len(cells)*g/groups-base:len(cells)*(g+1)/groups-base])
		}
	}
	return out
}

// encodeNode writes a node as its blob.
func encodeNode(depth int, cells []cell) []byte {
	b := make([]byte, 0, nodeBytes)
	b = binary.BigEndian.AppendUint16(b, uint16(depth))
	b = binary.BigEndian.AppendUint16(b, uint16(len(cells)))
	for _, c := range cells {
		b = binary.BigEndian.AppendUint64(b, uint64(c.number))
		for axis := range 2 {
			b = binary.BigEndian.AppendUint32(b, math.Float32bits(floor32(c.box.Min[axis])))
			b = binary.BigEndian.AppendUint32(b, math.Float32bits(ceil32(c.box.Max[axis])))
		}
	}
	return b[:nodeBytes]
}

// floor32 returns the largest float32 not above v.
func floor32(v float64) float32 {
	f := float32(v)
	if float64(f) > v {
		f = math.Nextafter32(f, float32(math.Inf(-1)))
	}
	return f
}

// ceil32 returns the smallest float32 not below v.
func ceil32(v float64) float32 { return -floor32(-v) }
