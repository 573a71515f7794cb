package server

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"runtime/debug"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"catchment/coverage"
	"catchment/coverage/landuse"
	"catchment/data"
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
	c.Data(p.Status, "application/problem+json", body)
	c.Abort()
}

var useProblemsOnce sync.Once

// useProblems makes huma report what it finds wrong with a request in our
// problem documents. huma keeps this in a package variable; it is set once.
func useProblems() {
	useProblemsOnce.Do(func() {
		huma.NewError = func(status int, message string, errs ...error) huma.StatusError {
			p := &problemDocument{Status: status, Detail: message}
			var details []string
			for _, err := range errs {
				if detailer, ok := err.(huma.ErrorDetailer); ok {
					d := detailer.ErrorDetail()
					if p.Parameter == "" {
						_, p.Parameter, _ = strings.Cut(d.Location, ".")
					}
					details = append(details, strings.TrimSpace(p.Parameter+": "+d.Message))
				} else if err != nil && status < http.StatusInternalServerError {
					details = append(details, err.Error())
				}
			}
			if len(details) > 0 {
				p.Detail = strings.Join(details, "; ")
			}
			if status == http.StatusUnprocessableEntity && p.Parameter != "" {
				p.Status = http.StatusBadRequest
			}
			return p.complete()
		}
	})
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
		return (&problemDocument{Status: http.StatusPreconditionFailed, Detail: err.Error(), Layer: version.Layer}).complete()
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return (&problemDocument{Status: http.StatusServiceUnavailable, Detail: "the request was cancelled before it was answered"}).complete()
	}
	for _, k := range knownErrors {
		if errors.Is(err, k.is) {
			return (&problemDocument{Status: k.status, Detail: err.Error()}).complete()
		}
	}
	s.Log.Error("internal error", "error", err)
	return (&problemDocument{Status: http.StatusInternalServerError, Detail: "internal error"}).complete()
}

// knownErrors are the sentinels whose message is the client's to see.
var knownErrors = []struct {
	is     error
	status int
}{
	{data.ErrNoLayer, http.StatusNotFound},
	{data.ErrNoVersion, http.StatusNotFound},
	{data.ErrStoreFull, http.StatusInsufficientStorage},
	{data.ErrLayerID, http.StatusBadRequest},
	{data.ErrRole, http.StatusBadRequest},
	{data.ErrDamaged, http.StatusConflict},
	{data.ErrClosed, http.StatusServiceUnavailable},
	{intake.ErrCRS, http.StatusBadRequest},
	{intake.ErrNothing, http.StatusUnprocessableEntity},
	{landuse.ErrCells, http.StatusBadRequest},
	{landuse.ErrTooManyCells, http.StatusBadRequest},
	{landuse.ErrMeasure, http.StatusBadRequest},
	{landuse.ErrNoArea, http.StatusBadRequest},
}

// refusal is the answer to a file that was not taken: the deciding problem,
// and all others found.
func refusal(err *geojson.RefusedError) *problemDocument {
	p := &problemDocument{
		Status: http.StatusUnprocessableEntity, Title: "file refused", Detail: err.Error(), Problems: err.Problems,
		Path: err.Last.Path, Line: err.Last.Line, Column: err.Last.Column,
	}
	if err.Last.Feature >= 0 {
		p.Feature = &err.Last.Feature
	}
	switch {
	case errors.Is(err, geojson.ErrTooLarge):
		p.Status = http.StatusRequestEntityTooLarge
	case errors.Is(err, geojson.ErrSyntax), errors.Is(err, geojson.ErrNotGeoJSON), errors.Is(err, geojson.ErrEncoding):
		p.Status = http.StatusBadRequest
	}
	return p.complete()
}

func stack() string { return string(debug.Stack()) }
