package landuse

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"

	"catchment/geo/steps"
)

// How many items a worker takes at a time: many of small things, few of large.
const (
	chunk     = 512
	cellChunk = 16
)

// parallel calls work for consecutive ranges that together make up 0 to n, on
// all processors, and returns when all are done or ctx is. Each worker has its
// own overlay to work with. Ranges start at multiples of size, so a result
// kept by range does not depend on the number of workers.
func parallel(ctx context.Context, n, size int, work func(s *slabs, from, to int)) error {
	var next atomic.Int64
	var wg sync.WaitGroup
	round := steps.Begin(ctx, n)
	defer round.End()
	for range min(runtime.GOMAXPROCS(0), (n+size-1)/size) {
		wg.Go(func() {
			var s slabs
			for ctx.Err() == nil {
				from := int(next.Add(int64(size))) - size
				if from >= n {
					return
				}
				work(&s, from, min(from+size, n))
				round.Done(min(size, n-from))
			}
		})
	}
	wg.Wait()
	return ctx.Err()
}
