package main

import (
	"os"
	"runtime/debug"

	"github.com/KimMachineGun/automemlimit/memlimit"
)

// limitMemory has the garbage collector keep the program within three quarters
// of the memory that the machine or the control group gives, as far as that is
// possible. GOMEMLIMIT, where it is set, counts instead.
func limitMemory() {
	// Without a limit that can be read, all stays as Go has it.
	_, _ = memlimit.Set(
		memlimit.WithRatio(0.75),
		memlimit.WithProvider(memlimit.ApplyFallback(memlimit.FromCgroup, memlimit.FromSystem)),
	)
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
