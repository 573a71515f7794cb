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
	"strings"
	"time"

	"github.com/gin-gonic/gin"
)

// asset is one file of the page, read once.
type asset struct {
	body        []byte
	contentType string
	etag        string
}

// page serves the files of the page under their own paths and returns
// index.html, which stands at / for browsers. An embedded file has no time of
// its own, so its ETag is made from its content.
func (s *server) page(router *gin.Engine) (index *asset, err error) {
	err = fs.WalkDir(s.Page, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := fs.ReadFile(s.Page, name)
		if err != nil {
			return err
		}
		a := newAsset(name, body)
		if name == "index.html" {
			index = a
			return nil
		}
		router.GET("/"+name, a.serve)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading the page: %w", err)
	}
	if index == nil {
		return nil, fmt.Errorf("reading the page: index.html: %w", fs.ErrNotExist)
	}
	return index, nil
}

func newAsset(name string, body []byte) *asset {
	sum := sha256.Sum256(body)
	a := &asset{body: body, etag: `"` + hex.EncodeToString(sum[:8]) + `"`, contentType: mime.TypeByExtension(path.Ext(name))}
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
	c.Header("ETag", a.etag)
	c.Header("Cache-Control", "no-cache")
	c.Header("Vary", "Accept") // at / programs get something else
	c.Header("Content-Type", a.contentType)
	http.ServeContent(c.Writer, c.Request, "", time.Time{}, bytes.NewReader(a.body))
}
