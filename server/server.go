// Package server answers over HTTP what the packages below compute. It holds
// no analysis of its own: a request is read, a question is asked of the dataset
// as it is at that moment, and the answer is encoded.
//
// The OpenAPI document is made from the types of the handlers here. Errors are
// RFC 9457 problem documents that name the parameter, layer, feature and
// position.
package server

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"catchment/coverage/prepared"
	"catchment/data"
	"catchment/data/cql2"
	"catchment/data/looks"
	"catchment/data/words"
	"catchment/server/condition"
	"catchment/server/ogc"
	"catchment/server/problem"
	"catchment/server/queue"
)

// Options says what a server serves. Catalog and Page must be set.
type Options struct {
	Catalog *data.Catalog
	// Page holds index.html and everything it refers to, and the catalogue and the
	// safe palette, which are the report's too. A file in its folder
	// joined is told to be kept by browsers for good; one whose path with .gz at
	// the end is there too is answered with that to who takes gzip.
	Page fs.FS
	// Base says where links in answers start; the zero value takes the request's
	// own address.
	Base ogc.Base
	// Origins are those whose pages may use the service from a browser, such as
	// https://map.example.org; * lets every page read. Without any, browsers keep
	// other pages out.
	Origins []string
	// Licence is the address of the terms that the data are offered under, to which
	// collections link; none by default.
	Licence string
	// UnconditionalEdits lets features of collections be changed without
	// If-Match: the last change stands. QGIS sends none.
	UnconditionalEdits bool
	// Log takes what is not the client's to see; nil discards it.
	Log *slog.Logger
	// MaxUploadBytes bounds one uploaded file after decompression; 0 is 512 MiB.
	MaxUploadBytes int64
	// UploadStall is how long an upload may bring nothing; 0 is 30 s.
	UploadStall time.Duration
	// PreparedBytes bounds what is kept ready for the next question, computed answers
	// included, of all study areas together and to about a third; 0 is a quarter of the memory that Go's
	// garbage collector is told to stay within, or 1 GiB where it is told nothing.
	// Results that are collections have a quarter of that beside it.
	PreparedBytes int64
	// Jobs bounds what is done as jobs of OGC API Processes and says where they
	// are kept; the zero value keeps them in memory.
	Jobs queue.Options
	// TilesOrigins are origins, as https://tiles.example.org, from which the page
	// may fetch map tiles when the person names an address of them; none by default.
	TilesOrigins []string
	// Drafts keep what-ifs that nobody has saved yet; nil keeps them in memory.
	Drafts data.Drafts
	// Sample loads a place to look around in into a catalog without layers; nil offers
	// none.
	Sample func(context.Context) error
	// Backup makes the copies that /api/backup gives; nil refuses them.
	Backup Backup
	// Version is shown by the OpenAPI document and /healthz.
	Version string
}

// The defaults of Options.
const (
	defaultUploadBytes = 512 << 20
	defaultUploadStall = 30 * time.Second
)

// MaxHeaderBytes is how long the head of a request may be that an http.Server
// lets in: a filter that is too long by a little is refused as that, and
// percent-encoded it is three times as long.
const MaxHeaderBytes = 3*cql2.MaxLength + 64<<10

// server is what the handlers share.
type server struct {
	Options
	backups  atomic.Bool // one is being made
	studies  studies
	jobs     jobs
	turns    turns // of loads
	started  time.Time
	sampling sync.Mutex // one loads the bundled place at a time
	policy   string     // Content-Security-Policy of every answer
	words    words.Catalogue
	safe     *looks.Safe
}

// New returns the handler of the whole service: the page at /, the API under
// /api, the OpenAPI document and the operations pages.
func New(opt Options) (http.Handler, error) {
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	if err := checkTilesOrigins(opt.TilesOrigins); err != nil {
		return nil, err
	}
	if opt.MaxUploadBytes <= 0 {
		opt.MaxUploadBytes = defaultUploadBytes
	}
	if opt.Drafts == nil {
		opt.Drafts = &data.MemoryDrafts{}
	}
	if opt.UploadStall <= 0 {
		opt.UploadStall = defaultUploadStall
	}
	if opt.Licence != "" && !ogc.IsAddress(opt.Licence) {
		return nil, fmt.Errorf("licence: %q is no address such as https://creativecommons.org/licenses/by/4.0/", opt.Licence)
	}
	if err := checkOrigins(opt.Origins); err != nil {
		return nil, fmt.Errorf("origins: %w", err)
	}
	texts, err := words.Read(opt.Page)
	if err != nil {
		return nil, fmt.Errorf("the page: %w", err)
	}
	safe, err := looks.ReadSafe(opt.Page)
	if err != nil {
		return nil, fmt.Errorf("the page: %w", err)
	}
	s := &server{Options: opt, words: texts, safe: safe, studies: studies{mostBytes: opt.PreparedBytes}, turns: newTurns(), started: time.Now(), policy: policyOf(opt.TilesOrigins)}
	router := gin.New()
	router.HandleMethodNotAllowed = true
	router.UseRawPath = true // an id may have a / in it, as %2F
	router.RedirectTrailingSlash = false
	guard, err := foreignGuard(opt.Origins, opt.Base.URL)
	if err != nil {
		return nil, err
	}
	router.Use(s.numbered, s.recovered, s.headers, guard)
	router.NoRoute(func(c *gin.Context) {
		writeProblem(c, problem.Details{Status: http.StatusNotFound, Detail: "there is nothing at " + c.Request.URL.Path})
	})
	router.NoMethod(noMethod)
	index, err := s.page(router)
	if err != nil {
		return nil, err
	}
	jobs, err := queue.Open(opt.Jobs)
	if err != nil {
		return nil, err
	}
	api := humagin.New(router, apiConfig(opt.Version))
	s.describe(api)
	ogc.Register(api, ogc.Options{Catalog: opt.Catalog, Base: opt.Base, Licence: opt.Licence, Log: opt.Log, Unconditional: opt.UnconditionalEdits, Turn: s.turns.wait,
		Processes: s.processes(), Queue: jobs, Results: s.results, ResultBytes: cmp.Or(opt.PreparedBytes, prepared.DefaultBytes()) / 4,
		Page: func(ctx huma.Context) { index.serve(humagin.Unwrap(ctx)) }})
	tellTagged(api.OpenAPI())
	s.operations(router)
	whole, err := compressed(readConditions(unchanged(tagged(ogc.Paths(s.kept(router))))))
	if err != nil {
		return nil, err
	}
	return shared(headAsGet(whole), opt.Origins), nil
}

// readConditions lets handlers find a condition whole in its first line, with the
// tags that they know.
func readConditions(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		condition.Combine(r.Header)
		condition.Uncode(r.Header)
		next.ServeHTTP(w, r)
	})
}

// headAsGet answers HEAD wherever GET is: with the headers of the answer, those
// of its compression included, of which net/http sends no body.
func headAsGet(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			get := *r
			get.Method = http.MethodGet
			r = &get
		}
		next.ServeHTTP(w, r)
	})
}

// noMethod answers where a path has other methods only, which gin lists; to
// OPTIONS that is the answer. HEAD is wherever GET is.
func noMethod(c *gin.Context) {
	allowed := strings.Split(c.Writer.Header().Get("Allow"), ", ")
	if slices.Contains(allowed, http.MethodGet) {
		allowed = append(allowed, http.MethodHead)
	}
	if !slices.Contains(allowed, http.MethodOptions) {
		allowed = append(allowed, http.MethodOptions)
	}
	slices.Sort(allowed)
	c.Header("Allow", strings.Join(allowed, ", "))
	if c.Request.Method == http.MethodOptions {
		c.Status(http.StatusNoContent)
		c.Writer.WriteHeaderNow()
		return
	}
	writeProblem(c, problem.Details{Status: http.StatusMethodNotAllowed, Detail: c.Request.Method + " is not possible at " + c.Request.URL.Path})
}

// describe registers every operation of the API.
func (s *server) describe(api huma.API) {
	s.layerRoutes(api)
	s.loadRoutes(api)
	s.backupRoutes(api)
	s.coverageRoutes(api)
	s.arrayRoutes(api)
	s.gapRoutes(api)
	s.landUseRoutes(api)
	s.nearestRoutes(api)
	s.serviceRoutes(api)
	s.basemapRoutes(api)
	s.ruleSetRoutes(api)
	s.mappingRoutes(api)
	s.scoreRoutes(api)
	s.scenarioRoutes(api)
	s.draftRoutes(api)
}

// apiConfig describes the API as a whole. The document is served as
// /openapi.json; no page of a third party is pulled in to show it.
func apiConfig(version string) huma.Config {
	if version == "" {
		version = "dev"
	}
	config := huma.DefaultConfig("Catchment", version)
	config.Info.Description = "Which land, homes and jobs each public service reaches, where the gaps are, and how dense and mixed the land use is. " +
		"Coordinates are WGS 84 longitude, latitude. Areas are square metres on the ellipsoid's equal-area plane; distances are metres."
	config.DocsPath = ""
	config.SchemasPath = ""
	config.RejectUnknownQueryParameters = true
	config.CreateHooks = nil // no $schema links into answers
	whole := huma.Format{Marshal: marshalWhole, Unmarshal: json.Unmarshal}
	config.Formats = map[string]huma.Format{"application/json": whole, "json": whole}
	useProblems()
	return config
}

// marshalWhole writes v as JSON once all of it is encoded. A value that JSON
// cannot hold (NaN) is a fault of this program: it panics before anything is
// written, so that the answer is an internal error and no half of one.
func marshalWhole(w io.Writer, v any) error {
	if a, ok := v.(*coverageAnswer); ok {
		whole, err := a.encode()
		if err != nil {
			panic(fmt.Errorf("encoding the answer: %w", err))
		}
		defer giveBack(whole)
		_, err = w.Write(*whole)
		return err
	}
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		panic(fmt.Errorf("encoding the answer: %w", err))
	}
	_, err := body.WriteTo(w)
	return err
}

// headers sets what every answer carries.
func (s *server) headers(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Content-Security-Policy", s.policy)
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	c.Next()
}

// requestID is the header that names a request, in the answer and in the log.
const requestID = "X-Request-Id"

// numbered gives every request a name of its own, which its answer carries and
// which the log has for an answer that is the service's fault.
func (s *server) numbered(c *gin.Context) {
	id := newRequestID()
	c.Writer.Header().Set(requestID, id)
	c.Next()
	if status := c.Writer.Status(); status >= http.StatusInternalServerError {
		s.Log.Error("request failed", "request", id, "method", c.Request.Method, "path", c.Request.URL.Path, "status", status)
	}
}

// recovered turns a panic into a problem document and a log line; the server
// stays up.
func (s *server) recovered(c *gin.Context) {
	defer func() {
		if v := recover(); v != nil {
			if v == http.ErrAbortHandler {
				panic(v)
			}
			s.Log.Error("panic", "request", c.Writer.Header().Get(requestID), "path", c.Request.URL.Path, "value", v, "stack", stack())
			if !c.Writer.Written() {
				writeProblem(c, problem.Details{Status: http.StatusInternalServerError, Detail: "internal error"})
			}
			c.Abort()
		}
	}()
	c.Next()
}
