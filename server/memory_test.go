package server_test

import (
	"bytes"
	"net/http"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"

	"catchment/server"
)

// TestNoMemoryForAFile loads a file while more memory is in use than there may
// be: it is refused with what can be done, nothing changes, and the service goes
// on.
func TestNoMemoryForAFile(t *testing.T) {
	s := newPark(t, server.Options{})
	before := s.get("/api/layers").body
	var file bytes.Buffer
	file.WriteString(`{"type":"FeatureCollection","features":[`)
	stops(&file, 0, 2000)
	file.WriteString("]}")
	runtime.GC() // so that what is in use is known
	limit := debug.SetMemoryLimit(1 << 20)
	a := s.do(http.MethodPost, "/api/layers?id=large", bytes.NewReader(file.Bytes()))
	debug.SetMemoryLimit(limit)
	if a.status != http.StatusInsufficientStorage || !strings.Contains(string(a.body), "memory") || !strings.Contains(string(a.body), "Nothing has changed") {
		t.Errorf("%v, want 507", a)
	}
	if after := s.get("/api/layers").body; !bytes.Equal(after, before) {
		t.Error("what was refused changed the layers")
	}
	s.load("id=large", file.String())
}
