package gpkg

import (
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
		t := &tx{c}
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

// queryRow reads the one row of a query into dest: *int64 or *string each.
func (t *tx) queryRow(sql string, args []any, dest ...any) error {
	rows, err := t.conn.QueryContext(context.Background(), sql, namedValues(args))
	if err != nil {
		return storeError(err)
	}
	defer rows.Close()
	row := make([]driver.Value, len(dest))
	if err := rows.Next(row); errors.Is(err, io.EOF) {
		return errNoRow
	} else if err != nil {
		return storeError(err)
	}
	for i, v := range row {
		switch d := dest[i].(type) {
		case *int64:
			n, ok := v.(int64)
			if !ok {
				return fmt.Errorf("column %d is a %T, expected an integer", i, v)
			}
			*d = n
		case *string:
			text, ok := v.(string)
			if !ok {
				return fmt.Errorf("column %d is a %T, expected text", i, v)
			}
			*d = text
		}
	}
	return nil
}

// queryTexts returns the first column of a query.
func (t *tx) queryTexts(sql string) ([]string, error) {
	rows, err := t.conn.QueryContext(context.Background(), sql, nil)
	if err != nil {
		return nil, storeError(err)
	}
	defer rows.Close()
	var out []string
	row := make([]driver.Value, 1)
	for {
		err := rows.Next(row)
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, storeError(err)
		}
		text, _ := row[0].(string)
		out = append(out, text)
	}
}
