package index

import (
	"slices"

	"github.com/paulmach/orb"
)

// Changes say how boxes differ from those of a tree. Positions are those in
// the tree as it is, in any order, none named twice.
type Changes struct {
	Moved   []Move
	Removed []Place
	Added   []orb.Bound
}

// Move gives a box another place.
type Move struct {
	Place
	To orb.Bound
}

// Place is where a box is.
type Place struct {
	Index int       // its position
	Box   orb.Bound // as it was given
}

// With returns the tree after the changes; t stays as it is, and both share
// what did not change. A removed box leaves no gap: those behind it move up by one.
// Added boxes come last, in order.
//
// Each change costs one or two deletions and insertions in the R-tree; removing takes four bytes a
// box beside. The first [Tree.Nearest] of the new tree sorts all boxes
// again, about 0.2 s for a million.
func (t *Tree) With(c Changes) *Tree {
	t.copying.Lock()
	next := &Tree{pages: *t.pages.Copy(), count: t.count, place: t.place}
	t.copying.Unlock()
	left := slices.Clone(t.leftOut)
	for _, m := range c.Moved {
		left = slices.DeleteFunc(left, func(i int) bool { return i == m.Index })
		if !holdsPoints(m.To) {
			left = append(left, m.Index)
		}
		next.move(m)
	}
	next.remove(c.Removed)
	next.add(c.Added, t.count-len(c.Removed))
	next.count += len(c.Added) - len(c.Removed)
	next.leaveOut(left, t.count, c)
	if len(next.place) > 2*next.count+pageBoxes {
		return next.renewed()
	}
	return next
}

// add puts boxes in, the first of them at position from.
func (t *Tree) add(boxes []orb.Bound, from int) {
	first := t.keys()
	if t.place != nil && len(boxes) > 0 {
		t.place = slices.Grow(slices.Clone(t.place), len(boxes))
	}
	for i, b := range boxes {
		if t.place != nil {
			t.place = append(t.place, int32(from+i))
		}
		if holdsPoints(b) {
			t.insert(&page{[]int32{int32(first + i)}, one(b)})
		}
	}
}

// renewed returns the tree built anew, when most of its keys are used up.
func (t *Tree) renewed() *Tree {
	bounds := make([]orb.Bound, t.count)
	for i := range bounds {
		bounds[i] = nowhere
	}
	t.each(func(i int32, b orb.Bound) { bounds[i] = b })
	return New(bounds)
}

// nowhere is a box that holds no point.
var nowhere = orb.Bound{Min: orb.Point{1, 1}, Max: orb.Point{-1, -1}}

// each calls f with every box that can be found, in no particular order.
func (t *Tree) each(f func(i int32, b orb.Bound)) {
	t.pages.Scan(func(_, _ [2]float64, p *page) bool {
		for j, key := range p.keys {
			f(int32(t.position(key)), p.at(j))
		}
		return true
	})
}

// keys returns how many keys have been used.
func (t *Tree) keys() int {
	if t.place != nil {
		return len(t.place)
	}
	return t.count
}

// key returns the key of the box at a position.
func (t *Tree) key(i int) int32 {
	if t.place != nil {
		i = slices.Index(t.place, int32(i))
	}
	return int32(i)
}

// leaveOut sets what is left out, of which left are the positions in the tree
// before, which had count boxes.
func (t *Tree) leaveOut(left []int, count int, c Changes) {
	slices.Sort(left)
	gone := make([]int, len(c.Removed))
	for i, p := range c.Removed {
		gone[i] = p.Index
	}
	slices.Sort(gone)
	for _, i := range left {
		if k, removed := slices.BinarySearch(gone, i); !removed {
			t.leftOut = append(t.leftOut, i-k)
		}
	}
	for i, b := range c.Added {
		if !holdsPoints(b) {
			t.leftOut = append(t.leftOut, count-len(gone)+i)
		}
	}
}

// move takes a box to another place: on its page where the page's box holds
// the new one, else on a page of its own.
func (t *Tree) move(m Move) {
	p, j := t.page(m.Place)
	if p == nil { // it was left out
		if holdsPoints(m.To) {
			t.insert(&page{[]int32{t.key(m.Index)}, one(m.To)})
		}
		return
	}
	if all := p.around(); holdsPoints(m.To) && all.Union(m.To) == all {
		t.replace(p, &page{p.keys, p.with(j, m.To)})
		return
	}
	t.take(p, j)
	if holdsPoints(m.To) {
		t.insert(&page{[]int32{p.keys[j]}, one(m.To)})
	}
}

// remove takes boxes away and lets those behind them move up.
func (t *Tree) remove(gone []Place) {
	if len(gone) == 0 {
		return
	}
	at := make([]int, len(gone))
	for i, g := range gone {
		at[i] = g.Index
		if p, j := t.page(g); p != nil {
			t.take(p, j)
		}
	}
	slices.Sort(at)
	place := make([]int32, t.keys())
	for key := range place {
		i := t.position(int32(key))
		if i < 0 {
			place[key] = -1
		} else if k, removed := slices.BinarySearch(at, i); removed {
			place[key] = -1
		} else {
			place[key] = int32(i - k)
		}
	}
	t.place = place
}

// take takes box j from page p.
func (t *Tree) take(p *page, j int) {
	t.replace(p, &page{slices.Delete(slices.Clone(p.keys), j, j+1), p.without(j)})
}

// replace puts page q in the place of p.
func (t *Tree) replace(p, q *page) {
	b := p.around()
	t.pages.Delete(b.Min, b.Max, p)
	if len(q.keys) > 0 {
		t.insert(q)
	}
}

// page returns the page that holds a box and the box's place on it; nil when
// it was left out.
func (t *Tree) page(at Place) (found *page, j int) {
	t.pages.Search(at.Box.Min, at.Box.Max, func(_, _ [2]float64, p *page) bool {
		for i, key := range p.keys {
			if t.position(key) == at.Index {
				found, j = p, i
				return false
			}
		}
		return true
	})
	return found, j
}
