package queue

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// The files of a job: what is known of it, and what it came to.
const (
	recordExt  = ".job"
	outputsExt = ".out"
	partExt    = ".part" // being written
)

func (q *Queue) file(id, ext string) string { return filepath.Join(q.Dir, id+ext) }

// record makes what is known of a job durable.
func (q *Queue) record(h *held) error {
	if q.Dir == "" {
		return nil
	}
	body, err := json.Marshal(h.Job)
	if err != nil {
		return err
	}
	return write(q.file(h.ID, recordExt), body)
}

// store keeps the outputs of a job.
func (q *Queue) store(h *held, encoded []byte) error {
	h.Bytes = int64(len(encoded))
	if q.Dir == "" {
		h.outputs = encoded
		return nil
	}
	return write(q.file(h.ID, outputsExt), encoded)
}

// stored returns what store has kept.
func (q *Queue) stored(h *held) ([]byte, error) {
	if q.Dir == "" {
		return h.outputs, nil
	}
	return os.ReadFile(q.file(h.ID, outputsExt))
}

// forget removes a job and its files.
func (q *Queue) forget(h *held) {
	delete(q.jobs, h.ID)
	if q.Dir != "" {
		_ = os.Remove(q.file(h.ID, recordExt)) // one that stays is forgotten by the next program
		_ = os.Remove(q.file(h.ID, outputsExt))
	}
}

// load reads the jobs in the folder. Files that are no jobs are left alone;
// parts, outputs without a job and records that cannot be read are removed.
func (q *Queue) load() error {
	if err := os.MkdirAll(q.Dir, 0o755); err != nil {
		return fmt.Errorf("making the folder of jobs: %w", err)
	}
	entries, err := os.ReadDir(q.Dir)
	if err != nil {
		return fmt.Errorf("reading the folder of jobs: %w", err)
	}
	for _, e := range entries {
		if id, ok := strings.CutSuffix(e.Name(), recordExt); ok {
			if err := q.loadJob(id); err != nil {
				return err
			}
		}
	}
	for _, e := range entries {
		id, isOutput := strings.CutSuffix(e.Name(), outputsExt)
		if h := q.jobs[id]; isOutput && (h == nil || h.Status != Successful) || strings.HasSuffix(e.Name(), partExt) {
			_ = os.Remove(filepath.Join(q.Dir, e.Name()))
		}
	}
	return nil
}

// loadJob reads one job; one that had not ended is failed now.
func (q *Queue) loadJob(id string) error {
	body, err := os.ReadFile(q.file(id, recordExt))
	if err != nil {
		return fmt.Errorf("reading a job: %w", err)
	}
	h := &held{stop: func(error) {}}
	if err := json.Unmarshal(body, &h.Job); err != nil || h.ID != id {
		return os.Remove(q.file(id, recordExt))
	}
	if _, err := os.Stat(q.file(id, outputsExt)); h.Status == Successful && errors.Is(err, fs.ErrNotExist) {
		h.finish(Failed, "its results are lost")
	}
	if !h.Status.Ended() {
		h.finish(Failed, "the service stopped before the job had ended")
	}
	q.jobs[id] = h
	return q.record(h)
}

// write replaces a file whole and durably: after a crash there is the old one
// or the new one.
func write(name string, body []byte) error {
	f, err := os.Create(name + partExt)
	if err != nil {
		return fmt.Errorf("keeping a job: %w", err)
	}
	_, err = f.Write(body)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(name+partExt, name)
	}
	if err != nil {
		_ = os.Remove(name + partExt)
		return fmt.Errorf("keeping a job: %w", err)
	}
	return syncDir(filepath.Dir(name))
}

// syncDir makes names in a folder durable, where the system can.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	_ = d.Sync() // not every file system knows it
	return nil
}
