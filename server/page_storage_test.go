package server_test

import (
	"strings"
	"testing"
)

// TestPageWithoutSiteData opens the page in a browser that refuses site data, and
// in one that has no room for them: language and theme turn, a what-if is made and
// cleared, and nothing is said to be kept.
func TestPageWithoutSiteData(t *testing.T) {
	t.Parallel()
	srv := ownParkServer(t)
	for name, script := range map[string]string{
		"refused": `Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('access is denied', 'SecurityError'); } });`,
		"full":    `localStorage.clear(); Storage.prototype.setItem = () => { throw new DOMException('no room', 'QuotaExceededError'); };`,
	} {
		p := newTab(t, srv, "zh", "dark")
		p.before(script)
		p.goTo(whatIfHash + "&lang=en")
		p.rest()
		theme := func() string { return eval[string](p, "document.documentElement.dataset.theme") }
		before := theme()
		p.run("document.querySelector('#theme').click()")
		p.rest()
		if theme() == before {
			t.Errorf("%s: the theme stays %s", name, before)
		}
		p.run("document.querySelector('#language').click()")
		p.until("document.documentElement.lang === 'zh-CN'")
		p.rest()
		p.run("document.querySelector('#language').click()")
		p.until("document.documentElement.lang === 'en'")
		p.rest()

		p.key("p")
		p.click(p.placeOf("[118.857,42.2505]"))
		p.until("window.__app.inspect().settings.sites.startsWith('a:')")
		p.key("p")
		p.until("document.querySelector('#draft-where').textContent.includes('only the page’s address')")
		address := p.address()
		p.run("window.stays = true; location.reload()")
		p.until("!window.stays && window.__app?.resting()")
		if p.address() != address || !strings.Contains(address, "sites=") {
			t.Errorf("%s: loaded anew the page is at %s, was at %s", name, p.address(), address)
		}
		p.run("document.querySelector('#keep-sites').click()")
		p.until("document.querySelector('#save-scenario')?.checkVisibility()")
		p.run("document.querySelector('#save-scenario').click()")
		p.until("document.querySelector('#toast').textContent.includes('saved')")
		p.rest()
		p.goTo("?again#lang=en")
		p.rest()
		if eval[bool](p, "document.querySelector('#draft-banner')?.checkVisibility() || !document.querySelector('.notice').hidden") {
			t.Errorf("%s: the page offers a draft, or says %q", name, p.text(".notice"))
		}
	}
}
