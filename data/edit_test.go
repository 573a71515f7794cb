package data_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"testing"

	"github.com/paulmach/orb"

	"catchment/data"
)

// someFeature returns a feature as a layer of the role might hold it.
func someFeature(r *rand.Rand, id string) data.Feature {
	p := orb.Point{118 + r.Float64(), 42 + r.Float64()}
	f := data.Feature{ID: id, IDKind: data.IDString, Geometry: p}
	if r.IntN(2) == 0 {
		f.Geometry = orb.LineString{p, {p[0] + 0.1, p[1] - 0.1}}
	}
	kinds := []string{"primary_school", "hospital", "", "kindergarten"}
	f.Properties = json.RawMessage(fmt.Sprintf(`{"name":"n%d","kind":%q,"code":"R%d","population":%d,"status":%q,"opens":"20%02d","source":"synthetic"}`,
		r.IntN(5), kinds[r.IntN(4)], r.IntN(4), r.IntN(9)-1, []string{"planned", "existing", "odd"}[r.IntN(3)], r.IntN(40)))
	switch r.IntN(16) {
	case 0, 1:
		f.Properties = nil
	case 2:
		f.Properties = json.RawMessage(`{"name":7,"kind":"hospital","code":"R1","population":0.5,"status":null,"opens":1234567890,"source":false}`)
	}
	return f
}

// TestWithAgainstNewLayer changes layers at random: the result is the layer
// that is built from the changed features, and the old one stays as it is.
func TestWithAgainstNewLayer(t *testing.T) {
	const seed = 20261125
	r := rand.New(rand.NewPCG(seed, 0))
	for _, role := range []data.Role{data.RoleFacility, data.RoleLandUse} {
		for _, name := range []func(int) string{func(i int) string { return fmt.Sprint(i) }, func(i int) string { return fmt.Sprint("x", i*7919%100000) }} {
			var fs []data.Feature
			ids := 0
			fresh := func() string { ids++; return name(ids) }
			for range 60 {
				fs = append(fs, someFeature(r, fresh()))
			}
			l := layerOf(t, role, "", slices.Clone(fs)...)
			for step := range 60 {
				var c data.Changes
				next := slices.Clone(fs)
				order := r.Perm(len(fs))
				c.Replace = map[int]data.Feature{}
				for _, i := range order[:min(len(order), r.IntN(4))] {
					id := fs[i].ID
					if r.IntN(10) == 0 {
						id = fresh()
					}
					next[i] = someFeature(r, id)
					c.Replace[i] = next[i]
				}
				c.Remove = append(c.Remove, order[len(c.Replace):min(len(order), len(c.Replace)+r.IntN(4))]...)
				for _, i := range slices.Backward(slices.Sorted(slices.Values(c.Remove))) {
					next = slices.Delete(next, i, i+1)
				}
				for range r.IntN(4) {
					f := someFeature(r, fresh())
					next, c.Add = append(next, f), append(c.Add, f)
				}
				after, err := l.With(c)
				if err != nil {
					t.Fatal(err)
				}
				sameContent(t, after, layerOf(t, role, "", slices.Clone(next)...))
				sameContent(t, l, layerOf(t, role, "", slices.Clone(fs)...))
				if t.Failed() {
					t.Fatalf("seed %d, %s, step %d: after %d replaced, %v removed, %d added", seed, role, step, len(c.Replace), c.Remove, len(c.Add))
				}
				l, fs = after, next
			}
		}
	}
}

// TestSince: a layer knows the edits that made it, as far back as it keeps them.
func TestSince(t *testing.T) {
	feature := func(id string) data.Feature { return data.Feature{ID: id, Geometry: orb.Point{118, 42}} }
	first := layerOf(t, data.RoleOther, "", feature("a"), feature("b"), feature("c"))
	with := func(l *data.Layer, c data.Changes) *data.Layer {
		t.Helper()
		next, err := l.With(c)
		if err != nil {
			t.Fatal(err)
		}
		return next
	}
	second := with(first, data.Changes{Remove: []int{2, 0}, Add: []data.Feature{feature("d")}})
	third := with(second, data.Changes{Replace: map[int]data.Feature{1: feature("d")}}).WithID("other")
	want := []data.Edit{{Removed: []int{0, 2}, Added: 1}, {Replaced: []int{1}}}
	if got, known := third.Since(first); !known || fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("Since = %v, %v, want %v", got, known, want)
	}
	if got, known := first.Since(first); !known || len(got) != 0 {
		t.Errorf("Since itself = %v, %v", got, known)
	}
	for name, of := range map[string][2]*data.Layer{"earlier": {first, third}, "loaded again": {layerOf(t, data.RoleOther, "", feature("a")), first}} {
		if got, known := of[0].Since(of[1]); known {
			t.Errorf("%s: Since = %v", name, got)
		}
	}
	last := third
	for range 2000 {
		last = with(last, data.Changes{Replace: map[int]data.Feature{1: feature("d")}})
	}
	if _, known := last.Since(third); known {
		t.Error("2000 edits are known")
	}
}

// TestRemaining: who goes through a layer while it is edited, and goes on from
// what remains, meets every feature that stays once, in their order, and what is
// added last.
func TestRemaining(t *testing.T) {
	feature := func(id int) data.Feature { return data.Feature{ID: fmt.Sprint(id), Geometry: orb.Point{118, 42}} }
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 20261126))
		fs, next := []data.Feature{}, 0
		for ; next < 20; next++ {
			fs = append(fs, feature(next))
		}
		l := layerOf(t, data.RoleOther, "", fs...)
		l.Version = 7
		met, gone := []int{}, map[int]bool{}
		version, at := l.Version, 0
		for round := 0; ; round++ {
			var known bool
			if at, known = l.Remaining(version, at); !known {
				t.Fatalf("seed %d: what remains of version %d is not known in %d", seed, version, l.Version)
			}
			if at >= l.Len() {
				break
			}
			for range min(1+r.IntN(4), l.Len()-at) {
				id, err := strconv.Atoi(l.Features[at].ID)
				if err != nil {
					t.Fatal(err)
				}
				met, at = append(met, id), at+1
			}
			version = l.Version
			for range r.IntN(3) {
				c := data.Changes{Replace: map[int]data.Feature{}}
				for _, i := range r.Perm(l.Len())[:min(l.Len(), r.IntN(4))] {
					if r.IntN(2) == 0 {
						c.Replace[i] = l.Features[i]
						continue
					}
					c.Remove = append(c.Remove, i)
					id, _ := strconv.Atoi(l.Features[i].ID)
					gone[id] = true
				}
				if round < 10 && r.IntN(2) == 0 {
					c.Add, next = append(c.Add, feature(next)), next+1
				}
				after, err := l.With(c)
				if err != nil {
					t.Fatal(err)
				}
				after.Version = l.Version + 1 + r.IntN(2)
				l = after
			}
		}
		if !slices.IsSorted(met) || len(slices.Compact(slices.Clone(met))) != len(met) {
			t.Errorf("seed %d: met %v", seed, met)
		}
		for id := range next {
			if !gone[id] && !slices.Contains(met, id) {
				t.Errorf("seed %d: %d was missed: %v", seed, id, met)
			}
		}
		for _, bad := range [][2]int{{l.Version, l.Len() + 1}, {l.Version, -1}, {7, 21}, {6, 0}, {l.Version + 1, 0}} {
			if n, known := l.Remaining(bad[0], bad[1]); known {
				t.Errorf("seed %d: %d of the first %d of version %d remain", seed, n, bad[1], bad[0])
			}
		}
	}
}

// sameContent checks that two layers answer alike.
func sameContent(t *testing.T, got, want *data.Layer) {
	t.Helper()
	if !reflect.DeepEqual(got.Features, want.Features) {
		t.Fatalf("features = %v, want %v", got.Features, want.Features)
	}
	for i := range want.Features {
		if g, w := got.Facts(i), want.Facts(i); fmt.Sprint(g) != fmt.Sprint(w) { // NaN is not NaN
			t.Errorf("Facts(%d) = %v, want %v", i, g, w)
		}
		if k, ok := got.ByID(want.Features[i].ID); !ok || k != i {
			t.Errorf("ByID(%q) = %d, %v, want %d", want.Features[i].ID, k, ok, i)
		}
		box := want.Features[i].Geometry.Bound()
		if g, w := got.Tree().Intersecting(box), want.Tree().Intersecting(box); !slices.Equal(g, w) {
			t.Errorf("boxes at feature %d: %v, want %v", i, g, w)
		}
	}
	if _, ok := got.ByID("no such id"); ok {
		t.Error("an id that is not there is found")
	}
	if !maps.Equal(got.GeometryTypes(), want.GeometryTypes()) || !maps.Equal(got.Kinds(), want.Kinds()) || got.Bound() != want.Bound() {
		t.Errorf("types %v, kinds %v, bound %v, want %v, %v, %v", got.GeometryTypes(), got.Kinds(), got.Bound(), want.GeometryTypes(), want.Kinds(), want.Bound())
	}
	if g, w := got.Schema(), want.Schema(); !slices.Equal(g, w) {
		t.Errorf("schema %v, want %v", g, w)
	}
	if !reflect.DeepEqual(got.Warnings, want.Warnings) {
		t.Errorf("warnings %v, want %v", got.Warnings, want.Warnings)
	}
}

// What cannot be is refused, and says so.
func TestWithRefuses(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	l := layerOf(t, data.RoleOther, "", someFeature(r, "1"), someFeature(r, "2"))
	var twice *data.DuplicateIDError
	if _, err := l.With(data.Changes{Add: []data.Feature{someFeature(r, "1")}}); !errors.As(err, &twice) || twice.ID != "1" || twice.First != 0 || twice.Second != 2 {
		t.Errorf("adding an id that is there: %v", err)
	}
	lost := data.Feature{ID: "3", Geometry: orb.Point{700, 0}}
	if _, err := l.With(data.Changes{Add: []data.Feature{lost}}); !errors.Is(err, data.ErrGate) {
		t.Errorf("adding a feature off the Earth: %v, want %v", err, data.ErrGate)
	}
}

// BenchmarkEdit moves one feature of a million; NewLayer beside it is what
// building the layer again costs.
func BenchmarkEdit(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	fs := make([]data.Feature, 1_000_000)
	for i := range fs {
		fs[i] = someFeature(r, fmt.Sprint(i+1))
	}
	l := layerOf(b, data.RoleFacility, "", slices.Clone(fs)...)
	b.Run("With", func(b *testing.B) {
		for b.Loop() {
			f := l.Features[500_000]
			f.Geometry = orb.Point{118 + r.Float64(), 42}
			if _, err := l.With(data.Changes{Replace: map[int]data.Feature{500_000: f}}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("NewLayer", func(b *testing.B) {
		for b.Loop() {
			layerOf(b, data.RoleFacility, "", slices.Clone(fs)...)
		}
	})
}

// TestChange creates, replaces and removes features in one version; what is
// refused leaves no version.
func TestChange(t *testing.T) {
	store := &failingStore{}
	c := openCatalog(t, store)
	r := rand.New(rand.NewPCG(2, 2))
	first := named(t, "a", data.RoleOther, "", someFeature(r, "1"), someFeature(r, "2"), someFeature(r, "3"))
	if _, err := c.Put(t.Context(), first, data.PutOptions{}); err != nil {
		t.Fatal(err)
	}
	all := func(l *data.Layer) (data.Changes, error) {
		if i, ok := l.ByID("2"); !ok || i != 1 || l.Version != 1 {
			t.Errorf("the layer to change: feature 2 is number %d, version %d", i, l.Version)
		}
		return data.Changes{Replace: map[int]data.Feature{2: someFeature(r, "3")}, Remove: []int{0}, Add: []data.Feature{someFeature(r, "9")}}, nil
	}
	one, two := 1, 2
	if _, err := c.Change(t.Context(), "a", data.PutOptions{IfVersion: &two}, all); !errors.Is(err, data.ErrVersionMismatch) {
		t.Errorf("another version: %v", err)
	}
	if _, err := c.Change(t.Context(), "b", data.PutOptions{}, all); !errors.Is(err, data.ErrNoLayer) {
		t.Errorf("no layer: %v", err)
	}
	stop := errors.New("not this one")
	if _, err := c.Change(t.Context(), "a", data.PutOptions{}, func(*data.Layer) (data.Changes, error) { return data.Changes{}, stop }); !errors.Is(err, stop) {
		t.Errorf("refused by the caller: %v", err)
	}
	var twice *data.DuplicateIDError
	if _, err := c.Change(t.Context(), "a", data.PutOptions{}, func(*data.Layer) (data.Changes, error) {
		return data.Changes{Add: []data.Feature{someFeature(r, "2")}}, nil
	}); !errors.As(err, &twice) {
		t.Errorf("an id twice: %v", err)
	}
	store.err = data.ErrStoreFull
	if _, err := c.Change(t.Context(), "a", data.PutOptions{}, all); !errors.Is(err, data.ErrStoreFull) {
		t.Errorf("a full store: %v", err)
	}
	if l, _ := c.Dataset().Layer("a"); l.Version != 1 || l.Len() != 3 || l.Features[0].ID != "1" {
		t.Fatalf("after refusals: version %d with %d features", l.Version, l.Len())
	}
	store.err = nil
	l, err := c.Change(t.Context(), "a", data.PutOptions{IfVersion: &one}, all)
	if err != nil {
		t.Fatal(err)
	}
	if want := (data.EditCount{Created: 1, Replaced: 1, Removed: 1}); l.Version != 2 || l.Edited != "" || l.Edits == nil || *l.Edits != want || l.Len() != 3 || l.Features[2].ID != "9" {
		t.Errorf("Change = %+v, %v", l.Meta, l.Features)
	}
	back, err := c.Restore(t.Context(), "a", 1, data.PutOptions{})
	if err != nil || back.Edits != nil || back.Features[0].ID != "1" {
		t.Errorf("Restore = %+v, %v", back, err)
	}
}
