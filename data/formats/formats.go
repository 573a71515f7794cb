// Package formats reads the files people really have: GeoJSON, CSV with
// coordinate columns, GeoPackage, KML and KMZ, zipped Shapefiles. Every format
// gives the same stream of features, through the same gate and with the same
// report, as data/geojson gives for its own.
//
// What a file is is told by its first bytes, and only where these leave it
// open by its name. A file of any other format is refused by its name, with
// the command that converts it.
package formats

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"catchment/data"
	"catchment/data/geojson"
)

// Options steer Decode.
type Options struct {
	geojson.Options
	// Name of the file, or empty. Its ending decides where the bytes do not.
	Name string
	// Table chooses one of several layers in the file.
	Table string
	// Columns name the columns of a CSV file that hold longitude and latitude,
	// or the one that holds well-known text.
	Columns []string
}

// Causes of a [geojson.RefusedError] that a caller may branch on, beside
// those of package geojson.
var (
	// ErrFormat: the file is of a format that is not read here, or is not what
	// it looks like.
	ErrFormat = errors.New("file format not usable")
	// ErrTable: the file holds several layers and Options.Table names none of them.
	ErrTable = errors.New("layer of the file to be chosen")
	// ErrColumns: it is not clear which columns hold the coordinates.
	ErrColumns = errors.New("coordinate columns to be chosen")
)

// Decode reads features of any format from r and hands those that pass to
// each, in file order. All that is said of [geojson.Decode] holds, with these
// additions:
//
//   - A problem's path is that of the feature in the layer's GeoJSON; line and
//     column are those of the file, for formats that have lines.
//   - A GeoPackage and a ZIP archive are written to a temporary file first,
//     bounded by Options.MaxBytes; so is what comes out of an archive.
//   - The coordinate system a file declares counts as a legacy "crs" member does.
//
// The error is ErrFormat, ErrTable or ErrColumns in a [*geojson.RefusedError],
// or one of geojson.Decode's.
func Decode(ctx context.Context, r io.Reader, opt Options, each func(data.Feature) error) (geojson.Summary, error) {
	f := geojson.Open(ctx, r, opt.Options, each)
	return f.Close(read(ctx, f, opt))
}

// read finds out what the file is and reads it.
func read(ctx context.Context, f *geojson.File, opt Options) error {
	head, err := f.Head()
	if err != nil {
		return err
	}
	d := &decoder{ctx: ctx, File: f, opt: opt}
	switch kind := sniff(head, opt.Name); kind {
	case formatGeoJSON:
		return f.GeoJSON()
	case formatCSV:
		return d.csv()
	case formatKML:
		text, err := f.Text()
		if err != nil {
			return err
		}
		return d.kml(text)
	case formatZIP:
		return d.zip()
	case formatGeoPackage:
		return d.geopackage()
	default:
		return d.Refuse(ErrFormat, data.Problem{Feature: -1, Line: 1, Column: 1, Rule: "file_format", Message: strangers[kind]})
	}
}

// decoder is one run of Decode on a file that is not GeoJSON.
type decoder struct {
	*geojson.File
	ctx context.Context
	opt Options
}

// refuse ends the reading for a fault of the file as a whole.
func (d *decoder) refuse(cause error, rule, message string, args ...any) error {
	if len(args) > 0 {
		message = fmt.Sprintf(message, args...)
	}
	return d.Refuse(cause, data.Problem{Feature: -1, Rule: rule, Message: message})
}

// warn notes what does not refuse the file, once for each rule.
func (d *decoder) warn(rule, message string, args ...any) {
	if len(args) > 0 {
		message = fmt.Sprintf(message, args...)
	}
	d.Note(data.Problem{Feature: -1, Rule: rule, Severity: data.SeverityWarning, Message: message})
}

// flaw is something wrong with one feature, which costs it.
func flaw(rule, message string, args ...any) data.Problem {
	return data.Problem{Rule: rule, Severity: data.SeverityError, Message: fmt.Sprintf(message, args...)}
}

// layer returns the number of the layer to read, of the names of those in the
// file.
func (d *decoder) layer(names []string) (int, error) {
	if want := d.opt.Table; want != "" {
		if i := slices.Index(names, want); i >= 0 {
			return i, nil
		}
		return 0, d.refuse(ErrTable, "table_unknown", "there is no layer %q in the file; table can be %s", clip(want), list(names))
	}
	if len(names) > 1 {
		return 0, d.refuse(ErrTable, "table_ambiguous", "the file holds %d layers; choose one with table=, which can be %s", len(names), list(names))
	}
	return 0, nil
}

// list writes names for a message, not more than twenty of them.
func list(names []string) string {
	const most = 20
	quoted := make([]string, 0, most)
	for i, n := range names {
		if i == most {
			return strings.Join(quoted, ", ") + fmt.Sprintf(" and %d more", len(names)-most)
		}
		quoted = append(quoted, fmt.Sprintf("%q", clip(n)))
	}
	return strings.Join(quoted, ", ")
}

// clip shortens what the file says for a message.
func clip(text string) string {
	const most = 60
	if runes := []rune(text[:min(len(text), 4*most)]); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return strings.ToValidUTF8(text, "\ufffd")
}

// ending returns the ending of a file name in lower case, with its point;
// those of compression do not count.
func ending(name string) string {
	name = strings.ToLower(name)
	for _, z := range []string{".gz", ".zst"} {
		name = strings.TrimSuffix(name, z)
	}
	return path.Ext(name)
}

// hasAnyPrefix tells whether b starts with one of the texts.
func hasAnyPrefix(b []byte, texts ...string) bool {
	return slices.ContainsFunc(texts, func(t string) bool { return bytes.HasPrefix(b, []byte(t)) })
}
