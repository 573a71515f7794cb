package server

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/server/condition"
	"catchment/server/problem"
)

// layerAnswer describes one layer.
type layerAnswer struct {
	data.Meta
	Features      int            `json:"features"`
	GeometryTypes map[string]int `json:"geometry_types" doc:"How many features have each GeoJSON geometry type."`
	BBox          []float64      `json:"bbox" doc:"[west, south, east, north], degrees; empty for a layer without features."`
	Kinds         map[string]int `json:"kinds,omitempty" doc:"Facilities of each kind."`
	Classes       []string       `json:"classes,omitempty" doc:"Land-use codes in the layer, up to 500."`
	Warnings      []data.Problem `json:"warnings,omitempty" doc:"What was odd in the properties."`
}

func describeLayer(l *data.Layer) layerAnswer {
	a := layerAnswer{Meta: l.Meta, Features: l.Len(), GeometryTypes: l.GeometryTypes(), BBox: bbox(l), Warnings: l.Warnings}
	if kinds := l.Kinds(); len(kinds) > 0 {
		a.Kinds = make(map[string]int, len(kinds))
		for k, n := range kinds {
			a.Kinds[string(k)] = n
		}
	}
	if l.Role == data.RoleLandUse {
		a.Classes = classesOf(l)
	}
	return a
}

// mostClasses bounds the codes that a layer is described with.
const mostClasses = 500

// classesOf returns the land-use codes in a layer, sorted.
func classesOf(l *data.Layer) []string {
	seen := map[string]bool{}
	for i := 0; i < l.Len() && len(seen) < mostClasses; i++ {
		if code := l.Facts(i).Class.Code; code != "" {
			seen[code] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

func bbox(l *data.Layer) []float64 {
	if l.Len() == 0 {
		return []float64{}
	}
	b := l.Bound()
	return []float64{b.Min[0], b.Min[1], b.Max[0], b.Max[1]}
}

// LayerPath names a layer in a path.
type LayerPath struct {
	ID string `path:"id" maxLength:"96" doc:"Layer id."`
}

type layersAnswer struct {
	Body struct {
		Layers  []layerAnswer `json:"layers"`
		Sample  bool          `json:"sample,omitempty" doc:"Whether POST /api/sample loads the bundled place."`
		Damaged []data.Damage `json:"damaged,omitempty" doc:"Layers and documents in the store that cannot be read, while the others are served: load the file again or restore an older version. And the files in which a store that was found damaged is kept."`
	}
}

type oneLayerAnswer struct {
	ETag string `header:"ETag"`
	Body layerAnswer
}

func (s *server) layerRoutes(api huma.API) {
	huma.Register(api, operation("layers", http.MethodGet, "/api/layers", "All layers"),
		func(context.Context, *struct{}) (*layersAnswer, error) { return s.layers(), nil })
	huma.Register(api, operation("layer", http.MethodGet, "/api/layers/{id}", "One layer"),
		func(_ context.Context, in *LayerPath) (*oneLayerAnswer, error) {
			l, err := s.layer(in.ID)
			if err != nil {
				return nil, s.fail(err)
			}
			return &oneLayerAnswer{etag(l.ID, l.Version), describeLayer(l)}, nil
		})
	huma.Register(api, collection[map[string]any](api, operation("features", http.MethodGet, "/api/layers/{id}/features",
		"The features of a layer, as they were loaded")), s.features)
	s.historyRoutes(api)
	s.editRoutes(api)
	s.sampleRoutes(api)
}

// layers describes all layers.
func (s *server) layers() *layersAnswer {
	ds := s.Catalog.Dataset()
	out := &layersAnswer{}
	out.Body.Layers = []layerAnswer{}
	for _, l := range ds.Layers() {
		out.Body.Layers = append(out.Body.Layers, describeLayer(l))
	}
	out.Body.Damaged, out.Body.Sample = ds.Damaged(), s.offersSample()
	return out
}

// layer finds a layer of the dataset as it is now.
func (s *server) layer(id string) (*data.Layer, error) {
	if l, ok := s.Catalog.Dataset().Layer(id); ok {
		return l, nil
	}
	return nil, problem.Details{Type: problem.TypeNoLayer, Status: http.StatusNotFound, Layer: id,
		Detail: fmt.Sprintf("there is no layer %q; /api/layers lists those loaded", id)}.Complete()
}

// featuresQuery asks for the features of a layer.
type featuresQuery struct {
	LayerPath
	BBox        string `query:"bbox" example:"118.86,42.24,118.90,42.28" doc:"Only features whose box meets west,south,east,north (degrees)."`
	IfNoneMatch string `header:"If-None-Match"`
}

type featuresAnswer struct {
	ContentType string `header:"Content-Type"`
	ETag        string `header:"ETag"`
	Body        []byte
}

// features answers with the features of a layer.
func (s *server) features(_ context.Context, in *featuresQuery) (*featuresAnswer, error) {
	l, err := s.layer(in.ID)
	if err != nil {
		return nil, err
	}
	chosen, foreign, tag := l.Features, l.Foreign, etag(l.ID, l.Version)
	if in.BBox != "" {
		tag = partETag(tag, in.BBox)
	}
	if condition.Seen(in.IfNoneMatch, tag) {
		return nil, huma.ErrorWithHeaders(huma.Status304NotModified(), http.Header{"ETag": {tag}})
	}
	if in.BBox != "" {
		box, err := parseBBox(in.BBox)
		if err != nil {
			return nil, err
		}
		chosen, foreign = nil, nil // which speak of the whole
		for _, i := range l.Tree().Intersecting(box) {
			chosen = append(chosen, l.Features[i])
		}
	}
	body, err := collectionOf(chosen, foreign)
	if err != nil {
		return nil, s.fail(err)
	}
	return &featuresAnswer{"application/geo+json", tag, body}, nil
}

// parseBBox reads west,south,east,north in degrees.
func parseBBox(text string) (orb.Bound, error) {
	bad := problem.Details{Status: http.StatusBadRequest, Parameter: "bbox",
		Detail: fmt.Sprintf("%q is not west,south,east,north in degrees", text)}.Complete()
	parts := strings.Split(text, ",")
	if len(parts) != 4 {
		return orb.Bound{}, bad
	}
	var v [4]float64
	for i, p := range parts {
		f, err := strconv.ParseFloat(strings.TrimSpace(p), 64)
		if err != nil || f != f || f < -360 || f > 360 {
			return orb.Bound{}, bad
		}
		v[i] = f
	}
	if v[0] > v[2] || v[1] > v[3] {
		return orb.Bound{}, bad
	}
	return orb.Bound{Min: orb.Point{v[0], v[1]}, Max: orb.Point{v[2], v[3]}}, nil
}
