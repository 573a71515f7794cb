package server

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"catchment/coverage/landuse"
)

// assignedAnswer says which class each parcel counts under. Parcels stand in
// columns, layer by layer, since there may be very many.
type assignedAnswer struct {
	Scheme   string          `json:"scheme"`
	Layers   []assignedLayer `json:"layers"`
	Mappings map[string]int  `json:"mappings,omitempty" doc:"Version of every class mapping, by id."`
}

// assignedLayer is one layer of an [assignedAnswer].
type assignedLayer struct {
	Layer    string          `json:"layer"`
	Version  int             `json:"version"`
	Features []string        `json:"features" doc:"Ids of the parcels with land in the study area."`
	Codes    []string        `json:"codes" doc:"Class of each, empty for none."`
	Basis    []landuse.Basis `json:"basis" doc:"What each class comes from: code, mapping, conversion, tags or none."`
}

func (s *server) assignedRoutes(api huma.API) {
	huma.Register(api, operation("landuse-parcels", http.MethodGet, "/api/landuse/parcels", "The class each parcel counts under, and what it comes from"),
		func(ctx context.Context, in *LandQuery) (*struct{ Body *assignedAnswer }, error) {
			study, land, err := s.land(ctx, in)
			if err != nil {
				return nil, s.fail(err)
			}
			versions := study.Dataset().Versions()
			out := &assignedAnswer{Scheme: land.Scheme(), Layers: []assignedLayer{}, Mappings: mappingVersions(study.Dataset())}
			for a := range land.Assigned() {
				last := len(out.Layers) - 1
				if last < 0 || out.Layers[last].Layer != a.Ref.Layer {
					out.Layers = append(out.Layers, assignedLayer{Layer: a.Ref.Layer, Version: versions[a.Ref.Layer]})
					last++
				}
				l := &out.Layers[last]
				l.Features, l.Codes, l.Basis = append(l.Features, a.Ref.Feature), append(l.Codes, a.Ref.Class), append(l.Basis, a.Basis)
			}
			return &struct{ Body *assignedAnswer }{out}, nil
		})
}
