package server_test

import (
	"fmt"
	"math"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"catchment/coverage/scorecard"
	"catchment/geo/trial"
)

// shownRow is what the page shows of a row of the scorecard.
type shownRow struct {
	Row, Verdict, Value, Target, Why, Basis, Land, People string
	Map, Default                                          bool
}

const shownRows = `[...document.querySelectorAll('#score-rows .rulecard')].map(c => { const at = s => c.querySelector(s)?.textContent ?? ''; return {
	Row: c.dataset.row, Verdict: c.querySelector('.badge[data-verdict]').dataset.verdict, Value: c.querySelector('.rulevalue').firstChild.textContent, Target: at('.target'), Why: at('.why'), Basis: at('.rulebasis'),
	Land: at('[data-side=land] dd'), People: at('[data-side=people] dd'), Map: !!c.querySelector('[data-act=map]'), Default: c.classList.contains('default') }; })`

// shownNumber tells whether a number written on the page is v at the digits
// shown.
func shownNumber(t *testing.T, text string, v float64) bool {
	t.Helper()
	return math.Abs(numberIn(t, regexp.MustCompile(`[\d,.]+`).FindString(text))-v) <= 0.005+1e-9
}

// TestScorecardSaysWhatTheServiceSays holds every row on the page against the
// answer of the service: verdict, value, land and people, the document with its
// clause and force, and the states and districts.
func TestScorecardSaysWhatTheServiceSays(t *testing.T) {
	t.Parallel()
	trial.Slow(t)
	srv := parkServer(t)
	card := get[scorecard.Card](t, srv, "/api/scorecard?area=park&status=existing")
	p := openTab(t, srv, "en", "light", "#view=landuse&pane=score")
	p.until(`document.querySelectorAll('#score-rows .rulecard').length`)
	shown := eval[[]shownRow](p, shownRows)
	if len(shown) != len(card.Rows) || len(shown) < 50 {
		t.Fatalf("the page shows %d rows, the service has %d", len(shown), len(card.Rows))
	}
	by := map[string]shownRow{}
	for _, s := range shown {
		by[s.Row] = s
	}
	share := func(s *scorecard.Share, text string) bool {
		return s == nil && text == "" || s != nil && shownNumber(t, text, 100*s.Ratio)
	}
	for i := range card.Rows {
		r := &card.Rows[i]
		s, tidied := by[r.ID], strings.NewReplacer("km2", "km²", "m2", "m²")
		value := r.Value == nil && s.Value == "–"
		if r.Value != nil {
			value = shownNumber(t, s.Value, *r.Value*map[bool]float64{true: 100, false: 1}[r.Unit == "1"])
		}
		if s.Verdict != string(r.Verdict) || !value || !share(r.Land, s.Land) || !share(r.People, s.People) ||
			!strings.EqualFold(s.Why, tidied.Replace(r.Why.EN)+".") || r.Target.EN != "—" && !strings.Contains(s.Target, tidied.Replace(r.Target.EN)) {
			t.Errorf("%s: the page shows %+v, the service says %v, %q and %q", r.ID, s, r.Verdict, r.Why.EN, r.Target.EN)
		}
		if s.Default == r.Rule.PerCode || !r.Rule.PerCode && strings.Contains(s.Basis, "clause") || r.Rule.PerCode && r.Rule.Clause != "" && !strings.Contains(s.Basis, strings.ReplaceAll(r.Rule.Clause, "表", "table ")) ||
			r.Rule.PerCode && r.Rule.Clause == "" && !strings.Contains(s.Basis, "clause unknown") || r.Rule.Force != "" && !strings.Contains(s.Basis, string(r.Rule.Force)) {
			t.Errorf("%s, per code %v, force %q, clause %q: the page says %q", r.ID, r.Rule.PerCode, r.Rule.Force, r.Rule.Clause, s.Basis)
		}
	}
	if n := eval[int](p, `document.querySelectorAll('#score-rows .otherwise [data-rule]').length`); n < 2 {
		t.Errorf("%d rows say that another rule answers otherwise", n)
	}
	checkApart(t, p, &card)
}

// checkApart opens the states and districts of a row and compares them.
func checkApart(t *testing.T, p *tab, card *scorecard.Card) {
	t.Helper()
	for _, id := range []string{"gb-50180-2018/kindergarten/radius", "gb-51080-2015/fire-station/jurisdiction-area", "gb-55014-2021/park/coverage-ratio"} {
		p.run(fmt.Sprintf(`document.querySelector('[data-row="%s"] summary').click()`, id))
		p.until(fmt.Sprintf(`document.querySelector('[data-row="%s"] .scoretable')`, id))
		for i := range card.Rows {
			r := &card.Rows[i]
			if r.ID != id {
				continue
			}
			for _, s := range append(append([]scorecard.Standing{}, r.States...), r.Districts...) {
				cells := eval[[]string](p, fmt.Sprintf(`[...document.querySelectorAll('[data-row="%s"] tr[data-in="%s"] td')].map(c => c.textContent)`, id, s.In))
				factor := map[bool]float64{true: 100, false: 1}[r.Unit == "1"]
				if len(cells) < 3 || s.Value == nil && cells[0] != "–" || s.Value != nil && !shownNumber(t, cells[0], factor**s.Value) {
					t.Errorf("%s in %s: %q, want the value %v", id, s.In, cells, s.Value)
				}
				if s.People != nil && s.People.Total > 0 && !shownNumber(t, cells[1], 100*s.People.Ratio) {
					t.Errorf("%s in %s: %q, want %v of the people", id, s.In, cells, s.People.Ratio)
				}
			}
		}
	}
}

// TestScorecardLeadsToTheMap opens rows on the map by the keyboard: the coverage
// there is the value of the row, and undo leads back.
func TestScorecardLeadsToTheMap(t *testing.T) {
	t.Parallel()
	srv := parkServer(t)
	card := get[scorecard.Card](t, srv, "/api/scorecard?area=park&status=existing")
	p := openTab(t, srv, "zh", "dark", "#view=landuse&pane=score")
	p.until(`document.querySelectorAll('#score-rows .rulecard').length`)
	led := 0
	for i := range card.Rows {
		r := &card.Rows[i]
		if r.Condition != nil || r.Value == nil || r.RadiusM == 0 || led > 0 && r.Service != "park" && r.Service != "bus_stop" {
			continue
		}
		answer := get[struct{ Ratio float64 }](t, srv, "/api/coverage?area=park&status=existing&service="+r.Service+fmt.Sprintf("&radius=%g&demand=%s", r.RadiusM, url.QueryEscape(r.Of.Demand)))
		if math.Abs(answer.Ratio-*r.Value) > 1e-9 {
			t.Errorf("%s: the map would show %v, the scorecard says %v", r.ID, answer.Ratio, *r.Value)
		}
		p.run(fmt.Sprintf(`const act = document.querySelector('[data-row="%s"] [data-act=map]'); act.closest('.service').open = true; act.focus()`, r.ID))
		p.press("\r")
		p.rest()
		p.until(`document.querySelector('.frame').dataset.view === 'coverage'`)
		got := eval[[]any](p, `(s => [s.service, s.radius, s.demand])(window.__app.inspect().settings)`)
		if fmt.Sprint(got) != fmt.Sprint([]any{r.Service, r.RadiusM, r.Of.Demand}) {
			t.Errorf("%s leads to %v", r.ID, got)
		}
		p.key("2")
		p.rest()
		p.until(`document.querySelectorAll('#score-rows .rulecard').length`)
		led++
	}
	if led < 4 {
		t.Errorf("only %d rows lead to the map", led)
	}
}

// TestScorecardFitsAndFilters looks at the pane from phone to desktop in both
// languages, chooses a verdict, and looks for words of the other language.
func TestScorecardFitsAndFilters(t *testing.T) {
	t.Parallel()
	srv := parkServer(t)
	card := get[scorecard.Card](t, srv, "/api/scorecard?area=park&status=existing")
	failed := 0
	for i := range card.Rows {
		if card.Rows[i].Verdict == scorecard.Fail {
			failed++
		}
	}
	for _, language := range []string{"en", "zh"} {
		p := openTab(t, srv, language, map[string]string{"en": "dark", "zh": "light"}[language], "#view=landuse&pane=score")
		p.until(`document.querySelectorAll('#score-rows .rulecard').length`)
		p.run(`document.querySelectorAll('.how').forEach(b => b.click()); document.querySelectorAll('.service, .apart').forEach(d => d.open = true)`)
		p.until(`document.querySelectorAll('.scoretable').length > 20`)
		for _, size := range [][2]int64{{320, 640}, {768, 900}, {1440, 900}} {
			p.do(chromedp.EmulateViewport(size[0], size[1]))
			p.rest()
			if got := eval[int64](p, "document.documentElement.scrollWidth"); got > size[0] {
				t.Errorf("%s at %d pixels is %d wide", language, size[0], got)
			}
			if wide := eval[string](p, `[...document.querySelectorAll('.landpanes *:not(.hidden)')].filter(e => e.offsetParent && e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== 'inline').map(e => e.className + ' ' + e.textContent.slice(0, 60)).slice(0, 5).join(' | ')`); wide != "" {
				t.Errorf("%s at %d pixels: too wide: %s", language, size[0], wide)
			}
			p.picture(fmt.Sprintf("score-%s-%d", language, size[0]))
			p.run(`document.querySelector('#score-rows .service:nth-child(4)').scrollIntoView()`)
			p.picture(fmt.Sprintf("score-%s-%d-below", language, size[0]))
		}
		body := eval[string](p, `document.querySelector('#scorecard').innerText`)
		// Documents and their clauses keep their own names.
		told := eval[string](p, `(c => { c.querySelectorAll('.rulebasis, .otherwise').forEach(e => e.remove()); return c.innerText; })(document.querySelector('#scorecard').cloneNode(true))`)
		if m := regexp.MustCompile(`\b(score|verdict|how|evidence|force|unit|pane)\.[a-z_.]+`).FindString(body); m != "" {
			t.Errorf("%s: a key is left: %s", language, m)
		}
		if m := regexp.MustCompile(`\p{Han}+`).FindString(told); language == "en" && m != "" {
			t.Errorf("en says %q", m)
		}
		if m := regexp.MustCompile(`(?m)^.*[a-z]{4,} [a-z]{3,}.*$`).FindString(told); language == "zh" && m != "" {
			t.Errorf("zh says %q", m)
		}
		p.run(`document.querySelector('input[name=verdict][value=fail]').click()`)
		p.rest()
		if n := eval[int](p, `document.querySelectorAll('#score-rows .rulecard').length`); n != failed {
			t.Errorf("%d rows fail on the page, %d in the answer", n, failed)
		}
	}
}

// TestScorecardIsAnOverview reads the verdicts of every service without opening
// one, opens one and finds it open after another pane, has all of one verdict
// open, and all on paper.
func TestScorecardIsAnOverview(t *testing.T) {
	t.Parallel()
	srv := parkServer(t)
	card := get[scorecard.Card](t, srv, "/api/scorecard?area=park&status=existing")
	want := map[string]map[string]int{}
	for i := range card.Rows {
		r := &card.Rows[i]
		if want[r.Service] == nil {
			want[r.Service] = map[string]int{}
		}
		want[r.Service][string(r.Verdict)]++
	}
	p := openTabOf(t, srv, "en", "dark", "#view=landuse&pane=score", 320, 640)
	p.until(`document.querySelectorAll('#score-rows .rulecard').length`)
	if tall := eval[int](p, "document.documentElement.scrollHeight"); tall > 4200 {
		t.Errorf("on a phone the page is %d pixels long", tall)
	}
	for service, counts := range want {
		told := p.text(fmt.Sprintf(`.service[data-service="%s"] summary`, service))
		for verdict, words := range map[string]string{"fail": "Fail", "pass": "Pass", "undecidable": "Undecided"} {
			n := fmt.Sprintf("%s %d", words, counts[verdict])
			if strings.Contains(told, words+" ") != (counts[verdict] > 0) || counts[verdict] > 0 && !strings.Contains(told, n) {
				t.Errorf("%s: %q, want %q", service, told, n)
			}
		}
	}
	const shown = `[...document.querySelectorAll('#score-rows .rulecard')].filter(c => c.checkVisibility({ contentVisibilityAuto: true })).length`
	if n := eval[int](p, shown); n != 0 {
		t.Errorf("%d rows stand open", n)
	}
	p.run(`document.querySelector('.service[data-service=kindergarten] summary').click()`)
	p.until(shown + " > 0")
	opened := eval[int](p, shown)
	_, words := p.printed("score-print")
	if n := strings.Count(words, "Asked for:"); n < len(card.Rows)/2 {
		t.Errorf("the print tells of %d rows of %d", n, len(card.Rows))
	}
	if strings.Contains(words, "Open all services") || strings.Contains(words, "By state and district") {
		t.Error("the print has what can only be pressed")
	}
	if n := eval[int](p, shown); n != opened || n >= len(card.Rows) {
		t.Errorf("after printing %d rows are open, before %d", n, opened)
	}
	for _, pane := range []string{"city", "score"} {
		p.run(`document.querySelector('input[name=pane][value=` + pane + `]').click()`)
		p.rest()
	}
	if n := eval[int](p, shown); n != opened {
		t.Errorf("back from another pane %d rows are open, before %d", n, opened)
	}
	p.run(`document.querySelector('input[name=verdict][value=fail]').click()`)
	p.rest()
	if n, all := eval[int](p, shown), eval[int](p, `document.querySelectorAll('#score-rows .rulecard').length`); n != all || n == 0 {
		t.Errorf("of %d rows that fail %d are open", all, n)
	}
	p.run(`document.querySelector('#score-all').click()`)
	p.until(shown + " === 0")
	if words := p.text("#score-all"); words != "Open all services" {
		t.Errorf("all closed, the button says %q", words)
	}
}
