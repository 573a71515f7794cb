package gpkg

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"os"
)

// complete makes a store that has lost its end, as a copy that was interrupted
// has, as long as its header says. SQLite would refuse the whole of it
// otherwise. What was lost reads as zeros: the layers that lie there do not
// match their checksums and are named as damaged, and the rest is served.
//
// Where the names of the tables were lost, those of the store's own are restored
// (see reschema.go). cut tells whether anything of the kind was found.
//
// A file that is no store, or has a write-ahead log from which its end may yet
// come, is left as it is.
//
// Source: SQLite database file format, section 1.3.
func complete(ctx context.Context, path string) (cut bool, err error) {
	if log, err := os.Stat(path + "-wal"); err == nil && log.Size() > 0 {
		return false, nil
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	var head [100]byte
	if _, err := io.ReadFull(f, head[:]); err != nil {
		return false, f.Close() // too short to be anything: SQLite says so
	}
	field := func(at int) int64 { return int64(binary.BigEndian.Uint32(head[at:])) }
	page := int64(binary.BigEndian.Uint16(head[16:]))
	if page == 1 {
		page = 64 << 10
	}
	whole := page * field(28)
	info, err := f.Stat()
	if err == nil && string(head[:16]) == "SQLite format 3\x00" && field(68) == applicationID && field(24) == field(92) {
		if cut = info.Size() < whole; cut {
			err = errors.Join(f.Truncate(whole), f.Sync())
		}
		if err == nil {
			var renamed bool
			renamed, err = reschema(ctx, f, page)
			cut = cut || renamed
		}
	}
	return cut, errors.Join(err, f.Close())
}
