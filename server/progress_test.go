package server_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"catchment/server"
)

// stops writes n bus stops as a FeatureCollection.
func stops(w io.Writer, from, n int) {
	for i := from; i < from+n; i++ {
		comma := ","
		if i == 0 {
			comma = ""
		}
		fmt.Fprintf(w, `%s{"type":"Feature","id":%d,"properties":{"highway":"bus_stop","pad":%q},"geometry":{"type":"Point","coordinates":[118.8,42.2]}}`,
			comma, i, strings.Repeat("x", 1000))
		fmt.Fprintln(w)
	}
}

// events follows a load and returns what it is told, one event at a time.
func events(t *testing.T, s *site, job string) func() map[string]any {
	t.Helper()
	response, err := http.Get(s.url + "/api/loads/" + job + "/events")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { response.Body.Close() })
	if kind := response.Header.Get("Content-Type"); kind != "text/event-stream" {
		t.Fatalf("events come as %s", kind)
	}
	lines := bufio.NewScanner(response.Body)
	return func() map[string]any {
		for lines.Scan() {
			if text, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				var event map[string]any
				if err := json.Unmarshal([]byte(text), &event); err != nil {
					t.Fatalf("event %q: %v", text, err)
				}
				return event
			}
		}
		return nil
	}
}

func TestLoadIsFollowed(t *testing.T) {
	s := newPark(t, server.Options{})
	body, ended := sent(s, "/api/layers?id=slow&job=follow-1")
	next := events(t, s, "follow-1")
	first := next()
	if first["stage"] != "reading" || first["received"].(float64) <= 0 {
		t.Errorf("the first event is %v", first)
	}
	stops(body, 2000, 1000)
	fmt.Fprint(body, "]}")
	body.Close()
	var last map[string]any
	order := []string{"reading", "storing", "done"}
	for before, event := first, next(); event != nil; before, event = event, next() {
		last = event
		if slices.Index(order, event["stage"].(string)) < slices.Index(order, before["stage"].(string)) || event["bytes"].(float64) < before["bytes"].(float64) || event["features"].(float64) < before["features"].(float64) {
			t.Errorf("after %v came %v", before, event)
		}
	}
	if last["stage"] != "done" {
		t.Errorf("the last event is %v", last)
	}
	if a := <-ended; a.status != http.StatusCreated {
		t.Errorf("%v", a)
	}
	if a := s.do(http.MethodDelete, "/api/loads/follow-1", nil); a.status != http.StatusNotFound {
		t.Errorf("a load that has ended can be cancelled: %v", a)
	}
}

// isCancelled cancels what is sent to a path under the name of a job, which
// nothing else may have meanwhile.
func isCancelled(t *testing.T, s *site, path, job string) {
	t.Helper()
	body, ended := sent(s, path+job)
	if a := s.do(http.MethodPost, path+job, strings.NewReader("{}")); a.status != http.StatusConflict {
		t.Errorf("%s%s: two share a name: %v", path, job, a)
	}
	if a := s.do(http.MethodDelete, "/api/loads/"+job, nil); a.status != http.StatusNoContent {
		t.Fatalf("%s%s: %v", path, job, a)
	}
	stops(body, 2000, 3000)
	body.Close()
	if a := <-ended; a.status != http.StatusConflict || !strings.Contains(string(a.body), "cancelled") {
		t.Errorf("%s%s: what was cancelled ended with %v", path, job, a)
	}
}

func TestLoadIsCancelled(t *testing.T) {
	s := newPark(t, server.Options{})
	before := s.get("/api/layers").body
	isCancelled(t, s, "/api/layers?id=slow&job=", "cancel-1")
	if after := s.get("/api/layers").body; string(after) != string(before) {
		t.Error("a cancelled load changed the layers")
	}
}
