package intake

import (
	"bytes"
	"io"
	"os"
	"slices"
)

// replay reads a file and keeps what was read, so that reading can start
// anew once the file has said what coordinate system it is in. The beginning
// is kept in memory. Of a file whose beginning says that it is a database or an
// archive, which can only be read as a whole, the rest is kept on disk.
type replay struct {
	r    io.Reader
	head bytes.Buffer
	rest *os.File
	cut  bool  // something was read that is not kept
	bad  error // why rest could not be written
}

// keptBytes is how much of a file is kept in memory.
const keptBytes = 4 << 20

// Close removes what was kept on disk.
func (p *replay) Close() {
	if p.rest != nil {
		p.rest.Close()
		_ = os.Remove(p.rest.Name())
	}
}

func (p *replay) Read(b []byte) (int, error) {
	n, err := p.r.Read(b)
	if !p.cut {
		p.keep(b[:n])
	}
	if p.bad != nil {
		return n, p.bad
	}
	return n, err
}

func (p *replay) keep(b []byte) {
	if p.rest == nil {
		room := min(len(b), keptBytes-p.head.Len())
		p.head.Write(b[:room])
		if b = b[room:]; len(b) == 0 {
			return
		}
		if !readWhole(p.head.Bytes()) {
			p.cut = true
			return
		}
		if p.rest, p.bad = os.CreateTemp("", "catchment-load-*"); p.bad != nil {
			p.cut = true
			return
		}
	}
	if _, err := p.rest.Write(b); err != nil {
		p.bad, p.cut = err, true
	}
}

// readWhole tells whether a file that begins like this is one that readers
// take in whole before its first feature: a ZIP archive or an SQLite database.
func readWhole(head []byte) bool {
	return slices.ContainsFunc([]string{"PK\x03\x04", "SQLite format 3\x00"}, func(magic string) bool {
		return bytes.HasPrefix(head, []byte(magic))
	})
}

// again returns a reader of the whole file from its start; false when too much
// of it is gone. There is one further reading, not more.
func (p *replay) again() (io.Reader, bool) {
	if p.cut {
		return nil, false
	}
	return io.MultiReader(p.kept(), p.r), true
}

// kept returns a reader of what was kept, which may end in the middle.
func (p *replay) kept() io.Reader {
	head := bytes.NewReader(p.head.Bytes())
	if p.rest == nil {
		return head
	}
	return io.MultiReader(head, io.NewSectionReader(p.rest, 0, 1<<62))
}
