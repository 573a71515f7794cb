package server_test

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// fullAnswer is what the coverage view shows numbers of.
type fullAnswer struct {
	Ratio, Covered, Gap float64
	Demand              struct {
		Unit  string
		Total float64
	}
	Depth []struct {
		K      int
		Amount float64
	}
	Facilities []struct {
		ID, Layer        string
		Reach, Exclusive float64
	}
	Gaps struct{ Count int }
}

// fullGaps is what the gap table and the card show numbers of.
type fullGaps struct {
	Features []struct {
		Properties struct {
			Rank       int
			Amount     float64
			AreaM2     float64     `json:"area_m2"`
			Nearest    string      `json:"nearest_facility"`
			NearestEN  string      `json:"nearest_facility_en"`
			NearestM   float64     `json:"nearest_distance_m"`
			FarthestM  float64     `json:"farthest_distance_m"`
			ShortM     float64     `json:"short_m"`
			Second     string      `json:"second_facility"`
			SecondEN   string      `json:"second_facility_en"`
			SecondM    float64     `json:"second_distance_m"`
			District   string      `json:"district_name"`
			DistrictEN string      `json:"district_name_en"`
			Gain       float64     `json:"best_site_gain"`
			BestSite   *[2]float64 `json:"best_site"`
		}
	}
}

// allNumbers returns every number in words.
func allNumbers(t *testing.T, words string) (found []float64) {
	t.Helper()
	for _, m := range firstNumber.FindAllString(words, -1) {
		found = append(found, numberIn(t, m))
	}
	return found
}

// amountOf returns a demand as the page shows it, and its digits: hectares below
// 10 km², square kilometres from there, people and jobs as they are.
func amountOf(v float64, unit string) (float64, int) {
	switch {
	case unit != "m2":
		return v, 0
	case v >= 1e7:
		return v / 1e6, 2
	case v < 1e5:
		return v / 1e4, 2
	}
	return v / 1e4, 1
}

// TestEveryNumberOfCoverageIsTheServices compares each number that the coverage
// view shows, the table's, the card's and the curve's included, with the API's
// answers to the same question.
func TestEveryNumberOfCoverageIsTheServices(t *testing.T) {
	t.Parallel()
	srv := parkServer(t)
	for _, c := range []struct {
		service, demand, sites string
		radius                 int
	}{
		{"primary_school", "landuse:R", "", 500}, {"primary_school", "land", "", 820}, {"kindergarten", "population", "", 300}, {"bus_stop", "jobs", "", 150},
		{"primary_school", "landuse:R", "a:new-1@118.857,42.2505;c:facilities/primary_school-06@118.861798,42.252122", 500},
		{"kindergarten", "population", "a:new-1@118.857,42.2505", 400},
	} {
		p := openTab(t, srv, "en", "light", fmt.Sprintf("#service=%s&radius=%d&demand=%s&sites=%s", c.service, c.radius, c.demand, c.sites))
		question := map[string]any{"service": c.service, "radius": c.radius, "area": "park", "demand": c.demand, "status": "existing"}
		before := post[fullAnswer](t, srv, "/api/coverage", question)
		if c.sites != "" {
			sites := map[string]any{"added": []map[string]any{{"id": "new-1", "lon": 118.857, "lat": 42.2505}}}
			if strings.Contains(c.sites, "c:") {
				sites["closed"] = []string{"facilities/primary_school-06"}
			}
			question["sites"] = sites
		}
		want := post[fullAnswer](t, srv, "/api/coverage", question)
		p.checkAmounts(&want)
		p.checkFacilities(&want)
		gaps := post[fullGaps](t, srv, "/api/gaps", question)
		p.checkGaps(&want, &gaps, c.radius)
		if c.sites != "" {
			p.checkDeltas(&want, &before)
		}
		p.checkCurve(srv, c.service, c.demand, c.radius, before.Ratio)
	}
}

// shows holds that the text of an element has a number, rounded to digits.
func (p *tab) shows(what, words string, want float64, digits int) {
	p.t.Helper()
	for _, got := range allNumbers(p.t, words) {
		if near(got, math.Abs(want), digits) {
			return
		}
	}
	p.t.Errorf("%s: the page shows %q, the API says %v", what, words, want)
}

// checkAmounts compares what stands on the left.
func (p *tab) checkAmounts(want *fullAnswer) {
	p.t.Helper()
	unit := want.Demand.Unit
	p.shows("ratio", p.text("#ratio"), want.Ratio*100, 1)
	for id, v := range map[string]float64{"#total": want.Demand.Total, "#covered": want.Covered, "#gap-amount": want.Gap, "#sentence": want.Gap} {
		shown, digits := amountOf(v, unit)
		p.shows(id, p.text(id), shown, digits)
	}
	p.shows("gaps", p.text("#gap-count"), float64(want.Gaps.Count), 0)
	sums := [4]float64{}
	for _, d := range want.Depth {
		sums[min(d.K, 3)] += d.Amount
	}
	shown := eval[[]string](p, "[...document.querySelectorAll('.answer .keys b')].map((e) => e.textContent)")
	whole, reached := 0.0, 0.0
	for _, k := range []int{1, 2, 3, 0} {
		if sums[k] <= 0 {
			continue
		}
		if len(shown) == 0 {
			p.t.Errorf("depth %d is not shown", k)
			return
		}
		share, exact := numberIn(p.t, shown[0]), 100*sums[k]/want.Demand.Total
		if math.Abs(share-exact) > 0.2 { // rounded so that together they are the whole
			p.t.Errorf("depth %d shows %v %%, the API says %v", k, share, exact)
		}
		whole += share
		if k > 0 {
			reached += share
		}
		shown = shown[1:]
	}
	if ratio := numberIn(p.t, p.text("#ratio")); math.Abs(whole-100) > 1e-9 || math.Abs(reached-ratio) > 1e-9 {
		p.t.Errorf("the depths add up to %v %%, those that are reached to %v; the ratio is %v", whole, reached, ratio)
	}
	if len(shown) > 0 {
		p.t.Errorf("depths shown besides: %v", shown)
	}
}

// checkFacilities compares the facility table.
func (p *tab) checkFacilities(want *fullAnswer) {
	p.t.Helper()
	p.run("document.querySelector('input[name=result][value=facilities]').click()")
	p.until("document.querySelector('#facilities-table tbody tr')")
	p.run("document.querySelector('#facilities-table').parentElement.querySelector('.wide:not([hidden])')?.click()")
	for _, f := range want.Facilities {
		key := f.Layer + "/" + f.ID
		if f.Layer == "what-if" {
			key = f.ID
		}
		cells := eval[[]string](p, fmt.Sprintf(`[...document.querySelectorAll('#facilities-table tr[data-key="%s"] td.num')].map((e) => e.textContent)`, key))
		if len(cells) < 2 {
			p.t.Errorf("facility %s has the cells %q", key, cells)
			continue
		}
		scale, digits := 1.0, 0
		if want.Demand.Unit == "m2" {
			scale, digits = 1e-4, 1
		}
		p.shows(key+" reaches", cells[0], f.Reach*scale, digits)
		p.shows(key+" alone", cells[1], f.Exclusive*scale, digits)
	}
	p.run("document.querySelector('input[name=result][value=gaps]').click()")
	p.until("document.querySelector('#gaps-table tbody tr')")
}

// checkGaps compares the gap table, and the card of the first three.
func (p *tab) checkGaps(answer *fullAnswer, want *fullGaps, radius int) {
	p.t.Helper()
	unit := answer.Demand.Unit
	for i := range want.Features {
		g := &want.Features[i].Properties
		if g.Rank > 40 {
			break
		}
		cells := eval[[]string](p, fmt.Sprintf(`[...document.querySelectorAll('#gaps-table tr[data-key="%d"] td')].map((e) => e.textContent)`, g.Rank))
		if len(cells) < 4 || cells[1] != g.DistrictEN && g.DistrictEN != "" {
			p.t.Errorf("gap %d in %s has the cells %q", g.Rank, g.DistrictEN, cells)
			continue
		}
		last := len(cells) - 1
		p.shows("area of a gap", cells[last-1], g.AreaM2/1e4, 1)
		p.shows("farthest of a gap", cells[last], g.FarthestM, 0)
		if unit != "m2" {
			p.shows("amount of a gap", cells[last-2], g.Amount, 0)
		}
		if g.Rank > 3 {
			continue
		}
		p.run(fmt.Sprintf(`document.querySelector('#gaps-table tr[data-key="%d"] button').click()`, g.Rank))
		p.until(fmt.Sprintf("document.querySelector('#gap-card').textContent.includes('#%d')", g.Rank))
		says := func(id string) string { return p.text("#gap-card [data-says=" + id + "]") }
		p.shows("nearest", says("nearest"), g.NearestM, 0)
		if name := g.NearestEN; name != "" && !strings.Contains(says("nearest"), name) {
			p.t.Errorf("gap %d: the card names %q, the API %s", g.Rank, says("nearest"), name)
		}
		p.shows("farthest", says("cover"), g.FarthestM, 0)
		p.shows("short", says("cover"), g.ShortM, 0)
		p.shows("radius", says("cover"), float64(radius), 0)
		p.shows("radius that covers", says("cover"), math.Ceil(g.FarthestM/10)*10, 0)
		if g.Second != "" {
			p.shows("second", says("second"), g.SecondM, 0)
			if g.SecondEN != "" && !strings.Contains(says("second"), g.SecondEN) {
				p.t.Errorf("gap %d: the card names %q second, the API %s", g.Rank, says("second"), g.SecondEN)
			}
		}
		if g.BestSite != nil && g.Gain > 0 {
			shown, digits := amountOf(g.Gain, unit)
			p.shows("gain", says("site"), shown, digits)
			p.shows("gain of all", says("site"), min(99.9, 100*g.Gain/answer.Gap), 1)
		}
		shown, digits := amountOf(g.Amount, unit)
		p.shows("amount", p.text("#gap-card .cardline"), shown, digits)
	}
	p.run("document.querySelector('#gap-card .tool').click()")
}

// checkDeltas compares what the changes bring.
func (p *tab) checkDeltas(want, before *fullAnswer) {
	p.t.Helper()
	covered, digits := amountOf(math.Abs(want.Covered-before.Covered), want.Demand.Unit)
	p.shows("newly reached", p.text("#delta-covered"), covered, digits)
	p.shows("points", p.text("#delta-ratio"), 100*(want.Ratio-before.Ratio), 2)
	p.shows("points, above", p.text("#delta"), 100*(want.Ratio-before.Ratio), 2)
	p.shows("gaps closed", p.text("#delta-gaps"), float64(before.Gaps.Count-want.Gaps.Count), 0)
	for id, grew := range map[string]bool{"#delta-covered": want.Covered > before.Covered, "#delta-ratio": want.Ratio > before.Ratio, "#delta-gaps": want.Gaps.Count < before.Gaps.Count} {
		if words := p.text(id); strings.Contains(words, "+") != grew {
			p.t.Errorf("%s is %q, it grew: %v", id, words, grew)
		}
	}
}

// checkCurve compares the curve at the present radius: it is drawn from samples.
func (p *tab) checkCurve(srv *httptest.Server, service, demand string, radius int, ratio float64) {
	p.t.Helper()
	words := eval[string](p, "document.querySelector('.curve').getAttribute('aria-label')")
	shown := allNumbers(p.t, words)
	if len(shown) == 0 || math.Abs(shown[0]-100*ratio) > 0.35 {
		p.t.Errorf("%s, %s, %d m: the curve is at %q, the API says %v", service, demand, radius, words, ratio)
	}
	knob := eval[[]float64](p, "((k) => [Number(k.getAttribute('cy'))])(document.querySelector('.curve .knob:not(.proposed)'))")
	if at := (106 - knob[0]) / 96; math.Abs(at-ratio) > 0.0035 {
		p.t.Errorf("%s, %s, %d m: the knob is drawn at %v, the API says %v", service, demand, radius, at, ratio)
	}
	_ = srv
}

// TestEveryNumberOfAComparisonIsTheServices compares the tables and the bar of
// the scenarios view with the API.
func TestEveryNumberOfAComparisonIsTheServices(t *testing.T) {
	t.Parallel()
	srv := twoScenarios(t)
	type side struct {
		Total, Covered, Gap, Ratio float64
		Gaps, Facilities           int
		Depth                      []struct {
			K      int
			Amount float64
		}
	}
	type compared struct {
		A, B       side
		Difference struct{ Covered, Ratio, Gained, Lost, Kept, Open float64 }
		Districts  []struct {
			ID     string
			TotalA float64 `json:"total_a"`
			TotalB float64 `json:"total_b"`
			CoverA float64 `json:"covered_a"`
			CoverB float64 `json:"covered_b"`
		}
		Facilities []struct {
			ID, Layer, Change string
			A                 float64 `json:"exclusive_a"`
			B                 float64 `json:"exclusive_b"`
		}
	}
	twice := func(s *side) (sum float64) {
		for _, d := range s.Depth {
			if d.K >= 2 {
				sum += d.Amount
			}
		}
		return sum
	}
	for _, ids := range [][2]string{{"today", "north"}, {"north", "south"}} {
		p := openTab(t, srv, "en", "light", "#view=scenarios&a="+ids[0]+"&b="+ids[1])
		want := get[compared](t, srv, "/api/scenarios/compare?a="+ids[0]+"&b="+ids[1])
		for key, row := range map[string][2]float64{
			"ratio": {100 * want.A.Ratio, 100 * want.B.Ratio}, "covered": {want.A.Covered / 1e4, want.B.Covered / 1e4}, "gap": {want.A.Gap / 1e4, want.B.Gap / 1e4},
			"twice": {twice(&want.A) / 1e4, twice(&want.B) / 1e4}, "gaps": {float64(want.A.Gaps), float64(want.B.Gaps)}, "facilities": {float64(want.A.Facilities), float64(want.B.Facilities)},
		} {
			cells := eval[[]string](p, fmt.Sprintf(`[...document.querySelectorAll('#whole-table tr[data-key="%s"] td')].map((e) => e.textContent)`, key))
			digits, ofDelta := map[bool]int{true: 0, false: 1}[key == "gaps" || key == "facilities"], map[string]int{"ratio": 2, "gaps": 0, "facilities": 0}
			delta, ok := ofDelta[key]
			if !ok {
				delta = 1
			}
			p.shows(key+" of A", cells[0], row[0], digits)
			p.shows(key+" of B", cells[1], row[1], digits)
			p.shows(key+", difference", cells[2], row[1]-row[0], delta)
			if sign := strings.Contains(cells[2], "−"); sign != (row[1] < row[0]) {
				t.Errorf("%s: the difference is shown as %q, it is %v", key, cells[2], row[1]-row[0])
			}
		}
		for id, v := range map[string]float64{"gained": want.Difference.Gained, "kept": want.Difference.Kept, "lost": want.Difference.Lost, "open": want.Difference.Open} {
			shown, digits := amountOf(v, "m2")
			p.shows(id, p.text("#flow-"+id), shown, digits)
		}
		for _, d := range want.Districts {
			key := d.ID
			if key == "" {
				key = "-"
			}
			cells := eval[[]string](p, fmt.Sprintf(`[...document.querySelectorAll('#districts-table tr[data-key="%s"] td.num')].map((e) => e.textContent)`, key))
			ratio := func(part, all float64) float64 {
				if all > 0 {
					return 100 * part / all
				}
				return 0
			}
			p.shows(key+" in A", cells[0], ratio(d.CoverA, d.TotalA), 1)
			p.shows(key+" in B", cells[1], ratio(d.CoverB, d.TotalB), 1)
			p.shows(key+", difference", cells[2], (d.CoverB-d.CoverA)/1e4, 1)
		}
		for _, f := range want.Facilities {
			cells := eval[[]string](p, fmt.Sprintf(`[...document.querySelectorAll('#changes-table tr[data-key="%s/%s"] td.num')].map((e) => e.textContent)`, f.Layer, f.ID))
			if f.Change != "added" {
				p.shows(f.ID+" in A", cells[0], f.A/1e4, 1)
			}
			if f.Change != "closed" {
				p.shows(f.ID+" in B", cells[1], f.B/1e4, 1)
			}
			p.shows(f.ID+", difference", cells[2], (f.B-f.A)/1e4, 1)
		}
	}
}

// TestLandWithoutPeopleIsNoGap: where people are asked for, land out of reach has
// the colour of a gap only where some are counted, and is called one only in gaps
// of the table.
func TestLandWithoutPeopleIsNoGap(t *testing.T) {
	t.Parallel()
	srv := parkServer(t)
	best := get[fullGaps](t, srv, "/api/gaps?service=primary_school&radius=500&area=park&demand=population").Features[0].Properties.BestSite
	for language, want := range map[string][3]string{"en": {"Not reached", "nobody is counted here", "Gap"}, "zh": {"未覆盖", "此处没有服务对象", "盲区"}} {
		p := openTab(t, srv, language, "light", "#service=primary_school&radius=500&demand=population")
		if legend := p.text(".legend"); !strings.Contains(legend, want[0]) || strings.Contains(legend, want[2]) {
			t.Errorf("the legend says %q, want %q and no %q", legend, want[0], want[2])
		}
		tip := func(lonLat string) string {
			x, y := p.placeOf(lonLat)
			p.do(chromedp.MouseEvent(chromedp.MouseMoved, x, y))
			p.until("document.querySelector('.tip')?.textContent")
			said := p.text(".tip")
			p.do(chromedp.MouseEvent(chromedp.MouseMoved, 2, 2))
			p.until("!document.querySelector('.tip')?.checkVisibility() || !document.querySelector('.tip').textContent")
			return said
		}
		const nowhere = "[118.8995,42.2498]" // between works and stores
		if said := tip(nowhere); !strings.Contains(said, want[1]) {
			t.Errorf("where nobody lives the map says %q, want %q", said, want[1])
		}
		if said := tip(fmt.Sprintf("[%f,%f]", best[0]+0.0004, best[1])); !strings.Contains(said, want[2]+" #") {
			t.Errorf("beside the best site the map says %q, want %q", said, want[2]+" #")
		}
		color := func(lonLat string) string {
			rgba := eval[[]int](p, "[...window.__app.colorAt('answer', "+lonLat+")]")
			return fmt.Sprintf("%d,%d,%d", rgba[0], rgba[1], rgba[2])
		}
		legend := map[string]string{} // by what the words begin with
		for words, rgb := range p.swatches() {
			legend[strings.NewReplacer("Out of reach; ", "", "未覆盖；", "").Replace(words)] = rgb
		}
		if got := color(nowhere); got != legend[want[1]] || got == legend[want[0]] {
			t.Errorf("where nobody lives the map is %s; the legend says %v", got, legend)
		}
		type place struct {
			Properties struct{ Status string }
			Geometry   struct{ Coordinates json.RawMessage }
		}
		people, out := get[struct{ Features []place }](t, srv, "/api/layers/population/features").Features, 0
		people = slices.DeleteFunc(people, func(f place) bool { return f.Properties.Status != "existing" })
		for _, f := range people {
			switch at := string(f.Geometry.Coordinates); color(at) {
			case legend[want[0]]:
				out++
			case legend[want[1]]:
				t.Errorf("somebody lives at %s, where the map is of nobody's colour", at)
			}
		}
		if out < 20 || out == len(people) {
			t.Errorf("%d of %d places where people live have the colour of a gap", out, len(people))
		}
	}
}
