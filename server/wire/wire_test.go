package wire_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"catchment/geo/trial"
	"catchment/server/problem"
	"catchment/server/wire"
)

// serve returns the address of a server with the handler, by way of the package
// or without it.
func serve(t *testing.T, h http.Handler, wrapped bool) string {
	s := httptest.NewUnstartedServer(h)
	s.Config.MaxHeaderBytes = 1 << 10
	if wrapped {
		s.Listener = wire.Wrap(s.Config, s.Listener)
	}
	s.Start()
	t.Cleanup(s.Close)
	return s.Listener.Addr().String()
}

// said sends text and returns all that comes back until the connection ends.
func said(t *testing.T, address, text string) []byte {
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := io.WriteString(c, text); err != nil {
		t.Fatal(err)
	}
	_ = c.SetReadDeadline(time.Now().Add(time.Minute))
	all, err := io.ReadAll(c)
	if err != nil && len(all) == 0 {
		t.Fatal(err)
	}
	return all
}

// TestSameBytes lets handlers write their answers in any pieces, with and without
// a length, and flush between them: what goes out is what goes out without this
// package, on connections that serve many requests.
func TestSameBytes(t *testing.T) {
	pieces := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var seed uint64
		fmt.Sscanf(r.URL.Path, "/%d", &seed)
		r0 := rand.New(rand.NewPCG(seed, 1))
		w.Header()["Date"] = nil
		w.Header().Set("Content-Type", "text/plain")
		all, parts := 0, make([]int, r0.IntN(4))
		for i := range parts {
			parts[i] = []int{r0.IntN(100), 1900 + r0.IntN(300), 3000 + r0.IntN(2000), 4096, 8192, r0.IntN(40000)}[r0.IntN(6)]
			all += parts[i]
		}
		if r0.IntN(2) == 0 {
			w.Header().Set("Content-Length", strconv.Itoa(all))
		}
		for i, n := range parts {
			if n, err := w.Write(bytes.Repeat([]byte{'a' + byte(i)}, n)); r.Method == http.MethodGet && (n != parts[i] || err != nil) {
				t.Errorf("%d of %d bytes written: %v", n, parts[i], err)
			}
			if r0.IntN(3) == 0 {
				if err := http.NewResponseController(w).Flush(); err != nil {
					t.Error(err)
				}
			}
		}
	})
	joined, plain := serve(t, pieces, true), serve(t, pieces, false)
	for seed := range trial.Rounds(100) {
		var ask strings.Builder
		for i := range 5 {
			method, end := http.MethodGet, "\r\n"
			if i%2 == 1 {
				method = http.MethodHead
			}
			if i == 4 {
				end = "Connection: close\r\n\r\n"
			}
			fmt.Fprintf(&ask, "%s /%d HTTP/1.1\r\nHost: here\r\n%s", method, 10*int(seed)+i, end)
		}
		if got, want := said(t, joined, ask.String()), said(t, plain, ask.String()); !bytes.Equal(got, want) {
			t.Fatalf("seed %d: got %d bytes, want %d:\n%.300q\n%.300q", seed, len(got), len(want), got, want)
		}
	}
}

// TestFlushedAtOnce sees a long piece arrive before the answer ends.
func TestFlushedAtOnce(t *testing.T) {
	for _, n := range []int{10, 3000, 4096, 20000} {
		seen := make(chan bool)
		address := serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write(bytes.Repeat([]byte("a"), n))
			_ = http.NewResponseController(w).Flush()
			<-seen
		}), true)
		response, err := http.Get("http://" + address)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(response.Body, make([]byte, n)); err != nil {
			t.Errorf("%d bytes: %v", n, err)
		}
		close(seen)
		response.Body.Close()
	}
}

var writes = regexp.MustCompile(`(?m)^syscw: (\d+)$`)

// systemWrites returns how often the process has written.
func systemWrites(t *testing.T) int {
	all, err := os.ReadFile("/proc/self/io")
	found := writes.FindSubmatch(all)
	if err != nil || found == nil {
		t.Skip("the system does not count writes")
	}
	n, _ := strconv.Atoi(string(found[1]))
	return n
}

// TestOneWriteAnAnswer counts the system calls of answers of known length: one
// each, and one of each request. Go's own few are far from a third more.
func TestOneWriteAnAnswer(t *testing.T) {
	for _, n := range []int{100, 3000, 3800, 5000, 20000, 100000} {
		address := serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", strconv.Itoa(n))
			_, _ = w.Write(make([]byte, n))
		}), true)
		c, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		const rounds = 300
		from, before := bufio.NewReader(c), systemWrites(t)
		for range rounds {
			if _, err := io.WriteString(c, "GET / HTTP/1.1\r\nHost: here\r\n\r\n"); err != nil {
				t.Fatal(err)
			}
			response, err := http.ReadResponse(from, nil)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := io.Copy(io.Discard, response.Body); int(got) != n || err != nil {
				t.Fatalf("%d bytes of %d: %v", got, n, err)
			}
		}
		if got := systemWrites(t) - before; got > rounds*5/2 {
			t.Errorf("%d writes of %d requests and as many answers of %d bytes", got, rounds, n)
		}
	}
}

// TestRefusals reads why requests are refused that no handler sees.
func TestRefusals(t *testing.T) {
	address := serve(t, http.NotFoundHandler(), true)
	for _, c := range []struct {
		request string
		status  int
		words   string
	}{
		{"GET /" + strings.Repeat("a", 10_000) + " HTTP/1.1\r\nHost: here\r\n\r\n", 431, "longer together"},
		{"GET / HTTP/1.1\r\nHost: here\r\nA: " + strings.Repeat("a", 10_000) + "\r\n\r\n", 431, "longer together"},
		{"GET / HTTP/1.1\r\n\r\n", 400, "missing required Host header"},
		{"GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400, "malformed Host header"},
		{"nothing\r\n\r\n", 400, "first line"},
		{"GET / HTTP/3.7\r\nHost: here\r\n\r\n", 505, "unsupported protocol version"},
		{"POST / HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: odd\r\n\r\n", 501, "Unsupported transfer encoding"},
	} {
		response, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(said(t, address, c.request))), nil)
		if err != nil {
			t.Errorf("%.40q: %v", c.request, err)
			continue
		}
		var p problem.Details
		if err := json.NewDecoder(response.Body).Decode(&p); err != nil {
			t.Errorf("%.40q: %v", c.request, err)
		}
		if response.StatusCode != c.status || p.Status != c.status || response.Header.Get("Content-Type") != problem.ContentType || p.Title == "" || !strings.HasPrefix(p.Type, "urn:") || !strings.Contains(p.Detail, c.words) {
			t.Errorf("%.40q: %s %v; want %d and %q in it", c.request, response.Status, p, c.status, c.words)
		}
	}
}
