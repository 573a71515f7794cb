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

// documentsSchema adds the table of documents, one row for each version there
// ever was. It is registered as attributes, so that other programs list it as
// a table without geometry.
const documentsSchema = `
CREATE TABLE catchment_documents (
  id INTEGER NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  document_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  current INTEGER NOT NULL,
  changed_at TEXT NOT NULL,
  body TEXT NOT NULL,
  checksum BLOB NOT NULL,
  UNIQUE (kind, document_id, version)
);
INSERT INTO gpkg_contents (table_name, data_type, identifier, description)
 VALUES ('catchment_documents', 'attributes', 'catchment_documents', 'Rule sets, class mappings and scenarios, with their history');
`

// CommitDocument makes the document durable as the next version of its id.
func (s *Store) CommitDocument(ctx context.Context, d *data.Document) (version int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.roomFor(len(d.Body)); err != nil {
		return 0, err
	}
	err = s.transaction(ctx, func(t *tx) error {
		var last, id int64
		if err := t.queryRow(`SELECT coalesce(max(version), 0) FROM catchment_documents WHERE kind = ? AND document_id = ?`,
			[]any{string(d.Kind), d.ID}, &last); err != nil {
			return err
		}
		if err := t.queryRow(`SELECT coalesce(max(id), 0) + 1 FROM catchment_documents`, nil, &id); err != nil {
			return err
		}
		version = int(last) + 1
		if err := t.exec(`UPDATE catchment_documents SET current = 0 WHERE kind = ? AND document_id = ? AND current = 1`, string(d.Kind), d.ID); err != nil {
			return err
		}
		changed := d.Changed.UTC().Format(time.RFC3339Nano)
		return t.exec(`INSERT INTO catchment_documents VALUES (?, ?, ?, ?, 1, ?, ?, ?)`,
			id, string(d.Kind), d.ID, version, changed, string(d.Body), documentChecksum(d.Kind, d.ID, version, changed, d.Body))
	})
	if err != nil {
		return 0, err
	}
	return version, nil
}

// roomFor returns why the disk has no room for a small text of so many bytes.
func (s *Store) roomFor(text int) error {
	if free, ok := freeBytes(s.path); ok && free < s.opt.KeepFree+2*int64(text) {
		return fmt.Errorf("%w: %d MB are free on the disk", data.ErrStoreFull, free>>20)
	}
	return nil
}

// documentChecksum is over all that a version of a document says.
func documentChecksum(kind data.DocumentKind, id string, version int, changed string, body []byte) []byte {
	h := sha256.New()
	fmt.Fprintf(h, "%q %q %d %q\n", kind, id, version, changed)
	h.Write(body)
	return h.Sum(nil)
}

// RemoveDocument withdraws a document from what is served; its versions stay.
func (s *Store) RemoveDocument(ctx context.Context, kind data.DocumentKind, id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.transaction(ctx, func(t *tx) error {
		var n int64
		if err := t.queryRow(`SELECT count(*) FROM catchment_documents WHERE kind = ? AND document_id = ? AND current = 1`,
			[]any{string(kind), id}, &n); err != nil {
			return err
		}
		if n == 0 {
			return fmt.Errorf("%s %s: %w", kind, id, data.ErrNoDocument)
		}
		return t.exec(`UPDATE catchment_documents SET current = 0 WHERE kind = ? AND document_id = ?`, string(kind), id)
	})
}

const documentColumns = `SELECT kind, document_id, version, changed_at, body, checksum FROM catchment_documents `

// Documents returns the current version of every document. One that is not
// what was put into the store is named among the damaged.
func (s *Store) Documents(ctx context.Context) (whole []*data.Document, damaged []data.Damage, err error) {
	err = s.eachDocument(ctx, func(d *data.Document, err error) {
		if err != nil {
			damaged = append(damaged, data.Damage{Document: d.Kind, Layer: d.ID, Version: d.Version, Reason: err.Error()})
			return
		}
		whole = append(whole, d)
	}, documentColumns+`WHERE current = 1 ORDER BY kind, document_id`)
	return whole, damaged, err
}

// DocumentHistory returns every version of a document, newest first.
func (s *Store) DocumentHistory(ctx context.Context, kind data.DocumentKind, id string) (all []*data.Document, err error) {
	var errs []error
	err = s.eachDocument(ctx, func(d *data.Document, err error) {
		all, errs = append(all, d), append(errs, err)
	}, documentColumns+`WHERE kind = ? AND document_id = ? ORDER BY version DESC`, string(kind), id)
	if err = errors.Join(append(errs, err)...); err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%s %s: %w", kind, id, data.ErrNoDocument)
	}
	return all, nil
}

// eachDocument hands over the documents of a query, each with ErrDamaged when
// it is not what was put into the store.
func (s *Store) eachDocument(ctx context.Context, use func(*data.Document, error), query string, args ...any) error {
	rows, err := s.read.QueryContext(ctx, query, args...)
	if err != nil {
		return storeError(err)
	}
	defer rows.Close()
	for rows.Next() {
		var changed, body sql.RawBytes
		var check sql.RawBytes
		d := &data.Document{}
		if err := rows.Scan(&d.Kind, &d.ID, &d.Version, &changed, &body, &check); err != nil {
			return storeError(err)
		}
		d.Body = bytes.Clone(body)
		var damage error
		if d.Changed, err = time.Parse(time.RFC3339Nano, string(changed)); err != nil || !bytes.Equal(check, documentChecksum(d.Kind, d.ID, d.Version, string(changed), body)) {
			damage = fmt.Errorf("%s %s version %d: %w: another checksum", d.Kind, d.ID, d.Version, data.ErrDamaged)
		}
		use(d, damage)
	}
	return storeError(rows.Err())
}
