package data_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"catchment/data"
)

// failingStore is a Memory whose writing fails when told to.
type failingStore struct {
	data.Memory
	err error
}

func (s *failingStore) Commit(ctx context.Context, l *data.Layer) (int, error) {
	if s.err != nil {
		return 0, s.err
	}
	return s.Memory.Commit(ctx, l)
}

func (s *failingStore) CommitChanges(ctx context.Context, l *data.Layer, _ int, _ data.Changes) (int, error) {
	return s.Commit(ctx, l)
}

func (s *failingStore) Remove(ctx context.Context, id string) error {
	if s.err != nil {
		return s.err
	}
	return s.Memory.Remove(ctx, id)
}

func openCatalog(t testing.TB, s data.Store) *data.Catalog {
	t.Helper()
	c, err := data.OpenCatalog(context.Background(), s)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func named(t testing.TB, id string, role data.Role, kind data.Kind, fs ...data.Feature) *data.Layer {
	t.Helper()
	l, err := data.NewLayer(data.Meta{ID: id, Name: id, Role: role, Kind: kind}, fs)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestCatalogVersions(t *testing.T) {
	ctx := context.Background()
	c := openCatalog(t, &data.Memory{})
	zero, one, two := 0, 1, 2
	put := func(n int, opt data.PutOptions) (int, error) {
		var fs []data.Feature
		for i := range n {
			fs = append(fs, point(i, `{}`))
		}
		l, err := c.Put(ctx, named(t, "a", data.RoleFacility, "clinic", fs...), opt)
		if err != nil {
			return 0, err
		}
		return l.Version, nil
	}
	if _, err := put(1, data.PutOptions{IfVersion: &one}); !errors.Is(err, data.ErrVersionMismatch) {
		t.Errorf("Put if version 1 of nothing: %v, want ErrVersionMismatch", err)
	}
	if v, err := put(1, data.PutOptions{IfVersion: &zero}); v != 1 || err != nil {
		t.Fatalf("first Put = %d, %v, want 1", v, err)
	}
	before := c.Dataset()
	if _, err := put(2, data.PutOptions{IfVersion: &zero}); !errors.Is(err, data.ErrVersionMismatch) {
		t.Errorf("Put if there is none: %v, want ErrVersionMismatch", err)
	}
	if v, err := put(2, data.PutOptions{IfVersion: &one}); v != 2 || err != nil {
		t.Fatalf("second Put = %d, %v, want 2", v, err)
	}
	if l, _ := before.Layer("a"); l.Version != 1 || l.Len() != 1 {
		t.Errorf("the older dataset changed: version %d with %d features", l.Version, l.Len())
	}
	if l, _ := c.Dataset().Layer("a"); l.Version != 2 || l.Len() != 2 || c.Dataset().Versions()["a"] != 2 {
		t.Errorf("now version %d with %d features, want 2 with 2", l.Version, l.Len())
	}
	l, err := c.Restore(ctx, "a", 1, data.PutOptions{IfVersion: &two})
	if err != nil || l.Version != 3 || l.Len() != 1 || l.RestoredFrom != 1 {
		t.Fatalf("Restore(1) = %+v, %v, want version 3 with 1 feature", l, err)
	}
	if _, err := c.Restore(ctx, "a", 9, data.PutOptions{}); !errors.Is(err, data.ErrNoVersion) {
		t.Errorf("Restore(9): %v, want ErrNoVersion", err)
	}
	if err := c.Delete(ctx, "a", data.PutOptions{}); err != nil {
		t.Fatal(err)
	}
	if _, ok := c.Dataset().Layer("a"); ok {
		t.Error("a deleted layer is there")
	}
	if err := c.Delete(ctx, "a", data.PutOptions{}); !errors.Is(err, data.ErrNoLayer) {
		t.Errorf("second Delete: %v, want ErrNoLayer", err)
	}
	history, err := c.Versions(ctx, "a")
	if err != nil || len(history) != 3 || history[0].Version != 3 || history[0].Current {
		t.Errorf("Versions = %+v, %v, want 3, 2, 1 with none current", history, err)
	}
	if v, err := put(1, data.PutOptions{IfVersion: &zero}); v != 4 || err != nil {
		t.Errorf("Put after Delete = %d, %v, want 4: versions are not used twice", v, err)
	}
}

// TestCatalogFailure checks that what cannot be stored is not shown.
func TestCatalogFailure(t *testing.T) {
	ctx := context.Background()
	s := &failingStore{}
	c := openCatalog(t, s)
	if _, err := c.Put(ctx, named(t, "a", data.RoleOther, ""), data.PutOptions{}); err != nil {
		t.Fatal(err)
	}
	before := c.Dataset()
	s.err = data.ErrStoreFull
	if _, err := c.Put(ctx, named(t, "a", data.RoleOther, "", point(1, "")), data.PutOptions{}); !errors.Is(err, data.ErrStoreFull) {
		t.Errorf("Put: %v, want ErrStoreFull", err)
	}
	if err := c.Delete(ctx, "a", data.PutOptions{}); !errors.Is(err, data.ErrStoreFull) {
		t.Errorf("Delete: %v, want ErrStoreFull", err)
	}
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	s.err = nil
	if _, err := c.Put(cancelled, named(t, "a", data.RoleOther, ""), data.PutOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("Put with a cancelled context: %v", err)
	}
	if c.Dataset() != before {
		t.Error("the dataset changed")
	}
	if err := errors.Join(c.Close(), c.Close()); err != nil {
		t.Error(err)
	}
	if _, err := c.Put(ctx, named(t, "a", data.RoleOther, ""), data.PutOptions{}); !errors.Is(err, data.ErrClosed) {
		t.Errorf("Put after Close: %v, want ErrClosed", err)
	}
}

// TestReadersSeeWholeSnapshots lets readers look while layers a and b are
// replaced in turn: in any dataset each layer is whole, and revisions and
// versions never go back.
func TestReadersSeeWholeSnapshots(t *testing.T) {
	ctx := context.Background()
	c := openCatalog(t, &data.Memory{})
	stop := make(chan struct{})
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			last := map[string]int{}
			revision := uint64(0)
			for {
				select {
				case <-stop:
					return
				default:
				}
				d := c.Dataset()
				if d.Revision() < revision {
					t.Errorf("revision went from %d to %d", revision, d.Revision())
				}
				revision = d.Revision()
				for id, v := range d.Versions() {
					l, ok := d.Layer(id)
					if !ok || l.Version != v || l.Len() != v || len(l.Kinds()) != 1 || v < last[id] {
						t.Errorf("layer %s: version %d has %d features after version %d", id, v, l.Len(), last[id])
					}
					last[id] = v
				}
			}
		})
	}
	var fs []data.Feature
	for i := range 100 {
		fs = append(fs, point(i, `{}`))
		for _, id := range []string{"a", "b"} {
			if _, err := c.Put(ctx, named(t, id, data.RoleFacility, "park", slices.Clone(fs)...), data.PutOptions{}); err != nil {
				t.Fatal(err)
			}
		}
	}
	close(stop)
	readers.Wait()
}

func TestFacilities(t *testing.T) {
	d := data.NewDataset(
		named(t, "b", data.RoleFacility, "", point(1, `{"kind":"primary_school"}`), point(2, `{"kind":"clinic"}`), point(3, `{"kind":"school"}`), point(4, `{}`)),
		named(t, "a", data.RoleFacility, "middle_school", point(1, ``)),
		named(t, "c", data.RoleOther, "school", point(1, ``)),
		named(t, "z", data.RoleBoundary, "", square(1, ``), square(2, ``)),
	)
	list := func(kind data.Kind) (out []string) {
		for l, i := range d.Facilities(kind) {
			out = append(out, fmt.Sprint(l.ID, i))
		}
		return out
	}
	for kind, want := range map[data.Kind][]string{
		"school":         {"a0", "b0", "b2"},
		"primary_school": {"b0"},
		"clinic":         {"b1"},
		"park":           nil,
		"":               nil,
	} {
		if got := list(kind); !slices.Equal(got, want) {
			t.Errorf("Facilities(%s) = %v, want %v", kind, got, want)
		}
	}
	for range d.Facilities("school") {
		break // an early end is honoured
	}
	if n := d.Kinds(); n["school"] != 1 || n["primary_school"] != 1 || n["middle_school"] != 1 || len(n) != 4 {
		t.Errorf("Kinds() = %v", n)
	}
	var boundaries []string
	for l, i := range d.Boundaries() {
		boundaries = append(boundaries, fmt.Sprint(l.ID, i))
	}
	if !slices.Equal(boundaries, []string{"z0", "z1"}) {
		t.Errorf("Boundaries() = %v, want z0 z1", boundaries)
	}
	var ids []string
	for _, l := range d.Layers() {
		ids = append(ids, l.ID)
	}
	if !slices.Equal(ids, []string{"a", "b", "c", "z"}) || len(d.LayersOf(data.RoleFacility)) != 2 {
		t.Errorf("Layers() = %v, want ordered by id", ids)
	}
}

func TestNewLayerRefuses(t *testing.T) {
	var dup *data.DuplicateIDError
	if _, err := data.NewLayer(data.Meta{ID: "a", Role: data.RoleOther}, []data.Feature{point(1, ""), point(2, ""), point(1, "")}); !errors.As(err, &dup) || dup.First != 0 || dup.Second != 2 {
		t.Errorf("duplicate id: %v", err)
	}
	if _, err := data.NewLayer(data.Meta{ID: "a", Role: "x"}, nil); !errors.Is(err, data.ErrRole) {
		t.Errorf("role x: %v, want ErrRole", err)
	}
	for _, id := range []string{"", ".", "..", "a/b", `a\b`, "-a", "a b", "a\x00", "a\u202eb", "\xff", string(make([]byte, 97)), "a'b", `a"b`} {
		if _, err := data.NewLayer(data.Meta{ID: id, Role: data.RoleOther}, nil); !errors.Is(err, data.ErrLayerID) {
			t.Errorf("layer id %q: %v, want ErrLayerID", id, err)
		}
	}
	for _, id := range []string{"a", "学校", "schools-2023.v2", "Å_1", "é"} {
		if err := data.CheckLayerID(id); err != nil {
			t.Errorf("CheckLayerID(%q) = %v", id, err)
		}
	}
}
