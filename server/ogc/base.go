package ogc

import (
	"net/netip"
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
