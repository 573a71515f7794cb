package ogc

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/data/geojson"
	"catchment/server/problem"
	"catchment/server/queue"
)

// Result is something worked out from the layers that is a collection too, to
// be read and not to be changed. Its id has a colon, which no layer's has.
type Result struct {
	ID, Title, Description string
	// Chinese are its title and description in Chinese.
	Chinese [2]string
	// Bound returns a box that holds all its features; nil where that is not known
	// or there are none.
	Bound func(context.Context) *orb.Bound
	// Key stands for what it is made of: under one key it has the same features.
	Key string
	// GeoJSON works it out.
	GeoJSON func(context.Context) ([]byte, error)
}

// isDerived tells whether a collection's id is that of a result.
func isDerived(id string) bool { return strings.Contains(id, ":") }

// mostDerived is how many results are kept as layers, within the budget of
// their bytes.
const mostDerived = 16

// derivedLayer is a result as a layer, with about what it takes in memory.
type derivedLayer struct {
	*data.Layer
	bytes int64
}

// Bytes lets it count against a budget.
func (d derivedLayer) Bytes() int64 { return d.bytes }

// allResults returns all results there are: those of the options, and the outputs
// of successful jobs that are features.
func (s *service) allResults(ctx context.Context) []Result {
	var all []Result
	if s.Results != nil {
		all = s.Results(ctx)
	}
	if s.Queue == nil {
		return all
	}
	for _, j := range s.Queue.Jobs() {
		for _, o := range j.Outputs {
			if o.Media == mediaGeoJSON {
				all = append(all, s.resultOf(&j, o))
			}
		}
	}
	return all
}

// resultOf is an output of a job as a collection.
func (s *service) resultOf(j *queue.Job, o queue.Output) Result {
	id := j.ID
	title, chinese := j.Title, j.Title
	if p := s.processes.byID[j.Process]; p != nil {
		title, chinese = p.Title+": "+j.Title, p.Chinese.Title+"："+j.Title
	}
	told := func(language string) string {
		const minute = "2006-01-02 15:04 MST"
		return fmt.Sprintf(word(language, "output of"), o.ID, j.Process, j.Finished.Format(minute), j.Finished.Add(s.Queue.Keep).Format(minute))
	}
	return Result{
		ID: o.ID + ":" + id, Title: title, Description: told("en"), Chinese: [2]string{chinese, told("zh")},
		Bound: func(context.Context) *orb.Bound { return o.Bound }, Key: id,
		GeoJSON: func(context.Context) ([]byte, error) {
			outputs, err := s.Queue.Outputs(id)
			for _, out := range outputs {
				if out.ID == o.ID {
					return out.Body, nil
				}
			}
			return nil, cmp.Or(err, queue.ErrNoJob)
		},
	}
}

// result finds a result by the id of its collection.
func (s *service) result(ctx context.Context, id string) (Result, error) {
	all := s.allResults(ctx)
	if i := slices.IndexFunc(all, func(r Result) bool { return r.ID == id }); i >= 0 {
		return all[i], nil
	}
	return Result{}, noCollection(id)
}

// collected returns the features of a collection: those of a layer as it is
// now, or those of a result, worked out where they are not kept.
func (s *service) collected(ctx context.Context, id string) (*data.Layer, error) {
	if !isDerived(id) {
		return s.layer(id)
	}
	r, err := s.result(ctx, id)
	if err != nil {
		return nil, err
	}
	l, err := s.derived.Get(ctx, id+"\x00"+r.Key, r.layer)
	if err != nil {
		return nil, s.fail(err)
	}
	return l.Layer, nil
}

// layer works out a result as a layer. Its version stands for its content, so
// that ETags made from it hold after a restart too.
func (r *Result) layer(ctx context.Context) (made derivedLayer, err error) {
	body, err := r.GeoJSON(ctx)
	if err != nil {
		return made, err
	}
	var features []data.Feature
	_, err = geojson.Decode(ctx, bytes.NewReader(body), geojson.Options{}, func(f data.Feature) error {
		features = append(features, f)
		return nil
	})
	if refused := (*geojson.RefusedError)(nil); errors.As(err, &refused) {
		err = errors.New(refused.Error()) // it is no file of the client's
	}
	if err != nil {
		return made, fmt.Errorf("reading the result %s: %w", r.ID, err)
	}
	l, err := data.NewLayer(data.Meta{ID: "result", Name: r.Title, Role: data.RoleOther, CRS: "WGS84", Version: contentNumber(body)}, features)
	if err != nil {
		return made, fmt.Errorf("the result %s: %w", r.ID, err)
	}
	const feature = 512 // bytes of one, with its place in the index, beside its text
	return derivedLayer{l.WithID(r.ID), int64(2*len(body) + feature*l.Len())}, nil
}

// contentNumber is a number that stands for a text.
func contentNumber(text []byte) int {
	sum := sha256.Sum256(text)
	return int(binary.BigEndian.Uint64(sum[:]) & math.MaxInt32)
}

// noCollection is the answer where there is no collection of an id.
func noCollection(id string) error {
	return problem.Details{Status: http.StatusNotFound, Layer: id,
		Detail: fmt.Sprintf("there is no collection %q; /collections lists those there are", id)}.Complete()
}

// describeResult describes the collection of a result.
func (s *service) describeResult(ctx context.Context, r *Result, in *Asked, base string) collection {
	c := collection{ID: r.ID, Title: r.Title, Description: r.Description, ItemType: "feature", CRS: systemsOf(&data.Layer{}), StorageCRS: uriCRS84,
		Links: append(in.selfLinks(base+"/collections/"+segment(r.ID), mediaJSON), s.collectionLinks(r.ID, base)...)}
	if in.language() == "zh" {
		c.Title, c.Description = r.Chinese[0], r.Chinese[1]
	}
	if b := r.Bound(ctx); b != nil {
		c.Extent = &extent{Spatial: spatially(*b)}
	}
	return c
}
