package cql2_test

import (
	"math/rand/v2"
	"time"

	"github.com/paulmach/orb"

	"catchment/data/cql2"
	"catchment/geo"
)

// generator makes random filters over the properties of [names].
type generator struct {
	*rand.Rand
	wild bool // also what another database does not know, or knows otherwise
}

func names() cql2.Names {
	kinds := map[string]cql2.Type{
		"name": cql2.Text, "pop": cql2.Number, "floors": cql2.Number, "open": cql2.Boolean, "built": cql2.Text,
		"geometry": cql2.Geometry, "tags": cql2.Structured, "odd": cql2.Any, "面积 (m²)": cql2.Number, "AND": cql2.Text,
	}
	return cql2.Names{
		Property: func(name string) (cql2.Type, bool) { k, ok := kinds[name]; return k, ok },
		All:      []string{"name", "pop", "floors", "open", "built", "geometry"},
	}
}

func pick[T any](g *generator, all ...T) T { return all[g.IntN(len(all))] }

func of(op cql2.Op, args ...*cql2.Expr) *cql2.Expr { return &cql2.Expr{Op: op, Args: args} }

func property(name string) *cql2.Expr { return &cql2.Expr{Op: cql2.OpProperty, Text: name} }

// condition returns what is true or false, depth operators deep at most.
func (g *generator) condition(depth int) *cql2.Expr {
	if depth > 0 {
		switch g.IntN(5) {
		case 0, 1:
			e := of(pick(g, cql2.OpAnd, cql2.OpOr))
			for range 2 + g.IntN(2) {
				e.Args = append(e.Args, g.condition(depth-1))
			}
			return e
		case 2:
			return of(cql2.OpNot, g.condition(depth-1))
		}
	}
	value := pick(g, g.number, g.text, g.boolean, g.number, g.text)
	switch g.IntN(8) {
	case 0:
		return of(cql2.OpIsNull, property(pick(g, "name", "pop", "open", "built")))
	case 1:
		return of(cql2.OpBetween, g.number(2), g.number(1), g.number(1))
	case 2:
		e := of(cql2.OpIn, value(1))
		for range 1 + g.IntN(4) {
			e.Args = append(e.Args, value(0))
		}
		return e
	case 3:
		return g.like()
	case 4:
		return of(g.comparison(), property("built"), g.instant())
	case 5, 6:
		return g.spatial()
	}
	return of(g.comparison(), value(2), value(2))
}

func (g *generator) comparison() cql2.Op {
	return pick(g, cql2.OpEqual, cql2.OpUnequal, cql2.OpLess, cql2.OpMore, cql2.OpAtMost, cql2.OpAtLeast)
}

func (g *generator) number(depth int) *cql2.Expr {
	switch {
	case depth > 0 && g.IntN(3) == 0:
		ops := []cql2.Op{cql2.OpPlus, cql2.OpMinus, cql2.OpTimes, cql2.OpOver}
		if g.wild {
			ops = append(ops, cql2.OpPower, cql2.OpModulo, cql2.OpDiv)
		}
		return of(pick(g, ops...), g.number(depth-1), g.number(depth-1))
	case g.IntN(2) == 0:
		return property(pick(g, "pop", "floors"))
	case g.wild && g.IntN(3) == 0:
		return pick(g, property("面积 (m²)"), &cql2.Expr{Op: cql2.OpNumber, Number: g.NormFloat64() * pick(g, 1e-12, 1.0, 1e20)})
	}
	return &cql2.Expr{Op: cql2.OpNumber, Number: float64(g.IntN(9)-3) / pick(g, 1.0, 1, 2)}
}

// words are few, so that they are often equal.
var words = []string{"park", "Park", "PARK 1", "school", "a%b", "a_b", `a\b`, "it's", "", "Zoo"}

func (g *generator) text(depth int) *cql2.Expr {
	switch {
	case depth > 0 && g.IntN(4) == 0:
		return of(cql2.OpCaseI, g.text(depth-1))
	case depth > 0 && g.wild && g.IntN(4) == 0:
		return of(cql2.OpAccentI, g.text(depth-1))
	case g.IntN(2) == 0:
		return property("name")
	case g.wild && g.IntN(2) == 0:
		return pick(g, property("AND"), &cql2.Expr{Op: cql2.OpText, Text: pick(g, `\`, `\'`, `''\\'`, "公园\u2028", "\"", "\x00", "É", `\\`)})
	}
	return &cql2.Expr{Op: cql2.OpText, Text: pick(g, words...)}
}

func (g *generator) boolean(depth int) *cql2.Expr {
	if g.IntN(2) == 0 {
		return property("open")
	}
	if g.wild && depth > 1 {
		return g.condition(0)
	}
	return &cql2.Expr{Op: cql2.OpBoolean, Boolean: g.IntN(2) == 0}
}

func (g *generator) like() *cql2.Expr {
	p := &cql2.Expr{Op: cql2.OpText, Text: pick(g, "park%", "%a%", "_ark", "%", "", "a\\%b", "a\\_b", "%\\\\%", "p%k%", "PARK", "%o%o%")}
	if g.IntN(2) == 0 {
		return of(cql2.OpLike, of(cql2.OpCaseI, property("name")), of(cql2.OpCaseI, p))
	}
	return of(cql2.OpLike, property("name"), p)
}

func (g *generator) instant() *cql2.Expr {
	t := time.Date(2000+g.IntN(3), time.Month(1+g.IntN(2)), 1+g.IntN(2), 0, 0, 0, 0, time.UTC)
	if g.IntN(2) == 0 {
		return &cql2.Expr{Op: cql2.OpDate, Time: t}
	}
	if g.wild {
		t = t.Add(time.Duration(g.IntN(1e9)))
	}
	return &cql2.Expr{Op: cql2.OpTimestamp, Time: t.Add(time.Duration(12*g.IntN(2)) * time.Hour)}
}

func (g *generator) spatial() *cql2.Expr {
	op := pick(g, cql2.OpIntersects, cql2.OpEquals, cql2.OpDisjoint, cql2.OpTouches, cql2.OpWithin, cql2.OpOverlaps, cql2.OpCrosses, cql2.OpContains)
	shape := &cql2.Expr{Op: cql2.OpGeometry, Geometry: g.shape()}
	if g.IntN(3) == 0 {
		b := g.shape().Bound()
		shape = &cql2.Expr{Op: cql2.OpBBox, Box: []float64{b.Min[0], b.Min[1], b.Max[0], b.Max[1]}}
	}
	if g.IntN(3) == 0 {
		return of(op, shape, property("geometry"))
	}
	return of(op, property("geometry"), shape)
}

// shape returns a geometry on a grid so coarse that everything degenerate
// happens. Unless the generator is wild, edges run along the axes or diagonals,
// so that they cross at halves: GEOS before 3.13 works with crossings rounded
// to a double, and misses that two
// edges overlap where a third crosses both.
func (g *generator) shape() orb.Geometry {
	for {
		s := g.anyShape()
		if !g.wild && !diagonal(s) {
			continue
		}
		if passed, _ := geo.Gate(s, geo.Strict); passed != nil {
			return passed
		}
	}
}

// diagonal tells whether all edges run along the axes or diagonals.
func diagonal(s orb.Geometry) bool {
	ok := true
	line := func(l []orb.Point) {
		for i := 1; i < len(l); i++ {
			dx, dy := l[i][0]-l[i-1][0], l[i][1]-l[i-1][1]
			ok = ok && (dx == 0 || dy == 0 || dx == dy || dx == -dy)
		}
	}
	polygon := func(p orb.Polygon) {
		for _, r := range p {
			line(r)
		}
	}
	switch s := s.(type) {
	case orb.LineString:
		line(s)
	case orb.MultiLineString:
		for _, l := range s {
			line(l)
		}
	case orb.Polygon:
		polygon(s)
	case orb.MultiPolygon:
		for _, p := range s {
			polygon(p)
		}
	}
	return ok
}

func (g *generator) anyShape() orb.Geometry {
	point := func() orb.Point { return orb.Point{float64(g.IntN(7)), float64(g.IntN(7))} }
	line := func() (l orb.LineString) {
		for range 2 + g.IntN(3) {
			l = append(l, point())
		}
		return l
	}
	ring := func() (r orb.Ring) {
		if g.IntN(2) == 0 {
			p := point()
			return orb.Bound{Min: p, Max: orb.Point{p[0] + 1 + float64(g.IntN(4)), p[1] + 1 + float64(g.IntN(4))}}.ToRing()
		}
		for range 3 + g.IntN(2) {
			r = append(r, point())
		}
		return append(r, r[0])
	}
	polygon := func() orb.Polygon {
		p := orb.Polygon{ring()}
		if g.IntN(3) == 0 {
			p = append(p, ring())
		}
		return p
	}
	switch g.IntN(7) {
	case 0, 1:
		return point()
	case 2:
		return line()
	case 3:
		return orb.MultiPoint{point(), point()}
	case 4:
		return orb.MultiLineString{line(), line()}
	case 5:
		return orb.MultiPolygon{polygon(), polygon()}
	}
	return polygon()
}
