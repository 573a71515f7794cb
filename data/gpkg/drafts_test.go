package gpkg_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"catchment/data"
	"catchment/data/gpkg"
)

// draftStores opens both kinds of Drafts; again closes what was opened and opens
// it once more, where there is a file to open.
func draftStores(t *testing.T) map[string]func() (data.Drafts, func() data.Drafts) {
	return map[string]func() (data.Drafts, func() data.Drafts){
		"memory": func() (data.Drafts, func() data.Drafts) {
			m := &data.MemoryDrafts{}
			return m, func() data.Drafts { return m }
		},
		"file": func() (data.Drafts, func() data.Drafts) {
			path := storePath(t)
			s := openStore(t, path, gpkg.Options{})
			return s, func() data.Drafts {
				if err := s.Close(); err != nil {
					t.Fatal(err)
				}
				s = openStore(t, path, gpkg.Options{})
				return s
			}
		},
	}
}

func draftID(n int) string { return fmt.Sprintf("%032x", n+1) }

func newDraft(t testing.TB, n int, body string) *data.Draft {
	t.Helper()
	d, err := data.NewDraft(draftID(n), []byte(body))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestDraftsLikeAMap does at random what can be done with drafts, with the store
// opened anew in between, and holds it against a map: what was put last is
// there, in the order in which it was put, every version is a new one, and only
// who names the version there is changes it.
func TestDraftsLikeAMap(t *testing.T) {
	ctx := context.Background()
	for name, open := range draftStores(t) {
		t.Run(name, func(t *testing.T) {
			store, again := open()
			rnd := rand.New(rand.NewPCG(11, 6))
			want, seen, last := map[string]*data.Draft{}, map[int]bool{}, 0
			for step := range 400 {
				id := rnd.IntN(6)
				there := want[draftID(id)]
				only, holds := (*int)(nil), true
				if rnd.IntN(2) == 0 {
					version := []int{0, last, 7}[rnd.IntN(3)]
					if there != nil && rnd.IntN(2) == 0 {
						version = there.Version
					}
					only, holds = &version, there == nil && version == 0 || there != nil && version == there.Version
				}
				switch rnd.IntN(8) {
				case 0:
					store = again()
				case 1, 2:
					err := store.RemoveDraft(ctx, draftID(id), data.PutOptions{IfVersion: only})
					switch {
					case there == nil:
						if !errors.Is(err, data.ErrNoDocument) {
							t.Fatalf("step %d: removing nothing: %v", step, err)
						}
					case !holds:
						if !errors.Is(err, data.ErrVersionMismatch) {
							t.Fatalf("step %d: removing another version: %v", step, err)
						}
					case err != nil:
						t.Fatal(err)
					default:
						delete(want, draftID(id))
					}
				default:
					d, err := store.PutDraft(ctx, newDraft(t, id, fmt.Sprintf(`{"step": %d, "住宅":"R2' \""}`, step)), data.PutOptions{IfVersion: only})
					if !holds {
						if !errors.Is(err, data.ErrVersionMismatch) {
							t.Fatalf("step %d: putting over another version: %v", step, err)
						}
						continue
					}
					if err != nil || seen[d.Version] || d.Version <= last || time.Since(d.Saved) > time.Minute {
						t.Fatalf("step %d: put %+v, %v", step, d, err)
					}
					want[d.ID], seen[d.Version], last = d, true, d.Version
				}
				checkDrafts(t, store, want)
				if t.Failed() {
					t.Fatalf("at step %d", step)
				}
			}
		})
	}
}

// checkDrafts compares a store with the drafts that it should hold.
func checkDrafts(t *testing.T, store data.Drafts, want map[string]*data.Draft) {
	t.Helper()
	ordered := slices.SortedFunc(maps.Values(want), func(a, b *data.Draft) int { return b.Version - a.Version })
	got, err := store.Drafts(t.Context())
	if err != nil || len(got) != len(ordered) || len(got) > 0 && !reflect.DeepEqual(got, ordered) {
		t.Errorf("Drafts = %v, %v; want %v", got, err, ordered)
	}
	for n := range 6 {
		d, err := store.Draft(t.Context(), draftID(n))
		if there := want[draftID(n)]; there == nil && !errors.Is(err, data.ErrNoDocument) || there != nil && !reflect.DeepEqual(d, there) {
			t.Errorf("Draft %d = %+v, %v; want %+v", n, d, err, there)
		}
	}
}

// TestOldestDraftGoes: one more than there may be takes the place of the one
// that was saved longest ago, whenever it was made.
func TestOldestDraftGoes(t *testing.T) {
	ctx := context.Background()
	for name, open := range draftStores(t) {
		t.Run(name, func(t *testing.T) {
			store, again := open()
			put := func(n int) {
				t.Helper()
				if _, err := store.PutDraft(ctx, newDraft(t, n, `{}`), data.PutOptions{}); err != nil {
					t.Fatal(err)
				}
			}
			for n := range data.MaxDrafts {
				put(n)
			}
			put(0) // saved again, it is the newest
			put(data.MaxDrafts)
			put(data.MaxDrafts + 1)
			store = again()
			all, err := store.Drafts(ctx)
			if err != nil || len(all) != data.MaxDrafts || all[0].ID != draftID(data.MaxDrafts+1) || all[2].ID != draftID(0) || all[len(all)-1].ID != draftID(3) {
				t.Fatalf("%d drafts, %v", len(all), err)
			}
			for _, gone := range []int{1, 2} {
				if _, err := store.Draft(ctx, draftID(gone)); !errors.Is(err, data.ErrNoDocument) {
					t.Errorf("draft %d: %v, want it gone", gone, err)
				}
			}
		})
	}
}

// TestDraftWriters lets many write at once: of those who name the version that
// they saw one writes, and each version is told from all others.
func TestDraftWriters(t *testing.T) {
	ctx := context.Background()
	for name, open := range draftStores(t) {
		t.Run(name, func(t *testing.T) {
			store, _ := open()
			const writers, rounds = 8, 12
			seen := 0
			var versions sync.Map
			for range rounds {
				var group sync.WaitGroup
				var mu sync.Mutex
				won, next := 0, 0
				for w := range writers {
					group.Go(func() {
						own, err := store.PutDraft(ctx, newDraft(t, 10+w, `{}`), data.PutOptions{}) // beside it one of its own
						if err != nil {
							t.Error(err)
							return
						}
						d, err := store.PutDraft(ctx, newDraft(t, 0, fmt.Sprint(w)), data.PutOptions{IfVersion: &seen})
						if err != nil && !errors.Is(err, data.ErrVersionMismatch) {
							t.Error(err)
						}
						if _, known := versions.LoadOrStore(own.Version, true); known {
							t.Errorf("version %d twice", own.Version)
						}
						if err == nil {
							mu.Lock()
							won, next = won+1, d.Version
							mu.Unlock()
							versions.Store(d.Version, true)
						}
						if _, err := store.Drafts(ctx); err != nil {
							t.Error(err)
						}
					})
				}
				group.Wait()
				if won != 1 {
					t.Fatalf("%d of %d wrote over version %d", won, writers, seen)
				}
				seen = next
			}
		})
	}
}

// TestDraftsTouchNothing: layers, documents and what other programs see are as
// before, and an older store gets the table when it is opened.
func TestDraftsTouchNothing(t *testing.T) {
	ctx := context.Background()
	path := storePath(t)
	s := openStore(t, path, gpkg.Options{})
	l := crashLayer(t, "a", 1)
	l.Version = commit(t, s, l)
	if _, err := s.CommitDocument(ctx, document(t, data.DocumentScenario, "s", `{}`)); err != nil {
		t.Fatal(err)
	}
	listed, kept := gdal(t, "ogrinfo", "-ro", path), documents(t, s)
	for n := range 3 {
		if _, err := s.PutDraft(ctx, newDraft(t, n, `"`+strings.Repeat("松山", 5000)+`"`), data.PutOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	check := func() {
		t.Helper()
		sameLayer(t, load(t, s)["a"], l)
		if got := documents(t, s); !reflect.DeepEqual(got, kept) {
			t.Errorf("documents %v, want %v", got, kept)
		}
	}
	check()
	copied := storePath(t)
	if err := s.Backup(ctx, copied); err != nil {
		t.Fatal(err)
	}
	if all, err := openStore(t, copied, gpkg.Options{}).Drafts(ctx); err != nil || len(all) != 3 {
		t.Errorf("the backup has %d drafts, %v", len(all), err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	checkIntegrity(t, path)
	if got := gdal(t, "ogrinfo", "-ro", path); got != listed {
		t.Errorf("with drafts ogrinfo lists\n%s\nbefore\n%s", got, listed)
	}
	edit(t, path, `DROP TABLE catchment_drafts`)
	s = openStore(t, path, gpkg.Options{})
	check()
	if all, err := s.Drafts(ctx); err != nil || len(all) != 0 {
		t.Errorf("an older store has %d drafts, %v", len(all), err)
	}
	if _, err := s.PutDraft(ctx, newDraft(t, 0, `{}`), data.PutOptions{}); err != nil {
		t.Error(err)
	}
}

// TestDamagedDraft damages one of two drafts in each way: it is like none, the
// other is there, and it can be saved again.
func TestDamagedDraft(t *testing.T) {
	ctx := context.Background()
	for name, set := range map[string]string{
		"body":          `body = replace(body, 'R2', 'R3')`,
		"body is gone":  `body = ''`,
		"body is bytes": `body = x'ff00'`,
		"checksum":      `checksum = x'00'`,
		"version":       `version = 7`,
		"version text":  `version = 'seven'`,
		"time":          `saved_at = 'yesterday'`,
	} {
		t.Run(name, func(t *testing.T) {
			path := storePath(t)
			s := openStore(t, path, gpkg.Options{})
			for n := range 2 {
				if _, err := s.PutDraft(ctx, newDraft(t, n, `{"住宅":"R2"}`), data.PutOptions{}); err != nil {
					t.Fatal(err)
				}
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			edit(t, path, `UPDATE catchment_drafts SET `+set+` WHERE draft_id = '`+draftID(1)+`'`)
			s = openStore(t, path, gpkg.Options{})
			all, err := s.Drafts(ctx)
			if err != nil || len(all) != 1 || all[0].ID != draftID(0) {
				t.Fatalf("Drafts = %v, %v; want the other alone", all, err)
			}
			if _, err := s.Draft(ctx, draftID(1)); !errors.Is(err, data.ErrNoDocument) {
				t.Errorf("Draft: %v", err)
			}
			if err := s.RemoveDraft(ctx, draftID(1), data.PutOptions{}); !errors.Is(err, data.ErrNoDocument) {
				t.Errorf("RemoveDraft: %v", err)
			}
			none := 0
			if _, err := s.PutDraft(ctx, newDraft(t, 1, `{}`), data.PutOptions{IfVersion: &none}); err != nil {
				t.Fatal(err)
			}
			if all, err := s.Drafts(ctx); err != nil || len(all) != 2 || all[0].ID != draftID(1) {
				t.Errorf("saved again: %v, %v", all, err)
			}
		})
	}
}

func TestDraftsFull(t *testing.T) {
	ctx := context.Background()
	s := openStore(t, storePath(t), gpkg.Options{MaxBytes: 1 << 20})
	large := `"` + strings.Repeat("x", data.MaxDraftBytes-2) + `"`
	var err error
	kept := 0
	for ; err == nil && kept < 20; kept++ {
		_, err = s.PutDraft(ctx, newDraft(t, kept, large), data.PutOptions{})
	}
	if !errors.Is(err, data.ErrStoreFull) {
		t.Errorf("PutDraft past the limit: %v, want ErrStoreFull", err)
	}
	if all, err := s.Drafts(ctx); err != nil || len(all) != kept-1 {
		t.Errorf("after the refusal: %d drafts, %v, want %d", len(all), err, kept-1)
	}
	greedy := openStore(t, storePath(t), gpkg.Options{KeepFree: 1 << 60})
	if _, err := greedy.PutDraft(ctx, newDraft(t, 0, `{}`), data.PutOptions{}); !errors.Is(err, data.ErrStoreFull) {
		t.Errorf("PutDraft on a disk too full: %v, want ErrStoreFull", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.PutDraft(ctx, newDraft(t, 0, `{}`), data.PutOptions{}); !errors.Is(err, data.ErrClosed) {
		t.Errorf("PutDraft after Close: %v, want ErrClosed", err)
	}
}

// TestDraftRefused: what is no draft is not made one.
func TestDraftRefused(t *testing.T) {
	for _, c := range []struct {
		id, body string
		want     error
	}{
		{"", `{}`, data.ErrDraftID},
		{draftID(0)[1:], `{}`, data.ErrDraftID},
		{draftID(0) + "0", `{}`, data.ErrDraftID},
		{strings.Repeat("A", 32), `{}`, data.ErrDraftID},
		{"../" + draftID(0)[3:], `{}`, data.ErrDraftID},
		{draftID(0)[1:] + "\n", `{}`, data.ErrDraftID},
		{draftID(0), ``, data.ErrDocument},
		{draftID(0), `{"a":`, data.ErrDocument},
		{draftID(0), "\"\xff\"", data.ErrDocument},
		{draftID(0), `"` + strings.Repeat("x", data.MaxDraftBytes-1) + `"`, data.ErrDocumentSize},
	} {
		if d, err := data.NewDraft(c.id, []byte(c.body)); !errors.Is(err, c.want) {
			t.Errorf("NewDraft(%q, %.20q) = %v, %v; want %v", c.id, c.body, d, err, c.want)
		}
	}
}
