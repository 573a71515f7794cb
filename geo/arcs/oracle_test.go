package arcs_test

import (
	"math"
	"math/rand/v2"
	"slices"

	"catchment/geo/arcs"

	"github.com/paulmach/orb"
)

// ruled is the answer of the line oracle: the area is ruled with horizontal
// lines, on each of which the covers are intervals found from first
// principles, and the lengths are added up. It shares no code and no idea
// with the sweep; its error falls with the spacing to the power of 1.5.
type ruled struct {
	area             float64
	depth            []float64
	reach, exclusive []float64
}

type span struct{ lo, hi float64 }

func rule(area arcs.Region, reaches []arcs.Reach, lines int) ruled {
	r := ruled{reach: make([]float64, len(reaches)), exclusive: make([]float64, len(reaches))}
	random := rand.New(rand.NewPCG(1, 2))
	for _, p := range area {
		b := p.Bound()
		h := (b.Max[1] - b.Min[1]) / float64(lines)
		for i := range lines {
			y := b.Min[1] + (float64(i)+random.Float64())*h
			r.line(polygonSpans(p, y), reaches, y, h)
		}
	}
	return r
}

func (r *ruled) line(land []span, reaches []arcs.Reach, y, h float64) {
	type end struct {
		x     float64
		fac   int
		delta int
	}
	var ends []end
	for _, s := range land {
		ends = append(ends, end{s.lo, -1, 1}, end{s.hi, -1, -1})
	}
	for f, reach := range reaches {
		for _, p := range reach {
			for _, s := range primitiveSpans(p, y) {
				ends = append(ends, end{s.lo, f, 1}, end{s.hi, f, -1})
			}
		}
	}
	slices.SortFunc(ends, func(a, b end) int {
		if a.x < b.x {
			return -1
		} else if a.x > b.x {
			return 1
		}
		return 0
	})
	inside, open := 0, map[int]int{}
	for i, e := range ends {
		if i > 0 && inside > 0 {
			v := (e.x - ends[i-1].x) * h
			r.area += v
			for len(r.depth) <= len(open) {
				r.depth = append(r.depth, 0)
			}
			r.depth[len(open)] += v
			for f := range open {
				r.reach[f] += v
				if len(open) == 1 {
					r.exclusive[f] += v
				}
			}
		}
		if e.fac < 0 {
			inside += e.delta
		} else if open[e.fac] += e.delta; open[e.fac] == 0 {
			delete(open, e.fac)
		}
	}
}

func primitiveSpans(p arcs.Primitive, y float64) []span {
	switch p := p.(type) {
	case arcs.Disc:
		return discSpans(p.Center, p.RadiusM, y)
	case arcs.Capsule:
		return capsuleSpans(p.A, p.B, p.RadiusM, y)
	case arcs.Grown:
		spans := polygonSpans(p.Polygon, y)
		for _, ring := range p.Polygon {
			for i := 1; i < len(ring); i++ {
				spans = append(spans, capsuleSpans(ring[i-1], ring[i], p.RadiusM, y)...)
			}
		}
		return spans
	}
	return nil
}

func discSpans(c orb.Point, r, y float64) []span {
	d := y - c[1]
	if math.Abs(d) >= r {
		return nil
	}
	w := math.Sqrt(r*r - d*d)
	return []span{{c[0] - w, c[0] + w}}
}

func capsuleSpans(a, b orb.Point, r, y float64) []span {
	all := append(discSpans(a, r, y), discSpans(b, r, y)...)
	if l := math.Hypot(b[0]-a[0], b[1]-a[1]); l > 0 && r > 0 {
		nx, ny := -(b[1]-a[1])/l*r, (b[0]-a[0])/l*r
		box := orb.Ring{{a[0] + nx, a[1] + ny}, {a[0] - nx, a[1] - ny}, {b[0] - nx, b[1] - ny}, {b[0] + nx, b[1] + ny}, {a[0] + nx, a[1] + ny}}
		all = append(all, polygonSpans(orb.Polygon{box}, y)...)
	}
	if len(all) == 0 {
		return nil
	}
	s := all[0] // a capsule is convex, so its parts on a line join
	for _, o := range all[1:] {
		s = span{min(s.lo, o.lo), max(s.hi, o.hi)}
	}
	return []span{s}
}

func polygonSpans(p orb.Polygon, y float64) []span {
	var xs []float64
	for _, ring := range p {
		for i := 1; i < len(ring); i++ {
			a, b := ring[i-1], ring[i]
			if (a[1] > y) != (b[1] > y) {
				xs = append(xs, a[0]+(b[0]-a[0])*(y-a[1])/(b[1]-a[1]))
			}
		}
	}
	slices.Sort(xs)
	var spans []span
	for i := 1; i < len(xs); i += 2 {
		spans = append(spans, span{xs[i-1], xs[i]})
	}
	return spans
}
