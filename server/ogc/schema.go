package ogc

import (
	"github.com/danielgtaylor/huma/v2"

	"catchment/data"
)

// relSchema is the relation of the schema of a collection (OGC API Features, part 5).
const relSchema = "http://www.opengis.net/def/rel/ogc/1.0/schema"

// schemaDocument is the logical schema of the features of a collection (OGC API
// Features, part 5): what they have, whichever way they are encoded.
type schemaDocument struct {
	Schema     string               `json:"$schema"`
	ID         string               `json:"$id"`
	Title      string               `json:"title"`
	Type       string               `json:"type" enum:"object"`
	Properties map[string]queryable `json:"properties"`
}

func (s *service) schemaRoutes(api huma.API) {
	op := answering[schemaDocument](api, operation("schema", "/collections/{collectionId}/schema", "Schema of the features of a collection", "OGC API Features"),
		mediaSchema, "JSON Schema of what the features have.")
	huma.Register(api, op, s.about(func(in *Asked, l *data.Layer) (*answer, error) {
		href := s.Base.of(in.ctx) + "/collections/" + segment(l.ID) + "/schema"
		return s.showSchema(in, l, href, schemaOf(l, href))
	}))
}

// showSchema answers with a JSON Schema about a layer, which is at href.
func (s *service) showSchema(in *Asked, l *data.Layer, href string, document any) (*answer, error) {
	links := in.selfLinks(href, mediaSchema)
	if in.html() {
		return s.show(in, titleOf(l), links, document)
	}
	body, err := encode(document)
	if err != nil {
		return nil, s.fail(err)
	}
	return in.reply(body, mediaSchema, links)
}

// schemaOf describes what the features of a layer have, in the order of the
// layer's schema. An id that is not said is given; the geometry stands last.
func schemaOf(l *data.Layer, href string) schemaDocument {
	doc := schemaDocument{jsonSchema, href, titleOf(l), "object", propertiesIn(l)}
	numbered := 0
	number := func(name string) {
		if p, ok := doc.Properties[name]; ok && p.Sequence == 0 {
			numbered++
			p.Sequence = numbered
			doc.Properties[name] = p
		}
	}
	number(idName)
	for _, p := range l.Schema() {
		number(p.Name)
	}
	number(geometryName)
	return doc
}
