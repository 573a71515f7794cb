package gpkg_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"math/rand/v2"
	"os"
	"testing"

	_ "modernc.org/sqlite"

	"catchment/data"
	"catchment/data/gpkg"
)

// edit runs a statement on the file of a closed store.
func edit(t *testing.T, path, statement string, args ...any) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statement, args...); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// checkIntegrity runs SQLite's own checks on the file, and those of the rtree
// module on each index.
func checkIntegrity(t *testing.T, path string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var result string
	if err := db.QueryRow(`PRAGMA integrity_check`).Scan(&result); err != nil || result != "ok" {
		t.Errorf("integrity_check: %s, %v", result, err)
	}
	if rows, err := db.Query(`PRAGMA foreign_key_check`); err != nil || rows.Next() {
		t.Errorf("foreign_key_check found something, %v", err)
	} else {
		rows.Close()
	}
	rows, err := db.Query(`SELECT name FROM sqlite_schema WHERE sql LIKE 'CREATE VIRTUAL TABLE%rtree%'`)
	if err != nil {
		t.Fatal(err)
	}
	var indexes []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		indexes = append(indexes, name)
	}
	rows.Close()
	for _, name := range indexes {
		if err := db.QueryRow(`SELECT rtreecheck(?)`, name).Scan(&result); err != nil || result != "ok" {
			t.Errorf("rtreecheck(%s): %s, %v", name, result, err)
		}
	}
}

// TestDamagedLayer damages one of three layers in each way; it is named, the
// others are served, and a new load takes its place.
func TestDamagedLayer(t *testing.T) {
	for name, statement := range map[string]string{
		"attributes changed": `UPDATE catchment_chunks SET attributes = substr(attributes, 1, length(attributes) - 1) || x'00' WHERE version_id = 2`,
		"geometry changed":   `UPDATE catchment_chunks SET geometry = x'00' WHERE version_id = 2`,
		"checksum changed":   `UPDATE catchment_chunks SET checksum = x'00' WHERE version_id = 2`,
		"chunk gone":         `DELETE FROM catchment_chunks WHERE version_id = 2`,
		"metadata changed":   `UPDATE catchment_versions SET meta = replace(meta, 'WGS84', 'GCJ02') WHERE id = 2`,
		"no metadata":        `UPDATE catchment_versions SET meta = x'' WHERE id = 2`,
		"count changed":      `UPDATE catchment_versions SET features = 2147483647 WHERE id = 2`,
		"version gone":       `DELETE FROM catchment_versions WHERE id = 2`,
		"version is text":    `UPDATE catchment_chunks SET features = 'many' WHERE version_id = 2`,
		"one chunk too many": `INSERT INTO catchment_chunks SELECT version_id, seq + 1, features, checksum, attributes, geometry FROM catchment_chunks WHERE version_id = 2`,
		"nulls":              `UPDATE catchment_versions SET checksum = x'', features = -1 WHERE id = 2`,
	} {
		t.Run(name, func(t *testing.T) {
			path := storePath(t)
			s := openStore(t, path, gpkg.Options{})
			want := map[string]*data.Layer{}
			for _, id := range []string{"a", "b", "c"} {
				l := newLayer(t, data.Meta{ID: id, CRS: "WGS84"}, oddFeatures(rand.New(rand.NewPCG(3, 3)), 50))
				l.Version = commit(t, s, l)
				want[id] = l
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			edit(t, path, statement)
			s = openStore(t, path, gpkg.Options{})
			cat, err := data.OpenCatalog(context.Background(), s)
			if err != nil {
				t.Fatal(err)
			}
			damaged := cat.Dataset().Damaged()
			if len(damaged) != 1 || damaged[0].Layer != "b" || damaged[0].Version != 1 || damaged[0].Reason == "" {
				t.Fatalf("Damaged() = %+v, want layer b", damaged)
			}
			for _, id := range []string{"a", "c"} {
				got, ok := cat.Dataset().Layer(id)
				if !ok {
					t.Fatalf("layer %s is not served", id)
				}
				sameLayer(t, got, want[id])
			}
			if _, err := cat.Put(context.Background(), want["b"], data.PutOptions{}); err != nil {
				t.Fatal(err)
			}
			if d := cat.Dataset(); len(d.Damaged()) != 0 || len(d.Layers()) != 3 {
				t.Errorf("after a new load: damaged %v, %d layers", d.Damaged(), len(d.Layers()))
			}
		})
	}
}

// TestTableGone drops what other programs read of a layer: the layer is served
// from its archive all the same, and a new load makes the table anew.
func TestTableGone(t *testing.T) {
	path := storePath(t)
	s := openStore(t, path, gpkg.Options{})
	l := newLayer(t, data.Meta{ID: "b"}, oddFeatures(rand.New(rand.NewPCG(3, 3)), 50))
	l.Version = commit(t, s, l)
	for _, statement := range []string{`DROP TABLE "b"`, `DROP TABLE "rtree_b_geom"`, `DELETE FROM gpkg_contents WHERE table_name = 'b'`} {
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		edit(t, path, `PRAGMA foreign_keys = OFF; `+statement)
		s = openStore(t, path, gpkg.Options{})
		sameLayer(t, load(t, s)["b"], l)
		l.Version = commit(t, s, l)
		sameLayer(t, load(t, s)["b"], l)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	checkIntegrity(t, path)
}

// threeLayers writes a store of the layers a, b and c, each of n features, and
// closes it.
func threeLayers(t *testing.T, rnd *rand.Rand, n int) (path string, want map[string]*data.Layer) {
	t.Helper()
	path, want = storePath(t), map[string]*data.Layer{}
	s := openStore(t, path, gpkg.Options{})
	for _, id := range []string{"a", "b", "c"} {
		l := newLayer(t, data.Meta{ID: id}, oddFeatures(rnd, n))
		l.Version = commit(t, s, l)
		want[id] = l
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return path, want
}

// TestDamagedPages flips bytes in the middle of one layer's pages in the file,
// a few at a time: that layer is named, the others are served whole.
func TestDamagedPages(t *testing.T) {
	rnd := rand.New(rand.NewPCG(4, 4))
	path, want := threeLayers(t, rnd, 3000)
	var archived []byte // in one piece only as far as a page goes
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	err = db.QueryRow(`SELECT attributes FROM catchment_chunks WHERE version_id = 2 AND seq = 0`).Scan(&archived)
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	inside := bytes.Index(whole, archived[len(archived)/2:][:64])
	if inside < 0 {
		t.Fatal("the archived bytes are not in the file")
	}
	for range 20 {
		bad := bytes.Clone(whole)
		for range 1 + rnd.IntN(4) {
			bad[inside+rnd.IntN(64)] ^= byte(1 + rnd.IntN(255))
		}
		if bytes.Equal(bad, whole) {
			continue // two flips of one byte
		}
		at := storePath(t)
		if err := os.WriteFile(at, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		layers, damaged, err := openStore(t, at, gpkg.Options{}).Load(context.Background())
		if err != nil || len(damaged) != 1 || damaged[0].Layer != "b" || len(layers) != 2 {
			t.Fatalf("Load() = %d layers, damaged %+v, %v; want b damaged alone", len(layers), damaged, err)
		}
		for _, l := range layers {
			sameLayer(t, l, want[l.ID])
		}
	}
}

// TestCutFile cuts the file short, as a copy that did not end: what is served
// is whole, or the store is refused; nothing is served as something else.
func TestCutFile(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 5))
	path, want := threeLayers(t, rnd, 500)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for part := range 20 {
		at := storePath(t)
		if err := os.WriteFile(at, whole[:len(whole)*(part+1)/21], 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := gpkg.Open(context.Background(), at, gpkg.Options{})
		if err != nil {
			continue
		}
		layers, damaged, err := s.Load(context.Background())
		if err == nil && len(layers)+len(damaged) != len(want) {
			t.Errorf("cut to %d/21: %d layers served and %d named of %d", part+1, len(layers), len(damaged), len(want))
		}
		for _, l := range layers {
			sameLayer(t, l, want[l.ID])
		}
		_ = s.Close() // a damaged file may say so once more
	}
}

// TestDamagedFile flips bytes anywhere in the file, at random: opening and
// loading may fail or name damaged layers, but what is served is what was put
// in.
func TestDamagedFile(t *testing.T) {
	const seed = 77
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 0))
	path := storePath(t)
	s := openStore(t, path, gpkg.Options{})
	want := map[string]*data.Layer{}
	for _, id := range []string{"a", "b", "c", "d"} {
		l := newLayer(t, data.Meta{ID: id}, oddFeatures(rnd, 300))
		l.Version = commit(t, s, l)
		want[id] = l
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	named, refused := 0, 0
	for range 60 {
		bad := append([]byte(nil), whole...)
		for range 20 {
			bad[rnd.IntN(len(bad))] ^= byte(1 + rnd.IntN(255))
		}
		at := storePath(t)
		if err := os.WriteFile(at, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := gpkg.Open(context.Background(), at, gpkg.Options{})
		if err != nil {
			refused++
			continue
		}
		layers, damaged, err := s.Load(context.Background())
		if err != nil {
			refused++
		}
		named += len(damaged)
		for _, l := range layers {
			w, ok := want[l.ID]
			if !ok {
				t.Fatalf("layer %q was never put in", l.ID)
			}
			sameLayer(t, l, w)
		}
		if err := s.Close(); err != nil && !errors.Is(err, data.ErrDamaged) {
			t.Logf("Close: %v", err)
		}
	}
	t.Logf("of 60 files %d refused; %d layers named as damaged in the others", refused, named)
	if named == 0 {
		t.Error("no damage was ever named: the test proves nothing")
	}
}
