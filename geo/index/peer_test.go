//go:build peers

package index_test

import (
	"context"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"catchment/geo/trial"
)

func TestMain(m *testing.M) { os.Exit(trial.Run(m)) }

// queries is how many questions a function inside the database asks in a run:
// enough for planning and the connection not to count.
const queries = 2000

// BenchmarkPeer sets box queries (about 25 hits) and the nearest 10 on a million
// points beside PostGIS with a GiST index, asked from inside the database, with
// the same points and questions of the same kind. Both sides report ns/query;
// ours counts geodesic metres for the nearest, theirs sorts by degrees, which
// is less work.
func BenchmarkPeer(b *testing.B) {
	perQuery := func(b *testing.B, each int) {
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*each), "ns/query")
	}
	b.Run("box/ours", func(b *testing.B) {
		tree, _ := million()
		r := rand.New(rand.NewPCG(3, 4))
		hits := 0
		for b.Loop() {
			for range queries {
				x, y := 118+r.Float64(), 42+r.Float64()
				tree.Search(orb.Bound{Min: orb.Point{x, y}, Max: orb.Point{x + 0.005, y + 0.005}}, func(int) bool { hits++; return true })
			}
		}
		b.ReportMetric(float64(hits)/float64(b.N*queries), "hits/query")
		perQuery(b, queries)
	})
	b.Run("nearest10/ours", func(b *testing.B) {
		tree, _ := million()
		r := rand.New(rand.NewPCG(5, 6))
		for b.Loop() {
			for range queries {
				tree.Nearest(orb.Point{118 + r.Float64(), 42 + r.Float64()}, 10, nil)
			}
		}
		perQuery(b, queries)
	})
	c := stocked(b)
	ask := func(b *testing.B, function string) {
		hits := 0
		for b.Loop() {
			if err := c.QueryRow(context.Background(), "SELECT "+function+"($1)", queries).Scan(&hits); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(hits)/queries, "hits/query")
		perQuery(b, queries)
	}
	b.Run("box/postgis", func(b *testing.B) { ask(b, "pg_temp.boxes") })
	b.Run("nearest10/postgis", func(b *testing.B) { ask(b, "pg_temp.nearest") })
}

// stocked returns a connection to a PostGIS that holds the million points and
// the two functions that ask it.
func stocked(b *testing.B) *pgx.Conn {
	ctx := context.Background()
	c, err := pgx.Connect(ctx, trial.PostGIS(b))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { c.Close(ctx) })
	if _, err := c.Exec(ctx, `CREATE EXTENSION IF NOT EXISTS postgis; CREATE TEMP TABLE raw (lon float8, lat float8)`); err != nil {
		trial.Missing(b, "PostGIS: "+err.Error())
	}
	_, boxes := million()
	rows := pgx.CopyFromSlice(len(boxes), func(i int) ([]any, error) { return []any{boxes[i].Min[0], boxes[i].Min[1]}, nil })
	if _, err := c.CopyFrom(ctx, pgx.Identifier{"raw"}, []string{"lon", "lat"}, rows); err != nil {
		b.Fatal(err)
	}
	if _, err := c.Exec(ctx, `
CREATE TEMP TABLE points AS SELECT row_number() OVER () AS id, ST_SetSRID(ST_MakePoint(lon, lat), 4326) AS g FROM raw;
CREATE INDEX ON points USING gist (g);
ANALYZE points;
CREATE FUNCTION pg_temp.boxes(n int) RETURNS int AS $$
DECLARE x float8; y float8; hits int := 0; k int;
BEGIN
  FOR i IN 1..n LOOP
    x := 118 + random(); y := 42 + random();
    SELECT count(id) INTO k FROM points WHERE g && ST_MakeEnvelope(x, y, x + 0.005, y + 0.005, 4326);
    hits := hits + k;
  END LOOP;
  RETURN hits;
END $$ LANGUAGE plpgsql;
CREATE FUNCTION pg_temp.nearest(n int) RETURNS int AS $$
DECLARE p geometry; hits int := 0; k int;
BEGIN
  FOR i IN 1..n LOOP
    p := ST_SetSRID(ST_MakePoint(118 + random(), 42 + random()), 4326);
    SELECT count(*) INTO k FROM (SELECT id FROM points ORDER BY g <-> p LIMIT 10) q;
    hits := hits + k;
  END LOOP;
  RETURN hits;
END $$ LANGUAGE plpgsql`); err != nil {
		b.Fatal(err)
	}
	return c
}
