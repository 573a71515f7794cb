// Package cores shares work out over the processors.
package cores

import (
	"runtime"
	"sync"
)

// Parts runs do on consecutive parts of n things, side by side, and waits. A
// few thousand things are one part.
func Parts(n int, do func(from, to int)) {
	const least = 4096
	workers := max(1, min(runtime.GOMAXPROCS(0), n/least))
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() { do(n*w/workers, n*(w+1)/workers) })
	}
	wg.Wait()
}
