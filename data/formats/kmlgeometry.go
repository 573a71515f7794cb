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
func (k *kmlReader) geometry(t xml.StartElement, r *geojson.Record, depth int) (g orb.Geometry, at spots, known bool, err error) {
	at.at = k.here()
	wrong := func(rule, message string, args ...any) {
		p := flaw(rule, message, args...)
		at.at.mark(&p)
		r.Flaws = append(r.Flaws, p)
	}
	switch t.Name.Local {
	case "Point":
		pts, err := k.coordinates(r, &at)
		if len(pts) != 1 {
			return orb.MultiPoint(pts), at, true, err
		}
		return pts[0], at, true, err
	case "LineString", "LinearRing":
		pts, err := k.coordinates(r, &at)
		return orb.LineString(pts), at, true, err
	case "Polygon":
		p, outer, err := k.polygon(r, &at)
		if outer != 1 && err == nil {
			wrong("polygon_boundary", "a Polygon has %d outer boundaries; it must have one", outer)
		}
		return p, at, true, err
	case "MultiGeometry":
		if depth > geo.MaxCollectionDepth {
			wrong(geo.RuleTooDeep, "MultiGeometries stand within each other too deep; flatten them")
			return nil, at, true, k.skip()
		}
		var c orb.Collection
		err := k.children(func(t xml.StartElement) error {
			g, part, known, err := k.geometry(t, r, depth+1)
			if known && g != nil {
				c, at.parts = append(c, g), append(at.parts, part)
			}
			return err
		})
		if len(c) == 1 {
			at = at.parts[0]
		}
		return flat(c), at, true, err
	case "Track", "MultiTrack", "Model":
		wrong(geo.RuleUnknownType, "a %s is not read here; save it as a path or a point", t.Name.Local)
		return nil, at, true, k.skip()
	}
	return nil, at, false, k.skip()
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

// polygon reads the boundaries of a Polygon, the outer ones first, and tells
// how many these are.
func (k *kmlReader) polygon(r *geojson.Record, at *spots) (p orb.Polygon, outers int, err error) {
	var outer, inner orb.Polygon
	var outerAt, innerAt []spots
	err = k.children(func(t xml.StartElement) error {
		rings, places := &inner, &innerAt
		switch t.Name.Local {
		case "outerBoundaryIs":
			rings, places = &outer, &outerAt
		case "innerBoundaryIs":
		default:
			return k.skip()
		}
		return k.children(func(t xml.StartElement) error {
			if t.Name.Local != "LinearRing" {
				return k.skip()
			}
			ring := spots{at: k.here()}
			pts, err := k.coordinates(r, &ring)
			*rings, *places = append(*rings, pts), append(*places, ring)
			return err
		})
	})
	at.parts = append(outerAt, innerAt...)
	return append(outer, inner...), len(outer), err
}

// coordinates reads the coordinates of the element just started, to its end.
func (k *kmlReader) coordinates(r *geojson.Record, at *spots) (pts []orb.Point, err error) {
	err = k.children(func(t xml.StartElement) error {
		if t.Name.Local != "coordinates" {
			return k.skip()
		}
		run, err := k.run()
		if err != nil {
			return err
		}
		read, dropped, rest, bad := tuples(run.text)
		k.dropped(dropped)
		if bad != nil {
			p := flaw("coordinate_unreadable", "%v", bad)
			p.Path = "/geometry/coordinates"
			run.locate(len(run.text) - len(rest)).mark(&p)
			r.Flaws = append(r.Flaws, p)
		}
		run.positions = len(read)
		pts, at.runs = append(pts, read...), append(at.runs, run)
		return nil
	})
	return pts, err
}

// blanks part positions.
const blanks = " \t\r\n"

// tuples reads "lon,lat[,height] lon,lat[,height] …", and tells whether there
// were heights other than zero. On an error rest begins with the bad position.
func tuples(text string) (pts []orb.Point, dropped bool, rest string, err error) {
	for rest = strings.TrimLeft(text, blanks); rest != ""; {
		at, height, next, err := tuple(rest)
		if err != nil {
			return pts, dropped, rest, err
		}
		dropped, rest = dropped || height != 0, next
		pts = append(pts, at)
	}
	return pts, dropped, "", nil
}

// tuple reads one position, and what stands before the next. Blanks beside a
// comma are borne with.
func tuple(text string) (at orb.Point, height float64, rest string, err error) {
	var v [3]float64
	n := 0
	for rest = text; ; {
		end := strings.IndexAny(rest, ","+blanks)
		if end < 0 {
			end = len(rest)
		}
		if v[min(n, 2)], err = strconv.ParseFloat(rest[:end], 64); err != nil {
			return at, 0, rest, fmt.Errorf("%q in coordinates is not a number; write lon,lat or lon,lat,height with a blank between positions", clip(rest[:end]))
		}
		n++
		rest = strings.TrimLeft(rest[end:], blanks)
		if rest == "" || rest[0] != ',' || n == 3 {
			break
		}
		rest = strings.TrimLeft(rest[1:], blanks)
	}
	if n < 2 {
		return at, 0, rest, fmt.Errorf("a position has one number only; write lon,lat")
	}
	return orb.Point{v[0], v[1]}, v[2], rest, nil
}
