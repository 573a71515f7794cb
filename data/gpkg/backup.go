package gpkg

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Backup writes the store as it is now to a new file at path, while reading
// and writing go on. The copy is a store of its own.
func (s *Store) Backup(ctx context.Context, path string) error { return Backup(ctx, s.path, path) }

// Backup writes the store in a file as it is at one moment to a new file at
// path. It need not be open here and may be open elsewhere: the copying is one
// read transaction, which waits for no load and holds none up. The error wraps
// os.ErrExist when there is something at path, ErrNotStore when there is no
// store in the file.
func Backup(ctx context.Context, store, path string) error {
	if err := backup(ctx, store, path); err != nil {
		return fmt.Errorf("backing up %s to %s: %w", store, path, err)
	}
	return nil
}

func backup(ctx context.Context, store, path string) error {
	if _, err := os.Lstat(path); err == nil {
		return os.ErrExist
	}
	// A connection of its own: those for reading refuse to write, even to
	// another file, and the writer may be busy.
	db, err := sql.Open("sqlite", dsn(store, "rw"))
	if err != nil {
		return err
	}
	err = vacuumInto(ctx, db, path)
	return errors.Join(err, db.Close())
}

// vacuumInto copies the store behind db; after an error nothing is left at path.
func vacuumInto(ctx context.Context, db *sql.DB, path string) error {
	var id, ours int
	if err := db.QueryRowContext(ctx, `SELECT (SELECT application_id FROM pragma_application_id),
		(SELECT count(*) FROM sqlite_schema WHERE name IN `+ownTables+`)`).Scan(&id, &ours); err != nil {
		return storeError(err)
	}
	if id != applicationID || ours != 3 {
		return ErrNotStore
	}
	_, err := db.ExecContext(ctx, "VACUUM INTO ?", path)
	if err = storeError(err); err == nil {
		err = syncFile(path)
	}
	if err != nil {
		_ = os.Remove(path) // it was not there before
	}
	return err
}

// syncFile makes a finished file durable, its name included.
func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}
