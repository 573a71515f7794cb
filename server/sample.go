package server

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"catchment/server/problem"
)

func (s *server) sampleRoutes(api huma.API) {
	op := operation("sample", http.MethodPost, "/api/sample", "Load the bundled place, to look around in")
	op.Description = "Only where no layer is loaded. Its layers are then like any other: they can be changed, replaced and withdrawn."
	op.DefaultStatus = http.StatusCreated
	op.Errors = append(op.Errors, http.StatusForbidden, http.StatusConflict, http.StatusInsufficientStorage)
	huma.Register(api, op, func(ctx context.Context, _ *struct{}) (*layersAnswer, error) {
		if err := s.loadSample(ctx); err != nil {
			return nil, s.fail(err)
		}
		return s.layers(), nil
	})
}

// offersSample reports whether the bundled place can be loaded now.
func (s *server) offersSample() bool {
	return s.Sample != nil && len(s.Catalog.Dataset().Layers()) == 0
}

// loadSample loads the bundled place where there is nothing else.
func (s *server) loadSample(ctx context.Context) error {
	if s.Sample == nil {
		return problem.Details{Status: http.StatusForbidden, Detail: "this service has no place of its own to load"}.Complete()
	}
	s.sampling.Lock()
	defer s.sampling.Unlock()
	if !s.offersSample() {
		return problem.Details{Status: http.StatusConflict, Detail: "the bundled place is loaded only where there is no layer yet; /api/layers lists those loaded"}.Complete()
	}
	return s.Sample(ctx)
}
