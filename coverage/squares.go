package coverage

import (
	"container/heap"
	"math"

	"github.com/paulmach/orb"
)

// square is a part of a search that may still hold the best place.
type square struct {
	c    orb.Point
	half float64
	most float64 // no place in it has more

	// Of squares whose most is found when it matters: most is what it does not
	// exceed until it is known, and a square of no more than floor is not looked into.
	known bool
	floor float64
}

// squares are what a search for a site has still to look into, and what it has
// passed.
type squares struct {
	radiusM float64
	served  servedWithin
	queue   squareQueue
	passed  float64 // the most that a square not looked into may hold
}

// add takes in a square, unless it holds no more than a place that was found or
// than what was passed, so that nobody will ask.
func (q *squares) add(s square, gain float64) {
	if s.most > max(gain, q.passed) {
		heap.Push(&q.queue, s)
	}
}

// next takes out the square that may hold most, if that is more than least.
func (q *squares) next(least float64) (s square, found bool) {
	if !q.settle(least) {
		return s, false
	}
	return heap.Pop(&q.queue).(square), true
}

// most returns the most that any square left or passed may hold, or gain where that
// is more.
func (q *squares) most(gain float64) float64 {
	if q.settle(max(gain, q.passed)) {
		gain = max(gain, q.queue[0].most)
	}
	return max(gain, q.passed)
}

// settle finds what squares hold until it is known of the first of the queue; it
// says whether that is more than least. What was only bounded from above moves down
// as it becomes known, so that squares come in the order of what they hold.
func (q *squares) settle(least float64) bool {
	for len(q.queue) > 0 {
		s := &q.queue[0]
		switch {
		case s.most <= least:
			return false
		case s.known:
			return true
		}
		s.most, s.known = q.served(s.c, q.radiusM+s.half*math.Sqrt2), true
		if s.most <= s.floor {
			q.passed = max(q.passed, s.most)
			heap.Pop(&q.queue)
		} else {
			heap.Fix(&q.queue, 0)
		}
	}
	return false
}

// squareQueue yields the most promising square first, then the larger, then
// the more southern and western one, so that the search is deterministic.
type squareQueue []square

func (q squareQueue) Len() int { return len(q) }
func (q squareQueue) Less(i, j int) bool {
	a, b := &q[i], &q[j]
	switch {
	case a.most != b.most:
		return a.most > b.most
	case a.half != b.half:
		return a.half > b.half
	case a.c[1] != b.c[1]:
		return a.c[1] < b.c[1]
	}
	return a.c[0] < b.c[0]
}
func (q squareQueue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *squareQueue) Push(x any)   { *q = append(*q, x.(square)) }
func (q *squareQueue) Pop() any {
	old := *q
	last := old[len(old)-1]
	*q = old[:len(old)-1]
	return last
}
