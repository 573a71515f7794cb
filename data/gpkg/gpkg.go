// Package gpkg keeps layers in one GeoPackage 1.3 file that GDAL, QGIS and any
// other reader opens as it is.
//
// Every load is a version. A version is committed in one transaction and is on
// the disk, synced, when Commit returns; before that no reader sees any of it.
// Each version is archived with every byte that came in and with checksums:
// a load whole, an edit as what it changed in the version before. The current
// one is also a features table with typed columns and a spatial index, for
// other programs to read.
package gpkg

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"catchment/data"
)

// Options bound a store. The zero value is useful.
type Options struct {
	// MaxBytes is the largest the file may grow, 0 for no limit. The
	// write-ahead log beside it needs as much again as the largest load.
	MaxBytes int64
	// KeepFree is how many bytes of the disk a load must leave free; 0 means
	// 64 MiB.
	KeepFree int64
}

// ErrNotStore is the error of Open for a file that is not a store of this
// program.
var ErrNotStore = errors.New("not a Catchment store")

// ErrInUse is the error of Open for a store that another process has open.
var ErrInUse = errors.New("the store is in use by another process")

// Store is a data.Store in a GeoPackage file.
type Store struct {
	path string
	opt  Options
	lock *os.File

	mu     sync.Mutex // held by whoever writes
	writer *sql.Conn
	write  *sql.DB          // one connection
	rows   map[string]*rows // of layers that were edited, by id
	read   *sql.DB
}

var _ data.Store = (*Store)(nil)

// pageBytes is the size of a database page: larger than SQLite's 4096 because
// most of the file is read and written in long runs.
const pageBytes = 8192

// Open opens the store at path, which is made if there is nothing. The
// program that has it open is the only one that may write to it; others may
// read the file meanwhile.
//
// The errors are ErrNotStore, ErrInUse, and those of the file system.
func Open(ctx context.Context, path string, opt Options) (*Store, error) {
	if opt.KeepFree == 0 {
		opt.KeepFree = 64 << 20
	}
	s := &Store{path: path, opt: opt}
	if err := s.open(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("opening store %s: %w", path, err), s.Close())
	}
	return s, nil
}

func (s *Store) open(ctx context.Context) (err error) {
	if s.lock, err = lockFile(s.path + ".lock"); err != nil {
		return err
	}
	cut, err := complete(ctx, s.path)
	if err != nil {
		return err
	}
	if cut {
		if err := replace(ctx, s.path, s.opt); err != nil {
			return err
		}
	}
	return s.connect(ctx)
}

// connect opens the file and makes the tables that it lacks.
func (s *Store) connect(ctx context.Context) (err error) {
	// The driver applies pragmas in alphabetical order and _journal_mode last,
	// when the page size has been set: in WAL mode it cannot be any more.
	writing := s.dsn("rwc", fmt.Sprintf("page_size(%d)", pageBytes), "synchronous(FULL)", "cache_size(-65536)",
		"temp_store(MEMORY)", "journal_size_limit(67108864)", "trusted_schema(OFF)") + "&_journal_mode=WAL"
	if s.write, err = sql.Open("sqlite", writing); err != nil {
		return err
	}
	s.write.SetMaxOpenConns(1)
	if s.writer, err = s.write.Conn(ctx); err != nil {
		return storeError(err)
	}
	if err := s.prepare(ctx); err != nil {
		return err
	}
	if err := s.limit(ctx); err != nil {
		return err
	}
	s.read, err = sql.Open("sqlite", s.dsn("ro", "query_only(ON)", "cache_size(-8192)"))
	return err
}

// limit makes SQLite refuse to grow the file beyond Options.MaxBytes.
func (s *Store) limit(ctx context.Context) error {
	if s.opt.MaxBytes <= 0 {
		return nil
	}
	var page int64
	if err := s.writer.QueryRowContext(ctx, "PRAGMA page_size").Scan(&page); err != nil {
		return storeError(err)
	}
	_, err := s.writer.ExecContext(ctx, fmt.Sprintf("PRAGMA max_page_count = %d", max(1, s.opt.MaxBytes/page)))
	return storeError(err)
}

// dsn returns the data source name of the file in a mode, with pragmas set on
// every connection.
func (s *Store) dsn(mode string, pragmas ...string) string { return dsn(s.path, mode, pragmas...) }

func dsn(path, mode string, pragmas ...string) string {
	q := url.Values{"mode": {mode}, "_pragma": append([]string{"busy_timeout(10000)"}, pragmas...)}
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath(), RawQuery: q.Encode()}).String()
}

// ownTables are the tables that tell a store from any other GeoPackage.
const ownTables = `('catchment_layers', 'catchment_versions', 'catchment_chunks')`

// prepare makes the tables in an empty file and checks any other.
func (s *Store) prepare(ctx context.Context) error {
	var id, version, tables int
	err := s.writer.QueryRowContext(ctx, `SELECT
		(SELECT application_id FROM pragma_application_id), (SELECT user_version FROM pragma_user_version),
		(SELECT count(*) FROM sqlite_schema)`).Scan(&id, &version, &tables)
	if err != nil {
		return storeError(err)
	}
	if tables == 0 {
		tx, err := s.writer.BeginTx(ctx, nil)
		if err != nil {
			return storeError(err)
		}
		defer func() { _ = tx.Rollback() }() // after Commit this does nothing
		if _, err := tx.ExecContext(ctx, schema); err != nil {
			return storeError(err)
		}
		if err := tx.Commit(); err != nil {
			return storeError(err)
		}
		// GDAL tells a GeoPackage by the first bytes of the file itself.
		if _, err := s.writer.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
			return storeError(err)
		}
		return errors.Join(syncDir(filepath.Dir(s.path)), s.extend(ctx))
	}
	var ours int
	if err := s.writer.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema WHERE name IN `+ownTables).Scan(&ours); err != nil {
		return storeError(err)
	}
	if id != applicationID || ours != 3 {
		return ErrNotStore
	}
	if version/100 != userVersion/100 {
		return fmt.Errorf("%w of this version: GeoPackage version %d, expected %d", ErrNotStore, version, userVersion)
	}
	return s.extend(ctx)
}

// extensions are the tables that came after the first stores, in the order in
// which they came. A store that lacks one gets it when it is opened.
var extensions = []struct{ table, schema string }{
	{"catchment_documents", documentsSchema},
	{"catchment_edits", editsSchema},
	{"catchment_drafts", draftsSchema},
}

// extend adds what the store lacks.
func (s *Store) extend(ctx context.Context) error {
	tx, err := s.writer.BeginTx(ctx, nil)
	if err != nil {
		return storeError(err)
	}
	defer func() { _ = tx.Rollback() }() // after Commit this does nothing
	for _, e := range extensions {
		var tables int
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema WHERE name = ?`, e.table).Scan(&tables); err != nil {
			return storeError(err)
		}
		if tables > 0 {
			continue
		}
		if _, err := tx.ExecContext(ctx, e.schema); err != nil {
			return storeError(err)
		}
	}
	return storeError(tx.Commit())
}

// Close waits for a commit that is under way and closes the file.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var errs []error
	if s.writer != nil {
		errs = append(errs, s.writer.Close())
		s.writer = nil
	}
	for _, db := range []**sql.DB{&s.read, &s.write} {
		if *db != nil {
			errs = append(errs, (*db).Close())
		}
	}
	if s.lock != nil {
		errs = append(errs, s.lock.Close())
		s.lock = nil
	}
	return errors.Join(errs...)
}

// storeError gives SQLite's errors the names that callers branch on.
func storeError(err error) error {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		if errors.Is(err, sql.ErrConnDone) {
			return data.ErrClosed
		}
		return err
	}
	for _, named := range []error{data.ErrStoreFull, data.ErrBusy, data.ErrDamaged, ErrNotStore} {
		if errors.Is(err, named) {
			return err
		}
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_FULL:
		return fmt.Errorf("%w: %w", data.ErrStoreFull, err)
	case sqlite3.SQLITE_BUSY:
		return fmt.Errorf("%w: %w", data.ErrBusy, err)
	case sqlite3.SQLITE_NOTADB:
		return fmt.Errorf("%w: %w", ErrNotStore, err)
	case sqlite3.SQLITE_CORRUPT:
		return fmt.Errorf("%w: %w", data.ErrDamaged, err)
	}
	return err
}
