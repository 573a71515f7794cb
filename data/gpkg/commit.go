package gpkg

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
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
	if err := s.room(l); err != nil {
		return 0, err
	}
	err = s.transaction(ctx, func(t *tx) error {
		version, err = t.commit(ctx, l)
		return err
	})
	if errors.Is(err, data.ErrStoreFull) && s.opt.MaxBytes > 0 {
		err = fmt.Errorf("layer %s does not fit into the %d MB that the store may take, older versions included: %w", l.ID, s.opt.MaxBytes>>20, err)
	}
	if err != nil {
		return 0, err
	}
	return version, nil
}

// room refuses a layer that would leave too little of the disk free.
func (s *Store) room(l *data.Layer) error {
	free, ok := freeBytes(s.path)
	if !ok {
		return nil
	}
	if need := 2*sizeOf(l) + s.opt.KeepFree; free < need {
		return fmt.Errorf("%w: layer %s needs about %d MB on the disk, %d MB are free", data.ErrStoreFull, l.ID, need>>20, free>>20)
	}
	return nil
}

// sizeOf estimates the bytes a layer takes in the store, table, index and
// archive together.
func sizeOf(l *data.Layer) int64 {
	size := int64(64 << 10)
	for i := range l.Features {
		f := &l.Features[i]
		size += 160 + int64(len(f.ID)) + 2*int64(len(f.Properties)) + int64(len(f.Foreign)) + 2*16*positions(f.Geometry)
	}
	return size
}

// Remove withdraws a layer from what is served; its versions stay.
func (s *Store) Remove(ctx context.Context, id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.transaction(ctx, func(t *tx) error {
		table, err := t.currentTable(id)
		if err != nil {
			return err
		}
		if table == "" {
			return fmt.Errorf("layer %s: %w", id, data.ErrNoLayer)
		}
		if err := t.dropTable(table); err != nil {
			return err
		}
		return t.exec(`DELETE FROM catchment_layers WHERE layer_id = ?`, id)
	})
}

func (t *tx) commit(ctx context.Context, l *data.Layer) (int, error) {
	var last int64
	if err := t.queryRow(`SELECT coalesce(max(version), 0) FROM catchment_versions WHERE layer_id = ?`, []any{l.ID}, &last); err != nil {
		return 0, err
	}
	version := int(last) + 1
	table, err := t.replaceTable(l)
	if err != nil {
		return 0, err
	}
	if err := t.fillTable(ctx, table, l); err != nil {
		return 0, fmt.Errorf("features table: %w", err)
	}
	if err := t.archive(ctx, l, version); err != nil {
		return 0, fmt.Errorf("archive: %w", err)
	}
	err = t.exec(`INSERT INTO catchment_layers (layer_id, version, table_name) VALUES (?, ?, ?)
		ON CONFLICT (layer_id) DO UPDATE SET version = excluded.version, table_name = excluded.table_name`, l.ID, version, table)
	return version, err
}

// archive stores the version's metadata and its features in chunks.
func (t *tx) archive(ctx context.Context, l *data.Layer, version int) error {
	meta, err := encodeMeta(&l.Meta, version)
	if err != nil {
		return err
	}
	var id int64
	if err := t.queryRow(`SELECT coalesce(max(id), 0) + 1 FROM catchment_versions`, nil, &id); err != nil {
		return err
	}
	sum := sha256.New()
	sum.Write(meta)
	var bytes int64
	seq := 0
	for packed := range packAll(ctx, l.Features) {
		if packed.err != nil {
			return packed.err
		}
		c := packed.chunk
		check := c.checksum()
		sum.Write(check)
		if err := t.exec(`INSERT INTO catchment_chunks VALUES (?, ?, ?, ?, ?, ?)`, id, seq, c.features, check, c.attributes, c.geometry); err != nil {
			return err
		}
		bytes += int64(len(c.attributes) + len(c.geometry))
		seq++
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return t.exec(`INSERT INTO catchment_versions VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		id, l.ID, version, l.Loaded.UTC().Format(time.RFC3339Nano), l.Len(), bytes, meta, sum.Sum(nil))
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
		return table, t.dropTable(table)
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

// dropTable removes a features table with all that GeoPackage says about it.
func (t *tx) dropTable(table string) error {
	for _, sql := range []string{
		`DROP TABLE IF EXISTS ` + quote(rtreeName(table)),
		`DROP TABLE IF EXISTS ` + quote(table),
	} {
		if err := t.exec(sql); err != nil {
			return err
		}
	}
	for _, register := range []string{"gpkg_extensions", "gpkg_geometry_columns", "gpkg_contents"} {
		if err := t.exec(`DELETE FROM `+register+` WHERE lower(table_name) = lower(?)`, table); err != nil {
			return err
		}
	}
	return nil
}
