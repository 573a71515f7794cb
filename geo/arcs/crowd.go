package arcs

import (
	"context"
	"errors"
	"math"
	"slices"
	"sync/atomic"

	"github.com/paulmach/orb"
)

// Crowd is facilities that each serve what lies within one radius of a place,
// the same radius for all, made ready to be swept at one radius after another:
// which two can meet, how far apart they stand and in which direction. It does
// not change and may be swept by several goroutines at once.
type Crowd struct {
	origin orb.Point
	mostM  float64
	n      int
	at     []vec // places relative to the origin, in the order of tree
	tree   *tree // over the places, boxes of no size
	pairs  lists[pair]
}

// pair is another place, seen from one.
type pair struct {
	e     vec     // towards it
	d     float64 // how far it is
	angle float64 // of e
	place int32
}

// maxPairs bounds the pairs of a [Crowd], at 40 bytes each.
const maxPairs = 1 << 19

// ErrCrowded says that a [Crowd] would have more than half a million pairs of
// places that can meet.
var ErrCrowded = errors.New("too many facilities can meet each other")

// ErrBeyond says that a [Crowd] is not ready for so large a radius.
var ErrBeyond = errors.New("radius is more than the facilities were made ready for")

// NewCrowd returns the facilities at places, in plane metres, ready to be swept
// at every radius up to mostM.
//
// origin is a place near the areas to be swept. The crowd takes at most 24 MB:
// the error is [ErrCrowded] where that is not enough, or an [*InputError].
func NewCrowd(places []orb.Point, origin orb.Point, mostM float64) (*Crowd, error) {
	boxes := make([]box, len(places))
	for i, p := range places {
		if err := checkNumbers(mostM, p, origin); err != nil {
			return nil, &InputError{Facility: i, Err: err}
		}
		x, y := p[0]-origin[0], p[1]-origin[1]
		boxes[i] = box{x, y, x, y}
	}
	c := &Crowd{origin: origin, mostM: mostM, n: len(places), tree: plant(boxes), at: make([]vec, len(places))}
	for i, b := range c.tree.levels[0] {
		c.at[i] = vec{b.minX, b.minY}
	}
	return c, c.findPairs()
}

// findPairs fills pairs.
func (c *Crowd) findPairs() error {
	ok := c.pairs.fill(len(c.at), maxPairs, func(from, to int, dst []pair, ends []int32) []pair {
		var near []int32
		for ; from < to; from += fan {
			end := min(to, from+fan)
			bb := boundOf(c.at[from:end]).pad(2 * c.mostM * (1 + 1e-9))
			near = c.tree.search(&bb, near[:0])
			for i := from; i < end && len(dst) <= maxPairs; i++ {
				dst = c.pairsOf(int32(i), near, dst)
				ends[i] = int32(len(dst))
			}
		}
		return dst
	})
	if !ok {
		return ErrCrowded
	}
	return nil
}

// pairsOf appends to dst the pairs of one place with those near it.
func (c *Crowd) pairsOf(i int32, near []int32, dst []pair) []pair {
	for _, k := range near {
		v := c.at[k].sub(c.at[i])
		d2 := v.dot(v)
		if k == i || d2 >= 4*c.mostM*c.mostM*(1+1e-9) {
			continue
		}
		p := pair{place: k}
		if d2 > 0 {
			p.d = math.Sqrt(d2)
			p.e = vec{v.x / p.d, v.y / p.d}
			p.angle = angle(p.e.y, p.e.x)
		}
		dst = append(dst, p)
	}
	return dst
}

// lists are a list of things for each of many.
type lists[T any] struct {
	start []int32
	all   []T
}

func (l *lists[T]) of(i int32) []T { return l.all[l.start[i]:l.start[i+1]] }

// fill makes n lists, on all processors, and reports whether they hold no more
// than most things; it gives up once they hold more. some appends to dst the
// lists from … to-1, up to one that makes them more than most, and notes in
// ends, for each, where in dst it ends.
func (l *lists[T]) fill(n, most int, some func(from, to int, dst []T, ends []int32) []T) bool {
	const run = 16 * fan
	parts, ends := make([][]T, (n+run-1)/run), make([]int32, n)
	var total atomic.Int64
	each(0, len(parts), 1, func(k int) {
		if total.Load() <= int64(most) {
			parts[k] = some(k*run, min(n, (k+1)*run), nil, ends)
			total.Add(int64(len(parts[k])))
		}
	})
	if total.Load() > int64(most) {
		return false
	}
	l.start, l.all = make([]int32, n+1), slices.Concat(parts...)
	before := int32(0)
	for k, p := range parts {
		for i := k * run; i < min(n, (k+1)*run); i++ {
			l.start[i+1] = before + ends[i]
		}
		before += int32(len(p))
	}
	return true
}

// MostM returns the radius in metres up to which the crowd can be swept.
func (c *Crowd) MostM() float64 { return c.mostM }

// Sweep returns what [Sweep] does for discs of radiusM round the places.
// The result has the same bits whatever was swept before.
//
// The error is that of Sweep, or [ErrBeyond].
func (c *Crowd) Sweep(ctx context.Context, area Region, radiusM float64, opt Options) (*Result, error) {
	if err := c.checkRadius(radiusM); err != nil {
		return nil, err
	}
	if radiusM == 0 {
		return Sweep(ctx, area, make([]Reach, c.n), opt)
	}
	if err := checkArea(0, area); err != nil {
		return nil, err
	}
	s := c.scene(c.at, radiusM)
	s.setLand((&builder{}).prepareLand(ctx, area, c.origin))
	return s.sweep(ctx, c.origin, opt)
}

func (c *Crowd) checkRadius(radiusM float64) error {
	if err := checkNumbers(radiusM); err != nil {
		return &InputError{Err: err}
	}
	if radiusM > c.mostM {
		return ErrBeyond
	}
	return nil
}

// scene returns the scene of discs of one radius, without land. at are the
// places in the order of the tree.
func (c *Crowd) scene(at []vec, radiusM float64) *scene {
	s := &scene{crowd: c, tree: c.tree, grownM: radiusM, atoms: make([]atom, c.n), facs: make([]facility, c.n)}
	for i, k := range c.tree.order {
		s.atoms[i] = atom{c: at[i], r: radiusM, fac: k, id: k, poly: -1, rim: wholeRim}
		s.facs[k].origin = at[i]
	}
	return s
}

// crowdOver adds the covers of the rim at a place by the other discs of a crowd.
// Of discs in one place the one with the lowest number covers the others.
func (w *worker) crowdOver(pc *piece, place int32) {
	all := w.crowd.pairs.of(place)
	for k := range all {
		b := &all[k]
		if b.d >= 2*pc.r {
			continue
		}
		who := w.tree.order[b.place]
		if b.d == 0 {
			if who < pc.fac {
				w.depth++
				w.names += int64(who)
			}
			continue
		}
		along, half := b.d/2, math.Sqrt((2*pc.r-b.d)*(2*pc.r+b.d))/2
		theta := angle(half, along)
		ax, ay, hx, hy := along*b.e.x, along*b.e.y, -half*b.e.y, half*b.e.x
		lo := b.angle - theta
		if lo < 0 {
			lo += fullTurn
		}
		if lo >= fullTurn {
			lo = 0
		}
		hi := lo + 2*theta
		if hi >= fullTurn {
			hi -= fullTurn
			w.depth++
			w.names += int64(who)
		}
		w.events = append(w.events, event{lo, vec{ax - hx, ay - hy}, who, 1}, event{hi, vec{ax + hx, ay + hy}, who, -1})
	}
}
