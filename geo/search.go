package geo

import (
	"math"
	"math/bits"
	"slices"

	"github.com/paulmach/orb"
)

// search finds where the edges of rings meet, and which rings a point is in.
//
// Runs of edges are boxed and the boxes paired up into a binary tree. Edges
// that follow each other in a ring lie near each other, so no sorting is
// needed within a ring; rings are taken in the order of a space-filling curve.
type search struct {
	rings  []ring
	runs   []run
	levels [][]box // boxes of runs first, each next level half as many
	work   int     // boxes and edges that may still be compared
}

// run is a stretch of edges of one ring: from ≤ i < to.
type run struct{ ring, from, to int }

// box is a bounding box.
type box struct {
	minX, minY, maxX, maxY float64
	reach                  float64 // of a run: maxX of its whole ring; of what is below: the largest
}

const runEdges = 8

// How many boxes and edges may be compared before the boxes are taken to be of
// no use. Outlines of land take 2 to 20 an edge.
const (
	workFree    = 1 << 14
	workPerEdge = 100
)

// newSearch makes a search over rings, which are closed.
func newSearch(rings []ring) *search {
	s := &search{rings: rings}
	n := 0
	for _, r := range rings {
		n += len(r.Ring) - 1
	}
	s.runs = make([]run, 0, n/runEdges+len(rings))
	boxes := make([]box, 0, cap(s.runs))
	for _, k := range curveOrder(rings) {
		r := rings[k].Ring
		reach := math.Inf(1)
		if len(rings) > 1 {
			reach = boxOf(r).maxX
		}
		for from := 0; from < len(r)-1; from += runEdges {
			to := min(from+runEdges, len(r)-1)
			s.runs = append(s.runs, run{k, from, to})
			b := boxOf(r[from : to+1])
			b.reach = reach
			boxes = append(boxes, b)
		}
	}
	s.levels = append(s.levels, boxes)
	for len(boxes) > 1 {
		up := make([]box, 0, (len(boxes)+1)/2)
		for i := 0; i < len(boxes); i += 2 {
			up = append(up, boxes[i].with(boxes[min(i+1, len(boxes)-1)]))
		}
		s.levels = append(s.levels, up)
		boxes = up
	}
	s.refresh()
	return s
}

// refresh allows as much work as at the start.
func (s *search) refresh() {
	s.work = workFree + workPerEdge*runEdges*len(s.runs)
}

func boxOf(pts []orb.Point) box {
	b := box{minX: pts[0][0], minY: pts[0][1], maxX: pts[0][0], maxY: pts[0][1]}
	for _, p := range pts[1:] {
		b.minX, b.maxX = min(b.minX, p[0]), max(b.maxX, p[0])
		b.minY, b.maxY = min(b.minY, p[1]), max(b.maxY, p[1])
	}
	return b
}

func (b box) with(o box) box {
	return box{min(b.minX, o.minX), min(b.minY, o.minY), max(b.maxX, o.maxX), max(b.maxY, o.maxY), max(b.reach, o.reach)}
}

func (b *box) meets(o *box) bool {
	return b.minX <= o.maxX && o.minX <= b.maxX && b.minY <= o.maxY && o.minY <= b.maxY
}

// curveOrder returns the indexes of rings along a Z-order curve.
func curveOrder(rings []ring) []int {
	order := make([]int, len(rings))
	for i := range order {
		order[i] = i
	}
	if len(rings) <= 4 {
		return order
	}
	key := make([]uint64, len(rings))
	for i, r := range rings {
		x := uint32((r.Ring[0][0] + 180) / 360 * (1<<32 - 1))
		y := uint32((r.Ring[0][1] + 90) / 180 * (1<<32 - 1))
		key[i] = ZOrder(y, x)
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case key[a] < key[b]:
			return -1
		case key[a] > key[b]:
			return 1
		}
		return 0
	})
	return order
}

// contacts calls found for each contact until it returns false. The result is
// false when the edges lie so much in each other's boxes that the work was
// given up.
func (s *search) contacts(found func(contact) bool) bool {
	top := len(s.levels) - 1
	s.within(top, 0, found)
	return s.work > 0
}

// within compares what is below one box. It returns false to stop.
func (s *search) within(level, i int, found func(contact) bool) bool {
	if level == 0 {
		return s.inRun(s.runs[i], found)
	}
	l, r := 2*i, 2*i+1
	if !s.within(level-1, l, found) {
		return false
	}
	if r >= len(s.levels[level-1]) {
		return true
	}
	return s.within(level-1, r, found) && s.across(level-1, l, r, found)
}

// across compares what is below two boxes of a level.
func (s *search) across(level, i, j int, found func(contact) bool) bool {
	boxes := s.levels[level]
	if s.work--; s.work <= 0 {
		return false
	}
	if !boxes[i].meets(&boxes[j]) {
		return true
	}
	if level == 0 {
		return s.runPair(i, j, found)
	}
	below := len(s.levels[level-1])
	for a := 2 * i; a <= 2*i+1 && a < below; a++ {
		for b := 2 * j; b <= 2*j+1 && b < below; b++ {
			if !s.across(level-1, a, b, found) {
				return false
			}
		}
	}
	return true
}

// inRun compares the edges of a run.
func (s *search) inRun(r run, found func(contact) bool) bool {
	if steady(s.rings[r.ring].Ring[r.from : r.to+1]) {
		return true
	}
	for i := r.from; i < r.to; i++ {
		for j := i + 1; j < r.to; j++ {
			if !s.pair(edge{r.ring, i}, edge{r.ring, j}, found) {
				return false
			}
		}
	}
	return true
}

// steady tells whether pts go on towards the east, west, north or south all
// the way, so that no two edges between them meet.
func steady(pts []orb.Point) bool {
	var turns [2]int // 1 for each step up in an ordinate, -1 for each step down
	for i := 1; i < len(pts); i++ {
		for k := range turns {
			if pts[i][k] > pts[i-1][k] {
				turns[k]++
			} else if pts[i][k] < pts[i-1][k] {
				turns[k]--
			}
		}
	}
	steps := len(pts) - 1
	return turns[0] == steps || turns[0] == -steps || turns[1] == steps || turns[1] == -steps
}

// runPair compares the edges of two runs.
func (s *search) runPair(i, j int, found func(contact) bool) bool {
	p, q, far := s.runs[i], s.runs[j], &s.levels[0][j]
	pts := s.rings[p.ring].Ring
	for a := p.from; a < p.to; a++ {
		b := boxOf(pts[a : a+2])
		if !b.meets(far) {
			continue
		}
		s.work -= runEdges
		for c := q.from; c < q.to; c++ {
			if !s.pair(edge{p.ring, a}, edge{q.ring, c}, found) {
				return false
			}
		}
	}
	return true
}

// pair reports the contact of two edges if there is one.
func (s *search) pair(e, f edge, found func(contact) bool) bool {
	r, q := s.rings[e.ring].Ring, s.rings[f.ring].Ring
	a, b, c, d := r[e.i], r[e.i+1], q[f.i], q[f.i+1]
	if max(a[0], b[0]) < min(c[0], d[0]) || max(c[0], d[0]) < min(a[0], b[0]) ||
		max(a[1], b[1]) < min(c[1], d[1]) || max(c[1], d[1]) < min(a[1], b[1]) {
		return true
	}
	if e.ring == f.ring {
		n := len(r) - 1
		switch {
		case e.i+1 == f.i || f.i == 0 && e.i == n-1:
			if foldsBack(a, b, d) {
				return found(contact{overlap, e, f, b})
			}
			return true
		case f.i+1 == e.i || e.i == 0 && f.i == n-1:
			if foldsBack(c, d, b) {
				return found(contact{overlap, f, e, d})
			}
			return true
		}
	}
	kind, at := meet(a, b, c, d)
	if kind == apart {
		return true
	}
	return found(contact{kind, e, f, at})
}

// around calls hit for each edge that a ray from p towards the west crosses. An
// edge counts when one end is above p and the other not, and p is east of it.
func (s *search) around(p orb.Point, hit func(edge)) {
	type node struct{ level, i int }
	stack := make([]node, 0, 2*bits.Len(uint(len(s.runs)))+2)
	stack = append(stack, node{len(s.levels) - 1, 0})
	for len(stack) > 0 && s.work > 0 {
		v := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		s.work--
		b := &s.levels[v.level][v.i]
		if b.minX > p[0] || b.reach < p[0] || b.minY > p[1] || b.maxY < p[1] {
			continue
		}
		if v.level > 0 {
			if r := 2*v.i + 1; r < len(s.levels[v.level-1]) {
				stack = append(stack, node{v.level - 1, r})
			}
			stack = append(stack, node{v.level - 1, 2 * v.i})
			continue
		}
		r := s.runs[v.i]
		pts := s.rings[r.ring].Ring
		for i := r.from; i < r.to; i++ {
			if westOf(pts[i], pts[i+1], p) {
				hit(edge{r.ring, i})
			}
		}
	}
}

// westOf tells whether the edge ab crosses the ray from p towards the west.
func westOf(a, b, p orb.Point) bool {
	if (a[1] > p[1]) == (b[1] > p[1]) {
		return false
	}
	if a[1] > b[1] {
		a, b = b, a
	}
	return orient(a, b, p) < 0
}
