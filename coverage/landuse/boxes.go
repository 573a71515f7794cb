package landuse

import (
	"cmp"
	"math"
	"slices"
	"sort"

	"github.com/paulmach/orb"
)

// boxIndex finds boxes that touch a box. Boxes are sorted into grids by size:
// on each level cells are twice as wide as on the one below, and a box stands
// on the lowest level whose cells are at least as large, under the cell of its
// lower left corner. So it reaches at most one cell further, and a search
// looks at a few cells of each level that has boxes.
//
// Beside an R-tree it is several times faster to make, which matters here as
// it is made for every study area, and to search for the neighbours of every
// parcel.
type boxIndex struct {
	boxes  []orb.Bound
	levels []boxLevel
}

// boxLevel holds the boxes of one size, row by row from the south, in each row
// from the west.
type boxLevel struct {
	cellM float64
	rows  []int32 // rows that have boxes
	from  []int32 // where each starts in cols, and the end
	cols  []int32
	ids   []int32 // beside cols
}

// finestCellM keeps cell numbers of anything on the globe within 32 bits.
const finestCellM = 1.0

// levelOf returns the level of a box and the width of its cells.
func levelOf(b orb.Bound) (level int, cellM float64) {
	size := math.Max(b.Max[0]-b.Min[0], b.Max[1]-b.Min[1])
	if size > finestCellM {
		level = math.Ilogb(size/finestCellM) + 1
	}
	return level, math.Ldexp(finestCellM, level)
}

func newBoxIndex(boxes []orb.Bound) *boxIndex {
	var byLevel [64][]boxEntry
	var counts [64]int
	for _, b := range boxes {
		level, _ := levelOf(b)
		counts[level]++
	}
	for i, b := range boxes {
		level, cell := levelOf(b)
		if byLevel[level] == nil {
			byLevel[level] = make([]boxEntry, 0, counts[level])
		}
		row, col := floorCell(b.Min[1], cell), floorCell(b.Min[0], cell)
		byLevel[level] = append(byLevel[level], boxEntry{int64(row)<<32 + int64(col), int32(i)})
	}
	x := &boxIndex{boxes: boxes}
	for level, entries := range byLevel {
		if len(entries) > 0 {
			x.levels = append(x.levels, newBoxLevel(math.Ldexp(finestCellM, level), entries))
		}
	}
	return x
}

// boxEntry is a box under its cell: row·2³² + column, which orders cells by row
// and then by column, also left of and below the origin.
type boxEntry struct {
	cell int64
	id   int32
}

func newBoxLevel(cellM float64, entries []boxEntry) boxLevel {
	slices.SortFunc(entries, func(a, b boxEntry) int {
		if a.cell != b.cell {
			return cmp.Compare(a.cell, b.cell)
		}
		return cmp.Compare(a.id, b.id)
	})
	l := boxLevel{cellM: cellM, cols: make([]int32, len(entries)), ids: make([]int32, len(entries))}
	for i, e := range entries {
		col := int32(e.cell) // the low half, which is the column modulo 2³²
		row := int32((e.cell - int64(col)) >> 32)
		if len(l.rows) == 0 || l.rows[len(l.rows)-1] != row {
			l.rows = append(l.rows, row)
			l.from = append(l.from, int32(i))
		}
		l.cols[i], l.ids[i] = col, e.id
	}
	l.from = append(l.from, int32(len(entries)))
	return l
}

func floorCell(v, cellM float64) int32 { return int32(math.Floor(v / cellM)) }

// touching calls found for every box that shares a point with b, in a fixed
// order.
func (x *boxIndex) touching(b orb.Bound, found func(id int32)) {
	for l := range x.levels {
		x.touchingAt(l, &b, found)
	}
}

func (x *boxIndex) touchingAt(l int, b *orb.Bound, found func(id int32)) {
	level := &x.levels[l]
	left, right := floorCell(b.Min[0]-level.cellM, level.cellM), floorCell(b.Max[0], level.cellM)
	low, high := floorCell(b.Min[1]-level.cellM, level.cellM), floorCell(b.Max[1], level.cellM)
	for r := search(level.rows, low); r < len(level.rows) && level.rows[r] <= high; r++ {
		from, to := int(level.from[r]), int(level.from[r+1])
		for at := from + search(level.cols[from:to], left); at < to && level.cols[at] <= right; at++ {
			if id := level.ids[at]; touch(&x.boxes[id], b) {
				found(id)
			}
		}
	}
}

// touch tells whether two boxes share a point.
func touch(a, b *orb.Bound) bool {
	return a.Min[0] <= b.Max[0] && a.Max[0] >= b.Min[0] && a.Min[1] <= b.Max[1] && a.Max[1] >= b.Min[1]
}

// pairs calls found once for every two boxes that touch, where the smaller, or
// of two on one level the one that comes first, is one of those from to to on
// a level.
//
// Boxes of one level that touch stand in cells side by side, so each looks at
// what comes after it in its row and at the three cells above, which move along
// with it; only levels of larger boxes are searched.
func (x *boxIndex) pairs(l, from, to int, found func(i, j int32)) {
	level := &x.levels[l]
	row := search(level.from, int32(from)+1) - 1
	for at := from; at < to; row++ {
		end, above, last := int(level.from[row+1]), 0, 0
		if row+1 < len(level.rows) && level.rows[row+1] == level.rows[row]+1 {
			above, last = end, int(level.from[row+2])
			above += search(level.cols[above:last], level.cols[at]-1)
		}
		for ; at < min(end, to); at++ {
			i, col := level.ids[at], level.cols[at]
			b := &x.boxes[i]
			for above < last && level.cols[above] < col-1 {
				above++
			}
			x.touchingIn(level, at+1, end, col+1, i, found)
			x.touchingIn(level, above, last, col+1, i, found)
			for larger := l + 1; larger < len(x.levels); larger++ {
				x.touchingAt(larger, b, func(j int32) { found(i, j) })
			}
		}
	}
}

// touchingIn calls found for box i and those that touch it among the ones from
// to to of a row, up to a column.
func (x *boxIndex) touchingIn(level *boxLevel, from, to int, col, i int32, found func(i, j int32)) {
	for ; from < to && level.cols[from] <= col; from++ {
		if j := level.ids[from]; touch(&x.boxes[j], &x.boxes[i]) {
			found(i, j)
		}
	}
}

// search returns the place of the first number that is at least v.
func search(sorted []int32, v int32) int {
	return sort.Search(len(sorted), func(i int) bool { return sorted[i] >= v })
}
