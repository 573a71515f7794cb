package geojson

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// A compressed file may not grow to more than this many times its size, once
// it has grown beyond freeBytes. GeoJSON compresses 5 to 40 times.
const (
	maxRatio  = 200
	freeBytes = 32 << 20
)

// unpack returns a reader of the file decompressed and bounded.
func (d *decoder) unpack(r io.Reader) (*limiter, error) {
	raw := &counter{r: r}
	in := bufio.NewReaderSize(raw, 64<<10)
	head, err := in.Peek(4)
	if err != nil && err != io.EOF {
		return nil, fmt.Errorf("reading: %w", err)
	}
	d.src = source{buf: make([]byte, d.opt.bufferBytes), line: 1, recode: d.recode}
	limited := &limiter{raw: raw, max: d.opt.MaxBytes, r: in}
	switch {
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b}):
		d.sum.Compression = "gzip"
		z, err := newMembers(in)
		if err != nil {
			return nil, limited.damaged(err)
		}
		limited.r = z
	case isZstd(head):
		d.sum.Compression = "zstd"
		z, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(128<<20))
		if err != nil {
			return nil, limited.damaged(err)
		}
		limited.r = z.IOReadCloser()
		d.close = z.Close
	}
	limited.compression = d.sum.Compression
	return limited, nil
}

// isZstd tells whether a file that starts with head is zstd: a frame of data, or
// one to be skipped, with which parallel compressors begin (RFC 8878, 3.1).
func isZstd(head []byte) bool {
	return bytes.HasPrefix(head, []byte{0x28, 0xb5, 0x2f, 0xfd}) ||
		len(head) >= 4 && head[0]&0xf0 == 0x50 && bytes.HasPrefix(head[1:], []byte{0x2a, 0x4d, 0x18})
}

// members reads the members of a gzip file one after the other, and over the
// zeros that pad it to whole blocks.
type members struct {
	in *bufio.Reader
	z  *gzip.Reader
}

func newMembers(in *bufio.Reader) (*members, error) {
	z, err := gzip.NewReader(in)
	if err != nil {
		return nil, err
	}
	z.Multistream(false)
	return &members{in, z}, nil
}

func (m *members) Read(p []byte) (int, error) {
	n, err := m.z.Read(p)
	if err != io.EOF {
		return n, err
	}
	if err := m.pad(); err != nil {
		return n, err
	}
	if err := m.z.Reset(m.in); err != nil {
		return n, err
	}
	m.z.Multistream(false)
	return n, nil
}

// pad reads over zeros.
func (m *members) pad() error {
	for {
		c, err := m.in.ReadByte()
		if err != nil {
			return err
		}
		if c != 0 {
			return m.in.UnreadByte()
		}
	}
}

// counter counts what has been read of the file as it came, and remembers
// the error that ended it.
type counter struct {
	r   io.Reader
	n   int64
	err error
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	if err != nil {
		c.err = err
	}
	return n, err
}

// limiter passes on at most max bytes of r, and refuses what grows too much.
type limiter struct {
	r           io.Reader
	raw         *counter
	max         int64
	n           int64
	compression string
}

func (l *limiter) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	l.n += int64(n)
	switch {
	case l.n > l.max:
		return 0, &fault{ErrTooLarge, "too_large", -1, "", fmt.Sprintf("the file is larger than %d bytes; split it, or raise the limit", l.max)}
	case l.compression != "" && l.n > freeBytes && l.n/maxRatio > l.raw.n:
		return 0, &fault{ErrTooLarge, "compression_bomb", -1, "", fmt.Sprintf("the %s data grows to more than %d times its size; send it uncompressed if it is honest", l.compression, maxRatio)}
	case err != nil && err != io.EOF:
		return n, l.damaged(err)
	}
	return n, err
}

// damaged tells a fault of the compressed data from one of the reading.
func (l *limiter) damaged(err error) error {
	if l.raw.err != nil && l.raw.err != io.EOF {
		return l.raw.err
	}
	if l.compression == "" && !errors.Is(err, io.ErrUnexpectedEOF) {
		return &fault{ErrSyntax, "compression_damaged", -1, "", fmt.Sprintf("the compressed data cannot be read (%v); get the file again", err)}
	}
	if errors.Is(err, zstd.ErrWindowSizeExceeded) {
		return &fault{ErrTooLarge, "too_large", -1, "", "the zstd data needs more memory to unpack than is given here; compress it again without --long"}
	}
	if l.compression == "" {
		return &fault{ErrSyntax, "compression_damaged", 0, "", "the file begins as a compressed one does and ends there; get it again"}
	}
	what := "is damaged"
	if errors.Is(err, io.ErrUnexpectedEOF) {
		what = "ends in the middle"
	}
	return &fault{ErrSyntax, "compression_damaged", -1, "", fmt.Sprintf("the %s data %s (%v); get the file again", l.compression, what, err)}
}

// readFault places a fault met while reading at the end of what was read;
// other errors are the reader's own.
func (d *decoder) readFault(err error) error {
	var f *fault
	if !errors.As(err, &f) {
		return fmt.Errorf("reading: %w", err)
	}
	placed := *f
	if placed.offset < 0 {
		placed.offset = d.src.offset(len(d.src.text()))
	}
	return &placed
}
