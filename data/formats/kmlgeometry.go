package formats

import (
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"catchment/data/geojson"
	"catchment/geo"
)

// geometry reads the geometry element just started, to its end. What is no
// geometry is read over, and known is false. What is wrong is added to r.
func (k *kmlReader) geometry(t xml.StartElement, r *geojson.Record, depth int) (g orb.Geometry, known bool, err error) {
	switch t.Name.Local {
	case "Point":
		pts, err := k.coordinates(r)
		if len(pts) != 1 {
			return orb.MultiPoint(pts), true, err
		}
		return pts[0], true, err
	case "LineString", "LinearRing":
		pts, err := k.coordinates(r)
		return orb.LineString(pts), true, err
	case "Polygon":
		p, err := k.polygon(r)
		return p, true, err
	case "MultiGeometry":
		if depth > geo.MaxCollectionDepth {
			r.Flaws = append(r.Flaws, flaw(geo.RuleTooDeep, "MultiGeometries stand within each other too deep; flatten them"))
			return nil, true, k.skip()
		}
		var c orb.Collection
		err := k.children(func(t xml.StartElement) error {
			g, known, err := k.geometry(t, r, depth+1)
			if known && g != nil {
				c = append(c, g)
			}
			return err
		})
		return flat(c), true, err
	case "Track", "MultiTrack", "Model":
		r.Flaws = append(r.Flaws, flaw(geo.RuleUnknownType, "a %s is not read here; save it as a path or a point", t.Name.Local))
		return nil, true, k.skip()
	}
	return nil, false, k.skip()
}

// flat returns a collection of one kind as the multi-geometry it stands for.
func flat(c orb.Collection) orb.Geometry {
	var points orb.MultiPoint
	var lines orb.MultiLineString
	var polygons orb.MultiPolygon
	for _, g := range c {
		switch g := g.(type) {
		case orb.Point:
			points = append(points, g)
		case orb.LineString:
			lines = append(lines, g)
		case orb.Polygon:
			polygons = append(polygons, g)
		}
	}
	switch n := len(c); {
	case n == 0:
		return c
	case n == 1:
		return c[0]
	case n == len(points):
		return points
	case n == len(lines):
		return lines
	case n == len(polygons):
		return polygons
	}
	return c
}

// polygon reads the boundaries of a Polygon.
func (k *kmlReader) polygon(r *geojson.Record) (orb.Polygon, error) {
	var outer, inner orb.Polygon
	err := k.children(func(t xml.StartElement) error {
		rings := &inner
		switch t.Name.Local {
		case "outerBoundaryIs":
			rings = &outer
		case "innerBoundaryIs":
		default:
			return k.skip()
		}
		return k.children(func(t xml.StartElement) error {
			if t.Name.Local != "LinearRing" {
				return k.skip()
			}
			pts, err := k.coordinates(r)
			*rings = append(*rings, pts)
			return err
		})
	})
	if len(outer) != 1 && err == nil {
		r.Flaws = append(r.Flaws, flaw("polygon_boundary", "a Polygon has %d outer boundaries; it must have one", len(outer)))
	}
	return append(outer, inner...), err
}

// coordinates reads the coordinates of the element just started, to its end.
func (k *kmlReader) coordinates(r *geojson.Record) (pts []orb.Point, err error) {
	err = k.children(func(t xml.StartElement) error {
		if t.Name.Local != "coordinates" {
			return k.skip()
		}
		line, column := k.in.InputPos()
		text, err := k.text()
		if err != nil {
			return err
		}
		read, dropped, bad := tuples(text)
		k.dropped(dropped)
		if bad != nil {
			p := flaw("coordinate_unreadable", "%v", bad)
			p.Line, p.Column, p.Offset = line, column, r.Offset
			r.Flaws = append(r.Flaws, p)
		}
		pts = append(pts, read...)
		return nil
	})
	return pts, err
}

// tuples reads "lon,lat[,height] lon,lat[,height] …", and tells whether there
// were heights other than zero. Blanks beside a comma are borne with.
func tuples(text string) (pts []orb.Point, dropped bool, err error) {
	for rest := strings.TrimSpace(text); rest != ""; {
		var v [3]float64
		n := 0
		for {
			end := strings.IndexAny(rest, ", \t\r\n")
			if end < 0 {
				end = len(rest)
			}
			if v[min(n, 2)], err = strconv.ParseFloat(rest[:end], 64); err != nil {
				return pts, dropped, fmt.Errorf("%q in coordinates is not a number; write lon,lat or lon,lat,height with a blank between positions", clip(rest[:end]))
			}
			n++
			rest = strings.TrimLeft(rest[end:], " \t\r\n")
			if rest == "" || rest[0] != ',' || n == 3 {
				break
			}
			rest = strings.TrimLeft(rest[1:], " \t\r\n")
		}
		if n < 2 {
			return pts, dropped, fmt.Errorf("a position has one number only; write lon,lat")
		}
		dropped = dropped || v[2] != 0
		pts = append(pts, orb.Point{v[0], v[1]})
	}
	return pts, dropped, nil
}
