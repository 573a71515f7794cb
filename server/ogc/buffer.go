package ogc

import (
	"context"
	"sync"

	"github.com/danielgtaylor/huma/v2"
)

// buffers are what bodies are made in. They are kept between answers: a page of
// a hundred features is some 20 kB, thousands of times a second.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

// maxBuffer is how long a buffer may be to be kept, in bytes.
const maxBuffer = 1 << 20

// bufferKey is where a request's context has its buffer.
type bufferKey struct{}

// withBuffer lends a request a buffer until its answer is written.
func withBuffer(ctx huma.Context, next func(huma.Context)) {
	buffer := buffers.Get().(*[]byte)
	*buffer = (*buffer)[:0]
	next(huma.WithValue(ctx, bufferKey{}, buffer))
	if cap(*buffer) <= maxBuffer {
		buffers.Put(buffer)
	}
}

// bufferOf returns the buffer lent to a request, empty.
func bufferOf(ctx context.Context) *[]byte { return ctx.Value(bufferKey{}).(*[]byte) }
