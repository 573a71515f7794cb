package main_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

// TestServeFlags: what the flags of the web say reaches the answers.
func TestServeFlags(t *testing.T) {
	p := start(t, t.TempDir(), "--base-url", "https://gis.example.org/a", "--trusted-proxies", "10.0.0.0/8,192.0.2.7", "--cors-origin", "https://map.example.org")
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.url+"/collections", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Origin", "https://map.example.org")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || !strings.Contains(string(body), `"href":"https://gis.example.org/a/collections`) || response.Header.Get("Access-Control-Allow-Origin") != "https://map.example.org" {
		t.Errorf("GET /collections allows %q, %v: %.300s", response.Header.Get("Access-Control-Allow-Origin"), err, body)
	}
}

// TestBadServeFlags: flags that mean nothing end the command with a word on
// what they should be.
func TestBadServeFlags(t *testing.T) {
	for _, c := range []struct{ flag, value, says string }{
		{"--base-url", "gis.example.org", "https://gis.example.org/catchment"},
		{"--trusted-proxies", "proxy.example.org", "10.0.0.0/8"},
		{"--cors-origin", "https://map.example.org/", "https://map.example.org"},
	} {
		_, said, code := run(t, "serve", "--listen", "127.0.0.1:0", "--data", t.TempDir(), c.flag, c.value)
		if code == 0 || !strings.Contains(said, c.value) || !strings.Contains(said, c.says) {
			t.Errorf("serve %s %s = %d, said %s", c.flag, c.value, code, said)
		}
	}
}
