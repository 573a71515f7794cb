package server

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"catchment/coverage"
)

// coverageAnswer is the body of GET /api/coverage.
type coverageAnswer struct {
	Service    string         `json:"service"`
	Metric     string         `json:"metric" enum:"radius"`
	RadiusM    float64        `json:"radius_m"`
	Area       areaAnswer     `json:"area"`
	Demand     demandAnswer   `json:"demand"`
	Covered    float64        `json:"covered" doc:"Demand within reach of at least one facility."`
	Gap        float64        `json:"gap" doc:"Demand within reach of none."`
	Ratio      float64        `json:"ratio" doc:"covered ÷ demand.total, from 0 to 1; 0 where there is no demand."`
	Depth      []depthAnswer  `json:"depth" doc:"Demand by the number k of facilities that reach it."`
	Facilities facilityList   `json:"facilities" doc:"Every facility whose reach touches the study area, most demand first."`
	Gaps       gapsAnswer     `json:"gaps"`
	Layers     map[string]int `json:"layers" doc:"Version of every layer the answer was computed from."`
	Rule       *ruleAnswer    `json:"rule" doc:"Where the radius comes from; null when the request gave it."`
	Method     methodAnswer   `json:"method"`
}

// TransformSchema says that the rule may be null.
func (coverageAnswer) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	s.Properties["rule"] = &huma.Schema{Description: s.Properties["rule"].Description, AnyOf: []*huma.Schema{s.Properties["rule"], {Type: "null"}}}
	return s
}

type areaAnswer struct {
	ID     string  `json:"id"`
	Name   string  `json:"name,omitempty"`
	NameEN string  `json:"name_en,omitempty"`
	AreaM2 float64 `json:"area_m2" doc:"In the equal-area plane of the analysis."`
}

type demandAnswer struct {
	Kind    coverage.DemandKind `json:"kind" enum:"land,landuse,population,jobs"`
	Classes []string            `json:"classes" doc:"Beginnings of the land-use codes that count, when kind is landuse."`
	Unit    string              `json:"unit" enum:"m2,people,jobs"`
	Total   float64             `json:"total"`
}

type depthAnswer struct {
	K      int     `json:"k"`
	Amount float64 `json:"amount"`
}

// facilityAnswer describes what appendFacility writes.
type facilityAnswer struct {
	ID        string  `json:"id"`
	Name      string  `json:"name"`
	NameEN    string  `json:"name_en,omitempty"`
	Layer     string  `json:"layer"`
	Kind      string  `json:"kind"`
	Status    string  `json:"status" enum:"existing,under_construction,planned"`
	Opens     int     `json:"opens,omitempty" doc:"Year of opening."`
	Lon       float64 `json:"lon"`
	Lat       float64 `json:"lat"`
	Reach     float64 `json:"reach" doc:"Demand it serves."`
	Exclusive float64 `json:"exclusive" doc:"Demand only it serves: what closing it would lose."`
}

type gapsAnswer struct {
	Count   int        `json:"count"`
	Largest []gapBrief `json:"largest" doc:"The gaps with the most demand, up to five."`
}

type gapBrief struct {
	Rank   int     `json:"rank"`
	Amount float64 `json:"amount"`
	AreaM2 float64 `json:"area_m2"`
}

type ruleAnswer struct {
	Standard string `json:"standard"`
	Clause   string `json:"clause"`
	Evidence string `json:"evidence" doc:"How sure the value is: verbatim, secondary or recalled. A recalled value is this program's default, not \"per code\"."`
	Force    string `json:"force,omitempty"`
	RuleSet  string `json:"rule_set,omitempty" doc:"Id of the user's rule set that states it; not given for a standard this program comes with."`
}

type methodAnswer struct {
	Plane              string  `json:"plane"`
	DistanceErrorRatio float64 `json:"distance_error_ratio" doc:"Largest relative error of a distance used."`
	ElapsedMS          float64 `json:"elapsed_ms" doc:"The time that computing took; an answer that was kept says what it took then."`
}

// planeName names the plane every analysis is done in.
const planeName = "Lambert azimuthal equal-area on the WGS 84 ellipsoid, centred on the study area"

func (s *server) coverageRoutes(api huma.API) {
	huma.Register(api, operation("coverage", http.MethodGet, "/api/coverage",
		"How much of the demand in a study area a service reaches"),
		func(ctx context.Context, in *question) (*struct{ Body *coverageAnswer }, error) {
			body, err := withWords(ctx, in, s.coverage)
			if err != nil {
				return nil, s.fail(err)
			}
			return &struct{ Body *coverageAnswer }{body}, nil
		})
	huma.Register(api, operation("curve", http.MethodGet, "/api/curve",
		"The coverage ratio as the radius grows"),
		func(ctx context.Context, in *question) (*struct{ Body *curveAnswer }, error) {
			body, err := withWords(ctx, in, s.curve)
			if err != nil {
				return nil, s.fail(err)
			}
			return &struct{ Body *curveAnswer }{body}, nil
		})
	s.whatIfRoutes(api)
}

func (s *server) coverage(ctx context.Context, asked coverage.Question) (*coverageAnswer, error) {
	start := time.Now()
	study, err := s.study(ctx, asked.Area)
	if err != nil {
		return nil, err
	}
	result, sizes, err := study.Answer(ctx, asked)
	if err != nil {
		return nil, err
	}
	a := describeResult(study, result)
	a.Gaps.Count = len(sizes)
	for i, g := range sizes[:min(5, len(sizes))] {
		a.Gaps.Largest = append(a.Gaps.Largest, gapBrief{i + 1, g.Amount, g.AreaM2})
	}
	a.Method.ElapsedMS = float64(time.Since(start).Microseconds()) / 1000
	return a, nil
}

func describeResult(study *coverage.Study, r *coverage.Result) *coverageAnswer {
	a := &coverageAnswer{
		Service: r.Service, Metric: "radius", RadiusM: r.RadiusM,
		Area:    areaAnswer{study.Area.ID, study.Area.Name, study.Area.NameEN, study.AreaM2},
		Demand:  demandAnswer{r.Demand.Kind, append([]string{}, r.Demand.Classes...), r.Demand.Unit(), r.Total},
		Covered: r.Covered, Gap: r.Gap, Ratio: r.Ratio(),
		Depth: describeDepth(r.Depth), Facilities: facilityList(r.Facilities), Gaps: gapsAnswer{Largest: []gapBrief{}},
		Layers: r.Layers,
		Method: methodAnswer{Plane: planeName, DistanceErrorRatio: r.DistanceErrorRatio},
	}
	if r.Rule != nil {
		a.Rule = &ruleAnswer{r.Rule.Standard, r.Rule.Clause, r.Rule.Evidence, r.Rule.Force, r.Rule.Set}
	}
	return a
}

func describeDepth(amounts []float64) []depthAnswer {
	depth := make([]depthAnswer, len(amounts))
	for k, amount := range amounts {
		depth[k] = depthAnswer{k, amount}
	}
	return depth
}

// curveAnswer is the body of GET /api/curve.
type curveAnswer struct {
	RadiiM []float64 `json:"radii_m"`
	Ratio  []float64 `json:"ratio" doc:"Coverage ratio at each radius."`
}

// curveSteps is the number of radii on a curve.
const curveSteps = 40

// curve answers with the ratio at evenly spaced radii up to twice the radius
// asked for, and to 2 km at least.
func (s *server) curve(ctx context.Context, asked coverage.Question) (*curveAnswer, error) {
	study, err := s.study(ctx, asked.Area)
	if err != nil {
		return nil, err
	}
	most := min(max(2000, 2*asked.RadiusM), coverage.MaxRadiusM)
	a := &curveAnswer{}
	for i := 1; i <= curveSteps; i++ {
		a.RadiiM = append(a.RadiiM, most*float64(i)/curveSteps)
	}
	a.Ratio, err = study.Curve(ctx, asked, a.RadiiM)
	return a, err
}
