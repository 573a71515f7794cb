package queue

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

// next lets those at the head of the line begin while there are places; the
// caller holds the lock.
func (q *Queue) next() {
	for len(q.line) > 0 && q.working < q.Running {
		h := q.line[0]
		q.line = q.line[1:]
		q.working++
		close(h.turn)
	}
}

// leave takes a job out of the line, or gives its place to the next; the caller
// holds the lock.
func (q *Queue) leave(h *held) {
	if i := slices.Index(q.line, h); i >= 0 {
		q.line = slices.Delete(q.line, i, i+1)
		return
	}
	q.working--
	q.next()
}

// run waits for a place and does the work.
func (q *Queue) run(ctx context.Context, h *held, work Work) {
	defer h.stop(nil)
	select {
	case <-h.turn:
	case <-ctx.Done():
	}
	defer func() {
		q.mu.Lock()
		defer q.mu.Unlock()
		q.leave(h)
	}()
	q.mu.Lock()
	begins := ctx.Err() == nil
	if begins {
		h.Status, h.Started, h.Updated = Running, time.Now().UTC(), time.Now().UTC()
	}
	q.mu.Unlock()
	if !begins {
		return
	}
	ctx, cancel := context.WithTimeoutCause(ctx, q.Time, errTooLong)
	defer cancel()
	outputs, err := work(ctx, func(percent int, message string) {
		q.mu.Lock()
		defer q.mu.Unlock()
		if !h.Status.Ended() {
			h.Progress, h.Message, h.Updated = max(h.Progress, min(percent, 99)), message, time.Now().UTC()
		}
	})
	if err != nil && context.Cause(ctx) == errTooLong {
		err = fmt.Errorf("%w: more than %s", errTooLong, q.Time)
	}
	q.end(h, outputs, err)
}

// end notes how a job came out, unless it was dismissed meanwhile.
func (q *Queue) end(h *held, outputs []Output, err error) {
	var encoded []byte
	if err == nil {
		encoded, err = json.Marshal(outputs)
	}
	if err == nil && int64(len(encoded)) > q.Bytes {
		err = fmt.Errorf("its results have %d bytes, more than the %d that are kept", len(encoded), q.Bytes)
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if h.Status.Ended() {
		return
	}
	if err == nil {
		err = q.store(h, encoded)
	}
	h.finish(Successful, "")
	if failure := new(Failure); errors.As(err, &failure) {
		h.finish(Failed, failure.Message)
		h.Failure = failure.Document
	} else if err != nil {
		h.finish(Failed, err.Error())
	} else {
		h.Progress = 100
		for _, o := range outputs {
			o.Body = nil
			h.Outputs = append(h.Outputs, o)
		}
	}
	_ = q.record(h) // without it the next program finds the job failed
	q.tidy()
}

func (h *held) finish(s Status, message string) {
	now := time.Now().UTC()
	h.Status, h.Message, h.Finished, h.Updated = s, message, now, now
}
