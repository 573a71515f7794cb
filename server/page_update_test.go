package server_test

import (
	"fmt"
	"io/fs"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// TestPageOpenAcrossAnUpdate leaves a page open while its service is replaced by
// one with other files: what the page lacks then is said not to be the network's
// fault, and loading it again brings the same state.
func TestPageOpenAcrossAnUpdate(t *testing.T) {
	t.Parallel()
	srv, d := parkBehindDoor(t)
	old, err := fs.ReadFile(joinedPage(), "index.html")
	if err != nil {
		t.Fatal(err)
	}
	script := regexp.MustCompile(`<script type="module" src="(joined/[^"]+\.js)"`).FindSubmatch(old)
	if script == nil {
		t.Fatal("index.html names no joined script")
	}
	update := func(w http.ResponseWriter, r *http.Request) bool {
		switch {
		case r.URL.Path == "/":
			fmt.Fprint(w, strings.ReplaceAll(string(old), string(script[1]), "joined/start-NEWNAME.js"))
		case strings.HasPrefix(r.URL.Path, "/joined/"):
			http.NotFound(w, r)
		default:
			return false
		}
		return true
	}
	for _, c := range []struct{ language, says, act string }{
		{"en", "was updated", `document.querySelector('.tab[data-view="density"]').click()`},
		{"zh", "已更新", `document.querySelector('#search').click()`},
	} {
		p := openTab(t, srv, c.language, "light", whatIfHash+"&sites=a:new-1@118.857,42.2505")
		p.expect(http.StatusNotFound)
		d.set("/", update)
		p.slide(640)
		p.run(c.act)
		p.until("document.querySelector('.notice').dataset.state === 'updated' && !document.querySelector('.notice').hidden")
		p.rest()
		if got := p.text(".notice"); !strings.Contains(got, c.says) {
			t.Errorf("%s: the notice says %q", c.language, got)
		}
		if got := p.text(".lamp"); got == "Offline" {
			t.Error("a service that answers is called offline")
		}
		p.picture("state-updated-" + c.language)
		before := eval[map[string]any](p, "window.__app.inspect().settings")
		d.set("/", nil)
		p.run("window.stays = true; document.querySelector('#renew').click()")
		p.until("!window.stays && window.__app?.resting()")
		if after := eval[map[string]any](p, "window.__app.inspect().settings"); fmt.Sprint(after) != fmt.Sprint(before) {
			t.Errorf("loaded again, the page is at %v, before it was at %v", after, before)
		}
	}
}
