package server

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"math"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/paulmach/orb"

	"catchment/coverage"
	"catchment/coverage/landuse"
	"catchment/coverage/scorecard"
	"catchment/data"
	"catchment/data/geojson"
	"catchment/server/problem"
)

// densityQuery asks for density cells.
type densityQuery struct {
	LandQuery
	Cells   string            `query:"cells" enum:"square,hex,parcel,district" default:"square" doc:"Shape of the cells; or the parcels, or the districts cut to the study area."`
	Size    optional[float64] `query:"size" doc:"Side of a square, or distance between the centres of hexagons, in metres. Default: 250."`
	Kernel  optional[float64] `query:"kernel" doc:"Radius in metres of a quartic kernel over which amounts are spread, their total kept; at most 40 cells. Default: 0, none. For squares and hexagons."`
	Measure string            `query:"measure" example:"population_density,far_gross" doc:"Measures to compute, comma-separated. Default: all that the layers allow."`
}

// cellProperties are the properties of a density cell beside its measures,
// each of which stands under its own name.
type cellProperties struct {
	ID            string  `json:"id"`
	Name          string  `json:"name,omitempty" doc:"Of a district."`
	NameEN        string  `json:"name_en,omitempty"`
	AreaM2        float64 `json:"area_m2" doc:"Of the part of the cell inside the study area, by which every measure divides; of a parcel, all of it."`
	InsideM2      float64 `json:"inside_m2,omitempty" doc:"Of a parcel: the part inside the study area."`
	Dominant      string  `json:"dominant_class,omitempty" doc:"First-level land-use class with the most land in the cell; of a parcel, its class."`
	DominantShare float64 `json:"dominant_share,omitempty"`

	Of map[string]float64 `json:"of,omitempty" doc:"What a measure divides by where that is not area_m2: m² of land, or people. A measure times it adds up over cells."`
}

// densityAbout stands beside the features of a density answer.
type densityAbout struct {
	Cells    landuse.CellShape     `json:"cells"`
	SizeM    float64               `json:"size_m,omitempty"`
	KernelM  float64               `json:"kernel_m,omitempty"`
	Area     areaAnswer            `json:"area"`
	Scheme   string                `json:"scheme"`
	Measures []landuse.CellMeasure `json:"measures"`
	Layers   map[string]int        `json:"layers"`
}

// TransformSchema says that the measures stand among the properties.
func (cellProperties) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	s.AdditionalProperties = &huma.Schema{Type: huma.TypeNumber, Nullable: true}
	return s
}

func (s *server) densityRoutes(api huma.API) {
	huma.Register(api, collection[cellProperties](api, operation("density", http.MethodGet, "/api/density",
		"Density by cell, parcel or district, clipped to the study area")),
		func(ctx context.Context, in *densityQuery) (*geoJSON, error) {
			body, err := s.density(ctx, coverage.AreaRef{ID: in.Area}, in)
			if err != nil {
				return nil, s.fail(err)
			}
			return newGeoJSON(body), nil
		})
}

// density answers for an area, named or drawn, in place of that in the query.
func (s *server) density(ctx context.Context, area coverage.AreaRef, in *densityQuery) ([]byte, error) {
	d, err := s.cellsOf(ctx, area, in)
	if err != nil {
		return nil, err
	}
	return d.features()
}

// densityCells are the cells of a density answer, with what is said about all
// of them.
type densityCells struct {
	densityAbout
	all iter.Seq[*densityCell]
}

// densityCell is a cell with its values in the order of the measures, NaN for
// none.
type densityCell struct {
	cellProperties
	shape  orb.Geometry
	values []float64
}

// cellsOf returns the cells of an area, named or drawn, in place of that in
// the query.
func (s *server) cellsOf(ctx context.Context, area coverage.AreaRef, in *densityQuery) (*densityCells, error) {
	opt := landuse.DensityOptions{Shape: landuse.CellShape(in.Cells), SizeM: in.Size.Value, KernelM: in.Kernel.Value}
	if in.Size.Given && !(in.Size.Value > 0) || math.IsInf(in.Size.Value, 0) {
		return nil, problem.Details{Status: http.StatusBadRequest, Parameter: "size", Detail: "give the size of a cell in metres, more than 0"}.Complete()
	}
	if in.Kernel.Given && !(in.Kernel.Value >= 0) || math.IsInf(in.Kernel.Value, 0) {
		return nil, problem.Details{Status: http.StatusBadRequest, Parameter: "kernel", Detail: "give the radius of the kernel in metres, 0 for none"}.Complete()
	}
	grid := opt.Shape == landuse.Square || opt.Shape == landuse.Hex
	if in.Kernel.Value > 0 && !grid {
		return nil, problem.Details{Status: http.StatusBadRequest, Parameter: "kernel", Detail: "a kernel smooths squares and hexagons only"}.Complete()
	}
	if in.Measure != "" {
		opt.Measures = strings.Split(in.Measure, ",")
	}
	study, land, err := s.landIn(ctx, area, &in.LandQuery)
	if err != nil {
		return nil, err
	}
	switch {
	case opt.Shape == districtCells:
		return s.districtDensity(ctx, in, study, opt.Measures)
	case opt.Shape == parcelCells:
		return parcelDensity(ctx, study, land, opt.Measures)
	}
	d, err := land.Density(ctx, opt)
	if err != nil {
		return nil, err
	}
	about := densityAbout{Cells: d.Shape, SizeM: d.SizeM, KernelM: d.KernelM, Scheme: d.Scheme, Measures: d.Measures}
	return about.with(study, func(yield func(*densityCell) bool) {
		for i := range d.Cells {
			c := &d.Cells[i]
			p := cellProperties{ID: c.ID, AreaM2: c.AreaM2, Dominant: c.Dominant, DominantShare: c.DominantShare, Of: otherOf(d.Measures, c)}
			if !yield(&densityCell{p, c.Shape, c.Values}) {
				return
			}
		}
	}), nil
}

// otherOf returns what the measures of a cell divide by that have a value and do
// not divide by the land of the cell.
func otherOf(measures []landuse.CellMeasure, c *landuse.Cell) map[string]float64 {
	var out map[string]float64
	for i, m := range measures {
		if c.Of[i] != c.AreaM2 && !math.IsNaN(c.Values[i]) {
			if out == nil {
				out = map[string]float64{}
			}
			out[m.ID] = c.Of[i]
		}
	}
	return out
}

// Cells that are no grid.
const (
	parcelCells   landuse.CellShape = "parcel"
	districtCells landuse.CellShape = "district"
)

// mostParcels bounds the parcels of one answer.
const mostParcels = 50_000

// parcelDensity returns the parcels of the study area as they are drawn, each
// with the figures of its own land.
func parcelDensity(ctx context.Context, study *coverage.Study, land *landuse.Land, ids []string) (*densityCells, error) {
	measures, err := land.ParcelMeasures(ids)
	if err != nil {
		return nil, err
	}
	var parcels []landuse.Parcel
	for p := range land.Parcels() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if parcels = append(parcels, p); len(parcels) > mostParcels {
			return nil, problem.Details{Status: http.StatusBadRequest, Parameter: "cells",
				Detail: fmt.Sprintf("the study area has more than %d parcels; take a smaller one, or squares", mostParcels)}.Complete()
		}
	}
	about := densityAbout{Cells: parcelCells, Scheme: land.Scheme(), Measures: measures}
	return about.with(study, func(yield func(*densityCell) bool) {
		for _, p := range parcels {
			layer, ok := study.Dataset().Layer(p.Ref.Layer)
			if !ok {
				continue
			}
			id := p.Ref.Layer + "/" + p.Ref.Feature
			values := make([]float64, len(measures))
			for i, m := range measures {
				values[i] = math.NaN()
				if v, ok := p.Values[m.ID]; ok {
					values[i] = v
				}
			}
			properties := cellProperties{ID: id, Name: layer.Facts(p.Feature).Name, AreaM2: p.AreaM2, InsideM2: p.InsideM2, Dominant: p.Ref.Class}
			if !yield(&densityCell{properties, layer.Features[p.Feature].Geometry, values}) {
				return
			}
		}
	}), nil
}

// districtDensity returns the districts of the study area, each with every
// measure of its own land-use balance.
func (s *server) districtDensity(ctx context.Context, in *densityQuery, study *coverage.Study, ids []string) (*densityCells, error) {
	when, err := coverage.ParseWhen(in.Status, in.Year)
	if err != nil {
		return nil, err
	}
	districts, err := scorecard.Districts(ctx, study)
	if err != nil {
		return nil, err
	}
	about := densityAbout{Cells: districtCells, Measures: []landuse.CellMeasure{}}
	var balances []*landuse.Balance
	for _, d := range districts {
		land, err := landuse.NewLand(ctx, landSources(d.Study, in.Scheme, when))
		if err != nil {
			return nil, err
		}
		b, err := land.Balance(ctx, landuse.BalanceOptions{})
		if err != nil {
			return nil, err
		}
		balances, about.Scheme = append(balances, b), b.Scheme
	}
	if len(balances) > 0 {
		for _, id := range slices.Sorted(maps.Keys(balances[0].Measures)) {
			m := balances[0].Measures[id]
			if len(ids) == 0 || slices.Contains(ids, id) {
				about.Measures = append(about.Measures, landuse.CellMeasure{ID: id, Unit: m.Unit, NameZH: m.NameZH, NameEN: m.NameEN, Formula: strings.ReplaceAll(m.Formula, "study area", "district"), N: m.N, From: m.From})
			}
		}
		for _, id := range ids {
			if _, ok := balances[0].Measures[id]; !ok {
				return nil, fmt.Errorf("%w: %q is none of %s", landuse.ErrMeasure, id, strings.Join(slices.Sorted(maps.Keys(balances[0].Measures)), ", "))
			}
		}
	}
	return about.with(study, func(yield func(*densityCell) bool) {
		for k, d := range districts {
			b := balances[k]
			p := cellProperties{ID: d.ID, Name: d.Name, NameEN: d.NameEN, AreaM2: b.AreaM2, Of: map[string]float64{}}
			for _, c := range b.Levels[0] {
				if c.Share > p.DominantShare {
					p.Dominant, p.DominantShare = c.Code, c.Share
				}
			}
			values := make([]float64, len(about.Measures))
			for i, m := range about.Measures {
				if values[i] = math.NaN(); b.Measures[m.ID].Value != nil {
					values[i] = *b.Measures[m.ID].Value
				}
				if of := b.Measures[m.ID].Denominator; of != nil && *of > 0 && b.Measures[m.ID].Of != landuse.WholeArea && !math.IsNaN(values[i]) {
					p.Of[m.ID] = *of
				}
			}
			if !yield(&densityCell{p, d.Study.Area.Shape, values}) {
				return
			}
		}
	}), nil
}

// with returns cells of a study with what is said about them.
func (about densityAbout) with(study *coverage.Study, cells iter.Seq[*densityCell]) *densityCells {
	about.Area = areaAnswer{study.Area.ID, study.Area.Name, study.Area.NameEN, study.AreaM2}
	about.Layers = study.Dataset().Versions()
	return &densityCells{about, cells}
}

// features returns the cells as a FeatureCollection.
func (d *densityCells) features() ([]byte, error) {
	members, err := json.Marshal(d.densityAbout)
	if err != nil {
		return nil, err
	}
	var body bytes.Buffer
	err = geojson.WriteCollection(&body, func(yield func(*data.Feature) bool) {
		for c := range d.all {
			if !yield(&data.Feature{ID: c.ID, IDKind: data.IDString, Geometry: c.shape, Properties: cellMembers(d.Measures, c.values, &c.cellProperties)}) {
				return
			}
		}
	}, members)
	return body.Bytes(), err
}

// cellMembers encodes a cell's properties; a measure without a value is null.
func cellMembers(measures []landuse.CellMeasure, values []float64, p *cellProperties) json.RawMessage {
	members, err := json.Marshal(p)
	if err != nil {
		return nil
	}
	members = members[:len(members)-1]
	for i, m := range measures {
		members = append(append(append(members, ',', '"'), m.ID...), '"', ':')
		if v := values[i]; math.IsNaN(v) || math.IsInf(v, 0) {
			members = append(members, "null"...)
		} else {
			number, _ := json.Marshal(v)
			members = append(members, number...)
		}
	}
	return append(members, '}')
}
