package index

import (
	"math"
	"slices"
	"sync"

	"catchment/geo/measure"

	"github.com/paulmach/orb"
)

// Hit is a box found by distance.
type Hit struct {
	Index     int
	DistanceM float64
}

// before reports whether h is nearer than o, or as near and of lower index.
func (h Hit) before(o Hit) bool {
	return h.DistanceM < o.DistanceM || (h.DistanceM == o.DistanceM && h.Index < o.Index)
}

func (h Hit) compare(o Hit) int {
	switch {
	case h.before(o):
		return -1
	case o.before(h):
		return 1
	}
	return 0
}

// Nearest returns the k boxes nearest to p, nearest first, equal distances by
// ascending index: fewer when there are fewer, none for k below 1 or a p that
// is not finite.
//
// dist(i) is the geodesic distance in metres from p to what box i stands
// for, which must lie in the box; NaN and +Inf leave it out. A nil dist takes the box
// itself, so for points it is their distance. It is called for few boxes
// more than are returned.
func (t *Tree) Nearest(p orb.Point, k int, dist func(i int) float64) []Hit {
	if k < 1 || !finite(p) {
		return nil
	}
	return t.scan(p, min(k, t.Len()), math.Inf(1), dist)
}

// Within returns the boxes at most radiusM metres from p, nearest first, as
// [Tree.Nearest] measures; exactly at the radius counts.
func (t *Tree) Within(p orb.Point, radiusM float64, dist func(i int) float64) []Hit {
	if !(radiusM >= 0) || !finite(p) {
		return nil
	}
	return t.scan(p, t.Len(), radiusM, dist)
}

func finite(p orb.Point) bool {
	return !math.IsNaN(p[0]-p[0]) && !math.IsNaN(p[1]-p[1])
}

// node is a node waiting to be opened.
type node struct {
	hav   float64
	level int32
	index int32
}

// waiting keeps the queues of finished searches for the next.
var waiting = sync.Pool{New: func() any { q := make([]node, 0, 256); return &q }}

// scan returns the at most k boxes nearest to p that are no farther than
// radiusM. Nodes are opened in the order of their lower bounds, until the next one
// is farther than the worst box kept.
func (t *Tree) scan(p orb.Point, k int, radiusM float64, dist func(i int) float64) []Hit {
	packed := t.nearest()
	if len(packed.nodes) == 0 {
		return nil
	}
	g := gauge{origin: originAt(p), point: p, dist: dist}
	if dist == nil {
		g.from = measure.From(p)
	}
	best := kept{k: k, limitM: radiusM, limit: havOf(radiusM)}
	queue := waiting.Get().(*[]node)
	q := (*queue)[:0]
	for n := (node{0, int32(len(packed.nodes)), 0}); n.level > 0 && n.hav <= best.limit; {
		if n.level > 1 {
			q, n = packed.open(q, &g, best.limit, n)
		} else {
			packed.measure(&g, &best, n)
			q, n = pop(q)
		}
	}
	*queue = q
	waiting.Put(queue)
	if k > few {
		slices.SortFunc(best.hits, Hit.compare)
	}
	return best.hits
}

// nearest returns the packed tree, built when it is first asked for.
func (t *Tree) nearest() *packed {
	t.once.Do(func() {
		if len(t.packed.items) == 0 && t.pages.Len() > 0 { // after a change
			bounds, found := make([]orb.Bound, t.count), make([]int32, 0, t.count)
			t.each(func(i int32, b orb.Bound) {
				bounds[i] = b
				found = append(found, i)
			})
			t.packed = sortedAlongCurve(bounds, found)
		}
		t.packed.build()
	})
	return &t.packed
}

// open queues the children of n, which are nodes themselves, and takes the next
// node: mostly the nearest child, which then need not be queued.
func (t *packed) open(q []node, g *gauge, limit float64, n node) ([]node, node) {
	children := t.nodes[n.level-2]
	first := int(n.index) * fan
	children = children[first:min(first+fan, len(children))]
	var h havs
	h.ofNodes(&g.origin, children)
	least := 0
	for j := range children {
		if h[j] < h[least] {
			least = j
		}
	}
	for j := range children {
		if h[j] <= limit && j != least {
			q = push(q, node{h[j], n.level - 1, int32(first + j)})
		}
	}
	next := node{h[least], n.level - 1, int32(first + least)}
	if len(q) > 0 && q[0].hav < next.hav {
		return pop(push(q, next))
	}
	return q, next
}

// measure measures the boxes that n holds, nearest bound first, as long as
// they can be better than those kept.
func (t *packed) measure(g *gauge, best *kept, n node) {
	first := int(n.index) * fan
	children := t.part(first, min(first+fan, t.len()))
	items := t.items[first : first+children.len()]
	var h havs
	h.ofCorners(&g.origin, &children)
	var near [fan]int8
	count := 0
	for j := range items {
		if h[j] > best.limit {
			continue
		}
		i := count
		for ; i > 0 && h[near[i-1]] > h[j]; i-- {
			near[i] = near[i-1]
		}
		near[i] = int8(j)
		count++
	}
	for _, j := range near[:count] {
		if h[j] > best.limit {
			break
		}
		i := int(items[j])
		best.add(Hit{i, g.distance(i, children.at(int(j)))})
	}
}

// gauge measures from a point: lower bounds, and distances.
type gauge struct {
	origin
	point orb.Point
	dist  func(i int) float64
	from  measure.Origin // where dist is nil
}

// distance returns the distance of box i, which is b.
func (g *gauge) distance(i int, b orb.Bound) float64 {
	switch {
	case g.dist != nil:
		return g.dist(i)
	case b.Min == b.Max:
		return g.from.Distance(b.Min)
	}
	return measure.DistanceTo(g.point, b)
}

// few is how many hits are kept in order. Of more, the heap costs less.
const few = 32

// kept holds the nearest hits so far: in order where k is few, otherwise as a
// heap with the farthest on top.
type kept struct {
	k      int
	hits   []Hit
	limitM float64 // nothing farther is wanted
	limit  float64 // the same as hav
}

func (b *kept) add(h Hit) {
	if !(h.DistanceM <= b.limitM) || math.IsInf(h.DistanceM, 1) {
		return
	}
	switch {
	case b.k <= few:
		b.insert(h)
		return
	case len(b.hits) < b.k:
		if b.hits == nil {
			b.hits = make([]Hit, 0, min(b.k, 64))
		}
		b.hits = append(b.hits, h)
		rise(b.hits)
		if len(b.hits) < b.k {
			return
		}
	case h.before(b.hits[0]):
		b.hits[0] = h
		sink(b.hits)
	default:
		return
	}
	if d := b.hits[0].DistanceM; d < b.limitM {
		b.limitM, b.limit = d, havOf(d)
	}
}

// insert puts h where it belongs among few hits, and drops the last of too many.
func (b *kept) insert(h Hit) {
	if b.hits == nil {
		b.hits = make([]Hit, 0, b.k)
	}
	i := len(b.hits)
	switch {
	case i < b.k:
		b.hits = b.hits[:i+1]
	case h.before(b.hits[i-1]):
		i--
	default:
		return
	}
	for ; i > 0 && h.before(b.hits[i-1]); i-- {
		b.hits[i] = b.hits[i-1]
	}
	b.hits[i] = h
	if len(b.hits) == b.k {
		b.limitM = b.hits[b.k-1].DistanceM
		b.limit = havOf(b.limitM)
	}
}

// rise restores the heap after its last hit was added.
func rise(hits []Hit) {
	for i := len(hits) - 1; i > 0; {
		parent := (i - 1) / 2
		if !hits[parent].before(hits[i]) {
			return
		}
		hits[i], hits[parent] = hits[parent], hits[i]
		i = parent
	}
}

// sink restores the heap after its top was replaced.
func sink(hits []Hit) {
	for i := 0; ; {
		far := i
		for c := 2*i + 1; c <= 2*i+2 && c < len(hits); c++ {
			if hits[far].before(hits[c]) {
				far = c
			}
		}
		if far == i {
			return
		}
		hits[i], hits[far] = hits[far], hits[i]
		i = far
	}
}

func push(q []node, n node) []node {
	q = append(q, n)
	i := len(q) - 1
	for i > 0 {
		parent := (i - 1) / 2
		if q[parent].hav <= n.hav {
			break
		}
		q[i] = q[parent]
		i = parent
	}
	q[i] = n
	return q
}

// pop takes the node with the least bound; of none, the zero node, on no level.
func pop(q []node) ([]node, node) {
	if len(q) == 0 {
		return q, node{}
	}
	top, last := q[0], q[len(q)-1]
	q = q[:len(q)-1]
	i := 0
	for {
		c := 2*i + 1
		if c >= len(q) {
			break
		}
		if c+1 < len(q) && q[c+1].hav < q[c].hav {
			c++
		}
		if last.hav <= q[c].hav {
			break
		}
		q[i] = q[c]
		i = c
	}
	if len(q) > 0 {
		q[i] = last
	}
	return q, top
}
