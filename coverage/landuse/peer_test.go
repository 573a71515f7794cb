//go:build peers

package landuse_test

import (
	"context"
	"os"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/tidwall/gjson"

	"catchment/coverage/landuse"
	"catchment/geo/plane"
	"catchment/geo/trial"
)

func TestMain(m *testing.M) { os.Exit(trial.Run(m)) }

// peer returns a connection to PostGIS with the parcels, the study area and the
// cells of d in the plane of src; or skips.
func peer(b *testing.B, src landuse.Sources, d *landuse.Density) *pgx.Conn {
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
	batch := &pgx.Batch{}
	for _, q := range []string{"CREATE TEMP TABLE area (g geometry)", "CREATE TEMP TABLE parcels (g geometry, class text, floor float8)", "CREATE TEMP TABLE cells (id int, g geometry)"} {
		batch.Queue(q)
	}
	if err := c.SendBatch(ctx, batch).Close(); err != nil {
		b.Fatal(err)
	}
	p := plane.At(plane.CenterOf(src.Area))
	batch = &pgx.Batch{}
	batch.Queue("INSERT INTO area VALUES (ST_GeomFromWKB($1))", inPlane(b, p, src.Area).AsBinary())
	for _, f := range src.Parcels[0].Features {
		batch.Queue("INSERT INTO parcels VALUES (ST_GeomFromWKB($1), $2, $3)", inPlane(b, p, polygonsOf(f.Geometry)).AsBinary(),
			gjson.GetBytes(f.Properties, "code").Str[:1], gjson.GetBytes(f.Properties, "floor_area_m2").Num)
	}
	for i, cell := range d.Cells {
		at, half := p.ToPlane(cell.Center), d.SizeM/2
		batch.Queue("INSERT INTO cells VALUES ($1, ST_MakeEnvelope($2, $3, $4, $5))", i, at[0]-half, at[1]-half, at[0]+half, at[1]+half)
	}
	for _, table := range []string{"parcels", "cells"} {
		batch.Queue("CREATE INDEX ON " + table + " USING gist (g)")
		batch.Queue("ANALYZE " + table)
	}
	if err := c.SendBatch(ctx, batch).Close(); err != nil {
		b.Fatal(err)
	}
	return c
}

// numbers returns the rows of a query as id and number.
func numbers[K comparable](b *testing.B, c *pgx.Conn, query string) map[K]float64 {
	b.Helper()
	rows, err := c.Query(context.Background(), query)
	if err != nil {
		b.Fatal(err)
	}
	out := map[K]float64{}
	for rows.Next() {
		var id K
		var v float64
		if err := rows.Scan(&id, &v); err != nil {
			b.Fatal(err)
		}
		out[id] = v
	}
	if err := rows.Err(); err != nil {
		b.Fatal(err)
	}
	return out
}

const (
	peerBalance = `SELECT class, ST_Area(ST_Intersection(ST_Union(p.g), (SELECT g FROM area))) FROM parcels p GROUP BY class`
	peerCells   = `WITH c AS (SELECT cells.id, ST_Intersection(cells.g, area.g) g FROM cells, area)
		SELECT c.id, sum(p.floor * ST_Area(ST_Intersection(p.g, c.g)) / ST_Area(p.g)) / max(ST_Area(c.g)) FROM c JOIN parcels p ON p.g && c.g GROUP BY c.id`
)

// BenchmarkPeerLand holds the balance and the floor area ratio in 250 m squares
// of a town of 10,000 parcels against a naive twin and PostGIS, and fails where
// the answers differ. Ours starts from degrees, the peer from indexed tables in
// the plane.
func BenchmarkPeerLand(b *testing.B) {
	src := city(b, 10_000)
	d := density(b, src, farCells)
	whole := balance(b, src)
	c := peer(b, src, d)
	run := func(name string, work func(b *testing.B)) {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				work(b)
			}
		})
	}
	run("balance/ours", func(b *testing.B) { balance(b, src) })
	run("balance/naive", func(b *testing.B) { sameClasses(b, whole, naiveBalance(b, src), "naive") })
	run("balance/postgis", func(b *testing.B) { sameClasses(b, whole, numbers[string](b, c, peerBalance), "PostGIS") })
	run("cells/ours", func(b *testing.B) { density(b, src, farCells) })
	run("cells/naive", func(b *testing.B) { sameFAR(b, d, naiveFAR(b, src, d), "naive") })
	run("cells/postgis", func(b *testing.B) {
		got := numbers[int32](b, c, peerCells)
		other := make([]float64, len(d.Cells))
		for i := range other {
			other[i] = got[int32(i)]
		}
		sameFAR(b, d, other, "PostGIS")
	})
}

func sameClasses(b *testing.B, ours *landuse.Balance, other map[string]float64, who string) {
	b.Helper()
	for _, r := range ours.Levels[0] {
		if !near(r.AreaM2, other[r.Code], 1e-9) {
			b.Errorf("%s: %v m², %s %v", r.Code, r.AreaM2, who, other[r.Code])
		}
	}
	if len(ours.Levels[0]) != len(other) {
		b.Errorf("%d classes, %s has %d", len(ours.Levels[0]), who, len(other))
	}
}
