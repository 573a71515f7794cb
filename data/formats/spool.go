package formats

import (
	"fmt"
	"io"
	"os"
)

// spool writes the file to a temporary one, for formats that are not read from
// front to back. done closes and removes it.
func (d *decoder) spool() (f *os.File, size int64, done func(), err error) {
	return d.spoolTo(func(string) bool { return false })
}

// spoolUnnamed does so for what is not opened again: the file has no name from the
// start where the system lets it go, so that a process that is killed leaves none.
func (d *decoder) spoolUnnamed() (f *os.File, size int64, done func(), err error) {
	return d.spoolTo(func(name string) bool { return os.Remove(name) == nil })
}

// spoolTo does so; unnamed is called before anything is written and tells whether
// the name is gone.
func (d *decoder) spoolTo(unnamed func(name string) bool) (f *os.File, size int64, done func(), err error) {
	in, err := d.Bytes()
	if err != nil {
		return nil, 0, nil, err
	}
	f, err = os.CreateTemp("", "catchment-*")
	if err != nil {
		return nil, 0, nil, fmt.Errorf("keeping the file while it is read: %w", err)
	}
	gone := unnamed(f.Name())
	done = func() {
		f.Close()
		if !gone {
			_ = os.Remove(f.Name())
		}
	}
	if size, err = io.Copy(f, &cancelled{d, in}); err != nil {
		done()
		return nil, 0, nil, err
	}
	return f, size, done, nil
}

// cancelled reads as long as the context holds.
type cancelled struct {
	d *decoder
	r io.Reader
}

func (c *cancelled) Read(p []byte) (int, error) {
	if err := c.d.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}
