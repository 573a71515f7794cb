package server_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"catchment/data"
	"catchment/geo/trial"
)

// officeServer serves the page over five squares of land, of which one says
// what it is in an office's own words and one in an office's own code.
func officeServer(t *testing.T) *httptest.Server {
	t.Helper()
	srv := emptyServer(t)
	send(t, srv, http.MethodPost, "/api/layers?id=area&role=boundary&crs=WGS84", "", `{"type":"Feature","properties":{"name":"area"},"geometry":{"type":"Polygon","coordinates":[[[118.87,42.25],[118.875,42.25],[118.875,42.251],[118.87,42.251],[118.87,42.25]]]}}`, 201)
	send(t, srv, http.MethodPost, "/api/layers?id=land&role=landuse&crs=WGS84", "", officeLand(), 201)
	return srv
}

// send makes a request that a test expects to be answered with a status.
func send(t *testing.T, srv *httptest.Server, method, path, tag, body string, status int) string {
	t.Helper()
	request, err := http.NewRequest(method, srv.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	if tag != "" {
		request.Header.Set("If-Match", tag)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != status {
		t.Fatalf("%s %s: %d %s %v, want %d", method, path, answer.StatusCode, text, err, status)
	}
	return string(text)
}

// typeInto puts words into the input of a row of the mapping editor, as typing does.
func (p *tab) typeInto(selector, words string) {
	p.t.Helper()
	p.run(fmt.Sprintf(`const i = document.querySelector(%q); i.value = %q; i.dispatchEvent(new Event('input', { bubbles: true })); i.dispatchEvent(new Event('change', { bubbles: true }))`, selector, words))
}

// tap clicks a button and waits until the page rests.
func (p *tab) tap(selector string) {
	p.t.Helper()
	p.run(fmt.Sprintf(`document.querySelector(%q).click()`, selector))
	p.rest()
}

// TestPageMapsValues gives values of an office's own a class, sees the map and
// the numbers follow, meets somebody else's change, and deletes the mapping.
func TestPageMapsValues(t *testing.T) {
	t.Parallel()
	srv := officeServer(t)
	p := openTab(t, srv, "en", "light", "#view=landuse&pane=classes&scheme=GB50137-2011&level=2")
	p.until(`document.querySelectorAll('#mappings .maprow').length === 2`)
	listed := strings.ReplaceAll(eval[string](p, `[...document.querySelectorAll('#mappings .maprow')].map(r => r.querySelector('.pair').textContent + ': ' + r.querySelector('small').textContent).sort().join('; ')`), "\u00a0", " ")
	if want := "dlmc = 住宅: 1 parcel, 0.92 ha, land; land_use = C2: 1 parcel, 0.92 ha, land"; listed != want {
		t.Errorf("the editor lists %q, want %q", listed, want)
	}
	at := func(n int) string { return fmt.Sprintf("[%.4f, 42.2505]", 118.8705+0.001*float64(n)) }
	const rowOf = `[...document.querySelectorAll('#mappings .maprow')].find(r => r.textContent.includes(%q)).querySelector('input')`
	typed := func(of, words string) {
		p.run(fmt.Sprintf(`const i = `+rowOf+`; i.value = %q; i.dispatchEvent(new Event('input', { bubbles: true })); i.dispatchEvent(new Event('change', { bubbles: true }))`, of, words))
	}
	typed("住宅", "housing of some kind")
	p.tap("#mapping-save")
	if !eval[bool](p, fmt.Sprintf(rowOf+`.getAttribute('aria-invalid') === 'true'`, "住宅")) || !strings.Contains(p.text("#mapping-note"), "no class") {
		t.Errorf("words that name no class are taken: %q", p.text("#mapping-note"))
	}
	before := eval[string](p, fmt.Sprintf(`String(window.__app.colorAt('answer', %s))`, at(3)))
	typed("住宅", "r2")
	typed("C2", "B1")
	p.typeInto("#mapping-name", "Office words")
	p.tap("#mapping-save")
	p.until(`document.querySelector('#mapping-note').textContent.includes('version 1')`)
	var kept struct {
		Title   string
		Entries []data.MappingEntry
	}
	if err := json.Unmarshal([]byte(send(t, srv, http.MethodGet, "/api/mappings/office-words", "", "", 200)), &kept); err != nil || len(kept.Entries) != 2 || kept.Title != "Office words" {
		t.Errorf("kept %+v %v, want two entries", kept, err)
	}
	// The map, the legend and the card show the class that counts.
	if after := eval[string](p, fmt.Sprintf(`String(window.__app.colorAt('answer', %s))`, at(3))); after == before || after != eval[string](p, fmt.Sprintf(`String(window.__app.colorAt('answer', %s))`, at(0))) {
		t.Errorf("the parcel of %q is %s after it became housing, before %s", "住宅", after, before)
	}
	if legend := p.text(".legend"); !strings.Contains(legend, "R2") || !strings.Contains(legend, "B1") || !strings.Contains(legend, "No class") {
		t.Errorf("the legend says %q", legend)
	}
	xy := eval[[]float64](p, fmt.Sprintf(`(() => { const b = document.querySelector('#map').getBoundingClientRect(), [x, y] = window.__app.pixelOf(%s); return [b.x + x, b.y + y]; })()`, at(3)))
	p.click(xy[0], xy[1])
	p.until("!document.querySelector('#parcel-card').hidden")
	if basis := p.text("#parcel-basis"); basis != "By a mapping" {
		t.Errorf("the card says %q, want by a mapping", basis)
	}
	if body := eval[int](p, `document.querySelectorAll('#mappings .maprow').length`); body != 2 {
		t.Errorf("%d rows, want the two entries of the mapping", body)
	}
	// Somebody else changes it; the choice made here is kept and can be saved then.
	send(t, srv, http.MethodPut, "/api/mappings/office-words", "*", `{"title":"Office words","entries":[{"key":"dlmc","value":"住宅","scheme":"GB50137-2011","code":"R1"}]}`, 200)
	typed("C2", "B2")
	p.expect(http.StatusPreconditionFailed)
	p.tap("#mapping-save")
	p.until(`document.querySelector('#mapping-note').textContent.includes('Somebody else')`)
	p.tap("#mapping-save")
	p.until(`document.querySelector('#mapping-note').textContent.includes('version 3')`)
	if body := send(t, srv, http.MethodGet, "/api/mappings/office-words", "", "", 200); !strings.Contains(body, `"R1"`) || !strings.Contains(body, `"B2"`) {
		t.Errorf("kept %s, want R1 of the other and B2 of the page", body)
	}
	p.tap("#mapping-delete")
	p.tap("#confirm-yes")
	p.until(`document.querySelector('#mapping-note').textContent.includes('deleted')`)
	send(t, srv, http.MethodGet, "/api/mappings/office-words", "", "", 404)
	p.until(`document.querySelectorAll('#mappings .maprow').length === 2`)
}

// bring hands a file to the page's rule pane.
func (p *tab) bring(name, text string) {
	p.t.Helper()
	p.run(fmt.Sprintf(`const d = new DataTransfer(); d.items.add(new File([%q], %q)); const f = document.querySelector('#rule-file'); f.files = d.files; f.dispatchEvent(new Event('change'))`, text, name))
	p.rest()
}

// TestPageBringsRules checks a rule file before it is loaded, loads it, switches
// it off and on, and withdraws it; a recalled value never looks like a clause.
func TestPageBringsRules(t *testing.T) {
	t.Parallel()
	srv := ownParkServer(t)
	p := openTab(t, srv, "en", "light", "#view=landuse&pane=rules")
	p.until(`document.querySelector('#rule-list .rulecard')`)
	if n := eval[int](p, `document.querySelectorAll('#rule-conflicts .conflict').length`); n != len(get[struct{ Conflicts []any }](t, srv, "/api/standards").Conflicts) || n == 0 {
		t.Errorf("the page shows %d conflicts", n)
	}
	p.expect(http.StatusUnprocessableEntity)
	p.bring("Town guide.json", strings.Replace(localRules, `"recalled"`, `"heard"`, 1))
	p.until(`document.querySelector('#rules-report').dataset.phase === 'refused'`)
	if words := p.text("#rules-report"); !strings.Contains(words, "Rule 1, evidence") {
		t.Errorf("the refusal says %q, want rule 1 and its field", words)
	}
	p.expect(http.StatusBadRequest)
	p.bring("Town guide.json", "{\"rules\":[\n  x")
	p.until(`document.querySelector('#rules-report').textContent.includes('line 2')`)
	p.bring("Town guide.json", localRules)
	p.until(`document.querySelector('#rules-report').dataset.phase === 'ready'`)
	if n := eval[int](p, `document.querySelectorAll('#rules-report .conflict').length`); n != 2 {
		t.Errorf("the check shows %d conflicts, want kindergarten and primary school", n)
	}
	if sets := get[struct{ Sets []any }](t, srv, "/api/standards/sets").Sets; len(sets) != 0 {
		t.Error("a check stored the set")
	}
	p.tap("#rules-load")
	p.until(`document.querySelector('#rules-note').textContent.includes('version 1')`)
	p.run(`const k = document.querySelector('#rule-kind'); k.value = 'kindergarten'; k.dispatchEvent(new Event('change'))`)
	card := p.text(`[data-rule="town-guide/k"].rulecard`)
	if !strings.Contains(card, "not per code") || !strings.Contains(card, "Recalled") || strings.Contains(card, "3.1") || !strings.Contains(card, "400") {
		t.Errorf("a recalled value of 400 m reads %q: it is not per code and its clause is not named", card)
	}
	for _, r := range eval[[]string](p, `[...document.querySelectorAll('#rule-list [data-evidence=recalled]')].filter(c => !/not per code/.test(c.textContent) || !c.classList.contains('default') || /clause/.test(c.textContent)).map(c => c.dataset.rule)`) {
		t.Errorf("%s is recalled and looks like a clause", r)
	}
	active := func(want bool) {
		t.Helper()
		if sets := get[struct{ Sets []struct{ Active bool } }](t, srv, "/api/standards/sets").Sets; len(sets) != 1 || sets[0].Active != want {
			t.Errorf("sets %+v, want one, active %v", sets, want)
		}
	}
	p.tap(`[data-set="town-guide"] input`)
	p.until(`document.querySelector('#rules-note').textContent.includes('switched off')`)
	active(false)
	p.tap(`[data-set="town-guide"] input`)
	p.until(`document.querySelector('#rules-note').textContent.includes('in force')`)
	active(true)
	p.tap(`[data-set="town-guide"] [data-act=withdraw]`)
	p.tap("#confirm-yes")
	p.until(`document.querySelector('#rules-note').textContent.includes('withdrawn')`)
	send(t, srv, http.MethodGet, "/api/standards/sets/town-guide", "", "", 404)
}

// TestEveryFormulaHasWords: the page tells how a measure is computed in its own
// language; in English these are the service's own words.
func TestEveryFormulaHasWords(t *testing.T) {
	trial.Slow(t)
	srv := parkServer(t)
	words := map[string]map[string]string{"en": words(t, "en"), "zh": words(t, "zh")}
	latin := regexp.MustCompile(`[a-z]{4,}`)
	check := func(prefix, id, of, formula string) {
		t.Helper()
		key := prefix + id
		if got := strings.ReplaceAll(words["en"][key], "{area}", of); got != formula {
			t.Errorf("en %s is %q, the service says %q", key, got, formula)
		}
		if zh := words["zh"][key]; zh == "" || latin.MatchString(strings.ReplaceAll(zh, "{area}", "")) {
			t.Errorf("zh %s is %q", key, zh)
		}
	}
	type measure struct{ ID, Formula string }
	for id, m := range get[struct{ Measures map[string]measure }](t, srv, "/api/landuse?area=park").Measures {
		check("formula.", id, "study area", m.Formula)
	}
	for _, f := range get[struct{ Figures []measure }](t, srv, "/api/industry-city?area=park").Figures {
		check("formula.", f.ID, "study area", f.Formula)
	}
	for cells, prefix := range map[string]string{"hex": "formula.cell.", "parcel": "formula.parcel.", "district": "formula."} {
		for _, m := range get[struct{ Measures []measure }](t, srv, "/api/density?area=park&cells="+cells).Measures {
			check(prefix, m.ID, "district", m.Formula)
		}
	}
}

// TestPanesSayWhatTheServiceSays compares the panes of industry and city and of
// clearances with their answers, and looks for words of the other language.
func TestPanesSayWhatTheServiceSays(t *testing.T) {
	t.Parallel()
	srv := parkServer(t)
	city := get[struct {
		Figures  []struct{ ID string }
		Services []struct{ Service string }
	}](t, srv, "/api/industry-city?area=park&status=existing")
	near := get[struct{ Clearances, Pairs []any }](t, srv, "/api/conflicts?area=park&status=existing")
	for _, language := range []string{"en", "zh"} {
		for _, pane := range []string{"city", "clearance", "rules", "classes"} {
			p := openTab(t, srv, language, "light", "#view=landuse&pane="+pane)
			p.until(`document.querySelector('.panebody')?.children.length > 2`)
			p.rest()
			switch pane {
			case "city":
				if f, s := eval[int](p, `document.querySelectorAll('#city [data-figure]').length`), eval[int](p, `document.querySelectorAll('#city [data-service]').length`); f != len(city.Figures) || s != len(city.Services) || f == 0 || s == 0 {
					t.Errorf("%d figures and %d services, want %d and %d", f, s, len(city.Figures), len(city.Services))
				}
				p.run(`document.querySelectorAll('.how').forEach(b => b.click())`)
			case "clearance":
				if c, n := eval[int](p, `document.querySelectorAll('#clearance .rulecard').length`), eval[int](p, `document.querySelectorAll('#clearance .pairrow').length`); c != len(near.Clearances) || n != len(near.Pairs) || n == 0 {
					t.Errorf("%d rules and %d pairs, want %d and %d", c, n, len(near.Clearances), len(near.Pairs))
				}
				p.tap("#clearance .pairrow")
			}
			body := eval[string](p, `document.querySelector('.landpanes').innerText`)
			if language == "en" && pane != "rules" && pane != "clearance" {
				if m := regexp.MustCompile(`\p{Han}+`).FindString(strings.ReplaceAll(body, "公交都市考核评价指标体系", "")); m != "" {
					t.Errorf("en %s says %q", pane, m)
				}
			}
			if language == "zh" {
				told := eval[string](p, `[...document.querySelectorAll('.landpanes .note, .landpanes h3, .landpanes h4, .landpanes dt, .landpanes .hownote p, .landpanes .badge, .landpanes .rulename, .landpanes .sentence')].map(e => e.textContent).join('\n')`)
				if m := regexp.MustCompile(`(?m)^.*[a-z]{4,} [a-z]{3,}.*$`).FindString(strings.ReplaceAll(told, "Cervero and Kockelman", "")); m != "" {
					t.Errorf("zh %s says %q", pane, m)
				}
			}
			if m := regexp.MustCompile(`\b(pane|map|rules|city|clear|how|formula|evidence|metric|case|basis)\.[a-z_.]+`).FindString(body); m != "" {
				t.Errorf("%s %s: a key is left: %s", language, pane, m)
			}
			if wide := eval[string](p, `[...document.querySelectorAll('.landpanes *:not(.hidden)')].filter(e => e.offsetParent && e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== 'inline').map(e => e.className + ' ' + e.textContent.slice(0, 60)).join(' | ')`); wide != "" {
				t.Errorf("%s %s: too wide: %s", language, pane, wide)
			}
		}
	}
}

// TestDensityLegendCountsEveryCell goes through every kind of cell: the legend's
// classes hold all of them, and the formula beside the measure is the service's.
func TestDensityLegendCountsEveryCell(t *testing.T) {
	t.Parallel()
	srv := parkServer(t)
	counts := regexp.MustCompile(`\((\d[\d,]*)\)$`)
	for _, c := range []struct{ hash, query string }{
		{"cells=hex&size=500", "cells=hex&size=500"}, {"cells=square&size=500", "cells=square&size=500"}, {"cells=square&size=500&kernel=1000", "cells=square&size=500&kernel=1000"},
		{"cells=district", "cells=district"}, {"cells=parcel", "cells=parcel"},
	} {
		want := get[struct {
			Features []any
			Measures []struct{ ID, Formula string }
		}](t, srv, "/api/density?area=park&"+c.query)
		p := openTab(t, srv, "en", "light", "#view=density&measure=far_gross&"+c.hash)
		p.until(`document.querySelectorAll('.legend li').length > 2`)
		sum := 0.0
		for _, row := range eval[[]string](p, `[...document.querySelectorAll('.legend li')].map(l => l.textContent)`) {
			if m := counts.FindStringSubmatch(row); m != nil {
				sum += numberIn(t, m[1])
			}
		}
		if int(sum) != len(want.Features) || sum == 0 {
			t.Errorf("%s: the legend counts %v cells, the service has %d", c.hash, sum, len(want.Features))
		}
		for _, m := range want.Measures {
			if m.ID == "far_gross" && !strings.Contains(p.text("#measure-how"), m.Formula) {
				t.Errorf("%s: the page says %q, want %q", c.hash, p.text("#measure-how"), m.Formula)
			}
		}
		if smoothed := strings.Contains(p.text("#measure-how"), "1,000 m"); smoothed != strings.Contains(c.hash, "kernel") {
			t.Errorf("%s: the page says %q of smoothing", c.hash, p.text("#measure-how"))
		}
	}
}

// TestFaultsAreWorded: what could not be used is named in the page's language.
func TestFaultsAreWorded(t *testing.T) {
	t.Parallel()
	srv := officeServer(t)
	square := func(id, properties string, x float64) string {
		return fmt.Sprintf(`{"type":"Feature","id":%q,"properties":{%s},"geometry":{"type":"Polygon","coordinates":[[[%.3f,42.25],[%.3f,42.25],[%.3f,42.251],[%.3f,42.251],[%.3f,42.25]]]}}`, id, properties, x, x+0.001, x+0.001, x, x)
	}
	send(t, srv, http.MethodPost, "/api/layers?id=land&role=landuse&crs=WGS84", "", `{"type":"FeatureCollection","features":[`+strings.Join([]string{
		square("steep", `"code":"R2","floor_area_m2":400000`, 118.87), square("less", `"code":"R2","floor_area_m2":-3`, 118.871),
		square("words", `"code":"R2","floor_area_m2":"very much"`, 118.872), square("green", `"code":"G1","green_area_m2":99999`, 118.873), square("odd", `"code":"Q9"`, 118.874),
	}, ",")+`]}`, 201)
	p := openTab(t, srv, "zh", "light", "#view=landuse")
	p.until(`document.querySelectorAll('#lu-faults li').length >= 4`)
	for _, line := range eval[[]string](p, `[...document.querySelectorAll('#lu-faults li')].map(l => l.textContent)`) {
		_, says, _ := strings.Cut(line, ": ")
		if says == "" || regexp.MustCompile(`[a-z]{3,} [a-z]{2,}`).MatchString(says) {
			t.Errorf("the Chinese page says %q", line)
		}
	}
}
