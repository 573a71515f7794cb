package coverage

import (
	"math"

	"github.com/paulmach/orb"
)

// fewPoints is how many points an outline has whose paths are walked as they are.
const fewPoints = 4 * chunkEdges

// rims are the paths of an outline of many points, as a region of 50 km has them,
// in chunks: only those near a place are looked at.
type rims struct {
	paths [][]chunk
	land  [][][]chunk // of each polygon its rings
}

// rimsOf returns the rims of an outline, nil where it has few points.
func rimsOf(o *outline) *rims {
	n := 0
	for _, path := range o.paths {
		n += len(path)
	}
	if n <= fewPoints {
		return nil
	}
	r := &rims{}
	for _, path := range o.lines {
		if len(path) == 1 {
			r.paths = append(r.paths, []chunk{newChunk(path)})
		} else {
			r.paths = append(r.paths, chunksOf(path, true))
		}
	}
	for _, poly := range o.land {
		rings := make([][]chunk, len(poly))
		for i, ring := range poly {
			rings[i] = chunksOf(ring, true)
		}
		r.paths, r.land = append(r.paths, rings...), append(r.land, rings)
	}
	return r
}

// distance is [outline.distance].
func (r *rims) distance(p orb.Point, atMost float64) float64 {
	for _, rings := range r.land {
		if holds(rings, p) {
			return 0
		}
	}
	best := math.Inf(1)
	for _, path := range r.paths {
		best = nearestOf(path, p, atMost, best)
	}
	return best
}

// holds reports whether p lies inside the first ring and in no other; on an edge
// it may say either.
func holds(rings [][]chunk, p orb.Point) bool {
	for i, ring := range rings {
		if (edgesAlongRay(ring, p)%2 != 0) != (i == 0) {
			return false
		}
	}
	return true
}
