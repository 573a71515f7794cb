//go:build peers

package arcs_test

import (
	"context"
	"os"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"

	"catchment/geo/trial"
)

func TestMain(m *testing.M) { os.Exit(trial.Run(m)) }

// connect returns a connection to the peer with empty temporary tables discs
// and plots, or skips.
func connect(b *testing.B) *pgx.Conn {
	b.Helper()
	ctx := context.Background()
	c, err := pgx.Connect(ctx, trial.PostGIS(b))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { c.Close(ctx) })
	if _, err := c.Exec(ctx, "CREATE EXTENSION IF NOT EXISTS postgis"); err != nil {
		trial.Missing(b, "PostGIS: "+err.Error())
	}
	for _, q := range []string{"CREATE TEMP TABLE discs (g geometry)", "CREATE TEMP TABLE plots (id int, g geometry)"} {
		if _, err := c.Exec(ctx, q); err != nil {
			b.Fatal(err)
		}
	}
	return c
}

// load fills a table with geometries, indexes and analyses it.
func load(b *testing.B, c *pgx.Conn, table string, shapes []orb.Geometry) {
	b.Helper()
	ctx := context.Background()
	batch := &pgx.Batch{}
	for i, g := range shapes {
		column, values := "(g)", "(ST_GeomFromWKB($1))"
		args := []any{wkb.MustMarshal(g)}
		if table == "plots" {
			column, values, args = "(g, id)", "(ST_GeomFromWKB($1), $2)", append(args, i)
		}
		batch.Queue("INSERT INTO "+table+" "+column+" VALUES "+values, args...)
	}
	if err := c.SendBatch(ctx, batch).Close(); err != nil {
		b.Fatal(err)
	}
	for _, q := range []string{"CREATE INDEX ON " + table + " USING gist (g)", "ANALYZE " + table} {
		if _, err := c.Exec(ctx, q); err != nil {
			b.Fatal(err)
		}
	}
}
