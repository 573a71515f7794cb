package ogc

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"catchment/data"
	"catchment/data/geojson"
)

// encodedDocument is a JSON Schema of the features of a collection as they stand
// in GeoJSON. A client that reads page by page learns from it what later pages may
// bring: GDAL looks for it under describedBy and finds the names and types of
// columns in no other form.
type encodedDocument struct {
	Schema     string         `json:"$schema"`
	ID         string         `json:"$id"`
	Title      string         `json:"title"`
	Type       string         `json:"type"`
	Required   []string       `json:"required"`
	Properties map[string]any `json:"properties"`
}

// encodedSchema is the last part of its path.
const encodedSchema = "geojson-schema"

func (s *service) encodedRoutes(api huma.API) {
	op := answering[encodedDocument](api, operation("geojson-schema", "/collections/{collectionId}/"+encodedSchema, "JSON Schema of the features of a collection as GeoJSON", "OGC API Features"),
		mediaSchema, "The schema.")
	huma.Register(api, op, s.about(func(in *Asked, l *data.Layer) (*answer, error) {
		href := s.Base.of(in.ctx) + "/collections/" + segment(l.ID) + "/" + encodedSchema
		links := in.selfLinks(href, mediaSchema)
		body, err := encode(encodedOf(l, href))
		if err != nil {
			return nil, s.fail(err)
		}
		if in.html() {
			return s.showText(in, titleOf(l), links, body)
		}
		return in.reply(body, mediaSchema, links)
	}))
}

// encodedOf describes the features of a layer as GeoJSON.
func encodedOf(l *data.Layer, href string) encodedDocument {
	return encodedDocument{
		Schema: jsonSchema, ID: href, Title: titleOf(l), Type: "object",
		Required: []string{"type", "id", "geometry", "properties"},
		Properties: map[string]any{
			"type":       map[string]any{"type": "string", "enum": []string{"Feature"}},
			"id":         map[string]any{"type": []string{"string", "number"}},
			"geometry":   map[string]any{"type": "object", "properties": map[string]any{"type": map[string]any{"enum": slices.Sorted(maps.Keys(l.GeometryTypes()))}}},
			"properties": map[string]any{"type": "object", "properties": propertiesOf(l)},
		},
	}
}

// propertiesOf describes the properties of a layer's features, in their order. A
// property id is left out: GDAL makes a column of that name for the id of the
// feature, and would have two.
func propertiesOf(l *data.Layer) json.RawMessage {
	text := []byte{'{'}
	for _, p := range l.Schema() {
		if p.Name == "id" {
			continue
		}
		if len(text) > 1 {
			text = append(text, ',')
		}
		text = append(geojson.AppendString(text, p.Name), `:{"type":"`+jsonType(p)+`"}`...)
	}
	return append(text, '}')
}

// jsonType is the JSON type of a property where it is not null. GDAL reads one
// name only, takes an integer for one of 32 bits, and has texts for what is
// mixed.
func jsonType(p data.Property) string {
	switch {
	case p.Type == data.PropertyJSON:
		return "object"
	case p.Type == data.PropertyMixed:
		return "string"
	case p.Type == data.PropertyInteger && p.Wide:
		return "number"
	}
	return string(p.Type)
}
