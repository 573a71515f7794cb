package intake

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"catchment/data"
	"catchment/data/geojson"
)

// Rejects are the features of a file that loading leaves out, as they stand
// in it. They are kept on disk until Close.
type Rejects struct {
	Features int
	system   string // the coordinate system the file declares; empty for none
	file     *os.File
	out      *bufio.Writer
}

// Reject reads the file as Check does and returns the features that a load in
// the request's mode would leave out. The error is one of Load's, but
// rejected features alone, even if they are all, are none.
func Reject(ctx context.Context, cat *data.Catalog, r io.Reader, req Request) (*Rejects, error) {
	file, err := os.CreateTemp("", "catchment-rejects-*")
	if err != nil {
		return nil, fmt.Errorf("keeping the rejected features: %w", err)
	}
	out := &Rejects{file: file, out: bufio.NewWriterSize(file, 64<<10)}
	req.Flawed = out.begin
	from, err := basisOf(req.CRS)
	if err == nil {
		_, _, err = from.decode(ctx, cat.Dataset(), r, req)
		out.system = from.says
	}
	if err != nil && !isRefused(err, geojson.ErrFeatures) && !errors.Is(err, ErrNothing) {
		out.Close()
		return nil, fmt.Errorf("reading %s: %w", sourceOr(req.Source, "the file"), err)
	}
	if err := out.out.Flush(); err != nil {
		out.Close()
		return nil, fmt.Errorf("keeping the rejected features: %w", err)
	}
	return out, nil
}

// begin forgets what an earlier reading of the file brought.
func (r *Rejects) begin() func(geojson.Flawed) error {
	r.Features = 0
	_, err := r.file.Seek(0, io.SeekStart)
	r.out.Reset(r.file)
	return func(f geojson.Flawed) error {
		if err != nil || !f.Rejected {
			return err
		}
		if r.Features++; r.Features > 1 {
			_, _ = r.out.WriteString(",\n") // a fault shows at the next Write
		}
		if _, err = r.out.Write(f.Text); err != nil {
			return fmt.Errorf("keeping the rejected features: %w", err)
		}
		return nil
	}
}

// WriteTo writes the features as a GeoJSON FeatureCollection, each byte for
// byte as it came, with the coordinate system the file declared, so that they
// can be mended and loaded.
func (r *Rejects) WriteTo(w io.Writer) (int64, error) {
	size, err := r.file.Seek(0, io.SeekCurrent)
	if err != nil {
		return 0, err
	}
	head := []byte(`{"type":"FeatureCollection",`)
	if r.system != "" {
		head = append(geojson.AppendString(append(head, `"crs":{"type":"name","properties":{"name":`...), r.system), "}},"...)
	}
	return io.Copy(w, io.MultiReader(
		bytes.NewReader(append(head, "\"features\":[\n"...)), io.NewSectionReader(r.file, 0, size), strings.NewReader("\n]}\n")))
}

// Close throws the features away.
func (r *Rejects) Close() error {
	err := r.file.Close()
	return errors.Join(err, os.Remove(r.file.Name()))
}
