package server_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// put keeps a scenario under an id.
func put(t *testing.T, srv *httptest.Server, id, body string) {
	t.Helper()
	request, err := http.NewRequest(http.MethodPut, srv.URL+"/api/scenarios/"+url.PathEscape(id), strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusCreated {
		t.Fatalf("PUT %s: %s", id, answer.Status)
	}
}

// twoScenarios returns a park server of its own that holds two scenarios.
func twoScenarios(t *testing.T) *httptest.Server {
	t.Helper()
	srv := ownParkServer(t)
	put(t, srv, "north", schools)
	put(t, srv, "south", strings.NewReplacer("方案一 North school", "方案二 Two schools", `"lon":118.87,"lat":42.262}`, `"lon":118.862,"lat":42.2405},{"id":"new-2","lon":118.887,"lat":42.268}`,
		`"closed":["facilities/primary_school-05"]`, `"moved":[{"id":"facilities/primary_school-06","lon":118.8745,"lat":42.2525}]`).Replace(schools))
	return srv
}

const compareHash = "#view=scenarios&a=today&b=north"

// TestScenariosAreCompared: numbers, map and table of the page are those of the API.
func TestScenariosAreCompared(t *testing.T) {
	srv := twoScenarios(t)
	for _, c := range []struct{ language, theme string }{{"en", "light"}, {"zh", "dark"}, {"zh", "light"}, {"en", "dark"}} {
		p := openTab(t, srv, c.language, c.theme, compareHash)
		want := get[comparedShape](t, srv, "/api/scenarios/compare?a=today&b=north")
		if got := numberIn(t, p.text("#compare-ratio")); !near(got, want.B.Ratio*100, 1) {
			t.Errorf("the page shows %v %%, the API says %v", got, want.B.Ratio)
		}
		p.picture(fmt.Sprintf("scenarios-swipe-%s-%s", c.language, c.theme))
		p.run("document.querySelector('input[name=mode][value=change]').click()")
		p.rest()
		p.picture(fmt.Sprintf("scenarios-change-%s-%s", c.language, c.theme))
		p.run(`document.querySelector('#scenarios li[data-id="south"] .scname').click()`)
		p.rest()
		p.picture(fmt.Sprintf("scenarios-south-%s-%s", c.language, c.theme))
	}
}

var _ = kb.Enter
