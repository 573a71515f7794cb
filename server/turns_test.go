package server_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"catchment/geo/trial"
	"catchment/server"
)

// claimed is sent for a file that is said to have so many bytes.
func claimed(s *site, path string, size int64) (body *io.PipeWriter, ended <-chan answer) {
	reader, writer := io.Pipe()
	done := make(chan answer, 1)
	go func() {
		defer close(done)
		defer reader.Close()
		request, err := http.NewRequest(http.MethodPost, s.url+path, reader)
		if err != nil {
			return
		}
		request.ContentLength = size
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			return
		}
		defer response.Body.Close()
		text, _ := io.ReadAll(response.Body)
		done <- answer{"POST " + path, response.StatusCode, response.Header, text}
	}()
	return writer, done
}

// stageOf waits until the load has the stage.
func stageOf(t *testing.T, s *site, job, want string) {
	t.Helper()
	await(t, job+" is "+want, time.Minute, func() bool { return events(t, s, job)()["stage"] == want })
}

// TestLargeLoadsTakeTurns sends several large files at once. One is read; the
// others wait, say so and can be cancelled, whether their size is told or turns
// out; small ones pass them; in the end all that were not cancelled are there.
func TestLargeLoadsTakeTurns(t *testing.T) {
	trial.Slow(t)
	s := newPark(t, server.Options{})
	before := s.get("/api/layers").body
	var whole bytes.Buffer
	whole.WriteString(`{"type":"FeatureCollection","features":[`)
	stops(&whole, 0, 62_000)
	whole.WriteString("]}")
	file, large := whole.Bytes(), int64(whole.Len())
	if large < 64<<20 {
		t.Fatalf("the file has %d bytes, which is not large", large)
	}
	first, firstEnded := claimed(s, "/api/layers?id=first&role=other&job=first", large)
	if _, err := first.Write(file[:1<<20]); err != nil {
		t.Fatal(err)
	}
	stageOf(t, s, "first", "reading")

	_, toldEnded := claimed(s, "/api/layers?id=told&role=other&job=told", large)
	stageOf(t, s, "told", "waiting")
	foundEnded := make(chan answer, 2)
	for _, name := range []string{"found", "dropped"} {
		go func() {
			a, err := s.try(http.MethodPost, fmt.Sprintf("/api/layers?id=%s&role=other&job=%[1]s", name), io.MultiReader(bytes.NewReader(file))) // whose size nobody tells
			if err != nil {
				t.Error(err)
			}
			foundEnded <- a
		}()
		stageOf(t, s, name, "waiting")
		if name == "dropped" {
			break
		}
		if a := s.do(http.MethodPost, "/api/check?role=other", strings.NewReader(`{"type":"Point","coordinates":[118,42]}`)); a.status != http.StatusOK {
			t.Errorf("a small file beside large ones: %v", a)
		}
	}
	if got := s.get("/api/layers").body; !bytes.Equal(got, before) {
		t.Error("what waits has changed the layers")
	}
	for _, job := range []string{"told", "dropped"} {
		if a := s.do(http.MethodDelete, "/api/loads/"+job, nil); a.status != http.StatusNoContent {
			t.Errorf("cancelling %s: %v", job, a)
		}
	}
	if a := <-foundEnded; a.status != http.StatusConflict || !strings.Contains(string(a.body), "cancelled") {
		t.Errorf("cancelled while it waited: %v", a)
	}
	if a, answered := <-toldEnded; answered && a.status != http.StatusConflict { // a client that still sends may miss the answer
		t.Errorf("cancelled while it waited: %v", a)
	}
	if _, err := first.Write(file[1<<20:]); err != nil {
		t.Fatal(err)
	}
	first.Close()
	for _, ended := range []<-chan answer{firstEnded, foundEnded} {
		if a := <-ended; a.status != http.StatusCreated {
			t.Errorf("%v, want 201", a)
		}
	}
	for id, want := range map[string]int{"first": 200, "found": 200, "told": 404, "dropped": 404} {
		if a := s.do(http.MethodGet, "/api/layers/"+id, nil); a.status != want {
			t.Errorf("%v, want %d", a, want)
		}
	}
}
