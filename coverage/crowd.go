package coverage

import (
	"context"
	"errors"
	"math"

	"github.com/paulmach/orb"

	"catchment/geo/arcs"
)

// crowd is those facilities of a roster that can touch the study area at some
// range of radii, ready for each of them; without one where they stand too
// close for that.
type crowd struct {
	*arcs.Crowd
	members []int // their numbers in the roster
}

// crowdKey names a crowd: a roster, and up to which radius.
type crowdKey struct {
	of    *roster
	mostM float64
}

// nearbyKey names a crowd and a demand ready to be swept together.
type nearbyKey struct {
	of *crowd
	d  *demand
}

// maxCrowds bounds the crowds that a study keeps, and what it keeps of demands
// beside them: at most 24 and 40 MB each.
const maxCrowds = 3

// readyM returns the radius up to which facilities are made ready for a
// question: the next of those that each are √2 times the one before.
func readyM(radiusM float64) float64 {
	return max(radiusM, math.Exp2(math.Ceil(2*math.Log2(radiusM))/2))
}

// crowdFor returns the facilities of a question ready for its radius and those
// near it; nil where they are not single points, stand too close, or are asked
// for only once. It is found once and kept.
func (s *Study) crowdFor(ctx context.Context, u *setup) (*crowd, error) {
	if u.once || !u.roster.points || !u.Sites.IsZero() {
		return nil, nil
	}
	mostM := readyM(u.RadiusM)
	found, err := s.crowds.Get(ctx, crowdKey{u.roster, mostM}, func(context.Context) (*crowd, error) {
		c := &crowd{}
		var places []orb.Point
		window := s.bound.Pad(mostM + s.doubtM(mostM))
		for i := range u.roster.outlines {
			if o := &u.roster.outlines[i]; window.Intersects(o.bound) {
				c.members, places = append(c.members, i), append(places, o.paths[0][0])
			}
		}
		var err error
		c.Crowd, err = arcs.NewCrowd(places, s.bound.Center(), mostM)
		if errors.Is(err, arcs.ErrCrowded) {
			return &crowd{}, nil
		}
		return c, err
	})
	if err != nil || found.Crowd == nil {
		return nil, err
	}
	return found, nil
}

// sweepLand returns how the facilities of a question cover land.
func (s *Study) sweepLand(ctx context.Context, u *setup, land arcs.Region, opt arcs.Options) (*arcs.Result, error) {
	c, err := s.crowdFor(ctx, u)
	if err != nil {
		return nil, err
	}
	if c == nil {
		return arcs.Sweep(ctx, land, u.allReaches(), opt)
	}
	swept, err := c.Sweep(ctx, land, u.RadiusM, opt)
	if err != nil {
		return nil, err
	}
	swept.Reach, swept.Exclusive = u.ofMembers(c, swept.Reach), u.ofMembers(c, swept.Exclusive)
	return swept, nil
}

// sweepSpread returns how the facilities of a question cover what its demand is
// spread over.
func (s *Study) sweepSpread(ctx context.Context, u *setup) (*arcs.Spread, error) {
	c, err := s.crowdFor(ctx, u)
	if err != nil {
		return nil, err
	}
	var nearby *arcs.Nearby
	if c != nil {
		if nearby, err = s.nearbyFor(ctx, c, u.demand); err != nil {
			return nil, err
		}
	}
	if nearby == nil {
		return u.demand.parcelled.Sweep(ctx, u.allReaches(), arcs.Options{})
	}
	swept, err := nearby.Sweep(ctx, u.RadiusM, arcs.Options{})
	if err != nil {
		return nil, err
	}
	swept.Reach, swept.Exclusive = u.ofMembers(c, swept.Reach), u.ofMembers(c, swept.Exclusive)
	return swept, nil
}

// nearbyFor returns a crowd and a demand ready to be swept together; nil where
// that would take too much.
func (s *Study) nearbyFor(ctx context.Context, c *crowd, d *demand) (*arcs.Nearby, error) {
	return s.nearby.Get(ctx, nearbyKey{c, d}, func(context.Context) (*arcs.Nearby, error) {
		made, err := d.parcelled.Near(c.Crowd)
		if errors.Is(err, arcs.ErrCrowded) {
			return nil, nil
		}
		return made, err
	})
}

// ofMembers returns what the facilities of the question have of what the
// members of a crowd have.
func (u *setup) ofMembers(c *crowd, amounts []float64) []float64 {
	mine := make([]float64, len(u.facilities))
	for k, i := range c.members {
		if f := u.nearOf[i]; f >= 0 {
			mine[f] = amounts[k]
		}
	}
	return mine
}
