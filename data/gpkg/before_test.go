package gpkg_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/data/gpkg"
	"catchment/geo/trial"
)

// TestStoreFromBeforeEdits opens a store that the program wrote before edits
// were archived as such (testdata/before-edits.gpkg.gz, written by commit
// 7db59fe: three versions of layer a, the layer odd, one withdrawn, a
// document). All of it is there, and it can be edited, loaded and restored.
func TestStoreFromBeforeEdits(t *testing.T) {
	trial.Slow(t)
	packed, err := os.ReadFile("testdata/before-edits.gpkg.gz")
	if err != nil {
		t.Fatal(err)
	}
	unpacked, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	file, err := io.ReadAll(unpacked)
	if err != nil {
		t.Fatal(err)
	}
	path := storePath(t)
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	s := openStore(t, path, gpkg.Options{})
	odd := newLayer(t, data.Meta{ID: "odd"}, oddFeatures(rand.New(rand.NewPCG(6, 6)), 60))
	odd.Version = 1
	old := func(v int) *data.Layer {
		l := crashLayer(t, "a", v)
		l.Version = v
		return l
	}
	check := func(a *data.Layer) {
		t.Helper()
		got := load(t, s)
		if len(got) != 2 {
			t.Errorf("%d layers, want 2", len(got))
		}
		sameLayer(t, got["a"], a)
		sameLayer(t, got["odd"], odd)
		for v := 1; v <= 3; v++ {
			l, err := s.Version(t.Context(), "a", v)
			if err != nil {
				t.Fatal(err)
			}
			sameLayer(t, l, old(v))
		}
		if d := documents(t, s); len(d) != 1 || string(d[0].Body) != crashBody(1) {
			t.Errorf("documents: %+v", d)
		}
	}
	check(old(3))
	a := old(3)
	for step := range 10 {
		f := a.Features[step]
		f.Geometry = orb.Point{float64(step), 42}
		a = commitChanges(t, s, a, data.Changes{Replace: map[int]data.Feature{step: f}, Remove: []int{100}})
		odd = commitChanges(t, s, odd, data.Changes{Remove: []int{step}})
		check(a)
	}
	// The first edit makes the features table anew, and so is stored whole.
	if whole, edits := archived(t, path, "a"); whole != 4 || edits != 9 {
		t.Errorf("%d versions are stored whole and %d as edits, want 4 and 9", whole, edits)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = openStore(t, path, gpkg.Options{})
	check(a)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	checkIntegrity(t, path)
}
