package server

import (
	"context"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"catchment/data"
	"catchment/server/problem"
)

// historyRoutes serves what a layer was before.
func (s *server) historyRoutes(api huma.API) {
	huma.Register(api, storing("delete-layer", http.MethodDelete, "/api/layers/{id}", "Withdraw a layer; its history stays"),
		func(ctx context.Context, in *struct {
			LayerPath
			Conditional
		}) (*struct{}, error) {
			only, err := s.version(&in.Conditional, in.ID)
			if err != nil {
				return nil, err
			}
			if _, err := s.layer(in.ID); err != nil {
				return nil, err
			}
			if err := s.Catalog.Delete(ctx, in.ID, data.PutOptions{IfVersion: only}); err != nil {
				return nil, s.fail(err)
			}
			return nil, nil
		})
	huma.Register(api, operation("layer-versions", http.MethodGet, "/api/layers/{id}/versions", "The history of a layer, newest first"),
		func(ctx context.Context, in *LayerPath) (*struct {
			Body struct {
				Versions []data.Version `json:"versions"`
			}
		}, error) {
			versions, err := s.Catalog.Versions(ctx, in.ID)
			if err != nil {
				return nil, s.fail(err)
			}
			out := &struct {
				Body struct {
					Versions []data.Version `json:"versions"`
				}
			}{}
			out.Body.Versions = versions
			return out, nil
		})
	huma.Register(api, storing("forget-versions", http.MethodDelete, "/api/layers/{id}/versions", "Remove older versions of a layer for good; their room is used by later loads"), s.forget)
	huma.Register(api, storing("restore-layer", http.MethodPost, "/api/layers/{id}/restore", "Put an older version of a layer as its next version"),
		func(ctx context.Context, in *struct {
			LayerPath
			Conditional
			Version int `query:"version" required:"true" minimum:"1"`
		}) (*oneLayerAnswer, error) {
			only, err := s.version(&in.Conditional, in.ID)
			if err != nil {
				return nil, err
			}
			l, err := s.Catalog.Restore(ctx, in.ID, in.Version, data.PutOptions{IfVersion: only})
			if err != nil {
				return nil, s.fail(err)
			}
			return &oneLayerAnswer{etag(l.ID, l.Version), describeLayer(l)}, nil
		})
	huma.Register(api, operation("compare-versions", http.MethodGet, "/api/layers/{id}/compare", "What differs between two versions of a layer"), s.compare)
}

// forgottenAnswer says which versions were removed.
type forgottenAnswer struct {
	Layer   string `json:"layer"`
	Removed []int  `json:"removed" doc:"Versions that are gone, oldest first. Those that later ones are made of, as edits are, stay."`
}

// forget removes the versions before one.
func (s *server) forget(ctx context.Context, in *struct {
	LayerPath
	Before int `query:"before" required:"true" minimum:"2" doc:"Versions before this one are removed; the newest stays."`
}) (*struct{ Body forgottenAnswer }, error) {
	removed, err := s.Catalog.Forget(ctx, in.ID, in.Before)
	if err != nil {
		return nil, s.fail(err)
	}
	return &struct{ Body forgottenAnswer }{forgottenAnswer{in.ID, append([]int{}, removed...)}}, nil
}

// comparison asks what differs between two versions.
type comparison struct {
	LayerPath
	From  int `query:"from" minimum:"1" doc:"Version to start from. Default: the one before to."`
	To    int `query:"to" minimum:"1" doc:"Version to arrive at. Default: the current one."`
	Limit int `query:"limit" minimum:"0" maximum:"100000" default:"1000" doc:"How many features of each kind are named; the totals count all."`
}

// comparedAnswer is a data.Diff with its lists cut short.
type comparedAnswer struct {
	Layer string `json:"layer"`
	data.Diff
	AddedTotal   int `json:"added_total"`
	ChangedTotal int `json:"changed_total"`
	RemovedTotal int `json:"removed_total"`
}

// compare answers what differs between two versions of a layer.
func (s *server) compare(ctx context.Context, in *comparison) (*struct{ Body comparedAnswer }, error) {
	from, to := in.From, in.To
	if to == 0 {
		l, err := s.layer(in.ID)
		if err != nil {
			return nil, err
		}
		to = l.Version
	}
	if from == 0 {
		if from = to - 1; from == 0 {
			return nil, problem.Details{Status: http.StatusBadRequest, Parameter: "from", Layer: in.ID,
				Detail: fmt.Sprintf("version %d of layer %q is its first; there is none before it to compare with", to, in.ID)}.Complete()
		}
	}
	d, err := s.Catalog.Compare(ctx, in.ID, from, to)
	if err != nil {
		return nil, s.fail(err)
	}
	a := comparedAnswer{Layer: in.ID, Diff: d, AddedTotal: len(d.Added), ChangedTotal: len(d.Changed), RemovedTotal: len(d.Removed)}
	a.Added, a.Removed = a.Added[:min(in.Limit, len(a.Added))], a.Removed[:min(in.Limit, len(a.Removed))]
	a.Changed, a.Changes = a.Changed[:min(in.Limit, len(a.Changed))], a.Changes[:min(in.Limit, len(a.Changes))]
	return &struct{ Body comparedAnswer }{a}, nil
}
