package gpkg

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"github.com/paulmach/orb"
)

// The geometry types of well-known binary (OGC 06-103r4, table 6).
const (
	wkbPoint              = 1
	wkbLineString         = 2
	wkbPolygon            = 3
	wkbMultiPoint         = 4
	wkbMultiLineString    = 5
	wkbMultiPolygon       = 6
	wkbGeometryCollection = 7
)

// appendWKB appends g as little-endian well-known binary.
func appendWKB(dst []byte, g orb.Geometry) ([]byte, error) {
	switch g := g.(type) {
	case orb.Point:
		return appendPosition(appendHeader(dst, wkbPoint), g), nil
	case orb.LineString:
		return appendPositions(appendHeader(dst, wkbLineString), g), nil
	case orb.Polygon:
		return appendPolygon(dst, g), nil
	case orb.MultiPoint:
		dst = appendCount(appendHeader(dst, wkbMultiPoint), len(g))
		for _, p := range g {
			dst = appendPosition(appendHeader(dst, wkbPoint), p)
		}
		return dst, nil
	case orb.MultiLineString:
		dst = appendCount(appendHeader(dst, wkbMultiLineString), len(g))
		for _, l := range g {
			dst = appendPositions(appendHeader(dst, wkbLineString), l)
		}
		return dst, nil
	case orb.MultiPolygon:
		dst = appendCount(appendHeader(dst, wkbMultiPolygon), len(g))
		for _, p := range g {
			dst = appendPolygon(dst, p)
		}
		return dst, nil
	case orb.Collection:
		dst = appendCount(appendHeader(dst, wkbGeometryCollection), len(g))
		for _, part := range g {
			var err error
			if dst, err = appendWKB(dst, part); err != nil {
				return nil, err
			}
		}
		return dst, nil
	}
	return nil, fmt.Errorf("no well-known binary for %T", g)
}

func appendHeader(dst []byte, kind uint32) []byte {
	return binary.LittleEndian.AppendUint32(append(dst, 1), kind)
}

func appendCount(dst []byte, n int) []byte {
	return binary.LittleEndian.AppendUint32(dst, uint32(n))
}

func appendPosition(dst []byte, p orb.Point) []byte {
	dst = binary.LittleEndian.AppendUint64(dst, math.Float64bits(p[0]))
	return binary.LittleEndian.AppendUint64(dst, math.Float64bits(p[1]))
}

func appendPositions(dst []byte, ps []orb.Point) []byte {
	dst = appendCount(dst, len(ps))
	for _, p := range ps {
		dst = appendPosition(dst, p)
	}
	return dst
}

func appendPolygon(dst []byte, p orb.Polygon) []byte {
	dst = appendCount(appendHeader(dst, wkbPolygon), len(p))
	for _, r := range p {
		dst = appendPositions(dst, r)
	}
	return dst
}

var errWKB = errors.New("not the well-known binary this store writes")

// maxNesting is how deep collections may be nested.
const maxNesting = 64

// wkbReader reads the geometries that appendWKB wrote, one after the other.
// After the first error it gives nothing more.
type wkbReader struct {
	rest []byte
	err  error
}

// geometry reads the next geometry.
func (r *wkbReader) geometry(nesting int) orb.Geometry {
	kind := r.header()
	if nesting > maxNesting {
		r.err = errWKB
	}
	if r.err != nil {
		return nil
	}
	switch kind {
	case wkbPoint:
		return r.position()
	case wkbLineString:
		return orb.LineString(r.positions())
	case wkbPolygon:
		return r.polygon()
	case wkbMultiPoint:
		return orb.MultiPoint(readParts(r, wkbPoint, 21, r.position))
	case wkbMultiLineString:
		return orb.MultiLineString(readParts(r, wkbLineString, 9, func() orb.LineString { return r.positions() }))
	case wkbMultiPolygon:
		return orb.MultiPolygon(readParts(r, wkbPolygon, 9, r.polygon))
	case wkbGeometryCollection:
		parts := make(orb.Collection, 0, r.count(5))
		for range cap(parts) {
			parts = append(parts, r.geometry(nesting+1))
		}
		return parts
	}
	r.err = errWKB
	return nil
}

// readParts reads the parts of a multi-geometry, each of the kind and at least
// so many bytes long.
func readParts[T any](r *wkbReader, kind uint32, least int, read func() T) []T {
	parts := make([]T, 0, r.count(least))
	for range cap(parts) {
		if r.header() != kind && r.err == nil {
			r.err = errWKB
		}
		if r.err != nil {
			return nil
		}
		parts = append(parts, read())
	}
	return parts
}

func (r *wkbReader) header() uint32 {
	b := r.take(5)
	if b == nil {
		return 0
	}
	if b[0] != 1 {
		r.err = errWKB
	}
	return binary.LittleEndian.Uint32(b[1:])
}

// count reads how many parts follow, each at least so many bytes long: never
// more than there are bytes for.
func (r *wkbReader) count(least int) int {
	b := r.take(4)
	if b == nil {
		return 0
	}
	n := int(binary.LittleEndian.Uint32(b))
	if n > len(r.rest)/least {
		r.err = errWKB
		return 0
	}
	return n
}

func (r *wkbReader) take(n int) []byte {
	if r.err != nil || len(r.rest) < n {
		r.err = errWKB
		return nil
	}
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
}

func (r *wkbReader) position() orb.Point {
	b := r.take(16)
	if b == nil {
		return orb.Point{}
	}
	return orb.Point{
		math.Float64frombits(binary.LittleEndian.Uint64(b)),
		math.Float64frombits(binary.LittleEndian.Uint64(b[8:])),
	}
}

func (r *wkbReader) positions() []orb.Point {
	n := r.count(16)
	b := r.take(16 * n)
	if r.err != nil {
		return nil
	}
	ps := make([]orb.Point, n)
	for i := range ps {
		ps[i][0] = math.Float64frombits(binary.LittleEndian.Uint64(b[16*i:]))
		ps[i][1] = math.Float64frombits(binary.LittleEndian.Uint64(b[16*i+8:]))
	}
	return ps
}

func (r *wkbReader) polygon() orb.Polygon {
	p := make(orb.Polygon, 0, r.count(4))
	for range cap(p) {
		p = append(p, r.positions())
	}
	return p
}
