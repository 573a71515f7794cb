package gpkg

import (
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
// A file that is no store, or has a write-ahead log from which its end may yet
// come, is left as it is.
//
// Source: SQLite database file format, section 1.3.
func complete(path string) error {
	if log, err := os.Stat(path + "-wal"); err == nil && log.Size() > 0 {
		return nil
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	var head [100]byte
	if _, err := io.ReadFull(f, head[:]); err != nil {
		return f.Close() // too short to be anything: SQLite says so
	}
	field := func(at int) int64 { return int64(binary.BigEndian.Uint32(head[at:])) }
	page := int64(binary.BigEndian.Uint16(head[16:]))
	if page == 1 {
		page = 64 << 10
	}
	whole := page * field(28)
	info, err := f.Stat()
	if err == nil && string(head[:16]) == "SQLite format 3\x00" && field(68) == applicationID && field(24) == field(92) && info.Size() < whole {
		err = errors.Join(f.Truncate(whole), f.Sync())
	}
	return errors.Join(err, f.Close())
}
