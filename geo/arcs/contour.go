package arcs

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"github.com/paulmach/orb"
)

// A Contour is one connected patch of land bounded by arcs and segments: an
// outline counter-clockwise and its holes clockwise.
type Contour struct {
	Outer   Loop
	Holes   []Loop
	covered bool
}

// AreaM2 returns the patch's area, exact in its arcs.
func (c Contour) AreaM2() float64 {
	var area sum
	area.add(c.Outer.AreaM2())
	for _, h := range c.Holes {
		area.add(h.AreaM2())
	}
	return area.value()
}

// Polygon returns the patch as a polygon within toleranceM metres of its arcs
// (0 means 0.5 m): outline counter-clockwise, holes clockwise. Holes smaller
// than the tolerance can show are left out; an outline that small gives nil.
//
// Chords lie inside the discs, so those of a gap run through land where
// nothing else is drawn. Those of covered land can run into a corner of the
// study area; where they do, the patch is drawn more finely. What is thinner
// than a tenth of a millimetre is not drawn.
func (c Contour) Polygon(toleranceM float64) orb.Polygon {
	if !(toleranceM > 0) {
		toleranceM = defaultToleranceM
	}
	p := c.draw(toleranceM)
	for try := 0; c.covered && try < 12 && p != nil && !simple(p); try++ {
		toleranceM /= 4
		p = c.draw(toleranceM)
	}
	return p
}

// Polygons returns what [Contour.Polygon] does for each contour, in the same
// order, drawn by so many goroutines; 0 means GOMAXPROCS.
func Polygons(contours []Contour, toleranceM float64, workers int) []orb.Polygon {
	out := make([]orb.Polygon, len(contours))
	each(workers, len(contours), 16, func(i int) { out[i] = contours[i].Polygon(toleranceM) })
	return out
}

func (c Contour) draw(toleranceM float64) orb.Polygon {
	if c.Outer.thin() {
		return nil
	}
	p := orb.Polygon{c.Outer.Ring(toleranceM)}
	for _, h := range c.Holes {
		if !h.thin() {
			p = append(p, h.Ring(toleranceM))
		}
	}
	return p
}

// simple reports whether no two edges of p cross.
func simple(p orb.Polygon) bool {
	var edges []seg
	for _, ring := range p {
		for i := 1; i < len(ring); i++ {
			edges = append(edges, seg{vec{ring[i-1][0], ring[i-1][1]}, vec{ring[i][0], ring[i][1]}})
		}
	}
	c := newChain(edges)
	var hits []int32
	for i := range edges {
		b := edges[i].box()
		hits = c.near(&b, hits[:0])
		for _, k := range hits {
			if _, _, _, ok := crossEdges(&edges[i], &edges[k]); ok && int(k) > i {
				return false
			}
		}
	}
	return true
}

// gap and covered return the patches of depth 0 and of the rest, largest
// first.
func gap(ctx context.Context, runs []tally, origin orb.Point) []Contour {
	return patches(ctx, chosen(runs, gapStroke, true), origin, false)
}

func covered(ctx context.Context, runs []tally, origin orb.Point) []Contour {
	return patches(ctx, chosen(runs, coveredStroke, false), origin, true)
}

// chosen returns the strokes of one kind and the facilities' boundaries.
func chosen(runs []tally, kind strokeKind, back bool) []stroke {
	first := make([]int, len(runs)+1) // those of run i become first[i] to before first[i+1]
	each(0, len(runs), 1, func(i int) {
		for k := range runs[i].strokes {
			if s := &runs[i].strokes[k]; s.kind == rimStroke {
				first[i+1] += s.parts()
			} else if s.kind == kind {
				first[i+1]++
			}
		}
	})
	for i := range runs {
		first[i+1] += first[i]
	}
	out := make([]stroke, first[len(runs)])
	each(0, len(runs), 1, func(i int) {
		dst := out[first[i]:first[i]:first[i+1]]
		for _, s := range runs[i].strokes {
			if s.kind == rimStroke {
				s.back = back
				dst = s.split(dst)
			} else if s.kind == kind {
				dst = append(dst, s)
			}
		}
	})
	return out
}

// outline is a counter-clockwise ring that may have holes.
type outline struct {
	ring
	box    box
	made   sync.Once
	chords chain   // made when first asked whether a point is inside
	sag    float64 // how far its arcs reach beyond their chords' boxes
	holes  []Loop
}

// patches links strokes and gives every hole to the smallest outline round it.
func patches(ctx context.Context, strokes []stroke, origin orb.Point, covered bool) []Contour {
	var outers []*outline
	var holes []ring
	for _, r := range link(ctx, strokes) {
		if r.area > 0 {
			outers = append(outers, &outline{ring: r})
		} else {
			holes = append(holes, r)
		}
	}
	slices.SortStableFunc(outers, func(a, b *outline) int { return cmp.Compare(b.area, a.area) })
	boxes := make([]box, len(outers))
	each(0, len(outers), 16, func(i int) {
		boxes[i] = loopBox(outers[i].strokes)
		outers[i].box = boxes[i]
	})
	t := plant(boxes)
	round := make([]*outline, len(holes))
	each(0, len(holes), 16, func(i int) {
		b := loopBox(holes[i].strokes)
		round[i] = innermost(outers, t.order, t.search(&b, nil), holes[i])
	})
	for i, o := range round {
		if o != nil {
			o.holes = append(o.holes, Loop{origin, holes[i]})
		}
	}
	out := make([]Contour, len(outers))
	for i, o := range outers {
		out[i] = Contour{Loop{origin, o.ring}, o.holes, covered}
	}
	return out
}

// innermost returns the smallest of the outlines hit that holds the hole.
func innermost(outers []*outline, order, hits []int32, hole ring) *outline {
	p, area := inner(hole.strokes), -hole.area
	var best *outline
	for _, h := range hits {
		o := outers[order[h]]
		if o.area >= area && (best == nil || o.area < best.area) && o.holds(p) {
			best = o
		}
	}
	return best
}

// inner returns a place on the longest stroke that no other ring touches and
// no symmetry puts on the chord of an arc.
func inner(ring []stroke) vec {
	s := slices.MaxFunc(ring, func(a, b stroke) int { return cmp.Compare(a.length(), b.length()) })
	if s.r > 0 {
		return s.at(s.lo + generic*(s.hi-s.lo))
	}
	return vec{s.a.x + generic*(s.b.x-s.a.x), s.a.y + generic*(s.b.y-s.a.y)}
}

// holds reports whether p is inside: inside the chords, corrected by the arcs
// that have p between them and their chord.
func (o *outline) holds(p vec) bool {
	if pb := (box{p.x, p.y, p.x, p.y}); !o.box.touches(&pb) {
		return false
	}
	o.made.Do(o.makeChords)
	n := o.chords.winding(p)
	around := box{p.x, p.y, p.x, p.y}.pad(o.sag)
	for _, i := range o.chords.near(&around, nil) {
		if s := &o.strokes[i]; s.holds(p) {
			if s.back {
				n--
			} else {
				n++
			}
		}
	}
	return n > 0
}

func (o *outline) makeChords() {
	edges := make([]seg, len(o.strokes))
	for i := range o.strokes {
		s := &o.strokes[i]
		edges[i] = seg{s.start(), s.end()}
		e, b := edges[i].box(), s.bounds()
		o.sag = max(o.sag, e.minX-b.minX, e.minY-b.minY, b.maxX-e.maxX, b.maxY-e.maxY)
	}
	o.chords = newChain(edges)
}
