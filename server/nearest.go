package server

import (
	"context"
	"math"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/paulmach/orb"

	"catchment/coverage"
)

// nearestQuery asks for the facilities closest to a place.
type nearestQuery struct {
	Lon     float64 `query:"lon" required:"true" minimum:"-180" maximum:"180" example:"118.88"`
	Lat     float64 `query:"lat" required:"true" minimum:"-90" maximum:"90" example:"42.26"`
	Service string  `query:"service" required:"true" doc:"Facility kind or facility layer."`
	K       int     `query:"k" default:"1" minimum:"1" maximum:"1000" doc:"How many."`
	Status  string  `query:"status" doc:"Which states count, comma-separated. Default: all."`
	Year    string  `query:"year" doc:"Count what is open in this year."`
}

// Resolve refuses what passes for a number between two bounds and is none.
func (q *nearestQuery) Resolve(huma.Context) []error {
	for _, v := range []struct {
		name  string
		value float64
	}{{"lon", q.Lon}, {"lat", q.Lat}} {
		if math.IsNaN(v.value) {
			return []error{&huma.ErrorDetail{Location: "query." + v.name, Message: "expected a number of degrees", Value: v.value}}
		}
	}
	return nil
}

type nearestAnswer struct {
	Body struct {
		Results []nearAnswer `json:"results" doc:"Nearest first."`
	}
}

type nearAnswer struct {
	ID        string  `json:"id"`
	Name      string  `json:"name"`
	NameEN    string  `json:"name_en,omitempty"`
	Layer     string  `json:"layer"`
	Kind      string  `json:"kind"`
	Status    string  `json:"status"`
	Opens     int     `json:"opens,omitempty"`
	Lon       float64 `json:"lon"`
	Lat       float64 `json:"lat"`
	DistanceM float64 `json:"distance_m" doc:"Geodesic, on the WGS 84 ellipsoid; to the closest place of a facility drawn as land, 0 inside it."`
}

func (s *server) nearestRoutes(api huma.API) {
	huma.Register(api, operation("nearest", http.MethodGet, "/api/nearest", "The k nearest facilities of a place"),
		func(_ context.Context, in *nearestQuery) (*nearestAnswer, error) {
			found, err := s.nearest(in)
			if err != nil {
				return nil, s.fail(err)
			}
			out := &nearestAnswer{}
			out.Body.Results = found
			return out, nil
		})
}

func (s *server) nearest(in *nearestQuery) ([]nearAnswer, error) {
	when, err := coverage.ParseWhen(in.Status, in.Year)
	if err != nil {
		return nil, err
	}
	found, err := coverage.Nearest(s.Catalog.Dataset(), in.Service, orb.Point{in.Lon, in.Lat}, in.K, when)
	if err != nil {
		return nil, err
	}
	results := []nearAnswer{}
	for _, f := range found {
		results = append(results, nearAnswer{
			ID: f.ID, Name: f.Name, NameEN: f.NameEN, Layer: f.Layer, Kind: string(f.Kind), Status: f.Status.String(), Opens: f.Opens,
			Lon: f.Position[0], Lat: f.Position[1], DistanceM: f.DistanceM,
		})
	}
	return results, nil
}
