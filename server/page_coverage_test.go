package server_test

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// get decodes an answer of the API.
func get[T any](t *testing.T, srv *httptest.Server, path string) T {
	t.Helper()
	answer, err := http.Get(srv.URL + path)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var v T
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("GET %s: %s", path, answer.Status)
	}
	if err := json.NewDecoder(answer.Body).Decode(&v); err != nil {
		t.Fatalf("GET %s: %v", path, err)
	}
	return v
}

type coverageAnswer struct {
	Ratio, Covered, Gap float64
	Demand              struct{ Total float64 }
	Facilities          []struct{ ID string }
}

type gapsAnswer struct {
	Features []struct {
		Properties struct {
			Rank      int
			AreaM2    float64 `json:"area_m2"`
			Amount    float64
			FarthestM float64    `json:"farthest_distance_m"`
			BestSite  [2]float64 `json:"best_site"`
		}
	}
}

var firstNumber = regexp.MustCompile(`[0-9][0-9,]*\.?[0-9]*`)

// numberIn returns the first number in words.
func numberIn(t *testing.T, words string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(strings.ReplaceAll(firstNumber.FindString(words), ",", ""), 64)
	if err != nil {
		t.Fatalf("no number in %q", words)
	}
	return v
}

// near reports whether a number on the page is want, rounded to digits.
func near(got, want float64, digits int) bool {
	return math.Abs(got-want) <= 0.5000001*math.Pow10(-digits)
}

// slide moves the radius slider in steps, as a drag does.
func (p *tab) slide(radii ...int) {
	p.t.Helper()
	for _, r := range radii {
		p.run(fmt.Sprintf("const s = document.querySelector('#slider'); s.value = %d; s.dispatchEvent(new Event('input', {bubbles: true}))", r))
	}
	p.rest()
}

// checkNumbers compares what the page shows with what the API answers.
func (p *tab) checkNumbers(srv *httptest.Server, service string, radius int) float64 {
	p.t.Helper()
	query := fmt.Sprintf("?service=%s&radius=%d&area=park&demand=landuse:R&status=existing", service, radius)
	want := get[coverageAnswer](p.t, srv, "/api/coverage"+query)
	if got := numberIn(p.t, p.text("#ratio")); !near(got, want.Ratio*100, 1) {
		p.t.Errorf("%d m: the page shows %v %%, the API says %v", radius, got, want.Ratio)
	}
	for id, v := range map[string]float64{"#covered": want.Covered, "#gap-amount": want.Gap, "#total": want.Demand.Total} {
		digits := 1
		if v < 1e5 {
			digits = 2
		}
		if got := numberIn(p.t, p.text(id)); !near(got, v/1e4, digits) {
			p.t.Errorf("%d m: %s shows %v ha, the API says %v m²", radius, id, got, v)
		}
	}
	gaps := get[gapsAnswer](p.t, srv, "/api/gaps"+query)
	if got := eval[int](p, "document.querySelectorAll('#gaps-table tbody tr').length"); got != min(len(gaps.Features), 60) {
		p.t.Errorf("%d m: the table has %d rows, the API %d gaps", radius, got, len(gaps.Features))
	}
	sum := 0.0
	for _, g := range gaps.Features {
		sum += g.Properties.Amount
	}
	if math.Abs(sum-want.Gap) > 1 {
		p.t.Errorf("%d m: the gaps add up to %v, the API's gap is %v", radius, sum, want.Gap)
	}
	return want.Ratio
}

func TestPageOpensOnTheAnswerAndFollowsTheSlider(t *testing.T) {
	t.Parallel()
	srv := parkServer(t)
	p := openTab(t, srv, "en", "light", "#service=kindergarten&radius=300&demand=landuse:R")
	last := p.checkNumbers(srv, "kindergarten", 300)
	for _, r := range []int{400, 650, 1000} {
		p.slide(r-30, r-20, r-10, r)
		ratio := p.checkNumbers(srv, "kindergarten", r)
		if ratio < last {
			t.Errorf("coverage falls from %v to %v as the radius grows to %d", last, ratio, r)
		}
		last = ratio
	}
	if got := eval[string](p, "location.hash"); !strings.Contains(got, "service=kindergarten") {
		t.Errorf("the address keeps %q, want the service in it", got)
	}
}

func TestPageSaysWhyAGapIsOne(t *testing.T) {
	t.Parallel()
	srv := parkServer(t)
	p := openTab(t, srv, "en", "light", "#service=primary_school&radius=500&demand=landuse:R")
	gaps := get[gapsAnswer](t, srv, "/api/gaps?service=primary_school&radius=500&area=park&demand=landuse:R&status=existing")
	if len(gaps.Features) < 2 {
		t.Fatalf("the park has %d gaps for primary schools at 500 m, the test needs two", len(gaps.Features))
	}
	want := gaps.Features[1].Properties
	p.run("document.querySelectorAll('#gaps-table tbody tr')[1].click()")
	p.rest()
	card := p.text("#gap-card")
	if !strings.Contains(card, "#2") || numberIn(t, p.text("#try-radius")) < want.FarthestM {
		t.Errorf("the card of gap 2 says %q, want its number and a radius of at least %v m", card, want.FarthestM)
	}
	if all := eval[float64](p, "[...document.querySelectorAll('#gap-mix b')].reduce((sum, b) => sum + parseFloat(b.textContent), 0)"); all != 100 {
		t.Errorf("the land uses of the gap add up to %v %%", all)
	}
	if mix := p.text("#gap-mix"); !strings.Contains(mix, "R2") {
		t.Errorf("the card says of the land use in a gap of homes %q", mix)
	}
	p.picture("gap-card")
	p.run("document.querySelector('#try-radius').click()")
	p.rest()
	if got, least := numberIn(t, eval[string](p, "document.querySelector('#radius').value")), want.FarthestM; got < least {
		t.Errorf("the radius is %v m after Try, want at least %v", got, least)
	}
}

// TestMapClickChoosesTheGapUnderIt finds a pixel painted as gap, with gap around it, and clicks it.
func TestMapClickChoosesTheGapUnderIt(t *testing.T) {
	t.Parallel()
	srv := parkServer(t)
	p := openTab(t, srv, "zh", "dark", "#service=primary_school&radius=500&demand=land")
	p.run(`const c = document.querySelector('.leaflet-answer-pane canvas'), box = c.getBoundingClientRect();
		const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
		const map = document.querySelector('#map').getBoundingClientRect();
		for (let y = Math.round(map.height / 2); y > 60 && !window.found; y--) for (let x = 0; x < c.width; x++) {
			const px = box.left + x, py = box.top + y;
			const isGap = (dx, dy) => { const i = 4 * ((y + dy) * c.width + x + dx); return d[i] === 0xE6 && d[i+1] === 0x61 && d[i+2] === 0x01; };
			if (isGap(0, 0) && isGap(-2, 0) && isGap(2, 0) && isGap(0, -2) && isGap(0, 2) && document.elementFromPoint(px, py)?.closest('#map')) { window.found = [px, py]; break; }
		}`)
	at := eval[[]float64](p, "window.found ?? []")
	if len(at) != 2 {
		t.Fatal("no pixel of the map has the colour of a gap")
	}
	p.click(at[0], at[1])
	p.until("document.querySelector('#gap-card') && !document.querySelector('#gap-card').hidden")
	if got := eval[int](p, `document.querySelectorAll('#gaps-table tr[aria-selected="true"]').length`); got != 1 {
		t.Errorf("%d rows are chosen after a click on a gap, want 1", got)
	}
}
