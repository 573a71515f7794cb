package server

import (
	"context"
	"sync"
)

// largeLoadBytes is from what size on, after decompression, one file at a time is
// read: what a file takes of memory while its layer is made is some two times
// its size, and that of two large ones may be more than there is.
const largeLoadBytes = 64 << 20

// turns keeps what is read at once within bounds, however much comes: one large
// file, and beside it two small ones or edits.
type turns struct{ small, large chan struct{} }

func newTurns() turns { return turns{make(chan struct{}, 2), make(chan struct{}, 1)} }

// turn is the right of one load to go on. It is used by one goroutine at a time.
type turn struct {
	of    turns
	large bool
	leave func()
}

// enter waits for the turn of a file of so many bytes, 0 where that is not
// known. The error is the context's. What has entered must leave.
func (t turns) enter(ctx context.Context, bytes int64) (*turn, error) {
	n := &turn{of: t, large: bytes >= largeLoadBytes}
	lane := t.small
	if n.large {
		lane = t.large
	}
	select {
	case lane <- struct{}{}:
		n.leave = sync.OnceFunc(func() { <-lane })
		return n, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// wait is enter for what never grows.
func (t turns) wait(ctx context.Context, bytes int64) (leave func(), err error) {
	n, err := t.enter(ctx, bytes)
	if err != nil {
		return nil, err
	}
	return n.leave, nil
}

// crowded tells whether a file that has come to so many bytes has to wait before
// it goes on: it has turned out to be large.
func (n *turn) crowded(bytes int64) bool { return !n.large && bytes >= largeLoadBytes }

// grow waits for the turn of a large file. Meanwhile the place among the small
// ones is kept, so that few can wait with what they have read; nobody who has
// the large one waits for a small one.
func (n *turn) grow(ctx context.Context) error {
	next, err := n.of.enter(ctx, largeLoadBytes)
	if err != nil {
		return err
	}
	n.leave()
	*n = *next
	return nil
}
