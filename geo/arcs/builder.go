package arcs

import (
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// atom is what reaches are taken apart into: a disc, or a polygon with a disc
// nowhere in sight (poly >= 0). Discs and polygons are the only covers, rims
// and polygon edges the only boundaries.
type atom struct {
	c    vec // of a polygon: it lies within r of c
	r    float64
	fac  int32
	id   int32 // rises with fac; of coincident boundaries the lowest id owns
	poly int32 // number of the polygon, -1 for a disc
	rim  int32 // number of the visible part of a disc's rim, wholeRim or noRim
}

const (
	wholeRim int32 = -1
	noRim    int32 = -2 // the disc covers, but its rim is known to be covered
)

// rim is the part of a circle from angle lo, at offset p from the centre,
// counter-clockwise to hi, at q.
type rim struct {
	lo, hi float64
	p, q   vec
}

// poly is a polygonal cover: a polygon that is a reach by itself, the core of
// a grown one, or a [flank].
type poly struct {
	chain
	shown [2]stretch // the edges that may be boundary
	core  float64    // how far the polygon is grown by its flanks and corners, 0 when it is not
	flank
}

// stretch is a run of edges, from first to before last.
type stretch struct{ first, last int32 }

// facility is what must be known of a reach as a whole.
type facility struct {
	origin  vec  // its own sums of area are taken about this point
	counted bool // its covers may overlap each other, so they must be counted
}

// builder takes reaches apart.
type builder struct {
	origin orb.Point
	atoms  []atom
	polys  []poly
	rims   []rim
	facs   []facility
	discs  map[disc]struct{} // discs of the current facility, when it has several primitives
	room   []seg             // for the edges of flanks
	line   []vec             // a ring in hand
}

// disc is a disc as a map key.
type disc struct {
	c vec
	r float64
}

// build returns the atoms of reaches, relative to origin.
func build(reaches []Reach, origin orb.Point) *builder {
	b := &builder{origin: origin, facs: make([]facility, len(reaches))}
	b.makeRoom(reaches)
	for i, reach := range reaches {
		b.discs = nil
		if len(reach) > 1 {
			b.discs = map[disc]struct{}{}
		}
		first := len(b.atoms)
		for _, p := range reach {
			p.emit(b)
		}
		for k := first; k < len(b.atoms); k++ {
			b.atoms[k].fac = int32(i)
		}
		if len(b.atoms) > first {
			b.facs[i].origin = b.atoms[first].c
			b.facs[i].counted = len(b.atoms) > first+1 || b.atoms[first].poly >= 0
		}
	}
	return b
}

// makeRoom makes room for what reaches come apart into.
func (b *builder) makeRoom(reaches []Reach) {
	atoms, polys := 0, 0
	for _, reach := range reaches {
		for _, p := range reach {
			switch p := p.(type) {
			case Disc:
				atoms++
			case Capsule:
				atoms, polys = atoms+2, polys+1
			case Grown:
				n := 1
				for _, ring := range p.Polygon {
					if p.RadiusM > 0 {
						n += len(ring)
					}
				}
				atoms, polys = atoms+2*n, polys+n
			}
		}
	}
	b.atoms, b.polys = make([]atom, 0, atoms), make([]poly, 0, polys)
}

func (b *builder) local(p orb.Point) vec { return vec{p[0] - b.origin[0], p[1] - b.origin[1]} }

func (d Disc) emit(b *builder) { b.addDisc(b.local(d.Center), d.RadiusM) }

func (c Capsule) emit(b *builder) {
	p, q := b.local(c.A), b.local(c.B)
	b.addDisc(p, c.RadiusM)
	if p == q || c.RadiusM == 0 {
		return
	}
	b.addDisc(q, c.RadiusM)
	// The same street piece walked either way is the same capsule, to the bit.
	if q.before(p) {
		p, q = q, p
	}
	b.addFlank(p, q, c.RadiusM, c.RadiusM)
}

func (g Grown) emit(b *builder) {
	rings := b.outline(g.Polygon)
	if len(rings) == 0 {
		g.emitLine(b)
		return
	}
	var edges []seg
	for _, ring := range rings {
		edges = append(edges, ring...)
	}
	p := poly{chain: chain{edges: edges}, core: g.RadiusM}
	if g.RadiusM == 0 {
		p.shown[0].last = int32(len(edges))
	}
	bb := p.bounds()
	c := vec{(bb.minX + bb.maxX) / 2, (bb.minY + bb.maxY) / 2}
	b.addPoly(p, c, math.Hypot(bb.maxX-c.x, bb.maxY-c.y))
	if g.RadiusM == 0 {
		return
	}
	for _, ring := range rings {
		in := ring[len(ring)-1]
		for _, e := range ring {
			b.addFlank(e.a, e.b, g.RadiusM, g.RadiusM/2)
			b.addCorner(in, e, g.RadiusM)
			in = e
		}
	}
}

// emitLine grows an outline that has shrunk to a line or a point.
func (g Grown) emitLine(b *builder) {
	if len(g.Polygon) == 0 || g.RadiusM == 0 {
		return
	}
	for i, ring := 1, g.Polygon[0]; i < len(ring); i++ {
		Capsule{ring[i-1], ring[i], g.RadiusM}.emit(b)
	}
}

// addDisc adds a disc whose whole rim may show. A disc of no size covers
// nothing, and one the facility has already adds nothing.
func (b *builder) addDisc(c vec, r float64) {
	if r == 0 {
		return
	}
	if b.discs != nil {
		if _, ok := b.discs[disc{c, r}]; ok {
			return
		}
		b.discs[disc{c, r}] = struct{}{}
	}
	b.atoms = append(b.atoms, atom{c: c, r: r, id: int32(len(b.atoms)), poly: -1, rim: wholeRim})
}

// addCorner adds the disc at the corner between two edges of a grown polygon.
// Only where the corner is convex does its rim show, between the two normals.
func (b *builder) addCorner(in, out seg, r float64) {
	d, e := in.b.sub(in.a), out.b.sub(out.a)
	a := atom{c: out.a, r: r, id: int32(len(b.atoms)), poly: -1, rim: noRim}
	turn := math.Atan2(d.cross(e), d.dot(e))
	if turn < 1e-6-math.Pi { // a spike folded on itself: its tip shows unless covered
		turn += 2 * math.Pi
	}
	if turn > 0 {
		lo := math.Atan2(-d.x, d.y)
		k, l := r/math.Hypot(d.x, d.y), r/math.Hypot(e.x, e.y)
		a.rim = int32(len(b.rims))
		b.rims = append(b.rims, rim{lo, lo + turn, vec{d.y * k, -d.x * k}, vec{e.y * l, -e.x * l}})
	}
	b.atoms = append(b.atoms, a)
}

func (b *builder) addPoly(p poly, c vec, r float64) {
	b.atoms = append(b.atoms, atom{c: c, r: r, id: int32(len(b.atoms)), poly: int32(len(b.polys)), rim: noRim})
	b.polys = append(b.polys, p)
}

// outline returns the rings of a polygon as edges with the land on their
// left, without repeated positions and without rings of fewer than three.
func (b *builder) outline(p orb.Polygon) [][]seg {
	var rings [][]seg
	for i, ring := range p {
		if edges := b.ringEdges(nil, ring, i > 0); len(edges) > 0 {
			rings = append(rings, edges)
		} else if i == 0 {
			return nil
		}
	}
	return rings
}

// ringEdges appends the edges of a ring to dst, none when they are fewer than
// three: counter-clockwise, a hole clockwise.
func (b *builder) ringEdges(dst []seg, ring orb.Ring, hole bool) []seg {
	line := b.line[:0]
	for _, v := range ring {
		if q := b.local(v); len(line) == 0 || line[len(line)-1] != q {
			line = append(line, q)
		}
	}
	b.line = line
	if len(line) < 4 {
		return dst
	}
	if (doubleArea(line) < 0) != hole {
		slices.Reverse(line)
	}
	dst = slices.Grow(dst, len(line)-1)
	for k := 1; k < len(line); k++ {
		dst = append(dst, seg{line[k-1], line[k]})
	}
	return dst
}

// doubleArea returns twice the signed area of a closed line.
func doubleArea(line []vec) float64 {
	s := 0.0
	for k := 1; k < len(line); k++ {
		s += line[k-1].sub(line[0]).cross(line[k].sub(line[0]))
	}
	return s
}
