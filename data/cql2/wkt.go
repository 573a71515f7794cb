package cql2

import (
	"github.com/paulmach/orb"

	"catchment/geo"
)

// geometryWords start a geometry in well-known text.
var geometryWords = map[string]bool{
	"POINT": true, "LINESTRING": true, "POLYGON": true,
	"MULTIPOINT": true, "MULTILINESTRING": true, "MULTIPOLYGON": true, "GEOMETRYCOLLECTION": true,
}

// geometry reads what follows the word of a geometry.
func (p *parser) geometry(word token, depth int) (orb.Geometry, error) {
	if _, err := p.word("Z"); err != nil {
		return nil, err
	}
	if p.now.kind == tokenWord && p.now.word == "EMPTY" {
		return nil, p.fail(word.at, "the geometry is empty")
	}
	switch word.word {
	case "POINT":
		all, err := p.positions()
		if err != nil {
			return nil, err
		}
		if len(all) != 1 {
			return nil, p.fail(word.at, "a point has one position, not %d", len(all))
		}
		return all[0], nil
	case "LINESTRING":
		all, err := p.positions()
		return orb.LineString(all), err
	case "POLYGON":
		return p.polygon()
	case "MULTIPOINT":
		all, err := p.points()
		return all, err
	case "MULTILINESTRING":
		var all orb.MultiLineString
		err := p.each(func() error {
			l, err := p.positions()
			all = append(all, l)
			return err
		})
		return all, err
	case "MULTIPOLYGON":
		var all orb.MultiPolygon
		err := p.each(func() error {
			one, err := p.polygon()
			all = append(all, one)
			return err
		})
		return all, err
	}
	return p.collection(depth)
}

func (p *parser) collection(depth int) (orb.Geometry, error) {
	if depth >= geo.MaxCollectionDepth {
		return nil, p.fail(p.now.at, "geometry collections may stand within each other %d deep", geo.MaxCollectionDepth)
	}
	var all orb.Collection
	err := p.each(func() error {
		word := p.now
		if word.kind != tokenWord || !geometryWords[word.word] {
			return p.unexpected("a geometry")
		}
		if err := p.advance(); err != nil {
			return err
		}
		g, err := p.geometry(word, depth+1)
		all = append(all, g)
		return err
	})
	return all, err
}

func (p *parser) polygon() (orb.Polygon, error) {
	var all orb.Polygon
	err := p.each(func() error {
		r, err := p.positions()
		all = append(all, r)
		return err
	})
	return all, err
}

// points reads the positions of a multipoint, in parentheses of their own or
// not.
func (p *parser) points() (orb.MultiPoint, error) {
	var all orb.MultiPoint
	err := p.each(func() error {
		if p.now.kind == tokenSymbol && p.now.text == "(" {
			one, err := p.positions()
			if err == nil && len(one) != 1 {
				err = p.unexpected("one position")
			}
			all = append(all, one...)
			return err
		}
		q, err := p.position()
		all = append(all, q)
		return err
	})
	return all, err
}

func (p *parser) positions() ([]orb.Point, error) {
	var all []orb.Point
	err := p.each(func() error {
		q, err := p.position()
		all = append(all, q)
		return err
	})
	return all, err
}

// position reads two numbers, and a height that is dropped.
func (p *parser) position() (orb.Point, error) {
	var q orb.Point
	for i := range q {
		v, err := p.signed()
		if err != nil {
			return q, err
		}
		q[i] = v
	}
	if p.now.kind == tokenNumber || p.now.kind == tokenSymbol && (p.now.text == "-" || p.now.text == "+") {
		if _, err := p.signed(); err != nil {
			return q, err
		}
	}
	return q, nil
}

// signed reads a number with its sign.
func (p *parser) signed() (float64, error) {
	sign := 1.0
	if p.now.kind == tokenSymbol && (p.now.text == "-" || p.now.text == "+") {
		if p.now.text == "-" {
			sign = -1
		}
		if err := p.advance(); err != nil {
			return 0, err
		}
	}
	if p.now.kind != tokenNumber {
		return 0, p.unexpected("a number")
	}
	v := sign * p.now.number
	return v, p.advance()
}

// box reads the numbers of BBOX.
func (p *parser) box(name token) (*Expr, error) {
	e := &Expr{Op: OpBBox, at: place{offset: name.at}}
	err := p.each(func() error {
		v, err := p.signed()
		e.Box = append(e.Box, v)
		return err
	})
	if err == nil && len(e.Box) != 4 && len(e.Box) != 6 {
		err = p.fail(name.at, "BBOX takes 4 or 6 numbers, not %d", len(e.Box))
	}
	return e, err
}
