package geo

import (
	"fmt"

	"github.com/paulmach/orb"
)

// breach is what makes rings not a valid polygon.
type breach struct {
	rule    string
	ring    int // index into the rings checked
	edge    int // index of the position that starts the edge meant, -1 for the ring
	message string
}

// breachIn returns the first breach of validity found among rings, nil when
// they make up a valid polygon or MultiPolygon in the sense of OGC Simple
// Features: no ring meets itself, rings meet each other in single points at
// most, holes lie in their exterior ring and not in each other, parts lie
// outside each other, and every interior hangs together.
func breachIn(rings []ring) *breach {
	if len(rings) == 1 && roundOnce(rings[0].Ring) {
		return nil
	}
	if n := len(rings[0].Ring) - 1; len(rings) == 1 && n <= 2*runEdges {
		c := check{search: &search{rings: rings}}
		if !c.inRun(run{0, 0, n}, c.see) && c.found.rule == RuleRingCrosses {
			return c.spike()
		}
		return c.found
	}
	c := check{search: newSearch(rings)}
	if !c.contacts(c.see) && c.found == nil {
		c.touches = c.touches[:0]
		sweptContacts(rings, c.see)
	}
	if c.found != nil && c.found.rule == RuleRingCrosses {
		return c.spike()
	}
	if c.found == nil && len(rings) > 1 {
		c.joined()
	}
	if c.found == nil && len(rings) > 1 {
		c.refresh()
		c.nested()
	}
	return c.found
}

// check is one search for a breach.
type check struct {
	*search
	found   *breach
	touches []contact // between different rings
}

// see judges a contact; it returns false at the first breach.
func (c *check) see(m contact) bool {
	rule, what := "", ""
	switch same := m.a.ring == m.b.ring; {
	case same && m.kind == overlap:
		rule, what = RuleSpike, "the ring runs back over itself"
	case same && m.kind == cross:
		rule, what = RuleRingCrosses, "the ring crosses itself"
	case same:
		rule, what = RuleRingCrosses, "the ring touches itself"
	case m.kind == overlap:
		rule, what = RuleRingsCross, "two rings share an edge"
	case m.kind == cross:
		rule, what = RuleRingsCross, "two rings cross"
	default:
		c.touches = append(c.touches, m)
		return true
	}
	c.found = &breach{rule, m.a.ring, m.a.i, what + " at " + position(m.at)}
	return false
}

// spike returns the breach found, named a spike when the ring has one: where it
// turns back it also touches itself, and either may be met first.
func (c *check) spike() *breach {
	b := c.found
	r := c.rings[b.ring].Ring
	for i, n := 0, len(r)-1; i < n; i++ {
		if p := r[(i+1)%n]; foldsBack(r[i], p, r[(i+2)%n]) {
			return &breach{RuleSpike, b.ring, (i + 1) % n, "the ring runs back over itself at " + position(p)}
		}
	}
	return b
}

func position(p orb.Point) string { return fmt.Sprintf("%.7f, %.7f", p[0], p[1]) }

// joined looks for rings of one polygon that touch so as to cut its interior
// apart, and for rings of different polygons that change sides where they touch.
//
// Rings and the points where they touch, as a graph, cut the interior exactly
// when the graph has a cycle.
func (c *check) joined() {
	type touched struct { // a point where rings of a part touch
		part int
		at   orb.Point
	}
	type link struct {
		node touched
		ring int
	}
	nodes := map[touched]int{}
	linked := map[link]bool{}
	u := newUnion(len(c.rings))
	for _, m := range c.touches {
		if c.rings[m.a.ring].part != c.rings[m.b.ring].part {
			if c.changesSides(m) {
				c.found = &breach{RuleRingsCross, m.a.ring, m.a.i, "two rings cross at " + position(m.at)}
				return
			}
			continue
		}
		at := touched{c.rings[m.a.ring].part, m.at}
		node, known := nodes[at]
		if !known {
			node = u.add()
			nodes[at] = node
		}
		for _, e := range []edge{m.a, m.b} {
			if linked[link{at, e.ring}] {
				continue
			}
			linked[link{at, e.ring}] = true
			if !u.join(node, e.ring) {
				c.found = &breach{RuleSplitInterior, e.ring, e.i, "rings touch so that they cut the interior apart at " + position(m.at)}
				return
			}
		}
	}
}

// changesSides tells whether, at the point where they touch, one ring passes
// from one side of the other to the other side.
func (c *check) changesSides(m contact) bool {
	a, b := c.passing(m.a, m.at), c.passing(m.b, m.at)
	return a.leftOf(m.at, b.from) != a.leftOf(m.at, b.to)
}

// passage is how a ring passes a point: where it comes from and goes to.
type passage struct{ from, to orb.Point }

// passing returns how the ring of e passes at, a point on e.
func (c *check) passing(e edge, at orb.Point) passage {
	r := c.rings[e.ring].Ring
	n := len(r) - 1
	from, to := r[e.i], r[e.i+1]
	switch at {
	case from:
		return passage{r[(e.i+n-1)%n], to}
	case to:
		return passage{from, r[(e.i+2)%n]}
	}
	return passage{from, to}
}

// leftOf tells whether the direction from at to q is left of the passage.
func (p passage) leftOf(at, q orb.Point) bool {
	in, out := orient(p.from, at, q) > 0, orient(at, p.to, q) > 0
	if orient(p.from, at, p.to) >= 0 {
		return in && out
	}
	return in || out
}

// nested looks for holes outside their exterior ring or in each other, and
// for parts within each other. No rings cross.
func (c *check) nested() {
	touching := map[orb.Point][]edge{}
	for _, m := range c.touches {
		touching[m.at] = append(touching[m.at], m.a, m.b)
	}
	within := map[int]bool{}
	for k := range c.rings {
		c.holders(k, touching, within)
		if c.work <= 0 {
			c.found = &breach{RuleTooTangled, k, -1, "the rings lie over each other too much to be checked; split the shape"}
			return
		}
		if c.found = c.misplaced(k, within); c.found != nil {
			return
		}
	}
}

// holders leaves in within the rings that ring k runs inside of, judged where
// its first edge starts. A ring that does not touch it there holds it when the
// ray to the west crosses that ring an odd number of times; one that does
// touch holds it when the edge goes off to the ring's inner side.
func (c *check) holders(k int, touching map[orb.Point][]edge, within map[int]bool) {
	clear(within)
	from, to := c.rings[k].Ring[0], c.rings[k].Ring[1]
	c.around(from, func(e edge) {
		if within[e.ring] {
			delete(within, e.ring)
		} else if e.ring != k {
			within[e.ring] = true
		}
	})
	for _, e := range touching[from] {
		if e.ring == k {
			continue
		}
		delete(within, e.ring)
		if c.passing(e, from).leftOf(from, to) == (winding(c.rings[e.ring].Ring) > 0) {
			within[e.ring] = true
		}
	}
}

// misplaced judges ring k, which lies within the rings given.
func (c *check) misplaced(k int, within map[int]bool) *breach {
	r := c.rings[k]
	inShell, inHole := map[int]bool{}, map[int]bool{}
	for o := range within {
		q := c.rings[o]
		if q.hole == 0 {
			inShell[q.part] = true
		} else {
			inHole[q.part] = true
		}
	}
	switch {
	case r.hole > 0 && !inShell[r.part]:
		return &breach{RuleHoleOutside, k, -1, "the hole lies outside its exterior ring"}
	case r.hole > 0 && inHole[r.part]:
		return &breach{RuleHolesNested, k, -1, "the hole lies within another hole"}
	case r.hole == 0:
		for part := range inShell {
			if part != r.part && !inHole[part] {
				return &breach{RulePartsOverlap, k, -1, "the part lies within another part"}
			}
		}
	}
	return nil
}

// union is a union-find structure.
type union struct{ parent []int }

func newUnion(n int) *union {
	u := &union{parent: make([]int, n)}
	for i := range u.parent {
		u.parent[i] = i
	}
	return u
}

// add makes a set of its own.
func (u *union) add() int {
	u.parent = append(u.parent, len(u.parent))
	return len(u.parent) - 1
}

func (u *union) find(i int) int {
	for u.parent[i] != i {
		u.parent[i] = u.parent[u.parent[i]]
		i = u.parent[i]
	}
	return i
}

// join unites two sets; false when they were one already.
func (u *union) join(i, j int) bool {
	i, j = u.find(i), u.find(j)
	u.parent[j] = i
	return i != j
}
