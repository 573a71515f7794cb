// Package web holds the planner's page: plain ES modules, style sheets, the
// two language catalogues and the vendored Leaflet, embedded in the binary.
//
// Nothing has to be built: the files under static are the page, and a browser
// runs them as they are. A service that wants fewer and smaller answers asks
// for them joined, which is done in memory when it starts.
package web

import (
	"embed"
	"io/fs"
	"sync"
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

// Joined returns the files of FS with another index.html, which asks for one
// script and one style sheet in place of the modules and styles it names, both
// minified; what the page fetches when it is first wanted is joined likewise.
// They lie in the folder joined and are named after their content: what stands
// at such a path never changes.
//
// Beside a file of some length that a browser asks for lies its gzip form, its
// path with .gz at the end, made at the highest level: Zstandard is no smaller
// but at its slowest, which takes longer than all the rest.
//
// It takes about a tenth of a second the first time and is remembered. The
// error names the file and line that could not be joined; FS does then.
func Joined() (fs.FS, error) { return joined() }

var joined = sync.OnceValues(func() (fs.FS, error) {
	made, err := join(FS())
	if err != nil {
		return nil, err
	}
	return archive(FS(), made)
})
