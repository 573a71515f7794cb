package server_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// TestOldVersionsAreRemoved removes old versions of a layer in the data view:
// the page says first what goes and what stays, a no changes nothing, and what
// is served stays as it is.
func TestOldVersionsAreRemoved(t *testing.T) {
	t.Parallel()
	for _, language := range []string{"en", "zh"} {
		srv := ownParkServer(t)
		for i := range 4 {
			send(t, srv, http.MethodPost, "/api/layers?id=p&role=other", "", spots(spot("a", fmt.Sprintf(`{"n":%d}`, i), 118.87)), http.StatusCreated)
		}
		served := func() string {
			return send(t, srv, http.MethodGet, "/api/layers/p/features", "", "", http.StatusOK) + send(t, srv, http.MethodGet, "/api/layers/p", "", "", http.StatusOK)
		}
		versions := func() string {
			var all []string
			for _, v := range get[struct{ Versions []struct{ Version int } }](t, srv, "/api/layers/p/versions").Versions {
				all = append(all, fmt.Sprint(v.Version))
			}
			return strings.Join(all, " ")
		}
		before := served()
		p := openTab(t, srv, language, "light", "#view=data&layer=p")
		ask := func(from int) string {
			p.until("document.querySelector('#forget')")
			p.run("document.querySelector('#forget').click()")
			p.until("document.querySelector('#forget-from') === document.activeElement")
			p.run(fmt.Sprintf("const from = document.querySelector('#forget-from'); from.value = '%d'; from.dispatchEvent(new Event('change'))", from))
			return p.text("#forget-words")
		}
		for from, want := range map[int][2]string{4: {"v1–v3", "v4"}, 2: {"v1", "v2–v4"}, 3: {"v1, v2", "v3, v4"}} {
			words := ask(from)
			goes, stays := strings.Index(words, want[0]), strings.LastIndex(words, want[1])
			if goes != 0 || stays <= goes {
				t.Errorf("kept from v%d, the page says %q, want that %s go and %s stay", from, words, want[0], want[1])
			}
			p.picture(fmt.Sprintf("forget-%d-%s", from, language))
			p.run("document.querySelector('#confirm').close()")
			p.until("!document.querySelector('#confirm')")
		}
		if got := versions(); got != "4 3 2 1" {
			t.Fatalf("after the answer no, the versions are %s", got)
		}
		ask(3)
		p.run("document.querySelector('#confirm-yes').click()")
		p.until("!document.querySelector('#confirm') && document.querySelectorAll('#versions li').length === 2")
		if words := p.text("#difference"); !strings.Contains(words, "v1, v2") {
			t.Errorf("after it, the page says %q", words)
		}
		p.run("document.querySelector('#versions').scrollIntoView({block: 'center'})")
		p.picture("forgotten-" + language)
		if got := versions(); got != "4 3" || served() != before {
			t.Errorf("versions 1 and 2 removed, there are %s; the layer is the same: %v", got, served() == before)
		}
		ask(4)
		p.run("document.querySelector('#confirm-yes').click()")
		p.until("!document.querySelector('#confirm') && document.querySelectorAll('#versions li').length === 1 && !document.querySelector('#forget')")
	}
}
