package ogc

import (
	"context"

	"github.com/danielgtaylor/huma/v2"
)

// The relations that the standards name by URI.
const relConformance = "conformance"

// landingPage leads to everything else.
type landingPage struct {
	Title       string `json:"title"`
	Description string `json:"description"`
	Links       []link `json:"links"`
}

func (s *service) landingRoutes(api huma.API) {
	op := answering[landingPage](api, operation("landing-page", "/", "The landing page of the OGC API; for a browser, the map", "OGC API"),
		mediaJSON, "What this service is, with links to all it has.")
	op.Middlewares = huma.Middlewares{func(ctx huma.Context, next func(huma.Context)) {
		if s.Page != nil && ctx.Query("f") == "" && prefersHTML(ctx.Header("Accept")) {
			s.Page(ctx)
			return
		}
		next(ctx)
	}}
	huma.Register(api, op, func(_ context.Context, in *struct{ Asked }) (*answer, error) {
		base := s.Base.of(in.ctx)
		page := landingPage{
			Title:       "Catchment",
			Description: "Which land, homes and jobs each public service reaches, and the layers this is computed from.",
			Links: append(in.selfLinks(base+"/", mediaJSON),
				link{base + "/api", "service-desc", mediaOpenAPI, "The OpenAPI document"},
				link{base + "/api?f=html", "service-doc", mediaHTML, "The OpenAPI document as a page"},
				link{base + "/conformance", relConformance, mediaJSON, "The standards that this service follows"},
				link{base + "/collections", "data", mediaJSON, "The collections"},
				link{base + "/tileMatrixSets", relSchemes, mediaJSON, "The tile matrix sets"},
			),
		}
		page.Links = append(page.Links, s.licenceLinks()...)
		if s.Queue != nil {
			page.Links = append(page.Links,
				link{base + "/processes", relProcesses, mediaJSON, "The processes that can be started"},
				link{base + "/jobs", relJobs, mediaJSON, "The jobs made of them"})
		}
		return s.show(&in.Asked, page.Title, page.Links, page)
	})
}
