package gpkg_test

import (
	"errors"
	"os"
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/data/gpkg"
	"catchment/geo/trial"
)

// TestForget removes older versions of a layer with loads and edits: those that
// stay read as before, the others are gone, their room is used again and their
// numbers are not.
func TestForget(t *testing.T) {
	path := storePath(t)
	s := openStore(t, path, gpkg.Options{})
	want := map[int]*data.Layer{}
	var l *data.Layer
	for i := range 8 { // loads 1, 4, 7; edits of them 2 and 3, 5 and 6, 8
		if i%3 == 0 {
			l = newLayer(t, data.Meta{ID: "a"}, worldly(uint64(i), 4000))
			l.Version = commit(t, s, l)
		} else {
			f := l.Features[8]
			f.Geometry = orb.Point{1, float64(i)}
			l = commitChanges(t, s, l, data.Changes{Replace: map[int]data.Feature{8: f}})
		}
		want[l.Version] = l
	}
	other := newLayer(t, data.Meta{ID: "b"}, worldly(9, 10))
	other.Version = commit(t, s, other)
	check := func(before int, removed, stay []int) {
		t.Helper()
		got, err := s.Forget(t.Context(), "a", before)
		if err != nil || !slices.Equal(got, removed) {
			t.Fatalf("Forget(a, %d) = %v, %v; want %v", before, got, err, removed)
		}
		for v, w := range want {
			l, err := s.Version(t.Context(), "a", v)
			switch {
			case slices.Contains(stay, v) && err == nil:
				sameLayer(t, l, w)
			case slices.Contains(stay, v):
				t.Errorf("before %d: version %d: %v", before, v, err)
			case !errors.Is(err, data.ErrNoVersion):
				t.Errorf("before %d: version %d: %v, want ErrNoVersion", before, v, err)
			}
		}
		sameLayer(t, load(t, s)["b"], other)
	}
	check(2, []int{1}[:0], []int{1, 2, 3, 4, 5, 6, 7, 8}) // 2 stands on 1
	check(6, []int{1, 2, 3}, []int{4, 5, 6, 7, 8})        // 6 stands on 4 and 5
	check(99, []int{4, 5, 6}, []int{7, 8})
	check(99, nil, []int{7, 8})
	size := bytesOf(t, path)
	l = newLayer(t, data.Meta{ID: "a"}, worldly(50, 4000))
	if l.Version = commit(t, s, l); l.Version != 9 {
		t.Errorf("version %d after forgetting, want 9", l.Version)
	}
	want[9] = l
	if err := s.Remove(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	check(99, []int{7, 8}, []int{9})
	if _, err := s.Forget(t.Context(), "none", 9); !errors.Is(err, data.ErrNoLayer) {
		t.Errorf("Forget of nothing: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if now := bytesOf(t, path); now > size+size/4 {
		t.Errorf("the file has %d bytes after a load into the room of others, %d before", now, size)
	}
	checkIntegrity(t, path)
}

func bytesOf(t *testing.T, path string) (size int64) {
	t.Helper()
	for _, name := range []string{path, path + "-wal"} {
		if info, err := os.Stat(name); err == nil {
			size = max(size, info.Size())
		}
	}
	return size
}

// TestForgetMakesRoom: a load that a full store refuses fits once older
// versions are forgotten.
func TestForgetMakesRoom(t *testing.T) {
	trial.Slow(t)
	s := openStore(t, storePath(t), gpkg.Options{MaxBytes: 3 << 20})
	l := newLayer(t, data.Meta{ID: "a"}, worldly(1, 2000))
	versions := 0
	for {
		_, err := s.Commit(t.Context(), l)
		if errors.Is(err, data.ErrStoreFull) {
			break
		}
		if err != nil || versions > 100 {
			t.Fatal(versions, err)
		}
		versions++
	}
	if versions < 3 {
		t.Fatalf("%d versions fit: the test proves nothing", versions)
	}
	if _, err := s.Forget(t.Context(), "a", versions); err != nil {
		t.Fatal(err)
	}
	if v := commit(t, s, l); v != versions+1 {
		t.Errorf("version %d, want %d", v, versions+1)
	}
}
