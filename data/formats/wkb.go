package formats

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/paulmach/orb"
	"github.com/peterstace/simplefeatures/geom"
)

// Errors of well-known binary and text.
var (
	errWKB   = errors.New("the geometry is damaged: it is not well-known binary")
	errCurve = errors.New("the geometry is a curve or surface, which is not read here; convert it (ogr2ogr -nlt CONVERT_TO_LINEAR)")
	errWKT   = errors.New("the geometry is not well-known text, such as POINT (118.9 42.3)")
	errDeep  = errors.New("geometry collections stand within each other too deep")
)

// maxNesting is how deep collections are read; the gate refuses less.
const maxNesting = 16

// parseWKT reads well-known text, with or without SRID in front, and tells
// whether ordinates after the second were dropped.
func parseWKT(text string) (g orb.Geometry, dropped bool, err error) {
	text = strings.TrimSpace(text)
	if head, rest, ok := strings.Cut(text, ";"); ok && strings.HasPrefix(strings.ToUpper(head), "SRID=") {
		text = rest
	}
	depth, deepest := 0, 0
	for i := range len(text) {
		switch text[i] {
		case '(':
			depth++
			deepest = max(deepest, depth)
		case ')':
			depth--
		}
	}
	if deepest > maxNesting {
		return nil, false, errDeep
	}
	parsed, err := geom.UnmarshalWKT(text, geom.NoValidate{})
	if err != nil {
		return nil, false, fmt.Errorf("%w (%q)", errWKT, clip(text))
	}
	return parseWKB(parsed.AsBinary())
}

// parseWKB reads well-known binary (ISO 13249-3 or the extended form of
// PostGIS, either byte order), and tells whether ordinates after the second
// were dropped. Memory stays within a few times len(b).
func parseWKB(b []byte) (g orb.Geometry, dropped bool, err error) {
	r := wkbReader{rest: b}
	g = r.geometry(0)
	return g, r.dropped, r.err
}

// wkbReader reads well-known binary. After the first error it gives nothing
// more.
type wkbReader struct {
	rest    []byte
	order   binary.ByteOrder
	width   int // ordinates of a position
	dropped bool
	err     error
}

func (r *wkbReader) fail(err error) {
	if r.err == nil {
		r.err = err
	}
	r.rest = nil
}

func (r *wkbReader) take(n int) []byte {
	if n > len(r.rest) || r.err != nil {
		r.fail(errWKB)
		return nil
	}
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
}

// kind reads byte order and type, and sets how positions are read.
func (r *wkbReader) kind() uint32 {
	b := r.take(1)
	switch {
	case b == nil:
		return 0
	case b[0] == 0:
		r.order = binary.BigEndian
	case b[0] == 1:
		r.order = binary.LittleEndian
	default:
		r.fail(errWKB)
	}
	if b = r.take(4); b == nil {
		return 0
	}
	const hasZ, hasM, hasSRID = 1 << 31, 1 << 30, 1 << 29
	kind := r.order.Uint32(b)
	r.width = 2
	for _, bit := range [...]uint32{hasZ, hasM} {
		if kind&bit != 0 {
			r.width++
		}
	}
	if kind&hasSRID != 0 {
		r.take(4)
	}
	kind &^= hasZ | hasM | hasSRID
	switch kind / 1000 {
	case 1, 2:
		r.width = 3
	case 3:
		r.width = 4
	}
	if kind >= 4000 {
		r.fail(errWKB)
	}
	return kind % 1000
}

// geometry reads one geometry; nil after an error.
func (r *wkbReader) geometry(depth int) orb.Geometry {
	if depth > maxNesting {
		r.fail(errDeep)
	}
	switch kind := r.kind(); {
	case r.err != nil:
	case kind == 1:
		if p, ok := r.point(); ok {
			return p
		}
		return orb.MultiPoint{} // an empty point: the gate names it
	case kind == 2:
		return orb.LineString(r.positions())
	case kind == 3:
		return r.polygon()
	case kind == 4:
		return orb.MultiPoint(parts(r, 1, func() orb.Point { p, _ := r.point(); return p }))
	case kind == 5:
		return orb.MultiLineString(parts(r, 2, func() orb.LineString { return r.positions() }))
	case kind == 6:
		return orb.MultiPolygon(parts(r, 3, r.polygon))
	case kind == 7:
		c := make(orb.Collection, 0, r.count(9))
		for range cap(c) {
			c = append(c, r.geometry(depth+1))
		}
		return c
	case kind >= 8 && kind <= 17:
		r.fail(errCurve)
	default:
		r.fail(errWKB)
	}
	return nil
}

// parts reads the members of a multi-geometry, each of the one kind.
func parts[T any](r *wkbReader, kind uint32, read func() T) []T {
	all := make([]T, 0, r.count(9))
	for range cap(all) {
		if k := r.kind(); r.err == nil && k != kind {
			r.fail(errWKB)
		}
		if r.err != nil {
			return nil
		}
		all = append(all, read())
	}
	return all
}

// count reads a number of things of which each takes least bytes or more.
func (r *wkbReader) count(least int) int {
	b := r.take(4)
	if b == nil {
		return 0
	}
	n := r.order.Uint32(b)
	if uint64(n)*uint64(least) > uint64(len(r.rest)) {
		r.fail(errWKB)
		return 0
	}
	return int(n)
}

// point reads a position; false for the one of NaN that stands for none.
func (r *wkbReader) point() (orb.Point, bool) {
	b := r.take(8 * r.width)
	if b == nil {
		return orb.Point{}, true
	}
	p := orb.Point{math.Float64frombits(r.order.Uint64(b)), math.Float64frombits(r.order.Uint64(b[8:]))}
	r.dropped = r.dropped || r.width > 2
	return p, !(math.IsNaN(p[0]) && math.IsNaN(p[1]))
}

func (r *wkbReader) positions() []orb.Point {
	pts := make([]orb.Point, r.count(8*r.width))
	for i := range pts {
		pts[i], _ = r.point()
	}
	return pts
}

func (r *wkbReader) polygon() orb.Polygon {
	p := make(orb.Polygon, r.count(4))
	for i := range p {
		if p[i] = r.positions(); len(p[i]) == 0 {
			r.fail(errWKB) // nobody writes these but to fill memory
			return nil
		}
	}
	return p
}
