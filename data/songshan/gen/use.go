package main

import "fmt"

// use is what a piece of land is for, and which piece of such land it is.
// Neighbouring faces of equal use are one parcel.
type use struct {
	code     string
	district int
	phase    int
	col, row int // block, -1,-1 for roads and the river
	leaf     int // part of the block
	road     int // index of the road, -1 for other land
}

// lines returns everything that may bound a parcel. Lines may run on where
// they bound nothing: what has the same use on both sides is joined again.
func (p *plan) lines() [][]pt {
	out := [][]pt{append(backwards(backwards(p.limit)), p.limit[0])}
	for _, r := range p.roads {
		out = append(out, r.left, r.right)
	}
	for _, s := range p.splays {
		out = append(out, s.cut())
	}
	out = append(out, append(backwards(p.water), p.water[len(p.water)-1]), p.riverMiddle, p.beltLine())
	for _, l := range districtLines {
		out = append(out, p.sheet.layLine(gridLine(l[0], l[1])))
	}
	out = append(out, offset(p.sheet.layLine(gridLine(railwayEdge[0], railwayEdge[1])), railwayBelt))
	for row := range rows {
		for col := range columns {
			if b := p.cells[[2]int{col, row}]; b != nil {
				out = append(out, p.leafLines(b)...)
			}
		}
	}
	return out
}

// beltLine is the inner edge of the green belt along the expressway.
func (p *plan) beltLine() []pt {
	y := rows[len(rows)-1].at - rows[len(rows)-1].width/2 - expresswayBelt
	return p.sheet.layLine(gridLine(pt{-100, y}, pt{5200, y}))
}

// leafLines returns the sides of the parts of a block that are not its own
// sides, drawn slightly over their ends.
func (p *plan) leafLines(b *block) [][]pt {
	const over = 3
	r := b.rect()
	var out [][]pt
	for _, l := range b.leaves {
		if l.east < r.east-1 {
			out = append(out, p.sheet.layLine(gridLine(pt{l.east, l.south - over}, pt{l.east, l.north + over})))
		}
		if l.south > r.south+1 {
			out = append(out, p.sheet.layLine(gridLine(pt{l.west - over, l.south}, pt{l.east + over, l.south})))
		}
	}
	return out
}

// useAt returns the use of the land at ground point g; ok is false outside
// the park.
//
//  1. Roads claim their land first, bridges included.
//  2. Then water, the river banks and the green belts.
//  3. The rest is the part of the block it lies in.
func (p *plan) useAt(g pt) (u use, ok bool) {
	if !contains(p.limit, g) {
		return use{}, false
	}
	q := p.sheet.lift(g)
	u = use{district: districtOf(q, contains(p.north, g)), col: -1, row: -1, road: -1}
	b := p.cellAt(q)
	switch {
	case p.setRoad(&u, g, q):
	case contains(p.water, g):
		u.code = "E11"
	case contains(p.corridor, g):
		u.code = "G1"
		u.phase = p.bankPhase(b)
		u.col, u.row = -2, -2
	case p.inBelt(g, q):
		u.code, u.phase = "G2", b.phase
		u.col, u.row, u.leaf = b.col, b.row, -1
	default:
		u.leaf = b.leafAt(q)
		u.code, u.phase, u.col, u.row = b.leaves[u.leaf].code, b.phase, b.col, b.row
	}
	return u, true
}

func (p *plan) setRoad(u *use, g, q pt) bool {
	i := p.roadAt(g)
	if i < 0 {
		return false
	}
	u.road, u.code, u.phase = i, "S1", p.roadPhase(p.roads[i], q)
	return true
}

// bankPhase keeps the banks in two stages only: laid out or planned.
func (p *plan) bankPhase(b *block) int {
	if b == nil || b.phase < 2 {
		return 0
	}
	return 2
}

// inBelt tells whether the point lies in a green belt at the park's edge.
func (p *plan) inBelt(g, q pt) bool {
	top := rows[len(rows)-1]
	if q.y > top.at-top.width/2-expresswayBelt {
		return true
	}
	edge := p.sheet.layLine(gridLine(railwayEdge[0], railwayEdge[1]))
	return distanceTo(g, edge) < railwayBelt
}

func numbered(prefix string, n int) string { return fmt.Sprintf("%s-%02d", prefix, n) }
