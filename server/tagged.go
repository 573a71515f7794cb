package server

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// mostTagged bounds what an answer may have, in bytes, to be given an ETag here.
const mostTagged = 1 << 20

// tagged gives an answer of the plain API, and its document, that has no ETag one by
// its content: what is computed is computed, but not sent again. Answers that are longer, or are sent
// as they come, go without, unless they are kept.
func tagged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet || !strings.HasPrefix(r.URL.Path, "/api/") && !strings.HasPrefix(r.URL.Path, "/openapi") {
			next.ServeHTTP(w, r)
			return
		}
		t := &tagging{ResponseWriter: w}
		next.ServeHTTP(t, r)
		t.end()
	})
}

// tagging holds an answer back until it is whole.
type tagging struct {
	http.ResponseWriter
	status int // 0 as long as none is told
	body   []byte
	passes bool // what comes is sent
}

func (t *tagging) WriteHeader(status int) {
	if t.passes || t.status != 0 {
		return
	}
	t.status = status
	if status != http.StatusOK || t.Header().Get("ETag") != "" {
		t.pass()
	}
}

// pass sends what was held back, and what comes from now on.
func (t *tagging) pass() {
	if t.passes {
		return
	}
	t.passes = true
	t.ResponseWriter.WriteHeader(cmp.Or(t.status, http.StatusOK))
	if len(t.body) > 0 {
		_, _ = t.ResponseWriter.Write(t.body)
	}
	t.body = nil
}

func (t *tagging) Write(p []byte) (int, error) {
	if t.status == 0 {
		t.WriteHeader(http.StatusOK)
	}
	if !t.passes && len(t.body)+len(p) > mostTagged {
		t.pass()
	}
	if t.passes {
		return t.ResponseWriter.Write(p)
	}
	t.body = append(t.body, p...)
	return len(p), nil
}

// Flush sends what is written so far.
func (t *tagging) Flush() {
	t.pass()
	_ = http.NewResponseController(t.ResponseWriter).Flush()
}

// Unwrap lets deadlines be set.
func (t *tagging) Unwrap() http.ResponseWriter { return t.ResponseWriter }

// end sends an answer that is whole, with its tag.
func (t *tagging) end() {
	if t.passes {
		return
	}
	if len(t.body) > 0 {
		nameBySum(t.Header(), contentSum(t.body))
	}
	t.pass()
}

// checkedCache lets an answer be kept, and asks for it to be checked each time.
const checkedCache = "no-cache"

// nameBySum names an answer by a sum of what it follows from.
func nameBySum(h http.Header, sum [sha256.Size]byte) {
	h.Set("ETag", `W/"`+hex.EncodeToString(sum[:12])+`"`)
	h.Set("Cache-Control", checkedCache)
}

// contentSum returns a hash of an answer but for the time that it took, in which two
// of the same content differ.
func contentSum(body []byte) [sha256.Size]byte {
	before, rest, timed := bytes.Cut(body, []byte(`"elapsed_ms":`))
	if !timed {
		return sha256.Sum256(body)
	}
	return sha256.Sum256(slices.Concat(before, bytes.TrimLeft(rest, "0123456789.e+-")))
}

// tellTagged says of the operations that are tagged that they are.
func tellTagged(document *huma.OpenAPI) {
	for path, item := range document.Paths {
		if op := item.Get; op != nil && strings.HasPrefix(path, "/api/") && op.Responses["304"] == nil {
			op.Responses["304"] = &huma.Response{Description: "It is as If-None-Match says."}
		}
	}
}
