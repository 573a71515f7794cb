package ogc

import (
	"net/http"
	"net/url"
	"strings"
)

// Paths takes paths as clients write them that put them together: a slash at
// the end counts for nothing, and all that follows /items/ is the id of a
// feature. QGIS leaves a slash in an id as it is, and a proxy that decodes paths
// makes one of %2F.
func Paths(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if whole := wholePath(r.URL); whole != "" {
			if plain, err := url.PathUnescape(whole); err == nil {
				address := *r.URL
				address.Path, address.RawPath = plain, whole
				to := *r
				to.URL = &address
				r = &to
			}
		}
		next.ServeHTTP(w, r)
	})
}

// wholePath returns the escaped path that an address stands for, empty where
// that is its own.
func wholePath(address *url.URL) string {
	const items = "/items/"
	if at := strings.Index(address.Path, items); at > 0 && strings.HasPrefix(address.Path, "/collections/") {
		path := address.EscapedPath()
		at = strings.Index(path, items)
		if at < 0 || strings.Count(path[:at], "/") != 2 {
			return ""
		}
		collection, id := path[:at+len(items)], path[at+len(items):]
		if strings.Contains(id, "/") {
			return collection + strings.ReplaceAll(id, "/", "%2F")
		}
		if id != "" {
			return ""
		}
	}
	if len(address.Path) > 1 && strings.HasSuffix(address.Path, "/") {
		if path := strings.TrimRight(address.EscapedPath(), "/"); path != "" {
			return path
		}
	}
	return ""
}
