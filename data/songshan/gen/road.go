package main

import (
	"cmp"
	"math"
	"slices"
)

// road is one street of the plan on the ground.
type road struct {
	gridRoad
	id     string
	column bool // a south-north line of the grid
	bank   bool // along the river
	line   []pt // middle line, ground metres, beyond the park at both ends
	left   []pt // red lines
	right  []pt
}

// sheetOverrun is how far grid lines are drawn beyond the outermost roads.
const sheetOverrun = 420

// layRoads lays the roads, highest class first and then in the order drawn:
// the order in which they claim the land of crossings.
func (p *plan) layRoads(banks [2][]pt) {
	west, east := columns[0].at-sheetOverrun, columns[len(columns)-1].at+sheetOverrun
	south, north := rows[0].at-sheetOverrun, rows[len(rows)-1].at+sheetOverrun
	for i, c := range columns {
		p.addRoad(&road{gridRoad: c, id: numbered("road-v", i+1), column: true}, p.sheet.layLine(gridLine(pt{c.at, south}, pt{c.at, north})))
	}
	for i, r := range rows {
		p.addRoad(&road{gridRoad: r, id: numbered("road-h", i+1)}, p.sheet.layLine(gridLine(pt{west, r.at}, pt{east, r.at})))
	}
	for i, line := range banks {
		g := gridRoad{class: collector, width: bankRoadWidth, name: bankRoadNames[i][0], en: bankRoadNames[i][1]}
		p.addRoad(&road{gridRoad: g, id: numbered("road-b", i+1), bank: true}, line)
	}
	slices.SortStableFunc(p.roads, func(a, b *road) int { return cmp.Compare(b.class, a.class) })
}

func (p *plan) addRoad(r *road, line []pt) {
	r.line = line
	r.left, r.right = offset(line, r.width/2), offset(line, -r.width/2)
	p.roads = append(p.roads, r)
}

// crossesRiver tells whether the road has a bridge; locals end at the bank.
func (r *road) crossesRiver() bool { return r.class > local }

// roadAt returns the index of the first road whose land holds ground point g.
func (p *plan) roadAt(g pt) int {
	in := contains(p.corridor, g)
	for i, r := range p.roads {
		if in && !r.bank && !r.crossesRiver() {
			continue
		}
		if distanceTo(g, r.line) < r.width/2 {
			return i
		}
	}
	for _, s := range p.splays {
		if contains(s.triangle[:], g) {
			return s.road
		}
	}
	return -1
}

// roadPhase returns the phase in which the road is built at sheet point q: as
// soon as the first of the blocks along it, and the main roads one earlier.
func (p *plan) roadPhase(r *road, q pt) int {
	phase := 9
	for _, d := range []pt{{60, 60}, {-60, 60}, {60, -60}, {-60, -60}} {
		at := q.add(d)
		switch {
		case r.column:
			at = pt{r.at + d.x, q.y}
		case !r.bank:
			at = pt{q.x, r.at + d.y}
		}
		if b := p.cellAt(at); b != nil {
			phase = min(phase, b.phase)
		}
	}
	if phase == 9 {
		phase = 0
	}
	if r.class >= arterial {
		phase = max(0, phase-1)
	}
	return phase
}

// splay is the corner of a block cut off at a crossing so that drivers see
// around it.
type splay struct {
	road     int
	triangle [3]pt
}

// laySplays returns the splays of all crossings of two grid roads.
func (p *plan) laySplays() []splay {
	var out []splay
	for i, a := range p.roads {
		for j, b := range p.roads {
			if j <= i || a.bank || b.bank || a.column == b.column {
				continue
			}
			out = append(out, p.splaysAt(i, j)...)
		}
	}
	return out
}

// splaysAt returns the splays of the crossing of roads i and j, which belong
// to i: four, or none where one of the roads ends at the river.
func (p *plan) splaysAt(i, j int) []splay {
	a, b := p.roads[i], p.roads[j]
	long := 9.0
	if min(a.class, b.class) >= arterial {
		long = 22
	} else if max(a.class, b.class) >= arterial {
		long = 14
	}
	var out []splay
	for _, ea := range [][]pt{a.left, a.right} {
		for _, eb := range [][]pt{b.left, b.right} {
			corner, da, db, ok := meeting(ea, eb)
			if !ok || contains(p.corridor, corner) && !(a.crossesRiver() && b.crossesRiver()) {
				continue
			}
			// Away from the other road's middle line, along each edge.
			if distanceTo(corner.add(da.times(5)), b.line) < b.width/2 {
				da = da.times(-1)
			}
			if distanceTo(corner.add(db.times(5)), a.line) < a.width/2 {
				db = db.times(-1)
			}
			out = append(out, splay{i, [3]pt{corner, corner.add(da.times(long)), corner.add(db.times(long))}})
		}
	}
	return out
}

// cut returns the line that draws the splay, drawn a little over both ends.
func (s splay) cut() []pt {
	d := s.triangle[2].sub(s.triangle[1]).unit().times(1.5)
	return []pt{s.triangle[1].sub(d), s.triangle[2].add(d)}
}

// meeting returns the first point where two polylines cross and their
// directions there.
func meeting(a, b []pt) (at, da, db pt, ok bool) {
	for i := 1; i < len(a); i++ {
		for j := 1; j < len(b); j++ {
			if s, _, hit := crossing(a[i-1], a[i], b[j-1], b[j]); hit {
				return between(a[i-1], a[i], s), a[i].sub(a[i-1]).unit(), b[j].sub(b[j-1]).unit(), true
			}
		}
	}
	return pt{}, pt{}, pt{}, false
}

// subdivide returns the points of ab at both ends, at the marks (shares of the
// way) within, and between those at most 75 m apart.
func subdivide(a, b pt, marks []float64) []pt {
	ts := []float64{0, 1}
	for _, m := range marks {
		if m > 1e-9 && m < 1-1e-9 {
			ts = append(ts, m)
		}
	}
	slices.Sort(ts)
	out := []pt{a}
	for i := 1; i < len(ts); i++ {
		n := int(math.Ceil((ts[i] - ts[i-1]) * a.distance(b) / 75))
		for k := 1; k <= n; k++ {
			out = append(out, between(a, b, ts[i-1]+(ts[i]-ts[i-1])*float64(k)/float64(n)))
		}
	}
	return out
}
