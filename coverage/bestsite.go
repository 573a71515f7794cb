package coverage

import (
	"context"
	"math"

	"github.com/paulmach/orb"
)

// siteTolerance is how far the demand served from a proposed site may stay
// below the best possible, as a share of the best.
const siteTolerance = 0.01

// siteEvaluations bounds the places tried in one search after the first grid.
// The best place found by then is improved step by step, and what remains of
// the bound is reported with it.
const siteEvaluations = 240

// siteGrid is the most squares that the first grid has along a side of the
// searched box, however small the radius.
const siteGrid = 24

// servedWithin returns the unserved demand within radiusM of c, limits
// included. It must not fall when radiusM grows.
type servedWithin func(c orb.Point, radiusM float64) float64

// counting says how much unserved demand lies around a place.
type counting struct {
	served servedWithin
	atMost servedWithin // no less than served, and much quicker
}

// A site is where one more facility would serve the most unserved demand.
type site struct {
	At   orb.Point // plane metres
	Gain float64   // demand newly served from At
	Most float64   // no place within the searched box serves more than this
}

// bestSite returns the place in box, among those that allowed accepts, from
// which a facility of the given radius serves the most unserved demand.
//
// The places in starts are tried first, so that land too small or too narrow for
// the grid has a site. Then it is branch and bound over squares: whatever a place in a square of half
// diagonal h serves lies within radius+h of the square's centre, so what is served(c,
// radius+h) bounds the square from above. The search ends when no square can
// hold more than siteTolerance above the best place found, or after
// siteEvaluations; then the best place is moved as long as that helps. ok is
// false where allowed accepts no place that serves anything. No place can serve
// more than the ceiling.
//
// What atMost tells is asked first: most places are no better than the best, and
// most squares are never looked into, so that what they serve need not be known.
func bestSite(ctx context.Context, box orb.Bound, starts []orb.Point, radiusM, ceiling float64, of counting, allowed func(orb.Point) bool) (best site, ok bool) {
	enough := func() bool { return best.Gain*(1+siteTolerance) >= ceiling }
	try := func(c orb.Point) {
		if of.atMost(c, radiusM) <= best.Gain {
			return
		}
		if g := of.served(c, radiusM); g > best.Gain && allowed(c) {
			best.At, best.Gain, ok = c, g, true
		}
	}
	for _, c := range starts {
		try(c)
	}
	left := squares{radiusM: radiusM, served: of.served}
	push := func(c orb.Point, half float64) {
		if enough() || ctx.Err() != nil {
			left.passed = ceiling
			return
		}
		try(c)
		left.add(square{c: c, half: half, most: of.atMost(c, radiusM+half*math.Sqrt2), floor: best.Gain * (1 + siteTolerance)}, best.Gain)
	}
	side := gridSide(box, radiusM)
	nx := int(math.Ceil((box.Max[0]-box.Min[0])/side)) + 1
	ny := int(math.Ceil((box.Max[1]-box.Min[1])/side)) + 1
	origin := box.Center()
	for i := range nx {
		for j := range ny {
			push(orb.Point{
				origin[0] + (float64(i)-float64(nx-1)/2)*side,
				origin[1] + (float64(j)-float64(ny-1)/2)*side,
			}, side/2)
		}
	}
	for spent := 0; spent < siteEvaluations && !enough() && ctx.Err() == nil; spent += 4 {
		s, found := left.next(best.Gain * (1 + siteTolerance))
		if !found {
			break
		}
		q := s.half / 2
		for _, d := range [4][2]float64{{-q, -q}, {q, -q}, {-q, q}, {q, q}} {
			push(orb.Point{s.c[0] + d[0], s.c[1] + d[1]}, q)
		}
	}
	if ok {
		climb(&best, radiusM, of, allowed)
	}
	best.Most = max(best.Gain, min(left.most(best.Gain), ceiling))
	return best, ok
}

// gridSide returns the side of a square of the first grid.
func gridSide(box orb.Bound, radiusM float64) float64 {
	return max(radiusM, 1, max(box.Max[0]-box.Min[0], box.Max[1]-box.Min[1])/siteGrid)
}

// searched returns the box that holds every disc that a search in box counts.
func searched(box orb.Bound, radiusM float64) orb.Bound {
	return box.Pad(radiusM + (1+math.Sqrt2)*gridSide(box, radiusM))
}

// climb moves the best place by ever smaller steps, from a sixteenth of the
// radius to half a metre, as long as a step in one of four directions serves more.
func climb(best *site, radiusM float64, of counting, allowed func(orb.Point) bool) {
	for step := radiusM / 16; step >= 0.5; {
		moved := false
		for _, d := range [4][2]float64{{step, 0}, {-step, 0}, {0, step}, {0, -step}} {
			c := orb.Point{best.At[0] + d[0], best.At[1] + d[1]}
			if of.atMost(c, radiusM) <= best.Gain*(1+1e-9) {
				continue
			}
			if g := of.served(c, radiusM); g > best.Gain*(1+1e-9) && allowed(c) {
				best.At, best.Gain, moved = c, g, true
			}
		}
		if !moved {
			step /= 2
		}
	}
}
