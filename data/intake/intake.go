// Package intake is the one door through which a new layer comes in: bytes are
// decoded and gated, role and kind are concluded, the layer is built, stored
// and made visible. What is refused changes nothing.
package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/data/geojson"
)

// Request is what the caller says about a file. Every member may be left out.
type Request struct {
	// ID names the layer. A layer that is there already gets a new version.
	// Without it the id is made from the source's name.
	ID   string
	Role data.Role
	// Kind is a facility kind in any spelling ("小学", "Primary School"), or any
	// word for a layer of another role.
	Kind   data.Kind
	Name   string
	NameEN string
	// CRS is the coordinate system of the file, as crs.Parse takes it. Without
	// it the file's own declaration counts, else WGS 84.
	CRS    string
	Source string // file name or other origin
	// Bytes is the size of a file on disk, 0 where it is not known. Memory is
	// set aside by it, so it must not be somebody's mere claim; a wrong size
	// changes nothing else.
	Bytes int64
	Mode  geojson.Mode
	// IfVersion is the version the layer must have now, as in data.PutOptions.
	IfVersion *int
	// Table and Columns choose in files that hold more than one layer or more
	// than one pair of coordinate columns, as in formats.Options.
	Table   string
	Columns []string
	// Fields say which properties state which facts.
	Fields data.Fields
	// Limits bound the file; its Mode and Flawed are not looked at.
	Limits geojson.Options
	// Flawed, when not nil, is asked whenever the reading of the file starts,
	// which it may do twice, for what is told of each flawed feature.
	Flawed func() func(geojson.Flawed) error

	survey bool // whether the receipt is to say from which properties facts are read
}

// Receipt says what became of a file.
type Receipt struct {
	data.Meta
	Features      int       `json:"features"`
	GeometryTypes []string  `json:"geometry_types"`
	BBox          []float64 `json:"bbox" doc:"West, south, east, north in WGS 84 degrees."`
	// Replaced is the version that was current before; 0 for a new layer.
	Replaced    int    `json:"replaced_version,omitempty"`
	Bytes       int64  `json:"bytes" doc:"Size of the file after decompression."`
	Encoding    string `json:"encoding,omitempty"`
	Compression string `json:"compression,omitempty"`
	// Read says from which properties the facts are read; only Check returns it.
	Read *data.FieldReport `json:"fields_read,omitempty" doc:"From which properties the facts of the features are read, what their values become, and which other properties there are."`
	// Refused says why the file cannot be loaded; only Check returns it.
	Refused string `json:"refused,omitempty"`
}

var (
	// ErrNothing is the error for a file in which no feature is left to store.
	ErrNothing = errors.New("no feature to store")
)

// Load stores the layer in the file that r reads, and returns what was
// understood. Reading takes memory for the layer and bounded memory beside it.
//
// The error is a [*geojson.RefusedError] for a fault of the file, ErrNothing,
// ErrCRS, a [*data.FieldError], one of data.Catalog.Put, or the context's. After an error nothing
// has changed; the receipt then holds what was learnt until then, problems
// included.
func Load(ctx context.Context, cat *data.Catalog, r io.Reader, req Request) (Receipt, error) {
	l, receipt, err := read(ctx, cat.Dataset(), r, req)
	if err != nil {
		return receipt, err
	}
	stored, err := put(ctx, cat, l, req)
	if err != nil {
		return receipt, err
	}
	receipt = receiptOf(stored, receipt)
	if receipt.Replaced > 0 {
		receipt.Replaced = stored.Version - 1
	}
	return receipt, nil
}

// Check reads the file as Load would and returns what Load would, without
// storing anything. A refusal is part of the receipt and no error.
func Check(ctx context.Context, cat *data.Catalog, r io.Reader, req Request) (Receipt, error) {
	req.survey = true
	_, receipt, err := read(ctx, cat.Dataset(), r, req)
	var refused *geojson.RefusedError
	if errors.As(err, &refused) || errors.Is(err, ErrNothing) || errors.Is(err, ErrCRS) {
		receipt.Refused = err.Error()
		return receipt, nil
	}
	return receipt, err
}

// read decodes the file and builds its layer.
func read(ctx context.Context, d *data.Dataset, r io.Reader, req Request) (*data.Layer, Receipt, error) {
	var receipt Receipt
	if req.ID != "" {
		if err := data.CheckLayerID(req.ID); err != nil {
			return nil, receipt, err
		}
	}
	if req.Role != "" && !req.Role.Valid() {
		return nil, receipt, fmt.Errorf("%w: %q; use one of %v", data.ErrRole, req.Role, data.Roles())
	}
	if err := req.Fields.Check(); err != nil {
		return nil, receipt, err
	}
	from, err := basisOf(req.CRS)
	if err != nil {
		return nil, receipt, err
	}
	fs, sum, err := from.decode(ctx, d, r, req)
	receipt.note(sum)
	if err != nil {
		return nil, receipt, fmt.Errorf("reading %s: %w", sourceOr(req.Source, "the file"), err)
	}
	if len(fs) == 0 {
		return nil, receipt, fmt.Errorf("reading %s: %w: %d features in the file, %d rejected", sourceOr(req.Source, "the file"), ErrNothing, sum.Features, sum.Rejected)
	}
	concluded := conclude(req, sum, fs)
	meta := metaOf(req, sum, concluded)
	odd, err := receipt.readFields(req, &meta, sum, fs)
	if err != nil {
		return nil, receipt, fmt.Errorf("reading %s: %w", sourceOr(req.Source, "the file"), err)
	}
	meta.CRS, meta.Conversion = from.system.String(), from.conversion(fs)
	meta.Inference = append(meta.Inference, from.inference()...)
	meta.ID = layerID(d, req, &meta)
	l, err := concluded.NewLayer(meta, fs)
	if err != nil {
		return nil, receipt, err
	}
	if err := ctx.Err(); err != nil {
		return nil, receipt, err
	}
	addWarnings(l, sum)
	for _, p := range odd {
		keepProblem(l, p)
	}
	warnOfPlace(d, l, from)
	if err := ctx.Err(); err != nil { // however late, cancelled is cancelled
		return nil, receipt, err
	}
	if old, ok := d.Layer(l.ID); ok {
		receipt.Replaced = old.Version
	}
	return l, receiptOf(l, receipt), nil
}

func sourceOr(source, otherwise string) string {
	if source == "" {
		return otherwise
	}
	return source
}

// note takes over what decoding learnt.
func (r *Receipt) note(sum geojson.Summary) {
	r.Accepted, r.Rejected, r.Repaired = sum.Accepted, sum.Rejected, sum.Repaired
	r.Problems, r.ProblemsTotal = sum.Problems, sum.ProblemsTotal
	r.Bytes, r.Encoding, r.Compression = sum.Bytes, sum.Encoding, sum.Compression
	r.GeometryTypes = slices.Sorted(maps.Keys(sum.GeometryTypes))
}

// receiptOf returns the receipt for a layer, with what r knows of the file.
func receiptOf(l *data.Layer, r Receipt) Receipt {
	r.Meta = l.Meta
	r.Features = l.Len()
	r.GeometryTypes = slices.Sorted(maps.Keys(l.GeometryTypes()))
	r.BBox = bbox(l.Bound())
	return r
}

func bbox(b orb.Bound) []float64 { return []float64{b.Min[0], b.Min[1], b.Max[0], b.Max[1]} }

// conclude returns what the layer is, as told by the caller and its features.
func conclude(req Request, sum geojson.Summary, fs []data.Feature) data.Conclusion {
	return data.Infer(data.Hint{Role: req.Role, Kind: req.Kind, Name: req.Name, Source: req.Source, Foreign: sum.Foreign, Fields: req.Fields}, fs)
}

// metaOf puts together what is known about the layer beside its id.
func metaOf(req Request, sum geojson.Summary, c data.Conclusion) data.Meta {
	m := data.Meta{
		Name: c.Name, NameEN: c.NameEN, Role: c.Role, Kind: c.Kind, Inference: c.Inferences,
		Loaded: time.Now().UTC(), Source: req.Source,
		Accepted: sum.Accepted, Rejected: sum.Rejected, Repaired: sum.Repaired,
		Problems: sum.Problems, ProblemsTotal: sum.ProblemsTotal,
		Foreign: slices.Clone(sum.Foreign), Fields: req.Fields,
	}
	if req.NameEN != "" {
		m.NameEN = req.NameEN
	}
	return m
}

// maxProblems is how many problems a layer keeps.
const maxProblems = 1000

// addWarnings puts what the properties gave rise to behind the problems of the
// file, and says whether all features are synthetic.
func addWarnings(l *data.Layer, sum geojson.Summary) {
	number := fileNumbers(l.Len(), sum)
	for _, p := range l.Warnings {
		l.ProblemsTotal++
		if len(l.Problems) >= maxProblems {
			continue
		}
		p.Feature, p.Path = number(p)
		l.Problems = append(l.Problems, p)
	}
	l.Synthetic = true
	for i := range l.Features {
		if !l.Facts(i).Synthetic {
			l.Synthetic = false
			break
		}
	}
}

// fileNumbers returns how to tell, for a warning of a layer of so many features, the number of
// its feature in the file and its path there: features that were left out
// count there. Where that is not known any more the number is -1.
func fileNumbers(features int, sum geojson.Summary) func(data.Problem) (int, string) {
	left := map[int]bool{}
	for _, p := range sum.Problems {
		if p.Severity == data.SeverityError && p.Feature >= 0 {
			left[p.Feature] = true
		}
	}
	if sum.Rejected == 0 {
		return func(p data.Problem) (int, string) { return p.Feature, p.Path }
	}
	if len(left) != sum.Rejected {
		return func(p data.Problem) (int, string) { return -1, "" }
	}
	inFile := make([]int, 0, features)
	for n := 0; len(inFile) < features; n++ {
		if !left[n] {
			inFile = append(inFile, n)
		}
	}
	return func(p data.Problem) (int, string) {
		n := inFile[p.Feature]
		return n, data.FeaturePath(n, p.Path)
	}
}

// put stores the layer under its id. An id that was made here and has been
// taken meanwhile is made anew.
func put(ctx context.Context, cat *data.Catalog, l *data.Layer, req Request) (*data.Layer, error) {
	opt := data.PutOptions{IfVersion: req.IfVersion}
	if req.ID != "" || replaces(cat.Dataset(), l) {
		return cat.Put(ctx, l, opt)
	}
	for {
		absent := 0
		stored, err := cat.Put(ctx, l, data.PutOptions{IfVersion: &absent})
		if !errors.Is(err, data.ErrVersionMismatch) || req.IfVersion != nil {
			return stored, err
		}
		l = l.WithID(layerID(cat.Dataset(), req, &l.Meta))
	}
}
