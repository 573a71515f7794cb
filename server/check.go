package server

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/paulmach/orb"

	"catchment/data/geojson"
	"catchment/data/intake"
)

// checkedAnswer is what loading a file would do.
type checkedAnswer struct {
	Body struct {
		intake.Receipt
		Flawed []flawedFeature `json:"flawed,omitempty" doc:"With shapes=true, where the features with problems lie: the first 1000, up to 4 MiB together."`
	}
}

// flawedFeature says where a feature with a problem lies.
type flawedFeature struct {
	Feature  int             `json:"feature" doc:"Number of the feature in the file, from 0."`
	Rejected bool            `json:"rejected"`
	Geometry json.RawMessage `json:"geometry" doc:"GeoJSON geometry in WGS 84 as it was read, before any repair."`
}

func (s *server) checkRoutes(api huma.API) {
	huma.Register(api, uploadOperation("check", http.MethodPost, "/api/check", "Check a file without storing it"),
		func(ctx context.Context, in *struct {
			Upload
			ID     string `query:"id" maxLength:"96" doc:"Layer id it would get."`
			Shapes bool   `query:"shapes" doc:"Also say where the features with problems lie."`
		}) (*checkedAnswer, error) {
			return s.check(ctx, in.ID, in.Shapes, &in.Upload)
		})
	op := uploadOperation("rejected", http.MethodPost, "/api/check/rejected", "The features of a file that would be rejected, as they came")
	op.Description = "A FeatureCollection of the features that a load in this mode would leave out, each byte for byte as it stands in the file (in UTF-8), " +
		"with the coordinate system the file declares: mend it and load it. Features of other formats are given as GeoJSON in the file's own coordinates."
	op.Responses = map[string]*huma.Response{"200": {Description: "A GeoJSON FeatureCollection.",
		Content: map[string]*huma.MediaType{"application/geo+json": {Schema: &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true}}}}}
	huma.Register(api, op, func(ctx context.Context, in *struct{ Upload }) (*huma.StreamResponse, error) {
		return s.rejected(ctx, &in.Upload)
	})
}

// check reports on a file without storing it.
func (s *server) check(ctx context.Context, id string, shapes bool, in *Upload) (*checkedAnswer, error) {
	request := in.request(id, s.MaxUploadBytes)
	a := &checkedAnswer{}
	if shapes {
		request.Flawed = func() func(geojson.Flawed) error {
			a.Body.Flawed = nil
			return keepShapes(&a.Body.Flawed)
		}
	}
	err := s.receive(ctx, in, stageJudging, func(ctx context.Context, body io.Reader, progress progressFunc) (err error) {
		request.Limits.Progress = progress
		a.Body.Receipt, err = intake.Check(ctx, s.Catalog, body, request)
		return err
	})
	return a, err
}

// How much of the flawed features a check shows.
const (
	maxFlawed      = 1000
	maxFlawedBytes = 4 << 20
)

// keepShapes returns what keeps where flawed features lie, as long as they lie
// on the Earth and there is room.
func keepShapes(kept *[]flawedFeature) func(geojson.Flawed) error {
	size := 0
	world := orb.Bound{Min: orb.Point{-180, -90}, Max: orb.Point{180, 90}}
	return func(f geojson.Flawed) error {
		if f.Geometry == nil || len(*kept) == maxFlawed || size >= maxFlawedBytes {
			return nil
		}
		b := f.Geometry.Bound()
		if b.IsEmpty() || !world.Contains(b.Min) || !world.Contains(b.Max) {
			return nil
		}
		text := geojson.AppendGeometry(nil, f.Geometry)
		if size+len(text) > maxFlawedBytes {
			return nil
		}
		size += len(text)
		*kept = append(*kept, flawedFeature{f.Number, f.Rejected, text})
		return nil
	}
}

// rejected answers with the features of a file that a load would leave out.
func (s *server) rejected(ctx context.Context, in *Upload) (*huma.StreamResponse, error) {
	request := in.request("", s.MaxUploadBytes)
	var rejects *intake.Rejects
	err := s.receive(ctx, in, stageJudging, func(ctx context.Context, body io.Reader, progress progressFunc) (err error) {
		request.Limits.Progress = progress
		rejects, err = intake.Reject(ctx, s.Catalog, body, request)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(ctx huma.Context) {
		defer rejects.Close()
		ctx.SetHeader("Content-Type", "application/geo+json")
		ctx.SetHeader("Catchment-Rejected", fmt.Sprint(rejects.Features))
		out := bufio.NewWriter(ctx.BodyWriter())
		if _, err := rejects.WriteTo(out); err != nil || out.Flush() != nil {
			panic(http.ErrAbortHandler) // so that the half is not taken for the whole
		}
	}}, nil
}
