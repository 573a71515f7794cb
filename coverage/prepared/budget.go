package prepared

import (
	"container/list"
	"math"
	"runtime/debug"
	"sync"
)

// Sized is a value that says how much memory it takes, in bytes.
type Sized interface{ Bytes() int64 }

// Budget bounds the memory of the [Sized] values that several maps keep. Those
// that nobody has asked for the longest are forgotten first, whichever map they
// are in; the last one made is kept, however large. It may be used by several
// goroutines at once.
//
// A value counts from when it is made until its map forgets it, with what it
// said then. Whoever still works with a forgotten one keeps it alive for that
// long, and values that are being made do not count yet.
type Budget struct {
	mostBytes int64

	mu     sync.Mutex
	bytes  int64
	recent list.List // of *kept, the one last asked for in front
}

// kept is a value that counts.
type kept struct {
	bytes  int64
	forget func()        // has the map forget it
	at     *list.Element // nil once it counts no more
}

// NewBudget returns a budget of so many bytes, or of [DefaultBytes] where that
// is 0.
func NewBudget(bytes int64) *Budget {
	if bytes <= 0 {
		bytes = DefaultBytes()
	}
	return &Budget{mostBytes: bytes}
}

// DefaultBytes returns a quarter of the memory that Go's garbage collector is
// told to stay within, by GOMEMLIMIT or by the program; 1 GiB where it is told
// nothing.
func DefaultBytes() int64 {
	if limit := debug.SetMemoryLimit(-1); limit < math.MaxInt64 {
		return limit / 4
	}
	return 1 << 30
}

// Bytes returns what the values that are kept take.
func (b *Budget) Bytes() int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.bytes
}

// keep counts a value and returns those that there is no room for any more.
func (b *Budget) keep(k *kept) (gone []*kept) {
	b.mu.Lock()
	defer b.mu.Unlock()
	k.at = b.recent.PushFront(k)
	b.bytes += k.bytes
	for b.bytes > b.mostBytes && b.recent.Len() > 1 {
		last := b.recent.Back().Value.(*kept)
		b.remove(last)
		gone = append(gone, last)
	}
	return gone
}

// use notes that a value is asked for.
func (b *Budget) use(k *kept) {
	if b == nil || k == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if k.at != nil {
		b.recent.MoveToFront(k.at)
	}
}

// drop notes that a map has forgotten a value.
func (b *Budget) drop(k *kept) {
	if b == nil || k == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.remove(k)
}

func (b *Budget) remove(k *kept) {
	if k.at != nil {
		b.recent.Remove(k.at)
		b.bytes -= k.bytes
		k.at = nil
	}
}
