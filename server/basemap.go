package server

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

type basemapAnswer struct {
	Body struct {
		Origins []string `json:"origins" doc:"Origins that the page may fetch map tiles from, as the operator allows them; none as a rule."`
	}
}

func (s *server) basemapRoutes(api huma.API) {
	huma.Register(api, operation("basemap", http.MethodGet, "/api/basemap", "Where the page may fetch map tiles from"),
		func(context.Context, *struct{}) (*basemapAnswer, error) {
			out := &basemapAnswer{}
			out.Body.Origins = append([]string{}, s.TilesOrigins...)
			return out, nil
		})
}

// checkTilesOrigins returns an error unless every text is an origin: nothing else
// may stand in the page's policy.
func checkTilesOrigins(origins []string) error {
	if err := checkOrigins(origins); err != nil {
		return fmt.Errorf("origins of tiles: %w", err)
	}
	for _, o := range origins {
		if strings.ContainsAny(o, "*;, '@") {
			return fmt.Errorf("origins of tiles: %q: give scheme and host alone, as https://tiles.example.org", o)
		}
	}
	return nil
}

// policyOf returns the Content-Security-Policy of every answer. Pictures may come
// from the origins given; nothing else from anywhere else.
func policyOf(tilesOrigins []string) string {
	pictures := strings.Join(slices.Concat([]string{"'self'", "data:", "blob:"}, tilesOrigins), " ")
	return "default-src 'none'; script-src 'self'; style-src 'self'; img-src " + pictures + "; " +
		"connect-src 'self'; font-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}
