package cql2_test

import (
	"errors"
	"strings"
	"testing"

	"catchment/data/cql2"
)

// samples are filters in both languages; canonical is the text written back
// where it differs.
var samples = []struct{ text, json, canonical string }{
	{"pop > 5", `{"op":">","args":[{"property":"pop"},5]}`, ""},
	{"  name='it''s' and Pop<>-1.50e2 ", `{"op":"and","args":[{"op":"=","args":[{"property":"name"},"it's"]},{"op":"<>","args":[{"property":"Pop"},-150]}]}`, "name = 'it''s' AND Pop <> -150"},
	{`name = 'it\'s'`, `{"op":"=","args":[{"property":"name"},"it's"]}`, "name = 'it''s'"},
	{`name LIKE '100\%'`, `{"op":"like","args":[{"property":"name"},"100\\%"]}`, ""},
	{"a=1 OR b=2 AND NOT c=3", `{"op":"or","args":[{"op":"=","args":[{"property":"a"},1]},{"op":"and","args":[{"op":"=","args":[{"property":"b"},2]},{"op":"not","args":[{"op":"=","args":[{"property":"c"},3]}]}]}]}`, "a = 1 OR b = 2 AND NOT c = 3"},
	{"(a=1 OR b=2) AND c=3", `{"op":"and","args":[{"op":"or","args":[{"op":"=","args":[{"property":"a"},1]},{"op":"=","args":[{"property":"b"},2]}]},{"op":"=","args":[{"property":"c"},3]}]}`, "(a = 1 OR b = 2) AND c = 3"},
	{"name NOT LIKE 'x_%'", `{"op":"not","args":[{"op":"like","args":[{"property":"name"},"x_%"]}]}`, "NOT name LIKE 'x_%'"},
	{"CASEI(name) LIKE casei('%PARK%')", `{"op":"like","args":[{"op":"casei","args":[{"property":"name"}]},{"op":"casei","args":["%PARK%"]}]}`, "CASEI(name) LIKE CASEI('%PARK%')"},
	{"ACCENTI(CASEI(name)) = accenti('é')", `{"op":"=","args":[{"op":"accenti","args":[{"op":"casei","args":[{"property":"name"}]}]},{"op":"accenti","args":["é"]}]}`, "ACCENTI(CASEI(name)) = ACCENTI('é')"},
	{"pop BETWEEN 1 AND 2 AND open", `{"op":"and","args":[{"op":"between","args":[{"property":"pop"},1,2]},{"property":"open"}]}`, ""},
	{"pop not between 1 and 2", `{"op":"not","args":[{"op":"between","args":[{"property":"pop"},1,2]}]}`, "NOT pop BETWEEN 1 AND 2"},
	{"kind IN ('a','b')", `{"op":"in","args":[{"property":"kind"},["a","b"]]}`, "kind IN ('a', 'b')"},
	{"name IS NULL OR name IS NOT NULL", `{"op":"or","args":[{"op":"isNull","args":[{"property":"name"}]},{"op":"not","args":[{"op":"isNull","args":[{"property":"name"}]}]}]}`, "name IS NULL OR NOT name IS NULL"},
	{`"面积 (m²)" >= 2 * (a + 1) ^ 2 / b - c DIV 3 % 4`, `{"op":">=","args":[{"property":"面积 (m²)"},{"op":"-","args":[{"op":"/","args":[{"op":"*","args":[2,{"op":"^","args":[{"op":"+","args":[{"property":"a"},1]},2]}]},{"property":"b"}]},{"op":"%","args":[{"op":"div","args":[{"property":"c"},3]},4]}]}]}`, ""},
	{"人口 > 5 AND name:en = 'x' AND a.b = 1", `{"op":"and","args":[{"op":">","args":[{"property":"人口"},5]},{"op":"=","args":[{"property":"name:en"},"x"]},{"op":"=","args":[{"property":"a.b"},1]}]}`, ""},
	{"built >= DATE('2020-02-29') AND t < TIMESTAMP('2020-01-01T08:00:00.5+08:00')", `{"op":"and","args":[{"op":">=","args":[{"property":"built"},{"date":"2020-02-29"}]},{"op":"<","args":[{"property":"t"},{"timestamp":"2020-01-01T00:00:00.5Z"}]}]}`, "built >= DATE('2020-02-29') AND t < TIMESTAMP('2020-01-01T00:00:00.5Z')"},
	{"S_INTERSECTS(geometry, POINT(118.9 42.3))", `{"op":"s_intersects","args":[{"property":"geometry"},{"type":"Point","coordinates":[118.9,42.3]}]}`, ""},
	{"S_WITHIN(geometry, BBOX(-1,-2,3,4))", `{"op":"s_within","args":[{"property":"geometry"},{"bbox":[-1,-2,3,4]}]}`, ""},
	{"S_TOUCHES(POLYGON((0 0,1 0,1 1,0 0)), geometry)", `{"op":"s_touches","args":[{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]},{"property":"geometry"}]}`, ""},
	{"s_crosses(geometry, MULTILINESTRING Z ((0 0 5, 1 1 5)))", `{"op":"s_crosses","args":[{"property":"geometry"},{"type":"MultiLineString","coordinates":[[[0,0],[1,1]]]}]}`, "S_CROSSES(geometry, MULTILINESTRING((0 0,1 1)))"},
	{"S_EQUALS(geometry, GEOMETRYCOLLECTION(POINT(1 2), MULTIPOINT(1 2, 3 4)))", `{"op":"s_equals","args":[{"property":"geometry"},{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]},{"type":"MultiPoint","coordinates":[[1,2],[3,4]]}]}]}`, "S_EQUALS(geometry, GEOMETRYCOLLECTION(POINT(1 2),MULTIPOINT((1 2),(3 4))))"},
	{"-pop < - 3", `{"op":"<","args":[{"op":"*","args":[-1,{"property":"pop"}]},-3]}`, "-1 * pop < -3"},
	{"point = 1 AND date > 2", `{"op":"and","args":[{"op":"=","args":[{"property":"point"},1]},{"op":">","args":[{"property":"date"},2]}]}`, `"point" = 1 AND date > 2`},
	{"TRUE", `true`, ""},
}

func TestParse(t *testing.T) {
	for _, q := range samples {
		fromText, err := cql2.ParseText(q.text)
		if err != nil {
			t.Errorf("ParseText(%s): %v", q.text, err)
			continue
		}
		if got := string(cql2.AppendJSON(nil, fromText)); got != q.json {
			t.Errorf("AppendJSON(%s)\n got %s\nwant %s", q.text, got, q.json)
		}
		fromObject, err := cql2.ParseJSON(q.json)
		if err != nil {
			t.Errorf("ParseJSON(%s): %v", q.json, err)
			continue
		}
		want := q.canonical
		if want == "" {
			want = q.text
		}
		if got := string(cql2.AppendText(nil, fromObject)); got != want {
			t.Errorf("AppendText(%s)\n got %s\nwant %s", q.json, got, want)
		}
	}
}

var badTexts = []struct {
	text   string
	offset int
	says   string
}{
	{"", 0, "the end"},
	{"pop >", 5, "the end"},
	{"pop = 1 name = 2", 8, `"name"`},
	{"pop == 1", 5, `"="`},
	{"pop = 'x", 6, "not closed"},
	{"a = 1 AND (b = 2", 16, `")"`},
	{"a LIKE", 6, "a value"},
	{"a NOT = 1", 6, "LIKE, BETWEEN or IN"},
	{"a IS 1", 5, "NULL"},
	{"a BETWEEN 1 OR 2", 12, "AND"},
	{"a IN ()", 6, "a value"},
	{"and = 1", 0, `"and"`},
	{"a = 1e999", 4, "too large"},
	{"a = 1x", 4, "double quotes"},
	{"buffer(geometry, 5) = 1", 0, "no function buffer"},
	{"T_AFTER(a, DATE('2020-01-01'))", 0, "no function T_AFTER"},
	{"a = DATE('2021-02-29')", 9, "not a date"},
	{"a = TIMESTAMP('2021-02-28')", 14, "not a time"},
	{"S_INTERSECTS(geometry)", 0, "2 arguments"},
	{"S_INTERSECTS(geometry, POINT(1))", 30, "a number"},
	{"S_INTERSECTS(geometry, POINT EMPTY)", 23, "empty"},
	{"S_INTERSECTS(geometry, BBOX(1,2,3))", 23, "4 or 6"},
	{"a = 1; DROP TABLE x", 5, "no meaning"},
	{"a = \xff", 0, "UTF-8"},
	{strings.Repeat("(", 1000) + "a", 192, "too deep"},
	{strings.Repeat("NOT ", 1000) + "a", 4 * 193, "too deep"},
	{"a = 1" + strings.Repeat("+1", 100), 4, "too deep"},
	{strings.Repeat("S_EQUALS(", 1000), 9*192 + 8, "too deep"},
	{strings.Repeat("-", 1000), 192, "too deep"},
	{"a = '" + strings.Repeat("x", cql2.MaxLength), cql2.MaxLength, "more than"},
}

var badObjects = []struct{ text, pointer, says string }{
	{``, "", "not JSON"},
	{`{"op":"=","args":[{"property":"a"},1]`, "", "not JSON"},
	{`null`, "", "null"},
	{`[1]`, "", "list"},
	{`{}`, "", "member op"},
	{`{"op":"same","args":[1,2]}`, "/op", "no operator same"},
	{`{"op":1,"args":[1,2]}`, "/op", "no operator 1"},
	{`{"op":"="}`, "/args", "list"},
	{`{"op":"=","args":[1]}`, "/args", "1 arguments"},
	{`{"op":"and","args":[{"op":"=","args":[{"property":"a"},null]},true]}`, "/args/0/args/1", "null"},
	{`{"op":"=","args":[{"property":"a"},1],"x/~y":2}`, "/x~1~0y", "no meaning"},
	{`{"op":"=","op":"<","args":[{"property":"a"},1]}`, "/op", "twice"},
	{`{"op":"=","args":[{"property":5},1]}`, "/args/0/property", "a text"},
	{`{"op":"=","args":[{"property":"a","b":1},1]}`, "/args/0/b", "no meaning"},
	{`{"op":"in","args":[{"property":"a"},1]}`, "/args", "a value and a list"},
	{`{"op":"in","args":[{"property":"a"},[]]}`, "/args/1", "empty"},
	{`{"op":"in","args":[{"property":"a"},[1,null]]}`, "/args/1/1", "null"},
	{`{"op":"=","args":[1e999,1]}`, "/args/0", "too large"},
	{`{"op":"=","args":[{"date":"2021-02-29"},1]}`, "/args/0/date", "not a date"},
	{`{"op":"s_within","args":[{"property":"geometry"},{"bbox":[1,2,"3",4]}]}`, "/args/1/bbox/2", "a number"},
	{`{"op":"s_within","args":[{"property":"geometry"},{"type":"Polygon","coordinates":[[[1,2],[3]]]}]}`, "/args/1/coordinates/0/1", "two numbers"},
	{`{"op":"s_within","args":[{"property":"geometry"},{"type":"Circle","coordinates":[1,2]}]}`, "/args/1/type", "no geometry of the type Circle"},
	{`{"op":"s_within","args":[{"property":"geometry"},{"type":"MultiPoint","coordinates":[]}]}`, "/args/1/coordinates", "empty"},
	{strings.Repeat(`{"op":"not","args":[`, 100) + `true` + strings.Repeat(`]}`, 100), "/args/0/args/0/args/0", "too deep"},
	{strings.Repeat(`[`, 60000), "", "too deep"},
}

func TestParseErrors(t *testing.T) {
	check := func(text string, err error, offset int, pointer, says string) {
		t.Helper()
		var e *cql2.Error
		if !errors.As(err, &e) {
			t.Errorf("%.60q: error %v, want one that says where", text, err)
			return
		}
		if e.Offset != offset || !strings.HasPrefix(e.Pointer, pointer) || !strings.Contains(e.Message, says) {
			t.Errorf("%.60q: offset %d, pointer %q, %q; want %d, %q, something with %q", text, e.Offset, e.Pointer, e.Message, offset, pointer, says)
		}
	}
	for _, q := range badTexts {
		_, err := cql2.ParseText(q.text)
		check(q.text, err, q.offset, "", q.says)
	}
	for _, q := range badObjects {
		_, err := cql2.ParseJSON(q.text)
		check(q.text, err, -1, q.pointer, q.says)
	}
}
