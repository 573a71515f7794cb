package coverage

import (
	"catchment/coverage/prepared"
	"catchment/geo/arcs"
)

// What the parts of a study take, in bytes, with what is made of them later.
const (
	perCorner   = 64  // of the study area: its ring, its shapes, its districts
	perFacility = 360 // with its outline and the trees over both
	perPoint    = 16  // of an outline
	perRimPoint = 8   // more, of one that has rims
	perPeople   = 48  // at one place
	perParcel   = 320 // that demand is spread over, with the part for gaps
	perTract    = 48
	perSample   = 56
)

// KeepWithin has what the study keeps count against a budget, together with what
// others keep. It must be called before the study is asked anything.
func (s *Study) KeepWithin(b *prepared.Budget) {
	s.budget = b
	s.demands.Budget, s.rosters.Budget, s.crowds.Budget, s.nearby.Budget = b, b, b, b
}

// Bytes returns about how much memory the study takes without what it keeps.
func (s *Study) Bytes() int64 { return corners(s.region) * perCorner }

// Bytes returns about how much memory the roster takes.
func (r *roster) Bytes() int64 {
	n := int64(len(r.facilities)) * perFacility
	for i := range r.outlines {
		for _, path := range r.outlines[i].paths {
			n += int64(len(path)) * perPoint
			if r.outlines[i].rims != nil {
				n += int64(len(path)) * perRimPoint
			}
		}
	}
	return n
}

// Bytes returns about how much memory the demand takes.
func (d *demand) Bytes() int64 {
	n := int64(len(d.points))*perPeople + int64(len(d.spread()))*perParcel
	if !d.isAll {
		n += corners(d.land) * perPoint
	}
	if d.parcelled != nil {
		n += d.parcelled.Bytes()
	}
	return n
}

// Bytes returns about how much memory the crowd takes.
func (c *crowd) Bytes() int64 {
	n := int64(len(c.members)) * 8
	if c.Crowd != nil {
		n += c.Crowd.Bytes()
	}
	return n
}

// Bytes returns about how much memory the ground takes beside its demand.
func (g *Ground) Bytes() int64 {
	return int64(len(g.Tracts))*perTract + int64(len(g.Samples))*perSample
}

func corners(region arcs.Region) (n int64) {
	for _, p := range region {
		for _, ring := range p {
			n += int64(len(ring))
		}
	}
	return n
}
