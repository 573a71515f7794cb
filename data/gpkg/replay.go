package gpkg

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"catchment/data"
)

// readEdited reads the version that is the last of the edits on a base.
func (s *Store) readEdited(ctx context.Context, baseID, versionID int64) (*data.Layer, error) {
	var features int64
	var meta, checksum []byte
	err := s.read.QueryRowContext(ctx, `SELECT features, meta, checksum FROM catchment_versions WHERE id = ?`, baseID).Scan(&features, &meta, &checksum)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("%w: the version that was edited is gone", data.ErrDamaged)
	}
	if err != nil {
		return nil, fmt.Errorf("the version that was edited: %w", err)
	}
	fs, err := s.readChunks(ctx, baseID, features, meta, checksum)
	if err != nil {
		return nil, fmt.Errorf("the version that was edited: %w", err)
	}
	base, err := decodeMeta(meta)
	if err != nil {
		return nil, fmt.Errorf("%w: metadata: %w", data.ErrDamaged, err)
	}
	r := replay{features: fs, checksum: checksum}
	if err := s.eachEdit(ctx, baseID, versionID, r.apply); err != nil {
		return nil, err
	}
	m, err := decodeMeta(r.meta)
	if err != nil {
		return nil, fmt.Errorf("%w: metadata: %w", data.ErrDamaged, err)
	}
	m.Problems, m.Inference, m.Foreign = base.Problems, base.Inference, base.Foreign
	return data.NewLayer(m, r.left())
}

// archivedEdit is an edit as it was archived.
type archivedEdit struct {
	version           int64
	replaced, removed []byte
	added, features   int64 // features: of the layer after it
	meta, checksum    []byte
	chunks            []chunk
	checks            [][]byte // of the chunks
}

// eachEdit hands over the edits of a base up to a version, in order.
func (s *Store) eachEdit(ctx context.Context, baseID, versionID int64, use func(*archivedEdit) error) error {
	rows, err := s.read.QueryContext(ctx, `SELECT e.version_id, e.replaced, e.removed, e.added, v.features, v.meta, v.checksum,
			coalesce(c.features, 0), c.checksum, c.attributes, c.geometry
		FROM catchment_edits e JOIN catchment_versions v ON v.id = e.version_id
		LEFT JOIN catchment_chunks c ON c.version_id = e.version_id
		WHERE e.base_id = ? AND e.version_id <= ? ORDER BY e.version_id, c.seq`, baseID, versionID)
	if err != nil {
		return err
	}
	defer rows.Close()
	var e archivedEdit
	for rows.Next() {
		var next archivedEdit
		var c chunk
		var check []byte
		if err := rows.Scan(&next.version, &next.replaced, &next.removed, &next.added, &next.features, &next.meta, &next.checksum,
			&c.features, &check, &c.attributes, &c.geometry); err != nil {
			return fmt.Errorf("%w: an edit: %w", data.ErrDamaged, err)
		}
		if next.version != e.version {
			if e.version != 0 {
				if err := use(&e); err != nil {
					return err
				}
			}
			e = next
		}
		if check != nil {
			e.chunks, e.checks = append(e.chunks, c), append(e.checks, check)
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if e.version != versionID {
		return fmt.Errorf("%w: the edit is not where it was", data.ErrDamaged)
	}
	return use(&e)
}

// replay is features by row, from 1, as edits leave them. A row whose feature
// is gone has no geometry.
type replay struct {
	features       []data.Feature
	gone           int
	checksum, meta []byte // of the version reached
}

var errEdit = errors.New("archived edit does not fit the version before")

// apply makes one more edit.
func (r *replay) apply(e *archivedEdit) error {
	sum := sha256.New()
	sum.Write(editHead(e.meta, r.checksum, e.replaced, e.removed, e.added))
	total := 0
	for i, c := range e.chunks {
		sum.Write(e.checks[i])
		if c.features < 0 || c.features > chunkFeatures {
			return fmt.Errorf("%w: %w", data.ErrDamaged, errEdit)
		}
		total += c.features
	}
	// Only what has its checksum decides on how much memory is taken.
	if !bytes.Equal(sum.Sum(nil), e.checksum) {
		return fmt.Errorf("%w: an edit has another checksum", data.ErrDamaged)
	}
	replaced, ok := readRows(e.replaced)
	removed, ok2 := readRows(e.removed)
	if !ok || !ok2 || e.added < 0 || total != len(replaced)+int(e.added) {
		return fmt.Errorf("%w: %w", data.ErrDamaged, errEdit)
	}
	fresh := make([]data.Feature, total)
	for i, at := 0, 0; i < len(e.chunks); i++ {
		n := e.chunks[i].features
		if err := checkedUnpack(e.chunks[i], e.checks[i], fresh[at:at+n]); err != nil {
			return err
		}
		at += n
	}
	for i, row := range replaced {
		if !r.holds(row) {
			return fmt.Errorf("%w: %w", data.ErrDamaged, errEdit)
		}
		r.features[row-1] = fresh[i]
	}
	for _, row := range removed {
		if !r.holds(row) {
			return fmt.Errorf("%w: %w", data.ErrDamaged, errEdit)
		}
		r.features[row-1] = data.Feature{}
	}
	r.features = append(r.features, fresh[len(replaced):]...)
	if r.gone += len(removed); int64(len(r.features)-r.gone) != e.features {
		return fmt.Errorf("%w: %w", data.ErrDamaged, errEdit)
	}
	r.checksum, r.meta = e.checksum, e.meta
	return nil
}

// holds tells whether there is a feature in the row.
func (r *replay) holds(row int64) bool {
	return row <= int64(len(r.features)) && r.features[row-1].Geometry != nil
}

// left returns the features that are there.
func (r *replay) left() []data.Feature {
	if r.gone == 0 {
		return r.features
	}
	return slices.DeleteFunc(r.features, func(f data.Feature) bool { return f.Geometry == nil })
}
