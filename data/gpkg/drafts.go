package gpkg

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"catchment/data"
)

// draftsSchema adds the table of drafts, one row each, in the order in which they
// were saved: there is no history. It is not registered among the contents, so that other programs list what they
// listed before.
const draftsSchema = `
CREATE TABLE catchment_drafts (
  id INTEGER NOT NULL PRIMARY KEY,
  draft_id TEXT NOT NULL UNIQUE,
  version INTEGER NOT NULL,
  saved_at TEXT NOT NULL,
  body TEXT NOT NULL,
  checksum BLOB NOT NULL
);
`

var _ data.Drafts = (*Store)(nil)

// draftColumns are those that eachDraft reads.
const draftColumns = `SELECT draft_id, version, saved_at, body, checksum FROM catchment_drafts `

// Drafts returns all drafts, the one saved last first. One that is not what was
// put into the store is left out.
func (s *Store) Drafts(ctx context.Context) (all []*data.Draft, err error) {
	err = s.eachDraft(ctx, func(d *data.Draft) { all = append(all, d) }, draftColumns+`ORDER BY id DESC`)
	return all, err
}

// Draft returns one draft.
func (s *Store) Draft(ctx context.Context, id string) (found *data.Draft, err error) {
	err = s.eachDraft(ctx, func(d *data.Draft) { found = d }, draftColumns+`WHERE draft_id = ?`, id)
	if err == nil && found == nil {
		err = data.NoDraft(id)
	}
	return found, err
}

// PutDraft keeps the draft in the place of its id.
func (s *Store) PutDraft(ctx context.Context, d *data.Draft, opt data.PutOptions) (kept *data.Draft, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.roomFor(len(d.Body)); err != nil {
		return nil, err
	}
	err = s.transaction(ctx, func(t *tx) error {
		now, err := t.draftVersion(d.ID)
		if err != nil {
			return err
		}
		if err := data.CheckDraft(d.ID, now, opt); err != nil {
			return err
		}
		var highest int64
		if err := t.queryRow(`SELECT coalesce(max(CAST(version AS INTEGER)), 0) FROM catchment_drafts`, nil, &highest); err != nil {
			return err
		}
		kept = d.After(int(highest))
		saved := kept.Saved.UTC().Format(time.RFC3339Nano)
		if err := t.exec(`INSERT OR REPLACE INTO catchment_drafts (draft_id, version, saved_at, body, checksum) VALUES (?, ?, ?, ?, ?)`,
			kept.ID, kept.Version, saved, string(kept.Body), draftChecksum(kept.ID, kept.Version, saved, kept.Body)); err != nil {
			return err
		}
		return t.exec(`DELETE FROM catchment_drafts WHERE id IN (SELECT id FROM catchment_drafts ORDER BY id DESC LIMIT -1 OFFSET ?)`, data.MaxDrafts)
	})
	if err != nil {
		return nil, err
	}
	return kept, nil
}

// RemoveDraft removes the draft for good.
func (s *Store) RemoveDraft(ctx context.Context, id string, opt data.PutOptions) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.transaction(ctx, func(t *tx) error {
		now, err := t.draftVersion(id)
		switch {
		case err != nil:
			return err
		case now == 0:
			return data.NoDraft(id)
		}
		if err := data.CheckDraft(id, now, opt); err != nil {
			return err
		}
		return t.exec(`DELETE FROM catchment_drafts WHERE draft_id = ?`, id)
	})
}

// draftVersion returns the version of a draft, 0 for one that is not there or
// not what was put into the store.
func (t *tx) draftVersion(id string) (int, error) {
	var version int64
	var saved, body string
	var check []byte
	err := t.queryRow(`SELECT version, saved_at, body, checksum FROM catchment_drafts WHERE draft_id = ?`, []any{id}, &version, &saved, &body, &check)
	switch {
	case errors.Is(err, errNoRow), errors.Is(err, data.ErrDamaged):
		return 0, nil
	case err != nil:
		return 0, err
	case !bytes.Equal(check, draftChecksum(id, int(version), saved, []byte(body))):
		return 0, nil
	}
	return int(version), nil
}

// eachDraft hands over the drafts of a query that are what was put into the
// store.
func (s *Store) eachDraft(ctx context.Context, use func(*data.Draft), query string, args ...any) error {
	rows, err := s.read.QueryContext(ctx, query, args...)
	if err != nil {
		return storeError(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, version, saved, body, check sql.RawBytes
		if err := rows.Scan(&id, &version, &saved, &body, &check); err != nil {
			return storeError(err)
		}
		d := &data.Draft{ID: string(id), Body: bytes.Clone(body)}
		if _, err := fmt.Sscan(string(version), &d.Version); err != nil {
			continue
		}
		if d.Saved, err = time.Parse(time.RFC3339Nano, string(saved)); err == nil && bytes.Equal(check, draftChecksum(d.ID, d.Version, string(saved), body)) {
			use(d)
		}
	}
	return storeError(rows.Err())
}

// draftChecksum is over all that a draft says.
func draftChecksum(id string, version int, saved string, body []byte) []byte {
	h := sha256.New()
	fmt.Fprintf(h, "%q %d %q\n", id, version, saved)
	h.Write(body)
	return h.Sum(nil)
}
