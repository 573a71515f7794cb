package server

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"catchment/data"
)

// fakeService is a service whose answers are computed by a function.
type fakeService struct {
	http.Handler
	*server
	computed atomic.Int32
}

func newFake(t *testing.T, compute http.HandlerFunc) *fakeService {
	t.Helper()
	catalog, err := data.OpenCatalog(t.Context(), &data.Memory{})
	if err != nil {
		t.Fatal(err)
	}
	a := &fakeService{server: &server{Options: Options{Catalog: catalog}}}
	a.Handler = a.kept(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.computed.Add(1)
		compute(w, r)
	}))
	return a
}

func (a *fakeService) ask(ctx context.Context, path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	a.ServeHTTP(w, httptest.NewRequestWithContext(ctx, http.MethodGet, path, nil))
	return w
}

// joining is a context that tells when somebody begins to wait for its end.
type joining struct {
	context.Context
	joined func()
}

func (j *joining) Done() <-chan struct{} {
	j.joined()
	return j.Context.Done()
}

// TestKeptAnswersAreComputedOnce: what several ask at once is computed once, though
// the first of them leaves; asked again it is kept, and after a change it is not.
func TestKeptAnswersAreComputedOnce(t *testing.T) {
	begun, goOn := make(chan struct{}), make(chan struct{})
	a := newFake(t, func(w http.ResponseWriter, r *http.Request) {
		close(begun)
		<-goOn
		if r.Context().Err() != nil {
			t.Error("it was stopped though somebody waited")
		}
		w.Header().Set("Content-Type", "text/plain")
		_, _ = w.Write([]byte(strings.Repeat("answer ", 1<<18)))
	})
	const path = "/api/gaps?service=clinic"
	first, leave := context.WithCancel(t.Context())
	var group sync.WaitGroup
	left := make(chan struct{})
	go func() {
		defer close(left)
		a.ask(first, path)
	}()
	<-begun
	ids := make([]string, 3)
	for i := range ids {
		joined := make(chan struct{})
		ctx := &joining{t.Context(), sync.OnceFunc(func() { close(joined) })}
		group.Go(func() {
			w := a.ask(ctx, path)
			if w.Code != http.StatusOK || w.Body.Len() != 7<<18 || w.Header().Get("Content-Type") != "text/plain" || w.Header().Get("ETag") == "" {
				t.Errorf("one who waited got %d, %d bytes, %v", w.Code, w.Body.Len(), w.Header())
			}
			ids[i] = w.Header().Get(requestID)
		})
		<-joined
	}
	leave()
	<-left
	close(goOn)
	group.Wait()
	if ids[0] == ids[1] || ids[0] == "" {
		t.Errorf("two requests have the names %q", ids)
	}
	a.ask(t.Context(), path)
	if n := a.computed.Load(); n != 1 {
		t.Errorf("computed %d times, want once", n)
	}
	begun = make(chan struct{})
	l, err := data.NewLayer(data.Meta{ID: "l", Role: data.RoleOther}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Catalog.Put(t.Context(), l, data.PutOptions{}); err != nil {
		t.Fatal(err)
	}
	a.ask(t.Context(), path)
	if n := a.computed.Load(); n != 2 {
		t.Errorf("computed %d times with one change between, want twice", n)
	}
}

// TestNothingElseIsKept: refusals go to all who wait and are not kept; what nobody
// waits for any more is stopped; other methods and paths are passed on.
func TestNothingElseIsKept(t *testing.T) {
	begun, stopped := make(chan struct{}), make(chan struct{})
	a := newFake(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Has("wait") {
			close(begun)
			<-r.Context().Done()
			close(stopped)
			return
		}
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte("no"))
	})
	for _, path := range []string{"/api/gaps?service=x", "/api/layers"} {
		before := a.computed.Load()
		for range 2 {
			if w := a.ask(t.Context(), path); w.Code != http.StatusBadRequest || w.Body.String() != "no" {
				t.Errorf("%s is answered %d %q", path, w.Code, w.Body)
			}
		}
		if n := a.computed.Load() - before; n != 2 {
			t.Errorf("%s: computed %d times, want twice", path, n)
		}
	}
	ctx, leave := context.WithCancel(t.Context())
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		a.ask(ctx, "/api/gaps?wait")
	}()
	<-begun
	leave()
	<-gone
	<-stopped
}

// TestWithdrawnLayersAreLetGo: after a change nothing holds what was prepared of the
// data before, though nobody asks anything; without a change it stays.
func TestWithdrawnLayersAreLetGo(t *testing.T) {
	var a *fakeService
	a = newFake(t, func(_ http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			l, err := data.NewLayer(data.Meta{ID: "l", Role: data.RoleOther}, nil)
			if err == nil {
				_, err = a.Catalog.Put(t.Context(), l, data.PutOptions{})
			}
			if err != nil {
				t.Error(err)
			}
		}
	})
	a.ask(t.Context(), "/api/gaps")
	for _, c := range []struct {
		method string
		held   bool
	}{{http.MethodPut, true}, {http.MethodPost, false}} {
		a.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), c.method, "/api/layers", nil))
		if held := a.studies.last != nil; held != c.held {
			t.Errorf("after %s what was prepared is held: %t, want %t", c.method, held, c.held)
		}
	}
}
