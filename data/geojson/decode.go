// Package geojson reads and writes GeoJSON (RFC 7946) one feature at a time.
//
// [Decode] takes a FeatureCollection, a Feature, a bare geometry, features one
// per line, or an RFC 8142 sequence; plain, gzip or zstd; UTF-8 with or
// without byte order mark, UTF-16, or GB 18030 (and so GBK). Each feature goes
// through [geo.Gate], and everything found wrong is reported with line,
// column, byte offset and JSON pointer. Properties and foreign members are
// kept byte for byte.
//
// Not kept are "bbox" members, which follow from the geometry, ordinates
// after the second, and members of a geometry object that GeoJSON does not
// define; the last two are reported once per file.
package geojson

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/paulmach/orb"

	"catchment/data"
)

// Mode says what becomes of a file with bad features.
type Mode uint8

// The modes of Decode.
const (
	// Strict refuses the file when any feature has an error.
	Strict Mode = iota
	// Repair mends what [geo.Gate] can mend, and leaves out and reports the rest.
	Repair
	// Skip leaves bad features out and reports them.
	Skip
)

// Limits that hold when an Options field is zero.
const (
	DefaultMaxBytes        = 4 << 30
	DefaultMaxFeatureBytes = 128 << 20
	DefaultMaxFeatures     = 20_000_000
	DefaultMaxDepth        = 256
	DefaultMaxProblems     = 1000
)

// Options bound and steer Decode. The zero value is strict with the default limits.
type Options struct {
	Mode Mode
	// MaxBytes bounds the file after decompression and conversion to UTF-8.
	MaxBytes int64
	// MaxFeatureBytes bounds one feature, and one foreign member of the file.
	// Memory in use stays below about twice this and in practice far below.
	MaxFeatureBytes int
	MaxFeatures     int
	// MaxDepth bounds how deep arrays and objects may stand within each other.
	MaxDepth int
	// MaxProblems bounds the problems kept; counting goes on.
	MaxProblems int
	// Transform, when not nil, takes each position to WGS 84 before the gate.
	// A "crs" member is then noted in the Summary and not judged. Its error
	// rejects the feature.
	Transform func(orb.Point) (orb.Point, error)
	// Progress, when not nil, is called from time to time with the bytes
	// (decompressed) and features read so far.
	Progress func(bytes int64, features int)
	// Flawed, when not nil, is called for each feature in which anything was
	// found wrong, in file order. Its error ends the reading.
	Flawed func(Flawed) error

	bufferBytes int // first size of the buffer; for tests
}

// Summary is what Decode learnt of a file as a whole.
type Summary struct {
	Features int // found in the file
	Accepted int // handed on, repaired ones included
	Rejected int
	Repaired int // accepted after a repair

	Problems      []data.Problem // at most Options.MaxProblems, in file order
	ProblemsTotal int

	Bytes       int64  // read, after decompression; of the converted text if Encoding is not UTF-8
	Encoding    string // "UTF-8", "GB18030", "UTF-16LE" or "UTF-16BE"
	Compression string // "", "gzip" or "zstd"
	CRS         CRS    // as declared by a legacy "crs" member; zero without one

	GeometryTypes map[string]int  // of accepted features, after repair
	Bound         orb.Bound       // of accepted features; meaningless when there are none
	Foreign       json.RawMessage // object of the collection's foreign members, nil without any
}

// Errors that a [RefusedError] wraps, for a caller to branch on.
var (
	ErrSyntax     = errors.New("not well-formed JSON")
	ErrNotGeoJSON = errors.New("not GeoJSON")
	ErrEncoding   = errors.New("text encoding not readable")
	ErrTooLarge   = errors.New("file too large")
	ErrCRS        = errors.New("coordinate system not WGS 84")
	ErrFeatures   = errors.New("features with errors")
)

// RefusedError says why a file was refused.
type RefusedError struct {
	Cause    error          // one of the Err variables of this package
	Problems []data.Problem // as in Summary; the error that decided is among them or is Last
	Last     data.Problem   // the problem that ended or decided the reading
	Total    int            // problems found, kept or not
}

// Error names the deciding problem with its place.
func (e *RefusedError) Error() string {
	p := e.Last
	where := ""
	if p.Line > 0 {
		where = fmt.Sprintf(" at line %d, column %d", p.Line, p.Column)
	}
	if p.Path != "" {
		where += " (" + p.Path + ")"
	}
	return fmt.Sprintf("%v%s: %s", e.Cause, where, p.Message)
}

// Unwrap gives the cause.
func (e *RefusedError) Unwrap() error { return e.Cause }

// Decode reads features from r and hands those that pass to each, in file
// order.
//
// The features are in WGS 84 and have passed [geo.Gate]; their memory is
// their own. IDs are unique within the file. An error of each ends the reading and is returned
// wrapped. The Summary is filled as far as the reading got, also on error.
//
// On any error the features handed on so far must be thrown away: a
// [*RefusedError] for a fault of the file, otherwise ctx's, r's or each's
// error. In Strict mode each is not called any more after the first bad
// feature, but the rest of the file is still checked.
//
// A record that is no JSON or no GeoJSON, in an RFC 8142 sequence or a file
// with a feature on each line, is a bad feature like any other.
//
// Memory in use is bounded by Options and does not grow with the file, except
// for a set of the ids seen.
func Decode(ctx context.Context, r io.Reader, opt Options, each func(data.Feature) error) (Summary, error) {
	f := Open(ctx, r, opt, each)
	return f.Close(f.GeoJSON())
}

// DecodeOne returns the one feature that text holds: a Feature, a bare
// geometry, or a FeatureCollection of one. The problems are those found on
// the way, warnings and repairs included. The error is as for [Decode];
// [ErrNotGeoJSON] when there is no feature or more than one.
func DecodeOne(ctx context.Context, text []byte, opt Options) (data.Feature, []data.Problem, error) {
	var one data.Feature
	sum, err := Decode(ctx, bytes.NewReader(text), opt, func(f data.Feature) error {
		one = f
		return nil
	})
	if err == nil && sum.Features != 1 {
		p := data.Problem{
			Feature: -1, Line: 1, Column: 1, Rule: "not_one_feature", Severity: data.SeverityError,
			Message: fmt.Sprintf("one feature or geometry is needed here, not %d", sum.Features),
		}
		err = &RefusedError{Cause: ErrNotGeoJSON, Problems: append(sum.Problems, p), Last: p, Total: sum.ProblemsTotal + 1}
	} else if err == nil && sum.Accepted == 0 { // left out in Skip or Repair mode
		err = &RefusedError{Cause: ErrFeatures, Problems: sum.Problems, Last: firstError(sum.Problems), Total: sum.ProblemsTotal}
	}
	if err != nil {
		return data.Feature{}, sum.Problems, err
	}
	return one, sum.Problems, nil
}

// firstError is the first error among problems, which may have been cut short.
func firstError(problems []data.Problem) data.Problem {
	i := slices.IndexFunc(problems, func(p data.Problem) bool { return p.Severity == data.SeverityError })
	if i < 0 {
		return data.Problem{Feature: 0, Line: 1, Column: 1, Rule: "rejected", Severity: data.SeverityError, Message: "the feature has errors; check the file by itself"}
	}
	return problems[i]
}

// withDefaults fills in what the caller left zero.
func (o Options) withDefaults() Options {
	def := func(v *int, to int) {
		if *v <= 0 {
			*v = to
		}
	}
	if o.MaxBytes <= 0 {
		o.MaxBytes = DefaultMaxBytes
	}
	def(&o.MaxFeatureBytes, DefaultMaxFeatureBytes)
	def(&o.MaxFeatures, DefaultMaxFeatures)
	def(&o.MaxDepth, DefaultMaxDepth)
	def(&o.MaxProblems, DefaultMaxProblems)
	def(&o.bufferBytes, 256<<10)
	return o
}
