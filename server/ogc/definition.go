package ogc

import (
	"context"
	"encoding/json"
	"sync"

	"github.com/danielgtaylor/huma/v2"
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
		body, err := s.document()
		if err != nil {
			return nil, s.fail(err)
		}
		links := in.selfLinks(s.Base.of(in.ctx)+"/api", mediaOpenAPI)
		if in.html() {
			return s.showText(&in.Asked, "API", links, body)
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
	body, err := encode(document)
	if err != nil {
		return nil, err
	}
	s.definition.body, s.definition.revision = body, ds.Revision()
	return body, nil
}

// describeCollections adds a path for the items of each collection, which says
// what properties are parameters there.
func (s *service) describeCollections(document map[string]any) {
	paths, _ := document["paths"].(map[string]any)
	template, _ := paths[itemsPath].(map[string]any)
	get, _ := template["get"].(map[string]any)
	if get == nil {
		return
	}
	for _, l := range s.layers() {
		own := map[string]any{}
		for k, v := range get {
			own[k] = v
		}
		own["operationId"] = "items-" + l.ID
		own["summary"] = titleOf(l)
		var parameters []any
		for _, p := range get["parameters"].([]any) {
			if p.(map[string]any)["name"] != "collectionId" {
				parameters = append(parameters, p)
			}
		}
		for _, name := range filterable(l) {
			p, _ := l.Property(name)
			parameters = append(parameters, map[string]any{
				"name": name, "in": "query", "explode": false, "schema": map[string]any{"type": string(p.Type)},
				"description": "Only features whose property " + name + " has this value.",
			})
		}
		own["parameters"] = parameters
		paths["/collections/"+segment(l.ID)+"/items"] = map[string]any{"get": own}
	}
}
