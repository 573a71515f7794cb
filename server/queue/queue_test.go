package queue_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"catchment/server/queue"
)

// one is work that comes to one output at once.
func one(context.Context, func(int, string)) ([]queue.Output, error) {
	return []queue.Output{{ID: "x", Media: "application/json", Body: json.RawMessage(`{"a":1}`)}}, nil
}

// endless is work that ends when it is told to, and says so.
func endless(ended chan<- error) queue.Work {
	return func(ctx context.Context, progress func(int, string)) ([]queue.Output, error) {
		progress(40, "half way")
		<-ctx.Done()
		if ended != nil {
			ended <- context.Cause(ctx)
		}
		return nil, ctx.Err()
	}
}

func open(t *testing.T, opt queue.Options) *queue.Queue {
	t.Helper()
	q, err := queue.Open(opt)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func begin(t *testing.T, q *queue.Queue, work queue.Work) queue.Job {
	t.Helper()
	j, err := q.Start("p", "", json.RawMessage(`{}`), work)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

// stands checks how a job stands and returns it.
func stands(t *testing.T, q *queue.Queue, id string, want queue.Status) queue.Job {
	t.Helper()
	j, err := q.Job(id)
	if err != nil || j.Status != want {
		t.Fatalf("Job(%s) = %s, %v; want %s", id, j.Status, err, want)
	}
	return j
}

// TestJobs follows jobs to each of their ends, in memory and in a folder.
func TestJobs(t *testing.T) {
	for _, place := range []string{"memory", "folder"} {
		t.Run(place, func(t *testing.T) {
			dir := ""
			if place == "folder" {
				dir = t.TempDir()
			}
			synctest.Test(t, func(t *testing.T) { ends(t, dir) })
		})
	}
}

func ends(t *testing.T, dir string) {
	q := open(t, queue.Options{Dir: dir, Running: 1, Waiting: 3, Time: time.Hour, Keep: 2 * time.Hour})
	ended := make(chan error, 1)
	long, next, broken := begin(t, q, endless(ended)), begin(t, q, one), begin(t, q, func(context.Context, func(int, string)) ([]queue.Output, error) {
		return nil, &queue.Failure{Message: "no such area", Document: json.RawMessage(`{"status":404}`)}
	})
	synctest.Wait()
	if j := stands(t, q, long.ID, queue.Running); j.Progress != 40 || j.Message != "half way" || j.Started.IsZero() {
		t.Errorf("running: %+v", j)
	}
	stands(t, q, next.ID, queue.Accepted)
	if _, err := q.Outputs(next.ID); !errors.Is(err, queue.ErrNotReady) {
		t.Errorf("outputs of one that waits: %v", err)
	}
	if j, err := q.Dismiss(long.ID); err != nil || j.Status != queue.Dismissed {
		t.Errorf("Dismiss = %s, %v", j.Status, err)
	}
	synctest.Wait()
	if err := <-ended; err == nil {
		t.Error("the work was not told to stop")
	}
	stands(t, q, long.ID, queue.Dismissed)
	if j := stands(t, q, next.ID, queue.Successful); j.Progress != 100 || j.Finished.IsZero() {
		t.Errorf("successful: %+v", j)
	}
	if out, err := q.Outputs(next.ID); err != nil || len(out) != 1 || string(out[0].Body) != `{"a":1}` {
		t.Errorf("Outputs = %v, %v", out, err)
	}
	if j := stands(t, q, broken.ID, queue.Failed); j.Message != "no such area" || string(j.Failure) != `{"status":404}` {
		t.Errorf("failed: %+v", j)
	}
	slow := begin(t, q, endless(ended))
	synctest.Wait()
	time.Sleep(time.Hour + time.Second)
	synctest.Wait()
	<-ended
	if j := stands(t, q, slow.ID, queue.Failed); !strings.Contains(j.Message, "too long") {
		t.Errorf("past its time: %q", j.Message)
	}
	time.Sleep(time.Hour + time.Second)
	if _, err := q.Job(next.ID); !errors.Is(err, queue.ErrNoJob) {
		t.Errorf("past its term: %v", err)
	}
	if _, err := q.Dismiss(slow.ID); err != nil {
		t.Error(err)
	}
	if _, err := q.Dismiss(slow.ID); !errors.Is(err, queue.ErrNoJob) {
		t.Errorf("forgotten: %v", err)
	}
	if left := q.Jobs(); len(left) != 0 {
		t.Errorf("left: %v", left)
	}
	if dir != "" {
		if files, err := os.ReadDir(dir); err != nil || len(files) != 0 {
			t.Errorf("left in the folder: %v, %v", files, err)
		}
	}
}

// TestBounds fills a queue, and keeps no more results than there is room for.
func TestBounds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := open(t, queue.Options{Running: 2, Waiting: 3, Bytes: 200})
		var all []queue.Job
		for range 2 {
			all = append(all, begin(t, q, endless(nil)))
			synctest.Wait()
		}
		for range 3 {
			all = append(all, begin(t, q, endless(nil)))
		}
		if _, err := q.Start("p", "", nil, one); !errors.Is(err, queue.ErrFull) {
			t.Errorf("a sixth: %v", err)
		}
		for _, j := range all {
			if _, err := q.Dismiss(j.ID); err != nil {
				t.Error(err)
			}
		}
		synctest.Wait()
		var ids []string
		for range 6 {
			ids = append(ids, begin(t, q, one).ID)
			synctest.Wait()
			time.Sleep(time.Second)
		}
		var kept []string
		for _, j := range q.Jobs() {
			if j.Status == queue.Successful {
				kept = append(kept, j.ID)
			}
		}
		slices.Reverse(kept)
		if len(kept) == 0 || len(kept) >= 6 || !slices.Equal(kept, ids[6-len(kept):]) {
			t.Errorf("kept %v of %v", kept, ids)
		}
		big := begin(t, q, func(context.Context, func(int, string)) ([]queue.Output, error) {
			return []queue.Output{{Body: json.RawMessage(`"` + strings.Repeat("x", 300) + `"`)}}, nil
		})
		synctest.Wait()
		stands(t, q, big.ID, queue.Failed)
	})
}

// TestNextProgram opens the folder of a program that came to its end with jobs
// in every status.
func TestNextProgram(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		first := open(t, queue.Options{Dir: dir, Running: 1})
		done := begin(t, first, one)
		synctest.Wait()
		running, dismissed := begin(t, first, endless(nil)), begin(t, first, endless(nil))
		waiting := begin(t, first, one)
		synctest.Wait()
		if _, err := first.Dismiss(dismissed.ID); err != nil {
			t.Error(err)
		}
		for name, body := range map[string]string{"a.job": "{", "b.job.part": "x", "c.out": "[]", "notes.txt": "mine"} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(body), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		for range 2 { // the second finds what the first made of it
			next := open(t, queue.Options{Dir: dir})
			if len(next.Jobs()) != 4 {
				t.Errorf("%d jobs, want 4", len(next.Jobs()))
			}
			for _, id := range []string{running.ID, waiting.ID} {
				if j := stands(t, next, id, queue.Failed); !strings.Contains(j.Message, "stopped") || j.Finished.IsZero() {
					t.Errorf("cut short: %+v", j)
				}
			}
			stands(t, next, dismissed.ID, queue.Dismissed)
			stands(t, next, done.ID, queue.Successful)
			if out, err := next.Outputs(done.ID); err != nil || len(out) != 1 || len(stands(t, next, done.ID, queue.Successful).Outputs) != 1 {
				t.Errorf("Outputs = %v, %v", out, err)
			}
		}
		if _, err := os.Stat(filepath.Join(dir, "notes.txt")); err != nil {
			t.Error(err)
		}
		for _, name := range []string{"a.job", "b.job.part", "c.out"} {
			if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
				t.Errorf("%s is still there", name)
			}
		}
		if err := os.Remove(filepath.Join(dir, done.ID+".out")); err != nil {
			t.Error(err)
		}
		stands(t, open(t, queue.Options{Dir: dir}), done.ID, queue.Failed)
		if _, err := first.Dismiss(running.ID); err != nil { // ends its goroutine
			t.Error(err)
		}
	})
}
