package server

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/paulmach/orb"

	"catchment/coverage"
	"catchment/data"
)

// compareAnswer is two scenarios beside each other, and what lies between.
type compareAnswer struct {
	A          sideAnswer         `json:"a"`
	B          sideAnswer         `json:"b"`
	Area       areaAnswer         `json:"area"`
	Demand     comparedDemand     `json:"demand"`
	Difference differenceAnswer   `json:"difference"`
	Districts  []districtCompared `json:"districts" doc:"By district, where there are any; land in none comes last, without an id."`
	Facilities []facilityCompared `json:"facilities" doc:"Those that are not the same in both, or reach more or less."`
	Layers     map[string]int     `json:"layers" doc:"Version of every layer the answer was computed from."`
	Method     methodAnswer       `json:"method"`
}

type sideAnswer struct {
	ID         string        `json:"id" doc:"Id of the scenario, or today; empty for one that was sent along."`
	Name       string        `json:"name,omitempty"`
	Version    int           `json:"version,omitempty" doc:"Of the scenario."`
	Service    string        `json:"service"`
	RadiusM    float64       `json:"radius_m"`
	Total      float64       `json:"total" doc:"Demand in the study area."`
	Covered    float64       `json:"covered"`
	Gap        float64       `json:"gap"`
	Ratio      float64       `json:"ratio"`
	Depth      []depthAnswer `json:"depth" doc:"Demand by the number k of facilities that reach it."`
	Gaps       int           `json:"gaps"`
	Facilities int           `json:"facilities" doc:"How many reach the study area."`
}

type comparedDemand struct {
	Kind    coverage.DemandKind `json:"kind" enum:"land,landuse,population,jobs"`
	Classes []string            `json:"classes"`
	Unit    string              `json:"unit" enum:"m2,people,jobs"`
}

type differenceAnswer struct {
	Covered float64 `json:"covered" doc:"b less a; also gained less lost."`
	Ratio   float64 `json:"ratio" doc:"b less a."`
	Gaps    int     `json:"gaps" doc:"b less a."`
	Gained  float64 `json:"gained" doc:"Demand covered in b and not in a."`
	Lost    float64 `json:"lost" doc:"Demand covered in a and not in b."`
	Kept    float64 `json:"kept" doc:"Demand covered in both."`
	Open    float64 `json:"open" doc:"Demand covered in neither."`
}

type districtCompared struct {
	ID       string  `json:"id"`
	Name     string  `json:"name,omitempty"`
	NameEN   string  `json:"name_en,omitempty"`
	TotalA   float64 `json:"total_a"`
	TotalB   float64 `json:"total_b"`
	CoveredA float64 `json:"covered_a"`
	CoveredB float64 `json:"covered_b"`
	Gained   float64 `json:"gained"`
	Lost     float64 `json:"lost"`
}

type facilityCompared struct {
	ID         string              `json:"id"`
	Name       string              `json:"name"`
	NameEN     string              `json:"name_en,omitempty"`
	Layer      string              `json:"layer"`
	Change     coverage.SiteChange `json:"change" enum:"added,moved,closed,same"`
	Lon        float64             `json:"lon"`
	Lat        float64             `json:"lat"`
	From       *orb.Point          `json:"from,omitempty" doc:"[lon, lat] where a moved facility stands in a."`
	ReachA     float64             `json:"reach_a"`
	ReachB     float64             `json:"reach_b"`
	ExclusiveA float64             `json:"exclusive_a" doc:"Demand only it reaches in a."`
	ExclusiveB float64             `json:"exclusive_b"`
}

// changeProperties are the properties of land that changes, or does not.
type changeProperties struct {
	Change coverage.Change    `json:"change" enum:"gained,lost,kept,open"`
	A      coverage.LandState `json:"a" enum:"covered,gap,uncounted"`
	B      coverage.LandState `json:"b" enum:"covered,gap,uncounted"`
	AreaM2 float64            `json:"area_m2"`
}

// anySide is one side of a comparison: an id, or a question sent along.
type anySide struct{ raw json.RawMessage }

// UnmarshalJSON keeps the value for later.
func (a *anySide) UnmarshalJSON(raw []byte) error {
	a.raw = bytes.Clone(raw)
	return nil
}

// Schema describes both forms.
func (a anySide) Schema(r huma.Registry) *huma.Schema {
	return &huma.Schema{OneOf: []*huma.Schema{{Type: huma.TypeString}, r.Schema(reflect.TypeFor[whatIf](), true, "WhatIf")}}
}

// CompareFormat says in which form a comparison is answered.
type CompareFormat struct {
	Format string `query:"f" enum:"json,geojson" default:"json" doc:"json: the numbers. geojson: the land gained, lost, kept and open."`
}

// compareRoutes registers the comparison of two scenarios.
func (s *server) compareRoutes(api huma.API) {
	describe := func(id, method, summary string) huma.Operation {
		op := collection[changeProperties](api, operation(id, method, "/api/scenarios/compare", summary))
		op.Responses["200"].Content["application/json"] = &huma.MediaType{Schema: api.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[compareAnswer](), true, "CompareAnswer")}
		op.Responses["200"].Description = "The numbers, or a GeoJSON FeatureCollection of the land."
		op.Description = "Both sides must ask for the same study area and the same demand. today is the question of the other side with the facilities as the data have them."
		return op
	}
	huma.Register(api, describe("compare-scenarios", http.MethodGet, "Two scenarios beside each other"), func(ctx context.Context, in *struct {
		A string `query:"a" default:"today" doc:"Id of a scenario, or today."`
		B string `query:"b" required:"true" doc:"Id of a scenario, or today."`
		CompareFormat
	}) (*geoJSON, error) {
		return s.comparison(ctx, in.Format, sideOf(in.A), sideOf(in.B))
	})
	post := describe("compare-questions", http.MethodPost, "Two scenarios beside each other, kept ones or ones sent along")
	post.MaxBodyBytes = maxWhatIfBytes
	post.Errors = append(post.Errors, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity)
	huma.Register(api, post, func(ctx context.Context, in *struct {
		CompareFormat
		Body struct {
			A anySide `json:"a" doc:"Id of a scenario, today, or a question as POST /api/coverage takes it."`
			B anySide `json:"b" doc:"As a."`
		}
	}) (*geoJSON, error) {
		return s.comparison(ctx, in.Format, in.Body.A, in.Body.B)
	})
}

func sideOf(id string) anySide {
	raw, _ := json.Marshal(id) // a string always encodes
	return anySide{raw}
}

// comparison answers in the format asked for.
func (s *server) comparison(ctx context.Context, format string, a, b anySide) (*geoJSON, error) {
	start := time.Now()
	sides, err := s.sides(ctx, a, b)
	if err != nil {
		return nil, s.fail(err)
	}
	study, err := s.study(ctx, sides[0].asked.Area)
	if err != nil {
		return nil, locate("a", s.fail(err))
	}
	if format == "geojson" {
		land, err := study.CompareLand(ctx, sides[0].asked, sides[1].asked)
		if err != nil {
			return nil, s.fail(err)
		}
		body, err := encodeLand(land)
		if err != nil {
			return nil, s.fail(err)
		}
		return newGeoJSON(body), nil
	}
	found, err := study.Compare(ctx, sides[0].asked, sides[1].asked)
	if err != nil {
		return nil, s.fail(err)
	}
	answer := describeComparison(study, found)
	sides[0].name(&answer.A)
	sides[1].name(&answer.B)
	answer.Method.ElapsedMS = float64(time.Since(start).Microseconds()) / 1000
	var body bytes.Buffer
	err = marshalWhole(&body, answer)
	return &geoJSON{"application/json", body.Bytes()}, err
}

// side is one side of a comparison, ready to be asked.
type side struct {
	asked coverage.Question
	kept  *scenarioAnswer // nil where nothing is kept
	today bool
}

func (x *side) name(a *sideAnswer) {
	switch {
	case x.today:
		a.ID = sideToday
	case x.kept != nil:
		a.ID, a.Name, a.Version = x.kept.ID, x.kept.Name, x.kept.Version
	}
}

// sides reads both sides; today is the other side without changes.
func (s *server) sides(ctx context.Context, a, b anySide) (sides [2]side, err error) {
	for i, raw := range []anySide{a, b} {
		if sides[i], err = s.readSide(ctx, raw); err != nil {
			return sides, locate([]string{"a", "b"}[i], s.fail(err))
		}
	}
	if sides[0].today && sides[1].today {
		return sides, &coverage.ParameterError{Parameter: "b", Message: "both sides are today: name a scenario"}
	}
	for i := range sides {
		if other := &sides[1-i]; sides[i].today {
			sides[i].asked = other.asked
			sides[i].asked.Sites = coverage.Changes{}
		}
	}
	x, y := sides[0].asked.Area, sides[1].asked.Area
	if x.ID != y.ID || !x.Drawn.Equal(y.Drawn) {
		return sides, &coverage.ParameterError{Parameter: "b.area", Message: fmt.Sprintf("a is about the area %q and b about %q: only one area can be compared", areaName(x), areaName(y))}
	}
	return sides, nil
}

func areaName(a coverage.AreaRef) string {
	if len(a.Drawn) > 0 {
		return "drawn"
	}
	return a.ID
}

func (s *server) readSide(ctx context.Context, in anySide) (x side, err error) {
	var id string
	var question whatIf
	switch {
	case len(in.raw) == 0:
		return x, &coverage.ParameterError{Parameter: "scenario", Message: "give the id of a scenario, today, or a question"}
	case in.raw[0] != '"':
		if err := json.Unmarshal(in.raw, &question); err != nil {
			return x, &coverage.ParameterError{Parameter: "question", Message: "it is not a question as POST /api/coverage takes it: " + err.Error()}
		}
		x.asked, err = question.ask(ctx)
		return x, err
	}
	if err := json.Unmarshal(in.raw, &id); err != nil {
		return x, err
	}
	if id == sideToday {
		return side{today: true}, nil
	}
	d, err := s.document(data.DocumentScenario, id)
	if err != nil {
		return x, err
	}
	kept, err := readScenario(d)
	if err != nil {
		return x, err
	}
	x.kept = &kept
	x.asked, err = kept.Question.ask(ctx)
	return x, err
}

func describeSide(r *coverage.Result, gaps []coverage.GapSize) sideAnswer {
	a := sideAnswer{Service: r.Service, RadiusM: r.RadiusM, Total: r.Total, Covered: r.Covered, Gap: r.Gap, Ratio: r.Ratio(),
		Depth: describeDepth(r.Depth), Gaps: len(gaps), Facilities: len(r.Facilities)}
	return a
}

func describeComparison(study *coverage.Study, c *coverage.Comparison) *compareAnswer {
	a := &compareAnswer{
		A: describeSide(c.A, c.GapsA), B: describeSide(c.B, c.GapsB),
		Area:   areaAnswer{study.Area.ID, study.Area.Name, study.Area.NameEN, study.AreaM2},
		Demand: comparedDemand{c.A.Demand.Kind, append([]string{}, c.A.Demand.Classes...), c.A.Demand.Unit()},
		Difference: differenceAnswer{Covered: c.B.Covered - c.A.Covered, Ratio: c.B.Ratio() - c.A.Ratio(), Gaps: len(c.GapsB) - len(c.GapsA),
			Gained: c.Gained, Lost: c.Lost, Kept: c.Kept, Open: c.Open},
		Districts: []districtCompared{}, Facilities: []facilityCompared{}, Layers: map[string]int{},
		Method: methodAnswer{Plane: planeName, DistanceErrorRatio: max(c.A.DistanceErrorRatio, c.B.DistanceErrorRatio)},
	}
	for _, d := range c.Districts {
		a.Districts = append(a.Districts, districtCompared{d.ID, d.Name, d.NameEN, d.TotalA, d.TotalB, d.CoveredA, d.CoveredB, d.Gained, d.Lost})
	}
	for _, f := range c.Facilities {
		one := facilityCompared{f.ID, f.Name, f.NameEN, f.Layer, f.Change, f.Position[0], f.Position[1], nil, f.ReachA, f.ReachB, f.AloneA, f.AloneB}
		if f.Change == coverage.SiteMoved {
			one.From = &f.Before.Position
		}
		a.Facilities = append(a.Facilities, one)
	}
	for _, r := range []*coverage.Result{c.A, c.B} {
		for id, version := range r.Layers {
			a.Layers[id] = version
		}
	}
	return a
}

// encodeLand returns changed land as a FeatureCollection.
func encodeLand(land []coverage.ChangedLand) ([]byte, error) {
	features := make([]data.Feature, len(land))
	for i, l := range land {
		properties, err := json.Marshal(changeProperties{l.Change, l.A, l.B, l.AreaM2})
		if err != nil {
			return nil, err
		}
		features[i] = data.Feature{Geometry: l.Shape, Properties: properties}
	}
	return collectionOf(features, nil)
}
