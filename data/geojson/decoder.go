package geojson

import (
	"context"
	"fmt"

	"catchment/data"
)

// decoder is one run of Decode.
type decoder struct {
	ctx  context.Context
	opt  Options
	each func(data.Feature) error
	src  source
	scan scanner
	sum  Summary

	texts     int // JSON texts met
	records   records
	index     int    // of the feature in its collection, -1 outside of one
	inFeature bool   // the syntax being read is a feature's
	parsed    parsed // the feature being read
	layout    layout // of the features before

	ids        idSet           // ids handed on
	arena      arena           // memory of what is handed on
	suffix     map[string]int  // next suffix to try for an id used before
	once       map[string]bool // rules reported once per file that have been
	spread     spread
	firstError *data.Problem // that costs a feature
	walked     int           // bytes walked again to locate problems
	foreign    []byte        // members of collections, without the closing brace
	close      func()        // frees the decompressor
	row        struct {      // accepted features of one geometry type, not counted in sum yet
		kind string
		n    int
	}
}

func newDecoder(ctx context.Context, opt Options, each func(data.Feature) error) *decoder {
	opt = opt.withDefaults()
	d := &decoder{
		ctx: ctx, opt: opt, each: each,
		sum:    Summary{GeometryTypes: map[string]int{}},
		suffix: map[string]int{},
		once:   map[string]bool{},
		index:  -1,
		close:  func() {},
	}
	d.scan = scanner{maxDepth: opt.MaxDepth, arena: &d.arena}
	return d
}

// fault is what ends the reading: a fault of the file, at an offset in it.
type fault struct {
	cause   error
	rule    string
	offset  int64
	path    string
	message string
}

func (f *fault) Error() string { return f.rule + ": " + f.message }

// run takes one JSON text of the file after the other.
func (d *decoder) run() error {
	for {
		more, err := d.nextText()
		if err == nil && !more {
			break
		}
		if err == nil {
			err = d.text()
		}
		if err != nil {
			err = d.passOver(err)
		}
		if err != nil {
			return err
		}
	}
	if len(d.foreign) > 0 {
		d.sum.Foreign = append(d.foreign, '}')
	}
	return nil
}

// refuse makes the error of a fault, and counts it among the problems.
func (d *decoder) refuse(f *fault) error {
	line, column := d.src.locate(f.offset)
	feature := -1
	if d.index >= 0 || d.inFeature {
		feature = d.sum.Features
	}
	p := data.Problem{
		Feature: feature, Path: f.path, Line: line, Column: column, Offset: f.offset,
		Rule: f.rule, Severity: data.SeverityError, Message: f.message,
	}
	d.keep(p)
	return &RefusedError{Cause: f.cause, Problems: d.sum.Problems, Last: p, Total: d.sum.ProblemsTotal}
}

// keep counts a problem and keeps it while there is room.
func (d *decoder) keep(p data.Problem) {
	d.sum.ProblemsTotal++
	if len(d.sum.Problems) < d.opt.MaxProblems {
		d.sum.Problems = append(d.sum.Problems, p)
	}
}

// syntax is the fault the scanner stopped at.
func (d *decoder) syntax() *fault {
	s := &d.scan
	f := &fault{cause: ErrSyntax, rule: s.rule, message: s.message}
	if s.short {
		s.at, f.rule = len(d.src.text()), "truncated"
		f.message = "the file ends in the middle; it was cut off, get it again"
	}
	f.offset, f.path = d.src.offset(s.at), d.prefix()
	if d.inFeature {
		f.path += pointerTo(d.src.text(), d.parsed.start, s.at)
	}
	return f
}

// need reads until the text from the current position on is one whole value
// as parse takes it. parse is called again from the start when the buffer
// held too little; it must have no effect until it returns true.
func (d *decoder) need(parse func(s *scanner) bool) error {
	for {
		s := &d.scan
		s.reset(d.src.text(), d.src.pos)
		if parse(s) {
			return nil
		}
		if !s.short {
			return d.syntax()
		}
		grown, err := d.fill()
		if err != nil {
			return err
		}
		if grown {
			continue
		}
		return d.syntax()
	}
}

// fill reads more text, keeping what follows the current position. It
// returns false at the end of the file.
func (d *decoder) fill() (bool, error) {
	if err := d.ctx.Err(); err != nil {
		return false, err
	}
	if d.src.held() >= d.opt.MaxFeatureBytes {
		return false, &fault{ErrTooLarge, "too_large", d.src.offset(d.src.pos), d.prefix(),
			fmt.Sprintf("one feature or member is larger than %d bytes; split it", d.opt.MaxFeatureBytes)}
	}
	more, err := d.src.fill()
	if err != nil {
		return false, d.readFault(err)
	}
	if d.opt.Progress != nil {
		d.opt.Progress(d.src.offset(len(d.src.text())), d.sum.Features)
	}
	return more, nil
}
