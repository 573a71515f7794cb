package ogc

import (
	"github.com/danielgtaylor/huma/v2"

	"catchment/data"
)

// queryablesDocument is a JSON Schema of what filters may speak of.
type queryablesDocument struct {
	Schema     string               `json:"$schema"`
	ID         string               `json:"$id"`
	Title      string               `json:"title"`
	Type       string               `json:"type" enum:"object"`
	Properties map[string]queryable `json:"properties"`
	Additional bool                 `json:"additionalProperties" enum:"false"`
}

type queryable struct {
	Title  string `json:"title"`
	Type   any    `json:"type,omitempty" doc:"A type, or a list of them; left out for the geometry."`
	Format string `json:"format,omitempty"`
	Role   string `json:"x-ogc-role,omitempty"`

	Sequence int `json:"x-ogc-propertySeq,omitempty" doc:"Place in the order of properties, from 1."`
}

func (s *service) queryablesRoutes(api huma.API) {
	op := answering[queryablesDocument](api, operation("queryables", "/collections/{collectionId}/queryables", "What filters of a collection may speak of", "OGC API Features"),
		mediaSchema, "JSON Schema of the queryables.")
	huma.Register(api, op, s.about(func(in *Asked, l *data.Layer) (*answer, error) {
		href := queryablesOf(l, s.Base.of(in.ctx))
		return s.showSchema(in, l, href, queryablesDocument{jsonSchema, href, titleOf(l), "object", propertiesIn(l), false})
	}))
}

func queryablesOf(l *data.Layer, base string) string {
	return base + "/collections/" + segment(l.ID) + "/queryables"
}

// jsonSchema is the dialect of JSON Schema of all documents here.
const jsonSchema = "https://json-schema.org/draft/2020-12/schema"

// propertiesIn describes the properties of a layer's features, their id and
// their geometry.
func propertiesIn(l *data.Layer) map[string]queryable {
	all := map[string]queryable{}
	for _, p := range l.Schema() {
		q := queryable{Title: p.Name, Type: string(p.Type)}
		switch p.Type {
		case data.PropertyMixed:
			q.Type = []string{"string", "number", "boolean", "object", "array"}
		case data.PropertyJSON:
			q.Type = []string{"object", "array"}
		}
		all[p.Name] = q
	}
	if _, taken := all[idName]; !taken {
		all[idName] = queryable{Title: idName, Type: string(data.PropertyString), Role: "id"}
	}
	all[geometryName] = queryable{Title: geometryName, Format: geometryFormat(l), Role: "primary-geometry"}
	return all
}

// geometryFormat names the type of the geometries of a layer.
func geometryFormat(l *data.Layer) string {
	formats := map[string]string{
		"Point": "point", "MultiPoint": "multipoint", "LineString": "linestring", "MultiLineString": "multilinestring",
		"Polygon": "polygon", "MultiPolygon": "multipolygon", "GeometryCollection": "geometrycollection",
	}
	types := l.GeometryTypes()
	for kind := range types {
		if format, ok := formats[kind]; ok && len(types) == 1 {
			return "geometry-" + format
		}
	}
	return "geometry-any"
}
