package gpkg_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/data/gpkg"
)

// openStore opens the store at path and closes it when the test ends.
func openStore(t testing.TB, path string, opt gpkg.Options) *gpkg.Store {
	t.Helper()
	s, err := gpkg.Open(context.Background(), path, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return s
}

func storePath(t testing.TB) string { return filepath.Join(t.TempDir(), "catchment.gpkg") }

func newLayer(t testing.TB, m data.Meta, fs []data.Feature) *data.Layer {
	t.Helper()
	if m.Role == "" {
		m.Role = data.RoleOther
	}
	if m.Loaded.IsZero() {
		m.Loaded = time.Date(2026, 3, 4, 5, 6, 7, 89, time.UTC)
	}
	l, err := data.NewLayer(m, fs)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func commit(t testing.TB, s *gpkg.Store, l *data.Layer) int {
	t.Helper()
	v, err := s.Commit(context.Background(), l)
	if err != nil {
		t.Fatalf("Commit(%s): %v", l.ID, err)
	}
	return v
}

// load returns the layers of the store by id; none may be damaged.
func load(t testing.TB, s *gpkg.Store) map[string]*data.Layer {
	t.Helper()
	layers, damaged, err := s.Load(context.Background())
	if err != nil || len(damaged) > 0 {
		t.Fatalf("Load: damaged %v, %v", damaged, err)
	}
	out := map[string]*data.Layer{}
	for _, l := range layers {
		out[l.ID] = l
	}
	return out
}

// sameLayer reports any difference between two layers, down to the bytes of
// their properties.
func sameLayer(t testing.TB, got, want *data.Layer) {
	t.Helper()
	if got.Len() != want.Len() {
		t.Fatalf("layer %s has %d features, want %d", want.ID, got.Len(), want.Len())
	}
	for i := range want.Features {
		g, w := got.Features[i], want.Features[i]
		if g.ID != w.ID || g.IDKind != w.IDKind || !sameBytes(g.Properties, w.Properties) || !sameBytes(g.Foreign, w.Foreign) || !reflect.DeepEqual(g.Geometry, w.Geometry) {
			t.Fatalf("layer %s feature %d = %+v, want %+v", want.ID, i, g, w)
		}
	}
	if !reflect.DeepEqual(got.Meta, want.Meta) {
		t.Errorf("layer %s: Meta = %+v, want %+v", want.ID, got.Meta, want.Meta)
	}
}

// sameBytes tells nil from empty.
func sameBytes(a, b []byte) bool { return (a == nil) == (b == nil) && bytes.Equal(a, b) }

// randomGeometry returns a geometry of any type.
func randomGeometry(rnd *rand.Rand, nesting int) orb.Geometry {
	at := func() orb.Point { return orb.Point{rnd.Float64()*360 - 180, rnd.Float64()*180 - 90} }
	line := func() (l []orb.Point) {
		for range 2 + rnd.IntN(5) {
			l = append(l, at())
		}
		return l
	}
	polygon := func() (p orb.Polygon) {
		for range 1 + rnd.IntN(2) {
			r := append(line(), at(), at())
			p = append(p, append(r, r[0]))
		}
		return p
	}
	switch rnd.IntN(7 + nesting) {
	case 0:
		return at()
	case 1:
		return orb.MultiPoint(line())
	case 2:
		return orb.LineString(line())
	case 3:
		return orb.MultiLineString{line(), line()}
	case 4:
		return polygon()
	case 5:
		return orb.MultiPolygon{polygon(), polygon()}
	default:
		c := orb.Collection{}
		for range 1 + rnd.IntN(3) {
			c = append(c, randomGeometry(rnd, max(0, nesting-1)))
		}
		return c
	}
}

// oddProperties are property objects that a table cannot hold as they are.
var oddProperties = []string{
	``, // null
	`{}`,
	`{"name":"松山九中","n":1,"x":1.5,"yes":true,"none":null}`,
	`{ "spaced" : [1 , 2] , "nested" : {"a":{"b":"c"}} }`,
	`{"big":9007199254740993,"huge":123456789012345678901234567890,"exp":1E+2,"real":1.0}`,
	`{"n":"text now","x":"1.5","big":1.5}`,
	`{"":"empty key","fid":7,"geom":"POINT(0 0)","FID":8,"Geom":"x","id":"mine","rowid":3,"_rowid_":4,"oid":5}`,
	`{"Name":"case","NAME":"cases","name":"cased"}`,
	`{"a\"b":"quote","c'd":"apostrophe","e;f":"semicolon","'); DROP TABLE gpkg_contents;--":"x","[g]":"y"}`,
	`{"emoji 🏫":"🏥","tab\tkey":"line\nbreak","nul\u0000key":"nul\u0000value","\ud800":"\udfff"}`,
	`{"dup":1,"dup":"two"}`,
	`{"-0":-0,"max":9223372036854775807,"min":-9223372036854775808,"over":9223372036854775808}`,
}

func oddFeatures(rnd *rand.Rand, n int) []data.Feature {
	fs := make([]data.Feature, n)
	for i := range fs {
		f := &fs[i]
		f.ID, f.IDKind = fmt.Sprintf("id-%d ✓", i), data.IDString
		if rnd.IntN(3) == 0 {
			f.ID, f.IDKind = fmt.Sprint(i+1), data.IDKind(rnd.IntN(2)*2)
		}
		f.Geometry = randomGeometry(rnd, 2)
		if p := oddProperties[rnd.IntN(len(oddProperties))]; p != "" {
			f.Properties = json.RawMessage(p)
		}
		if rnd.IntN(4) == 0 {
			f.Foreign = json.RawMessage(`{"style" : {"fill":"#f00"}}`)
		}
	}
	return fs
}

func TestRoundTrip(t *testing.T) {
	const seed = 20260304
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 0))
	path := storePath(t)
	s := openStore(t, path, gpkg.Options{})
	want := map[string]*data.Layer{}
	for i, id := range []string{"odd", "Odd", "ODD_2", "odd_2", "学校", "sqlite_master", "gpkg_contents", "rtree_odd_geom", "catchment_layers", "a.b-c", "select", "layer_sqlite_master"} {
		l := newLayer(t, data.Meta{
			ID: id, Name: "名字 '\"; " + id, NameEN: "Odd", Role: data.RoleFacility, Kind: "clinic", CRS: "WGS84", Source: "x.geojson", Synthetic: i%2 == 0,
			Accepted: 5, Rejected: 1, Problems: []data.Problem{{Feature: 3, Path: "/features/3", Rule: "r", Severity: data.SeverityError, Message: "m"}}, ProblemsTotal: 1,
			Inference: []data.Inference{{Field: "role", Value: "facility", Why: "w"}},
			Foreign:   json.RawMessage(`{ "note" : "as it came" ,"n":1e2}`),
		}, oddFeatures(rnd, 200+i))
		if v := commit(t, s, l); v != 1 {
			t.Errorf("Commit(%s) = version %d, want 1", id, v)
		}
		l.Version = 1
		want[id] = l
	}
	compare := func(s *gpkg.Store) {
		got := load(t, s)
		if len(got) != len(want) {
			t.Errorf("Load gave %d layers, want %d", len(got), len(want))
		}
		for id := range want {
			sameLayer(t, got[id], want[id])
		}
	}
	compare(s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	compare(openStore(t, path, gpkg.Options{}))
}

// TestManyChunks stores more features than fit one chunk.
func TestManyChunks(t *testing.T) {
	fs := make([]data.Feature, 20001)
	for i := range fs {
		fs[i] = data.Feature{ID: fmt.Sprint(i + 1), Geometry: orb.Point{float64(i % 180), 1}, Properties: json.RawMessage(fmt.Sprintf(`{"i":%d}`, i))}
	}
	s := openStore(t, storePath(t), gpkg.Options{})
	l := newLayer(t, data.Meta{ID: "many"}, fs)
	l.Version = commit(t, s, l)
	sameLayer(t, load(t, s)["many"], l)
}

// TestWideFeatures stores more properties than a table has columns.
func TestWideFeatures(t *testing.T) {
	var b strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&b, `,"p%d":%d`, i, i)
	}
	f := data.Feature{ID: "1", Geometry: orb.Point{1, 2}, Properties: json.RawMessage("{" + b.String()[1:] + "}")}
	g := f
	g.ID = "2"
	s := openStore(t, storePath(t), gpkg.Options{})
	l := newLayer(t, data.Meta{ID: "wide"}, []data.Feature{f, g})
	l.Version = commit(t, s, l)
	sameLayer(t, load(t, s)["wide"], l)
}

func TestEmptyLayer(t *testing.T) {
	s := openStore(t, storePath(t), gpkg.Options{})
	l := newLayer(t, data.Meta{ID: "empty"}, nil)
	l.Version = commit(t, s, l)
	if got := load(t, s)["empty"]; got.Len() != 0 || got.ID != "empty" {
		t.Errorf("Load gave %+v", got)
	}
}

func TestHistory(t *testing.T) {
	ctx := context.Background()
	path := storePath(t)
	s := openStore(t, path, gpkg.Options{})
	version := func(n int) *data.Layer {
		var fs []data.Feature
		for i := range n {
			fs = append(fs, data.Feature{ID: fmt.Sprint(i), Geometry: orb.Point{1, 2}})
		}
		return newLayer(t, data.Meta{ID: "a", Name: fmt.Sprint("version ", n), Role: data.RoleFacility, Kind: "park", Source: "s"}, fs)
	}
	for n := 1; n <= 3; n++ {
		if v := commit(t, s, version(n)); v != n {
			t.Fatalf("Commit = version %d, want %d", v, n)
		}
	}
	history, err := s.Versions(ctx, "a")
	if err != nil || len(history) != 3 {
		t.Fatalf("Versions = %+v, %v", history, err)
	}
	for i, h := range history {
		n := 3 - i
		if h.Version != n || h.Features != n || h.Name != fmt.Sprint("version ", n) || h.Current != (n == 3) || h.Kind != "park" || h.Source != "s" || h.Loaded.IsZero() {
			t.Errorf("Versions[%d] = %+v", i, h)
		}
	}
	if l, err := s.Version(ctx, "a", 2); err != nil || l.Len() != 2 || l.Version != 2 {
		t.Errorf("Version(2) = %+v, %v", l, err)
	}
	if _, err := s.Version(ctx, "a", 4); !errors.Is(err, data.ErrNoVersion) {
		t.Errorf("Version(4): %v, want ErrNoVersion", err)
	}
	if _, err := s.Version(ctx, "b", 1); !errors.Is(err, data.ErrNoLayer) {
		t.Errorf("Version of no layer: %v, want ErrNoLayer", err)
	}
	if err := s.Remove(ctx, "a"); err != nil {
		t.Fatal(err)
	}
	if err := s.Remove(ctx, "a"); !errors.Is(err, data.ErrNoLayer) {
		t.Errorf("second Remove: %v, want ErrNoLayer", err)
	}
	if got := load(t, s); len(got) != 0 {
		t.Errorf("after Remove: %v", got)
	}
	if l, err := s.Version(ctx, "a", 3); err != nil || l.Len() != 3 {
		t.Errorf("Version(3) after Remove = %v, %v", l, err)
	}
	if v := commit(t, s, version(5)); v != 4 {
		t.Errorf("Commit after Remove = version %d, want 4", v)
	}
}

// TestCancelled checks that a commit cut short leaves no trace.
func TestCancelled(t *testing.T) {
	fs := make([]data.Feature, 20000)
	for i := range fs {
		fs[i] = data.Feature{ID: fmt.Sprint(i), Geometry: orb.Point{1, 2}, Properties: json.RawMessage(`{"a":1}`)}
	}
	l := newLayer(t, data.Meta{ID: "a"}, fs)
	s := openStore(t, storePath(t), gpkg.Options{})
	for _, after := range []time.Duration{0, time.Millisecond, 5 * time.Millisecond, 20 * time.Millisecond, 50 * time.Millisecond} {
		ctx, cancel := context.WithTimeout(context.Background(), after)
		_, err := s.Commit(ctx, l)
		cancel()
		if err == nil {
			break // fast machine: the commit won
		}
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Commit cut after %v: %v", after, err)
		}
		if got := load(t, s); len(got) != 0 {
			t.Errorf("Commit cut after %v left %v", after, got)
		}
	}
	commit(t, s, l)
}

func TestOneProcess(t *testing.T) {
	path := storePath(t)
	s := openStore(t, path, gpkg.Options{})
	if _, err := gpkg.Open(context.Background(), path, gpkg.Options{}); !errors.Is(err, gpkg.ErrInUse) {
		t.Errorf("second Open: %v, want ErrInUse", err)
	}
	commit(t, s, newLayer(t, data.Meta{ID: "a"}, nil))
}

// TestOddPath keeps a store where the path has characters that mean something
// in a URI.
func TestOddPath(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "a b?c#d%25&e 学校")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, "catch'ment.gpkg")
	s := openStore(t, path, gpkg.Options{})
	commit(t, s, newLayer(t, data.Meta{ID: "a"}, nil))
	if load(t, s)["a"] == nil || fileSize(t, path) == 0 {
		t.Error("the store is not at its path")
	}
}

func TestNotAStore(t *testing.T) {
	path := storePath(t)
	if err := os.WriteFile(path, bytes.Repeat([]byte("not a database. "), 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := gpkg.Open(context.Background(), path, gpkg.Options{}); !errors.Is(err, gpkg.ErrNotStore) {
		t.Errorf("Open of a text: %v, want ErrNotStore", err)
	}
	if _, err := gpkg.Open(context.Background(), filepath.Join(path, "below"), gpkg.Options{}); err == nil {
		t.Error("Open below a file: no error")
	}
}

func TestClosed(t *testing.T) {
	s := openStore(t, storePath(t), gpkg.Options{})
	if err := errors.Join(s.Close(), s.Close()); err != nil {
		t.Error(err)
	}
	if _, err := s.Commit(context.Background(), newLayer(t, data.Meta{ID: "a"}, nil)); !errors.Is(err, data.ErrClosed) {
		t.Errorf("Commit after Close: %v, want ErrClosed", err)
	}
}

func TestBackup(t *testing.T) {
	ctx := context.Background()
	s := openStore(t, storePath(t), gpkg.Options{})
	l := newLayer(t, data.Meta{ID: "a"}, oddFeatures(rand.New(rand.NewPCG(1, 1)), 100))
	l.Version = commit(t, s, l)
	copied := filepath.Join(t.TempDir(), "it's a copy.gpkg")
	if err := s.Backup(ctx, copied); err != nil {
		t.Fatal(err)
	}
	commit(t, s, newLayer(t, data.Meta{ID: "later"}, nil))
	got := load(t, openStore(t, copied, gpkg.Options{}))
	if len(got) != 1 {
		t.Errorf("the copy has %d layers, want 1", len(got))
	}
	sameLayer(t, got["a"], l)
	if err := s.Backup(ctx, copied); !errors.Is(err, os.ErrExist) {
		t.Errorf("Backup over a file: %v, want ErrExist", err)
	}
}

func TestStoreFull(t *testing.T) {
	path := storePath(t)
	s := openStore(t, path, gpkg.Options{MaxBytes: 1 << 20})
	small := newLayer(t, data.Meta{ID: "small"}, oddFeatures(rand.New(rand.NewPCG(1, 1)), 10))
	small.Version = commit(t, s, small)
	rnd := rand.New(rand.NewPCG(2, 2))
	fs := make([]data.Feature, 12000)
	for i := range fs {
		fs[i] = data.Feature{ID: fmt.Sprint(i), Geometry: orb.Point{rnd.Float64(), rnd.Float64()}}
	}
	for _, id := range []string{"large", "small"} {
		if _, err := s.Commit(context.Background(), newLayer(t, data.Meta{ID: id}, fs)); !errors.Is(err, data.ErrStoreFull) {
			t.Errorf("Commit(%s) past the limit: %v, want ErrStoreFull", id, err)
		}
	}
	got := load(t, s)
	if len(got) != 1 {
		t.Errorf("%d layers after the refusal, want 1", len(got))
	}
	sameLayer(t, got["small"], small)
	small.Version = commit(t, s, small)
	if size := fileSize(t, path); size > 1<<20 {
		t.Errorf("the file has %d bytes, more than the limit", size)
	}
	// No disk has an exabyte to keep free.
	greedy := openStore(t, storePath(t), gpkg.Options{KeepFree: 1 << 60})
	if _, err := greedy.Commit(context.Background(), small); !errors.Is(err, data.ErrStoreFull) {
		t.Errorf("Commit on a disk too full: %v, want ErrStoreFull", err)
	}
}

// TestBackupWhileLoading copies the store again and again while versions are
// committed: each copy is a store with one of the versions, whole.
func TestBackupWhileLoading(t *testing.T) {
	ctx := context.Background()
	path := storePath(t)
	s := openStore(t, path, gpkg.Options{})
	commit(t, s, crashLayer(t, "a", 1))
	done := make(chan struct{})
	go func() {
		defer close(done)
		for v := 2; v <= 12; v++ {
			if _, err := s.Commit(ctx, crashLayer(t, "a", v)); err != nil {
				t.Errorf("Commit %d: %v", v, err)
			}
		}
	}()
	for n := 0; ; n++ {
		select {
		case <-done:
			t.Logf("%d copies", n)
			return
		default:
		}
		copied := storePath(t)
		if err := gpkg.Backup(ctx, path, copied); err != nil {
			t.Fatal(err)
		}
		got := load(t, openStore(t, copied, gpkg.Options{}))["a"]
		if got == nil {
			t.Fatal("a copy lacks the layer")
		}
		want := crashLayer(t, "a", got.Version)
		want.Version = got.Version
		sameLayer(t, got, want)
	}
}

func TestBackupOfSomethingElse(t *testing.T) {
	other := filepath.Join(t.TempDir(), "other.sqlite")
	edit(t, other, `CREATE TABLE a (b)`)
	copied := storePath(t)
	if err := gpkg.Backup(context.Background(), other, copied); !errors.Is(err, gpkg.ErrNotStore) {
		t.Errorf("Backup of another database: %v, want ErrNotStore", err)
	}
	if _, err := os.Stat(copied); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a refused backup leaves something: %v", err)
	}
}

func fileSize(t *testing.T, path string) int64 {
	t.Helper()
	fi, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return fi.Size()
}

// TestBusy commits while another program is about to write to the file, as one
// is that edits it: that is said, and the next commit finds it free.
func TestBusy(t *testing.T) {
	t.Parallel() // it waits for as long as a commit does
	path := storePath(t)
	s := openStore(t, path, gpkg.Options{})
	l := newLayer(t, data.Meta{ID: "a"}, oddFeatures(rand.New(rand.NewPCG(8, 8)), 10))
	other, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	other.SetMaxOpenConns(1)
	if _, err := other.Exec(`BEGIN IMMEDIATE`); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Commit(context.Background(), l); !errors.Is(err, data.ErrBusy) {
		t.Errorf("Commit beside a writer: %v, want ErrBusy", err)
	}
	if _, err := other.Exec(`ROLLBACK`); err != nil {
		t.Fatal(err)
	}
	if v := commit(t, s, l); v != 1 {
		t.Errorf("version %d after the writer has gone, want 1", v)
	}
}
