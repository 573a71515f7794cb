//go:build peers

package tiles_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"

	"catchment/data"
	"catchment/data/seeded"
	"catchment/data/tiles"
	"catchment/geo/trial"
)

func TestMain(m *testing.M) { os.Exit(trial.Run(m)) }

// BenchmarkPeerTile draws the same tiles of 200,000 parcels here and by ST_AsMVT
// in PostGIS, which has the parcels in Web Mercator with an index and their
// properties in columns.
func BenchmarkPeerTile(b *testing.B) {
	layers, err := seeded.City(200_000)
	if err != nil {
		b.Fatal(err)
	}
	l := layers[1]
	c := loaded(b, l)
	s := tiles.New(l)
	for _, z := range []int{11, 12, 13, 14, 16} {
		r := rand.New(rand.NewPCG(20261126, uint64(z)))
		var at [][2]int
		bound := l.Bound()
		for range 20 {
			x, y := middleTile(z, orb.Point{bound.Min[0] + r.Float64()*(bound.Max[0]-bound.Min[0]), bound.Min[1] + r.Float64()*(bound.Max[1]-bound.Min[1])})
			at = append(at, [2]int{x, y})
		}
		b.Run(fmt.Sprintf("zoom=%d/catchment", z), func(b *testing.B) {
			n, bytes := 0, 0
			for b.Loop() {
				out, err := s.Tile(context.Background(), z, at[n%20][0], at[n%20][1])
				if err != nil {
					b.Fatal(err)
				}
				bytes += len(out.Data)
				n++
			}
			b.ReportMetric(float64(bytes/n), "bytes/tile")
		})
		b.Run(fmt.Sprintf("zoom=%d/postgis", z), func(b *testing.B) {
			n, bytes := 0, 0
			for b.Loop() {
				var tile []byte
				err := c.QueryRow(context.Background(), `SELECT ST_AsMVT(t, 'parcels', 4096, 'g') FROM (
					SELECT id, class, scheme, people, ST_AsMVTGeom(g, ST_TileEnvelope($1, $2, $3), 4096, 64) AS g
					FROM parcels WHERE g && ST_TileEnvelope($1, $2, $3, margin => 64.0/4096)) t`, z, at[n%20][0], at[n%20][1]).Scan(&tile)
				if err != nil {
					b.Fatal(err)
				}
				bytes += len(tile)
				n++
			}
			b.ReportMetric(float64(bytes/n), "bytes/tile")
		})
	}
}

// loaded returns a connection to the peer with a table of parcels, or skips.
func loaded(b *testing.B, l *data.Layer) *pgx.Conn {
	b.Helper()
	ctx := context.Background()
	c, err := pgx.Connect(ctx, trial.PostGIS(b))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { c.Close(ctx) })
	do := func(q string) {
		if _, err := c.Exec(ctx, q); err != nil {
			b.Fatal(err)
		}
	}
	if _, err := c.Exec(ctx, "CREATE EXTENSION IF NOT EXISTS postgis"); err != nil {
		trial.Missing(b, "PostGIS: "+err.Error())
	}
	do("CREATE TEMP TABLE raw (id text, properties text, w bytea)")
	_, err = c.CopyFrom(ctx, pgx.Identifier{"raw"}, []string{"id", "properties", "w"}, pgx.CopyFromSlice(l.Len(), func(i int) ([]any, error) {
		f := &l.Features[i]
		return []any{f.ID, string(f.Properties), wkb.MustMarshal(f.Geometry)}, nil
	}))
	if err != nil {
		b.Fatal(err)
	}
	do(`CREATE TEMP TABLE parcels AS SELECT id, properties::json->>'code' AS class, properties::json->>'scheme' AS scheme, (properties::json->>'population')::float8 AS people,
		ST_Transform(ST_GeomFromWKB(w, 4326), 3857) AS g FROM raw`)
	do("CREATE INDEX ON parcels USING gist (g)")
	do("ANALYZE parcels")
	return c
}
