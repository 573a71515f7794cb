package ogc

import (
	"context"
	"slices"
	"sync"
)

// checkEvery is how many features are looked at between two looks at whether
// the client still waits.
const checkEvery = 1024

// finding counts the features found and keeps those of the page.
type finding struct {
	*selection
	ctx     context.Context
	page    []int
	matched int
	looked  int
}

// find returns the numbers of the features of the page, in the order of all
// pages, and how many there are on all pages; sel.offset says from then on how
// many of them stand before. The error is that of ctx, or of
// a condition that could not be worked out.
func (sel *selection) find(ctx context.Context) (page []int, matched int, err error) {
	l := sel.layer
	found := &finding{selection: sel, ctx: ctx}
	switch {
	case sel.area != nil:
		err = found.inArea()
	case len(sel.conditions) == 0:
		sel.offset += sel.first
		for i := sel.offset; i < min(l.Len(), sel.offset+sel.limit); i++ {
			found.page = append(found.page, i)
		}
		return found.page, l.Len(), nil
	case sel.nearby:
		for _, i := range sel.near {
			if err = found.look(i); err != nil {
				break
			}
		}
	default:
		for i := range l.Features {
			if err = found.look(i); err != nil {
				break
			}
		}
	}
	return found.page, found.matched, err
}

// look takes feature i where all conditions hold. The error is that of the
// context, or of a condition.
func (f *finding) look(i int) error {
	if f.looked++; f.looked%checkEvery == 0 && f.ctx.Err() != nil {
		return f.ctx.Err()
	}
	if f.holds(i) {
		f.take(i)
	}
	return f.failed
}

// take counts a feature, and keeps it if it is on the page.
func (f *finding) take(i int) {
	if i < f.first {
		f.offset++ // where the page begins, among all that are found
	} else if f.matched >= f.offset && len(f.page) < f.limit {
		f.page = append(f.page, i)
	}
	f.matched++
}

// candidate is a feature whose box meets an area: twice its number, and one
// more where the box lies in the area, so that its geometry need not be asked.
type candidate int

func (c candidate) feature() int { return int(c >> 1) }
func (c candidate) within() bool { return c&1 != 0 }

// candidates are those of one search, with room to order them.
type candidates struct{ found, room []candidate }

// searches are kept between answers: the search appends to them.
var searches = sync.Pool{New: func() any { return new(candidates) }}

// maxKept is how many candidates are kept between answers.
const maxKept = 1 << 16

// order sorts what was found, of a layer of n features: byte by byte from the
// last, which for a few hundred takes a third of the time that comparing takes.
func (c *candidates) order(n int) {
	c.room = slices.Grow(c.room[:0], len(c.found))[:len(c.found)]
	for shift := 0; (2*n)>>shift > 0; shift += 8 {
		var place [256]int
		for _, one := range c.found {
			place[one>>shift&0xff]++
		}
		before := 0
		for b, count := range place {
			place[b] = before
			before += count
		}
		for _, one := range c.found {
			at := &place[one>>shift&0xff]
			c.room[*at] = one
			*at++
		}
		c.found, c.room = c.room, c.found
	}
}

// inArea looks at the features whose boxes meet the area.
func (f *finding) inArea() error {
	all := searches.Get().(*candidates)
	defer func() {
		if cap(all.found) <= maxKept {
			searches.Put(all)
		}
	}()
	all.found = f.area.candidates(all.found[:0], f.layer)
	all.order(f.layer.Len())
	f.page = make([]int, 0, max(0, min(f.limit, len(all.found)-f.offset)))
	for _, c := range all.found {
		i := c.feature()
		if !c.within() && !f.area.meets(f.layer.Features[i].Geometry) {
			continue
		}
		if err := f.look(i); err != nil {
			return err
		}
	}
	return nil
}
