package main

import (
	"cmp"
	"math"
	"slices"
)

// parcel is a piece of land with one use.
type parcel struct {
	use
	rings  [][]int // nodes; the outer ring counter-clockwise first, then holes
	areaM2 float64
	centre pt // a point well inside, ground metres
	id     string
}

// measure fills in the area and a middle point of every parcel, and puts the
// parcels in their order: blocks from north-west to south-east, roads last.
func (t *tiling) measure(p *plan) {
	for i := range t.parcels {
		c := &t.parcels[i]
		c.areaM2 = 0
		for _, r := range c.rings {
			c.areaM2 += t.area(r)
		}
		ring := make([]pt, len(c.rings[0]))
		for k, n := range c.rings[0] {
			ring[k] = t.mesh.nodes[n]
		}
		c.centre = inside(ring)
	}
	key := func(c parcel) [3]float64 {
		q := p.sheet.lift(c.centre)
		group := 0.0
		if c.road >= 0 {
			group = float64(1 + c.road)
		}
		return [3]float64{group, -math.Floor(q.y / 325), q.x}
	}
	slices.SortFunc(t.parcels, func(a, b parcel) int {
		ka, kb := key(a), key(b)
		return cmp.Or(cmp.Compare(ka[0], kb[0]), cmp.Compare(ka[1], kb[1]), cmp.Compare(ka[2], kb[2]))
	})
}

// ground returns a ring as ground points.
func (t *tiling) ground(ring []int) []pt {
	out := make([]pt, len(ring))
	for i, n := range ring {
		out[i] = t.mesh.nodes[n]
	}
	return out
}

// holds tells whether ground point g lies in the parcel, at least margin
// metres from its edge.
func (t *tiling) holds(c parcel, g pt, margin float64) bool {
	in := false
	for _, r := range c.rings {
		ring := t.ground(r)
		if contains(ring, g) {
			in = !in
		}
		if distanceTo(g, append(ring, ring[0])) < margin {
			return false
		}
	}
	return in
}

// spread returns about n ground points evenly over the parcel, at least one,
// on a lattice along the sheet.
func (t *tiling) spread(s *sheet, c parcel, n int) []pt {
	step := math.Sqrt(c.areaM2 / float64(max(1, n)))
	ring := t.ground(c.rings[0])
	var out []pt
	mid := s.lift(c.centre)
	const reach = 12
	for j := reach; j >= -reach; j-- {
		for i := -reach; i <= reach; i++ {
			g := s.lay(mid.add(pt{float64(i) * step, float64(j) * step}))
			if contains(ring, g) && t.holds(c, g, 10) {
				out = append(out, g)
			}
		}
	}
	if len(out) == 0 {
		out = append(out, c.centre)
	}
	return out
}
