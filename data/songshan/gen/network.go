package main

import "fmt"

// street is a run of one road built in one phase.
type street struct {
	road  *road
	phase int
	line  []pt
}

// overrun is how far roads of each class run on beyond the park, m.
var overrun = [...]float64{local: 0, collector: 110, arterial: 330, expressway: 400}

var classNames = [...]string{"local", "collector", "arterial", "expressway"}

var speedKMH = [...]int{local: 30, collector: 40, arterial: 60, expressway: 80}

var lanesBoth = [...]int{local: 2, collector: 4, arterial: 6, expressway: 8}

// network cuts the middle lines of the roads where they meet, so that streets
// share the point of every crossing, and keeps what lies in or near the park.
func (p *plan) network() []street {
	lines := [][]pt{}
	for _, r := range p.roads {
		lines = append(lines, r.line)
	}
	ring := append(backwards(p.limit), p.limit[len(p.limit)-1])
	w := weaveLines(append(lines, ring), nodeTolerance)
	var out []street
	for i, r := range p.roads {
		var run *street
		for k := 1; k < len(w.paths[i]); k++ {
			a, b := w.nodes[w.paths[i][k-1]], w.nodes[w.paths[i][k]]
			mid := between(a, b, 0.5)
			if !p.keeps(r, mid) {
				run = nil
				continue
			}
			phase := p.roadPhase(r, p.sheet.lift(mid))
			if run == nil || run.phase != phase {
				out = append(out, street{road: r, phase: phase, line: []pt{a}})
				run = &out[len(out)-1]
			}
			run.line = append(run.line, b)
		}
	}
	return out
}

// keeps tells whether the road exists at ground point g of its middle line.
func (p *plan) keeps(r *road, g pt) bool {
	if !r.bank && !r.crossesRiver() && contains(p.corridor, g) {
		return false
	}
	away := distanceTo(g, append(backwards(p.limit), p.limit[len(p.limit)-1]))
	return contains(p.limit, g) || away < max(0.5, overrun[r.class])
}

// roadLayer writes the streets.
func (p *plan) roadLayer(streets []street) *layer {
	l := &layer{name: "roads", title: [2]string{"道路", "Roads"}}
	part := map[string]int{}
	for _, s := range streets {
		r := s.road
		part[r.id]++
		line := make([]gridPoint, len(s.line))
		for i, g := range s.line {
			line[i] = p.sheet.grid(g)
		}
		l.add(fmt.Sprintf("%s-%d", r.id, part[r.id]), "LineString", lineString(line), fields{
			{"name", r.name}, {"name_en", r.en}, {"class", classNames[r.class]}, {"maxspeed_kmh", speedKMH[r.class]},
			{"lanes", lanesBoth[r.class]}, {"width_m", r.width}, {"oneway", false},
			{"status", phaseStatus[s.phase]}, {"opens", opening(s.phase, r.id)},
		})
	}
	return l
}
