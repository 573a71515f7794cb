package geojson

import (
	"bytes"
	"errors"
	"fmt"

	"catchment/data"
)

// A file of records, each a JSON text by itself, goes on after a broken one:
// the record separator of RFC 8142, or the end of a line where every record
// has its own, says where the next begins (RFC 7464, 2.3).

const (
	keptRecord  = 64 << 10 // bytes of a broken record that Options.Flawed is shown
	guessRecord = 1 << 20  // bytes of a broken first record behind which the second is looked at
	peekRecord  = 4 << 10  // bytes of a line looked at to tell that it is a record
)

// records says how the records of a file are parted.
type records struct {
	separated bool  // by record separators: the file begins with one
	lines     bool  // by lines
	start     int64 // offset of the record being read
	fresh     bool  // it is the first of its line
}

// began notes where a record begins: at the current position.
func (d *decoder) began(fresh bool) {
	d.records.start, d.records.fresh = d.src.offset(d.src.pos), fresh || d.texts == 0
}

// ended notes of a file's first text, read from index start on, whether it
// had its line to itself.
func (d *decoder) ended(start int) {
	if d.texts == 1 && !d.records.separated {
		d.records.lines = bytes.IndexByte(d.src.text()[start:d.src.pos], '\n') < 0
	}
}

// passOver rejects the record in which err was met, and moves on to the next.
// It returns err where that cannot be: the file is no sequence of records, or
// the fault is not that of one record.
func (d *decoder) passOver(err error) error {
	var f *fault
	if !errors.As(err, &f) || f.cause != ErrSyntax && f.cause != ErrNotGeoJSON || f.rule == "compression_damaged" || f.rule == "empty_file" {
		return err
	}
	if !d.records.separated && !d.records.lines && !d.guessLines() {
		return err
	}
	end, failed := d.recordEnd(d.opt.MaxFeatureBytes)
	if failed != nil {
		return failed
	}
	text := d.src.text()
	if !d.records.separated && !d.records.fresh && (text[d.src.pos] == '{' || bytes.IndexByte(text[d.src.pos:end], '{') >= 0) {
		return err // a line of several records: more than one would be lost
	}
	if d.sum.Features >= d.opt.MaxFeatures {
		return d.tooMany()
	}
	d.cutAt(f, end)
	if d.walked > walkBytes {
		return err
	}
	if err := d.reject(f, text[d.src.pos:min(end, d.src.pos+keptRecord)]); err != nil {
		return err
	}
	d.src.pos, d.index, d.texts = end, -1, max(1, d.texts)
	return d.ctx.Err()
}

// recordEnd returns the index of what ends the record at the current position,
// reading on to it, or the end of the text once there are more than most bytes
// of the record.
func (d *decoder) recordEnd(most int) (int, error) {
	stop := byte('\n')
	if d.records.separated {
		stop = recordSeparator
	}
	for seen := 0; ; {
		rest := d.src.text()[d.src.pos:]
		if i := bytes.IndexByte(rest[seen:], stop); i >= 0 {
			return d.src.pos + seen + i, nil
		}
		seen = len(rest)
		if seen > most {
			return len(d.src.text()), nil
		}
		if more, err := d.fill(); err != nil || !more {
			return len(d.src.text()), err
		}
	}
}

// guessLines tells whether a file whose first text is broken has a record a
// line: the second looks like one.
func (d *decoder) guessLines() bool {
	if d.texts != 1 || d.src.offset(d.src.pos) != d.records.start {
		return false
	}
	end, err := d.recordEnd(guessRecord)
	if err != nil || end-d.src.pos > guessRecord {
		return false
	}
	for held := end - d.src.pos; len(d.src.text())-end < peekRecord; end = d.src.pos + held {
		if more, err := d.fill(); err != nil || !more {
			end = d.src.pos + held
			break
		}
	}
	next := bytes.TrimLeft(d.src.text()[end:], " \t\r\n")
	if i := bytes.IndexByte(next, '\n'); i >= 0 {
		next = next[:i]
	}
	d.records.lines = len(next) > 0 && next[0] == '{' && bytes.Contains(next[:min(len(next), peekRecord)], []byte(`"Feature"`))
	return d.records.lines
}

// cutAt places a fault met behind the end of the record at that end: the record
// was cut off there, and reading went on into the next.
func (d *decoder) cutAt(f *fault, end int) {
	last := d.src.offset(end)
	if f.offset < last || end == len(d.src.text()) {
		return
	}
	d.walked += 16*int(f.offset-last) + 4*(end-d.src.pos) // honest records end within a few bytes
	f.offset, f.rule = last, "truncated"
	f.message = "the record ends in the middle, and the next one follows; get it again"
	if d.src.offset(d.src.pos) == d.records.start && d.walked <= walkBytes { // not of a collection
		f.path = pointerTo(d.src.text(), d.src.pos, end)
	}
}

// reject counts a broken record, of which text is the beginning.
func (d *decoder) reject(f *fault, text []byte) error {
	p := data.Problem{Feature: d.sum.Features, Path: f.path, Offset: f.offset, Rule: f.rule, Severity: data.SeverityError, Message: f.message}
	if d.room() {
		p.Line, p.Column = d.src.locate(f.offset)
	}
	if d.firstError == nil {
		d.firstError = &p
	}
	d.keep(p)
	d.sum.Features++
	d.sum.Rejected++
	if d.opt.Flawed == nil {
		return nil
	}
	shown := append([]byte(nil), `{"type":"Feature","geometry":null,"properties":{"record":`...)
	shown = append(AppendString(shown, string(bytes.TrimSpace(text))), "}}"...)
	return d.opt.Flawed(Flawed{Number: p.Feature, Rejected: true, Text: shown})
}

// tooMany is the fault of a file with more features than are read.
func (d *decoder) tooMany() error {
	return d.faultHere(ErrTooLarge, "too_many_features", d.prefix(), fmt.Sprintf("the file has more than %d features; split it", d.opt.MaxFeatures))
}
