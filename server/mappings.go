package server

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"catchment/data"
	"catchment/server/problem"
)

// mappingAnswer is a user's mapping with what is known about it.
type mappingAnswer struct {
	ID      string    `json:"id"`
	Version int       `json:"version"`
	Changed time.Time `json:"changed_at"`
	data.Mapping
}

type oneMappingAnswer struct {
	Status int
	ETag   string `header:"ETag"`
	Body   mappingAnswer
}

type mappingsAnswer struct {
	Body struct {
		Mappings []mappingAnswer `json:"mappings"`
	}
}

func describeMapping(d *data.Document) (mappingAnswer, error) {
	m, err := data.ReadMapping(d.Body)
	if err != nil {
		return mappingAnswer{}, err
	}
	return mappingAnswer{d.ID, d.Version, d.Changed, *m}, nil
}

// mappingRoutes registers the class mappings that users edit.
func (s *server) mappingRoutes(api huma.API) {
	const path = "/api/mappings/{id}"
	huma.Register(api, operation("mappings", http.MethodGet, "/api/mappings", "The class mappings, in the order in which they speak"),
		func(context.Context, *struct{}) (*mappingsAnswer, error) {
			all, err := describeDocuments(s, data.DocumentMapping, describeMapping)
			if err != nil {
				return nil, err
			}
			out := &mappingsAnswer{}
			out.Body.Mappings = all
			return out, nil
		})
	huma.Register(api, operation("mapping", http.MethodGet, path, "One class mapping"), func(_ context.Context, in *DocumentPath) (*oneMappingAnswer, error) {
		d, err := s.document(data.DocumentMapping, in.ID)
		if err != nil {
			return nil, err
		}
		return s.answerMapping(d, http.StatusOK)
	})
	put := documentOperation("put-mapping", http.MethodPut, path, "Say which land-use classes property values mean")
	put.Description = "No stored feature is changed: parcels are classed by the mapping when they are read. Asked for a scheme, a parcel's own code of that scheme speaks first, " +
		"then a mapping, then its code of another scheme, then its OSM tags; of several mappings the first by id. The body is an object with entries of key, value, scheme and code, " +
		"and layers where it is not for all. A mapping that is there is replaced only with If-Match."
	put.Errors = append(put.Errors, http.StatusBadRequest)
	huma.Register(api, put, func(ctx context.Context, in *struct {
		DocumentPath
		Conditional
		RawBody []byte `contentType:"application/octet-stream"`
	}) (*oneMappingAnswer, error) {
		if !json.Valid(in.RawBody) {
			return nil, problem.Details{Status: http.StatusBadRequest, Detail: syntaxText(in.RawBody)}.Complete()
		}
		d, status, err := s.putDocument(ctx, &in.Conditional, data.DocumentMapping, in.ID, in.RawBody)
		if err != nil {
			return nil, err
		}
		return s.answerMapping(d, status)
	})
	makesToo(api, path)
	s.deleteRoute(api, data.DocumentMapping, "delete-mapping", path, "Withdraw a class mapping; its history stays")
}

func (s *server) answerMapping(d *data.Document, status int) (*oneMappingAnswer, error) {
	m, err := describeMapping(d)
	if err != nil {
		return nil, s.fail(err)
	}
	return &oneMappingAnswer{status, documentETag(d), m}, nil
}

// mappingVersions returns the version of every mapping, by id.
func mappingVersions(ds *data.Dataset) map[string]int {
	v := map[string]int{}
	for _, d := range ds.Documents(data.DocumentMapping) {
		v[d.ID] = d.Version
	}
	return v
}
