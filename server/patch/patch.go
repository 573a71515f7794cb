// Package patch changes features by what clients send: JSON merge patches
// (RFC 7396), through the gate.
package patch

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/tidwall/gjson"

	"catchment/data"
	"catchment/data/geojson"
	"catchment/server/problem"
)

// MaxBytes bounds the body of a request that changes one feature.
const MaxBytes = 8 << 20

// Apply returns f changed by a merge patch whose geometry, if it has one, is
// in the system that opt transforms from. A geometry with a type replaces the
// whole geometry. The id stays.
//
// The error is a problem document, or that of [geojson.DecodeOne].
func Apply(ctx context.Context, f data.Feature, patch []byte, opt geojson.Options) (data.Feature, error) {
	if trimmed := bytes.TrimSpace(patch); len(trimmed) == 0 || trimmed[0] != '{' {
		return f, problem.Details{Status: http.StatusBadRequest, Detail: "the body must be a JSON object, such as {\"properties\":{\"name\":\"…\"}}"}.Complete()
	}
	text, patch, err := prepared(ctx, f, patch, opt)
	if err != nil {
		return f, err
	}
	text, err = data.MergePatch(text, patch)
	if errors.Is(err, data.ErrNotJSON) {
		return f, problem.Details{Status: http.StatusBadRequest, Detail: err.Error()}.Complete()
	}
	if err != nil {
		return f, err
	}
	if err := SameID(gjson.GetBytes(patch, "id"), f.ID); err != nil {
		return f, err
	}
	if kind := gjson.GetBytes(text, "type"); kind.String() != "Feature" {
		return f, refused("what comes out has the type %q; it must stay a Feature", kind.String())
	}
	if !gjson.GetBytes(text, "properties").Exists() { // null in the patch
		text, _ = data.MergePatch(text, json.RawMessage(`{"properties":{}}`))
	}
	next, _, err := geojson.DecodeOne(ctx, text, geojson.Options{})
	if err != nil {
		return f, err
	}
	return next, nil
}

// prepared returns f as GeoJSON and the patch in its system, so that they can
// be merged.
func prepared(ctx context.Context, f data.Feature, patch []byte, opt geojson.Options) (text, inWGS84 json.RawMessage, err error) {
	if f.IDKind == data.IDGenerated {
		f.IDKind = data.IDString // so that the patch may name it
	}
	text = geojson.AppendFeature(nil, &f)
	shape := gjson.GetBytes(patch, "geometry")
	if !shape.IsObject() || !gjson.ValidBytes(patch) {
		return text, patch, nil
	}
	if shape.Get("type").Exists() { // its members replace the old ones, whatever they are
		if text, err = data.MergePatch(text, json.RawMessage(`{"geometry":null}`)); err != nil {
			return nil, nil, err
		}
	}
	if opt.Transform == nil {
		return text, patch, nil
	}
	moved, _, err := geojson.DecodeOne(ctx, []byte(shape.Raw), opt)
	if err != nil {
		return nil, nil, err
	}
	inWGS84, err = data.MergePatch(patch, append(geojson.AppendGeometry([]byte(`{"geometry":`), moved.Geometry), '}'))
	return text, inWGS84, err
}

// SameID is the error of a feature whose id member names another feature than
// the one there is; an absent one names none.
func SameID(given gjson.Result, id string) error {
	if given.Exists() && given.String() != id {
		return refused("the feature's id is %q and stays so; leave id out", id)
	}
	return nil
}

func refused(format string, args ...any) error {
	return problem.Details{Status: http.StatusUnprocessableEntity, Detail: fmt.Sprintf(format, args...)}.Complete()
}
