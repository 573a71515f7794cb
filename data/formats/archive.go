package formats

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"catchment/data"
	"catchment/data/geojson"
)

// maxEntries is how many files an archive may hold: more than any honest one,
// fewer than would fill memory with their names.
const maxEntries = 10_000

// archive is a ZIP archive being read.
type archive struct {
	*decoder
	entries []entry
	read    int64 // bytes that came out of it
	stubs   int   // shapes without content
}

// entry is one file of an archive.
type entry struct {
	*zip.File
	name string // without folders, in UTF-8
	ext  string // its ending, in lower case
}

// zip reads what an archive holds: a KML file or Shapefiles.
func (d *decoder) zip() error {
	f, size, done, err := d.spoolUnnamed()
	if err != nil {
		return err
	}
	defer done()
	z, err := zip.NewReader(f, size)
	if err != nil {
		return d.refuse(ErrFormat, "archive_damaged", "the ZIP archive cannot be read (%v); get the file again", err)
	}
	if len(z.File) > maxEntries {
		return d.refuse(geojson.ErrTooLarge, "too_large", "the ZIP archive holds %d files; send one layer of a few", len(z.File))
	}
	a := &archive{decoder: d}
	for _, f := range z.File {
		if e := newEntry(f); e.ext != "" {
			a.entries = append(a.entries, e)
		}
	}
	switch {
	case len(a.ending(".shp")) > 0:
		return a.shapefiles()
	case len(a.ending(".kml")) > 0:
		return a.kmz()
	}
	return d.refuse(ErrFormat, "file_format", "%s", a.contents())
}

// newEntry names a file of an archive. Folders and what a Mac adds have no
// ending, and so are left out.
func newEntry(f *zip.File) entry {
	name := f.Name
	if !utf8.ValidString(name) {
		name = fromGBK(name)
	}
	name = strings.ReplaceAll(name, `\`, "/")
	if strings.HasSuffix(name, "/") || strings.HasPrefix(name, "__MACOSX/") || strings.HasPrefix(path.Base(name), "._") {
		return entry{File: f}
	}
	return entry{f, name, strings.ToLower(path.Ext(name))}
}

// stem is the name of an entry without its ending.
func (e *entry) stem() string { return strings.TrimSuffix(e.name, path.Ext(e.name)) }

// ending returns the entries with an ending.
func (a *archive) ending(ext string) []entry {
	var out []entry
	for _, e := range a.entries {
		if e.ext == ext {
			out = append(out, e)
		}
	}
	return out
}

// beside returns the entry that has the name of e with another ending; case
// does not count.
func (a *archive) beside(e entry, ext string) (entry, bool) {
	i := slices.IndexFunc(a.entries, func(o entry) bool { return o.ext == ext && strings.EqualFold(o.stem(), e.stem()) })
	if i < 0 {
		return entry{}, false
	}
	return a.entries[i], true
}

// contents says what an archive holds that is not read.
func (a *archive) contents() string {
	switch {
	case len(a.entries) == 0:
		return "the ZIP archive is empty"
	case slices.ContainsFunc(a.entries, func(e entry) bool { return strings.HasSuffix(e.name, "xl/workbook.xml") }):
		return strangers[formatOffice]
	case slices.ContainsFunc(a.entries, func(e entry) bool { return strings.HasSuffix(e.name, "[Content_Types].xml") || e.name == "content.xml" }):
		return strangers[formatOffice]
	case len(a.ending(".gdbtable")) > 0:
		return "this is a zipped Esri file geodatabase; unpack it and convert one of its layers: ogr2ogr -f GPKG -t_srs EPSG:4326 out.gpkg in.gdb LAYER"
	case len(a.ending(".tab")) > 0:
		return strangers[formatTAB]
	case len(a.ending(".dbf"))+len(a.ending(".shx"))+len(a.ending(".prj")) > 0:
		return "the ZIP archive holds parts of a Shapefile without its .shp, which has the shapes; pack all parts together"
	case len(a.entries) == 1:
		return fmt.Sprintf("the ZIP archive holds %q; send that file by itself", clip(a.entries[0].name))
	}
	names := make([]string, len(a.entries))
	for i, e := range a.entries {
		names[i] = e.name
	}
	return "the ZIP archive holds neither a Shapefile nor a KML file; send one file by itself; it holds " + list(names)
}

// open returns a reader of an entry. What comes out of all entries together
// is bounded by Options.MaxBytes.
func (a *archive) open(e entry) (io.ReadCloser, error) {
	r, err := e.Open()
	if err != nil {
		return nil, a.damaged(e, err)
	}
	return &entryReader{a, e, r}, nil
}

// whole reads an entry that is small.
func (a *archive) whole(e entry, most int64) ([]byte, error) {
	r, err := a.open(e)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(io.LimitReader(r, most))
}

func (a *archive) damaged(e entry, err error) error {
	return a.refuse(ErrFormat, "archive_damaged", "%q in the ZIP archive cannot be read (%v); get the file again", clip(e.name), err)
}

type entryReader struct {
	a *archive
	e entry
	r io.ReadCloser
}

func (r *entryReader) Read(p []byte) (int, error) {
	if err := r.a.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := r.r.Read(p)
	r.a.read += int64(n)
	if limit := r.a.Options().MaxBytes; r.a.read > limit {
		return 0, r.a.Refuse(geojson.ErrTooLarge, data.Problem{Feature: -1, Rule: "too_large",
			Message: fmt.Sprintf("the ZIP archive holds more than %d bytes; split it, or raise the limit", limit)})
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return n, r.a.damaged(r.e, err)
	}
	return n, err
}

func (r *entryReader) Close() error { return r.r.Close() }
