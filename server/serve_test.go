package server_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/gin-gonic/gin"

	"catchment/data"
	"catchment/data/gpkg"
	"catchment/data/songshan"
	"catchment/server"
	"catchment/server/wire"
	"catchment/web"
)

// site is the whole service over a store of its own: the real router, page and
// GeoPackage, reached over HTTP.
type site struct {
	t   testing.TB
	url string
}

// parkStore returns the bytes of a store that holds the bundled place. It is
// made once; each test works on a copy.
var parkStore = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "catchment-park-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	name := filepath.Join(dir, "park.gpkg")
	store, err := gpkg.Open(context.Background(), name, gpkg.Options{})
	if err != nil {
		return nil, err
	}
	catalog, err := data.OpenCatalog(context.Background(), store)
	if err != nil {
		return nil, err
	}
	if err := songshan.Load(context.Background(), catalog, nil); err != nil {
		return nil, err
	}
	if err := catalog.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(name)
})

// newPark starts the service with the bundled place.
func newPark(t testing.TB, opt server.Options) *site {
	t.Helper()
	return newSite(t, parkFile(t), opt)
}

// parkFile returns a store file of the bundled place for one test to change.
func parkFile(t testing.TB) string {
	t.Helper()
	park, err := parkStore()
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "catchment.gpkg")
	if err := os.WriteFile(name, park, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// openStore opens a store file, which is made when missing, for as long as the
// returned function is not called.
func openStore(t testing.TB, file string) (store *gpkg.Store, catalog *data.Catalog, closeIt func()) {
	t.Helper()
	store, err := gpkg.Open(context.Background(), file, gpkg.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if catalog, err = data.OpenCatalog(context.Background(), store); err != nil {
		t.Fatal(err)
	}
	return store, catalog, func() {
		if err := catalog.Close(); err != nil {
			t.Errorf("closing the catalog: %v", err)
		}
	}
}

// newSite starts the service on a store file, which is made when missing.
func newSite(t testing.TB, storeFile string, opt server.Options) *site {
	t.Helper()
	return newSiteBehind(t, storeFile, opt, func(h http.Handler) http.Handler { return h })
}

// newSiteBehind is newSite whose answers go through what before returns.
func newSiteBehind(t testing.TB, storeFile string, opt server.Options, before func(http.Handler) http.Handler) *site {
	t.Helper()
	gin.SetMode(gin.ReleaseMode)
	store, catalog, closeStore := openStore(t, storeFile)
	opt.Catalog, opt.Page = catalog, web.FS()
	if opt.Drafts == nil {
		opt.Drafts = store
	}
	handler, err := server.New(opt)
	if err != nil {
		t.Fatal(err)
	}
	listening := httptest.NewUnstartedServer(before(handler))
	listening.Listener = wire.Wrap(listening.Config, listening.Listener)
	listening.Start()
	t.Cleanup(func() {
		listening.Close()
		closeStore()
	})
	return &site{t, listening.URL}
}

// answer is what came back.
type answer struct {
	request string
	status  int
	header  http.Header
	body    []byte
}

// do sends a request, with the header lines given by name and value, and reads
// the answer whole.
func (s *site) do(method, path string, body io.Reader, header ...string) answer {
	s.t.Helper()
	a, err := s.try(method, path, body, header...)
	if err != nil {
		s.t.Fatal(err)
	}
	return a
}

// try is do for goroutines beside the test's own, which may not end it.
func (s *site) try(method, path string, body io.Reader, header ...string) (answer, error) {
	request, err := http.NewRequestWithContext(s.t.Context(), method, s.url+path, body)
	if err != nil {
		return answer{}, err
	}
	for i := 0; i+1 < len(header); i += 2 {
		request.Header.Add(header[i], header[i+1])
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return answer{}, fmt.Errorf("%s %s: %w", method, path, err)
	}
	defer response.Body.Close()
	read, err := io.ReadAll(response.Body)
	return answer{method + " " + path, response.StatusCode, response.Header, read}, err
}

// get fetches a path and fails the test unless the answer is 200.
func (s *site) get(path string) answer {
	s.t.Helper()
	a := s.do(http.MethodGet, path, nil)
	if a.status != http.StatusOK {
		s.t.Fatalf("%v, want 200", a)
	}
	return a
}

// load posts a file and fails the test unless it is taken.
func (s *site) load(query, file string) answer {
	s.t.Helper()
	a := s.do(http.MethodPost, "/api/layers?"+query, strings.NewReader(file))
	if a.status != http.StatusCreated {
		s.t.Fatalf("%v, want 201", a)
	}
	return a
}

func (a answer) String() string {
	text := a.body
	if len(text) > 600 {
		text = append(text[:600:600], "…"...)
	}
	return fmt.Sprintf("%s = %d %s %s", a.request, a.status, a.header.Get("Content-Type"), text)
}

// into decodes a JSON answer, which must have no more than one value in it.
func (a answer) into(t testing.TB, v any) {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(a.body))
	if err := decoder.Decode(v); err != nil {
		t.Fatalf("%v: %v", a, err)
	}
	if _, err := decoder.Token(); err != io.EOF {
		t.Fatalf("%v: more than one JSON value", a)
	}
}

// tree decodes a JSON answer into maps and slices.
func (a answer) tree(t testing.TB) any {
	t.Helper()
	var v any
	a.into(t, &v)
	return v
}

// ofNumbers leaves a test out in short mode, in which the race detector runs: it
// asks one question after another and is about the numbers, which take
// ten to twenty times as long there. Without -short it is run in full.
func ofNumbers(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("short: a test of numbers, not of what runs at once")
	}
}
