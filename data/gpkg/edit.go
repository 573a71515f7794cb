package gpkg

import (
	"context"
	"crypto/sha256"
	"database/sql/driver"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sort"

	"catchment/data"
)

// An edit is archived as what it changed in the version before. Each edit
// stands on a version that is archived whole, its base, and on the edits
// between. Features are told apart by their row: those of the base are rows 1,
// 2, …, each one added gets the next, none is given twice. The row is also the
// fid in the features table, and the order of the rows is that of the features.
//
// The chunks of an edit hold the features it replaced, in the order of their
// rows, and then those it added. Its checksum covers the one before it, so that
// an edit cannot come to stand on anything else than it was made for.

// editsSchema adds the table of edits, and that of the columns of features
// tables, which an edit needs in order to write to them. A features table
// from before has no row there: the first edit of its layer makes it anew.
const editsSchema = `
CREATE TABLE catchment_edits (
  version_id INTEGER NOT NULL PRIMARY KEY,
  base_id INTEGER NOT NULL,
  replaced BLOB NOT NULL,
  removed BLOB NOT NULL,
  added INTEGER NOT NULL
);
CREATE INDEX catchment_edits_base ON catchment_edits (base_id);
CREATE TABLE catchment_tables (
  table_name TEXT NOT NULL PRIMARY KEY COLLATE NOCASE,
  base_id INTEGER NOT NULL,
  columns BLOB NOT NULL
);
`

// A version is archived whole again when the edits since the last such one
// would cost as much to read as it does, so that reading takes at most twice as
// long and the file grows by at most twice what was edited.
const (
	editBytes = 1 << 10   // what finding an edit costs, as if it were so much larger
	leastBase = 256 << 10 // edits may cost so much on the smallest base
)

// wholeShare: an edit of more than one in so many features is a load.
const wholeShare = 4

// errWhole says that changes cannot be stored as an edit, and the layer must be
// stored whole.
var errWhole = errors.New("changes need the whole layer")

// rows is what an edit must know of the current version of a layer.
type rows struct {
	last      versionKey
	checksum  []byte // of last
	base      int64  // the version that the edits stand on
	baseBytes int64
	editBytes int64   // of the edits since
	next      int64   // row of the next feature added
	removed   []int64 // rows of the base or of edits that are gone, ascending
	table     string
	shape     *shape // of the table
}

// at returns the row of feature i.
func (r *rows) at(i int) int64 {
	// Before row removed[k] there are removed[k]-1-k features.
	gone := sort.Search(len(r.removed), func(k int) bool { return r.removed[k]-1-int64(k) > int64(i) })
	return int64(i + 1 + gone)
}

// edit is changes by row.
type edit struct {
	replaced, removed []int64 // ascending
	features          []data.Feature
	added             int
}

// edit returns the changes by row.
func (r *rows) edit(c *data.Changes) *edit {
	e := &edit{added: len(c.Add)}
	for _, i := range slices.Sorted(maps.Keys(c.Replace)) {
		e.replaced = append(e.replaced, r.at(i))
		e.features = append(e.features, c.Replace[i])
	}
	for _, i := range slices.Sorted(slices.Values(c.Remove)) {
		e.removed = append(e.removed, r.at(i))
	}
	e.features = append(e.features, c.Add...)
	return e
}

// row returns the row of the i-th of the edit's features, next being that of
// the first one added.
func (e *edit) row(i int, next int64) int64 {
	if i < len(e.replaced) {
		return e.replaced[i]
	}
	return next + int64(i-len(e.replaced))
}

// CommitChanges makes the changes durable as the next version of the layer, in
// one transaction as Commit does. It costs what the changes cost, except that
// now and then the whole layer is stored: see [leastBase], where the features
// table needs other types of columns, and where it is damaged.
func (s *Store) CommitChanges(ctx context.Context, l *data.Layer, before int, c data.Changes) (version int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n := len(c.Replace) + len(c.Remove) + len(c.Add); n > 1 && n > l.Len()/wholeShare {
		return s.commit(ctx, l)
	}
	if err := s.room(ctx, l.ID, sizeOf(slices.Collect(maps.Values(c.Replace)))+sizeOf(c.Add)); err != nil {
		return 0, err
	}
	r := s.rows[l.ID]
	delete(s.rows, l.ID) // in case of an error
	err = s.transaction(ctx, func(t *tx) (err error) {
		if r == nil || r.last.number != before {
			if r, err = t.rows(l.ID, before); err != nil {
				return err
			}
		}
		r, err = t.commitChanges(ctx, l, r, r.edit(&c))
		return err
	})
	if errors.Is(err, errWhole) || errors.Is(err, data.ErrDamaged) {
		return s.commit(ctx, l)
	}
	if err != nil {
		return 0, s.full(l.ID, err)
	}
	if s.rows == nil {
		s.rows = map[string]*rows{}
	}
	s.rows[l.ID] = r
	return r.last.number, nil
}

// commitChanges stores an edit of the version that r is about and returns the
// same about the new one.
func (t *tx) commitChanges(ctx context.Context, l *data.Layer, r *rows, e *edit) (*rows, error) {
	v, err := t.nextVersion(l)
	if err != nil {
		return nil, err
	}
	next := *r
	next.last, next.next = v, r.next+int64(e.added)
	next.removed = merged(r.removed, e.removed)
	bytes, err := t.archiveEdit(ctx, l, &next, e)
	if err != nil {
		return nil, fmt.Errorf("archive: %w", err)
	}
	if next.editBytes += bytes + editBytes; next.editBytes > max(r.baseBytes, leastBase) {
		return nil, errWhole
	}
	if next.shape, err = t.editTable(l, r, e); errors.Is(err, data.ErrStoreFull) {
		return nil, err
	} else if err != nil { // the table is not what it was made as
		return nil, fmt.Errorf("%w: %w", errWhole, err)
	}
	return &next, t.makeCurrent(l.ID, v.number, r.table)
}

// archiveEdit stores an edit as the version that r is about, whose checksum is
// still the one before, and returns its size.
func (t *tx) archiveEdit(ctx context.Context, l *data.Layer, r *rows, e *edit) (bytes int64, err error) {
	brief := l.Meta
	brief.Problems, brief.Inference, brief.Foreign = nil, nil, nil // those of the base
	meta, err := encodeMeta(&brief, r.last.number)
	if err != nil {
		return 0, err
	}
	replaced, removed := appendRows(nil, e.replaced), appendRows(nil, e.removed)
	sum := sha256.New()
	sum.Write(editHead(meta, r.checksum, replaced, removed, int64(e.added)))
	if bytes, err = t.insertChunks(ctx, r.last.id, e.features, sum); err != nil {
		return 0, err
	}
	bytes += int64(len(meta) + len(replaced) + len(removed))
	r.checksum = sum.Sum(nil)
	if err := t.insertVersion(l, r.last, bytes, meta, r.checksum); err != nil {
		return 0, err
	}
	return bytes, t.exec(`INSERT INTO catchment_edits VALUES (?, ?, ?, ?, ?)`, r.last.id, r.base, replaced, removed, e.added)
}

// editHead is what the checksum of an edit covers beside its chunks.
func editHead(meta, before, replaced, removed []byte, added int64) []byte {
	var b []byte
	for _, part := range [][]byte{before, meta, replaced, removed} {
		b = appendText(b, part, true)
	}
	return binary.AppendVarint(b, added)
}

// appendRows writes ascending rows as the gaps between them.
func appendRows(b []byte, rows []int64) []byte {
	if b == nil {
		b = []byte{} // SQLite would store nil as NULL
	}
	last := int64(0)
	for _, r := range rows {
		b = binary.AppendUvarint(b, uint64(r-last))
		last = r
	}
	return b
}

// readRows reads what appendRows wrote; false when it did not.
func readRows(b []byte) ([]int64, bool) {
	var rows []int64
	last := uint64(0)
	for len(b) > 0 {
		gap, n := binary.Uvarint(b)
		if n <= 0 || gap == 0 || gap > 1<<40 {
			return nil, false
		}
		b, last = b[n:], last+gap
		rows = append(rows, int64(last))
	}
	return rows, true
}

// merged returns the rows of both, ascending.
func merged(a, b []int64) []int64 {
	if len(b) == 0 {
		return a
	}
	all := slices.Concat(a, b)
	slices.Sort(all)
	return all
}

// rows reads what an edit of the current version of a layer must know. The
// error is errWhole when the version is not the current one or the features
// table is of another time.
func (t *tx) rows(layer string, version int) (*rows, error) {
	r := &rows{last: versionKey{number: version}}
	var features, tableBase int64
	var columns []byte
	err := t.queryRow(`SELECT v.id, v.checksum, l.table_name, coalesce(e.base_id, v.id), t.base_id, t.columns
		FROM catchment_layers l
		JOIN catchment_versions v ON v.layer_id = l.layer_id AND v.version = l.version
		JOIN catchment_tables t ON t.table_name = l.table_name
		LEFT JOIN catchment_edits e ON e.version_id = v.id
		WHERE l.layer_id = ? AND l.version = ?`, []any{layer, version}, &r.last.id, &r.checksum, &r.table, &r.base, &tableBase, &columns)
	if errors.Is(err, errNoRow) || err == nil && tableBase != r.base {
		return nil, errWhole
	}
	if err != nil {
		return nil, err
	}
	if r.shape = decodeShape(columns); r.shape == nil {
		return nil, errWhole
	}
	if err := t.queryRow(`SELECT features, bytes FROM catchment_versions WHERE id = ?`, []any{r.base}, &features, &r.baseBytes); err != nil {
		return nil, err
	}
	r.next = features + 1
	err = t.queryRows(`SELECT e.removed, e.added, v.bytes FROM catchment_edits e JOIN catchment_versions v ON v.id = e.version_id
		WHERE e.base_id = ? ORDER BY e.version_id`, []any{r.base}, func(row []driver.Value) error {
		var blob []byte
		var added, bytes int64
		if err := scan(row, &blob, &added, &bytes); err != nil {
			return err
		}
		removed, ok := readRows(blob)
		if !ok {
			return errWhole
		}
		r.removed = append(r.removed, removed...)
		r.next += added
		r.editBytes += bytes + editBytes
		return nil
	})
	slices.Sort(r.removed)
	return r, err
}
