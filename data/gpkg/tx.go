package gpkg

import (
	"bytes"
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"

	"catchment/data"
)

// tx is a write transaction on SQLite's own driver. database/sql would check
// and copy every value of every row once more.
type tx struct {
	conn conn
	// mending is set when the pages of a features table may be damaged: it is
	// left where it is, and the layer gets another.
	mending bool
}

// conn is what the driver's connection offers.
type conn interface {
	driver.Conn
	driver.ExecerContext
	driver.QueryerContext
}

// transaction runs do in a transaction: committed, synced to the disk, when do
// returns nil; without a trace otherwise, and when ctx ends before the commit.
func (s *Store) transaction(ctx context.Context, do func(t *tx) error) error {
	if s.writer == nil {
		return data.ErrClosed
	}
	return storeError(s.writer.Raw(func(raw any) (err error) {
		c, ok := raw.(conn)
		if !ok {
			return fmt.Errorf("unexpected driver connection %T", raw)
		}
		t := &tx{conn: c}
		if err := t.exec(`BEGIN IMMEDIATE`); err != nil {
			return err
		}
		defer func() {
			if err != nil {
				// SQLite has rolled back by itself after some errors; a second
				// time does no harm.
				_ = t.exec(`ROLLBACK`)
			}
		}()
		if err := do(t); err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		return t.exec(`COMMIT`)
	}))
}

// mending is transaction, and a second one where the first met damage, as that
// of a features table which cannot be removed: a layer that is damaged can be
// loaded again.
func (s *Store) mending(ctx context.Context, do func(t *tx) error) error {
	err := s.transaction(ctx, do)
	if !errors.Is(err, data.ErrDamaged) {
		return err
	}
	return s.transaction(ctx, func(t *tx) error {
		t.mending = true
		return do(t)
	})
}

// run executes a prepared statement. The context is the background's: the
// driver would start a goroutine for any other, and callers look at theirs
// between statements.
func run(s driver.Stmt, values []driver.NamedValue) error {
	e, ok := s.(driver.StmtExecContext)
	if !ok {
		return fmt.Errorf("unexpected driver statement %T", s)
	}
	_, err := e.ExecContext(context.Background(), values)
	return storeError(err)
}

func (t *tx) exec(sql string, args ...any) error {
	_, err := t.conn.ExecContext(context.Background(), sql, namedValues(args))
	return storeError(err)
}

func namedValues(args []any) []driver.NamedValue {
	values := make([]driver.NamedValue, len(args))
	for i, a := range args {
		if n, ok := a.(int); ok {
			a = int64(n)
		}
		values[i] = driver.NamedValue{Ordinal: i + 1, Value: a}
	}
	return values
}

var errNoRow = errors.New("no row")

// queryRow reads the one row of a query into dest: *int64, *string or *[]byte
// each.
func (t *tx) queryRow(sql string, args []any, dest ...any) error {
	found := false
	err := t.queryRows(sql, args, func(row []driver.Value) error {
		if found {
			return nil
		}
		found = true
		return scan(row, dest...)
	})
	if err == nil && !found {
		return errNoRow
	}
	return err
}

// scan copies a row into dest: *int64, *string or *[]byte each.
func scan(row []driver.Value, dest ...any) error {
	for i, v := range row[:len(dest)] {
		ok := false
		switch d := dest[i].(type) {
		case *int64:
			*d, ok = v.(int64)
		case *string:
			*d, ok = v.(string)
		case *[]byte:
			*d, ok = v.([]byte)
			*d = bytes.Clone(*d)
		}
		if !ok {
			return fmt.Errorf("%w: column %d is a %T", data.ErrDamaged, i, v)
		}
	}
	return nil
}

// queryRows hands over the rows of a query, each until the next.
func (t *tx) queryRows(sql string, args []any, use func(row []driver.Value) error) error {
	rows, err := t.conn.QueryContext(context.Background(), sql, namedValues(args))
	if err != nil {
		return storeError(err)
	}
	defer rows.Close()
	row := make([]driver.Value, len(rows.Columns()))
	for {
		err := rows.Next(row)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return storeError(err)
		}
		if err := use(row); err != nil {
			return err
		}
	}
}

// queryTexts returns the first column of a query.
func (t *tx) queryTexts(sql string) (out []string, err error) {
	err = t.queryRows(sql, nil, func(row []driver.Value) error {
		text, _ := row[0].(string)
		out = append(out, text)
		return nil
	})
	return out, err
}
