package gpkg

import (
	"context"
	"database/sql/driver"
	"fmt"

	"catchment/data"
)

// Forget removes versions before one from the history of a layer. The pages
// they took are free for what is written next; the file does not get smaller.
func (s *Store) Forget(ctx context.Context, id string, before int) (removed []int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	err = s.transaction(ctx, func(t *tx) error {
		removed = nil
		var all int64
		if err := t.queryRow(`SELECT count(*) FROM catchment_versions WHERE layer_id = ?`, []any{id}, &all); err != nil {
			return err
		}
		if all == 0 {
			return fmt.Errorf("layer %s: %w", id, data.ErrNoLayer)
		}
		// What stays is what is not before, the newest, the current one, and of
		// edited ones the load they stand on with all edits between.
		var ids []int64
		err := t.queryRows(`WITH mine AS (SELECT v.id, v.version, coalesce(e.base_id, v.id) AS base
				FROM catchment_versions v LEFT JOIN catchment_edits e ON e.version_id = v.id WHERE v.layer_id = ?1),
			stays AS (SELECT id, base FROM mine WHERE version >= ?2 OR version = (SELECT max(version) FROM mine)
				OR version = (SELECT version FROM catchment_layers WHERE layer_id = ?1))
			SELECT id, version FROM mine m WHERE NOT EXISTS (SELECT 1 FROM stays s WHERE s.base = m.base AND s.id >= m.id) ORDER BY version`,
			[]any{id, before}, func(row []driver.Value) error {
				var v, number int64
				if err := scan(row, &v, &number); err != nil {
					return err
				}
				ids, removed = append(ids, v), append(removed, int(number))
				return nil
			})
		if err != nil {
			return err
		}
		for _, v := range ids {
			for _, from := range []string{"catchment_chunks WHERE version_id", "catchment_edits WHERE version_id", "catchment_versions WHERE id"} {
				if err := t.exec(`DELETE FROM `+from+` = ?`, v); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return removed, err
}

// freePages returns how many bytes of the file are free for what is written
// next.
func (s *Store) freePages(ctx context.Context) int64 {
	var free int64
	if s.writer == nil || s.writer.QueryRowContext(ctx, `SELECT freelist_count * page_size FROM pragma_freelist_count, pragma_page_size`).Scan(&free) != nil {
		return 0
	}
	return free
}
