package arcs

import (
	"context"
	"math"
	"sync"

	"github.com/paulmach/orb"
)

// scene is all that a sweep looks at. Nothing in it changes while workers run.
type scene struct {
	atoms   []atom // facility by facility in the order of the tree
	polys   []poly
	rims    []rim
	facs    []facility
	tree    *tree   // over the facilities that cover anything
	counted bool    // some facility has covers that may overlap each other
	first   []int32 // when counted: the facility at place i has atoms first[i]:first[i+1]
	groves  []*tree // and this tree over them, nil when they are few
	walk    []int32 // and all atoms with boundary to sweep in their leaf, neighbours together
	slack   float64 // far above what rounding and noding move anything by

	crowd  *Crowd  // all atoms are its discs, nil where they are not
	grownM float64 // by how much the boxes of tree are to be grown to hold the atoms

	land    chain
	landBox box
	area    float64

	kept [3]bool // kinds of strokes that contours will be made of
}

// stage returns the scene of reaches over an area, with coincident straight
// boundaries made exact. origin should be near the area. It is not complete
// when the context ends.
func stage(ctx context.Context, area Region, reaches []Reach, origin orb.Point) *scene {
	b := build(reaches, origin)
	s := &scene{polys: b.polys, rims: b.rims, facs: b.facs}
	if len(b.polys) == 0 && !b.anyCounted() { // single discs and land need not wait for each other
		var wg sync.WaitGroup
		wg.Go(func() { s.plant(b.atoms) })
		s.setLand(b.prepareLand(ctx, area, origin))
		wg.Wait()
		return s
	}
	land := b.prepareLand(ctx, area, origin)
	if ctx.Err() != nil {
		return s
	}
	s.setLand(land)
	for i := range s.polys {
		s.polys[i].chain = newChain(s.polys[i].edges)
	}
	s.plant(b.atoms)
	return s
}

// anyCounted reports whether a facility has several atoms; where they are
// planted depends on where the land lies.
func (b *builder) anyCounted() bool {
	for i := range b.facs {
		if b.facs[i].counted {
			return true
		}
	}
	return false
}

// prepareLand returns the edges of the area, noded with each other and with
// the polygons, without those that its polygons share: most of them, which
// are the same to the bit, go before there is anything to node.
func (b *builder) prepareLand(ctx context.Context, area Region, origin orb.Point) []seg {
	land := landEdges(area, origin)
	if len(area) > 1 {
		land = unshared(land)
	}
	if len(b.polys) > 0 || len(area) > 1 {
		land = b.nodeWith(ctx, land)
	}
	if len(area) > 1 {
		land = cancel(land)
	}
	return land
}

// plant puts the atoms into tree order.
func (s *scene) plant(atoms []atom) {
	boxes := make([]box, len(atoms))
	spread(len(atoms), func(from, to int) {
		for i := from; i < to; i++ {
			boxes[i] = s.boxOf(&atoms[i])
		}
	})
	for i := range s.facs {
		if s.counted = s.facs[i].counted; s.counted {
			s.plantGroves(atoms, boxes)
			return
		}
	}
	s.tree = plant(boxes)
	s.atoms = make([]atom, len(atoms))
	spread(len(atoms), func(from, to int) {
		for i := from; i < to; i++ {
			s.atoms[i] = atoms[s.tree.order[i]]
		}
	})
}

func (s *scene) boxOf(a *atom) box {
	if a.poly >= 0 {
		return s.polys[a.poly].bounds()
	}
	return box{a.c.x - a.r, a.c.y - a.r, a.c.x + a.r, a.c.y + a.r}
}

// plantGroves is plant for facilities of several atoms: a tree over them and
// one for each over its atoms.
func (s *scene) plantGroves(atoms []atom, boxes []box) {
	var starts []int32 // of each facility's run in atoms
	var whole []box
	far := max(s.landBox.far(), 0)
	for i := range atoms {
		if i == 0 || atoms[i].fac != atoms[i-1].fac {
			starts, whole = append(starts, int32(i)), append(whole, noBox)
		}
		k := len(whole) - 1
		whole[k] = whole[k].join(boxes[i])
	}
	starts = append(starts, int32(len(atoms)))
	s.tree = plant(whole)
	n := len(whole)
	s.first, s.groves = make([]int32, n+1), make([]*tree, n)
	for i, k := range s.tree.order {
		s.first[i+1] = s.first[i] + starts[k+1] - starts[k]
		far = max(far, whole[i].far())
	}
	s.slack = far * slackRatio
	s.atoms = make([]atom, len(atoms))
	at := make([]int32, len(atoms)) // where in s.atoms each is put
	_ = parallel(context.Background(), 0, n, func() func(int) {
		return func(i int) {
			k := s.tree.order[i]
			mine, to := atoms[starts[k]:starts[k+1]], s.atoms[s.first[i]:s.first[i+1]]
			if len(mine) <= fan {
				copy(to, mine)
				for j := range mine {
					at[starts[k]+int32(j)] = s.first[i] + int32(j)
				}
				return
			}
			s.groves[i] = plant(boxes[starts[k]:starts[k+1]])
			for j, from := range s.groves[i].order {
				to[j] = mine[from]
				at[starts[k]+from] = s.first[i] + int32(j)
			}
		}
	})
	keys := curveKeys(boxes)
	sortKeys(keys)
	for _, k := range keys {
		if i := at[uint32(k)]; s.shows(&s.atoms[i]) {
			s.walk = append(s.walk, i)
		}
	}
}

func (s *scene) setLand(edges []seg) {
	s.land = newChain(edges)
	s.landBox = s.land.bounds()
	s.area = enclosed(edges, vec{})
}

// enclosed returns the area inside closed edges, summed about pivot.
func enclosed(edges []seg, pivot vec) float64 {
	var a sum
	for _, e := range edges {
		a.add(e.a.sub(pivot).cross(e.b.sub(e.a)) / 2)
	}
	return a.value()
}

func (c *chain) bounds() box {
	b := noBox
	if c.levels != nil {
		for _, o := range c.levels[len(c.levels)-1] {
			b = b.join(o)
		}
		return b
	}
	for _, e := range c.edges {
		b = b.join(e.box())
	}
	return b
}

// landEdges returns the edges of all polygons, relative to origin.
func landEdges(area Region, origin orb.Point) []seg {
	b := builder{origin: origin}
	n := 0
	for _, p := range area {
		for _, ring := range p {
			n += len(ring)
		}
	}
	edges := make([]seg, 0, n)
	for _, p := range area {
		first := len(edges)
		for i, ring := range p {
			edges = b.ringEdges(edges, ring, i > 0)
			if len(edges) == first { // no outline
				break
			}
		}
	}
	return edges
}

// nodeWith nodes the boundaries of the polygons and land together and returns
// the land.
func (b *builder) nodeWith(ctx context.Context, land []seg) []seg {
	all := land[:len(land):len(land)]
	for i := range b.polys {
		for _, sh := range b.polys[i].shown {
			all = append(all, b.polys[i].edges[sh.first:sh.last]...)
		}
	}
	nodes := node(ctx, all)
	k := len(land)
	land = make([]seg, 0, k+k/8)
	for i := range k {
		land = nodes.path(land, i)
	}
	for i := range b.polys {
		k = b.polys[i].reroute(nodes, k)
	}
	return land
}

// reroute replaces the edges that may show by their paths, of which the
// first is the k-th, and returns the number of the next one.
func (p *poly) reroute(nodes *noded, k int) int {
	if p.shown[0].last == 0 {
		return k
	}
	old, buf := p.edges, [8]seg{}
	edges := buf[:0]
	if p.r == 0 {
		edges = make([]seg, 0, len(old)+len(old)/8)
	}
	for i, sh := range p.shown {
		first := int32(len(edges))
		for range sh.last - sh.first {
			edges = nodes.path(edges, k)
			k++
		}
		last := int32(len(edges))
		p.shown[i] = stretch{first, last}
		if p.r > 0 && i == 0 {
			edges = append(edges, old[1])
		}
	}
	if p.r == 0 {
		if retraced(edges) { // a hole along the outline, a ring that comes back its own way
			edges = cancel(edges)
			p.shown = [2]stretch{{0, int32(len(edges))}}
		}
		p.edges = edges
		return k
	}
	p.closeFlank(old, edges)
	return k
}

// closeFlank sets the edges of a flank whose sides were rerouted, ends fitted
// to them: one side, the far end, the other side, the near end. A flank so
// short that a side is gone has none.
func (p *poly) closeFlank(old, edges []seg) {
	near, far := p.shown[0], p.shown[1]
	if p.inner != p.r {
		edges = append(edges, old[2])
	}
	if near.first == near.last || int(near.last)+1 == len(edges) {
		p.edges, p.shown = nil, [2]stretch{}
		return
	}
	edges = append(edges, old[3])
	n := len(edges) - 1
	edges[near.last] = seg{edges[near.last-1].b, edges[near.last+1].a}
	edges[n] = seg{edges[n-1].b, edges[0].a}
	if p.inner != p.r {
		far = stretch{}
	}
	p.shown[1] = far
	p.edges = append(old[:0], edges...)
}

// middle returns the centre of the area rounded to whole metres, so that
// subtracting it costs no precision; 0, 0 when there is no area.
func middle(area Region) orb.Point {
	b := noBox
	for _, p := range area {
		if len(p) == 0 {
			continue
		}
		for _, v := range p[0] {
			b.minX, b.minY = min(b.minX, v[0]), min(b.minY, v[1])
			b.maxX, b.maxY = max(b.maxX, v[0]), max(b.maxY, v[1])
		}
	}
	if b.maxX < b.minX {
		return orb.Point{}
	}
	return orb.Point{math.Round((b.minX + b.maxX) / 2), math.Round((b.minY + b.maxY) / 2)}
}
