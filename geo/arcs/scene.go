package arcs

import (
	"math"
	"sync"

	"github.com/paulmach/orb"
)

// scene is all that a sweep looks at. Nothing in it changes while workers run.
type scene struct {
	atoms   []atom // in tree order
	polys   []poly
	rims    []rim
	facs    []facility
	tree    *tree
	counted bool // some facility has covers that may overlap each other

	land    chain
	landBox box
	area    float64

	strokes bool // keep the boundary pieces for contours
}

// stage returns the scene of reaches over an area, with coincident straight
// boundaries made exact. origin should be near the area.
func stage(area Region, reaches []Reach, origin orb.Point) *scene {
	b := build(reaches, origin)
	s := &scene{polys: b.polys, rims: b.rims, facs: b.facs}
	if len(b.polys) == 0 { // discs and land need not wait for each other
		var wg sync.WaitGroup
		wg.Go(func() { s.plant(b.atoms) })
		s.setLand(b.prepareLand(area, origin))
		wg.Wait()
		return s
	}
	s.setLand(b.prepareLand(area, origin))
	for i := range s.polys {
		s.polys[i].chain = newChain(s.polys[i].edges)
	}
	s.plant(b.atoms)
	return s
}

// prepareLand returns the edges of the area, noded with each other and with
// the polygons, without those that its polygons share.
func (b *builder) prepareLand(area Region, origin orb.Point) []seg {
	land := landEdges(area, origin)
	if len(b.polys) > 0 || len(area) > 1 {
		land = b.nodeWith(land)
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
			a := &atoms[i]
			boxes[i] = box{a.c.x - a.r, a.c.y - a.r, a.c.x + a.r, a.c.y + a.r}
			if a.poly >= 0 {
				boxes[i] = s.polys[a.poly].bounds()
			}
		}
	})
	s.tree = plant(boxes)
	s.atoms = make([]atom, len(atoms))
	spread(len(atoms), func(from, to int) {
		for i := from; i < to; i++ {
			s.atoms[i] = atoms[s.tree.order[i]]
		}
	})
	for i := range s.facs {
		if s.counted = s.facs[i].counted; s.counted {
			break
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
		for _, ring := range b.outline(p) {
			edges = append(edges, ring...)
		}
	}
	return edges
}

// nodeWith nodes the polygons and land together and returns the land.
func (b *builder) nodeWith(land []seg) []seg {
	strands := []*strand{{edges: land}}
	for i := range b.polys {
		strands = append(strands, &strand{b.polys[i].edges, b.polys[i].mute})
	}
	node(strands)
	for i := range b.polys {
		b.polys[i].edges, b.polys[i].mute = strands[i+1].edges, strands[i+1].mute
	}
	return strands[0].edges
}

// middle returns the centre of the area rounded to whole metres, so that
// subtracting it costs no precision; the centre of the reaches when there is
// no area.
func middle(area Region) orb.Point {
	b, found := orb.Bound{}, false
	for _, p := range area {
		if len(p) == 0 || len(p[0]) == 0 {
			continue
		}
		if pb := p.Bound(); found {
			b = b.Union(pb)
		} else {
			b, found = pb, true
		}
	}
	c := b.Center()
	return orb.Point{math.Round(c[0]), math.Round(c[1])}
}
