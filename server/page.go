package server

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
)

// keptDir is the folder of the page whose files are named after their content:
// a browser keeps them and does not ask again.
const keptDir = "joined/"

// gzipEnding ends the name of a file's gzip form.
const gzipEnding = ".gz"

// asset is one file of the page, read once.
type asset struct {
	body        []byte
	gzipped     []byte // nil where there is no such form
	contentType string
	etag        string
	cache       string
}

// page serves the files of the page under their own paths and returns
// index.html, which stands at / for browsers. An embedded file has no time of
// its own, so its ETag is made from its content.
func (s *server) page(router *gin.Engine) (index *asset, err error) {
	all := map[string][]byte{}
	err = fs.WalkDir(s.Page, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			all[name], err = fs.ReadFile(s.Page, name)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading the page: %w", err)
	}
	for name, body := range all {
		if plain, ok := strings.CutSuffix(name, gzipEnding); ok && all[plain] != nil {
			continue // a form of the other
		}
		a := newAsset(name, body)
		a.gzipped = all[name+gzipEnding]
		if name == "index.html" {
			index = a
			continue
		}
		router.GET("/"+name, a.serve)
	}
	if index == nil {
		return nil, fmt.Errorf("reading the page: index.html: %w", fs.ErrNotExist)
	}
	return index, nil
}

func newAsset(name string, body []byte) *asset {
	sum := sha256.Sum256(body)
	a := &asset{body: body, etag: hex.EncodeToString(sum[:8]), contentType: mime.TypeByExtension(path.Ext(name)), cache: checkedCache}
	if strings.HasPrefix(name, keptDir) {
		a.cache = "public, max-age=31536000, immutable"
	}
	switch path.Ext(name) { // the machine's own table may lack or bend these
	case ".js":
		a.contentType = "text/javascript; charset=utf-8"
	case ".css":
		a.contentType = "text/css; charset=utf-8"
	case ".json":
		a.contentType = "application/json"
	case ".svg":
		a.contentType = "image/svg+xml"
	}
	if a.contentType == "" {
		a.contentType = "application/octet-stream"
		if !strings.Contains(http.DetectContentType(body), "octet") {
			a.contentType = "text/plain; charset=utf-8"
		}
	}
	return a
}

func (a *asset) serve(c *gin.Context) {
	h, body, tag := c.Writer.Header(), a.body, a.etag
	h.Add("Vary", "Accept") // at / programs get something else
	if a.gzipped != nil && takesGzip(c.GetHeader("Accept-Encoding")) {
		h.Set("Content-Encoding", "gzip") // compressed leaves it, and says that the answer varies
		body, tag = a.gzipped, tag+"-gzip"
	}
	h.Set("ETag", `"`+tag+`"`)
	h.Set("Cache-Control", a.cache)
	h.Set("Content-Type", a.contentType)
	http.ServeContent(c.Writer, c.Request, "", time.Time{}, bytes.NewReader(body))
}

// takesGzip says whether a client names gzip among what it takes (RFC 9110, 12.5.3).
func takesGzip(accepted string) bool {
	for one := range strings.SplitSeq(strings.ToLower(accepted), ",") {
		coding, weight, weighed := strings.Cut(strings.ReplaceAll(one, " ", ""), ";q=")
		if coding == "gzip" {
			q, err := strconv.ParseFloat(weight, 64)
			return !weighed || err == nil && q > 0
		}
	}
	return false
}
