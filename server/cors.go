package server

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"catchment/server/problem"
)

// The answer to a preflight request (Fetch standard, 3.2): what pages of other
// origins may send, what they may read beside the body, and for how many
// seconds a browser may remember it.
const (
	corsReads   = "GET, HEAD, OPTIONS"
	corsChanges = corsReads + ", POST, PUT, PATCH, DELETE"
	corsHeaders = "Accept, Accept-Language, Content-Type, Content-Crs, If-Match, If-None-Match, Prefer"
	corsExposed = "Allow, Content-Crs, Content-Disposition, Content-Length, ETag, Features-Drawn, Features-Dropped, Link, Location, Preference-Applied, Retry-After"
	corsSeconds = "600"
)

// checkOrigins returns an error for what is neither * nor an origin as browsers
// send it: scheme, host, port where it is not the scheme's, and nothing else.
func checkOrigins(origins []string) error {
	for _, o := range origins {
		u, err := url.Parse(o)
		if o == "*" || err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && !strings.Contains(u.Host, "*") && o == u.Scheme+"://"+strings.ToLower(u.Host) {
			continue
		}
		return fmt.Errorf("%q is neither * nor an origin such as https://map.example.org", o)
	}
	return nil
}

// shared lets pages of the origins use what next answers: whatever is served
// if they are named, and only read it if * lets everyone in. Without origins
// browsers keep every other page out.
func shared(next http.Handler, origins []string) http.Handler {
	if len(origins) == 0 {
		return next
	}
	everyone := slices.Contains(origins, "*")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		origin := r.Header.Get("Origin")
		named := origin != "" && slices.Contains(origins, origin)
		allowed, methods := "", corsReads
		switch {
		case named:
			allowed, methods = origin, corsChanges
		case everyone:
			allowed = "*"
		}
		if slices.ContainsFunc(origins, func(o string) bool { return o != "*" }) {
			w = &varying{ResponseWriter: w}
		}
		if allowed != "" && origin != "" {
			w.Header().Set("Access-Control-Allow-Origin", allowed)
			if r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") != "" {
				w.Header().Set("Access-Control-Allow-Methods", methods)
				w.Header().Set("Access-Control-Allow-Headers", corsHeaders)
				w.Header().Set("Access-Control-Max-Age", corsSeconds)
				w.WriteHeader(http.StatusNoContent)
				return
			}
			w.Header().Set("Access-Control-Expose-Headers", corsExposed)
		}
		next.ServeHTTP(w, r)
	})
}

// foreignGuard refuses what pages of other origins send to change something: a
// browser sends a form or plain text anywhere without asking first, and keeps
// only the answer back. Pages of named origins and of the service's own
// address may; programs that are no browsers say no origin and are let through.
func foreignGuard(origins []string, address string) (gin.HandlerFunc, error) {
	guard := http.NewCrossOriginProtection()
	for _, o := range origins {
		if o == "*" {
			continue
		}
		if err := guard.AddTrustedOrigin(o); err != nil {
			return nil, fmt.Errorf("origins: %w", err)
		}
	}
	if u, err := url.Parse(address); err == nil && address != "" {
		if err := guard.AddTrustedOrigin(u.Scheme + "://" + u.Host); err != nil {
			return nil, fmt.Errorf("address: %w", err)
		}
	}
	return func(c *gin.Context) {
		if guard.Check(c.Request) == nil {
			return
		}
		writeProblem(c, problem.Details{Status: http.StatusForbidden,
			Detail: "a page of another origin may not send this; whoever runs the service can allow its origin (--cors-origin)"})
		c.Abort()
	}, nil
}

// varying says, once the headers of an answer are complete, that it depends on
// the origin of the page that asks, so that no cache gives it to another.
type varying struct {
	http.ResponseWriter
	said bool
}

func (v *varying) WriteHeader(status int) {
	if !v.said && status >= http.StatusOK {
		v.said = true
		v.Header().Add("Vary", "Origin")
	}
	v.ResponseWriter.WriteHeader(status)
}

func (v *varying) Write(p []byte) (int, error) {
	if !v.said {
		v.WriteHeader(http.StatusOK)
	}
	return v.ResponseWriter.Write(p)
}

// Flush sends what is written so far.
func (v *varying) Flush() {
	if !v.said {
		v.WriteHeader(http.StatusOK)
	}
	_ = http.NewResponseController(v.ResponseWriter).Flush()
}

// Unwrap lets deadlines be set.
func (v *varying) Unwrap() http.ResponseWriter { return v.ResponseWriter }
