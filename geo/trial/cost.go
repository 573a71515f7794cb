//go:build unix

package trial

import (
	"runtime"
	"runtime/metrics"
	"sync"
	"syscall"
	"testing"
	"time"
)

// Cost measures what do takes beside time, for a benchmark that handles a file of
// fileBytes: the file's bytes by the processor time of all threads (MB/s-core)
// and the most memory in use meanwhile, garbage included, beyond what was in
// use before (peak-MB, and peak/file as its ratio to the file).
func Cost(b *testing.B, fileBytes int, do func()) {
	b.Helper()
	b.SetBytes(int64(fileBytes))
	var worst uint64
	var spent time.Duration
	rounds := 0
	for b.Loop() {
		b.StopTimer()
		runtime.GC()
		before, started := inUse(), ProcessorTime()
		stop := watch(before, &worst)
		b.StartTimer()
		do()
		b.StopTimer()
		stop()
		spent += ProcessorTime() - started
		rounds++
		b.StartTimer()
	}
	b.ReportMetric(float64(fileBytes)*float64(rounds)/1e6/spent.Seconds(), "MB/s-core")
	b.ReportMetric(float64(worst)/1e6, "peak-MB")
	b.ReportMetric(float64(worst)/float64(fileBytes), "peak/file")
}

// watch notes in worst the most memory in use beyond before, until stopped.
func watch(before uint64, worst *uint64) (stop func()) {
	done := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		tick := time.NewTicker(2 * time.Millisecond)
		defer tick.Stop()
		for {
			if now := inUse(); now > before {
				*worst = max(*worst, now-before)
			}
			select {
			case <-done:
				return
			case <-tick.C:
			}
		}
	})
	return func() {
		close(done)
		wg.Wait()
	}
}

// inUse returns the bytes of heap that objects take, garbage not yet swept
// included.
func inUse() uint64 {
	s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/memory/classes/heap/unused:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64() + s[1].Value.Uint64()
}

// ProcessorTime returns the time all threads of the process have run.
func ProcessorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
