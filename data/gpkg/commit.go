package gpkg

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"strings"
	"time"

	"catchment/data"
)

// Commit makes the layer durable as the next version of its id.
//
//  1. Refuse what there is no room for.
//  2. In one transaction: number the version, replace the features table,
//     archive the features, note the version as current.
//  3. Commit, which syncs to the disk.
//
// Any error before the end of step 3 leaves the store as it was.
func (s *Store) Commit(ctx context.Context, l *data.Layer) (version int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.commit(ctx, l)
}

// commit is Commit for whoever holds the lock.
func (s *Store) commit(ctx context.Context, l *data.Layer) (version int, err error) {
	if err := s.room(ctx, l.ID, sizeOf(l.Features)); err != nil {
		return 0, err
	}
	delete(s.rows, l.ID)
	err = s.mending(ctx, func(t *tx) error {
		version, err = t.commit(ctx, l)
		return err
	})
	return version, s.full(l.ID, err)
}

// full says of an error for want of room which limit there is.
func (s *Store) full(layer string, err error) error {
	if errors.Is(err, data.ErrStoreFull) && s.opt.MaxBytes > 0 {
		return fmt.Errorf("layer %s does not fit into the %d MB that the store may take, older versions included: %w", layer, s.opt.MaxBytes>>20, err)
	}
	return err
}

// room refuses what would leave too little of the disk free: it is written
// twice, to the write-ahead log and to the file, which has room of its own
// where versions were forgotten.
func (s *Store) room(ctx context.Context, layer string, size int64) error {
	free, ok := freeBytes(s.path)
	if !ok {
		return nil
	}
	if need := size + max(0, size-s.freePages(ctx)) + s.opt.KeepFree; free < need {
		return fmt.Errorf("%w: layer %s needs about %d MB on the disk, %d MB are free", data.ErrStoreFull, layer, need>>20, free>>20)
	}
	return nil
}

// sizeOf estimates the bytes that features take in the store, table, index and
// archive together.
func sizeOf(fs []data.Feature) int64 {
	size := int64(64 << 10)
	for i := range fs {
		f := &fs[i]
		size += 160 + int64(len(f.ID)) + 2*int64(len(f.Properties)) + int64(len(f.Foreign)) + 2*16*positions(f.Geometry)
	}
	return size
}

// Remove withdraws a layer from what is served; its versions stay.
func (s *Store) Remove(ctx context.Context, id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.rows, id)
	return s.mending(ctx, func(t *tx) error {
		table, err := t.currentTable(id)
		if err != nil {
			return err
		}
		if table == "" {
			return fmt.Errorf("layer %s: %w", id, data.ErrNoLayer)
		}
		if _, err := t.dropTable(table); err != nil {
			return err
		}
		return t.exec(`DELETE FROM catchment_layers WHERE layer_id = ?`, id)
	})
}

func (t *tx) commit(ctx context.Context, l *data.Layer) (int, error) {
	v, err := t.nextVersion(l)
	if err != nil {
		return 0, err
	}
	if err := t.showTable(ctx, l, v); err != nil {
		return 0, err
	}
	if err := t.archive(ctx, l, v); err != nil {
		return 0, fmt.Errorf("archive: %w", err)
	}
	return v.number, nil
}

// showTable makes the features table of a version, the one that is served.
func (t *tx) showTable(ctx context.Context, l *data.Layer, v versionKey) error {
	table, err := t.replaceTable(l)
	if err != nil {
		return err
	}
	s := shapeOf(l.Features)
	if err := t.fillTable(ctx, table, s, l); err != nil {
		return fmt.Errorf("features table: %w", err)
	}
	if err := t.exec(`INSERT INTO catchment_tables VALUES (?, ?, ?)`, table, v.id, s.encode()); err != nil {
		return err
	}
	return t.makeCurrent(l.ID, v.number, table)
}

// versionKey is a version of a layer and its row.
type versionKey struct {
	id     int64
	number int
}

// nextVersion returns the version that comes next.
func (t *tx) nextVersion(l *data.Layer) (versionKey, error) {
	var id, last int64
	err := t.queryRow(`SELECT (SELECT coalesce(max(id), 0) + 1 FROM catchment_versions),
		(SELECT coalesce(max(version), 0) FROM catchment_versions WHERE layer_id = ?)`, []any{l.ID}, &id, &last)
	return versionKey{id, int(last) + 1}, err
}

// makeCurrent makes the version the one that is served.
func (t *tx) makeCurrent(layer string, version int, table string) error {
	return t.exec(`INSERT INTO catchment_layers (layer_id, version, table_name) VALUES (?, ?, ?)
		ON CONFLICT (layer_id) DO UPDATE SET version = excluded.version, table_name = excluded.table_name`, layer, version, table)
}

// archive stores the version's metadata and its features in chunks.
func (t *tx) archive(ctx context.Context, l *data.Layer, v versionKey) error {
	meta, err := encodeMeta(&l.Meta, v.number)
	if err != nil {
		return err
	}
	sum := sha256.New()
	sum.Write(meta)
	bytes, err := t.insertChunks(ctx, v.id, l.Features, sum)
	if err != nil {
		return err
	}
	return t.insertVersion(l, v, bytes, meta, sum.Sum(nil))
}

// insertVersion notes a version whose features are there.
func (t *tx) insertVersion(l *data.Layer, v versionKey, bytes int64, meta, checksum []byte) error {
	return t.exec(`INSERT INTO catchment_versions VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		v.id, l.ID, v.number, l.Loaded.UTC().Format(time.RFC3339Nano), l.Len(), bytes, meta, checksum)
}

// insertChunks stores features in chunks, adds the checksums of those to sum
// and returns their size.
func (t *tx) insertChunks(ctx context.Context, versionID int64, fs []data.Feature, sum hash.Hash) (bytes int64, err error) {
	seq := 0
	for packed := range packAll(ctx, fs) {
		if packed.err != nil {
			return 0, packed.err
		}
		c := packed.chunk
		check := c.checksum()
		sum.Write(check)
		if err := t.exec(`INSERT INTO catchment_chunks VALUES (?, ?, ?, ?, ?, ?)`, versionID, seq, c.features, check, c.attributes, c.geometry); err != nil {
			return 0, err
		}
		bytes += int64(len(c.attributes) + len(c.geometry))
		seq++
	}
	return bytes, ctx.Err()
}

func (c chunk) checksum() []byte {
	h := sha256.New()
	h.Write(c.attributes)
	h.Write(c.geometry)
	return h.Sum(nil)
}

// packedChunk is a chunk or why there is none.
type packedChunk struct {
	chunk chunk
	err   error
}

// packAll packs the features beside the caller, a few chunks ahead of it.
func packAll(ctx context.Context, fs []data.Feature) func(yield func(packedChunk) bool) {
	return func(yield func(packedChunk) bool) {
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		out := make(chan packedChunk, 4)
		go func() {
			defer close(out)
			var p packer
			for len(fs) > 0 {
				c, err := p.pack(fs)
				select {
				case out <- packedChunk{c, err}:
				case <-ctx.Done():
					return
				}
				if err != nil {
					return
				}
				fs = fs[c.features:]
			}
		}()
		for c := range out {
			if !yield(c) {
				return
			}
		}
	}
}

// storedMeta is data.Meta as the store writes it: its foreign members as they
// came, not as JSON that encoding/json would lay out anew.
type storedMeta struct {
	data.Meta
	ForeignBytes []byte `json:"foreign_bytes,omitempty"`
}

func encodeMeta(m *data.Meta, version int) ([]byte, error) {
	stored := storedMeta{Meta: *m, ForeignBytes: m.Foreign}
	stored.Version = version
	return json.Marshal(stored)
}

func decodeMeta(b []byte) (data.Meta, error) {
	var stored storedMeta
	if err := json.Unmarshal(b, &stored); err != nil {
		return data.Meta{}, err
	}
	stored.Foreign = stored.ForeignBytes
	return stored.Meta, nil
}

// currentTable returns the features table of a layer, "" when it has none.
func (t *tx) currentTable(layer string) (string, error) {
	var table string
	err := t.queryRow(`SELECT table_name FROM catchment_layers WHERE layer_id = ?`, []any{layer}, &table)
	if errors.Is(err, errNoRow) {
		return "", nil
	}
	return table, err
}

// replaceTable drops the layer's features table, if any, and returns the name
// for the next one: the same, else a free one.
func (t *tx) replaceTable(l *data.Layer) (string, error) {
	table, err := t.currentTable(l.ID)
	if err != nil {
		return "", err
	}
	if table != "" {
		if free, err := t.dropTable(table); free || err != nil {
			return table, err
		}
	}
	names, err := t.queryTexts(`SELECT name FROM sqlite_schema`)
	if err != nil {
		return "", err
	}
	taken := make(map[string]bool, len(names))
	for _, n := range names {
		taken[strings.ToLower(n)] = true
	}
	return tableName(l.ID, func(name string) bool { return taken[strings.ToLower(name)] }), nil
}

// dropTable removes a features table with all that GeoPackage says about it,
// and returns whether its name is free again: with t.mending one that cannot be
// removed stays in the file, where nothing names it any more.
func (t *tx) dropTable(table string) (free bool, err error) {
	if !t.mending {
		for _, name := range []string{rtreeName(table), table} {
			if err := t.exec(`DROP TABLE IF EXISTS ` + quote(name)); err != nil {
				return false, err
			}
		}
	}
	for _, register := range []string{"catchment_tables", "gpkg_extensions", "gpkg_geometry_columns", "gpkg_contents"} {
		if err := t.exec(`DELETE FROM `+register+` WHERE lower(table_name) = lower(?)`, table); err != nil {
			return false, err
		}
	}
	return !t.mending, nil
}
