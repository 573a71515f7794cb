package intake

import (
	"context"
	"errors"
	"fmt"
	"io"

	"catchment/data"
	"catchment/data/formats"
	"catchment/data/geojson"
	"catchment/geo/crs"
)

// ErrCRS is wrapped by the error for a coordinate system that is not known.
var ErrCRS = crs.ErrUnknown

// basis is the coordinate system a file is read in, and who said so.
type basis struct {
	system crs.System
	given  bool   // by the caller
	says   string // what the file itself declares; empty for nothing
	named  bool   // what the file declares was found to be understood here
}

// The rules about coordinate systems that are added to those of the formats.
const (
	ruleContradiction = "crs_contradiction"
	ruleLate          = "crs_late"
	ruleLabel         = "crs_label_wrong"
	ruleShiftGCJ02    = "probable_gcj02_shift"
	ruleShiftBD09     = "probable_bd09_shift"
	ruleElsewhere     = "probable_axes_swapped"
	ruleOtherSystem   = "probable_other_system"
)

// basisOf returns what the caller says about the coordinate system. The error
// wraps ErrCRS.
func basisOf(given string) (basis, error) {
	if given == "" {
		return basis{}, nil
	}
	s, err := crs.Parse(given)
	return basis{system: s, given: true}, err
}

// decode reads the features of a file in the coordinate system that was given,
// else in the one the file declares, else in WGS 84. What is refused for where
// it lies is refused with the systems in which it would lie well.
func (b *basis) decode(ctx context.Context, d *data.Dataset, r io.Reader, req Request) ([]data.Feature, geojson.Summary, error) {
	file := &replay{r: r}
	defer file.Close()
	fs, sum, err := b.read(ctx, file, req)
	if declared, ok := b.refusedFor(sum, err); ok {
		again, whole := file.again()
		if !whole {
			return nil, sum, reworded(err, &sum, ruleLate, fmt.Sprintf("the file declares its coordinate system, %s, only after its features; load it again with crs=%s", declared, declared))
		}
		if b.named = true; !b.given {
			b.system = declared
		}
		fs, sum, err = b.read(ctx, again, req)
	}
	b.says = sum.CRS.Name
	if declared, unknown := crs.Parse(b.says); !b.given && unknown == nil {
		b.system = declared
	}
	if err == nil || isRefused(err, geojson.ErrCRS) {
		err = b.contradicted(&sum, err)
	}
	if b.system.Same() && (err != nil || len(fs) == 0) {
		err = advise(ctx, d, file, req, &sum, err)
	}
	return fs, sum, err
}

// read reads the file once, in b's system.
func (b *basis) read(ctx context.Context, r io.Reader, req Request) (fs []data.Feature, sum geojson.Summary, err error) {
	opt := req.Limits
	opt.Mode, opt.Flawed = req.Mode, nil
	if req.Flawed != nil {
		opt.Flawed = req.Flawed()
	}
	if !b.system.Same() || b.named {
		opt.Transform = b.system.ToWGS84
	}
	file := &progress{Reader: r, size: req.Bytes}
	all := pile{likely: file.likely}
	sum, err = formats.Decode(ctx, file, req.file(opt), func(f data.Feature) error {
		all.add(f)
		return nil
	})
	return all.features(), sum, err
}

// refusedFor returns the system a file was refused for, when it can be
// converted and nothing else was said by the caller.
func (b *basis) refusedFor(sum geojson.Summary, err error) (crs.System, bool) {
	if !isRefused(err, geojson.ErrCRS) {
		return crs.System{}, false
	}
	s, unknown := crs.Parse(sum.CRS.Name)
	return s, unknown == nil && (!b.given || agree(b.system, s))
}

func isRefused(err, cause error) bool {
	return errors.As(err, new(*geojson.RefusedError)) && errors.Is(err, cause)
}

// contradicted returns why the file cannot be read in the system the caller
// named, or in the one it declares; err when nothing speaks against it.
func (b *basis) contradicted(sum *geojson.Summary, err error) error {
	if b.says == "" {
		return err
	}
	declared, unknown := crs.Parse(b.says)
	switch {
	case !b.given && unknown == nil:
		return err
	case !b.given:
		return reworded(err, sum, "crs_not_wgs84", fmt.Sprintf("the file declares a coordinate system that is not known here: %v", unknown))
	case unknown == nil && agree(b.system, declared):
		return err
	case unknown == nil && err == nil && declared.Degrees() && !b.system.Degrees():
		sum.Problems = append(sum.Problems, data.Problem{Feature: -1, Path: "/crs", Rule: ruleLabel, Severity: data.SeverityWarning,
			Message: fmt.Sprintf("the file declares %q, but its positions are metres; they were read as %s, as given", clipped(b.says), b.system)})
		sum.ProblemsTotal++
		return nil
	}
	message := fmt.Sprintf("crs=%s was given, but the file declares the coordinate system %q; leave crs out to go by the file, or remove what the file declares", b.system, clipped(b.says))
	if err != nil {
		return reworded(err, sum, ruleContradiction, message)
	}
	p := data.Problem{Feature: -1, Path: "/crs", Rule: ruleContradiction, Severity: data.SeverityError, Message: message}
	sum.Problems = append(sum.Problems, p)
	sum.ProblemsTotal++
	return &geojson.RefusedError{Cause: geojson.ErrCRS, Problems: sum.Problems, Last: p, Total: sum.ProblemsTotal}
}

// agree tells whether a file that declares a system may be read in the given
// one: the same, whatever the order of axes; both WGS 84 or CGCS2000 in
// degrees; or shifted degrees, which have no label of their own.
func agree(given, declared crs.System) bool {
	if given.XY() == declared.XY() {
		return true
	}
	return given.Degrees() && declared.Degrees() && !declared.Unlabelled()
}

// reworded returns err with another rule and message for the problem that
// decided, and puts them into the list of problems too.
func reworded(err error, sum *geojson.Summary, rule, message string) error {
	var refused *geojson.RefusedError
	if !errors.As(err, &refused) {
		return err
	}
	next := *refused
	next.Problems = append([]data.Problem(nil), refused.Problems...)
	for i, p := range next.Problems {
		if p == refused.Last {
			next.Problems[i].Rule, next.Problems[i].Message = rule, message
		}
	}
	next.Last.Rule, next.Last.Message = rule, message
	sum.Problems = next.Problems
	return &next
}

// conversion returns what became of the coordinates; nil when they were
// WGS 84 all along.
func (b *basis) conversion(fs []data.Feature) *data.Conversion {
	if b.system == crs.WGS84 {
		return nil
	}
	c := &data.Conversion{From: b.system.String(), FromName: b.system.Name(), To: crs.WGS84.String(), Method: b.system.Method(), ErrorM: b.system.ErrorM()}
	if !b.system.Degrees() {
		c.EdgeErrorM = bendM(fs)
	}
	return c
}

// inference says where the coordinate system is from; nothing when nobody
// said anything.
func (b *basis) inference() []data.Inference {
	switch {
	case b.given && b.says != "" && b.system.Unlabelled():
		return []data.Inference{data.Inferred("crs", b.system.String(), data.Ground{Reason: "given_declared", Evidence: clipped(b.says)})}
	case b.given:
		return []data.Inference{data.Inferred("crs", b.system.String(), data.Ground{Reason: "given"})}
	case b.says != "":
		return []data.Inference{data.Inferred("crs", b.system.String(), data.Ground{Reason: "declared", Evidence: clipped(b.says)})}
	}
	return nil
}

// clipped shortens what a file says for a message.
func clipped(text string) string {
	if r := []rune(text); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return text
}
