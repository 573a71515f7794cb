package server_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestEveryKeyOfTheSheetWorks opens the ? sheet and presses each key it names, on
// the page as it is when nothing has the focus: each does what the sheet says.
func TestEveryKeyOfTheSheetWorks(t *testing.T) {
	t.Parallel()
	p := openTab(t, parkServer(t), "en", "light", whatIfHash)
	told := func(condition string) func() bool {
		return func() bool {
			p.rest()
			return eval[bool](p, "Boolean("+condition+")")
		}
	}
	setting := func(name, value string) func() bool {
		return told(fmt.Sprintf("String(window.__app.inspect().settings.%s) === %q", name, value))
	}
	onMap := func(key string) { p.run("document.querySelector('#map').focus()"); p.press(key) }
	closeDialog := func() { p.run("document.querySelector('dialog[open]')?.close()") }
	tries := []struct {
		sheet string // as it stands there
		press func()
		is    func() bool
		after func()
	}{
		{"1–5", func() { p.key("5") }, setting("view", "data"), nil},
		{"1–5", func() { p.key("4") }, setting("view", "scenarios"), nil},
		{"1–5", func() { p.key("3") }, setting("view", "density"), nil},
		{"1–5", func() { p.key("2") }, setting("view", "landuse"), nil},
		{"1–5", func() { p.key("1") }, setting("view", "coverage"), nil},
		{"R", func() { p.key("r") }, told("document.activeElement.id === 'slider'"), nil},
		{"←→", func() { p.press(kb.ArrowRight) }, setting("radius", "510"), nil},
		{"←→", func() { p.press(kb.ArrowLeft) }, setting("radius", "500"), nil},
		{"PgUpPgDn", func() { p.press(kb.PageUp) }, setting("radius", "600"), nil},
		{"PgUpPgDn", func() { p.press(kb.PageDown) }, setting("radius", "500"), nil},
		{"G", func() { p.key("g") }, setting("gap", "1"), nil},
		{"G", func() { p.key("g") }, setting("gap", "2"), nil},
		{"Esc", func() { p.key(kb.Escape) }, setting("gap", "0"), nil},
		{"/", func() { p.key("/") }, told("document.activeElement?.id === 'find'"), closeDialog},
		{"P", func() { p.key("p") }, told("document.querySelector('#propose').getAttribute('aria-pressed') === 'true'"), nil},
		{"Enter", func() { onMap("\r") }, told("window.__app.inspect().settings.sites.startsWith('a:new-1@')"), nil},
		{"M", func() {
			p.run("window.was = window.__app.inspect().settings")
			onMap(kb.ArrowRight)
			p.until("window.__app.inspect().settings.at !== window.was.at")
			p.key("m")
		}, told("window.__app.inspect().settings.sites.startsWith('a:new-1@') && window.__app.inspect().settings.sites !== window.was.sites"), nil},
		{"Del", func() { p.key(kb.Delete) }, setting("sites", ""), nil},
		{"CtrlZ", func() { p.press("z", chromedp.ModifierCtrl) }, told("window.__app.inspect().settings.sites !== ''"), nil},
		{"CtrlY", func() { p.press("y", chromedp.ModifierCtrl) }, setting("sites", ""), nil},
		{"Esc", func() { p.key(kb.Escape) }, told("document.querySelector('#propose').getAttribute('aria-pressed') === 'false'"), nil},
		{"D", func() { p.key("d") }, told("document.querySelector('#draw-banner').checkVisibility()"), nil},
		{"Esc", func() { p.key(kb.Escape) }, told("!document.querySelector('#draw-banner').checkVisibility()"), nil},
		{"E", func() { p.key("e") }, told("document.querySelector('#export-dialog')?.open"), closeDialog},
		{"[]", func() { p.run("window.was = window.__app.inspect().settings.at"); p.key("[") }, told("window.__app.inspect().settings.folded === 'left' && window.__app.inspect().settings.at === window.was"), nil},
		{"[]", func() { p.key("]") }, told("window.__app.inspect().settings.folded === 'both' && !document.querySelector('.side').checkVisibility()"), nil},
		{"[]", func() { p.key("["); p.key("]") }, told("window.__app.inspect().settings.folded === '' && document.querySelector('.side').checkVisibility()"), nil},
		{"H", func() {
			p.run("window.was = window.__app.inspect().settings.at; document.querySelector('#zoom-in').click()")
			p.until("window.__app.inspect().settings.at !== window.was")
			p.key("h")
			p.until("window.__app.inspect().settings.at.endsWith(',13.75')")
		}, told("true"), nil},
		{"CtrlO", func() {
			p.run("window.picked = 0; document.querySelector('#file').click = () => window.picked++")
			p.press("o", chromedp.ModifierCtrl)
		}, told("window.picked === 1"), nil},
		{"?", func() { p.key("?") }, told("document.querySelector('#help-dialog')?.open"), nil},
	}
	var tried []string
	for _, try := range tries {
		tried = append(tried, try.sheet)
		try.press()
		if !try.is() {
			t.Errorf("%s: the page is at %v, the focus at %q", try.sheet, eval[map[string]any](p, "window.__app.inspect().settings"), eval[string](p, "document.activeElement?.id ?? ''"))
		}
		if try.after != nil {
			try.after()
		}
	}
	p.picture("keys")
	for _, key := range eval[[]string](p, "[...document.querySelectorAll('.keysheet dt')].map((e) => e.textContent.replace(/\\s/g, ''))") {
		if !slices.Contains(tried, key) {
			t.Errorf("the sheet names %q, which the test does not press", key)
		}
	}
	if words := p.text(".keysheet"); strings.Contains(words, "help.key") {
		t.Errorf("the sheet has a key without words: %q", words)
	}
}
