//go:build linux

package trial

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// Group is a control group of the kernel: all its processes together have so
// much memory and no swap. What they read and write of files counts as well,
// but the kernel takes that back; beyond it ends one of them.
type Group struct {
	t     testing.TB
	dir   string
	names groupNames
}

// groupNames are the files of a control group in one version of the kernel's
// interface.
type groupNames struct{ limit, swap, events, anonymous string }

var (
	groupV1 = groupNames{"memory.limit_in_bytes", "memory.memsw.limit_in_bytes", "memory.oom_control", "total_rss"}
	groupV2 = groupNames{"memory.max", "memory.swap.max", "memory.events", "anon"}
)

// MemoryGroup returns a new control group that is removed at the end of the
// test. Where none can be made, for want of rights or of the kernel's memory
// controller, it skips the test: neither can be installed.
func MemoryGroup(t testing.TB, limitBytes int64) *Group {
	t.Helper()
	g, swap := &Group{t: t, names: groupV1}, limitBytes // version 1 counts memory and swap together
	root := "/sys/fs/cgroup/memory"
	if !Exists(filepath.Join(root, g.names.limit)) {
		root, swap, g.names = "/sys/fs/cgroup", 0, groupV2
	}
	g.dir = filepath.Join(root, fmt.Sprintf("catchment-test-%d-%d", os.Getpid(), time.Now().UnixNano()))
	if err := os.Mkdir(g.dir, 0o755); err != nil {
		t.Skipf("no control group for memory can be made: %v", err)
	}
	t.Cleanup(g.remove)
	if err := g.write(g.names.limit, limitBytes); err != nil {
		t.Skipf("no control group for memory can be made: %v", err)
	}
	_ = g.write(g.names.swap, swap) // is absent where the kernel has no swap
	return g
}

// remove takes the group away; the kernel may need a moment to let go of a
// process that has ended.
func (g *Group) remove() {
	var err error
	for range 100 {
		if err = os.Remove(g.dir); err == nil {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	g.t.Errorf("removing a control group: %v", err)
}

func (g *Group) write(name string, value int64) error {
	return os.WriteFile(filepath.Join(g.dir, name), strconv.AppendInt(nil, value, 10), 0o644)
}

// Command returns a program that is in the group from its first instruction:
// it sees the limit when it starts.
func (g *Group) Command(program string, args ...string) *exec.Cmd {
	into := `echo $$ >"$0" && exec "$@"`
	return exec.Command("/bin/sh", append([]string{"-c", into, filepath.Join(g.dir, "cgroup.procs"), program}, args...)...)
}

// Peak returns the most memory the processes of the group had at one time
// while do ran, looked at every few milliseconds, without what the kernel
// keeps of files.
func (g *Group) Peak(do func()) (bytes int64) {
	g.t.Helper()
	done := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for {
			if text, err := os.ReadFile(filepath.Join(g.dir, "memory.stat")); err == nil {
				now, _ := numberOf(string(text), g.names.anonymous)
				bytes = max(bytes, now)
			}
			select {
			case <-done:
				return
			case <-tick.C:
			}
		}
	})
	defer wg.Wait()
	defer close(done)
	do()
	return bytes
}

// Ended returns how many processes the kernel has ended for want of memory.
func (g *Group) Ended() int64 {
	g.t.Helper()
	text, err := os.ReadFile(filepath.Join(g.dir, g.names.events))
	if err != nil {
		g.t.Fatal(err)
	}
	n, ok := numberOf(string(text), "oom_kill")
	if !ok {
		g.t.Fatalf("a control group does not say how many processes were ended: %q", text)
	}
	return n
}

// numberOf returns the number behind key in lines of a key and a number each.
func numberOf(text, key string) (n int64, ok bool) {
	fields := strings.Fields(text)
	at := slices.Index(fields, key) + 1
	if at == 0 || at >= len(fields) {
		return 0, false
	}
	n, err := strconv.ParseInt(fields[at], 10, 64)
	return n, err == nil
}
