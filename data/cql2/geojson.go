package cql2

import (
	"github.com/paulmach/orb"
	"github.com/tidwall/gjson"

	"catchment/geo"
)

// readGeometry reads a GeoJSON geometry.
func readGeometry(v gjson.Result, at place, depth int) (orb.Geometry, error) {
	members, err := readMembers(v, at)
	if err != nil {
		return nil, err
	}
	kind := members["type"].Str
	if kind == "GeometryCollection" {
		if err := only(members, at, "type", "geometries"); err != nil {
			return nil, err
		}
		if depth >= geo.MaxCollectionDepth {
			return nil, at.fail("geometry collections may stand within each other " + itoa(geo.MaxCollectionDepth) + " deep")
		}
		return readList(members["geometries"], at.member("geometries"), func(v gjson.Result, at place) (orb.Geometry, error) {
			return readGeometry(v, at, depth+1)
		}, func(all []orb.Geometry) orb.Geometry { return orb.Collection(all) })
	}
	if err := only(members, at, "type", "coordinates", "bbox"); err != nil {
		return nil, err
	}
	positions, inner := members["coordinates"], at.member("coordinates")
	switch kind {
	case "Point":
		p, err := readPosition(positions, inner)
		return p, err
	case "MultiPoint":
		return readList(positions, inner, readPosition, func(all []orb.Point) orb.Geometry { return orb.MultiPoint(all) })
	case "LineString":
		l, err := readLine(positions, inner)
		return l, err
	case "MultiLineString":
		return readList(positions, inner, readLine, func(all []orb.LineString) orb.Geometry { return orb.MultiLineString(all) })
	case "Polygon":
		p, err := readPolygon(positions, inner)
		return p, err
	case "MultiPolygon":
		return readList(positions, inner, readPolygon, func(all []orb.Polygon) orb.Geometry { return orb.MultiPolygon(all) })
	}
	return nil, at.member("type").fail("there is no geometry of the type " + shortened(members["type"].String()))
}

// readList reads an array, each item by read, and makes a T of the items.
func readList[I, T any](v gjson.Result, at place, read func(gjson.Result, place) (I, error), of func([]I) T) (T, error) {
	var all []I
	if !v.IsArray() {
		return of(nil), at.fail("this should be a list")
	}
	for i, item := range v.Array() {
		one, err := read(item, at.item(i))
		if err != nil {
			return of(nil), err
		}
		all = append(all, one)
	}
	if all == nil {
		return of(nil), at.fail("the geometry is empty")
	}
	return of(all), nil
}

func readPosition(v gjson.Result, at place) (orb.Point, error) {
	numbers := v.Array()
	if !v.IsArray() || len(numbers) < 2 {
		return orb.Point{}, at.fail("a position is a list of at least two numbers")
	}
	var p orb.Point
	for i, n := range numbers {
		f, err := readNumber(n, at.item(i))
		if err != nil {
			return p, err
		}
		if i < 2 {
			p[i] = f
		}
	}
	return p, nil
}

func readLine(v gjson.Result, at place) (orb.LineString, error) {
	return readList(v, at, readPosition, func(all []orb.Point) orb.LineString { return all })
}

func readPolygon(v gjson.Result, at place) (orb.Polygon, error) {
	return readList(v, at, readLine, func(all []orb.LineString) orb.Polygon {
		p := make(orb.Polygon, len(all))
		for i, r := range all {
			p[i] = orb.Ring(r)
		}
		return p
	})
}
