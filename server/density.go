package server

import (
	"bytes"
	"context"
	"encoding/json"
	"math"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"catchment/coverage/landuse"
	"catchment/data"
	"catchment/data/geojson"
	"catchment/server/problem"
)

// densityQuery asks for density cells.
type densityQuery struct {
	LandQuery
	Cells   string            `query:"cells" enum:"square,hex" default:"square" doc:"Shape of the cells."`
	Size    optional[float64] `query:"size" doc:"Side of a square, or distance between the centres of hexagons, in metres. Default: 250."`
	Measure string            `query:"measure" example:"population_density,far_gross" doc:"Measures to compute, comma-separated. Default: all that the layers allow."`
}

// cellProperties are the properties of a density cell beside its measures,
// each of which stands under its own name.
type cellProperties struct {
	ID            string  `json:"id"`
	AreaM2        float64 `json:"area_m2" doc:"Of the part of the cell inside the study area, by which every measure divides."`
	Dominant      string  `json:"dominant_class,omitempty" doc:"First-level land-use class with the most land in the cell."`
	DominantShare float64 `json:"dominant_share,omitempty"`
}

// densityAbout stands beside the features of a density answer.
type densityAbout struct {
	Cells    landuse.CellShape     `json:"cells"`
	SizeM    float64               `json:"size_m"`
	Area     areaAnswer            `json:"area"`
	Scheme   string                `json:"scheme"`
	Measures []landuse.CellMeasure `json:"measures"`
	Layers   map[string]int        `json:"layers"`
}

func (s *server) densityRoutes(api huma.API) {
	huma.Register(api, collection[cellProperties](api, operation("density", http.MethodGet, "/api/density",
		"Density in cells clipped to the study area")),
		func(ctx context.Context, in *densityQuery) (*geoJSON, error) {
			body, err := s.density(ctx, in)
			if err != nil {
				return nil, s.fail(err)
			}
			return newGeoJSON(body), nil
		})
}

func (s *server) density(ctx context.Context, in *densityQuery) ([]byte, error) {
	opt := landuse.DensityOptions{Shape: landuse.CellShape(in.Cells), SizeM: in.Size.Value}
	if in.Size.Given && !(in.Size.Value > 0) || math.IsInf(in.Size.Value, 0) {
		return nil, problem.Details{Status: http.StatusBadRequest, Parameter: "size", Detail: "give the size of a cell in metres, more than 0"}.Complete()
	}
	if in.Measure != "" {
		opt.Measures = strings.Split(in.Measure, ",")
	}
	study, land, err := s.land(ctx, &in.LandQuery)
	if err != nil {
		return nil, err
	}
	d, err := land.Density(ctx, opt)
	if err != nil {
		return nil, err
	}
	about, err := json.Marshal(densityAbout{
		d.Shape, d.SizeM, areaAnswer{study.Area.ID, study.Area.Name, study.Area.NameEN, study.AreaM2}, d.Scheme, d.Measures, study.Dataset().Versions(),
	})
	if err != nil {
		return nil, err
	}
	var body bytes.Buffer
	err = geojson.WriteCollection(&body, func(yield func(*data.Feature) bool) {
		for i := range d.Cells {
			c := &d.Cells[i]
			f := data.Feature{ID: c.ID, IDKind: data.IDString, Geometry: c.Shape, Properties: cellMembers(d, c)}
			if !yield(&f) {
				return
			}
		}
	}, about)
	return body.Bytes(), err
}

// cellMembers encodes a cell's properties; a measure without a value is null.
func cellMembers(d *landuse.Density, c *landuse.Cell) json.RawMessage {
	members, err := json.Marshal(cellProperties{c.ID, c.AreaM2, c.Dominant, c.DominantShare})
	if err != nil {
		return nil
	}
	members = members[:len(members)-1]
	for i, m := range d.Measures {
		members = append(append(append(members, ',', '"'), m.ID...), '"', ':')
		if v := c.Values[i]; math.IsNaN(v) || math.IsInf(v, 0) {
			members = append(members, "null"...)
		} else {
			number, _ := json.Marshal(v)
			members = append(members, number...)
		}
	}
	return append(members, '}')
}
