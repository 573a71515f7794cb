package gpkg_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/paulmach/orb"
	_ "modernc.org/sqlite"

	"catchment/data"
	"catchment/data/gpkg"
	"catchment/geo/trial"
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
	trial.Slow(t)
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

// TestDamagedEdit damages what is archived of edits: the versions that stand on
// it are named as damaged, never served as something else, and those before
// are whole.
func TestDamagedEdit(t *testing.T) {
	trial.Slow(t)
	for name, statement := range map[string]string{
		"removed changed":    `UPDATE catchment_edits SET removed = x'01' WHERE version_id = 3`,
		"replaced changed":   `UPDATE catchment_edits SET replaced = x'05' WHERE version_id = 3`,
		"rows that are not":  `UPDATE catchment_edits SET removed = x'ffffffffffffffffff01' WHERE version_id = 3`,
		"added changed":      `UPDATE catchment_edits SET added = 2147483647 WHERE version_id = 3`,
		"added negative":     `UPDATE catchment_edits SET added = -1 WHERE version_id = 3`,
		"added is text":      `UPDATE catchment_edits SET added = 'many' WHERE version_id = 3`,
		"edit gone":          `DELETE FROM catchment_edits WHERE version_id = 3`,
		"edit of a version":  `DELETE FROM catchment_versions WHERE id = 3`,
		"chunk gone":         `DELETE FROM catchment_chunks WHERE version_id = 3`,
		"chunk changed":      `UPDATE catchment_chunks SET geometry = x'00' WHERE version_id = 3`,
		"chunk of nothing":   `UPDATE catchment_chunks SET features = 2147483648 WHERE version_id = 3`,
		"fewer features":     `UPDATE catchment_chunks SET features = -3 WHERE version_id = 3`,
		"metadata changed":   `UPDATE catchment_versions SET meta = replace(meta, 'WGS84', 'GCJ02') WHERE id = 3`,
		"checksum changed":   `UPDATE catchment_versions SET checksum = x'00' WHERE id = 3`,
		"another version's":  `UPDATE catchment_chunks SET version_id = version_id + 40 WHERE version_id IN (3, 4); UPDATE catchment_chunks SET version_id = 47 - version_id WHERE version_id > 40`,
		"another base":       `UPDATE catchment_edits SET base_id = 1 WHERE version_id = 4`,
		"base that is none":  `UPDATE catchment_edits SET base_id = 77 WHERE version_id = 4`,
		"base is an edit":    `UPDATE catchment_edits SET base_id = 3 WHERE version_id = 4`,
		"edits interchanged": `UPDATE catchment_edits SET version_id = CASE version_id WHEN 3 THEN 40 ELSE 3 END WHERE version_id IN (3, 4)`,
	} {
		t.Run(name, func(t *testing.T) {
			path := storePath(t)
			s := openStore(t, path, gpkg.Options{})
			other := newLayer(t, data.Meta{ID: "other"}, worldly(1, 10)) // version id 1
			other.Version = commit(t, s, other)
			l := newLayer(t, data.Meta{ID: "b", CRS: "WGS84"}, worldly(2, 50)) // 2
			l.Version = commit(t, s, l)
			all := []*data.Layer{l}
			for range 2 { // 3 and 4
				f := l.Features[8]
				f.Geometry = orb.Point{1, float64(l.Version)}
				l = commitChanges(t, s, l, data.Changes{Replace: map[int]data.Feature{8: f}, Remove: []int{20, 4}, Add: worldly(uint64(l.Version), 60)[58+l.Version-1 : 58+l.Version]})
				all = append(all, l)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			edit(t, path, statement)
			s = openStore(t, path, gpkg.Options{})
			cat, err := data.OpenCatalog(t.Context(), s)
			if err != nil {
				t.Fatal(err)
			}
			if d := cat.Dataset().Damaged(); len(d) != 1 || d[0].Layer != "b" || d[0].Version != 3 || d[0].Reason == "" {
				t.Fatalf("Damaged() = %+v, want layer b", d)
			}
			for _, want := range all {
				got, err := s.Version(t.Context(), "b", want.Version)
				if err == nil {
					sameLayer(t, got, want)
				} else if want.Version == 1 || !errors.Is(err, data.ErrDamaged) && !errors.Is(err, data.ErrNoVersion) {
					t.Errorf("version %d: %v", want.Version, err)
				}
			}
			if _, err := cat.Put(t.Context(), all[2], data.PutOptions{}); err != nil {
				t.Fatal(err)
			}
			if d := cat.Dataset().Damaged(); len(d) != 0 {
				t.Errorf("after a new load: damaged %v", d)
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
	trial.Slow(t)
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

// withoutKept returns the damaged layers, and how many files are named that
// keep what was found of the store. Each is there, as long as that or longer.
func withoutKept(t *testing.T, path string, damaged []data.Damage, was []byte) (layers []data.Damage, kept int) {
	t.Helper()
	for _, d := range damaged {
		if d.File == "" {
			layers = append(layers, d)
			continue
		}
		kept++
		got, err := os.ReadFile(filepath.Join(filepath.Dir(path), d.File))
		if err != nil || !bytes.HasPrefix(got, was[:16]) || len(got) < len(was) || d.Layer != "" || d.Reason == "" {
			t.Errorf("%+v keeps %d bytes, %v; want the %d that were found", d, len(got), err, len(was))
		}
	}
	return layers, kept
}

// TestCutFile cuts the file short, as a copy that did not end: what is served
// is whole, what was lost is named and can be loaded again unless the archive's
// own end is lost. Where what says which layers there are is, the store is
// refused.
func TestCutFile(t *testing.T) {
	trial.Slow(t)
	rnd := rand.New(rand.NewPCG(5, 5))
	path, want := threeLayers(t, rnd, 500)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	served, again := 0, 0
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
		damaged, _ = withoutKept(t, at, damaged, whole[:len(whole)*(part+1)/21])
		if err == nil && len(layers)+len(damaged) != len(want) {
			t.Errorf("cut to %d/21: %d layers served and %d named of %d", part+1, len(layers), len(damaged), len(want))
		}
		for _, l := range layers {
			sameLayer(t, l, want[l.ID])
		}
		served += len(layers)
		for _, d := range damaged {
			_, err := s.Commit(context.Background(), want[d.Layer])
			if err == nil {
				again++
			} else if !errors.Is(err, data.ErrDamaged) {
				t.Errorf("cut to %d/21: the lost layer loaded again: %v", part+1, err)
			}
		}
		_ = s.Close() // a damaged file may say so once more
	}
	if served < 10 || again < 4 {
		t.Errorf("%d layers served of 20 files cut short; most of them still hold some; %d loaded again", served, again)
	}
}

// TestCutLargerFile cuts a store of many layers, whose table of tables lies all
// over the file, at every so many pages: from where the archive's own tables
// are whole on it is opened, what is served is whole, what was lost is named
// and loaded again, other programs find what is served, and it opens again.
func TestCutLargerFile(t *testing.T) {
	trial.Slow(t)
	rnd := rand.New(rand.NewPCG(6, 6))
	path, want := storePath(t), map[string]*data.Layer{}
	s := openStore(t, path, gpkg.Options{})
	for i := range 9 {
		l := newLayer(t, data.Meta{ID: fmt.Sprintf("layer%d", i)}, oddFeatures(rnd, 150))
		l.Version = commit(t, s, l)
		want[l.ID] = l
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	pages := len(whole) / 8192
	served, again := 0, 0
	for cut := 30; cut < pages; cut += max(1, pages/20) {
		at := storePath(t)
		if err := os.WriteFile(at, whole[:cut*8192], 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := gpkg.Open(t.Context(), at, gpkg.Options{})
		if err != nil {
			t.Errorf("cut at page %d of %d: %v", cut, pages, err)
			continue
		}
		layers, damaged, err := s.Load(t.Context())
		damaged, kept := withoutKept(t, at, damaged, whole[:cut*8192])
		if err != nil || len(layers)+len(damaged) != len(want) || kept != 1 {
			t.Errorf("cut at page %d of %d: %d served, %d named, %d files kept, %v", cut, pages, len(layers), len(damaged), kept, err)
		}
		served += len(layers)
		for _, l := range layers {
			sameLayer(t, l, want[l.ID])
		}
		for _, d := range damaged {
			if v, err := s.Commit(t.Context(), want[d.Layer]); err != nil {
				t.Errorf("cut at page %d of %d: %s loaded again: %v", cut, pages, d.Layer, err)
			} else {
				again++
				got, err := s.Version(t.Context(), d.Layer, v)
				if err != nil || got.Len() != want[d.Layer].Len() {
					t.Errorf("cut at page %d of %d: %s version %d: %v", cut, pages, d.Layer, v, err)
				}
			}
		}
		_ = s.Close() // a damaged file may say so once more
		if s, err = gpkg.Open(t.Context(), at, gpkg.Options{}); err != nil {
			t.Errorf("cut at page %d of %d, opened again: %v", cut, pages, err)
			continue
		}
		if layers, damaged, err := s.Load(t.Context()); err != nil || len(layers) != len(want) {
			t.Errorf("cut at page %d of %d, loaded again and opened: %d served, %+v, %v", cut, pages, len(layers), damaged, err)
		}
		_ = s.Close()
		if n := tables(t, at); n != len(want) {
			t.Errorf("cut at page %d of %d: other programs find %d tables of %d", cut, pages, n, len(want))
		}
	}
	t.Logf("%d pages; %d layers served, %d loaded again", pages, served, again)
	if served < 20 || again < 20 {
		t.Errorf("%d layers served, %d loaded again: the test proves little", served, again)
	}
}

// tables counts the features tables that are registered and can be read.
func tables(t *testing.T, path string) (n int) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(`SELECT table_name FROM gpkg_contents`)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	rows.Close()
	for _, name := range names {
		var features int
		if db.QueryRow(`SELECT count(geom) FROM "`+name+`"`).Scan(&features) == nil && features > 0 {
			n++
		}
	}
	return n
}

// TestDamagedFile flips bytes anywhere in the file, at random: opening and
// loading may fail or name damaged layers, but what is served is what was put
// in.
func TestDamagedFile(t *testing.T) {
	trial.Slow(t)
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
