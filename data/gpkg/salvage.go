package gpkg

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"catchment/data"
)

// A store that was cut short cannot be written to where its tables have lost
// their ends. What can be read of it is put into a new one, in which loading
// goes on; the old one stays beside it. Versions that were lost stay listed as
// far as their rows are there, and reading one says that it is damaged.

// archived are the tables that hold all there is to keep.
var archived = []string{"catchment_layers", "catchment_versions", "catchment_chunks", "catchment_edits", "catchment_documents", "catchment_drafts"}

// replace puts a new store with what can be read in the place of one that was
// cut short, which stays beside it under another name. Where that does not go,
// for want of room or otherwise, the cut one stays. The error is the context's.
func replace(ctx context.Context, path string, opt Options) error {
	fresh := path + ".salvage"
	discard := func() {
		for _, end := range []string{"", "-wal", "-shm", ".lock"} {
			_ = os.Remove(fresh + end) // mostly there is none
		}
	}
	discard()
	defer discard()
	if err := salvaged(ctx, path, fresh, opt); err != nil {
		return ctx.Err()
	}
	aside := path + asideMark + time.Now().UTC().Format("20060102T150405.000000000")
	if err := os.Link(path, aside); err != nil { // a file system without links
		if err := os.Rename(path, aside); err != nil {
			return nil
		}
	}
	return errors.Join(os.Rename(fresh, path), syncDir(filepath.Dir(path)))
}

// asideMark stands between the name of a store and the time at which it was
// found cut short, in the name of the file that is kept of it.
const asideMark = ".cut-"

// aside names the files that are kept of this store as it was found.
func (s *Store) aside() (kept []data.Damage) {
	entries, _ := os.ReadDir(filepath.Dir(s.path)) // one that cannot be listed holds nothing to name
	for _, e := range entries {
		if info, err := e.Info(); err == nil && strings.HasPrefix(e.Name(), filepath.Base(s.path)+asideMark) {
			kept = append(kept, data.Damage{File: e.Name(), Reason: fmt.Sprintf(
				"the store was found cut short; it goes on with what could be read, and this file keeps what was found of it, filled up with zeros to the %d bytes it had", info.Size())})
		}
	}
	return kept
}

// salvaged makes a store at fresh of what can be read of the one at path.
func salvaged(ctx context.Context, path, fresh string, opt Options) error {
	s, err := Open(ctx, fresh, opt)
	if err != nil {
		return err
	}
	if err = s.salvage(ctx, path); err == nil {
		err = s.retable(ctx)
	}
	return errors.Join(err, s.Close())
}

// salvage fills an empty store with what can be read of another.
func (s *Store) salvage(ctx context.Context, from string) (err error) {
	uri := (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: filepath.ToSlash(from)}).EscapedPath(), RawQuery: "mode=ro&immutable=1"}).String()
	cut, err := sql.Open("sqlite", uri)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, cut.Close()) }()
	return s.transaction(ctx, func(t *tx) error {
		for _, table := range archived {
			var there int
			if err := cut.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema WHERE name = ?`, table).Scan(&there); err != nil {
				return storeError(err)
			}
			if there == 0 {
				continue // it came later than the store
			}
			if err := t.salvage(ctx, cut, table); err != nil {
				return fmt.Errorf("%s: %w", table, err)
			}
		}
		return nil
	})
}

// salvage copies the rows of a table that can be read.
func (t *tx) salvage(ctx context.Context, cut *sql.DB, table string) error {
	for _, id := range readableRows(ctx, cut, table) {
		if err := t.salvageRow(ctx, cut, table, id); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// readableRows returns the numbers of the rows of a table up to the first
// damage from either end.
func readableRows(ctx context.Context, cut *sql.DB, table string) (all []int64) {
	for _, order := range []string{"ASC", "DESC"} {
		rows, err := cut.QueryContext(ctx, `SELECT rowid FROM `+table+` NOT INDEXED ORDER BY rowid `+order)
		if err != nil {
			continue
		}
		for rows.Next() {
			var id int64
			if rows.Scan(&id) == nil {
				all = append(all, id)
			}
		}
		_ = rows.Close() // damage was met, or nothing was
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// salvageRow copies a row, unless it is damaged.
func (t *tx) salvageRow(ctx context.Context, cut *sql.DB, table string, id int64) error {
	rows, err := cut.QueryContext(ctx, `SELECT * FROM `+table+` NOT INDEXED WHERE rowid = ?`, id)
	if err != nil {
		return unlessDamaged(err)
	}
	defer rows.Close()
	if !rows.Next() {
		return unlessDamaged(rows.Err())
	}
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	if err := rows.Scan(into...); err != nil {
		return unlessDamaged(err)
	}
	return t.exec(`INSERT INTO `+table+` VALUES (?`+strings.Repeat(", ?", len(columns)-1)+`)`, values...)
}

// unlessDamaged returns nil for damage, and any other error.
func unlessDamaged(err error) error {
	if err = storeError(err); errors.Is(err, data.ErrDamaged) {
		return nil
	}
	return err
}

// retable makes what other programs read of each layer that is whole.
func (s *Store) retable(ctx context.Context) error {
	layers, _, err := s.Load(ctx)
	if err != nil {
		return err
	}
	for _, l := range layers {
		err := s.transaction(ctx, func(t *tx) error {
			var id int64
			if err := t.queryRow(`SELECT id FROM catchment_versions WHERE layer_id = ? AND version = ?`, []any{l.ID, l.Version}, &id); err != nil {
				return err
			}
			return t.showTable(ctx, l, versionKey{id, l.Version})
		})
		if err != nil {
			return fmt.Errorf("layer %s: %w", l.ID, err)
		}
	}
	return nil
}
