package data_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/paulmach/orb"

	"catchment/data"
)

// pointOf returns a feature with an id of its own.
func pointOf(id string, lon float64, properties string) data.Feature {
	return data.Feature{ID: id, IDKind: data.IDString, Geometry: orb.Point{lon, 42}, Properties: json.RawMessage(properties)}
}

// numbered returns features whose ids are their numbers.
func numbered(fs ...data.Feature) []data.Feature {
	for i := range fs {
		fs[i].ID, fs[i].IDKind = strconv.Itoa(i+1), data.IDGenerated
	}
	return fs
}

// versions returns a catalog with a layer "a" in the given versions.
func versions(t testing.TB, all ...[]data.Feature) *data.Catalog {
	t.Helper()
	c, err := data.OpenCatalog(context.Background(), &data.Memory{})
	if err != nil {
		t.Fatal(err)
	}
	for _, fs := range all {
		l, err := data.NewLayer(data.Meta{ID: "a", Role: data.RoleOther}, fs)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Put(context.Background(), l, data.PutOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

func TestCompare(t *testing.T) {
	for _, c := range []struct {
		name     string
		old, now []data.Feature
		want     data.Diff
	}{
		{
			"by id",
			[]data.Feature{pointOf("x", 1, `{"n":1,"m":2}`), pointOf("y", 2, `{}`), pointOf("z", 3, `{}`), pointOf("w", 4, `{"a":1}`)},
			[]data.Feature{pointOf("w", 4, ` {"a": 1.0}`), pointOf("x", 1, `{"n":2,"k":0}`), pointOf("z", 3.5, `{}`), pointOf("new", 9, `null`)},
			data.Diff{
				Added: []string{"new"}, Changed: []string{"x", "z"}, Removed: []string{"y"}, Unchanged: 1,
				Changes: []data.Change{{ID: "x", Properties: []string{"k", "m", "n"}}, {ID: "z", Geometry: true}},
			},
		},
		{
			"by content, in another order and spelling",
			numbered(pointOf("", 1, `{"a":1,"b":2}`), pointOf("", 2, `{}`), pointOf("", 3, `{"c":[1,{"d":2}]}`)),
			numbered(pointOf("", 3, `{"c": [1.0, {"d":2}]}`), pointOf("", 9, `{}`), pointOf("", 1, `{"b":2,"a":1}`), pointOf("", 2, `{}`)),
			data.Diff{Added: []string{"2"}, Unchanged: 3},
		},
		{
			"one of a number changed",
			numbered(pointOf("", 1, `{}`), pointOf("", 2, `{"a":1}`)),
			numbered(pointOf("", 1, `{}`), pointOf("", 2, `{"a":2}`)),
			data.Diff{Changed: []string{"2"}, Unchanged: 1, Changes: []data.Change{{ID: "2", Properties: []string{"a"}}}},
		},
		{
			"twins",
			numbered(pointOf("", 1, `{}`), pointOf("", 1, `{}`), pointOf("", 1, `{}`)),
			numbered(pointOf("", 1, `{}`), pointOf("", 1, `{}`)),
			data.Diff{Removed: []string{"3"}, Unchanged: 2},
		},
		{"large numbers", numbered(pointOf("", 1, `{"n":9007199254740993}`)), numbered(pointOf("", 1, `{"n":9007199254740992}`)),
			data.Diff{Changed: []string{"1"}, Changes: []data.Change{{ID: "1", Properties: []string{"n"}}}}},
		{"nothing to something", nil, numbered(pointOf("", 1, `{}`)), data.Diff{Added: []string{"1"}}},
	} {
		got, err := versions(t, c.old, c.now).Compare(context.Background(), "a", 1, 2)
		if err != nil {
			t.Fatal(err)
		}
		c.want.From, c.want.To = 1, 2
		if d := cmp.Diff(c.want, got, cmpopts.EquateEmpty()); d != "" {
			t.Errorf("%s: Compare (-want +got):\n%s", c.name, d)
		}
	}
}

func TestCompareErrors(t *testing.T) {
	c := versions(t, nil)
	for _, q := range []struct {
		id       string
		from, to int
		want     error
	}{{"b", 1, 1, data.ErrNoLayer}, {"a", 1, 2, data.ErrNoVersion}, {"a", 0, 1, data.ErrNoVersion}} {
		if _, err := c.Compare(context.Background(), q.id, q.from, q.to); !errors.Is(err, q.want) {
			t.Errorf("Compare(%s, %d, %d): %v, want %v", q.id, q.from, q.to, err, q.want)
		}
	}
}

// TestCompareLaws changes a layer at random and checks that the difference is
// what was done, that the way back mirrors it, and that nothing differs from
// itself.
func TestCompareLaws(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 1))
	for range 50 {
		var old, now []data.Feature
		var want data.Diff
		for i := range 40 {
			f := pointOf(fmt.Sprint("f", i), float64(i), fmt.Sprintf(`{"v":%d}`, i))
			switch rng.IntN(5) {
			case 0:
				old = append(old, f)
				want.Removed = append(want.Removed, f.ID)
			case 1:
				now = append(now, f)
				want.Added = append(want.Added, f.ID)
			case 2:
				old = append(old, f)
				f.Properties = json.RawMessage(`{"v":-1}`)
				now = append(now, f)
				want.Changed = append(want.Changed, f.ID)
			default:
				old, now = append(old, f), append(now, f)
				want.Unchanged++
			}
		}
		c := versions(t, old, now)
		there, err := c.Compare(context.Background(), "a", 1, 2)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(there.Added, want.Added) || !slices.Equal(there.Removed, want.Removed) || !slices.Equal(there.Changed, want.Changed) || there.Unchanged != want.Unchanged {
			t.Fatalf("Compare = %+v, want %+v", there, want)
		}
		back, _ := c.Compare(context.Background(), "a", 2, 1)
		if !slices.Equal(there.Added, back.Removed) || !slices.Equal(there.Removed, back.Added) || len(there.Changed) != len(back.Changed) {
			t.Fatalf("there %+v, back %+v", there, back)
		}
		same, _ := c.Compare(context.Background(), "a", 1, 1)
		if len(same.Added)+len(same.Changed)+len(same.Removed) != 0 || same.Unchanged != len(old) {
			t.Fatalf("a version differs from itself: %+v", same)
		}
	}
}

func TestEdit(t *testing.T) {
	ctx := context.Background()
	c := versions(t, []data.Feature{pointOf("x", 1, `{"n":1}`), pointOf("y", 2, `{}`)})
	moved := func(f data.Feature) (data.Feature, error) {
		f.Geometry = orb.Point{5, 6}
		f.ID = "other" // does not count
		return f, nil
	}
	one, two := 1, 2
	if _, err := c.Edit(ctx, "a", "x", data.PutOptions{IfVersion: &two}, moved); !errors.Is(err, data.ErrVersionMismatch) {
		t.Errorf("another version: %v", err)
	}
	if _, err := c.Edit(ctx, "a", "q", data.PutOptions{}, moved); !errors.Is(err, data.ErrNoFeature) {
		t.Errorf("no feature: %v", err)
	}
	if _, err := c.Edit(ctx, "b", "x", data.PutOptions{}, moved); !errors.Is(err, data.ErrNoLayer) {
		t.Errorf("no layer: %v", err)
	}
	l, err := c.Edit(ctx, "a", "x", data.PutOptions{IfVersion: &one}, moved)
	if err != nil || l.Version != 2 || l.Edited != "x" || l.Features[0].ID != "x" || l.Features[0].Geometry != (orb.Point{5, 6}) || l.Bound().Max[0] != 5 {
		t.Fatalf("Edit = %+v, %v", l, err)
	}
	d, err := c.Compare(ctx, "a", 1, 2)
	if err != nil || !slices.Equal(d.Changed, []string{"x"}) || d.Unchanged != 1 || !d.Changes[0].Geometry {
		t.Errorf("Compare = %+v, %v", d, err)
	}
	back, err := c.Restore(ctx, "a", 1, data.PutOptions{})
	if err != nil || back.Edited != "" || back.Features[0].Geometry != (orb.Point{1, 42}) {
		t.Errorf("Restore = %+v, %v", back, err)
	}
}
