package formats

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"catchment/data/geojson"
)

// shapefiles reads the Shapefile in an archive, or the one chosen.
//
// Source: ESRI Shapefile Technical Description (July 1998).
func (a *archive) shapefiles() error {
	all := a.ending(".shp")
	names := make([]string, len(all))
	for i, e := range all {
		names[i] = path.Base(e.stem())
	}
	i, err := a.layer(names)
	if err != nil {
		return err
	}
	if err := a.projection(all[i]); err != nil {
		return err
	}
	table, err := a.attributes(all[i])
	if err != nil {
		return err
	}
	if table != nil {
		defer table.close()
	}
	r, err := a.open(all[i])
	if err != nil {
		return err
	}
	defer r.Close()
	return a.shapes(bufio.NewReaderSize(r, 64<<10), table)
}

// projection declares the coordinate system that the .prj beside e names.
func (a *archive) projection(e entry) error {
	prj, ok := a.beside(e, ".prj")
	if !ok {
		if a.Options().Transform == nil {
			a.warn("crs_unknown", "the Shapefile has no .prj; its coordinates are taken for WGS 84 longitude, latitude")
		}
		return nil
	}
	text, err := a.whole(prj, 64<<10)
	if err != nil {
		return err
	}
	return a.Declare(systemName(string(text)))
}

// attributes opens the .dbf beside e; nil when there is none.
func (a *archive) attributes(e entry) (*dbf, error) {
	file, ok := a.beside(e, ".dbf")
	if !ok {
		a.warn("attributes_missing", "the Shapefile has no .dbf; its features have no properties")
		return nil, nil
	}
	page := ""
	if cpg, ok := a.beside(e, ".cpg"); ok {
		text, err := a.whole(cpg, 256)
		if err != nil {
			return nil, err
		}
		page = strings.TrimSpace(string(text))
	}
	return a.openDBF(file, page)
}

// Types of shape, without what they carry beside x and y.
const (
	shapeNull       = 0
	shapePoint      = 1
	shapeLine       = 3
	shapePolygon    = 5
	shapeMultiPoint = 8
	shapePatch      = 31
)

// shapes reads the .shp, with a row of the table for each shape.
func (a *archive) shapes(in *bufio.Reader, table *dbf) error {
	var head [100]byte
	if _, err := io.ReadFull(in, head[:]); err != nil {
		return a.cut(err)
	}
	if binary.BigEndian.Uint32(head[:]) != 9994 {
		return a.refuse(ErrFormat, "shapefile_damaged", "the .shp does not start as a Shapefile does; export it again")
	}
	offset := int64(len(head))
	var content bytes.Buffer
	for {
		size, err := a.nextShape(in)
		if err == io.EOF {
			table.rest()
			return nil
		}
		if err != nil {
			return err
		}
		content.Reset()
		if n, err := io.CopyN(&content, in, size); err != nil {
			if errors.Is(err, io.EOF) {
				err = fmt.Errorf("%w: %d of %d bytes", io.ErrUnexpectedEOF, n, size)
			}
			return a.cut(err)
		}
		r := geojson.Record{Offset: offset}
		offset += 8 + size
		deleted, err := table.next(&r)
		if err != nil {
			return err
		}
		if deleted {
			a.warn("row_deleted", "the .dbf marks rows as deleted; they and their shapes are left out")
			continue
		}
		a.shape(&r, content.Bytes())
		if err := a.Feature(r); err != nil {
			return err
		}
	}
}

// maxStubs is how many shapes may be too short to say of what type they are:
// a few are damage, many are a file of zeros, which compresses to nothing.
const maxStubs = 1000

// nextShape reads the header of the next shape and returns its size in bytes;
// io.EOF after the last one.
func (a *archive) nextShape(in *bufio.Reader) (int64, error) {
	var head [8]byte
	if n, err := io.ReadFull(in, head[:]); err != nil {
		if n == 0 && err == io.EOF {
			return 0, io.EOF
		}
		return 0, a.cut(err)
	}
	size := 2 * int64(binary.BigEndian.Uint32(head[4:]))
	if size < 4 { // not even a type
		if a.stubs++; a.stubs > maxStubs {
			return 0, a.refuse(ErrFormat, "shapefile_damaged", "more than %d shapes in the .shp have no content; export the Shapefile again", maxStubs)
		}
	}
	if size > int64(a.Options().MaxFeatureBytes) {
		return 0, a.refuse(geojson.ErrTooLarge, "too_large", "a shape says it has %d bytes; more than %d are not read", size, a.Options().MaxFeatureBytes)
	}
	return size, nil
}

// cut is the error of a .shp that ends too early; other errors stay.
func (a *archive) cut(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return a.refuse(ErrFormat, "truncated", "the .shp ends in the middle of a shape; export it again")
	}
	return err
}

// shape sets the geometry of r, or says why there is none.
func (a *archive) shape(r *geojson.Record, content []byte) {
	s := shapeReader{rest: content}
	kind := s.int()
	if kind > 10 && kind != shapePatch {
		a.dropped(true)
	}
	switch {
	case s.failed:
	case kind == shapeNull:
		return
	case kind == shapePatch:
		r.Flaws = append(r.Flaws, flaw("geometry_type", "the shape is a MultiPatch (a building in three dimensions), which is not read here; export footprints as polygons"))
		return
	case kind%10 == shapePoint && kind <= 21:
		r.Geometry = s.point()
	case kind%10 == shapeLine && kind <= 23:
		r.Geometry = s.lines()
	case kind%10 == shapePolygon && kind <= 25:
		a.polygon(r, &s)
	case kind%10 == shapeMultiPoint && kind <= 28:
		r.Geometry = s.multiPoint()
	default:
		r.Flaws = append(r.Flaws, flaw("geometry_type", "the shape is of type %d, which is none of a Shapefile's", kind))
		return
	}
	if s.failed {
		r.Geometry = nil
		r.Flaws = append(r.Flaws, flaw("shape_damaged", "the shape is shorter than it says; export the Shapefile again"))
	}
}
