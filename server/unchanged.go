package server

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"catchment/server/condition"
)

// unchanged answers 304 in place of what next answers to a GET whose
// If-None-Match names its ETag (RFC 9110, 13.1.2). Those who can tell before
// they have made an answer do so themselves.
func unchanged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if seen := r.Header.Get("If-None-Match"); seen != "" && r.Method == http.MethodGet {
			w = &revalidating{ResponseWriter: w, seen: seen}
		}
		next.ServeHTTP(w, r)
	})
}

// revalidating looks at the ETag of an answer once its headers are complete.
type revalidating struct {
	http.ResponseWriter
	seen       string
	begun, has bool // the client has what there is
}

func (r *revalidating) WriteHeader(status int) {
	if h := r.Header(); !r.begun && status == http.StatusOK && h.Get("ETag") != "" && condition.Seen(r.seen, h.Get("ETag")) {
		r.has, status = true, http.StatusNotModified
		h.Del("Content-Type")
		h.Del("Content-Length")
	}
	if h := r.Header(); !r.begun && status == http.StatusNotModified && h.Get("ETag") != "" {
		h.Set("ETag", condition.Coded(r.seen, h.Get("ETag")))
	}
	r.begun = r.begun || status >= http.StatusOK
	r.ResponseWriter.WriteHeader(status)
}

func (r *revalidating) Write(p []byte) (int, error) {
	if !r.begun {
		r.WriteHeader(http.StatusOK)
	}
	if r.has {
		return len(p), nil
	}
	return r.ResponseWriter.Write(p)
}

// Flush sends what is written so far.
func (r *revalidating) Flush() {
	if !r.begun {
		r.WriteHeader(http.StatusOK)
	}
	_ = http.NewResponseController(r.ResponseWriter).Flush()
}

// Unwrap lets deadlines be set.
func (r *revalidating) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// described gives the documents of the API an ETag: they are the same for as long
// as the service runs.
func described(next http.Handler, document *huma.OpenAPI) http.Handler {
	sum := sync.OnceValues(func() ([sha256.Size]byte, error) {
		body, err := json.Marshal(document)
		return sha256.Sum256(body), err
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/openapi.json", "/openapi.yaml", "/openapi-3.0.json", "/openapi-3.0.yaml":
			if of, err := sum(); err == nil && r.Method == http.MethodGet {
				w.Header().Set("ETag", `"`+hex.EncodeToString(of[:12])+strings.TrimPrefix(r.URL.Path, "/openapi")+`"`)
			}
		}
		next.ServeHTTP(w, r)
	})
}
