package coverage

import (
	"container/heap"
	"context"
	"math"

	"github.com/paulmach/orb"
)

// slowSeeker looks for sites the obvious way: each place is counted over all
// land near the gap, and so is each square that the search comes to.
type slowSeeker struct {
	study   *Study
	radiusM float64
	apart   bool
	land    []*piece
	points  []demandPoint
}

func newSlowSeeker(s *Study, u *setup, groups []group) *slowSeeker {
	k := &slowSeeker{study: s, radiusM: u.RadiusM, apart: u.demand.isLand}
	for i := range groups {
		k.add(&groups[i])
	}
	return k
}

func (k *slowSeeker) add(g *group) {
	for _, p := range g.pieces {
		if p.perM2 > 0 {
			k.land = append(k.land, p)
		}
	}
	k.points = append(k.points, g.points...)
}

func (k *slowSeeker) site(ctx context.Context, g *group) *Site {
	if len(g.pieces) == 0 {
		return nil
	}
	box := boundOf(g.pieces).Pad(k.radiusM)
	local, mine := k.within(box.Pad(k.radiusM)), &slowSeeker{}
	mine.add(g)
	best, ok := slowBestSite(ctx, box, mine.starts(), k.radiusM, local.ceiling(k.radiusM), local.served, func(at orb.Point) bool {
		return k.study.contains(at) && mine.reached(at, k.radiusM)
	})
	if !ok {
		return nil
	}
	return &Site{At: k.study.plane.ToWGS84(best.At), Gain: local.gain(best.At, k.radiusM), Most: best.Most}
}

func (k *slowSeeker) within(box orb.Bound) *slowSeeker {
	m := &slowSeeker{apart: k.apart}
	for _, p := range k.land {
		if p.bound.Intersects(box) {
			m.land = append(m.land, p)
		}
	}
	for _, p := range k.points {
		if box.Contains(p.at) {
			m.points = append(m.points, p)
		}
	}
	return m
}

func (k *slowSeeker) starts() []orb.Point {
	var places []orb.Point
	for _, p := range k.land[:min(maxStarts, len(k.land))] {
		places = append(places, p.poly[0][0])
		if c := p.bound.Center(); p.contains(c) {
			places = append(places, c)
		}
	}
	for _, p := range k.points[:min(maxStarts, len(k.points))] {
		places = append(places, p.at)
	}
	return places
}

func (k *slowSeeker) served(c orb.Point, radiusM float64) float64 {
	sum := 0.0
	for _, p := range k.land {
		sum += p.perM2 * p.within(c, radiusM)
	}
	for _, p := range k.points {
		if squared(p.at, c) <= radiusM*radiusM {
			sum += p.amount
		}
	}
	return sum
}

func (k *slowSeeker) gain(c orb.Point, radiusM float64) float64 {
	sum := k.served(c, radiusM)
	for _, p := range k.land {
		if d := p.areaM2 - p.exactM2; d > 0 {
			sum -= p.perM2 * p.within(c, radiusM) * d / p.areaM2
		}
	}
	return sum
}

func (k *slowSeeker) reached(c orb.Point, radiusM float64) bool {
	for _, p := range k.land {
		if boundDistance(p.bound, c) < radiusM && (p.contains(c) || p.distance(c, radiusM) < radiusM) {
			return true
		}
	}
	for _, p := range k.points {
		if squared(p.at, c) <= radiusM*radiusM {
			return true
		}
	}
	return false
}

func (k *slowSeeker) ceiling(radiusM float64) float64 {
	densest, onLand, atPoints := 0.0, 0.0, 0.0
	for _, p := range k.land {
		densest = max(densest, p.perM2)
		onLand += p.exactM2 * p.perM2
	}
	for _, p := range k.points {
		atPoints += p.amount
	}
	if k.apart {
		onLand = min(onLand, densest*math.Pi*radiusM*radiusM)
	}
	return onLand + atPoints
}

// slowBestSite is [bestSite] without bounds from above.
func slowBestSite(ctx context.Context, box orb.Bound, starts []orb.Point, radiusM, ceiling float64, served servedWithin, allowed func(orb.Point) bool) (best site, ok bool) {
	enough := func() bool { return best.Gain*(1+siteTolerance) >= ceiling }
	try := func(c orb.Point) {
		if g := served(c, radiusM); g > best.Gain && allowed(c) {
			best.At, best.Gain, ok = c, g, true
		}
	}
	for _, c := range starts {
		try(c)
	}
	queue := &squareQueue{}
	passed := 0.0
	push := func(c orb.Point, half float64) {
		if enough() || ctx.Err() != nil {
			passed = ceiling
			return
		}
		try(c)
		most := served(c, radiusM+half*math.Sqrt2)
		if most > best.Gain*(1+siteTolerance) {
			heap.Push(queue, square{c: c, half: half, most: most})
		} else {
			passed = math.Max(passed, most)
		}
	}
	side := max(radiusM, 1, max(box.Max[0]-box.Min[0], box.Max[1]-box.Min[1])/siteGrid)
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
	for spent := 0; queue.Len() > 0 && spent < siteEvaluations && !enough() && ctx.Err() == nil; spent += 4 {
		s := heap.Pop(queue).(square)
		if s.most <= best.Gain*(1+siteTolerance) {
			passed = math.Max(passed, s.most)
			break
		}
		q := s.half / 2
		for _, d := range [4][2]float64{{-q, -q}, {q, -q}, {-q, q}, {q, q}} {
			push(orb.Point{s.c[0] + d[0], s.c[1] + d[1]}, q)
		}
	}
	if ok {
		climb(&best, radiusM, counting{served, unbounded}, allowed)
	}
	if queue.Len() > 0 {
		passed = math.Max(passed, (*queue)[0].most)
	}
	best.Most = math.Max(best.Gain, math.Min(passed, ceiling))
	return best, ok
}

// FindSites returns ways to find the best site of every gap of a question: as
// it is done, with bounds from above however little there is, and slowly.
func FindSites(ctx context.Context, s *Study, q Question) (fast, bounded, slow func() []*Site, err error) {
	u, err := s.resolve(ctx, q)
	if err != nil {
		return nil, nil, nil, err
	}
	groups, err := s.gapGroups(ctx, u)
	if err == nil {
		err = u.shapeGroups(ctx, groups)
	}
	each := func(site func(i int) *Site) []*Site {
		sites := make([]*Site, len(groups))
		_ = eachIndex(ctx, len(groups), func(i int) { sites[i] = site(i) })
		return sites
	}
	quick := func(seek *seeker) []*Site { return each(func(i int) *Site { return seek.site(ctx, i) }) }
	fast = func() []*Site { return quick(s.newSeeker(u, groups)) }
	bounded = func() []*Site {
		seek := s.newSeeker(u, groups)
		seek.few = 0
		return quick(seek)
	}
	slow = func() []*Site {
		seek := newSlowSeeker(s, u, groups)
		return each(func(i int) *Site { return seek.site(ctx, &groups[i]) })
	}
	return fast, bounded, slow, err
}
