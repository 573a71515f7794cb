// Package wire is the service's end of a connection: what of HTTP the handlers
// do not see.
//
// An answer that is written at once goes out at once: net/http sends the head
// and the first of it in one system call and the rest in another, each of which
// wakes the client up. And a request that net/http refuses before any handler
// sees it is refused by a problem document, as all others are.
package wire

import (
	"context"
	"net"
	"net/http"
	"strconv"
	"sync"
)

// Wrap has srv answer by way of this package on what the listener that it
// returns accepts; srv.Handler is set before and srv.ConnContext is not.
// Connections that are not TCP are left as they are.
func Wrap(srv *http.Server, l net.Listener) net.Listener {
	srv.Handler = whole(srv.Handler)
	srv.ConnContext = func(ctx context.Context, c net.Conn) context.Context {
		if c, ok := c.(*connection); ok {
			return context.WithValue(ctx, connectionKey{}, c)
		}
		return ctx
	}
	return listener{l}
}

// connectionKey is where a request's context has its connection.
type connectionKey struct{}

type listener struct{ net.Listener }

func (l listener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if tcp, ok := c.(*net.TCPConn); ok && err == nil {
		return &connection{TCPConn: tcp}, nil
	}
	return c, err
}

// bufferSize is how much net/http collects before it writes to a connection.
const bufferSize = 4 << 10

// connection joins what is written while it is held.
type connection struct {
	*net.TCPConn

	mu   sync.Mutex
	held bool
	kept []byte // written while held, not sent
}

func (c *connection) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.held && len(c.kept)+len(p) <= bufferSize {
		c.kept = append(c.kept, p...)
		return len(p), nil
	}
	if len(c.kept) == 0 {
		if document := refusal(p); document != nil {
			_, err := c.TCPConn.Write(document)
			return len(p), err
		}
		return c.TCPConn.Write(p)
	}
	all := net.Buffers{c.kept, p}
	n, err := all.WriteTo(c.TCPConn)
	n -= int64(len(c.kept))
	c.kept = c.kept[:0]
	return int(max(0, n)), err
}

// hold keeps what is written from now on until release, or until it is more than
// a buffer of net/http.
func (c *connection) hold() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.held = true
}

// release sends what is kept.
func (c *connection) release() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.held = false
	if len(c.kept) == 0 {
		return nil
	}
	_, err := c.TCPConn.Write(c.kept)
	c.kept = c.kept[:0]
	return err
}

// whole sends at once what next writes at once.
func whole(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if c, ok := r.Context().Value(connectionKey{}).(*connection); ok {
			w = &writer{ResponseWriter: w, to: c}
		}
		next.ServeHTTP(w, r)
	})
}

// writer holds the connection during each long Write.
type writer struct {
	http.ResponseWriter
	to *connection
}

// short is what stays in net/http's own buffer until the answer ends, with room
// for its head.
const short = bufferSize / 2

func (w *writer) Write(p []byte) (int, error) {
	if len(p) < short {
		return w.ResponseWriter.Write(p)
	}
	w.to.hold()
	n, err := w.ResponseWriter.Write(p)
	if w.Header().Get("Content-Length") == strconv.Itoa(len(p)) {
		w.Flush() // this is all of it
	}
	if failed := w.to.release(); err == nil {
		err = failed
	}
	return n, err
}

// Flush sends what is written so far.
func (w *writer) Flush() { _ = http.NewResponseController(w.ResponseWriter).Flush() }

// Unwrap lets deadlines be set and connections be taken over.
func (w *writer) Unwrap() http.ResponseWriter { return w.ResponseWriter }
