package prepared_test

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"runtime/debug"
	"slices"
	"sync"
	"testing"

	"catchment/coverage/prepared"
)

// weight is a value of so many bytes.
type weight int64

func (w weight) Bytes() int64 { return int64(w) }

// TestBudget: what several maps keep takes no more than the budget, but for one
// value that is larger by itself, and is what was asked for last: a list that is
// kept beside, in the slow obvious way, says which.
func TestBudget(t *testing.T) {
	for seed := range uint64(20) {
		const most = 1000
		r := rand.New(rand.NewPCG(seed, 1))
		budget := prepared.NewBudget(most)
		maps := make([]prepared.Map[int, weight], 5)
		for i := range maps {
			maps[i].Budget = budget
		}
		var recent [][2]int // map and key, the last asked for at the end
		size := func(key int) weight { return weight(key * key % 1201) }
		for step := range 2000 {
			of, key := r.IntN(len(maps)), r.IntN(40)
			made := false
			got, err := maps[of].Get(t.Context(), key, func(context.Context) (weight, error) { made = true; return size(key), nil })
			if got != size(key) || err != nil {
				t.Fatalf("Get = %d, %v", got, err)
			}
			one := [2]int{of, key}
			k := slices.Index(recent, one)
			if made != (k < 0) {
				t.Fatalf("seed %d, step %d: made anew is %t, kept is %t", seed, step, made, k >= 0)
			}
			if k >= 0 {
				recent = slices.Delete(recent, k, k+1)
			}
			recent = append(recent, one)
			sum := weight(0)
			for from := len(recent) - 1; from >= 0; from-- {
				if sum += size(recent[from][1]); sum > most && from < len(recent)-1 {
					sum -= size(recent[from][1])
					recent = recent[from+1:]
					break
				}
			}
			if budget.Bytes() != int64(sum) {
				t.Fatalf("seed %d, step %d: %d bytes are kept, want %d", seed, step, budget.Bytes(), sum)
			}
		}
	}
}

// TestBudgetAmongMany: the count holds when many ask at once, leave early and
// get errors, and when maps forget values by their number.
func TestBudgetAmongMany(t *testing.T) {
	const most = 1500 // the first map alone would take 1770 bytes
	budget := prepared.NewBudget(most)
	maps := []*prepared.Map[int, weight]{{Budget: budget}, {Budget: budget, Most: 3}, {Budget: budget, Most: 7}}
	broken := errors.New("broken")
	var wg sync.WaitGroup
	for asker := range 8 {
		wg.Go(func() {
			r := rand.New(rand.NewPCG(uint64(asker), 2))
			for range 3000 {
				ctx, leave := context.WithCancel(t.Context())
				if r.IntN(4) == 0 {
					leave()
				}
				key := r.IntN(20)
				_, _ = maps[r.IntN(3)].Get(ctx, key, func(context.Context) (weight, error) {
					if key == 13 {
						return 0, broken
					}
					return weight(10 * key), nil
				})
				leave()
				if n := budget.Bytes(); n > most || n < 0 {
					t.Errorf("%d bytes are kept", n)
				}
			}
		})
	}
	wg.Wait()
	sum := int64(0)
	for _, m := range maps { // what is there still is what counts
		for key := range 20 {
			_, _ = m.Get(t.Context(), key, func(context.Context) (weight, error) { return 0, broken })
			if got, err := m.Get(t.Context(), key, func(context.Context) (weight, error) { return 0, broken }); err == nil {
				sum += int64(got)
			}
		}
	}
	if sum != budget.Bytes() {
		t.Errorf("%d bytes are kept and %d count", sum, budget.Bytes())
	}
}

// TestDefaultBytes: the budget follows the limit that the process has.
func TestDefaultBytes(t *testing.T) {
	before := debug.SetMemoryLimit(800 << 20)
	defer debug.SetMemoryLimit(before)
	if got := prepared.DefaultBytes(); got != 200<<20 {
		t.Errorf("DefaultBytes = %d with a limit of 800 MiB, want a quarter", got)
	}
	debug.SetMemoryLimit(math.MaxInt64)
	if got := prepared.DefaultBytes(); got != 1<<30 {
		t.Errorf("DefaultBytes = %d without a limit, want 1 GiB", got)
	}
}
