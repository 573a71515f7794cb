package tiles

import (
	"context"
	"math"
	"slices"
	"strconv"
	"sync"

	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/geo/cores"
)

// Tile is one encoded tile.
type Tile struct {
	Data     []byte // empty where nothing is drawn
	Features int    // features that are drawn in it
	Dropped  int    // features whose middle is in it and that are not drawn
}

// Tile draws the tile in column x from the west and row y from the north, both
// below 2^zoom, zoom at most [MaxZoom]. The error is ctx's.
//
// The one layer of the tile is named as the layer. Its features have the
// properties that [data.Layer.Schema] lists, with their types: a property with
// whole and broken numbers has doubles, objects and arrays are JSON texts, null
// is left out. An id that is a whole number is the feature's, any other is the
// property "id" where there is none of that name. Of a GeometryCollection the
// polygons are drawn, or else the lines, or else the points.
func (s *Set) Tile(ctx context.Context, zoom, x, y int) (Tile, error) {
	f := frameOf(zoom, x, y)
	search := searches.Get().(*found)
	defer searches.Put(search)
	parts, err := s.drawParts(ctx, &f, s.drawn(zoom, f.bound(), search))
	if err != nil {
		return Tile{}, err
	}
	m := mosaics.Get().(*mosaic)
	defer m.done()
	m.reset(s)
	for _, p := range parts {
		m.add(p)
		p.done()
	}
	out := Tile{Features: m.count, Dropped: s.middles(&f) - m.middles}
	if m.count > 0 {
		out.Data = m.encoded(s.layer.ID)
	}
	return out, nil
}

// drawParts draws the geometries of features, on all processors where there are
// many, and returns the parts in order.
func (s *Set) drawParts(ctx context.Context, f *frame, shown []int) ([]*picture, error) {
	var mu sync.Mutex
	var parts []*picture
	cores.Parts(len(shown), func(from, to int) {
		p := pictures.Get().(*picture)
		p.reset(s, f, from)
		for keys := range slices.Chunk(shown[from:to], fetched) {
			if ctx.Err() != nil {
				break
			}
			p.fetch(keys)
			for _, key := range keys {
				if len(p.seen) < maxFeatures && p.positions < maxPositions {
					p.feature(key)
				}
			}
		}
		mu.Lock()
		defer mu.Unlock()
		parts = append(parts, p)
	})
	slices.SortFunc(parts, func(a, b *picture) int { return a.from - b.from })
	return parts, ctx.Err()
}

// picture is a part of a tile that is being drawn.
type picture struct {
	set   *Set
	frame frame
	from  int // where the part begins

	seen      []seen
	commands  []byte // of all that is seen
	positions int

	near    [fetched]near
	held    uint64  // of what is fetched: nobody reads it
	ranks   []uint8 // of the vertices of the feature being drawn
	shape   shape
	scratch [2][]vertex
}

// seen is a feature of which something is seen.
type seen struct {
	tags      []tag
	name      string // its id where not numbered
	dim       int
	positions int
	end       int    // of its commands
	id        uint64 // where numbered
	numbered  bool
	middle    bool // its middle is in the tile
}

// pictures are kept between tiles.
var pictures = sync.Pool{New: func() any { return new(picture) }}

func (p *picture) reset(s *Set, f *frame, from int) {
	p.set, p.frame, p.from = s, *f, from
	p.seen, p.commands, p.positions = p.seen[:0], p.commands[:0], 0
}

// done gives the picture back, without the set, which may be that of a layer
// that is served no more.
func (p *picture) done() {
	p.set, p.ranks = nil, nil
	clear(p.seen)
	clear(p.near[:])
	pictures.Put(p)
}

// feature draws a feature if anything of it is seen.
func (p *picture) feature(key int) {
	f := p.set.feature(key)
	p.shape.reset()
	dim := dimension(f.Geometry)
	if dim == 2 && int(p.set.largeFrom(key)) > p.frame.zoom {
		p.square(key)
	} else {
		at := 0
		p.ranks = p.set.ranks(key)
		p.geometry(f.Geometry, dim, &at)
	}
	if p.shape.empty() {
		return
	}
	p.commands = p.shape.appendCommands(p.commands)
	out := seen{tags: p.set.tags(key), dim: dim, positions: p.shape.positions(), end: len(p.commands)}
	out.middle = p.frame.zoom == 0 || p.set.code(key)>>tileShift(p.frame.zoom) == p.frame.code
	if out.id, out.numbered = idOf(f); !out.numbered {
		out.name = f.ID
	}
	p.positions += out.positions
	p.seen = append(p.seen, out)
}

// geometry adds what a geometry has of a dimension; at is the number of its first
// vertex.
func (p *picture) geometry(g orb.Geometry, dim int, at *int) {
	switch g := g.(type) {
	case orb.Point:
		if dim == 0 {
			p.point(g)
		}
		*at++
	case orb.MultiPoint:
		for _, q := range g {
			if dim == 0 {
				p.point(q)
			}
		}
		*at += len(g)
	case orb.LineString:
		if dim == 1 {
			p.line(g, *at)
		}
		*at += len(g)
	case orb.MultiLineString:
		for _, l := range g {
			p.geometry(l, dim, at)
		}
	case orb.Polygon:
		if dim == 2 {
			p.polygon(g, *at)
		}
		for _, r := range g {
			*at += len(r)
		}
	case orb.MultiPolygon:
		for _, q := range g {
			p.geometry(q, dim, at)
		}
	case orb.Collection:
		for _, m := range g {
			p.geometry(m, dim, at)
		}
	}
}

func (p *picture) point(q orb.Point) {
	v := p.frame.vertex(q)
	if inside(v) {
		p.shape.points = append(p.shape.points, v)
	}
}

// snapped returns what the zoom keeps of a line, on the grid, none twice in a
// row; first is the number of its first vertex.
func (p *picture) snapped(pts []orb.Point, first int) []vertex {
	out, from := p.scratch[0][:0], p.ranks[first:first+len(pts)]
	for k, q := range pts {
		if int(from[k]) > p.frame.zoom {
			continue
		}
		if v := p.frame.vertex(q); len(out) == 0 || v != out[len(out)-1] {
			out = append(out, v)
		}
	}
	p.scratch[0] = out
	return out
}

func (p *picture) line(l orb.LineString, first int) {
	clipLine(p.snapped(l, first), func(piece []vertex) { p.shape.lines = append(p.shape.lines, piece) })
}

// polygon adds a polygon as it is seen: snapped, clipped and valid.
func (p *picture) polygon(g orb.Polygon, first int) {
	from := len(p.shape.rings)
	for k, r := range g {
		ring := p.snapped(r, first)
		first += len(r)
		if len(ring) > 1 && ring[0] == ring[len(ring)-1] {
			ring = ring[:len(ring)-1]
		}
		ring = withoutSpikes(p.clipRing(ring))
		if len(ring) >= 3 && doubleArea(ring) != 0 {
			p.shape.ring(ring)
		} else if k == 0 {
			return
		}
	}
	p.shape.polygons = valid(p.shape.polygons, p.shape.rings[from:len(p.shape.rings):len(p.shape.rings)])
}

// square adds the square that stands for a polygon too small to be seen, and
// for its like in the same cell: of the area of them all, in the cell, the
// whole cell where that is half of it or more.
func (p *picture) square(key int) {
	code := p.set.code(key)
	units2 := float64(p.set.areaAround(key, cellShift(p.frame.zoom))) / shares * p.frame.scale * p.frame.scale
	side := float64(CellUnits)
	if units2 < CellUnits*CellUnits/2 {
		side = max(1, math.Round(math.Sqrt(units2)))
	}
	place := func(fraction uint32, before float64) float64 {
		middle := float64(fraction) / (1 << 32) * p.frame.scale
		cell := math.Floor(middle/CellUnits) * CellUnits
		return max(cell, min(math.Floor(middle-side/2+0.5), cell+CellUnits-side)) - before
	}
	west, north := place(gather(code), p.frame.left), place(gather(code>>1), p.frame.above)
	ring := withoutSpikes(p.clipRing([]vertex{{west, north}, {west + side, north}, {west + side, north + side}, {west, north + side}}))
	if len(ring) >= 3 {
		p.shape.ring(ring)
		p.shape.polygons = append(p.shape.polygons, p.shape.rings)
	}
}

// gather is the inverse of spread.
func gather(x uint64) uint32 {
	x &= 0x5555555555555555
	x = (x | x>>1) & 0x3333333333333333
	x = (x | x>>2) & 0x0f0f0f0f0f0f0f0f
	x = (x | x>>4) & 0x00ff00ff00ff00ff
	x = (x | x>>8) & 0x0000ffff0000ffff
	return uint32(x | x>>16)
}

// idOf returns the id of a feature as a whole number; false for any other.
func idOf(f *data.Feature) (uint64, bool) {
	if f.IDKind == data.IDString {
		return 0, false
	}
	return parseUint(f.ID)
}

// parseUint reads an id that is a whole number as it would be written.
func parseUint(id string) (uint64, bool) {
	if id == "" || len(id) > 1 && id[0] == '0' || id[0] < '0' || id[0] > '9' {
		return 0, false
	}
	n, err := strconv.ParseUint(id, 10, 64)
	return n, err == nil
}
