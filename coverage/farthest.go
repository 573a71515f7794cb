package coverage

import (
	"container/heap"
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// farthestToleranceM is how far a reported farthest distance may lie below the
// true one.
const farthestToleranceM = 0.05

// farthestEvaluations bounds the squares examined for one patch.
const farthestEvaluations = 20000

// farthestPoint returns the point of the pieces, shells and holes included,
// where distance is largest, and that distance.
//
// distance must be 1-Lipschitz, as the distance to the nearest of a set of
// things is: then its values at the ends of an edge, or at the middle of a
// square, bound it over the whole of it, and both are searched by branch and bound. The result lies
// at most farthestToleranceM below the true maximum. There must be a piece.
func farthestPoint(pieces []*piece, distance func(orb.Point) float64) (at orb.Point, farthestM float64) {
	farthestM = math.Inf(-1)
	try := func(p orb.Point) float64 {
		d := distance(p)
		if d > farthestM {
			at, farthestM = p, d
		}
		return d
	}
	var corners []float64 // distances, ring by ring
	for _, piece := range pieces {
		for _, ring := range piece.poly {
			for _, p := range ring {
				corners = append(corners, try(p))
			}
		}
	}
	for _, piece := range pieces {
		for _, ring := range piece.poly {
			for k := 1; k < len(ring); k++ {
				farthestOnEdge(ring[k-1], ring[k], corners[k-1], corners[k], try, &farthestM)
			}
			corners = corners[len(ring):]
		}
	}
	for i := range pieces {
		farthestInside(pieces[i].shape, distance, try, &farthestM)
	}
	return at, farthestM
}

// farthestOnEdge examines the edge from a to b, whose ends lie aM and bM away,
// halving whatever part could still hold more than the best so far.
func farthestOnEdge(a, b orb.Point, aM, bM float64, try func(orb.Point) float64, bestM *float64) {
	length := planar.Distance(a, b)
	if (aM+bM+length)/2 <= *bestM+farthestToleranceM || length < farthestToleranceM {
		return
	}
	middle := orb.Point{(a[0] + b[0]) / 2, (a[1] + b[1]) / 2}
	middleM := try(middle)
	farthestOnEdge(a, middle, aM, middleM, try, bestM)
	farthestOnEdge(middle, b, middleM, bM, try, bestM)
}

// farthestInside examines the inside of one shape by squares. A square
// that lies outside the shape holds nothing, however far it is.
func farthestInside(shape *shape, distance func(orb.Point) float64, try func(orb.Point) float64, bestM *float64) {
	queue := &squareQueue{}
	push := func(c orb.Point, half float64) {
		most := distance(c) + half*math.Sqrt2
		if most <= *bestM+farthestToleranceM {
			return
		}
		if shape.contains(c) {
			try(c)
		} else if shape.distance(c, half*math.Sqrt2) > half*math.Sqrt2 {
			return
		}
		heap.Push(queue, square{c: c, half: half, most: most})
	}
	b := shape.bound
	push(b.Center(), math.Max(b.Max[0]-b.Min[0], b.Max[1]-b.Min[1])/2)
	for spent := 0; queue.Len() > 0 && spent < farthestEvaluations; spent++ {
		s := heap.Pop(queue).(square)
		q := s.half / 2
		if s.most <= *bestM+farthestToleranceM || q < farthestToleranceM/4 {
			return
		}
		for _, d := range [4][2]float64{{-q, -q}, {q, -q}, {-q, q}, {q, q}} {
			push(orb.Point{s.c[0] + d[0], s.c[1] + d[1]}, q)
		}
	}
}
