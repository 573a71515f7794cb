package gpkg

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"catchment/data"
)

// TestShape checks names and types of the columns that features need.
func TestShape(t *testing.T) {
	var fs []data.Feature
	for _, p := range []string{
		`{"n":1,"x":1,"b":true,"t":"a","mixed":1,"nothing":null,"big":9007199254740993,"bigreal":9007199254740993}`,
		`{"n":-2,"x":2.5,"b":false,"t":"b","mixed":true,"N":1,"fid":1,"bigreal":0.5,"over":1e999}`,
	} {
		fs = append(fs, data.Feature{ID: "1", Properties: json.RawMessage(p), Geometry: orb.Point{}})
	}
	want := []column{{"n", "INTEGER"}, {"x", "REAL"}, {"b", "BOOLEAN"}, {"t", "TEXT"}, {"mixed", "TEXT"}, {"nothing", "TEXT"},
		{"big", "INTEGER"}, {"bigreal", "TEXT"}, {"N_2", "INTEGER"}, {"fid_2", "INTEGER"}, {"over", "TEXT"}}
	if got := shapeOf(fs); got.withID || !slices.Equal(got.columns, want) {
		t.Errorf("shapeOf = %v, want %v", got.columns, want)
	}
	fs[1].IDKind = data.IDString
	if got := shapeOf(fs); !got.withID || got.columns[0] != (column{"id", "TEXT"}) || got.byKey["n"] != 1 {
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
