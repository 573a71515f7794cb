// Package web holds the planner's page: plain ES modules, style sheets, the
// two language catalogues and the vendored Leaflet, embedded in the binary.
//
// Nothing is built: the files under static are the files the browser runs.
package web

import (
	"embed"
	"io/fs"
)

//go:embed all:static
var static embed.FS

// FS returns the page's files, rooted at web/static. The page itself is
// index.html, to be served at /; it names every other file by its path here,
// relative to itself.
//
// The result is read-only and the same on every call.
func FS() fs.FS {
	root, err := fs.Sub(static, "static")
	if err != nil {
		// fs.Sub refuses only an invalid path, and "static" is a valid one.
		panic(err)
	}
	return root
}
