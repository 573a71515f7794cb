package server

import (
	"net/http"

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
