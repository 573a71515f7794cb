package server_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// What the page may cost at its start.
const (
	startRequests = 25
	startCode     = 130_000 // bytes of scripts and styles, gzipped
)

// gzippedSize returns how many bytes a gzipped answer has.
func gzippedSize(t *testing.T, srv *httptest.Server, path string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, srv.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Accept-Encoding", "gzip") // asked for by hand, it is left as it comes
	answer, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	if answer.Header.Get("Content-Encoding") != "gzip" && len(body) > 2048 {
		t.Errorf("%s comes as %q", path, answer.Header.Get("Content-Encoding"))
	}
	return len(body)
}

// TestStartIsSmall opens the page with nothing kept and holds how much it asks for.
func TestStartIsSmall(t *testing.T) {
	srv := parkServer(t)
	p := openTab(t, srv, "en", "light", "")
	asked := eval[[]string](p, `[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].map((e) => new URL(e.name).pathname + new URL(e.name).search)`)
	code, once := 0, map[string]bool{}
	for _, path := range asked {
		if once[path] {
			t.Errorf("%s is asked for twice", path)
		}
		once[path] = true
		size := gzippedSize(t, srv, path)
		if strings.HasSuffix(path, ".js") || strings.HasSuffix(path, ".css") {
			code += size
		}
		t.Logf("%7d bytes gzipped  %s", size, path)
	}
	t.Logf("%d requests, %d bytes of scripts and styles gzipped (at most %d and %d)", len(asked), code, startRequests, startCode)
	if len(asked) > startRequests || code > startCode || code == 0 {
		t.Errorf("the start takes %d requests and %d bytes of scripts and styles, want at most %d and %d", len(asked), code, startRequests, startCode)
	}
}
