package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"
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

// parcel is a piece of land with one use.
type parcel struct {
	use
	rings  [][]int // nodes; the outer ring counter-clockwise first, then holes
	areaM2 float64
	centre pt // a point well inside, ground metres
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

// extent is the size of a region and the edges it shares with others.
type extent struct {
	areaM2, perimeterM float64
	shared             map[int]float64 // metres, by region
}

func (t *tiling) extents() map[int]*extent {
	out := map[int]*extent{}
	for f, ring := range t.mesh.rings() {
		if r := t.region[f]; r >= 0 {
			if out[r] == nil {
				out[r] = &extent{shared: map[int]float64{}}
			}
			out[r].areaM2 += signedArea(ring)
		}
	}
	for e, n := range t.mesh.from {
		r, other := t.region[t.mesh.face[e]], t.region[t.mesh.face[e^1]]
		if r >= 0 && r != other {
			d := t.mesh.nodes[n].distance(t.mesh.nodes[t.mesh.to(e)])
			out[r].perimeterM += d
			out[r].shared[other] += d
		}
	}
	return out
}

// absorb joins what is too small or too thin to a neighbour, smallest first,
// until every region can stand. What the river leaves of a block for homes or
// work and is below half a hectare becomes green.
func (t *tiling) absorb(p *plan) {
	for {
		ext := t.extents()
		var small []int
		for r, x := range ext {
			if !t.stands(r, x) {
				small = append(small, r)
			}
		}
		if len(small) == 0 {
			break
		}
		slices.SortFunc(small, func(a, b int) int { return cmp.Or(cmp.Compare(ext[a].areaM2, ext[b].areaM2), a-b) })
		r := small[0]
		t.rename(r, t.host(r, ext[r]))
	}
	for r, x := range t.extents() {
		if u := &t.uses[r]; u.road < 0 && u.leaf >= 0 && u.col >= 0 && x.areaM2 < 5000 && x.areaM2 < 0.5*t.drawnArea(p, *u) && u.code[0] != 'G' {
			u.code, u.leaf = "G1", 100+u.leaf
		}
	}
}

// drawnArea returns the area of the part as the recipe drew it.
func (t *tiling) drawnArea(p *plan, u use) float64 {
	l := p.cells[[2]int{u.col, u.row}].leaves[u.leaf]
	return (l.east - l.west) * (l.north - l.south)
}

// stands tells whether a region is large and thick enough to be a parcel.
func (t *tiling) stands(r int, x *extent) bool {
	thick := 2 * x.areaM2 / x.perimeterM
	u := t.uses[r]
	switch {
	case u.road >= 0:
		return x.areaM2 > 300
	case u.code == "E11":
		return x.areaM2 > 800
	case u.code[0] == 'G':
		return x.areaM2 > 1200 && thick > 6
	default:
		return x.areaM2 > 2500 && thick > 14
	}
}

// host returns the neighbour that takes over region r: of those of its own
// sort the one with the longest common edge.
func (t *tiling) host(r int, x *extent) int {
	best, score := -1, -1.0
	for other, d := range x.shared {
		if other < 0 {
			continue
		}
		s := d * t.affinity(t.uses[r], t.uses[other])
		if s > score || s == score && other < best {
			best, score = other, s
		}
	}
	return best
}

// affinity weighs how fitting it is that land b takes over land a.
func (t *tiling) affinity(a, b use) float64 {
	switch {
	case a.road >= 0 && b.road == a.road && a.district == b.district:
		return 1000
	case a.road >= 0 && b.road >= 0:
		return 100
	case a.road >= 0:
		return 1
	case b.road >= 0 || b.code == "E11":
		return 0.05
	case a.district != b.district:
		return 0.1
	case b.code[0] == 'G':
		return 3
	}
	return 1
}

// rename gives the faces of region r to host.
func (t *tiling) rename(r, host int) {
	for f := range t.region {
		if t.region[f] == r {
			t.region[f] = host
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

// trace walks the rings of every region and of the park.
func (t *tiling) trace() error {
	m := t.mesh
	done := make([]bool, len(m.from))
	byRegion := map[int]*parcel{}
	var order []int
	for e := range m.from {
		r := t.region[m.face[e]]
		if done[e] || r == t.region[m.face[e^1]] {
			continue
		}
		ring := t.walk(e, done)
		if r < 0 {
			t.ring = append(t.ring, ring...)
			continue
		}
		if byRegion[r] == nil {
			byRegion[r] = &parcel{use: t.uses[r]}
			order = append(order, r)
		}
		byRegion[r].rings = append(byRegion[r].rings, ring)
	}
	slices.Reverse(t.ring)
	for _, r := range order {
		p := byRegion[r]
		slices.SortFunc(p.rings, func(a, b []int) int { return cmp.Compare(t.area(b), t.area(a)) })
		if len(p.rings) > 1 && t.area(p.rings[1]) > 0 {
			return fmt.Errorf("land of use %+v has two outer rings", p.use)
		}
		t.parcels = append(t.parcels, *p)
	}
	return nil
}

// walk follows the edge of a region from e, the region on its left.
func (t *tiling) walk(e int, done []bool) []int {
	m := t.mesh
	r := t.region[m.face[e]]
	var ring []int
	for k := e; !done[k]; {
		done[k] = true
		if !t.skip[m.from[k]] {
			ring = append(ring, m.from[k])
		}
		k = m.next[k]
		for t.region[m.face[k^1]] == r {
			k = m.next[k^1]
		}
	}
	return ring
}

// area returns the area on the ellipsoid in m², positive counter-clockwise.
func (t *tiling) area(ring []int) float64 {
	pts := make([]gridPoint, len(ring))
	for i, n := range ring {
		pts[i] = t.nodes[n]
	}
	return ellipsoidArea(pts)
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
