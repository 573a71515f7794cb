package geo_test

import (
	"errors"
	"reflect"
	"testing"

	"github.com/paulmach/orb"

	"catchment/geo"
)

// every holds positions 0 to 15, each in a place of its own in a nest of all
// the kinds of geometry.
var every = orb.Collection{
	orb.Point{0, 0}, orb.MultiPoint{{1, 0}, {2, 0}}, orb.LineString{{3, 0}, {4, 0}},
	orb.MultiLineString{{{5, 0}}, {{6, 0}}}, orb.Polygon{{{7, 0}, {8, 0}}, {{9, 0}}},
	orb.MultiPolygon{{{{10, 0}}}, {{{11, 0}}, {{12, 0}, {13, 0}}}}, orb.Collection{orb.LineString{{14, 0}, {15, 0}}},
}

func TestWalks(t *testing.T) {
	before := orb.Clone(every)
	moved, _, err := geo.Transform(every, func(p orb.Point) (orb.Point, error) { return orb.Point{p[0], p[0] + 1}, nil })
	if err != nil || !orb.Equal(every, before) {
		t.Fatalf("Transform: %v, or it changed what it was given: %v", err, every)
	}
	next := 0.0
	geo.EachLine(moved, func(line []orb.Point) {
		for _, p := range line {
			if p != (orb.Point{next, next + 1}) {
				t.Errorf("position %v is %v", next, p)
			}
			next++
		}
	})
	if next != 16 {
		t.Errorf("EachLine visited %v of 16 positions", next)
	}
}

func TestTransformSaysWhere(t *testing.T) {
	bad := errors.New("bad")
	for at, want := range map[float64][]int{0: {0}, 2: {1, 1}, 4: {2, 1}, 6: {3, 1, 0}, 9: {4, 1, 0}, 13: {5, 1, 1, 1}, 15: {6, 0, 1}} {
		_, path, err := geo.Transform(every, func(p orb.Point) (orb.Point, error) {
			if p[0] == at {
				return p, bad
			}
			return p, nil
		})
		if !errors.Is(err, bad) || !reflect.DeepEqual(path, want) {
			t.Errorf("position %v: path %v, %v; want %v", at, path, err, want)
		}
	}
}
