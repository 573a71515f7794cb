package server

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/paulmach/orb"

	"catchment/coverage"
	"catchment/data"
	"catchment/data/geojson"
	"catchment/server/problem"
)

// whatIf is a question with a drawn area and with changes to the facilities.
type whatIf struct {
	Service string      `json:"service" example:"primary_school" doc:"Facility kind (see /api/services), in English or Chinese, or the id of a facility layer."`
	RadiusM *float64    `json:"radius,omitempty" doc:"Metres. Default: the radius of the service's standard."`
	Metric  string      `json:"metric,omitempty" enum:"radius" doc:"How reach is measured."`
	Area    anyArea     `json:"area,omitzero" doc:"Id of a study area, or a drawn one as a GeoJSON Polygon or MultiPolygon in WGS 84."`
	Demand  string      `json:"demand,omitempty" example:"landuse:R" doc:"What must be served: land, landuse:CODES, population or jobs. Default: land."`
	Status  string      `json:"status,omitempty" doc:"Which states of facilities, parcels and people count, comma-separated. Default: all."`
	Year    string      `json:"year,omitempty" doc:"Count what is open in this year; overrides status."`
	Sites   siteChanges `json:"sites,omitzero" doc:"Facilities added, moved and closed; the data stays as it is."`
}

type siteChanges struct {
	Added  []addedSite `json:"added,omitempty"`
	Moved  []movedSite `json:"moved,omitempty"`
	Closed []string    `json:"closed,omitempty" doc:"Facility ids; layer/id where several layers have one."`
}

type addedSite struct {
	ID   string  `json:"id,omitempty"`
	Name string  `json:"name,omitempty"`
	Lon  float64 `json:"lon"`
	Lat  float64 `json:"lat"`
}

type movedSite struct {
	ID  string  `json:"id" doc:"Facility id; layer/id where several layers have it."`
	Lon float64 `json:"lon"`
	Lat float64 `json:"lat"`
}

// anyArea is a study area's id, or a geometry.
type anyArea struct{ raw json.RawMessage }

// UnmarshalJSON keeps the value for later.
func (a *anyArea) UnmarshalJSON(raw []byte) error {
	a.raw = bytes.Clone(raw)
	return nil
}

// MarshalJSON gives the value back as it came, null for none.
func (a anyArea) MarshalJSON() ([]byte, error) {
	if len(a.raw) == 0 {
		return []byte("null"), nil
	}
	return a.raw, nil
}

// Schema describes both forms.
func (a anyArea) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{OneOf: []*huma.Schema{{Type: huma.TypeString}, {Type: huma.TypeObject, AdditionalProperties: true}}}
}

// maxWhatIfBytes bounds the body of a what-if question.
const maxWhatIfBytes = 32 << 20

func (s *server) whatIfRoutes(api huma.API) {
	type body struct{ Body whatIf }
	huma.Register(api, withBody(operation("coverage-what-if", http.MethodPost, "/api/coverage",
		"Coverage with a drawn area, or with facilities added, moved or closed")),
		func(ctx context.Context, in *body) (*struct{ Body *coverageAnswer }, error) {
			answer, err := withQuestion(ctx, &in.Body, s.coverage)
			if err != nil {
				return nil, s.fail(err)
			}
			return &struct{ Body *coverageAnswer }{answer}, nil
		})
	huma.Register(api, withBody(operation("curve-what-if", http.MethodPost, "/api/curve",
		"The coverage ratio as the radius grows, in a drawn area or with facilities added, moved or closed")),
		func(ctx context.Context, in *body) (*struct{ Body *curveAnswer }, error) {
			answer, err := withQuestion(ctx, &in.Body, s.curve)
			if err != nil {
				return nil, s.fail(err)
			}
			return &struct{ Body *curveAnswer }{answer}, nil
		})
	for _, r := range []struct {
		op     huma.Operation
		answer func(context.Context, coverage.Question) ([]byte, error)
	}{
		{collection[gapProperties](api, operation("gaps-what-if", http.MethodPost, "/api/gaps", "Gaps of a what-if question")), s.gaps},
		{collection[reachProperties](api, operation("reach-what-if", http.MethodPost, "/api/reach", "Land within reach in a what-if question")), s.reach},
	} {
		huma.Register(api, withBody(r.op), func(ctx context.Context, in *body) (*geoJSON, error) {
			answer, err := withQuestion(ctx, &in.Body, r.answer)
			if err != nil {
				return nil, s.fail(err)
			}
			return newGeoJSON(answer), nil
		})
	}
}

// withBody describes an operation whose question comes as a body.
func withBody(op huma.Operation) huma.Operation {
	op.MaxBodyBytes = maxWhatIfBytes
	op.Errors = append(op.Errors, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity)
	return op
}

// withQuestion asks what a body says.
func withQuestion[T any](ctx context.Context, in *whatIf, answer func(context.Context, coverage.Question) (T, error)) (T, error) {
	asked, err := in.ask(ctx)
	if err != nil {
		var none T
		return none, err
	}
	return answer(ctx, asked)
}

// ask turns a body into a question.
func (w *whatIf) ask(ctx context.Context) (coverage.Question, error) {
	q := question{Service: w.Service, Demand: w.Demand, Status: w.Status, Year: w.Year}
	if w.RadiusM != nil {
		q.Radius = optional[float64]{*w.RadiusM, true}
	}
	asked, err := q.ask()
	if err != nil {
		return asked, err
	}
	if asked.Area, err = w.Area.ref(ctx); err != nil {
		return asked, err
	}
	for _, a := range w.Sites.Added {
		asked.Sites.Added = append(asked.Sites.Added, coverage.NewSite{ID: a.ID, Name: a.Name, At: orb.Point{a.Lon, a.Lat}})
	}
	for _, m := range w.Sites.Moved {
		asked.Sites.Moved = append(asked.Sites.Moved, coverage.Move{Facility: m.ID, To: orb.Point{m.Lon, m.Lat}})
	}
	asked.Sites.Closed = w.Sites.Closed
	return asked, nil
}

// ref returns the study area that was named or drawn. What is drawn goes
// through the same gate as a file.
func (a anyArea) ref(ctx context.Context) (ref coverage.AreaRef, err error) {
	if len(a.raw) == 0 || string(a.raw) == "null" {
		return ref, nil
	}
	if a.raw[0] == '"' {
		err = json.Unmarshal(a.raw, &ref.ID)
		return ref, err
	}
	_, err = geojson.Decode(ctx, bytes.NewReader(a.raw), geojson.Options{}, func(f data.Feature) error {
		switch g := f.Geometry.(type) {
		case orb.Polygon:
			ref.Drawn = append(ref.Drawn, g)
		case orb.MultiPolygon:
			ref.Drawn = append(ref.Drawn, g...)
		default:
			return &coverage.ParameterError{Parameter: "area", Message: fmt.Sprintf("draw a Polygon or a MultiPolygon, not a %s", g.GeoJSONType())}
		}
		return nil
	})
	var refused *geojson.RefusedError
	if errors.As(err, &refused) {
		p := problem.Refusal(refused)
		p.Title, p.Parameter = "drawn area refused", "area"
		return ref, p
	}
	if err == nil && len(ref.Drawn) == 0 {
		err = &coverage.ParameterError{Parameter: "area", Message: "nothing is drawn: give a Polygon or a MultiPolygon"}
	}
	return ref, err
}
