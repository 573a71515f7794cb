package gpkg

import (
	"encoding/binary"
	"errors"
	"fmt"
	"unsafe"

	"github.com/klauspost/compress/zstd"

	"catchment/data"
)

// A version of a layer is archived as chunks of features. A chunk has two
// parts, compressed apart: what the features say (attributes), which stays in
// memory as it is and is what the features point into, and their geometries
// (well-known binary), which are decoded and dropped.
//
// attributes: for each feature one byte IDKind and three
// texts: id, properties, foreign. A text is uvarint length+1 and its bytes;
// 0 stands for nil.

const (
	chunkFeatures = 8192    // features in a chunk, at most
	chunkBytes    = 2 << 20 // bytes in a part, after which a chunk is closed
)

// chunk is one part of an archived version, compressed.
type chunk struct {
	features             int
	attributes, geometry []byte
}

var (
	encoder, _ = zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1), zstd.WithEncoderCRC(false))
	decoder, _ = zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(1<<32))
)

// packer fills chunks.
type packer struct {
	attributes, geometry []byte
}

// pack returns the chunk that starts with the first of the features. It takes
// as many as fit.
func (p *packer) pack(fs []data.Feature) (chunk, error) {
	p.attributes, p.geometry = p.attributes[:0], p.geometry[:0]
	n := 0
	for n < len(fs) && n < chunkFeatures && len(p.attributes) < chunkBytes && len(p.geometry) < chunkBytes {
		f := &fs[n]
		p.attributes = append(p.attributes, byte(f.IDKind))
		p.attributes = appendText(p.attributes, f.ID, true)
		p.attributes = appendText(p.attributes, f.Properties, f.Properties != nil)
		p.attributes = appendText(p.attributes, f.Foreign, f.Foreign != nil)
		var err error
		if p.geometry, err = appendWKB(p.geometry, f.Geometry); err != nil {
			return chunk{}, fmt.Errorf("feature %q: %w", f.ID, err)
		}
		n++
	}
	return chunk{
		features:   n,
		attributes: encoder.EncodeAll(p.attributes, nil),
		geometry:   encoder.EncodeAll(p.geometry, nil),
	}, nil
}

func appendText[T string | ~[]byte](dst []byte, text T, present bool) []byte {
	if !present {
		return append(dst, 0)
	}
	dst = binary.AppendUvarint(dst, uint64(len(text))+1)
	return append(dst, text...)
}

var errArchive = errors.New("archived features do not decode")

// unpack decodes a chunk into fs, which has one element for each feature of it.
func unpack(c chunk, fs []data.Feature) error {
	attributes, err := decoder.DecodeAll(c.attributes, nil)
	if err != nil {
		return fmt.Errorf("%w: %w", errArchive, err)
	}
	geometry, err := decoder.DecodeAll(c.geometry, nil)
	if err != nil {
		return fmt.Errorf("%w: %w", errArchive, err)
	}
	if err := unpackAttributes(attributes, fs); err != nil {
		return err
	}
	r := wkbReader{rest: geometry}
	for i := range fs {
		fs[i].Geometry = r.geometry(0)
	}
	if r.err != nil || len(r.rest) != 0 {
		return fmt.Errorf("%w: %w", errArchive, errWKB)
	}
	return nil
}

// unpackAttributes fills in all but the geometries. The features point into b.
func unpackAttributes(b []byte, fs []data.Feature) error {
	r := textReader{rest: b}
	for i := range fs {
		f := &fs[i]
		f.IDKind = data.IDKind(r.byte())
		id := r.text()
		f.ID = unsafe.String(unsafe.SliceData(id), len(id)) // SAFETY: b never changes
		f.Properties = r.text()
		f.Foreign = r.text()
	}
	if r.failed || len(r.rest) != 0 {
		return errArchive
	}
	return nil
}

// textReader reads what appendText wrote. After a failure all it gives is
// empty.
type textReader struct {
	rest   []byte
	failed bool
}

func (r *textReader) byte() byte {
	if len(r.rest) == 0 {
		r.failed = true
		return 0
	}
	b := r.rest[0]
	r.rest = r.rest[1:]
	return b
}

// text returns the next text, nil where nil was written. It shares the memory
// of what is read and has no room to grow into it.
func (r *textReader) text() []byte {
	n, size := binary.Uvarint(r.rest)
	if size <= 0 || n > uint64(len(r.rest)-size)+1 {
		r.failed, r.rest = true, nil
		return nil
	}
	r.rest = r.rest[size:]
	if n == 0 {
		return nil
	}
	text := r.rest[: n-1 : n-1]
	r.rest = r.rest[n-1:]
	return text
}
