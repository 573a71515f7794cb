package arcs

import (
	"context"
	"math"
)

// Nearby is [Parcels] and a [Crowd] made ready to be swept together at one
// radius after another: which parcels and edges a disc can meet, and between
// which radii. It does not change and may be swept by several goroutines at
// once.
type Nearby struct {
	ps      *Parcels
	crowd   *Crowd
	at      []vec        // places of the crowd relative to the origin of the parcels
	borders lists[ring2] // near each place, by their places in the border tree
	lots    lists[ring2] // near each place, by theirs
	discs   lists[ring2] // near each border, by the place of the facility
}

// ring2 is something that a circle can meet whose radius lies between two,
// both squared, and with a margin for rounding.
type ring2 struct {
	at          int32
	near2, far2 float32
}

func (o *ring2) meets(r2 float64) bool { return float64(o.near2) <= r2 && r2 <= float64(o.far2) }

// maxNearby bounds what is kept as near the places, at 12 bytes each.
const maxNearby = 1 << 20

// Near returns the parcels and a crowd ready to be swept together. They take
// at most 40 MB besides: the error is [ErrCrowded] where that is not enough.
func (ps *Parcels) Near(c *Crowd) (*Nearby, error) {
	n := &Nearby{ps: ps, crowd: c, at: make([]vec, c.n)}
	dx, dy := c.origin[0]-ps.origin[0], c.origin[1]-ps.origin[1]
	for i, p := range c.at {
		n.at[i] = vec{p.x + dx, p.y + dy}
	}
	slack := max(farthest(n.at), ps.tree.far()) * slackRatio
	borders := n.borders.fill(c.n, maxNearby, func(from, to int, dst []ring2, ends []int32) []ring2 {
		return n.ringed(from, to, ps.borderTree, dst, ends, func(c vec, place int32) (near, far float64) {
			return ps.borders[place].seg.range2(c)
		}, slack)
	})
	lots := n.lots.fill(c.n, maxNearby, func(from, to int, dst []ring2, ends []int32) []ring2 {
		return n.ringed(from, to, ps.tree, dst, ends, func(c vec, place int32) (near, far float64) {
			return ps.tree.levels[0][place].range2(c)
		}, slack)
	})
	if !borders || !lots {
		return nil, ErrCrowded
	}
	n.turnOver()
	return n, nil
}

// ringed appends to dst what of a tree the discs at some places can meet;
// range2 returns how near and how far from a place something begins and ends,
// both squared.
func (n *Nearby) ringed(from, to int, t *tree, dst []ring2, ends []int32, range2 func(c vec, place int32) (near, far float64), slack float64) []ring2 {
	var found []int32
	for ; from < to; from += fan {
		end := min(to, from+fan)
		bb := boundOf(n.at[from:end]).pad(n.crowd.mostM + slack)
		found = t.search(&bb, found[:0])
		for i := from; i < end && len(dst) <= maxNearby; i++ {
			for _, place := range found {
				near2, far2 := range2(n.at[i], place)
				if near, far := math.Sqrt(near2)-slack, math.Sqrt(far2)+slack; near <= n.crowd.mostM {
					near = max(near, 0)
					dst = append(dst, ring2{place, float32(near * near * (1 - 1e-6)), float32(far * far * (1 + 1e-6))})
				}
			}
			ends[i] = int32(len(dst))
		}
	}
	return dst
}

// turnOver fills discs from borders.
func (n *Nearby) turnOver() {
	start := make([]int32, len(n.ps.borders)+1)
	for _, o := range n.borders.all {
		start[o.at+1]++
	}
	for k := 1; k < len(start); k++ {
		start[k] += start[k-1]
	}
	n.discs = lists[ring2]{start, make([]ring2, len(n.borders.all))}
	next := append([]int32(nil), start...)
	for i := range int32(len(n.at)) {
		for _, o := range n.borders.of(i) {
			n.discs.all[next[o.at]] = ring2{i, o.near2, o.far2}
			next[o.at]++
		}
	}
}

// range2 returns the squares of the smallest and the largest distance of the
// edge from a place.
func (s seg) range2(c vec) (near, far float64) {
	v, w, d := c.sub(s.a), c.sub(s.b), s.b.sub(s.a)
	a2, b2 := v.dot(v), w.dot(w)
	near, far = min(a2, b2), max(a2, b2)
	if along, l2 := v.dot(d), d.dot(d); along > 0 && along < l2 {
		off := d.cross(v)
		near = min(near, off*off/l2)
	}
	return near, far
}

// range2 returns the squares of the smallest and the largest distance of the
// box from a place.
func (b *box) range2(c vec) (near, far float64) {
	dx, dy := max(b.minX-c.x, 0, c.x-b.maxX), max(b.minY-c.y, 0, c.y-b.maxY)
	ex, ey := max(b.maxX-c.x, c.x-b.minX), max(b.maxY-c.y, c.y-b.minY)
	return dx*dx + dy*dy, ex*ex + ey*ey
}

// far returns the largest coordinate of what the tree is over, without its sign.
func (t *tree) far() float64 {
	if len(t.order) == 0 {
		return 0
	}
	b := noBox
	for _, o := range t.levels[len(t.levels)-1] {
		b = b.join(o)
	}
	return b.far()
}

// Sweep returns what [Parcels.Sweep] does for discs of radiusM round the places
// of the crowd. The result has the same bits whatever was swept before.
//
// The error is the context's, an [*InputError] or [ErrBeyond].
func (n *Nearby) Sweep(ctx context.Context, radiusM float64, opt Options) (*Spread, error) {
	if err := n.crowd.checkRadius(radiusM); err != nil {
		return nil, err
	}
	if radiusM == 0 {
		return n.ps.Sweep(ctx, make([]Reach, n.crowd.n), opt)
	}
	return n.ps.sweepDiscs(ctx, n.crowd.scene(n.at, radiusM), n, opt.Workers)
}
