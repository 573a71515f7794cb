package server

import (
	"context"
	"fmt"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"catchment/coverage"
)

// optional is a query parameter of which it matters whether it was given.
type optional[T any] struct {
	Value T
	Given bool
}

// Schema describes the parameter as its value.
func (o optional[T]) Schema(r huma.Registry) *huma.Schema {
	return huma.SchemaFromType(r, reflect.TypeFor[T]())
}

// Receiver is where huma puts the parsed value.
func (o *optional[T]) Receiver() reflect.Value { return reflect.ValueOf(o).Elem().Field(0) }

// OnParamSet notes whether the parameter was there.
func (o *optional[T]) OnParamSet(given bool, _ any) { o.Given = given }

// question is the part of a request that names what is asked. Every coverage
// resource takes it.
type question struct {
	Service string            `query:"service" required:"true" example:"primary_school" doc:"Facility kind (see /api/services), in English or Chinese, or the id of a facility layer."`
	Radius  optional[float64] `query:"radius" doc:"Straight-line reach in metres, more than 0. Default: the radius of the service's standard."`
	Metric  string            `query:"metric" enum:"radius" default:"radius" doc:"How reach is measured."`
	Area    string            `query:"area" example:"park" doc:"Study area: a boundary layer, layer/feature, or the id or name of a boundary feature. Default: the only boundary."`
	Demand  string            `query:"demand" default:"land" example:"landuse:R" doc:"What must be served: land, landuse:CODES (comma-separated beginnings of land-use codes), population or jobs."`
	Status  string            `query:"status" example:"existing,under_construction" doc:"Which states of facilities, parcels and people count, comma-separated. Default: all."`
	Year    string            `query:"year" example:"2030" doc:"Count what is open in this year; overrides status."`
}

// ask turns the words of a request into a question.
func (q *question) ask() (coverage.Question, error) {
	asked := coverage.Question{Service: q.Service, Area: coverage.AreaRef{ID: q.Area}}
	var err error
	if q.Radius.Given {
		if err = coverage.CheckRadius(q.Radius.Value); err != nil {
			return asked, err
		}
		asked.RadiusM = q.Radius.Value
	}
	if asked.Demand, err = coverage.ParseDemand(q.Demand); err != nil {
		return asked, err
	}
	asked.When, err = coverage.ParseWhen(q.Status, q.Year)
	return asked, err
}

// withWords asks what the parameters of a request say.
func withWords[T any](ctx context.Context, in *question, answer func(context.Context, coverage.Question) (T, error)) (T, error) {
	asked, err := in.ask()
	if err != nil {
		var none T
		return none, err
	}
	return answer(ctx, asked)
}

// geoJSON is an answer in GeoJSON.
type geoJSON struct {
	ContentType string `header:"Content-Type"`
	Body        []byte
}

func newGeoJSON(body []byte) *geoJSON { return &geoJSON{"application/geo+json", body} }

// operation describes one operation for the OpenAPI document.
func operation(id, method, path, summary string) huma.Operation {
	return huma.Operation{
		OperationID: id, Method: method, Path: path, Summary: summary,
		Errors: []int{http.StatusBadRequest, http.StatusNotFound, http.StatusInternalServerError},
	}
}

// storing describes an operation that changes what is stored of a layer.
func storing(id, method, path, summary string) huma.Operation {
	op := operation(id, method, path, summary)
	op.Errors = append(op.Errors, http.StatusConflict, http.StatusPreconditionFailed, http.StatusServiceUnavailable, http.StatusInsufficientStorage)
	return op
}

// makesToo says that a PUT that is registered answers what it makes with 201.
func makesToo(api huma.API, path string) {
	answers := api.OpenAPI().Paths[path].Put.Responses
	made := *answers["200"]
	made.Description = http.StatusText(http.StatusCreated)
	answers["201"] = &made
}

// collection describes an operation that answers with a GeoJSON
// FeatureCollection whose features have the properties of T.
func collection[T any](api huma.API, op huma.Operation) huma.Operation {
	properties := api.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[T](), true, op.OperationID+"Properties")
	properties.Nullable = properties.Ref == "" // of features as they came
	feature := &huma.Schema{Type: huma.TypeObject, Required: []string{"type", "geometry", "properties"}, Properties: map[string]*huma.Schema{
		"type": {Type: huma.TypeString, Enum: []any{"Feature"}}, "id": {}, "geometry": {Type: huma.TypeObject}, "properties": properties,
	}}
	body := &huma.Schema{Type: huma.TypeObject, Required: []string{"type", "features"}, Properties: map[string]*huma.Schema{
		"type":     {Type: huma.TypeString, Enum: []any{"FeatureCollection"}},
		"features": {Type: huma.TypeArray, Items: feature},
	}}
	op.Responses = map[string]*huma.Response{fmt.Sprint(http.StatusOK): {
		Description: "A GeoJSON FeatureCollection.",
		Content:     map[string]*huma.MediaType{"application/geo+json": {Schema: body}},
	}}
	return op
}
