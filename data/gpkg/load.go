package gpkg

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"time"

	"catchment/data"
)

// Load returns the current version of every layer. A layer whose archive does
// not match its checksums, or cannot be read, is named among the damaged; so is
// every file in which a store that was cut short is kept.
func (s *Store) Load(ctx context.Context) ([]*data.Layer, []data.Damage, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT layer_id, version FROM catchment_layers ORDER BY layer_id`)
	if err != nil {
		return nil, nil, storeError(err)
	}
	type current struct {
		id      string
		version int
	}
	var all []current
	for rows.Next() {
		var c current
		if err := rows.Scan(&c.id, &c.version); err != nil {
			return nil, nil, errors.Join(storeError(err), rows.Close())
		}
		all = append(all, c)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, nil, storeError(err)
	}
	var layers []*data.Layer
	var damaged []data.Damage
	for _, c := range all {
		l, err := s.Version(ctx, c.id, c.version)
		if ctx.Err() != nil {
			return nil, nil, ctx.Err()
		}
		if err != nil {
			damaged = append(damaged, data.Damage{Layer: c.id, Version: c.version, Reason: err.Error()})
			continue
		}
		layers = append(layers, l)
	}
	return layers, append(damaged, s.aside()...), nil
}

// Version reads one version of a layer, current or not.
func (s *Store) Version(ctx context.Context, id string, version int) (*data.Layer, error) {
	var row struct {
		id, features   int64
		meta, checksum []byte
	}
	err := s.read.QueryRowContext(ctx, `SELECT id, features, meta, checksum FROM catchment_versions WHERE layer_id = ? AND version = ?`, id, version).
		Scan(&row.id, &row.features, &row.meta, &row.checksum)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, s.missing(ctx, id, version)
	}
	if err != nil {
		return nil, fmt.Errorf("reading layer %s version %d: %w", id, version, storeError(err))
	}
	l, err := s.readVersion(ctx, row.id, row.features, row.meta, row.checksum)
	if err != nil {
		return nil, fmt.Errorf("reading layer %s version %d: %w", id, version, storeError(err))
	}
	return l, nil
}

// missing returns why there is no such version.
func (s *Store) missing(ctx context.Context, id string, version int) error {
	if _, err := s.Versions(ctx, id); err != nil {
		return err
	}
	return fmt.Errorf("layer %s version %d: %w", id, version, data.ErrNoVersion)
}

// readVersion reads a version from its row: whole, or the base of an edit and
// the edits on it (see edit.go).
func (s *Store) readVersion(ctx context.Context, versionID, features int64, meta, checksum []byte) (*data.Layer, error) {
	var base int64
	err := s.read.QueryRowContext(ctx, `SELECT base_id FROM catchment_edits WHERE version_id = ?`, versionID).Scan(&base)
	if errors.Is(err, sql.ErrNoRows) {
		fs, err := s.readChunks(ctx, versionID, features, meta, checksum)
		if err != nil {
			return nil, err
		}
		m, err := decodeMeta(meta)
		if err != nil {
			return nil, fmt.Errorf("%w: metadata: %w", data.ErrDamaged, err)
		}
		return data.NewLayer(m, fs)
	}
	if err != nil {
		return nil, err
	}
	return s.readEdited(ctx, base, versionID)
}

// readChunks reads the features of a version: one goroutine reads, all cores
// check and unpack.
func (s *Store) readChunks(ctx context.Context, versionID, features int64, meta, checksum []byte) ([]data.Feature, error) {
	if features < 0 || features > 1<<31 {
		return nil, fmt.Errorf("%w: %d features", data.ErrDamaged, features)
	}
	rows, err := s.read.QueryContext(ctx, `SELECT features, checksum, attributes, geometry FROM catchment_chunks WHERE version_id = ? ORDER BY seq`, versionID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()

	u := newUnpackers()
	sum := sha256.New()
	sum.Write(meta)
	var parts [][]data.Feature
	total := int64(0)
	for rows.Next() && u.failed() == nil {
		var c chunk
		var check []byte
		if err := rows.Scan(&c.features, &check, &c.attributes, &c.geometry); err != nil {
			return nil, errors.Join(err, u.wait())
		}
		sum.Write(check)
		if total += int64(c.features); c.features < 0 || c.features > chunkFeatures || total > features {
			return nil, errors.Join(fmt.Errorf("%w: more features than expected", data.ErrDamaged), u.wait())
		}
		part := make([]data.Feature, c.features)
		parts = append(parts, part)
		u.unpack(c, check, part)
	}
	if err := errors.Join(u.wait(), rows.Err()); err != nil {
		return nil, err
	}
	if total != features || !bytes.Equal(sum.Sum(nil), checksum) {
		return nil, fmt.Errorf("%w: %d of %d features, or another checksum", data.ErrDamaged, total, features)
	}
	fs := make([]data.Feature, 0, features)
	for _, p := range parts {
		fs = append(fs, p...)
	}
	return fs, nil
}

// unpackers check and unpack chunks on all cores.
type unpackers struct {
	wg    sync.WaitGroup
	slots chan struct{}
	mu    sync.Mutex
	err   error
}

func newUnpackers() *unpackers {
	return &unpackers{slots: make(chan struct{}, runtime.GOMAXPROCS(0))}
}

func (u *unpackers) unpack(c chunk, check []byte, fs []data.Feature) {
	u.slots <- struct{}{}
	u.wg.Go(func() {
		defer func() { <-u.slots }()
		if err := checkedUnpack(c, check, fs); err != nil {
			u.mu.Lock()
			u.err = err
			u.mu.Unlock()
		}
	})
}

func checkedUnpack(c chunk, check []byte, fs []data.Feature) error {
	if !bytes.Equal(c.checksum(), check) {
		return fmt.Errorf("%w: a chunk has another checksum", data.ErrDamaged)
	}
	if err := unpack(c, fs); err != nil {
		return fmt.Errorf("%w: %w", data.ErrDamaged, err)
	}
	return nil
}

func (u *unpackers) failed() error {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.err
}

func (u *unpackers) wait() error {
	u.wg.Wait()
	return u.failed()
}

// Versions returns the history of a layer, newest first.
func (s *Store) Versions(ctx context.Context, id string) ([]data.Version, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT v.version, v.loaded_at, v.features, v.bytes, v.meta, c.version IS NOT NULL
		FROM catchment_versions v LEFT JOIN catchment_layers c ON c.layer_id = v.layer_id AND c.version = v.version
		WHERE v.layer_id = ? ORDER BY v.version DESC`, id)
	if err != nil {
		return nil, storeError(err)
	}
	defer rows.Close()
	var out []data.Version
	for rows.Next() {
		var v data.Version
		var loaded string
		var meta []byte
		if err := rows.Scan(&v.Version, &loaded, &v.Features, &v.Bytes, &meta, &v.Current); err != nil {
			return nil, storeError(err)
		}
		v.Loaded, _ = time.Parse(time.RFC3339Nano, loaded)
		if m, err := decodeMeta(meta); err == nil {
			v.Name, v.Role, v.Kind, v.Source, v.Edits = m.Name, m.Role, m.Kind, m.Source, m.Edits
		}
		out = append(out, v)
	}
	if err := rows.Err(); err != nil {
		return nil, storeError(err)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("layer %s: %w", id, data.ErrNoLayer)
	}
	return out, nil
}
