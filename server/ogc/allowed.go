package ogc

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
)

// allowed answers what may be done at an address.
type allowed struct {
	Allow string `header:"Allow" doc:"The methods that are possible, with a comma between them."`
}

// optionsRoutes say what may be done with features; QGIS asks before it offers
// to edit.
func (s *service) optionsRoutes(api huma.API) {
	items := allowing("items-methods", itemsPath, "What may be done with a collection's features")
	huma.Register(api, items, func(ctx context.Context, in *CollectionPath) (*allowed, error) {
		if _, err := s.collected(ctx, in.CollectionID); err != nil {
			return nil, err
		}
		if isDerived(in.CollectionID) {
			return &allowed{readOnly}, nil
		}
		return &allowed{"GET, HEAD, OPTIONS, POST"}, nil
	})
	item := allowing("item-methods", itemPath, "What may be done with a feature")
	huma.Register(api, item, func(ctx context.Context, in *ItemPath) (*allowed, error) {
		if l, err := s.collected(ctx, in.CollectionID); err != nil {
			return nil, err
		} else if _, ok := l.ByID(in.FeatureID); !ok && l.Len() > 0 { // where there is none, QGIS asks of one that cannot be
			return nil, noFeature(l, in.FeatureID).Complete()
		}
		if isDerived(in.CollectionID) {
			return &allowed{readOnly}, nil
		}
		return &allowed{"DELETE, GET, HEAD, OPTIONS, PATCH, PUT"}, nil
	})
}

// readOnly is what may be done with results.
const readOnly = "GET, HEAD, OPTIONS"

// allowing describes an operation that says what may be done.
func allowing(id, path, summary string) huma.Operation {
	op := operation(id, path, summary, "OGC API Features")
	op.Method, op.DefaultStatus = http.MethodOptions, http.StatusOK
	return op
}
