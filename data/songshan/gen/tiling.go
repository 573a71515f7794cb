package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"catchment/geo/measure"
)

// nodeTolerance is the distance below which points of the drawing are one, m.
const nodeTolerance = 0.05

// tiling is the park cut into parcels. The corner points are shared: parcels
// hold indices into nodes.
type tiling struct {
	mesh    *mesh
	uses    []use // by region
	region  []int // by face, -1 outside the park
	nodes   []gridPoint
	skip    []bool // nodes dropped from straight edges
	parcels []parcel
	ring    []int // of the park
}

// tile cuts the plan into parcels.
//
//  1. Weave the lines and find the faces.
//  2. Give each face its use; neighbours of equal use become one region.
//  3. Join regions too small or too thin to be a parcel to a neighbour.
//  4. Drop nodes in straight runs, move the rest to the grid of 1e-8 degrees.
//  5. Trace the rings of regions and of the park.
func (p *plan) tile() (*tiling, error) {
	m := newMesh(weaveLines(p.lines(), nodeTolerance))
	if err := m.check(); err != nil {
		return nil, err
	}
	t := &tiling{mesh: m}
	t.assign(p)
	t.absorb(p)
	t.straighten()
	for _, n := range m.nodes {
		t.nodes = append(t.nodes, p.sheet.grid(n))
	}
	return t, t.trace()
}

// assign gives each face its use and joins neighbours of equal use.
func (t *tiling) assign(p *plan) {
	rings := t.mesh.rings()
	faceUse := make([]use, len(rings))
	t.region = make([]int, len(rings))
	for f, ring := range rings {
		t.region[f] = -1
		if signedArea(ring) <= 0 {
			continue
		}
		if u, ok := p.useAt(inside(ring)); ok {
			faceUse[f], t.region[f] = u, f
		}
	}
	t.join(func(f, g int) bool { return faceUse[f] == faceUse[g] })
	t.uses = faceUse
}

// join makes one region of faces f and g that share an edge where same holds
// for their regions. A region is named by its smallest face.
func (t *tiling) join(same func(f, g int) bool) {
	for changed := true; changed; {
		changed = false
		for e := 0; e < len(t.mesh.from); e += 2 {
			a, b := t.mesh.face[e], t.mesh.face[e^1]
			ra, rb := t.region[a], t.region[b]
			if ra < 0 || rb < 0 || ra == rb || !same(ra, rb) {
				continue
			}
			low := min(ra, rb)
			t.region[a], t.region[b] = low, low
			changed = true
		}
	}
}

// straighten drops nodes with two edges of the final drawing that lie on a
// straight run, but keeps edges of the park's ring below 100 m, where a
// geodesic and a line straight in degrees enclose the same area.
func (t *tiling) straighten() {
	m := t.mesh
	t.skip = make([]bool, len(m.nodes))
	arms := make([][]int, len(m.nodes))
	onLimit := make([]bool, len(m.nodes))
	for e, n := range m.from {
		r, other := t.region[m.face[e]], t.region[m.face[e^1]]
		if r != other {
			arms[n] = append(arms[n], m.to(e))
			onLimit[n] = onLimit[n] || r < 0 || other < 0
		}
	}
	for n, arm := range arms {
		if len(arm) != 2 || t.skip[arm[0]] || t.skip[arm[1]] {
			t.skip[n] = len(arm) == 0
			continue
		}
		a, b := m.nodes[arm[0]], m.nodes[arm[1]]
		_, off := foot(m.nodes[n], a, b)
		t.skip[n] = off < 0.01 && (!onLimit[n] || a.distance(b) < 100)
	}
}

// trace makes the parcels and the ring of the park.
func (t *tiling) trace() error {
	regions, order := t.outline(t.region)
	for _, r := range order {
		if r < 0 {
			continue
		}
		rings, err := t.oneShape(regions[r])
		if err != nil {
			return fmt.Errorf("land of use %+v: %w", t.uses[r], err)
		}
		t.parcels = append(t.parcels, parcel{use: t.uses[r], rings: rings})
	}
	if len(regions[-1]) != 1 {
		return fmt.Errorf("the park has %d rings", len(regions[-1]))
	}
	t.ring = slices.Clone(regions[-1][0])
	slices.Reverse(t.ring)
	return nil
}

// districtRings returns the rings of each district, in their order.
func (t *tiling) districtRings() ([][][]int, error) {
	region := make([]int, len(t.region))
	for f, r := range t.region {
		region[f] = -1
		if r >= 0 {
			region[f] = t.uses[r].district
		}
	}
	regions, _ := t.outline(region)
	out := make([][][]int, len(districts))
	for d := range districts {
		rings, err := t.oneShape(regions[d])
		if err != nil {
			return nil, fmt.Errorf("district %s: %w", districts[d].id, err)
		}
		out[d] = rings
	}
	return out, nil
}

// oneShape puts the outer ring first and refuses a second one.
func (t *tiling) oneShape(rings [][]int) ([][]int, error) {
	slices.SortStableFunc(rings, func(a, b []int) int { return cmp.Compare(t.area(b), t.area(a)) })
	if len(rings) == 0 || t.area(rings[0]) <= 0 || len(rings) > 1 && t.area(rings[1]) > 0 {
		return nil, fmt.Errorf("%d rings are not one connected shape", len(rings))
	}
	return rings, nil
}

// outline returns the rings of each region, faces numbered by region, and the
// regions in the order met.
func (t *tiling) outline(region []int) (rings map[int][][]int, order []int) {
	rings = map[int][][]int{}
	done := make([]bool, len(t.mesh.from))
	for e := range t.mesh.from {
		r := region[t.mesh.face[e]]
		if done[e] || r == region[t.mesh.face[e^1]] {
			continue
		}
		if rings[r] == nil {
			order = append(order, r)
		}
		rings[r] = append(rings[r], t.walk(region, e, done))
	}
	return rings, order
}

// walk follows the edge of a region from e, the region on its left.
func (t *tiling) walk(region []int, e int, done []bool) []int {
	m := t.mesh
	r := region[m.face[e]]
	var ring []int
	for k := e; !done[k]; {
		done[k] = true
		if !t.skip[m.from[k]] {
			ring = append(ring, m.from[k])
		}
		k = m.next[k]
		for region[m.face[k^1]] == r {
			k = m.next[k^1]
		}
	}
	return ring
}

// area returns the area on the ellipsoid in m², edges straight in longitude
// and latitude, positive counter-clockwise.
func (t *tiling) area(ring []int) float64 {
	pts := make([]gridPoint, len(ring))
	for i, n := range ring {
		pts[i] = t.nodes[n]
	}
	return math.Copysign(ringAreaM2(pts), signedArea(t.ground(ring)))
}

// ringAreaM2 returns the area of a ring, its first point not repeated.
func ringAreaM2(ring []gridPoint) float64 {
	r := make(orb.Ring, 0, len(ring)+1)
	for _, g := range ring {
		lon, lat := g.degrees()
		r = append(r, orb.Point{lon, lat})
	}
	return measure.Area(orb.Polygon{append(r, r[0])})
}
