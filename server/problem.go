package server

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"runtime/debug"
	"strings"

	"github.com/gin-gonic/gin"

	"catchment/coverage"
	"catchment/coverage/landuse"
	"catchment/data"
	"catchment/data/formats"
	"catchment/data/geojson"
	"catchment/data/intake"
)

// problemDocument is an RFC 9457 problem document.
type problemDocument struct {
	Type      string         `json:"type" doc:"A name for the kind of problem."`
	Title     string         `json:"title"`
	Status    int            `json:"status"`
	Detail    string         `json:"detail" doc:"What is wrong and what to do."`
	Parameter string         `json:"parameter,omitempty" doc:"The parameter to mend."`
	Layer     string         `json:"layer,omitempty"`
	Feature   *int           `json:"feature,omitempty" doc:"Number of the first bad feature in the file, from 0."`
	Path      string         `json:"path,omitempty" doc:"JSON pointer to the first problem in the file."`
	Line      int            `json:"line,omitempty"`
	Column    int            `json:"column,omitempty"`
	Problems  []data.Problem `json:"problems,omitempty" doc:"Every problem found in the file, up to a limit."`
}

// Error and GetStatus make a problem document an error that huma answers with.
func (p *problemDocument) Error() string  { return p.Detail }
func (p *problemDocument) GetStatus() int { return p.Status }

// ContentType says that the body is a problem document.
func (p *problemDocument) ContentType(string) string { return "application/problem+json" }

// complete fills in the members that follow from the status.
func (p *problemDocument) complete() *problemDocument {
	if p.Title == "" {
		p.Title = http.StatusText(p.Status)
	}
	if p.Type == "" {
		p.Type = "about:blank"
	}
	return p
}

// writeProblem answers with a problem document outside the API's routes.
func writeProblem(c *gin.Context, p problemDocument) {
	body, err := json.Marshal(p.complete())
	if err != nil {
		body = []byte(`{"status":500}`)
	}
	c.Header("Content-Type", "application/problem+json") // also where the answer was to be something else
	c.Data(p.Status, "application/problem+json", body)
	c.Abort()
}

// fail turns an error from below into a problem document. What the client can
// mend keeps its message; the rest goes to the log.
func (s *server) fail(err error) error {
	var (
		param   *coverage.ParameterError
		refused *geojson.RefusedError
		version *data.VersionError
		known   *problemDocument
	)
	switch {
	case errors.As(err, &known):
		return known
	case errors.As(err, &param):
		p := &problemDocument{Status: http.StatusBadRequest, Detail: param.Message, Parameter: param.Parameter}
		if param.Missing {
			p.Status = http.StatusNotFound
		}
		return p.complete()
	case errors.As(err, &refused):
		return refusal(refused)
	case errors.As(err, &version):
		return (&problemDocument{Status: http.StatusPreconditionFailed, Layer: version.Layer,
			Detail: version.Error() + "; somebody else changed it: read the layer again and repeat the change if it still holds"}).complete()
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return (&problemDocument{Status: http.StatusServiceUnavailable, Detail: "the request was cancelled before it was answered"}).complete()
	}
	for _, k := range knownErrors {
		if errors.Is(err, k.is) {
			return (&problemDocument{Status: k.status, Detail: err.Error() + k.advice, Parameter: k.parameter}).complete()
		}
	}
	s.Log.Error("internal error", "error", err)
	return (&problemDocument{Status: http.StatusInternalServerError, Detail: "internal error"}).complete()
}

// knownErrors are the sentinels whose message is the client's to see, with the
// parameter to mend and what to do where the message does not say it.
var knownErrors = []struct {
	is        error
	status    int
	parameter string
	advice    string
}{
	{data.ErrNoLayer, http.StatusNotFound, "", "; /api/layers lists those loaded"},
	{data.ErrNoVersion, http.StatusNotFound, "version", "; the layer's versions are listed at /api/layers/{id}/versions"},
	{data.ErrNoFeature, http.StatusNotFound, "feature", "; the layer's features are listed at /api/layers/{id}/features"},
	{data.ErrNoDocument, http.StatusNotFound, "id", ""},
	{data.ErrDocumentSize, http.StatusRequestEntityTooLarge, "", ""},
	{data.ErrDocument, http.StatusBadRequest, "", ""},
	{data.ErrStoreFull, http.StatusInsufficientStorage, "", "; withdraw layers or give the data folder more room"},
	{data.ErrLayerID, http.StatusBadRequest, "id", ""},
	{data.ErrRole, http.StatusBadRequest, "role", ""},
	{data.ErrDamaged, http.StatusConflict, "", "; load the layer again"},
	{data.ErrClosed, http.StatusServiceUnavailable, "", ""},
	{intake.ErrCRS, http.StatusBadRequest, "crs", ""},
	{intake.ErrNothing, http.StatusUnprocessableEntity, "", "; a layer needs one good feature at least"},
	{landuse.ErrCells, http.StatusBadRequest, "size", ""},
	{landuse.ErrTooManyCells, http.StatusBadRequest, "size", ""},
	{landuse.ErrMeasure, http.StatusBadRequest, "measure", ""},
	{landuse.ErrNoArea, http.StatusBadRequest, "area", ""},
	{landuse.ErrPiledUp, http.StatusUnprocessableEntity, "", " Withdraw one of them"},
}

// refusal is the answer to a file that was not taken: the deciding problem,
// and all others found.
func refusal(err *geojson.RefusedError) *problemDocument {
	p := &problemDocument{
		Status: http.StatusUnprocessableEntity, Title: "file refused", Detail: refusalText(err), Problems: err.Problems,
		Path: err.Last.Path, Line: err.Last.Line, Column: err.Last.Column,
	}
	if err.Last.Feature >= 0 {
		p.Feature = &err.Last.Feature
	}
	switch {
	case errors.Is(err, geojson.ErrTooLarge):
		p.Status = http.StatusRequestEntityTooLarge
	case errors.Is(err, geojson.ErrSyntax), errors.Is(err, geojson.ErrNotGeoJSON), errors.Is(err, geojson.ErrEncoding), errors.Is(err, formats.ErrFormat):
		p.Status = http.StatusBadRequest
	case errors.Is(err, formats.ErrTable):
		p.Status, p.Parameter = http.StatusBadRequest, "table"
	case errors.Is(err, formats.ErrColumns):
		p.Status, p.Parameter = http.StatusBadRequest, "columns"
	}
	return p.complete()
}

// shownPath is how much of a path is shown in a sentence, in bytes.
const shownPath = 120

// refusalText returns why a file was refused. A path of hundreds of steps is
// shown by its beginning; the document holds it whole.
func refusalText(err *geojson.RefusedError) string {
	path := err.Last.Path
	if len(path) <= shownPath {
		return err.Error()
	}
	return strings.Replace(err.Error(), path, strings.ToValidUTF8(path[:shownPath], "")+"…", 1)
}

func stack() string { return string(debug.Stack()) }
