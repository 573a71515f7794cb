package ogc

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"github.com/paulmach/orb"
	"github.com/tidwall/gjson"

	"catchment/data"
	"catchment/server/patch"
	"catchment/server/problem"
)

// mediaPatch is the media type of a JSON merge patch (RFC 7396).
const mediaPatch = "application/merge-patch+json"

// ItemChange asks for a change of the feature that there is.
type ItemChange struct {
	ItemPath
	IfMatch     string `header:"If-Match" doc:"ETag of the feature that the change was made for, as GET gives it; * for any. Weak ones do not count."`
	IfNoneMatch string `header:"If-None-Match" doc:"ETags that the feature must not have."`
	Unmodified  string `header:"If-Unmodified-Since" doc:"Features have no date that this could be held against: it is no condition, and a change with this one alone is refused."`

	request huma.Context
}

// Resolve keeps the request, which says where links start.
func (c *ItemChange) Resolve(ctx huma.Context) []error {
	c.request = ctx
	return nil
}

type replacement struct {
	ItemChange
	Sent
	RawBody []byte `contentType:"application/geo+json"`
}

type amendment struct {
	ItemChange
	Sent
	RawBody []byte `contentType:"application/merge-patch+json"`
}

type creation struct {
	CollectionPath
	Sent
	RawBody []byte `contentType:"application/geo+json"`
}

// changed answers with the feature as it is after a change.
type changed struct {
	ContentType string `header:"Content-Type"`
	ContentCRS  string `header:"Content-Crs"`
	ETag        string `header:"ETag"`
	Body        []byte
}

// created answers with a new feature.
type created struct {
	Location    string `header:"Location" doc:"Address of the feature."`
	ContentType string `header:"Content-Type"`
	ContentCRS  string `header:"Content-Crs"`
	ETag        string `header:"ETag"`
	Body        []byte
}

func (s *service) changeRoutes(api huma.API) {
	s.createRoute(api)
	put := s.changing(api, http.MethodPut, itemPath, "replace-item", "Replace one feature", http.StatusOK, "The feature as it is now, as GET answers it.")
	put.Description += " An id in the body must be that of the feature."
	huma.Register(api, bodied(put, mediaGeoJSON), func(ctx context.Context, in *replacement) (*changed, error) {
		if err := in.is(mediaGeoJSON); err != nil {
			return nil, err
		}
		return s.put(ctx, in)
	})
	amend := s.changing(api, http.MethodPatch, itemPath, "change-item", "Change one feature", http.StatusOK, "The feature as it is now, as GET answers it.")
	amend.Description += " The body is a JSON merge patch (RFC 7396): what it names is replaced, null removes, the rest stays; a geometry is a whole one."
	huma.Register(api, bodied(amend, mediaPatch), func(ctx context.Context, in *amendment) (*changed, error) {
		if err := in.is(mediaPatch); err != nil {
			return nil, err
		}
		return s.change(ctx, &in.ItemChange, int64(len(in.RawBody)), func(l *data.Layer, f data.Feature) (*data.Feature, error) {
			opt, err := in.reading(l)
			if err != nil {
				return nil, err
			}
			next, err := patch.Apply(ctx, f, in.RawBody, opt)
			if !hasLinks(f.Foreign) {
				next.Foreign = withoutLinks(next.Foreign)
			}
			return &next, err
		})
	})
	remove := s.changing(api, http.MethodDelete, itemPath, "remove-item", "Remove one feature", http.StatusNoContent, "It is removed; the versions of its layer before this one keep it.")
	huma.Register(api, remove, func(ctx context.Context, in *ItemChange) (*struct{}, error) {
		_, err := s.change(ctx, in, 0, func(*data.Layer, data.Feature) (*data.Feature, error) { return nil, nil })
		return nil, err
	})
}

const (
	itemsPath = "/collections/{collectionId}/items"
	itemPath  = itemsPath + "/{featureId}"
)

// changing describes an operation that changes a feature.
func (s *service) changing(api huma.API, method, path, id, summary string, status int, description string) huma.Operation {
	op := operation(id, path, summary, "OGC API Features")
	op.Method, op.MaxBodyBytes, op.DefaultStatus = method, patch.MaxBytes, status
	op.Description = "Every change gives the layer a new version, which /api/layers/{id}/versions lists. What is sent passes the same gate as a file."
	answer := &huma.Response{Description: description}
	if status != http.StatusNoContent {
		schema := api.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[featureShape](), true, id)
		answer.Content = map[string]*huma.MediaType{mediaGeoJSON: {Schema: schema}}
	}
	op.Responses = map[string]*huma.Response{strconv.Itoa(status): answer}
	op.Errors = append(op.Errors, http.StatusConflict, http.StatusServiceUnavailable, http.StatusInsufficientStorage)
	if method != http.MethodDelete {
		op.Errors = append(op.Errors, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity)
	}
	if method != http.MethodPost {
		op.Description += " If-Match must name the ETag of the feature"
		op.Errors = append(op.Errors, http.StatusPreconditionFailed, http.StatusPreconditionRequired)
		if s.Unconditional {
			op.Description += " where it is given; without it the last change stands."
		} else {
			op.Description += "."
		}
	}
	return op
}

// bodied says what the body of an operation is. The gate judges it.
func bodied(op huma.Operation, mediaType string) huma.Operation {
	example := map[string]any{"type": "Feature", "geometry": map[string]any{"type": "Point", "coordinates": []float64{118.87, 42.26}}, "properties": map[string]any{"name": "第三小学"}}
	if mediaType == mediaPatch {
		example = map[string]any{"properties": map[string]any{"name": "第三小学", "status": nil}}
	}
	op.SkipValidateBody = true
	op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{mediaType: {
		Schema: &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true}, Example: example,
	}}}
	return op
}

func (s *service) createRoute(api huma.API) {
	op := s.changing(api, http.MethodPost, itemsPath, "create-item", "Add one feature", http.StatusCreated, "The feature as it is now, as GET answers it at Location.")
	op.Description += " An id in the body is taken if no feature has it; without one the feature gets one."
	huma.Register(api, bodied(op, mediaGeoJSON), func(ctx context.Context, in *creation) (*created, error) {
		l, err := s.layer(in.CollectionID)
		if err != nil {
			return nil, err
		}
		if err := in.is(mediaGeoJSON); err != nil {
			return nil, err
		}
		leave, err := s.Turn(ctx, int64(len(in.RawBody)))
		if err != nil {
			return nil, s.fail(err)
		}
		defer leave()
		f, err := in.feature(ctx, l, in.RawBody)
		if err != nil {
			return nil, s.fail(err)
		}
		f.Foreign = withoutLinks(f.Foreign)
		l, err = s.Catalog.Change(ctx, l.ID, data.PutOptions{}, func(now *data.Layer) (data.Changes, error) {
			if f.IDKind == data.IDGenerated {
				f.ID, f.IDKind = freshID(now)
			} else if _, taken := now.ByID(f.ID); taken {
				return data.Changes{}, problem.Details{Status: http.StatusConflict, Layer: now.ID,
					Detail: fmt.Sprintf("there is a feature %q already: PUT replaces it; leave id out to get one", f.ID)}.Complete()
			}
			return data.Changes{Add: []data.Feature{f}}, nil
		})
		if err != nil {
			return nil, s.fail(err)
		}
		out, err := s.changed(in.ctx, l, f.ID)
		if err != nil {
			return nil, err
		}
		return &created{s.hrefOf(in.ctx, l, f.ID), out.ContentType, out.ContentCRS, out.ETag, out.Body}, nil
	})
}

// put replaces a feature by the one in the body.
func (s *service) put(ctx context.Context, in *replacement) (*changed, error) {
	return s.change(ctx, &in.ItemChange, int64(len(in.RawBody)), func(l *data.Layer, old data.Feature) (*data.Feature, error) {
		next, err := in.feature(ctx, l, in.RawBody)
		if err != nil {
			return nil, err
		}
		if err := patch.SameID(gjson.GetBytes(in.RawBody, "id"), old.ID); err != nil {
			return nil, err
		}
		if !hasLinks(old.Foreign) { // they are those that GET put there
			next.Foreign = withoutLinks(next.Foreign)
		}
		if orb.Equal(next.Geometry, multiple(l, old.Geometry)) { // as GET gave it
			next.Geometry = old.Geometry
		}
		return &next, nil
	})
}

// change replaces a feature by what next makes of it, or removes it where that
// is nil. What next makes is made beside other writers; it counts only if the
// feature is still the one it was made of, and is else made again.
func (s *service) change(ctx context.Context, in *ItemChange, bytes int64, next func(*data.Layer, data.Feature) (*data.Feature, error)) (*changed, error) {
	leave, err := s.Turn(ctx, bytes)
	if err != nil {
		return nil, s.fail(err)
	}
	defer leave()
	for {
		l, err := s.layer(in.CollectionID)
		if err != nil {
			return nil, err
		}
		i, ok := l.ByID(in.FeatureID)
		if !ok {
			p := noFeature(l, in.FeatureID)
			if in.IfMatch != "" && in.request.Method() == http.MethodPut { // which might have made it
				p.Status, p.Parameter = http.StatusPreconditionFailed, "If-Match"
			}
			return nil, p.Complete()
		}
		tag := featureTag(&l.Features[i])
		if err := s.permitted(in, l, tag); err != nil {
			return nil, err
		}
		f, err := next(l, l.Features[i])
		if err != nil {
			return nil, s.fail(err)
		}
		if f != nil {
			f.ID, f.IDKind = l.Features[i].ID, l.Features[i].IDKind
			if featureTag(f) == tag {
				return s.changed(in.request, l, f.ID) // nothing to do
			}
		}
		after, err := s.Catalog.Change(ctx, l.ID, data.PutOptions{}, func(now *data.Layer) (data.Changes, error) {
			return still(now, l, in.FeatureID, tag, f)
		})
		switch {
		case errors.Is(err, errMoved):
			continue
		case err != nil:
			return nil, s.fail(err)
		case f == nil:
			return nil, nil
		}
		return s.changed(in.request, after, f.ID)
	}
}

// changed answers with a feature, as GET does.
func (s *service) changed(ctx huma.Context, l *data.Layer, id string) (*changed, error) {
	i, _ := l.ByID(id)
	sel := &selection{layer: l, out: system{uri: uriCRS84}}
	body, err := sel.appendFeature(nil, i)
	if err != nil {
		return nil, err
	}
	links := s.itemLinks(&Asked{F: "json", ctx: ctx}, l, id)
	return &changed{mediaGeoJSON, sel.out.contentCRS(), featureTag(&l.Features[i]), append(withLinks(body, links), '\n')}, nil
}
