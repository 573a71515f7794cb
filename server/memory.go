package server

import (
	"fmt"
	"net/http"
	"runtime/debug"
	"runtime/metrics"

	"catchment/server/problem"
)

// enoughMemory returns why no more of a file may be read: what is in use alone,
// when garbage was last collected, passes what the garbage collector is told to
// stay within (GOMEMLIMIT), so that the kernel would soon end the program.
// It is nil without such a limit. The error is a problem document.
func enoughMemory() error {
	limit := debug.SetMemoryLimit(-1) // asks
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	if live := sample[0].Value.Uint64(); live > uint64(limit) {
		return problem.Details{Status: http.StatusInsufficientStorage, Detail: fmt.Sprintf(
			"the service has not enough memory for this file beside what it serves: %d MiB are in use of %d MiB; withdraw layers that are not needed, split the file, or give the service more memory. Nothing has changed",
			live>>20, limit>>20)}.Complete()
	}
	return nil
}
