package problem

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"syscall"

	"catchment/coverage"
	"catchment/coverage/landuse"
	"catchment/data"
	"catchment/data/formats"
	"catchment/data/geojson"
	"catchment/data/intake"
	"catchment/data/standards"
)

// Of turns an error from below into a problem document. What the client can
// mend keeps its message; the rest goes to the log.
func Of(err error, log *slog.Logger) *Details {
	var (
		param   *coverage.ParameterError
		refused *geojson.RefusedError
		version *data.VersionError
		noSet   *data.NoRuleSetError
		rule    *standards.RuleError
		entry   *data.MappingError
		known   *Details
	)
	switch {
	case errors.As(err, &known):
		return known
	case errors.As(err, &param):
		p := Details{Status: http.StatusBadRequest, Detail: param.Message, Parameter: param.Parameter}
		if param.Missing {
			p.Status = http.StatusNotFound
		}
		return p.Complete()
	case errors.As(err, &refused):
		return Refusal(refused)
	case errors.As(err, &noSet):
		return Details{Type: typeNoDocument, Status: http.StatusNotFound, Parameter: "rules", Detail: noSet.Error()}.Complete()
	case errors.As(err, &rule):
		return Details{Status: http.StatusUnprocessableEntity, Type: typeRefused, Title: "file refused", Path: fmt.Sprintf("/rules/%d/%s", rule.Index, rule.Field), Detail: rule.Error()}.Complete()
	case errors.As(err, &entry):
		return Details{Status: http.StatusUnprocessableEntity, Type: typeRefused, Title: "file refused", Path: fmt.Sprintf("/entries/%d/%s", entry.Index, entry.Field), Detail: entry.Error()}.Complete()
	case errors.As(err, &version):
		return Details{Status: http.StatusPreconditionFailed, Layer: version.Layer,
			Detail: version.Error() + "; somebody else changed it: read the layer again and repeat the change if it still holds"}.Complete()
	case errors.Is(err, syscall.ENOSPC): // of a temporary file: the store has its own error
		log.Error("no room for temporary files", "error", err)
		return NoRoom("the file")
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return Details{Type: TypeCancelled, Status: http.StatusServiceUnavailable, Detail: "the request was cancelled before it was answered"}.Complete()
	}
	for _, k := range knownErrors {
		if errors.Is(err, k.is) {
			return Details{Type: k.kind, Status: k.status, Detail: err.Error() + k.advice, Parameter: k.parameter}.Complete()
		}
	}
	log.Error("internal error", "error", err)
	return Details{Status: http.StatusInternalServerError, Detail: "internal error"}.Complete()
}

// NoRoom is the answer when there is no room for a temporary file that holds
// what is named.
func NoRoom(what string) *Details {
	return Details{Status: http.StatusInsufficientStorage,
		Detail: "the service has no room to keep " + what + " while it works on it: make room in its folder for temporary files, or name another with TMPDIR; nothing has changed"}.Complete()
}

// knownErrors are the sentinels whose message is the client's to see, with their
// type where the status does not say it, the parameter to mend, and what to do
// where the message does not say it.
var knownErrors = []struct {
	is        error
	kind      string
	status    int
	parameter string
	advice    string
}{
	{data.ErrNoLayer, TypeNoLayer, http.StatusNotFound, "", "; /api/layers lists those loaded"},
	{data.ErrNoVersion, typeNoVersion, http.StatusNotFound, "version", "; the layer's versions are listed at /api/layers/{id}/versions"},
	{data.ErrNoFeature, typeNoFeature, http.StatusNotFound, "feature", "; the layer's features are listed at /api/layers/{id}/features"},
	{data.ErrMapping, typeRefused, http.StatusUnprocessableEntity, "", ""},
	{standards.ErrRule, typeRefused, http.StatusUnprocessableEntity, "", ""},
	{data.ErrNoDocument, typeNoDocument, http.StatusNotFound, "id", ""},
	{data.ErrDocumentSize, "", http.StatusRequestEntityTooLarge, "", ""},
	{data.ErrDocument, "", http.StatusBadRequest, "", ""},
	{data.ErrStoreFull, "", http.StatusInsufficientStorage, "", "; remove old versions for good (DELETE /api/layers/{id}/versions?before=N), whose room later loads use, or give the data folder more room: withdrawing a layer frees nothing, its history stays"},
	{data.ErrLayerID, "", http.StatusBadRequest, "id", ""},
	{data.ErrDraftID, "", http.StatusBadRequest, "id", ""},
	{data.ErrField, "", http.StatusBadRequest, "field", ""},
	{data.ErrRole, "", http.StatusBadRequest, "role", ""},
	{data.ErrDamaged, typeDamaged, http.StatusConflict, "", "; load the layer again or, where that fails, go back to a backup of the store"},
	{data.ErrBusy, typeInUse, http.StatusServiceUnavailable, "", "; save and close the file there, in QGIS or whatever has it open, and try again: nothing has changed"},
	{data.ErrClosed, "", http.StatusServiceUnavailable, "", ""},
	{intake.ErrCRS, "", http.StatusBadRequest, "crs", ""},
	{intake.ErrNothing, typeRefused, http.StatusUnprocessableEntity, "", "; a layer needs one good feature at least"},
	{landuse.ErrCells, "", http.StatusBadRequest, "size", ""},
	{landuse.ErrTooManyCells, "", http.StatusBadRequest, "size", ""},
	{landuse.ErrMeasure, "", http.StatusBadRequest, "measure", ""},
	{landuse.ErrNoArea, "", http.StatusBadRequest, "area", ""},
	{landuse.ErrPiledUp, typePiledUp, http.StatusUnprocessableEntity, "", " Withdraw one of them"},
}

// Refusal is the answer to a file that was not taken: the deciding problem,
// and all others found.
func Refusal(err *geojson.RefusedError) *Details {
	p := Details{
		Status: http.StatusUnprocessableEntity, Type: typeRefused, Title: "file refused", Detail: refusalText(err), Problems: err.Problems,
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
	return p.Complete()
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
