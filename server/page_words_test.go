package server_test

import (
	"testing"
)

// TestPageSpeaksOneLanguage opens every view in both languages: no key of the
// catalogue stands on the page for its words, no Chinese on the English page, and
// on the Chinese one no English but names, codes and units.
func TestPageSpeaksOneLanguage(t *testing.T) {
	t.Parallel()
	srv := parkServer(t)
	const read = `(() => {
		const found = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
		for (let n = walk.nextNode(); n; n = walk.nextNode()) if (!n.parentElement.closest('[lang]:not(html), script, noscript, code, kbd')) found.push(n.textContent);
		for (const e of document.querySelectorAll('[title], [aria-label], [placeholder]')) if (!e.closest('[lang]:not(html)')) found.push(e.title ?? '', e.getAttribute('aria-label') ?? '', e.getAttribute('placeholder') ?? '');
		return [...new Set(found.map((s) => s.trim()).filter(Boolean))];
	})()`
	// What stands as its source has it: names of standards, how binding a clause is, an inferred name, a citation.
	const quoted = `/建标|指标体系|^How binding it is: |^Name: |^来源：/`
	for language, wrong := range map[string]string{"en": `/[\u4e00-\u9fff]/`, "zh": `/\b(the|and|of|is|not|with|for|are|from)\b/i`} {
		p := openTab(t, srv, language, "light", schoolHash)
		for _, view := range []string{"coverage&gap=1", "landuse", "landuse&pane=score", "landuse&pane=city", "landuse&pane=clearance", "density", "scenarios", "data"} {
			p.follow(schoolHash + "&view=" + view)
			p.run("document.querySelector('.layers').open = true; document.querySelectorAll('.how').forEach((b) => b.click())")
			p.rest()
			if got := eval[[]string](p, read+`.filter((s) => `+wrong+`.test(s) && !`+quoted+`.test(s))`); len(got) > 0 {
				t.Errorf("%s, %s: in the other language: %q", language, view, got)
			}
			if got := eval[[]string](p, read+`.filter((s) => /^[a-z]+(\.[a-z_]+)+$/.test(s))`); len(got) > 0 {
				t.Errorf("%s, %s: keys without words: %q", language, view, got)
			}
		}
	}
}
