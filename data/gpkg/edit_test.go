package gpkg_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/data/gpkg"
	"catchment/geo/trial"
)

// someChanges returns changes of up to most features; those that are new have
// ids that n makes unique, and now and then a property that there was not.
func someChanges(rnd *rand.Rand, l *data.Layer, most, n int) data.Changes {
	c := data.Changes{Replace: map[int]data.Feature{}}
	order := rnd.Perm(l.Len())
	fresh := worldly(rnd.Uint64(), 2*most)
	for range rnd.IntN(most + 1) {
		if len(order) == 0 {
			break
		}
		i := order[0]
		order = order[1:]
		if rnd.IntN(3) == 0 {
			c.Remove = append(c.Remove, i)
			continue
		}
		f := fresh[len(order)%len(fresh)]
		f.ID, f.IDKind = l.Features[i].ID, l.Features[i].IDKind
		c.Replace[i] = f
	}
	for k := range rnd.IntN(most + 1) {
		f := fresh[k]
		f.ID = fmt.Sprint(1_000_000 + 1000*n + k)
		if rnd.IntN(20) == 0 {
			f.Properties = json.RawMessage(fmt.Sprintf(`{"new%d":%d,"name":"new"}`, n%7, n))
		}
		c.Add = append(c.Add, f)
	}
	return c
}

// edited returns the layer after changes, as a catalog would store it.
func edited(t testing.TB, l *data.Layer, c data.Changes) *data.Layer {
	t.Helper()
	next, err := l.With(c)
	if err != nil {
		t.Fatal(err)
	}
	next.Loaded = l.Loaded.Add(time.Second)
	next.Edits = &data.EditCount{Created: len(c.Add), Replaced: len(c.Replace), Removed: len(c.Remove)}
	return next
}

// commitChanges stores the layer after changes and returns it.
func commitChanges(t testing.TB, s *gpkg.Store, l *data.Layer, c data.Changes) *data.Layer {
	t.Helper()
	next := edited(t, l, c)
	v, err := s.CommitChanges(context.Background(), next, l.Version, c)
	if err != nil {
		t.Fatalf("CommitChanges(%s): %v", l.ID, err)
	}
	if v != l.Version+1 {
		t.Fatalf("CommitChanges(%s) = version %d after %d", l.ID, v, l.Version)
	}
	next.Version = v
	return next
}

// archived returns how many versions of a layer are stored whole and how many
// as edits.
func archived(t testing.TB, path, layer string) (whole, edits int) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	err = db.QueryRow(`SELECT count(*) - count(e.version_id), count(e.version_id) FROM catchment_versions v
		LEFT JOIN catchment_edits e ON e.version_id = v.id WHERE v.layer_id = ?`, layer).Scan(&whole, &edits)
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	return whole, edits
}

// TestEditsAreVersions edits layers at random, with loads and restarts between:
// every version reads as it was, now and later; other programs read the last.
func TestEditsAreVersions(t *testing.T) {
	const seed = 20261125
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 0))
	path := storePath(t)
	s := openStore(t, path, gpkg.Options{})
	versions := map[string][]*data.Layer{}
	load := func(id string, fs []data.Feature) {
		l := newLayer(t, data.Meta{ID: id, Source: "s", Foreign: json.RawMessage(`{ "note":1}`),
			Problems: []data.Problem{{Rule: "r", Severity: data.SeverityWarning}}, Inference: []data.Inference{{Field: "role"}}}, fs)
		l.Version = commit(t, s, l)
		versions[id] = append(versions[id], l)
	}
	load("a", worldly(1, 300))
	load("用地", worldly(2, 20))
	load("odd", oddFeatures(rnd, 100))
	for step := range 150 {
		id := []string{"a", "用地", "odd"}[step%3]
		all := versions[id]
		l := all[len(all)-1]
		switch rnd.IntN(30) {
		case 0:
			load(id, l.Features)
		case 1:
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			s = openStore(t, path, gpkg.Options{})
			fallthrough
		default:
			versions[id] = append(all, commitChanges(t, s, l, someChanges(rnd, l, 3, step)))
		}
	}
	for id, all := range versions {
		history, err := s.Versions(t.Context(), id)
		if err != nil || len(history) != len(all) || !history[0].Current {
			t.Fatalf("Versions(%s) = %d, %v, want %d", id, len(history), err, len(all))
		}
		for i, l := range all {
			got, err := s.Version(t.Context(), id, l.Version)
			if err != nil {
				t.Fatal(err)
			}
			sameLayer(t, got, l)
			if h := history[len(all)-1-i]; h.Version != l.Version || h.Features != l.Len() || h.Source != l.Source || !h.Loaded.Equal(l.Loaded) || (h.Edits == nil) != (l.Edits == nil) {
				t.Errorf("Versions(%s): %+v, want %+v", id, h, l.Meta)
			}
		}
		whole, edits := archived(t, path, id)
		t.Logf("layer %s: %d versions whole, %d as edits", id, whole, edits)
		if edits < 25 {
			t.Errorf("layer %s: %d edits were stored as such: the test proves little", id, edits)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	checkIntegrity(t, path)
	s = openStore(t, path, gpkg.Options{})
	for _, l := range mustLoad(t, s) {
		all := versions[l.ID]
		sameLayer(t, l, all[len(all)-1])
		if l.ID != "odd" {
			sameInGDAL(t, l, ogr(t, path, l.ID))
		}
	}
}

func mustLoad(t testing.TB, s *gpkg.Store) (all []*data.Layer) {
	for _, l := range load(t, s) {
		all = append(all, l)
	}
	return all
}

// TestEditCost edits one feature of a layer again and again: the file grows by
// what was edited, and one more edit does not fit where nothing does.
func TestEditCost(t *testing.T) {
	trial.Slow(t)
	path := storePath(t)
	s := openStore(t, path, gpkg.Options{})
	const n, edits = 10_000, 250
	l := newLayer(t, data.Meta{ID: "a"}, worldly(1, n))
	l.Version = commit(t, s, l)
	commitChanges(t, s, l, data.Changes{Replace: map[int]data.Feature{7: l.Features[7]}})
	l.Version++
	before := pagesBytes(t, path)
	rnd := rand.New(rand.NewPCG(3, 3))
	for range edits {
		i := rnd.IntN(n)
		f := l.Features[i]
		f.Geometry = orb.Point{118 + rnd.Float64(), 42}
		l = commitChanges(t, s, l, data.Changes{Replace: map[int]data.Feature{i: f}})
	}
	whole, asEdits := archived(t, path, "a")
	grown := pagesBytes(t, path) - before
	t.Logf("a store of %d bytes grew by %d in %d edits, %d each; %d versions whole", before, grown, edits, grown/edits, whole)
	if asEdits < edits || grown > edits*8192 {
		t.Errorf("%d edits of %d stored as such, %d bytes each", asEdits, edits, grown/edits)
	}
	sameLayer(t, load(t, s)["a"], l)
}

// pagesBytes returns the size of the store, what is in the log included.
func pagesBytes(t testing.TB, path string) int64 {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	var n int64
	err = db.QueryRow(`SELECT page_count * page_size FROM pragma_page_count, pragma_page_size`).Scan(&n)
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestEditsPastTheLimit edits until the store is full: the edit is refused,
// what was acknowledged stays, and is there after a restart.
func TestEditsPastTheLimit(t *testing.T) {
	trial.Slow(t)
	path := storePath(t)
	opt := gpkg.Options{MaxBytes: 1 << 20}
	s := openStore(t, path, opt)
	l := newLayer(t, data.Meta{ID: "a"}, worldly(1, 2000))
	l.Version = commit(t, s, l)
	rnd := rand.New(rand.NewPCG(3, 3))
	for step := 0; ; step++ {
		c := someChanges(rnd, l, 5, step)
		next := edited(t, l, c)
		v, err := s.CommitChanges(t.Context(), next, l.Version, c)
		if errors.Is(err, data.ErrStoreFull) {
			break
		}
		if err != nil || step > 10_000 {
			t.Fatalf("edit %d: %v", step, err)
		}
		next.Version = v
		l = next
	}
	sameLayer(t, load(t, s)["a"], l)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = openStore(t, path, opt)
	sameLayer(t, load(t, s)["a"], l)
	if size := fileSize(t, path); size > 1<<20 {
		t.Errorf("the file has %d bytes, more than the limit", size)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	checkIntegrity(t, path)
	s = openStore(t, path, gpkg.Options{})
	sameLayer(t, load(t, s)["a"], l)
	commitChanges(t, s, l, someChanges(rnd, l, 5, 1_000_000))
}

// TestEditsOfAnOddTable edits a layer whose features table is not what an edit
// can write to: the layer is stored whole, and the table is right again.
func TestEditsOfAnOddTable(t *testing.T) {
	trial.Slow(t)
	for name, statement := range map[string]string{
		"table gone":    `DROP TABLE "a"`,
		"index gone":    `DROP TABLE "rtree_a_geom"`,
		"column more":   `ALTER TABLE "a" ADD COLUMN more`,
		"not listed":    `DELETE FROM gpkg_contents WHERE table_name = 'a'`,
		"no geometry":   `DELETE FROM gpkg_geometry_columns WHERE table_name = 'a'`,
		"columns lost":  `DELETE FROM catchment_tables`,
		"columns odd":   `UPDATE catchment_tables SET columns = x'0001'`,
		"triggers gone": `DROP TRIGGER "catchment_a_INSERT"; DROP TRIGGER "rtree_a_geom_insert"`,
	} {
		t.Run(name, func(t *testing.T) {
			path := storePath(t)
			s := openStore(t, path, gpkg.Options{})
			l := newLayer(t, data.Meta{ID: "a"}, worldly(1, 50))
			l.Version = commit(t, s, l)
			c := data.Changes{Remove: []int{3}}
			l = commitChanges(t, s, l, c)
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			edit(t, path, `PRAGMA foreign_keys = OFF; `+statement)
			s = openStore(t, path, gpkg.Options{})
			f := l.Features[5]
			f.Geometry = orb.Point{1, 2}
			l = commitChanges(t, s, l, data.Changes{Replace: map[int]data.Feature{5: f}, Remove: []int{9}})
			sameLayer(t, load(t, s)["a"], l)
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			checkIntegrity(t, path)
			sameInGDAL(t, l, ogr(t, path, "a"))
		})
	}
}

// TestEditsChangeTheTable makes edits that need other columns or another type
// of geometry: GDAL reads what the layer has.
func TestEditsChangeTheTable(t *testing.T) {
	path := storePath(t)
	s := openStore(t, path, gpkg.Options{})
	point := func(id int, kind data.IDKind, properties string) data.Feature {
		return data.Feature{ID: fmt.Sprint(id), IDKind: kind, Geometry: orb.Point{118, 42}, Properties: json.RawMessage(properties)}
	}
	l := newLayer(t, data.Meta{ID: "a"}, []data.Feature{point(1, 0, `{"n":1}`), point(2, 0, `{"n":2}`)})
	l.Version = commit(t, s, l)
	line := point(2, 0, `{"n":3}`)
	line.Geometry = orb.LineString{{118, 42}, {119, 43}}
	for _, step := range []struct {
		name string
		c    data.Changes
		want []string
	}{
		{"same", data.Changes{Replace: map[int]data.Feature{0: point(1, 0, `{"n":7}`)}}, []string{"Geometry: Point\n", "\nn: Integer64", "n (Integer64) = 7"}},
		{"new property", data.Changes{Replace: map[int]data.Feature{0: point(1, 0, `{"n":7,"N":"x"}`)}}, []string{"\nN_2: String", "N_2 (String) = x"}},
		{"real", data.Changes{Replace: map[int]data.Feature{0: point(1, 0, `{"n":0.5}`)}}, []string{"\nn: Real", "n (Real) = 0.5", "n (Real) = 2"}},
		{"text", data.Changes{Replace: map[int]data.Feature{0: point(1, 0, `{"n":"few"}`)}}, []string{"\nn: String", "n (String) = few", "n (String) = 2"}},
		{"line", data.Changes{Replace: map[int]data.Feature{1: line}}, []string{"Geometry: Unknown (any)\n", "Extent: (118.000000, 42.000000) - (119.000000, 43.000000)"}},
		{"id", data.Changes{Add: []data.Feature{point(9, data.IDString, `{}`)}}, []string{"id: String", "id (String) = 9", "Feature Count: 3"}},
		{"less", data.Changes{Remove: []int{1, 2}}, []string{"Feature Count: 1\n", "Extent: (118.000000, 42.000000) - (118.000000, 42.000000)"}},
		{"none", data.Changes{Remove: []int{0}}, []string{"Feature Count: 0\n"}},
	} {
		l = commitChanges(t, s, l, step.c)
		sameLayer(t, load(t, s)["a"], l)
		wants(t, step.name, gdal(t, "ogrinfo", "-ro", path, "a"), step.want...)
	}
}
