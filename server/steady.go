package server

import (
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

// steadyBody reads the body of a request as long as it keeps coming: a read
// that gets nothing for the time of stall ends with os.ErrDeadlineExceeded. So
// a client that has gone silent does not keep others from loading.
type steadyBody struct {
	body     io.Reader
	deadline func(time.Time) error // of reading from the connection
	stall    time.Duration
}

// errCutOff is wrapped by the error of a body that cannot be read to its end,
// for what its sender did or because the connection broke.
var errCutOff = errors.New("the body broke off")

// Where the connection takes no deadline, Read does without one.
func (b *steadyBody) Read(p []byte) (int, error) {
	_ = b.deadline(time.Now().Add(b.stall))
	n, err := b.body.Read(p)
	switch {
	case err == nil, errors.Is(err, os.ErrDeadlineExceeded):
	case err == io.EOF:
		// The connection is watched on while the answer is made; a deadline
		// left on it would end the request. After any other error it stays, so
		// that nobody waits for the rest of the body.
		_ = b.deadline(time.Time{})
	default:
		err = fmt.Errorf("%w: %w", errCutOff, err)
	}
	return n, err
}
