package geojson

import (
	"fmt"
	"strconv"

	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/geo"
)

// feature reads one feature at the current position, passes it through the
// gate and hands it on. Outside of a collection a bare geometry will do.
func (d *decoder) feature() error {
	f, bare := &d.parsed, d.index < 0
	d.inFeature = true
	err := d.need(func(s *scanner) bool { return d.layout.parse(s, f, bare) })
	d.inFeature = false
	if err != nil {
		return err
	}
	if d.sum.Features >= d.opt.MaxFeatures {
		return d.tooMany()
	}
	for _, c := range [...]struct {
		raw  []byte
		path string
	}{{f.crs, "/crs"}, {f.geomCRS, "/geometry/crs"}} {
		if c.raw == nil {
			continue
		}
		if err := d.declared(c.raw, f.start, d.prefix()+c.path); err != nil {
			return err
		}
	}
	err = d.judge(f)
	d.sum.Features++
	d.src.pos = d.scan.i
	if d.sum.Features%1024 == 0 && err == nil {
		err = d.ctx.Err()
	}
	return err
}

// prefix is the JSON pointer of the feature being read.
func (d *decoder) prefix() string {
	if d.index < 0 {
		return ""
	}
	return "/features/" + strconv.Itoa(d.index)
}

// judge decides what becomes of a feature that is well-formed.
func (d *decoder) judge(f *parsed) error {
	v := verdict{d: d, f: f}
	if f.id != nil {
		id := f.id
		if f.idKind == data.IDString {
			id = unescaped(id)
		}
		v.id = d.arena.string(id)
	}
	for i := range d.scan.sem {
		v.flaw(&d.scan.sem[i])
	}
	g := f.geometry
	if !v.bad {
		g = v.gated(g)
	}
	if !v.bad {
		v.identify()
	}
	return d.settle(&v, g)
}

// settle counts a feature that has been judged, and hands it on if it passed.
func (d *decoder) settle(v *verdict, g orb.Geometry) error {
	if err := v.tell(); err != nil {
		return err
	}
	if v.bad {
		d.sum.Rejected++
		return nil
	}
	return d.accept(v, g)
}

// accept hands on a feature that has passed.
func (d *decoder) accept(v *verdict, g orb.Geometry) error {
	d.sum.Accepted++
	if v.repaired {
		d.sum.Repaired++
	}
	if kind := g.GeoJSONType(); kind != d.row.kind {
		d.countRow()
		d.row.kind = kind
	}
	d.row.n++
	if b := geo.Bound(g); d.sum.Accepted == 1 {
		d.sum.Bound = b
	} else if d.sum.Bound.Min[0] > b.Min[0] || d.sum.Bound.Min[1] > b.Min[1] || d.sum.Bound.Max[0] < b.Max[0] || d.sum.Bound.Max[1] < b.Max[1] {
		d.sum.Bound = d.sum.Bound.Union(b)
	}
	if d.opt.Mode == Strict && d.firstError != nil {
		return nil
	}
	f := data.Feature{ID: v.id, IDKind: v.f.idKind, Geometry: g, Properties: d.arena.bytes(v.f.props)}
	if len(v.f.foreign) > 0 {
		v.f.foreign = append(v.f.foreign, '}')
		f.Foreign = d.arena.bytes(v.f.foreign)
	}
	if err := d.each(f); err != nil {
		return fmt.Errorf("feature %d: %w", d.sum.Features, err)
	}
	return nil
}

// countRow counts the features of a row in the summary.
func (d *decoder) countRow() {
	if d.row.n > 0 {
		d.sum.GeometryTypes[d.row.kind] += d.row.n
	}
	d.row.n = 0
}

// walkBytes bounds how much text is walked again to locate problems. Beyond it
// problems are placed at the start of their feature.
const walkBytes = 512 << 20

// verdict is the judgement of one feature.
type verdict struct {
	d        *decoder
	f        *parsed
	rec      *Record // where it stands when it is not from GeoJSON text
	id       string
	flawed   bool // anything was found
	bad      bool // an error was found: the feature is rejected
	repaired bool
}

// flaw takes over what the scanner found wrong.
func (v *verdict) flaw(f *flaw) {
	severity := data.SeverityError
	if f.warning {
		if v.d.once[f.rule] {
			return
		}
		v.d.once[f.rule] = true
		severity = data.SeverityWarning
	}
	v.report(f.rule, severity, f.at, f.message)
}

// gated passes g through the gate.
func (v *verdict) gated(g orb.Geometry) orb.Geometry {
	if v.d.opt.Transform != nil {
		next, path, err := geo.Transform(g, v.d.opt.Transform)
		if err != nil {
			v.found(geo.Finding{Rule: "transform", Severity: geo.SeverityError, Path: path, Message: "the position cannot be converted: " + err.Error()})
			return nil
		}
		g = next
	}
	mode := geo.Strict
	if v.d.opt.Mode == Repair {
		mode = geo.Repair
	}
	g, findings := geo.Gate(g, mode)
	for _, f := range findings {
		v.found(f)
	}
	return g
}

// found takes over what was found wrong with the geometry.
func (v *verdict) found(f geo.Finding) {
	v.d.spread.note(f.Rule)
	if v.rec != nil {
		v.take(v.rec.problem(v, f))
		return
	}
	at := v.f.coordsAt
	if v.d.room() && v.d.walked < walkBytes {
		at = place(v.d.src.text(), at, f.Path)
		v.d.walked += at - v.f.coordsAt
		if v.f.coordsAt == v.f.geomAt { // a collection is walked to its end
			v.d.walked += v.d.scan.i - v.f.start
		}
	}
	v.report(f.Rule, data.Severity(f.Severity), at, f.Message)
}

// room tells whether another problem would be kept, so that its place matters.
func (d *decoder) room() bool {
	return len(d.sum.Problems) < d.opt.MaxProblems || d.firstError == nil
}

// report counts a problem at an index of the text.
func (v *verdict) report(rule string, severity data.Severity, at int, message string) {
	d := v.d
	p := data.Problem{Feature: d.sum.Features, ID: v.id, Rule: rule, Severity: severity, Message: message}
	switch {
	case v.rec != nil:
		v.rec.place(d, &p)
	case d.room():
		if d.walked += 4 * (at - v.f.start); d.walked > walkBytes {
			at = v.f.start
		}
		p.Offset = d.src.offset(at)
		p.Line, p.Column = d.src.locate(p.Offset)
		p.Path = d.prefix() + pointerTo(d.src.text(), v.f.start, at)
	}
	v.take(p)
}

// take counts a problem and lets it count against the feature.
func (v *verdict) take(p data.Problem) {
	d := v.d
	v.flawed = true
	switch p.Severity {
	case data.SeverityError:
		v.bad = true
	case data.SeverityRepair:
		v.repaired = true
	}
	if !d.room() {
		d.sum.ProblemsTotal++
		return
	}
	if p.Severity == data.SeverityError && d.firstError == nil {
		d.firstError = &p
	}
	d.keep(p)
}

// identify sees to it that the feature's ID is its own.
func (v *verdict) identify() {
	d := v.d
	if v.id == "" {
		if v.f.id != nil {
			v.report("id_empty", data.SeverityWarning, v.f.start, "the feature's id is empty; it was given its number instead")
		}
		v.f.idKind = data.IDGenerated
		v.id = d.unused(strconv.Itoa(d.sum.Features + 1))
		d.ids.add(v.id, false)
		return
	}
	given, taken := d.ids.look(v.id)
	switch {
	case !taken:
		d.ids.add(v.id, true)
		return
	case given && d.opt.Mode == Strict:
		v.report("duplicate_id", data.SeverityError, v.f.start, "another feature before it has the same id; make ids unique or leave them out")
		return
	}
	fresh := d.unused(v.id)
	v.report("duplicate_id", data.SeverityWarning, v.f.start, fmt.Sprintf("another feature before it has the same id; this one was named %q", clip(fresh)))
	v.id, v.f.idKind = fresh, data.IDString
	d.ids.add(fresh, false)
}

// unused returns id, or id with the first suffix that makes it unique.
func (d *decoder) unused(id string) string {
	if _, taken := d.ids.look(id); !taken {
		return id
	}
	n := max(2, d.suffix[id])
	for {
		fresh := id + "-" + strconv.Itoa(n)
		n++
		if _, taken := d.ids.look(fresh); !taken {
			d.suffix[id] = n
			return fresh
		}
	}
}
