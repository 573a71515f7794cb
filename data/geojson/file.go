package geojson

import (
	"bufio"
	"context"
	"errors"
	"io"

	"catchment/data"
)

// File is one file being read: decompressed, bounded, its features judged one
// at a time. [Decode] reads GeoJSON with it; readers of other formats use the
// same one, so that the gate, the limits, the ids and the report are the same
// for every format.
//
// A reader looks at Head, then takes the whole of GeoJSON, Text or Bytes,
// hands each feature to Feature, and passes what ended the reading to Close.
type File struct {
	d       *decoder
	in      *bufio.Reader
	limited *limiter
	failed  error // of opening
	binary  bool  // Bytes was asked for
}

// headBytes is how much of a file Head shows.
const headBytes = 4096

// Open starts reading the file that r gives. Its errors come out of the
// methods of the File.
func Open(ctx context.Context, r io.Reader, opt Options, each func(data.Feature) error) *File {
	f := &File{d: newDecoder(ctx, opt, each)}
	if f.limited, f.failed = f.d.unpack(r); f.failed == nil {
		f.in = bufio.NewReaderSize(f.limited, headBytes)
	}
	return f
}

// Head returns the first bytes of the file after decompression, 4096 of them
// when there are so many. They are good until the file is read.
func (f *File) Head() ([]byte, error) {
	if f.failed != nil {
		return nil, f.failed
	}
	head, err := f.in.Peek(headBytes)
	if err != nil && err != io.EOF {
		return nil, f.d.readFault(err)
	}
	return head, nil
}

// GeoJSON reads the whole file as GeoJSON.
func (f *File) GeoJSON() error {
	head, err := f.Head()
	if err != nil {
		return err
	}
	if stranger := foreignFile(head); stranger != nil {
		return stranger
	}
	f.d.openText(f.in, head)
	return f.d.run()
}

// Text returns a reader of the file as UTF-8, whatever Unicode encoding or
// GB 18030 it is in. It refuses to go on for more than
// Options.MaxFeatureBytes without a feature.
func (f *File) Text() (io.Reader, error) {
	if f.failed != nil {
		return nil, f.failed
	}
	return f.TextOf(f.in)
}

// TextOf is Text for r, a part of the file.
func (f *File) TextOf(r io.Reader) (io.Reader, error) {
	in := bufio.NewReaderSize(r, headBytes)
	head, err := in.Peek(headBytes)
	if err != nil && err != io.EOF {
		return nil, f.d.readFault(err)
	}
	f.d.openText(in, head)
	return &textReader{d: f.d}, nil
}

// Start returns the offset in the file of what Text reads first.
func (f *File) Start() int64 { return f.d.src.base }

// Bytes returns a reader of the file as it is after decompression.
func (f *File) Bytes() (io.Reader, error) {
	f.binary = true
	return f.in, f.failed
}

// Options returns the options the file is read with, defaults filled in.
func (f *File) Options() Options { return f.d.opt }

// Encoding takes note of the text encoding a reader of Bytes found.
func (f *File) Encoding(name string) { f.d.sum.Encoding = name }

// Close ends the reading and returns what was learnt of the file. err is what
// ended it, nil at its end; the error is as for [Decode].
func (f *File) Close(err error) (Summary, error) {
	d := f.d
	defer d.close()
	d.countRow()
	if err == nil {
		d.reportSpread()
	}
	if f.binary && f.limited != nil {
		d.sum.Bytes = f.limited.n
	} else {
		d.sum.Bytes = d.src.offset(d.src.pos)
	}
	var stop *fault
	if errors.As(err, &stop) {
		err = d.refuse(stop)
	} else if err == nil && d.opt.Mode == Strict && d.firstError != nil {
		err = &RefusedError{Cause: ErrFeatures, Problems: d.sum.Problems, Last: *d.firstError, Total: d.sum.ProblemsTotal}
	}
	return d.sum, err
}

// textReader gives the text of a decoder's source.
type textReader struct {
	d     *decoder
	since int64 // offset where the feature being read started, at the latest
	seen  int   // features when since was noted
}

func (t *textReader) Read(p []byte) (int, error) {
	s := &t.d.src
	if t.seen != t.d.sum.Features {
		t.seen, t.since = t.d.sum.Features, s.offset(s.pos)
	}
	if s.offset(s.pos)-t.since > int64(t.d.opt.MaxFeatureBytes) {
		return 0, &fault{ErrTooLarge, "too_large", s.offset(s.pos), t.d.prefix(), "the text goes on too long without a whole feature; perhaps a quotation mark is not closed"}
	}
	for s.held() == 0 {
		more, err := t.d.fill()
		if err != nil {
			return 0, err
		}
		if !more {
			return 0, io.EOF
		}
	}
	n := copy(p, s.text()[s.pos:])
	s.pos += n
	return n, nil
}
