package geojson

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/geo"
)

// Record is a feature of a file that is not GeoJSON, before the gate.
type Record struct {
	// ID is what the file calls the feature; empty for nothing.
	ID       string
	IDKind   data.IDKind     // IDString or IDNumber, when there is an ID
	Geometry orb.Geometry    // nil when there is none
	Props    json.RawMessage // a JSON object; nil for none

	Line, Column int // from 1; 0 where the format has no lines
	Offset       int64
	// Locate returns where the position, ring or part stands that a path of the
	// gate into Geometry means; nil where only the place of the feature is known.
	Locate func(path []int) (line, column int, offset int64)
	// Flaws are what the reader found wrong. Of each Rule, Severity and Message
	// must be set; Path counts from the feature, and without a line the
	// feature's place is filled in.
	Flaws []data.Problem
}

// Feature passes a feature through the gate and hands it on. The error is one
// that ends the reading.
func (f *File) Feature(r Record) error {
	d := f.d
	d.index = d.sum.Features
	if d.sum.Features >= d.opt.MaxFeatures {
		return f.Refuse(ErrTooLarge, data.Problem{Feature: d.index, Line: r.Line, Column: r.Column, Offset: r.Offset, Path: d.prefix(),
			Rule: "too_many_features", Message: fmt.Sprintf("the file has more than %d features; split it", d.opt.MaxFeatures)})
	}
	err := d.judgeRecord(&r)
	d.sum.Features++
	if d.sum.Features%1024 == 0 && err == nil {
		if err = d.ctx.Err(); d.opt.Progress != nil && f.binary {
			d.opt.Progress(f.limited.n, d.sum.Features)
		}
	}
	return err
}

func (d *decoder) judgeRecord(r *Record) error {
	d.parsed = parsed{idKind: r.IDKind, props: r.Props}
	if r.ID != "" {
		d.parsed.id = []byte(r.ID)
	}
	v := verdict{d: d, f: &d.parsed, rec: r, id: r.ID}
	for _, p := range r.Flaws {
		p.Feature, p.ID = d.sum.Features, r.ID
		below := p.Path
		r.place(d, &p)
		p.Path += below
		v.take(p)
	}
	g := r.Geometry
	if !v.bad {
		g = v.gated(g)
	}
	if !v.bad {
		v.identify()
	}
	return d.settle(&v, g)
}

// place sets where a problem of the record stands, as far as p does not say.
func (r *Record) place(d *decoder, p *data.Problem) {
	if p.Line == 0 {
		p.Line, p.Column, p.Offset = r.Line, r.Column, r.Offset
	}
	p.Path = d.prefix()
}

// problem returns a finding of the gate as a problem of the record. Its path
// is that of the feature in the layer's GeoJSON.
func (r *Record) problem(v *verdict, f geo.Finding) data.Problem {
	p := data.Problem{Feature: v.d.sum.Features, ID: v.id, Rule: f.Rule, Severity: data.Severity(f.Severity), Message: f.Message}
	if d := v.d; r.Locate != nil && d.room() && d.walked < walkBytes {
		p.Line, p.Column, p.Offset = r.Locate(f.Path)
		d.walked += int(p.Offset - r.Offset)
	}
	r.place(v.d, &p)
	p.Path += "/geometry" + coordinatesPath(r.Geometry, f.Path)
	return p
}

// coordinatesPath writes the gate's path to a place in g as a JSON pointer
// below the geometry.
func coordinatesPath(g orb.Geometry, path []int) string {
	var b strings.Builder
	for {
		c, collection := g.(orb.Collection)
		if !collection {
			break
		}
		if len(path) == 0 || path[0] >= len(c) {
			return b.String()
		}
		b.WriteString("/geometries/" + strconv.Itoa(path[0]))
		g, path = c[path[0]], path[1:]
	}
	if g == nil {
		return b.String()
	}
	b.WriteString("/coordinates")
	for _, i := range path {
		b.WriteString("/" + strconv.Itoa(i))
	}
	return b.String()
}

// Note counts a problem of the file as a whole that refuses nothing. Each rule
// is reported once.
func (f *File) Note(p data.Problem) {
	if f.d.once[p.Rule] {
		return
	}
	f.d.once[p.Rule] = true
	f.d.keep(p)
}

// Refuse counts a problem that ends the reading, and returns the
// [*RefusedError] to pass to Close. Its severity is set to error.
func (f *File) Refuse(cause error, p data.Problem) error {
	p.Severity = data.SeverityError
	f.d.keep(p)
	return &RefusedError{Cause: cause, Problems: f.d.sum.Problems, Last: p, Total: f.d.sum.ProblemsTotal}
}

// Declare takes note of the coordinate system the file says it is in, under
// any name a legacy "crs" member could have. The error refuses the file where
// such a member would.
func (f *File) Declare(name string) error {
	rule, message := f.d.declare(namedCRS(name), true)
	if rule == "" {
		return nil
	}
	return f.Refuse(ErrCRS, data.Problem{Feature: -1, Rule: rule, Message: message})
}
