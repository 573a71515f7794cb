package server

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"catchment/data"
)

// keepable are the computed answers that are kept: they follow from the address and
// the dataset alone, and are asked for at every opening of the page.
var keepable = []string{
	"/api/coverage", "/api/gaps", "/api/reach", "/api/curve", "/api/landuse", "/api/density", "/api/arrays/cells",
	"/api/conflicts", "/api/industry-city", "/api/scenarios/compare",
}

// maxKept bounds the answers kept at once; their memory is bounded by
// Options.PreparedBytes, with all else that is kept ready.
const maxKept = 1000

// kept answers from memory what was answered of the present dataset before. Who
// asks what is being computed waits for the same computing, which stops when
// everyone has left. Any change of the catalog makes another dataset, of which
// nothing is kept yet; refusals and faults never are.
func (s *server) kept(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet || !slices.Contains(keepable, r.URL.Path) {
			next.ServeHTTP(w, r)
			if r.Method != http.MethodGet {
				s.studies.forget(s.Catalog)
			}
			return
		}
		ds := s.Catalog.Dataset()
		key := keyOf(r)
		a, err := s.studies.of(ds, s.Catalog).answers.Get(r.Context(), key, func(ctx context.Context) (*keptAnswer, error) {
			a := &keptAnswer{header: http.Header{}, key: len(key)}
			next.ServeHTTP(a, r.Clone(ctx))
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			if a.status != http.StatusOK {
				return nil, &notKept{a}
			}
			if len(a.body) > mostTagged && a.header.Get("ETag") == "" {
				nameBySum(a.header, s.keptSum(ds, key))
			}
			return a, nil
		})
		var refused *notKept
		if errors.As(err, &refused) {
			a, err = refused.answer, nil
		}
		if err != nil {
			return // the client has left
		}
		a.send(w)
	})
}

// keyOf returns all of a request that an answer follows from beside the dataset.
func keyOf(r *http.Request) string {
	return strings.Join(append([]string{r.URL.Path, r.URL.RawQuery}, r.Header["Accept"]...), "\n")
}

// keptSum names an answer that is too long to be named by its content.
func (s *server) keptSum(ds *data.Dataset, key string) [sha256.Size]byte {
	return sha256.Sum256(fmt.Appendf(nil, "%d %d %s", s.started.UnixNano(), ds.Revision(), key))
}

// keptAnswer is an answer as it was written.
type keptAnswer struct {
	status int // 0 as long as none is told
	header http.Header
	body   []byte
	key    int // the length of its key
}

// notKept is an answer that only those get who have waited for it.
type notKept struct{ answer *keptAnswer }

func (e *notKept) Error() string { return fmt.Sprintf("answered %d", e.answer.status) }

// Bytes returns about how much memory the answer takes.
func (a *keptAnswer) Bytes() int64 { return int64(cap(a.body) + a.key + 1000) }

func (a *keptAnswer) Header() http.Header { return a.header }

func (a *keptAnswer) WriteHeader(status int) {
	if a.status == 0 && status >= http.StatusOK {
		a.status = status
	}
}

func (a *keptAnswer) Write(p []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	a.body = append(a.body, p...)
	return len(p), nil
}

// send writes the answer to one of those who asked, whose request has a name of its own.
func (a *keptAnswer) send(w http.ResponseWriter) {
	h := w.Header()
	for name, values := range a.header {
		if name == "Vary" {
			values = append(h[name], values...)
		}
		h[name] = slices.Clone(values)
	}
	if a.status == http.StatusOK {
		h.Set(requestID, newRequestID())
	}
	w.WriteHeader(cmp.Or(a.status, http.StatusOK))
	_, _ = w.Write(a.body)
}

// newRequestID returns a name for a request.
func newRequestID() string { return strings.ToLower(rand.Text()[:12]) }
