package cql2_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/data/cql2"
)

var sampleFeatures = []data.Feature{
	{ID: "a", Geometry: orb.Point{1, 1}, Properties: json.RawMessage(`{"name":"Café \u0050ark","pop":5,"floors":2,"open":true,"built":"2020-01-01","tags":["x"],"odd":1}`)},
	{ID: "b", Geometry: orb.LineString{{0, 0}, {4, 4}}, Properties: json.RawMessage(`{"name":"公园","pop":-1.5e1,"floors":0,"open":false,"built":"2020-01-01T12:00:00Z","odd":"1"}`)},
	{ID: "c", Geometry: orb.Bound{Min: orb.Point{2, 2}, Max: orb.Point{4, 4}}.ToPolygon(), Properties: json.RawMessage(`{"name":null,"pop":null,"built":"soon","odd":null}`)},
	{ID: "d", Geometry: orb.MultiPoint{{179.5, 0}, {-179.5, 0}}},
}

// select returns the ids of the sample features that a filter holds of.
func selected(t *testing.T, text string) string {
	t.Helper()
	e, err := cql2.ParseText(text)
	if err != nil {
		t.Fatalf("ParseText(%s): %v", text, err)
	}
	f, err := cql2.Compile(e, names())
	if err != nil {
		t.Fatalf("Compile(%s): %v", text, err)
	}
	r, ids := f.Reader(), ""
	for i := range sampleFeatures {
		holds, err := r.Holds(&sampleFeatures[i])
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if holds {
			ids += sampleFeatures[i].ID
		}
	}
	return ids
}

func TestHolds(t *testing.T) {
	for _, q := range []struct{ filter, want string }{
		{"pop = 5", "a"},
		{"pop <> 5", "b"},
		{"NOT pop = 5", "b"}, // unknown stays unknown
		{"pop = 5 OR pop IS NULL", "acd"},
		{"pop IS NOT NULL", "ab"},
		{"pop > 0 OR TRUE", "abcd"},
		{"NOT (pop > 0 AND FALSE)", "abcd"},
		{"pop IN (5, floors - 15)", "ab"},
		{"NOT pop IN (5, 7)", "b"},
		{"5 IN (pop, 6)", "a"},
		{"pop BETWEEN floors AND 10", "a"},
		{"NOT 3 BETWEEN pop AND 1", "abcd"}, // beyond one end, whatever the other
		{"10 / floors = 5", "a"},            // 10/0 is null
		{"10 / floors IS NULL", "bcd"},
		{"pop % 2 = 1 AND pop DIV 2 = 2 AND pop ^ 2 = 25", "a"},
		{"open", "a"},
		{"NOT open", "b"},
		{"open = FALSE OR open < TRUE", "b"},
		{"(pop > 0) = open", "ab"},
		{"open = 1", "a"},
		{"open IN (0, FALSE)", "b"},
		{"name = 'Café Park'", "a"},
		{"CASEI(name) = CASEI('CAFÉ PARK')", "a"},
		{"ACCENTI(CASEI(name)) LIKE 'cafe%'", "a"},
		{"ACCENTI(name) = 'Cafe\u0301 Park'", ""}, // the literal has its accent still
		{"name LIKE '__'", "b"},
		{"name LIKE '%'", "ab"},
		{"name LIKE '公%园%'", "b"},
		{"name LIKE '%%Park'", "a"},
		{"name > 'D'", "b"},
		{"built = DATE('2020-01-01')", "ab"},
		{"built > DATE('2019-12-31') AND built < TIMESTAMP('2020-01-01T12:00:01Z')", "b"},
		{"built = TIMESTAMP('2020-01-01T20:00:00+08:00')", "ab"},
		{"built <= DATE('2019-12-31') OR built > TIMESTAMP('2020-01-01T12:00:00Z')", ""},
		{"tags IS NULL", "bcd"},
		{"odd = 1", "a"},
		{"odd = '1'", "b"},
		{"odd IS NOT NULL AND odd <> 2", "a"},
		{"geometry IS NULL", ""},
		{"S_INTERSECTS(geometry, POINT(2 2))", "bc"},
		{"S_INTERSECTS(BBOX(1,1,2,2), geometry)", "abc"},
		{"S_INTERSECTS(geometry, BBOX(1,1,0,2,2,9))", "abc"},
		{"S_DISJOINT(geometry, BBOX(1,1,2,2))", "d"},
		{"S_WITHIN(geometry, BBOX(179,-1,-179,1))", "d"},
		{"S_INTERSECTS(geometry, BBOX(179.5,0,-179.9,0))", "d"},
		{"S_CONTAINS(geometry, POINT(3 3))", "bc"},
		{"S_TOUCHES(geometry, LINESTRING(2 0, 2 9))", "c"},
		{"S_CROSSES(geometry, BBOX(1,1,2,2))", "b"},
		{"S_OVERLAPS(geometry, BBOX(3,3,5,5))", "c"},
		{"S_EQUALS(geometry, POLYGON((2 2,2 4,3 4,4 4,4 2,2 2)))", "c"},
		{"S_EQUALS(geometry, geometry)", "abcd"},
		{"S_WITHIN(POINT(1 1), BBOX(0,0,2,2)) AND open", "a"},
		{"S_INTERSECTS(geometry, BBOX(0,0,1,1)) AND S_INTERSECTS(geometry, BBOX(3,3,4,4))", "b"},
		{"S_INTERSECTS(geometry, BBOX(0,0,1,1)) AND S_INTERSECTS(geometry, BBOX(30,3,40,4)) OR S_INTERSECTS(geometry, POINT(3 4))", "c"},
	} {
		if got := selected(t, q.filter); got != q.want {
			t.Errorf("%s: holds of %q, want %q", q.filter, got, q.want)
		}
	}
}

func TestCompileErrors(t *testing.T) {
	for _, q := range []struct {
		filter string
		offset int
		says   string
	}{
		{"nom = 'x'", 0, "no property nom here; there are: name, pop"},
		{"pop = 5 AND Name = 'x'", 12, "no property Name"},
		{"pop", 0, "a condition"},
		{"'x'", 0, "a condition"},
		{"open = 2", 7, "cannot be compared"},
		{"pop = '5'", 6, "pop is a number and cannot be compared with '5', which is a text"},
		{"name + 1 = 2", 0, "a number"},
		{"open AND name", 9, "a condition"},
		{"pop IN (1, 'a')", 11, "cannot be compared"},
		{"pop BETWEEN 1 AND 'a'", 18, "cannot be compared"},
		{"name LIKE name", 10, "pattern"},
		{"pop LIKE '5%'", 0, "a text"},
		{"CASEI(pop) = '5'", 6, "a text"},
		{"tags = 'x'", 0, "IS NULL"},
		{"geometry = 5", 0, "spatial predicate"},
		{"POINT(1 2) = 5", 0, "spatial predicate"},
		{"S_INTERSECTS(name, POINT(1 2))", 13, "a geometry"},
		{"S_INTERSECTS(geometry, 5)", 23, "a geometry"},
		{"S_INTERSECTS(geometry, POLYGON((0 0,1 1,1 0,0 1,0 0)))", 23, "refused"},
		{"S_INTERSECTS(geometry, POLYGON((0 0,1 1,1 0)))", 23, "refused"},
		{"S_INTERSECTS(geometry, POINT(42 118.9))", 23, "refused"},
		{"S_INTERSECTS(geometry, BBOX(0,5,1,4))", 23, "north"},
	} {
		e, err := cql2.ParseText(q.filter)
		if err != nil {
			t.Errorf("ParseText(%s): %v", q.filter, err)
			continue
		}
		_, err = cql2.Compile(e, names())
		var where *cql2.Error
		if !errors.As(err, &where) || where.Offset != q.offset || !strings.Contains(where.Message, q.says) {
			t.Errorf("Compile(%s): %#v, want offset %d and %q", q.filter, err, q.offset, q.says)
		}
	}
}

// TestSystem asks in a system with latitude first, and in one of metres.
func TestSystem(t *testing.T) {
	const metre = 1 / 111319.49079327358
	turned := &cql2.System{Degrees: true, ToWGS84: func(p orb.Point) (orb.Point, error) { return orb.Point{p[1], p[0]}, nil }}
	metres := &cql2.System{ToWGS84: func(p orb.Point) (orb.Point, error) {
		if math.Abs(p[0]) > 2.1e7 {
			return p, fmt.Errorf("%g lies outside", p[0])
		}
		return orb.Point{p[0] * metre, p[1] * metre}, nil
	}}
	for _, q := range []struct {
		system *cql2.System
		filter string
		want   string
	}{
		{turned, "S_INTERSECTS(geometry, BBOX(-1,179,1,-179))", "d"},
		{turned, "S_INTERSECTS(geometry, LINESTRING(0.5 1, 1.5 1))", "ab"},
		{metres, "S_WITHIN(geometry, BBOX(100000,100000,120000,120000))", "a"},
		{metres, "S_WITHIN(geometry, POLYGON((100000 100000,120000 100000,120000 120000,100000 120000,100000 100000)))", "a"},
		{metres, "S_INTERSECTS(geometry, POINT(3e7 0))", "error"},
		{metres, "S_INTERSECTS(geometry, BBOX(2,0,1,0))", "error"},
	} {
		e, err := cql2.ParseText(q.filter)
		if err != nil {
			t.Fatal(err)
		}
		n := names()
		n.System = q.system
		got := ""
		if f, err := cql2.Compile(e, n); err != nil {
			got = "error"
		} else {
			r := f.Reader()
			for i := range sampleFeatures {
				if holds, _ := r.Holds(&sampleFeatures[i]); holds {
					got += sampleFeatures[i].ID
				}
			}
		}
		if got != q.want {
			t.Errorf("%s: holds of %q, want %q", q.filter, got, q.want)
		}
	}
}
