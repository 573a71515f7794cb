package server

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/paulmach/orb"

	"catchment/coverage"
	"catchment/data"
	"catchment/data/geojson"
)

// gapProperties are the properties of a gap patch.
type gapProperties struct {
	Rank           int        `json:"rank" doc:"From 1, by amount."`
	Amount         float64    `json:"amount" doc:"Unserved demand in the patch, in the unit of demand."`
	Unit           string     `json:"unit" enum:"m2,people,jobs"`
	AreaM2         float64    `json:"area_m2"`
	District       string     `json:"district,omitempty"`
	DistrictName   string     `json:"district_name,omitempty"`
	DistrictNameEN string     `json:"district_name_en,omitempty"`
	Nearest        string     `json:"nearest_facility,omitempty" doc:"Name of the facility closest to the patch; its id where it has no name."`
	NearestEN      string     `json:"nearest_facility_en,omitempty"`
	NearestID      string     `json:"nearest_facility_id,omitempty"`
	NearestLayer   string     `json:"nearest_facility_layer,omitempty"`
	NearestLonLat  *orb.Point `json:"nearest_facility_lonlat,omitempty" doc:"[lon, lat]"`
	NearestM       *float64   `json:"nearest_distance_m,omitempty" doc:"Geodesic distance from the patch's closest place to that facility."`
	FarthestM      *float64   `json:"farthest_distance_m,omitempty" doc:"Distance to a facility from the place that has farthest to go: the radius that would cover the whole patch."`
	FarthestLonLat *orb.Point `json:"farthest_lonlat,omitempty" doc:"That place, [lon, lat]."`
	Second         string     `json:"second_facility,omitempty" doc:"Name of the facility second nearest to farthest_lonlat; its id where it has no name."`
	SecondEN       string     `json:"second_facility_en,omitempty"`
	SecondID       string     `json:"second_facility_id,omitempty"`
	SecondLayer    string     `json:"second_facility_layer,omitempty"`
	SecondM        *float64   `json:"second_distance_m,omitempty" doc:"Geodesic distance from that place to it."`
	ShortM         *float64   `json:"short_m,omitempty" doc:"farthest_distance_m less the radius."`
	BestSite       *orb.Point `json:"best_site,omitempty" doc:"[lon, lat] inside the study area from which one more facility, reaching part of this patch, serves the most unserved demand."`
	BestSiteGain   *float64   `json:"best_site_gain,omitempty" doc:"Demand it would newly serve, in this patch and others, to half a percent; POST /api/coverage with the site added gives it exactly."`
	BestSiteMost   *float64   `json:"best_site_upper_bound,omitempty" doc:"No other such place serves more than this."`
}

// reachProperties are the properties of the covered land.
type reachProperties struct {
	Service string  `json:"service"`
	RadiusM float64 `json:"radius_m"`
}

func (s *server) gapRoutes(api huma.API) {
	huma.Register(api, collection[gapProperties](api, operation("gaps", http.MethodGet, "/api/gaps",
		"The gaps: demand that no facility reaches, most first")),
		func(ctx context.Context, in *question) (*geoJSON, error) {
			body, err := withWords(ctx, in, s.gaps)
			if err != nil {
				return nil, s.fail(err)
			}
			return newGeoJSON(body), nil
		})
	huma.Register(api, collection[reachProperties](api, operation("reach", http.MethodGet, "/api/reach",
		"The land within reach, inside the study area and the demanded classes")),
		func(ctx context.Context, in *question) (*geoJSON, error) {
			body, err := withWords(ctx, in, s.reach)
			if err != nil {
				return nil, s.fail(err)
			}
			return newGeoJSON(body), nil
		})
}

func (s *server) gaps(ctx context.Context, asked coverage.Question) ([]byte, error) {
	study, err := s.study(ctx, asked.Area)
	if err != nil {
		return nil, err
	}
	found, err := study.Gaps(ctx, asked)
	if err != nil {
		return nil, err
	}
	features := make([]data.Feature, len(found.Patches))
	for i := range found.Patches {
		patch := &found.Patches[i]
		properties, err := json.Marshal(describePatch(patch, found))
		if err != nil {
			return nil, err
		}
		features[i] = data.Feature{Geometry: patch.Shape, Properties: properties}
	}
	return collectionOf(features, nil)
}

func describePatch(p *coverage.Patch, in *coverage.GapList) gapProperties {
	g := gapProperties{Rank: p.Rank, Amount: p.Amount, Unit: in.Demand.Unit(), AreaM2: p.AreaM2}
	if d := p.District; d != nil {
		g.District, g.DistrictName, g.DistrictNameEN = d.ID, d.Name, d.NameEN
	}
	if f := p.Nearest; f != nil {
		g.Nearest, g.NearestEN, g.NearestID, g.NearestLayer = cmp.Or(f.Name, f.ID), f.NameEN, f.ID, f.Layer
		short := p.FarthestM - in.RadiusM
		g.NearestLonLat, g.NearestM = &f.Position, &p.NearestM
		g.FarthestM, g.FarthestLonLat, g.ShortM = &p.FarthestM, &p.Farthest, &short
	}
	if f := p.Second; f != nil {
		g.Second, g.SecondEN, g.SecondID, g.SecondLayer, g.SecondM = cmp.Or(f.Name, f.ID), f.NameEN, f.ID, f.Layer, &p.SecondM
	}
	if p.Site != nil {
		g.BestSite, g.BestSiteGain, g.BestSiteMost = &p.Site.At, &p.Site.Gain, &p.Site.Most
	}
	return g
}

func (s *server) reach(ctx context.Context, asked coverage.Question) ([]byte, error) {
	study, err := s.study(ctx, asked.Area)
	if err != nil {
		return nil, err
	}
	covered, radiusM, err := study.Reached(ctx, asked)
	if err != nil {
		return nil, err
	}
	var features []data.Feature
	if len(covered) > 0 {
		properties, err := json.Marshal(reachProperties{asked.Service, radiusM})
		if err != nil {
			return nil, err
		}
		features = []data.Feature{{Geometry: covered, Properties: properties}}
	}
	return collectionOf(features, nil)
}

// collectionOf encodes features as a FeatureCollection, with foreign members of
// its own or nil.
func collectionOf(features []data.Feature, foreign json.RawMessage) ([]byte, error) {
	var body bytes.Buffer
	err := geojson.WriteCollection(&body, func(yield func(*data.Feature) bool) {
		for i := range features {
			if !yield(&features[i]) {
				return
			}
		}
	}, foreign)
	return body.Bytes(), err
}
