package main_test

import (
	"net/http"
	"strings"
	"testing"
)

// TestDraftsOutliveTheService kills the service: what a page was told is kept is
// there after the next start, in the one file.
func TestDraftsOutliveTheService(t *testing.T) {
	const path = "/api/drafts/6f0c1b9a4e2d47708d5b3c1e9f8a7260"
	dir := t.TempDir()
	p := start(t, dir)
	request, err := http.NewRequest(http.MethodPut, p.url+path, strings.NewReader(`{"name":"诊所","question":{"service":"clinic","sites":{"added":[{"lon":118.88,"lat":42.26}]}}}`))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	if response, err := http.DefaultClient.Do(request); err != nil || response.Body.Close() != nil || response.StatusCode != http.StatusCreated {
		t.Fatalf("PUT: %v %v", response, err)
	}
	p.kill()
	var kept struct{ Name string }
	start(t, dir).get(path, &kept)
	if kept.Name != "诊所" {
		t.Errorf("after a restart the draft is %q", kept.Name)
	}
}
