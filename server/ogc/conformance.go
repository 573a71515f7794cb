package ogc

import (
	"context"

	"github.com/danielgtaylor/huma/v2"
)

// conformance lists the conformance classes that hold. A file that adds one
// adds it here.
var conformance = []string{
	"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
	"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
	"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
	"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
	"http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
}

type conformanceDocument struct {
	ConformsTo []string `json:"conformsTo" doc:"URIs of conformance classes."`
}

func (s *service) conformanceRoutes(api huma.API) {
	op := answering[conformanceDocument](api, operation("conformance", "/conformance", "The standards that this service follows", "OGC API"),
		mediaJSON, "The conformance classes that hold.")
	huma.Register(api, op, func(_ context.Context, in *struct{ Asked }) (*answer, error) {
		links := in.selfLinks(s.Base.of(in.ctx)+"/conformance", mediaJSON)
		return s.show(&in.Asked, "Conformance", links, conformanceDocument{conformance})
	})
}
