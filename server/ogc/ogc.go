// Package ogc serves the layers to every GIS by the OGC API standards:
// Features, and what stands beside it in the files here.
//
// Everything is registered on the same API as the plain resources, so that one
// OpenAPI document describes all of it. Errors are the problem documents of
// server/problem.
package ogc

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"catchment/coverage/prepared"
	"catchment/data"
	"catchment/server/problem"
	"catchment/server/queue"
)

// Options says what is served. Catalog must be set.
type Options struct {
	Catalog *data.Catalog
	// Base says where links start.
	Base Base
	// Licence is the address of the terms that all data are offered under; "" links to none.
	Licence string
	// Page answers / to a browser; nil where there is no page.
	Page func(huma.Context)
	// Turn waits until a body of so many bytes may be read; what it returns ends
	// that. Nil lets everything in at once.
	Turn func(ctx context.Context, bytes int64) (leave func(), err error)
	// Unconditional lets features be changed without If-Match: the last change
	// stands. QGIS sends none.
	Unconditional bool
	// Processes are what clients can start, with the queue that does it as jobs;
	// without one there are none.
	Processes []Process
	Queue     *queue.Queue
	// Results are collections that are worked out from layers; nil for none.
	Results func(context.Context) []Result
	// ResultBytes bounds the memory of results that are kept; 0 is what package
	// prepared holds to be usual.
	ResultBytes int64
	// Log takes what is not the client's to see; nil discards it.
	Log *slog.Logger
}

// service is what the handlers share.
type service struct {
	Options
	api        huma.API
	definition definition
	processes  processes
	derived    prepared.Map[string, derivedLayer]
	tiles      tilesets
	lines      keptLines
}

// Register adds every operation of this package to the API.
func Register(api huma.API, opt Options) {
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	if opt.Turn == nil {
		opt.Turn = func(context.Context, int64) (func(), error) { return func() {}, nil }
	}
	s := &service{Options: opt, api: api, processes: newProcesses(opt.Processes)}
	s.derived.Most, s.derived.Budget = mostDerived, prepared.NewBudget(opt.ResultBytes)
	s.lines.mostBytes, s.lines.log = mostLines, opt.Log
	s.landingRoutes(api)
	s.conformanceRoutes(api)
	s.definitionRoutes(api)
	s.collectionRoutes(api)
	s.queryablesRoutes(api)
	s.schemaRoutes(api)
	s.encodedRoutes(api)
	s.itemsRoutes(api)
	s.itemRoutes(api)
	s.changeRoutes(api)
	s.optionsRoutes(api)
	s.tilesetRoutes(api)
	s.tileRoutes(api)
	s.matrixSetRoutes(api)
	s.styleRoutes(api)
	if opt.Queue != nil {
		s.processRoutes(api)
		s.executionRoutes(api)
		s.jobRoutes(api)
	}
}

// CollectionPath names a collection in a path.
type CollectionPath struct {
	CollectionID string `path:"collectionId" maxLength:"96" doc:"Collection id, as /collections lists it."`
}

// layer finds the layer behind a collection, in the dataset as it is now.
func (s *service) layer(id string) (*data.Layer, error) {
	if l, ok := s.Catalog.Dataset().Layer(id); ok {
		return l, nil
	}
	if isDerived(id) {
		return nil, problem.Details{Status: http.StatusNotFound, Layer: id, Detail: fmt.Sprintf("%q is no layer: results are read and not changed", id)}.Complete()
	}
	return nil, noCollection(id)
}

// layers returns the layers behind all collections, ordered by id.
func (s *service) layers() []*data.Layer { return s.Catalog.Dataset().Layers() }

// fail turns an error from below into a problem document.
func (s *service) fail(err error) error { return problem.Of(err, s.Log) }

// operation describes one operation for the OpenAPI document.
func operation(id, path, summary string, tag string) huma.Operation {
	return huma.Operation{
		OperationID: id, Method: http.MethodGet, Path: path, Summary: summary, Tags: []string{tag},
		Errors: []int{http.StatusBadRequest, http.StatusNotFound, http.StatusInternalServerError},
	}
}

// answering says that an operation answers with a T, encoded as mediaType, or
// with a page that shows it, and that it can be asked whether it changed.
func answering[T any](api huma.API, op huma.Operation, mediaType, description string) huma.Operation {
	schema := api.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[T](), true, op.OperationID)
	op.Responses = map[string]*huma.Response{
		"200": {Description: description, Content: map[string]*huma.MediaType{
			mediaType: {Schema: schema}, mediaHTML: {Schema: &huma.Schema{Type: huma.TypeString}},
		}},
		"304": {Description: "It is as If-None-Match says."},
	}
	return op
}

// encode returns v as JSON, with & and < as they are.
func encode(v any) ([]byte, error) {
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return nil, fmt.Errorf("encoding the answer: %w", err)
	}
	return body.Bytes(), nil
}

// segment writes an id as a segment of a path.
func segment(id string) string { return url.PathEscape(id) }
