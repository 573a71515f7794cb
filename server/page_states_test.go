package server_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestChosenGapStaysTheSamePlace moves the radius and finds the chosen gap
// where it was, whatever its rank is now.
func TestChosenGapStaysTheSamePlace(t *testing.T) {
	t.Parallel()
	srv := parkServer(t)
	p := openTab(t, srv, "en", "light", "#service=primary_school&radius=500&demand=landuse:R")
	type gap struct {
		Properties struct {
			Rank     int
			Farthest [2]float64 `json:"farthest_lonlat"`
		}
	}
	find := func(radius int) map[[2]string]int {
		ranks := map[[2]string]int{}
		path := fmt.Sprintf("/api/gaps?service=primary_school&radius=%d&area=park&demand=landuse:R&status=existing", radius)
		for _, g := range get[struct{ Features []gap }](t, srv, path).Features {
			at := g.Properties.Farthest
			ranks[[2]string{fmt.Sprintf("%.5f", at[0]), fmt.Sprintf("%.5f", at[1])}] = g.Properties.Rank
		}
		return ranks
	}
	before, after := find(500), find(520)
	checked := 0
	for at, rank := range before {
		want, ok := after[at]
		if !ok {
			continue // its farthest place is another now, or it is gone
		}
		checked++
		p.slide(500)
		p.run(fmt.Sprintf(`const row = document.querySelector('#gaps-table tr[data-key="%d"]'); if (row.getAttribute('aria-selected') !== 'true') row.click()`, rank))
		p.rest()
		p.slide(520)
		if got := eval[int](p, "window.__app.inspect().settings.gap"); got != want {
			t.Errorf("gap %d at %v is gap %d at 520 m; the page chose %d", rank, at, want, got)
		}
	}
	if checked == 0 {
		t.Fatal("no gap keeps its farthest place from 500 m to 520 m: the test shows nothing")
	}
}

// withdraw removes what is at a path of the service.
func withdraw(t *testing.T, srv *httptest.Server, path string) {
	t.Helper()
	request, err := http.NewRequest(http.MethodDelete, srv.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("If-Match", "*")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusNoContent {
		t.Fatalf("DELETE %s: %s", path, answer.Status)
	}
}

// TestPageWithoutDataSaysWhatIsMissing withdraws layers until nothing is left.
func TestPageWithoutDataSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	srv := ownParkServer(t)
	for _, step := range []struct {
		withdraw []string
		view     string
		says     string
	}{
		{[]string{"facilities", "bus_stops", "parks"}, "coverage", "Facilities are missing"},
		{[]string{"landuse"}, "landuse", "Land use is missing"},
		{[]string{"park", "districts"}, "coverage", "The study area is missing"},
		{[]string{"roads", "population", "jobs"}, "density", "No data yet"},
	} {
		for _, id := range step.withdraw {
			withdraw(t, srv, "/api/layers/"+id)
		}
		p := openTab(t, srv, "en", "light", "#view="+step.view)
		if got := p.text("#empty"); !strings.Contains(got, step.says) {
			t.Errorf("without %v the %s view says %q, want %q", step.withdraw, step.view, got, step.says)
		}
		p.run("document.querySelector('#empty .formats').click()")
		p.until("document.querySelector('#formats-dialog[open]')")
		if got := p.text("#formats-dialog"); !strings.Contains(got, "GB 18030") || strings.Contains(got, "formats.") {
			t.Errorf("the sheet on files says %q", got)
		}
	}
}

// TestRefusedQuestionIsSaid opens a link with a question the service refuses.
func TestRefusedQuestionIsSaid(t *testing.T) {
	t.Parallel()
	srv := parkServer(t)
	p := openTab(t, srv, "en", "light", "")
	p.expect(http.StatusBadRequest)
	p.run("location.hash = '#service=primary_school&radius=500&demand=wishes'")
	p.until("!document.querySelector('.notice').hidden")
	if got := p.text(".notice"); !strings.Contains(got, "wishes") {
		t.Errorf("the notice says %q, want the demand that is unknown", got)
	}
	p.run("location.hash = '#service=primary_school&radius=500&demand=land'")
	p.until("document.querySelector('.notice').hidden")
	p.rest()
	if got := p.text("#ratio"); !strings.Contains(got, "%") {
		t.Errorf("after a good question the ratio is %q", got)
	}
}
