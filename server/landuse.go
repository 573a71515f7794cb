package server

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"catchment/coverage"
	"catchment/coverage/landuse"
	"catchment/data"
	"catchment/data/standards"
	"catchment/server/problem"
)

// LandQuery names the land to measure.
type LandQuery struct {
	Area   string `query:"area" doc:"Study area. Default: the only boundary."`
	Scheme string `query:"scheme" example:"GB50137-2011" doc:"Land-use scheme to answer in: GB50137-2011, MNR-2023 or OSM (raw tags). Default: the one most parcels state."`
	Status string `query:"status" doc:"Which states of parcels count, comma-separated. Default: all."`
	Year   string `query:"year" doc:"Count what stands in this year; overrides status."`
}

// LandBody names land that may be drawn.
type LandBody struct {
	Area   anyArea `json:"area,omitzero" doc:"Id of a study area, or a drawn one as a GeoJSON Polygon or MultiPolygon in WGS 84. Default: the only boundary."`
	Scheme string  `json:"scheme,omitempty" example:"GB50137-2011" doc:"Land-use scheme to answer in: GB50137-2011, MNR-2023 or OSM. Default: the one most parcels state."`
	Status string  `json:"status,omitempty" doc:"Which states of parcels count, comma-separated. Default: all."`
	Year   string  `json:"year,omitempty" doc:"Count what stands in this year; overrides status."`
	Level  int     `json:"level,omitempty" minimum:"1" maximum:"3" default:"2" doc:"Level of the classes."`
}

// balanceAnswer is the land-use balance at one level of its classes.
type balanceAnswer struct {
	Area    areaAnswer          `json:"area"`
	Level   int                 `json:"level"`
	Classes []landuse.ClassArea `json:"classes" doc:"Classes of the level asked for, in the order of the scheme."`
	landuse.Balance
	Layers   map[string]int `json:"layers" doc:"Version of every layer of the dataset the answer was computed from."`
	Mappings map[string]int `json:"mappings,omitempty" doc:"Version of every class mapping, by id."`
}

type codesAnswer struct {
	Body struct {
		Schemes []schemeAnswer `json:"schemes"`
	}
}

type schemeAnswer struct {
	Scheme      string            `json:"scheme"`
	TitleZH     string            `json:"title_zh"`
	TitleEN     string            `json:"title_en"`
	ColorSource string            `json:"color_source"`
	Codes       []standards.Class `json:"codes"`
}

func (s *server) landUseRoutes(api huma.API) {
	huma.Register(api, operation("landuse", http.MethodGet, "/api/landuse", "The land-use balance (用地平衡表) of a study area"),
		func(ctx context.Context, in *struct {
			LandQuery
			Level int `query:"level" minimum:"1" maximum:"3" default:"2" doc:"Level of the classes."`
		}) (*struct{ Body *balanceAnswer }, error) {
			body, err := s.balance(ctx, coverage.AreaRef{ID: in.Area}, &in.LandQuery, in.Level)
			if err != nil {
				return nil, s.fail(err)
			}
			return &struct{ Body *balanceAnswer }{body}, nil
		})
	huma.Register(api, withBody(operation("landuse-drawn", http.MethodPost, "/api/landuse", "The land-use balance of an area that may be drawn")),
		func(ctx context.Context, in *struct{ Body LandBody }) (*struct{ Body *balanceAnswer }, error) {
			area, err := in.Body.Area.ref(ctx)
			if err != nil {
				return nil, s.fail(err)
			}
			body, err := s.balance(ctx, area, &LandQuery{Scheme: in.Body.Scheme, Status: in.Body.Status, Year: in.Body.Year}, cmp.Or(in.Body.Level, 2))
			if err != nil {
				return nil, s.fail(err)
			}
			return &struct{ Body *balanceAnswer }{body}, nil
		})
	huma.Register(api, operation("landuse-codes", http.MethodGet, "/api/landuse/codes", "The land-use classes known, with colours"),
		func(context.Context, *struct{}) (*codesAnswer, error) {
			out := &codesAnswer{}
			for _, c := range standards.Schemes() {
				out.Body.Schemes = append(out.Body.Schemes, schemeAnswer{c.ID, c.TitleZH, c.TitleEN, c.ColorSource, c.Classes()})
			}
			return out, nil
		})
	s.assignedRoutes(api)
	s.densityRoutes(api)
}

// balance is the balance of an area, named or drawn, in place of that in the query.
func (s *server) balance(ctx context.Context, area coverage.AreaRef, in *LandQuery, level int) (*balanceAnswer, error) {
	study, land, err := s.landIn(ctx, area, in)
	if err != nil {
		return nil, err
	}
	b, err := land.Balance(ctx, landuse.BalanceOptions{})
	if err != nil {
		return nil, err
	}
	return &balanceAnswer{
		Area:  areaAnswer{study.Area.ID, study.Area.Name, study.Area.NameEN, study.AreaM2},
		Level: level, Classes: b.Levels[level-1], Balance: *b, Layers: study.Dataset().Versions(), Mappings: mappingVersions(study.Dataset()),
	}, nil
}

// land returns the land that a request names, prepared once and kept with its
// study area.
func (s *server) land(ctx context.Context, in *LandQuery) (*coverage.Study, *landuse.Land, error) {
	return s.landIn(ctx, coverage.AreaRef{ID: in.Area}, in)
}

// landIn is land of an area that may be drawn, which is kept nowhere.
func (s *server) landIn(ctx context.Context, area coverage.AreaRef, in *LandQuery) (*coverage.Study, *landuse.Land, error) {
	when, err := coverage.ParseWhen(in.Status, in.Year)
	if err != nil {
		return nil, nil, err
	}
	study, err := s.study(ctx, area)
	if err != nil {
		return nil, nil, err
	}
	if err := checkScheme(study.Dataset(), in.Scheme); err != nil {
		return nil, nil, err
	}
	if len(area.Drawn) > 0 {
		land, err := landuse.NewLand(ctx, landSources(study, in.Scheme, when))
		return study, land, err
	}
	land, err := s.landOf(ctx, study, in.Scheme, when)
	return study, land, err
}

// checkScheme returns why a land-use scheme cannot be answered in: it is none
// of the known ones, and no parcel states it.
func checkScheme(ds *data.Dataset, id string) error {
	known := []string{standards.OSM}
	for _, c := range standards.Schemes() {
		known = append(known, c.ID)
	}
	if id == "" || slices.Contains(known, id) {
		return nil
	}
	for _, l := range ds.LayersOf(data.RoleLandUse) {
		for i := range l.Features {
			if l.Facts(i).Class.Scheme == id {
				return nil
			}
		}
	}
	slices.Sort(known)
	return problem.Details{Status: http.StatusBadRequest, Parameter: "scheme",
		Detail: fmt.Sprintf("there is no land-use scheme %q; there are: %s", id, strings.Join(slices.Compact(known), ", "))}.Complete()
}
