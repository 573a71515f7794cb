package ogc

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"catchment/data"
	"catchment/data/geojson"
)

// definition is the OpenAPI document of one state of the layers.
type definition struct {
	mu       sync.Mutex
	revision uint64
	body     []byte
}

func (s *service) definitionRoutes(api huma.API) {
	op := answering[map[string]any](api, operation("definition", "/api", "This OpenAPI document", "OGC API"), mediaOpenAPI, "The OpenAPI 3.0 document.")
	huma.Register(api, op, func(_ context.Context, in *struct{ Asked }) (*answer, error) {
		whole, err := s.document()
		if err != nil {
			return nil, s.fail(err)
		}
		base := s.Base.of(in.ctx)
		links, body := in.selfLinks(base+"/api", mediaOpenAPI), servedAt(whole, base)
		if in.html() {
			return s.apiPage(&in.Asked, links, body)
		}
		return in.reply(body, mediaOpenAPI, links)
	})
}

// document returns the OpenAPI 3.0 document of the layers as they are now.
func (s *service) document() ([]byte, error) {
	s.definition.mu.Lock()
	defer s.definition.mu.Unlock()
	ds := s.Catalog.Dataset()
	if s.definition.body != nil && s.definition.revision == ds.Revision() {
		return s.definition.body, nil
	}
	whole, err := s.api.OpenAPI().Downgrade()
	if err != nil {
		return nil, err
	}
	var document map[string]any
	if err := json.Unmarshal(whole, &document); err != nil {
		return nil, err
	}
	s.describeCollections(document)
	forVersion30(document)
	offerLimit(document)
	body, err := encode(document)
	if err != nil {
		return nil, err
	}
	s.definition.body, s.definition.revision = body, ds.Revision()
	return body, nil
}

// servedAt returns the document with the address of the service in it.
func servedAt(document []byte, base string) []byte {
	body := geojson.AppendString([]byte(`{"servers":[{"url":`), base)
	return append(append(body, `}],`...), document[1:]...)
}

// forVersion30 takes out of a part of the document what OpenAPI 3.0 does not
// know and the change of version leaves there.
func forVersion30(part any) {
	switch part := part.(type) {
	case map[string]any:
		if of, either := part["anyOf"].([]any); either && len(of) == 2 && at(map[string]any{"or": of[1]}, "or")["type"] == "null" {
			delete(part, "anyOf")
			part["allOf"], part["nullable"] = of[:1], true
		}
		if _, media := part["contentMediaType"].(string); media { // of a body that is no text
			delete(part, "contentMediaType")
			part["type"], part["format"] = "string", "binary"
		}
		if only, is := part["const"].(string); is {
			delete(part, "const")
			part["enum"] = []any{only}
		}
		delete(part, "patternDescription")
		for _, inner := range part {
			forVersion30(inner)
		}
	case []any:
		for _, inner := range part {
			forVersion30(inner)
		}
	}
}

// offerLimit names the parameter limit among the components, where QGIS looks
// for its bounds.
func offerLimit(document map[string]any) {
	components, _ := document["components"].(map[string]any)
	parameters, _ := at(document, "paths", itemsPath, "get")["parameters"].([]any)
	for _, p := range parameters {
		if p, _ := p.(map[string]any); p["name"] == "limit" && components != nil {
			components["parameters"] = map[string]any{"limit": p}
		}
	}
}

// at walks down a document by the names of members; nil where there is none.
func at(part map[string]any, names ...string) map[string]any {
	for _, name := range names {
		part, _ = part[name].(map[string]any)
	}
	return part
}

// describeCollections adds a path for the items of each collection, which says
// what properties are parameters there. It stands before the path of all
// collections, so it says what else can be done there too.
func (s *service) describeCollections(document map[string]any) {
	paths := at(document, "paths")
	for _, l := range s.layers() {
		own := map[string]any{}
		for method, op := range at(paths, itemsPath) {
			described := ofLayer(op, l)
			if method == "get" {
				described["parameters"] = append(described["parameters"].([]any), propertyParameters(l)...)
			}
			own[method] = described
		}
		if len(own) > 0 {
			paths["/collections/"+segment(l.ID)+"/items"] = own
		}
	}
}

// ofLayer returns an operation on any collection as that on one.
func ofLayer(operation any, l *data.Layer) map[string]any {
	whole, _ := operation.(map[string]any)
	own := maps.Clone(whole)
	own["operationId"] = fmt.Sprint(whole["operationId"], "-", l.ID)
	own["summary"] = fmt.Sprint(whole["summary"], ": ", titleOf(l))
	parameters := []any{}
	given, _ := whole["parameters"].([]any)
	for _, p := range given {
		if at(map[string]any{"p": p}, "p")["name"] != "collectionId" {
			parameters = append(parameters, p)
		}
	}
	own["parameters"] = parameters
	return own
}

// propertyParameters describe the properties of a layer as query parameters.
func propertyParameters(l *data.Layer) []any {
	var parameters []any
	for _, name := range filterable(l) {
		p, _ := l.Property(name)
		parameters = append(parameters, map[string]any{
			"name": name, "in": "query", "explode": false, "schema": map[string]any{"type": string(p.Type)},
			"description": "Only features whose property " + name + " has this value.",
		})
	}
	return parameters
}
