package prepared_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"catchment/coverage/prepared"
)

// TestMadeOnce: of many who ask at once one has the value made; later askers get
// it as it is.
func TestMadeOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var m prepared.Map[string, int]
		var made atomic.Int32
		open := make(chan struct{})
		do := func(context.Context) (int, error) { <-open; return int(made.Add(1)), nil }
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				if got, err := m.Get(t.Context(), "a", do); got != 1 || err != nil {
					t.Errorf("Get = %d, %v, want 1", got, err)
				}
			})
		}
		synctest.Wait()
		close(open)
		wg.Wait()
		if got, err := m.Get(t.Context(), "a", do); got != 1 || err != nil {
			t.Errorf("asked again, Get = %d, %v, want 1", got, err)
		}
		if got, err := m.Get(t.Context(), "b", do); got != 2 || err != nil {
			t.Errorf("of another key, Get = %d, %v, want 2", got, err)
		}
	})
}

// TestOthersDoNotWait: while one value is being made, another is.
func TestOthersDoNotWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var m prepared.Map[string, int]
		ctx, leave := context.WithCancel(t.Context())
		go func() { _, _ = m.Get(ctx, "slow", untilLeft) }()
		synctest.Wait()
		got, err := m.Get(t.Context(), "quick", func(context.Context) (int, error) { return 7, nil })
		if got != 7 || err != nil {
			t.Errorf("Get = %d, %v, want 7", got, err)
		}
		leave()
		synctest.Wait()
	})
}

// untilLeft makes nothing until nobody waits for it.
func untilLeft(ctx context.Context) (int, error) { <-ctx.Done(); return 0, ctx.Err() }

// TestLeaving: who leaves need not wait, does not end the making for those who
// stay, and does when nobody does. What was left unmade is made for the next.
func TestLeaving(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var m prepared.Map[string, int]
		open, ended := make(chan struct{}), make(chan error, 1)
		do := func(ctx context.Context) (int, error) {
			select {
			case <-open:
				return 1, nil
			case <-ctx.Done():
				ended <- ctx.Err()
				return 0, ctx.Err()
			}
		}
		leaves := make([]context.CancelFunc, 3)
		got := make([]chan error, 3)
		for i := range leaves {
			ctx, leave := context.WithCancel(t.Context())
			leaves[i], got[i] = leave, make(chan error, 1)
			go func() { _, err := m.Get(ctx, "a", do); got[i] <- err }()
		}
		synctest.Wait()
		for i, leave := range leaves {
			if len(ended) != 0 {
				t.Fatalf("the making ended with %d still waiting", len(leaves)-i)
			}
			leave()
			synctest.Wait()
			if err := <-got[i]; !errors.Is(err, context.Canceled) {
				t.Errorf("who left got %v", err)
			}
		}
		if len(ended) != 1 {
			t.Fatal("the making goes on with nobody waiting")
		}
		close(open)
		if v, err := m.Get(t.Context(), "a", do); v != 1 || err != nil {
			t.Errorf("asked again, Get = %d, %v, want 1", v, err)
		}
	})
}

// TestNotMade: an error is for those who wait and is not kept; a panic is theirs
// too.
func TestNotMade(t *testing.T) {
	var m prepared.Map[string, int]
	broken := errors.New("broken")
	if _, err := m.Get(t.Context(), "a", func(context.Context) (int, error) { return 0, broken }); !errors.Is(err, broken) {
		t.Errorf("Get: %v, want %v", err, broken)
	}
	func() {
		defer func() {
			if v, ok := recover().(string); !ok || !strings.Contains(v, "impossible") {
				t.Errorf("Get panicked with %v", v)
			}
		}()
		_, _ = m.Get(t.Context(), "a", func(context.Context) (int, error) { panic("impossible") })
	}()
	if got, err := m.Get(t.Context(), "a", func(context.Context) (int, error) { return 3, nil }); got != 3 || err != nil {
		t.Errorf("asked again, Get = %d, %v, want 3", got, err)
	}
}

// TestMost: of ever more keys no more values are kept than there is room for.
func TestMost(t *testing.T) {
	m := prepared.Map[int, int]{Most: 4}
	made := 0
	get := func(key int) {
		if got, err := m.Get(t.Context(), key, func(context.Context) (int, error) { made++; return key, nil }); got != key || err != nil {
			t.Errorf("Get = %d, %v, want %d", got, err, key)
		}
	}
	for key := range 9 {
		get(key)
		get(key)
	}
	if made != 9 {
		t.Errorf("%d values were made of 9 keys asked for twice", made)
	}
	if get(0); made != 10 {
		t.Error("the first of nine is still kept where there is room for four")
	}
}
