package coverage

import (
	"context"
	"math"

	"github.com/paulmach/orb"
)

// seeker looks for places for one more facility, over all gaps of a question.
type seeker struct {
	study   *Study
	radiusM float64
	apart   bool // no two pieces of land overlap
	few     int  // of how much around a place no raster is made
	groups  []group
	unmet   []unmet // of each group
}

func (s *Study) newSeeker(u *setup, groups []group) *seeker {
	k := &seeker{study: s, radiusM: u.RadiusM, apart: u.demand.isLand, few: fewAround, groups: groups, unmet: make([]unmet, len(groups))}
	for i := range groups {
		k.unmet[i] = newUnmet(&groups[i])
	}
	return k
}

// site returns the best place for one more facility among those inside the
// study area that would serve part of the group of that number; nil where there is
// none.
func (k *seeker) site(ctx context.Context, number int) *Site {
	pieces := k.groups[number].pieces
	if len(pieces) == 0 {
		return nil
	}
	box := boundOf(pieces).Pad(k.radiusM)
	local, mine := k.within(box.Pad(k.radiusM)), &k.unmet[number]
	of := counting{local.served, unbounded}
	if local.count() > k.few {
		near := rasters.Get().(*raster)
		defer rasters.Put(near)
		near.set(local, searched(box, k.radiusM), k.radiusM, k.apart)
		of.atMost = near.atMost
	}
	best, ok := bestSite(ctx, box, mine.starts(), k.radiusM, local.ceiling(k.radiusM, k.apart), of, func(at orb.Point) bool {
		return k.study.contains(at) && mine.reached(at, k.radiusM)
	})
	if !ok {
		return nil
	}
	return &Site{At: k.study.plane.ToWGS84(best.At), Gain: local.gain(best.At, k.radiusM), Most: best.Most}
}

// fewAround is of how much, in pieces and points, it is as quick to count what is
// served as to say what it does not exceed.
const fewAround = 100

// unbounded says nothing of what is served.
func unbounded(orb.Point, float64) float64 { return math.Inf(1) }

// within returns the unserved demand that lies in box, or reaches into it.
func (k *seeker) within(box orb.Bound) *unmet {
	m := &unmet{}
	for i := range k.unmet {
		if g := &k.unmet[i]; g.bound.Intersects(box) {
			m.add(g, box)
		}
	}
	return m
}
