package server

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"github.com/danielgtaylor/huma/v2"

	"catchment/data"
	"catchment/data/geojson"
	"catchment/server/patch"
	"catchment/server/problem"
)

// FeaturePath names a feature of a layer in a path.
type FeaturePath struct {
	LayerPath
	Feature string `path:"feature" maxLength:"1000" doc:"Feature id, percent-encoded: node/7 is node%2F7."`
}

type featureAnswer struct {
	ContentType string `header:"Content-Type"`
	ETag        string `header:"ETag"`
	Body        []byte
}

// editRoutes serves single features and their changes.
func (s *server) editRoutes(api huma.API) {
	huma.Register(api, oneFeature(operation("feature", http.MethodGet, "/api/layers/{id}/features/{feature}", "One feature of a layer, as it was loaded")),
		func(_ context.Context, in *FeaturePath) (*featureAnswer, error) {
			l, err := s.layer(in.ID)
			if err != nil {
				return nil, err
			}
			i, ok := l.ByID(in.Feature)
			if !ok {
				return nil, s.fail(fmt.Errorf("layer %s: %w: %q", in.ID, data.ErrNoFeature, in.Feature))
			}
			return answerFeature(l, i), nil
		})
	op := oneFeature(operation("edit-feature", http.MethodPatch, "/api/layers/{id}/features/{feature}", "Change one feature; the layer gets a new version"))
	op.Description = "The body is a JSON merge patch (RFC 7396) of the feature: what it names is replaced, null removes, the rest stays as it is. " +
		"What comes out passes the same gate as a file. If-Match must name the version of the layer the change was made for; GET gives it as the ETag."
	op.Errors = append(op.Errors, http.StatusPreconditionFailed, http.StatusPreconditionRequired, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity, http.StatusInsufficientStorage)
	op.MaxBodyBytes = patch.MaxBytes
	op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/merge-patch+json": {
		Schema: &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true}, Example: map[string]any{"properties": map[string]any{"name": "第三小学", "status": nil}},
	}}}
	huma.Register(api, op, func(ctx context.Context, in *struct {
		FeaturePath
		Conditional
		RawBody []byte `contentType:"application/merge-patch+json"`
	}) (*featureAnswer, error) {
		return s.edit(ctx, in.ID, in.Feature, &in.Conditional, in.RawBody)
	})
}

// oneFeature describes an operation that answers with a feature.
func oneFeature(op huma.Operation) huma.Operation {
	op.Responses = map[string]*huma.Response{"200": {Description: "GeoJSON Feature; the ETag is that of its layer",
		Content: map[string]*huma.MediaType{"application/geo+json": {Schema: &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true}}}}}
	return op
}

func answerFeature(l *data.Layer, i int) *featureAnswer {
	return &featureAnswer{"application/geo+json", etag(l.ID, l.Version), geojson.AppendFeature(nil, &l.Features[i])}
}

// edit changes one feature of a layer by a merge patch.
func (s *server) edit(ctx context.Context, id, feature string, m *Conditional, body []byte) (*featureAnswer, error) {
	if m.IfMatch == "" {
		return nil, problem.Details{Status: http.StatusPreconditionRequired, Layer: id, Parameter: "If-Match",
			Detail: fmt.Sprintf("say with If-Match which version of the layer the change is for; GET /api/layers/%s gives its ETag", url.PathEscape(id))}.Complete()
	}
	only, err := s.version(m, id)
	if err != nil {
		return nil, err
	}
	turn, err := s.turns.enter(ctx, int64(len(body)))
	if err != nil {
		return nil, s.fail(err)
	}
	defer turn.leave()
	l, err := s.Catalog.Edit(ctx, id, feature, data.PutOptions{IfVersion: only}, func(f data.Feature) (data.Feature, error) {
		return patch.Apply(ctx, f, body, geojson.Options{})
	})
	if err != nil {
		return nil, s.fail(err)
	}
	i, _ := l.ByID(feature)
	return answerFeature(l, i), nil
}
