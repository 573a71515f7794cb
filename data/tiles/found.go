package tiles

import (
	"math/bits"
	"slices"
	"sync"

	"github.com/paulmach/orb"

	"catchment/geo/index"
)

// found is what a search finds, with room to order it.
type found struct {
	all  []int
	seen []uint64 // a bit each, from the lowest
}

// searches are kept between tiles: far zooms find tens of thousands.
var searches = sync.Pool{New: func() any { return new(found) }}

// few is how many are ordered by comparing them.
const few = 512

// of returns what of a tree meets a box of degrees, ascending.
func (f *found) of(tree *index.Tree, b orb.Bound) []int {
	f.all = f.all[:0]
	tree.Search(b, func(i int) bool {
		f.all = append(f.all, i)
		return true
	})
	if len(f.all) <= few {
		slices.Sort(f.all)
		return f.all
	}
	first := slices.Min(f.all)
	words := (slices.Max(f.all)-first)/64 + 1
	f.seen = slices.Grow(f.seen[:0], words)[:words]
	clear(f.seen)
	for _, i := range f.all {
		f.seen[(i-first)/64] |= 1 << ((i - first) % 64)
	}
	n := 0
	for w, word := range f.seen {
		for ; word != 0; word &= word - 1 {
			f.all[n] = first + 64*w + bits.TrailingZeros64(word)
			n++
		}
	}
	return f.all[:n]
}
