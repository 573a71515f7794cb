package arcs

// vec is a point or a displacement in metres from the sweep's origin.
type vec struct{ x, y float64 }

func (a vec) sub(b vec) vec       { return vec{a.x - b.x, a.y - b.y} }
func (a vec) cross(b vec) float64 { return a.x*b.y - a.y*b.x }
func (a vec) dot(b vec) float64   { return a.x*b.x + a.y*b.y }
func (a vec) before(b vec) bool   { return a.x < b.x || a.x == b.x && a.y < b.y }

// seg is a directed straight edge; the land it bounds lies on its left.
type seg struct{ a, b vec }

func (s seg) box() box {
	return box{min(s.a.x, s.b.x), min(s.a.y, s.b.y), max(s.a.x, s.b.x), max(s.a.y, s.b.y)}
}

// chainFan is how many edges, or nodes, a chain node bounds.
const chainFan = 8

// chain is a set of directed edges that together close, indexed in the order
// they follow each other. A node whose edges join end to end counts for a
// winding number by its two ends alone, so a point is located in time that
// grows with the logarithm of the number of edges.
type chain struct {
	edges  []seg
	levels [][]box
	broken [][]bool // broken[l][i]: the edges below node i of level l do not join end to end
}

// newChain returns the chain over edges, which it keeps.
func newChain(edges []seg) chain {
	c := chain{edges: edges}
	if len(edges) <= chainFan {
		return c
	}
	leaf := make([]box, len(edges))
	for i, e := range edges {
		leaf[i] = e.box()
	}
	c.levels = boundLevels(leaf, chainFan)
	c.broken = make([][]bool, len(c.levels))
	span := 1
	for l := range c.levels {
		c.broken[l] = make([]bool, len(c.levels[l]))
		for i := range c.broken[l] {
			for k := i*span + 1; k < min(len(edges), (i+1)*span); k++ {
				c.broken[l][i] = c.broken[l][i] || edges[k].a != edges[k-1].b
			}
		}
		span *= chainFan
	}
	return c
}

// near appends to dst the numbers of the edges whose boxes touch b.
func (c *chain) near(b *box, dst []int32) []int32 {
	if c.levels == nil {
		for i, e := range c.edges {
			if eb := e.box(); eb.touches(b) {
				dst = append(dst, int32(i))
			}
		}
		return dst
	}
	top := len(c.levels) - 1
	return c.nearBelow(top, 0, len(c.levels[top]), b, dst)
}

func (c *chain) nearBelow(level, from, to int, b *box, dst []int32) []int32 {
	for i := from; i < to; i++ {
		if !c.levels[level][i].touches(b) {
			continue
		}
		if level == 0 {
			dst = append(dst, int32(i))
			continue
		}
		dst = c.nearBelow(level-1, i*chainFan, min(len(c.levels[level-1]), (i+1)*chainFan), b, dst)
	}
	return dst
}

// winding returns how often the edges wind round p, counter-clockwise
// positive. For p on an edge it may be either side's number.
func (c *chain) winding(p vec) int {
	if c.levels != nil {
		top := len(c.levels) - 1
		return c.windingBelow(top, 0, len(c.levels[top]), p)
	}
	n := 0
	for _, e := range c.edges {
		n += crossing(p.x, p.y, e.a.x, e.a.y, e.b.x, e.b.y)
	}
	return n
}

func (c *chain) windingBelow(level, from, to int, p vec) int {
	n, span := 0, 1
	for range level {
		span *= chainFan
	}
	for i := from; i < to; i++ {
		b := &c.levels[level][i]
		switch {
		case p.y < b.minY || p.y > b.maxY || p.x > b.maxX:
		case level == 0:
			e := &c.edges[i]
			n += crossing(p.x, p.y, e.a.x, e.a.y, e.b.x, e.b.y)
		case p.x < b.minX && !c.broken[level][i]:
			first, last := &c.edges[i*span], &c.edges[min(len(c.edges), (i+1)*span)-1]
			n += above(last.b.y, p.y) - above(first.a.y, p.y)
		default:
			n += c.windingBelow(level-1, i*chainFan, min(len(c.levels[level-1]), (i+1)*chainFan), p)
		}
	}
	return n
}

func above(y, limit float64) int {
	if y > limit {
		return 1
	}
	return 0
}

// crossing returns +1 when the edge a→b crosses the ray from p towards +x
// upwards, -1 downwards, 0 when it misses it. An end on the ray's level
// counts as below it, so edges that meet there are counted once.
func crossing(px, py, ax, ay, bx, by float64) int {
	up := above(by, py) - above(ay, py)
	if up == 0 {
		return 0
	}
	if px < min(ax, bx) {
		return up
	}
	if left := (bx-ax)*(py-ay) - (by-ay)*(px-ax); (up > 0) == (left > 0) && left != 0 {
		return up
	}
	return 0
}
