package gpkg

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"catchment/data"
)

// named is what a table says of a column.
type named struct{ name, sqlType string }

func namesOf(s *shape) (all []named) {
	for _, c := range s.columns {
		all = append(all, named{c.name, c.sqlType})
	}
	return all
}

// TestShapeWith adds features to a table: its columns are those that a new
// table of all the features would have, or the table is refused.
func TestShapeWith(t *testing.T) {
	values := []string{`1`, `9007199254740993`, `0.5`, `true`, `"a"`, `null`, `{}`}
	for a, first := range values {
		for _, second := range values {
			fs := []data.Feature{
				{Properties: json.RawMessage(`{"k":` + first + `,"K":1}`), IDKind: data.IDKind(a % 2)},
				{Properties: json.RawMessage(`{"k":` + second + `,"new":` + first + `,"\ud800":1}`)},
			}
			before, want := shapeOf(fs[:1]), shapeOf(fs)
			if got := decodeShape(before.encode()); !reflect.DeepEqual(got, before) {
				t.Fatalf("read again: %+v, want %+v", got, before)
			}
			was := before.encode()
			got, err := before.with(fs[1:], maxColumns)
			if err != nil {
				if c := before.byKey["k"]; want.columns[c].sqlType == before.columns[c].sqlType {
					t.Errorf("%s, then %s: %v, but the type stays", first, second, err)
				}
			} else if !reflect.DeepEqual(got, want) {
				t.Errorf("%s, then %s: %+v, want %+v", first, second, got, want)
			} else if again := decodeShape(got.encode()); !reflect.DeepEqual(again, want) {
				t.Errorf("read again: %+v, want %+v", again, want)
			} else if same, err := got.with(fs, maxColumns); same != got || err != nil {
				t.Errorf("with what it has: %+v, %v", same, err)
			}
			if !bytes.Equal(before.encode(), was) {
				t.Errorf("the shape itself changed: %+v", before)
			}
		}
	}
	s := shapeOf([]data.Feature{{}})
	if _, err := s.with([]data.Feature{{ID: "a", IDKind: data.IDString}}, maxColumns); err == nil {
		t.Error("ids fit a table without a column for them")
	}
	if got, err := s.with([]data.Feature{{Properties: json.RawMessage(`{"a":1,"b":2}`)}}, 1); err != nil || len(got.columns) != 1 {
		t.Errorf("two properties where one has room: %+v, %v", got, err)
	}
	for _, bad := range [][]byte{nil, {1}, {0, 1}, {0, 1, 9}, {0, 1, 2, 'a'}} {
		if got := decodeShape(bad); got != nil {
			t.Errorf("decodeShape(%v) = %+v", bad, got)
		}
	}
}

// TestShape checks names and types of the columns that features need.
func TestShape(t *testing.T) {
	var fs []data.Feature
	for _, p := range []string{
		`{"n":1,"x":1,"b":true,"t":"a","mixed":1,"nothing":null,"big":9007199254740993,"bigreal":9007199254740993}`,
		`{"n":-2,"x":2.5,"b":false,"t":"b","mixed":true,"N":1,"fid":1,"bigreal":0.5,"over":1e999}`,
	} {
		fs = append(fs, data.Feature{ID: "1", Properties: json.RawMessage(p), Geometry: orb.Point{}})
	}
	want := []named{{"n", "INTEGER"}, {"x", "REAL"}, {"b", "BOOLEAN"}, {"t", "TEXT"}, {"mixed", "TEXT"}, {"nothing", "TEXT"},
		{"big", "INTEGER"}, {"bigreal", "TEXT"}, {"N_2", "INTEGER"}, {"fid_2", "INTEGER"}, {"over", "TEXT"}}
	if got := shapeOf(fs); got.withID || !slices.Equal(namesOf(got), want) {
		t.Errorf("shapeOf = %v, want %v", got.columns, want)
	}
	fs[1].IDKind = data.IDString
	if got := shapeOf(fs); !got.withID || namesOf(got)[0] != (named{"id", "TEXT"}) || got.byKey["n"] != 1 {
		t.Errorf("with ids: %+v", got)
	}
}

// TestShapeKeepsMostUsed checks that rare keys yield where there are too many.
func TestShapeKeepsMostUsed(t *testing.T) {
	var fs []data.Feature
	for i := range maxColumns + 500 {
		fs = append(fs, data.Feature{Properties: json.RawMessage(fmt.Sprintf(`{"rare%d":1,"all":2}`, i))})
	}
	s := shapeOf(fs)
	if _, ok := s.byKey["all"]; !ok || len(s.columns) != maxColumns {
		t.Errorf("%d columns, with the one all features have: %v", len(s.columns), ok)
	}
	// A million rows get fewer columns than SQLite would allow.
	many := keySet{found: map[string]*found{}}
	for i := range 100 {
		many.add(fmt.Sprint(i), found{seenText, i / 10})
	}
	if got := many.mostUsed(10); !slices.Equal(got, []string{"90", "91", "92", "93", "94", "95", "96", "97", "98", "99"}) {
		t.Errorf("mostUsed(10) = %v", got)
	}
}

// TestDurable checks that the writer syncs every commit to the disk.
func TestDurable(t *testing.T) {
	s, err := Open(context.Background(), filepath.Join(t.TempDir(), "a.gpkg"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "page_size": "8192", "application_id": "1196444487", "user_version": "10300"} {
		var got string
		if err := s.writer.QueryRowContext(context.Background(), "PRAGMA "+pragma).Scan(&got); err != nil || got != want {
			t.Errorf("%s = %s, %v, want %s", pragma, got, err, want)
		}
	}
}
