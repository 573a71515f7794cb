package server_test

import (
	"net/http"
	"strings"
	"testing"
)

// TestJobsAreListedAndStopped begins an analysis as a GIS would, finds it in the
// data view with how far it is, stops it there, and finds another that has ended.
func TestJobsAreListedAndStopped(t *testing.T) {
	t.Parallel()
	srv := ownParkServer(t)
	start := func(process, body string) {
		t.Helper()
		request, err := http.NewRequest(http.MethodPost, srv.URL+"/processes/"+process+"/execution", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Prefer", "respond-async")
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != http.StatusCreated {
			t.Fatalf("%s: %s", process, answer.Status)
		}
	}
	for language, words := range map[string][2]string{"en": {"Land-use density", "running"}, "zh": {"用地密度", "进行中"}} {
		p := openTab(t, srv, language, "light", "#view=data")
		if eval[bool](p, "document.querySelector('#jobs')?.checkVisibility() ?? false") {
			t.Errorf("%s: a list of no jobs", language)
		}
		start("land-use-density", `{"inputs":{"cells":"square","size":25,"kernel":1000}}`)
		p.key("1")
		p.key("5")
		p.until("document.querySelector('#jobs li[data-status=running] progress')")
		if got := p.text("#jobs"); !strings.Contains(got, words[0]) || !strings.Contains(got, words[1]) {
			t.Errorf("%s: the list says %q", language, got)
		}
		p.picture("jobs-" + language)
		p.run("document.querySelector('#jobs button').click()")
		p.until("!document.querySelector('#jobs li')")
		start("nearest-facility", `{"inputs":{"lon":118.88,"lat":42.26,"service":"clinic"}}`)
		p.key("1")
		p.key("5")
		p.until("document.querySelector('#jobs li[data-status=successful]')")
		p.run("document.querySelector('#jobs button').click()")
		p.until("!document.querySelector('#jobs').checkVisibility()")
	}
}
