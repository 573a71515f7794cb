package server_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
)

// TestPageSpeaksBothLanguages opens every view in both languages and themes:
// English has no Chinese but names from the data, nothing is left as a key,
// and no header or button overflows.
func TestPageSpeaksBothLanguages(t *testing.T) {
	t.Parallel()
	srv := parkServer(t)
	for _, c := range []struct{ language, theme string }{{"en", "light"}, {"zh", "dark"}} {
		p := openTab(t, srv, c.language, c.theme, "")
		for _, view := range []string{"landuse", "density", "scenarios", "data", "coverage"} {
			p.run(fmt.Sprintf(`document.querySelector('.tab[data-view="%s"]').click()`, view))
			p.rest()
			words := eval[string](p, "document.body.innerText")
			for _, key := range []string{"view.", "cov.", "gap.", "lu.", "den.", "sc.", "data.", "status.", "undefined", "NaN", "[object"} {
				if i := strings.Index(words, key); i >= 0 && !strings.Contains(words[max(0, i-40):i], "\"") {
					t.Errorf("%s %s %s: the page says %q", c.language, c.theme, view, words[max(0, i-40):min(len(words), i+40)])
				}
			}
			if c.language == "en" {
				if han := eval[string](p, `[...document.querySelectorAll('button, label, h1, h2, h3, dt, th, summary, p.note')].map(e => e.textContent).filter(s => /[\u4e00-\u9fff]/.test(s) && s !== '中文' && !/Standard/.test(s)).join(' | ')`); han != "" {
					t.Errorf("en %s: Chinese words in the English page: %s", view, han)
				}
			}
			if wide := eval[string](p, `[...document.querySelectorAll('button, .choice span, .tab')].filter(e => e.offsetParent && e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== 'inline').map(e => e.textContent).join(' | ')`); wide != "" {
				t.Errorf("%s %s: text overflows in %s", c.language, view, wide)
			}
		}
		if got, want := eval[string](p, "document.documentElement.lang"), map[string]string{"en": "en", "zh": "zh-CN"}[c.language]; got != want {
			t.Errorf("lang is %q, want %q", got, want)
		}
	}
}

func TestLandUseTableEqualsTheAPI(t *testing.T) {
	t.Parallel()
	srv := parkServer(t)
	p := openTab(t, srv, "en", "light", "#view=landuse&level=1")
	type class struct {
		Code   string
		AreaM2 float64 `json:"area_m2"`
	}
	want := get[struct{ Classes []class }](t, srv, "/api/landuse?area=park&level=1").Classes
	type row struct {
		Code string
		Ha   string
	}
	got := eval[[]row](p, `[...document.querySelectorAll('#landuse-table tbody tr')].map(r => ({Code: r.dataset.key, Ha: r.cells[2].textContent}))`)
	if len(got) != len(want) || len(got) == 0 {
		t.Fatalf("the table has %d classes, the API %d", len(got), len(want))
	}
	for i, w := range want {
		if got[i].Code != w.Code || !near(numberIn(t, got[i].Ha), w.AreaM2/1e4, 1) {
			t.Errorf("row %d is %v, want %v", i, got[i], w)
		}
	}
}

func TestDensityMeanIsPeopleOverLand(t *testing.T) {
	t.Parallel()
	srv := parkServer(t)
	p := openTab(t, srv, "en", "light", "#view=density&measure=population_density&size=500&cells=square")
	balance := get[struct {
		Measures map[string]struct{ Value float64 }
	}](t, srv, "/api/landuse?area=park")
	want := balance.Measures["population_density"].Value
	words := p.text(".sentence")
	_, after, _ := strings.Cut(words, ": ")
	if got := numberIn(t, after); math.Abs(got-want) > 1 {
		t.Errorf("the page says %q, the balance has %v people/km²", words, want)
	}
}

func TestKeysReachEveryView(t *testing.T) {
	t.Parallel()
	srv := parkServer(t)
	p := openTab(t, srv, "en", "light", "")
	for key, view := range map[string]string{"2": "landuse", "3": "density", "4": "scenarios", "5": "data", "1": "coverage"} {
		p.key(key)
		p.until(fmt.Sprintf(`document.querySelector('.tab[data-view="%s"]').getAttribute('aria-current') === 'page'`, view))
		p.rest()
	}
	p.key("1")
	p.rest()
	p.key("g")
	p.until("!document.querySelector('#gap-card').hidden")
	p.key("r")
	p.until("document.activeElement.id === 'slider'")
	p.key("?")
	p.until("document.querySelector('#help-dialog')?.open")
}

// TestLinkKeepsTheLanguage opens a link of somebody who reads another language:
// it opens in theirs, the own choice stays for other visits, and turning to it
// goes into the address.
func TestLinkKeepsTheLanguage(t *testing.T) {
	t.Parallel()
	p := openTab(t, parkServer(t), "zh", "light", "#lang=en")
	state := func() []string {
		return eval[[]string](p, "[document.documentElement.lang, window.__app.inspect().settings.lang, localStorage.getItem('language')]")
	}
	if got := state(); !slices.Equal(got, []string{"en", "en", "zh"}) {
		t.Errorf("page, address and own choice are %v, want en, en and zh", got)
	}
	p.run("document.querySelector('#language').click()")
	p.until("document.documentElement.lang === 'zh-CN' && location.hash.includes('lang=zh')")
	p.rest()
	p.run("location.hash = location.hash.replace('lang=zh', 'lang=en')")
	p.until("document.documentElement.lang === 'en'")
	p.rest()
	if got := state(); !slices.Equal(got, []string{"en", "en", "zh"}) {
		t.Errorf("after another link: page, address and own choice are %v, want en, en and zh", got)
	}
}

// TestLanguageTurnsWhileTheMapZooms makes the page anew while the map is between two
// zooms: what the old map does at the end of its zoom is not heard.
func TestLanguageTurnsWhileTheMapZooms(t *testing.T) {
	t.Parallel()
	p := openTab(t, parkServer(t), "en", "light", "")
	for range 3 {
		p.run("document.querySelector('#zoom-in').click()")
		evalAsync[bool](p, "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))")
		p.run("document.querySelector('#language').click()")
		evalAsync[bool](p, "new Promise((done) => setTimeout(done, 400, true))") // longer than a zoom
		p.rest()
	}
}
