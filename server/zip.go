package server

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzhttp"
	"github.com/klauspost/compress/gzhttp/writer"

	"catchment/server/condition"
)

// compressed compresses what next answers, at the fastest level: it has just
// been computed for someone who waits, mostly on the same machine. A client that
// takes both gzip and zstd gets gzip of what may be long, which all processors
// make, and zstd, which is smaller by a tenth, of the files of the page.
func compressed(next http.Handler) (http.Handler, error) {
	var of [2]http.Handler
	for i, zstdFirst := range []bool{false, true} {
		compress, err := gzhttp.NewWrapper(gzhttp.Implementation(zipping), gzhttp.CompressionLevel(flate.BestSpeed), gzhttp.PreferZstd(zstdFirst), gzhttp.SuffixETag(condition.Coding))
		if err != nil {
			return nil, fmt.Errorf("compressing answers: %w", err)
		}
		of[i] = compress(next)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answers := of[0]
		if !strings.HasPrefix(r.URL.Path, "/api/") && !strings.HasPrefix(r.URL.Path, "/collections") {
			answers = of[1]
		}
		answers.ServeHTTP(w, r)
	}), nil
}

// zipPart is how much of an answer, in bytes, one processor compresses at a time.
const zipPart = 128 << 10

// zipping compresses answers. What is written at once and is long is shared
// out to all processors, since someone waits for it.
var zipping = writer.GzipWriterFactory{
	Levels: func() (least, most int) { return flate.BestSpeed, flate.BestSpeed },
	New: func(to io.Writer, _ int) writer.GzipWriter {
		z := &zipped{to: to, line: zippers.Get().(*zipper)}
		z.line.Reset(to)
		return z
	},
}

// zipped writes one gzip member (RFC 1952). Every part of what is long becomes
// deflate blocks that refer to nothing before them and end at a whole byte
// (RFC 1951, a stored block of no length), so parts follow each other as they
// would if one processor had made them.
type zipped struct {
	to   io.Writer
	line *zipper // what is short goes through here, in order
	head bool    // the header is written
	sum  uint32  // CRC-32 of what was written
	size uint32  // its length modulo 2³²
}

// zipper compresses into out, or wherever it was last reset to.
type zipper struct {
	*flate.Writer
	out bytes.Buffer
}

// zippers are kept between answers: each has tables of half a megabyte.
var zippers = sync.Pool{New: func() any {
	w, err := flate.NewWriter(nil, flate.BestSpeed)
	if err != nil {
		panic(err) // the level is one there is
	}
	return &zipper{Writer: w}
}}

func (z *zipped) Write(p []byte) (n int, err error) {
	if err := z.begin(); err != nil {
		return 0, err
	}
	z.sum = crc32.Update(z.sum, crc32.IEEETable, p)
	z.size += uint32(len(p))
	if len(p) < 2*zipPart {
		return z.line.Write(p)
	}
	if err := z.line.Flush(); err != nil {
		return 0, err
	}
	if err := z.writeParts(p); err != nil {
		return 0, err
	}
	z.line.Reset(z.to) // it knows nothing of the parts
	return len(p), nil
}

// begin writes the header.
func (z *zipped) begin() error {
	if z.head {
		return nil
	}
	z.head = true
	// Deflate, no flags, no time, the fastest level, no system.
	_, err := z.to.Write([]byte{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 255})
	return err
}

// writeParts compresses p part by part on all processors and writes the parts
// in order, each once it is ready.
func (z *zipped) writeParts(p []byte) error {
	n := len(p) / zipPart
	parts, ready := make([]*zipper, n), make([]chan error, n)
	for i := range ready {
		ready[i] = make(chan error, 1)
	}
	var next atomic.Int64
	for range min(runtime.GOMAXPROCS(0), n) {
		go func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				one := zippers.Get().(*zipper)
				one.out.Reset()
				one.Reset(&one.out)
				_, err := one.Write(p[i*len(p)/n : (i+1)*len(p)/n])
				if err == nil {
					err = one.Flush()
				}
				parts[i] = one
				ready[i] <- err
			}
		}()
	}
	var failed error
	for i := range parts { // to the end, as p is read until then
		if err := <-ready[i]; failed == nil {
			failed = err
		}
		if failed == nil {
			_, failed = z.to.Write(parts[i].out.Bytes())
		}
		zippers.Put(parts[i])
	}
	return failed
}

func (z *zipped) Flush() error {
	if err := z.begin(); err != nil {
		return err
	}
	return z.line.Flush()
}

// Close ends the member. z must not be used any more.
func (z *zipped) Close() error {
	if err := z.begin(); err != nil {
		return err
	}
	err := z.line.Close()
	zippers.Put(z.line)
	z.line = nil
	if err != nil {
		return err
	}
	tail := binary.LittleEndian.AppendUint32(nil, z.sum)
	_, err = z.to.Write(binary.LittleEndian.AppendUint32(tail, z.size))
	return err
}
