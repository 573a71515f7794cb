package ogc

import (
	"fmt"
	"net/netip"
	"net/url"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// Base says where the links in answers start. The zero value takes the host
// that the request was sent to and believes no proxy.
type Base struct {
	// URL is the address of the service as clients know it, such as
	// https://gis.example.org/catchment; empty to take the request's.
	URL string
	// Proxies are those whose X-Forwarded-Proto, -Host and -Prefix are believed.
	Proxies []netip.Prefix
}

// ParseBase reads the address of the service as clients know it, empty for the
// request's own, and the addresses or networks (192.0.2.7, 10.0.0.0/8) of
// proxies to be believed.
func ParseBase(address string, proxies []string) (Base, error) {
	b := Base{URL: strings.TrimSuffix(address, "/")}
	if address != "" {
		if !IsAddress(address) || strings.ContainsAny(address, "?#\\") {
			return Base{}, fmt.Errorf("%q is no address such as https://gis.example.org/catchment", address)
		}
	}
	for _, text := range proxies {
		p, err := netip.ParsePrefix(text)
		if err != nil {
			var one netip.Addr
			if one, err = netip.ParseAddr(text); err == nil {
				p, err = one.Unmap().Prefix(one.Unmap().BitLen())
			}
		}
		if err != nil {
			return Base{}, fmt.Errorf("%q is neither an address nor a network such as 10.0.0.0/8", text)
		}
		b.Proxies = append(b.Proxies, p.Masked())
	}
	return b, nil
}

// IsAddress says whether text is the whole address of something on the web, without
// a user's name and without what would end it where it is written down.
func IsAddress(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.User == nil && !strings.ContainsAny(text, "<>\"' ")
}

// of returns the address of the service for a request, without a slash at its
// end.
func (b Base) of(ctx huma.Context) string {
	if b.URL != "" {
		return strings.TrimSuffix(b.URL, "/")
	}
	scheme, host, prefix := "http", ctx.Host(), ""
	if ctx.TLS() != nil {
		scheme = "https"
	}
	if len(b.Proxies) > 0 && b.trusts(ctx.RemoteAddr()) {
		if v := firstOf(ctx.Header("X-Forwarded-Proto")); v == "http" || v == "https" {
			scheme = v
		}
		if v := firstOf(ctx.Header("X-Forwarded-Host")); v != "" && !strings.ContainsAny(v, "/\\@?#<>\"' ") {
			host = v
		}
		if v := strings.TrimSuffix(firstOf(ctx.Header("X-Forwarded-Prefix")), "/"); strings.HasPrefix(v, "/") &&
			!strings.HasPrefix(v, "//") && !strings.ContainsAny(v, "\\?#<>\"' ") {
			prefix = v
		}
	}
	return scheme + "://" + host + prefix
}

// trusts tells whether the other end of a connection is a believed proxy.
func (b Base) trusts(remote string) bool {
	at, err := netip.ParseAddrPort(remote)
	if err != nil {
		return false
	}
	for _, p := range b.Proxies {
		if p.Contains(at.Addr().Unmap()) {
			return true
		}
	}
	return false
}

// firstOf returns the first of a comma-separated list: what the client's own
// proxy saw.
func firstOf(list string) string {
	first, _, _ := strings.Cut(list, ",")
	return strings.TrimSpace(first)
}
