package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"

	"catchment/data"
	"catchment/server"
)

// TestLicence: where the terms of the data are known, every collection links to
// them, results too, in documents and on pages; otherwise none does.
func TestLicence(t *testing.T) {
	const terms = "https://creativecommons.org/licenses/by/4.0/"
	s, without := newPark(t, server.Options{Licence: terms}), newPark(t, server.Options{})
	for _, one := range []*site{s, without} {
		if a := one.do(http.MethodPost, "/api/scenarios", strings.NewReader(schools), "Content-Type", asJSON); a.status != http.StatusCreated {
			t.Fatal(a)
		}
	}
	for _, path := range []string{"/?f=json", "/collections", "/collections/landuse", "/collections/gaps:" + url.PathEscape("方案一-north-school")} {
		link := "<" + terms + `>; rel="license"; type="text/html"`
		if a := s.get(path); strings.Count(strings.Join(a.header.Values("Link"), "\n"), link) != 1 || !strings.Contains(string(a.body), `"href":"`+terms+`","rel":"license"`) {
			t.Errorf("%v: links %q\n%.600s", a, a.header.Values("Link"), a.body)
		}
		if a := without.get(path); strings.Contains(string(a.body), `"rel":"license"`) {
			t.Errorf("%v links to terms that nobody named", a)
		}
	}
	if a := s.do(http.MethodGet, "/collections/landuse?f=html", nil); !strings.Contains(string(a.body), `href="`+terms) {
		t.Errorf("%v does not link to the terms", a)
	}
	catalog, err := data.OpenCatalog(t.Context(), &data.Memory{})
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"CC BY", "ftp://example.org", "https://", `https://example.org/">`, "javascript:alert(1)"} {
		if _, err := server.New(server.Options{Catalog: catalog, Page: fstest.MapFS{"index.html": {}}, Licence: bad}); err == nil || !strings.Contains(err.Error(), "licence") {
			t.Errorf("licence %q: %v", bad, err)
		}
	}
}
