package main

import (
	"cmp"
	"slices"
)

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
// work, if less than half of what was drawn, becomes green.
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
		if u := &t.uses[r]; u.road < 0 && u.leaf >= 0 && u.col >= 0 && x.areaM2 < 12000 && x.areaM2 < 0.5*t.drawnArea(p, *u) && u.code[0] != 'G' {
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
		return x.areaM2 > 60
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
