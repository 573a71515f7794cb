package server

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/sse"

	"catchment/server/problem"
)

// The stages of a load.
const (
	stageWaiting = "waiting" // others are read; of large files one at a time
	stageReading = "reading" // the file comes in, is decoded and gated
	stageStoring = "storing" // it has come whole, and becomes durable
	stageJudging = "judging" // it has come whole, and is not stored
	stageDone    = "done"
	stageFailed  = "failed"
)

// loadProgress is one event of a load or check under way.
type loadProgress struct {
	Stage    string `json:"stage" enum:"waiting,reading,storing,judging,done,failed"`
	Bytes    int64  `json:"bytes" doc:"Read so far, after decompression."`
	Features int    `json:"features" doc:"Read so far."`
	Received int64  `json:"received" doc:"Bytes that have arrived."`
	Total    int64  `json:"total,omitempty" doc:"Bytes that will arrive; 0 when the sender did not say."`
}

// job is a load or check under way that its sender gave a name.
type job struct {
	cancel context.CancelCauseFunc // with a problem document

	mu      sync.Mutex
	now     loadProgress
	changed chan struct{} // closed and replaced at every change
}

func (j *job) update(change func(*loadProgress)) {
	j.mu.Lock()
	defer j.mu.Unlock()
	change(&j.now)
	close(j.changed)
	j.changed = make(chan struct{})
}

// wait shows that the load waits for its turn until turn returns.
func (j *job) wait(turn func()) {
	before, _ := j.state()
	j.update(func(p *loadProgress) { p.Stage = stageWaiting })
	turn()
	j.update(func(p *loadProgress) {
		if p.Stage == stageWaiting { // the last bytes may have come meanwhile
			p.Stage = before.Stage
		}
	})
}

func (j *job) state() (loadProgress, <-chan struct{}) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.now, j.changed
}

// jobs are the loads under way by the names their senders gave them.
type jobs struct {
	mu     sync.Mutex
	byName map[string]*job
}

// errCancelled is the cause when a load was cancelled on request.
var errCancelled = problem.Details{Type: problem.TypeCancelled, Status: http.StatusConflict, Title: "cancelled", Detail: "it was cancelled before anything was stored; nothing has changed"}.Complete()

// open starts following a load. Without a name nobody can follow it, and
// nothing is kept.
func (k *jobs) open(ctx context.Context, name string, total int64) (context.Context, *job, error) {
	j := &job{changed: make(chan struct{}), now: loadProgress{Stage: stageWaiting, Total: total}}
	ctx, j.cancel = context.WithCancelCause(ctx)
	if name == "" {
		return ctx, j, nil
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, taken := k.byName[name]; taken {
		return ctx, nil, problem.Details{Status: http.StatusConflict, Parameter: "job", Detail: fmt.Sprintf("a load %q is under way: choose another name", name)}.Complete()
	}
	if k.byName == nil {
		k.byName = map[string]*job{}
	}
	k.byName[name] = j
	return ctx, j, nil
}

// close says how a load ended and forgets its name.
func (k *jobs) close(name string, j *job, err error) {
	j.update(func(p *loadProgress) {
		p.Stage = stageDone
		if err != nil {
			p.Stage = stageFailed
		}
	})
	j.cancel(nil)
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.byName[name] == j {
		delete(k.byName, name)
	}
}

func (k *jobs) find(name string) (*job, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if j, ok := k.byName[name]; ok {
		return j, nil
	}
	return nil, problem.Details{Status: http.StatusNotFound, Detail: fmt.Sprintf("no load %q is under way", name)}.Complete()
}

// arriving counts the bytes of a body as they come.
type arriving struct {
	io.Reader
	job   *job
	whole string // the stage once all have come
}

func (a arriving) Read(p []byte) (int, error) {
	n, err := a.Reader.Read(p)
	a.job.update(func(s *loadProgress) {
		s.Received += int64(n)
		if err == io.EOF {
			s.Stage = a.whole
		}
	})
	return n, err
}

// eventsEvery bounds how often a follower is told.
const eventsEvery = 100 * time.Millisecond

func (s *server) progressRoutes(api huma.API) {
	type path struct {
		Job string `path:"job" maxLength:"64" doc:"The name given with the upload's job parameter."`
	}
	sse.Register(api, operation("load-events", http.MethodGet, "/api/loads/{job}/events", "Follow a load or check: stage, bytes and features, as server-sent events"),
		map[string]any{"progress": loadProgress{}},
		func(ctx context.Context, in *path, send sse.Sender) {
			j, err := s.jobs.find(in.Job)
			if err != nil {
				_ = send.Data(loadProgress{Stage: stageFailed})
				return
			}
			follow(ctx, j, send)
		})
	huma.Register(api, operation("cancel-load", http.MethodDelete, "/api/loads/{job}", "Cancel a load that has not been stored yet, or a check"),
		func(_ context.Context, in *path) (*struct{}, error) {
			j, err := s.jobs.find(in.Job)
			if err != nil {
				return nil, err
			}
			j.cancel(errCancelled)
			return nil, nil
		})
}

// follow sends the state of a load whenever it has changed, until it ends.
func follow(ctx context.Context, j *job, send sse.Sender) {
	for {
		now, changed := j.state()
		if err := send.Data(now); err != nil || now.Stage == stageDone || now.Stage == stageFailed {
			return
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return
		}
		select {
		case <-time.After(eventsEvery):
		case <-ctx.Done():
			return
		}
	}
}
