package server

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/paulmach/orb"

	"catchment/coverage"
	"catchment/data"
	"catchment/geo/steps"
	"catchment/server/ogc"
	"catchment/server/queue"
)

// The media types of what processes work out.
const (
	mediaGeoJSON = "application/geo+json"
	mediaJSON    = "application/json"
)

// densityInputs are the inputs of land-use-density.
type densityInputs struct {
	Area    anyArea  `json:"area,omitzero" doc:"Id of a study area, or a drawn one as a GeoJSON Polygon or MultiPolygon in WGS 84. Default: the only boundary."`
	Scheme  string   `json:"scheme,omitempty" doc:"Land-use scheme to answer in: GB50137-2011, MNR-2023 or OSM. Default: the one most parcels state."`
	Status  string   `json:"status,omitempty" doc:"Which states of parcels count, comma-separated. Default: all."`
	Year    string   `json:"year,omitempty" doc:"Count what stands in this year; overrides status."`
	Cells   string   `json:"cells,omitempty" enum:"square,hex,parcel,district" default:"square" doc:"Shape of the cells; or the parcels, or the districts cut to the study area."`
	Size    *float64 `json:"size,omitempty" exclusiveMinimum:"0" doc:"Side of a square, or distance between the centres of hexagons, in metres. Default: 250."`
	Kernel  *float64 `json:"kernel,omitempty" minimum:"0" doc:"Radius in metres of a quartic kernel over which amounts are spread, their total kept; at most 40 cells. Default: 0, none."`
	Measure string   `json:"measure,omitempty" doc:"Measures to compute, comma-separated. Default: all that the layers allow."`
}

func (in *densityInputs) query() *densityQuery {
	q := &densityQuery{LandQuery: LandQuery{Scheme: in.Scheme, Status: in.Status, Year: in.Year}, Cells: cmp.Or(in.Cells, "square"), Measure: in.Measure}
	if in.Size != nil {
		q.Size = optional[float64]{*in.Size, true}
	}
	if in.Kernel != nil {
		q.Kernel = optional[float64]{*in.Kernel, true}
	}
	return q
}

// densityIn is the density that inputs ask for.
func (s *server) densityIn(ctx context.Context, in *densityInputs) ([]byte, error) {
	area, err := in.Area.ref(ctx)
	if err != nil {
		return nil, err
	}
	return s.density(ctx, area, in.query())
}

// nearestInputs are the inputs of nearest-facility.
type nearestInputs struct {
	Lon     float64 `json:"lon" minimum:"-180" maximum:"180" doc:"Longitude in degrees."`
	Lat     float64 `json:"lat" minimum:"-90" maximum:"90" doc:"Latitude in degrees."`
	Service string  `json:"service" doc:"Facility kind or facility layer."`
	K       int     `json:"k,omitempty" default:"1" minimum:"1" maximum:"1000" doc:"How many."`
	Status  string  `json:"status,omitempty" doc:"Which states count, comma-separated. Default: all."`
	Year    string  `json:"year,omitempty" doc:"Count what is open in this year."`
}

// compareInputs are the inputs of compare-scenarios.
type compareInputs struct {
	A anySide `json:"a" doc:"Id of a scenario, today, or a question as POST /api/coverage takes it."`
	B anySide `json:"b" doc:"As a."`
}

// part works out one output of a process.
type part[T any] func(context.Context, *T) ([]byte, error)

// process completes a process whose inputs are read into a T. Before the parts
// it prepares, where that is something.
func process[T any](p ogc.Process, prepare func(context.Context, *T) error, parts map[string]part[T]) ogc.Process {
	p.Inputs = *new(T)
	paces := map[string]*steps.Pace{}
	for _, o := range p.Outputs {
		paces[o.ID] = new(steps.Pace)
	}
	p.Run = func(ctx context.Context, raw []byte, wanted []string, progress func(int, string)) ([]queue.Output, error) {
		in := new(T)
		if err := json.Unmarshal(raw, in); err != nil {
			return nil, fmt.Errorf("reading the inputs: %w", err)
		}
		if prepare != nil {
			progress(0, "preparing the study area")
			if err := prepare(ctx, in); err != nil {
				return nil, err
			}
		}
		var outputs []queue.Output
		for i, o := range p.Outputs {
			if len(outputs) == len(wanted) || wanted[len(outputs)] != o.ID {
				continue
			}
			begun, share := 100*float64(len(outputs))/float64(len(wanted)), 100/float64(len(wanted))
			at := func(part float64) { progress(int(begun+share*part), "working out "+o.ID) }
			at(0)
			watched, end := paces[o.ID].Watch(ctx, at)
			body, err := parts[o.ID](watched, in)
			if err == nil {
				err = ctx.Err()
			}
			if err != nil {
				return nil, err
			}
			end()
			outputs = append(outputs, queue.Output{ID: o.ID, Media: p.Outputs[i].Media, Body: body})
		}
		return outputs, nil
	}
	return p
}

// asking is a part that answers a question.
func asking[T any](answer func(context.Context, coverage.Question) (T, error), encode func(T) ([]byte, error)) part[whatIf] {
	return func(ctx context.Context, in *whatIf) ([]byte, error) {
		a, err := withQuestion(ctx, in, answer)
		if err != nil {
			return nil, err
		}
		return encode(a)
	}
}

// processes are the analyses that clients start by OGC API Processes. They call
// what the resources under /api call.
func (s *server) processes() []ogc.Process {
	asIs := func(body []byte) ([]byte, error) { return body, nil }
	figures := ogc.ProcessOutput{ID: "figures", Title: "The numbers, as /api/coverage answers them", Media: mediaJSON}
	study := func(ctx context.Context, in *whatIf) error {
		_, err := withQuestion(ctx, in, func(ctx context.Context, asked coverage.Question) (*coverage.Study, error) {
			return s.study(ctx, asked.Area)
		})
		return err
	}
	all := []ogc.Process{
		process(ogc.Process{ID: "service-area",
			Description: "The land that the facilities of a service reach, what each of them serves, and the numbers.",
			Outputs: []ogc.ProcessOutput{
				{ID: "reach", Title: "The land within reach, inside the study area and the demanded classes", Media: mediaGeoJSON},
				{ID: "facilities", Title: "The facilities, each with the demand it serves, and that only it serves", Media: mediaGeoJSON},
				figures,
			}}, study, map[string]part[whatIf]{
			"reach":      asking(s.reach, asIs),
			"facilities": asking(s.coverage, contributions),
			"figures":    asking(s.coverage, wholeJSON[*coverageAnswer]),
		}),
		process(ogc.Process{ID: "coverage-gaps",
			Description: "The demand that no facility of a service reaches, as patches, most first, each with the nearest facility and the best place for another.",
			Outputs:     []ogc.ProcessOutput{{ID: "gaps", Title: "The gap patches", Media: mediaGeoJSON}}},
			study, map[string]part[whatIf]{"gaps": asking(s.gaps, asIs)}),
		process(ogc.Process{ID: "land-use-density",
			Description: "Densities and mix of land use by cell, parcel or district, clipped to the study area.",
			Outputs:     []ogc.ProcessOutput{{ID: "cells", Title: "The cells with their measures", Media: mediaGeoJSON}}},
			func(ctx context.Context, in *densityInputs) error {
				area, err := in.Area.ref(ctx)
				if err == nil && len(area.Drawn) == 0 {
					_, _, err = s.landIn(ctx, area, &in.query().LandQuery)
				}
				return err
			}, map[string]part[densityInputs]{"cells": s.densityIn}),
		process(ogc.Process{ID: "nearest-facility",
			Description: "The facilities closest to a place, nearest first, by geodesic distance.",
			Outputs:     []ogc.ProcessOutput{{ID: "facilities", Title: "The facilities with their distances", Media: mediaGeoJSON}}},
			nil, map[string]part[nearestInputs]{"facilities": s.nearestFeatures}),
		process(ogc.Process{ID: "compare-scenarios",
			Description: "Two scenarios beside each other: the numbers of both and what lies between, and the land gained and lost.",
			Outputs: []ogc.ProcessOutput{
				{ID: "land", Title: "The land gained, lost, kept and open", Media: mediaGeoJSON},
				{ID: "figures", Title: "The numbers, as /api/scenarios/compare answers them", Media: mediaJSON},
			}}, nil, map[string]part[compareInputs]{"land": s.compared("geojson"), "figures": s.compared("json")}),
	}
	for i, p := range all {
		all[i] = named(p, s.words)
	}
	return all
}

// compared is a part of a comparison in one of its formats.
func (s *server) compared(format string) part[compareInputs] {
	return func(ctx context.Context, in *compareInputs) ([]byte, error) {
		a, err := s.comparison(ctx, format, in.A, in.B)
		if err != nil {
			return nil, err
		}
		return a.Body, nil
	}
}

// wholeJSON encodes an answer as the API does.
func wholeJSON[T any](v T) ([]byte, error) {
	var body bytes.Buffer
	err := marshalWhole(&body, v)
	return body.Bytes(), err
}

// contributions returns the facilities of an answer as a FeatureCollection of
// points, with the properties of facilityAnswer.
func contributions(a *coverageAnswer) ([]byte, error) {
	features := make([]data.Feature, len(a.Facilities))
	for i := range a.Facilities {
		f := &a.Facilities[i]
		properties, err := appendFacility(nil, f)
		if err != nil {
			return nil, err
		}
		features[i] = data.Feature{ID: f.Layer + "/" + f.ID, IDKind: data.IDString, Geometry: f.Position, Properties: properties}
	}
	return collectionOf(features, nil)
}

// nearestFeatures returns the facilities closest to a place as a
// FeatureCollection of points.
func (s *server) nearestFeatures(_ context.Context, in *nearestInputs) ([]byte, error) {
	found, err := s.nearest(&nearestQuery{Lon: in.Lon, Lat: in.Lat, Service: in.Service, K: max(1, in.K), Status: in.Status, Year: in.Year})
	if err != nil {
		return nil, err
	}
	features := make([]data.Feature, len(found))
	for i, f := range found {
		properties, err := json.Marshal(f)
		if err != nil {
			return nil, err
		}
		features[i] = data.Feature{ID: strconv.Itoa(i + 1), IDKind: data.IDNumber, Geometry: orb.Point{f.Lon, f.Lat}, Properties: properties}
	}
	return collectionOf(features, nil)
}
