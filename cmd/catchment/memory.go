package main

import (
	"os"
	"runtime/debug"

	"github.com/KimMachineGun/automemlimit/memlimit"
)

// storeCacheBytes is what the store takes beside Go's heap, which the garbage
// collector knows nothing of: SQLite's caches and the index of its log.
const storeCacheBytes = 96 << 20

// limitMemory has the garbage collector keep the heap within three quarters of
// the memory that the machine or the control group gives beside the store's
// caches, as far as that is possible; the rest is for what Go cannot count and
// for files on their way to the disk. GOMEMLIMIT, where it is set and not
// empty, counts instead.
func limitMemory() {
	if os.Getenv("GOMEMLIMIT") == "" {
		_ = os.Unsetenv("GOMEMLIMIT") // memlimit takes the empty text for a setting
	}
	// Without a limit that can be read, all stays as Go has it.
	_, _ = memlimit.Set(
		memlimit.WithRatio(0.75),
		memlimit.WithProvider(besideStore(memlimit.ApplyFallback(memlimit.FromCgroup, memlimit.FromSystem))),
	)
}

// besideStore takes what the store needs from a limit, at most half of it.
func besideStore(limit memlimit.Provider) memlimit.Provider {
	return func() (uint64, error) {
		n, err := limit()
		return n - min(storeCacheBytes, n/2), err
	}
}

// loadGarbagePercent is how much garbage there may be beside what is in use
// while a file is loaded. Go's own 100 makes a load a few per cent faster and a third larger.
const loadGarbagePercent = 35

// collectSooner has the garbage collector run more often, for a command that
// loads a file and ends. GOGC, where it is set, counts instead.
func collectSooner() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(loadGarbagePercent)
	}
}
