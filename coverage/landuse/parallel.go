package landuse

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// chunk is how many items a worker takes at a time.
const chunk = 512

// parallel calls work for consecutive ranges that together make up 0 to n, on
// all processors, and returns when all are done or ctx is. Each worker has its
// own overlay to work with. Ranges start at multiples of chunk, so a result
// kept by range does not depend on the number of workers.
func parallel(ctx context.Context, n int, work func(s *slabs, from, to int)) error {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), (n+chunk-1)/chunk) {
		wg.Go(func() {
			var s slabs
			for ctx.Err() == nil {
				from := int(next.Add(chunk)) - chunk
				if from >= n {
					return
				}
				work(&s, from, min(from+chunk, n))
			}
		})
	}
	wg.Wait()
	return ctx.Err()
}
