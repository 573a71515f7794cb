package landuse

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// boxIndex finds boxes that touch a box. Boxes are sorted into grids by size:
// on each level cells are twice as wide as on the one below, and a box stands
// on the lowest level whose cells are at least as large, under the cell of its
// lower left corner. So it reaches at most one cell further, and a search
// looks at a few cells of each level that has boxes.
//
// It is made for a million parcels in a fifth of a second, and searched in
// under half a microsecond, where building an R-tree alone takes seconds.
type boxIndex struct {
	boxes  []orb.Bound
	levels []boxLevel
}

type boxLevel struct {
	cellM float64
	keys  []boxKey // sorted
	ids   []int32  // of the boxes, beside keys
}

// boxKey is a cell, row before column.
type boxKey struct{ row, col int32 }

func (a boxKey) compare(b boxKey) int {
	return cmp.Or(cmp.Compare(a.row, b.row), cmp.Compare(a.col, b.col))
}

// finestCellM keeps cell numbers of anything on the globe within 32 bits.
const finestCellM = 1.0

func newBoxIndex(boxes []orb.Bound) *boxIndex {
	type entry struct {
		key boxKey
		id  int32
	}
	byLevel := map[int][]entry{}
	for i, b := range boxes {
		size := math.Max(b.Max[0]-b.Min[0], b.Max[1]-b.Min[1])
		level := 0
		if size > finestCellM {
			level = math.Ilogb(size/finestCellM) + 1
		}
		cell := math.Ldexp(finestCellM, level)
		byLevel[level] = append(byLevel[level], entry{boxKey{floorCell(b.Min[1], cell), floorCell(b.Min[0], cell)}, int32(i)})
	}
	x := &boxIndex{boxes: boxes}
	for level, entries := range byLevel {
		slices.SortFunc(entries, func(a, b entry) int { return cmp.Or(a.key.compare(b.key), cmp.Compare(a.id, b.id)) })
		l := boxLevel{cellM: math.Ldexp(finestCellM, level), keys: make([]boxKey, len(entries)), ids: make([]int32, len(entries))}
		for i, e := range entries {
			l.keys[i], l.ids[i] = e.key, e.id
		}
		x.levels = append(x.levels, l)
	}
	slices.SortFunc(x.levels, func(a, b boxLevel) int { return cmp.Compare(a.cellM, b.cellM) })
	return x
}

func floorCell(v, cellM float64) int32 { return int32(math.Floor(v / cellM)) }

// touching calls found for every box that shares a point with b, in a fixed
// order.
func (x *boxIndex) touching(b orb.Bound, found func(id int32)) {
	for l := range x.levels {
		level := &x.levels[l]
		left, right := floorCell(b.Min[0]-level.cellM, level.cellM), floorCell(b.Max[0], level.cellM)
		low, high := floorCell(b.Min[1]-level.cellM, level.cellM), floorCell(b.Max[1], level.cellM)
		at := 0
		for row := low; row <= high; row++ {
			from, _ := slices.BinarySearchFunc(level.keys[at:], boxKey{row, left}, boxKey.compare)
			for at += from; at < len(level.keys) && level.keys[at].row == row && level.keys[at].col <= right; at++ {
				if id := level.ids[at]; x.boxes[id].Intersects(b) {
					found(id)
				}
			}
			if at == len(level.keys) {
				break
			}
			row = max(row, level.keys[at].row-1) // skip empty rows
		}
	}
}
