package server_test

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"catchment/server"
	"catchment/web"
)

// stoppable is a service over a file that can be ended and begun again at its address.
type stoppable struct {
	t       *testing.T
	file    string
	address string
	end     func()
	before  func(service http.Handler) http.Handler // stands before the service, nil for nothing
}

func newStoppable(t *testing.T) *stoppable {
	t.Helper()
	return newStoppableBehind(t, nil)
}

func newStoppableBehind(t *testing.T, before func(http.Handler) http.Handler) *stoppable {
	t.Helper()
	s := &stoppable{t: t, file: parkFile(t), address: "127.0.0.1:0", before: before}
	s.begin()
	t.Cleanup(func() { s.end() })
	return s
}

// begin opens the file and serves it.
func (s *stoppable) begin() {
	s.t.Helper()
	gin.SetMode(gin.ReleaseMode)
	store, catalog, closeStore := openStore(s.t, s.file)
	handler, err := server.New(server.Options{Catalog: catalog, Page: web.FS(), Drafts: store})
	if err != nil {
		s.t.Fatal(err)
	}
	listener, err := net.Listen("tcp", s.address)
	if err != nil {
		s.t.Fatal(err)
	}
	s.address = listener.Addr().String()
	if s.before != nil {
		handler = s.before(handler)
	}
	serving := &http.Server{Handler: handler, ReadHeaderTimeout: time.Minute}
	go func() { _ = serving.Serve(listener) }()
	s.end = func() { // connections are cut, as when a process ends
		_ = serving.Close()
		closeStore()
		s.end = func() {}
	}
}

// TestServiceBeginsAgain ends the service for real while a what-if nobody saved is on
// an open page, and begins it again at its address: the page counts on meanwhile, loses
// nothing, asks anew and has the service's answer.
func TestServiceBeginsAgain(t *testing.T) {
	t.Parallel()
	s := newStoppable(t)
	srv := &httptest.Server{URL: "http://" + s.address}
	p := openTab(t, srv, "en", "light", whatIfHash)
	p.expectNoAnswer()
	p.place("[118.857,42.2505]")
	p.draftSays("on the service")
	for round, radius := range []int{650, 800} {
		s.end()
		p.slide(radius-100, radius-50, radius)
		p.until("document.querySelector('.notice').dataset.state === 'offline' && !document.querySelector('.notice').hidden")
		away := p.text("#ratio")
		p.draftSays("in this browser")
		p.picture(fmt.Sprintf("service-away-%d", round))
		s.begin()
		p.until("document.querySelector('.notice').hidden")
		p.rest()
		p.draftSays("on the service")
		p.until("!window.__app.inspect().estimated")
		if got := p.text("#ratio"); !near(numberIn(t, got), numberIn(t, away), 1) {
			t.Errorf("round %d: the page counted %s by itself, the service %s", round, away, got)
		}
		if got := draftsOf(t, srv); len(got) != 1 || got[0].Added != 1 {
			t.Errorf("round %d: the service has %+v", round, got)
		}
	}
}
