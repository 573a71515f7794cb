package server_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"catchment/geo/trial"
	"catchment/server"
	"catchment/server/ogc"
)

var href = regexp.MustCompile(`"href":"([^"]*)"`)

// links are the addresses in the body and the Link headers of an answer.
func (a answer) links() (all []string) {
	for _, m := range href.FindAllStringSubmatch(string(a.body), -1) {
		all = append(all, m[1])
	}
	for _, line := range a.header["Link"] {
		address, _, _ := strings.Cut(strings.TrimPrefix(line, "<"), ">")
		all = append(all, address)
	}
	return all
}

// TestWhereLinksStart: links go where the operator says, else where a believed
// proxy says, else where the request was sent; nobody else is believed.
func TestWhereLinksStart(t *testing.T) {
	trial.Slow(t)
	forwarded := []string{"X-Forwarded-Proto", "https", "X-Forwarded-Host", "gis.example.org", "X-Forwarded-Prefix", "/catchment/"}
	here := []string{"127.0.0.1"}
	for _, c := range []struct {
		name    string
		address string
		proxies []string
		headers []string
		want    string // nothing or a path: below the address of the test's own service
	}{
		{"nothing said", "", nil, nil, ""},
		{"a stranger forwards", "", nil, forwarded, ""},
		{"another network is believed", "", []string{"10.0.0.0/8", "2001:db8::/32"}, forwarded, ""},
		{"a believed address", "", here, forwarded, "https://gis.example.org/catchment"},
		{"a believed network", "", []string{"127.0.0.0/8"}, forwarded, "https://gis.example.org/catchment"},
		{"an address mapped to IPv6", "", []string{"::ffff:127.0.0.1"}, forwarded, "https://gis.example.org/catchment"},
		{"the first of a chain", "", here, []string{"X-Forwarded-Proto", "https, http", "X-Forwarded-Host", "gis.example.org, inner"}, "https://gis.example.org"},
		{"only a prefix", "", here, []string{"X-Forwarded-Prefix", "/gis"}, "/gis"},
		{"no scheme of ours", "", here, []string{"X-Forwarded-Proto", "javascript"}, ""},
		{"no host", "", here, []string{"X-Forwarded-Host", `evil.example.net/"><script>`}, ""},
		{"user and host", "", here, []string{"X-Forwarded-Host", "a@evil.example.net"}, ""},
		{"a prefix that names a host", "", here, []string{"X-Forwarded-Prefix", "//evil.example.net"}, ""},
		{"a prefix that is none", "", here, []string{"X-Forwarded-Prefix", "evil"}, ""},
		{"the operator's word", "https://gis.example.org/a/", nil, nil, "https://gis.example.org/a"},
		{"the operator's word before a proxy's", "https://gis.example.org/a", here, forwarded, "https://gis.example.org/a"},
	} {
		base, err := ogc.ParseBase(c.address, c.proxies)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		s := newPark(t, server.Options{Base: base})
		want := c.want
		if !strings.HasPrefix(want, "http") {
			want = s.url + want
		}
		for _, path := range []string{"/", "/collections", "/collections/landuse", "/collections/landuse/items?limit=2&offset=2", "/collections/facilities/items/clinic-01"} {
			links := s.do(http.MethodGet, path, nil, append([]string{"Accept", "application/json"}, c.headers...)...).links()
			for _, l := range links {
				if !strings.HasPrefix(l, want+"/") {
					t.Errorf("%s: %s links to %s, want it below %s", c.name, path, l, want)
				}
			}
			if len(links) < 4 {
				t.Errorf("%s: %s has the links %q", c.name, path, links)
			}
		}
	}
}

// TestPagingBehindAProxy walks over all pages as a client outside sees them:
// the proxy takes the prefix off.
func TestPagingBehindAProxy(t *testing.T) {
	base, err := ogc.ParseBase("", []string{"127.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	s := newPark(t, server.Options{Base: base})
	const outside = "https://gis.example.org/catchment"
	pages, features := 0, 0
	for next := outside + "/collections/landuse/items?limit=200&bbox=118,42,119,43"; next != ""; pages++ {
		inside, ok := strings.CutPrefix(next, outside)
		if !ok || pages > 10 {
			t.Fatalf("page %d is at %s", pages, next)
		}
		var page itemsShape
		s.do(http.MethodGet, inside, nil, "X-Forwarded-Proto", "https", "X-Forwarded-Host", "gis.example.org", "X-Forwarded-Prefix", "/catchment").into(t, &page)
		features += len(page.Features)
		next = page.next()
		if u, err := url.Parse(next); err != nil || next != "" && u.Path != "/catchment/collections/landuse/items" {
			t.Errorf("the next page is at %s", next)
		}
	}
	if pages != 4 || features != 735 {
		t.Errorf("%d features on %d pages by 200, want 735 on 4", features, pages)
	}
}

func TestBadBase(t *testing.T) {
	for _, bad := range []string{"gis.example.org", "/catchment", "ftp://gis.example.org", "https://", "https://a:b@gis.example.org", "https://gis.example.org/?a=b", "https://gis.example.org/#x", "https://gis.example.org/\"x"} {
		if b, err := ogc.ParseBase(bad, nil); err == nil {
			t.Errorf("ParseBase(%q) = %v", bad, b)
		}
	}
	for _, bad := range []string{"", "proxy.example.org", "10.0.0.0/33", "10.0.0", "*", "10.0.0.1:80"} {
		if b, err := ogc.ParseBase("", []string{bad}); err == nil {
			t.Errorf("ParseBase with the proxy %q = %v", bad, b)
		}
	}
}
