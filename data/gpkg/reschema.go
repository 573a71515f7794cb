package gpkg

import (
	"context"
	"database/sql/driver"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path/filepath"
)

// SQLite reads nothing of a file of which one page of the table of tables,
// sqlite_schema, is lost; and with every layer that table grows by a page
// wherever the file then ends. This store's own tables are the first in every
// file and stand where they stand in an empty one: of a file that has lost
// such a page they are named anew, and the layers come from their archive. What
// other programs read of them is made again.
//
// Source: SQLite database file format, sections 1.3, 1.6 and 2.6.

// Kinds of pages, by their first byte.
const (
	indexInterior = 0x02
	tableInterior = 0x05
	indexLeaf     = 0x0a
	tableLeaf     = 0x0d
)

// reschema names the store's own tables anew where a page of sqlite_schema is
// lost, and tells whether it did. A file in which they do not stand where they
// should is left as it is.
func reschema(ctx context.Context, f *os.File, page int64) (bool, error) {
	first := make([]byte, page)
	if _, err := f.ReadAt(first, 0); err != nil || page != pageBytes || !lostSchema(f, first) {
		return false, ignoreEOF(err)
	}
	fresh, roots, err := freshSchema(ctx)
	if err != nil {
		return false, err
	}
	for root, kind := range roots {
		if !holds(f, root, page, kind) {
			return false, nil
		}
	}
	copy(first[100:], fresh[100:])
	clear(first[32:40]) // the list of free pages, which may have gone too
	binary.BigEndian.PutUint32(first[40:], binary.BigEndian.Uint32(first[40:])+1)
	if _, err := f.WriteAt(first, 0); err != nil {
		return false, err
	}
	return true, f.Sync()
}

// lostSchema tells whether a page below the first, which is sqlite_schema's
// root, is no page of a table.
func lostSchema(f *os.File, first []byte) bool {
	if first[100] != tableInterior {
		return false
	}
	children := []int64{int64(binary.BigEndian.Uint32(first[108:]))}
	for i := range int(binary.BigEndian.Uint16(first[103:])) {
		at := 112 + 2*i
		if at+2 > len(first) {
			return false
		}
		if at = int(binary.BigEndian.Uint16(first[at:])); at+4 > len(first) {
			return false
		}
		children = append(children, int64(binary.BigEndian.Uint32(first[at:])))
	}
	for _, c := range children {
		if !holds(f, c, int64(len(first)), tableLeaf) {
			return true
		}
	}
	return false
}

// holds tells whether a page, numbered from 1, belongs to a table or an index,
// as a leaf of the same kind does.
func holds(f *os.File, number, page int64, kind byte) bool {
	var b [1]byte
	if _, err := f.ReadAt(b[:], (number-1)*page); err != nil {
		return false
	}
	if kind == tableLeaf {
		return b[0] == tableLeaf || b[0] == tableInterior
	}
	return b[0] == indexLeaf || b[0] == indexInterior
}

// freshSchema returns the first page of an empty store, and the kind of each
// root page it names. Drafts are not among them: older stores have other pages
// where theirs would be, and the pages of their users still have them.
func freshSchema(ctx context.Context) (first []byte, roots map[int64]byte, err error) {
	dir, err := os.MkdirTemp("", "catchment-schema-*")
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	path := filepath.Join(dir, "empty.gpkg")
	s, err := Open(ctx, path, Options{KeepFree: 1})
	if err != nil {
		return nil, nil, err
	}
	roots = map[int64]byte{}
	err = s.transaction(ctx, func(t *tx) error {
		if err := t.exec(`DROP TABLE catchment_drafts`); err != nil {
			return err
		}
		return t.queryRows(`SELECT rootpage, type = 'table' FROM sqlite_schema WHERE rootpage > 0`, nil, func(row []driver.Value) error {
			root, _ := row[0].(int64)
			if table, _ := row[1].(int64); table == 1 {
				roots[root] = tableLeaf
			} else {
				roots[root] = indexLeaf
			}
			return nil
		})
	})
	if err := errors.Join(err, s.Close()); err != nil {
		return nil, nil, err
	}
	whole, err := os.ReadFile(path)
	if err != nil || len(whole) < pageBytes {
		return nil, nil, errors.Join(err, ErrNotStore)
	}
	return whole[:pageBytes], roots, nil
}

func ignoreEOF(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	return err
}
