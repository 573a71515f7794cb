// Package queue does work that takes longer than a client waits for: a bounded
// number of jobs at once, others in line, each with a bound on its time and a
// term for which its results are kept.
//
// Where a folder is given, jobs and results outlive the program: what had not
// come to its end when the program did is found failed by the next one, never
// running. It knows no HTTP and no analysis.
package queue

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/paulmach/orb"
)

// Status says where a job is, in the words of OGC API Processes.
type Status string

// The statuses of a job; the last three are its ends.
const (
	Accepted   Status = "accepted" // it waits in line
	Running    Status = "running"
	Successful Status = "successful"
	Failed     Status = "failed"
	Dismissed  Status = "dismissed"
)

// Ended tells whether nothing more happens to the job.
func (s Status) Ended() bool { return s == Successful || s == Failed || s == Dismissed }

// Job is what is known of a job at one moment.
type Job struct {
	ID       string          `json:"id"`
	Process  string          `json:"process"`
	Request  json.RawMessage `json:"request"` // as it was given to Start
	Status   Status          `json:"status"`
	Message  string          `json:"message,omitempty"`
	Progress int             `json:"progress"` // percent
	Created  time.Time       `json:"created"`
	Started  time.Time       `json:"started,omitzero"`
	Finished time.Time       `json:"finished,omitzero"`
	Updated  time.Time       `json:"updated"`
	Title    string          `json:"title,omitempty"` // says to people what was asked
	// Outputs are what a successful job came to, without their bodies.
	Outputs []Output `json:"outputs,omitempty"`
	// Failure says why a job failed, as its work told by a [*Failure]; nil else.
	Failure json.RawMessage `json:"failure,omitempty"`
	// Bytes is the size of what is kept of its outputs.
	Bytes int64 `json:"bytes,omitempty"`
}

// Output is one part of what a job comes to. Body is JSON.
type Output struct {
	ID    string          `json:"id"`
	Media string          `json:"media"`
	Bound *orb.Bound      `json:"bound,omitempty"` // around its features, where it has some
	Body  json.RawMessage `json:"body,omitempty"`
}

// Failure is the error of work that has a document for whoever asks why.
type Failure struct {
	Message  string
	Document json.RawMessage
}

func (f *Failure) Error() string { return f.Message }

// Work is what a job does until its context ends. It may say how far it is, in
// percent, and at what.
type Work func(ctx context.Context, progress func(percent int, message string)) ([]Output, error)

// The errors of a queue.
var (
	ErrFull     = errors.New("too many jobs wait already")
	ErrNoJob    = errors.New("no such job")
	ErrNotReady = errors.New("the job has no results")
	errTooLong  = errors.New("it took too long")
)

// Options bound a queue. The zero value keeps everything in memory, within the
// default bounds.
type Options struct {
	// Dir is the folder that jobs and results are kept in; empty for memory.
	Dir string
	// Running is how many jobs work at once; 0 is half the processors.
	Running int
	// Waiting is how many more wait; 0 is 64.
	Waiting int
	// Time bounds the work of one job; 0 is ten minutes.
	Time time.Duration
	// Keep is how long a job is known after its end; 0 is a day.
	Keep time.Duration
	// Bytes bounds the results kept, and each of them; 0 is 256 MiB. Where there
	// are more, those of the oldest jobs go, and the jobs with them.
	Bytes int64
}

func (o Options) filled() Options {
	o.Running = cmp.Or(o.Running, max(1, runtime.GOMAXPROCS(0)/2))
	o.Waiting = cmp.Or(o.Waiting, 64)
	o.Time = cmp.Or(o.Time, 10*time.Minute)
	o.Keep = cmp.Or(o.Keep, 24*time.Hour)
	o.Bytes = cmp.Or(o.Bytes, 256<<20)
	return o
}

// maxKept bounds the jobs known at once, ended ones included.
const maxKept = 1000

// Queue does jobs. It may be used by several goroutines at once.
type Queue struct {
	Options

	mu      sync.Mutex
	jobs    map[string]*held
	line    []*held // those that wait, the first to begin first
	working int
}

// held is a job with what makes and holds its end.
type held struct {
	Job
	stop    context.CancelCauseFunc
	turn    chan struct{} // closed when its work may begin
	outputs []byte        // where there is no folder
}

// Open returns a queue with the jobs that its folder has. Those that had not
// ended are failed. The error is for a folder that cannot be made or read.
func Open(opt Options) (*Queue, error) {
	opt = opt.filled()
	q := &Queue{Options: opt, jobs: map[string]*held{}}
	if opt.Dir == "" {
		return q, nil
	}
	return q, q.load()
}

// Start puts work in line and returns its job, which is durable then. process,
// title and request are kept with it. The error is ErrFull, or that of the folder.
func (q *Queue) Start(process, title string, request json.RawMessage, work Work) (Job, error) {
	now := time.Now().UTC()
	ctx, stop := context.WithCancelCause(context.Background())
	h := &held{stop: stop, turn: make(chan struct{}), Job: Job{ID: strings.ToLower(rand.Text()), Process: process, Title: title, Request: request, Status: Accepted, Created: now, Updated: now}}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.tidy()
	if len(q.line) >= q.Waiting {
		stop(nil)
		return Job{}, fmt.Errorf("%w: %d", ErrFull, len(q.line))
	}
	if err := q.record(h); err != nil {
		stop(nil)
		return Job{}, err
	}
	q.jobs[h.ID] = h
	q.line = append(q.line, h)
	q.next()
	go q.run(ctx, h, work)
	return h.Job, nil
}

// Job returns a job. The error is ErrNoJob.
func (q *Queue) Job(id string) (Job, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.tidy()
	if h, ok := q.jobs[id]; ok {
		return h.Job, nil
	}
	return Job{}, ErrNoJob
}

// Jobs returns all jobs, the newest first.
func (q *Queue) Jobs() []Job {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.tidy()
	all := make([]Job, 0, len(q.jobs))
	for _, h := range q.jobs {
		all = append(all, h.Job)
	}
	slices.SortFunc(all, func(a, b Job) int { return cmp.Or(b.Created.Compare(a.Created), strings.Compare(a.ID, b.ID)) })
	return all
}

// Outputs returns what a job came to. The error is ErrNoJob, or ErrNotReady
// for one that has not ended well.
func (q *Queue) Outputs(id string) ([]Output, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.tidy()
	h, ok := q.jobs[id]
	if !ok {
		return nil, ErrNoJob
	}
	if h.Status != Successful {
		return nil, fmt.Errorf("%w: it is %s", ErrNotReady, h.Status)
	}
	encoded, err := q.stored(h)
	if err != nil {
		return nil, err
	}
	var outputs []Output
	return outputs, json.Unmarshal(encoded, &outputs)
}

// Dismiss ends a job that has not ended: its work is told to stop, and nothing
// it comes to counts any more. One that has ended is forgotten with its
// results. The job is returned as dismissed. The error is ErrNoJob.
func (q *Queue) Dismiss(id string) (Job, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.tidy()
	h, ok := q.jobs[id]
	if !ok {
		return Job{}, ErrNoJob
	}
	if h.Status.Ended() {
		q.forget(h)
		h.Status, h.Updated = Dismissed, time.Now().UTC()
		return h.Job, nil
	}
	h.stop(context.Canceled)
	h.finish(Dismissed, "it was dismissed before it had ended")
	return h.Job, q.record(h)
}

// tidy forgets jobs whose term is over, and the oldest ended ones where there
// are too many or their results take too much.
func (q *Queue) tidy() {
	var ended []*held
	var bytes int64
	oldest := time.Now().Add(-q.Keep)
	for _, h := range q.jobs {
		switch {
		case !h.Status.Ended():
		case h.Finished.Before(oldest):
			q.forget(h)
		default:
			ended = append(ended, h)
			bytes += h.Bytes
		}
	}
	if len(q.jobs) <= maxKept && bytes <= q.Bytes {
		return
	}
	slices.SortFunc(ended, func(a, b *held) int { return a.Finished.Compare(b.Finished) })
	for _, h := range ended {
		if len(q.jobs) <= maxKept && bytes <= q.Bytes {
			return
		}
		bytes -= h.Bytes
		q.forget(h)
	}
}
