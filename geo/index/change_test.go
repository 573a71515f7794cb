package index_test

import (
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"catchment/geo/index"

	"github.com/paulmach/orb"
)

// changed changes boxes at random: the slow obvious twin of Tree.With.
func changed(r *rand.Rand, place int, boxes []orb.Bound) (index.Changes, []orb.Bound) {
	var c index.Changes
	next := slices.Clone(boxes)
	touched := map[int]bool{}
	pick := func() (i int, ok bool) {
		if len(boxes) == 0 {
			return 0, false
		}
		i = r.IntN(len(boxes))
		ok = !touched[i]
		touched[i] = true
		return i, ok
	}
	for range r.IntN(6) {
		if i, ok := pick(); ok {
			to := scatter(r, place, 1)[0]
			switch r.IntN(4) {
			case 0: // a little
				to = orb.Bound{Min: boxes[i].Min, Max: boxes[i].Min}
			case 1: // off the Earth, and back when it was
				to = orb.MultiPoint{}.Bound()
			}
			c.Moved = append(c.Moved, index.Move{Place: index.Place{Index: i, Box: boxes[i]}, To: to})
			next[i] = to
		}
	}
	var gone []int
	for range r.IntN(6) {
		if i, ok := pick(); ok {
			c.Removed = append(c.Removed, index.Place{Index: i, Box: boxes[i]})
			gone = append(gone, i)
		}
	}
	slices.Sort(gone)
	for _, i := range slices.Backward(gone) {
		next = slices.Delete(next, i, i+1)
	}
	c.Added = scatter(r, place, r.IntN(6))
	return c, append(next, c.Added...)
}

// A tree after changes is the tree of the changed boxes, and the tree before
// stays what it was.
func TestWithAgainstNew(t *testing.T) {
	r := random()
	for place := range places {
		for _, n := range []int{0, 1, 17, 300} {
			boxes := scatter(r, place, n)
			tree := index.New(boxes)
			for step := range 40 {
				c, next := changed(r, place, boxes)
				after, want := tree.With(c), index.New(next)
				sameTree(t, r, place, after, want)
				if step%10 == 0 {
					sameTree(t, r, place, tree, index.New(boxes))
				}
				if t.Failed() {
					t.Fatalf("%s, %d boxes, step %d: after %+v", places[place].name, n, step, c)
				}
				tree, boxes = after, next
			}
		}
	}
}

func sameTree(t *testing.T, r *rand.Rand, place int, got, want *index.Tree) {
	t.Helper()
	if got.Len() != want.Len() || !slices.Equal(got.LeftOut(), want.LeftOut()) || got.Bound() != want.Bound() {
		t.Errorf("%d boxes, %v left out, within %v, want %d, %v, %v", got.Len(), got.LeftOut(), got.Bound(), want.Len(), want.LeftOut(), want.Bound())
	}
	everywhere := orb.Bound{Min: orb.Point{-540, -90}, Max: orb.Point{540, 90}}
	if g, w := got.Intersecting(everywhere), want.Intersecting(everywhere); !slices.Equal(g, w) {
		t.Errorf("Intersecting everything = %v, want %v", g, w)
	}
	for range 4 {
		p, size := somewhere(r, place), places[place].width*r.Float64()
		q := orb.Bound{Min: p, Max: orb.Point{p[0] + size, p[1] + size}}
		if g, w := got.Intersecting(q), want.Intersecting(q); !slices.Equal(g, w) {
			t.Errorf("Intersecting(%v) = %v, want %v", q, g, w)
		}
	}
	p := somewhere(r, place)
	if g, w := got.Nearest(p, 5, nil), want.Nearest(p, 5, nil); !slices.Equal(g, w) {
		t.Errorf("Nearest(%v, 5) = %v, want %v", p, g, w)
	}
}

// Trees are changed and searched at once.
func TestWithBesideSearches(t *testing.T) {
	r := random()
	boxes := scatter(r, 1, 2000)
	tree := index.New(boxes)
	all := orb.Bound{Min: orb.Point{-180, -90}, Max: orb.Point{180, 90}}
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			own := tree
			for i := range 50 {
				own = own.With(index.Changes{Added: []orb.Bound{boxes[i]}, Removed: []index.Place{{Index: 0, Box: boxes[i]}}})
				if n := len(own.Intersecting(all)); n != len(boxes) {
					t.Errorf("goroutine %d: %d boxes, want %d", g, n, len(boxes))
				}
				if n := len(tree.Intersecting(all)); n != len(boxes) {
					t.Errorf("goroutine %d: %d boxes in the first tree, want %d", g, n, len(boxes))
				}
			}
		})
	}
	wg.Wait()
}

// BenchmarkWith moves one box of a million, as an edit of one feature does;
// BenchmarkNew beside it is what doing without costs.
func BenchmarkWith(b *testing.B) {
	tree, boxes := million()
	i := 0
	for b.Loop() {
		to := orb.Bound{Min: orb.Point{118.5, 42.5}, Max: orb.Point{118.5, 42.5}}
		tree.With(index.Changes{Moved: []index.Move{{Place: index.Place{Index: i, Box: boxes[i]}, To: to}}})
		i++
	}
}
